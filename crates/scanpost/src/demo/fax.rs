//! A fax that comes in: a mail with a TIFF, in a mailbox of its own, fetched with a token of its own; it goes into
//! a folder, or to a printer that is named.
//!
//! The receiving function has its own slot, so the account that sends scans has no part in it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use mail_builder::MessageBuilder;
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::views::ReceivingSettingsView;
use scanpost_core::gateway::{Gateway, GatewayError, NewAccount};
use scanpost_core::oauth::{Needs, Provider};
use scanpost_core::objection::Objection;
use scanpost_core::receive::{Arrival, ArrivalFilter, ArrivalState};
use scanpost_core::site::receiving::PrinterUri;
use scanpost_core::site::{Function, ReceivingEntered, Slots};
use scanpost_core::words;
use scanpost_sandbox::Sandbox;
use tokio::time::timeout;

use super::steps::Steps;
use super::{scan, sign_in};
use crate::args::DemoOptions;
use crate::terminal::{self, Failure, say};

/// Where faxes come to.
pub(super) const MAILBOX: &str = "faxes@sandbox.example";

/// A page that we made: TIFF of RFC 2301's profile S, as fax machines send it.
const EMBEDDED: &[u8] = include_bytes!("../../assets/fax.tif");

const SENDER: &str = "fax=+468000000@sandbox.example";

/// So long it may take on one machine until the fax lies where it belongs.
const LONGEST_WAIT: Duration = Duration::from_mins(3);

/// A fax that was handed on.
pub(super) struct Fax {
    pub(super) arrival: Arrival,
    /// Where it lies; nothing where it was printed.
    pub(super) file: Option<PathBuf>,
    pub(super) octets: usize,
    pub(super) sha256: String,
}

impl Fax {
    /// The file, or the printer.
    pub(super) fn place(&self) -> String {
        let file = self.file.as_ref().map(|file| file.display().to_string());
        file.or_else(|| self.arrival.place.clone()).unwrap_or_default()
    }
}

/// The fax, from the provider's mailbox to the folder or the printer.
pub(super) async fn show(
    steps: &Steps,
    (sandbox, gateway): (&Sandbox, &Gateway),
    sender: &AccountName,
    options: &DemoOptions,
) -> Result<Fax, Failure> {
    let account: AccountName = "faxes".parse().expect("letters make a name");
    let prepared = prepare(gateway, sandbox, sender, &account);
    steps.run(&say("demo-fax-prepare", &[]), prepared).await?;
    sign_in(steps, sandbox, gateway, (&account, MAILBOX), options.manual).await?;
    if let Some(printer) = &options.printer {
        print_at(gateway, printer).await?;
    }
    sandbox.put_mail(MAILBOX, mail()?);
    steps.run(&say("demo-fax-fetch", &[("address", MAILBOX)]), fetch(gateway)).await?;
    if let Some(printer) = &options.printer {
        let label = say("demo-fax-print", &[("printer", printer.as_str())]);
        let arrival = steps.run(&label, handed_on(gateway)).await?;
        let (octets, sha256) = (EMBEDDED.len(), scan::sha256(EMBEDDED));
        return Ok(Fax { arrival, file: None, octets, sha256 });
    }
    let arrival = steps.run(&say("demo-fax-hand-on", &[]), handed_on(gateway)).await?;
    steps.run(&say("demo-fax-look", &[]), look(gateway, arrival)).await
}

/// Faxes go to this printer from now on.
async fn print_at(gateway: &Gateway, printer: &PrinterUri) -> Result<(), Failure> {
    let ReceivingSettingsView { revision, settings, .. } = gateway.receiving_settings().await?;
    let entered = ReceivingEntered {
        fax_to: "printer".to_owned(),
        fax_printer: printer.to_string(),
        ..settings.entered()
    };
    gateway.by(&Actor::Console).set_receiving_settings(revision, entered).await?;
    Ok(())
}

/// An account of its own for the faxes; the other one goes on to send.
async fn prepare(
    gateway: &Gateway,
    sandbox: &Sandbox,
    sender: &AccountName,
    account: &AccountName,
) -> Result<(), Failure> {
    let provider = Provider::parse(&sandbox.provider_toml())
        .map_err(|unfit| GatewayError::from(Objection::from(unfit)))?;
    let console = gateway.by(&Actor::Console);
    let new = NewAccount {
        needs: Needs { sending: false, receiving: true },
        ..NewAccount::to_send(account.clone(), MAILBOX.to_owned(), provider)
    };
    console.add_account(new).await?;
    let seen = gateway.slots().await?.revision;
    let slots = Slots {
        sending: Some(sender.clone()),
        internet_fax_receive: Some(account.clone()),
        ..Slots::default()
    };
    console.set_slots(seen, slots).await?;
    Ok(())
}

/// As a fax machine with e-mail sends it (RFC 3965).
fn mail() -> Result<Vec<u8>, Failure> {
    MessageBuilder::new()
        .from(SENDER)
        .to(MAILBOX)
        .subject("Fax")
        .text_body("A fax of one page.\r\n")
        .attachment("image/tiff; application=faxbw", "fax.tif", EMBEDDED)
        .write_to_vec()
        .map_err(|error| Failure::because("demo-no-scan", &[("why", &terminal::why(&error))]))
}

/// The next poll would come by itself; this one comes now.
async fn fetch(gateway: &Gateway) -> Result<(), Failure> {
    let polled = gateway.by(&Actor::Console).poll_now(Function::InternetFaxReceive).await?;
    match polled.fault {
        Some(fault) => Err(fault.into()),
        None => Ok(()),
    }
}

/// Waits until the fax has left scanpost's hands. What hinders it would be tried again by a scanpost that
/// stays; the demo says it at once.
async fn handed_on(gateway: &Gateway) -> Result<Arrival, Failure> {
    let mut changes = gateway.changes();
    let ended = async {
        loop {
            match newest(gateway).await? {
                Some(arrival) if arrival.state == ArrivalState::HandedOn => return Ok(arrival),
                Some(Arrival { fault: Some(fault), .. }) => {
                    let what = words::fault(terminal::language(), &fault).what;
                    return Err(Failure::because("demo-fax-hindered", &[("why", &what)]));
                }
                _ => {}
            }
            if changes.changed().await.is_err() {
                return Err(Failure::because("demo-scanpost-stopped", &[]));
            }
        }
    };
    let ended = timeout(LONGEST_WAIT, ended).await;
    ended.unwrap_or_else(|_| Err(Failure::because("demo-fax-waits", &[])))
}

async fn newest(gateway: &Gateway) -> Result<Option<Arrival>, Failure> {
    let filter = ArrivalFilter { most: 1, ..ArrivalFilter::default() };
    Ok(gateway.arrivals(filter).await?.pop())
}

/// The file must be the fax, octet for octet.
async fn look(gateway: &Gateway, arrival: Arrival) -> Result<Fax, Failure> {
    let folder = gateway.receiving_settings().await?.fax_folders.unwrap_or_default();
    let file = folder.join(arrival.place.as_deref().unwrap_or_default());
    let octets = fs::read(&file).map_err(|error| {
        Failure::because("demo-fax-not-there", &[("why", &terminal::why(&error))])
    })?;
    if octets != EMBEDDED {
        return Err(Failure::because("demo-fax-differs", &[]));
    }
    Ok(Fax { arrival, file: Some(file), octets: octets.len(), sha256: scan::sha256(&octets) })
}
