//! One status line of a POP3 server: yes or no, the response code, the words.
//!
//! RFC 1939 §3 gives the shape. Its two answers say too little for a machine, so a text may begin
//! with a response code (RFC 2449 §8, RFC 3206). What a provider says is kept word for word: it is
//! the best evidence the administrator has.

use std::fmt;

/// A status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// `+OK`, or else `-ERR`.
    pub positive: bool,
    /// What the text begins with, if it is one of those known here.
    pub code: Option<Code>,
    /// What stands behind `+OK` or `-ERR`, the code included.
    pub text: String,
}

/// What a response code says (RFC 2449 §8.1, RFC 3206 §4 and §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// Another session has the mailbox, or it is being changed: wait and try again.
    InUse,
    /// The last visit was too short a time ago: come less often.
    LoginDelay,
    /// The server has trouble that passes by itself.
    SysTemp,
    /// The server has trouble that a person must end.
    SysPerm,
    /// The credentials are wrong; without it, a refused sign-in may have any cause.
    Auth,
}

impl Reply {
    pub(super) fn new(positive: bool, words: &[u8]) -> Self {
        // A control character could forge a line of a log.
        let words = String::from_utf8_lossy(words).replace(char::is_control, " ");
        let text: String = words.trim().chars().take(TEXT_LIMIT).collect();
        Self { positive, code: Code::at_the_start_of(&text), text }
    }
}

/// The status line as a person reads it in a story.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = if self.positive { "+OK" } else { "-ERR" };
        let gap = if self.text.is_empty() { "" } else { " " };
        write!(f, "{status}{gap}{}", self.text)
    }
}

impl Code {
    /// Its word on the wire, without brackets.
    pub fn word(self) -> &'static str {
        match self {
            Self::InUse => "IN-USE",
            Self::LoginDelay => "LOGIN-DELAY",
            Self::SysTemp => "SYS/TEMP",
            Self::SysPerm => "SYS/PERM",
            Self::Auth => "AUTH",
        }
    }

    /// The code in brackets. Slashes divide its levels; those that are unknown here only make it
    /// narrower (RFC 2449 §8).
    fn at_the_start_of(text: &str) -> Option<Self> {
        let (code, _) = text.strip_prefix('[')?.split_once(']')?;
        let code = code.to_ascii_uppercase();
        let mut levels = code.split('/');
        match (levels.next()?, levels.next()) {
            ("IN-USE", _) => Some(Self::InUse),
            ("LOGIN-DELAY", _) => Some(Self::LoginDelay),
            ("SYS", Some("TEMP")) => Some(Self::SysTemp),
            ("SYS", Some("PERM")) => Some(Self::SysPerm),
            ("AUTH", _) => Some(Self::Auth),
            _ => None,
        }
    }
}

/// So many characters of a text are kept. RFC 2449 §4 allows 512 octets; providers have longer ones.
const TEXT_LIMIT: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_at_the_start_alone_and_in_any_case() {
        let table = [
            ("[IN-USE] Do you have another session?", Some(Code::InUse)),
            ("[login-delay] Come later", Some(Code::LoginDelay)),
            ("[SYS/TEMP] Busy", Some(Code::SysTemp)),
            ("[SYS/PERM/QUOTA] Full", Some(Code::SysPerm)),
            ("[AUTH]Web login required", Some(Code::Auth)),
            ("[SYS] Trouble", None),
            ("[SYS/OTHER] Trouble", None),
            ("[X-OWN] Words", None),
            ("[AUTH Words", None),
            ("Words [AUTH]", None),
            ("The Microsoft Exchange POP3 service is ready. [UwBDADEA]", None),
            ("", None),
        ];
        for (text, code) in table {
            let reply = Reply::new(false, text.as_bytes());
            assert_eq!((reply.code, reply.text.as_str()), (code, text));
        }
    }

    #[test]
    fn every_code_is_read_back_from_its_word() {
        for code in [Code::InUse, Code::LoginDelay, Code::SysTemp, Code::SysPerm, Code::Auth] {
            assert_eq!(Code::at_the_start_of(&format!("[{}] text", code.word())), Some(code));
        }
    }

    #[test]
    fn the_words_stay_but_cannot_forge_a_line_or_fill_the_memory() {
        assert_eq!(Reply::new(true, b"").to_string(), "+OK");
        assert_eq!(Reply::new(false, b" no\x07\x1b\xff ").to_string(), "-ERR no  \u{fffd}");
        assert_eq!(Reply::new(false, &[b'x'; 5_000]).text.len(), TEXT_LIMIT);
    }
}
