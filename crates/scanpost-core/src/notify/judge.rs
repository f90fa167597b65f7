//! Which entries of the journal are worth a notice. Pure.

use super::{Cause, Notice, OWN_DEVICE};
use crate::account::AccountName;
use crate::fault::{Class, Code, Fault};
use crate::journal::{ArrivalStep, Entry, Event, Reported, ReportedAs};
use crate::spool::Job;

/// What people are told of an entry. `job` is the entry's job, where [`needs_job`] asks for it and it is
/// still there.
pub fn judge(entry: &Entry, job: Option<&Job>) -> Option<Notice> {
    let (cause, fault) = match &entry.event {
        Event::AccountHeld { fault } => (Cause::AccountHeld, Some(fault)),
        Event::AccountReleased => (Cause::AccountFlows, None),
        Event::GrantLapsed { fault } => (Cause::SignInEnded, Some(fault)),
        Event::Warned { fault } => (Cause::Warning, Some(fault)),
        Event::JobFailed { fault } => (Cause::JobFailed, fault.as_ref()),
        Event::JobUncertain { fault } => (Cause::JobUncertain, fault.as_ref()),
        Event::JobReported(Reported { what: ReportedAs::Failed, fault, .. }) => {
            (Cause::MailReturned, fault.as_ref())
        }
        Event::Arrival { step: ArrivalStep::Quarantined { fault }, .. } => {
            (Cause::ArrivalQuarantined, Some(fault))
        }
        Event::NoticeTried => (Cause::Trial, None),
        _ => return None,
    };
    if job.is_some_and(is_own) {
        return None; // a notice that fails makes no notice
    }
    if entry.account.as_ref().is_some_and(AccountName::is_of_user) && is_the_users_own(fault) {
        return None;
    }
    let notice = notice_of(entry, job, cause, fault);
    // What stops one user for a reason of the site's stops all of them: one notice, not thousands.
    Some(Notice { account: notice.account.map(AccountName::in_common), ..notice })
}

/// That a user must sign in, or was removed, is no matter of the administrator's.
fn is_the_users_own(fault: Option<&Fault>) -> bool {
    fault.is_some_and(|fault| fault.class() == Class::HoldForSignIn || fault.code == Code::UserGone)
}

/// A notice of one entry.
pub(super) fn notice_of(
    entry: &Entry,
    job: Option<&Job>,
    cause: Cause,
    fault: Option<&Fault>,
) -> Notice {
    Notice {
        number: entry.number,
        at: entry.at,
        cause,
        count: 1,
        since: entry.at,
        account: entry.account.clone(),
        job: entry.job,
        device: job.map(|job| job.device.clone()),
        fault: fault.cloned(),
        tally: None,
    }
}

/// Whether more must be known of the entry's job.
pub fn needs_job(event: &Event) -> bool {
    matches!(event, Event::JobFailed { .. } | Event::JobUncertain { .. } | Event::JobReported(_))
}

/// Whether scanpost has made the mail itself.
pub fn is_own(job: &Job) -> bool {
    job.device == OWN_DEVICE
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::receive::ArrivalId;
    use crate::spool::{JobId, JobState, Recipient, RecipientState, Reports};

    pub(in crate::notify) const NOW: Time = Time(1_795_252_500_000);

    pub(in crate::notify) fn entry(number: i64, event: Event) -> Entry {
        let account = Some("scans".parse().expect("a name"));
        Entry { number, at: NOW, job: None, account, by: None, event }
    }

    pub(in crate::notify) fn job(device: &str, sender: &str) -> Job {
        let recipient = |address: &str, state, reply: &str| Recipient {
            address: address.to_owned(),
            fax: None,
            state,
            reply: Some(reply.to_owned()),
        };
        Job {
            id: JobId::default(),
            account: "scans".parse().expect("a name"),
            device: device.to_owned(),
            accepted_at: NOW,
            size_bytes: 1,
            sender: sender.to_owned(),
            recipients: vec![
                recipient("anna@contoso.example", RecipientState::Delivered, "250 2.1.5 Ok"),
                recipient("bo@contoso.example", RecipientState::Failed, "550 5.1.1 No such user"),
            ],
            eight_bit: false,
            reports: Reports::default(),
            state: JobState::PartlyDelivered,
            tries: 1,
            uncertain: 0,
            due_at: None,
            ended_at: Some(NOW),
            fault: None,
        }
    }

    #[test]
    fn people_are_told_of_what_stops_mails_and_of_nothing_else() {
        let fault = || Fault::new(Code::SignInNeeded);
        let reported = |what| {
            let (arrival, fault) = (ArrivalId::new(), Some(fault()));
            Event::JobReported(Reported { arrival, what, recipient: None, fault })
        };
        let arrival = |step| Event::Arrival { arrival: ArrivalId::new(), step };
        let table = [
            (Event::AccountHeld { fault: fault() }, Some(Cause::AccountHeld)),
            (Event::AccountReleased, Some(Cause::AccountFlows)),
            (Event::GrantLapsed { fault: fault() }, Some(Cause::SignInEnded)),
            (Event::Warned { fault: fault() }, Some(Cause::Warning)),
            (Event::JobFailed { fault: None }, Some(Cause::JobFailed)),
            (Event::JobUncertain { fault: None }, Some(Cause::JobUncertain)),
            (
                arrival(ArrivalStep::Quarantined { fault: Code::FaxMissing.into() }),
                Some(Cause::ArrivalQuarantined),
            ),
            (arrival(ArrivalStep::NotHandedOn { fault: fault() }), None),
            (Event::NoticeTried, Some(Cause::Trial)),
            (reported(ReportedAs::Failed), Some(Cause::MailReturned)),
            (reported(ReportedAs::Delayed), None),
            (reported(ReportedAs::AutomaticReply), None),
            (Event::JobDelivered { after_millis: None }, None),
            (Event::GrantHindered { fault: fault() }, None),
            (Event::TokenRefreshed, None),
            (Event::JobHeld, None),
            (Event::LoggedIn, None),
            (Event::NoticesChanged { fields: Vec::new() }, None),
        ];
        for (event, cause) in table {
            let notice = judge(&entry(7, event.clone()), None);
            assert_eq!(notice.as_ref().map(|notice| notice.cause), cause, "{event:?}");
            assert!(notice.is_none_or(|notice| notice.number == 7 && notice.count == 1));
        }
    }

    #[test]
    fn what_stops_all_users_is_told_as_one_and_a_users_own_sign_in_not_at_all() {
        let of = |user: u8, event| {
            let account = Some(AccountName::of_user(&[user; 16]));
            judge(&Entry { account, ..entry(7, event) }, None)
        };
        let held = |code: Code| Event::AccountHeld { fault: code.into() };
        for code in [Code::UserSignInNeeded, Code::GrantRevoked, Code::UserGone] {
            assert_eq!(of(1, held(code)), None, "{code}");
        }
        assert_eq!(of(1, Event::GrantLapsed { fault: Code::GrantIdle.into() }), None);
        let told = [1, 2].map(|user| of(user, held(Code::ConsentNeeded)).expect("it is told"));
        assert_eq!(told[0], told[1], "whose it is makes no difference");
        assert!(told[0].is_of_the_same_as(&told[1]));
    }

    #[test]
    fn a_notice_that_fails_makes_no_notice() {
        for event in [Event::JobFailed { fault: None }, Event::JobUncertain { fault: None }] {
            let failed = Entry { job: Some(JobId::default()), ..entry(1, event) };
            assert!(needs_job(&failed.event));
            let of_device = judge(&failed, Some(&job("copier", "c@contoso.example")));
            assert_eq!(of_device.and_then(|notice| notice.device).as_deref(), Some("copier"));
            assert_eq!(judge(&failed, Some(&job(OWN_DEVICE, "s@contoso.example"))), None);
            assert!(
                judge(&failed, None).is_some(),
                "a job that was deleted has failed all the same"
            );
        }
    }
}
