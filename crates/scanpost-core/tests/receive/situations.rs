//! Every bad day of an inbox that the sandbox knows, at both of its doors: what the first poll says, how
//! often scanpost knocks while it lasts, how many mails come all the same, and that each is here once when
//! it is over.
//!
//! Time is paused, so hours pass at once; the sandbox decides what there is to be met.

use std::ops::RangeInclusive;
use std::time::Duration;

use scanpost_core::fault::Code;
use scanpost_core::network::Encryption;
use scanpost_core::settings::ReceiveSettings;
use scanpost_sandbox::{SITUATIONS, Situation, Switches};

use crate::stage::{MAILBOX, Stage};

/// They lie in the mailbox when the bad day begins; one more comes when it is over.
const MAILS: u64 = 12;

/// So long it lasts; long enough for waits that grow.
const LASTS: Duration = Duration::from_hours(2);

/// By then the longest wait, of an hour and a fifth, is over.
const RECOVERS_WITHIN: Duration = Duration::from_mins(90);

/// How often scanpost connects within [`LASTS`].
#[derive(Clone, Copy, Debug)]
enum Pace {
    /// At the interval of five minutes.
    Usual,
    /// Every quarter of an hour, when the limit is over.
    AfterTheLimit,
    /// After 5, 10, 20, 40 minutes.
    Slower,
    /// Every half an hour.
    Held,
    /// The same, and each time once more with a new token.
    HeldForTheToken,
}

impl Pace {
    const fn knocks(self) -> RangeInclusive<u64> {
        match self {
            Pace::Usual => 20..=32,
            Pace::AfterTheLimit => 7..=11,
            Pace::Slower => 3..=7,
            Pace::Held => 4..=6,
            Pace::HeldForTheToken => 8..=12,
        }
    }
}

/// What the first poll says, the pace, and how many mails are here before the bad day is over.
type Outcome = (Option<Code>, Pace, u64);

const ALL: u64 = MAILS;
const GOES_WELL: Outcome = (None, Pace::Usual, ALL);

/// Something that happens once.
const fn once(code: Code) -> Outcome {
    (Some(code), Pace::Usual, ALL)
}

#[rustfmt::skip]
const OUTCOMES: &[(&str, Outcome)] = &[
    ("pop3-off-for-mailbox", (Some(Code::PopLoginRefused), Pace::HeldForTheToken, 0)),
    ("pop3-auth-refused", (Some(Code::PopLoginRefused), Pace::HeldForTheToken, 0)),
    ("pop3-gmail-token-refused", (Some(Code::PopLoginRefused), Pace::HeldForTheToken, 0)),
    ("pop3-protocol-error", (Some(Code::LoginMalformed), Pace::HeldForTheToken, 0)),
    ("pop3-in-use", (Some(Code::MailboxInUse), Pace::Slower, 0)),
    ("pop3-login-delay", (Some(Code::LoginTooOften), Pace::AfterTheLimit, 0)),
    ("pop3-sys-temp", (Some(Code::ServerBusy), Pace::Slower, 0)),
    ("pop3-sys-perm", (Some(Code::PopLoginRefused), Pace::HeldForTheToken, 0)),
    ("pop3-away", (Some(Code::ServerBusy), Pace::Slower, 0)),
    ("pop3-retr-refused", (Some(Code::ServerBusy), Pace::Slower, 0)),
    ("pop3-not-deleted", (Some(Code::MailNotDeleted), Pace::Slower, ALL)),
    ("pop3-limits", GOES_WELL),
    ("pop3-one-session", GOES_WELL),
    ("pop3-no-capa", GOES_WELL),
    ("pop3-no-stls", (Some(Code::StarttlsMissing), Pace::Held, 0)),
    ("pop3-no-xoauth2", (Some(Code::OauthMissing), Pace::Held, 0)),
    ("pop3-no-sasl", (Some(Code::LoginMalformed), Pace::HeldForTheToken, 0)),
    ("pop3-no-uidl", (Some(Code::UidlMissing), Pace::Held, 0)),
    ("pop3-no-top", GOES_WELL),
    ("pop3-hangs", (Some(Code::ServerSilent), Pace::Slower, 0)),
    ("pop3-nonsense", (Some(Code::ServerNonsense), Pace::Slower, 0)),
    ("pop3-in-pieces", GOES_WELL),
    ("pop3-slow", GOES_WELL),
    // A mail without a name that can be kept stays where it is, and hinders no other.
    ("pop3-long-line", (Some(Code::MailNotGiven), Pace::Usual, ALL - 1)),
    ("pop3-list-nonsense", (Some(Code::MailNotGiven), Pace::Usual, 0)),
    ("pop3-list-stops", (Some(Code::ServerSilent), Pace::Slower, 0)),
    ("pop3-drop-before-greeting", once(Code::ConnectionLost)),
    ("pop3-drop-after-auth", once(Code::ConnectionLost)),
    ("pop3-drop-in-retr", once(Code::ConnectionLost)),
    ("pop3-reset-in-retr", once(Code::ConnectionLost)),
    ("pop3-silent-in-retr", once(Code::ServerSilent)),
    // A mail with its dot in its midst is whole to everybody.
    ("pop3-cut-short", GOES_WELL),
    ("pop3-drop-before-quit", once(Code::MailNotDeleted)),
    ("pop3-drop-after-quit", once(Code::MailNotDeleted)),
    ("pop3-silent-after-quit", once(Code::MailNotDeleted)),
    // By chance, but the same one in every run.
    ("pop3-shaky", once(Code::ConnectionLost)),
    ("pop3-sizes-estimated", GOES_WELL),
    ("pop3-sizes-zero", GOES_WELL),
    ("pop3-sizes-huge", GOES_WELL),
    ("pop3-uidls-change", GOES_WELL),
    ("pop3-uidls-come-again", GOES_WELL),
    ("pop3-uidls-repeat", GOES_WELL),
    ("pop3-uidls-too-long", (Some(Code::MailNotGiven), Pace::Usual, ALL - 1)),
];

#[tokio::test]
async fn a_bad_day_of_the_inbox_over_tls_has_its_outcome_and_each_mail_comes_once() {
    all_bad_days(Encryption::FromTheStart).await;
}

#[tokio::test]
async fn a_bad_day_of_the_inbox_over_stls_has_its_outcome_and_each_mail_comes_once() {
    all_bad_days(Encryption::Starttls).await;
}

async fn all_bad_days(encryption: Encryption) {
    let of_inbox = || SITUATIONS.iter().filter(|situation| situation.is_of_the_inbox());
    assert_eq!(of_inbox().count(), OUTCOMES.len(), "no bad day is left over");
    for situation in of_inbox() {
        let named = OUTCOMES.iter().find(|(name, _)| *name == situation.name);
        let (name, outcome) = *named.unwrap_or_else(|| panic!("{situation:?} has no outcome"));
        let is_met = name != "pop3-no-stls" || encryption == Encryption::Starttls;
        bad_day(situation, encryption, if is_met { outcome } else { GOES_WELL }).await;
    }
}

async fn bad_day(situation: &Situation, encryption: Encryption, outcome: Outcome) {
    let name = situation.name;
    let stage = Stage::at_sandbox(encryption, ReceiveSettings::default()).await;
    for number in 0..MAILS {
        stage.sandbox.put_mail(MAILBOX, mail(number));
    }
    stage.sandbox.change_switches(|switches| situation.turn_on(switches));
    tokio::time::pause();
    let before = stage.sandbox.pop3_connections();
    let polled = stage.poll().await;
    let (code, pace, here) = outcome;
    assert_eq!(polled.fault.as_ref().map(|fault| fault.code), code, "{name}: {polled:?}");
    tokio::time::sleep(LASTS).await;
    let knocks = stage.sandbox.pop3_connections() - before;
    assert!(pace.knocks().contains(&knocks), "{name}: {knocks} connections, and not {pace:?}");
    assert_eq!(stage.arrivals().await.len() as u64, here, "{name}: while it lasts");

    stage.sandbox.set_switches(Switches::default());
    stage.sandbox.put_mail(MAILBOX, mail(MAILS));
    tokio::time::sleep(RECOVERS_WITHIN).await;
    tokio::time::resume();
    let left = stage.sandbox.mailbox(MAILBOX).len();
    assert_eq!((left, stage.marks().await), (0, 0), "{name}: mails and marks that are left");
    let mut came = stage.octets().await;
    let mut sent: Vec<Vec<u8>> = (0..=MAILS).map(mail).collect();
    if name == "pop3-cut-short" {
        let whole = came.iter().filter(|mail| sent.contains(mail)).count() as u64;
        assert_eq!((whole, came.len() as u64), (MAILS, MAILS + 1), "{name}");
        return;
    }
    came.sort_unstable();
    sent.sort_unstable();
    assert!(came == sent, "{name}: {} of {} mails", came.len(), sent.len());
    assert_eq!(stage.sandbox.pop3_load(MAILBOX).most_sessions, 1, "{name}: connections at once");
}

/// More octets than a line that is cut in its midst lets through.
fn mail(number: u64) -> Vec<u8> {
    let text = "A line of a fax that takes its time.\r\n".repeat(60);
    format!("Subject: {number}\r\n\r\n{number}\r\n{text}").into_bytes()
}
