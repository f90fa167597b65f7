//! The gateway: the stations that a scan passes, in the order in which it passes them.
//!
//! - [`device`]: who may send
//! - [`door`]: what devices meet before anybody speaks their protocol with them
//! - [`submission`]: SMTP in; `250` only for a mail that is on the disk
//! - [`spool`]: kept for certain, until every recipient has an outcome
//! - [`delivery`]: SMTP out, with a token
//! - [`oauth`]: the right to send, and its life
//! - [`receive`]: POP3 out: what comes by mail is taken in and handed on
//! - [`notify`]: people hear of what went wrong
//!
//! Beside the way of a scan: [`account`] is the name by which all speak of a mailbox, [`network`] is
//! the way out, [`trust`] says whose certificates are believed, [`words`] holds every sentence in
//! every language, [`fax`] says what goes out as a fax, [`fault`] says what went wrong and who must do what, [`objection`] why something
//! is not done that a person asked for, [`administrator`] who may ask, [`password`] how
//! they and the devices show who they are, [`journal`] what happened in which order, [`meter`] how often, [`settings`] holds every limit, [`site`] what an administrator sets for the whole
//! site, [`sheet`] is facts under headings, [`paper`] makes what is printed, [`printer`] prints it, [`record`] is how a thing that two people may edit is kept, `id` what things are called by
//! that are kept one by one, [`clock`] tells the time,
//! [`doctor`] walks the way of a scan and says where it ends, and
//! [`gateway`] is the only place where the stations are wired together.
//!
//! Submission and delivery meet in the spool only; the spool knows nothing of OAuth. A test in
//! `tests/rooms.rs` holds that.

pub mod account;
pub mod administrator;
pub mod clock;
pub mod delivery;
pub mod device;
pub mod doctor;
pub mod door;
pub mod fault;
pub mod fax;
pub mod gateway;
mod id;
pub mod journal;
pub mod meter;
pub mod network;
pub mod notify;
pub mod oauth;
pub mod objection;
pub mod paper;
pub mod password;
pub mod printer;
pub mod profile;
pub mod receive;
pub mod record;
pub mod settings;
pub mod sheet;
pub mod site;
pub mod spool;
pub mod stream;
pub mod submission;
pub mod support;
pub mod trust;
pub mod user;
pub mod words;

/// What a storage verb gives back: one whole transaction, done or not done at all.
pub type Stored<'a, T> = futures_util::future::BoxFuture<'a, Result<T, fault::Fault>>;
