//! A fax goes onto paper once, and its sender hears of it once, whenever scanpost is killed.

use std::fmt::Display;
use std::time::Duration;

use scanpost_core::receive::{ArrivalState, Arrivals};
use scanpost_core::site::receiving::Destination;
use sha2::{Digest as _, Sha256};

use crate::office::{NOW, Office, PDF, asking, fax};
use crate::printer::{IppPrinter, Printed};
use crate::shaky::Failing;

/// An office whose faxes go onto this printer, and whose senders hear of it.
async fn office_with(printer: &IppPrinter) -> Office {
    Office::new(Destination::Printer { uri: printer.uri.parse().unwrap() }, true).await
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
