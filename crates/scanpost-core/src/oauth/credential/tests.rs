//! Secrets and certificates: made, imported, sealed, shown for one request.

use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use proptest::prelude::*;
use secrecy::ExposeSecret as _;

use super::*;

const NOW: Time = Time(1_795_252_500_000);
const CLIENT: &str = "app";
const URL: &str = "https://login.example/token";

fn name() -> AccountName {
    "scans".parse().expect("a name")
}

fn sealer() -> Sealer {
    Sealer::new(&[7; crate::oauth::seal::KEY_BYTES])
}

fn pem(parts: &[&str]) -> Zeroizing<String> {
    Zeroizing::new(parts.concat())
}

fn imported(parts: &[&str]) -> Result<AppCredential, BadCertificate> {
    AppCredential::import(&name(), &pem(parts), &sealer(), NOW)
}

fn assertion(credential: &AppCredential) -> Vec<String> {
    let shown = credential.show(&name(), &sealer(), CLIENT, URL, NOW).expect("it is opened");
    let Shown::Assertion(jwt) = shown else { panic!("an assertion") };
    jwt.expose_secret().split('.').map(str::to_owned).collect()
}

fn json(part: &str) -> serde_json::Value {
    let octets = BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&octets).expect("JSON")
}

fn verifies(credential: &AppCredential, jwt: &[String]) -> bool {
    use rustls::pki_types::pem::PemObject as _;
    let Proof::Certificate(certificate) = &credential.proof else { panic!("a certificate") };
    let der = rustls::pki_types::CertificateDer::from_pem_slice(certificate.pem.as_bytes())
        .expect("a certificate");
    let parsed = rustls::server::ParsedCertificate::try_from(&der).expect("a certificate");
    let spki = parsed.subject_public_key_info();
    // The RSA public key is the last part of the SubjectPublicKeyInfo: a bit string.
    let key = x509_cert::spki::SubjectPublicKeyInfoRef::try_from(spki.as_ref()).expect("a key");
    let key = key.subject_public_key.raw_bytes();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(&jwt[2]).expect("base64url");
    let input = format!("{}.{}", jwt[0], jwt[1]);
    ring::signature::UnparsedPublicKey::new(&ring::signature::RSA_PSS_2048_8192_SHA256, key)
        .verify(input.as_bytes(), &signature)
        .is_ok()
}

#[test]
fn a_certificate_that_was_made_here_proves_the_app_for_two_years() {
    let credential = AppCredential::make(&name(), &sealer(), NOW);
    let jwt = assertion(&credential);
    assert!(verifies(&credential, &jwt));
    let days = NOW.until(credential.ends_at.expect("it ends")).as_secs() / 86_400;
    assert!((VALID_DAYS - 1..=VALID_DAYS).contains(&i64::try_from(days).expect("small")), "{days}");
}

#[test]
fn an_assertion_says_who_for_whom_and_for_how_long() {
    let credential = imported(&[CERTIFICATE, KEY]).expect("they belong together");
    let (first, second) = (assertion(&credential), assertion(&credential));
    assert!(verifies(&credential, &first));
    let (header, claims) = (json(&first[0]), json(&first[1]));
    assert_eq!(header["alg"], "PS256");
    assert_eq!(header["x5t#S256"].as_str().expect("there").len(), 43);
    for who in ["iss", "sub"] {
        assert_eq!(claims[who], CLIENT);
    }
    assert_eq!(claims["aud"], URL);
    let now = NOW.0 / 1000;
    assert_eq!((claims["nbf"].as_i64(), claims["exp"].as_i64()), (Some(now - 60), Some(now + 300)));
    assert_ne!(json(&second[1])["jti"], claims["jti"], "nobody can use it again");
}

#[test]
fn what_is_shown_of_a_certificate_is_what_the_portal_shows() {
    let credential = imported(&[KEY, CERTIFICATE]).expect("the order does not matter");
    let Proof::Certificate(certificate) = &credential.proof else { panic!("a certificate") };
    assert_eq!(certificate.thumbprint(), THUMBPRINT);
    assert_eq!(credential.ends_at, Some(ENDS_AT));
    assert!(certificate.pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
    assert!(!certificate.pem.contains("PRIVATE"));
}

#[test]
fn what_is_no_certificate_with_its_rsa_key_is_refused() {
    let long = "x".repeat(70_000);
    let table: [(&[&str], BadCertificate); 7] = [
        (&[], BadCertificate::NoCertificate),
        (&["hello"], BadCertificate::NoCertificate),
        (&[KEY], BadCertificate::NoCertificate),
        (&[CERTIFICATE], BadCertificate::NoKey),
        (&[CERTIFICATE, OTHER_KEY], BadCertificate::OtherKey),
        (&[CERTIFICATE, EC_KEY], BadCertificate::NotRsa),
        (&[&long], BadCertificate::TooLong),
    ];
    for (parts, why) in table {
        assert_eq!(imported(parts).expect_err("refused"), why);
    }
}

#[test]
fn a_secret_is_stored_sealed_and_shown_for_a_request() {
    let secret = SecretString::from("app-octets");
    let credential = AppCredential::of_secret(&name(), &secret, None, &sealer(), NOW);
    let credential = credential.expect("a good secret");
    let stored = serde_json::to_string(&credential).expect("JSON");
    assert!(!stored.contains("octets"), "{stored}");
    let read: AppCredential = serde_json::from_str(&stored).expect("the same");
    assert_eq!(read, credential);
    let shown = read.show(&name(), &sealer(), CLIENT, URL, NOW).expect("it is opened");
    assert!(matches!(&shown, Shown::Secret(secret) if secret.expose_secret() == "app-octets"));
    assert!(!format!("{credential:?} {shown:?}").contains("octets"));

    let other = Sealer::new(&[8; crate::oauth::seal::KEY_BYTES]);
    let refused = credential.show(&name(), &other, CLIENT, URL, NOW).expect_err("another key");
    assert_eq!(refused.code, crate::fault::Code::CredentialUnreadable);
}

#[test]
fn a_certificate_can_be_stored_and_read_again() {
    let credential = imported(&[CERTIFICATE, KEY]).expect("they belong together");
    let stored = serde_json::to_string(&credential).expect("JSON");
    assert!(!stored.contains("PRIVATE"));
    assert_eq!(serde_json::from_str::<AppCredential>(&stored).ok(), Some(credential));
}

proptest! {
    /// Whatever is pasted: a sentence, never a panic.
    #[test]
    fn no_text_at_all_breaks_the_import(noise in ".{0,200}", at in 0usize..2000) {
        let whole = [CERTIFICATE, KEY].concat();
        let cut = at.min(whole.len());
        let damaged = format!("{}{noise}{}", &whole[..cut], &whole[cut..]);
        let _ = imported(&[&damaged]);
    }
}

const CERTIFICATE: &str = include_str!("tests/app.cert.pem");
const KEY: &str = include_str!("tests/app.key.pem");
const OTHER_KEY: &str = include_str!("tests/other.key.pem");
const EC_KEY: &str = include_str!("tests/ec.key.pem");
const THUMBPRINT: &str = "B3AB763026C9E9967228FA540FB708424CC662B9";
const ENDS_AT: Time = Time(4_948_843_689_000);
