//! `scanpost receiving`: how the mailboxes stand that are polled, and what came in by them.

use std::fmt::Write as _;

use scanpost_core::receive::{ArrivalState, CameTo};
use scanpost_core::words;
use scanpost_web::wire::{
    Arrival, ArrivalDeleted, Deleted, PollAnswer, Polled, ReceivingFunctionView, ReceivingView,
};

use crate::administer::{download, print};
use crate::args::{ListArrivals, ReceivingCommand};
use crate::control::Control;
use crate::show;
use crate::terminal::{self, Failure, say};

pub(crate) async fn run(control: &Control, command: ReceivingCommand) -> Result<(), Failure> {
    match command {
        ReceivingCommand::List(output) => {
            let view: ReceivingView = control.get("/api/v1/receiving").await?;
            print(output.json, &view, receiving);
        }
        ReceivingCommand::Poll { function, output } => {
            let path = format!("/api/v1/receiving/{}/poll", function.as_str());
            let answer: PollAnswer = control.post(&path, None::<&()>).await?;
            print(output.json, &answer, poll_answer);
        }
        ReceivingCommand::Arrivals(list) => {
            let arrivals: Vec<Arrival> = control.get(&path_of(&list)).await?;
            print(list.output.json, &arrivals, |arrivals| self::arrivals(arrivals));
        }
        ReceivingCommand::Show { id, output } => {
            let arrival: Arrival = control.get(&format!("/api/v1/arrivals/{id}")).await?;
            print(output.json, &arrival, self::arrival);
        }
        ReceivingCommand::Retry { id, output } => {
            let path = format!("/api/v1/arrivals/{id}/retry");
            let arrival: Arrival = control.post(&path, None::<&()>).await?;
            print(output.json, &arrival, self::arrival);
        }
        ReceivingCommand::Download { id, to } => {
            download(control, &format!("/api/v1/arrivals/{id}/mail"), &to).await?;
        }
        ReceivingCommand::Delete { because: Some(code), .. } => {
            let path = format!("/api/v1/arrivals?code={code}");
            let Deleted { deleted, not_recalled } = control.delete_for(&path).await?;
            terminal::line(&say("arrivals-are-deleted", &[("count", &deleted.to_string())]));
            if not_recalled > 0 {
                let count = not_recalled.to_string();
                terminal::line(&say("arrivals-not-recalled", &[("count", &count)]));
            }
        }
        ReceivingCommand::Delete { ids, because: None } => {
            for id in ids {
                let deleted = control.delete_for(&format!("/api/v1/arrivals/{id}")).await?;
                terminal::line(&self::deleted(&id.to_string(), &deleted));
            }
        }
    }
    Ok(())
}

fn path_of(list: &ListArrivals) -> String {
    let fields = [
        ("state", list.state.map(|state| state.as_str().to_owned())),
        ("function", list.function.map(|function| function.as_str().to_owned())),
        ("before", list.before.map(|id| id.to_string())),
    ];
    let start = format!("/api/v1/arrivals?most={}", list.most);
    fields.into_iter().fold(start, |path, (name, value)| match value {
        Some(value) => format!("{path}&{name}={value}"),
        None => path,
    })
}

/// The functions, and how many mails are in each state.
fn receiving(view: &ReceivingView) -> String {
    let mut text: String = view.functions.iter().map(function).collect();
    for (state, count) in view.arrivals.iter().filter(|(_, count)| *count > 0) {
        let _ = writeln!(text, "{}: {count}", words::arrival_state(terminal::language(), *state));
    }
    text.trim_end().to_owned()
}

fn function(view: &ReceivingFunctionView) -> String {
    let language = terminal::language();
    let name = view.function.as_str();
    let Some((account, address)) = view.chosen.account().zip(view.address.as_ref()) else {
        return format!("{name}\n  {}\n", say("show-receiving-off", &[("function", name)]));
    };
    let mut text = format!("{name}  {account}  {address}\n");
    if let Some(status) = view.token_status {
        let status = words::token_status(language, status);
        let _ = writeln!(text, "  {}", say("show-account-token", &[("status", &status)]));
    }
    let minutes = view.interval_minutes.to_string();
    let server = view.server.as_ref().map(|server| format!("{}:{}", server.host, server.port));
    if let Some(server) = server {
        let facts = [("server", &*server), ("minutes", &*minutes)];
        let _ = writeln!(text, "  {}", say("show-receiving-from", &facts));
    }
    if let Some(polled) = &view.last_poll {
        let _ = writeln!(text, "  {}", self::polled(polled));
    }
    if let Some(at) = view.next_poll_at {
        let _ = writeln!(text, "  {}", say("show-receiving-next", &[("at", &at.to_string())]));
    }
    if let Some(fault) = &view.fault {
        let _ = writeln!(text, "  {}", show::sentence(fault));
    }
    text
}

fn poll_answer(answer: &PollAnswer) -> String {
    match answer {
        PollAnswer::Ended(polled) => self::polled(polled),
        PollAnswer::GoesOn => say("receiving-goes-on", &[]),
    }
}

/// When, what came of it, and what went wrong.
fn polled(polled: &Polled) -> String {
    let at = polled.at.to_string();
    let mut text = match polled.came_to() {
        CameTo::NotLookedInto(fault) => {
            let why = show::sentence(fault);
            return say("show-receiving-not-polled", &[("at", &at), ("why", &why)]);
        }
        CameTo::NothingNew => say("show-receiving-nothing-new", &[("at", &at)]),
        CameTo::NothingTaken => say("show-receiving-nothing-taken", &[("at", &at)]),
        CameTo::Taken(mails) => {
            say("show-receiving-polled", &[("at", &at), ("count", &mails.to_string())])
        }
    };
    if polled.waiting > 0 {
        let waiting = polled.waiting.to_string();
        let _ = write!(text, "\n  {}", say("show-receiving-waiting", &[("count", &waiting)]));
    }
    if let Some(fault) = &polled.fault {
        let _ = write!(text, "\n  {}", show::sentence(fault));
    }
    text
}

fn arrivals(arrivals: &[Arrival]) -> String {
    if arrivals.is_empty() {
        return say("show-arrivals-empty", &[]);
    }
    arrivals.iter().map(arrival).collect::<Vec<_>>().join("\n")
}

/// A mail that is deleted here, and what of it may be elsewhere.
fn deleted(id: &str, answer: &ArrivalDeleted) -> String {
    match answer {
        ArrivalDeleted { may_print: Some(printer), .. } => {
            say("arrival-may-print", &[("id", id), ("printer", printer)])
        }
        ArrivalDeleted { may_arrive: Some(job), .. } => {
            say("arrival-may-arrive", &[("id", id), ("job", &job.to_string())])
        }
        ArrivalDeleted { unknown: true, .. } => say("arrival-unknown", &[("id", id)]),
        _ => say("arrival-is-deleted", &[("id", id)]),
    }
}

/// One mail, and what stands in its way.
fn arrival(arrival: &Arrival) -> String {
    let language = terminal::language();
    let mut text = format!(
        "{}  {}  {}  {}  {}",
        arrival.id,
        arrival.taken_at,
        words::arrival_state(language, arrival.state),
        words::size(language, arrival.size_bytes),
        arrival.function.as_str(),
    );
    if let Some(says) = &arrival.says {
        let fields = [&says.from, &says.subject, &says.date];
        let [from, subject, date] =
            fields.map(|field| field.clone().unwrap_or_else(|| say("show-arrival-unsaid", &[])));
        let args = [("from", &*from), ("subject", &*subject), ("date", &*date)];
        let _ = write!(text, "\n    {}", say("show-arrival-says", &args));
    }
    if let Some(place) = &arrival.place {
        let handed_on = || say("show-arrival-place", &[("place", place)]);
        let came_to = words::unanswered(language, place).unwrap_or_else(handed_on);
        let _ = write!(text, "\n    {came_to}");
    }
    let at_rest = matches!(arrival.state, ArrivalState::Waiting | ArrivalState::Quarantined);
    if let Some(fault) = arrival.fault.as_ref().filter(|_| at_rest) {
        let _ = write!(text, "\n    {}", show::sentence(fault));
    }
    text
}
