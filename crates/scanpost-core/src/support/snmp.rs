//! Asks a device by SNMP what it is (RFC 3416, RFC 1157), over the `snmp2` crate.
//!
//! One question names everything; a device that knows only the first version of SNMP refuses such a
//! question as a whole, so it is asked one by one. A datagram has at most 64 KiB, each answer is waited for
//! so long and no longer.

use std::net::SocketAddr;
use std::time::Duration;

use snmp2::{AsyncSession, Error, Oid, Value};
use tokio::time::timeout;

use super::{Said, plain};

/// How long an answer may take; asked again, as datagrams get lost.
const ANSWER: Duration = Duration::from_secs(2);
const TRIES: usize = 3;

/// Where devices say what they are.
const OBJECTS: [(&[u64], What); 6] = [
    // hrDeviceDescr.1 (RFC 2790), prtGeneralPrinterName.1 (RFC 3805), sysDescr.0 (RFC 3418)
    (&[1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 3, 1], What::Model),
    (&[1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 16, 1], What::Model),
    (&[1, 3, 6, 1, 2, 1, 1, 1, 0], What::Model),
    // entPhysicalFirmwareRev.1, entPhysicalSoftwareRev.1, entPhysicalMfgName.1 (RFC 6933)
    (&[1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 9, 1], What::Firmware),
    (&[1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 10, 1], What::Firmware),
    (&[1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 12, 1], What::Maker),
];

/// What a text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Maker,
    /// In prose: often with the maker before it and the firmware behind.
    Model,
    Firmware,
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Answer(Said),
    /// No answer came.
    Silence,
    /// What came was no answer.
    Nonsense,
}

/// Asks. The community is a word that many devices want to hear, `public` as a rule; it is no secret.
pub(super) async fn ask(device: SocketAddr, community: &str) -> Heard {
    let newer = AsyncSession::new_v2c(device, community.as_bytes(), 1);
    let heard = match newer.await {
        Ok(session) => together(session).await,
        Err(_) => Heard::Silence,
    };
    if let Heard::Answer(_) = heard {
        return heard;
    }
    let older = AsyncSession::new_v1(device, community.as_bytes(), 1);
    match older.await {
        Ok(session) => match one_by_one(session).await {
            Heard::Silence => heard,
            answered => answered,
        },
        Err(_) => heard,
    }
}

async fn together(mut session: AsyncSession) -> Heard {
    let oids: Vec<_> = OBJECTS.iter().map(|(numbers, _)| oid(numbers)).collect();
    let oids: Vec<_> = oids.iter().collect();
    for _ in 0..TRIES {
        match timeout(ANSWER, session.get_many(&oids)).await {
            Ok(Ok(answer)) => {
                let mut said = Said::default();
                take(&mut said, answer.varbinds);
                return Heard::Answer(said);
            }
            Ok(Err(error)) if is_silence(&error) => return Heard::Silence,
            // That to the question before, which came late.
            Ok(Err(Error::RequestIdMismatch)) | Err(_) => {}
            Ok(Err(_)) => return Heard::Nonsense,
        }
    }
    Heard::Silence
}

async fn one_by_one(mut session: AsyncSession) -> Heard {
    let mut said = None;
    for (numbers, _) in OBJECTS {
        match timeout(ANSWER, session.get(&oid(numbers))).await {
            Ok(Ok(answer)) => {
                let said = said.get_or_insert_with(Said::default);
                // It names the object also when it does not have it.
                if answer.error_status == 0 {
                    take(said, answer.varbinds);
                }
            }
            Ok(Err(error)) if is_silence(&error) => break,
            Ok(Err(_)) => return said.map_or(Heard::Nonsense, Heard::Answer),
            // Who says nothing to the first question says nothing to the others.
            Err(_) => break,
        }
    }
    said.map_or(Heard::Silence, Heard::Answer)
}

/// The datagram could not be sent, or its port is closed there.
fn is_silence(error: &Error) -> bool {
    matches!(error, Error::Send | Error::Receive)
}

fn oid(numbers: &[u64]) -> Oid<'static> {
    Oid::from(numbers).expect("the objects are written down here")
}

/// Puts each answer where it belongs, in our order. Objects that the device lacks are left out.
fn take<'a>(said: &mut Said, answers: impl Iterator<Item = (Oid<'a>, Value<'a>)>) {
    let answers: Vec<_> = answers.take(OBJECTS.len()).collect();
    for (numbers, what) in OBJECTS {
        let wanted = oid(numbers);
        let answer = answers.iter().find(|(oid, _)| *oid == wanted);
        let Some((_, Value::OctetString(octets))) = answer else { continue };
        let text = plain(&String::from_utf8_lossy(octets));
        let texts = match what {
            What::Maker => &mut said.maker,
            What::Model => &mut said.model,
            What::Firmware => &mut said.firmware,
        };
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
}
