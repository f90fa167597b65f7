//! The table of the matrix: what goes wrong, where, and how often. Pure data.
//!
//! The steps and the named bad days are the sandbox's own lists; of each kind of fault that its switches
//! know there are examples here. [`kind`] and its like name every kind without a rest, so that a new one
//! does not compile before it has its place.

use scanpost_sandbox::{
    Fault, HttpDoes, HttpFault, HttpMoment, SITUATIONS, Situation, SmtpDoes, SmtpFault, SmtpMoment,
    Switches, TlsDoes, TlsFault, TlsMoment, When,
};

/// How often a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Often {
    /// On the first connection, or at the first request.
    Once,
    /// Until it is lifted.
    Always,
    /// The same, and it is lifted after days only.
    ForDays,
}

impl Often {
    pub(crate) const USUAL: [Self; 2] = [Self::Once, Self::Always];

    fn times(self) -> Option<u32> {
        (self == Self::Once).then_some(1)
    }
}

/// One cell of the matrix.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) name: String,
    /// The fault's name.
    pub(crate) column: String,
    pub(crate) often: Often,
    pub(crate) wrong: Wrong,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub(crate) enum Wrong {
    Smtp(SmtpMoment, SmtpDoes),
    Tls(TlsDoes),
    Http(HttpDoes),
    Day(&'static Situation),
}

/// What may become of mails when this is wrong; what may not, must not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Harm {
    /// A final refusal is believed.
    pub(crate) fails: bool,
    /// Octets of the mail were under way when the connection ended.
    pub(crate) doubts: bool,
    /// The provider keeps the mail and says that it does not.
    pub(crate) denies: bool,
}

impl Cell {
    fn new(row: impl std::fmt::Debug, column: &str, often: Often, wrong: Wrong) -> Self {
        let name = format!("{row:?} × {column}, {often:?}");
        Self { name, column: column.to_owned(), often, wrong }
    }

    /// Switches it on, for the `connection` that comes next if it strikes once.
    pub(crate) fn turn_on(&self, switches: &mut Switches, connection: u64) {
        let once = self.often == Often::Once;
        match &self.wrong {
            Wrong::Smtp(at, does) => {
                let fault = SmtpFault::always(*at, does.clone());
                let fault = if once { fault.on_connection(connection) } else { fault };
                switches.smtp_faults.push(fault);
            }
            Wrong::Tls(does) => {
                let fault = TlsFault::always(TlsMoment::Smtp, *does);
                let fault = if once { fault.on_connection(connection) } else { fault };
                switches.tls_faults.push(fault);
            }
            Wrong::Http(does) => {
                let fault = HttpFault::always(HttpMoment::Refresh, does.clone());
                switches.http_faults.push(Fault { times: self.often.times(), ..fault });
            }
            Wrong::Day(day) => {
                let when = When { times: self.often.times(), ..When::default() };
                day.turn_on_when(switches, &when);
            }
        }
    }

    /// What it changes, alone.
    pub(crate) fn switches(&self) -> Switches {
        let mut switches = Switches::default();
        self.turn_on(&mut switches, 1);
        switches
    }

    /// Whether it must be met by mails on their way; a limit or a quirk may not show.
    pub(crate) fn must_strike(&self) -> bool {
        let switches = self.switches();
        let of_mails = [HttpMoment::Refresh, HttpMoment::Token];
        let of_tls = switches.tls_faults.iter().any(|fault| fault.at == TlsMoment::Smtp);
        let by_chance = switches.smtp_faults.iter().any(|fault| fault.per_mille.is_some());
        let of_smtp = !switches.smtp_faults.is_empty() && !by_chance;
        let of_http = switches.http_faults.iter().any(|fault| of_mails.contains(&fault.at));
        of_smtp || of_tls || of_http || !switches.returns.is_empty()
    }

    /// A recipient of the kind that it strikes.
    pub(crate) fn recipient(&self) -> Option<String> {
        let switches = self.switches();
        let of_smtp = switches.smtp_faults.iter().filter_map(|fault| fault.only.as_deref());
        let of_returns = switches.returns.iter().filter_map(|fault| fault.only.as_deref());
        let pattern = of_smtp.chain(of_returns).next()?;
        Some(pattern.replace('*', "sandbox.example")).filter(|address| address.contains('@'))
    }

    pub(crate) fn harm(&self) -> Harm {
        let switches = self.switches();
        let gives_up = self.often == Often::ForDays;
        let fails = gives_up || !switches.content_faults.is_empty();
        let mut harm = Harm { fails, ..Harm::default() };
        for limits in switches.limits {
            harm.fails |= limits.limits.message_octets.is_some();
        }
        for SmtpFault { at, does, .. } in switches.smtp_faults {
            harm.fails |= of_the_mail(at) && refuses(&does);
            harm.doubts |= at_the_end(at) && !matches!(code(&does), Some(code) if code != 421);
            harm.denies |= at == SmtpMoment::Kept && code(&does).is_some();
        }
        harm
    }
}

/// A reply at this step is one to a mail or a recipient.
fn of_the_mail(at: SmtpMoment) -> bool {
    use SmtpMoment::{
        Auth, Body, Data, Ehlo, EhloAfterTls, FinalDot, Greeting, Kept, Mail, Quit, Rcpt, StartTls,
    };
    match at {
        Greeting | Ehlo | StartTls | EhloAfterTls | Auth | Quit => false,
        Mail | Rcpt | Data | Body | FinalDot | Kept => true,
    }
}

/// When the connection ends there, the final dot may be under way.
fn at_the_end(at: SmtpMoment) -> bool {
    matches!(at, SmtpMoment::Body | SmtpMoment::FinalDot | SmtpMoment::Kept)
}

fn code(does: &SmtpDoes) -> Option<u16> {
    match does {
        SmtpDoes::Answer { code, .. } | SmtpDoes::Challenge { code, .. } => Some(*code),
        _ => None,
    }
}

fn refuses(does: &SmtpDoes) -> bool {
    code(does).is_some_and(|code| code >= 500)
}

/// Everything that can go wrong at one step of SMTP.
pub(crate) fn at_step(at: SmtpMoment) -> Vec<Cell> {
    let cells = smtp_faults().into_iter().flat_map(|(name, does)| {
        Often::USUAL.map(|often| Cell::new(at, name, often, Wrong::Smtp(at, does.clone())))
    });
    cells.collect()
}

pub(crate) fn at_the_hand_shake() -> Vec<Cell> {
    let cells = TLS_FAULTS.into_iter().flat_map(|does| {
        Often::USUAL.map(|often| Cell::new("TLS", &format!("{does:?}"), often, Wrong::Tls(does)))
    });
    cells.collect()
}

pub(crate) fn at_the_token_request() -> Vec<Cell> {
    let cells = http_faults().into_iter().flat_map(|(name, does)| {
        Often::USUAL.map(|often| Cell::new("Token", name, often, Wrong::Http(does.clone())))
    });
    cells.collect()
}

/// The bad days that the sandbox has a name for, but for those of the inbox, which mails on their way
/// do not meet. What is no fault cannot strike once.
pub(crate) fn on_bad_days() -> Vec<Cell> {
    let cells = SITUATIONS.iter().filter(|day| !day.is_of_the_inbox()).flat_map(|day| {
        let cells = Often::USUAL.map(|often| Cell::new("day", day.name, often, Wrong::Day(day)));
        let differ = cells[0].switches() != cells[1].switches();
        cells.into_iter().filter(move |cell| differ || cell.often == Often::Always)
    });
    cells.collect()
}

/// What keeps an account away, puts a mail off or leaves it in doubt, for longer than a mail is tried.
pub(crate) fn for_days() -> Vec<Cell> {
    let says = SmtpDoes::read("451 4.3.0 Later").expect("a reply");
    let cells = [
        (SmtpMoment::Greeting, "close", SmtpDoes::Close),
        (SmtpMoment::FinalDot, "451", says),
        (SmtpMoment::Kept, "close", SmtpDoes::Close),
    ];
    let cells =
        cells.map(|(at, name, does)| Cell::new(at, name, Often::ForDays, Wrong::Smtp(at, does)));
    cells.into()
}

/// Of each kind of fault that SMTP knows.
fn smtp_faults() -> Vec<(&'static str, SmtpDoes)> {
    let says = |reply| SmtpDoes::read(reply).expect("a reply");
    vec![
        ("421", says("421 4.3.2 Service not active")),
        ("421 rate", says("421 4.4.2 Message submission rate for this client has exceeded")),
        ("432", says("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded")),
        ("450", says("450 4.2.1 Not now")),
        ("451", says("451 4.7.0 Temporary server error. Please try again later. PRX2")),
        ("452", says("452 4.5.3 Too many recipients")),
        ("454", says("454 4.7.0 Temporary authentication failure")),
        ("500", says("500 5.5.2 Syntax error")),
        ("503", says("503 5.5.2 Send hello first")),
        ("530", says("530 5.7.57 Client not authenticated to send mail.")),
        ("535", says("535 5.7.3 Authentication unsuccessful")),
        ("550", says("550 5.7.1 Refused")),
        ("550 quota", says("550 5.2.2 Submission quota exceeded")),
        ("554", says("554 5.6.0 Invalid message content")),
        ("an overlong reply", says(OVERLONG.as_ref())),
        (
            "a challenge before the refusal",
            SmtpDoes::Challenge {
                challenge: r#"{"status":"400"}"#.to_owned(),
                code: 535,
                enhanced: None,
                text: "Username and Password not accepted".to_owned(),
            },
        ),
        ("nonsense", SmtpDoes::nonsense("SSH-2.0-sandbox\r\n")),
        ("a line without end", SmtpDoes::nonsense(&"x".repeat(100_000))),
        ("a reply without end", SmtpDoes::nonsense(&"250-and so on\r\n".repeat(10_000))),
        ("in pieces", SmtpDoes::Pieces { octets: 7, milliseconds: 20 }),
        ("unlisted", SmtpDoes::unlist(&["STARTTLS", "XOAUTH2", "SIZE"])),
        ("close", SmtpDoes::Close),
        ("reset", SmtpDoes::Reset),
        ("silence", SmtpDoes::Hang),
        ("slow", SmtpDoes::Wait { milliseconds: 90_000 }),
    ]
}

/// More than a line of a reply may have (RFC 5321 §4.5.3.1.5).
static OVERLONG: std::sync::LazyLock<String> =
    std::sync::LazyLock::new(|| format!("451 4.3.0 {}", "very ".repeat(2000)));

const TLS_FAULTS: [TlsDoes; 10] = [
    TlsDoes::WrongName,
    TlsDoes::Expired,
    TlsDoes::NotYetValid,
    TlsDoes::Untrusted,
    TlsDoes::OnlyOldVersions,
    TlsDoes::Alert,
    TlsDoes::Nonsense,
    TlsDoes::Close,
    TlsDoes::Reset,
    TlsDoes::Hang,
];

fn http_faults() -> Vec<(&'static str, HttpDoes)> {
    let refuses = |error: &str, code| HttpDoes::Refuse { error: error.to_owned(), code };
    vec![
        ("503", HttpDoes::Status { status: 503, retry_after: None }),
        ("429", HttpDoes::Status { status: 429, retry_after: Some(30) }),
        ("400", HttpDoes::Status { status: 400, retry_after: None }),
        ("a page for people", HttpDoes::HtmlPage { status: 502 }),
        ("invalid_grant", refuses("invalid_grant", None)),
        ("invalid_grant, revoked", refuses("invalid_grant", Some(50173))),
        ("interaction_required", refuses("interaction_required", Some(50076))),
        ("invalid_client", refuses("invalid_client", Some(7_000_215))),
        ("temporarily_unavailable", refuses("temporarily_unavailable", Some(90033))),
        ("reset", HttpDoes::Reset),
        ("silence", HttpDoes::Hang),
        ("slow", HttpDoes::Wait { milliseconds: 20_000 }),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every kind of fault of SMTP, numbered without a gap.
    fn kind(does: &SmtpDoes) -> usize {
        match does {
            SmtpDoes::Answer { .. } => 0,
            SmtpDoes::Challenge { .. } => 1,
            SmtpDoes::Nonsense { .. } => 2,
            SmtpDoes::Pieces { .. } => 3,
            SmtpDoes::Unlist { .. } => 4,
            SmtpDoes::Close => 5,
            SmtpDoes::Reset => 6,
            SmtpDoes::Hang => 7,
            SmtpDoes::Wait { .. } => 8,
        }
    }

    fn kind_of_tls(does: TlsDoes) -> usize {
        match does {
            TlsDoes::WrongName => 0,
            TlsDoes::Expired => 1,
            TlsDoes::NotYetValid => 2,
            TlsDoes::Untrusted => 3,
            TlsDoes::OnlyOldVersions => 4,
            TlsDoes::Alert => 5,
            TlsDoes::Nonsense => 6,
            TlsDoes::Close => 7,
            TlsDoes::Reset => 8,
            TlsDoes::Hang => 9,
        }
    }

    fn kind_of_http(does: &HttpDoes) -> usize {
        match does {
            HttpDoes::Status { .. } => 0,
            HttpDoes::HtmlPage { .. } => 1,
            HttpDoes::Refuse { .. } => 2,
            HttpDoes::Reset => 3,
            HttpDoes::Hang => 4,
            HttpDoes::Wait { .. } => 5,
        }
    }

    fn all_up_to(last: usize) -> BTreeSet<usize> {
        (0..=last).collect()
    }

    #[test]
    fn every_kind_of_fault_that_the_sandbox_knows_has_its_cells() {
        let of_smtp: BTreeSet<_> = smtp_faults().iter().map(|(_, does)| kind(does)).collect();
        assert_eq!(of_smtp, all_up_to(8));
        let of_tls: BTreeSet<_> = TLS_FAULTS.into_iter().map(kind_of_tls).collect();
        assert_eq!(of_tls, all_up_to(9));
        let of_http: BTreeSet<_> =
            http_faults().iter().map(|(_, does)| kind_of_http(does)).collect();
        assert_eq!(of_http, all_up_to(5));
    }

    #[test]
    fn every_bad_day_that_has_a_name_has_its_cell() {
        let cells = on_bad_days();
        for day in SITUATIONS.iter().filter(|day| !day.is_of_the_inbox()) {
            let of_day =
                |cell: &Cell| matches!(cell.wrong, Wrong::Day(of_cell) if of_cell.name == day.name);
            assert!(cells.iter().any(of_day), "{}", day.name);
        }
    }

    #[test]
    fn what_may_become_of_mails_follows_from_what_is_wrong() {
        let harm = |at, reply| {
            let does = SmtpDoes::read(reply).unwrap_or(SmtpDoes::Close);
            Cell::new(at, "", Often::Always, Wrong::Smtp(at, does)).harm()
        };
        let none = Harm::default();
        let (fails, doubts) = (Harm { fails: true, ..none }, Harm { doubts: true, ..none });
        let table = [
            (SmtpMoment::Greeting, "554 5.7.1 No", none),
            (SmtpMoment::Auth, "535 5.7.3 No", none),
            (SmtpMoment::Mail, "451 4.3.0 Later", none),
            (SmtpMoment::Mail, "550 5.7.1 No", fails),
            (SmtpMoment::Data, "", none),
            (SmtpMoment::Body, "421 4.3.2 Bye", doubts),
            (SmtpMoment::FinalDot, "", doubts),
            (SmtpMoment::Kept, "451 4.3.0 Later", Harm { denies: true, ..none }),
        ];
        for (at, reply, expected) in table {
            assert_eq!(harm(at, reply), expected, "{at:?} {reply}");
        }
    }
}
