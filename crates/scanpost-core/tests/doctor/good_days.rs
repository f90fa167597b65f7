//! Where nothing is wrong, and where something is that does not matter.

use scanpost_core::doctor::{Chart, Examined, Finding, Step, Why};
use scanpost_core::fault::Code;
use scanpost_core::network::{Names, Proxy};
use scanpost_core::words::{self, Language};
use scanpost_sandbox::{SmtpFault, SmtpMoment, auth_refused};

use crate::stage::{ANNA, Stage};

fn facts(finding: &Finding, name: &str) -> String {
    let Finding::Passed { facts } = finding else { panic!("it passes: {finding:?}") };
    facts[name].clone()
}

#[tokio::test(start_paused = true)]
async fn on_a_good_day_every_step_passes_and_the_test_mail_arrives() {
    let stage = Stage::signed_in().await;
    let (chart, told) = stage.examined().await;
    for examined in chart.steps() {
        let not_needed = match examined.step {
            Step::Ipv6 => Some(Why::NoAddress),
            Step::Proxy => Some(Why::NoProxy),
            _ => None,
        };
        match not_needed {
            Some(why) => assert_eq!(examined.finding, Finding::NotNeeded { why }),
            None => assert_eq!(examined.finding.as_str(), "passed", "{examined:?}"),
        }
    }
    assert_eq!(facts(chart.of(Step::Tls), "version"), "TLSv1.3");
    assert!(facts(chart.of(Step::Tls), "issuer").contains("CN="), "{chart:?}");
    assert!(facts(chart.of(Step::Offers), "mechanisms").contains("XOAUTH2"));
    assert_eq!(facts(chart.of(Step::Token), "name"), "scans@sandbox.example");
    assert!(facts(chart.of(Step::TestMail), "reply").starts_with("250 "));
    let [mail] = &stage.sandbox.mailbox(ANNA)[..] else { panic!("one mail") };
    assert!(String::from_utf8_lossy(mail.octets()).contains("Subject: scanpost: test mail"));
    // Every step ticks, and none before the one ahead of it has ended.
    assert_eq!(told.last(), Some(&chart));
    let under_way = |step| told.iter().position(|chart| *chart.of(step) == Finding::UnderWay);
    let ticked = [Step::Names, Step::SignInServer, Step::Greeting, Step::Tls, Step::LogIn];
    let at: Vec<_> = ticked.into_iter().map(|step| under_way(step).expect("it ticks")).collect();
    assert!(at.is_sorted(), "{at:?}");
}

#[tokio::test(start_paused = true)]
async fn the_network_that_is_set_is_named_where_it_leads_to_the_provider() {
    let mut stage = Stage::signed_in().await;
    let (chart, _) = stage.examined().await;
    let said = |chart: &Chart| {
        let finding = chart.of(Step::Ipv4).clone();
        words::found(Language::En, &Examined { step: Step::Ipv4, finding }).expect("a sentence")
    };
    let by_default = said(&chart);
    assert!(!by_default.contains("network"), "{by_default}");
    stage.outward.exit = Some("127.0.0.1".parse().expect("an address"));
    let (chart, _) = stage.examined().await;
    assert_eq!(facts(chart.of(Step::Ipv4), "network"), "127.0.0.1");
    assert_eq!(said(&chart), format!("{by_default}, over the network 127.0.0.1"));
}

#[tokio::test(start_paused = true)]
async fn nobody_gets_a_mail_that_nobody_asked_for() {
    let mut stage = Stage::signed_in().await;
    stage.mail_to = None;
    let (chart, _) = stage.examined().await;
    assert!(!chart.has_failed());
    assert_eq!(*chart.of(Step::TestMail), Finding::NotNeeded { why: Why::NotAsked });
    assert_eq!(stage.sandbox.delivered(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_dead_family_of_addresses_is_a_warning_while_the_other_leads_there() {
    let mut stage = Stage::signed_in().await;
    stage.outward.names = Names::by(|_, port| async move {
        let dead = std::net::Ipv6Addr::LOCALHOST;
        Ok(vec![(dead, port).into(), (std::net::Ipv4Addr::LOCALHOST, port).into()])
    });
    let (chart, _) = stage.examined().await;
    assert!(!chart.has_failed(), "{chart:?}");
    let (step, _) = chart.trouble().expect("a warning");
    assert_eq!(step, Step::Ipv6);
    assert_eq!(chart.of(Step::Ipv4).as_str(), "passed");
}

#[tokio::test(start_paused = true)]
async fn what_does_not_hang_on_the_step_that_failed_is_looked_at_all_the_same() {
    let mut stage = Stage::signed_in().await;
    stage.account.provider.smtp.host = "smtp.gone.test".to_owned();
    let (chart, _) = stage.examined().await;
    for step in [Step::Ipv4, Step::Ipv6, Step::Greeting, Step::Tls, Step::Offers, Step::LogIn] {
        assert_eq!(*chart.of(step), Finding::NotReached { because: Step::Names }, "{step:?}");
    }
    for step in [Step::SignInServer, Step::Clock, Step::Token, Step::Scopes] {
        assert_eq!(chart.of(step).as_str(), "passed", "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn behind_a_proxy_the_addresses_are_the_proxys_matter() {
    let mut stage = Stage::signed_in().await;
    stage.account.provider.smtp.host = "smtp.provider.test".to_owned();
    let proxy = Proxy { host: "127.0.0.1".to_owned(), port: 9, login: None };
    stage.outward.proxy = Some(proxy);
    let (chart, _) = stage.examined().await;
    assert_eq!(*chart.of(Step::Ipv4), Finding::NotNeeded { why: Why::ByProxy });
    assert_eq!(*chart.of(Step::Greeting), Finding::NotReached { because: Step::Proxy });
    assert_eq!(
        chart.of(Step::Proxy).fault().map(|fault| fault.code),
        Some(Code::ConnectionRefused)
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_told_holds_no_token() {
    let stage = Stage::signed_in().await;
    let refuse = SmtpFault::always(SmtpMoment::Auth, auth_refused());
    stage.sandbox.change_switches(|switches| switches.smtp_faults.push(refuse));
    let (_, told) = stage.examined().await;
    let told = serde_json::to_string(&told).unwrap();
    let secrets = stage.sandbox.secrets_issued();
    assert!(!secrets.is_empty());
    assert!(secrets.iter().all(|secret| !told.contains(&**secret)));
}
