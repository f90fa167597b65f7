//! Two backends, any sequence of verbs, the same observations.
//!
//! The contract's tests say what each verb does; this one finds the combinations that nobody
//! thought of. After every step everything that can be seen is compared.

use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::Index;
use scanpost_core::clock::{Jump, Time};
use scanpost_core::device::{Device, Facts, Refusal, SenderRule, TlsFloor};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::oauth::{AccountName, Generation};
use scanpost_core::record::{Kind, Record, Revision};
use scanpost_core::spool::{
    Bundle, JobFilter, JobId, JobState, NewJob, RecipientState, Settlement,
};

use crate::stage::*;

/// One verb, with what it needs to be chosen before the state is known.
#[derive(Clone, Debug)]
enum Step {
    Pass {
        seconds: i64,
    },
    Keep {
        other: bool,
        device: u8,
        recipients: usize,
        bytes: usize,
    },
    Claim {
        other: bool,
        most: usize,
    },
    Settle {
        job: Index,
        results: Vec<(usize, RecipientState)>,
        wait: Option<i64>,
        fault: Option<Code>,
    },
    Recover,
    ClaimProbe {
        other: bool,
    },
    Expire {
        other: bool,
        age: i64,
    },
    Hold {
        other: bool,
        code: Code,
    },
    Release {
        other: bool,
    },
    Reroute {
        other: bool,
        device: u8,
        most: usize,
    },
    Retry {
        job: Index,
    },
    HoldJob {
        job: Index,
    },
    ReleaseJob {
        job: Index,
    },
    NoteDownload {
        job: Index,
    },
    Delete {
        job: Index,
    },
    Shift {
        seconds: i64,
    },
    PutAccount {
        other: bool,
        address: u8,
        seen: u64,
    },
    RemoveAccount {
        other: bool,
    },
    PutGrant {
        other: bool,
        seen: Option<u64>,
        sealed: Option<u8>,
    },
    PutDevice {
        name: u8,
        tls: TlsFloor,
        seen: u64,
    },
    RemoveDevice {
        name: u8,
    },
    NoteSighting {
        name: u8,
    },
    PutRecord {
        name: u8,
        seen: u64,
        body: u8,
    },
    RemoveRecord {
        name: u8,
        seen: u64,
    },
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn memory_and_sqlite_cannot_be_told_apart(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let memory = backends::memory();
            let sqlite = backends::sqlite();
            let mut play = Play { now: NOW, kept: Vec::new() };
            for step in steps {
                let deed = play.decide(&step);
                let answers = [
                    carry_out(&*memory.store, &deed).await,
                    carry_out(&*sqlite.store, &deed).await,
                ];
                assert_eq!(answers[0], answers[1], "{deed:?}");
                let seen = [look(&*memory.store).await, look(&*sqlite.store).await];
                assert_eq!(seen[0], seen[1], "after {deed:?}");
            }
            for id in play.kept {
                let octets = [
                    octets_of(&*memory.store, id).await,
                    octets_of(&*sqlite.store, id).await,
                ];
                assert_eq!(octets[0], octets[1]);
                let stories = [
                    memory.store.story(id).await.unwrap(),
                    sqlite.store.story(id).await.unwrap(),
                ];
                assert_eq!(stories[0], stories[1]);
            }
        });
    }
}

/// What both backends are asked to do: a step with its job and its moment.
#[derive(Debug)]
struct Deed {
    step: Step,
    now: Time,
    /// For `Keep` the new one, else the one that is meant.
    job: JobId,
}

/// The course of a sequence.
struct Play {
    now: Time,
    kept: Vec<JobId>,
}

impl Play {
    fn decide(&mut self, step: &Step) -> Deed {
        let job = match step {
            Step::Keep { .. } => {
                let id = JobId::new();
                self.kept.push(id);
                id
            }
            Step::Settle { job, .. }
            | Step::Retry { job }
            | Step::HoldJob { job }
            | Step::ReleaseJob { job }
            | Step::NoteDownload { job }
            | Step::Delete { job }
                if !self.kept.is_empty() =>
            {
                *job.get(&self.kept)
            }
            _ => JobId::new(),
        };
        match step {
            Step::Pass { seconds } => {
                self.now = self.now + Duration::from_secs(seconds.unsigned_abs());
            }
            Step::Shift { seconds } => self.now = self.now.shifted(Jump(seconds * 1000)),
            _ => {}
        }
        Deed { step: step.clone(), now: self.now, job }
    }
}

/// Does it, and gives what the verb answered, in words that can be compared.
async fn carry_out(store: &dyn Store, deed: &Deed) -> String {
    let (now, job) = (deed.now, deed.job);
    match deed.step.clone() {
        Step::Pass { .. } => String::new(),
        Step::Keep { other, device, recipients, bytes } => {
            let (account, device) = (name(other), device.to_string());
            let new = NewJob { account, device, id: job, ..mail(recipients, now) };
            keep_as(store, new, &scan_of(bytes)).await;
            String::new()
        }
        Step::Claim { other, most } => words(store.claim(name(other), now, POLICY(), most).await),
        Step::Settle { results, wait, fault, .. } => {
            let settlement = Settlement {
                retry_at: wait.map(|wait| now + seconds(wait)),
                ..settled(&results, fault)
            };
            words(store.settle(job, settlement, now).await)
        }
        Step::Recover => words(store.recover(now, Duration::from_hours(1)).await),
        Step::ClaimProbe { other } => words(store.claim_probe(name(other), now, POLICY()).await),
        Step::Expire { other, age } => {
            let why = Fault::new(Code::HeldTooLong);
            words(store.expire(name(other), now - seconds(age), why, now).await)
        }
        Step::Hold { other, code } => words(store.hold(name(other), code.into(), now).await),
        Step::Release { other } => words(store.release(name(other), now).await),
        Step::Reroute { other, device, most } => {
            let bundle = Bundle { account: name(other), device: device.to_string(), faxes: false };
            words(store.reroute(bundle, name(!other), most, now).await)
        }
        Step::Retry { .. } => words(store.retry(job, now.into()).await),
        Step::HoldJob { .. } => words(store.hold_job(job, by(now)).await),
        Step::ReleaseJob { .. } => words(store.release_job(job, by(now)).await),
        Step::NoteDownload { .. } => words(store.note_download(job, by(now)).await),
        Step::Delete { .. } => words(store.delete(job, now.into()).await),
        Step::Shift { seconds } => words(store.shift(Jump(seconds * 1000), now).await),
        Step::PutAccount { other, address, seen } => {
            let mut account = account(name(other));
            account.revision = Revision(seen);
            account.address = format!("{address}@example.com");
            words(store.put_account(account, NOW.into()).await)
        }
        Step::RemoveAccount { other } => words(store.remove_account(name(other), now.into()).await),
        Step::PutGrant { other, seen, sealed } => {
            let (seen, sealed) = (seen.map(Generation), sealed.map(|octet| vec![octet]));
            let event = Event::TokenRefreshed;
            words(store.put_grant_if(name(other), seen, sealed, event, now.into()).await)
        }
        Step::PutDevice { name, tls, seen } => {
            let device = Device {
                name: name.to_string(),
                ranges: Vec::new(),
                login: None,
                tls,
                account: None,
                sender: SenderRule::default(),
                fetches: false,
                profile: None,
                revision: Revision(seen),
            };
            words(store.put_device(device, now.into()).await)
        }
        Step::PutRecord { name, seen, body } => {
            let record =
                Record { name: name.to_string(), revision: Revision(seen), body: body.to_string() };
            let event = Event::SettingsImported;
            words(store.put_record(Kind::Site, record, event, by(now)).await)
        }
        Step::RemoveRecord { name, seen } => {
            let (name, seen) = (name.to_string(), Revision(seen));
            let event = Event::SettingsImported;
            words(store.remove_record(Kind::Site, name, seen, event, by(now)).await)
        }
        Step::NoteSighting { name } => {
            let refused = Some(Refusal {
                at: now,
                address: [192, 0, 2, name].into(),
                code: Code::DeviceUnknown,
            });
            let facts = Facts { refused, ..Facts::default() };
            words(store.note_sightings(vec![(name.to_string(), facts)]).await)
        }
        Step::RemoveDevice { name } => {
            words(store.remove_device(name.to_string(), now.into()).await)
        }
    }
}

/// A person does it.
fn by(now: Time) -> Stamp {
    Stamp { at: now, by: Some("anna".to_owned()) }
}

/// A fault's words differ from backend to backend; its code does not.
fn words<T: std::fmt::Debug>(answer: Result<T, Fault>) -> String {
    format!("{:?}", answer.map_err(|fault| fault.code))
}

/// Everything that can be seen from outside.
async fn look(store: &dyn Store) -> Vec<String> {
    let all = |state| JobFilter { state, most: 1000, ..JobFilter::default() };
    let mut seen = vec![
        words(store.jobs(all(None)).await),
        words(store.counts().await),
        words(store.bundles().await),
        words(store.accounts().await),
        words(store.devices().await),
        words(store.sightings().await),
        words(store.records(Kind::Site).await),
        words(store.audit(None, 1000).await),
        words(store.latest(1000).await),
    ];
    for state in JobState::ALL {
        seen.push(words(store.jobs(all(Some(state))).await));
    }
    for account in [scans(), other()] {
        seen.push(words(store.next_due(account.clone()).await));
        seen.push(words(store.held(account.clone()).await));
        seen.push(words(store.sent_since(account.clone(), Time(0)).await));
        let grant = store.grant(account).await;
        seen.push(words(grant.map(|grant| grant.map(|grant| (grant.generation, grant.sealed)))));
    }
    seen
}

fn mail(recipients: usize, now: Time) -> NewJob {
    mail_to(&["a@example.com", "b@example.com", "c@example.com"][..recipients], now)
}

fn name(is_other: bool) -> AccountName {
    if is_other { other() } else { scans() }
}

fn seconds(count: i64) -> Duration {
    Duration::from_secs(count.unsigned_abs())
}

/// Verbs that meet a job are chosen more often than those that do not.
fn step() -> impl Strategy<Value = Step> {
    let job = any::<Index>;
    let bytes = prop_oneof![4 => 0..200_usize, 1 => Just(70_000_usize)];
    let result = (0..4_usize, recipient_state());
    let results = prop::collection::vec(result, 0..4);
    prop_oneof![
        3 => (0..7200_i64).prop_map(|seconds| Step::Pass { seconds }),
        6 => (any::<bool>(), 0..3_u8, 1..=3_usize, bytes).prop_map(
            |(other, device, recipients, bytes)| Step::Keep { other, device, recipients, bytes }
        ),
        6 => (any::<bool>(), 0..4_usize).prop_map(|(other, most)| Step::Claim { other, most }),
        6 => (job(), results, prop::option::of(0..7200_i64), prop::option::of(code())).prop_map(
            |(job, results, wait, fault)| Step::Settle { job, results, wait, fault }
        ),
        1 => Just(Step::Recover),
        2 => any::<bool>().prop_map(|other| Step::ClaimProbe { other }),
        1 => (any::<bool>(), 0..7200_i64).prop_map(|(other, age)| Step::Expire { other, age }),
        2 => (any::<bool>(), code()).prop_map(|(other, code)| Step::Hold { other, code }),
        2 => any::<bool>().prop_map(|other| Step::Release { other }),
        2 => (any::<bool>(), 0..3_u8, 0..4_usize)
            .prop_map(|(other, device, most)| Step::Reroute { other, device, most }),
        2 => job().prop_map(|job| Step::Retry { job }),
        2 => job().prop_map(|job| Step::HoldJob { job }),
        2 => job().prop_map(|job| Step::ReleaseJob { job }),
        1 => job().prop_map(|job| Step::NoteDownload { job }),
        2 => job().prop_map(|job| Step::Delete { job }),
        1 => (-7200..7200_i64).prop_map(|seconds| Step::Shift { seconds }),
        2 => (any::<bool>(), 0..3_u8, 0..3_u64)
            .prop_map(|(other, address, seen)| Step::PutAccount { other, address, seen }),
        1 => any::<bool>().prop_map(|other| Step::RemoveAccount { other }),
        3 => (any::<bool>(), prop::option::of(0..4_u64), prop::option::of(any::<u8>()))
            .prop_map(|(other, seen, sealed)| Step::PutGrant { other, seen, sealed }),
        1 => (0..3_u8, any::<bool>(), 0..3_u64).prop_map(|(name, required, seen)| {
            let tls = if required { TlsFloor::Required } else { TlsFloor::Optional };
            Step::PutDevice { name, tls, seen }
        }),
        2 => (0..3_u8, 0..4_u64, any::<u8>())
            .prop_map(|(name, seen, body)| Step::PutRecord { name, seen, body }),
        1 => (0..3_u8, 0..4_u64).prop_map(|(name, seen)| Step::RemoveRecord { name, seen }),
        1 => (0..3_u8).prop_map(|name| Step::RemoveDevice { name }),
        1 => (0..3_u8).prop_map(|name| Step::NoteSighting { name }),
    ]
}

fn recipient_state() -> impl Strategy<Value = RecipientState> {
    prop_oneof![
        Just(RecipientState::Waiting),
        Just(RecipientState::Uncertain),
        Just(RecipientState::Delivered),
        Just(RecipientState::Failed),
    ]
}

fn code() -> impl Strategy<Value = Code> {
    prop::sample::select(vec![
        Code::MailDeferred,
        Code::DeliveryUncertain,
        Code::LoginRefused,
        Code::GrantRevoked,
    ])
}
