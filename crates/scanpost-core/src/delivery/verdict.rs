//! What the provider's replies mean for a job. Pure: replies in, results out.
//!
//! What a reply means stands in [`crate::fault::replies`], and what is done about it follows from that
//! cause's class. The words are kept as they came.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::client::MailResult;

use crate::fault::replies::{self, Moment};
use crate::fault::{Class, Code, Fault};
use crate::spool::RecipientState;

/// What an attempt came to, for the recipients that it concerned.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// In the order of the envelope: the new state and the reply.
    pub(super) results: Vec<(RecipientState, String)>,
    /// The worst of it, for the job's story and for the queue.
    pub(super) fault: Option<Fault>,
    /// The server thinks that we have not logged in: this connection is of no use any more.
    pub(super) login_lost: bool,
}

/// Judges the replies to one mail. `before` is what hindered the attempt before this one: some causes
/// are believed only when they are heard again.
pub(super) fn judge(result: &MailResult, before: Option<&Fault>) -> Verdict {
    let state = |moment, reply: &Reply| state(replies::meaning(moment, reply), before);
    let results: Vec<_> = result
        .recipients
        .iter()
        .map(|recipient| match (recipient, &result.mail) {
            (Err(reply), _) => (state(Moment::Recipient, reply), reply.to_string()),
            (Ok(()), Err(reply)) => (state(Moment::Mail, reply), reply.to_string()),
            (Ok(()), Ok(reply)) => (RecipientState::Delivered, reply.to_string()),
        })
        .collect();
    let fault = worst(result).map(|fault| counted(fault, before));
    let login_lost = fault.as_ref().is_some_and(|fault| fault.code == Code::LoginLost);
    Verdict { results, fault, login_lost }
}

/// What a cause makes of whom it concerns.
fn state(code: Code, before: Option<&Fault>) -> RecipientState {
    let fails = matches!(code.class(), Class::RecipientFailed | Class::MailFailed);
    if fails && times(code, before) >= code.patience() {
        RecipientState::Failed
    } else {
        RecipientState::Waiting
    }
}

/// The fact that counts how often in a row a cause was heard.
const TIMES: &str = "times";

fn times(code: Code, before: Option<&Fault>) -> u32 {
    let before = before.filter(|before| before.code == code);
    let earlier = before.and_then(|before| before.facts.get(TIMES)?.parse().ok());
    1u32.saturating_add(earlier.unwrap_or(0))
}

fn counted(fault: Fault, before: Option<&Fault>) -> Fault {
    let times = times(fault.code, before);
    if fault.code.patience() > 1 { fault.fact(TIMES, times) } else { fault }
}

/// The cause that the queue and the job's story are told: what concerns the account, else what was said
/// of the whole mail, else of a recipient: what is final before what passes.
pub(crate) fn worst(result: &MailResult) -> Option<Fault> {
    let refused = result.recipients.iter().filter_map(|recipient| recipient.as_ref().err());
    let of_recipients = refused.map(|reply| replies::fault(Moment::Recipient, reply));
    let of_recipients = of_recipients.map(|fault| (u8::from(!fault.class().passes()), fault));
    // If nobody was left to send it to, the mail's reply is that of a recipient.
    let reached_data = result.recipients.iter().any(Result::is_ok);
    let of_mail = result.mail.as_ref().err().filter(|_| reached_data);
    let of_mail = of_mail.map(|reply| (2, replies::fault(Moment::Mail, reply)));
    let weighed = |(weight, fault): (u8, Fault)| {
        (if fault.class().is_of_the_account() { 3 } else { weight }, fault)
    };
    let all = of_mail.into_iter().chain(of_recipients).map(weighed);
    let worst = all.reduce(|worst, next| if next.0 > worst.0 { next } else { worst });
    worst.map(|(_, fault)| fault)
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

    fn mail(reply: Reply) -> MailResult {
        MailResult { recipients: vec![Ok(())], mail: Err(reply) }
    }

    fn judged(recipients: &[u16], mail: u16) -> (Vec<RecipientState>, Option<Code>, bool) {
        let word = |code: u16| if code < 300 { Ok(()) } else { Err(reply(code)) };
        let result = MailResult {
            recipients: recipients.iter().map(|code| word(*code)).collect(),
            mail: if mail < 300 { Ok(reply(mail)) } else { Err(reply(mail)) },
        };
        let verdict = judge(&result, None);
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
            (&[250, 550], 451, vec![Waiting, Failed], Some(Code::MailDeferred), false),
            (&[250, 250], 554, vec![Failed, Failed], Some(Code::MailRefused), false),
            (&[550, 550], 550, vec![Failed, Failed], Some(Code::RecipientRefused), false),
            (&[250], 530, vec![Waiting], Some(Code::LoginLost), true),
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
        assert_eq!(judge(&result, None).results[0].1, "250 2.0.0 words");
    }

    #[test]
    fn what_concerns_the_account_fails_no_mail_whoever_met_it() {
        for (enhanced, code) in [
            ((5, 1, 8), Code::SenderBlocked),
            ((5, 2, 2), Code::MailboxFull),
            ((5, 7, 233), Code::ExternalRecipientLimit),
            ((5, 7, 705), Code::TenantThreshold),
            ((5, 7, 708), Code::TenantAddressRefused),
        ] {
            let verdict = judge(&mail(Reply::new(550, enhanced, "words")), None);
            assert_eq!(verdict.results[0].0, RecipientState::Waiting, "{code}");
            assert_eq!(verdict.fault.map(|fault| fault.code), Some(code));
        }
        let blocked = Reply::new(550, (5, 7, 705), "words");
        let one_of_two =
            MailResult { recipients: vec![Ok(()), Err(blocked)], mail: Ok(reply(250)) };
        let verdict = judge(&one_of_two, None);
        assert_eq!(verdict.results[1].0, RecipientState::Waiting);
        assert_eq!(verdict.fault.map(|fault| fault.code), Some(Code::TenantThreshold));
    }

    #[test]
    fn send_as_denied_is_believed_when_it_is_heard_for_the_third_time_in_a_row() {
        let denied = mail(Reply::new(554, (5, 2, 252), "SendAsDenied; words"));
        let mut before = None;
        for (time, state) in [
            (1, RecipientState::Waiting),
            (2, RecipientState::Waiting),
            (3, RecipientState::Failed),
        ] {
            let verdict = judge(&denied, before.as_ref());
            assert_eq!(verdict.results[0].0, state, "time {time}");
            before = verdict.fault;
        }
        let other = Fault::new(Code::MailDeferred);
        let verdict = judge(&denied, Some(&other));
        assert_eq!(verdict.results[0].0, RecipientState::Waiting, "something else lay in between");
    }
}
