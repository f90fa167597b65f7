//! The switches of a running sandbox, and which fault strikes when.

use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU64, Ordering},
};

use crate::{
    chance::Dice,
    switches::{
        ContentFault, Fault, HttpDoes, HttpFault, HttpMoment, InboxSays, Limits, Pop3Does,
        Pop3Moment, ReturnDoes, SmtpDoes, SmtpMoment, Switches, TlsDoes, TlsMoment,
    },
};

/// The switches of a running sandbox.
#[derive(Debug)]
pub(crate) struct Switchboard {
    switches: Mutex<Switches>,
    /// Decides what falls by chance, unless the switches say otherwise.
    seed: u64,
    strikes: AtomicU64,
    requests: AtomicU64,
}

/// One connection at one door, as far as faults tell connections apart.
#[derive(Debug)]
pub(crate) struct Visit {
    /// From 1, at each door.
    pub(crate) number: u64,
    /// Whose the client says it is; empty before AUTH.
    pub(crate) mailbox: String,
    /// How often a fault could have struck.
    moments: u64,
}

impl Visit {
    pub(crate) fn new(number: u64) -> Self {
        Self { number, mailbox: String::new(), moments: 0 }
    }
}

impl Switchboard {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            switches: Mutex::default(),
            seed,
            strikes: AtomicU64::new(0),
            requests: AtomicU64::new(0),
        }
    }

    pub(crate) fn now(&self) -> Switches {
        self.lock().clone()
    }

    pub(crate) fn set(&self, switches: Switches) {
        self.change(|now| *now = switches);
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Switches)) {
        let mut switches = self.lock();
        change(&mut switches);
        switches.cut();
    }

    /// What goes wrong at this moment of a submission, if anything; counted as one strike.
    pub(crate) fn smtp(
        &self,
        at: SmtpMoment,
        address: &str,
        visit: &mut Visit,
    ) -> Option<SmtpDoes> {
        let mut switches = self.lock();
        let mut struck = self.struck(&switches, visit, address);
        let does = struck.by(&mut switches.smtp_faults, |fault| fault.at == at);
        self.count(does)
    }

    /// What goes wrong at this moment of a POP3 session, if anything; counted as one strike.
    pub(crate) fn pop3(
        &self,
        at: Pop3Moment,
        address: &str,
        visit: &mut Visit,
    ) -> Option<Pop3Does> {
        let mut switches = self.lock();
        let mut struck = self.struck(&switches, visit, address);
        let does = struck.by(&mut switches.pop3_faults, |fault| fault.at == at);
        self.count(does)
    }

    /// All that an inbox says wrongly in a session; each counts as a strike.
    pub(crate) fn inbox(&self, visit: &mut Visit) -> Vec<InboxSays> {
        let mut switches = self.lock();
        let mailbox = visit.mailbox.clone();
        let mut struck = self.struck(&switches, visit, &mailbox);
        let says = struck.by_all(&mut switches.inbox_faults);
        says.into_iter().filter_map(|says| self.count(Some(says))).collect()
    }

    /// What goes wrong with this handshake, if anything; counted as one strike.
    pub(crate) fn tls(&self, at: TlsMoment, visit: &mut Visit) -> Option<TlsDoes> {
        let mut switches = self.lock();
        let mut struck = self.struck(&switches, visit, "");
        let does = struck.by(&mut switches.tls_faults, |fault| fault.at == at);
        self.count(does)
    }

    /// What is said about a mail because of its contents: for the first fault whose mistake the
    /// mail `has`. Counted as one strike.
    pub(crate) fn content(
        &self,
        has: impl Fn(&ContentFault) -> bool,
        visit: &mut Visit,
    ) -> Option<SmtpDoes> {
        let mut switches = self.lock();
        let address = visit.mailbox.clone();
        let mut struck = self.struck(&switches, visit, &address);
        let does = struck.by(&mut switches.content_faults, has);
        self.count(does)
    }

    /// What a mail to this recipient brings back, if anything; counted as one strike.
    pub(crate) fn returned(&self, recipient: &str, visit: &mut Visit) -> Option<ReturnDoes> {
        let mut switches = self.lock();
        let mut struck = self.struck(&switches, visit, recipient);
        let does = struck.by(&mut switches.returns, |_| true);
        self.count(does)
    }

    /// What goes wrong with this request, if anything; counted as one strike.
    pub(crate) fn http(&self, at: HttpMoment, address: &str) -> Option<HttpDoes> {
        let mut visit = Visit::new(self.requests.fetch_add(1, Ordering::Relaxed) + 1);
        let no_token = matches!(at, HttpMoment::Page | HttpMoment::DeviceAuthorization);
        let fits = |fault: &HttpFault| fault.at == at || fault.at == HttpMoment::Token && !no_token;
        let mut switches = self.lock();
        let mut struck = self.struck(&switches, &mut visit, address);
        let does = struck.by(&mut switches.http_faults, fits);
        self.count(does)
    }

    /// How much is taken of a mailbox.
    pub(crate) fn limits_of(&self, mailbox: &str) -> Limits {
        self.lock().limits_of(mailbox)
    }

    /// How many faults have struck since the start.
    pub(crate) fn strikes(&self) -> u64 {
        self.strikes.load(Ordering::Relaxed)
    }

    fn struck<'a>(&self, now: &Switches, visit: &'a mut Visit, address: &'a str) -> Struck<'a> {
        visit.moments += 1;
        let seed = now.seed.unwrap_or(self.seed);
        Struck { dice: Dice::of(&[seed, visit.number, visit.moments]), visit, address }
    }

    fn count<Does>(&self, does: Option<Does>) -> Option<Does> {
        self.strikes.fetch_add(u64::from(does.is_some()), Ordering::Relaxed);
        does
    }

    fn lock(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().expect("no holder of the switches panics")
    }
}

/// Whom a fault could strike now.
struct Struck<'a> {
    visit: &'a Visit,
    address: &'a str,
    dice: Dice,
}

impl Struck<'_> {
    /// The first fault that fits strikes, and one that has struck its last time is gone.
    fn by<At, Does: Clone>(
        &mut self,
        faults: &mut Vec<Fault<At, Does>>,
        fits: impl Fn(&Fault<At, Does>) -> bool,
    ) -> Option<Does> {
        let place = faults.iter().position(|fault| fits(fault) && self.meets(fault))?;
        let does = faults[place].does.clone();
        if let Some(times) = &mut faults[place].times {
            *times -= 1;
            if *times == 0 {
                faults.remove(place);
            }
        }
        Some(does)
    }

    /// Every fault strikes that the connection meets.
    fn by_all<At, Does: Clone>(&mut self, faults: &mut Vec<Fault<At, Does>>) -> Vec<Does> {
        let mut all = Vec::new();
        faults.retain_mut(|fault| {
            if !self.meets(fault) {
                return true;
            }
            all.push(fault.does.clone());
            fault.times = fault.times.map(|times| times - 1);
            fault.times != Some(0)
        });
        all
    }

    fn meets<At, Does>(&mut self, fault: &Fault<At, Does>) -> bool {
        fault.times != Some(0)
            && fault.connection.is_none_or(|number| number == self.visit.number)
            && fault.only.as_ref().is_none_or(|pattern| matches(pattern, self.address))
            && fault.mailbox.as_ref().is_none_or(|pattern| {
                !self.visit.mailbox.is_empty() && matches(pattern, &self.visit.mailbox)
            })
            // Last, so that the dice are thrown for those alone that chance decides.
            && fault.per_mille.is_none_or(|likely| self.dice.between(1, 1000) <= likely.into())
    }
}

/// Whether `text` fits `pattern`, in which `*` stands for any letters. Case does not matter.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let text = text.to_ascii_lowercase();
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut rest) = text.strip_prefix(head) else {
        return false;
    };
    let mut pieces: Vec<&str> = tail.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_a_person_expects() {
        let table = [
            ("nobody@*", "nobody@example.com", true),
            ("nobody@*", "somebody@example.com", false),
            ("*", "", true),
            ("*@example.com", "A@EXAMPLE.com", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
            ("exact@example.com", "exact@example.com", true),
            ("exact@example.com", "exact@example.com.au", false),
        ];
        for (pattern, text, fits) in table {
            assert_eq!(matches(pattern, text), fits, "{pattern} against {text}");
        }
    }

    /// At which of so many connections a fault strikes.
    fn struck_connections(switchboard: &Switchboard, count: u64) -> Vec<u64> {
        let strikes = |number: &u64| {
            switchboard.smtp(SmtpMoment::Mail, "", &mut Visit::new(*number)).is_some()
        };
        (1..=count).filter(strikes).collect()
    }

    #[test]
    fn a_fault_for_the_next_two_strikes_twice_and_is_gone() {
        let switchboard = Switchboard::new(0);
        switchboard.change(|switches| {
            switches.smtp_faults.push(Fault::next(2, SmtpMoment::Mail, SmtpDoes::Close));
        });
        assert_eq!(switchboard.smtp(SmtpMoment::Rcpt, "", &mut Visit::new(1)), None);
        assert_eq!(struck_connections(&switchboard, 5), [1, 2]);
        assert_eq!(switchboard.now(), Switches::default());
    }

    #[test]
    fn a_fault_by_chance_strikes_the_same_connections_in_every_run_of_the_same_seed() {
        let run = |seed: u64, order: &mut dyn Iterator<Item = u64>| {
            let switchboard = Switchboard::new(7);
            let by_chance = Fault::always(SmtpMoment::Mail, SmtpDoes::Close).per_mille(200);
            switchboard.change(|switches| {
                switches.smtp_faults.push(by_chance);
                switches.seed = Some(seed);
            });
            let mut struck: Vec<u64> = order
                .filter(|number| {
                    switchboard.smtp(SmtpMoment::Mail, "", &mut Visit::new(*number)).is_some()
                })
                .collect();
            struck.sort_unstable();
            struck
        };
        let once = run(1, &mut (1..=1000));
        assert_eq!(once, run(1, &mut (1..=1000).rev()), "in whatever order they come");
        assert_ne!(once, run(2, &mut (1..=1000)));
        assert!((150..250).contains(&once.len()), "{} of 1000 at one in five", once.len());
    }

    #[test]
    fn a_fault_strikes_only_the_connection_and_the_mailbox_that_it_names() {
        let switchboard = Switchboard::new(0);
        let fault = Fault::always(SmtpMoment::Mail, SmtpDoes::Close);
        switchboard.change(|switches| switches.smtp_faults.push(fault.clone().on_connection(3)));
        assert_eq!(struck_connections(&switchboard, 5), [3]);
        let of_scans = vec![fault.of_mailbox("scans@*")];
        switchboard.change(|switches| switches.smtp_faults = of_scans);
        let table = [("scans@example.com", true), ("boss@example.com", false), ("", false)];
        for (mailbox, strikes) in table {
            let mut visit = Visit { mailbox: mailbox.to_owned(), ..Visit::new(1) };
            let does = switchboard.smtp(SmtpMoment::Mail, "", &mut visit);
            assert_eq!(does.is_some(), strikes, "{mailbox:?}");
        }
    }

    #[test]
    fn a_fault_of_the_token_endpoint_strikes_polls_and_refreshes_but_no_code_request() {
        let switchboard = Switchboard::new(0);
        let away = HttpDoes::Status { status: 503, retry_after: None };
        switchboard.change(|switches| {
            switches.http_faults.push(Fault::always(HttpMoment::Token, away.clone()));
        });
        assert_eq!(switchboard.http(HttpMoment::Poll, ""), Some(away.clone()));
        assert_eq!(switchboard.http(HttpMoment::Refresh, ""), Some(away));
        assert_eq!(switchboard.http(HttpMoment::DeviceAuthorization, ""), None);
    }
}
