//! A notice as sentences, in the language of the site.

use super::{Cause, Notice};
use crate::words::{self, Language};

/// What people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// In one line: what, and of which account.
    pub title: String,
    /// What happened.
    pub what: String,
    /// The next step; empty where there is none.
    pub next: String,
}

pub fn wording(language: Language, notice: &Notice) -> Wording {
    let count = notice.count.to_string();
    let account = notice.account.as_ref().map_or("unknown", |account| account.as_str());
    let device = notice.device.as_deref().unwrap_or("unknown");
    let args = [("account", account), ("count", &count), ("device", device)];
    let id = format!("notice-{}", notice.cause.as_str());
    let sentence = words::sentence(language, &id, &args);
    let Some(fault) = &notice.fault else {
        let said = words::part(language, &id, Some("next")).is_some();
        let next = if said { sentence.next } else { String::new() };
        return Wording { title: sentence.what.clone(), what: sentence.what, next };
    };
    let of_fault = words::fault(language, fault);
    let title = if notice.cause == Cause::Warning { of_fault.what.clone() } else { sentence.what };
    Wording { title, what: of_fault.what, next: of_fault.next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Code, Fault};
    use crate::journal::Event;
    use crate::notify::judge;
    use crate::notify::judge::tests::entry;

    #[test]
    fn every_notice_has_its_words_in_each_language() {
        let notice = judge(&entry(1, Event::NoticeTried), None).expect("a trial is told");
        for language in Language::ALL {
            for cause in Cause::ALL {
                for fault in [None, Some(Fault::new(Code::SignInNeeded))] {
                    for count in [1, 7] {
                        let notice =
                            Notice { cause, count, fault: fault.clone(), ..notice.clone() };
                        let Wording { title, what, next } = wording(language, &notice);
                        for text in [&title, &what] {
                            assert!(!text.is_empty() && !text.contains('{'), "{text}");
                            assert!(!text.starts_with("notice-"), "{text}");
                            assert!(!text.contains("unknown"), "{text}");
                        }
                        assert!(!next.starts_with("notice-"), "{next}");
                        assert!(!title.contains('\n'), "{title}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_notice_of_many_says_how_many() {
        let notice = judge(&entry(1, Event::JobFailed { fault: None }), None).expect("told");
        let many = Notice { count: 12, ..notice };
        assert!(wording(Language::En, &many).title.contains("12"));
        assert!(wording(Language::Sv, &many).title.contains("12"));
    }
}
