//! The only wiring.
pub mod views;
