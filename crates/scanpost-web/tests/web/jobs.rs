//! The list of jobs: filter, table, what is done to several; and a mail that is fetched.

use reqwest::{Method, StatusCode};
use scanpost_core::administrator::Actor;
use scanpost_core::spool::{JobId, JobState};
use scanpost_web::wire::{Job, JobsDone};
use serde_json::json;

use crate::site::{Site, encoded, location};

async fn text(site: &Site, session: &str, path: &str) -> String {
    let response = site.get(session, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.unwrap()
}

async fn state(site: &Site, id: JobId) -> JobState {
    site.gateway.job(id).await.unwrap().job.state
}

#[tokio::test]
async fn a_list_is_searched_and_filtered_by_its_address() {
    let site = Site::with_account().await;
    let anna = site.job(&["anna@contoso.example"]).await;
    let bo = site.job_from("Förråd 1", &["bo@fabrikam.example"]).await;
    site.gateway.by(&Actor::Console).hold_job(bo).await.unwrap();
    let session = site.enter().await;
    let both = [anna, bo];
    for (query, shown) in [
        ("", vec![anna, bo]),
        ("?search=ANNA", vec![anna]),
        ("?search=fabrikam&state=held", vec![bo]),
        ("?state=waiting", vec![anna]),
        ("?device=F%C3%B6rr%C3%A5d%201", vec![bo]),
        ("?account=scans&period=hour", vec![anna, bo]),
        ("?account=nobody", vec![]),
        ("?search=nobody", vec![]),
        ("?state=odd&period=odd&before=odd&done=0", vec![anna, bo]),
    ] {
        let page = text(&site, &session, &format!("/jobs{query}")).await;
        for id in both {
            let link = format!("href=\"/jobs/{id}\"");
            assert_eq!(page.contains(&link), shown.contains(&id), "{query}: {page}");
        }
        assert_eq!(page.contains("No job fits."), shown.is_empty(), "{query}");
    }
    let searched = text(&site, &session, "/jobs?search=anna").await;
    assert!(searched.contains("value=\"anna\""), "the filter comes back: {searched}");
    assert!(searched.contains("href=\"/jobs?search=anna&#38;state=held\""), "{searched}");
    for odd in ["done=-1", "done=-1&deed=hold", "refused=x&done=1&deed=hold", "done=99999999999"] {
        let page = site.get(&session, &format!("/jobs?{odd}")).await;
        assert_eq!(page.status(), StatusCode::OK, "{odd}");
    }
}

#[tokio::test]
async fn a_long_list_leads_to_the_older_ones_and_keeps_its_filter() {
    let site = Site::with_account().await;
    for number in 0..51 {
        site.job(&[&format!("a{number}@contoso.example")]).await;
    }
    let session = site.enter().await;
    let first = text(&site, &session, "/jobs?search=contoso").await;
    assert!(!first.contains(">a0@contoso.example<"));
    let older = first.split("id=\"older\" href=\"").nth(1).expect("there are older ones");
    let older = older.split('"').next().unwrap().replace("&#38;", "&");
    assert!(older.starts_with("/jobs?search=contoso&before="), "{older}");
    let second = text(&site, &session, &older).await;
    assert!(second.contains(">a0@contoso.example<") && !second.contains("id=\"older\""));
}

#[tokio::test]
async fn some_jobs_are_held_released_and_deleted_in_one_go_after_a_question() {
    let site = Site::with_account().await;
    let delivered = site.delivered_job().await;
    let (one, two) = (site.job(&["a@b.example"]).await, site.job(&["c@d.example"]).await);
    let session = site.enter().await;
    let ids = [delivered, one, two].map(|id| id.to_string());
    let chosen = |deed| {
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("job", id.as_str())).collect();
        fields.push(("deed", deed));
        fields
    };
    let held = site.post_form(&session, "/jobs/do?state=waiting", &chosen("hold")).await;
    assert_eq!(held.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&held), "/jobs?state=waiting&deed=hold&done=2&refused=1");
    assert_eq!(state(&site, one).await, JobState::Held);
    let answer = text(&site, &session, location(&held)).await;
    assert!(answer.contains("2 jobs were put on hold. With one other that did not go"), "{answer}");

    let released = site.post_form(&session, "/jobs/do", &chosen("release")).await;
    assert_eq!(location(&released), "/jobs?deed=release&done=2&refused=1");
    assert_eq!(state(&site, two).await, JobState::Waiting);

    let question = site.post_form(&session, "/jobs/do", &chosen("delete")).await;
    assert_eq!(question.status(), StatusCode::OK);
    assert!(question.text().await.unwrap().contains("Delete 3 mails?"));
    assert_eq!(state(&site, one).await, JobState::Waiting, "asking deletes nothing");
    let mut sure = chosen("delete");
    sure.push(("sure", "yes"));
    let deleted = site.post_form(&session, "/jobs/do", &sure).await;
    assert_eq!(location(&deleted), "/jobs?deed=delete&done=3&refused=0");
    assert!(site.gateway.job(one).await.is_err());
}

#[tokio::test]
async fn nothing_is_done_where_nothing_or_too_much_is_chosen_or_the_word_is_unknown() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let none = site.post_form(&session, "/jobs/do", &[("deed", "hold")]).await;
    let page = text(&site, &session, location(&none)).await;
    assert!(page.contains("No job was ticked"), "{page}");
    let id = JobId::new().to_string();
    let unknown = [("job", id.as_str()), ("deed", "explode")];
    let unknown = site.post_form(&session, "/jobs/do", &unknown).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let mut many = vec![("deed", "hold")];
    many.extend((0..201).map(|_| ("job", id.as_str())));
    let many = site.post_form(&session, "/jobs/do", &many).await;
    assert_eq!(many.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = site.stranger(Method::POST, "/jobs/do").header("cookie", &session);
    let foreign = foreign.header("origin", "https://evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_table_is_csv_of_what_the_filter_lets_through() {
    let site = Site::with_account().await;
    site.job_from("=1+1", &["=cmd|'/c calc'!A0@contoso.example", "b,\"c\"@d.example"]).await;
    site.job(&["anna@contoso.example"]).await;
    let session = site.enter().await;
    let response = site.get(&session, "/jobs.csv?search=cmd").await;
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/csv"));
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"scanpost-jobs.csv\""
    );
    let table = response.text().await.unwrap();
    let rows: Vec<_> = table.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 2, "{table}");
    assert!(rows[0].starts_with("job,accepted_at,"));
    assert!(rows[1].contains("\"'=1+1\""), "{table}");
    assert!(rows[1].contains("\"'=cmd|'/c calc'!A0@contoso.example b,\"\"c\"\"@d.example\""));
    let over_the_socket = site.control(Method::GET, "/api/v1/jobs.csv").send().await.unwrap();
    assert_eq!(over_the_socket.text().await.unwrap().lines().count(), 3);
}

#[tokio::test]
async fn a_mail_is_downloaded_by_a_form_and_it_is_written_down() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    let session = site.enter().await;
    let path = format!("/jobs/{job}/mail");
    assert_eq!(site.get(&session, &path).await.status(), StatusCode::SEE_OTHER);
    let file = site.post(&session, &path).await;
    assert_eq!(file.headers()["content-type"], "message/rfc822");
    assert_eq!(
        file.headers()["content-disposition"],
        format!("attachment; filename=\"scan-{job}.eml\"")
    );
    assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    assert_eq!(file.text().await.unwrap(), "Subject: scan\r\n\r\n");
    let story = text(&site, &session, &format!("/jobs/{job}")).await;
    assert!(story.contains("A person downloaded the mail"), "{story}");

    let gone = site.delivered_job().await;
    let refused = site.post(&session, &format!("/jobs/{gone}/mail")).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert!(refused.text().await.unwrap().contains("is not kept any more"));
    let page = text(&site, &session, &format!("/jobs/{gone}")).await;
    assert!(page.contains("The mail itself is not kept any more"), "{page}");
    assert!(!page.contains("id=\"download\""), "nothing is offered that cannot be had");
}

#[tokio::test]
async fn one_job_is_held_and_released_on_its_page() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    let session = site.enter().await;
    let place = format!("/jobs/{job}");
    assert_eq!(location(&site.post(&session, &format!("{place}/hold")).await), place);
    let page = text(&site, &session, &place).await;
    assert!(page.contains("A person holds this job back") && !page.contains("id=\"retry\""));
    let retried = site.post(&session, &format!("{place}/retry")).await;
    assert_eq!(retried.status(), StatusCode::CONFLICT);
    assert_eq!(location(&site.post(&session, &format!("{place}/release")).await), place);
    let again = site.post(&session, &format!("{place}/release")).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    assert_eq!(state(&site, job).await, JobState::Waiting);
}

#[tokio::test]
async fn programs_page_through_the_list_hold_release_and_fetch() {
    let site = Site::with_account().await;
    let delivered = site.delivered_job().await;
    let (first, second) = (site.job(&["a@b.example"]).await, site.job(&["c@d.example"]).await);
    let search = encoded("a@b.example");
    let path = format!("/api/v1/jobs?most=1&search={search}");
    let page = site.control(Method::GET, &path).send().await.unwrap();
    let link = page.headers()["link"].to_str().unwrap().to_owned();
    let jobs: Vec<Job> = page.json().await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [first]);
    let next = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
    assert!(next.contains("search=a%40b.example") && next.contains("most=1"), "{next}");
    let rest = site.control(Method::GET, next).send().await.unwrap();
    assert!(rest.headers().get("link").is_none());
    assert!(rest.json::<Vec<Job>>().await.unwrap().is_empty());

    let wish = json!({ "deed": "hold", "jobs": [first, second, delivered] });
    let done = site.control(Method::POST, "/api/v1/jobs/do").json(&wish).send().await.unwrap();
    let done: JobsDone = done.json().await.unwrap();
    assert_eq!(done.done, 2);
    let [refused] = &done.refused[..] else { panic!("one: {done:?}") };
    assert_eq!((refused.job, refused.problem.code.as_str()), (delivered, "job-not-waiting"));

    let release = format!("/api/v1/jobs/{first}/release");
    let released = site.control(Method::POST, &release).send().await.unwrap();
    assert_eq!(released.status(), StatusCode::NO_CONTENT);
    let mail = format!("/api/v1/jobs/{first}/mail");
    let mail = site.control(Method::GET, &mail).send().await.unwrap();
    assert_eq!(mail.text().await.unwrap(), "Subject: scan\r\n\r\n");
}
