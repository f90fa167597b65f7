//! What the provider's replies mean for a job. Pure: replies in, results out.
//!
//! RFC 5321 §4.2.1: 2xx done, 4xx not now, 5xx not like this. The words are kept as they came.
//!
//! Deviation: some 5xx of Exchange Online speak of the account (a quota, a block), not of the mail,
//! and end when somebody acts or a day has passed. The same mail may then be taken, so it waits.

use scanpost_proto::smtp::client::MailResult;
use scanpost_proto::smtp::{Enhanced, Reply};

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
            (Err(reply), _) => (state(reply), reply.to_string()),
            (Ok(()), Err(reply)) => (state_of_all(reply), reply.to_string()),
            (Ok(()), Ok(reply)) => (RecipientState::Delivered, reply.to_string()),
        })
        .collect();
    Verdict { fault: worst(result), results, login_lost }
}

/// What a reply makes of whom it concerns.
fn state(reply: &Reply) -> RecipientState {
    if reply.refuses() && !lost_login(reply) {
        RecipientState::Failed
    } else {
        RecipientState::Waiting
    }
}

/// The same for the reply to a whole mail.
fn state_of_all(reply: &Reply) -> RecipientState {
    if speaks_of_the_account(reply) { RecipientState::Waiting } else { state(reply) }
}

/// Provider facts 3.5, class Q: bad outbound sender, quota or full mailbox of the sender, banned
/// sender, blocked tenant, too many external recipients.
fn speaks_of_the_account(reply: &Reply) -> bool {
    const OF_THE_ACCOUNT: [(u16, u16); 14] = [
        (1, 8),
        (2, 2),
        (7, 30),
        (7, 232),
        (7, 233),
        (7, 236),
        (7, 501),
        (7, 502),
        (7, 503),
        (7, 511),
        (7, 703),
        (7, 705),
        (7, 708),
        (7, 750),
    ];
    let known = |code: Enhanced| OF_THE_ACCOUNT.contains(&(code.1, code.2));
    // `5.2.0` says nothing by itself; there Exchange's store names its own exception.
    let quota = || reply.lines.iter().any(|line| line.contains("SubmissionQuotaExceeded"));
    reply.enhanced.is_some_and(|code| known(code) || (code.1, code.2) == (2, 0) && quota())
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
            let code = if state_of_all(reply) == RecipientState::Failed {
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
        let class = if code < 300 {
            2
        } else if code < 500 {
            4
        } else {
            5
        };
        Reply::new(code, (class, 0, 0), "words")
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

    #[test]
    fn a_quota_or_a_block_of_the_account_fails_no_mail() {
        let judged = |code, enhanced| {
            let reply = Reply::new(code, enhanced, "words");
            let result = MailResult { recipients: vec![Ok(())], mail: Err(reply) };
            let verdict = judge(&result);
            (verdict.results[0].0, verdict.fault.map(|fault| fault.code))
        };
        let waits = (RecipientState::Waiting, Some(Code::MailDeferred));
        for enhanced in [(5, 1, 8), (5, 2, 2), (5, 7, 233), (5, 7, 705), (5, 7, 708)] {
            assert_eq!(judged(550, enhanced), waits, "{enhanced:?}");
        }
        let store = "STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to";
        let quota = Reply::new(554, (5, 2, 0), store);
        let result = MailResult { recipients: vec![Ok(())], mail: Err(quota) };
        let verdict = judge(&result);
        assert_eq!((verdict.results[0].0, verdict.fault.map(|fault| fault.code)), waits);
        // SendAsDenied, too large, bad content: this mail will never be taken.
        let fails = (RecipientState::Failed, Some(Code::MailRefused));
        for enhanced in [(5, 2, 0), (5, 2, 252), (5, 7, 60), (5, 3, 4), (5, 6, 0)] {
            assert_eq!(judged(554, enhanced), fails, "{enhanced:?}");
        }
        // A recipient's full mailbox is no matter of ours.
        let full = Reply::new(552, (5, 2, 2), "words");
        let result = MailResult { recipients: vec![Err(full.clone())], mail: Err(full) };
        assert_eq!(judge(&result).results[0].0, RecipientState::Failed);
    }
}
