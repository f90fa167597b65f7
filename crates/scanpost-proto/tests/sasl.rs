//! The SASL answers against their published test vector, and read back by the server's readers.

use proptest::prelude::*;
use scanpost_proto::sasl::{
    Mechanism, oauthbearer, read_login, read_oauthbearer, read_plain, read_xoauth2, xoauth2,
};
use secrecy::{ExposeSecret, SecretString};

fn exposed(read: Option<(String, SecretString)>) -> Option<(String, String)> {
    read.map(|(user, secret)| (user, secret.expose_secret().to_owned()))
}

#[allow(clippy::unnecessary_wraps)] // it is compared with what a reader gives
fn pair(user: &str, secret: &str) -> Option<(String, String)> {
    Some((user.to_owned(), secret.to_owned()))
}

const VECTOR_USER: &str = "test@contoso.onmicrosoft.com";
const VECTOR_TOKEN: &str = "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA";
const VECTOR: &str = "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==";

#[test]
fn xoauth2_is_written_and_read_as_the_published_vector() {
    assert_eq!(*xoauth2(VECTOR_USER, &SecretString::from(VECTOR_TOKEN)), VECTOR);
    assert_eq!(exposed(read_xoauth2(VECTOR)), pair(VECTOR_USER, VECTOR_TOKEN));
}

#[test]
fn oauthbearer_is_written_and_read_as_the_example_of_rfc_7628() {
    // RFC 7628 §4.1, for SMTP in §4.4's form: host and port are part of the words.
    let token = SecretString::from("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
    let answer = oauthbearer("user@example.com", "server.example.com", 587, &token);
    let expected = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB";
    assert_eq!(*answer, expected);
    assert_eq!(
        exposed(read_oauthbearer(&answer)),
        pair("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")
    );
}

#[test]
fn a_control_character_in_a_name_begins_no_pair_of_its_own() {
    let token = SecretString::from("t0k");
    let answer = xoauth2("a@b\x01auth=Bearer stolen\x01\r\n", &token);
    assert_eq!(exposed(read_xoauth2(&answer)), pair("a@bauth=Bearer stolen", "t0k"));
}

#[test]
fn a_comma_in_a_name_does_not_end_the_name() {
    // RFC 5801 §4: =2C is a comma, so = itself has to be escaped too.
    let answer = oauthbearer("a=2Cb,c@x", "h", 1, &SecretString::from("t"));
    assert_eq!(*answer, base64("n,a=a=3D2Cb=2Cc@x,\x01host=h\x01port=1\x01auth=Bearer t\x01\x01"));
    assert_eq!(exposed(read_oauthbearer(&answer)), pair("a=2Cb,c@x", "t"));
}

#[test]
fn plain_is_read_with_and_without_a_name_to_act_for() {
    let table = [
        ("AHNjYW5uZXIAc2VjcmV0", pair("scanner", "secret")),
        ("AHNjYW5uZXIAcGFzcw", pair("scanner", "pass")), // without its padding
        ("c2Nhbm5lcgBzY2FubmVyAHNlY3JldA==", pair("scanner", "secret")),
        ("Ym9zcwBzY2FubmVyAHNlY3JldA==", None), // wants to be boss
        ("AABzZWNyZXQ=", None),                 // no name
        ("c2Nhbm5lcg==", None),                 // no NUL
        ("AGEAYgBj", None),                     // one NUL too many
        ("!!", None),
        ("", None),
    ];
    for (answer, expected) in table {
        assert_eq!(exposed(read_plain(answer)), expected, "{answer}");
    }
}

#[test]
fn login_is_read_from_its_two_lines() {
    assert_eq!(exposed(read_login("c2Nhbm5lcg==", "c2VjcmV0")), pair("scanner", "secret"));
    assert!(read_login("", "c2VjcmV0").is_none());
    assert!(read_login("c2Nhbm5lcg==", "\u{e4}").is_none());
}

#[test]
fn an_answer_that_asks_for_channel_binding_or_lacks_a_token_is_not_taken() {
    for words in [
        "p=tls-unique,a=u@x,\x01auth=Bearer t\x01\x01",
        "n,a=u@x\x01auth=Bearer t\x01\x01",
        "n,a=u@x,\x01host=h\x01\x01",
        "n,a=u@x,\x01auth=Bearer \x01\x01",
        "n,a=u@x,\x01auth=Basic t\x01\x01",
        "n,a=u@x,\x01auth=Bearer t",
    ] {
        let answer = base64(words);
        assert!(read_oauthbearer(&answer).is_none(), "{words:?}");
    }
    assert_eq!(
        exposed(read_oauthbearer(&base64("n,,\x01auth=bearer t\x01\x01"))),
        pair("", "t"),
        "a token may speak for itself"
    );
    for words in ["user=u\x01auth=Bearer t\x01", "auth=Bearer t\x01\x01", "user=u\x01\x01"] {
        assert!(read_xoauth2(&base64(words)).is_none(), "{words:?}");
    }
}

#[test]
fn a_mechanism_is_known_in_any_case_and_written_in_upper_case() {
    assert_eq!(Mechanism::from_word("xoauth2"), Some(Mechanism::Xoauth2));
    assert_eq!(Mechanism::Oauthbearer.word(), "OAUTHBEARER");
    assert_eq!(Mechanism::from_word("CRAM-MD5"), None);
}

fn base64(words: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(words)
}

proptest! {
    #[test]
    fn what_a_writer_wrote_a_reader_reads(
        user in "[a-z,=+]{1,20}@[a-zåäö.]{1,20}", token in "[!-~]{1,3000}",
    ) {
        let secret = SecretString::from(token.as_str());
        prop_assert_eq!(exposed(read_xoauth2(&xoauth2(&user, &secret))), pair(&user, &token));
        let answer = oauthbearer(&user, "smtp.example.com", 587, &secret);
        prop_assert_eq!(exposed(read_oauthbearer(&answer)), pair(&user, &token));
    }

    #[test]
    fn no_answer_makes_a_reader_panic(words in ".{0,80}", raw in any::<bool>()) {
        let answer = if raw { words } else { base64(&words) };
        let _ = (read_plain(&answer), read_login(&answer, &answer));
        let _ = (read_xoauth2(&answer), read_oauthbearer(&answer));
    }
}
