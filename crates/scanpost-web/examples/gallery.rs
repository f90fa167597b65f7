//! Draws every page with sample views into a folder, in both languages, to be looked at:
//!
//! ```text
//! cargo run -p scanpost-web --example gallery -- /tmp/gallery
//! ```

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::views::{
    AccountView, ConnectionView, JobView, ListenerView, NetworkView, SignInView, StatusView,
};
use scanpost_core::gateway::{Owner, Whose};
use scanpost_core::journal::{Entry, Event, Route};
use scanpost_core::oauth::TokenStatus;
use scanpost_core::spool::{Hold, Job, JobId, JobState, Recipient, RecipientState, Reports};
use scanpost_core::words::Language;
use scanpost_web::pages::job_pages;
use scanpost_web::pages::render::{self, Frame, Notice};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder to draw into")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("static"))?;
    for file in ["scanpost.css", "scanpost.js", "scanpost.svg"] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("static").join(file);
        fs::copy(source, folder.join("static").join(file))?;
    }
    for language in Language::ALL {
        for (name, page) in pages(language) {
            let page = page.replace("/static/", "static/");
            fs::write(folder.join(format!("{name}.{}.html", language.tag())), page)?;
        }
    }
    Ok(())
}

fn pages(language: Language) -> Vec<(&'static str, String)> {
    let frame = Frame {
        voice: language.into(),
        gateway: "scanpost.office.example:8025".to_owned(),
        here: "/".to_owned(),
        version: "0.1.0",
        actor: Some(Actor::Console),
    };
    let (ready, asking, held) = (ready_account(), asking_account(), held_account());
    let nobody = Whose::default();
    let owner = Owner { hold: held.hold.clone(), ..Owner::default() };
    let of_held = Whose::from_iter([(held.name.clone(), owner)]);
    let trouble = status(vec![held, expired_account(), ready.clone()]);
    let fault = blocked();
    let sentence = scanpost_core::words::fault(language, &fault);
    let notice = Notice {
        title: scanpost_core::words::text(language, "notice-failed", &[]),
        what: sentence.what,
        next: sentence.next,
        command: None,
        fault: Some(fault),
        back: true,
    };
    let wrong_code = Notice {
        title: scanpost_core::words::text(language, "notice-wrong-code", &[]),
        what: scanpost_core::words::text(language, "notice-wrong-code-text", &[]),
        command: Some("scanpost page"),
        ..Notice::default()
    };
    vec![
        (
            "empty",
            render::status(
                &frame,
                &StatusView { jobs: Vec::new(), ..status(Vec::new()) },
                (&[], &nobody),
            ),
        ),
        ("new", render::status(&frame, &status(vec![new_account()]), (&[], &nobody))),
        ("sign-in", render::status(&frame, &status(vec![asking]), (&jobs()[..1], &nobody))),
        ("ready", render::status(&frame, &status(vec![ready.clone()]), (&jobs(), &nobody))),
        ("trouble", render::status(&frame, &trouble, (&jobs(), &of_held))),
        ("job", job_pages::job(&frame, &story(), Some("probing"), NOW)),
        ("sign-out", render::sign_out(&frame, &ready)),
        ("delete", job_pages::delete_job(&frame, &jobs()[1])),
        ("notice", render::notice(&frame, notice)),
        ("wrong-code", render::notice(&frame, wrong_code)),
    ]
}

fn status(accounts: Vec<AccountView>) -> StatusView {
    StatusView {
        version: "0.1.0".to_owned(),
        now: NOW,
        started_at: ago(9 * 24 * 60),
        accounts,
        devices: 7,
        devices_without_account: 0,
        devices_of_users: 0,
        users_lack_consent: false,
        jobs: vec![(JobState::Waiting, 3), (JobState::Delivered, 1284), (JobState::Failed, 1)],
        listeners: vec![
            ListenerView { what: "smtp".to_owned(), address: "192.0.2.10:25".to_owned() },
            ListenerView { what: "smtps".to_owned(), address: "192.0.2.10:465".to_owned() },
            ListenerView { what: "web".to_owned(), address: "127.0.0.1:8025".to_owned() },
        ],
        free_bytes: 81_300_000_000,
        checks_certificates: true,
        arrivals: Vec::new(),
        receiving_faults: Vec::new(),
    }
}

fn new_account() -> AccountView {
    AccountView {
        name: "scans".parse().expect("a name"),
        address: "scans@contoso.example".to_owned(),
        provider: "Microsoft Exchange Online".to_owned(),
        token_status: TokenStatus::NotRetrieved,
        sign_in: None,
        sign_in_fault: None,
        signed_in_as: None,
        signed_in_at: None,
        refreshed_at: None,
        next_refresh_at: None,
        token_fault: None,
        connection: None,
        receiving: None,
        hold: None,
        rest: None,
        network: NetworkView::default(),
    }
}

fn asking_account() -> AccountView {
    let sign_in = SignInView {
        user_code: "GTHK9QXRL".to_owned(),
        verification_uri: "https://login.microsoft.com/device".to_owned(),
        expires_at: NOW + Duration::from_secs(842),
        seconds_left: 842,
    };
    AccountView {
        token_status: TokenStatus::WaitingForAuthorisation,
        sign_in: Some(sign_in),
        ..new_account()
    }
}

fn expired_account() -> AccountView {
    AccountView {
        name: "front-office".parse().expect("a name"),
        address: "front.office@fabrikam.example".to_owned(),
        provider: "Outlook.com".to_owned(),
        sign_in_fault: Some(Fault::new(Code::CodeExpired)),
        ..new_account()
    }
}

fn ready_account() -> AccountView {
    AccountView {
        token_status: TokenStatus::Retrieved,
        signed_in_as: Some("scans@contoso.example".to_owned()),
        signed_in_at: Some(ago(42 * 24 * 60)),
        refreshed_at: Some(ago(34)),
        next_refresh_at: Some(NOW + Duration::from_mins(31)),
        connection: Some(ConnectionView { at: ago(3), fault: None }),
        ..new_account()
    }
}

fn held_account() -> AccountView {
    let refused = Fault::new(Code::LoginRefused)
        .fact("address", "accounts@contoso.example")
        .fact("host", "smtp.office365.com")
        .words(
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the \
             Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.",
        );
    AccountView {
        name: "bookkeeping".parse().expect("a name"),
        address: "accounts@contoso.example".to_owned(),
        signed_in_as: Some("anna.lind@contoso.example".to_owned()),
        connection: Some(ConnectionView { at: ago(12), fault: Some(refused.clone()) }),
        receiving: None,
        hold: Some(Hold { fault: refused, since: ago(95) }),
        ..ready_account()
    }
}

fn blocked() -> Fault {
    Fault::new(Code::DeviceCodeBlocked)
        .fact("number", "AADSTS530035")
        .fact("trace", "7a9c4e5e-52c4-4a3e-9d2e-0c2f6a1b0100")
        .words("AADSTS530035: Access has been blocked by security defaults.")
}

fn jobs() -> Vec<Job> {
    let away =
        Fault::new(Code::ServerUnreachable).fact("host", "smtp.office365.com").fact("port", 587);
    let refused = Fault::new(Code::RecipientRefused).fact("host", "smtp.office365.com").words(
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    );
    let delivered =
        recipient("karin.berg@contoso.example", RecipientState::Delivered, Some("250 2.0.0 OK"));
    let waiting = |address| recipient(address, RecipientState::Waiting, None);
    let failed = recipient(
        "leverantorsfakturor@fabrikam.example",
        RecipientState::Failed,
        Some(
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        ),
    );
    vec![
        Job {
            state: JobState::Delivering,
            due_at: None,
            ..job(0, vec![waiting("anna.lind@contoso.example")])
        },
        Job {
            account: "bookkeeping".parse().expect("a name"),
            due_at: Some(NOW + Duration::from_mins(4)),
            fault: Some(away),
            tries: 3,
            ..job(
                18,
                vec![
                    waiting("accounts@contoso.example"),
                    waiting("a@b.example"),
                    waiting("c@d.example"),
                ],
            )
        },
        Job {
            state: JobState::Delivered,
            size_bytes: 26_431_000,
            ..job(75, vec![delivered.clone()])
        },
        Job {
            state: JobState::PartlyDelivered,
            fault: Some(refused.clone()),
            ..job(190, vec![delivered, failed.clone()])
        },
        Job { state: JobState::Failed, fault: Some(refused), ..job(3000, vec![failed]) },
    ]
}

fn job(minutes: u64, recipients: Vec<Recipient>) -> Job {
    Job {
        id: JobId::new(),
        account: "scans".parse().expect("a name"),
        device: "copier-2nd-floor".to_owned(),
        accepted_at: ago(minutes),
        size_bytes: 845_120,
        sender: "copier@contoso.example".to_owned(),
        recipients,
        eight_bit: false,
        reports: Reports::default(),
        state: JobState::Waiting,
        tries: 1,
        uncertain: 0,
        due_at: None,
        ended_at: None,
        fault: None,
    }
}

fn recipient(address: &str, state: RecipientState, reply: Option<&str>) -> Recipient {
    Recipient { address: address.to_owned(), fax: None, state, reply: reply.map(str::to_owned) }
}

fn story() -> JobView {
    let job = jobs().swap_remove(3);
    let route = Route {
        host: "smtp.office365.com".to_owned(),
        port: 587,
        tls: Some("TLSv1.3".to_owned()),
        mechanism: Some("XOAUTH2".to_owned()),
        ..Route::default()
    };
    let away =
        Fault::new(Code::ServerUnreachable).fact("host", "smtp.office365.com").fact("port", 587);
    let ended = |delivered, failed, waiting, route, fault| Event::AttemptEnded {
        delivered,
        failed,
        waiting,
        uncertain: 0,
        route,
        fault,
    };
    let nowhere = Route { host: "smtp.office365.com".to_owned(), port: 587, ..Route::default() };
    let accepted = Event::JobAccepted {
        device: job.device.clone(),
        size_bytes: job.size_bytes,
        recipients: 2,
    };
    let events = [
        (190, accepted),
        (190, Event::AttemptStarted { attempt: 1 }),
        (189, ended(0, 0, 2, nowhere, Some(away))),
        (188, Event::AttemptStarted { attempt: 2 }),
        (188, ended(1, 1, 0, route, job.fault.clone())),
        (188, Event::JobFailed { fault: job.fault.clone() }),
    ];
    let entry = |(number, (minutes, event)): (usize, (u64, Event))| Entry {
        number: i64::try_from(number).expect("few"),
        at: ago(minutes),
        job: Some(job.id),
        account: Some(job.account.clone()),
        by: None,
        event,
    };
    let story = events.into_iter().enumerate().map(entry).collect();
    JobView { job, user: None, hold: None, codes: Vec::new(), profile_code: None, story }
}

fn ago(minutes: u64) -> Time {
    NOW - Duration::from_mins(minutes)
}

/// 2026-11-21T09:15:00Z.
const NOW: Time = Time(1_795_252_500_000);
