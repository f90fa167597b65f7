//! Users: the administrator's pages, and the page on which a user signs in, with hostile visitors.

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, Response, StatusCode};
use scanpost_core::administrator::Actor;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::fault::Code;
use scanpost_core::gateway::{NewDevice, NewUser};
use scanpost_core::record::Revision;
use scanpost_core::site::PanelEntered;
use scanpost_web::wire::JobListed;

use crate::site::{Site, location};

const ANNA: &str = "anna@contoso.example";

async fn with_user() -> Site {
    let site = Site::with_account().await;
    let user =
        NewUser { name: "Anna Berg".to_owned(), address: ANNA.to_owned(), ..NewUser::default() };
    site.gateway.by(&Actor::Console).put_user(user).await.unwrap();
    site
}

/// Types an address on the users' page.
async fn begin(site: &Site, address: &str, cookie: &str) -> Response {
    let fields = [("address", address), ("way", "device-code")];
    let request = site.stranger(Method::POST, "/me").header("origin", site.origin());
    request.header(COOKIE, cookie).form(&fields).send().await.unwrap()
}

fn visit(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let set = response.headers()[SET_COOKIE].to_str().unwrap();
    assert!(set.contains("; HttpOnly") && set.contains("; SameSite=Lax"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

/// The page of whoever has this cookie.
async fn me(site: &Site, cookie: &str) -> String {
    site.get(cookie, "/me").await.text().await.unwrap()
}

#[tokio::test]
async fn users_are_added_changed_found_and_removed_on_the_page() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let fields = [("name", "Anna Berg"), ("address", ANNA), ("matches", "anna.b\r\na@old.example")];
    let added = site.post_form(&session, "/users/new", &fields).await;
    assert_eq!((added.status(), location(&added)), (StatusCode::SEE_OTHER, "/users"));
    let page = site.get(&session, "/users?search=BERG").await.text().await.unwrap();
    assert!(page.contains("Anna Berg") && page.contains("anna.b, a@old.example"), "{page}");
    assert!(page.contains("Not signed in"), "{page}");
    let place = "/users/of/anna%40contoso.example";
    let page = site.get(&session, place).await.text().await.unwrap();
    assert!(page.contains("value=\"Anna Berg\"") && page.contains("anna.b\n"), "{page}");
    let changed = site
        .post_form(&session, place, &[("revision", "1"), ("name", "Anna B"), ("matches", "")])
        .await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let late = site.post_form(&session, place, &[("revision", "1"), ("name", "Eve")]).await;
    assert_eq!(late.status(), StatusCode::CONFLICT, "somebody else was faster");
    let question = site.get(&session, &format!("{place}/remove")).await.text().await.unwrap();
    assert!(question.contains("Remove Anna B?") && !question.contains("id=\"keep\""), "{question}");
    let removed = site.post_form(&session, &format!("{place}/remove"), &[]).await;
    assert_eq!(location(&removed), "/users?done=removed&kept=0&deleted=0");
}

#[tokio::test]
async fn who_removes_a_user_with_scans_is_told_how_many_and_chooses() {
    let site = with_user().await;
    let session = site.enter().await;
    let job = site.scan_of_user(ANNA).await;
    let page = site.get(&session, &format!("/jobs/{job}")).await.text().await.unwrap();
    assert!(page.contains("/users?search=Anna%20Berg\">Anna Berg</a>"), "{page}");
    assert!(page.contains("nobody can download it") && !page.contains("written down"), "{page}");
    let place = "/users/of/anna%40contoso.example/remove";
    let question = site.get(&session, place).await.text().await.unwrap();
    assert!(
        question.contains("wait to be sent: 1") && question.contains("id=\"keep\""),
        "{question}"
    );
    let unsaid = site.post_form(&session, place, &[]).await;
    assert_eq!(unsaid.status(), StatusCode::CONFLICT);
    assert!(unsaid.text().await.unwrap().contains("id=\"delete\""));
    let mail = site.post(&session, &format!("/jobs/{job}/mail")).await;
    assert_eq!(mail.status(), StatusCode::FORBIDDEN, "nobody but the user sees it");
    let listed = site.get(&session, "/jobs").await.text().await.unwrap();
    assert!(listed.contains("Anna Berg") && !listed.contains("user."), "{listed}");
    let table = site.get(&session, "/jobs.csv").await.text().await.unwrap();
    assert!(table.contains("\"anna@contoso.example\"\r\n"), "{table}");
    let kept = site.post_form(&session, place, &[("scans", "keep")]).await;
    assert_eq!(location(&kept), "/users?done=removed&kept=1&deleted=0");
    let page = site.get(&session, &format!("/jobs/{job}")).await.text().await.unwrap();
    assert!(page.contains("A user who was removed") && page.contains("user-removed"), "{page}");
    let jobs = site.control(Method::GET, "/api/v1/jobs").send().await.unwrap();
    let jobs: Vec<JobListed> = jobs.json().await.unwrap();
    let hold = jobs[0].hold.as_ref().expect("a list says why it waits, too");
    assert_eq!((jobs[0].job.id, hold.fault.code), (job, Code::UserGone));
    let table = site.get(&session, "/jobs.csv").await.text().await.unwrap();
    assert!(table.contains(",user-removed,"), "{table}");
}

#[tokio::test]
async fn every_bad_line_of_a_table_is_named_and_what_was_typed_comes_back() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let table = "Anna,anna@contoso.example\nBo,bo\nEva\n<script>,x@y.example,a b";
    let refused = site.post_form(&session, "/users/import", &[("file", table)]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.unwrap();
    for said in ["Line 2 (bo)", "Line 3 (Eva)", "Line 4 (a b)"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("Anna,anna@contoso.example") && !page.contains("<script>,"), "{page}");
    let good = [("file", "Anna,anna@contoso.example\nBo;x,bo@contoso.example")];
    let imported = site.post_form(&session, "/users/import", &good).await;
    let done = location(&imported).to_owned();
    assert_eq!(done, "/users?done=imported&added=2&changed=0&same=0");
    let page = site.get(&session, &done).await.text().await.unwrap();
    assert!(page.contains("2 added, 0 changed, 0 as before"), "{page}");
}

#[tokio::test]
async fn rules_that_cannot_be_stand_at_their_fields() {
    let site = with_user().await;
    let session = site.enter().await;
    let form = |domains, page| [("revision", "0"), ("domains", domains), ("page_address", page)];
    for (fields, field) in
        [(form("a@b", ""), "domains"), (form("", "javascript:alert(1)"), "page_address")]
    {
        let refused = site.post_form(&session, "/users/rules", &fields).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.text().await.unwrap();
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{page}");
    }
    let saved = site.post_form(&session, "/users/rules", &form("contoso.example", "")).await;
    assert_eq!(location(&saved), "/users?done=rules");
    let page = site.get(&session, "/users").await.text().await.unwrap();
    assert!(page.contains("contoso.example"), "{page}");
}

#[tokio::test]
async fn a_known_and_an_unknown_address_get_the_same_page() {
    let site = with_user().await;
    let known = visit(&begin(&site, ANNA, "").await);
    let unknown = visit(&begin(&site, "nobody@contoso.example", "").await);
    let pages = [me(&site, &known).await, me(&site, &unknown).await];
    assert!(pages[0].contains("GTHK9QXRL"), "{}", pages[0]);
    let alike = |page: &str| {
        let page = page.replace(ANNA, "X").replace("nobody@contoso.example", "X");
        let clock = page.find("data-seconds-left").expect("a clock");
        let end = page[clock..].find("</span>").expect("its end") + clock;
        format!("{}{}", &page[..clock], &page[end..])
    };
    assert_eq!(alike(&pages[0]), alike(&pages[1]));
    for address in ["", "anna", "anna@", "a b@c", "<script>@x"] {
        let refused = begin(&site, address, "").await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(!refused.text().await.unwrap().contains("<script>@"), "it is escaped");
    }
}

#[tokio::test]
async fn nothing_is_left_for_the_next_one_at_the_panel() {
    let site = with_user().await;
    let cookie = visit(&begin(&site, ANNA, "").await);
    let response = site.get(&cookie, "/me").await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert!(response.headers().contains_key("refresh"), "it looks again by itself");
    assert!(response.text().await.unwrap().contains(ANNA));
    let done = site.post(&cookie, "/me/done").await;
    assert!(done.headers()[SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert!(!me(&site, &cookie).await.contains(ANNA), "the key is worth nothing any more");
    // Who begins another visit ends the one before.
    let first = visit(&begin(&site, ANNA, "").await);
    let second = visit(&begin(&site, "bo@contoso.example", &first).await);
    assert!(!me(&site, &first).await.contains(ANNA));
    assert!(me(&site, &second).await.contains("bo@contoso.example"));
}

#[tokio::test]
async fn a_panel_leads_to_the_users_page_and_every_page_of_it_back() {
    let site = with_user().await;
    let entered = PanelEntered { addresses: "127.0.0.1".to_owned(), ..PanelEntered::default() };
    site.gateway.by(&Actor::Console).set_panel(Revision(0), entered).await.unwrap();
    let panel = async || site.get("", "/panel").await.text().await.unwrap();
    assert!(!panel().await.contains("href=\"/me\""), "no device sends for its user");

    let copier = NewDevice {
        name: "copier".to_owned(),
        ranges: vec!["192.0.2.7/32".parse().unwrap()],
        user: None,
        tls: TlsFloor::Optional,
        account: None,
        wide: false,
        fetches: false,
        profile: None,
        sender: SenderRule::PerUser,
    };
    site.gateway.by(&Actor::Console).add_device(copier).await.unwrap();
    assert!(panel().await.contains("href=\"/me\""));
    let form = site.get("", "/me").await;
    assert_eq!(form.headers()["refresh"], "120; url=/panel", "nobody types anything");
    assert!(form.text().await.unwrap().contains("href=\"/panel\""));
    let cookie = visit(&begin(&site, ANNA, "").await);
    assert_eq!(location(&site.post(&cookie, "/me/done").await), "/panel");
}

#[tokio::test]
async fn on_a_phone_the_users_page_leads_to_no_panel() {
    let site = with_user().await;
    let form = site.get("", "/me").await;
    assert!(!form.headers().contains_key("refresh"));
    assert!(!form.text().await.unwrap().contains("/panel"));
    let cookie = visit(&begin(&site, ANNA, "").await);
    assert_eq!(location(&site.post(&cookie, "/me/done").await), "/me");
}

#[tokio::test]
async fn strangers_begin_so_many_sign_ins_and_open_nothing_with_them() {
    let site = with_user().await;
    let mut cookie = String::new();
    for _ in 0..5 {
        cookie = visit(&begin(&site, ANNA, &cookie).await);
    }
    let refused = begin(&site, ANNA, &cookie).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    for path in ["/users", "/", "/jobs"] {
        let page = site.get(&cookie, path).await;
        assert_eq!(page.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    let ticket = site.get("", "/me/by/0123456789abcdef0123456789abcdef").await;
    assert_eq!(ticket.status(), StatusCode::NOT_FOUND);
    let foreign = site.stranger(Method::POST, "/me").header("origin", "https://evil.example");
    let foreign = foreign.form(&[("address", ANNA)]).send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let signed_out = site.post("", "/me/sign-out").await;
    assert_eq!(location(&signed_out), "/me", "nobody is there to be signed out");
}

#[tokio::test]
async fn without_an_account_to_send_by_the_page_says_what_the_administrator_must_do() {
    let site = Site::start().await;
    let page = site.get("", "/me").await.text().await.unwrap();
    assert!(page.contains("Nobody can sign in here yet"), "{page}");
    let refused = begin(&site, ANNA, "").await;
    assert!(refused.status().is_server_error() || refused.status().is_client_error());
    let session = site.enter().await;
    let page = site.get(&session, "/users").await.text().await.unwrap();
    assert!(page.contains("/settings/functions"), "{page}");
}

#[tokio::test]
async fn the_question_before_an_account_goes_says_how_many_sign_in_with_its_app() {
    let site = with_user().await;
    let session = site.enter().await;
    let question = site.get(&session, "/accounts/scans/remove").await.text().await.unwrap();
    assert!(question.contains("1 user signs in with its app"), "{question}");
    site.gateway.by(&Actor::Console).remove_user(ANNA, None).await.unwrap();
    let question = site.get(&session, "/accounts/scans/remove").await.text().await.unwrap();
    assert!(!question.contains("with its app"), "{question}");
}
