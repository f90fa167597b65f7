//! What the users' storage promises.

use scanpost_core::fault::Code;
use scanpost_core::journal::Event;
use scanpost_core::oauth::PutGrant;
use scanpost_core::record::{Put, Revision};
use scanpost_core::spool::NewJob;
use scanpost_core::user::{PutUsers, Removed, Scans, User, UserFilter};

use crate::stage::*;

for_every_backend! {
    a_user_is_found_by_address_account_and_all_that_a_device_may_say,
    a_user_is_replaced_only_by_who_read_the_present_one,
    no_two_users_are_named_alike,
    an_import_is_taken_whole_or_not_at_all,
    users_in_an_import_may_exchange_their_names,
    a_list_goes_on_behind_a_user_and_finds_by_name_or_address,
    a_user_with_scans_is_removed_only_when_somebody_has_said_what_becomes_of_them,
    scans_that_are_kept_go_on_when_the_user_comes_back,
    a_user_may_have_a_grant_and_it_goes_with_the_user,
    users_with_work_are_those_with_a_job_due_that_nothing_holds,
    users_are_held_with_a_grant_or_without,
    users_for_whom_a_scan_has_waited_for_long_are_found_as_long_as_it_waits,
    grants_that_nobody_has_changed_for_long_come_the_oldest_first,
}

async fn a_user_is_found_by_address_account_and_all_that_a_device_may_say(store: &dyn Store) {
    let anna = user("Anna", "Anna@Contoso.example", &["anna.b", "a@old.example"]);
    assert_eq!(store.put_user(anna.clone(), stamp_of("bo")).await, Ok(Ok(Put::Added)));
    let anna = Some(stored(anna));
    assert_eq!(store.user("anna@contoso.EXAMPLE".to_owned()).await, Ok(anna.clone()));
    assert_eq!(store.user_of(account()).await, Ok(anna.clone()));
    for key in ["anna@contoso.example", "anna.b", "a@old.example"] {
        let keys = vec!["nobody@x".to_owned(), key.to_owned()];
        assert_eq!(store.user_named(keys).await, Ok(anna.clone()), "{key}");
    }
    assert_eq!(store.user_named(vec!["a".to_owned()]).await, Ok(None));
    assert_eq!(store.user("a@old.example".to_owned()).await, Ok(None), "that is no mailbox");
    assert_eq!(store.count_users().await, Ok(1));
    let newest = store.latest(1).await.unwrap().remove(0);
    assert_eq!(newest.event, Event::UserAdded { user: "Anna@Contoso.example".to_owned() });
    assert_eq!((newest.account, newest.by.as_deref()), (Some(account()), Some("bo")));
}

async fn a_user_is_replaced_only_by_who_read_the_present_one(store: &dyn Store) {
    put(store, user("Anna", ANNA, &["a"])).await;
    let read = store.user(ANNA.to_owned()).await.unwrap().expect("she is there");
    let changed = User { matches: vec!["b".to_owned()], ..read.clone() };
    assert_eq!(store.put_user(changed, NOW.into()).await, Ok(Ok(Put::Replaced)));
    assert_eq!(store.put_user(read, NOW.into()).await, Ok(Ok(Put::Changed)));
    assert_eq!(store.put_user(user("Anna", ANNA, &[]), NOW.into()).await, Ok(Ok(Put::Changed)));
    assert_eq!(store.user_named(vec!["a".to_owned()]).await, Ok(None), "she gave it up");
    assert!(store.user_named(vec!["b".to_owned()]).await.unwrap().is_some());
}

async fn no_two_users_are_named_alike(store: &dyn Store) {
    put(store, user("Anna", ANNA, &["a"])).await;
    let taken =
        |text: &str| Ok(Err(PutUsers::Taken { address: ANNA.to_owned(), text: text.to_owned() }));
    let bo = |matches: &[&str]| user("Bo", "bo@contoso.example", matches);
    assert_eq!(store.put_user(bo(&["A"]), NOW.into()).await, taken("a"));
    assert_eq!(store.put_user(bo(&[ANNA]), NOW.into()).await, taken(ANNA));
    assert_eq!(store.count_users().await, Ok(1));
    assert_eq!(store.put_user(bo(&["b"]), NOW.into()).await, Ok(Ok(Put::Added)));
}

async fn an_import_is_taken_whole_or_not_at_all(store: &dyn Store) {
    put(store, user("Anna", ANNA, &["a"])).await;
    let bo = user("Bo", "bo@contoso.example", &[]);
    let eve = user("Eve", "eve@contoso.example", &["a"]);
    let import = store.import_users(vec![bo.clone(), eve], NOW.into()).await;
    assert_eq!(import, Ok(PutUsers::Taken { address: ANNA.to_owned(), text: "a".to_owned() }));
    assert_eq!(store.count_users().await, Ok(1));
    let twice = vec![bo.clone(), user("Bo too", "BO@contoso.example", &[])];
    assert!(matches!(store.import_users(twice, NOW.into()).await, Ok(PutUsers::Taken { .. })));

    let anna = user("Anna Berg", ANNA, &["a"]);
    let import = store.import_users(vec![bo.clone(), anna.clone()], stamp_of("eva")).await;
    assert_eq!(import, Ok(PutUsers::Done { added: 1, changed: 1 }));
    let again = store.import_users(vec![bo, anna], NOW.into()).await;
    assert_eq!(again, Ok(PutUsers::Done { added: 0, changed: 0 }), "nothing is another");
    let shown = store.user(ANNA.to_owned()).await.unwrap().expect("she is there");
    assert_eq!((shown.name.as_str(), shown.revision), ("Anna Berg", Revision(2)));
    let journal = store.latest(2).await.unwrap();
    assert_eq!(journal[1].event, Event::UsersImported { added: 1, changed: 1 });
    assert_eq!(journal[1].by.as_deref(), Some("eva"));
}

async fn users_in_an_import_may_exchange_their_names(store: &dyn Store) {
    let bo = "bo@contoso.example";
    put(store, user("Anna", ANNA, &["a"])).await;
    put(store, user("Bo", bo, &["b"])).await;
    let exchanged = vec![user("Anna", ANNA, &["b"]), user("Bo", bo, &["a"])];
    let import = store.import_users(exchanged, NOW.into()).await;
    assert_eq!(import, Ok(PutUsers::Done { added: 0, changed: 2 }));
    let named = store.user_named(vec!["a".to_owned()]).await.unwrap().expect("somebody");
    assert_eq!(named.address, bo);
}

async fn a_list_goes_on_behind_a_user_and_finds_by_name_or_address(store: &dyn Store) {
    let users =
        ["d", "b", "C", "a"].map(|name| user(&format!("Person {name}"), &format!("{name}@x"), &[]));
    store.import_users(users.to_vec(), NOW.into()).await.unwrap();
    let list = async |after: Option<&str>, search: &str, most| {
        let (after, search) = (after.map(str::to_owned), search.to_owned());
        let users = store.users(UserFilter { after, search, most }).await.unwrap();
        users.into_iter().map(|user| user.address).collect::<Vec<_>>()
    };
    assert_eq!(list(None, "", 3).await, ["a@x", "b@x", "C@x"]);
    assert_eq!(list(Some("c@x"), "", 3).await, ["d@x"]);
    assert_eq!(list(None, "PERSON C", 3).await, ["C@x"]);
    assert_eq!(list(None, "b@", 3).await, ["b@x"]);
}

async fn a_user_with_scans_is_removed_only_when_somebody_has_said_what_becomes_of_them(
    store: &dyn Store,
) {
    put(store, user("Anna", ANNA, &["a"])).await;
    let first = keep_as(store, of_anna(), b"a").await;
    let second = keep_as(store, of_anna(), b"b").await;
    assert_eq!(store.scans_of(account()).await, Ok(2));
    let remove = async |scans| store.remove_user(ANNA.to_uppercase(), scans, NOW.into()).await;
    assert_eq!(remove(None).await, Ok(Removed::Asks(2)));
    store.claim(account(), NOW, POLICY(), 1).await.unwrap();
    assert_eq!(remove(Some(Scans::Delete)).await, Ok(Removed::UnderWay));
    assert!(store.user(ANNA.to_owned()).await.unwrap().is_some());
    store.recover(NOW, POLICY().longest_wait).await.unwrap();
    store.hold_job(second, NOW.into()).await.unwrap();
    assert_eq!(remove(Some(Scans::Delete)).await, Ok(Removed::Done { kept: 0, deleted: 2 }));
    assert_eq!(store.job(first).await, Ok(None));
    assert!(octets_of(store, second).await.is_err());
    assert_eq!(store.user_named(vec!["a".to_owned()]).await, Ok(None));
    let removed = Event::UserRemoved { user: ANNA.to_owned(), kept: 0, deleted: 2 };
    assert_eq!(store.latest(1).await.unwrap()[0].event, removed);
    assert_eq!(remove(None).await, Ok(Removed::NotThere));
}

async fn scans_that_are_kept_go_on_when_the_user_comes_back(store: &dyn Store) {
    put(store, user("Anna", ANNA, &[])).await;
    let job = keep_as(store, of_anna(), b"scan").await;
    let removed = store.remove_user(ANNA.to_owned(), Some(Scans::Keep), NOW.into()).await;
    assert_eq!(removed, Ok(Removed::Done { kept: 1, deleted: 0 }));
    let hold = store.held(account()).await.unwrap().expect("it waits");
    assert_eq!((hold.fault.code, &*hold.fault.facts["user"]), (Code::UserGone, "Anna"));
    assert_eq!(store.claim(account(), later(9), POLICY(), 9).await, Ok(vec![]));
    assert_eq!(store.users_with_work(later(9), None, 9).await, Ok(vec![]));
    put(store, user("Anna again", "ANNA@contoso.example", &[])).await;
    assert_eq!(store.held(account()).await, Ok(None));
    assert_eq!(store.users_with_work(later(9), None, 9).await, Ok(vec![account()]));
    let claimed = store.claim(account(), later(9), POLICY(), 9).await.unwrap();
    assert_eq!(claimed.iter().map(|job| job.id).collect::<Vec<_>>(), [job]);
}

async fn a_user_may_have_a_grant_and_it_goes_with_the_user(store: &dyn Store) {
    let put_grant = async |seen| {
        let sealed = Some(b"sealed".to_vec());
        store.put_grant_if(account(), seen, sealed, Event::TokenRefreshed, NOW.into()).await
    };
    assert_eq!(put_grant(None).await.map_err(|fault| fault.code), Err(Code::AccountMissing));
    put(store, user("Anna", ANNA, &[])).await;
    let Ok(PutGrant::Done(first)) = put_grant(None).await else { panic!("she is a user") };
    store.remove_user(ANNA.to_owned(), None, NOW.into()).await.unwrap();
    assert_eq!(store.grant(account()).await, Ok(None));
    put(store, user("Anna", ANNA, &[])).await;
    let Ok(PutGrant::Done(second)) = put_grant(None).await else { panic!("she is back") };
    assert!(second > first, "a generation never comes again");
}

async fn users_with_work_are_those_with_a_job_due_that_nothing_holds(store: &dyn Store) {
    put(store, user("Anna", ANNA, &[])).await;
    put(store, user("Bo", "bo@contoso.example", &[])).await;
    keep_as(store, of_anna(), b"scan").await;
    keep(store, NOW).await;
    let with_work = async |now, after| store.users_with_work(now, after, 9).await.unwrap();
    assert_eq!(with_work(NOW, None).await, [account()], "the site's account is no user's");
    assert_eq!(with_work(NOW, Some(account())).await, []);
    store.hold(account(), Code::UserSignInNeeded.into(), NOW).await.unwrap();
    assert_eq!(with_work(NOW, None).await, []);
    store.release(account(), NOW).await.unwrap();
    assert_eq!(with_work(NOW, None).await, [account()]);
    store.claim(account(), NOW, POLICY(), 9).await.unwrap();
    assert_eq!(with_work(NOW, None).await, []);
}

async fn users_are_held_with_a_grant_or_without(store: &dyn Store) {
    put(store, user("Anna", ANNA, &[])).await;
    store.hold(account(), Code::UserSignInNeeded.into(), NOW).await.unwrap();
    store.hold(scans(), Code::SignInNeeded.into(), NOW).await.unwrap();
    assert_eq!(store.held_users(None, 9).await, Ok(vec![]));
    let (event, sealed) = (Event::TokenRefreshed, Some(b"sealed".to_vec()));
    store.put_grant_if(account(), None, sealed, event, NOW.into()).await.unwrap();
    assert_eq!(store.held_users(None, 9).await, Ok(vec![account()]));
    assert_eq!(store.held_users(Some(account()), 9).await, Ok(vec![]));
}

async fn users_for_whom_a_scan_has_waited_for_long_are_found_as_long_as_it_waits(
    store: &dyn Store,
) {
    put(store, user("Anna", ANNA, &[])).await;
    let scan = keep_as(store, of_anna(), b"scan").await;
    keep(store, NOW).await;
    store.hold(scans(), Code::SignInNeeded.into(), NOW).await.unwrap();
    let waiting = async |since| store.users_waiting_since(since, 9).await.unwrap();
    assert_eq!(waiting(later(1)).await, [], "nothing holds her");
    store.hold(account(), Code::UserSignInNeeded.into(), NOW).await.unwrap();
    assert_eq!(waiting(later(1)).await, [account()], "the site's account is no user's");
    assert_eq!(waiting(NOW).await, []);
    store.remove_user(ANNA.to_owned(), Some(Scans::Keep), NOW.into()).await.unwrap();
    assert_eq!(waiting(later(1)).await, [account()], "and she need not be there any more");
    store.hold_job(scan, NOW.into()).await.unwrap();
    assert_eq!(waiting(later(1)).await, [], "a person keeps it back");
}

async fn grants_that_nobody_has_changed_for_long_come_the_oldest_first(store: &dyn Store) {
    store.put_account(super::stage::account(scans()), NOW.into()).await.unwrap();
    let event = Event::TokenRefreshed;
    let sealed = || Some(b"sealed".to_vec());
    store.put_grant_if(scans(), None, sealed(), event.clone(), NOW.into()).await.unwrap();
    let people = ["anna", "bo", "eva", "fia"].map(|name| user(name, &format!("{name}@x"), &[]));
    for (number, person) in (0..).zip(&people) {
        put(store, person.clone()).await;
        let at = later(10 - number).into();
        store.put_grant_if(person.account(), None, sealed(), event.clone(), at).await.unwrap();
    }
    let [anna, bo, eva, fia] = people.map(|person| person.account());
    store.put_grant_if(fia, None, None, Event::SignedOut, later(0).into()).await.unwrap();
    store.remove_user("fia@x".to_owned(), None, later(0).into()).await.unwrap();
    let old = async |before, after| {
        let old = store.unrenewed_users(before, after, 9).await.unwrap();
        old.into_iter().map(|(_, account)| account).collect::<Vec<_>>()
    };
    assert_eq!(old(later(11), None).await, [eva.clone(), bo.clone(), anna.clone()]);
    assert_eq!(old(later(10), None).await, [eva.clone(), bo.clone()]);
    assert_eq!(old(later(11), Some((later(8), eva))).await, [bo, anna]);
}

const ANNA: &str = "anna@contoso.example";

fn account() -> scanpost_core::account::AccountName {
    scanpost_core::user::account_of(ANNA)
}

fn of_anna() -> NewJob {
    NewJob { account: account(), ..mail_to(&["office@example.com"], NOW) }
}

fn user(name: &str, address: &str, matches: &[&str]) -> User {
    let matches = matches.iter().map(ToString::to_string).collect();
    User { name: name.to_owned(), address: address.to_owned(), matches, ..User::default() }
}

async fn put(store: &dyn Store, user: User) {
    assert_eq!(store.put_user(user, NOW.into()).await, Ok(Ok(Put::Added)));
}

/// As it comes back: one revision on.
fn stored(user: User) -> User {
    User { revision: user.revision.next(), ..user }
}
