//! Set-up, log-in, log-out and the own password.

use std::collections::HashMap;

use reqwest::header::COOKIE;
use reqwest::{Method, Response, StatusCode};
use scanpost_core::administrator::{Actor, Privilege, Privileges};

use crate::site::{Site, cookie, location};

pub(crate) const PASSWORD: &str = "tre små grisar";

impl Site {
    pub(crate) async fn with_anna() -> Self {
        let site = Self::with_account().await;
        site.add("anna", Privileges::All).await;
        site
    }

    pub(crate) async fn add(&self, name: &str, privileges: Privileges) {
        let by = self.gateway.by(&Actor::Console);
        by.add_administrator(name, Some(PASSWORD.into()), privileges).await.unwrap();
    }

    /// Sends a form, with a session or none.
    pub(crate) async fn send(&self, session: &str, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.stranger(Method::POST, path).header("origin", self.origin());
        request.header(COOKIE, session).form(form).send().await.unwrap()
    }

    /// Logs in; the value is the cookie.
    pub(crate) async fn log_in(&self, name: &str) -> String {
        let form = [("name", name), ("password", PASSWORD)];
        let response = self.send("", "/log-in", &form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        cookie(&response)
    }
}

async fn status(site: &Site, session: &str, path: &str) -> StatusCode {
    site.get(session, path).await.status()
}

#[tokio::test]
async fn the_first_one_sets_scanpost_up_with_the_code_and_is_in() {
    let site = Site::start().await;
    let code = site.access.set_up_code();
    let closed = site.get("", "/").await;
    assert_eq!(closed.status(), StatusCode::UNAUTHORIZED);
    assert!(closed.text().await.unwrap().contains("Set up scanpost"));

    let mut form: HashMap<_, _> =
        [("code", "guess"), ("name", "anna"), ("password", PASSWORD), ("again", PASSWORD)].into();
    let wrong = [
        ("code", "guess", "This is not the set-up code."),
        ("again", "another one", "The two passwords are not the same."),
        ("name", "<b>anna</b>", "cannot be the name of an administrator"),
    ];
    for (field, value, said) in wrong {
        form.insert("code", &code);
        let right = form.insert(field, value).unwrap();
        let fields: Vec<_> = form.clone().into_iter().collect();
        let refused = site.send("", "/set-up", &fields).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        let page = refused.text().await.unwrap();
        assert!(page.contains(said) && page.contains(&format!("id=\"{field}-error\"")), "{page}");
        assert!(!page.contains(PASSWORD) && !page.contains("<b>anna"), "{page}");
        form.insert(field, right);
    }
    form.insert("code", &code);
    let fields: Vec<_> = form.into_iter().collect();
    let done = site.send("", "/set-up", &fields).await;
    assert_eq!((done.status(), location(&done)), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(status(&site, &cookie(&done), "/").await, StatusCode::OK);

    let again = site.send("", "/set-up", &fields).await;
    assert_eq!(location(&again), "/log-in", "it is done once");
    let people = site.gateway.by(&Actor::Console).administrators().unwrap();
    assert_eq!(people.len(), 1);
    let closed = site.get("", "/set-up").await.text().await.unwrap();
    assert!(!closed.contains("Set-up code"), "{closed}");
}

#[tokio::test]
async fn a_closed_page_asks_for_the_log_in_and_leads_back() {
    let site = Site::with_anna().await;
    let closed = site.get("", "/accounts/scans?x=1").await;
    assert_eq!(closed.status(), StatusCode::UNAUTHORIZED);
    let page = closed.text().await.unwrap();
    assert!(page.contains("name=\"next\" value=\"/accounts/scans?x=1\""), "{page}");
    let form = [("name", "ANNA"), ("password", PASSWORD), ("next", "/accounts/scans?x=1")];
    let entered = site.send("", "/log-in", &form).await;
    assert_eq!(location(&entered), "/accounts/scans?x=1");
    let page = site.get(&cookie(&entered), "/").await.text().await.unwrap();
    assert!(page.contains(">anna</a>") && page.contains("Log out"), "{page}");
}

#[tokio::test]
async fn the_way_back_leads_nowhere_else() {
    let site = Site::with_anna().await;
    for next in
        ["//evil.example", "https://evil.example", "/\\evil.example", "/%2f%2fevil", "/\r\nx: y"]
    {
        let form = [("name", "anna"), ("password", PASSWORD), ("next", next)];
        assert_eq!(location(&site.send("", "/log-in", &form).await), "/", "{next}");
        let path = format!("/log-in?next={}", next.replace('\r', "%0d").replace('\n', "%0a"));
        let page = site.get("", &path).await.text().await.unwrap();
        assert!(page.contains("name=\"next\" value=\"/\""), "{page}");
    }
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_the_same_page() {
    let site = Site::with_anna().await;
    let mut pages = Vec::new();
    for (name, password) in [("anna", "hunter2"), ("nobody", PASSWORD)] {
        let refused = site.send("", "/log-in", &[("name", name), ("password", password)]).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        assert!(refused.headers().get("set-cookie").is_none());
        let page = refused.text().await.unwrap();
        assert!(page.contains("Name or password is wrong."), "{page}");
        assert!(page.contains(&format!("value=\"{name}\"")) && !page.contains(password), "{page}");
        pages.push(page.replace(name, ""));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn after_five_wrong_passwords_only_a_browser_that_is_known_comes_in() {
    let site = Site::with_anna().await;
    let known = site.log_in("anna").await;
    site.send(&known, "/log-out", &[]).await;
    let wrong = [("name", "anna"), ("password", "wrong")];
    for _ in 0..5 {
        assert_eq!(site.send("", "/log-in", &wrong).await.status(), StatusCode::UNAUTHORIZED);
    }
    let right = [("name", "anna"), ("password", PASSWORD)];
    let waiting = site.send("", "/log-in", &right).await;
    assert_eq!(waiting.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = waiting.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((60..=900).contains(&seconds) && seconds.is_multiple_of(60), "{seconds}");
    assert!(waiting.text().await.unwrap().contains("Try again in a minute."));
    let back = site.send(&known, "/log-in", &right).await;
    assert_eq!(back.status(), StatusCode::SEE_OTHER, "strangers do not shut her out");
    assert_eq!(status(&site, &site.enter().await, "/").await, StatusCode::OK, "nor the console");
}

#[tokio::test]
async fn who_logs_out_is_out() {
    let site = Site::with_anna().await;
    let (here, elsewhere) = (site.log_in("anna").await, site.log_in("anna").await);
    let out = site.send(&here, "/log-out", &[]).await;
    assert_eq!(location(&out), "/log-in");
    assert_eq!(status(&site, &here, "/").await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&site, &elsewhere, "/").await, StatusCode::OK);
    let replayed = site.send(&here, "/log-out", &[]).await;
    assert_eq!(replayed.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let site = Site::with_anna().await;
    let (here, elsewhere) = (site.log_in("anna").await, site.log_in("anna").await);
    let new = "ett två tre fyra";
    let wrong = [("current", "wrong"), ("password", new), ("again", new)];
    let refused = site.send(&here, "/password", &wrong).await;
    let page = refused.text().await.unwrap();
    assert!(page.contains("This is not your present password.") && !page.contains(new), "{page}");

    let form = [("current", PASSWORD), ("password", new), ("again", new)];
    let done = site.send(&here, "/password", &form).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    assert_eq!(status(&site, &cookie(&done), "/").await, StatusCode::OK);
    for old in [here, elsewhere] {
        assert_eq!(status(&site, &old, "/").await, StatusCode::UNAUTHORIZED);
    }
    let refused = site.send("", "/log-in", &[("name", "anna"), ("password", PASSWORD)]).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_is_removed_or_loses_a_privilege_feels_it_at_the_next_click() {
    let site = Site::with_anna().await;
    site.add("bo", Privileges::All).await;
    let bo = site.log_in("bo").await;
    assert_eq!(status(&site, &bo, "/administrators").await, StatusCode::OK);
    let by = site.gateway.by(&Actor::Console);
    let seen = by.administrator("bo").unwrap().revision;
    let jobs = Privileges::Custom([Privilege::Jobs].into());
    by.change_privileges("bo", seen, jobs).await.unwrap();
    assert_eq!(status(&site, &bo, "/administrators").await, StatusCode::FORBIDDEN);
    by.remove_administrator("bo").await.unwrap();
    assert_eq!(status(&site, &bo, "/").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_form_with_a_session_must_say_where_it_comes_from() {
    let site = Site::with_anna().await;
    let session = site.log_in("anna").await;
    let silent = site.stranger(Method::POST, "/log-out").header(COOKIE, &session);
    let refused = silent.send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert!(refused.text().await.unwrap().contains("came from another website"));
    assert_eq!(status(&site, &session, "/").await, StatusCode::OK);
    let foreign = site.stranger(Method::POST, "/log-in").header("origin", "https://evil.example");
    let form = [("name", "anna"), ("password", PASSWORD)];
    let refused = foreign.form(&form).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN, "nobody is logged in by another site");
}

#[tokio::test]
async fn what_is_not_understood_is_a_page_in_the_language() {
    let site = Site::with_anna().await;
    let session = site.log_in("anna").await;
    let page = async |method: Method, path: &str, body: &'static str| {
        let request = site.stranger(method, path).header("origin", site.origin());
        let request = request.header(COOKIE, &session).header("accept-language", "sv");
        let response = request.body(body).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    };
    let (status, said) = page(Method::POST, "/log-in", "not a form").await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(said.contains("Det här gick inte att förstå"), "{said}");
    let (status, said) = page(Method::PUT, "/administrators", "").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(said.contains("<html lang=\"sv\">"), "{said}");
}
