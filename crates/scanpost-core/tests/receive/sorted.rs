//! Several functions read one mailbox: each mail goes to the one that it is for, whoever polls first.

use scanpost_core::fault::Code;
use scanpost_core::journal::{Event, Journal};
use scanpost_core::receive::sort::Filters;
use scanpost_core::site::Function;
use scanpost_core::site::receiving::{Others, StatusAnswers};

use crate::stage::Stage;

const REPORT: &[u8] = b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n\r\n";
const QUESTION: &[u8] = b"From: anna@contoso.example\r\nSubject: status\r\n\r\n\r\n";
const STRANGER: &[u8] = b"From: eve@elsewhere.example\r\nSubject: status\r\n\r\n\r\n";

fn filters(others: Others) -> Filters {
    let senders = vec!["anna@contoso.example".to_owned()];
    let status = StatusAnswers { senders, others, ..StatusAnswers::default() };
    Filters { status, ..Filters::default() }
}

async fn stage(functions: &[Function], others: Others) -> Stage {
    let stage = Stage::sorting(functions, filters(others)).await;
    for (uidl, mail) in [("report", REPORT), ("question", QUESTION), ("stranger", STRANGER)] {
        stage.server.put(uidl, mail);
    }
    stage
}

async fn taken(stage: &Stage) -> Vec<(String, Function)> {
    let arrivals = stage.arrivals().await;
    arrivals.into_iter().map(|arrival| (arrival.uidl, arrival.function)).collect()
}

#[tokio::test]
async fn the_poll_that_comes_first_takes_each_mail_for_the_function_it_is_for() {
    use Function::{DeliveryReports, EmailStatus, InternetFaxReceive};
    for no_top in [false, true] {
        let all = [InternetFaxReceive, EmailStatus, DeliveryReports];
        let stage = stage(&all, Others::Leave).await;
        stage.server.state().habits.no_top = no_top;
        let polled = stage.poll_for(EmailStatus).await;
        assert_eq!(polled.fault, None, "without TOP: {no_top}");
        let expected = [
            ("report", DeliveryReports),
            ("question", EmailStatus),
            ("stranger", InternetFaxReceive),
        ];
        let expected: Vec<_> =
            expected.into_iter().map(|(uidl, function)| (uidl.to_owned(), function)).collect();
        assert_eq!(taken(&stage).await, expected, "without TOP: {no_top}");
        assert!(stage.server.mails_left().is_empty());
        assert_eq!(stage.marks().await, 0);
    }
}

#[tokio::test]
async fn what_is_for_nobody_is_left_and_not_looked_at_again() {
    for no_top in [false, true] {
        let stage = stage(&[Function::EmailStatus], Others::Leave).await;
        stage.server.state().habits.no_top = no_top;
        assert_eq!(stage.poll_for(Function::EmailStatus).await.fault, None);
        let question = ("question".to_owned(), Function::EmailStatus);
        assert_eq!(taken(&stage).await, [question]);
        assert_eq!(stage.server.mails_left(), ["report", "stranger"]);
        let looked = |stage: &Stage| stage.server.heard("TOP") + stage.server.heard("RETR");
        let before = looked(&stage);
        assert_eq!(stage.poll_for(Function::EmailStatus).await.fault, None);
        assert_eq!(looked(&stage), before);
        let entries = stage.store.memory.latest(10).await.unwrap();
        let left = entries.iter().filter(|entry| {
            matches!(&entry.event, Event::MailLeft { fault, .. } if fault.code == Code::MailForNobody)
        });
        assert_eq!(left.count(), 2);
    }
}

#[tokio::test]
async fn what_is_for_nobody_is_removed_where_an_administrator_wants_that() {
    let stage = stage(&[Function::EmailStatus], Others::Remove).await;
    let polled = stage.poll_for(Function::EmailStatus).await;
    assert_eq!((polled.fault, polled.taken), (None, 1));
    assert!(stage.server.mails_left().is_empty());
    assert_eq!(stage.server.heard("RETR"), 1, "the others were not fetched");
    let entries = stage.store.memory.latest(10).await.unwrap();
    let removed = |event: &Event| matches!(event, Event::MailRemoved { .. });
    assert_eq!(entries.iter().filter(|entry| removed(&entry.event)).count(), 2);
}
