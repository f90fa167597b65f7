//! Showing a token: what is said after AUTH, and what a refusal of it reveals (RFC 4954 §4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::step::Bearer;
use crate::sasl::{self, Mechanism};
use crate::smtp::Reply;

/// The exchange from the AUTH command to the server's word.
pub(super) struct Exchange {
    mechanism: Mechanism,
    /// Until the server has asked for it.
    answer: Option<Zeroizing<String>>,
    /// How the answer begins: no secret, and enough to know it again.
    beginning: String,
    challenge: Option<String>,
    challenges: u32,
}

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
        let Bearer { user, token, host, port } = bearer;
        let answer = match mechanism {
            Mechanism::Oauthbearer => sasl::oauthbearer(user, host, *port, token),
            _ => sasl::xoauth2(user, token),
        };
        let beginning = answer.chars().take(BEGINNING).collect();
        Self { mechanism, answer: Some(answer), beginning, challenge: None, challenges: 0 }
    }

    /// In upper case, and without the answer: with it the line would be longer than the 512 octets
    /// of RFC 4954 §4.
    pub(super) fn command(&self) -> String {
        format!("AUTH {}", self.mechanism.word())
    }

    pub(super) fn replied(&mut self, mut reply: Reply) -> Turn {
        match (reply.code, self.answer.take()) {
            (334, Some(answer)) => Turn::Say(answer),
            (334, None) if self.challenges < CHALLENGES_LIMIT => {
                self.challenges += 1;
                let challenge = reply.lines.first().and_then(|line| self.decoded(line));
                self.challenge = self.challenge.take().or(challenge);
                Turn::Say(Zeroizing::new(self.giving_up().to_owned()))
            }
            (200..300, None) => Turn::SignedIn,
            (400.., _) => {
                self.hide_the_token(&mut reply);
                Turn::Refused { reply, challenge: self.challenge.take() }
            }
            // Signed in without having seen the token, or 3xx that is not 334.
            _ => Turn::OutOfStep,
        }
    }

    /// Some servers quote the line that they did not like.
    pub(super) fn hide_the_token(&self, reply: &mut Reply) {
        for line in reply.lines.iter_mut().filter(|line| self.repeats_the_token(line)) {
            REPEATED.clone_into(line);
        }
    }

    fn giving_up(&self) -> &'static str {
        match self.mechanism {
            Mechanism::Oauthbearer => sasl::OAUTHBEARER_GIVE_UP,
            _ => sasl::XOAUTH2_GIVE_UP,
        }
    }

    /// The text in a 334; as it came where it is not base64. `None` for an empty one.
    fn decoded(&self, line: &str) -> Option<String> {
        let decoded = STANDARD.decode(line.trim());
        let text = decoded.map_or_else(
            |_| line.to_owned(),
            |octets| String::from_utf8_lossy(&octets).replace(char::is_control, " "),
        );
        let text = if self.repeats_the_token(&text) { REPEATED } else { text.trim() };
        (!text.is_empty()).then(|| text.chars().take(CHALLENGE_LIMIT).collect())
    }

    fn repeats_the_token(&self, line: &str) -> bool {
        line.contains(&self.beginning) || line.contains("auth=Bearer")
    }
}

const REPEATED: &str = "(the server repeated the token)";

/// So many characters of an answer are its beginning: `user=` or `n,a=` and a part of the name.
const BEGINNING: usize = 12;

/// So many challenges are answered before the dialogue counts as broken.
const CHALLENGES_LIMIT: u32 = 4;

/// Longest challenge that is kept, in characters.
const CHALLENGE_LIMIT: usize = 2_000;
