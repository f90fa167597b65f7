//! Which way a mail goes to each of its recipients: out by the device's account, or to the fax provider by
//! the account of the fax server.
//!
//! A mail whose recipients go both ways becomes two jobs. They are kept together, so a crash leaves both or
//! neither, and each has its own account, limits and end.

use scanpost_proto::smtp::server::{BodyType, Envelope, RcptTo};

use super::Submission;
use super::author;
use crate::account::AccountName;
use crate::device::{Known, Registry, SenderRule};
use crate::fault::{Code, Fault};
use crate::spool::{JobId, NewJob, NewRecipient};

impl Submission {
    /// The job that a mail becomes, and another one where some of its recipients are faxes and some are
    /// not.
    pub(super) async fn jobs(
        &self,
        known: &Known,
        authors: &[String],
        envelope: &Envelope,
        id: JobId,
    ) -> Result<(NewJob, Option<NewJob>), Fault> {
        author::check(known, authors)?;
        let Ways { mails, faxes, faxed_by } = Ways::of(self.door.devices(), &envelope.to)?;
        let reports = envelope.reports();
        let job = |id, account, to: Vec<(usize, NewRecipient)>| {
            let (numbers, recipients): (Vec<_>, Vec<_>) = to.into_iter().unzip();
            NewJob {
                id,
                account,
                device: known.device().name.clone(),
                accepted_at: self.door.clock().now(),
                reports: reports.of(&numbers),
                sender: envelope.from.address.clone(),
                recipients,
                eight_bit: envelope.from.body == BodyType::EightBitMime,
            }
        };
        let Some(faxed_by) = faxed_by else {
            return Ok((job(id, self.sends_by(known, authors, envelope).await?, mails), None));
        };
        if mails.is_empty() {
            return Ok((job(id, faxed_by, faxes), None));
        }
        let sends_by = self.sends_by(known, authors, envelope).await?;
        Ok((job(id, sends_by, mails), Some(job(JobId::new(), faxed_by, faxes))))
    }

    /// The account that a mail to mailboxes goes out by.
    async fn sends_by(
        &self,
        known: &Known,
        authors: &[String],
        envelope: &Envelope,
    ) -> Result<AccountName, Fault> {
        let sends_by = known.sends_by().ok_or(Code::AccountMissing)?;
        if known.device().sender != SenderRule::PerUser {
            return Ok(sends_by.account.clone());
        }
        let (users, device) = (&self.users, &known.device().name);
        let user = users.user_of_mail(authors, &envelope.from.address, device).await?;
        Ok(user.account())
    }
}

/// The recipients of a mail, each with its number in the envelope.
#[derive(Debug, Default)]
struct Ways {
    mails: Vec<(usize, NewRecipient)>,
    /// A number that is named twice is dialled once.
    faxes: Vec<(usize, NewRecipient)>,
    /// The account that faxes go out by, if there are any.
    faxed_by: Option<AccountName>,
}

impl Ways {
    fn of(devices: &Registry, to: &[RcptTo]) -> Result<Self, Fault> {
        let mut ways = Self::default();
        for (number, to) in to.iter().enumerate() {
            let Some(fax) = devices.faxes().fax_to(&to.address)? else {
                ways.mails.push((number, to.address.clone().into()));
                continue;
            };
            ways.faxed_by = Some(fax.account);
            if ways.faxes.iter().all(|(_, known)| known.address != fax.address) {
                let fax = NewRecipient { address: fax.address, fax: Some(fax.number.to_string()) };
                ways.faxes.push((number, fax));
            }
        }
        Ok(ways)
    }
}

/// Whether mails of the device go out at all, in one way or the other.
pub(super) fn check_device(devices: &Registry, known: &Known) -> Result<(), Fault> {
    let by_mail = check_mails(devices, known);
    let by_fax = devices.faxes().account().filter(|name| devices.refuses_mails_of(name).is_none());
    if by_fax.is_some() { Ok(()) } else { by_mail }
}

/// Whether a mail of the device goes to this recipient.
pub(super) fn check_recipient(
    devices: &Registry,
    known: &Known,
    recipient: &str,
) -> Result<(), Fault> {
    match devices.faxes().fax_to(recipient)? {
        Some(fax) => devices.refuses_mails_of(&fax.account).map_or(Ok(()), Err),
        None => check_mails(devices, known),
    }
}

/// A user's mails wait for the user, whoever else is signed in or not.
fn check_mails(devices: &Registry, known: &Known) -> Result<(), Fault> {
    let account = &known.sends_by().ok_or(Code::AccountMissing)?.account;
    match devices.refuses_mails_of(account) {
        Some(fault) if known.device().sender != SenderRule::PerUser => Err(fault),
        _ => Ok(()),
    }
}
