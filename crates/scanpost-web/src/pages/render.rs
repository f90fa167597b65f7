//! Views in, HTML out. Pure; everything that comes from outside is escaped by the templates.

use askama::Template;
use scanpost_core::administrator::{Actor, Privilege};
use scanpost_core::fault::Fault;
use scanpost_core::gateway::Whose;
use scanpost_core::gateway::views::{AccountView, StatusView};
use scanpost_core::receive::ArrivalState;
use scanpost_core::spool::Job;
use scanpost_core::words::{Language, Voice};

use super::accounts::shown::AccountShown;
use super::say::Say;
use super::sections::{Section, sections};
use super::shown::{
    Badge, JobShown, Moment, Part, Prose, Tone, counts, is_without_account, job_shown, summary,
};

/// What all pages have around them.
#[derive(Clone, Debug)]
pub struct Frame {
    /// In whose words it is drawn.
    pub voice: Voice,
    /// What this gateway is called: the name by which the browser reached it.
    pub gateway: String,
    /// The path of this page with its query, to come back to.
    pub here: String,
    pub version: &'static str,
    /// Who looks at it; nobody is known on the pages that are open to everyone.
    pub actor: Option<Actor>,
}

impl Frame {
    pub(super) fn say(&self) -> Say {
        Say { voice: self.voice }
    }

    /// Whether whoever looks may do this: a button that leads to a refusal is not shown.
    pub fn may(&self, privilege: Privilege) -> bool {
        self.actor.as_ref().is_some_and(|actor| actor.may(privilege))
    }

    /// The same page for somebody who has not logged in.
    pub(super) fn open(&self) -> Self {
        Self { actor: None, ..self.clone() }
    }

    /// The languages to choose from: tag, name, whether the page speaks it.
    pub(super) fn languages(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let spoken = self.voice.language;
        Language::ALL.into_iter().map(move |one| (one.tag(), one.name(), one == spoken))
    }

    /// The navigation: nothing for those who have not logged in.
    pub(super) fn sections(&self) -> Vec<Section> {
        let path = self.here.split('?').next().unwrap_or_default();
        let actor = self.actor.as_ref();
        actor.map(|actor| sections(self.say(), actor, path)).unwrap_or_default()
    }

    /// The name of whoever looks.
    pub(super) fn who(&self) -> Option<String> {
        match self.actor.as_ref()? {
            Actor::Console => Some(self.say().text("who-console")),
            Actor::Administrator { name, .. } | Actor::ApiToken { name, .. } => Some(name.clone()),
        }
    }

    /// Whether whoever looks has a password to change.
    pub(super) fn has_password(&self) -> bool {
        matches!(self.actor, Some(Actor::Administrator { .. }))
    }
}

/// Accounts, jobs and the gateway itself.
pub fn status(frame: &Frame, status: &StatusView, (jobs, whose): (&[Job], &Whose)) -> String {
    let (say, now) = (frame.say(), status.now);
    let known: u64 = status.jobs.iter().map(|(_, count)| count).sum();
    let listener = |listener: &scanpost_core::gateway::views::ListenerView| {
        format!("{} {}", listener.what, listener.address)
    };
    draw(&StatusPage {
        frame,
        say,
        follow: true,
        summary: summary(say, status),
        counts: counts(say, status),
        alarms: alarms(status),
        accounts: status.accounts.iter().map(|view| AccountShown::of(say, view, now)).collect(),
        jobs: jobs.iter().map(|job| job_shown(say, job, whose, now)).collect(),
        more_jobs: known > jobs.len() as u64,
        listeners: status.listeners.iter().map(listener).collect(),
        devices: status.devices,
        free: scanpost_core::words::size(say.voice, status.free_bytes),
        started: Moment::of(say, status.started_at, now),
    })
}

/// The question before a sign-out: Yes removes, No keeps.
pub fn sign_out(frame: &Frame, account: &AccountView) -> String {
    let place = format!("/accounts/{}", account.name);
    let action = format!("{place}/sign-out");
    let about = ("address", account.address.as_str());
    question(frame, SIGN_OUT.about(frame.say(), about, action, place))
}

/// Yes or no, before something that cannot be taken back.
pub(super) struct Question {
    pub(super) title: String,
    pub(super) text: String,
    /// Where the yes is posted, and with which fields.
    pub(super) action: String,
    pub(super) fields: Vec<(String, String)>,
    pub(super) yes: String,
    pub(super) no: String,
    /// Where the no leads.
    pub(super) back: String,
}

/// The words of a question before one deed, by their names. The title names what it is about.
pub(super) struct Asking {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
}

impl Asking {
    /// `about`: the word that the title has for it, and its name.
    pub(super) fn about(
        &self,
        say: Say,
        about: (&str, &str),
        action: String,
        back: String,
    ) -> Question {
        Question {
            title: say.with(self.title, about.0, about.1),
            text: say.text(self.text),
            action,
            fields: Vec::new(),
            yes: say.text(self.yes),
            no: say.text(self.no),
            back,
        }
    }
}

pub(super) fn question(frame: &Frame, question: Question) -> String {
    draw(&QuestionPage { frame, say: frame.say(), follow: false, question })
}

/// A short word with the next step.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    pub title: String,
    pub what: String,
    pub next: String,
    /// What to type on the machine.
    pub command: Option<&'static str>,
    pub fault: Option<Fault>,
    /// Whether there is a page to go back to.
    pub back: bool,
}

/// Why something did not work, or why the page is closed.
pub fn notice(frame: &Frame, notice: Notice) -> String {
    draw(&NoticePage {
        frame,
        say: frame.say(),
        follow: false,
        title: notice.title,
        what: notice.what,
        next: (!notice.next.is_empty()).then(|| Prose::of(&notice.next)),
        command: notice.command,
        words: notice.fault.and_then(|fault| fault.words),
        back: notice.back,
    })
}

pub(super) fn draw(page: &impl Template) -> String {
    page.render().expect("writing to a String does not fail")
}

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    summary: Badge,
    counts: String,
    alarms: Vec<Alarm>,
    accounts: Vec<AccountShown>,
    jobs: Vec<JobShown>,
    more_jobs: bool,
    listeners: Vec<String>,
    devices: usize,
    free: String,
    started: Moment,
}

/// Something in the settings that a person must mend, with the way there.
struct Alarm {
    /// What is wrong, and the alarm's place on the page.
    what: &'static str,
    next: &'static str,
    link: &'static str,
    place: &'static str,
}

const WITHOUT_ACCOUNT: Alarm = Alarm {
    what: "without-account",
    next: "without-account-next",
    link: "without-account-to-settings",
    place: "/settings/functions",
};

const USERS_WITHOUT_CONSENT: Alarm = Alarm {
    what: "users-without-consent",
    next: "users-without-consent-next",
    link: "users-without-consent-to-users",
    place: "/users",
};

const UNCHECKED: Alarm = Alarm {
    what: "unchecked",
    next: "unchecked-next",
    link: "unchecked-to-settings",
    place: "/settings",
};

const QUARANTINED: Alarm = Alarm {
    what: "quarantined",
    next: "quarantined-next",
    link: "quarantined-to-list",
    place: "/receiving/quarantine",
};

const NOT_RECEIVING: Alarm = Alarm {
    what: "not-receiving",
    next: "not-receiving-next",
    link: "not-receiving-to-list",
    place: "/receiving",
};

fn alarms(status: &StatusView) -> Vec<Alarm> {
    let is_quarantined =
        |(state, count): &(ArrivalState, u64)| *state == ArrivalState::Quarantined && *count > 0;
    let all = [
        (is_without_account(status), WITHOUT_ACCOUNT),
        (status.users_lack_consent, USERS_WITHOUT_CONSENT),
        (!status.checks_certificates, UNCHECKED),
        (!status.receiving_faults.is_empty(), NOT_RECEIVING),
        (status.arrivals.iter().any(is_quarantined), QUARANTINED),
    ];
    all.into_iter().filter_map(|(sounds, alarm)| sounds.then_some(alarm)).collect()
}

#[derive(Template)]
#[template(path = "question.html")]
struct QuestionPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    question: Question,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    what: String,
    next: Option<Prose>,
    command: Option<&'static str>,
    words: Option<String>,
    back: bool,
}

pub(super) const SIGN_OUT: Asking = Asking {
    title: "sign-out-title",
    text: "sign-out-text",
    yes: "sign-out-yes",
    no: "sign-out-no",
};
