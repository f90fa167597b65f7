//! What an error of TLS, of the name service or of a socket means.
//!
//! What the standard library says about a name comes from the system's resolver (POSIX `getaddrinfo`)
//! and has no kind of its own, only words: those of glibc, musl, macOS and Windows are known here.

use std::io;

use rustls::{AlertDescription, CertificateError, Error};

use super::Code;

/// Why a connection to a machine did not come about.
pub fn of_connecting(error: &io::Error) -> Code {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Code::ConnectionRefused,
        io::ErrorKind::TimedOut => Code::ConnectionTimedOut,
        _ => Code::ServerUnreachable,
    }
}

/// Why a name has led to no address.
pub fn of_a_name(error: &io::Error) -> Code {
    // EAI_AGAIN: glibc and macOS, musl, Windows (WSATRY_AGAIN).
    const UNANSWERED: [&str; 3] =
        ["Temporary failure in name resolution", "Try again", "os error 11002"];
    let said = error.to_string();
    if UNANSWERED.iter().any(|words| said.contains(words)) {
        Code::NamesUnanswered
    } else {
        Code::ServerNameUnknown
    }
}

/// Why a hand-shake failed: [`of_tls`], or the connection broke meanwhile.
pub fn of_a_hand_shake(error: &io::Error) -> Code {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    inner.map_or(Code::TlsFailed, of_tls)
}

/// Why an HTTP call failed, as deep down as anything says: the cause that says most, and what TLS says
/// where it was TLS.
pub fn of_a_call(error: &reqwest::Error) -> (&dyn std::error::Error, Option<&Error>) {
    let mut cause: &dyn std::error::Error = error;
    let mut tls = None;
    loop {
        tls = tls.or(cause.downcast_ref());
        // An error of a socket holds another one, often of its own kind, and does not call it its source.
        let held = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match held {
            Some(deeper) => cause = deeper,
            None => match cause.source() {
                Some(deeper) => cause = deeper,
                None => return (cause, tls),
            },
        }
    }
}

/// Why TLS failed.
pub fn of_tls(error: &Error) -> Code {
    match error {
        Error::InvalidCertificate(why) => of_a_certificate(why),
        // Versions are all that rustls and a server of today can fail to have in common.
        Error::PeerIncompatible(_) | Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            Code::TlsTooOld
        }
        _ => Code::TlsFailed,
    }
}

fn of_a_certificate(why: &CertificateError) -> Code {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            Code::CertificateExpired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Code::CertificateNotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Code::CertificateOfOtherName
        }
        _ => Code::CertificateUntrusted,
    }
}

#[cfg(test)]
mod tests {
    use rustls::PeerIncompatible;

    use super::*;

    #[test]
    fn a_name_that_is_not_there_is_told_from_a_name_service_that_does_not_answer() {
        let lookup = "failed to lookup address information: ";
        let table = [
            ("Name or service not known", Code::ServerNameUnknown),
            ("No address associated with hostname", Code::ServerNameUnknown),
            ("Name does not resolve", Code::ServerNameUnknown),
            ("nodename nor servname provided, or not known", Code::ServerNameUnknown),
            ("Temporary failure in name resolution", Code::NamesUnanswered),
            ("Try again", Code::NamesUnanswered),
        ];
        for (words, code) in table {
            assert_eq!(of_a_name(&io::Error::other(format!("{lookup}{words}"))), code, "{words}");
        }
        let windows = "This is usually a temporary error … (os error 11002)";
        assert_eq!(of_a_name(&io::Error::other(windows)), Code::NamesUnanswered);
    }

    #[test]
    fn who_refuses_is_told_from_who_is_silent_and_from_no_way_there() {
        use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable, TimedOut};
        let table = [
            (ConnectionRefused, Code::ConnectionRefused),
            (TimedOut, Code::ConnectionTimedOut),
            (HostUnreachable, Code::ServerUnreachable),
            (NetworkUnreachable, Code::ServerUnreachable),
        ];
        for (kind, code) in table {
            assert_eq!(of_connecting(&kind.into()), code, "{kind}");
        }
    }

    #[test]
    fn each_trouble_with_a_certificate_has_its_own_name() {
        let invalid = Error::InvalidCertificate;
        let table = [
            (invalid(CertificateError::Expired), Code::CertificateExpired),
            (invalid(CertificateError::NotValidYet), Code::CertificateNotYetValid),
            (invalid(CertificateError::NotValidForName), Code::CertificateOfOtherName),
            (invalid(CertificateError::UnknownIssuer), Code::CertificateUntrusted),
            (invalid(CertificateError::Revoked), Code::CertificateUntrusted),
            (
                Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13),
                Code::TlsTooOld,
            ),
            (Error::AlertReceived(AlertDescription::ProtocolVersion), Code::TlsTooOld),
            (Error::AlertReceived(AlertDescription::HandshakeFailure), Code::TlsFailed),
            (Error::HandshakeNotComplete, Code::TlsFailed),
        ];
        for (error, code) in table {
            assert_eq!(of_a_hand_shake(&io::Error::other(error.clone())), code, "{error}");
        }
        assert_eq!(of_a_hand_shake(&io::ErrorKind::UnexpectedEof.into()), Code::TlsFailed);
    }
}
