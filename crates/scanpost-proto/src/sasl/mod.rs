//! SASL: the words by which a mail server is shown a token or a password.
//!
//! - XOAUTH2: `user=` name ^A `auth=Bearer ` token ^A ^A. No RFC; Google published it, Exchange
//!   Online follows it.
//! - OAUTHBEARER: RFC 7628 §3.1, with the GS2 header of RFC 5801 §4.
//! - PLAIN: RFC 4616 §2. LOGIN: two base64 lines, never standardised (draft-murchison-sasl-login).
//!
//! The writers serve the clients (SMTP and POP3), which walk through one sign-in by `showing.rs`;
//! the readers serve the servers, which do so by `exchange.rs`. A writer's answer holds the token
//! and is wiped when it is dropped. This is one of the two places where a secret leaves its type;
//! the other one is the token request.
//!
//! Deviation: the readers take base64 without its padding, as some printers send it.

mod exchange;
mod showing;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

pub(crate) use exchange::{Exchange, Heard};
pub use showing::Bearer;
pub(crate) use showing::{Showing, bearer_mechanism, note_mechanisms};

/// What OAUTHBEARER's client answers to the error challenge: one ^A (RFC 7628 §3.2.3).
pub const OAUTHBEARER_GIVE_UP: &str = "AQ==";

/// What XOAUTH2's client answers to the error challenge: an empty line.
pub const XOAUTH2_GIVE_UP: &str = "";

/// A way of showing who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mechanism {
    Plain,
    Login,
    Xoauth2,
    Oauthbearer,
}

impl Mechanism {
    /// Its word on the wire, in upper case: Exchange has been seen to want it so.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::Xoauth2 => "XOAUTH2",
            Self::Oauthbearer => "OAUTHBEARER",
        }
    }

    /// The mechanism that a word names, in any case (RFC 4954 §3).
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Plain, Self::Login, Self::Xoauth2, Self::Oauthbearer]
            .into_iter()
            .find(|mechanism| mechanism.word().eq_ignore_ascii_case(word))
    }
}

/// What a client showed to a server of ours.
#[derive(Clone, Debug)]
pub enum Credentials {
    Password { user: String, password: SecretString },
    Bearer { mechanism: Mechanism, user: String, token: SecretString },
}

/// The client's answer for XOAUTH2, in base64 on one line.
pub fn xoauth2(user: &str, token: &SecretString) -> Zeroizing<String> {
    let user = printable(user);
    let token = token.expose_secret();
    let mut words = Zeroizing::new(String::with_capacity(user.len() + token.len() + 32));
    let _ = write!(words, "user={user}\x01auth=Bearer {token}\x01\x01");
    in_base64(&words)
}

/// The client's answer for OAUTHBEARER, in base64 on one line (RFC 7628 §3.1).
pub fn oauthbearer(user: &str, host: &str, port: u16, token: &SecretString) -> Zeroizing<String> {
    // A comma would end the name, so it travels as =2C, and = as =3D (RFC 5801 §4).
    let user = printable(user).replace('=', "=3D").replace(',', "=2C");
    let host = printable(host);
    let token = token.expose_secret();
    let room = user.len() + host.len() + token.len() + 64;
    let mut words = Zeroizing::new(String::with_capacity(room));
    let _ =
        write!(words, "n,a={user},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01");
    in_base64(&words)
}

/// Reads PLAIN's answer: user and password (RFC 4616 §2).
///
/// `None`: not PLAIN, or the client asks to act for somebody else, which nobody may here.
pub fn read_plain(answer: &str) -> Option<(String, SecretString)> {
    let words = from_base64(answer)?;
    let mut parts = words.split('\0');
    let (acts_for, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    let well_formed = parts.next().is_none() && !user.is_empty();
    (well_formed && (acts_for.is_empty() || acts_for == user))
        .then(|| (user.to_owned(), SecretString::from(password)))
}

/// Reads LOGIN's two answers: user and password.
pub fn read_login(user: &str, password: &str) -> Option<(String, SecretString)> {
    let user = from_base64(user)?;
    let password = from_base64(password)?;
    (!user.is_empty()).then(|| (user.to_string(), SecretString::from(password.as_str())))
}

/// Reads XOAUTH2's answer: user and token.
pub fn read_xoauth2(answer: &str) -> Option<(String, SecretString)> {
    let words = from_base64(answer)?;
    let pairs = words.strip_suffix("\x01\x01")?;
    let user = pair(pairs, "user")?;
    Some((user.to_owned(), bearer_token(pair(pairs, "auth")?)?))
}

/// Reads OAUTHBEARER's answer: user (empty if the client names none) and token (RFC 7628 §3.1).
pub fn read_oauthbearer(answer: &str) -> Option<(String, SecretString)> {
    let words = from_base64(answer)?;
    let (header, pairs) = words.strip_suffix("\x01\x01")?.split_once('\x01')?;
    let mut header = header.split(',');
    // `n` or `y`: no channel binding. We can do none, so `p=…` is not for us.
    if !matches!(header.next()?, "n" | "y") {
        return None;
    }
    let user = match header.next()? {
        "" => String::new(),
        name => name.strip_prefix("a=")?.replace("=2C", ",").replace("=3D", "="),
    };
    let ends_with_comma = header.next() == Some("") && header.next().is_none();
    let token = bearer_token(pair(pairs, "auth")?)?;
    ends_with_comma.then_some((user, token))
}

/// The value of `name=` among pairs that ^A divides.
fn pair<'a>(pairs: &'a str, name: &str) -> Option<&'a str> {
    pairs.split('\x01').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// The token in `Bearer …`; the word in any case (RFC 6750 §2.1, RFC 9110 §11.1).
fn bearer_token(auth: &str) -> Option<SecretString> {
    let (scheme, token) = auth.split_once(' ')?;
    let token = token.trim_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| SecretString::from(token))
}

/// Without control characters: a ^A in a name would begin a pair of its own.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn in_base64(words: &str) -> Zeroizing<String> {
    // Room for all from the start: a string that grows leaves copies behind that nobody wipes.
    let mut answer = Zeroizing::new(String::with_capacity(words.len().div_ceil(3) * 4));
    STANDARD.encode_string(words, &mut answer);
    answer
}

fn from_base64(answer: &str) -> Option<Zeroizing<String>> {
    if answer.len() > ANSWER_LIMIT {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(answer.len()));
    LENIENT.decode_vec(answer.trim_ascii(), &mut bytes).ok()?;
    let words = std::str::from_utf8(&bytes).ok()?;
    Some(Zeroizing::new(words.to_owned()))
}

/// Longest answer that is read, in octets. RFC 4954 §4 asks for 12,288 at least.
const ANSWER_LIMIT: usize = 65_536;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
