//! The administrator's pages as a person has them: in Chromium, in both languages.
//!
//! A new page is one line in `gallery.rs`; a new flow is a test in a file of its own.

mod devices;
mod doctor;
mod essentials;
mod foreign;
mod gallery;
mod harness;
mod jobs;
mod large_forms;
mod log_in;
mod machine;
mod newcomer;
mod own_address;
mod panel;
mod receiving;
mod settings;
mod sign_in;
mod users;
