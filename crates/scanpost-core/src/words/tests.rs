//! The languages hold together: same messages, same placeholders, nothing empty, nothing unused.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{ENGLISH, SWEDISH};
use super::*;
use crate::fault::Code;
use crate::journal::{ArrivalStep, Event, Reported, ReportedAs};
use crate::objection::Reason;
use crate::profile::{Name, Profile, Row};
use crate::receive::ArrivalId;
use crate::receive::unwanted::Unwanted;

/// Every message of a file, by its id, with its source text.
fn messages(file: &str) -> BTreeMap<&str, String> {
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    let mut current = None;
    for line in file.lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let id = line.split(" =").next().expect("split gives at least one part");
            assert!(found.insert(id, String::new()).is_none(), "{id} is there twice");
            current = Some(id);
        } else if line.starts_with('#') {
            current = None;
        }
        if let Some(id) = current {
            found.get_mut(id).expect("was inserted above").push_str(line);
        }
    }
    found
}

/// The placeholders of a message: `$host`, and the parts it refers to.
fn placeholders(source: &str) -> BTreeSet<&str> {
    source
        .split('{')
        .skip(1)
        .filter_map(|inside| inside.trim_start().split([' ', '}']).next())
        .filter(|word| word.starts_with('$') || word.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect()
}

fn assert_whole(sentence: &str, of: &str) {
    assert!(!sentence.trim().is_empty(), "{of} is empty");
    for litter in ["{", "}", "  ", " .", "unknown", "\n"] {
        assert!(!sentence.contains(litter), "{of} holds {litter:?}: {sentence}");
    }
}

#[test]
fn every_language_has_the_same_messages_with_the_same_placeholders() {
    for (english, swedish) in ENGLISH.iter().zip(SWEDISH) {
        let (english, swedish) = (messages(english), messages(swedish));
        let ids =
            |of: &BTreeMap<&str, String>| of.keys().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(ids(&english), ids(&swedish));
        for (id, source) in &english {
            assert_eq!(placeholders(source), placeholders(&swedish[id]), "{id}");
        }
    }
}

#[test]
fn every_objection_has_a_sentence_and_a_next_step_in_each_language() {
    for language in Language::ALL {
        for reason in Reason::ALL {
            let sentence = objection(language, &Objection::new(*reason, "scans"));
            assert_ne!(sentence.what, reason.as_str(), "no sentence in {language:?}");
            assert_whole(&sentence.what, reason.as_str());
            assert_whole(&sentence.next, reason.as_str());
        }
    }
}

#[test]
fn every_fault_has_a_sentence_and_a_next_step_in_each_language() {
    for language in Language::ALL {
        for code in Code::ALL {
            let bare = fault(language, &Fault::new(*code));
            assert_ne!(bare.what, code.as_str(), "{code} has no sentence in {language:?}");
            assert_ne!(bare.next, code.as_str(), "{code} has no next step in {language:?}");
            assert_whole(&bare.what, code.as_str());
            assert_whole(&bare.next, code.as_str());
            assert!(bare.what.ends_with('.') && bare.next.ends_with('.'), "{code}: {bare:?}");
        }
    }
}

#[test]
fn every_sentence_stays_whole_with_all_its_facts() {
    for language in Language::ALL {
        for code in Code::ALL {
            let known =
                FACTS.iter().fold(Fault::new(*code), |fault, name| fault.fact(name, "0815"));
            let sentence = fault(language, &known);
            assert_whole(&sentence.what, code.as_str());
            assert_whole(&sentence.next, code.as_str());
        }
    }
}

#[test]
fn no_sentence_belongs_to_no_fault() {
    let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let messages = messages(ENGLISH[0]);
    for id in messages.keys().filter(|id| !codes.contains(*id)) {
        assert!(id.starts_with("fact-"), "{id} is no fault's code");
        let used = messages.values().any(|source| placeholders(source).contains(id));
        assert!(used, "{id} is used by no sentence");
    }
}

#[test]
fn no_sentence_belongs_to_no_objection() {
    let reasons: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    for id in messages(ENGLISH[1]).keys() {
        assert!(reasons.contains(id), "{id} is no objection's reason");
    }
}

#[test]
fn the_doctor_has_a_word_for_every_step_and_finding_and_none_too_many() {
    use crate::doctor::Why;
    let fault = Fault::new(Code::LoginRefused);
    let findings = [
        Finding::Waiting,
        Finding::UnderWay,
        Finding::passed([]),
        Finding::Warned { fault: fault.clone() },
        Finding::Failed { fault },
        Finding::NotReached { because: Step::Disk },
        Finding::NotNeeded { why: Why::NoProxy },
    ];
    let findings = findings.map(|finding| format!("doctor-finding-{}", finding.as_str()));
    let steps = Step::ALL.map(|step| format!("doctor-step-{}", step.as_str()));
    let passed = Step::ALL.map(|step| format!("doctor-passed-{}", step.as_str()));
    let whys = Why::ALL.map(|why| format!("doctor-not-needed-{}", why.as_str()));
    let named = findings.into_iter().chain(steps).chain(passed).chain(whys);
    let named: BTreeSet<_> = named.chain(["doctor-not-reached".to_owned()]).collect();
    let file = ENGLISH.iter().find(|file| file.contains("\ndoctor-step-disk ="));
    let file = file.expect("it is one of the files");
    let there: BTreeSet<_> = messages(file).into_keys().map(str::to_owned).collect();
    assert_eq!(named, there);
}

#[test]
fn no_state_and_no_event_is_without_its_word_and_no_word_is_unused() {
    let source = [include_str!("../words.rs"), include_str!("events.rs")].concat();
    let states = [
        TokenStatus::NotRetrieved,
        TokenStatus::WaitingForAuthorisation,
        TokenStatus::Retrieved,
        TokenStatus::Invalid,
    ]
    .map(|status| format!("token-status-{}", status.as_str()));
    let jobs = JobState::ALL.map(|state| format!("job-state-{}", state.as_str()));
    let retried = Retried::WORDS.map(|word| format!("retried-{word}"));
    let privileges =
        crate::administrator::Privilege::ALL.map(|one| format!("privilege-{}", one.as_str()));
    let mends = scanpost_proto::mail::Mended::WORDS.map(|word| format!("mended-{word}"));
    let slots = crate::site::Slot::ALL.map(|slot| slot.label().to_owned());
    let named = states.into_iter().chain(jobs).chain(slots).chain(retried);
    let named: Vec<String> = named.chain(privileges).chain(mends).collect();
    let messages = messages(ENGLISH[2]);
    for id in messages.keys() {
        let used = named.iter().any(|name| name == id) || source.contains(&format!("\"{id}\""));
        assert!(used, "{id} is used nowhere");
    }
    for id in &named {
        assert!(messages.contains_key(id.as_str()), "{id} has no word");
    }
}

#[test]
fn no_word_of_the_status_sheet_is_unused() {
    let sources =
        [include_str!("../gateway/sheet.rs"), include_str!("../gateway/sheet/mail_servers.rs")];
    let file = ENGLISH.iter().find(|file| file.contains("\nsheet-scanpost ="));
    for id in messages(file.expect("it is one of the files")).keys() {
        let quoted = format!("\"{id}\"");
        assert!(sources.iter().any(|source| source.contains(&quoted)), "{id} is used nowhere");
    }
}

#[test]
fn every_event_has_a_sentence_in_each_language() {
    let fault = || Fault::new(Code::LoginRefused);
    let device = || "copier".to_owned();
    let route = crate::journal::Route::default();
    let arrival = |step| Event::Arrival { arrival: ArrivalId::new(), step };
    let reported = |what, recipient: Option<&str>| {
        let recipient = recipient.map(str::to_owned);
        Event::JobReported(Reported { arrival: ArrivalId::new(), what, recipient, fault: None })
    };
    let events = vec![
        Event::JobAccepted { device: device(), size_bytes: 2_400_000, recipients: 1 },
        Event::AttemptStarted { attempt: 1 },
        Event::AttemptEnded {
            delivered: 1,
            failed: 0,
            waiting: 2,
            uncertain: 1,
            route,
            fault: None,
        },
        Event::JobDelivered { after_millis: Some(1500) },
        Event::JobFailed { fault: None },
        Event::JobUncertain { fault: None },
        reported(ReportedAs::Failed, Some("bo@contoso.example")),
        reported(ReportedAs::Delayed, None),
        reported(ReportedAs::Delivered, Some("bo@contoso.example")),
        reported(ReportedAs::Relayed, None),
        reported(ReportedAs::Expanded, None),
        reported(ReportedAs::AutomaticReply, None),
        Event::JobRetried,
        Event::JobDeleted,
        Event::AccountHeld { fault: fault() },
        Event::AccountRests { fault: fault(), until: crate::clock::Time(7) },
        Event::AccountRested,
        Event::AccountReleased,
        Event::JobHeld,
        Event::JobReleased,
        Event::JobDownloaded,
        Event::AccountAdded,
        Event::AccountChanged,
        Event::AccountRemoved,
        Event::AccountExamined { mail_to: None },
        Event::AccountExamined { mail_to: Some("anna@contoso.example".to_owned()) },
        Event::SignedIn { way: None, signed_in_as: None, scopes: Vec::new() },
        Event::SignInBegun { of: "scans".parse().expect("a name") },
        Event::SignInEnded { of: "scans".parse().expect("a name") },
        Event::SignInInterrupted { of: "scans".parse().expect("a name") },
        Event::TokenRefreshed,
        Event::GrantHindered { fault: fault() },
        Event::GrantLapsed { fault: fault() },
        Event::SignedOut,
        Event::DeviceAdded { device: device() },
        Event::DeviceChanged { device: device() },
        Event::DeviceRemoved { device: device() },
        Event::UserAdded { user: device() },
        Event::UserChanged { user: device() },
        Event::UserRemoved { user: device(), kept: 1, deleted: 0 },
        Event::UsersImported { added: 1, changed: 2 },
        Event::UserSettingsChanged { fields: Vec::new() },
        Event::ConsentGiven {
            of: "scans".parse().expect("a name"),
            organisation: "contoso.example".to_owned(),
        },
        Event::AdministratorAdded { administrator: device() },
        Event::AdministratorChanged { administrator: device() },
        Event::AdministratorRemoved { administrator: device() },
        Event::AdministratorPasswordChanged { administrator: device() },
        Event::LoggedIn,
        Event::LogInRefused { administrator: None, attempts: 1 },
        Event::LogInRefused { administrator: Some(device()), attempts: 12 },
        Event::ApiTokenAdded { token: device() },
        Event::ApiTokenRemoved { token: device() },
        Event::SlotsChanged,
        Event::MailSettingsChanged { fields: vec!["proxy".to_owned()] },
        Event::SettingsImported,
        Event::NoticesChanged { fields: Vec::new() },
        Event::HistoryChanged,
        Event::FaxServerChanged { fields: Vec::new() },
        Event::PanelChanged,
        Event::AppearanceChanged,
        Event::ReceivingChanged { fields: Vec::new() },
        Event::NoticeTried,
        arrival(ArrivalStep::TakenIn { size_bytes: 2_400_000 }),
        arrival(ArrivalStep::CameAgain),
        arrival(ArrivalStep::HandingOn { attempt: 1 }),
        arrival(ArrivalStep::HandedOn { place: "1.tif".to_owned() }),
        arrival(ArrivalStep::NotHandedOn { fault: fault() }),
        arrival(ArrivalStep::Quarantined { fault: fault() }),
        arrival(ArrivalStep::Retried),
        arrival(ArrivalStep::Downloaded),
        arrival(ArrivalStep::Deleted),
        Event::MailLeft { uidl: "1".to_owned(), fault: fault() },
        Event::MailRemoved { uidl: "1".to_owned(), fault: fault() },
        Event::MailsGone { mails: 2 },
        Event::DeletedByDevice { device: "copier".to_owned(), mails: 2 },
        arrival(ArrivalStep::NotConfirmed { fault: fault() }),
        Event::Warned { fault: fault() },
        Event::ClockSet { by_millis: -3_600_000 },
    ];
    for language in Language::ALL {
        for one in &events {
            let sentence = event(language, one);
            assert!(!sentence.starts_with("event-"), "{one:?} has no sentence in {language:?}");
            assert_whole(&sentence, &sentence);
        }
    }
}

#[test]
fn what_becomes_of_a_retry_has_its_sentence_in_each_language() {
    for word in Retried::WORDS {
        let [english, swedish] = Language::ALL.map(|language| retried(language, word));
        assert_whole(&english.clone().expect("its word is known"), word);
        assert_ne!(english, swedish);
    }
    assert_eq!(retried(Language::En, "never"), None);
}

#[test]
fn a_fact_that_is_known_is_named() {
    let away =
        Fault::new(Code::ServerUnreachable).fact("host", "smtp.office365.com").fact("port", 587);
    let english = fault(Language::En, &away);
    assert_eq!(english.what, "The mail server smtp.office365.com cannot be reached.");
    assert!(english.next.contains("port 587"), "{}", english.next);
    let swedish = fault(Language::Sv, &Fault::new(Code::ServerUnreachable));
    assert_eq!(swedish.what, "E-postservern går inte att nå.");
}

#[test]
fn the_token_status_is_called_as_on_the_printers_own_pages() {
    let words = |language| {
        [
            TokenStatus::NotRetrieved,
            TokenStatus::WaitingForAuthorisation,
            TokenStatus::Retrieved,
            TokenStatus::Invalid,
        ]
        .map(|status| token_status(language, status))
    };
    assert_eq!(
        words(Language::En),
        ["Not retrieved", "Waiting for authorisation", "Retrieved", "Invalid"]
    );
    assert_eq!(words(Language::Sv), ["Ej hämtad", "Väntar på auktorisering", "Hämtad", "Ogiltig"]);
}

#[test]
fn a_code_with_leading_zeros_keeps_them() {
    let named = Fault::new(Code::SignInNeeded).fact("account", "007");
    assert!(fault(Language::En, &named).what.contains("“007”"));
}

#[test]
fn the_browser_gets_the_language_that_it_likes_best() {
    for (header, language) in [
        ("", Language::En),
        ("sv", Language::Sv),
        ("sv-SE,sv;q=0.9,en;q=0.8", Language::Sv),
        ("de, en;q=0.3, sv;q=0.7", Language::Sv),
        ("en, sv", Language::En),
        ("sv;q=0, en;q=0.1", Language::En),
        ("sv;q=0", Language::En),
        ("fr-FR;q=1.0", Language::En),
        ("sv;q=x, ;;;,,q=1", Language::En),
    ] {
        assert_eq!(Language::from_accept_language(header), language, "{header}");
    }
}

#[test]
fn the_terminal_gets_its_language() {
    for (locale, language) in [
        ("sv_SE.UTF-8", Language::Sv),
        ("sv", Language::Sv),
        ("C.UTF-8", Language::En),
        ("", Language::En),
        ("en_GB", Language::En),
    ] {
        assert_eq!(Language::from_locale(locale), language, "{locale}");
    }
}

#[test]
fn sizes_read_naturally() {
    for (bytes, english, swedish) in [
        (0, "0 bytes", "0 byte"),
        (999, "999 bytes", "999 byte"),
        (2_450, "2.4 kB", "2,4 kB"),
        (26_200_000, "26 MB", "26 MB"),
        (1_000_000_000, "1.0 GB", "1,0 GB"),
    ] {
        assert_eq!(size(Language::En, bytes), english);
        assert_eq!(size(Language::Sv, bytes), swedish);
    }
}

#[test]
fn spans_of_time_read_naturally() {
    for (seconds, english, swedish) in [
        (5, "just now", "alldeles nyss"),
        (60, "a minute ago", "för en minut sedan"),
        (185, "3 minutes ago", "för 3 minuter sedan"),
        (3_600, "an hour ago", "för en timme sedan"),
        (86_400 * 3, "3 days ago", "för 3 dygn sedan"),
    ] {
        assert_eq!(ago(Language::En, Duration::from_secs(seconds)), english);
        assert_eq!(ago(Language::Sv, Duration::from_secs(seconds)), swedish);
    }
    assert_eq!(ahead(Language::En, Duration::from_hours(2)), "in 2 hours");
    assert_eq!(ahead(Language::Sv, Duration::from_secs(30)), "om ett ögonblick");
}

/// Of a profile, by the tag of the language.
fn overlay(name: Name, place: usize) -> BTreeMap<&'static str, String> {
    messages(name.words()[place])
}

#[test]
fn every_word_of_a_profile_is_its_own_or_lies_over_one_with_the_same_placeholders() {
    let neutral: BTreeMap<_, _> = ENGLISH.iter().flat_map(|file| messages(file)).collect();
    for name in Name::all() {
        let own = Profile::of(name).own_words();
        for id in &own {
            assert!(!neutral.contains_key(id), "{name}: {id} is a word of scanpost, too");
        }
        for place in [0, 1] {
            for (id, source) in overlay(name, place) {
                if own.contains(id) {
                    continue;
                }
                let below = neutral.get(id);
                let below = below.unwrap_or_else(|| panic!("{name}: {id} is used nowhere"));
                assert_eq!(placeholders(&source), placeholders(below), "{name}: {id}");
            }
        }
    }
}

#[test]
fn every_row_has_its_label_and_no_label_is_without_a_row() {
    let file = ENGLISH.iter().find(|file| file.contains("\nrow-service ="));
    let ids: BTreeSet<_> = messages(file.expect("it is one of the files")).into_keys().collect();
    let labels = Row::ALL.iter().map(|row| row.label());
    assert_eq!(ids, labels.chain(["method-oauth"]).collect());
}

#[test]
fn a_voice_says_the_makers_word_where_there_is_one() {
    let voice = |language, profile: &str| {
        let profile = profile.parse().expect("a profile");
        Voice { language, profile }
    };
    let states = [
        (Language::En, "neutral", "Retrieved"),
        (Language::En, "epson", "Signed in"),
        (Language::Sv, "epson", "Inloggad"),
        (Language::En, "ricoh", "(Authenticated)"),
        (Language::Sv, "sharp-bpc131pw", "Hämtad"),
        (Language::Sv, "toshiba-a4", "Registered"),
    ];
    for (language, profile, word) in states {
        assert_eq!(token_status(voice(language, profile), TokenStatus::Retrieved), word);
    }
    let epson = voice(Language::Sv, "epson");
    let asked = text(epson, "sign-out-title", &[("address", "anna@contoso.example")]);
    assert_eq!(asked, "Logga ut anna@contoso.example?");
    assert_eq!(text(epson, "menu-network", &[]), "Nätverk");
    assert_eq!(text(Language::Sv, "menu-network", &[]), "menu-network");
    let next = sentence(epson, "code-370", &[]).next;
    assert!(next.contains("loggar in på molntjänsten"), "{next}");
    assert_eq!(job_state(epson, JobState::Delivered), job_state(Language::Sv, JobState::Delivered));
}

#[test]
fn a_makers_sentence_about_a_fault_names_what_it_is_about() {
    let voice = |language| Voice { language, profile: "epson".parse().expect("is known") };
    let needed = Fault::new(Code::SignInNeeded).fact("account", "scans");
    let idle = Fault::new(Code::GrantIdle).fact("address", "scans@contoso.example");
    for (language, fault, said) in [
        (Language::Sv, &needed, "Kontot ”scans” är inte inloggat."),
        (Language::En, &needed, "The account “scans” is not signed in."),
        (Language::Sv, &idle, "scans@contoso.example har gått ut: e-postfunktionen"),
        (Language::En, &idle, "scans@contoso.example has expired: e-mail"),
    ] {
        let sentence = super::fault(voice(language), fault).what;
        assert!(sentence.contains(said), "{sentence}");
        assert!(!sentence.contains('{'), "{sentence}");
    }
}

#[test]
fn whatever_speaks_against_a_mail_has_its_words_in_each_language() {
    for language in Language::ALL {
        let other = unanswered(language, "not-answered: something").unwrap();
        for why in Unwanted::ALL {
            let said = unanswered(language, &why.as_place()).unwrap();
            assert_whole(&said, why.as_str());
            assert_ne!(said, other, "{}", why.as_str());
            assert_whole(&fault(language, &why.fault()).what, why.as_str());
            let arrival = ArrivalId::new();
            let step = ArrivalStep::HandedOn { place: why.as_place() };
            assert_eq!(event(language, &Event::Arrival { arrival, step }), said, "as an event");
        }
    }
    assert_eq!(unanswered(Language::Sv, "anna@example.com"), None);
}
