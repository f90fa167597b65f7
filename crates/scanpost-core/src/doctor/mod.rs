//! The doctor: walks the way of a scan step by step and says where it ends, and why.
//!
//! - this file: the steps as data, and what was found at each
//! - [`examination`]: the walk itself, over the same lines, names, proxy and keeper as delivery
//! - [`judge`]: what a finding follows from what was met (pure)
//! - [`test_mail`]: the mail that is sent if a person asks for it (RFC 5322)
//!
//! What is wrong has its code from the table of faults, so the advice is the same as everywhere.

pub mod examination;
mod judge;
mod test_mail;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
pub use examination::{Patient, examine};

/// One thing that is looked at, in the order in which a scan meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Room in the data folder for the next mail.
    Disk,
    /// The names of the mail server and of the sign-in server lead to addresses.
    Names,
    /// A TCP connection to the mail server, by each family of addresses.
    Ipv4,
    Ipv6,
    /// The proxy lets through.
    Proxy,
    /// The sign-in server answers, and is who it says.
    SignInServer,
    /// This machine's clock agrees with the provider's.
    Clock,
    /// The mail server greets and offers encryption.
    Greeting,
    /// The hand-shake, and the certificate.
    Tls,
    /// The server takes tokens.
    Offers,
    /// There is a token, and a new one can be had.
    Token,
    /// What was granted is what is needed.
    Scopes,
    /// The mail server takes the token for the mailbox.
    LogIn,
    /// It takes a mail.
    TestMail,
}

/// What was found at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    /// Not begun yet.
    Waiting,
    UnderWay,
    /// Good; the facts are what its sentence names.
    Passed {
        facts: BTreeMap<String, String>,
    },
    /// Mails go out all the same; a person should know.
    Warned {
        fault: Fault,
    },
    Failed {
        fault: Fault,
    },
    /// An earlier step failed, without which this one means nothing.
    NotReached {
        because: Step,
    },
    NotNeeded {
        why: Why,
    },
}

/// Why a step is not needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The proxy makes the connection.
    ByProxy,
    /// The server has no such address.
    NoAddress,
    /// Connections go out from a chosen address of the other family.
    OwnAddress,
    NoProxy,
    /// The sign-in server does not say what time it is.
    NoDate,
    /// Nobody asked for a test mail.
    NotAsked,
    /// The account only receives, and shows its token to no server that sends.
    OnlyReceives,
}

/// All steps with their findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chart(Vec<Examined>);

/// A step and what was found at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    pub step: Step,
    #[serde(flatten)]
    pub finding: Finding,
}

impl Step {
    pub const ALL: [Step; 14] = [
        Step::Disk,
        Step::Names,
        Step::Ipv4,
        Step::Ipv6,
        Step::Proxy,
        Step::SignInServer,
        Step::Clock,
        Step::Greeting,
        Step::Tls,
        Step::Offers,
        Step::Token,
        Step::Scopes,
        Step::LogIn,
        Step::TestMail,
    ];

    /// The word as it stands in JSON, and in the ids of its texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Step::Disk => "disk",
            Step::Names => "names",
            Step::Ipv4 => "ipv4",
            Step::Ipv6 => "ipv6",
            Step::Proxy => "proxy",
            Step::SignInServer => "sign-in-server",
            Step::Clock => "clock",
            Step::Greeting => "greeting",
            Step::Tls => "tls",
            Step::Offers => "offers",
            Step::Token => "token",
            Step::Scopes => "scopes",
            Step::LogIn => "log-in",
            Step::TestMail => "test-mail",
        }
    }
}

impl Finding {
    /// Good, with these facts.
    pub(crate) fn passed<const N: usize>(facts: [(&str, String); N]) -> Self {
        let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Finding::Passed { facts }
    }

    /// The word as it stands in JSON, and in the ids of its texts.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Finding::Waiting => "waiting",
            Finding::UnderWay => "under-way",
            Finding::Passed { .. } => "passed",
            Finding::Warned { .. } => "warned",
            Finding::Failed { .. } => "failed",
            Finding::NotReached { .. } => "not-reached",
            Finding::NotNeeded { .. } => "not-needed",
        }
    }

    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Finding::Warned { fault } | Finding::Failed { fault } => Some(fault),
            _ => None,
        }
    }

    pub const fn is_failed(&self) -> bool {
        matches!(self, Finding::Failed { .. })
    }
}

impl Why {
    pub const ALL: [Why; 7] = [
        Why::ByProxy,
        Why::NoAddress,
        Why::OwnAddress,
        Why::NoProxy,
        Why::NoDate,
        Why::NotAsked,
        Why::OnlyReceives,
    ];

    /// The word as it stands in JSON, and in the ids of its texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Why::ByProxy => "by-proxy",
            Why::NoAddress => "no-address",
            Why::OwnAddress => "own-address",
            Why::NoProxy => "no-proxy",
            Why::NoDate => "no-date",
            Why::NotAsked => "not-asked",
            Why::OnlyReceives => "only-receives",
        }
    }
}

impl Default for Chart {
    fn default() -> Self {
        Self(Step::ALL.map(|step| Examined { step, finding: Finding::Waiting }).to_vec())
    }
}

impl Chart {
    /// In the order of the steps.
    pub fn steps(&self) -> &[Examined] {
        &self.0
    }

    pub fn of(&self, step: Step) -> &Finding {
        let found = self.0.iter().find(|examined| examined.step == step);
        found.map_or(&Finding::Waiting, |examined| &examined.finding)
    }

    /// What stands on top of a report: the first step that failed, else the first warning.
    pub fn trouble(&self) -> Option<(Step, &Fault)> {
        let of = |examined: &Examined| examined.finding.is_failed();
        let failed = self.0.iter().find(|examined| of(examined));
        let told = failed.or_else(|| self.0.iter().find(|one| one.finding.fault().is_some()))?;
        Some((told.step, told.finding.fault()?))
    }

    pub fn has_failed(&self) -> bool {
        self.0.iter().any(|examined| examined.finding.is_failed())
    }

    fn put(&mut self, step: Step, finding: Finding) {
        if let Some(examined) = self.0.iter_mut().find(|examined| examined.step == step) {
            examined.finding = finding;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Code;

    fn failed(code: Code) -> Finding {
        Finding::Failed { fault: code.into() }
    }

    #[test]
    fn what_failed_first_stands_on_top_and_a_warning_only_where_nothing_failed() {
        let mut chart = Chart::default();
        assert_eq!(chart.trouble(), None);
        chart.put(Step::Ipv6, Finding::Warned { fault: Code::ConnectionRefused.into() });
        let told = |chart: &Chart| chart.trouble().map(|(step, fault)| (step, fault.code));
        assert_eq!(told(&chart), Some((Step::Ipv6, Code::ConnectionRefused)));
        assert!(!chart.has_failed());
        chart.put(Step::LogIn, failed(Code::LoginRefused));
        chart.put(Step::Token, failed(Code::GrantRevoked));
        assert_eq!(told(&chart), Some((Step::Token, Code::GrantRevoked)));
        assert!(chart.has_failed());
    }

    #[test]
    fn a_chart_is_the_same_after_a_way_through_json() {
        let mut chart = Chart::default();
        chart.put(Step::Tls, Finding::passed([("version", "TLSv1.3".to_owned())]));
        chart.put(Step::LogIn, failed(Code::LoginRefused));
        chart.put(Step::TestMail, Finding::NotReached { because: Step::LogIn });
        chart.put(Step::Proxy, Finding::NotNeeded { why: Why::NoProxy });
        let json = serde_json::to_string(&chart).expect("it can be written");
        assert!(
            json.contains(r#"{"step":"test-mail","finding":"not-reached","because":"log-in"}"#)
        );
        assert_eq!(serde_json::from_str::<Chart>(&json).expect("it can be read"), chart);
        for step in Step::ALL {
            assert_eq!(serde_json::to_value(step).expect("a word"), step.as_str());
        }
        for why in Why::ALL {
            assert_eq!(serde_json::to_value(why).expect("a word"), why.as_str());
        }
    }
}
