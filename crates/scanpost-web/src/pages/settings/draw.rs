//! Views in, HTML out, for the pages of settings. Pure.

use askama::Template;
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::gateway::views::{
    AccountView, ImportView, MailSettingsView, Outcome, SlotsView,
};
use scanpost_core::network::Encryption;
use scanpost_core::record::Revision;
use scanpost_core::site::{AuthorityView, Chosen, Entered, Slot, Slots};

use crate::pages::accounts::shown::{connection_badge, token_badge};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::shown::{Badge, Moment, Tone};

/// What the form of the mail settings shows beside what is stored.
#[derive(Default)]
pub(super) struct MailForm<'a> {
    /// What was typed and could not be saved; none: what is stored.
    pub(super) entered: Option<&'a Entered>,
    /// The state that was seen then; none: the one that is stored now.
    pub(super) seen: Option<Revision>,
    pub(super) pem: &'a str,
    pub(super) wrong: Vec<Wrong>,
    pub(super) done: &'a str,
}

/// Some words of which one is chosen.
struct Choice {
    field: Field,
    options: Vec<(&'static str, String)>,
}

/// The mail settings.
pub(super) fn mail(frame: &Frame, view: &MailSettingsView, form: MailForm<'_>) -> String {
    let say = frame.say();
    let stored = view.settings.entered();
    let entered = form.entered.unwrap_or(&stored);
    let mut page = MailPage {
        frame,
        say,
        follow: false,
        revision: form.seen.unwrap_or(view.revision).0,
        done: done(say, form.done),
        wrong: Vec::new(),
        primary: view.primary.iter().map(|one| primary(say, one)).collect(),
        sending: sending(say, entered),
        secondary_encryption: encryption(
            say,
            "secondary_encryption",
            &entered.secondary_encryption,
        ),
        sender: sender(say, entered),
        auto: switch(say, "auto_specify_sender_name", &entered.auto_specify_sender_name),
        validation: switch(say, "certificate_validation", &entered.certificate_validation),
        unchecked: !view.settings.certificate_validation,
        pop: pop(say, entered),
        pop_encryption: encryption(say, "pop_encryption", &entered.pop_encryption),
        network: network(say, entered),
        password: Field::new("proxy_password", say.text("proxy-password"), "")
            .hint(say.text("proxy-password-hint")),
        pem: Field::new("pem", say.text("certificate-pem"), form.pem)
            .hint(say.text("certificate-pem-hint")),
        authorities: view.authorities.iter().map(Authority::of).collect(),
        others: Vec::new(),
    };
    if form.entered.is_some() && form.seen.is_none() {
        page.others = others(&page, &stored, entered);
    }
    for wrong in form.wrong {
        let rest = wrong.mark(&mut page.fields());
        page.wrong.extend(rest);
    }
    draw(&page)
}

/// Where what is stored now is another thing than what was typed.
fn others(page: &MailPage<'_>, stored: &Entered, typed: &Entered) -> Vec<(String, String)> {
    let label = |name: &str| {
        let all = page.sending.iter().chain(&page.sender).chain(&page.pop).chain(&page.network);
        let mut all = all.chain([
            &page.secondary_encryption.field,
            &page.auto.field,
            &page.validation.field,
            &page.pop_encryption.field,
        ]);
        all.find(|field| field.name == name).map(|field| field.label.clone()).unwrap_or_default()
    };
    let pairs = pairs(stored).into_iter().zip(pairs(typed));
    let differing = pairs.filter(|((_, stored), (_, typed))| stored != typed);
    differing
        .map(|((name, stored), _)| {
            let shown = if stored.is_empty() { "–" } else { stored };
            (label(name), shown.to_owned())
        })
        .collect()
}

fn pairs(entered: &Entered) -> [(&'static str, &str); 17] {
    [
        ("secondary_host", &entered.secondary_host),
        ("secondary_port", &entered.secondary_port),
        ("secondary_encryption", &entered.secondary_encryption),
        ("timeout_seconds", &entered.timeout_seconds),
        ("sender_name", &entered.sender_name),
        ("sender_address", &entered.sender_address),
        ("auto_specify_sender_name", &entered.auto_specify_sender_name),
        ("administrator_address", &entered.administrator_address),
        ("certificate_validation", &entered.certificate_validation),
        ("pop_host", &entered.pop_host),
        ("pop_port", &entered.pop_port),
        ("pop_encryption", &entered.pop_encryption),
        ("pop_interval", &entered.pop_interval),
        ("network", &entered.network),
        ("proxy_host", &entered.proxy_host),
        ("proxy_port", &entered.proxy_port),
        ("proxy_user", &entered.proxy_user),
    ]
}

fn sending(say: Say, entered: &Entered) -> Vec<Field> {
    vec![
        Field::new("secondary_host", say.text("secondary-host"), &entered.secondary_host)
            .hint(say.text("secondary-host-hint")),
        Field::new("secondary_port", say.text("port"), &entered.secondary_port)
            .hint(say.text("secondary-port-hint")),
        Field::new("timeout_seconds", say.text("timeout"), &entered.timeout_seconds)
            .hint(say.text("timeout-hint")),
    ]
}

fn sender(say: Say, entered: &Entered) -> Vec<Field> {
    vec![
        Field::new("sender_name", say.text("sender-name"), &entered.sender_name)
            .hint(say.text("sender-name-hint")),
        Field::new("sender_address", say.text("sender-address"), &entered.sender_address)
            .hint(say.text("sender-address-hint")),
        Field::new(
            "administrator_address",
            say.text("administrator-address"),
            &entered.administrator_address,
        )
        .hint(say.text("administrator-address-hint")),
    ]
}

fn pop(say: Say, entered: &Entered) -> Vec<Field> {
    vec![
        Field::new("pop_host", say.text("pop-host"), &entered.pop_host)
            .hint(say.text("pop-host-hint")),
        Field::new("pop_port", say.text("port"), &entered.pop_port).hint(say.text("pop-port-hint")),
        Field::new("pop_interval", say.text("pop-interval"), &entered.pop_interval)
            .hint(say.text("pop-interval-hint")),
    ]
}

fn network(say: Say, entered: &Entered) -> Vec<Field> {
    vec![
        Field::new("network", say.text("network"), &entered.network).hint(say.text("network-hint")),
        Field::new("proxy_host", say.text("proxy-host"), &entered.proxy_host)
            .hint(say.text("proxy-host-hint")),
        Field::new("proxy_port", say.text("port"), &entered.proxy_port)
            .hint(say.text("proxy-port-hint")),
        Field::new("proxy_user", say.text("proxy-user"), &entered.proxy_user)
            .hint(say.text("proxy-user-hint")),
    ]
}

fn encryption(say: Say, name: &'static str, value: &str) -> Choice {
    let word = |one: Encryption| match one {
        Encryption::Starttls => "STARTTLS".to_owned(),
        Encryption::FromTheStart => say.text("encryption-from-the-start"),
    };
    Choice {
        field: Field::new(name, say.text("encryption"), value),
        options: Encryption::ALL.map(|one| (one.as_str(), word(one))).to_vec(),
    }
}

fn switch(say: Say, name: &'static str, value: &str) -> Choice {
    let (label, hint, on) = match name {
        "certificate_validation" => ("certificate-validation", "certificate-validation-hint", true),
        _ => ("auto-specify-sender-name", "auto-specify-sender-name-hint", false),
    };
    let value = match value {
        "on" | "off" => value,
        _ if on => "on",
        _ => "off",
    };
    Choice {
        field: Field::new(name, say.text(label), value).hint(say.text(hint)),
        options: vec![("on", say.text("switch-on")), ("off", say.text("switch-off"))],
    }
}

/// One account's own server, in words: what the provider fixes is no field.
struct Primary {
    account: String,
    provider: String,
    server: String,
    encryption: String,
}

fn primary(say: Say, one: &scanpost_core::gateway::views::PrimaryView) -> Primary {
    Primary {
        account: one.account.to_string(),
        provider: one.provider.clone(),
        server: format!("{}:{}", one.server.host, one.server.port),
        encryption: match one.server.encryption {
            Encryption::Starttls => "STARTTLS".to_owned(),
            Encryption::FromTheStart => say.text("encryption-from-the-start"),
        },
    }
}

struct Authority {
    subject: String,
    issuer: String,
    ends_at: String,
    fingerprint: String,
}

impl Authority {
    fn of(view: &AuthorityView) -> Self {
        let ends_at = view.ends_at.to_string();
        Self {
            subject: view.subject.clone(),
            issuer: view.issuer.clone(),
            ends_at: ends_at.split('T').next().unwrap_or_default().to_owned(),
            fingerprint: view.fingerprint.clone(),
        }
    }
}

/// What was done, by the word in the address.
fn done(say: Say, word: &str) -> Option<String> {
    let id = match word {
        "saved" => "done-saved",
        "imported" => "done-imported",
        "known" => "done-known",
        "removed" => "done-removed",
        "updated" => "done-updated",
        _ => return None,
    };
    Some(say.text(id))
}

/// One slot with its functions.
struct SlotShown {
    field: Field,
    functions: Vec<String>,
    account: Option<AccountState>,
    /// Why it is that account, or why there is none.
    why: Option<String>,
    bad: bool,
}

struct AccountState {
    name: String,
    address: String,
    token: Badge,
    connection: Badge,
    at: Option<Moment>,
}

/// The functions' accounts.
pub(super) fn slots(
    frame: &Frame,
    view: &SlotsView,
    accounts: &[AccountView],
    typed: Option<&Slots>,
    wrong: Vec<Wrong>,
    done_word: &str,
    now: Time,
) -> String {
    let say = frame.say();
    let chosen = typed.unwrap_or(&view.slots);
    let mut shown: Vec<SlotShown> = Slot::ALL
        .into_iter()
        .map(|slot| slot_shown(say, slot, view, chosen, accounts, now))
        .collect();
    let mut rest = Vec::new();
    for wrong in wrong {
        let mut fields: Vec<&mut Field> = shown.iter_mut().map(|slot| &mut slot.field).collect();
        rest.extend(wrong.mark(&mut fields));
    }
    let deviation = |one: &scanpost_core::gateway::views::DeviationView| Deviation {
        device: one.device.clone(),
        account: one.account.to_string(),
        is_there: one.is_there,
    };
    draw(&SlotsPage {
        frame,
        say,
        follow: false,
        revision: view.revision.0,
        done: done(say, done_word),
        wrong: rest,
        slots: shown,
        names: accounts.iter().map(|account| account.name.to_string()).collect(),
        deviations: view.deviations.iter().map(deviation).collect(),
    })
}

fn slot_shown(
    say: Say,
    slot: Slot,
    view: &SlotsView,
    chosen: &Slots,
    accounts: &[AccountView],
    now: Time,
) -> SlotShown {
    let of_slot = view.functions.iter().filter(|one| one.slot == slot);
    let comes_to = of_slot.clone().map(|one| &one.chosen).next().unwrap_or(&Chosen::Nothing);
    let find = |name: &AccountName| accounts.iter().find(|account| account.name == *name);
    let account = comes_to.account().and_then(find).map(|account| AccountState {
        name: account.name.to_string(),
        address: account.address.clone(),
        token: token_badge(say, account.token_status),
        connection: connection_badge(say, account),
        at: account.connection.as_ref().map(|one| Moment::of(say, one.at, now)),
    });
    let (why, bad) = match comes_to {
        Chosen::Slot(_) => (None, false),
        Chosen::AsSending(_) => (Some(say.text("slot-as-sending")), false),
        Chosen::OnlyOne(_) => (Some(say.text("slot-only-one")), false),
        Chosen::Gone(name) => (Some(say.with("slot-gone", "name", name.as_str())), true),
        Chosen::Nothing if slot == Slot::Sending => (Some(say.text("slot-nothing-sends")), true),
        Chosen::Nothing => (Some(say.text("slot-nothing")), false),
    };
    let title = match slot {
        Slot::Sending => "slot-sending",
        Slot::FaxServer => "slot-fax-server",
        Slot::InternetFaxReceive => "slot-internet-fax-receive",
        Slot::EmailStatus => "slot-email-status",
    };
    let hint = match slot {
        Slot::Sending => "slot-sending-hint",
        Slot::FaxServer => "slot-fax-server-hint",
        Slot::InternetFaxReceive | Slot::EmailStatus => "slot-receiving-hint",
    };
    let value = chosen.get(slot).map(AccountName::as_str).unwrap_or_default();
    SlotShown {
        field: Field::new(slot.as_str(), say.text(title), value).hint(say.text(hint)),
        functions: of_slot.map(|one| function(say, one.function)).collect(),
        account,
        why,
        bad,
    }
}

fn function(say: Say, function: scanpost_core::site::Function) -> String {
    use scanpost_core::site::Function;
    say.text(match function {
        Function::ScanToEmail => "function-scan-to-email",
        Function::ErrorNotification => "function-error-notification",
        Function::EmailNotification => "function-email-notification",
        Function::InternetFaxSend => "function-internet-fax-send",
        Function::FaxServer => "function-fax-server",
        Function::InternetFaxReceive => "function-internet-fax-receive",
        Function::EmailStatus => "function-email-status",
    })
}

struct Deviation {
    device: String,
    account: String,
    is_there: bool,
}

/// Export, and the way to an import.
pub(super) fn transfer(frame: &Frame, wrong: Vec<Wrong>) -> String {
    let say = frame.say();
    let mut file =
        Field::new("file", say.text("import-file"), "").hint(say.text("import-file-hint"));
    let mut rest = Vec::new();
    for wrong in wrong {
        rest.extend(wrong.mark(&mut [&mut file]));
    }
    draw(&TransferPage { frame, say, follow: false, file, wrong: rest })
}

/// What an import has done; with a `file`, what it would do, and the question.
pub(super) fn import(frame: &Frame, view: &ImportView, file: &str) -> String {
    let say = frame.say();
    let things = view.things.iter().map(|one| ThingShown {
        what: say.text(match one.thing {
            scanpost_core::gateway::views::Thing::MailSettings => "thing-mail-settings",
            scanpost_core::gateway::views::Thing::Slots => "thing-slots",
            scanpost_core::gateway::views::Thing::Authorities => "thing-authorities",
            scanpost_core::gateway::views::Thing::Account => "thing-account",
            scanpost_core::gateway::views::Thing::Device => "thing-device",
            scanpost_core::gateway::views::Thing::Administrator => "thing-administrator",
        }),
        name: one.name.clone(),
        badge: outcome(say, one.outcome, view.dry_run),
    });
    draw(&ImportPage {
        frame,
        say,
        follow: false,
        dry_run: view.dry_run,
        nothing: view.things.iter().all(|one| one.outcome == Outcome::Same),
        things: things.collect(),
        file,
    })
}

struct ThingShown {
    what: String,
    name: String,
    badge: Badge,
}

fn outcome(say: Say, outcome: Outcome, dry_run: bool) -> Badge {
    let (tone, id) = match (outcome, dry_run) {
        (Outcome::Added, true) => (Tone::Wait, "outcome-would-be-added"),
        (Outcome::Changed, true) => (Tone::Wait, "outcome-would-be-changed"),
        (Outcome::Added, false) => (Tone::Good, "outcome-added"),
        (Outcome::Changed, false) => (Tone::Good, "outcome-changed"),
        (Outcome::Same, _) => (Tone::Idle, "outcome-same"),
        (Outcome::NotDone, _) => (Tone::Bad, "outcome-not-done"),
    };
    Badge { tone, word: say.text(id) }
}

#[derive(Template)]
#[template(path = "settings/mail.html")]
struct MailPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
    /// What is stored now and is not what was typed.
    others: Vec<(String, String)>,
    primary: Vec<Primary>,
    sending: Vec<Field>,
    secondary_encryption: Choice,
    sender: Vec<Field>,
    auto: Choice,
    validation: Choice,
    unchecked: bool,
    pop: Vec<Field>,
    pop_encryption: Choice,
    network: Vec<Field>,
    password: Field,
    pem: Field,
    authorities: Vec<Authority>,
}

impl MailPage<'_> {
    /// All fields, to put sentences at.
    fn fields(&mut self) -> Vec<&mut Field> {
        let lists = [&mut self.sending, &mut self.sender, &mut self.pop, &mut self.network];
        let single = [&mut self.password, &mut self.pem];
        lists.into_iter().flatten().chain(single).collect()
    }
}

#[derive(Template)]
#[template(path = "settings/functions.html")]
struct SlotsPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    revision: u64,
    done: Option<String>,
    wrong: Vec<Wrong>,
    slots: Vec<SlotShown>,
    names: Vec<String>,
    deviations: Vec<Deviation>,
}

#[derive(Template)]
#[template(path = "settings/transfer.html")]
struct TransferPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    file: Field,
    wrong: Vec<Wrong>,
}

#[derive(Template)]
#[template(path = "settings/import.html")]
struct ImportPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    dry_run: bool,
    nothing: bool,
    things: Vec<ThingShown>,
    /// Nothing: it has been done.
    file: &'a str,
}
