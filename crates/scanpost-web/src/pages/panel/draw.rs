//! Views in, HTML out, for the panel. Pure.

mod signing_in;

pub(super) use signing_in::{log_in, newcomer, sign_in, slots};

use askama::Template;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Class, Fault};
use scanpost_core::gateway::Whose;
use scanpost_core::gateway::views::{AccountView, DeviceView, JobView, SheetPrintView, StatusView};
use scanpost_core::oauth::TokenStatus;
use scanpost_core::profile::{Name, Profile, job_codes};
use scanpost_core::sheet::{Part, Row};
use scanpost_core::site::receiving::PrinterUri;
use scanpost_core::spool::{Job, JobState};
use scanpost_core::words;

use super::super::render::{Frame, draw};
use super::super::say::Say;
use super::super::sheet::Printing;
use super::super::shown::{Badge, CodeLine, Moment, Tone, job_badge, summary};
use crate::wire::Problem;

/// Rows of a list that a finger can hit on one page.
const TOUCHED_ROWS: usize = 5;

/// How high rows that are read only may be together, and each with one line; a line more adds so much. In pixels.
const READ_HEIGHT: usize = 290;
const ROW_HEIGHT: usize = 35;
const LINE_HEIGHT: usize = 25;

/// So many letters of a label, and of a value, stand in a line.
const LETTERS: (usize, usize) = (25, 40);

/// What all pages of the panel have around them.
pub(super) struct Around<'a> {
    frame: &'a Frame,
    title: String,
    /// None on the first page.
    back: Option<&'static str>,
    /// The pages before and behind this one, and which of how many this is.
    earlier: Option<String>,
    more: Option<String>,
    number: usize,
    count: usize,
}

impl<'a> Around<'a> {
    fn of(frame: &'a Frame, title: &str, back: Option<&'static str>) -> Self {
        let (title, earlier, more) = (frame.say().text(title), None, None);
        Self { frame, title, back, earlier, more, number: 1, count: 1 }
    }

    /// The page of this number out of so many, at this place.
    fn paged(self, place: &str, page: usize, count: usize) -> Self {
        let of = |page: usize| format!("{place}?page={page}");
        Self {
            earlier: page.checked_sub(1).map(of),
            more: (page + 1 < count).then(|| of(page + 1)),
            number: page + 1,
            count,
            ..self
        }
    }
}

/// How many pages there are, and the number that was asked for as far as there is such a page.
fn paging(rows: usize, on_one: usize, asked: usize) -> (usize, usize) {
    let count = rows.div_ceil(on_one).max(1);
    (count, asked.min(count - 1))
}

fn on_page<T>(rows: Vec<T>, page: usize, on_one: usize) -> Vec<T> {
    rows.into_iter().skip(page * on_one).take(on_one).collect()
}

pub(super) fn home(
    frame: &Frame,
    status: &StatusView,
    last_ended: Option<&Job>,
    now: Time,
) -> String {
    let say = frame.say();
    let count = |state| {
        let counted = status.jobs.iter().find(|(of, _)| *of == state);
        counted.map_or(0, |(_, count)| *count).to_string()
    };
    let counts = [JobState::Delivering, JobState::Waiting, JobState::Held]
        .map(|state| (words::job_state(say.voice, state), count(state)));
    let waiting: Vec<&str> = status
        .accounts
        .iter()
        .filter(|account| must_sign_in(account))
        .map(|account| account.name.as_str())
        .collect();
    draw(&HomePage {
        around: Around::of(frame, "panel-title", None),
        say,
        server: summary(say, status),
        counts,
        last: last_ended.map(|job| {
            let at = Moment::of(say, job.ended_at.unwrap_or(job.accepted_at), now);
            (job_badge(say, job.state), at.relative)
        }),
        sign_in: (!waiting.is_empty()).then(|| waiting.join(", ")),
        of_users: status.devices_of_users > 0,
    })
}

/// Whether nothing goes on until an administrator has signed it in.
fn must_sign_in(account: &AccountView) -> bool {
    let is_held =
        account.hold.as_ref().is_some_and(|hold| hold.fault.class() == Class::HoldForSignIn);
    is_held || matches!(account.token_status, TokenStatus::NotRetrieved | TokenStatus::Invalid)
}

/// As many rows at a time as the screen has room for.
fn screens(rows: &[Row]) -> Vec<&[Row]> {
    let height = |row: &Row| {
        let label = row.label.chars().count().div_ceil(LETTERS.0);
        let value = row.value.chars().count().div_ceil(LETTERS.1);
        ROW_HEIGHT + label.max(value).saturating_sub(1) * LINE_HEIGHT
    };
    let (mut screens, mut from, mut used) = (Vec::new(), 0, 0);
    for (at, row) in rows.iter().enumerate() {
        if at > from && used + height(row) > READ_HEIGHT {
            screens.push(&rows[from..at]);
            (from, used) = (at, 0);
        }
        used += height(row);
    }
    screens.push(&rows[from..]);
    screens
}

pub(super) fn mail_server(frame: &Frame, parts: &[Part], asked: usize) -> String {
    let pieces = parts
        .iter()
        .flat_map(|part| screens(&part.rows).into_iter().map(|rows| (part.heading.as_str(), rows)));
    let pieces: Vec<(&str, &[Row])> = pieces.collect();
    let (count, page) = paging(pieces.len(), 1, asked);
    let (heading, rows) = pieces.get(page).copied().unwrap_or_default();
    let around = Around::of(frame, "panel-mail-server", Some("/panel"));
    let around = around.paged("/panel/mail-server", page, count);
    draw(&FactsPage { around, say: frame.say(), heading, rows })
}

/// A list of jobs: its title, what stands there if it is empty, its place.
pub(super) struct List {
    pub(super) title: &'static str,
    pub(super) none: &'static str,
    pub(super) place: &'static str,
}

/// What the list knows beside the jobs: which accounts' queues wait for a person, and their jobs with them;
/// and whose codes a device's jobs carry.
pub(super) struct Known {
    pub(super) whose: Whose,
    pub(super) devices: Vec<DeviceView>,
}

pub(super) fn jobs(
    frame: &Frame,
    list: &List,
    (jobs, known): (&[Job], &Known),
    asked: usize,
    now: Time,
) -> String {
    let say = frame.say();
    let line = |job: &Job| {
        let device = known.devices.iter().find(|device| device.name == job.device);
        let say = say.of_device(device.and_then(|device| device.profile));
        let fault = known.whose.hindrance(job);
        let own = fault.and_then(|fault| CodeLine::of(say, fault.code)).map(|code| code.number);
        JobLine::of(say, job, own.or(fault.map(|fault| fault.code.to_string())), now)
    };
    let (count, page) = paging(jobs.len(), TOUCHED_ROWS, asked);
    let here = jobs.iter().skip(page * TOUCHED_ROWS).take(TOUCHED_ROWS);
    draw(&JobsPage {
        around: Around::of(frame, list.title, Some("/panel")).paged(list.place, page, count),
        none: say.text(list.none),
        jobs: here.map(line).collect(),
        say,
    })
}

/// A job as everybody may see it.
struct JobLine {
    id: String,
    device: String,
    at: Moment,
    size: String,
    badge: Badge,
    code: String,
}

impl JobLine {
    fn of(say: Say, job: &Job, code: Option<String>, now: Time) -> Self {
        Self {
            id: job.id.to_string(),
            device: job.device.clone(),
            at: Moment::of(say, job.ended_at.unwrap_or(job.accepted_at), now),
            size: words::size(say.voice, job.size_bytes),
            badge: job_badge(say, job.state),
            code: code.unwrap_or_default(),
        }
    }
}

/// `profile`: of the device, where it has one of its own.
pub(super) fn job(frame: &Frame, view: &JobView, profile: Option<Name>, now: Time) -> String {
    let (say, job) = (frame.say(), &view.job);
    let hold = view.hold.as_ref().map(|hold| &hold.fault);
    let of_nobody = if job.account.is_of_user() { Fault::of_no_user } else { Fault::of_nobody };
    let fault = job.hindrance(hold).map(of_nobody);
    let back = if job.state.is_final() { "/panel/history" } else { "/panel/jobs" };
    // That of the device's maker, if there is one; where nobody has said who that is, those of all.
    let is_of_a_maker = say.of_device(profile).voice.profile != Name::NEUTRAL;
    let numbers = match (&fault, &view.profile_code) {
        (None, _) => Vec::new(),
        (Some(_), None) if is_of_a_maker => Vec::new(),
        (Some(_), Some(own)) => {
            vec![format!("{} {}", Profile::of(own.profile).title, own.number)]
        }
        (Some(fault), None) => {
            let all = job_codes(fault.code).into_iter();
            all.map(|code| format!("{} {}", code.maker, code.number)).collect()
        }
    };
    draw(&JobPage {
        around: Around::of(frame, "panel-job", Some(back)),
        line: JobLine::of(say, job, None, now),
        accepted: Moment::of(say, job.accepted_at, now),
        numbers,
        code: fault.as_ref().map(|fault| fault.code.as_str()),
        sentence: fault.map(|fault| words::fault(say.voice, &fault)),
        say,
    })
}

pub(super) fn ask_print(frame: &Frame, printer: Option<&PrinterUri>) -> String {
    let around = Around::of(frame, "panel-sheet", Some("/panel"));
    let printer = printer.map(ToString::to_string);
    draw(&AskPrintPage { around, say: frame.say(), printer })
}

pub(super) fn printed(frame: &Frame, view: &SheetPrintView) -> String {
    let say = frame.say();
    let around = Around::of(frame, "panel-sheet", Some("/panel"));
    draw(&PrintedPage { around, say, stands: Printing::of(say, view) })
}

/// A job, or a print, that is no longer there.
pub(super) fn not_there(frame: &Frame) -> String {
    let (around, say) = (Around::of(frame, "panel-title", Some("/panel")), frame.say());
    let (what, next) = (say.text("panel-not-there"), say.text("panel-not-there-next"));
    draw(&RefusedPage { around, say, what: &what, next: &next })
}

/// Why the gateway has not done it.
pub(super) fn refused(frame: &Frame, problem: &Problem) -> String {
    let around = Around::of(frame, "panel-title", Some("/panel"));
    draw(&RefusedPage { around, say: frame.say(), what: &problem.title, next: &problem.next })
}

#[derive(Template)]
#[template(path = "panel/refused.html")]
struct RefusedPage<'a> {
    around: Around<'a>,
    say: Say,
    what: &'a str,
    next: &'a str,
}

#[derive(Template)]
#[template(path = "panel/home.html")]
struct HomePage<'a> {
    around: Around<'a>,
    say: Say,
    server: Badge,
    counts: [(String, String); 3],
    last: Option<(Badge, String)>,
    /// The accounts that somebody must sign in.
    sign_in: Option<String>,
    /// Whether devices send from their users' own mailboxes.
    of_users: bool,
}

#[derive(Template)]
#[template(path = "panel/facts.html")]
struct FactsPage<'a> {
    around: Around<'a>,
    say: Say,
    heading: &'a str,
    rows: &'a [Row],
}

#[derive(Template)]
#[template(path = "panel/jobs.html")]
struct JobsPage<'a> {
    around: Around<'a>,
    say: Say,
    none: String,
    jobs: Vec<JobLine>,
}

#[derive(Template)]
#[template(path = "panel/job.html")]
struct JobPage<'a> {
    around: Around<'a>,
    say: Say,
    line: JobLine,
    accepted: Moment,
    numbers: Vec<String>,
    code: Option<&'static str>,
    sentence: Option<words::Sentence>,
}

#[derive(Template)]
#[template(path = "panel/ask-print.html")]
struct AskPrintPage<'a> {
    around: Around<'a>,
    say: Say,
    printer: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/printed.html")]
struct PrintedPage<'a> {
    around: Around<'a>,
    say: Say,
    stands: Printing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_rows_leave_room_for_fewer_and_none_is_lost() {
        let rows = |count, letters: usize| -> Vec<Row> {
            (0..count).map(|_| Row::new("Port", "x".repeat(letters))).collect()
        };
        for (count, letters, screens_of) in [
            (0, 1, vec![0]),
            (8, 1, vec![8]),
            (9, 1, vec![8, 1]),
            (9, 80, vec![4, 4, 1]),
            (2, 900, vec![1, 1]),
        ] {
            let rows = rows(count, letters);
            let lengths: Vec<usize> = screens(&rows).iter().map(|screen| screen.len()).collect();
            assert_eq!(lengths, screens_of, "{count} rows of {letters} letters");
        }
    }
}
