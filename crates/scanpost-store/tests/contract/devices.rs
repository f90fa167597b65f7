//! What the devices' storage promises.

use scanpost_core::device::{Device, Login, PasswordHash, TlsFloor};
use scanpost_core::journal::Event;
use secrecy::SecretString;

use crate::stage::*;

for_every_backend! {
    devices_come_back_whole_in_the_order_in_which_they_were_added,
    putting_a_device_again_replaces_it,
    a_device_is_removed_once,
}

async fn devices_come_back_whole_in_the_order_in_which_they_were_added(store: &dyn Store) {
    let password = PasswordHash::of(&SecretString::from("a long password"));
    let mut with_login = device("second floor");
    with_login.login = Some(Login { user: "copier".to_owned(), password });
    with_login.tls = TlsFloor::Required;
    with_login.account = Some(scans());
    assert!(store.put_device(with_login.clone(), NOW).await.unwrap());
    assert!(store.put_device(device("first floor"), later(1)).await.unwrap());
    assert_eq!(store.devices().await.unwrap(), [with_login, device("first floor")]);
    let newest = store.latest(1).await.unwrap().remove(0);
    assert_eq!((newest.job, newest.account, newest.at), (None, None, later(1)));
    assert_eq!(newest.event, Event::DeviceAdded { device: "first floor".to_owned() });
}

async fn putting_a_device_again_replaces_it(store: &dyn Store) {
    store.put_device(device("a"), NOW).await.unwrap();
    store.put_device(device("b"), NOW).await.unwrap();
    let mut changed = device("a");
    changed.ranges.clear();
    assert!(!store.put_device(changed.clone(), NOW).await.unwrap());
    assert_eq!(store.devices().await.unwrap(), [changed, device("b")]);
    assert_eq!(store.latest(10).await.unwrap().len(), 2);
}

async fn a_device_is_removed_once(store: &dyn Store) {
    store.put_device(device("a"), NOW).await.unwrap();
    assert!(store.remove_device("a".to_owned(), later(1)).await.unwrap());
    assert!(!store.remove_device("a".to_owned(), later(2)).await.unwrap());
    assert_eq!(store.devices().await.unwrap(), []);
    let journal = store.latest(10).await.unwrap();
    assert_eq!(journal.len(), 2);
    assert_eq!(journal[0].event, Event::DeviceRemoved { device: "a".to_owned() });
    assert_eq!(journal[0].at, later(1));
}

fn device(name: &str) -> Device {
    Device {
        name: name.to_owned(),
        ranges: vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
        login: None,
        tls: TlsFloor::Optional,
        account: None,
    }
}
