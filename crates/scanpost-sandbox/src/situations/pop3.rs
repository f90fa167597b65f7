//! Bad days of the inbox over POP3: replies, sessions that break, lists that are wrong.
//!
//! Exchange Online's words stand where transcripts have them (provider-facts 4.1); else they are
//! those of the RFC that defines the response code.

use super::{Situation, TurnOn, day};
use crate::pop3::{IN_USE, LOGIN_DELAY};
use crate::switches::{
    Ending, Fault, InboxMoment, InboxSays, Limits, MailboxLimits, OverPop3Sessions, Pop3Does,
    Pop3Moment::{self, Auth, Greeting, Opened, Quit, Retr},
    Switches,
};

/// First log-ins and replies, then what is not offered, then connections that break, then lists.
pub(super) const POP3: &[Situation] = &[
    said(
        "pop3-off-for-mailbox",
        Auth,
        AUTH_REFUSED,
        "POP3 is switched off for the mailbox (PopEnabled)",
    ),
    said("pop3-auth-refused", Auth, AUTH_REFUSED, "Every log-in at POP3 is refused"),
    day("pop3-gmail-token-refused", "4.3", "POP3 explains in JSON and refuses every token", |s| {
        let challenge = crate::smtp::GMAIL_CHALLENGE.to_owned();
        let text = "[AUTH] Username and password not accepted.".to_owned();
        pop3(s, Auth, Pop3Does::Challenge { challenge, text });
    }),
    day("pop3-protocol-error", "4.1", "POP3 closes at every token (Protocol error 10)", |s| {
        let closed = Pop3Does::answer_and_close("Protocol error. Connection is closed. 10");
        pop3(s, Auth, closed);
    }),
    said("pop3-in-use", Opened, IN_USE, "The inbox is locked by another session ([IN-USE])"),
    said("pop3-login-delay", Opened, LOGIN_DELAY, "Every log-in is too early ([LOGIN-DELAY])"),
    said(
        "pop3-sys-temp",
        Opened,
        "[SYS/TEMP] The mailbox cannot be opened now.",
        "The inbox cannot be opened now ([SYS/TEMP])",
    ),
    said(
        "pop3-sys-perm",
        Opened,
        "[SYS/PERM] The mailbox cannot be opened.",
        "The inbox can never be opened ([SYS/PERM])",
    ),
    said(
        "pop3-away",
        Greeting,
        "[SYS/TEMP] The service is not available.",
        "POP3 is not available (-ERR instead of a greeting)",
    ),
    said(
        "pop3-retr-refused",
        Retr,
        "[SYS/TEMP] The message cannot be read now.",
        "No mail can be fetched (-ERR to RETR)",
    ),
    day("pop3-not-deleted", "4.1", "QUIT deletes nothing and says so", |s| {
        let kept = Pop3Does::answer_and_close("[SYS/TEMP] Some messages could not be deleted.");
        pop3(s, Quit, kept);
    }),
    day(
        "pop3-limits",
        "4.1",
        "A mailbox has 20 POP3 sessions at once and one log-in a minute",
        |s| {
            let limits = Limits {
                pop3_sessions: Some(20),
                pop3_log_ins_per_minute: Some(1),
                ..Limits::default()
            };
            s.limits = vec![MailboxLimits::of("*", limits)];
        },
    ),
    day("pop3-one-session", "4.1", "A mailbox has one POP3 session at once ([IN-USE])", |s| {
        let over_pop3_sessions = OverPop3Sessions::InUse;
        let limits = Limits { pop3_sessions: Some(1), over_pop3_sessions, ..Limits::default() };
        s.limits = vec![MailboxLimits::of("*", limits)];
    }),
    day("pop3-no-capa", "9", "POP3 does not know CAPA", |s| {
        for at in [Pop3Moment::Capa, Pop3Moment::CapaAfterTls] {
            pop3(s, at, Pop3Does::answer("Protocol error. 14"));
        }
    }),
    day("pop3-no-stls", "9", "POP3 offers no STLS", |s| {
        unlist(s, Pop3Moment::Capa, &["STLS"]);
    }),
    day("pop3-no-xoauth2", "9", "POP3 offers no XOAUTH2", |s| {
        unlist(s, Pop3Moment::CapaAfterTls, &["XOAUTH2"]);
    }),
    day("pop3-no-sasl", "9", "POP3 offers no AUTH at all", |s| {
        unlist(s, Pop3Moment::CapaAfterTls, &["SASL"]);
    }),
    day("pop3-no-uidl", "9", "POP3 offers no UIDL", |s| {
        unlist(s, Pop3Moment::CapaAfterTls, &["UIDL"]);
    }),
    day("pop3-no-top", "9", "POP3 offers no TOP", |s| {
        unlist(s, Pop3Moment::CapaAfterTls, &["TOP"]);
    }),
    day("pop3-hangs", "9", "POP3 takes the connection and says nothing", |s| {
        pop3(s, Greeting, Pop3Does::Hang);
    }),
    day("pop3-nonsense", "9", "Something that is no POP3 greets", |s| {
        pop3(s, Greeting, Pop3Does::nonsense("SSH-2.0-sandbox\r\n"));
    }),
    day("pop3-in-pieces", "9", "POP3 says everything octet by octet but mails", |s| {
        let pieces = Pop3Does::Pieces { octets: 1, milliseconds: 1 };
        let whole = [Pop3Moment::Retr, Pop3Moment::Top];
        for at in Pop3Moment::ALL.into_iter().filter(|at| !whole.contains(at)) {
            pop3(s, at, pieces.clone());
        }
    }),
    day("pop3-slow", "9", "Mails come at 10 KB a second", |s| {
        pop3(s, Retr, Pop3Does::Pieces { octets: 1000, milliseconds: 100 });
    }),
    day("pop3-long-line", "9", "Every reply to STAT, LIST and UIDL has a line of 100 KB", |s| {
        for at in [Pop3Moment::Stat, Pop3Moment::List, Pop3Moment::Uidl] {
            pop3(s, at, Pop3Does::LongLine { octets: 100_000 });
        }
    }),
    day("pop3-list-nonsense", "9", "LIST and UIDL list what is no number", |s| {
        let words = "+OK\r\none two\r\n-1 0\r\n1\r\n\0\u{fffd}\r\n.\r\n";
        for at in [Pop3Moment::List, Pop3Moment::Uidl] {
            pop3(s, at, Pop3Does::nonsense(words));
        }
    }),
    day("pop3-list-stops", "9", "UIDL stops in the middle of its list, for good", |s| {
        pop3(s, Pop3Moment::Uidl, Pop3Does::stop(20, Ending::Hang));
    }),
    day(
        "pop3-drop-before-greeting",
        "9",
        "The next POP3 connection closes before the greeting",
        |s| {
            next(s, Greeting, Pop3Does::Close);
        },
    ),
    day(
        "pop3-drop-after-auth",
        "9",
        "The next POP3 log-in is right, and the connection closes",
        |s| {
            next(s, Opened, Pop3Does::Close);
        },
    ),
    day("pop3-drop-in-retr", "9", "The next RETR is broken off after 1,000 octets", |s| {
        next(s, Retr, Pop3Does::stop(1000, Ending::Close));
    }),
    day("pop3-reset-in-retr", "9", "The next RETR is reset after 1,000 octets", |s| {
        next(s, Retr, Pop3Does::stop(1000, Ending::Reset));
    }),
    day("pop3-silent-in-retr", "9", "The next RETR stops after 1,000 octets, for good", |s| {
        next(s, Retr, Pop3Does::stop(1000, Ending::Hang));
    }),
    day("pop3-cut-short", "9", "The next RETR ends with its dot after 1,000 octets", |s| {
        next(s, Retr, Pop3Does::stop(1000, Ending::Dot));
    }),
    day(
        "pop3-drop-before-quit",
        "9",
        "The next QUIT deletes nothing, and the connection closes",
        |s| {
            next(s, Quit, Pop3Does::Close);
        },
    ),
    day("pop3-drop-after-quit", "9", "The next QUIT deletes, but its +OK never arrives", |s| {
        next(s, Pop3Moment::Deleted, Pop3Does::Close);
    }),
    day("pop3-silent-after-quit", "9", "The next QUIT deletes, and POP3 falls silent", |s| {
        next(s, Pop3Moment::Deleted, Pop3Does::Hang);
    }),
    day(
        "pop3-shaky",
        "9",
        "One in fifty replies of POP3 is an -ERR, and as many connections break",
        |s| {
            for at in Pop3Moment::ALL {
                let closing = Pop3Does::answer_and_close("[SYS/TEMP] Connection is closed.");
                s.pop3_faults.push(Fault::always(at, closing).per_mille(20));
                s.pop3_faults.push(Fault::always(at, Pop3Does::Reset).per_mille(20));
            }
        },
    ),
    day("pop3-sizes-estimated", "4.1", "LIST estimates sizes, up to 30 % off", |s| {
        inbox(s, InboxSays::SizesEstimated);
    }),
    day("pop3-sizes-zero", "9", "LIST says 0 octets of every mail", |s| {
        inbox(s, InboxSays::SizesZero);
    }),
    day("pop3-sizes-huge", "9", "LIST says 5 GB of every mail", |s| {
        inbox(s, InboxSays::SizesHuge);
    }),
    day("pop3-uidls-change", "9", "UIDLs are others in every session", |s| {
        inbox(s, InboxSays::UidlsOfSession);
    }),
    day("pop3-uidls-come-again", "9", "A deleted mail's UIDL comes again for another mail", |s| {
        inbox(s, InboxSays::UidlsOfPlace);
    }),
    day("pop3-uidls-repeat", "9", "Two mails at a time have the same UIDL", |s| {
        inbox(s, InboxSays::UidlsInPairs);
    }),
    day("pop3-uidls-too-long", "9", "The last UIDL of the list has more than 70 octets", |s| {
        pop3(s, Pop3Moment::Uidl, Pop3Does::LongLine { octets: 120 });
    }),
];

/// Exchange Online's refusal of a token, whatever is wrong with it.
const AUTH_REFUSED: &str = "Authentication failure: unknown user name or bad password.";

/// This behind `-ERR`, every time at this moment.
const fn said(
    name: &'static str,
    at: Pop3Moment,
    text: &'static str,
    title: &'static str,
) -> Situation {
    Situation { name, title, facts: "4.1", turn_on: TurnOn::TellOverPop3 { at, text } }
}

fn pop3(switches: &mut Switches, at: Pop3Moment, does: Pop3Does) {
    switches.pop3_faults.push(Fault::always(at, does));
}

fn next(switches: &mut Switches, at: Pop3Moment, does: Pop3Does) {
    switches.pop3_faults.push(Fault::next(1, at, does));
}

fn unlist(switches: &mut Switches, at: Pop3Moment, keywords: &[&str]) {
    pop3(switches, at, Pop3Does::unlist(keywords));
}

fn inbox(switches: &mut Switches, says: InboxSays) {
    switches.inbox_faults.push(Fault::always(InboxMoment::Opened, says));
}
