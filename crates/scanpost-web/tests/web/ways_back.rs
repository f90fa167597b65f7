//! The sign-in in the browser: to the provider and back, and what strangers make of the way back.

use std::sync::Mutex;

use reqwest::header::{COOKIE, LOCATION, REFRESH};
use reqwest::{Method, Response, StatusCode};
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::gateway::NewAccount;
use scanpost_core::oauth::{Provider, TokenStatus};
use scanpost_sandbox::{HttpDoes, HttpFault, HttpMoment, Options, Sandbox};

use crate::site::{Site, cookie, encoded, location, scans};

const MAILBOX: &str = "scans@sandbox.example";
const EVE: &str = "eve@sandbox.example";

/// A gateway with an account at a sandbox, and an administrator's browser.
struct Away {
    site: Site,
    sandbox: Sandbox,
    session: String,
    /// The cookie that the browser got last on its way out.
    key: Mutex<String>,
}

impl Away {
    async fn start() -> Self {
        let mailboxes = vec![MAILBOX.to_owned(), EVE.to_owned()];
        let sandbox = Sandbox::start(Options { mailboxes, ..Options::default() }).await.unwrap();
        let site = Site::start().await;
        let provider = Provider::parse(&sandbox.provider_toml()).unwrap();
        let console = site.gateway.by(&Actor::Console);
        let new = NewAccount::to_send(scans(), MAILBOX.to_owned(), provider);
        console.add_account(new).await.unwrap();
        let session = site.enter().await;
        Self { site, sandbox, session, key: Mutex::default() }
    }

    /// The link that the page shows after its form, as a path.
    async fn way_out(&self, session: &str) -> String {
        let page = self.site.post_form(session, "/accounts/scans/browser", &[]).await;
        assert_eq!(page.status(), StatusCode::OK, "a redirect would break form-action 'self'");
        let link = link(&page.text().await.unwrap());
        let port = self.site.origin().rsplit_once(':').unwrap().1.to_owned();
        let host = format!("http://localhost:{port}");
        link.strip_prefix(&host).expect("the host to which it comes back").to_owned()
    }

    /// Follows the link: the provider's address.
    async fn begin(&self) -> String {
        let left = self.come_with("", &self.way_out(&self.session).await).await;
        assert_eq!(left.status(), StatusCode::SEE_OTHER);
        *self.key.lock().unwrap() = cookie(&left);
        location(&left).to_owned()
    }

    /// Where the browser of a person who agrees is sent back to, as path and query.
    fn agree(&self, url: &str) -> String {
        self.agree_as(url, MAILBOX)
    }

    fn agree_as(&self, url: &str, person: &str) -> String {
        let back = self.sandbox.sign_in_at(url, person).unwrap();
        let (_, path) = back.split_once("/sign-in/return").unwrap();
        format!("/sign-in/return{path}")
    }

    /// Comes back as the browser does from another host: without a session.
    async fn come_back(&self, path: &str) -> Response {
        let key = self.key.lock().unwrap().clone();
        self.come_with(&key, path).await
    }

    async fn come_with(&self, cookies: &str, path: &str) -> Response {
        self.site.get(cookies, path).await
    }

    async fn signed_in_as(&self) -> Option<String> {
        self.site.gateway.account(&scans()).await.unwrap().signed_in_as
    }

    async fn status(&self) -> TokenStatus {
        self.site.gateway.account(&scans()).await.unwrap().token_status
    }
}

fn link(page: &str) -> String {
    let (_, rest) = page.split_once("id=\"open\" href=\"").unwrap_or_else(|| panic!("{page}"));
    rest.split_once('"').unwrap().0.replace("&#38;", "&")
}

fn parameter(url: &str, name: &str) -> String {
    let query = url.split_once('?').unwrap().1;
    let found = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    found.unwrap().to_owned()
}

#[tokio::test]
async fn a_browser_comes_back_without_a_session_and_goes_on_to_where_it_has_one() {
    let away = Away::start().await;
    let back = away.agree(&away.begin().await);
    let page = away.come_back(&back).await;
    assert_eq!(page.status(), StatusCode::OK);
    let on = page.headers()[REFRESH].to_str().unwrap().to_owned();
    assert_eq!(on, format!("0; url={}/sign-in/continue/scans", away.site.origin()));
    assert!(page.text().await.unwrap().contains("Signed in"));
    assert_eq!(away.status().await, TokenStatus::Retrieved);

    let further = away.come_back("/sign-in/continue/scans").await;
    assert_eq!(further.headers()[REFRESH], "0; url=/accounts/scans");
    let account = away.site.get(&away.session, "/accounts/scans").await.text().await.unwrap();
    assert!(account.contains("https://outlook.office.com/SMTP.Send"), "{account}");
}

#[tokio::test]
async fn a_return_in_another_browser_changes_nothing_and_the_right_one_still_counts() {
    let away = Away::start().await;
    away.come_back(&away.agree(&away.begin().await)).await;
    let old_key = away.key.lock().unwrap().clone();
    let url = away.begin().await;
    let stolen = away.agree_as(&url, EVE);
    for cookies in
        ["", &away.session, &old_key, &format!("{old_key}x; {}=", "scanpost-1-sign-in-scans")]
    {
        let page = away.come_with(cookies, &stolen).await;
        assert_eq!(page.status(), StatusCode::BAD_REQUEST, "{cookies}");
        assert!(page.headers().get(REFRESH).is_none());
        let page = page.text().await.unwrap();
        assert!(page.contains("started in another browser"), "{page}");
        assert!(page.contains("paste the whole address"), "it says what to do: {page}");
        assert_eq!(away.signed_in_as().await.as_deref(), Some(MAILBOX));
        assert_eq!(away.status().await, TokenStatus::WaitingForAuthorisation, "it still waits");
    }
    let page = away.come_back(&away.agree(&url)).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(away.status().await, TokenStatus::Retrieved);
}

#[tokio::test]
async fn the_link_out_is_good_for_one_browser() {
    let away = Away::start().await;
    let out = away.way_out(&away.session).await;
    let looked = away.site.stranger(Method::HEAD, &out).send().await.unwrap();
    assert!(looked.headers().get(LOCATION).is_none(), "who only looks does not go");
    let left = away.come_with("", &out).await;
    let key = cookie(&left);
    for cookies in ["", &away.session] {
        let refused = away.come_with(cookies, &out).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
        assert!(refused.headers().get(LOCATION).is_none());
    }
    let again = away.come_with(&key, &out).await;
    assert_eq!((again.status(), location(&again)), (StatusCode::SEE_OTHER, location(&left)));
    for path in ["/sign-in/out", "/sign-in/out?ticket=", "/sign-in/out?ticket=guessed"] {
        let refused = away.come_with(&key, path).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_working_account_does_not_become_somebody_elses_by_a_mistake_in_the_own_browser() {
    let away = Away::start().await;
    away.come_back(&away.agree(&away.begin().await)).await;
    let back = away.agree_as(&away.begin().await, EVE);
    let page = away.come_back(&back).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    let page = page.text().await.unwrap();
    assert!(page.contains("eve@sandbox.example signed in, but"), "{page}");
    assert!(
        page.contains("works as scans@sandbox.example")
            && page.contains("sign the account out first"),
        "{page}"
    );
    assert_eq!(away.signed_in_as().await.as_deref(), Some(MAILBOX));
    assert_eq!(away.status().await, TokenStatus::Retrieved);
    away.site.post(&away.session, "/accounts/scans/sign-out").await;
    away.come_back(&away.agree_as(&away.begin().await, EVE)).await;
    assert_eq!(away.signed_in_as().await.as_deref(), Some(EVE), "a shared mailbox, by Eve");
}

#[tokio::test]
async fn what_somebody_began_who_was_removed_or_demoted_is_over() {
    let away = Away::start().await;
    let console = away.site.gateway.by(&Actor::Console);
    let accounts = Privileges::Custom([Privilege::Accounts].into());
    away.site.add("anna", Privileges::All).await;
    away.site.add("bob", accounts.clone()).await;
    let begin = async || {
        let bob = away.site.log_in("bob").await;
        let left = away.come_with("", &away.way_out(&bob).await).await;
        (cookie(&left), away.agree_as(location(&left), EVE))
    };
    let (key, back) = begin().await;
    let revision = console.administrator("bob").unwrap().revision;
    console.change_privileges("bob", revision, Privileges::default()).await.unwrap();
    assert_eq!(away.status().await, TokenStatus::WaitingForAuthorisation, "he still may");
    let none = Privileges::Custom([].into());
    console.change_privileges("bob", revision.next(), none).await.unwrap();
    assert_eq!(away.come_with(&key, &back).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(away.status().await, TokenStatus::NotRetrieved);

    console.change_privileges("bob", revision.next().next(), accounts).await.unwrap();
    let (key, back) = begin().await;
    console.remove_administrator("bob").await.unwrap();
    assert_eq!(away.come_with(&key, &back).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(away.signed_in_as().await, None);
    let page = away.site.get(&away.session, "/accounts/scans").await.text().await.unwrap();
    assert!(page.contains("The sign-in was ended: whoever started it has been removed"), "{page}");
}

#[tokio::test]
async fn a_program_that_lets_the_browser_come_back_to_our_page_sends_it_by_our_way_out() {
    let away = Away::start().await;
    let address = format!(
        "http://localhost:{}/sign-in/return",
        away.site.origin().rsplit_once(':').unwrap().1
    );
    let body = serde_json::json!({ "back": "page", "address": address });
    let begun =
        away.site.control(Method::POST, "/api/v1/accounts/scans/sign-in/browser").json(&body);
    let begun: serde_json::Value = begun.send().await.unwrap().json().await.unwrap();
    let out = begun["url"].as_str().unwrap().split_once("/sign-in/out").unwrap().1;
    let left = away.come_with("", &format!("/sign-in/out{out}")).await;
    let (key, back) = (cookie(&left), away.agree(location(&left)));
    assert_eq!(away.come_with("", &back).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(away.come_with(&key, &back).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_return_counts_once() {
    let away = Away::start().await;
    let back = away.agree(&away.begin().await);
    away.come_back(&back).await;
    let replayed = away.come_back(&back).await;
    assert_eq!(replayed.status(), StatusCode::BAD_REQUEST);
    assert!(replayed.headers().get(REFRESH).is_none());
    assert!(replayed.text().await.unwrap().contains("not known here any more"));
    assert_eq!(away.status().await, TokenStatus::Retrieved);
}

#[tokio::test]
async fn who_has_no_state_or_an_old_one_changes_nothing() {
    let away = Away::start().await;
    let earlier = away.agree(&away.begin().await);
    let url = away.begin().await;
    for path in [
        "/sign-in/return",
        "/sign-in/return?",
        "/sign-in/return?code=x",
        "/sign-in/return?code=x&state=",
        "/sign-in/return?code=x&state=guessed",
        "/sign-in/return?error=access_denied&state=guessed",
        "/sign-in/return?admin_consent=True&tenant=t&state=guessed",
        &earlier,
        &format!("/sign-in/return?code=x&state={0}&state={0}", parameter(&url, "state")),
    ] {
        let page = away.come_back(path).await;
        assert_eq!(page.status(), StatusCode::BAD_REQUEST, "{path}");
        assert!(page.headers().get(REFRESH).is_none(), "{path}");
        assert_eq!(away.status().await, TokenStatus::WaitingForAuthorisation, "{path}");
    }
    away.come_back(&away.agree(&url)).await;
    assert_eq!(away.status().await, TokenStatus::Retrieved, "the right one still counts");
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_worth_nothing_with_a_stolen_state() {
    let away = Away::start().await;
    let others = away.agree(&away.begin().await);
    let url = away.begin().await;
    let (code, state) = (parameter(&others, "code"), parameter(&url, "state"));
    let page = away.come_back(&format!("/sign-in/return?code={code}&state={state}")).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST, "the verifier belongs to another code");
    assert_eq!(away.status().await, TokenStatus::NotRetrieved);
}

#[tokio::test]
async fn the_providers_words_stay_words() {
    let away = Away::start().await;
    let state = parameter(&away.begin().await, "state");
    let words = encoded("\"><script>alert(1)</script>\r\nSet-Cookie: x=y");
    let path =
        format!("/sign-in/return?error=access_denied&error_description={words}&state={state}");
    let page = away.come_back(&path).await;
    assert!(page.headers().get("set-cookie").is_none());
    let page = page.text().await.unwrap();
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
    assert_eq!(page.matches("<script").count(), 1, "{page}");
    assert!(page.contains("/sign-in/continue/scans"), "there is a way on: {page}");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let away = Away::start().await;
    let back = away.agree(&away.begin().await);
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        let request = away.site.stranger(Method::POST, "/accounts/scans/browser");
        let request = request.header(COOKIE, &away.session).header("origin", origin);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN, "{origin}");
    }
    for path in ["//evil.example", "%2F%2Fevil.example", "..", "a%0D%0ALocation:x", "%5Cevil"] {
        let page = away.come_back(&format!("/sign-in/continue/{path}")).await;
        assert!(page.headers().get(REFRESH).is_none(), "{path}");
    }
    let page = away.come_back(&format!("{back}&to=http://evil.example")).await;
    let on = page.headers()[REFRESH].to_str().unwrap().to_owned();
    assert!(on.starts_with(&format!("0; url={}/", away.site.origin())), "{on}");
}

#[tokio::test]
async fn while_the_provider_is_broken_the_same_return_may_be_tried_again() {
    let away = Away::start().await;
    let back = away.agree(&away.begin().await);
    let broken = HttpDoes::Status { status: 503, retry_after: None };
    let fault = HttpFault::next(1, HttpMoment::Code, broken);
    away.sandbox.change_switches(|switches| switches.http_faults.push(fault));
    let page = away.come_back(&back).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    assert!(page.text().await.unwrap().contains("id=\"again\""));
    assert_eq!(away.come_back(&back).await.status(), StatusCode::OK);
    assert_eq!(away.status().await, TokenStatus::Retrieved);
}

#[tokio::test]
async fn a_return_after_a_restart_says_what_to_do() {
    let (before, after) = (Away::start().await, Away::start().await);
    let back = before.agree(&before.begin().await);
    let page = after.come_back(&back).await.text().await.unwrap();
    assert!(page.contains("scanpost was restarted in the meantime"), "{page}");
    assert!(page.contains("start the sign-in again"), "{page}");
}

#[tokio::test]
async fn the_last_address_can_be_pasted_but_not_by_strangers() {
    let away = Away::start().await;
    let fields = [("back", "pasted")];
    let page = away.site.post_form(&away.session, "/accounts/scans/browser", &fields).await;
    let url = link(&page.text().await.unwrap());
    let last = away.sandbox.sign_in_at(&url, MAILBOX).unwrap();
    let fields = [("address", last.as_str())];
    let stranger = away.site.post_form("", "/accounts/scans/paste", &fields).await;
    assert_ne!(stranger.status(), StatusCode::OK);
    assert_eq!(away.status().await, TokenStatus::WaitingForAuthorisation);
    let huge = "x".repeat(10 * 1024 * 1024);
    let too_long =
        away.site.post_form(&away.session, "/accounts/scans/paste", &[("address", &huge)]).await;
    assert_eq!(too_long.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let done = away.site.post_form(&away.session, "/accounts/scans/paste", &fields).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    assert_eq!(away.status().await, TokenStatus::Retrieved);
}

#[tokio::test]
async fn two_administrators_who_change_the_same_settings_are_told() {
    let away = Away::start().await;
    let path = "/accounts/scans/settings";
    let form = |client_id, revision| [("client_id", client_id), ("revision", revision)];
    let seen = away.site.gateway.grant(&scans()).await.unwrap().revision.0.to_string();
    let first = away.site.post_form(&away.session, path, &form("first", &seen)).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER, "{}", first.text().await.unwrap());
    let second = away.site.post_form(&away.session, path, &form("second", &seen)).await;
    assert_eq!(second.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = second.text().await.unwrap();
    assert!(page.contains("Somebody else has changed"), "{page}");
    assert!(page.contains("value=\"second\""), "what was typed is kept: {page}");
    assert_eq!(away.site.gateway.grant(&scans()).await.unwrap().client_id, "first");
}

#[tokio::test]
async fn a_form_with_mistakes_says_all_of_them_and_comes_back_filled_in() {
    let away = Away::start().await;
    let path = "/accounts/add/exchange-online";
    let empty = away.site.post_form(&away.session, path, &[]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = empty.text().await.unwrap();
    assert!(page.contains("id=\"address-error\"") && page.contains("id=\"client_id-error\""));
    let fields = [("address", "no address \"<x>"), ("client_id", "my app"), ("tenant", "contoso")];
    let wrong = away.site.post_form(&away.session, path, &fields).await;
    let page = wrong.text().await.unwrap();
    assert!(page.contains("value=\"my app\"") && page.contains("value=\"contoso\""), "{page}");
    assert!(page.contains("value=\"no address &#34;&#60;x&#62;\""), "{page}");
    let receiving =
        [("address", "fax@contoso.example"), ("client_id", "my app"), ("receiving", "yes")];
    let wrong = away.site.post_form(&away.session, path, &receiving).await;
    assert!(wrong.text().await.unwrap().contains("id=\"client_id-error\""));
    assert_eq!(away.site.gateway.accounts().await.unwrap().len(), 1, "nothing was half-saved");
    let guid = "00001111-aaaa-2222-bbbb-3333cccc4444";
    let corrected = [("address", "fax@contoso.example"), ("client_id", guid), ("receiving", "yes")];
    let added = away.site.post_form(&away.session, path, &corrected).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER, "{}", added.text().await.unwrap());
}

#[tokio::test]
async fn a_secret_is_never_shown_again() {
    let away = Away::start().await;
    let seen = away.site.gateway.grant(&scans()).await.unwrap().revision.0.to_string();
    let fields = [("client_secret", "hush~hush"), ("ends", "2027-01-31"), ("revision", &seen)];
    let set = away.site.post_form(&away.session, "/accounts/scans/app/secret", &fields).await;
    assert_eq!(set.status(), StatusCode::SEE_OTHER);
    for path in ["/accounts/scans/app", "/accounts/scans", "/accounts/scans/settings"] {
        let page = away.site.get(&away.session, path).await.text().await.unwrap();
        assert!(!page.contains("hush~hush"), "{path}");
    }
}

#[tokio::test]
async fn the_form_of_exchange_online_leads_to_a_client_id() {
    let away = Away::start().await;
    let page = |name: &str| format!("/accounts/add/{name}");
    let text = async |path: String| away.site.get(&away.session, &path).await.text().await.unwrap();
    let exchange = text(page("exchange-online")).await;
    for part in [
        "<details class=\"registering\">",
        "<code>http://localhost/sign-in/return</code>",
        "<code>https://login.microsoftonline.com/common/oauth2/nativeclient</code>",
        "<code>SMTP.Send</code>",
        "Set-CASMailbox -Identity &#39;scans@example.com&#39; -SmtpClientAuthenticationDisabled $false",
    ] {
        assert!(exchange.contains(part), "{part} is missing in {exchange}");
    }
    // What is shown is what the browser is then sent back to; Entra does not look at the port.
    let begun = away.begin().await;
    let back = begun.split("redirect_uri=").nth(1).unwrap();
    assert!(back.starts_with("http%3A%2F%2Flocalhost%3A"), "{begun}");
    assert!(back.contains("%2Fsign-in%2Freturn"), "{begun}");
    let outlook = text(page("outlook")).await;
    assert!(outlook.contains("personal Microsoft accounts") && !outlook.contains("Set-CASMailbox"));
    for (name, optional) in [("gmail", false), ("hve", false), ("custom", true)] {
        let page = text(page(name)).await;
        assert!(!page.contains("registering"), "{name}");
        assert_eq!(page.contains("Leave it empty to use the one"), optional, "{name}");
        assert!(!page.contains('`') && !page.contains("# "), "{name}: {page}");
    }
}

#[tokio::test]
async fn a_gateway_that_knows_no_device_is_not_said_to_be_ready() {
    let away = Away::start().await;
    let url = away.begin().await;
    away.come_back(&away.agree(&url)).await;
    assert_eq!(away.status().await, TokenStatus::Retrieved);
    let status = async || away.site.get(&away.session, "/").await.text().await.unwrap();
    let page = status().await;
    assert!(page.contains("No printer may send yet") && !page.contains("Ready to send"), "{page}");
    assert!(page.contains("class=\"button primary\" id=\"first-device\""), "{page}");
    let device = [("name", "copier"), ("ranges", "192.0.2.17"), ("revision", "0")];
    let added = away.site.post_form(&away.session, "/devices/new", &device).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER, "{}", added.text().await.unwrap());
    let page = status().await;
    assert!(page.contains("Ready to send") && !page.contains("first-device"), "{page}");
}
