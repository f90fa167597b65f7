//! Views in, HTML out. Pure; everything that comes from outside is escaped by the templates.

use askama::Template;
use scanpost_core::clock::Time;
use scanpost_core::fault::Fault;
use scanpost_core::gateway::views::{AccountView, JobView, StatusView};
use scanpost_core::spool::{Job, JobState};
use scanpost_core::words::{self, Language};

use super::accounts::shown::AccountShown;
use super::say::Say;
use super::shown::{
    Badge, JobShown, Moment, RecipientShown, StoryLine, Tone, Trouble, counts, hindrance, story,
    summary,
};

/// What all pages have around them.
#[derive(Clone, Debug)]
pub struct Frame {
    pub language: Language,
    /// What this gateway is called: the name by which the browser reached it.
    pub gateway: String,
    /// The path of this page, to come back to.
    pub here: String,
    pub version: &'static str,
}

impl Frame {
    pub(super) fn say(&self) -> Say {
        Say { language: self.language }
    }
}

/// Accounts, jobs and the gateway itself.
pub fn status(frame: &Frame, status: &StatusView, jobs: &[Job]) -> String {
    let (say, now) = (frame.say(), status.now);
    let hold = |job: &Job| {
        let account = status.accounts.iter().find(|account| account.name == job.account);
        account.and_then(|account| account.hold.as_ref()).map(|hold| &hold.fault)
    };
    let known: u64 = status.jobs.iter().map(|(_, count)| count).sum();
    let listener = |listener: &scanpost_core::gateway::views::ListenerView| {
        format!("{} {}", listener.what, listener.address)
    };
    draw(&StatusPage {
        frame,
        say,
        follow: true,
        summary: summary(say, &status.accounts),
        counts: counts(say, status),
        accounts: status.accounts.iter().map(|view| AccountShown::of(say, view, now)).collect(),
        jobs: jobs.iter().map(|job| JobShown::of(say, job, hold(job), now)).collect(),
        more_jobs: known > jobs.len() as u64,
        listeners: status.listeners.iter().map(listener).collect(),
        devices: status.devices,
        free: scanpost_core::words::size(say.language, status.free_bytes),
        started: Moment::of(say, status.started_at, now),
    })
}

/// One job's whole story. `retried` is the word of what became of asking for another attempt.
pub fn job(frame: &Frame, view: &JobView, retried: Option<&str>, now: Time) -> String {
    let say = frame.say();
    let job = &view.job;
    let hold = view.hold.as_ref().map(|hold| &hold.fault);
    let sender = match job.sender.as_str() {
        "" => say.text("job-no-sender"),
        sender => sender.to_owned(),
    };
    draw(&JobPage {
        frame,
        say,
        follow: true,
        job: JobShown::of(say, job, hold, now),
        account: job.account.to_string(),
        answer: retried.and_then(|word| words::retried(say.language, word)),
        sender,
        trouble: hindrance(job, hold).map(|fault| Trouble::of(say, fault)),
        recipients: job.recipients.iter().map(|one| RecipientShown::of(say, one)).collect(),
        story: story(say, &view.story, now),
        can_retry: job.state == JobState::Waiting,
        can_delete: job.state != JobState::Delivering,
    })
}

/// The question before a sign-out: Yes removes, No keeps.
pub fn sign_out(frame: &Frame, account: &AccountView) -> String {
    let say = frame.say();
    draw(&QuestionPage {
        frame,
        say,
        follow: false,
        title: say.with("sign-out-title", "address", &account.address),
        text: say.text("sign-out-text"),
        action: format!("/accounts/{}/sign-out", account.name),
        yes: say.text("sign-out-yes"),
        no: say.text("sign-out-no"),
        back: format!("/accounts/{}", account.name),
    })
}

/// The question before a job is deleted.
pub fn delete_job(frame: &Frame, job: &Job) -> String {
    let say = frame.say();
    let recipients = job.recipients.iter().map(|recipient| recipient.address.as_str());
    let recipients = recipients.collect::<Vec<_>>().join(", ");
    let text = if job.state.is_final() { "job-delete-done-text" } else { "job-delete-text" };
    draw(&QuestionPage {
        frame,
        say,
        follow: false,
        title: say.text("job-delete-title"),
        text: say.with(text, "recipients", &recipients),
        action: format!("/jobs/{}/delete", job.id),
        yes: say.text("job-delete-yes"),
        no: say.text("job-delete-no"),
        back: format!("/jobs/{}", job.id),
    })
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
        next: notice.next,
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
    accounts: Vec<AccountShown>,
    jobs: Vec<JobShown>,
    more_jobs: bool,
    listeners: Vec<String>,
    devices: usize,
    free: String,
    started: Moment,
}

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    job: JobShown,
    account: String,
    answer: Option<String>,
    sender: String,
    trouble: Option<Trouble>,
    recipients: Vec<RecipientShown>,
    story: Vec<StoryLine>,
    can_retry: bool,
    can_delete: bool,
}

#[derive(Template)]
#[template(path = "question.html")]
pub(super) struct QuestionPage<'a> {
    pub(super) frame: &'a Frame,
    pub(super) say: Say,
    pub(super) follow: bool,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) action: String,
    pub(super) yes: String,
    pub(super) no: String,
    pub(super) back: String,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    what: String,
    next: String,
    command: Option<&'static str>,
    words: Option<String>,
    back: bool,
}
