//! A certificate authority for one journey, and one server certificate of it.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use crate::ports::HOST;

/// The files, as servers and clients want them.
#[derive(Debug)]
pub struct Certificates {
    /// What clients trust.
    pub ca: PathBuf,
    /// The servers' certificate for `127.0.0.1` and `localhost`, and its key.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Certificates {
    /// Makes new ones in this folder.
    pub fn make(dir: &Path) -> Self {
        let ca_key = KeyPair::generate().expect("the random source works");
        let mut ca = CertificateParams::default();
        ca.distinguished_name.push(DnType::CommonName, "The journeys' own authority");
        ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let ca_certificate = ca.self_signed(&ca_key).expect("the parameters are complete");
        let issuer = Issuer::new(ca, ca_key);

        let key = KeyPair::generate().expect("the random source works");
        let names = [HOST.to_owned(), "localhost".to_owned()];
        let server = CertificateParams::new(names).expect("the names are well formed");
        let certificate = server.signed_by(&key, &issuer).expect("the parameters are complete");

        let keep = |name: &str, text: String| {
            let path = dir.join(name);
            fs::write(&path, text).expect("the journey's folder can be written");
            path
        };
        Self {
            ca: keep("ca.pem", ca_certificate.pem()),
            certificate: keep("server.pem", certificate.pem()),
            key: keep("server.key", key.serialize_pem()),
        }
    }
}
