//! A fax goes onto paper once, and its sender hears of it once, whenever scanpost is killed.

use std::fmt::Display;
use std::time::Duration;

use axum::http::StatusCode as Http;
use ipp::model::StatusCode;
use scanpost_core::fault::Code;
use scanpost_core::network::Outward;
use scanpost_core::receive::{ArrivalId, ArrivalState, Arrivals, Recalled, SilentPrinters};
use scanpost_core::site::receiving::{Destination, StatusAnswers};
use scanpost_core::site::{Function, Receiving};
use sha2::{Digest as _, Sha256};

use crate::office::{NOW, Office, PDF, asking, fax, question, receiving};
use crate::printer::{IppPrinter, Printed};
use crate::shaky::Failing;

/// An office whose faxes go onto this printer, and whose senders hear of it.
async fn office_with(printer: &IppPrinter) -> Office {
    Office::new(onto(printer), true).await
}

fn onto(printer: &IppPrinter) -> Destination {
    Destination::Printer { uri: printer.uri.parse().unwrap() }
}

/// A fax that this printer has, and is not done with, when scanpost is killed.
async fn fax_at(printer: &IppPrinter) -> (Office, ArrivalId) {
    let office = office_with(printer).await;
    let id = office.take_in(fax(&asking())).await;
    printer.state().habits.is_slow = true;
    office.run_until(async || printer.state().looks > 0).await;
    printer.state().habits.is_slow = false;
    office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
    (office, id)
}

/// The fax of [`fax`] on paper.
fn on_paper(arrival: impl Display) -> Printed {
    Printed {
        name: format!("{arrival}-1"),
        format: "application/pdf".to_owned(),
        length: PDF.len(),
        digest: Sha256::digest(PDF).to_vec(),
    }
}

#[tokio::test]
async fn a_fax_is_printed_and_told_of_once_although_scanpost_is_killed_before_that_is_written_down()
{
    for is_done in [false, true] {
        let printer = IppPrinter::start().await;
        let office = office_with(&printer).await;
        let id = office.take_in(fax(&asking())).await;
        office.store.fail(Failing { verb: "settle", calls_before: 0, is_done });
        office.run_until(async || office.store.has_failed()).await;
        assert_eq!(printer.state().printed, [on_paper(id)], "{is_done}");
        assert_eq!(office.told().await, ["processed"], "{is_done}");
        office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
        assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
        assert_eq!(printer.state().printed, [on_paper(id)], "{is_done}");
        assert_eq!(office.told().await, ["processed"], "{is_done}");
    }
}

#[tokio::test]
async fn a_fax_whose_answer_was_on_its_way_when_scanpost_was_killed_is_found_at_the_printer() {
    let printer = IppPrinter::start().await;
    let office = office_with(&printer).await;
    let id = office.take_in(fax(&asking())).await;
    printer.state().habits.is_mute = true;
    office.run_until(async || !printer.state().printed.is_empty()).await;
    assert_eq!(office.told().await, Vec::<String>::new());
    printer.state().habits.is_mute = false;
    office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(printer.state().printed, [on_paper(id)]);
    assert_eq!(office.told().await, ["processed"]);
}

#[tokio::test]
async fn a_fax_that_a_person_deletes_is_taken_back_from_the_printer_or_said_to_be_there() {
    for (is_away, is_printed) in [(false, false), (true, false), (false, true)] {
        let printer = IppPrinter::start().await;
        let (office, id) = fax_at(&printer).await;
        printer.state().habits.is_slow = !is_printed;
        printer.state().habits.is_locked = is_away.then_some(Http::UNAUTHORIZED);
        let arrival = office.arrival(id).await;
        assert!(office.store.delete_arrival(id, NOW.into()).await.unwrap());
        let mut silent = SilentPrinters::default();
        let recalled = office.handing_on().recall(&arrival, NOW.into(), &mut silent).await;
        if is_away || is_printed {
            assert_eq!(printer.state().canceled, Vec::<i32>::new());
            let printer = "127.0.0.1".to_owned();
            assert_eq!(recalled, Recalled::MayPrint { printer });
        } else {
            assert_eq!(recalled, Recalled::Wholly);
            assert_eq!(printer.state().canceled, [1]);
        }
        assert_eq!(
            office.handing_on().recall(&arrival, NOW.into(), &mut silent).await,
            Recalled::Wholly
        );
    }
}

#[tokio::test]
async fn notes_that_a_kill_has_left_go_at_the_next_start_unless_they_are_needed() {
    let printer = IppPrinter::start().await;
    let (office, id) = fax_at(&printer).await;
    let folder = office.faxes.path();
    let done = office.take_in_for(Function::PrintMail, fax("")).await;
    assert!(office.store.delete_arrival(done, NOW.into()).await.unwrap());
    let (others, own) = (format!(".jobs-{}", ArrivalId::new()), format!(".jobs-{id}"));
    for left in [&others, &format!(".jobs-{done}"), "fax.tif"] {
        std::fs::write(folder.join(left), "1 sent\n").unwrap();
    }
    office.handing_on().sweep_notes().await;
    let names = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        names.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    // Another scanpost that puts its faxes here needs its notes.
    let mut stay = [others, own, "fax.tif".to_owned()];
    stay.sort_unstable();
    assert_eq!(names, stay);
}

#[tokio::test]
async fn a_fax_that_was_deleted_when_scanpost_was_killed_is_called_back_at_the_next_start() {
    let printer = IppPrinter::start().await;
    let (office, id) = fax_at(&printer).await;
    printer.state().habits.is_slow = true;
    assert!(office.store.delete_arrival(id, NOW.into()).await.unwrap());
    office.handing_on().sweep_notes().await;
    assert_eq!(printer.state().canceled, [1]);
    assert!(!office.faxes.path().join(format!(".jobs-{id}")).exists());
}

#[tokio::test]
async fn a_printer_under_tls_prints_as_soon_as_its_certificate_was_imported() {
    let (printer, certificate) = IppPrinter::start_under_tls().await;
    let office = office_with(&printer).await;
    let id = office.take_in(fax("")).await;
    let has_failed = async || office.arrival(id).await.fault.is_some();
    office.run_until(has_failed).await;
    let why = office.arrival(id).await.fault.unwrap();
    assert_eq!(why.code, Code::CertificateUntrusted, "{why:?}");
    assert_eq!(printer.state().printed, []);
    let outward = Outward::clone(&office.network.now());
    office.network.change(Outward { authorities: vec![certificate], ..outward });
    assert!(office.store.memory.retry_arrival(id, NOW.into()).await.unwrap());
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(printer.state().printed, [on_paper(id)]);
}

#[tokio::test]
async fn a_job_that_the_printer_is_not_done_with_is_followed_after_the_restart() {
    let printer = IppPrinter::start().await;
    let (office, id) = fax_at(&printer).await;
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(printer.state().printed, [on_paper(id)]);
}

#[tokio::test]
async fn a_job_of_somebody_else_under_the_same_number_does_not_count_as_the_fax() {
    let printer = IppPrinter::start().await;
    let (office, id) = fax_at(&printer).await;
    // Switched off and on, it counts from 1 again.
    let colleagues = Printed { name: "colleague.docx".to_owned(), ..on_paper(id) };
    printer.state().printed = vec![colleagues.clone()];
    let arrival = office.handed_on(id).await;
    assert_eq!(arrival.state, ArrivalState::Quarantined);
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::PrintUncertain));
    assert_eq!(office.told().await, Vec::<String>::new());
    office.handing_on().try_anew(id).await.unwrap();
    assert!(office.store.retry_arrival(id, NOW.into()).await.unwrap());
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(printer.state().printed, [colleagues, on_paper(id)]);
}

#[tokio::test]
async fn a_fax_that_was_sent_to_another_printer_waits_for_a_person_and_is_then_printed_on_the_new_one()
 {
    let (old, new) = (IppPrinter::start().await, IppPrinter::start().await);
    let (office, id) = fax_at(&old).await;
    office.set(receiving(onto(&new), true)).await;
    let arrival = office.handed_on(id).await;
    assert_eq!(arrival.state, ArrivalState::Quarantined);
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::PrintElsewhere));
    assert_eq!(new.state().printed, []);
    office.handing_on().try_anew(id).await.unwrap();
    assert!(office.store.retry_arrival(id, NOW.into()).await.unwrap());
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(new.state().printed, [on_paper(id)]);
    assert_eq!(old.state().printed.len(), 1);
}

#[tokio::test]
async fn a_printer_that_prints_and_then_breaks_down_is_not_sent_the_fax_again() {
    for status in [Http::INTERNAL_SERVER_ERROR, Http::BAD_GATEWAY, Http::GATEWAY_TIMEOUT] {
        let printer = IppPrinter::start().await;
        let office = office_with(&printer).await;
        let id = office.take_in(fax(&asking())).await;
        printer.state().habits.fails_with = Some(status);
        let has_failed = async || office.arrival(id).await.fault.is_some();
        office.run_until(has_failed).await;
        assert_eq!(office.arrival(id).await.state, ArrivalState::Waiting, "{status}");
        assert!(office.store.retry_arrival(id, NOW.into()).await.unwrap());
        assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn, "{status}");
        assert_eq!(printer.state().printed, [on_paper(id)], "{status}");
        assert_eq!(office.told().await, ["processed"], "{status}");
    }
}

#[tokio::test]
async fn a_printer_that_does_not_come_to_an_end_holds_up_nothing_but_its_own_faxes() {
    let printer = IppPrinter::start().await;
    let office = office_with(&printer).await;
    let senders = vec!["anna@contoso.example".to_owned()];
    let status = StatusAnswers { senders, ..StatusAnswers::default() };
    office.set(Receiving { status, ..receiving(onto(&printer), false) }).await;
    printer.state().habits.is_slow = true;
    for _ in 0..40 {
        office.take_in(fax("")).await;
    }
    let id = office.take_in_for(Function::EmailStatus, question("")).await;
    let is_answered = async || office.arrival(id).await.state == ArrivalState::HandedOn;
    office.run_until(async || printer.state().looks > 0 && is_answered().await).await;
    assert_eq!(printer.state().printed.len(), 1);
}

#[tokio::test]
async fn a_fax_that_the_printer_refuses_is_kept_and_its_sender_hears_that_it_failed() {
    let printer = IppPrinter::start().await;
    printer.state().habits.refuses = Some(StatusCode::ClientErrorNotPossible);
    let office = office_with(&printer).await;
    let id = office.take_in(fax(&asking())).await;
    let arrival = office.handed_on(id).await;
    assert_eq!(arrival.state, ArrivalState::Quarantined);
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::PrintRefused));
    assert_eq!(printer.state().printed, []);
    assert_eq!(office.told().await, ["processed/error"]);
}

#[tokio::test]
async fn a_fax_for_a_printer_that_wants_a_log_in_says_so_and_is_printed_once_it_wants_none() {
    let printer = IppPrinter::start().await;
    printer.state().habits.is_locked = Some(Http::UNAUTHORIZED);
    let office = office_with(&printer).await;
    let id = office.take_in(fax(&asking())).await;
    office.run_until(async || office.arrival(id).await.fault.is_some()).await;
    let fault = office.arrival(id).await.fault.map(|fault| fault.code);
    assert_eq!(fault, Some(Code::PrinterLocked));
    assert_eq!(office.told().await, Vec::<String>::new());
    printer.state().habits.is_locked = None;
    assert!(office.store.retry_arrival(id, NOW.into()).await.unwrap());
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(printer.state().printed, [on_paper(id)]);
    assert_eq!(office.told().await, ["processed"]);
}
