//! What a fault makes of a moment, and of the way in which a reply goes out.

use std::{io, time::Duration};

use scanpost_proto::smtp::Reply;
use tokio::io::AsyncWriteExt;

use super::connection::Connection;
use crate::{
    switches::{self, EnhancedCode, SmtpDoes, SmtpMoment},
    tls::Socket,
};

/// What becomes of a moment.
pub(super) enum Fate {
    Usual,
    Refused(Reply),
    Drop,
}

/// How the next replies are written.
#[derive(Debug)]
pub(super) enum Manner {
    Usual,
    Instead(String),
    Pieces { octets: usize, pause: Duration },
}

impl Connection {
    /// What the switches have in store for this moment. Before anything out of order happens, the
    /// replies that are due go out.
    pub(super) async fn fate<S: Socket>(
        &mut self,
        at: SmtpMoment,
        address: &str,
        stream: &mut S,
    ) -> io::Result<Fate> {
        let Some(does) = self.provider.switches.smtp(at, address, &mut self.visit) else {
            return Ok(Fate::Usual);
        };
        tracing::info!(?at, ?does, connection = self.visit.number, "sandbox.fault");
        self.befall(at, does, stream).await
    }

    pub(super) async fn befall<S: Socket>(
        &mut self,
        at: SmtpMoment,
        does: SmtpDoes,
        stream: &mut S,
    ) -> io::Result<Fate> {
        match does {
            SmtpDoes::Answer { code, enhanced, text } => {
                return Ok(Fate::Refused(self.reply(code, enhanced, &text)));
            }
            SmtpDoes::Challenge { challenge, code, enhanced, text } => {
                if at == SmtpMoment::Auth {
                    self.session.challenge(&challenge);
                }
                return Ok(Fate::Refused(self.reply(code, enhanced, &text)));
            }
            SmtpDoes::Unlist { keywords } => {
                if matches!(at, SmtpMoment::Ehlo | SmtpMoment::EhloAfterTls) {
                    self.unlisted = keywords.iter().map(|word| word.to_ascii_uppercase()).collect();
                }
                return Ok(Fate::Usual);
            }
            _ => self.write(stream).await?,
        }
        match does {
            SmtpDoes::Wait { milliseconds } => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                Ok(Fate::Usual)
            }
            SmtpDoes::Pieces { octets, milliseconds } => {
                let (octets, pause) =
                    (usize::from(octets.max(1)), Duration::from_millis(milliseconds));
                self.manner = Manner::Pieces { octets, pause };
                Ok(Fate::Usual)
            }
            SmtpDoes::Nonsense { text } => {
                self.manner = Manner::Instead(text);
                Ok(misheard(at))
            }
            SmtpDoes::Hang => {
                // Until the client has enough of it.
                tokio::io::copy(stream, &mut tokio::io::sink()).await?;
                Ok(Fate::Drop)
            }
            SmtpDoes::Reset => {
                stream.tcp().set_zero_linger()?;
                Ok(Fate::Drop)
            }
            SmtpDoes::Close
            | SmtpDoes::Answer { .. }
            | SmtpDoes::Challenge { .. }
            | SmtpDoes::Unlist { .. } => Ok(Fate::Drop),
        }
    }

    /// The list of EHLO without what a fault has taken out of it.
    pub(super) fn without_unlisted(&self, reply: Vec<u8>) -> Vec<u8> {
        if self.unlisted.is_empty() {
            return reply;
        }
        let text = String::from_utf8_lossy(&reply);
        let kept: Vec<String> = text.lines().filter_map(|line| self.listed(line)).collect();
        let last = kept.len().saturating_sub(1);
        let line = |(n, words): (usize, &String)| {
            let dash = if n == last { ' ' } else { '-' };
            format!("250{dash}{words}\r\n")
        };
        kept.iter().enumerate().map(line).collect::<String>().into_bytes()
    }

    /// A line of the list, without its code and without the AUTH mechanisms that are gone.
    fn listed(&self, line: &str) -> Option<String> {
        let words = line.get(4..)?;
        let (keyword, mechanisms) = words.split_once(' ').unwrap_or((words, ""));
        if !self.lists(keyword) {
            return None;
        }
        if keyword != "AUTH" {
            return Some(words.to_owned());
        }
        let kept: Vec<&str> = mechanisms.split(' ').filter(|name| self.lists(name)).collect();
        (!kept.is_empty()).then(|| format!("AUTH {}", kept.join(" ")))
    }

    /// The reply with its blanks filled in.
    fn reply(&self, code: u16, enhanced: Option<EnhancedCode>, text: &str) -> Reply {
        let text = text.replace("{mailbox}", &self.visit.mailbox).replace("{from}", &self.from);
        switches::reply(code, enhanced, &text)
    }
}

/// What the server does while the client hears nonsense: where no refusal is possible it goes on.
fn misheard(at: SmtpMoment) -> Fate {
    match at {
        SmtpMoment::Greeting
        | SmtpMoment::Ehlo
        | SmtpMoment::StartTls
        | SmtpMoment::EhloAfterTls
        | SmtpMoment::Quit => Fate::Usual,
        SmtpMoment::Auth
        | SmtpMoment::Mail
        | SmtpMoment::Rcpt
        | SmtpMoment::Data
        | SmtpMoment::Body
        | SmtpMoment::FinalDot
        | SmtpMoment::Kept => Fate::Refused(Reply::plain(451, "not to be heard")),
    }
}

impl Manner {
    pub(super) async fn send<S: Socket>(&self, output: &[u8], stream: &mut S) -> io::Result<()> {
        match self {
            Self::Usual => stream.write_all(output).await?,
            Self::Instead(text) => stream.write_all(text.as_bytes()).await?,
            Self::Pieces { octets, pause } => {
                for (n, piece) in output.chunks(*octets).enumerate() {
                    if n > 0 {
                        tokio::time::sleep(*pause).await;
                    }
                    stream.write_all(piece).await?;
                    stream.flush().await?;
                }
            }
        }
        stream.flush().await
    }
}
