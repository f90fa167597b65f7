//! What a fault makes of a moment.

use std::{io, time::Duration};

use super::{connection::Connection, manner::Manner};
use crate::{
    switches::{Pop3Does, Pop3Moment},
    tls::Socket,
};

/// What becomes of a moment.
pub(super) enum Fate {
    Usual,
    Refused(Refusal),
    Drop,
}

/// A reply in place of the usual one.
pub(super) struct Refusal {
    /// With its line end.
    pub(super) reply: String,
    /// At AUTH: the client has to answer this first.
    pub(super) challenge: Option<String>,
    /// Whether the connection ends with it.
    pub(super) close: bool,
}

impl Refusal {
    pub(super) fn says(text: &str) -> Self {
        Self { reply: format!("-ERR {text}\r\n"), challenge: None, close: false }
    }

    pub(super) fn and_closes(text: &str) -> Self {
        Self { close: true, ..Self::says(text) }
    }
}

impl Connection {
    /// What the switches have in store for this moment. Before anything out of order happens, the
    /// replies that are due go out.
    pub(super) async fn fate<S: Socket>(
        &mut self,
        at: Pop3Moment,
        address: &str,
        stream: &mut S,
    ) -> io::Result<Fate> {
        let Some(does) = self.provider.switches.pop3(at, address, &mut self.visit) else {
            return Ok(Fate::Usual);
        };
        tracing::info!(?at, ?does, connection = self.visit.number, "sandbox.fault");
        match does {
            Pop3Does::Answer { text, close } => {
                let close = close || at == Pop3Moment::Greeting;
                return Ok(Fate::Refused(Refusal { close, ..self.refusal(&text) }));
            }
            Pop3Does::Challenge { challenge, text } => {
                let challenge = (at == Pop3Moment::Auth).then_some(challenge);
                return Ok(Fate::Refused(Refusal { challenge, ..self.refusal(&text) }));
            }
            Pop3Does::Nonsense { text } => {
                return Ok(Fate::Refused(Refusal { reply: text, ..Refusal::says("") }));
            }
            Pop3Does::Unlist { keywords } => {
                if matches!(at, Pop3Moment::Capa | Pop3Moment::CapaAfterTls) {
                    self.unlisted = keywords.iter().map(|word| word.to_ascii_uppercase()).collect();
                }
            }
            Pop3Does::LongLine { octets } => {
                self.manner = Manner::LongLine { octets: octets.into() };
            }
            Pop3Does::Pieces { octets, milliseconds } => {
                let (octets, pause) =
                    (usize::from(octets.max(1)), Duration::from_millis(milliseconds));
                self.manner = Manner::Pieces { octets, pause };
            }
            Pop3Does::Stop { after_octets, then } => {
                self.manner = Manner::Stop { left: after_octets, then };
            }
            Pop3Does::Wait { milliseconds } => {
                self.write(stream).await?;
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            }
            Pop3Does::Close => {
                self.write(stream).await?;
                return Ok(Fate::Drop);
            }
            Pop3Does::Reset => {
                self.write(stream).await?;
                stream.tcp().set_zero_linger()?;
                return Ok(Fate::Drop);
            }
            Pop3Does::Hang => {
                self.write(stream).await?;
                hang(stream).await?;
                return Ok(Fate::Drop);
            }
        }
        Ok(Fate::Usual)
    }

    fn refusal(&self, text: &str) -> Refusal {
        Refusal::says(&text.replace("{mailbox}", &self.visit.mailbox))
    }

    /// The list of CAPA without what a fault has taken out of it.
    pub(super) fn without_unlisted(&self, reply: &[u8]) -> Vec<u8> {
        if self.unlisted.is_empty() {
            return reply.to_vec();
        }
        let text = String::from_utf8_lossy(reply);
        let mut listed: Vec<String> = text.lines().filter_map(|line| self.listed(line)).collect();
        listed.push(String::new());
        listed.join("\r\n").into_bytes()
    }

    /// A line of the list, without the SASL mechanisms that are gone.
    fn listed(&self, line: &str) -> Option<String> {
        let (keyword, mechanisms) = line.split_once(' ').unwrap_or((line, ""));
        if !self.lists(keyword) {
            return None;
        }
        if keyword != "SASL" {
            return Some(line.to_owned());
        }
        let kept: Vec<&str> = mechanisms.split(' ').filter(|name| self.lists(name)).collect();
        (!kept.is_empty()).then(|| format!("SASL {}", kept.join(" ")))
    }

    pub(super) fn lists(&self, keyword: &str) -> bool {
        !self.unlisted.iter().any(|unlisted| unlisted == keyword)
    }
}

/// Says nothing until the client has enough of it.
pub(super) async fn hang<S: Socket>(stream: &mut S) -> io::Result<()> {
    tokio::io::copy(stream, &mut tokio::io::sink()).await.map(drop)
}
