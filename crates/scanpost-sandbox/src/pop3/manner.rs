//! In which way a reply goes out: whole, or as a fault wants it.

use std::{io, mem, time::Duration};

use tokio::io::AsyncWriteExt;

use crate::{switches::Ending, tls::Socket};

/// How the reply to one command is written, in however many parts it comes.
#[derive(Debug, Default)]
pub(super) enum Manner {
    #[default]
    Usual,
    Pieces {
        octets: usize,
        pause: Duration,
    },
    /// The next part has a line of so many octets.
    LongLine {
        octets: u64,
    },
    /// After so many octets it ends.
    Stop {
        left: u64,
        then: Ending,
    },
    /// It has ended in a way that lets the connection go on.
    Over,
}

impl Manner {
    /// Writes a part of the reply. `Some`: here it ends, and so.
    pub(super) async fn send<S: Socket>(
        &mut self,
        output: &[u8],
        stream: &mut S,
    ) -> io::Result<Option<Ending>> {
        let mut ending = None;
        match self {
            Self::Usual => stream.write_all(output).await?,
            Self::Over => {}
            Self::Pieces { octets, pause } => {
                for piece in output.chunks(*octets) {
                    stream.write_all(piece).await?;
                    stream.flush().await?;
                    tokio::time::sleep(*pause).await;
                }
            }
            Self::LongLine { octets } => {
                let octets = mem::take(octets);
                *self = Self::Usual;
                send_long_line(output, octets, stream).await?;
            }
            Self::Stop { left, .. } if *left > output.len() as u64 => {
                *left -= output.len() as u64;
                stream.write_all(output).await?;
            }
            Self::Stop { left, then } => {
                let now = usize::try_from(*left).unwrap_or(output.len());
                stream.write_all(&output[..now]).await?;
                ending = Some(*then);
                *self = Self::Over;
            }
        }
        stream.flush().await?;
        Ok(ending)
    }

    /// The reply is whole, but for the dot of a mail: a stop that has not come yet comes now.
    pub(super) fn ends(&mut self) -> Option<Ending> {
        match self {
            Self::Stop { then, .. } => {
                let then = *then;
                *self = Self::Over;
                Some(then)
            }
            _ => None,
        }
    }
}

/// Fills a line with `x`: of a list the last before its dot, else the first.
async fn send_long_line<S: Socket>(output: &[u8], octets: u64, stream: &mut S) -> io::Result<()> {
    let dot = output.strip_suffix(b"\r\n.\r\n").map(<[u8]>::len);
    let first = output.windows(2).position(|end| end == b"\r\n");
    let end = dot.or(first).unwrap_or(output.len());
    let start = output[..end].iter().rposition(|octet| *octet == b'\n').map_or(0, |at| at + 1);
    stream.write_all(&output[..end]).await?;
    let mut missing = octets.saturating_sub((end - start) as u64 + 2);
    let filler = [b'x'; 4096];
    while missing > 0 {
        let piece = usize::try_from(missing).unwrap_or(filler.len()).min(filler.len());
        stream.write_all(&filler[..piece]).await?;
        missing -= piece as u64;
    }
    stream.write_all(&output[end..]).await
}
