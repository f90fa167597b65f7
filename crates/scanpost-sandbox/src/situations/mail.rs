//! Bad days of the mail servers that are more than one reply: limits, contents, returns, TLS,
//! connections that break.

use super::{Situation, day};
use crate::smtp::GMAIL_CHALLENGE;
use crate::switches::{
    ContentFault, EnhancedCode, Fault, Limits, MailboxLimits, Mistake, OverConnections, OverQuota,
    Return, ReturnDoes, ReturnMoment, SmtpDoes, SmtpMoment, Switches, TlsDoes, TlsFault, TlsMoment,
    send_as_denied,
};

pub(super) const MAIL: &[Situation] = &[
    day("recipient-refused", "3.5", "Recipients nobody@… do not exist (550 5.1.10)", |s| {
        let words = "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup";
        let refused = SmtpDoes::answer(550, (5, 1, 10), words);
        s.smtp_faults.push(Fault::always(SmtpMoment::Rcpt, refused).only("nobody@*"));
    }),
    day("recipient-deferred", "3.5", "Recipients later@… are put off (451 4.7.500)", |s| {
        let words = "Access denied, please try again later";
        let deferred = SmtpDoes::answer(451, (4, 7, 500), words);
        s.smtp_faults.push(Fault::always(SmtpMoment::Rcpt, deferred).only("later@*"));
    }),
    day("auth-refused", "3.2", "Every SMTP log-in is refused (535 5.7.3)", |s| {
        smtp(s, SmtpMoment::Auth, auth_refused());
    }),
    day(
        "smtp-auth-off-for-tenant",
        "3.6",
        "SMTP AUTH is switched off for the tenant (535 5.7.139)",
        |s| {
            smtp(s, SmtpMoment::Auth, smtp_auth_off("Tenant"));
        },
    ),
    day(
        "smtp-auth-off-for-mailbox",
        "3.6",
        "SMTP AUTH is switched off for the mailbox (535 5.7.139)",
        |s| {
            smtp(s, SmtpMoment::Auth, smtp_auth_off("Mailbox"));
        },
    ),
    day("no-licence", "3.5", "The mailbox has no licence (451 4.7.0 PRX4 to every mail)", |s| {
        let words = "Temporary server error. Please try again later. PRX4";
        smtp(s, SmtpMoment::Mail, SmtpDoes::answer(451, (4, 7, 0), words));
    }),
    day(
        "send-as-denied",
        "3.5",
        "The mailbox may not send as this sender (554 5.2.252 after the mail)",
        |s| {
            smtp(s, SmtpMoment::FinalDot, send_as_denied());
        },
    ),
    day("mail-away", "3.5", "SMTP is not available (421 4.3.2 instead of a greeting)", |s| {
        let away = SmtpDoes::answer(421, (4, 3, 2), "Service not available");
        smtp(s, SmtpMoment::Greeting, away);
    }),
    day("mail-hangs", "9", "SMTP takes the connection and says nothing", |s| {
        smtp(s, SmtpMoment::Greeting, SmtpDoes::Hang);
    }),
    day("mail-slow", "9", "SMTP takes two seconds for each recipient", |s| {
        smtp(s, SmtpMoment::Rcpt, SmtpDoes::Wait { milliseconds: 2000 });
    }),
    day("drop-in-body", "9", "The next mail is broken off in its middle", |s| {
        s.smtp_faults.push(Fault::next(1, SmtpMoment::Body, SmtpDoes::Close));
    }),
    day("drop-before-250", "9", "The next mail is kept, but its 250 never arrives", |s| {
        s.smtp_faults.push(Fault::next(1, SmtpMoment::Kept, SmtpDoes::Close));
    }),
    day(
        "gmail-token-refused",
        "3.3",
        "Gmail explains in JSON and refuses every token (535 5.7.8)",
        |s| {
            smtp(s, SmtpMoment::Auth, gmail_refusal());
        },
    ),
    day(
        "send-as-denied-twice",
        "3.5",
        "The next two mails may not be sent as this sender (554 5.2.252)",
        |s| {
            s.smtp_faults.push(Fault::next(2, SmtpMoment::FinalDot, send_as_denied()));
        },
    ),
    day(
        "exchange-limits",
        "3.7",
        "A mailbox has Exchange's limits: 3 connections, 30 mails a minute, 10,000 recipients a day",
        |s| {
            limits(s, Limits::exchange());
        },
    ),
    day(
        "exchange-limits-after-data",
        "3.7",
        "The same, told after the mail (432 4.3.2, 554 5.2.0)",
        |s| {
            limits(
                s,
                Limits {
                    over_connections: OverConnections::ThreadLimitAfterData,
                    over_quota: OverQuota::AfterData,
                    ..Limits::exchange()
                },
            );
        },
    ),
    day("few-recipients", "3.7", "A mail has two recipients at most (452 4.5.3)", |s| {
        limits(s, Limits { recipients_per_message: 2, ..Limits::default() });
    }),
    day("small-mails", "3.7", "A mail has 100,000 octets at most (552 5.3.4)", |s| {
        limits(s, Limits { message_octets: Some(100_000), ..Limits::default() });
    }),
    day(
        "contents-checked",
        "3.7",
        "Mails are checked as Exchange does: line ends, long lines, From, Date, sender",
        |s| {
            s.content_faults.extend(Mistake::ALL.map(ContentFault::refused));
        },
    ),
    day(
        "sender-checked",
        "3.7",
        "A mailbox may only send as itself (554 5.2.252 after the mail)",
        |s| {
            s.content_faults.push(ContentFault::refused(Mistake::FromOfAnother));
        },
    ),
    day("bounces", "3.5", "Mails to bounce@… are taken and come back (550 5.1.10)", |s| {
        s.returns.push(bounce((5, 1, 10), "RESOLVER.ADR.RecipientNotFound").only("bounce@*"));
    }),
    day(
        "bounces-by-size",
        "3.5",
        "Every mail is taken and comes back as too large (550 5.2.3)",
        |s| {
            s.returns.push(bounce((5, 2, 3), "RESOLVER.RST.SendSizeLimit.Sender"));
        },
    ),
    day(
        "bounces-by-tenant-limit",
        "3.5",
        "Every mail is taken and comes back: too many external recipients (550 5.7.233)",
        |s| {
            s.returns.push(bounce((5, 7, 233), TENANT_RECIPIENTS));
        },
    ),
    day("out-of-office", "9", "Recipients away@… answer that they are away", |s| {
        let text = "I am out of the office.".to_owned();
        let away = Return::always(ReturnMoment::Kept, ReturnDoes::OutOfOffice { text });
        s.returns.push(away.only("away@*"));
    }),
    day("certificate-wrong-name", "9", "The mail servers' certificate is for another name", |s| {
        tls(s, TlsDoes::WrongName);
    }),
    day("certificate-expired", "9", "The mail servers' certificate has expired", |s| {
        tls(s, TlsDoes::Expired);
    }),
    day("certificate-not-yet-valid", "9", "The mail servers' certificate begins tomorrow", |s| {
        tls(s, TlsDoes::NotYetValid);
    }),
    day(
        "certificate-untrusted",
        "9",
        "The mail servers' certificate is of an unknown authority",
        |s| {
            tls(s, TlsDoes::Untrusted);
        },
    ),
    day("tls-only-old", "9", "The mail servers speak only TLS that is too old", |s| {
        tls(s, TlsDoes::OnlyOldVersions);
    }),
    day("tls-fails", "9", "TLS with the mail servers fails (handshake_failure)", |s| {
        tls(s, TlsDoes::Alert);
    }),
    day("no-starttls", "9", "SMTP offers no STARTTLS", |s| {
        smtp(s, SmtpMoment::Ehlo, SmtpDoes::unlist(&["STARTTLS"]));
    }),
    day("no-xoauth2", "9", "SMTP offers no XOAUTH2", |s| {
        smtp(s, SmtpMoment::EhloAfterTls, SmtpDoes::unlist(&["XOAUTH2"]));
    }),
    day("mail-in-pieces", "9", "SMTP greets and lists octet by octet", |s| {
        let pieces = SmtpDoes::Pieces { octets: 1, milliseconds: 1 };
        for at in [SmtpMoment::Greeting, SmtpMoment::Ehlo, SmtpMoment::EhloAfterTls] {
            smtp(s, at, pieces.clone());
        }
    }),
    day("mail-nonsense", "9", "Something that is no SMTP greets", |s| {
        smtp(s, SmtpMoment::Greeting, SmtpDoes::nonsense("SSH-2.0-sandbox\r\n"));
    }),
    day(
        "mail-shaky",
        "9",
        "One in fifty replies of SMTP is a 421, and as many connections break",
        |s| {
            for at in SmtpMoment::ALL {
                let closing = SmtpDoes::answer(421, (4, 3, 2), "Service not active");
                s.smtp_faults.push(Fault::always(at, closing).per_mille(20));
                s.smtp_faults.push(Fault::always(at, SmtpDoes::Reset).per_mille(20));
            }
        },
    ),
    day("reset-before-dot", "9", "The next mail is reset before it is kept", |s| {
        s.smtp_faults.push(Fault::next(1, SmtpMoment::FinalDot, SmtpDoes::Reset));
    }),
    day(
        "reset-before-250",
        "9",
        "The next mail is kept, and the connection is reset before its 250",
        |s| {
            s.smtp_faults.push(Fault::next(1, SmtpMoment::Kept, SmtpDoes::Reset));
        },
    ),
    day("silent-after-dot", "9", "The next mail is kept, and SMTP falls silent", |s| {
        s.smtp_faults.push(Fault::next(1, SmtpMoment::Kept, SmtpDoes::Hang));
    }),
];

/// Exchange Online's refusal of a token, whatever is wrong with it: `535 5.7.3`.
pub fn auth_refused() -> SmtpDoes {
    let words = "Authentication unsuccessful [sandbox.prod.outlook.com]";
    SmtpDoes::answer(535, (5, 7, 3), words)
}

fn smtp_auth_off(whose: &str) -> SmtpDoes {
    let words = format!(
        "Authentication unsuccessful, SmtpClientAuthentication is disabled for the {whose}. Visit \
         https://aka.ms/smtp_auth_disabled for more information."
    );
    SmtpDoes::answer(535, (5, 7, 139), &words)
}

fn smtp(switches: &mut Switches, at: SmtpMoment, does: SmtpDoes) {
    switches.smtp_faults.push(Fault::always(at, does));
}

/// Gmail's, behind its explanation (provider-facts 3.3).
fn gmail_refusal() -> SmtpDoes {
    SmtpDoes::Challenge {
        challenge: GMAIL_CHALLENGE.to_owned(),
        code: 535,
        enhanced: Some(EnhancedCode::new(5, 7, 8)),
        text: "Username and Password not accepted. - gsmtp".to_owned(),
    }
}

fn limits(switches: &mut Switches, limits: Limits) {
    switches.limits = vec![MailboxLimits::of("*", limits)];
}

fn bounce(enhanced: (u8, u16, u16), text: &str) -> Return {
    let enhanced = EnhancedCode::new(enhanced.0, enhanced.1, enhanced.2);
    let bounce = ReturnDoes::Bounce { code: 550, enhanced, text: text.to_owned() };
    Return::always(ReturnMoment::Kept, bounce)
}

fn tls(switches: &mut Switches, does: TlsDoes) {
    for at in [TlsMoment::Smtp, TlsMoment::Pop3] {
        switches.tls_faults.push(TlsFault::always(at, does));
    }
}

/// What facts 3.5 has about the limit of external recipients (TERRL).
const TENANT_RECIPIENTS: &str = "tenant external recipient rate";
