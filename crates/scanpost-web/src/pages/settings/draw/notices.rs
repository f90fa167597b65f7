//! The page of the notices.

use askama::Template;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::gateway::views::{ChannelView, NoticesView};
use scanpost_core::notify::channel::Channel;
use scanpost_core::site::NoticesEntered;
use scanpost_core::site::notices::Transport;
use scanpost_core::words::Language;

use super::mail_fields::Choice;
use super::{Form, done};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::{Moment, Tone};

pub(in crate::pages::settings) type NoticesForm<'a> = Form<'a, NoticesEntered>;

/// The notices.
pub(in crate::pages::settings) fn notices(
    frame: &Frame,
    view: &NoticesView,
    form: NoticesForm<'_>,
    now: Time,
) -> String {
    let say = frame.say();
    let stored = view.settings.entered();
    let typed = form.entered.unwrap_or(&stored);
    let line = |name, label, hint, value: &str| {
        Field::new(name, say.text(label), value).hint(say.text(hint))
    };
    let secret = if view.has_secret { "webhook-secret-stored" } else { "webhook-secret-hint" };
    let mut page = NoticesPage {
        frame,
        say,
        follow: false,
        revision: form.seen.unwrap_or(view.revision).0,
        done: done(say, form.done),
        wrong: Vec::new(),
        has_way: view.sends_by.account().map(ToString::to_string),
        is_held: view.held.is_some(),
        to: view.to.clone(),
        language: language(say, &typed.language),
        mail: switch(say, "mail", &typed.mail),
        hour: line("summary_hour", "summary-hour", "summary-hour-hint", &typed.summary_hour),
        bounces: switch(say, "bounces", &typed.bounces),
        webhook: line("webhook_url", "webhook-url", "webhook-url-hint", &typed.webhook_url),
        secret: line("webhook_secret", "webhook-secret", secret, ""),
        syslog: vec![
            line("syslog_host", "syslog-host", "syslog-host-hint", &typed.syslog_host),
            line("syslog_port", "port", "syslog-port-hint", &typed.syslog_port),
            line(
                "syslog_facility",
                "syslog-facility",
                "syslog-facility-hint",
                &typed.syslog_facility,
            ),
        ],
        transport: transport(say, &typed.syslog_transport),
        refuse: switch(say, "refuse_while_signed_out", &typed.refuse_while_signed_out),
        channels: view.channels.iter().map(|one| ChannelShown::of(say, one, now)).collect(),
    };
    for wrong in form.wrong {
        let rest = wrong.mark(&mut page.fields());
        page.wrong.extend(rest);
    }
    draw(&page)
}

/// On or off.
fn switch(say: Say, name: &'static str, value: &str) -> Choice {
    let (label, hint) = match name {
        "mail" => ("notices-mail", "notices-mail-hint"),
        "bounces" => ("notices-bounces", "notices-bounces-hint"),
        _ => ("refuse-signed-out", "refuse-signed-out-hint"),
    };
    let value = if value == "on" { "on" } else { "off" };
    Choice {
        field: Field::new(name, say.text(label), value).hint(say.text(hint)),
        options: vec![("on", say.text("switch-on")), ("off", say.text("switch-off"))],
    }
}

fn language(say: Say, value: &str) -> Choice {
    Choice {
        field: Field::new("language", say.text("notices-language"), value),
        options: Language::ALL.map(|one| (one.tag(), one.name().to_owned())).to_vec(),
    }
}

fn transport(say: Say, value: &str) -> Choice {
    let word = |one: Transport| (one.as_str(), one.as_str().to_uppercase());
    Choice {
        field: Field::new("syslog_transport", say.text("syslog-transport"), value),
        options: Transport::ALL.map(word).to_vec(),
    }
}

/// How one channel stands.
struct ChannelShown {
    name: String,
    on: bool,
    waiting: Option<String>,
    missed: Option<String>,
    told: Option<Moment>,
    trouble: Option<String>,
}

impl ChannelShown {
    fn of(say: Say, view: &ChannelView, now: Time) -> Self {
        let standing = &view.standing;
        let name = match view.channel {
            Channel::Webhook => "channel-webhook",
            Channel::Syslog => "channel-syslog",
            Channel::Mail => "channel-mail",
            Channel::Bounce => "channel-bounce",
        };
        let some =
            |id, number: u64| (number > 0).then(|| say.with(id, "number", &number.to_string()));
        Self {
            name: say.text(name),
            on: standing.on,
            waiting: some("channel-waiting", standing.waiting as u64),
            missed: some("channel-missed", standing.missed),
            told: standing.told_at.map(|at| Moment::of(say, at, now)),
            trouble: standing.trouble.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "settings/notices.html")]
struct NoticesPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
    /// The account that mails go out by.
    has_way: Option<String>,
    is_held: bool,
    /// The administrator's address; empty: none.
    to: String,
    language: Choice,
    mail: Choice,
    hour: Field,
    bounces: Choice,
    webhook: Field,
    secret: Field,
    syslog: Vec<Field>,
    transport: Choice,
    refuse: Choice,
    channels: Vec<ChannelShown>,
}

impl NoticesPage<'_> {
    /// All fields, to put sentences at.
    fn fields(&mut self) -> Vec<&mut Field> {
        let single = [&mut self.hour, &mut self.webhook, &mut self.secret];
        self.syslog.iter_mut().chain(single).collect()
    }
}
