//! The doctor's visits: one account is examined once at a time, and everybody may look on.
//!
//! An examination renews the token and, if asked, sends a mail, so it takes the privilege for
//! accounts. What it found is kept until the next one, or until scanpost stops.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::views::ExaminationView;
use super::{By, Gateway, GatewayError};
use crate::account::{AccountName, is_address};
use crate::administrator::Privilege;
use crate::doctor::{Chart, Finding, Patient, Step, examine};
use crate::journal::{Event, Stamp};
use crate::objection::{Objection, Reason};

/// The last examination of each account, or the one that is under way.
#[derive(Debug, Default)]
pub(super) struct Examinations(Mutex<BTreeMap<AccountName, ExaminationView>>);

impl Gateway {
    /// The account's last examination, or the one that is under way; nothing before the first.
    pub async fn examination(
        &self,
        name: &AccountName,
    ) -> Result<Option<ExaminationView>, GatewayError> {
        self.inner.keeper(name).await?; // an account that is gone has none
        Ok(self.inner.examinations.of(name))
    }
}

impl By<'_> {
    /// Begins to look at everything. One that is under way already is shown instead.
    pub async fn begin_examination(
        &self,
        name: &AccountName,
        mail_to: Option<String>,
    ) -> Result<ExaminationView, GatewayError> {
        self.may(Privilege::Accounts)?;
        if let Some(address) = mail_to.as_deref().filter(|address| !is_address(address)) {
            let invalid = Objection::new(Reason::AddressInvalid, address.escape_debug());
            return Err(invalid.at("mail_to").into());
        }
        let inner = &self.gateway.inner;
        let (account, keeper) = inner.account_and_keeper(name).await?;
        let share = inner.share_of(name).await?;
        let free_bytes = inner.store.free_bytes().await;
        let begun = ExaminationView {
            account: name.clone(),
            mail_to,
            begun_at: inner.clock.now(),
            ended_at: None,
            steps: Chart::default(),
        };
        // From here on nothing waits: who asks may leave, and what has begun must come to its end.
        if let Some(under_way) = inner.examinations.begin(&begun) {
            return Ok(under_way);
        }
        inner.news.happened();
        let patient = Patient {
            account,
            keeper,
            share,
            clock: inner.clock.clone(),
            free_bytes,
            reserve_bytes: inner.settings.submission.disk_reserve_bytes,
        };
        let (gateway, shown, stamp) = (self.gateway.clone(), begun.clone(), self.stamp());
        let stop = inner.stop.clone();
        inner.tasks.spawn(async move {
            stop.run_until_cancelled(Box::pin(gateway.examine(&patient, begun, stamp))).await;
        });
        Ok(shown)
    }
}

impl Gateway {
    async fn examine(&self, patient: &Patient, begun: ExaminationView, stamp: Stamp) {
        let inner = &self.inner;
        let asked = Event::AccountExamined { mail_to: begun.mail_to.clone() };
        if let Err(fault) = inner.store.note_of(begun.account.clone(), asked, stamp).await {
            // A storage that fails is what an examination is for.
            tracing::error!(event = "doctor.not-noted", account = %begun.account, fault = %fault);
        }
        let tell = |chart: &Chart| {
            inner.examinations.put(ExaminationView { steps: chart.clone(), ..begun.clone() });
            inner.news.happened();
        };
        let steps = examine(patient, begun.mail_to.as_deref(), tell).await;
        let (step, fault) =
            steps.trouble().map(|(step, fault)| (step.as_str(), fault.code.as_str())).unzip();
        tracing::info!(event = "doctor.done", account = %begun.account, step, fault);
        if matches!(steps.of(Step::LogIn), Finding::Passed { .. }) {
            // What has waited need not wait until its queue looks again by itself.
            let accounts = inner.accounts.lock().await;
            let queue = accounts.get(&begun.account).and_then(|running| running.queue.as_ref());
            queue.inspect(|queue| queue.hurry());
        }
        let ended_at = Some(inner.clock.now());
        inner.examinations.put(ExaminationView { ended_at, steps, ..begun });
        inner.news.happened();
    }
}

impl Examinations {
    fn of(&self, name: &AccountName) -> Option<ExaminationView> {
        self.locked().get(name).cloned()
    }

    /// The one that is under way already; nothing if this one begins.
    fn begin(&self, begun: &ExaminationView) -> Option<ExaminationView> {
        let mut all = self.locked();
        let under_way = all.get(&begun.account).filter(|known| known.ended_at.is_none()).cloned();
        if under_way.is_none() {
            all.insert(begun.account.clone(), begun.clone());
        }
        under_way
    }

    fn put(&self, view: ExaminationView) {
        self.locked().insert(view.account.clone(), view);
    }

    pub(super) fn forget(&self, name: &AccountName) {
        self.locked().remove(name);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<AccountName, ExaminationView>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
