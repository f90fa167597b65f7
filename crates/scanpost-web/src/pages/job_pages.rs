//! The pages of jobs: views in, HTML out. Pure, as [`super::render`].

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::fault::Class;
use scanpost_core::gateway::Whose;
use scanpost_core::gateway::views::{AccountView, DeviceView, JobView};
use scanpost_core::spool::{Job, JobFilter, JobId, JobPage, JobState, Recipient};
use scanpost_core::words;

use super::job_filter::{JobsAsked, Period};
use super::render::{Frame, Question, draw, question};
use super::say::Say;
use super::shown::{
    CodeLine, JobShown, Part, RecipientShown, StoryLine, Tone, Trouble, job_shown, story, user_word,
};
use crate::address::query;

/// What the list shows.
#[derive(Debug)]
pub struct List<'a> {
    pub page: &'a JobPage,
    pub whose: &'a Whose,
    pub counts: &'a [(JobState, u64)],
    pub accounts: &'a [AccountView],
    pub devices: &'a [DeviceView],
    pub asked: &'a JobsAsked,
}

/// The list of jobs with its filter.
pub fn list(frame: &Frame, list: &List<'_>, now: Time) -> String {
    let List { page, whose, counts, accounts, devices, asked } = list;
    let say = frame.say();
    let of_its_device = |job: &Job| {
        let device = devices.iter().find(|device| device.name == job.device);
        say.of_device(device.and_then(|device| device.profile))
    };
    let older = page.older.map(|older| asked.query_with(&asked.state, &older.to_string()));
    let accounts_known = accounts.iter().map(|account| account.name.to_string());
    let devices_known = devices.iter().map(|device| device.name.clone());
    draw(&JobsPage {
        frame,
        say,
        follow: true,
        answer: answer(say, asked),
        states: states(say, counts, asked),
        jobs: page.jobs.iter().map(|job| job_shown(of_its_device(job), job, whose, now)).collect(),
        // A search that found less than a page stopped because it had looked at enough.
        stopped: older.is_some() && page.jobs.is_empty(),
        scanned: JobFilter::MOST_SCANNED.to_string(),
        older,
        query: asked.query(),
        accounts: options(accounts_known, &asked.account),
        devices: options(devices_known, &asked.device),
        periods: periods(say, asked),
        asked,
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
    let trouble = job.hindrance(hold);
    let code = view
        .profile_code
        .as_ref()
        .zip(trouble)
        .and_then(|(code, fault)| CodeLine::of(say.of_device(Some(code.profile)), fault.code));
    draw(&JobPageShown {
        frame,
        say,
        follow: true,
        job: JobShown { code, ..JobShown::of(say, job, (view.user.as_deref(), hold), now) },
        account: job.account.to_string(),
        answer: retried.and_then(|word| words::retried(say.voice, word)),
        user: user_word(say, &job.account, view.user.as_deref()).map(|name| {
            let search = view.user.as_ref().map(|name| query(&[("search", name)]));
            (name, format!("/users{}", search.unwrap_or_default()))
        }),
        sender,
        trouble: trouble.map(|fault| Trouble::of(say, fault)),
        needs_sign_in: trouble.is_some_and(|fault| fault.class() == Class::HoldForSignIn),
        recipients: job.recipients.iter().map(|one| RecipientShown::of(say, one)).collect(),
        story: story(say, &view.story, trouble, now),
        state: job.state,
        attempts: job.tries.to_string(),
    })
}

/// The question before a job is deleted.
pub fn delete_job(frame: &Frame, job: &Job) -> String {
    let say = frame.say();
    let recipients = job.recipients.iter().map(Recipient::called).collect::<Vec<_>>().join(", ");
    let text = if job.state.is_final() { "job-delete-done-text" } else { "job-delete-text" };
    question(
        frame,
        Question {
            title: say.text("job-delete-title"),
            text: say.with(text, "recipients", &recipients),
            action: format!("/jobs/{}/delete", job.id),
            fields: Vec::new(),
            yes: say.text("job-delete-yes"),
            no: say.text("job-delete-no"),
            back: format!("/jobs/{}", job.id),
        },
    )
}

/// The question before some jobs are deleted; `query` is the list's filter.
pub fn delete_jobs(frame: &Frame, jobs: &[JobId], query: &str) -> String {
    let say = frame.say();
    let field = |name: &str, value: String| (name.to_owned(), value);
    let mut fields = vec![field("deed", "delete".to_owned()), field("sure", "yes".to_owned())];
    fields.extend(jobs.iter().map(|id| field("job", id.to_string())));
    question(
        frame,
        Question {
            title: say.with("jobs-delete-title", "count", &jobs.len().to_string()),
            text: say.text("jobs-delete-text"),
            action: format!("/jobs/do{query}"),
            fields,
            yes: say.text("job-delete-yes"),
            no: say.text("jobs-delete-no"),
            back: format!("/jobs{query}"),
        },
    )
}

/// What became of what was done to some jobs.
fn answer(say: Say, asked: &JobsAsked) -> Option<(Tone, String)> {
    let count = |text: &str| text.parse::<u32>().ok();
    let done = count(&asked.done)?.to_string();
    let id = match asked.deed.as_str() {
        "none" => return Some((Tone::Wait, say.text("jobs-none-chosen"))),
        "retry" => "jobs-retried",
        "hold" => "jobs-held",
        "release" => "jobs-released",
        "delete" => "jobs-deleted",
        _ => return None,
    };
    let mut text = say.with(id, "count", &done);
    let refused = count(&asked.refused).unwrap_or(0);
    if refused > 0 {
        text.push(' ');
        text.push_str(&say.with("jobs-refused", "count", &refused.to_string()));
    }
    Some((if refused > 0 { Tone::Wait } else { Tone::Good }, text))
}

/// One state to choose, with how many jobs are in it.
struct StateShown {
    word: String,
    count: u64,
    query: String,
    is_chosen: bool,
}

fn states(say: Say, counts: &[(JobState, u64)], asked: &JobsAsked) -> Vec<StateShown> {
    let chosen = asked.state();
    let all = StateShown {
        word: say.text("jobs-all"),
        count: counts.iter().map(|(_, count)| count).sum(),
        query: asked.query_with("", ""),
        is_chosen: chosen.is_none(),
    };
    let of_state = |(state, count): &(JobState, u64)| StateShown {
        word: words::job_state(say.voice, *state),
        count: *count,
        query: asked.query_with(state.as_str(), ""),
        is_chosen: chosen == Some(*state),
    };
    std::iter::once(all).chain(counts.iter().map(of_state)).collect()
}

/// One line of a list to choose from.
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

/// What is chosen is among them even if it is no more: the filter must not change by being shown.
fn options(known: impl Iterator<Item = String>, chosen: &str) -> Vec<Choice> {
    let mut names: Vec<String> = known.collect();
    if !chosen.is_empty() && names.iter().all(|name| name != chosen) {
        names.push(chosen.to_owned());
    }
    let option =
        |name: String| Choice { is_chosen: name == chosen, text: name.clone(), value: name };
    names.into_iter().map(option).collect()
}

fn periods(say: Say, asked: &JobsAsked) -> Vec<Choice> {
    let texts = [
        say.text("jobs-period-hour"),
        say.text("jobs-period-day"),
        say.text("jobs-period-week"),
        say.text("jobs-period-month"),
    ];
    let option = |(period, text): (Period, String)| Choice {
        value: period.as_str().to_owned(),
        text,
        is_chosen: asked.period == period.as_str(),
    };
    Period::ALL.into_iter().zip(texts).map(option).collect()
}

#[derive(Template)]
#[template(path = "jobs.html")]
struct JobsPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    answer: Option<(Tone, String)>,
    states: Vec<StateShown>,
    jobs: Vec<JobShown>,
    stopped: bool,
    scanned: String,
    older: Option<String>,
    query: String,
    accounts: Vec<Choice>,
    devices: Vec<Choice>,
    periods: Vec<Choice>,
    asked: &'a JobsAsked,
}

#[derive(Template)]
#[template(path = "job.html")]
struct JobPageShown<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    job: JobShown,
    account: String,
    /// The user whose mail it is, and where they stand.
    user: Option<(String, String)>,
    answer: Option<String>,
    sender: String,
    trouble: Option<Trouble>,
    needs_sign_in: bool,
    recipients: Vec<RecipientShown>,
    story: Vec<StoryLine>,
    state: JobState,
    attempts: String,
}
