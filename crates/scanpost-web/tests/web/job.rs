use reqwest::{Method, StatusCode};
use scanpost_core::administrator::Actor;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::NewDevice;
use scanpost_core::site::Appearance;
use scanpost_core::spool::JobId;

use crate::site::{Site, location};

#[tokio::test]
async fn the_list_leads_to_the_story_of_a_job() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example", "b@contoso.example", "c@contoso.example"]).await;
    let session = site.enter().await;
    let list = site.get(&session, "/").await.text().await.unwrap();
    assert!(
        list.contains(&format!("href=\"/jobs/{job}\">anna@contoso.example and 2 more</a>")),
        "{list}"
    );
    assert!(list.contains("Waiting: 1 · Delivered: 0 · Failed: 0"), "{list}");
    let story = site.get(&session, &format!("/jobs/{job}")).await.text().await.unwrap();
    for part in
        ["Received from copier", "c@contoso.example", "Try again now", "copier@contoso.example"]
    {
        assert!(story.contains(part), "{part} is missing in {story}");
    }
}

#[tokio::test]
async fn a_waiting_job_is_tried_again_on_demand() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    let session = site.enter().await;
    let retried = site.post(&session, &format!("/jobs/{job}/retry")).await;
    assert_eq!(retried.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&retried), format!("/jobs/{job}?retried=when-served"));
    let answered = site.get(&session, location(&retried)).await.text().await.unwrap();
    assert!(answered.contains("as soon as scanpost serve runs"), "{answered}");
    let other = site.get(&session, &format!("/jobs/{job}?retried=%3Cscript%3E")).await;
    assert!(!other.text().await.unwrap().contains("id=\"answer\""), "only our own words");
    let story = site.get(&session, &format!("/jobs/{job}")).await.text().await.unwrap();
    assert!(story.contains("Another attempt was asked for"), "{story}");
}

#[tokio::test]
async fn a_job_whose_account_is_on_hold_is_not_said_to_be_tried() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    site.hold(Fault::new(Code::LoginRefused).words("535 5.7.3 no")).await;
    let session = site.enter().await;
    let retried = site.post(&session, &format!("/jobs/{job}/retry")).await;
    assert_eq!(location(&retried), format!("/jobs/{job}?retried=after-hold"));
    let page = site.get(&session, location(&retried)).await.text().await.unwrap();
    for part in ["It is not tried yet: its account is on hold", "Set-CASMailbox", "535 5.7.3 no"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert!(!page.contains("Next attempt"), "nobody knows when: {page}");

    let path = format!("/api/v1/jobs/{job}/retry");
    let answer = site.control(Method::POST, &path).send().await.unwrap();
    let answer: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(answer["retried"], "after-hold");
    assert_eq!(answer["hold"]["fault"]["code"], "login-refused");
}

#[tokio::test]
async fn a_job_that_waits_for_a_sign_in_says_so_in_the_printers_words_and_with_the_makers_number() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    site.hold(Fault::new(Code::SignInNeeded)).await;
    let answer = site.control(Method::GET, &format!("/api/v1/jobs/{job}")).send().await.unwrap();
    let answer: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(answer["hold"]["fault"]["code"], "sign-in-needed", "the neutral code");
    assert_eq!(answer["codes"], serde_json::json!([{ "maker": "Epson", "number": "370" }]));
    let session = site.enter().await;
    let page = site.get(&session, &format!("/jobs/{job}")).await.text().await.unwrap();
    for part in [
        "To use this function you must sign in to the e-mail service.",
        "Contact your administrator.",
        "<dt>Epson</dt><dd>370</dd>",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
}

#[tokio::test]
async fn a_job_shows_the_code_of_its_devices_maker_else_of_the_sites() {
    let site = Site::with_account().await;
    let by = site.gateway.by(&Actor::Console);
    let own = |profile: &str| NewDevice {
        name: format!("of-{profile}"),
        ranges: vec!["192.0.2.7/32".parse().unwrap()],
        profile: Some(profile.parse().unwrap()),
        ..NewDevice::default()
    };
    by.add_device(own("epson")).await.unwrap();
    by.add_device(NewDevice { ranges: vec!["192.0.2.8/32".parse().unwrap()], ..own("ricoh") })
        .await
        .unwrap();
    let mut jobs = Vec::new();
    for device in ["copier", "of-epson", "of-ricoh"] {
        jobs.push(site.job_from(device, &["anna@contoso.example"]).await);
    }
    site.hold(Fault::new(Code::SignInNeeded)).await;
    let session = site.enter().await;
    for (profile, shown) in [("neutral", [false, true, false]), ("epson", [true, true, false])] {
        let seen = site.gateway.appearance().await.unwrap().revision;
        let appearance = Appearance { profile: profile.parse().unwrap() };
        by.set_appearance(seen, appearance).await.unwrap();
        for (job, shows) in jobs.iter().zip(shown) {
            let answer = site.control(Method::GET, &format!("/api/v1/jobs/{job}")).send().await;
            let answer: serde_json::Value = answer.unwrap().json().await.unwrap();
            let number = answer["profile_code"]["number"].as_str();
            assert_eq!(number, shows.then_some("370"), "{profile}: {answer}");
            let page = site.get(&session, &format!("/jobs/{job}")).await.text().await.unwrap();
            assert_eq!(page.contains("<strong>370</strong>"), shows, "{profile}: {page}");
            let remedy = "An administrator signs in to the cloud service;";
            assert_eq!(page.contains(remedy), shows, "{profile}: {page}");
        }
        let list = site.get(&session, "/jobs").await.text().await.unwrap();
        let count = shown.iter().filter(|shows| **shows).count();
        assert_eq!(list.matches("Error code 370").count(), count, "{profile}: {list}");
    }
}

#[tokio::test]
async fn a_job_is_deleted_only_after_a_question() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    let session = site.enter().await;
    let path = format!("/jobs/{job}/delete");
    let question = site.get(&session, &path).await.text().await.unwrap();
    assert!(
        question.contains("The mail to anna@contoso.example is removed for good."),
        "{question}"
    );
    assert!(site.gateway.job(job).await.is_ok(), "asking deletes nothing");
    assert_eq!(location(&site.post(&session, &path).await), "/jobs");
    assert_eq!(site.get(&session, &path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_job_that_is_not_there_is_said_plainly() {
    let site = Site::start().await;
    let session = site.enter().await;
    for id in [JobId::new().to_string(), "x".to_owned(), "%3Cscript%3E".to_owned()] {
        let response = site.get(&session, &format!("/jobs/{id}")).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(!response.text().await.unwrap().contains("<script>"));
    }
}

#[tokio::test]
async fn where_a_sign_in_is_missing_the_main_button_leads_to_it() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    let session = site.enter().await;
    let path = format!("/jobs/{job}");
    let page = site.get(&session, &path).await.text().await.unwrap();
    assert!(page.contains("<button class=\"button primary\" id=\"retry\">"), "{page}");
    assert!(page.contains("<a href=\"/accounts/scans\">scans</a>"), "{page}");
    site.hold(Fault::new(Code::GrantRevoked)).await;
    let page = site.get(&session, &path).await.text().await.unwrap();
    let way = "<a class=\"button primary\" id=\"sign-in\" href=\"/accounts/scans/sign-in\">";
    assert!(page.contains(way), "{page}");
    assert!(page.contains("<button class=\"button\" id=\"retry\">"), "one main button: {page}");
}
