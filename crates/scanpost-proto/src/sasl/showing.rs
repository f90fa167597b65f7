//! The client's side of one sign-in: showing a token, and what a refusal of it reveals.
//!
//! SMTP (RFC 4954) and POP3 (RFC 5034) put it into their own words: a prompt comes as 334 or `+`. In
//! both it takes two steps, AUTH with the mechanism alone and then the answer to the prompt: a real
//! token is longer than a command may be, and Exchange Online's POP3 server ends the connection
//! where the answer stands on AUTH's own line. A second prompt carries the server's reason; it is
//! answered as the mechanism asks, and then the refusal is read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{Mechanism, OAUTHBEARER_GIVE_UP, XOAUTH2_GIVE_UP, oauthbearer, xoauth2};

/// Who is to be signed in, and the right to it. Host and port are those that were dialled:
/// OAUTHBEARER repeats them (RFC 7628 §3.1).
#[derive(Clone, Debug)]
pub struct Bearer {
    pub user: String,
    pub token: SecretString,
    pub host: String,
    pub port: u16,
}

/// One sign-in from the AUTH command to the server's word.
pub(crate) struct Showing {
    mechanism: Mechanism,
    /// Until the server has asked for it.
    answer: Option<Zeroizing<String>>,
    /// How the answer begins: no secret, and enough to know it again.
    beginning: String,
    challenge: Option<String>,
    challenges: u32,
}

impl Showing {
    pub(crate) fn new(mechanism: Mechanism, bearer: &Bearer) -> Self {
        let Bearer { user, token, host, port } = bearer;
        let answer = match mechanism {
            Mechanism::Oauthbearer => oauthbearer(user, host, *port, token),
            _ => xoauth2(user, token),
        };
        let beginning = answer.chars().take(BEGINNING).collect();
        Self { mechanism, answer: Some(answer), beginning, challenge: None, challenges: 0 }
    }

    /// In upper case, and without the answer.
    pub(crate) fn command(&self) -> String {
        format!("AUTH {}", self.mechanism.word())
    }

    /// What is to be said to a prompt with this text: first the answer, then what gives up. `None`:
    /// the server goes on asking.
    pub(crate) fn prompted(&mut self, text: &str) -> Option<Zeroizing<String>> {
        if let Some(answer) = self.answer.take() {
            return Some(answer);
        }
        self.challenges += 1;
        let challenge = self.decoded(text);
        self.challenge = self.challenge.take().or(challenge);
        (self.challenges <= CHALLENGES_LIMIT).then(|| Zeroizing::new(self.giving_up().to_owned()))
    }

    /// The server has seen the token.
    pub(crate) fn is_shown(&self) -> bool {
        self.answer.is_none()
    }

    /// The server's reason, decoded.
    pub(crate) fn take_challenge(&mut self) -> Option<String> {
        self.challenge.take()
    }

    /// Some servers quote the line that they did not like.
    pub(crate) fn hide_the_token(&self, line: &mut String) {
        if self.repeats_the_token(line) {
            REPEATED.clone_into(line);
        }
    }

    fn giving_up(&self) -> &'static str {
        match self.mechanism {
            Mechanism::Oauthbearer => OAUTHBEARER_GIVE_UP,
            _ => XOAUTH2_GIVE_UP,
        }
    }

    /// The text of a prompt; as it came where it is not base64. `None` for an empty one.
    fn decoded(&self, text: &str) -> Option<String> {
        let octets = STANDARD.decode(text.trim()).unwrap_or_else(|_| text.into());
        // A control character could forge a line of a log.
        let text = String::from_utf8_lossy(&octets).replace(char::is_control, " ");
        let text = if self.repeats_the_token(&text) { REPEATED } else { text.trim() };
        (!text.is_empty()).then(|| text.chars().take(CHALLENGE_LIMIT).collect())
    }

    fn repeats_the_token(&self, line: &str) -> bool {
        line.contains(&self.beginning) || line.contains("auth=Bearer")
    }
}

/// Adds the mechanisms that a server names, in upper case, also those unknown to us. The first
/// [`MECHANISMS_LIMIT`]: each is looked for among those before it.
pub(crate) fn note_mechanisms<'a>(words: impl Iterator<Item = &'a str>, known: &mut Vec<String>) {
    for word in words {
        if known.len() < MECHANISMS_LIMIT && !known.iter().any(|known| known == word) {
            known.push(word.to_owned());
        }
    }
}

/// How a token is to be shown where these are offered: OAUTHBEARER only where XOAUTH2 is not,
/// because the providers that offer both document XOAUTH2.
pub(crate) fn bearer_mechanism(offered: &[String]) -> Option<Mechanism> {
    [Mechanism::Xoauth2, Mechanism::Oauthbearer]
        .into_iter()
        .find(|mechanism| offered.iter().any(|word| word == mechanism.word()))
}

const REPEATED: &str = "(the server repeated the token)";

/// So many characters of an answer are its beginning: `user=` or `n,a=` and a part of the name.
const BEGINNING: usize = 12;

/// So many challenges are answered before the dialogue counts as broken.
const CHALLENGES_LIMIT: u32 = 4;

/// Longest challenge that is kept, in characters.
const CHALLENGE_LIMIT: usize = 2_000;

/// So many mechanisms are kept. Gmail, which has the most, lists six.
const MECHANISMS_LIMIT: usize = 50;
