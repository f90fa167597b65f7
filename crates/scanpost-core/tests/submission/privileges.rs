//! Who may do what with jobs and devices: asked in the gateway, so no page and no program can forget it.

use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::device::TlsFloor;
use scanpost_core::gateway::{Deed, GatewayError, NewDevice};
use scanpost_core::journal::{Event, Journal};
use scanpost_core::objection::Kind;
use scanpost_core::spool::JobState;

use crate::stage::{MAIL, Stage};

fn anna(privilege: Privilege) -> Actor {
    let privileges = Privileges::Custom([privilege].into());
    Actor::Administrator { name: "anna".to_owned(), privileges }
}

fn is_forbidden<T>(answer: Result<T, GatewayError>) -> bool {
    let forbidden = |objection: &scanpost_core::objection::Objection| {
        objection.reason.kind() == Kind::NotPermitted
    };
    matches!(answer, Err(GatewayError::Objection(objection)) if forbidden(&objection))
}

#[tokio::test]
async fn who_may_hold_a_job_may_not_read_it_and_the_other_way_round() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    assert!(stage.printer().await.send(MAIL).await.starts_with("250 "));
    let id = stage.jobs().await[0].id;
    let (handler, reader) = (anna(Privilege::Jobs), anna(Privilege::JobContents));
    let (handler, reader) = (stage.gateway.by(&handler), stage.gateway.by(&reader));
    assert!(is_forbidden(handler.download_job(id).await));
    assert!(is_forbidden(reader.hold_job(id).await));
    assert!(is_forbidden(reader.release_job(id).await));
    assert!(is_forbidden(reader.do_to_jobs(Deed::Delete, &[id]).await));
    assert_eq!(stage.store.audit(None, 9).await.expect("it answers").len(), 2, "set-up alone");

    handler.hold_job(id).await.expect("she may");
    assert_eq!(stage.jobs().await[0].state, JobState::Held);
    reader.download_job(id).await.expect("she may");
    let deeds = stage.store.audit(None, 2).await.expect("it answers");
    let deeds: Vec<_> = deeds.into_iter().map(|entry| (entry.by, entry.event)).collect();
    let by_anna = |event| (Some("anna".to_owned()), event);
    assert_eq!(deeds, [by_anna(Event::JobDownloaded), by_anna(Event::JobHeld)]);
}

#[tokio::test]
async fn who_may_not_change_devices_changes_none() {
    let stage = Stage::set().await;
    stage.add("copier", "", Some("copier"), TlsFloor::Optional).await;
    let anna = anna(Privilege::Jobs);
    let anna = stage.gateway.by(&anna);
    let new =
        NewDevice { name: "x".to_owned(), user: Some("x".to_owned()), ..NewDevice::default() };
    assert!(is_forbidden(anna.add_device(new).await));
    assert!(is_forbidden(anna.new_device_password("copier").await));
    assert!(is_forbidden(anna.remove_device("copier").await));
    assert_eq!(stage.gateway.devices().await.expect("it answers").len(), 1);
}
