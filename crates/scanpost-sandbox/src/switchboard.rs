//! The switches of a running sandbox, and which fault strikes when.

use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU64, Ordering},
};

use crate::switches::{Fault, HttpDoes, HttpFault, HttpMoment, SmtpDoes, SmtpMoment, Switches};

/// The switches of a running sandbox.
#[derive(Debug, Default)]
pub(crate) struct Switchboard {
    switches: Mutex<Switches>,
    strikes: AtomicU64,
}

impl Switchboard {
    pub(crate) fn now(&self) -> Switches {
        self.lock().clone()
    }

    pub(crate) fn set(&self, switches: Switches) {
        self.change(|now| *now = switches);
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Switches)) {
        let mut switches = self.lock();
        change(&mut switches);
        switches.http_faults.truncate(FAULTS_LIMIT);
        switches.smtp_faults.truncate(FAULTS_LIMIT);
        switches.users.truncate(FAULTS_LIMIT);
    }

    /// What goes wrong at this moment of a submission, if anything; counted as one strike.
    pub(crate) fn smtp(&self, at: SmtpMoment, address: &str) -> Option<SmtpDoes> {
        let does = strike(&mut self.lock().smtp_faults, |fault| fault.at == at, address);
        self.count(does)
    }

    /// What goes wrong with this request, if anything; counted as one strike.
    pub(crate) fn http(&self, at: HttpMoment, address: &str) -> Option<HttpDoes> {
        let no_token = matches!(at, HttpMoment::Page | HttpMoment::DeviceAuthorization);
        let fits = |fault: &HttpFault| fault.at == at || fault.at == HttpMoment::Token && !no_token;
        let does = strike(&mut self.lock().http_faults, fits, address);
        self.count(does)
    }

    /// How many faults have struck since the start.
    pub(crate) fn strikes(&self) -> u64 {
        self.strikes.load(Ordering::Relaxed)
    }

    fn count<Does>(&self, does: Option<Does>) -> Option<Does> {
        self.strikes.fetch_add(u64::from(does.is_some()), Ordering::Relaxed);
        does
    }

    fn lock(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().expect("no holder of the switches panics")
    }
}

/// More faults, or switched users, than this at once are left out.
const FAULTS_LIMIT: usize = 100;

fn strike<At, Does: Clone>(
    faults: &mut Vec<Fault<At, Does>>,
    fits: impl Fn(&Fault<At, Does>) -> bool,
    address: &str,
) -> Option<Does> {
    let place = faults.iter().position(|fault| {
        fits(fault)
            && fault.times != Some(0)
            && fault.only.as_ref().is_none_or(|pattern| matches(pattern, address))
    })?;
    let does = faults[place].does.clone();
    if let Some(times) = &mut faults[place].times {
        *times -= 1;
        if *times == 0 {
            faults.remove(place);
        }
    }
    Some(does)
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

    #[test]
    fn a_fault_for_the_next_two_strikes_twice_and_is_gone() {
        let switchboard = Switchboard::default();
        switchboard.change(|switches| {
            switches.smtp_faults.push(Fault::next(2, SmtpMoment::Mail, SmtpDoes::Close));
        });
        assert_eq!(switchboard.smtp(SmtpMoment::Rcpt, ""), None);
        assert_eq!(switchboard.smtp(SmtpMoment::Mail, ""), Some(SmtpDoes::Close));
        assert_eq!(switchboard.smtp(SmtpMoment::Mail, ""), Some(SmtpDoes::Close));
        assert_eq!(switchboard.smtp(SmtpMoment::Mail, ""), None);
        assert_eq!(switchboard.now(), Switches::default());
    }

    #[test]
    fn a_fault_of_the_token_endpoint_strikes_polls_and_refreshes_but_no_code_request() {
        let switchboard = Switchboard::default();
        let away = HttpDoes::Status { status: 503, retry_after: None };
        switchboard.change(|switches| {
            switches.http_faults.push(Fault::always(HttpMoment::Token, away.clone()));
        });
        assert_eq!(switchboard.http(HttpMoment::Poll, ""), Some(away.clone()));
        assert_eq!(switchboard.http(HttpMoment::Refresh, ""), Some(away));
        assert_eq!(switchboard.http(HttpMoment::DeviceAuthorization, ""), None);
    }
}
