//! What the devices' storage promises.

use scanpost_core::device::{Device, Facts, Login, SenderRule, Sighting, TlsFloor};
use scanpost_core::journal::Event;
use scanpost_core::password::PasswordHash;
use scanpost_core::record::{Put, Revision};
use secrecy::SecretString;

use crate::stage::*;

for_every_backend! {
    devices_come_back_whole_in_the_order_in_which_they_were_added,
    a_device_is_replaced_only_by_who_read_the_present_one,
    a_device_is_removed_once,
    what_was_seen_of_a_device_is_kept_without_a_word_in_the_journal_and_goes_with_it,
}

async fn devices_come_back_whole_in_the_order_in_which_they_were_added(store: &dyn Store) {
    let password = PasswordHash::of(&SecretString::from("a long password"));
    let mut with_login = device("second floor");
    with_login.login = Some(Login { user: "copier".to_owned(), password });
    with_login.tls = TlsFloor::Required;
    with_login.account = Some(scans());
    assert_eq!(store.put_device(with_login.clone(), NOW.into()).await, Ok(Put::Added));
    assert_eq!(store.put_device(device("first floor"), later(1).into()).await, Ok(Put::Added));
    assert_eq!(store.devices().await.unwrap(), [stored(with_login), stored(device("first floor"))]);
    let newest = store.latest(1).await.unwrap().remove(0);
    assert_eq!((newest.job, newest.account, newest.at), (None, None, later(1)));
    assert_eq!(newest.event, Event::DeviceAdded { device: "first floor".to_owned() });
}

async fn a_device_is_replaced_only_by_who_read_the_present_one(store: &dyn Store) {
    store.put_device(device("a"), NOW.into()).await.unwrap();
    store.put_device(device("b"), NOW.into()).await.unwrap();
    let read = store.devices().await.unwrap().remove(0);
    let changed = Device { ranges: Vec::new(), ..read.clone() };
    assert_eq!(store.put_device(changed.clone(), stamp_of("anna")).await, Ok(Put::Replaced));
    assert_eq!(store.put_device(read, NOW.into()).await, Ok(Put::Changed), "anna was faster");
    assert_eq!(store.put_device(device("a"), NOW.into()).await, Ok(Put::Changed), "never read");
    assert_eq!(store.devices().await.unwrap(), [stored(changed), stored(device("b"))]);
    let journal = store.latest(10).await.unwrap();
    assert_eq!(journal.len(), 3);
    assert_eq!(journal[0].event, Event::DeviceChanged { device: "a".to_owned() });
    assert_eq!(journal[0].by.as_deref(), Some("anna"));
}

async fn a_device_is_removed_once(store: &dyn Store) {
    store.put_device(device("a"), NOW.into()).await.unwrap();
    assert!(store.remove_device("a".to_owned(), later(1).into()).await.unwrap());
    assert!(!store.remove_device("a".to_owned(), later(2).into()).await.unwrap());
    assert_eq!(store.devices().await.unwrap(), []);
    let journal = store.latest(10).await.unwrap();
    assert_eq!(journal.len(), 2);
    assert_eq!(journal[0].event, Event::DeviceRemoved { device: "a".to_owned() });
    assert_eq!(journal[0].at, later(1));
}

async fn what_was_seen_of_a_device_is_kept_without_a_word_in_the_journal_and_goes_with_it(
    store: &dyn Store,
) {
    store.put_device(device("a"), NOW.into()).await.unwrap();
    let facts = |address: &str| Facts {
        seen: Some(Sighting {
            at: NOW,
            address: address.parse().unwrap(),
            tls: Some("TLSv1.3".to_owned()),
            cipher: None,
            mechanism: Some("PLAIN".to_owned()),
        }),
        refused: None,
        fetched_at: Some(NOW),
    };
    let noted = |name: &str, facts: Facts| (name.to_owned(), facts);
    let seen = vec![noted("a", facts("192.0.2.1")), noted("nobody", facts("192.0.2.9"))];
    store.note_sightings(seen).await.unwrap();
    assert_eq!(store.sightings().await.unwrap(), [noted("a", facts("192.0.2.1"))]);
    store.note_sightings(vec![noted("a", facts("2001:db8::1"))]).await.unwrap();
    assert_eq!(store.sightings().await.unwrap(), [noted("a", facts("2001:db8::1"))]);
    assert_eq!(store.latest(10).await.unwrap().len(), 1, "only that it was added");
    store.remove_device("a".to_owned(), NOW.into()).await.unwrap();
    store.put_device(device("a"), NOW.into()).await.unwrap();
    assert_eq!(store.sightings().await.unwrap(), []);
}

fn device(name: &str) -> Device {
    Device {
        name: name.to_owned(),
        ranges: vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
        login: None,
        tls: TlsFloor::Optional,
        account: None,
        sender: SenderRule::default(),
        fetches: true,
        profile: None,
        revision: Revision::default(),
    }
}

/// As it comes back: one revision on.
fn stored(device: Device) -> Device {
    Device { revision: device.revision.next(), ..device }
}
