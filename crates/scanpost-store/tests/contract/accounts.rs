//! What the accounts' storage promises.

use scanpost_core::fault::Code;
use scanpost_core::journal::Event;
use scanpost_core::oauth::{Account, Generation, PutGrant};
use scanpost_core::record::{Kind, Put, Record, Revision};
use scanpost_core::spool::RecipientState::Waiting;
use scanpost_core::spool::Rest;

use crate::stage::*;

for_every_backend! {
    accounts_stand_in_the_order_in_which_they_were_added,
    an_account_is_replaced_only_by_who_read_the_present_one,
    a_removed_account_takes_grant_and_hold_with_it,
    an_account_with_jobs_that_have_not_ended_cannot_be_removed,
    a_first_grant_is_put_where_there_was_none,
    a_grant_is_replaced_only_by_who_saw_the_present_one,
    after_signing_out_the_generation_goes_on_counting,
    a_generation_never_comes_again_for_an_account_of_the_same_name,
    an_unknown_account_is_given_no_grant,
    an_account_that_was_signed_in_is_there_with_grant_and_record_or_not_at_all,
}

async fn an_account_that_was_signed_in_is_there_with_grant_and_record_or_not_at_all(
    store: &dyn Store,
) {
    let event = Event::SignedIn { way: None, signed_in_as: None, scopes: Vec::new() };
    let record = |revision| Record {
        name: "slots".to_owned(),
        revision: Revision(revision),
        body: "{}".to_owned(),
    };
    let put = async |account, revision| {
        let used = (record(revision), Event::SlotsChanged);
        let sealed = b"tokens".to_vec();
        store.put_signed_in(account, sealed, event.clone(), used, stamp_of("anna")).await.unwrap()
    };
    assert_eq!(put(account(scans()), 1).await, Put::Changed, "the record is another one");
    assert_eq!(store.accounts().await.unwrap(), []);
    assert_eq!(put(account(scans()), 0).await, Put::Added);
    assert_eq!(store.accounts().await.unwrap(), [stored(account(scans()))]);
    assert_eq!(store.grant(scans()).await.unwrap().unwrap().sealed, b"tokens");
    assert_eq!(store.records(Kind::Site).await.unwrap(), [record(1)]);
    let journal = store.latest(10).await.unwrap();
    let told: Vec<_> = journal.iter().map(|entry| &entry.event).collect();
    assert_eq!(told, [&Event::SlotsChanged, &event, &Event::AccountAdded]);
    assert!(journal.iter().all(|entry| entry.by.as_deref() == Some("anna")));

    assert_eq!(put(account(scans()), 1).await, Put::Changed, "there is one of the name");
    assert_eq!(put(account(other()), 0).await, Put::Changed, "the record has changed");
    assert_eq!(store.grant(other()).await.unwrap(), None);
    assert_eq!(store.latest(10).await.unwrap().len(), 3, "what was not done is not written down");
    // After another account of the name, the generations go on counting.
    let first = store.grant(scans()).await.unwrap().unwrap().generation;
    assert!(store.remove_account(scans(), NOW.into()).await.unwrap());
    assert_eq!(put(account(scans()), 1).await, Put::Added);
    assert!(store.grant(scans()).await.unwrap().unwrap().generation > first);
}

async fn accounts_stand_in_the_order_in_which_they_were_added(store: &dyn Store) {
    assert_eq!(store.put_account(account(scans()), NOW.into()).await, Ok(Put::Added));
    assert_eq!(store.put_account(account(other()), NOW.into()).await, Ok(Put::Added));
    assert_eq!(
        store.accounts().await.unwrap(),
        [stored(account(scans())), stored(account(other()))]
    );
    let journal = store.latest(2).await.unwrap();
    let added: Vec<_> = journal.iter().map(|entry| (entry.account.clone(), &entry.event)).collect();
    assert_eq!(
        added,
        [(Some(other()), &Event::AccountAdded), (Some(scans()), &Event::AccountAdded)]
    );
}

async fn an_account_is_replaced_only_by_who_read_the_present_one(store: &dyn Store) {
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    store.put_account(account(other()), NOW.into()).await.unwrap();
    let read = store.accounts().await.unwrap().remove(0);
    let changed = Account { address: "scanner@example.com".to_owned(), ..read.clone() };
    assert_eq!(store.put_account(changed.clone(), stamp_of("anna")).await, Ok(Put::Replaced));
    let late = Account { address: "late@example.com".to_owned(), ..read };
    assert_eq!(store.put_account(late, NOW.into()).await, Ok(Put::Changed));
    let unread = account(scans());
    assert_eq!(store.put_account(unread, NOW.into()).await, Ok(Put::Changed));
    assert_eq!(store.accounts().await.unwrap(), [stored(changed), stored(account(other()))]);
    let journal = store.latest(10).await.unwrap();
    assert_eq!(journal.len(), 3);
    assert_eq!(
        (&journal[0].event, journal[0].by.as_deref()),
        (&Event::AccountChanged, Some("anna"))
    );
}

async fn a_removed_account_takes_grant_and_hold_with_it(store: &dyn Store) {
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    put(store, None, Some(b"tokens")).await;
    store.hold(scans(), Code::GrantRevoked.into(), NOW).await.unwrap();
    let rest = Rest { fault: Code::SubmissionQuota.into(), until: later(60) };
    store.put_rest(scans(), Some(rest), NOW).await.unwrap();
    assert!(store.remove_account(scans(), later(1).into()).await.unwrap());
    assert_eq!(store.accounts().await.unwrap(), []);
    assert_eq!(store.grant(scans()).await.unwrap(), None);
    assert_eq!(store.held(scans()).await.unwrap(), None);
    assert_eq!(store.rest(scans()).await.unwrap(), None);
    let newest = store.latest(1).await.unwrap().remove(0);
    assert_eq!((newest.event, newest.at), (Event::AccountRemoved, later(1)));
    assert_eq!(newest.account, Some(scans()));
    assert!(
        !store.remove_account(scans(), later(2).into()).await.unwrap(),
        "there is none any more"
    );
}

async fn an_account_with_jobs_that_have_not_ended_cannot_be_removed(store: &dyn Store) {
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    put(store, None, Some(b"tokens")).await;
    let id = keep(store, NOW).await;
    assert!(!store.remove_account(scans(), NOW.into()).await.unwrap(), "a job waits");
    claim(store, NOW).await;
    assert!(!store.remove_account(scans(), NOW.into()).await.unwrap(), "a job is under way");
    store.settle(id, settled(&[(0, Waiting)], None), NOW).await.unwrap();
    assert!(!store.remove_account(scans(), NOW.into()).await.unwrap(), "a job waits again");
    assert!(store.grant(scans()).await.unwrap().is_some(), "nothing was removed");
    claim(store, later(600)).await;
    store.settle(id, delivered(), NOW).await.unwrap();
    assert!(store.remove_account(scans(), NOW.into()).await.unwrap());
}

async fn a_first_grant_is_put_where_there_was_none(store: &dyn Store) {
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    assert_eq!(store.grant(scans()).await.unwrap(), None);
    let event = Event::SignedIn { way: None, signed_in_as: None, scopes: vec!["mail".to_owned()] };
    let sealed = Some(b"tokens".to_vec());
    let done =
        store.put_grant_if(scans(), None, sealed, event.clone(), later(1).into()).await.unwrap();
    let PutGrant::Done(generation) = done else { panic!("{done:?}") };
    let grant = store.grant(scans()).await.unwrap().unwrap();
    assert_eq!((grant.generation, grant.sealed.as_slice()), (generation, b"tokens".as_slice()));
    let newest = store.latest(1).await.unwrap().remove(0);
    assert_eq!((newest.event, newest.account, newest.at), (event, Some(scans()), later(1)));
    assert_eq!(put(store, None, Some(b"others")).await, PutGrant::Changed, "there is one now");
}

async fn a_grant_is_replaced_only_by_who_saw_the_present_one(store: &dyn Store) {
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    let first = generation(&put(store, None, Some(b"1")).await);
    let second = generation(&put(store, Some(first), Some(b"2")).await);
    assert!(second > first);
    assert_eq!(put(store, Some(first), Some(b"late")).await, PutGrant::Changed);
    assert_eq!(store.grant(scans()).await.unwrap().unwrap().sealed, b"2");
    assert_eq!(store.latest(10).await.unwrap().len(), 3, "what was not done is not written down");
}

async fn after_signing_out_the_generation_goes_on_counting(store: &dyn Store) {
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    let first = generation(&put(store, None, Some(b"1")).await);
    let out = generation(&put(store, Some(first), None).await);
    assert!(out > first);
    assert_eq!(store.grant(scans()).await.unwrap(), None);
    assert_eq!(put(store, Some(first), Some(b"late")).await, PutGrant::Changed);
    let again = generation(&put(store, None, Some(b"2")).await);
    assert!(again > out);
}

async fn a_generation_never_comes_again_for_an_account_of_the_same_name(store: &dyn Store) {
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    let old = generation(&put(store, None, Some(b"1")).await);
    store.remove_account(scans(), NOW.into()).await.unwrap();
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    assert_eq!(put(store, Some(old), Some(b"late")).await, PutGrant::Changed);
    assert!(generation(&put(store, None, Some(b"2")).await) > old);
}

async fn an_unknown_account_is_given_no_grant(store: &dyn Store) {
    let sealed = Some(b"tokens".to_vec());
    let put = store.put_grant_if(scans(), None, sealed, Event::TokenRefreshed, NOW.into()).await;
    assert_eq!(put.unwrap_err().code, Code::AccountMissing);
    assert_eq!(store.grant(scans()).await.unwrap(), None);
    assert_eq!(store.latest(10).await.unwrap(), []);
}

async fn put(store: &dyn Store, seen: Option<Generation>, sealed: Option<&[u8]>) -> PutGrant {
    let sealed = sealed.map(<[u8]>::to_vec);
    store.put_grant_if(scans(), seen, sealed, Event::TokenRefreshed, NOW.into()).await.unwrap()
}

fn generation(put: &PutGrant) -> Generation {
    match put {
        PutGrant::Done(generation) => *generation,
        PutGrant::Changed => panic!("nobody else changed it"),
    }
}

/// As it comes back: one revision on.
fn stored(account: Account) -> Account {
    Account { revision: account.revision.next(), ..account }
}
