//! What the doctor found.

use askama::Template;
use scanpost_core::clock::Time;
use scanpost_core::doctor::{Examined, Finding, Step};
use scanpost_core::gateway::views::{AccountView, ExaminationView};
use scanpost_core::words;

use crate::pages::accounts::doctor::Typed;
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::{Badge, Moment, Part, Tone, Trouble};

/// The steps with what was found, the first trouble on top, and the form to begin.
pub(in crate::pages::accounts) fn doctor(
    frame: &Frame,
    account: &AccountView,
    examination: Option<&ExaminationView>,
    typed: &Typed,
    wrong: Option<Wrong>,
    now: Time,
) -> String {
    let say = frame.say();
    let mut mail_to = Field::new("mail_to", say.text("doctor-mail-to"), &typed.mail_to)
        .hint(say.text("doctor-mail-to-hint"));
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut mail_to]));
    draw(&DoctorPage {
        frame,
        say,
        follow: true,
        name: account.name.to_string(),
        address: account.address.clone(),
        wrong,
        mail_to,
        found: examination.map(|examination| Found::of(say, examination, now)),
    })
}

/// An examination, under way or done.
struct Found {
    state: Badge,
    begun: Moment,
    /// The first step that failed, by its name.
    at: String,
    trouble: Option<Trouble>,
    steps: Vec<StepShown>,
}

struct StepShown {
    badge: Badge,
    title: String,
    found: Option<String>,
    /// What the other side said.
    words: Option<String>,
}

impl Found {
    fn of(say: Say, examination: &ExaminationView, now: Time) -> Self {
        let ExaminationView { begun_at, ended_at, steps, .. } = examination;
        let trouble = steps.trouble();
        let (tone, id) = match (ended_at, trouble) {
            (None, _) => (Tone::Wait, "doctor-under-way"),
            (Some(_), None) => (Tone::Good, "doctor-good"),
            (Some(_), Some(_)) if steps.has_failed() => (Tone::Bad, "doctor-failed"),
            (Some(_), Some(_)) => (Tone::Wait, "doctor-warned"),
        };
        let at = trouble.map(|(step, _)| words::step(say.voice, step)).unwrap_or_default();
        Self {
            state: Badge { tone, word: say.text(id) },
            begun: Moment::of(say, *begun_at, now),
            at,
            trouble: trouble.map(|(_, fault)| Trouble::of(say, fault)),
            steps: shown(say, steps.steps(), trouble.map(|(step, _)| step)),
        }
    }
}

/// The trouble on top has said its words already.
fn shown(say: Say, steps: &[Examined], told: Option<Step>) -> Vec<StepShown> {
    let of = |examined: &Examined| {
        let fault = examined.finding.fault().filter(|_| told != Some(examined.step));
        StepShown {
            badge: Badge {
                tone: tone(&examined.finding),
                word: words::finding(say.voice, &examined.finding),
            },
            title: words::step(say.voice, examined.step),
            found: words::found(say.voice, examined),
            words: fault.and_then(|fault| fault.words.clone()),
        }
    };
    steps.iter().map(of).collect()
}

const fn tone(finding: &Finding) -> Tone {
    match finding {
        Finding::Passed { .. } => Tone::Good,
        Finding::UnderWay | Finding::Warned { .. } => Tone::Wait,
        Finding::Failed { .. } => Tone::Bad,
        Finding::Waiting | Finding::NotReached { .. } | Finding::NotNeeded { .. } => Tone::Idle,
    }
}

#[derive(Template)]
#[template(path = "accounts/doctor.html")]
struct DoctorPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    address: String,
    wrong: Option<Wrong>,
    mail_to: Field,
    found: Option<Found>,
}
