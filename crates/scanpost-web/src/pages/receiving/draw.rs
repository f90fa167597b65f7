//! Views in, HTML out, for the pages of receiving. Pure.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::views::{ReceivingFunctionView, ReceivingView};
use scanpost_core::oauth::TokenStatus;
use scanpost_core::receive::{Arrival, ArrivalState, CameTo, Claims, Polled};
use scanpost_core::site::Function;
use scanpost_core::words;

use super::filter::{self, ArrivalsAsked};
use crate::pages::accounts::shown::token_badge;
use crate::pages::render::{Frame, Question, draw, question};
use crate::pages::say::Say;
use crate::pages::shown::{Badge, Moment, Part, Tone, Trouble};

/// What the page of the functions shows.
#[derive(Debug)]
pub struct Receiving<'a> {
    pub view: &'a ReceivingView,
    /// What a poll that was asked for has come to, by the word in the address.
    pub polled: &'a str,
}

/// The functions that receive, one card each, and how much has come in.
pub fn receiving(frame: &Frame, receiving: &Receiving<'_>, now: Time) -> String {
    let say = frame.say();
    let Receiving { view, polled } = receiving;
    let answer = match *polled {
        "ended" => Some(say.text("receiving-polled")),
        "goes-on" => Some(say.text("receiving-poll-goes-on")),
        _ => None,
    };
    draw(&ReceivingPage {
        frame,
        say,
        follow: true,
        answer,
        functions: view.functions.iter().map(|one| FunctionShown::of(say, one, now)).collect(),
        states: states(say, &view.arrivals, None),
    })
}

/// What a list of mails shows.
#[derive(Debug)]
pub struct List<'a> {
    /// Each with what it says of itself, as far as it is kept.
    pub arrivals: &'a [(Arrival, Option<Claims>)],
    pub counts: &'a [(ArrivalState, u64)],
    /// Whether there are older ones than these.
    pub goes_on: bool,
    pub asked: &'a ArrivalsAsked,
}

/// The mails of one state, or all.
pub fn arrivals(frame: &Frame, list: &List<'_>, now: Time) -> String {
    let List { arrivals, counts, goes_on, asked } = list;
    let say = frame.say();
    let end = arrivals.last().filter(|_| *goes_on);
    let answer = answer(&asked.done).map(|(tone, id)| (tone, say.text(id)));
    let is_quarantine = asked.state() == Some(ArrivalState::Quarantined);
    draw(&ArrivalsPage {
        frame,
        say,
        follow: true,
        answer,
        is_quarantine,
        states: states(say, counts, Some(asked)),
        kinds: if is_quarantine { kinds(say, arrivals) } else { Vec::new() },
        arrivals: arrivals
            .iter()
            .map(|(one, says)| ArrivalShown::of(say, one, says.clone(), now))
            .collect(),
        older: end.map(|(arrival, _)| asked.place_before(&arrival.id.to_string())),
        newest: (!asked.before.is_empty()).then(|| asked.place()),
        query: asked.query(),
    })
}

/// What is said about what was done.
fn answer(done: &str) -> Option<(Tone, &'static str)> {
    Some(match done {
        "retried" => (Tone::Good, "arrival-done-retried"),
        "deleted" => (Tone::Good, "arrival-done-deleted"),
        "deleted-may-print" => (Tone::Bad, "arrival-done-may-print"),
        "deleted-may-arrive" => (Tone::Bad, "arrival-done-may-arrive"),
        "deleted-unknown" => (Tone::Bad, "arrival-done-unknown"),
        "all-deleted" => (Tone::Good, "arrival-done-all-deleted"),
        "all-deleted-not-recalled" => (Tone::Bad, "arrival-done-not-recalled"),
        _ => return None,
    })
}

/// The question before a mail is deleted: nobody has it any more then.
pub fn delete(
    frame: &Frame,
    (arrival, says): (&Arrival, Option<Claims>),
    asked: &ArrivalsAsked,
    now: Time,
) -> String {
    let say = frame.say();
    let shown = ArrivalShown::of(say, arrival, says, now);
    let mut about = vec![shown.function, shown.size, shown.taken.plain];
    about.extend(shown.says.into_iter().flat_map(|says| [says.from, says.subject]).flatten());
    let about = about.join(" · ");
    question(
        frame,
        Question {
            title: say.text("arrival-delete-title"),
            text: say.with("arrival-delete-text", "about", &about),
            action: format!("/receiving/arrivals/{}/delete{}", arrival.id, asked.query()),
            fields: Vec::new(),
            yes: say.text("job-delete-yes"),
            no: say.text("job-delete-no"),
            back: asked.place(),
        },
    )
}

/// The question before all mails of one kind are deleted.
pub fn delete_all(frame: &Frame, code: Code) -> String {
    let say = frame.say();
    let back = filter::place(Some(ArrivalState::Quarantined), &[]);
    question(
        frame,
        Question {
            title: say.text("quarantine-delete-title"),
            text: say.with("quarantine-delete-text", "what", &what(say, code)),
            action: format!("{back}/delete/{code}"),
            fields: Vec::new(),
            yes: say.text("job-delete-yes"),
            no: say.text("job-delete-no"),
            back,
        },
    )
}

/// The reasons that several of these mails have in common, each with the words of its button.
fn kinds(say: Say, arrivals: &[(Arrival, Option<Claims>)]) -> Vec<(Code, String)> {
    let codes = arrivals.iter().filter_map(|(arrival, _)| Some(arrival.fault.as_ref()?.code));
    let mut counts: Vec<(Code, usize)> = Vec::new();
    for code in codes {
        match counts.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => counts.push((code, 1)),
        }
    }
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    several
        .map(|(code, _)| (code, say.with("quarantine-delete-all", "what", &what(say, code))))
        .collect()
}

fn what(say: Say, code: Code) -> String {
    Trouble::of(say, &Fault::new(code)).what
}

/// One function's card.
struct FunctionShown {
    word: &'static str,
    name: String,
    state: Badge,
    account: Option<AccountShown>,
    server: Option<String>,
    interval: String,
    last: Option<(Moment, String)>,
    next: Option<Moment>,
    waiting: Option<String>,
    trouble: Option<Trouble>,
}

/// The account of a slot.
struct AccountShown {
    name: String,
    address: String,
    token: Badge,
    /// Without a token nothing is fetched.
    wants_token: bool,
}

impl FunctionShown {
    fn of(say: Say, view: &ReceivingFunctionView, now: Time) -> Self {
        let fault = view.hindered_by();
        let last = view.last_poll.as_ref();
        let account = view.chosen.account().zip(view.address.as_ref());
        let status = view.token_status.unwrap_or(TokenStatus::NotRetrieved);
        let account = account.map(|(name, address)| AccountShown {
            name: name.to_string(),
            address: address.clone(),
            token: token_badge(say, status),
            wants_token: status != TokenStatus::Retrieved,
        });
        let waiting = last.map(|polled| polled.waiting).filter(|waiting| *waiting > 0);
        Self {
            word: view.function.as_str(),
            name: function(say, view.function),
            state: state(say, view, fault),
            account,
            server: view.server.as_ref().map(|server| format!("{}:{}", server.host, server.port)),
            interval: say.with("receiving-every", "minutes", &view.interval_minutes.to_string()),
            last: last.map(|polled| (Moment::of(say, polled.at, now), came_to(say, polled))),
            next: view.next_poll_at.map(|at| Moment::of(say, at, now)),
            waiting: waiting.map(|waiting| waiting.to_string()),
            trouble: fault.map(|fault| Trouble::of(say, fault)),
        }
    }
}

fn state(say: Say, view: &ReceivingFunctionView, fault: Option<&Fault>) -> Badge {
    let (tone, id) = match fault {
        _ if view.chosen.account().is_none() => (Tone::Idle, "receiving-off"),
        _ if view.is_polling => (Tone::Wait, "receiving-polling"),
        Some(fault) => (Tone::of(fault), "receiving-failed"),
        None if view.last_poll.is_none() => (Tone::Wait, "receiving-before-first"),
        None => (Tone::Good, "receiving-well"),
    };
    Badge { tone, word: say.text(id) }
}

/// What a poll came to, beside its fault.
fn came_to(say: Say, polled: &Polled) -> String {
    match polled.came_to() {
        CameTo::NotLookedInto(fault) => {
            say.with("receiving-broke-off", "why", &Trouble::of(say, fault).what)
        }
        CameTo::NothingNew => say.text("receiving-nothing-new"),
        CameTo::NothingTaken => say.text("receiving-nothing-taken"),
        CameTo::Taken(mails) => say.with("receiving-taken", "count", &mails.to_string()),
    }
}

/// What a function is called.
fn function(say: Say, function: Function) -> String {
    say.text(&format!("function-{}", function.as_str()))
}

/// One state to choose, with how many mails are in it.
struct StateShown {
    word: String,
    count: u64,
    place: String,
    is_chosen: bool,
}

/// `asked`: the list that is shown, if one is.
fn states(
    say: Say,
    counts: &[(ArrivalState, u64)],
    asked: Option<&ArrivalsAsked>,
) -> Vec<StateShown> {
    let all = StateShown {
        word: say.text("jobs-all"),
        count: counts.iter().map(|(_, count)| count).sum(),
        place: filter::place(None, &[]),
        is_chosen: asked.is_some_and(|asked| asked.state().is_none()),
    };
    let of_state = |(state, count): &(ArrivalState, u64)| StateShown {
        word: words::arrival_state(say.voice, *state),
        count: *count,
        place: filter::place(Some(*state), &[]),
        is_chosen: asked.is_some_and(|asked| asked.state() == Some(*state)),
    };
    std::iter::once(all).chain(counts.iter().map(of_state)).collect()
}

/// One mail of a list.
struct ArrivalShown {
    id: String,
    badge: Badge,
    function: String,
    mailbox: String,
    size: String,
    taken: Moment,
    next_try: Option<Moment>,
    /// Where it was handed on to, or that its question was not answered.
    place: Option<String>,
    unanswered: Option<String>,
    says: Option<Claims>,
    trouble: Option<Trouble>,
    can_be_retried: bool,
    is_kept: bool,
}

impl ArrivalShown {
    fn of(say: Say, arrival: &Arrival, says: Option<Claims>, now: Time) -> Self {
        use ArrivalState::{Deleted, HandedOn, HandingOn, Quarantined, Waiting};
        let state = arrival.state;
        let tone = match state {
            Waiting | HandingOn => Tone::Wait,
            HandedOn => Tone::Good,
            Quarantined => Tone::Bad,
            Deleted => Tone::Idle,
        };
        let due_at = arrival.due_at.filter(|at| state == Waiting && *at > now);
        let fault = arrival.fault.as_ref().filter(|_| matches!(state, Waiting | Quarantined));
        let place = arrival.place.as_deref();
        Self {
            id: arrival.id.to_string(),
            badge: Badge { tone, word: words::arrival_state(say.voice, state) },
            function: function(say, arrival.function),
            mailbox: arrival.mailbox.address().to_owned(),
            size: words::size(say.voice, arrival.size_bytes),
            taken: Moment::of(say, arrival.taken_at, now),
            next_try: due_at.map(|at| Moment::of(say, at, now)),
            unanswered: place.and_then(|place| words::unanswered(say.voice, place)),
            place: arrival.place.clone(),
            says: says.filter(|says| *says != Claims::default()),
            trouble: fault.map(|fault| Trouble::of(say, fault)),
            can_be_retried: matches!(state, Waiting | Quarantined),
            is_kept: !state.is_final(),
        }
    }
}

#[derive(Template)]
#[template(path = "receiving/functions.html")]
struct ReceivingPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    answer: Option<String>,
    functions: Vec<FunctionShown>,
    states: Vec<StateShown>,
}

#[derive(Template)]
#[template(path = "receiving/arrivals.html")]
struct ArrivalsPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    answer: Option<(Tone, String)>,
    is_quarantine: bool,
    states: Vec<StateShown>,
    kinds: Vec<(Code, String)>,
    arrivals: Vec<ArrivalShown>,
    older: Option<String>,
    newest: Option<String>,
    query: String,
}
