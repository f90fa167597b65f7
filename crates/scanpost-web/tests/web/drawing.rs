use scanpost_core::account::AccountName;
use scanpost_core::administrator::{Actor, Privileges};
use scanpost_core::clock::Time;
use scanpost_core::device::{Facts, Refusal, SenderRule, Sighting, Stranger};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::views::{
    AccountView, ConnectionView, CredentialView, DeviceView, FetchingView, GrantView, JobView,
    ListenerView, MissingToFetch, NetworkView, PopDoorView, RestView, SignInView, StatusView,
};
use scanpost_core::gateway::{Owner, Whose};
use scanpost_core::journal::{Entry, Event, Mend, Route};
use scanpost_core::network::Encryption;
use scanpost_core::oauth::{Limits, Needs, TokenStatus, Way};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::record::Revision;
use scanpost_core::spool::{
    Hold, Job, JobId, JobPage, JobState, Recipient, RecipientState, Reports,
};
use scanpost_core::user::User;
use scanpost_core::words::Language;
use scanpost_web::pages::accounts;
use scanpost_web::pages::device_pages::{self, DeviceForm, FormFor};
use scanpost_web::pages::job_filter::JobsAsked;
use scanpost_web::pages::job_pages::{self, List};
use scanpost_web::pages::render::{self, Frame, Notice};
use secrecy::SecretString;

use crate::site::scans;

/// Breaks out of text, of attributes in both quotes, and of a script.
const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;";

fn hostile() -> String {
    HOSTILE.to_owned()
}

fn fault() -> Fault {
    ["account", "address", "device", "host", "port", "number", "trace"]
        .into_iter()
        .fold(Fault::new(Code::LoginRefused), |fault, name| fault.fact(name, HOSTILE))
        .words(HOSTILE)
}

fn frame(language: Language) -> Frame {
    let actor = Some(Actor::Administrator { name: hostile(), privileges: Privileges::All });
    Frame { voice: language.into(), gateway: hostile(), here: hostile(), version: "0.1.0", actor }
}

fn account(sign_in: Option<SignInView>) -> AccountView {
    AccountView {
        name: scans(),
        address: hostile(),
        provider: hostile(),
        token_status: TokenStatus::Retrieved,
        sign_in,
        sign_in_fault: Some(Fault { code: Code::SignInRefused, ..fault() }),
        signed_in_as: Some(format!("other{HOSTILE}")),
        signed_in_at: Some(Time(1)),
        refreshed_at: Some(Time(2)),
        next_refresh_at: Some(Time(3)),
        token_fault: Some(Fault { code: Code::GrantRevoked, ..fault() }),
        connection: Some(ConnectionView { at: Time(4), fault: Some(fault()) }),
        receiving: None,
        hold: Some(Hold { fault: fault(), since: Time(5) }),
        rest: None,
        network: NetworkView::default(),
    }
}

fn grant() -> GrantView {
    GrantView {
        token_status: TokenStatus::Retrieved,
        way: Way::DeviceCode,
        ways: vec![Way::DeviceCode],
        needs: Needs::default(),
        would_ask: vec![hostile()],
        given_way: Some(Way::DeviceCode),
        granted: vec![hostile()],
        missing: vec![hostile()],
        signed_in_as: Some(hostile()),
        expected: hostile(),
        is_other_name: true,
        signed_in_at: Some(Time(1)),
        refreshed_at: Some(Time(2)),
        next_refresh_at: Some(Time(3)),
        lapses_at: Some(Time(4)),
        lasting: false,
        browser_seconds_left: Some(61),
        credential: Some(CredentialView {
            kind: hostile(),
            added_at: Time(1),
            ends_at: Some(Time(2)),
            thumbprint: Some(hostile()),
        }),
        client_id: hostile(),
        tenant: Some(hostile()),
        paste_from: Some(hostile()),
        can_consent: true,
        limits: Limits { connections: Some(1), ..Limits::default() },
        usual_limits: Limits::default(),
        notices: vec![fault()],
        revision: Revision(1),
    }
}

fn code(verification_uri: &str) -> SignInView {
    SignInView {
        user_code: hostile(),
        verification_uri: verification_uri.to_owned(),
        expires_at: Time(6),
        seconds_left: 61,
    }
}

fn job() -> Job {
    let recipient = |state| Recipient {
        address: hostile(),
        fax: Some(hostile()),
        state,
        reply: Some(hostile()),
    };
    Job {
        id: JobId::new(),
        account: AccountName::of_user(&[1; 16]),
        device: hostile(),
        accepted_at: Time(1),
        size_bytes: 1,
        sender: hostile(),
        recipients: vec![recipient(RecipientState::Waiting), recipient(RecipientState::Failed)],
        eight_bit: false,
        reports: Reports::default(),
        state: JobState::Waiting,
        tries: 1,
        uncertain: 1,
        due_at: Some(Time(9)),
        ended_at: None,
        fault: Some(fault()),
    }
}

fn story() -> JobView {
    let route = Route {
        host: hostile(),
        port: 587,
        address: Some("192.0.2.25".parse().unwrap()),
        tls: Some(hostile()),
        mechanism: Some(hostile()),
        secondary: true,
        proxy: Some(hostile()),
        unchecked: true,
        sender: Some(hostile()),
        message_id: Some(hostile()),
        mended: vec![Mend {
            what: "from-replaced".to_owned(),
            field: Some(hostile()),
            was: Some(hostile()),
        }],
    };
    let accepted = Event::JobAccepted { device: hostile(), size_bytes: 1, recipients: 2 };
    let ended = Event::AttemptEnded {
        delivered: 0,
        failed: 1,
        waiting: 1,
        uncertain: 0,
        route,
        fault: Some(fault()),
    };
    let entry = |event| Entry { number: 1, at: Time(1), job: None, account: None, by: None, event };
    JobView {
        job: job(),
        user: Some(hostile()),
        hold: Some(Hold { fault: fault(), since: Time(1) }),
        codes: Vec::new(),
        profile_code: None,
        story: vec![entry(accepted), entry(ended)],
    }
}

fn status(accounts: Vec<AccountView>) -> StatusView {
    StatusView {
        version: "0.1.0".to_owned(),
        now: Time(10),
        started_at: Time(0),
        accounts,
        devices: 1,
        devices_without_account: 0,
        devices_of_users: 0,
        users_lack_consent: false,
        jobs: vec![(JobState::Waiting, 1)],
        listeners: vec![ListenerView { what: "smtp".to_owned(), address: hostile() }],
        free_bytes: 1,
        checks_certificates: true,
        arrivals: Vec::new(),
        receiving_faults: Vec::new(),
    }
}

fn device() -> DeviceView {
    let address = "192.0.2.1".parse().unwrap();
    DeviceView {
        name: hostile(),
        ranges: vec![hostile()],
        user: Some(hostile()),
        tls_required: true,
        account: Some(scans()),
        sender: SenderRule::Alias([(hostile(), hostile())].into()),
        fetches: true,
        fetching: Some(FetchingView {
            doors: vec![PopDoorView {
                server: Some(hostile()),
                port: 2110,
                encryption: Encryption::Starttls,
            }],
            mailbox: Some(hostile()),
            missing: vec![MissingToFetch::Door, MissingToFetch::WayToDoor, MissingToFetch::Mailbox],
        }),
        profile: None,
        revision: Revision(1),
        facts: Facts {
            fetched_at: Some(Time(3)),
            seen: Some(Sighting {
                at: Time(1),
                address,
                tls: Some(hostile()),
                cipher: Some(hostile()),
                mechanism: Some(hostile()),
            }),
            refused: Some(Refusal { at: Time(2), address, code: Code::DeviceTlsRequired }),
        },
    }
}

fn stranger() -> Stranger {
    Stranger {
        address: "192.0.2.1".parse().unwrap(),
        first_at: Time(1),
        last_at: Time(2),
        times: 3,
        code: Code::DeviceUnknown,
    }
}

fn device_form(frame: &Frame, what: FormFor<'_>, reason: Reason) -> String {
    let form = DeviceForm {
        revision: 1,
        name: hostile(),
        ranges: format!("</textarea>{HOSTILE}"),
        user: hostile(),
        tls: hostile(),
        account: hostile(),
        sender: hostile(),
        aliases: format!("</textarea>{HOSTILE}"),
        wide: hostile(),
        fetches: hostile(),
        profile: hostile(),
    };
    let objection = Objection::new(reason, HOSTILE);
    device_pages::form(frame, what, form, vec![hostile()], Some(&objection))
}

fn asked() -> JobsAsked {
    JobsAsked {
        search: hostile(),
        state: hostile(),
        account: hostile(),
        device: hostile(),
        period: hostile(),
        before: hostile(),
        deed: "hold".to_owned(),
        done: "1".to_owned(),
        refused: "2".to_owned(),
    }
}

/// The job's account is that of a user with such a name.
fn whose() -> Whose {
    let user = User { name: hostile(), address: hostile(), ..User::default() };
    let hold = Hold { fault: fault(), since: Time(5) };
    [(job().account, Owner { user: Some(user), hold: Some(hold) })].into_iter().collect()
}

fn list<'a>(
    (page, whose): (&'a JobPage, &'a Whose),
    accounts: &'a [AccountView],
    devices: &'a [DeviceView],
    asked: &'a JobsAsked,
) -> List<'a> {
    List { page, whose, counts: &[(JobState::Held, 1)], accounts, devices, asked }
}

/// Every page there is, with hostile text wherever text comes from outside.
fn pages(language: Language) -> Vec<String> {
    let frame = frame(language);
    let accounts = vec![account(None), account(Some(code(HOSTILE)))];
    let devices = vec![device()];
    let page = JobPage { jobs: vec![job()], older: Some(JobId::new()) };
    let (asked, whose) = (asked(), whose());
    let notice = Notice {
        title: hostile(),
        what: hostile(),
        next: hostile(),
        command: None,
        fault: Some(fault()),
        back: true,
    };
    vec![
        render::status(&frame, &status(accounts.clone()), (&[job()], &whose)),
        render::status(&frame, &status(Vec::new()), (&[], &whose)),
        job_pages::job(&frame, &story(), Some("after-hold"), Time(10)),
        job_pages::list(&frame, &list((&page, &whose), &accounts, &devices, &asked), Time(10)),
        device_pages::list(&frame, &devices, &[stranger()], Time(10)),
        device_pages::device(&frame, &device(), Time(10)),
        device_form(&frame, FormFor::New, Reason::DeviceRangeInvalid),
        device_form(&frame, FormFor::Change(&device()), Reason::DeviceRangeWide),
        device_form(&frame, FormFor::Change(&device()), Reason::ChangedMeanwhile),
        device_pages::password(&frame, &device(), &SecretString::from(HOSTILE)),
        device_pages::ask_new_password(&frame, &device()),
        device_pages::ask_remove(&frame, &device()),
        render::sign_out(&frame, &account(None)),
        accounts::accounts(&frame, &[account(None)], Time(10)),
        accounts::account(&frame, &account(None), &grant(), Time(10)),
        accounts::account(&frame, &account(Some(code(HOSTILE))), &grant(), Time(10)),
        job_pages::delete_job(&frame, &job()),
        job_pages::delete_jobs(&frame, &[JobId::new()], HOSTILE),
        render::notice(&frame, notice),
    ]
}

#[test]
fn hostile_text_stays_text_in_every_field_of_every_page() {
    for language in Language::ALL {
        for page in pages(language) {
            assert_eq!(page.matches("<script").count(), 1, "only our own: {page}");
            assert!(!page.contains("<img"), "{page}");
            assert!(!page.contains("\"'>"), "{page}");
            assert!(page.contains("&#60;script&#62;"), "the text itself is shown: {page}");
        }
    }
}

#[test]
fn no_page_needs_what_the_policy_forbids() {
    for language in Language::ALL {
        for page in pages(language) {
            for forbidden in [" style=\"", "<style", " onclick=", " onload=", "javascript:"] {
                assert!(!page.contains(forbidden), "{forbidden} in {page}");
            }
        }
    }
}

#[test]
fn only_an_address_of_the_web_becomes_a_link() {
    let draw = |uri| {
        accounts::account(&frame(Language::En), &account(Some(code(uri))), &grant(), Time(10))
    };
    assert!(draw("https://a.example/device").contains("href=\"https://a.example/device\""));
    for uri in ["javascript:alert(1)", "data:text/html,x", "//a.example", " https://a.example"] {
        assert!(!draw(uri).contains(&format!("href=\"{uri}")), "{uri}");
    }
}

#[test]
fn every_page_reads_in_its_language() {
    for language in Language::ALL {
        for page in pages(language) {
            assert!(page.contains(&format!("<html lang=\"{}\">", language.tag())), "{page}");
            assert!(!page.contains("{ $"), "a placeholder was not filled: {page}");
        }
    }
}

#[test]
fn the_status_says_that_devices_are_refused_for_want_of_an_account() {
    let of = |devices_without_account| StatusView {
        devices_without_account,
        ..status(vec![AccountView { sign_in: None, ..account(None) }])
    };
    let drawn =
        |of: &StatusView| render::status(&frame(Language::En), of, (&[], &Whose::default()));
    assert!(drawn(&of(1)).contains("id=\"without-account\""));
    assert!(drawn(&of(1)).contains("Something needs your attention"));
    assert!(!drawn(&of(0)).contains("id=\"without-account\""));
}

#[test]
fn the_status_says_that_users_wait_for_their_organisations_consent() {
    let of = |users_lack_consent| StatusView {
        users_lack_consent,
        ..status(vec![AccountView { sign_in: None, ..account(None) }])
    };
    let drawn =
        |of: &StatusView| render::status(&frame(Language::En), of, (&[], &Whose::default()));
    assert!(drawn(&of(true)).contains("id=\"users-without-consent\""));
    assert!(drawn(&of(true)).contains("Something needs your attention"));
    assert!(!drawn(&of(false)).contains("id=\"users-without-consent\""));
}

#[test]
fn the_status_says_in_one_line_how_things_stand() {
    let draw = |accounts| {
        render::status(&frame(Language::En), &status(accounts), (&[], &Whose::default()))
    };
    let well = AccountView {
        sign_in_fault: None,
        token_fault: None,
        hold: None,
        rest: None,
        network: NetworkView::default(),
        connection: None,
        ..account(None)
    };
    let absent = AccountView { token_status: TokenStatus::NotRetrieved, ..well.clone() };
    let asking = AccountView { sign_in: Some(code("https://a.example")), ..absent.clone() };
    let until = Time(1_795_338_900_000);
    let rest = Some(RestView { limit: Code::SubmissionQuota, until });
    let resting = AccountView { rest, ..well.clone() };
    let page = draw(vec![resting.clone()]);
    for said in ["Mails wait for a limit until", "2026", "has sent as much as the provider allows"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    for (accounts, line) in [
        (vec![], "No account yet"),
        (vec![well.clone()], "Ready to send"),
        (vec![well.clone(), absent], "An account is waiting to be signed in"),
        (vec![account(None), asking], "Sign-in in progress"),
        (vec![resting, well.clone()], "Mails wait for the end of a limit"),
        (vec![well, account(None)], "Something needs your attention"),
    ] {
        let page = draw(accounts);
        assert!(page.contains(&format!("<title>{line} · scanpost</title>")), "{page}");
    }
}
