use reqwest::header::COOKIE;
use reqwest::{Method, StatusCode};

use crate::site::{Site, cookie, location};

#[tokio::test]
async fn the_browser_s_language_decides_until_one_is_chosen() {
    let site = Site::start().await;
    let ask = async |header: &str, cookie: &str| {
        let request = site.stranger(Method::GET, "/").header("accept-language", header);
        request.header(COOKIE, cookie).send().await.unwrap().text().await.unwrap()
    };
    assert!(ask("sv-SE,sv;q=0.9,en;q=0.5", "").await.contains("<html lang=\"sv\">"));
    assert!(ask("fr", "").await.contains("<html lang=\"en\">"));
    let page = ask("en", "other=1; scanpost-language=sv").await;
    assert!(page.contains("<html lang=\"sv\">") && page.contains("Driftsätt scanpost"), "{page}");
    assert!(ask("sv", "scanpost-language=%00").await.contains("<html lang=\"sv\">"));
}

#[tokio::test]
async fn choosing_a_language_is_remembered_and_leads_back_to_the_page() {
    let site = Site::start().await;
    let choose = async |language: &str, back: &str| {
        let request = site.stranger(Method::POST, "/language").header("origin", site.origin());
        request.form(&[("language", language), ("back", back)]).send().await.unwrap()
    };
    let chosen = choose("sv", "/jobs/0190").await;
    assert_eq!(chosen.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&chosen), "/jobs/0190");
    assert_eq!(cookie(&chosen), "scanpost-language=sv");
    for foreign in ["https://evil.example/", "//evil.example", "/\\evil.example", ""] {
        assert_eq!(location(&choose("sv", foreign).await), "/", "{foreign}");
    }
    assert!(choose("xx", "/").await.headers().get("set-cookie").is_none());
}

#[tokio::test]
async fn set_up_and_log_in_speak_the_browsers_language_and_can_be_switched() {
    let (new, set_up) = (Site::start().await, Site::with_anna().await);
    for (site, path, english, swedish) in [
        (&new, "/set-up", "Set up scanpost", "Driftsätt scanpost"),
        (&set_up, "/log-in", "Log in", "Logga in"),
    ] {
        let show = async |wish: &str, chosen: &str| {
            let request = site.stranger(Method::GET, path).header("accept-language", wish);
            request.header(COOKIE, chosen).send().await.unwrap().text().await.unwrap()
        };
        assert!(show("en", "").await.contains(&format!("<h1>{english}</h1>")));
        let page = show("sv", "").await;
        assert!(page.contains(&format!("<h1>{swedish}</h1>")), "{page}");
        for part in [&format!("name=\"back\" value=\"{path}\""), "value=\"en\"", "value=\"sv\""] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        let switched = show("sv", "scanpost-language=en").await;
        assert!(switched.contains(&format!("<h1>{english}</h1>")), "{switched}");
    }
}

#[tokio::test]
async fn the_switch_keeps_a_list_as_it_was_filtered() {
    let site = Site::start().await;
    let session = site.enter().await;
    let page = site.get(&session, "/jobs?state=failed&search=x").await.text().await.unwrap();
    assert!(page.contains("name=\"back\" value=\"/jobs?state=failed&#38;search=x\""), "{page}");
    assert!(page.contains("<a href=\"/jobs\" aria-current=\"page\">"), "{page}");
}

#[tokio::test]
async fn the_switch_under_a_form_that_failed_leads_to_a_page_that_exists() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    let session = site.enter().await;
    let failed = site.post_form(&session, "/accounts/scans/app/secret", &[]).await;
    assert_eq!(failed.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = failed.text().await.unwrap();
    assert!(page.contains("name=\"back\" value=\"/accounts/scans/app/secret\""), "{page}");
    for (only_forms, above) in [
        ("/accounts/scans/app/secret", "/accounts/scans/app"),
        ("/accounts/scans/app/import", "/accounts/scans/app"),
        ("/accounts/scans/app/sign-in", "/accounts/scans/app"),
        ("/accounts/scans/paste", "/accounts/scans/browser"),
        ("/accounts/scans/check", "/accounts/scans"),
        ("/accounts/scans/cancel", "/accounts/scans"),
        ("/settings/certificates", "/settings"),
        ("/settings/transfer/preview", "/settings/transfer"),
        ("/settings/transfer/import", "/settings/transfer"),
        ("/jobs/do", "/jobs"),
        (&format!("/jobs/{job}/retry"), &format!("/jobs/{job}")),
        ("/log-out", "/"),
    ] {
        let shown = site.get(&session, only_forms).await;
        assert_eq!(shown.status(), StatusCode::SEE_OTHER, "{only_forms}");
        assert_eq!(location(&shown), above, "{only_forms}");
        assert_eq!(site.get(&session, above).await.status(), StatusCode::OK, "{above}");
    }
    // A form for what has none is no page's.
    assert_eq!(site.post(&session, "/jobs").await.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_program_that_reads_swedish_gets_no_english_sentence() {
    let site = Site::start().await;
    let ask = async |method: Method, path: &str, body: &str| {
        let request = site.control(method, &format!("/api/v1{path}"));
        let request =
            request.header("accept-language", "sv").header("content-type", "application/json");
        let answer = request.body(body.to_owned()).send().await.unwrap();
        let problem: serde_json::Value = answer.json().await.unwrap();
        problem["title"].as_str().unwrap().to_owned()
    };
    let large = format!("\"{}\"", "x".repeat(300 * 1024));
    for (method, path, body, begins) in [
        (Method::GET, "/nothing", "", "API:et känner inte till den här begäran."),
        (Method::PATCH, "/status", "", "API:et känner inte till den här begäran."),
        (
            Method::GET,
            "/jobs?most=x",
            "",
            "Begäran kan inte läsas. Programmet som läser den säger: ”",
        ),
        (
            Method::POST,
            "/accounts",
            "{",
            "Begäran kan inte läsas. Programmet som läser den säger: ”",
        ),
        (
            Method::POST,
            "/accounts",
            "[]",
            "Begäran kan inte läsas. Programmet som läser den säger: ”",
        ),
        (Method::POST, "/accounts", &large, "Begäran är för stor."),
        (
            Method::PUT,
            "/settings",
            "[]",
            "Inställningsfilen kan inte läsas. Programmet som läser den säger: ”",
        ),
    ] {
        let title = ask(method, path, body).await;
        assert!(title.starts_with(begins), "{path}: {title}");
    }
}
