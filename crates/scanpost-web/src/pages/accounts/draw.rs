//! Views in, HTML out, for the pages of accounts. Pure.

use askama::Template;
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::fault::Fault;
use scanpost_core::gateway::views::{AccountView, BrowserView, GrantView};
use scanpost_core::oauth::provider::{Fixed, SmtpSecurity};
use scanpost_core::oauth::{Provider, Way};

use super::shown::{AccountShown, GrantShown, clock, title};
use super::{add, app, settings};
use crate::pages::fields::{Field, Tick, Wrong};
use crate::pages::render::{Frame, Question, draw, question};
use crate::pages::say::Say;
use crate::pages::shown::{Part, Tone, Trouble};
use crate::wire::CameBack;

/// All ways of sign-in.
pub(super) const WAYS: [Way; 3] = [Way::DeviceCode, Way::AuthorizationCode, Way::ClientCredentials];

/// The word of a way as it stands in forms and in JSON.
pub(super) const fn word(way: Way) -> &'static str {
    match way {
        Way::DeviceCode => "device-code",
        Way::AuthorizationCode => "authorization-code",
        Way::ClientCredentials => "client-credentials",
    }
}

/// All accounts.
pub fn accounts(frame: &Frame, accounts: &[AccountView], now: Time) -> String {
    let say = frame.say();
    draw(&AccountsPage {
        frame,
        say,
        follow: true,
        accounts: accounts.iter().map(|view| AccountShown::of(say, view, now)).collect(),
    })
}

/// One account with everything about it.
pub fn account(frame: &Frame, account: &AccountView, grant: &GrantView, now: Time) -> String {
    let say = frame.say();
    draw(&AccountPage {
        frame,
        say,
        follow: true,
        account: AccountShown::of(say, account, now),
        grant: GrantShown::of(say, grant, now),
    })
}

/// The question before an account is removed: Yes removes, No keeps.
pub(super) fn ask_remove(frame: &Frame, account: &AccountView) -> String {
    let say = frame.say();
    question(
        frame,
        Question {
            title: say.with("account-remove-title", "address", &account.address),
            text: say.text("account-remove-text"),
            action: format!("/accounts/{}/remove", account.name),
            fields: Vec::new(),
            yes: say.text("account-remove-yes"),
            no: say.text("account-remove-no"),
            back: format!("/accounts/{}", account.name),
        },
    )
}

/// The question before secret or certificate are removed.
pub(super) fn ask_remove_credential(frame: &Frame, name: &AccountName) -> String {
    let say = frame.say();
    question(
        frame,
        Question {
            title: say.text("app-remove-title"),
            text: say.text("app-remove-text"),
            action: format!("/accounts/{name}/app/remove"),
            fields: Vec::new(),
            yes: say.text("app-remove-yes"),
            no: say.text("app-remove-no"),
            back: format!("/accounts/{name}/app"),
        },
    )
}

/// The choice of a provider.
pub(super) fn providers(frame: &Frame, known: &[Provider]) -> String {
    let say = frame.say();
    let card = |provider: &Provider| Card {
        place: format!("/accounts/add/{}", provider.name),
        title: provider.title.clone(),
        text: provider_text(say, &provider.name),
    };
    let mut cards: Vec<_> = known.iter().map(card).collect();
    let custom = Provider::template();
    cards.push(Card { title: say.text("provider-custom"), ..card(&custom) });
    draw(&ProvidersPage { frame, say, follow: false, cards })
}

fn provider_text(say: Say, name: &str) -> String {
    let id = match name {
        "exchange-online" => "provider-exchange-online",
        "outlook" => "provider-outlook",
        "gmail" => "provider-gmail",
        "gcc-high" => "provider-gcc-high",
        "dod" => "provider-dod",
        "china-21vianet" => "provider-china-21vianet",
        "hve" => "provider-hve",
        _ => "provider-custom-text",
    };
    say.text(id)
}

/// The form of a new account.
pub(super) fn add(
    frame: &Frame,
    provider: &Provider,
    typed: &add::Typed,
    wrong: Vec<Wrong>,
) -> String {
    let say = frame.say();
    let is_custom = add::is_custom(provider);
    let oauth = &provider.oauth;
    let mut address = Field::new("address", say.text("add-address"), &typed.address)
        .hint(say.text("add-address-hint"));
    let mut name =
        Field::new("name", say.text("add-name"), &typed.name).hint(say.text("add-name-hint"));
    let id_hint =
        if oauth.client_id.is_empty() { "add-client-id-hint" } else { "add-client-id-optional" };
    let mut client_id = Field::new("client_id", say.text("add-client-id"), &typed.client_id)
        .hint(say.with("add-client-id-where", "where", &say.text(id_hint)));
    let has_tenants =
        oauth.token_endpoint.contains("{tenant}") && oauth.tenant.as_deref() != Some("consumers");
    let mut tenant = has_tenants.then(|| {
        let usual = oauth.tenant.as_deref().unwrap_or_default();
        Field::new("tenant", say.text("add-tenant"), &typed.tenant).hint(say.with(
            "add-tenant-hint",
            "tenant",
            usual,
        ))
    });
    let mut description = is_custom.then(|| {
        Field::new("provider", say.text("add-description"), &typed.description)
            .hint(say.text("add-description-hint"))
    });
    // Only at fields that are drawn; elsewhere nobody would read the sentence.
    let mut drawn = vec![&mut address, &mut name, &mut client_id];
    drawn.extend(tenant.as_mut().into_iter().chain(&mut description));
    // Of those that belong to none, the first is said above the form.
    let others: Vec<_> = wrong.into_iter().filter_map(|wrong| wrong.mark(&mut drawn)).collect();
    let wrong = others.into_iter().next();
    if let Some(description) = &mut description {
        // The objection calls it by what it is about; the form's field is the file.
        description.name = "description";
    }
    draw(&AddPage {
        frame,
        say,
        follow: false,
        title: if is_custom { say.text("provider-custom") } else { provider.title.clone() },
        place: format!("/accounts/add/{}", provider.name),
        wrong,
        address,
        name,
        client_id,
        tenant,
        description,
        receiving: (provider.pop.is_some() && !oauth.scopes.receiving.is_empty()).then(|| {
            Tick::new(
                say,
                "receiving",
                "add-receiving",
                "add-receiving-hint",
                !typed.receiving.is_empty(),
            )
        }),
        servers: if is_custom { Vec::new() } else { servers(say, provider) },
    })
}

/// What the provider's data fill in, and which of it nobody can change.
fn servers(say: Say, provider: &Provider) -> Vec<Filled> {
    let smtp = &provider.smtp;
    let filled = |label, value: String, fixed| Filled {
        label: say.text(label),
        value,
        is_fixed: smtp.fixed.contains(&fixed),
    };
    let security = match smtp.security {
        SmtpSecurity::Starttls => "STARTTLS",
        SmtpSecurity::Implicit => "SSL/TLS",
    };
    vec![
        filled("add-smtp-host", smtp.host.clone(), Fixed::Host),
        filled("add-smtp-port", smtp.port.to_string(), Fixed::Port),
        filled("add-smtp-security", security.to_owned(), Fixed::Security),
        filled("add-smtp-login", say.text("add-smtp-login-on"), Fixed::Authentication),
    ]
}

/// What can be changed of an account.
pub(super) fn settings(
    frame: &Frame,
    name: &AccountName,
    grant: &GrantView,
    typed: &settings::Typed,
    wrong: Option<Wrong>,
) -> String {
    let say = frame.say();
    let mut client_id = Field::new("client_id", say.text("add-client-id"), &typed.client_id)
        .hint(say.text("settings-client-id-hint"));
    let mut tenant = grant.tenant.as_ref().map(|_| {
        Field::new("tenant", say.text("add-tenant"), &typed.tenant)
            .hint(say.text("settings-tenant-hint"))
    });
    // Only at fields that are drawn; elsewhere nobody would read the sentence.
    let mut drawn: Vec<_> = [&mut client_id].into_iter().chain(&mut tenant).collect();
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut drawn));
    let way = |way: &Way| Choice {
        value: word(*way),
        label: say.text(title(*way)),
        is_chosen: word(*way) == typed.way,
    };
    draw(&SettingsPage {
        frame,
        say,
        follow: false,
        name: name.to_string(),
        address: grant.expected.clone(),
        wrong,
        client_id,
        tenant,
        ways: grant.ways.iter().map(way).collect(),
        receiving: Tick::new(
            say,
            "receiving",
            "add-receiving",
            "add-receiving-hint",
            !typed.receiving.is_empty(),
        ),
        asked: grant.would_ask.clone(),
        revision: typed.revision,
    })
}

/// The ways to sign in, the one to propose first; those that the provider lacks last, with the reason.
pub(super) fn ways(frame: &Frame, account: &AccountView, grant: &GrantView) -> String {
    let say = frame.say();
    let mut order: Vec<Way> = vec![grant.way];
    order.extend(grant.ways.iter().chain(&WAYS));
    let mut cards: Vec<WayCard> = Vec::new();
    for way in order {
        if cards.iter().all(|card| card.word != word(way)) {
            let is_offered = grant.ways.contains(&way);
            cards.push(WayCard {
                word: word(way),
                title: say.text(title(way)),
                text: way_text(say, way, is_offered, &account.provider),
                is_offered,
                is_proposed: is_offered && way == grant.way,
                button: say.text(way_button(way, grant)),
            });
        }
    }
    draw(&WaysPage {
        frame,
        say,
        follow: false,
        name: account.name.to_string(),
        address: account.address.clone(),
        cards,
        can_consent: grant.can_consent,
    })
}

fn way_text(say: Say, way: Way, is_offered: bool, provider: &str) -> String {
    let (when, why_not) = match way {
        Way::DeviceCode => ("way-device-code-text", "way-device-code-not"),
        Way::AuthorizationCode => ("way-browser-text", "way-browser-not"),
        Way::ClientCredentials => ("way-app-text", "way-app-not"),
    };
    if is_offered { say.text(when) } else { say.with(why_not, "provider", provider) }
}

fn way_button(way: Way, grant: &GrantView) -> &'static str {
    match way {
        Way::DeviceCode => "way-device-code-button",
        Way::AuthorizationCode => "way-browser-button",
        Way::ClientCredentials if grant.credential.is_some() => "way-app-button",
        Way::ClientCredentials => "way-app-set-up",
    }
}

/// A browser's way to the provider and back, as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Journey {
    pub(super) begun: Option<BrowserView>,
    /// The gateway's own address, if the browser could come back there.
    pub(super) own_page: Option<String>,
    pub(super) fault: Option<Fault>,
}

/// The sign-in in the browser.
pub(super) fn browser(
    frame: &Frame,
    account: &AccountView,
    grant: &GrantView,
    journey: &Journey,
) -> String {
    let say = frame.say();
    let Journey { begun, own_page, fault } = journey;
    let left = match begun {
        Some(begun) => Some(begun.seconds_left),
        None => grant.browser_seconds_left,
    };
    let ends_here = |uri: &str| uri.ends_with(scanpost_core::gateway::RETURN_PATH);
    draw(&BrowserPage {
        frame,
        say,
        follow: false,
        name: account.name.to_string(),
        address: account.address.clone(),
        begun: begun.as_ref().map(|begun| Begun {
            url: begun.url.clone(),
            host: host(&begun.url),
            redirect_uri: begun.redirect_uri.clone(),
            comes_back: ends_here(&begun.redirect_uri),
        }),
        own_page: own_page.clone(),
        can_paste: grant.paste_from.is_some(),
        trouble: fault.as_ref().map(|fault| Trouble::of(say, fault)),
        left: left.map(|left| (left, clock(left))),
    })
}

/// The host of an address, as a person reads it.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
}

/// What has become of a return from the provider.
pub(super) fn came_back(
    frame: &Frame,
    came: &Result<CameBack, Fault>,
    way_on: Option<String>,
) -> String {
    let say = frame.say();
    let (title, text) = match came {
        Ok(CameBack::SignIn { .. }) => ("return-signed-in", "return-signed-in-text"),
        Ok(CameBack::Consent { .. }) => ("return-consented", "return-consented-text"),
        Err(_) => ("return-not-signed-in", "return-not-signed-in-text"),
    };
    let trouble = came.as_ref().err().map(|fault| Trouble::of(say, fault));
    let can_repeat = trouble.as_ref().is_some_and(|trouble| trouble.tone == Tone::Wait);
    draw(&ReturnPage {
        frame,
        say,
        follow: false,
        title: say.text(title),
        text: say.text(text),
        way_on: way_on.unwrap_or_else(|| "/".to_owned()),
        trouble,
        can_repeat,
    })
}

/// Sends a browser on to a page of ours, with its session.
pub(super) fn go_on(frame: &Frame, place: &str) -> String {
    let say = frame.say();
    draw(&ReturnPage {
        frame,
        say,
        follow: false,
        title: say.text("return-going-on"),
        text: String::new(),
        way_on: place.to_owned(),
        trouble: None,
        can_repeat: false,
    })
}

/// How an administrator of the tenant consents.
pub(super) fn consent(frame: &Frame, account: &AccountView, begun: Option<&BrowserView>) -> String {
    draw(&ConsentPage {
        frame,
        say: frame.say(),
        follow: false,
        name: account.name.to_string(),
        begun: begun.map(|begun| Begun {
            url: begun.url.clone(),
            host: host(&begun.url),
            redirect_uri: begun.redirect_uri.clone(),
            comes_back: false,
        }),
    })
}

/// What an app proves itself with, and what the tenant's administrator does for it.
pub(super) fn app(
    frame: &Frame,
    account: &AccountView,
    grant: &GrantView,
    filled: &app::Filled,
    wrong: Option<Wrong>,
    now: Time,
) -> String {
    let say = frame.say();
    let mut secret =
        Field::new("client_secret", say.text("app-secret"), "").hint(say.text("app-secret-hint"));
    let mut ends =
        Field::new("ends", say.text("app-secret-ends"), "").hint(say.text("app-secret-ends-hint"));
    let mut pem =
        Field::new("certificate", say.text("app-import-pem"), "").hint(say.text("app-import-hint"));
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut secret, &mut ends, &mut pem]));
    let object_id = filled.object_id.trim();
    let is_id =
        object_id.len() == 36 && object_id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    draw(&AppPage {
        frame,
        say,
        follow: false,
        name: account.name.to_string(),
        wrong,
        secret,
        ends,
        pem,
        revision: grant.revision.0,
        shown: GrantShown::of(say, grant, now),
        // What the tenant's administrator does is Microsoft's; other providers have their own ways.
        is_microsoft: grant.can_consent,
        organization: organization(account, grant),
        address: account.address.clone(),
        object_id: if is_id { object_id.to_owned() } else { "OBJECT-ID".to_owned() },
        object_id_typed: Field::new("object_id", say.text("app-object-id"), object_id)
            .hint(say.text("app-object-id-hint")),
        receives: grant.needs.receiving,
    })
}

/// The tenant's domain or id; where only a word stands for it, the domain of the mailbox.
fn organization(account: &AccountView, grant: &GrantView) -> String {
    let domain = account.address.rsplit('@').next().unwrap_or_default();
    let is_word = |tenant: &&str| ["organizations", "common", "consumers"].contains(tenant);
    grant.tenant.as_deref().filter(|tenant| !is_word(tenant)).unwrap_or(domain).to_owned()
}

/// A provider to choose.
struct Card {
    place: String,
    title: String,
    text: String,
}

/// A setting that the provider's data fill in.
struct Filled {
    label: String,
    value: String,
    is_fixed: bool,
}

/// One way of sign-in.
struct WayCard {
    word: &'static str,
    title: String,
    text: String,
    is_offered: bool,
    is_proposed: bool,
    button: String,
}

struct Choice {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

/// An address to send a browser to.
struct Begun {
    url: String,
    host: String,
    redirect_uri: String,
    /// By itself; else the address is pasted.
    comes_back: bool,
}

#[derive(Template)]
#[template(path = "accounts/list.html")]
struct AccountsPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    accounts: Vec<AccountShown>,
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    account: AccountShown,
    grant: GrantShown,
}

#[derive(Template)]
#[template(path = "accounts/providers.html")]
struct ProvidersPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "accounts/add.html")]
struct AddPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    place: String,
    wrong: Option<Wrong>,
    address: Field,
    name: Field,
    client_id: Field,
    tenant: Option<Field>,
    description: Option<Field>,
    receiving: Option<Tick>,
    servers: Vec<Filled>,
}

#[derive(Template)]
#[template(path = "accounts/settings.html")]
struct SettingsPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    address: String,
    wrong: Option<Wrong>,
    client_id: Field,
    tenant: Option<Field>,
    ways: Vec<Choice>,
    receiving: Tick,
    asked: Vec<String>,
    revision: u64,
}

#[derive(Template)]
#[template(path = "accounts/ways.html")]
struct WaysPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    address: String,
    cards: Vec<WayCard>,
    can_consent: bool,
}

#[derive(Template)]
#[template(path = "accounts/browser.html")]
struct BrowserPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    address: String,
    begun: Option<Begun>,
    own_page: Option<String>,
    can_paste: bool,
    trouble: Option<Trouble>,
    left: Option<(u64, String)>,
}

#[derive(Template)]
#[template(path = "accounts/return.html")]
struct ReturnPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    text: String,
    way_on: String,
    trouble: Option<Trouble>,
    /// The same return may be tried again.
    can_repeat: bool,
}

#[derive(Template)]
#[template(path = "accounts/consent.html")]
struct ConsentPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    begun: Option<Begun>,
}

#[derive(Template)]
#[template(path = "accounts/app.html")]
struct AppPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: String,
    wrong: Option<Wrong>,
    secret: Field,
    ends: Field,
    pem: Field,
    revision: u64,
    shown: GrantShown,
    is_microsoft: bool,
    organization: String,
    address: String,
    object_id: String,
    object_id_typed: Field,
    receives: bool,
}
