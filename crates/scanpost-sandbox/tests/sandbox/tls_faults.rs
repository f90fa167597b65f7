//! Handshakes that fail, as a client that checks certificates meets them.

use std::io::ErrorKind;

use rustls::{AlertDescription, CertificateError, Error};
use scanpost_sandbox::{Sandbox, TlsDoes, TlsFault, TlsMoment};

use crate::support::{Dialogue, sandbox};

/// What the client's TLS says; `None` if the connection just ended.
fn reason(error: &std::io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

async fn shake_hands(sandbox: &Sandbox, at: TlsMoment) -> std::io::Result<()> {
    let client = match at {
        TlsMoment::Smtp => {
            let mut client = Dialogue::with(sandbox.smtp_addr()).await;
            client.reply().await;
            client.ask("EHLO mfp").await;
            client.ask("STARTTLS").await;
            client
        }
        TlsMoment::Pop3 => Dialogue::with(sandbox.pop3_addr()).await,
    };
    client.try_tls(sandbox).await.map(drop)
}

#[tokio::test]
async fn each_bad_certificate_and_handshake_is_refused_for_its_own_reason() {
    use CertificateError as Bad;
    type Is = fn(&CertificateError) -> bool;
    let wrong = |error: &Error, is: Is| match error {
        Error::InvalidCertificate(why) => is(why),
        _ => false,
    };
    let told = |error: &Error, what| *error == Error::AlertReceived(what);
    let sandbox = sandbox().await;
    for at in [TlsMoment::Smtp, TlsMoment::Pop3] {
        let fails = async |does: TlsDoes| {
            let next = TlsFault::next(1, at, does);
            sandbox.change_switches(|switches| switches.tls_faults.push(next));
            shake_hands(&sandbox, at).await.unwrap_err()
        };
        let is: [(TlsDoes, Is); 4] = [
            (TlsDoes::WrongName, |why| matches!(why, Bad::NotValidForNameContext { .. })),
            (TlsDoes::Expired, |why| matches!(why, Bad::ExpiredContext { .. })),
            (TlsDoes::NotYetValid, |why| matches!(why, Bad::NotValidYetContext { .. })),
            (TlsDoes::Untrusted, |why| matches!(why, Bad::UnknownIssuer)),
        ];
        for (does, is) in is {
            let error = fails(does).await;
            assert!(wrong(reason(&error).unwrap(), is), "{at:?} {does:?}: {error}");
        }
        let error = fails(TlsDoes::OnlyOldVersions).await;
        assert!(told(reason(&error).unwrap(), AlertDescription::ProtocolVersion), "{error}");
        let error = fails(TlsDoes::Alert).await;
        assert!(told(reason(&error).unwrap(), AlertDescription::HandshakeFailure), "{error}");
        let error = fails(TlsDoes::Nonsense).await;
        assert!(matches!(reason(&error), Some(Error::InvalidMessage(_))), "{error}");
        let ends = [
            (TlsDoes::Close, ErrorKind::UnexpectedEof),
            (TlsDoes::Reset, ErrorKind::ConnectionReset),
        ];
        for (does, kind) in ends {
            assert_eq!(fails(does).await.kind(), kind, "{at:?} {does:?}");
        }
        shake_hands(&sandbox, at).await.unwrap();
    }
    assert_eq!(sandbox.strikes(), 18);
}

#[tokio::test]
async fn a_fault_of_pop3s_handshakes_strikes_after_stls_too() {
    let sandbox = sandbox().await;
    let expired = TlsFault::next(1, TlsMoment::Pop3, TlsDoes::Expired);
    sandbox.change_switches(|switches| switches.tls_faults.push(expired));
    for good in [false, true] {
        let mut client = Dialogue::with(sandbox.pop3_stls_addr()).await;
        client.hear().await;
        client.say("STLS").await;
        assert!(client.hear().await.starts_with("+OK"), "the fault strikes after it");
        assert_eq!(client.try_tls(&sandbox).await.is_ok(), good);
    }
}

#[tokio::test]
async fn a_handshake_that_hangs_ends_when_the_sandbox_does() {
    let sandbox = sandbox().await;
    let hangs = TlsFault::next(1, TlsMoment::Pop3, TlsDoes::Hang).on_connection(1);
    sandbox.change_switches(|switches| switches.tls_faults.push(hangs));
    let struck = async {
        while sandbox.strikes() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        ended = shake_hands(&sandbox, TlsMoment::Pop3) => panic!("it ended: {ended:?}"),
        () = struck => {}
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn a_client_of_tls_1_0_is_refused() {
    let sandbox = sandbox().await;
    let mut client = Dialogue::with(sandbox.pop3_addr()).await;
    // A ClientHello of TLS 1.0 (RFC 2246 §7.4.1.2): its random, no session, one cipher suite.
    let mut hello = vec![22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 1];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0, 47, 1, 0]);
    client.send(&hello).await;
    let alert = client.rest().await;
    assert_eq!((alert[0], alert[5]), (21, 2), "a fatal alert");
}
