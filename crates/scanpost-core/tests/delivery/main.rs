//! Delivery against the sandbox: real sockets, real TLS, a provider that misbehaves on demand.
//!
//! `queue_*`: one account's queue with its keeper and a storage in memory, in paused time, so that
//! hours of outages pass at once. `gateway_*`: the whole gateway on SQLite, with a device that speaks
//! bare SMTP to it, in real time; `notices_*`: who is told what went wrong; `users*`: scans that go out from the own mailboxes of people; `account_changes` and `settings_effect`: what an administrator changes while it runs; `rerouted`: scans that wait meanwhile.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

mod account_changes;
mod gateway_answers;
mod gateway_fax;
mod gateway_sheet;
mod gateway_sign_in;
mod gateway_stage;
mod gateway_way_of_a_mail;
mod newcomers;
mod notices_by_mail;
mod notices_channels;
mod queue_causes;
mod queue_checks;
mod queue_governor;
mod queue_holds;
mod queue_limits;
mod queue_outages;
mod queue_results;
mod queue_senders;
mod queue_stage;
mod receives_only;
mod rerouted;
mod settings_effect;
mod shaky;
mod users;
mod users_at_work;
mod users_sign_in;
