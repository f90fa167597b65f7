//! What the provider's replies mean for a job. Pure: replies in, results out.
//!
//! RFC 5321 §4.2.1: 2xx done, 4xx not now, 5xx not like this. The words are kept as they came.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::client::MailResult;

use crate::fault::{Code, Fault};
use crate::spool::RecipientState;

/// What an attempt came to, for the recipients that it concerned.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// In the order of the envelope: the new state and the reply.
    pub(super) results: Vec<(RecipientState, String)>,
    /// The worst of it, for the job's story.
    pub(super) fault: Option<Fault>,
    /// The server thinks that we have not logged in: this connection is of no use any more.
    pub(super) login_lost: bool,
}

/// Judges the replies to one mail.
pub(super) fn judge(result: &MailResult) -> Verdict {
    let login_lost = result.mail.as_ref().is_err_and(lost_login);
    let results: Vec<_> = result
        .recipients
        .iter()
        .map(|recipient| match (recipient, &result.mail) {
            (Err(reply), _) | (Ok(()), Err(reply)) => (state(reply), reply.to_string()),
            (Ok(()), Ok(reply)) => (RecipientState::Delivered, reply.to_string()),
        })
        .collect();
    Verdict { fault: worst(result), results, login_lost }
}

fn state(reply: &Reply) -> RecipientState {
    if reply.refuses() && !lost_login(reply) {
        RecipientState::Failed
    } else {
        RecipientState::Waiting
    }
}

/// 530 and 535 speak of the connection, 503 of its order; none of them of the mail.
fn lost_login(reply: &Reply) -> bool {
    matches!(reply.code, 503 | 530 | 535 | 538)
}

fn worst(result: &MailResult) -> Option<Fault> {
    let refused = result.recipients.iter().filter_map(|recipient| recipient.as_ref().err());
    let of_recipient = refused.max_by_key(|reply| reply.refuses()).map(|reply| {
        let code = if reply.refuses() { Code::RecipientRefused } else { Code::MailDeferred };
        Fault::new(code).words(reply)
    });
    let everyone_refused = result.recipients.iter().all(Result::is_err);
    match &result.mail {
        Err(reply) if !everyone_refused => {
            let code = if state(reply) == RecipientState::Failed {
                Code::MailRefused
            } else {
                Code::MailDeferred
            };
            Some(Fault::new(code).words(reply))
        }
        _ => of_recipient,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16) -> Reply {
        let class = u8::try_from(code / 100).expect("one digit");
        Reply::new(code, (u16::from(class), 0, 0).into_enhanced(), "words")
    }

    trait IntoEnhanced {
        fn into_enhanced(self) -> (u8, u16, u16);
    }
    impl IntoEnhanced for (u16, u16, u16) {
        fn into_enhanced(self) -> (u8, u16, u16) {
            (u8::try_from(self.0).expect("one digit"), self.1, self.2)
        }
    }

    fn judged(recipients: &[u16], mail: u16) -> (Vec<RecipientState>, Option<Code>, bool) {
        let word = |code: u16| if code < 300 { Ok(()) } else { Err(reply(code)) };
        let result = MailResult {
            recipients: recipients.iter().map(|code| word(*code)).collect(),
            mail: if mail < 300 { Ok(reply(mail)) } else { Err(reply(mail)) },
        };
        let verdict = judge(&result);
        let states = verdict.results.into_iter().map(|(state, _)| state).collect();
        (states, verdict.fault.map(|fault| fault.code), verdict.login_lost)
    }

    #[test]
    fn every_recipient_gets_its_own_result() {
        use RecipientState::{Delivered, Failed, Waiting};
        let table = [
            (&[250, 250][..], 250, vec![Delivered, Delivered], None, false),
            (&[250, 550], 250, vec![Delivered, Failed], Some(Code::RecipientRefused), false),
            (&[450, 250], 250, vec![Waiting, Delivered], Some(Code::MailDeferred), false),
            (&[450, 550], 450, vec![Waiting, Failed], Some(Code::RecipientRefused), false),
            (&[250, 550], 452, vec![Waiting, Failed], Some(Code::MailDeferred), false),
            (&[250, 250], 554, vec![Failed, Failed], Some(Code::MailRefused), false),
            (&[550, 550], 550, vec![Failed, Failed], Some(Code::RecipientRefused), false),
            (&[250], 530, vec![Waiting], Some(Code::MailDeferred), true),
        ];
        for (recipients, mail, states, fault, login_lost) in table {
            assert_eq!(
                judged(recipients, mail),
                (states, fault, login_lost),
                "{recipients:?} {mail}"
            );
        }
    }

    #[test]
    fn the_providers_words_are_kept() {
        let result = MailResult { recipients: vec![Ok(())], mail: Ok(reply(250)) };
        assert_eq!(judge(&result).results[0].1, "250 2.0.0 words");
    }
}
