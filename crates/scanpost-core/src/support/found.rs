//! The devices that make themselves known on the local network (RFC 6762, RFC 6763), over the `mdns-sd`
//! crate. Scanpost looks only when somebody asks, for a few seconds, and makes itself known to nobody.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use mdns_sd::{Receiver, ResolvedService, ServiceDaemon, ServiceEvent};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use super::plain;

/// As what printers and scanners make themselves known, that with the best description first.
const KINDS: [&str; 5] = [
    "_ipps._tcp.local.",
    "_ipp._tcp.local.",
    "_uscan._tcp.local.",
    "_pdl-datastream._tcp.local.",
    "_printer._tcp.local.",
];

/// How long answers are waited for: devices answer within a second, those asleep take longer.
pub const SEARCH: Duration = Duration::from_secs(4);

/// More devices than this are not listed.
const MOST: usize = 500;

/// A device that has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// As it calls itself.
    pub name: String,
    /// The host's name on the local network.
    pub host: String,
    /// Where it can be asked, the best address first.
    pub address: IpAddr,
    /// What it says it is.
    pub model: Option<String>,
}

/// Looks for so long. The error is what the system says where it cannot be looked.
pub async fn find(search: Duration) -> Result<Vec<Found>, String> {
    let daemon = ServiceDaemon::new().map_err(|error| error.to_string())?;
    let end = Instant::now() + search;
    let mut searches: FuturesUnordered<_> = KINDS
        .iter()
        .filter_map(|kind| daemon.browse(kind).ok())
        .map(|events| resolved_until(events, end))
        .collect();
    let mut found = BTreeMap::new();
    while let Some(services) = searches.next().await {
        for device in services.iter().filter_map(read) {
            let known = found.entry(device.host.clone()).or_insert_with(|| device.clone());
            known.model = known.model.take().or(device.model);
        }
    }
    // Its thread ends by itself; nobody waits for it.
    drop(daemon.shutdown());
    let mut found: Vec<_> = found.into_values().take(MOST).collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

async fn resolved_until(events: Receiver<ServiceEvent>, end: Instant) -> Vec<ResolvedService> {
    let mut services = Vec::new();
    while services.len() < MOST {
        match timeout_at(end, events.recv_async()).await {
            Ok(Ok(ServiceEvent::ServiceResolved(service))) => services.push(*service),
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => break,
        }
    }
    services
}

/// Nothing, if it has no address.
fn read(service: &ResolvedService) -> Option<Found> {
    let addresses = service.get_addresses().iter().map(mdns_sd::ScopedIp::to_ip_addr);
    // An address with a zone is good on one interface only.
    let is_near =
        |address: &IpAddr| matches!(address, IpAddr::V6(six) if six.is_unicast_link_local());
    let address =
        addresses.min_by_key(|address| (is_near(address), address.is_ipv6(), *address))?;
    let instance = service.get_fullname().strip_suffix(&format!(".{}", service.ty_domain));
    let model = ["ty", "product", "usb_MDL"].iter().find_map(|key| {
        let text = plain(service.get_property_val_str(key)?);
        let text = text.trim_matches(['(', ')']).to_owned();
        (!text.is_empty()).then_some(text)
    });
    Some(Found {
        name: plain(instance.unwrap_or(service.get_fullname())),
        host: plain(service.get_hostname().trim_end_matches('.')),
        address,
        model,
    })
}
