//! Every sentence that a person reads, in every language.
//!
//! The sentences lie in `locales/<language>/*.ftl` ([Fluent](https://projectfluent.org)) and are
//! compiled in: a fault's under its code, a state's and an event's under its name, an answer's under
//! what it answers, a page's under an id of its own. Tests hold the languages together: the same messages, the same placeholders,
//! nothing empty, nothing unused.
//!
//! A file is read when one of its sentences is wanted for the first time (`words/files.rs`). Who speaks in
//! the voice of a profile ([`Voice`]) says what the maker of the printers says, where it says something else.
//!
//! Not here: what an SMTP client hears ([`crate::fault`]; plain English, read by machines and
//! strangers), and the log.

mod events;
mod files;
mod voice;

use std::time::Duration;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

use crate::doctor::{Examined, Finding, Step};
use crate::fault::{Code, Fault};
use crate::gateway::Retried;
use crate::gateway::views::DeviceCheckView;
use crate::journal::Mend;
use crate::oauth::{TokenStatus, Unfit};
use crate::objection::{Objection, Reason};
use crate::receive::ArrivalState;
use crate::receive::unwanted::not_answered;
use crate::spool::{JobState, RecipientState};
use crate::support::Support;
pub use events::event;
pub use voice::Voice;

/// A language that scanpost speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    #[default]
    En,
    Sv,
}

/// What a fault means for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What happened.
    pub what: String,
    /// The next step, and who does it.
    pub next: String,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::En, Language::Sv];

    /// The tag of BCP 47: `en`, `sv`.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Sv => "sv",
        }
    }

    /// What the language calls itself.
    pub const fn name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::Sv => "Svenska",
        }
    }

    /// The language of a tag such as `sv` or `sv-FI`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// What a browser asks for (RFC 9110 §12.5.4): the language with the greatest weight that
    /// scanpost speaks, the first one of equals.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0, Self::default());
        for range in header.split(',').take(MOST_RANGES) {
            let mut parts = range.split(';').map(str::trim);
            let language = parts.next().and_then(Self::from_tag);
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, thousandths);
            if let Some(language) = language
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }

    /// What a terminal's `LANG` asks for: `sv_SE.UTF-8`.
    pub fn from_locale(locale: &str) -> Self {
        Self::from_tag(locale.split('.').next().unwrap_or_default()).unwrap_or_default()
    }
}

/// The sentence of a fault. Facts that the fault does not carry do not spoil it.
pub fn fault(voice: impl Into<Voice>, fault: &Fault) -> Sentence {
    let voice = voice.into();
    let mut args = FluentArgs::new();
    for name in FACTS {
        args.set(name, value(fault.facts.get(name).map_or(UNKNOWN, String::as_str)));
    }
    let id = fault.code.as_str();
    Sentence { what: format(voice, id, None, &args), next: format(voice, id, Some("next"), &args) }
}

/// That a question was not answered, and why, where that stands in the stead of where an arrival went.
pub fn unanswered(voice: impl Into<Voice>, place: &str) -> Option<String> {
    let mut args = FluentArgs::new();
    args.set("why", value(not_answered(place)?));
    Some(format(voice.into(), Code::MailForNobody.as_str(), Some("unanswered"), &args))
}

/// The sentence of an objection.
pub fn objection(voice: impl Into<Voice>, objection: &Objection) -> Sentence {
    let voice = voice.into();
    let about = match objection.reason {
        // What is a word of ours is said in the reader's language.
        Reason::JobNotWaiting => text(voice, &format!("job-state-{}", objection.about), &[]),
        Reason::NotPermitted => text(voice, &format!("privilege-{}", objection.about), &[]),
        _ => objection.about.clone(),
    };
    sentence(voice, objection.reason.as_str(), &[("about", &about)])
}

/// Why a provider's data cannot be used.
pub fn unfit(voice: impl Into<Voice>, unfit: &Unfit) -> Sentence {
    let voice = voice.into();
    objection(voice, &unfit.clone().into())
}

/// A sentence about settings, with the names of those that were changed.
fn with_fields(sentence: String, fields: &[String]) -> String {
    if fields.is_empty() { sentence } else { format!("{sentence}: {}", fields.join(", ")) }
}

/// Whether a device that was asked can sign in itself, and what to do.
pub fn support(voice: impl Into<Voice>, view: &DeviceCheckView) -> Sentence {
    let menu = view.menu.join(" > ");
    let (has, least) = match &view.support {
        Support::NeedsFirmware { has, least } => (has.as_str(), least.join(" / ")),
        Support::FirmwareUnknown { least } => ("", least.join(" / ")),
        _ => ("", String::new()),
    };
    let device = view.called();
    let args = [("device", device.as_str()), ("menu", &menu), ("has", has), ("least", &least)];
    let id = match view.support {
        Support::Itself => "support-itself",
        Support::NeedsFirmware { .. } => "support-needs-firmware",
        Support::FirmwareUnknown { .. } => "support-firmware-unknown",
        Support::Perhaps => "support-perhaps",
        Support::UseScanpost => "support-use-scanpost",
        Support::Unknown if view.is_silent() => "support-silent",
        Support::Unknown => "support-unknown",
    };
    sentence(voice, id, &args)
}

/// What to do when the status sheet was not printed: unlike a mail, it is not printed by itself later.
pub fn sheet_advice(voice: impl Into<Voice>, why: &Fault) -> String {
    let id = match why.code {
        Code::PrinterUnreachable | Code::PrinterAddressWrong => "sheet-advice-address",
        Code::PrinterLocked => "sheet-advice-locked",
        Code::PrinterFormatRefused => "sheet-advice-format",
        _ => "sheet-advice-printer",
    };
    text(voice, id, &[])
}

/// What follows when a person asks for another attempt, by the word of [`Retried::as_str`]; nothing
/// for any other word. The fault that the answer may carry has a sentence of its own and is shown
/// with it.
pub fn retried(voice: impl Into<Voice>, word: &str) -> Option<String> {
    let voice = voice.into();
    Retried::WORDS.contains(&word).then(|| text(voice, &format!("retried-{word}"), &[]))
}

/// The text of an id. An id that is not there shows as itself; a test finds it before a person does.
pub fn text(voice: impl Into<Voice>, id: &str, args: &[(&str, &str)]) -> String {
    let voice = voice.into();
    let args = args.iter().map(|(name, text)| (*name, value(text))).collect();
    format(voice, id, None, &args)
}

/// A message, or a part of it by the name of its attribute; nothing where there is none. For whoever
/// makes ids from other names, as the command line's help does.
pub fn part(voice: impl Into<Voice>, id: &str, attribute: Option<&str>) -> Option<String> {
    let voice = voice.into();
    find(voice, id, attribute, &FluentArgs::new())
}

pub fn token_status(voice: impl Into<Voice>, status: TokenStatus) -> String {
    let voice = voice.into();
    text(voice, &format!("token-status-{}", status.as_str()), &[])
}

pub fn job_state(voice: impl Into<Voice>, state: JobState) -> String {
    let voice = voice.into();
    text(voice, &format!("job-state-{}", state.as_str()), &[])
}

pub fn arrival_state(voice: impl Into<Voice>, state: ArrivalState) -> String {
    let voice = voice.into();
    let id = match state {
        ArrivalState::Waiting => "arrival-state-waiting",
        ArrivalState::HandingOn => "arrival-state-handing-on",
        ArrivalState::HandedOn => "arrival-state-handed-on",
        ArrivalState::Quarantined => "arrival-state-quarantined",
        ArrivalState::Deleted => "arrival-state-deleted",
    };
    text(voice, id, &[])
}

pub fn recipient_state(voice: impl Into<Voice>, state: RecipientState) -> String {
    let voice = voice.into();
    let id = match state {
        RecipientState::Waiting => "recipient-state-waiting",
        RecipientState::Uncertain => "recipient-state-uncertain",
        RecipientState::Delivered => "recipient-state-delivered",
        RecipientState::Failed => "recipient-state-failed",
    };
    text(voice, id, &[])
}

/// What was mended in a mail before it went out.
pub fn mend(voice: impl Into<Voice>, mend: &Mend) -> String {
    let voice = voice.into();
    let or_unknown = |text: &Option<String>| text.clone().unwrap_or_else(|| UNKNOWN.to_owned());
    let (field, was) = (or_unknown(&mend.field), or_unknown(&mend.was));
    text(voice, &format!("mended-{}", mend.what), &[("field", &field), ("was", &was)])
}

/// What the doctor looks at.
pub fn step(voice: impl Into<Voice>, step: Step) -> String {
    let voice = voice.into();
    text(voice, &format!("doctor-step-{}", step.as_str()), &[])
}

/// Where a step stands, in a word.
pub fn finding(voice: impl Into<Voice>, finding: &Finding) -> String {
    let voice = voice.into();
    text(voice, &format!("doctor-finding-{}", finding.as_str()), &[])
}

/// What was found at a step; a fault's is its sentence. Nothing while it waits or is under way.
pub fn found(voice: impl Into<Voice>, examined: &Examined) -> Option<String> {
    let voice = voice.into();
    match &examined.finding {
        Finding::Waiting | Finding::UnderWay => None,
        Finding::Passed { facts } => {
            let sized = facts.get("bytes").and_then(|bytes| bytes.parse().ok());
            let sized = sized.map(|bytes| size(voice, bytes));
            let unset = (!facts.contains_key("network")).then_some(("network", UNKNOWN));
            let args = facts.iter().map(|(name, fact)| (&**name, &**fact)).chain(unset);
            let args: Vec<_> = args.chain(sized.as_deref().map(|size| ("size", size))).collect();
            let id = format!("doctor-passed-{}", examined.step.as_str());
            Some(text(voice, &id, &args))
        }
        Finding::Warned { fault: met } | Finding::Failed { fault: met } => {
            Some(fault(voice, met).what)
        }
        Finding::NotReached { because } => {
            let because = step(voice, *because);
            Some(text(voice, "doctor-not-reached", &[("step", &because)]))
        }
        Finding::NotNeeded { why } => {
            Some(text(voice, &format!("doctor-not-needed-{}", why.as_str()), &[]))
        }
    }
}

/// `2.4 MB`, `2,4 MB`: powers of ten, one decimal below ten.
pub fn size(voice: impl Into<Voice>, bytes: u64) -> String {
    let voice = voice.into();
    let (unit, one) = match bytes {
        0..1_000 => ("bytes", 1),
        1_000..1_000_000 => ("kilobytes", 1_000),
        1_000_000..1_000_000_000 => ("megabytes", 1_000_000),
        _ => ("gigabytes", 1_000_000_000),
    };
    let (whole, tenth) = (bytes / one, bytes % one * 10 / one);
    let number = match (one, whole, voice.language) {
        (1, ..) | (_, 10.., _) => whole.to_string(),
        (.., Language::En) => format!("{whole}.{tenth}"),
        (.., Language::Sv) => format!("{whole},{tenth}"),
    };
    text(voice, "size", &[("unit", unit), ("number", &number)])
}

/// How long ago something was: `3 minutes ago`.
pub fn ago(voice: impl Into<Voice>, span: Duration) -> String {
    let voice = voice.into();
    of_time(voice, "ago", span)
}

/// How far ahead something lies: `in 3 minutes`.
pub fn ahead(voice: impl Into<Voice>, span: Duration) -> String {
    let voice = voice.into();
    of_time(voice, "ahead", span)
}

/// What happened and the next step, of an id that has both.
pub fn sentence(voice: impl Into<Voice>, id: &str, args: &[(&str, &str)]) -> Sentence {
    let voice = voice.into();
    let args = args.iter().map(|(name, text)| (*name, value(text))).collect();
    Sentence { what: format(voice, id, None, &args), next: format(voice, id, Some("next"), &args) }
}

fn of_time(voice: Voice, id: &str, span: Duration) -> String {
    let seconds = span.as_secs();
    let (unit, number) = match seconds {
        0..60 => ("seconds", seconds),
        60..3_600 => ("minutes", seconds / 60),
        3_600..86_400 => ("hours", seconds / 3_600),
        _ => ("days", seconds / 86_400),
    };
    text(voice, id, &[("unit", unit), ("number", &number.to_string())])
}

fn format(voice: Voice, id: &str, attribute: Option<&str>, args: &FluentArgs<'_>) -> String {
    find(voice, id, attribute, args).unwrap_or_else(|| id.to_owned())
}

/// What the profile says, else what scanpost says.
fn find(voice: Voice, id: &str, attribute: Option<&str>, args: &FluentArgs<'_>) -> Option<String> {
    let own = say(voice.overlay(), id, attribute, args);
    own.or_else(|| say(files::bundle_with(voice.language, id)?, id, attribute, args))
}

fn say(
    bundle: &FluentBundle<FluentResource>,
    id: &str,
    attribute: Option<&str>,
    args: &FluentArgs<'_>,
) -> Option<String> {
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
}

/// Small whole numbers choose a plural; everything else, also `007`, is text and stays as it is.
fn value(text: &str) -> FluentValue<'_> {
    match text.parse::<u32>() {
        Ok(number) if number.to_string() == text => FluentValue::from(number),
        _ => FluentValue::from(text),
    }
}

/// A weight `0.8` in thousandths; what cannot be read weighs nothing.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse()) {
        ("0", Ok(thousandths)) => thousandths,
        ("1", _) => 1000,
        _ => 0,
    }
}

/// More ranges than this in one header nobody means.
const MOST_RANGES: usize = 32;

/// What a sentence about a fault may name.
const FACTS: [&str; 20] = [
    "account",
    "address",
    "correlation",
    "days",
    "device",
    "folder",
    "former",
    "here",
    "host",
    "name",
    "network",
    "number",
    "port",
    "provider",
    "scope",
    "sender",
    "there",
    "trace",
    "user",
    "why",
];

/// Stands for a fact that the fault does not carry; the sentences choose by it.
const UNKNOWN: &str = "unknown";

#[cfg(test)]
mod tests;
