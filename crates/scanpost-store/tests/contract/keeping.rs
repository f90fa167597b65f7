//! What the spool promises of mails that it keeps: octets, lists, deletion.

use bytes::Bytes;
use scanpost_core::fault::Code;
use scanpost_core::journal::Event;
use scanpost_core::spool::RecipientState::{Failed, Waiting};
use scanpost_core::spool::{Backlog, JobFilter, JobId, JobPage, JobState, NewJob};

use crate::stage::*;

for_every_backend! {
    a_kept_mail_waits_due_at_once_with_all_that_was_said_about_it,
    a_mail_of_any_size_comes_out_as_it_went_in,
    a_mail_that_is_dropped_before_it_is_kept_leaves_nothing,
    an_id_is_kept_once,
    a_mail_that_goes_two_ways_is_two_jobs_and_each_has_its_own_octets,
    of_jobs_that_cannot_all_be_kept_none_is,
    a_list_shows_the_newest_first_page_by_page,
    a_list_can_be_of_one_state_and_one_account,
    a_list_can_be_searched_and_filtered_by_device_and_period,
    jobs_are_counted_by_state,
    what_has_not_ended_is_summed_up_by_account,
    a_deleted_job_is_gone_with_its_octets_but_not_from_the_journal,
    a_job_under_way_cannot_be_deleted,
    there_is_room_for_mails,
}

async fn a_kept_mail_waits_due_at_once_with_all_that_was_said_about_it(store: &dyn Store) {
    let new = mail_to(&["a@example.com", "b@example.com"], NOW);
    let id = keep_as(store, new.clone(), b"123").await;
    let job = the_job(store, id).await;
    assert_eq!((job.id, job.account, job.device), (new.id, new.account, new.device));
    assert_eq!((job.sender, job.eight_bit, job.size_bytes), (new.sender, true, 3));
    assert_eq!(job.reports, new.reports);
    assert_eq!((job.state, job.tries, job.fault), (JobState::Waiting, 0, None));
    assert_eq!((job.accepted_at, job.due_at, job.ended_at), (NOW, Some(NOW), None));
    let recipients: Vec<_> =
        job.recipients.iter().map(|to| (to.address.as_str(), to.state, &to.reply)).collect();
    assert_eq!(recipients, [("a@example.com", Waiting, &None), ("b@example.com", Waiting, &None)]);
    let accepted = Event::JobAccepted { device: "copier".to_owned(), size_bytes: 3, recipients: 2 };
    assert_eq!(story(store, id).await, [accepted]);
}

async fn a_mail_of_any_size_comes_out_as_it_went_in(store: &dyn Store) {
    const SMALL: usize = 64 * 1024;
    for bytes in [0, 1, SMALL - 1, SMALL, SMALL + 1, 3 * SMALL, 1_000_003] {
        let octets = scan_of(bytes);
        let id = keep_as(store, mail_to(&["a@example.com"], NOW), &octets).await;
        assert!(octets_of(store, id).await.unwrap() == octets, "{bytes} octets");
        assert_eq!(the_job(store, id).await.size_bytes, bytes as u64);
    }
}

async fn a_mail_that_is_dropped_before_it_is_kept_leaves_nothing(store: &dyn Store) {
    let mut incoming = store.incoming();
    incoming.write(Bytes::from(scan_of(200_000))).await.unwrap();
    drop(incoming);
    assert_eq!(store.jobs(all()).await.unwrap().jobs, []);
    assert_eq!(store.latest(10).await.unwrap(), []);
}

async fn an_id_is_kept_once(store: &dyn Store) {
    for bytes in [10, 200_000] {
        let new = mail_to(&["a@example.com"], NOW);
        let octets = scan_of(bytes);
        keep_as(store, new.clone(), &octets).await;
        for again in [20, 300_000] {
            let mut incoming = store.incoming();
            incoming.write(Bytes::from(scan_of(again))).await.unwrap();
            let fault = incoming.keep(new.clone()).await.unwrap_err();
            assert_eq!(fault.code, Code::StorageFailed);
        }
        assert!(octets_of(store, new.id).await.unwrap() == octets);
        assert_eq!(story(store, new.id).await.len(), 1);
    }
}

/// Keeps a mail for each of these jobs.
async fn keep_pair(store: &dyn Store, jobs: [&NewJob; 2], octets: &[u8]) -> Result<(), Code> {
    let mut incoming = store.incoming();
    incoming.write(Bytes::copy_from_slice(octets)).await.unwrap();
    let kept = incoming.keep_as(jobs.map(Clone::clone).into()).await;
    kept.map_err(|fault| fault.code)
}

async fn a_mail_that_goes_two_ways_is_two_jobs_and_each_has_its_own_octets(store: &dyn Store) {
    for bytes in [10, 200_000] {
        let octets = scan_of(bytes);
        let [mail, mut fax] = ["a@example.com", "4681@fax.example"].map(|to| mail_to(&[to], NOW));
        fax.recipients[0].fax = Some("+4681".to_owned());
        fax.account = other();
        keep_pair(store, [&mail, &fax], &octets).await.unwrap();
        let recipient = the_job(store, fax.id).await.recipients.remove(0);
        assert_eq!(recipient.called(), "+4681 (4681@fax.example)");
        for job in [&mail, &fax] {
            assert!(octets_of(store, job.id).await.unwrap() == octets, "{bytes} octets");
            assert_eq!(story(store, job.id).await.len(), 1);
        }
        assert!(store.delete(mail.id, NOW.into()).await.unwrap());
        assert!(octets_of(store, fax.id).await.unwrap() == octets, "{bytes} octets");
    }
}

async fn of_jobs_that_cannot_all_be_kept_none_is(store: &dyn Store) {
    for bytes in [10, 200_000] {
        let [there, new] = [(); 2].map(|()| mail_to(&["a@example.com"], NOW));
        keep_as(store, there.clone(), b"x").await;
        for pair in [[&new, &there], [&there, &new]] {
            let kept = keep_pair(store, pair, &scan_of(bytes)).await;
            assert_eq!(kept, Err(Code::StorageFailed));
            assert_eq!(store.job(new.id).await.unwrap(), None);
        }
        assert!(octets_of(store, there.id).await.unwrap() == b"x");
    }
}

async fn a_list_shows_the_newest_first_page_by_page(store: &dyn Store) {
    let mut came = Vec::new();
    for _ in 0..5 {
        came.push(keep(store, NOW).await);
    }
    came.reverse();
    let mut seen = Vec::new();
    let mut page = JobFilter { most: 2, ..JobFilter::default() };
    loop {
        let JobPage { jobs, older } = store.jobs(page.clone()).await.unwrap();
        assert!((1..=2).contains(&jobs.len()));
        seen.extend(jobs.iter().map(|job| job.id));
        let Some(older) = older else { break };
        page.before = Some(older);
    }
    assert_eq!(seen, came);
}

async fn a_list_can_be_searched_and_filtered_by_device_and_period(store: &dyn Store) {
    let anna = keep_as(store, mail_to(&["Anna@example.com"], NOW), b"x").await;
    let scanner =
        NewJob { device: "Förråd".to_owned(), ..mail_to(&["bo@example.com"], later(60)) };
    let bo = keep_as(store, scanner, b"x").await;
    let shown = async |filter: JobFilter| {
        let page = store.jobs(JobFilter { most: 10, ..filter }).await.unwrap();
        page.jobs.iter().map(|job| job.id).collect::<Vec<_>>()
    };
    let search = |words: &str| JobFilter { search: Some(words.to_owned()), ..JobFilter::default() };
    assert_eq!(shown(search("ANNA")).await, [anna]);
    assert_eq!(shown(search("förråd")).await, [bo]);
    assert_eq!(shown(search("copier@example.com")).await, [bo, anna]);
    assert_eq!(shown(search(&bo.to_string())).await, [bo]);
    assert_eq!(shown(search("%")).await, [], "no wildcard of SQL");
    let device = Some("copier".to_owned());
    assert_eq!(shown(JobFilter { device, ..JobFilter::default() }).await, [anna]);
    let since = Some(later(60));
    assert_eq!(shown(JobFilter { since, ..JobFilter::default() }).await, [bo]);
    assert_eq!(shown(JobFilter { until: since, ..JobFilter::default() }).await, [anna]);
}

async fn a_list_can_be_of_one_state_and_one_account(store: &dyn Store) {
    let ended = keep(store, NOW).await;
    claim(store, NOW).await;
    store.settle(ended, delivered(), NOW).await.unwrap();
    let waiting = keep(store, NOW).await;
    let mut foreign = mail_to(&["a@example.com"], NOW);
    foreign.account = other();
    let foreign = keep_as(store, foreign, b"x").await;

    let shown = async |state, account| {
        let filter = JobFilter { state, account, most: 10, ..JobFilter::default() };
        let page = store.jobs(filter).await.unwrap();
        page.jobs.iter().map(|job| job.id).collect::<Vec<_>>()
    };
    assert_eq!(shown(None, None).await, [foreign, waiting, ended]);
    assert_eq!(shown(Some(JobState::Waiting), None).await, [foreign, waiting]);
    assert_eq!(shown(Some(JobState::Waiting), Some(scans())).await, [waiting]);
    assert_eq!(shown(None, Some(other())).await, [foreign]);
    assert_eq!(shown(Some(JobState::Failed), None).await, []);
}

async fn jobs_are_counted_by_state(store: &dyn Store) {
    let delivered_one = keep(store, NOW).await;
    let failed = keep(store, NOW).await;
    let under_way = keep(store, NOW).await;
    claim(store, NOW).await;
    store.settle(delivered_one, delivered(), NOW).await.unwrap();
    store.settle(failed, settled(&[(0, Failed)], None), NOW).await.unwrap();
    keep(store, NOW).await;
    let deleted = keep(store, NOW).await;
    store.delete(deleted, NOW.into()).await.unwrap();
    let counts = store.counts().await.unwrap();
    assert_eq!(
        counts,
        [
            (JobState::Waiting, 1),
            (JobState::Held, 0),
            (JobState::Delivering, 1),
            (JobState::Delivered, 1),
            (JobState::PartlyDelivered, 0),
            (JobState::Uncertain, 0),
            (JobState::Failed, 1),
        ]
    );
    assert_eq!(the_job(store, under_way).await.state, JobState::Delivering);
}

async fn what_has_not_ended_is_summed_up_by_account(store: &dyn Store) {
    assert_eq!(store.backlogs().await.unwrap(), []);
    let ended = keep_as(store, mail_to(&["a@example.com"], NOW), b"1").await;
    claim(store, NOW).await;
    store.settle(ended, delivered(), later(1)).await.unwrap();
    let held = keep_as(store, mail_to(&["a@example.com"], later(2)), b"12").await;
    assert!(store.hold_job(held, stamp_of("anna")).await.unwrap());
    let of_other = NewJob { account: other(), ..mail_to(&["a@example.com"], later(3)) };
    keep_as(store, of_other, &scan_of(200_000)).await;
    let backlog = |account, jobs, octets, since| Backlog { account, jobs, octets, since };
    let of_other = backlog(other(), 1, 200_000, Some(later(3)));
    let of_held = backlog(scans(), 1, 2, None);
    assert_eq!(store.backlogs().await.unwrap(), [of_other.clone(), of_held]);

    keep_as(store, mail_to(&["a@example.com"], later(5)), b"123").await;
    claim(store, later(5)).await;
    keep_as(store, mail_to(&["a@example.com"], later(6)), b"1234").await;
    let of_scans = backlog(scans(), 3, 9, Some(later(5)));
    assert_eq!(store.backlogs().await.unwrap(), [of_other, of_scans], "also what is under way");
}

async fn a_deleted_job_is_gone_with_its_octets_but_not_from_the_journal(store: &dyn Store) {
    for bytes in [10, 200_000] {
        let id = keep_as(store, mail_to(&["a@example.com"], NOW), &scan_of(bytes)).await;
        assert!(store.delete(id, later(1).into()).await.unwrap());
        assert_eq!(store.job(id).await.unwrap(), None);
        assert_eq!(octets_of(store, id).await.unwrap_err().code, Code::BodyMissing);
        assert_eq!(claim(store, later(9)).await, []);
        assert_eq!(story(store, id).await[1..], [Event::JobDeleted]);
    }
    let ended = keep(store, NOW).await;
    claim(store, NOW).await;
    store.settle(ended, delivered(), NOW).await.unwrap();
    assert!(store.delete(ended, NOW.into()).await.unwrap(), "history can be deleted too");
}

async fn a_job_under_way_cannot_be_deleted(store: &dyn Store) {
    let id = keep(store, NOW).await;
    claim(store, NOW).await;
    assert!(!store.delete(id, NOW.into()).await.unwrap());
    assert!(!store.delete(JobId::new(), NOW.into()).await.unwrap());
    assert_eq!(the_job(store, id).await.state, JobState::Delivering);
    assert!(octets_of(store, id).await.is_ok());
}

async fn there_is_room_for_mails(store: &dyn Store) {
    assert!(store.free_bytes().await.unwrap() > 0);
}

fn all() -> JobFilter {
    JobFilter { most: JobFilter::MOST, ..JobFilter::default() }
}
