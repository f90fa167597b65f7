//! The choice of a provider, and the form of a new account.

use askama::Template;
use scanpost_core::account::is_address;
use scanpost_core::gateway::RETURN_PATH;
use scanpost_core::oauth::provider::{Fixed, SmtpSecurity};
use scanpost_core::oauth::{Provider, Way};

use crate::pages::accounts::add;
use crate::pages::accounts::power_shell::quoted;
use crate::pages::fields::{Field, Tick, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;

/// The choice of a provider.
pub(in crate::pages::accounts) fn providers(frame: &Frame, known: &[Provider]) -> String {
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
pub(in crate::pages::accounts) fn add(
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
    let is_optional = is_custom || !oauth.client_id.is_empty();
    let id_hint = if is_optional { "add-client-id-optional" } else { "add-client-id-hint" };
    let mut client_id = Field::new("client_id", say.text("add-client-id"), &typed.client_id)
        .hint(say.with("add-client-id-where", "where", &say.text(id_hint)));
    let has_tenants = provider.has_tenants() && oauth.tenant.as_deref() != Some("consumers");
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
        registering: Registering::of(provider, &typed.address),
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

/// How an app is registered at Entra, and what its steps name literally.
struct Registering {
    /// A mailbox that a person keeps for themselves: no tenant's administrator, no Exchange to ask.
    is_personal: bool,
    /// Where a browser of this machine comes back to.
    returns_to: String,
    /// Where the browser of any other stays.
    pasted: String,
    scope: String,
    receiving_scope: String,
    /// The mailbox as one string of `PowerShell`.
    mailbox: String,
}

impl Registering {
    /// Nothing elsewhere, and where only an app signs in: its own page has its steps.
    fn of(provider: &Provider, address: &str) -> Option<Self> {
        if !provider.has_tenants() || !provider.offers(Way::AuthorizationCode) {
            return None;
        }
        let oauth = &provider.oauth;
        let last = |scopes: &[String]| {
            let scope = scopes.first().map(String::as_str).unwrap_or_default();
            scope.rsplit('/').next().unwrap_or_default().to_owned()
        };
        let address = Some(address.trim()).filter(|address| is_address(address));
        Some(Self {
            is_personal: oauth.tenant.as_deref() == Some("consumers"),
            returns_to: format!("{}{RETURN_PATH}", oauth.redirect.loopback),
            pasted: oauth.redirect.pasted.clone().unwrap_or_default(),
            scope: last(&oauth.scopes.sending),
            receiving_scope: last(&oauth.scopes.receiving),
            mailbox: quoted(address.unwrap_or("scans@example.com")),
        })
    }
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
    registering: Option<Registering>,
    tenant: Option<Field>,
    description: Option<Field>,
    receiving: Option<Tick>,
    servers: Vec<Filled>,
}
