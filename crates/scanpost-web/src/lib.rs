//! The administrator's pages and the JSON API, through core's [`Gateway`] only.
//!
//! - [`pages`]: what a person sees in a browser, in English and Swedish
//! - [`control_router`]: what the command line asks over a Unix socket; [`wire`] has its types
//! - [`access`](Access): who may open the pages
//! - `metrics` and `health`: for who watches over scanpost from elsewhere
//! - [`serve`], [`serve_encrypted`], [`serve_control`]: HTTP over a socket, with a limit on everything
//!
//! Nothing here decides what the gateway does, and no token ever reaches this crate.
//!
//! [`Gateway`]: scanpost_core::gateway::Gateway

mod access;
mod address;
mod admission;
mod api;
mod came_back;
mod csv;
mod health;
mod mail_file;
mod metrics;
mod named;
pub mod pages;
mod polling;
mod problem;
mod refused;
mod serve;
mod sheet_file;
mod who;
pub mod wire;

pub use access::{Access, Transport};
pub use api::control_router;
pub use pages::pages_router;
pub use serve::{serve, serve_control, serve_encrypted};
