//! Octets on their way to the server.
//!
//! A command may hold a token, so it is wiped when it is dropped. Wiping goes octet by octet and
//! would cost a large mail more than encrypting it does; so the mail's text, which lies in the spool
//! anyway, is not wiped.

use std::fmt;
use std::ops::Deref;

use zeroize::Zeroize;

/// What is to be written now, commands or text.
#[derive(Default)]
pub struct Output {
    octets: Vec<u8>,
    holds_commands: bool,
}

impl Output {
    /// Appends lines that may hold a token.
    pub(super) fn say(&mut self, lines: &[&[u8]]) {
        self.holds_commands = true;
        // Exactly: a buffer that grows while it holds a token leaves copies behind.
        self.octets.reserve_exact(lines.iter().map(|line| line.len()).sum());
        for line in lines {
            self.octets.extend_from_slice(line);
        }
    }

    /// Where the text of a mail is appended.
    pub(super) fn text(&mut self) -> &mut Vec<u8> {
        &mut self.octets
    }
}

impl Deref for Output {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.octets
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.holds_commands {
            self.octets.zeroize();
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Output({} octets)", self.octets.len())
    }
}
