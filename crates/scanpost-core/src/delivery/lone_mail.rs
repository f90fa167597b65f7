//! A mail that is no job: sent once, for its own sake, and counted like every other.

use std::time::Duration;

use scanpost_proto::smtp::client::{Envelope, MailResult};
use tokio::time::{Instant, timeout};

use super::attempt::taken;
use super::governor::{Limit, Share};
use super::line::Line;
use crate::fault::{Code, Fault};

/// Sends it over a line that has logged in, if the mailbox may send one more now.
pub(crate) async fn send_lone(
    line: &mut Line,
    share: &Share,
    envelope: &Envelope,
    octets: Vec<u8>,
    wait: Duration,
) -> Result<MailResult, Fault> {
    let now = Instant::now();
    let Some(mut pass) = share.reserve(1, 1, now).pop() else {
        let limit = share.room(now).limit.map_or(Code::ConnectionLimit, Limit::code);
        return Err(limit.into());
    };
    let sending = line.send(envelope, Box::pin(std::io::Cursor::new(octets)));
    let sent = timeout(wait, sending).await.unwrap_or_else(|_| {
        let uncertain = line.is_uncertain();
        let code = if uncertain { Code::DeliveryUncertain } else { Code::ServerSilent };
        Err(Fault::new(code).words("no reply in time"))
    });
    pass.said(line.mail_answered_at);
    pass.taken(taken(&sent), Instant::now());
    sent
}
