//! The pages of devices: views in, HTML out. Pure, as [`super::render`].

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::device::{Refusal, SenderRule, Sighting, Stranger};
use scanpost_core::fault::Fault;
use scanpost_core::gateway::views::{DeviceView, FetchingView, MissingToFetch, PopDoorView};
use scanpost_core::network::Encryption;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::profile::{Name, Profile};
use scanpost_core::words;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::render::{Asking, Frame, draw, question};
use super::say::Say;
use super::shown::{Badge, Moment, Part, Prose, Tone};
use crate::address::encoded;

/// The fields of a device as they were typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeviceForm {
    pub revision: u64,
    pub name: String,
    pub ranges: String,
    pub user: String,
    pub tls: String,
    pub account: String,
    pub sender: String,
    /// The table of the rule `alias`, in lines.
    pub aliases: String,
    pub fetches: String,
    /// Empty: as the site.
    pub profile: String,
    pub wide: String,
}

impl DeviceForm {
    /// A device as it stands.
    pub fn of(device: &DeviceView) -> Self {
        let filled = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            revision: device.revision.0,
            name: device.name.clone(),
            ranges: device.ranges.join("\n"),
            user: filled(&device.user),
            tls: if device.tls_required { "required" } else { "optional" }.to_owned(),
            account: filled(&device.account.as_ref().map(ToString::to_string)),
            sender: device.sender.as_str().to_owned(),
            aliases: device.sender.aliases(),
            fetches: if device.fetches { "yes" } else { "" }.to_owned(),
            profile: device.profile.map(|name| name.to_string()).unwrap_or_default(),
            wide: String::new(),
        }
    }

    /// Whether it may fetch mail.
    pub fn is_fetching(&self) -> bool {
        !self.fetches.is_empty()
    }

    /// Whether it was said that a wide range is meant.
    pub fn is_wide(&self) -> bool {
        !self.wide.is_empty()
    }
}

/// What a form is for.
#[derive(Clone, Copy, Debug)]
pub enum FormFor<'a> {
    New,
    Change(&'a DeviceView),
}

/// All devices, and strangers who tried.
pub fn list(frame: &Frame, devices: &[DeviceView], strangers: &[Stranger], now: Time) -> String {
    let say = frame.say();
    draw(&DevicesPage {
        frame,
        say,
        follow: true,
        devices: devices.iter().map(|device| DeviceShown::of(say, device, now)).collect(),
        strangers: strangers.iter().map(|one| StrangerShown::of(say, one, now)).collect(),
    })
}

/// One device.
pub fn device(frame: &Frame, device: &DeviceView, now: Time) -> String {
    let say = frame.say();
    draw(&DevicePage { frame, say, follow: true, device: DeviceShown::of(say, device, now) })
}

/// The form of a device, with what is wrong with it.
pub fn form(
    frame: &Frame,
    what: FormFor<'_>,
    form: DeviceForm,
    accounts: Vec<String>,
    objection: Option<&Objection>,
) -> String {
    let say = frame.say();
    let (title, action, back) = match what {
        FormFor::New => (say.text("device-add-title"), "/devices/new".into(), "/devices".into()),
        FormFor::Change(device) => {
            let path = format!("/devices/{}", encoded(&device.name));
            let title = say.with("device-edit-title", "device", &device.name);
            (title, format!("{path}/edit"), path)
        }
    };
    let is_refused = objection.is_some_and(|objection| objection.reason == Reason::DeviceRangeWide);
    draw(&DeviceFormPage {
        frame,
        say,
        follow: false,
        title,
        action,
        back,
        is_new: matches!(what, FormFor::New),
        // Asked only where it matters, so that nobody ticks it in passing.
        offers_wide: is_refused || form.is_wide(),
        form,
        accounts,
        profiles: profiles(),
        objection: objection.map(|objection| ObjectionShown::of(say, objection)),
    })
}

/// All profiles: name and title.
pub(super) fn profiles() -> Vec<(&'static str, &'static str)> {
    Name::all().map(|name| (name.as_str(), Profile::of(name).title.as_str())).collect()
}

/// The password of a device that was just made.
pub fn password(frame: &Frame, device: &DeviceView, password: &SecretString) -> String {
    let say = frame.say();
    draw(&PasswordPage {
        frame,
        say,
        follow: false,
        title: say.with("device-password-title", "device", &device.name),
        path: encoded(&device.name),
        user: device.user.clone().unwrap_or_default(),
        password: password.expose_secret(),
        fetching: device.fetching.as_ref().map(|one| FetchingShown::of(say, one)),
    })
}

/// The question before a device gets another password.
pub fn ask_new_password(frame: &Frame, device: &DeviceView) -> String {
    ask(frame, device, &NEW_PASSWORD, "password")
}

/// The question before a device is removed.
pub fn ask_remove(frame: &Frame, device: &DeviceView) -> String {
    ask(frame, device, &REMOVE, "remove")
}

fn ask(frame: &Frame, device: &DeviceView, asking: &Asking, deed: &str) -> String {
    let place = format!("/devices/{}", encoded(&device.name));
    let (about, action) = (("device", device.name.as_str()), format!("{place}/{deed}"));
    question(frame, asking.about(frame.say(), about, action, place))
}

/// One device with all that is known of it.
struct DeviceShown {
    name: String,
    /// The name as it stands in an address.
    path: String,
    badge: Badge,
    ranges: Vec<String>,
    user: Option<String>,
    tls_required: bool,
    account: Option<String>,
    sender: String,
    fetches: bool,
    fetching: Option<FetchingShown>,
    /// What its maker is called, where it differs from the site.
    profile: Option<&'static str>,
    fetched: Option<Moment>,
    seen: Option<SightingShown>,
    refused: Option<RefusalShown>,
    /// The next step after a refusal.
    next: Option<Prose>,
}

/// What is entered on a device that fetches its mail, and what is missing yet.
struct FetchingShown {
    doors: Vec<String>,
    mailbox: Option<String>,
    missing: Vec<Prose>,
}

impl FetchingShown {
    fn of(say: Say, view: &FetchingView) -> Self {
        let door = |door: &PopDoorView| {
            let server = door.server.clone().unwrap_or_else(|| say.text("device-pop-here"));
            let how = say.text(match door.encryption {
                Encryption::Starttls => "device-pop-stls",
                Encryption::FromTheStart => "device-pop-tls",
            });
            format!("{server} · {} · {how}", door.port)
        };
        let missing = |what: &MissingToFetch| {
            Prose::of(&say.text(match what {
                MissingToFetch::Door => "device-pop-no-door",
                MissingToFetch::WayToDoor => "device-pop-no-way",
                MissingToFetch::Mailbox => "device-pop-no-mailbox",
            }))
        };
        Self {
            doors: view.doors.iter().map(door).collect(),
            mailbox: view.mailbox.clone(),
            missing: view.missing.iter().map(missing).collect(),
        }
    }
}

struct SightingShown {
    at: Moment,
    address: String,
    /// Version and cipher suite.
    tls: Option<String>,
    mechanism: Option<String>,
}

struct RefusalShown {
    at: Moment,
    address: String,
    what: String,
}

impl DeviceShown {
    fn of(say: Say, device: &DeviceView, now: Time) -> Self {
        let seen = device.facts.seen.as_ref();
        // A refusal before the last success is history.
        let is_news = |refusal: &&Refusal| seen.is_none_or(|seen| refusal.at > seen.at);
        let refusal = device.facts.refused.as_ref().filter(is_news);
        let (tone, id) = match (refusal, seen) {
            (Some(_), _) => (Tone::Bad, "device-is-refused"),
            (None, Some(_)) => (Tone::Good, "device-is-seen"),
            (None, None) => (Tone::Idle, "device-not-seen"),
        };
        let sentence = |refusal: &Refusal| {
            let fault = Fault::new(refusal.code).fact("device", &device.name);
            words::fault(say.voice, &fault)
        };
        Self {
            name: device.name.clone(),
            path: encoded(&device.name),
            badge: Badge { tone, word: say.text(id) },
            ranges: device.ranges.clone(),
            user: device.user.clone(),
            tls_required: device.tls_required,
            account: device.account.as_ref().map(ToString::to_string),
            sender: say.text(match device.sender {
                SenderRule::Account => "device-sender-account",
                SenderRule::MustMatch => "device-sender-must-match",
                SenderRule::Keep => "device-sender-keep",
                SenderRule::Alias(_) => "device-sender-alias",
                SenderRule::PerUser => "device-sender-per-user",
            }),
            fetches: device.fetches,
            fetching: device.fetching.as_ref().map(|one| FetchingShown::of(say, one)),
            profile: device.profile.map(|name| Profile::of(name).title.as_str()),
            fetched: device.facts.fetched_at.map(|at| Moment::of(say, at, now)),
            seen: seen.map(|seen| SightingShown::of(say, seen, now)),
            refused: refusal.map(|refusal| RefusalShown {
                at: Moment::of(say, refusal.at, now),
                address: refusal.address.to_string(),
                what: sentence(refusal).what,
            }),
            next: refusal.map(|refusal| Prose::of(&sentence(refusal).next)),
        }
    }
}

impl SightingShown {
    fn of(say: Say, seen: &Sighting, now: Time) -> Self {
        let cipher = seen.cipher.as_ref().map(|cipher| format!(" · {cipher}")).unwrap_or_default();
        Self {
            at: Moment::of(say, seen.at, now),
            address: seen.address.to_string(),
            tls: seen.tls.as_ref().map(|tls| format!("{tls}{cipher}")),
            mechanism: seen.mechanism.clone(),
        }
    }
}

struct StrangerShown {
    address: String,
    times: String,
    last: Moment,
    what: String,
}

impl StrangerShown {
    fn of(say: Say, stranger: &Stranger, now: Time) -> Self {
        Self {
            address: stranger.address.to_string(),
            times: say.with("stranger-times", "count", &stranger.times.to_string()),
            last: Moment::of(say, stranger.last_at, now),
            what: words::fault(say.voice, &Fault::new(stranger.code)).what,
        }
    }
}

struct ObjectionShown {
    field: Option<&'static str>,
    what: String,
    next: Prose,
}

impl ObjectionShown {
    fn of(say: Say, objection: &Objection) -> Self {
        let sentence = words::objection(say.voice, objection);
        let next = Prose::of(&sentence.next);
        Self { field: objection.field, what: sentence.what, next }
    }
}

#[derive(Template)]
#[template(path = "devices.html")]
struct DevicesPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    devices: Vec<DeviceShown>,
    strangers: Vec<StrangerShown>,
}

#[derive(Template)]
#[template(path = "device.html")]
struct DevicePage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    device: DeviceShown,
}

#[derive(Template)]
#[template(path = "device_form.html")]
struct DeviceFormPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    action: String,
    back: String,
    is_new: bool,
    offers_wide: bool,
    form: DeviceForm,
    accounts: Vec<String>,
    profiles: Vec<(&'static str, &'static str)>,
    objection: Option<ObjectionShown>,
}

impl DeviceFormPage<'_> {
    /// Whether it is this field that something is wrong with.
    fn at(&self, field: &str) -> bool {
        self.objection.as_ref().is_some_and(|objection| objection.field == Some(field))
    }
}

#[derive(Template)]
#[template(path = "device_password.html")]
struct PasswordPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    path: String,
    user: String,
    password: &'a str,
    fetching: Option<FetchingShown>,
}

const NEW_PASSWORD: Asking = Asking {
    title: "device-new-password-title",
    text: "device-new-password-text",
    yes: "device-new-password-yes",
    no: "device-new-password-no",
};

const REMOVE: Asking = Asking {
    title: "device-remove-title",
    text: "device-remove-text",
    yes: "device-remove-yes",
    no: "device-remove-no",
};
