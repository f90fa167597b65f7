//! What the values on the command line must look like. What does not is a [`Slip`], whose sentence
//! says what to give instead.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use ipnet::IpNet;
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Privilege;
use scanpost_core::device::sender;
use scanpost_core::fault::Code;
use scanpost_core::network::Exit;
use scanpost_core::oauth::Way;
#[cfg(feature = "sandbox")]
use scanpost_core::profile;
use scanpost_core::receive::{ArrivalId, ArrivalState};
use scanpost_core::site::receiving::PrinterUri;
use scanpost_core::site::{Function, Slot};
use scanpost_core::spool::{JobId, JobState};
use scanpost_core::words::{self, Language};

use crate::account::WAYS;

/// Why a value is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    /// The sentence, in `locales/*/command-line-help.ftl`.
    id: &'static str,
    /// The least and the most that it names.
    between: Option<(u64, u64)>,
}

impl Slip {
    const fn new(id: &'static str) -> Self {
        Self { id, between: None }
    }

    /// What to give instead.
    pub(crate) fn text(&self, language: Language) -> String {
        let (least, most) = self.between.unwrap_or_default();
        let [least, most] = [least, most].map(|number| number.to_string());
        words::text(language, self.id, &[("least", &least), ("most", &most)])
    }
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl std::error::Error for Slip {}

pub(crate) fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::tag))
        .map(|tag| Language::from_tag(&tag).expect("nothing but tags is let through"))
}

/// The name of a profile.
#[cfg(feature = "sandbox")]
pub(crate) fn profile() -> impl TypedValueParser<Value = profile::Name> {
    PossibleValuesParser::new(profile::Name::all().map(profile::Name::as_str))
        .map(|name| name.parse().expect("nothing but names is let through"))
}

pub(crate) fn account(text: &str) -> Result<AccountName, Slip> {
    text.parse().map_err(|_| Slip::new("slip-account"))
}

/// The three ways of sign-in, by short words.
pub(crate) fn way() -> impl TypedValueParser<Value = Way> {
    PossibleValuesParser::new(WAYS.map(|(word, _)| word)).map(|word| {
        let found = WAYS.into_iter().find(|(known, _)| *known == word);
        found.expect("nothing but ways is let through").1
    })
}

pub(crate) fn slot() -> impl TypedValueParser<Value = Slot> {
    PossibleValuesParser::new(Slot::ALL.map(Slot::as_str))
        .map(|word| Slot::named(&word).expect("nothing but slots is let through"))
}

pub(crate) fn address(text: &str) -> Result<SocketAddr, Slip> {
    text.parse().map_err(|_| Slip::new("slip-address"))
}

/// `192.0.2.0/24`, or one address.
pub(crate) fn range(text: &str) -> Result<IpNet, Slip> {
    let one = || text.parse().ok().map(|address: std::net::IpAddr| IpNet::from(address));
    text.parse().ok().or_else(one).ok_or(Slip::new("slip-range"))
}

/// `copier@old.example=copier@example.com`: what a device writes, and what it becomes.
pub(crate) fn alias(text: &str) -> Result<(String, String), Slip> {
    sender::read_alias(text).map_err(|_| Slip::new("slip-alias"))
}

/// A whole number, both ends included.
pub(crate) fn number(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<u64, Slip> + Clone + Send + Sync {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or(Slip { id: "slip-number", between: Some((least, most)) })
    }
}

/// A limit of a mailbox; 0: the provider's own.
pub(crate) fn limit(most: u32) -> impl Fn(&str) -> Result<u32, Slip> + Clone + Send + Sync {
    let read = number(0, most.into());
    move |text| read(text).map(|limit| u32::try_from(limit).expect("it is no more than a u32"))
}

/// An address of this machine or one of its interfaces; the site's is called `default`, and said as nothing.
pub(crate) fn network(text: &str) -> Result<String, Slip> {
    match text.parse::<Exit>() {
        _ if text == "default" => Ok(String::new()),
        Ok(exit) => Ok(exit.to_string()),
        Err(_) => Err(Slip::new("slip-network")),
    }
}

/// A port of UDP or TCP.
pub(crate) fn port(text: &str) -> Result<u16, Slip> {
    let read = number(1, u16::MAX.into());
    read(text).map(|port| u16::try_from(port).expect("it is no more than a u16"))
}

pub(crate) fn job_id(text: &str) -> Result<JobId, Slip> {
    text.parse().map_err(|_| Slip::new("slip-job"))
}

pub(crate) fn arrival_id(text: &str) -> Result<ArrivalId, Slip> {
    text.parse().map_err(|_| Slip::new("slip-arrival"))
}

pub(crate) fn code(text: &str) -> Result<Code, Slip> {
    let found = Code::ALL.iter().copied().find(|code| code.as_str() == text);
    found.ok_or(Slip::new("slip-code"))
}

pub(crate) fn arrival_state() -> impl TypedValueParser<Value = ArrivalState> {
    PossibleValuesParser::new(ArrivalState::ALL.map(ArrivalState::as_str)).map(|word| {
        let found = ArrivalState::ALL.into_iter().find(|state| state.as_str() == word);
        found.expect("nothing but states is let through")
    })
}

/// A function for which mailboxes are polled.
pub(crate) fn polled_function() -> impl TypedValueParser<Value = Function> {
    PossibleValuesParser::new(Function::POLLED.map(Function::as_str)).map(|word| {
        let found = Function::POLLED.into_iter().find(|function| function.as_str() == word);
        found.expect("nothing but functions is let through")
    })
}

pub(crate) fn job_state() -> impl TypedValueParser<Value = JobState> {
    PossibleValuesParser::new(JobState::ALL.map(JobState::as_str)).map(|word| {
        let found = JobState::ALL.into_iter().find(|state| state.as_str() == word);
        found.expect("nothing but states is let through")
    })
}

pub(crate) fn privilege() -> impl TypedValueParser<Value = Privilege> {
    PossibleValuesParser::new(Privilege::ALL.map(Privilege::as_str))
        .map(|word| word.parse().expect("nothing but privileges is let through"))
}

/// `ipp://printer.example.com/ipp/print`
pub(crate) fn printer(text: &str) -> Result<PrinterUri, Slip> {
    text.parse().map_err(|_| Slip::new("slip-printer"))
}

/// A folder that no command would write to is a misunderstanding.
pub(crate) fn keeps_nothing(_: &str) -> Result<PathBuf, Slip> {
    Err(Slip::new("slip-keeps-nothing"))
}

/// The names of the sandbox's bad days.
#[cfg(feature = "sandbox")]
pub(crate) fn situations() -> PossibleValuesParser {
    PossibleValuesParser::new(scanpost_sandbox::SITUATIONS.iter().map(|situation| situation.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_may_be_one_address() {
        assert_eq!(range("192.0.2.7").expect("an address").to_string(), "192.0.2.7/32");
        assert!(range("192.0.2.7/33").is_err());
    }

    #[test]
    fn a_number_keeps_its_bounds_and_names_them() {
        let number = number(1, 1024);
        assert_eq!((number("1"), number("1024")), (Ok(1), Ok(1024)));
        for wrong in ["0", "1025", "-1", "", "many"] {
            let slip = number(wrong).expect_err(wrong);
            assert!(slip.text(Language::En).contains("from 1 to 1024"), "{slip:?}");
        }
    }

    #[test]
    fn a_number_that_is_no_jobs_is_answered_with_the_way_to_find_one() {
        assert!(job_id("0193a5f0c1d27000a1b2c3d4e5f60718").is_ok());
        let slip = job_id("1").expect_err("too short");
        for language in Language::ALL {
            assert!(slip.text(language).contains("scanpost job list"), "{language:?}");
        }
    }
}
