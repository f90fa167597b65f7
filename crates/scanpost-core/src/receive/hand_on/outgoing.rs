//! Mails that an arrival sends out: jobs in the spool like all others, by the account of the sending functions.
//!
//! A job's name follows from the arrival's and from what the mail is for. So an attempt that is made again after
//! a crash meets the job that is there already, and nothing is sent twice. The spool remembers it as long as
//! the history does, which is far longer than anything is tried.

use bytes::Bytes;

use super::Errand;
use crate::fault::{Code, Fault};
use crate::id::derived;
use crate::notify::mail::Mailing;
use crate::receive::Arrival;
use crate::site::Slot;
use crate::spool::{Incoming, JobId, NewJob, Reports, accept};

/// What a mail is for. An arrival sends out one for each at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The fax itself; how often a person wanted that anew.
    Fax { anew: u32 },
    /// What became of it (RFC 8098).
    Disposition,
    /// How everything stands, as somebody asked.
    Status,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Purpose::Fax { .. } => "fax",
            Purpose::Disposition => "disposition",
            Purpose::Status => "status",
        }
    }
}

/// The name of the job: always the same for the same arrival and purpose.
pub(super) fn job_id(purpose: Purpose, arrival: &Arrival) -> JobId {
    let of = match purpose {
        Purpose::Fax { anew } if anew > 0 => format!("{}, anew {anew}", arrival.id),
        _ => arrival.id.to_string(),
    };
    JobId(derived(arrival.taken_at, &["arrival", purpose.as_str(), &of]))
}

impl Errand<'_> {
    /// Whether the mail was made before.
    pub(super) async fn is_made(&self, id: JobId) -> Result<bool, Fault> {
        Ok(self.tools.spool.job(id).await?.is_some())
    }

    /// The account that sends, and its address; to nobody yet.
    pub(super) fn sender(&self) -> Result<Mailing, Fault> {
        let names: Vec<_> = self.site.accounts.iter().map(|one| one.name.clone()).collect();
        let chosen = self.site.slots.chosen(Slot::Sending, &names);
        let account = self.site.accounts.iter().find(|one| Some(&one.name) == chosen.account());
        let account = account.ok_or_else(|| Fault::from(Code::AccountMissing))?;
        let (from, to) = (account.address.clone(), String::new());
        Ok(Mailing { account: account.name.clone(), from, to })
    }

    /// Keeps octets that are written already, and lets them go out.
    pub(super) async fn send(
        &self,
        incoming: Box<dyn Incoming>,
        id: JobId,
        by: &Mailing,
        device: &str,
        to: Vec<String>,
    ) -> Result<(), Fault> {
        let job = NewJob {
            id,
            account: by.account.clone(),
            device: device.to_owned(),
            accepted_at: self.tools.clock.now(),
            sender: by.from.clone(),
            recipients: to.into_iter().map(Into::into).collect(),
            eight_bit: false,
            // The sender is the account itself: a report to it would tell nobody.
            reports: Reports::default(),
        };
        accept(incoming, job).await?;
        tracing::info!(event = "arrival.mail-made", arrival = %self.arrival.id, job = %id);
        self.tools.bells.ring(&by.account);
        Ok(())
    }

    /// The same of a mail that is small, unless it was made before.
    pub(super) async fn post(
        &self,
        purpose: Purpose,
        by: &Mailing,
        device: &str,
        octets: Vec<u8>,
    ) -> Result<(), Fault> {
        let id = job_id(purpose, self.arrival);
        if self.is_made(id).await? {
            return Ok(());
        }
        let mut incoming = self.tools.spool.incoming();
        incoming.write(Bytes::from(octets)).await?;
        self.send(incoming, id, by, device, vec![by.to.clone()]).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::receive::{ArrivalId, ArrivalState, Digest, MailboxName};
    use crate::site::Function;

    fn arrival() -> Arrival {
        Arrival {
            id: ArrivalId::new(),
            function: Function::InternetFaxReceive,
            account: "fax".parse().expect("a name"),
            mailbox: MailboxName::new("fax@contoso.example", "pop.example.com"),
            uidl: "1".to_owned(),
            digest: Digest([1; 32]),
            taken_at: Time(1_795_252_500_000),
            size_bytes: 1,
            state: ArrivalState::HandingOn,
            tries: 1,
            due_at: None,
            ended_at: None,
            fault: None,
            place: None,
        }
    }

    #[test]
    fn the_same_arrival_and_purpose_is_the_same_job_and_another_is_another() {
        let (one, other) = (arrival(), arrival());
        let fax = Purpose::Fax { anew: 0 };
        let id = job_id(fax, &one);
        assert_eq!(job_id(fax, &one), id);
        assert_ne!(job_id(fax, &other), id);
        assert_ne!(job_id(Purpose::Fax { anew: 1 }, &one), id);
        assert_ne!(job_id(Purpose::Disposition, &one), id);
        assert_eq!(id.0.get_version_num(), 7);
    }
}
