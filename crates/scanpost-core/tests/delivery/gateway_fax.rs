//! The way of a fax from the provider's mailbox into a folder.

use std::fs;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use scanpost_core::administrator::{Actor, Privileges};
use scanpost_core::fault::Code;
use scanpost_core::gateway::NewAccount;
use scanpost_core::gateway::views::Outcome;
use scanpost_core::oauth::{AccountName, Provider};
use scanpost_core::receive::{ArrivalFilter, ArrivalState};
use scanpost_core::site::{Function, ReceivingEntered, Slots};

use crate::gateway_stage::{ALARMS, ANNA, MAILBOX, Stage};

const FAX: Function = Function::InternetFaxReceive;

/// A page of one row of eight dots, which stand in octet 8; its directory has nine fields.
const TIFF: &[u8] = b"II*\0\x0A\0\0\0\x55\0\x09\0\
    \x00\x01\x03\0\x01\0\0\0\x08\0\0\0\
    \x01\x01\x03\0\x01\0\0\0\x01\0\0\0\
    \x02\x01\x03\0\x01\0\0\0\x01\0\0\0\
    \x03\x01\x03\0\x01\0\0\0\x01\0\0\0\
    \x06\x01\x03\0\x01\0\0\0\x00\0\0\0\
    \x11\x01\x04\0\x01\0\0\0\x08\0\0\0\
    \x15\x01\x03\0\x01\0\0\0\x01\0\0\0\
    \x16\x01\x03\0\x01\0\0\0\x01\0\0\0\
    \x17\x01\x04\0\x01\0\0\0\x01\0\0\0\
    \0\0\0\0";

/// Anna's mailbox is the fax function's from now on, and its account is signed in.
async fn with_fax_account() -> Stage {
    let stage = Stage::signed_in().await;
    let name: AccountName = "fax".parse().unwrap();
    let provider = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    let console = stage.gateway().by(&Actor::Console);
    let new = NewAccount::to_send(name.clone(), ANNA.to_owned(), provider);
    console.add_account(new).await.unwrap();
    let seen = stage.gateway().slots().await.unwrap().revision;
    let slots = Slots {
        sending: Some(stage.account.clone()),
        internet_fax_receive: Some(name.clone()),
        ..Slots::default()
    };
    console.set_slots(seen, slots).await.unwrap();
    let polled = console.poll_now(FAX).await.unwrap();
    assert_eq!(polled.fault.map(|fault| fault.code), Some(Code::SignInNeeded));
    let code = console.sign_in(&name).await.unwrap();
    assert!(stage.sandbox.approve(&code.user_code, ANNA));
    stage
        .until(async || {
            let receiving = stage.gateway().receiving().await.unwrap();
            let last_poll = receiving.functions[0].last_poll.clone();
            last_poll.is_some_and(|polled| polled.fault.is_none())
        })
        .await;
    stage
}

async fn arrivals_in(stage: &Stage, wanted: ArrivalState) -> usize {
    let filter = ArrivalFilter { state: Some(wanted), most: 100, ..ArrivalFilter::default() };
    stage.gateway().arrivals(filter).await.unwrap().len()
}

fn mail(content: &str) -> Vec<u8> {
    format!("From: fax@example.com\r\nSubject: fax\r\nMIME-Version: 1.0\r\n{content}\r\n").into()
}

#[tokio::test]
async fn a_fax_that_comes_by_mail_ends_in_the_folder_and_leaves_the_mailbox() {
    let stage = with_fax_account().await;
    let head = "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    stage.device().await.send(&[ANNA], &mail(&format!("{head}{}", STANDARD.encode(TIFF)))).await;
    stage.all_ended().await;
    let polled = stage.gateway().by(&Actor::Console).poll_now(FAX).await.unwrap();
    assert_eq!((polled.taken, polled.fault), (1, None));
    stage.until(async || arrivals_in(&stage, ArrivalState::HandedOn).await == 1).await;
    let files: Vec<_> =
        fs::read_dir(stage.faxes()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(fs::read(&files[0]).unwrap(), TIFF);
    let filter = ArrivalFilter { most: 1, ..ArrivalFilter::default() };
    let place = stage.gateway().arrivals(filter).await.unwrap().remove(0).place;
    let name = files[0].file_name().unwrap().to_str().unwrap();
    assert_eq!(place.as_deref(), Some(name), "its name, and nothing of the machine's paths");
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 0);
    let receiving = stage.gateway().receiving().await.unwrap();
    let function = &receiving.functions[0];
    assert_eq!((function.interval_minutes, &function.fault), (5, &None));
    assert!(function.server.is_some() && function.next_poll_at.is_some());
}

#[tokio::test]
async fn a_fax_goes_into_the_folder_that_was_set_and_is_looked_for_as_often_as_was_set() {
    let stage = with_fax_account().await;
    let console = stage.gateway().by(&Actor::Console);
    let before = stage.gateway().receiving_settings().await.unwrap();
    assert_eq!(before.fax_folders, Some(stage.faxes()));
    let set = |path: &str| ReceivingEntered {
        fax_interval: "17".to_owned(),
        fax_path: path.to_owned(),
        ..before.settings.entered()
    };
    let refused = console.set_receiving_settings(before.revision, set("../elsewhere")).await;
    assert!(refused.unwrap_err().to_string().contains("fax-path-invalid"));
    console.set_receiving_settings(before.revision, set("office/./")).await.unwrap();
    let late = console.set_receiving_settings(before.revision, set("late")).await;
    assert!(late.unwrap_err().to_string().contains("changed-meanwhile"));
    assert_eq!(stage.gateway().receiving().await.unwrap().functions[0].interval_minutes, 17);

    let head = "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    stage.device().await.send(&[ANNA], &mail(&format!("{head}{}", STANDARD.encode(TIFF)))).await;
    stage.all_ended().await;
    console.poll_now(FAX).await.unwrap();
    stage.until(async || arrivals_in(&stage, ArrivalState::HandedOn).await == 1).await;
    let file = fs::read_dir(stage.faxes().join("office")).unwrap().next().unwrap().unwrap();
    let filter = ArrivalFilter { most: 1, ..ArrivalFilter::default() };
    let place = stage.gateway().arrivals(filter).await.unwrap().remove(0).place;
    assert_eq!(place, Some(format!("office/{}", file.file_name().to_str().unwrap())));

    // A file of all settings has them, and to import it changes nothing.
    let document = console.export_settings().await.unwrap();
    assert_eq!(document.receiving.as_ref().map(|one| one.intervals[&FAX]), Some(17));
    let again = console.import_settings(document, false).await.unwrap();
    assert!(again.things.iter().all(|one| one.outcome == Outcome::Same), "{again:?}");
}

#[tokio::test]
async fn a_fax_goes_on_by_mail_and_its_sender_hears_that_it_did() {
    let stage = with_fax_account().await;
    let console = stage.gateway().by(&Actor::Console);
    let before = stage.gateway().receiving_settings().await.unwrap();
    let entered = ReceivingEntered {
        fax_to: "mail".to_owned(),
        fax_mail: MAILBOX.to_owned(),
        fax_confirm: "on".to_owned(),
        ..before.settings.entered()
    };
    console.set_receiving_settings(before.revision, entered).await.unwrap();
    let head = "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let asks = format!("Return-Path: <{ALARMS}>\r\nDisposition-Notification-To: {ALARMS}\r\n");
    let mut octets = asks.into_bytes();
    octets.extend(mail(&format!("{head}{}\r\n", STANDARD.encode(TIFF))));
    stage.sandbox.put_mail(ANNA, octets);
    assert_eq!(console.poll_now(FAX).await.unwrap().taken, 1);
    stage.until(async || arrivals_in(&stage, ArrivalState::HandedOn).await == 1).await;
    stage.all_ended().await;
    let text = |address: &str| {
        let mails = stage.sandbox.mailbox(address);
        assert_eq!(mails.len(), 1, "{address}");
        String::from_utf8(mails[0].octets().to_vec()).unwrap()
    };
    assert!(text(MAILBOX).replace("\r\n", "").contains(&STANDARD.encode(TIFF)));
    assert!(text(ALARMS).contains("automatic-action/MDN-sent-automatically; processed"));
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 0);
}

#[tokio::test]
async fn a_mail_without_a_fax_is_kept_in_quarantine_until_a_person_has_looked_at_it() {
    let mut stage = with_fax_account().await;
    stage.device().await.send(&[ANNA], &mail("\r\nNo fax.")).await;
    stage.all_ended().await;
    let console = stage.gateway().by(&Actor::Console);
    assert_eq!(console.poll_now(FAX).await.unwrap().taken, 1);
    stage.until(async || arrivals_in(&stage, ArrivalState::Quarantined).await == 1).await;
    stage.restart().await;
    let arrival = stage.gateway().arrivals(ArrivalFilter { most: 1, ..ArrivalFilter::default() });
    let arrival = arrival.await.unwrap().remove(0);
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::FaxMissing));
    let console = stage.gateway().by(&Actor::Console);
    let looker =
        Actor::ApiToken { name: "looker".to_owned(), privileges: Privileges::Custom([].into()) };
    stage.gateway().by(&looker).download_arrival(arrival.id).await.unwrap_err();
    let download = console.download_arrival(arrival.id).await.unwrap();
    assert_eq!(download.size_bytes, arrival.size_bytes);
    let deleted = console.delete_arrival(arrival.id).await.unwrap();
    assert_eq!(deleted.arrival.state, ArrivalState::Deleted);
    console.retry_arrival(arrival.id).await.unwrap_err();
    console.download_arrival(arrival.id).await.unwrap_err();
    assert_eq!(fs::read_dir(stage.faxes()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_fax_that_is_broken_waits_in_quarantine_and_leaves_nothing_in_the_folder() {
    let stage = with_fax_account().await;
    let broken = "Content-Type: image/tiff\r\nContent-Disposition: attachment; filename=page.tif\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nSUkqAAAAAAA=";
    stage.device().await.send(&[ANNA], &mail(broken)).await;
    stage.all_ended().await;
    assert_eq!(stage.gateway().by(&Actor::Console).poll_now(FAX).await.unwrap().taken, 1);
    stage.until(async || arrivals_in(&stage, ArrivalState::Quarantined).await == 1).await;
    let arrival = stage.gateway().arrivals(ArrivalFilter { most: 1, ..ArrivalFilter::default() });
    let fault = arrival.await.unwrap().remove(0).fault.unwrap();
    assert_eq!(fault.code, Code::FaxTiffBroken);
    assert!(fault.words.unwrap().starts_with("page.tif: "));
    assert_eq!(fs::read_dir(stage.faxes()).unwrap().count(), 0);
}
