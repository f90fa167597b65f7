//! The numbers by which makers of printers know some of the causes.
//!
//! Whoever services a printer finds the number in its own job history and in the maker's guide. The
//! neutral code is the cause's own name ([`Code`]); a number stands beside it where the maker has one.

use serde::{Deserialize, Serialize};

use super::{Class, Code};

/// A maker's number for a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCode {
    pub maker: String,
    pub number: String,
}

/// What the makers call it.
pub fn job_codes(code: Code) -> Vec<JobCode> {
    let of_it = NUMBERS.iter().filter(|line| line.covers(code));
    of_it
        .map(|line| JobCode { maker: line.maker.to_owned(), number: line.number.to_owned() })
        .collect()
}

/// One line of the table: a number, and what it stands for.
struct Line {
    maker: &'static str,
    number: &'static str,
    codes: &'static [Code],
    /// Every cause that waits for this.
    class: Option<Class>,
}

impl Line {
    fn covers(&self, code: Code) -> bool {
        self.codes.contains(&code) || self.class == Some(code.class())
    }
}

const NUMBERS: &[Line] = &[
    // Epson: "No connection to the cloud service or e-mail service."
    Line {
        maker: "Epson",
        number: "360",
        codes: &[
            Code::ServerUnreachable,
            Code::ServerNameUnknown,
            Code::NamesUnanswered,
            Code::ConnectionRefused,
            Code::ConnectionLost,
            Code::ProxyRefused,
            Code::SignInUnreachable,
        ],
        class: None,
    },
    // Epson: "The connection to the cloud service or e-mail service has timed out."
    Line {
        maker: "Epson",
        number: "361",
        codes: &[Code::ConnectionTimedOut, Code::ServerSilent, Code::ServerTiredOfWaiting],
        class: None,
    },
    // Epson: "You must sign in to the cloud service again."
    Line { maker: "Epson", number: "370", codes: &[], class: Some(Class::HoldForSignIn) },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn epson(code: Code) -> Option<String> {
        job_codes(code).into_iter().find(|one| one.maker == "Epson").map(|one| one.number)
    }

    #[test]
    fn epson_knows_no_connection_timed_out_and_sign_in_again() {
        let table = [
            (Code::ServerNameUnknown, Some("360")),
            (Code::ConnectionRefused, Some("360")),
            (Code::ConnectionTimedOut, Some("361")),
            (Code::ServerSilent, Some("361")),
            (Code::SignInNeeded, Some("370")),
            (Code::GrantRevoked, Some("370")),
            (Code::RecipientUnknown, None),
            (Code::SmtpAuthOffMailbox, None),
        ];
        for (code, number) in table {
            assert_eq!(epson(code).as_deref(), number, "{code}");
        }
    }

    #[test]
    fn no_maker_has_two_numbers_for_one_cause() {
        for code in Code::ALL {
            let mut makers: Vec<_> = job_codes(*code).into_iter().map(|one| one.maker).collect();
            let count = makers.len();
            makers.dedup();
            assert_eq!(makers.len(), count, "{code}");
        }
    }
}
