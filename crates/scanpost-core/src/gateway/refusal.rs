//! Why a verb was not done, as data. The sentences stand in `locales/*/answers.ftl`, one for each
//! variant; [`crate::words::refusal`] finds them.

use std::fmt;

use crate::account::AccountName;
use crate::fault::Fault;
use crate::oauth::Unfit;
use crate::spool::{JobId, JobState};
use crate::words::{self, Language};

/// Why a verb was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatewayError {
    /// There is no such thing.
    NotFound(Missing),
    /// It cannot be done as things stand.
    Conflict(Conflict),
    /// What was entered cannot be right.
    Invalid(Invalid),
    /// It went wrong; the fault says who must do what.
    Fault(Fault),
}

/// What is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    Account(AccountName),
    Device(String),
    Job(JobId),
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// There is an account of this name already.
    AccountExists(AccountName),
    /// Mails of the account would be lost with it.
    AccountHasMails(AccountName),
    /// There is a device of this name already.
    DeviceExists(String),
    /// Only a waiting job can be tried again.
    JobNotWaiting(JobState),
    /// The job is being delivered this moment.
    JobUnderWay,
}

/// What is wrong with what was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    AccountName(String),
    /// Not a mail address.
    Address(String),
    /// The provider, by its title, needs an app of one's own.
    ClientIdMissing(String),
    Provider(Unfit),
    /// A device's name or user.
    DeviceName {
        longest: usize,
    },
    /// Neither address nor user: nobody could tell the device from a stranger.
    DeviceUnknowable,
    JobNumber(String),
}

impl From<Fault> for GatewayError {
    fn from(fault: Fault) -> Self {
        GatewayError::Fault(fault)
    }
}

/// For logs, in English. People read [`words::refusal`] in their language.
impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GatewayError::Fault(fault) => write!(f, "{fault}"),
            refusal => {
                let sentence = words::refusal(Language::En, refusal);
                write!(f, "{} {}", sentence.what, sentence.next)
            }
        }
    }
}

impl std::error::Error for GatewayError {}
