//! Showing a token in SMTP's words: the prompt is 334, the refusal any 4xx or 5xx (RFC 4954 §4).

use zeroize::Zeroizing;

use crate::sasl::{Bearer, Mechanism, Showing};
use crate::smtp::Reply;

/// The exchange from the AUTH command to the server's word.
pub(super) struct Exchange(Showing);

/// What a reply makes of the exchange.
pub(super) enum Turn {
    /// This line is to be said.
    Say(Zeroizing<String>),
    SignedIn,
    Refused {
        reply: Reply,
        challenge: Option<String>,
    },
    OutOfStep,
}

impl Exchange {
    pub(super) fn new(mechanism: Mechanism, bearer: &Bearer) -> Self {
        Self(Showing::new(mechanism, bearer))
    }

    pub(super) fn command(&self) -> String {
        self.0.command()
    }

    pub(super) fn replied(&mut self, mut reply: Reply) -> Turn {
        match reply.code {
            334 => {
                let text = reply.lines.first().map_or("", String::as_str);
                self.0.prompted(text).map_or(Turn::OutOfStep, Turn::Say)
            }
            200..300 if self.0.is_shown() => Turn::SignedIn,
            400.. => {
                self.hide_the_token(&mut reply);
                Turn::Refused { reply, challenge: self.0.take_challenge() }
            }
            // Signed in without having seen the token, or 3xx that is not 334.
            _ => Turn::OutOfStep,
        }
    }

    pub(super) fn hide_the_token(&self, reply: &mut Reply) {
        for line in &mut reply.lines {
            self.0.hide_the_token(line);
        }
    }
}
