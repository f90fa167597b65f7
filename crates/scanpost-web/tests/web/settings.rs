//! The pages and the API of the settings.

use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use reqwest::{Method, StatusCode};
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::site::Site;

/// What the form sends when nothing was changed; `revision` is that of the page.
fn form(revision: u64, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let unchanged = [
        ("secondary_encryption", "starttls"),
        ("timeout_seconds", "30"),
        ("auto_specify_sender_name", "off"),
        ("certificate_validation", "on"),
        ("pop_encryption", "from-the-start"),
    ];
    let mut form = vec![("revision".to_owned(), revision.to_string())];
    for (name, value) in unchanged.iter().filter(|(name, _)| changed.iter().all(|(c, _)| c != name))
    {
        form.push(((*name).to_owned(), (*value).to_owned()));
    }
    form.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

impl Site {
    pub(crate) async fn save(
        &self,
        session: &str,
        path: &str,
        form: &[(String, String)],
    ) -> (StatusCode, String) {
        let request = self.stranger(Method::POST, path).header(COOKIE, session);
        let response = request.header("origin", self.origin()).form(form).send().await.unwrap();
        let (status, place) = (response.status(), response.headers().get("location").cloned());
        let place = place.map(|place| place.to_str().unwrap().to_owned());
        (status, place.unwrap_or(response.text().await.unwrap()))
    }

    async fn upload(&self, session: &str, path: &str, file: &str) -> String {
        let body = format!(
            "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"site.toml\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{file}\r\n--line--\r\n"
        );
        let request = self.stranger(Method::POST, path).header(COOKIE, session);
        let request = request.header(CONTENT_TYPE, "multipart/form-data; boundary=line");
        let response = request.header("origin", self.origin()).body(body).send().await.unwrap();
        response.text().await.unwrap()
    }
}

#[tokio::test]
async fn settings_are_saved_shown_again_and_in_effect() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let page = site.get(&session, "/settings").await.text().await.unwrap();
    assert!(page.contains("127.0.0.1:9 <span class=\"tag\">fixed</span>"), "{page}");
    let form = form(0, &[("certificate_validation", "off"), ("sender_name", "Kopiator <2>")]);
    let (status, place) = site.save(&session, "/settings", &form).await;
    assert_eq!((status, place.as_str()), (StatusCode::SEE_OTHER, "/settings?done=saved"));
    let page = site.get(&session, "/settings?done=saved").await.text().await.unwrap();
    assert!(page.contains("value=\"Kopiator &#60;2&#62;\""), "{page}");
    for path in ["/", "/settings"] {
        let page = site.get(&session, path).await.text().await.unwrap();
        assert!(page.contains("Certificate validation is off"), "{path} says nothing of it");
    }
}

#[tokio::test]
async fn all_that_is_wrong_stands_at_its_field_and_what_was_typed_stays() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let wrong = [("timeout_seconds", "soon"), ("pop_host", "<b>"), ("sender_name", "Copier")];
    let (status, page) = site.save(&session, "/settings", &form(0, &wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "id=\"timeout_seconds-error\"",
        "id=\"pop_host-error\"",
        "value=\"soon\"",
        "value=\"&#60;b&#62;\"",
        "value=\"Copier\"",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    let settings = site.gateway.mail_settings().await.unwrap().settings;
    assert_eq!(settings, scanpost_core::site::MailSettings::default(), "nothing is half saved");
}

#[tokio::test]
async fn who_was_slower_sees_the_new_state_keeps_what_was_typed_and_may_save_again() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    site.save(&session, "/settings", &form(0, &[("timeout_seconds", "60")])).await;
    let mine = form(0, &[("timeout_seconds", "45")]);
    let (status, page) = site.save(&session, "/settings", &mine).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("id=\"others\"") && page.contains("<dd>60</dd>"), "{page}");
    assert!(page.contains("value=\"45\"") && page.contains("name=\"revision\" value=\"1\""));
    let again = form(1, &[("timeout_seconds", "45")]);
    assert_eq!(site.save(&session, "/settings", &again).await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn functions_show_their_account_and_why_it_is_that_one() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let page = site.get(&session, "/settings/functions").await.text().await.unwrap();
    for part in ["Scan to e-mail", "the only account there is", "Not retrieved", "Not tried yet"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    let chosen = [("revision", "0"), ("sending", "scans"), ("email-status", "scans")];
    let chosen = chosen.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (_, place) = site.save(&session, "/settings/functions", &chosen).await;
    assert_eq!(place, "/settings/functions?done=saved");
    let gone = [("revision", "1"), ("sending", "nobody")];
    let gone = gone.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (status, page) = site.save(&session, "/settings/functions", &gone).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("id=\"sending-error\""), "{page}");
}

#[tokio::test]
async fn a_file_is_looked_at_before_it_is_imported() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let exported = site.get(&session, "/settings/export").await;
    assert_eq!(exported.headers()[CONTENT_TYPE], "application/toml; charset=utf-8");
    let file = exported.text().await.unwrap();
    let same = site.upload(&session, "/settings/transfer/preview", &file).await;
    assert!(same.contains("Everything is so already"), "{same}");

    let other = file.replace("timeout-seconds = 30", "timeout-seconds = 31");
    let preview = site.upload(&session, "/settings/transfer/preview", &other).await;
    assert!(preview.contains("Nothing has been done yet.") && preview.contains("Different"));
    let seconds = async || site.gateway.mail_settings().await.unwrap().settings.timeout_seconds;
    assert_eq!(seconds().await, 30);
    let form = [("file".to_owned(), other)];
    let (_, done) = site.save(&session, "/settings/transfer/import", &form).await;
    assert!(done.contains("This has been done."), "{done}");
    assert_eq!(seconds().await, 31);

    let broken = site.upload(&session, "/settings/transfer/preview", "schema = <b>").await;
    assert!(broken.contains("id=\"file-error\"") && !broken.contains("<b>"), "{broken}");
}

#[tokio::test]
async fn what_is_exported_and_imported_elsewhere_is_exported_there_as_the_same_octets() {
    let (here, there) = (Site::with_account().await, Site::start().await);
    let by = Actor::Console;
    let session = here.enter().await;
    let proxy =
        [("proxy_host", "proxy.example"), ("proxy_user", "a"), ("proxy_password", "pass-9")];
    here.save(&session, "/settings", &form(0, &proxy)).await;
    let device = json!({ "name": "copier", "ranges": ["192.0.2.0/24"], "user": "copier" });
    here.control(Method::POST, "/api/v1/devices").json(&device).send().await.unwrap();
    let get = async |site: &Site| {
        let request = site.control(Method::GET, "/api/v1/settings");
        request.header(ACCEPT, "application/toml").send().await.unwrap().text().await.unwrap()
    };
    let file = get(&here).await;
    assert!(!file.contains("pass-9") && file.contains("# Sealed: "), "{file}");

    let put = async |query: &str| -> Value {
        let request = there.control(Method::PUT, &format!("/api/v1/settings{query}"));
        let request = request.header(CONTENT_TYPE, "application/toml").body(file.clone());
        request.send().await.unwrap().json().await.unwrap()
    };
    let outcomes = |view: &Value| -> Vec<String> {
        let things = view["things"].as_array().unwrap_or_else(|| panic!("{view}"));
        things.iter().map(|one| one["outcome"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        outcomes(&put("?dry_run=true").await),
        [
            "added", "changed", "same", "same", "same", "same", "same", "same", "same", "same",
            "added"
        ]
    );
    assert!(there.gateway.accounts().await.unwrap().is_empty(), "it was only looked at");
    assert_eq!(
        outcomes(&put("").await),
        [
            "added", "changed", "same", "same", "same", "same", "same", "same", "same", "same",
            "added"
        ]
    );
    assert_eq!(outcomes(&put("").await), ["same"; 11]);
    assert_eq!(get(&there).await, file);
    let export = there.gateway.by(&by).export_settings().await.unwrap();
    assert_eq!(export.to_toml(), file);
}

#[tokio::test]
async fn one_thing_that_cannot_be_right_keeps_everything_from_being_imported() {
    let site = Site::with_account().await;
    let file = "schema = 1\n[mail-settings]\ntimeout-seconds = 60\n[slots]\nsending = \"nobody\"\n";
    let request = site.control(Method::PUT, "/api/v1/settings");
    let request = request.header(CONTENT_TYPE, "application/toml").body(file);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["errors"][0]["field"], "sending");
    let settings = site.gateway.mail_settings().await.unwrap().settings;
    assert_eq!(settings.timeout_seconds, 30);
}

#[tokio::test]
async fn users_of_a_file_who_share_a_name_are_refused_before_anything_is_stored() {
    let site = Site::with_account().await;
    let put = async |users: &str| {
        let file = format!("schema = 1\n[mail-settings]\ntimeout-seconds = 60\n{users}");
        let request = site.control(Method::PUT, "/api/v1/settings");
        let request = request.header(CONTENT_TYPE, "application/toml").body(file);
        let response = request.send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    };
    let user = |name: &str, address: &str, matches: &str| {
        format!("[[users]]\nname = \"{name}\"\naddress = \"{address}\"\nmatches = [{matches}]\n")
    };
    let anna = user("Anna", "anna@contoso.example", "\"anna\"");
    for second in [
        user("Anna too", "ANNA@contoso.example", ""),
        user("Another Anna", "anna@fabrikam.example", "\"Anna\""),
    ] {
        let (status, problem) = put(&format!("{anna}{second}")).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert!(problem.contains("user-match-taken"), "{problem}");
        assert_eq!(site.gateway.mail_settings().await.unwrap().settings.timeout_seconds, 30);
    }
    assert_eq!(put(&anna).await.0, StatusCode::OK);
    let (status, problem) = put(&user("Bo", "bo@contoso.example", "\"anna\"")).await;
    assert_eq!(status, StatusCode::CONFLICT, "somebody who is not in the file: {problem}");
    let renamed = user("Anna", "anna@contoso.example", "");
    let given = put(&format!("{renamed}{}", user("Bo", "bo@contoso.example", "\"anna\""))).await;
    assert_eq!(given.0, StatusCode::OK, "who gives a name up by the file: {}", given.1);
}

#[tokio::test]
async fn the_api_changes_parts_by_their_revision() {
    let site = Site::with_account().await;
    let slots = json!({ "revision": 0, "slots": { "sending": "scans" } });
    let put = async |path: &str, body: &Value| {
        site.control(Method::PUT, path).json(body).send().await.unwrap().status()
    };
    assert_eq!(put("/api/v1/slots", &slots).await, StatusCode::OK);
    assert_eq!(put("/api/v1/slots", &slots).await, StatusCode::CONFLICT);
    let settings = json!({ "revision": 0, "settings": { "timeout-seconds": 20 } });
    assert_eq!(put("/api/v1/mail-settings", &settings).await, StatusCode::OK);
    assert_eq!(put("/api/v1/mail-settings", &settings).await, StatusCode::CONFLICT);
    let wrong = json!({ "revision": 1, "settings": { "timeout-seconds": 1 } });
    assert_eq!(put("/api/v1/mail-settings", &wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn where_tokens_go_takes_the_privilege_for_accounts_and_the_fields_say_so() {
    let site = Site::with_account().await;
    site.add("mia", Privileges::Custom([Privilege::MailSettings].into())).await;
    let mia = site.log_in("mia").await;
    let takes = "takes the privilege “Accounts and sign-in”";
    let page = site.get(&mia, "/settings").await.text().await.unwrap();
    assert_eq!(page.matches(takes).count(), 4, "server, validation, proxy, certificates: {page}");
    let all = site.get(&site.enter().await, "/settings").await.text().await.unwrap();
    assert!(!all.contains(takes), "who has it needs no word");

    let off = form(0, &[("certificate_validation", "off"), ("secondary_host", "127.0.0.1")]);
    let (status, page) = site.save(&mia, "/settings", &off).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    for part in ["certificate_validation-error", "secondary_host-error", "value=\"127.0.0.1\""] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    let (status, _) = site.save(&mia, "/settings", &form(0, &[("sender_name", "Copier")])).await;
    assert_eq!(status, StatusCode::SEE_OTHER);

    let may = Privileges::Custom([Privilege::MailSettings].into());
    let by = site.gateway.by(&Actor::Console);
    let token = by.add_api_token("mia", may).await.unwrap().shown;
    let proxy = json!({ "proxy": { "host": "proxy.example", "port": 3128 } });
    let request =
        site.stranger(Method::PUT, "/api/v1/mail-settings").bearer_auth(token.expose_secret());
    let refused = request.json(&json!({ "revision": 1, "settings": proxy })).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(
        (&refused["code"], &refused["field"]),
        (&"tokens-elsewhere".into(), &"proxy_host".into())
    );
}
