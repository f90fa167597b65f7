//! Bad days by name: each situation turns on a few switches at once.
//!
//! The web page has a button for each, another process turns one on by `POST /situations/{name}`.
//! They add to what is already switched on; `POST /switches` with `{}` ends them all.

use crate::switches::{Fault, HttpDoes, HttpMoment, Quirk, SmtpDoes, SmtpMoment, Switches};

/// A bad day that has a name.
#[derive(Debug)]
pub struct Situation {
    pub name: &'static str,
    /// What the provider does in it, as the page says it.
    pub title: &'static str,
    turn_on: fn(&mut Switches),
}

impl Situation {
    pub fn named(name: &str) -> Option<&'static Self> {
        SITUATIONS.iter().find(|situation| situation.name == name)
    }

    pub fn turn_on(&self, switches: &mut Switches) {
        (self.turn_on)(switches);
    }
}

/// All of them, in the order of the page: sign-in, tokens, mail.
pub const SITUATIONS: &[Situation] = &[
    Situation {
        name: "public-client-flows-off",
        title: "The app does not allow public client flows (AADSTS7000218)",
        turn_on: |switches| quirk(switches, Quirk::PublicClientFlowsOff),
    },
    Situation {
        name: "short-codes",
        title: "A code lives for ten seconds",
        turn_on: |switches| switches.code_lifetime_seconds = 10,
    },
    Situation {
        name: "slow-down",
        title: "Whoever polls too early is told slow_down",
        turn_on: |switches| quirk(switches, Quirk::SlowDown),
    },
    Situation {
        name: "strict-rotation",
        title: "A refresh token works once; its second use revokes the sign-in",
        turn_on: |switches| quirk(switches, Quirk::StrictRotation),
    },
    Situation {
        name: "short-tokens",
        title: "An access token lives for one minute",
        turn_on: |switches| switches.access_token_lifetime_seconds = Some(60),
    },
    Situation {
        name: "bare-invalid-grant",
        title: "The next refresh is refused with invalid_grant and nothing more",
        turn_on: |switches| {
            let bare = HttpDoes::Refuse { error: "invalid_grant".to_owned(), code: None };
            switches.http_faults.push(Fault::next(1, HttpMoment::Refresh, bare));
        },
    },
    Situation {
        name: "sign-in-away",
        title: "The token endpoint is away (503)",
        turn_on: |switches| token(switches, status(503, None)),
    },
    Situation {
        name: "sign-in-busy",
        title: "The token endpoint is busy (429, come back in 30 seconds)",
        turn_on: |switches| token(switches, status(429, Some(30))),
    },
    Situation {
        name: "sign-in-hangs",
        title: "The token endpoint does not answer",
        turn_on: |switches| token(switches, HttpDoes::Hang),
    },
    Situation {
        name: "sign-in-resets",
        title: "The token endpoint breaks off in the middle of its answer",
        turn_on: |switches| token(switches, HttpDoes::Reset),
    },
    Situation {
        name: "sign-in-html",
        title: "The token endpoint answers with a page for people (502)",
        turn_on: |switches| token(switches, HttpDoes::HtmlPage { status: 502 }),
    },
    Situation {
        name: "recipient-refused",
        title: "Recipients nobody@… do not exist (550 5.1.10)",
        turn_on: |switches| {
            let words = "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address \
                         lookup";
            let refused = SmtpDoes::answer(550, (5, 1, 10), words);
            switches.smtp_faults.push(Fault::always(SmtpMoment::Rcpt, refused).only("nobody@*"));
        },
    },
    Situation {
        name: "recipient-deferred",
        title: "Recipients later@… are put off (451 4.7.500)",
        turn_on: |switches| {
            let words = "Access denied, please try again later";
            let deferred = SmtpDoes::answer(451, (4, 7, 500), words);
            switches.smtp_faults.push(Fault::always(SmtpMoment::Rcpt, deferred).only("later@*"));
        },
    },
    Situation {
        name: "auth-refused",
        title: "Every SMTP log-in is refused (535 5.7.3)",
        turn_on: |switches| smtp(switches, SmtpMoment::Auth, auth_refused()),
    },
    Situation {
        name: "smtp-auth-off-for-tenant",
        title: "SMTP AUTH is switched off for the tenant (535 5.7.139)",
        turn_on: |switches| {
            let words = "Authentication unsuccessful, SmtpClientAuthentication is disabled for \
                         the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.";
            smtp(switches, SmtpMoment::Auth, SmtpDoes::answer(535, (5, 7, 139), words));
        },
    },
    Situation {
        name: "smtp-auth-off-for-mailbox",
        title: "SMTP AUTH is switched off for the mailbox (535 5.7.139)",
        turn_on: |switches| {
            let words = "Authentication unsuccessful, SmtpClientAuthentication is disabled for \
                         the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.";
            smtp(switches, SmtpMoment::Auth, SmtpDoes::answer(535, (5, 7, 139), words));
        },
    },
    Situation {
        name: "mail-away",
        title: "SMTP is not available (421 4.3.2 instead of a greeting)",
        turn_on: |switches| {
            let away = SmtpDoes::answer(421, (4, 3, 2), "Service not available");
            smtp(switches, SmtpMoment::Greeting, away);
        },
    },
    Situation {
        name: "mail-hangs",
        title: "SMTP takes the connection and says nothing",
        turn_on: |switches| smtp(switches, SmtpMoment::Greeting, SmtpDoes::Hang),
    },
    Situation {
        name: "mail-slow",
        title: "SMTP takes two seconds for each recipient",
        turn_on: |switches| {
            smtp(switches, SmtpMoment::Rcpt, SmtpDoes::Wait { milliseconds: 2000 });
        },
    },
    Situation {
        name: "drop-in-body",
        title: "The next mail is broken off in its middle",
        turn_on: |switches| {
            switches.smtp_faults.push(Fault::next(1, SmtpMoment::Body, SmtpDoes::Close));
        },
    },
    Situation {
        name: "drop-before-250",
        title: "The next mail is kept, but its 250 never arrives",
        turn_on: |switches| {
            switches.smtp_faults.push(Fault::next(1, SmtpMoment::Kept, SmtpDoes::Close));
        },
    },
];

/// Exchange Online's refusal of a token, whatever is wrong with it: `535 5.7.3`.
pub fn auth_refused() -> SmtpDoes {
    let words = "Authentication unsuccessful [sandbox.prod.outlook.com]";
    SmtpDoes::answer(535, (5, 7, 3), words)
}

fn quirk(switches: &mut Switches, quirk: Quirk) {
    switches.quirks.insert(quirk);
}

fn token(switches: &mut Switches, does: HttpDoes) {
    switches.http_faults.push(Fault::always(HttpMoment::Token, does));
}

fn status(status: u16, retry_after: Option<u64>) -> HttpDoes {
    HttpDoes::Status { status, retry_after }
}

fn smtp(switches: &mut Switches, at: SmtpMoment, does: SmtpDoes) {
    switches.smtp_faults.push(Fault::always(at, does));
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_situation_changes_something_and_has_a_name_of_its_own() {
        let mut names = HashSet::new();
        for situation in SITUATIONS {
            let mut switches = Switches::default();
            situation.turn_on(&mut switches);
            assert_ne!(switches, Switches::default(), "{}", situation.name);
            assert!(names.insert(situation.name), "{} twice", situation.name);
            assert!(Situation::named(situation.name).is_some());
        }
    }
}
