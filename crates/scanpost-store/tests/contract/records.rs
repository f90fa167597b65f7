//! What the storage of records promises, and the journal of what people did.

use scanpost_core::journal::Event;
use scanpost_core::record::{Kind, Put, Record, Revision};

use crate::stage::*;

for_every_backend! {
    records_of_one_kind_come_back_by_name,
    a_record_is_replaced_only_by_who_read_the_present_one,
    a_record_is_removed_only_by_who_read_the_present_one,
    a_record_of_the_same_name_but_another_kind_is_another_one,
    the_audit_holds_what_people_did_and_nothing_else,
    a_log_in_is_written_down_although_it_changes_nothing,
}

async fn records_of_one_kind_come_back_by_name(store: &dyn Store) {
    for name in ["bo", "anna"] {
        let record = record(name, 0, "{}");
        assert_eq!(put(store, Kind::Administrator, record).await, Put::Added);
    }
    let records = store.records(Kind::Administrator).await.unwrap();
    assert_eq!(records, [record("anna", 1, "{}"), record("bo", 1, "{}")]);
    assert_eq!(store.latest(10).await.unwrap().len(), 2);
}

async fn a_record_is_replaced_only_by_who_read_the_present_one(store: &dyn Store) {
    put(store, Kind::Site, record("site", 0, "1")).await;
    assert_eq!(put(store, Kind::Site, record("site", 1, "2")).await, Put::Replaced);
    for stale in [0, 1, 3] {
        assert_eq!(put(store, Kind::Site, record("site", stale, "3")).await, Put::Changed);
    }
    assert_eq!(put(store, Kind::Site, record("new", 1, "4")).await, Put::Changed);
    assert_eq!(store.records(Kind::Site).await.unwrap(), [record("site", 2, "2")]);
    assert_eq!(store.latest(10).await.unwrap().len(), 2, "what was not done is not written down");
}

async fn a_record_is_removed_only_by_who_read_the_present_one(store: &dyn Store) {
    put(store, Kind::ApiToken, record("backup", 0, "{}")).await;
    for (seen, removed) in [(0, false), (2, false), (1, true), (1, false)] {
        let name = "backup".to_owned();
        let event = Event::ApiTokenRemoved { token: name.clone() };
        let stamp = stamp_of("anna");
        let answer = store.remove_record(Kind::ApiToken, name, Revision(seen), event, stamp).await;
        assert_eq!(answer, Ok(removed));
    }
    assert_eq!(store.records(Kind::ApiToken).await.unwrap(), []);
    let newest = store.latest(10).await.unwrap().remove(0);
    assert_eq!(newest.event, Event::ApiTokenRemoved { token: "backup".to_owned() });
    assert_eq!(newest.by.as_deref(), Some("anna"));
}

async fn a_record_of_the_same_name_but_another_kind_is_another_one(store: &dyn Store) {
    put(store, Kind::ApiToken, record("anna", 0, "1")).await;
    put(store, Kind::Administrator, record("anna", 0, "2")).await;
    assert_eq!(store.records(Kind::ApiToken).await.unwrap(), [record("anna", 1, "1")]);
    assert_eq!(store.records(Kind::Administrator).await.unwrap(), [record("anna", 1, "2")]);
}

async fn the_audit_holds_what_people_did_and_nothing_else(store: &dyn Store) {
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    let id = keep(store, NOW).await;
    store.retry(id, stamp_of("anna")).await.unwrap();
    store.delete(id, stamp_of("bo")).await.unwrap();
    let audit = store.audit(None, 10).await.unwrap();
    let people: Vec<_> = audit.iter().map(|entry| (entry.by.as_deref(), &entry.event)).collect();
    assert_eq!(people, [(Some("bo"), &Event::JobDeleted), (Some("anna"), &Event::JobRetried)]);
    assert_eq!(store.audit(None, 1).await.unwrap(), audit[..1]);
    assert_eq!(store.audit(Some(audit[0].number), 10).await.unwrap(), audit[1..]);
}

async fn a_log_in_is_written_down_although_it_changes_nothing(store: &dyn Store) {
    store.note(Event::LoggedIn, stamp_of("anna")).await.unwrap();
    let audit = store.audit(None, 10).await.unwrap();
    assert_eq!(audit[0].by.as_deref(), Some("anna"));
    assert_eq!(audit[0].event, Event::LoggedIn);
}

async fn put(store: &dyn Store, kind: Kind, record: Record) -> Put {
    store.put_record(kind, record, Event::SettingsImported, NOW.into()).await.unwrap()
}

fn record(name: &str, revision: u64, body: &str) -> Record {
    Record { name: name.to_owned(), revision: Revision(revision), body: body.to_owned() }
}
