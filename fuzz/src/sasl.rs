//! Answers that show a password or a token: any that a client may send, and those that we write.
//!
//! The input's lines are an answer, a user and a token.
//!
//! Holds: what can be read has a user where one is needed and a token that is not empty; what we
//! write is base64 on one line, and the same user and token are read out of it.

use scanpost_proto::sasl;
use secrecy::{ExposeSecret as _, SecretString};

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (answer, user, token) = (line(), line(), line());
    read(answer, user);
    write(user, token);
}

fn read(answer: &str, other: &str) {
    if let Some((user, _)) = sasl::read_plain(answer) {
        assert!(!user.is_empty() && !user.contains('\0'));
    }
    if let Some((user, _)) = sasl::read_login(answer, other) {
        assert!(!user.is_empty());
    }
    for shown in [sasl::read_xoauth2(answer), sasl::read_oauthbearer(answer)] {
        let Some((user, token)) = shown else { continue };
        assert!(!user.contains('\x01'), "a name that holds a pair");
        let token = token.expose_secret();
        assert!(!token.is_empty() && !token.contains('\x01'));
    }
}

fn write(user: &str, token: &str) {
    // The readers of OAuth answers let no other token through.
    let token: String = token.chars().filter(char::is_ascii_graphic).collect();
    let secret = SecretString::from(token.as_str());
    let name: String = user.chars().filter(|c| !c.is_control()).collect();
    let answers = [
        (sasl::xoauth2(user, &secret), sasl::read_xoauth2 as fn(&str) -> _),
        (sasl::oauthbearer(user, "smtp.example.com", 587, &secret), sasl::read_oauthbearer),
    ];
    for (answer, read) in answers {
        let in_base64 = |octet: u8| octet.is_ascii_alphanumeric() || b"+/=".contains(&octet);
        assert!(answer.bytes().all(in_base64));
        if token.is_empty() || answer.len() > 65_536 {
            assert!(read(&answer).is_none());
            continue;
        }
        let (read_name, read_token) = read(&answer).expect("our own answer");
        assert_eq!((read_name, read_token.expose_secret()), (name.clone(), token.as_str()));
    }
}
