//! Pages and control API as a browser and the command line meet them: over real sockets, in front
//! of a real gateway on the memory store, with a small authorization server beside it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails there")]

mod access;
mod account;
mod administrators;
mod appearance;
mod control;
mod dashboard;
mod devices;
mod doctor;
mod drawing;
mod events;
mod history;
mod https;
mod job;
mod jobs;
mod language;
mod log_in;
mod mail_server;
mod metrics;
mod notices;
mod openapi;
mod panel;
mod protection;
mod receiving;
mod settings;
mod sheet;
mod site;
mod slow;
mod users;
mod ways_back;
