//! What a page shows of a view: words and tones in the reader's language. Pure; no template decides
//! anything.

use scanpost_core::account::AccountName;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::Whose;
use scanpost_core::gateway::views::{AccountView, StatusView};
use scanpost_core::journal::{Entry, Event, ReportedAs, Route};
use scanpost_core::oauth::TokenStatus;
use scanpost_core::profile::{JobCode, Profile, job_codes};
use scanpost_core::spool::{Job, JobState, Recipient, RecipientState};
use scanpost_core::words;

use super::accounts::shown::troubles;
use super::say::Say;

/// How a thing stands. Shown as a colour and a sign, and always beside a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    /// Goes on by itself, or somebody is at it.
    Wait,
    /// A person must act.
    Bad,
    Idle,
}

impl Tone {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Wait => "wait",
            Tone::Bad => "bad",
            Tone::Idle => "idle",
        }
    }

    pub(super) fn of(fault: &Fault) -> Self {
        // What stays uncertain is for a person to look into.
        let passes = fault.class().passes() && fault.code != Code::StayedUncertain;
        if passes { Tone::Wait } else { Tone::Bad }
    }
}

/// A state with its tone.
pub(super) struct Badge {
    pub(super) tone: Tone,
    pub(super) word: String,
}

/// A moment: for machines, for a tool tip, for a sentence.
pub(super) struct Moment {
    pub(super) exact: String,
    pub(super) plain: String,
    pub(super) relative: String,
}

impl Moment {
    pub(super) fn of(say: Say, at: Time, now: Time) -> Self {
        let relative = if at > now {
            words::ahead(say.voice, now.until(at))
        } else {
            words::ago(say.voice, now.since(at))
        };
        let exact = at.to_string();
        let plain = exact.replace('T', " ").replace('Z', " UTC");
        Self { exact, plain, relative }
    }
}

/// A sentence whose commands stand between backticks.
pub(super) struct Prose {
    pub(super) parts: Vec<Part>,
}

pub(super) enum Part {
    Text(String),
    Code(String),
}

impl Prose {
    pub(super) fn of(sentence: &str) -> Self {
        let part = |(number, part): (usize, &str)| {
            let part = part.to_owned();
            if number % 2 == 1 { Part::Code(part) } else { Part::Text(part) }
        };
        Self { parts: sentence.split('`').enumerate().map(part).collect() }
    }
}

/// A fault with its sentence, the next step and the evidence.
pub(super) struct Trouble {
    pub(super) tone: Tone,
    pub(super) what: String,
    pub(super) next: Prose,
    pub(super) code: &'static str,
    /// The numbers by which makers of printers know it.
    pub(super) numbers: Vec<JobCode>,
    pub(super) words: Option<String>,
    pub(super) facts: Vec<(String, String)>,
}

impl Trouble {
    pub(super) fn of(say: Say, fault: &Fault) -> Self {
        let sentence = words::fault(say.voice, fault);
        Self {
            tone: Tone::of(fault),
            what: sentence.what,
            next: Prose::of(&sentence.next),
            code: fault.code.as_str(),
            numbers: job_codes(fault.code),
            words: fault.words.clone(),
            facts: fault.facts.clone().into_iter().collect(),
        }
    }
}

/// The code by which the maker of a device knows what stands in a job's way, in the maker's terms.
pub(super) struct CodeLine {
    pub(super) number: String,
    pub(super) status: String,
    pub(super) remedy: String,
}

impl CodeLine {
    /// In the voice of the page or of the device.
    pub(super) fn of(say: Say, cause: Code) -> Option<Self> {
        let code = Profile::of(say.voice.profile).code(cause)?;
        let words::Sentence { what, next } = words::sentence(say.voice, &code.word, &[]);
        Some(Self { number: code.number.clone(), status: what, remedy: next })
    }
}

/// Whether devices are refused although there are accounts: none is chosen for them.
pub(super) fn is_without_account(status: &StatusView) -> bool {
    !status.accounts.is_empty() && status.devices_without_account > 0
}

/// The whole page in one line.
pub(super) fn summary(say: Say, status: &StatusView) -> Badge {
    let accounts = &status.accounts;
    let needs_a_person =
        |view: &AccountView| troubles(view).iter().any(|fault| Tone::of(fault) == Tone::Bad);
    let (tone, id) = if accounts.is_empty() {
        (Tone::Idle, "summary-no-account")
    } else if accounts.iter().any(|view| view.sign_in.is_some()) {
        (Tone::Wait, "summary-signing-in")
    } else if is_without_account(status)
        || status.users_lack_consent
        || accounts.iter().any(needs_a_person)
    {
        (Tone::Bad, "summary-trouble")
    } else if accounts.iter().any(|view| view.token_status == TokenStatus::NotRetrieved) {
        (Tone::Wait, "summary-sign-in-needed")
    } else if accounts.iter().any(|view| view.rest.is_some()) {
        (Tone::Wait, "summary-resting")
    } else if status.devices == 0 {
        (Tone::Wait, "summary-no-device")
    } else {
        (Tone::Good, "summary-ready")
    };
    Badge { tone, word: say.text(id) }
}

/// How many jobs wait, have been delivered, have failed.
pub(super) fn counts(say: Say, status: &StatusView) -> String {
    let sum = |states: &[JobState]| -> String {
        let counts = status.jobs.iter().filter(|(state, _)| states.contains(state));
        counts.map(|(_, count)| count).sum::<u64>().to_string()
    };
    let waiting = sum(&[JobState::Waiting, JobState::Held, JobState::Delivering]);
    let delivered = sum(&[JobState::Delivered]);
    let failed = sum(&[JobState::Failed, JobState::PartlyDelivered, JobState::Uncertain]);
    let args = [("waiting", &*waiting), ("delivered", &*delivered), ("failed", &*failed)];
    words::text(say.voice, "summary-counts", &args)
}

/// One job as a line of the list.
pub(super) struct JobShown {
    pub(super) id: String,
    pub(super) badge: Badge,
    pub(super) device: String,
    /// Whose mail it is, where it goes out from a user's own mailbox.
    pub(super) user: Option<String>,
    pub(super) recipients: String,
    pub(super) size: String,
    pub(super) accepted: Moment,
    pub(super) next_try: Option<Moment>,
    /// What stands in its way, in a sentence.
    pub(super) hindrance: Option<String>,
    pub(super) code: Option<CodeLine>,
}

impl JobShown {
    /// `user`: of whom the job's account is; `hold`: why its queue waits, if it does.
    pub(super) fn of(
        say: Say,
        job: &Job,
        (user, hold): (Option<&str>, Option<&Fault>),
        now: Time,
    ) -> Self {
        let fault = job.hindrance(hold);
        // Who waits for a person has no next attempt to look forward to.
        let next = job.due_at.filter(|_| job.state == JobState::Waiting && hold.is_none());
        Self {
            id: job.id.to_string(),
            badge: job_badge(say, job.state),
            device: job.device.clone(),
            user: user_word(say, &job.account, user),
            recipients: recipients(say, &job.recipients),
            size: words::size(say.voice, job.size_bytes),
            accepted: Moment::of(say, job.accepted_at, now),
            next_try: next.map(|at| Moment::of(say, at, now)),
            hindrance: fault.map(|fault| words::fault(say.voice, fault).what),
            code: fault.and_then(|fault| CodeLine::of(say, fault.code)),
        }
    }
}

/// A job of a list, with what is known of its account.
pub(super) fn job_shown(say: Say, job: &Job, whose: &Whose, now: Time) -> JobShown {
    let user = whose.user(&job.account).map(|user| user.name.as_str());
    let hold = whose.hold(&job.account).map(|hold| &hold.fault);
    JobShown::of(say, job, (user, hold), now)
}

/// The name of the user whose account it is; nothing: it is the site's.
pub(super) fn user_word(say: Say, account: &AccountName, user: Option<&str>) -> Option<String> {
    let gone = || say.text("job-user-gone");
    account.is_of_user().then(|| user.map_or_else(gone, str::to_owned))
}

pub(super) fn job_badge(say: Say, state: JobState) -> Badge {
    let tone = match state {
        JobState::Waiting | JobState::Delivering => Tone::Wait,
        JobState::Held => Tone::Idle,
        JobState::Delivered => Tone::Good,
        JobState::PartlyDelivered | JobState::Uncertain | JobState::Failed => Tone::Bad,
    };
    Badge { tone, word: words::job_state(say.voice, state) }
}

fn recipients(say: Say, recipients: &[Recipient]) -> String {
    let first = recipients.first().map(Recipient::called).unwrap_or_default();
    match recipients.len().saturating_sub(1) {
        0 => first,
        more => say.with_two("job-to-one-more", "first", &first, "more", &more.to_string()),
    }
}

/// One recipient and its last result.
pub(super) struct RecipientShown {
    pub(super) badge: Badge,
    pub(super) address: String,
    pub(super) reply: Option<String>,
}

impl RecipientShown {
    pub(super) fn of(say: Say, recipient: &Recipient) -> Self {
        let tone = match recipient.state {
            RecipientState::Waiting | RecipientState::Uncertain => Tone::Wait,
            RecipientState::Delivered => Tone::Good,
            RecipientState::Failed => Tone::Bad,
        };
        let word = words::recipient_state(say.voice, recipient.state);
        Self {
            badge: Badge { tone, word },
            address: recipient.called(),
            reply: recipient.reply.clone(),
        }
    }
}

/// One line of a job's story.
pub(super) struct StoryLine {
    pub(super) at: Moment,
    pub(super) tone: Tone,
    pub(super) sentence: String,
    /// Who did it, if a person did.
    pub(super) by: Option<String>,
    pub(super) route: Option<String>,
    /// What was mended in the mail.
    pub(super) mended: Option<String>,
    /// Its fault is the one that the page shows above.
    pub(super) is_told_above: bool,
    pub(super) trouble: Option<Trouble>,
}

/// The story, oldest first. A fault that stands above the story, or that the line before has told,
/// is not told again.
pub(super) fn story(
    say: Say,
    entries: &[Entry],
    above: Option<&Fault>,
    now: Time,
) -> Vec<StoryLine> {
    let mut told: Option<&Fault> = None;
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        let (tone, fault, route) = outcome(&entry.event);
        let news = fault.filter(|fault| told != Some(fault));
        told = fault.or(told);
        let is_above = |fault: &Fault| {
            above.is_some_and(|above| (above.code, &above.words) == (fault.code, &fault.words))
        };
        lines.push(StoryLine {
            at: Moment::of(say, entry.at, now),
            tone,
            sentence: words::event(say.voice, &entry.event),
            by: entry.by.clone(),
            route: route.and_then(|route| way(say, route)),
            mended: route.and_then(|route| mended(say, route)),
            is_told_above: news.is_some_and(is_above),
            trouble: news.filter(|fault| !is_above(fault)).map(|fault| Trouble::of(say, fault)),
        });
    }
    lines
}

fn outcome(event: &Event) -> (Tone, Option<&Fault>, Option<&Route>) {
    match event {
        Event::AttemptEnded { route, fault, failed, waiting, uncertain, .. } => {
            let tone = match (failed, waiting + uncertain) {
                (0, 0) => Tone::Good,
                (0, _) => Tone::Wait,
                _ => Tone::Bad,
            };
            (tone, fault.as_ref(), Some(route))
        }
        Event::JobDelivered { .. } => (Tone::Good, None, None),
        Event::JobFailed { fault } | Event::JobUncertain { fault } => {
            (Tone::Bad, fault.as_ref(), None)
        }
        Event::JobReported(reported) => {
            let tone = match reported.what {
                ReportedAs::Failed => Tone::Bad,
                ReportedAs::Delayed => Tone::Wait,
                ReportedAs::Delivered => Tone::Good,
                ReportedAs::Relayed | ReportedAs::Expanded | ReportedAs::AutomaticReply => {
                    Tone::Idle
                }
            };
            (tone, reported.fault.as_ref(), None)
        }
        Event::AccountHeld { fault } => (Tone::Bad, Some(fault), None),
        _ => (Tone::Idle, None, None),
    }
}

/// `smtp.office365.com:587 · Encryption: TLSv1.3 · Log-in: XOAUTH2`; nothing before a server was named.
fn way(say: Say, route: &Route) -> Option<String> {
    if route.host.is_empty() {
        return None;
    }
    let parts = [("job-route-tls", &route.tls), ("job-route-login", &route.mechanism)];
    let known = |(id, value): (&str, &Option<String>)| {
        value.as_ref().map(|value| format!("{}: {value}", say.text(id)))
    };
    let address = route.address.map(|address| format!(" ({address})")).unwrap_or_default();
    let mut way = vec![format!("{}:{}{address}", route.host, route.port)];
    if route.secondary {
        way.push(say.text("route-secondary"));
    }
    way.extend(route.proxy.as_ref().map(|proxy| format!("{}: {proxy}", say.text("route-proxy"))));
    way.extend(parts.into_iter().filter_map(known));
    way.extend(route.sender.as_ref().map(|one| format!("{}: {one}", say.text("route-sender"))));
    way.extend(route.message_id.as_ref().map(|id| format!("Message-ID: {id}")));
    if route.unchecked {
        way.push(say.text("route-unchecked"));
    }
    Some(way.join(" · "))
}

/// `Mended: Message-ID added, sender changed (it was copier@old.example)`.
fn mended(say: Say, route: &Route) -> Option<String> {
    let mends: Vec<_> = route.mended.iter().map(|one| words::mend(say.voice, one)).collect();
    (!mends.is_empty()).then(|| say.with("route-mended", "what", &mends.join(", ")))
}
