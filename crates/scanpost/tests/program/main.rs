//! The program as a person meets it: started, asked, told to stop, in one another's way.

mod administrators;
mod commands;
mod data_folder;
#[cfg(feature = "sandbox")]
mod demo;
mod doctor;
mod languages;
#[cfg(feature = "sandbox")]
mod signing_in;
mod stage;
mod stopping;
