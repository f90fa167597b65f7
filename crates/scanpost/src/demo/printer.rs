//! The demo's printer: an old one, that knows plain SMTP and nothing of OAuth.

use std::net::SocketAddr;

use scanpost_proto::smtp::client::{Envelope, Security, Session, Step};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::scan::Scan;
use crate::terminal::{self, Failure};

/// Sends the scan and returns when scanpost has said 250: from then on it is scanpost's to deliver.
pub(super) async fn send(
    gateway: SocketAddr,
    from: &str,
    to: &str,
    scan: &Scan,
) -> Result<(), Failure> {
    let mail = scan.as_mail(from, to)?;
    let envelope = Envelope {
        from: from.to_owned(),
        to: vec![to.to_owned()],
        size: Some(mail.len() as u64),
        ..Envelope::default()
    };
    let lost = |error: std::io::Error| {
        Failure::because("demo-connection-lost", &[("why", &terminal::why(&error))])
    };
    let refused = |reply: String| Failure::because("demo-refused", &[("reply", &reply)]);
    let mut stream = TcpStream::connect(gateway).await.map_err(lost)?;
    let mut session = Session::new("printer.local", Security::None);
    let mut input = [0; 4096];
    loop {
        match session.next_step() {
            Some(Step::Authenticate) => session.skip_authentication(),
            Some(Step::Ready) => session.send(&envelope),
            Some(Step::Body) => {
                session.body(&mail);
                session.body_end();
            }
            Some(Step::Finished(result)) => {
                return match (result.mail, result.recipients.into_iter().find_map(Result::err)) {
                    (Ok(_), None) => Ok(()),
                    (Err(reply), _) | (_, Some(reply)) => Err(refused(reply.to_string())),
                };
            }
            Some(step) => return Err(refused(format!("{step:?}"))),
            None => {
                let output = session.take_output();
                stream.write_all(&output).await.map_err(lost)?;
                let read = timeout(session.reply_wait(), stream.read(&mut input))
                    .await
                    .map_err(|_| Failure::because("demo-silent", &[]))?
                    .map_err(lost)?;
                if read == 0 {
                    return Err(Failure::because("demo-hung-up", &[]));
                }
                session.receive(&input[..read]);
            }
        }
    }
}
