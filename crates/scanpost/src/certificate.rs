//! The certificates that devices and browsers are shown.
//!
//! One that the administrator named on the command line, or put into the data folder, is shown as it
//! is. Otherwise one is made at the first start and kept. The browsers' is made anew a month before
//! its end, where it is of the first kind, which counted for longer than browsers take, and where the
//! machine has got another name. Another address is no reason: those come and go, and each new
//! certificate asks people to look at it anew. The devices' stays: a printer that was given it would not
//! know another.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use scanpost_core::clock::Time;
use scanpost_core::door::tls::{Acceptor, Identity};

use crate::folder::Folder;
use crate::terminal::Failure;

/// Whom a certificate is shown to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    Devices,
    Browsers,
}

/// The administrator's own, or one made here for these names.
pub(crate) fn shown(
    folder: &Folder,
    audience: Audience,
    own: Option<(&Path, &Path)>,
    names: Vec<String>,
    now: Time,
) -> Result<(Identity, Acceptor), Failure> {
    let [chain, key] = audience.files(folder);
    let (chain, key) = own.unwrap_or((&chain, &key));
    if own.is_none() && is_to_be_made(folder, audience, &names, now) {
        let earlier = read(chain, key).ok().and_then(|earlier| earlier.fingerprint());
        let all = names.join(", ");
        let identity = make(audience, names, now)?;
        folder.write(key, identity.key_pem.as_bytes())?;
        folder.write(chain, identity.chain_pem.as_bytes())?;
        if let Some(earlier) = earlier {
            let fingerprint = identity.fingerprint();
            tracing::warn!(event = "certificate.made-anew", names = all, earlier, fingerprint);
        }
    }
    let identity = read(chain, key)?;
    let acceptor = Acceptor::new(&identity).map_err(|why| {
        let [chain, key] = [chain, key].map(|path| path.display().to_string());
        let facts = [("chain", &*chain), ("key", &*key), ("why", &why)];
        match audience {
            Audience::Devices => Failure::because("certificate-unusable", &facts),
            Audience::Browsers => Failure::because("web-certificate-unusable", &facts),
        }
    })?;
    Ok((identity, acceptor))
}

/// Whether there is none in the folder, or one that was made here and is of no use any more: its time
/// has come, the machine has got another name, or a power cut came between certificate and key.
pub(crate) fn is_to_be_made(
    folder: &Folder,
    audience: Audience,
    names: &[String],
    now: Time,
) -> bool {
    let [chain, key] = audience.files(folder);
    if !(chain.exists() && key.exists()) {
        return true;
    }
    read(&chain, &key).is_ok_and(|kept| {
        let is_address = |name: &str| name.parse::<IpAddr>().is_ok();
        let is_unnamed = |name: &String| !is_address(name) && !kept.names(name);
        let is_over =
            audience == Audience::Browsers && (kept.is_due(now) || names.iter().any(is_unnamed));
        kept.is_made_here() && (is_over || Acceptor::new(&kept).is_err())
    })
}

fn make(audience: Audience, names: Vec<String>, now: Time) -> Result<Identity, Failure> {
    let all = names.join(", ");
    let made = match audience {
        Audience::Devices => Identity::make(names),
        Audience::Browsers => Identity::make_for_browsers(names, now),
    };
    made.map_err(|why| {
        Failure::because("certificate-not-made", &[("hostname", &all), ("why", &why)])
    })
}

fn read(chain: &Path, key: &Path) -> Result<Identity, Failure> {
    Ok(Identity { chain_pem: Folder::read(chain)?.to_string(), key_pem: Folder::read(key)? })
}

impl Audience {
    /// Certificate and key, where they are made here.
    fn files(self, folder: &Folder) -> [PathBuf; 2] {
        let names = match self {
            Audience::Devices => ["tls-cert.pem", "tls-key.pem"],
            Audience::Browsers => ["web-cert.pem", "web-key.pem"],
        };
        names.map(|name| folder.path().join(name))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Time = Time(1_795_252_500_000);

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(Some(dir.path().join("data"))).expect("it can be made");
        (dir, folder)
    }

    fn names() -> Vec<String> {
        vec!["scans.example".to_owned()]
    }

    /// By its fingerprint.
    fn shown_at(folder: &Folder, audience: Audience, now: Time) -> String {
        let (identity, _) = shown(folder, audience, None, names(), now).expect("one is made");
        identity.fingerprint().expect("there is one")
    }

    fn put(folder: &Folder, audience: Audience, identity: &Identity) {
        let [chain, key] = audience.files(folder);
        folder.write(&chain, identity.chain_pem.as_bytes()).expect("ours");
        folder.write(&key, identity.key_pem.as_bytes()).expect("ours");
    }

    #[test]
    fn the_browsers_certificate_is_made_anew_ahead_of_its_end_and_the_devices_stays() {
        let (_dir, folder) = folder();
        let year = Duration::from_hours(365 * 24);
        for (audience, is_made_anew) in [(Audience::Browsers, true), (Audience::Devices, false)] {
            let first = shown_at(&folder, audience, NOW);
            assert_eq!(shown_at(&folder, audience, NOW + year / 2), first);
            assert_eq!(shown_at(&folder, audience, NOW + year * 40) != first, is_made_anew);
        }
        let last = shown_at(&folder, Audience::Browsers, NOW + year * 40);
        assert_eq!(shown_at(&folder, Audience::Browsers, NOW + year * 40), last, "once");
    }

    #[test]
    fn the_one_of_the_first_kind_that_browsers_do_not_take_is_replaced_once() {
        let (_dir, folder) = folder();
        put(&folder, Audience::Browsers, &Identity::make(names()).expect("it has no end"));
        assert!(is_to_be_made(&folder, Audience::Browsers, &names(), NOW));
        let made = shown_at(&folder, Audience::Browsers, NOW);
        assert_eq!(shown_at(&folder, Audience::Browsers, NOW), made);
    }

    #[test]
    fn a_certificate_that_was_cut_off_from_its_key_is_made_anew() {
        let (_dir, folder) = folder();
        for audience in [Audience::Devices, Audience::Browsers] {
            shown_at(&folder, audience, NOW);
            let [_, key] = audience.files(&folder);
            let other = Identity::make(names()).expect("another");
            folder.write(&key, other.key_pem.as_bytes()).expect("ours");
            shown_at(&folder, audience, NOW);
            assert!(!is_to_be_made(&folder, audience, &names(), NOW));
        }
    }

    #[test]
    fn a_machine_with_another_name_shows_browsers_another_certificate_and_devices_the_same() {
        let (_dir, folder) = folder();
        for (audience, by_name) in [(Audience::Browsers, true), (Audience::Devices, false)] {
            shown_at(&folder, audience, NOW);
            let anew = |names: &[&str]| {
                let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
                is_to_be_made(&folder, audience, &names, NOW)
            };
            assert!(!anew(&["Scans.example", "192.0.2.99"]), "an address comes and goes");
            assert_eq!(anew(&["scans.example", "archive.example"]), by_name);
        }
        let before = shown_at(&folder, Audience::Browsers, NOW);
        let named = vec!["archive.example".to_owned()];
        let (made, _) = shown(&folder, Audience::Browsers, None, named, NOW).expect("one is made");
        assert_ne!(made.fingerprint(), Some(before));
        assert!(made.names("archive.example"));
    }
}
