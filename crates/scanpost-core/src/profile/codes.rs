//! The codes by which makers of printers know some of the causes.
//!
//! Whoever services a printer finds the code in its own job history and in the maker's guide. The neutral
//! code is the cause's own name ([`Code`]); a maker's stands beside it where there is one.

use serde::{Deserialize, Serialize};

use super::{Name, Profile};
use crate::fault::{Class, Code};

/// A maker's number for a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCode {
    pub maker: String,
    pub number: String,
}

/// What the makers call it.
pub fn job_codes(cause: Code) -> Vec<JobCode> {
    let profiles = Name::all().map(Profile::of);
    let codes = profiles.filter_map(|profile| {
        let number = profile.code(cause)?.number.clone();
        Some(JobCode { maker: profile.title.clone(), number })
    });
    codes.collect()
}

/// The code that a job shows, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileCode {
    pub profile: Name,
    pub number: String,
}

impl ProfileCode {
    /// What the maker of this profile calls it.
    pub fn of(profile: Name, cause: Code) -> Option<Self> {
        let number = Profile::of(profile).code(cause)?.number.clone();
        Some(Self { profile, number })
    }
}

/// A code that a maker's jobs carry, and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakersCode {
    pub number: String,
    /// The id of its sentence, which says what it means; the part `next` says what to do.
    pub word: String,
    /// Causes by their codes.
    #[serde(default)]
    pub causes: Vec<Code>,
    /// Every cause that waits for this.
    #[serde(default)]
    pub classes: Vec<Class>,
}

impl MakersCode {
    pub(super) fn covers(&self, cause: Code) -> bool {
        self.causes.contains(&cause) || self.classes.contains(&cause.class())
    }
}

/// Whether a cause lies between scanpost and the mail service, where a maker that has codes has one for
/// it: the service is not reached, does not answer in time, or somebody must sign in.
pub(super) fn concerns_the_service(cause: Code) -> bool {
    cause.class() == Class::HoldForSignIn || ON_THE_WAY.contains(&cause)
}

/// Nobody is reached, or nobody answers in time.
const ON_THE_WAY: [Code; 11] = [
    Code::ServerUnreachable,
    Code::NetworkWithoutWay,
    Code::ServerNameUnknown,
    Code::NamesUnanswered,
    Code::ConnectionRefused,
    Code::ConnectionTimedOut,
    Code::ConnectionLost,
    Code::ProxyRefused,
    Code::ServerSilent,
    Code::ServerTiredOfWaiting,
    Code::SignInUnreachable,
];
