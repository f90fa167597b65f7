//! Devices that are asked what they are: those that answer in either version of SNMP, and those that say
//! nothing, nonsense, or far too much.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

use std::net::Ipv4Addr;

use proptest::prelude::*;
use scanpost_core::clock::Clock;
use scanpost_core::network::Network;
use scanpost_core::objection::Reason;
use scanpost_core::printer::Printers;
use scanpost_core::support::{Checked, Heard, Question, Support, check};
use snmp2::{MessageType, Oid, Pdu, Varbinds, Version};
use tokio::net::{TcpListener, UdpSocket};

const DESCRIPTION: &[u64] = &[1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 3, 1];
const FIRMWARE: &[u64] = &[1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 9, 1];

/// Asks a device at this machine, that answers a datagram so, or not at all.
async fn asked(answer: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + 'static) -> Checked {
    let device = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let snmp_port = device.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut datagram = [0; 2048];
        while let Ok((length, peer)) = device.recv_from(&mut datagram).await {
            if let Some(answer) = answer(&datagram[..length]) {
                device.send_to(&answer, peer).await.unwrap();
            }
        }
    });
    // Where nobody listens for IPP.
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = format!("ipp://{}/ipp/print", closed.local_addr().unwrap());
    drop(closed);
    let question = Question { address, snmp_port, community: "public".to_owned() };
    check(&printers(), &question).await.unwrap()
}

fn printers() -> Printers {
    Printers::new(Network::default(), Clock::machine())
}

/// A device's answer to a question: these texts.
fn answer(question: &[u8], texts: &[(&[u64], &[u8])]) -> Vec<u8> {
    let wrapped = |kind: u8, octets: &[u8]| {
        let length = u16::try_from(octets.len()).unwrap().to_be_bytes();
        [&[kind, 0x82], &length[..], octets].concat()
    };
    let entry = |(object, text): &(&[u64], &[u8])| {
        let name = wrapped(0x06, Oid::from(object).unwrap().as_bytes());
        wrapped(0x30, &[name, wrapped(0x04, text)].concat())
    };
    let texts: Vec<u8> = texts.iter().flat_map(entry).collect();
    let mut answer = Pdu::from_bytes(question).unwrap();
    answer.message_type = MessageType::Response;
    answer.varbinds = Varbinds::from_bytes(&texts);
    answer.to_bytes().unwrap()
}

const TOSHIBA: [(&[u64], &[u8]); 2] =
    [(FIRMWARE, b"CXTMH.240.200"), (DESCRIPTION, b"TOSHIBA e-STUDIO409S")];

#[tokio::test]
async fn a_listed_device_with_old_firmware_needs_newer() {
    let checked = asked(|question| Some(answer(question, &TOSHIBA))).await;
    assert_eq!((checked.by_snmp, checked.by_ipp), (Heard::Answered, Heard::Silent));
    let least = vec!["240.246".to_owned(), "230.441".to_owned()];
    let needs = Support::NeedsFirmware { has: "240.200".to_owned(), least };
    assert_eq!(checked.judged.support, needs);
    assert_eq!(checked.judged.model.as_deref(), Some("e-STUDIO409S"));
    assert_eq!(checked.firmware, ["CXTMH.240.200"]);
    assert_eq!(checked.seen_from_there, Some(Ipv4Addr::LOCALHOST.into()));
}

#[tokio::test(start_paused = true)]
async fn a_device_that_knows_the_first_version_alone_is_asked_one_by_one() {
    let checked = asked(|question| {
        let asked = Pdu::from_bytes(question).unwrap();
        if asked.version() != Ok(Version::V1) {
            return None;
        }
        let (object, _) = asked.varbinds.clone().next().unwrap();
        let known = TOSHIBA.iter().find(|(name, _)| object == Oid::from(name).unwrap());
        let Some(known) = known else {
            let mut unknown = asked;
            (unknown.message_type, unknown.error_status) = (MessageType::Response, 2);
            return Some(unknown.to_bytes().unwrap());
        };
        Some(answer(question, &[*known]))
    });
    let checked = checked.await;
    assert_eq!(checked.by_snmp, Heard::Answered);
    assert_eq!(checked.judged.model.as_deref(), Some("e-STUDIO409S"));
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_called_silent() {
    let checked = asked(|_| None).await;
    assert_eq!((checked.by_snmp, checked.by_ipp), (Heard::Silent, Heard::Silent));
    assert_eq!(checked.judged.support, Support::Unknown);
}

#[tokio::test]
async fn nonsense_is_called_so_and_a_text_without_end_is_cut() {
    for nonsense in [b"".to_vec(), b"HTTP/1.1 200 OK\r\n".to_vec(), vec![0x30; 60_000]] {
        let checked = asked(move |_| Some(nonsense.clone())).await;
        assert_eq!(checked.by_snmp, Heard::Unclear);
        assert_eq!(checked.judged.support, Support::Unknown);
    }
    let long = vec![b'x'; 50_000];
    let checked = asked(move |question| Some(answer(question, &[(DESCRIPTION, &long)]))).await;
    assert_eq!(checked.by_snmp, Heard::Answered);
    assert_eq!(checked.judged.model.unwrap().len(), 200);
    let control = b"TOSHIBA\x1b[2J\0\r\ne-STUDIO409S";
    let checked = asked(move |question| Some(answer(question, &[(DESCRIPTION, control)]))).await;
    assert_eq!(checked.judged.model.as_deref(), Some("e-STUDIO409S"));
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so_at_its_field() {
    let asked = |address: &str, snmp_port| Question {
        address: address.to_owned(),
        snmp_port,
        community: "public".to_owned(),
    };
    for (question, reason) in [
        (asked("http://copier/", 161), Reason::DeviceAddressInvalid),
        (asked("copier.invalid", 161), Reason::DeviceAddressUnknown),
        (asked("127.0.0.1", 0), Reason::SnmpInvalid),
    ] {
        let objection = check(&printers(), &question).await.unwrap_err();
        assert_eq!(objection.reason, reason);
    }
}

proptest! {
    /// The library reads datagrams of strangers.
    #[test]
    fn no_datagram_brings_the_reader_down(
        mut octets in prop::collection::vec(any::<u8>(), 0..200),
        real in any::<bool>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        if real {
            octets = ANSWER.to_vec();
            for (place, octet) in flips {
                *place.get_mut(&mut octets) = octet;
            }
        }
        if let Ok(pdu) = Pdu::from_bytes(&octets) {
            prop_assert!(pdu.varbinds.take(1000).count() < 1000);
        }
    }
}

/// `public`, one text.
const ANSWER: &[u8] =
    b"\x30\x29\x02\x01\x01\x04\x06public\xa2\x1c\x02\x01\x01\x02\x01\x00\x02\x01\x00\
    \x30\x11\x30\x0f\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x04\x03abc";
