//! The server's side of one sign-in: which line of the client is awaited, and what it makes known.
//!
//! SMTP (RFC 4954) and POP3 (RFC 5034) put it into their own words: which prompt goes out as 334 or
//! `+`, what is said to an answer that can't be read. What the lines mean is the same in both.

use secrecy::SecretString;

use super::{Credentials, Mechanism, read_login, read_oauthbearer, read_plain, read_xoauth2};
use crate::line::{LONGEST, Line};

/// What the client's next line is.
#[derive(Debug)]
pub(crate) enum Exchange {
    Plain,
    LoginUser,
    /// With the user's name as it came, in base64.
    LoginPassword {
        user: String,
    },
    Xoauth2,
    Oauthbearer,
}

/// What an answer brought.
pub(crate) enum Heard {
    /// Half of the credentials: this prompt asks for the rest.
    Half(Exchange, &'static str),
    Whole(Credentials),
    /// The client has changed its mind (`*`).
    Cancelled,
    Malformed,
    TooLong,
}

impl Exchange {
    /// The exchange that AUTH begins, and the prompt for its first line.
    pub(crate) fn begin(mechanism: Mechanism) -> (Self, &'static str) {
        match mechanism {
            Mechanism::Plain => (Self::Plain, ""),
            Mechanism::Login => (Self::LoginUser, ASK_USER),
            Mechanism::Xoauth2 => (Self::Xoauth2, ""),
            Mechanism::Oauthbearer => (Self::Oauthbearer, ""),
        }
    }

    /// Reads the client's line.
    pub(crate) fn hear_line(self, line: &Line) -> Heard {
        if line.length > LONGEST as u64 {
            return Heard::TooLong;
        }
        match std::str::from_utf8(&line.octets).map(str::trim_ascii) {
            Ok("*") => Heard::Cancelled,
            Ok(answer) => self.hear(answer),
            Err(_) => Heard::Malformed,
        }
    }

    /// Reads an answer, which may also have come with AUTH itself.
    pub(crate) fn hear(self, answer: &str) -> Heard {
        let credentials = match self {
            Self::LoginUser => {
                let user = answer.to_owned();
                return Heard::Half(Self::LoginPassword { user }, ASK_PASSWORD);
            }
            Self::LoginPassword { user } => read_login(&user, answer).map(password),
            Self::Plain => read_plain(answer).map(password),
            Self::Xoauth2 => read_xoauth2(answer).map(|shown| bearer(Mechanism::Xoauth2, shown)),
            Self::Oauthbearer => {
                read_oauthbearer(answer).map(|shown| bearer(Mechanism::Oauthbearer, shown))
            }
        };
        credentials.map_or(Heard::Malformed, Heard::Whole)
    }
}

fn password((user, password): (String, SecretString)) -> Credentials {
    Credentials::Password { user, password }
}

fn bearer(mechanism: Mechanism, (user, token): (String, SecretString)) -> Credentials {
    Credentials::Bearer { mechanism, user, token }
}

/// `Username:` in base64; devices compare it octet by octet.
const ASK_USER: &str = "VXNlcm5hbWU6";

/// `Password:` in base64.
const ASK_PASSWORD: &str = "UGFzc3dvcmQ6";
