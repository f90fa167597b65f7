//! The pages and the JSON: what arrived is shown, downloads are what was sent, nothing runs.

use base64::{Engine, prelude::BASE64_STANDARD};
use scanpost_proto::sasl;
use scanpost_sandbox::{Quirk, Sandbox, Switches};
use secrecy::SecretString;
use serde_json::json;

use crate::support::{Dialogue, Http, MAILBOX, SMTP_SEND, sandbox};

/// All octets, so that any change of one shows.
fn scan() -> Vec<u8> {
    (0..=255_u8).cycle().take(3000).collect()
}

async fn deliver(sandbox: &Sandbox, mail: &str) {
    let token = SecretString::from(Http::to(sandbox).access_token(SMTP_SEND).await);
    let mut client = Dialogue::with(sandbox.smtp_addr()).await;
    client.reply().await;
    client.ask("EHLO mfp").await;
    client.ask("STARTTLS").await;
    let mut client = client.begin_tls(sandbox).await;
    client.ask("EHLO mfp").await;
    client.ask("AUTH XOAUTH2").await;
    client.ask(&sasl::xoauth2(MAILBOX, &token)).await;
    client.ask(&format!("MAIL FROM:<{MAILBOX}>")).await;
    client.ask("RCPT TO:<anna+scan@example.com>").await;
    client.ask("DATA").await;
    client.send(mail.as_bytes()).await;
    assert_eq!(&client.ask(".").await[..3], "250");
}

fn mail_with_scan() -> String {
    let lines: Vec<String> = BASE64_STANDARD
        .encode(scan())
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    [
        "From: MFP <scans@sandbox.example>",
        "Subject: <b>Scan</b> & more",
        "Message-ID: <scan-2@mfp>",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "<script>alert(1)</script>",
        "--b",
        "Content-Type: text/html",
        "Content-Disposition: attachment; filename=\"scan<1>.html\"",
        "Content-Transfer-Encoding: base64",
        "",
        &lines.join("\r\n"),
        "--b--",
        "",
    ]
    .join("\r\n")
}

#[tokio::test]
async fn a_mail_is_shown_and_its_attachment_is_byte_identical() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let mail = mail_with_scan();
    deliver(&sandbox, &mail).await;

    let list = http.get("/mailboxes/anna%2Bscan@example.com/mails.json").await.json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let listed = &list[0];
    assert_eq!(listed["id"], 1);
    assert_eq!(listed["from"], MAILBOX);
    assert_eq!(listed["to"], json!(["anna+scan@example.com"]));
    assert_eq!(listed["subject"], "<b>Scan</b> & more");
    assert_eq!(listed["message_id"], "<scan-2@mfp>");
    assert_eq!(listed["size"], mail.len());
    let file = &listed["attachments"][0];
    assert_eq!((&file["name"], &file["type"]), (&"scan<1>.html".into(), &"text/html".into()));
    assert_eq!(file["size"], 3000);
    assert_eq!(file["sha256"].as_str().unwrap().len(), 64);

    let path = "/mailboxes/anna%2Bscan@example.com/mails/1/attachments/0";
    let download = http.get(path).await;
    assert_eq!(download.octets, scan());
    assert_eq!(
        download.header("content-disposition"),
        "attachment; filename*=UTF-8''scan%3C1%3E.html"
    );
    assert_eq!(download.header("x-content-type-options"), "nosniff");

    let raw = http.get("/mailboxes/anna%2Bscan@example.com/mails/1.eml").await;
    assert_eq!(raw.octets, mail.as_bytes());

    let deliveries = http.get("/deliveries.json").await.json();
    assert_eq!(deliveries[0]["message_id"], "<scan-2@mfp>");
    assert_eq!(deliveries[0]["answered"], true);
    assert_eq!(deliveries[0]["sha256"], listed["sha256"]);
    let sent = http.get(&format!("/mailboxes/{MAILBOX}/mails.json?folder=sent")).await.json();
    assert_eq!(sent[0]["id"], 1);
}

#[tokio::test]
async fn what_a_mail_says_is_text_on_every_page() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    deliver(&sandbox, &mail_with_scan()).await;
    let pages =
        ["/", "/mailboxes/anna%2Bscan@example.com", "/mailboxes/anna%2Bscan@example.com/mails/1"];
    for path in pages {
        let page = http.get(path).await;
        let text = page.text();
        assert_eq!(page.status, 200, "{path}");
        assert!(!text.contains("<b>Scan") && !text.contains("<script"), "{path}: {text}");
        assert!(text.contains("Scan"), "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
    }
    let code = "\"><script>alert(1)</script>";
    let page = http.post("/device", &[("code", code)]).await.text();
    assert!(!page.contains("<script"), "{page}");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let paths = [
        "/nothing",
        "/mailboxes/stranger@example.com",
        "/mailboxes/stranger@example.com/mails.json",
        &format!("/mailboxes/{MAILBOX}/mails/1"),
        &format!("/mailboxes/{MAILBOX}/mails/x.eml"),
        &format!("/mailboxes/{MAILBOX}/mails/1/attachments/0"),
    ];
    for path in paths {
        assert_eq!(http.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn switches_are_set_and_read_as_json_and_shown_on_the_page() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let set = http.post_json("/switches", &json!({ "quirks": ["strict_rotation"] })).await;
    assert_eq!(set.status, 200);
    assert!(sandbox.switches().has(Quirk::StrictRotation));
    assert_eq!(http.post("/situations/drop-before-250", &[]).await.status, 200);
    assert_eq!(sandbox.switches().smtp_faults.len(), 1);
    let page = http.get("/switchboard").await.text();
    assert!(page.contains("strict_rotation") && page.contains("misbehaves"));
    let read = http.get("/switches").await.json();
    assert_eq!(read["smtp_faults"][0]["at"], "kept");

    assert_eq!(http.post_json("/switches", &json!({ "quirk": [] })).await.status, 422);
    assert_eq!(http.post("/situations/nonsense", &[]).await.status, 404);
    http.post("/switchboard/off", &[]).await;
    assert_eq!(sandbox.switches(), Switches::default());
}

#[tokio::test]
async fn a_page_of_another_site_cannot_switch_or_approve() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    for path in ["/situations/auth-refused", "/device/decision", "/switchboard/off"] {
        let answer = http.post_from_site(path, "https://evil.example").await;
        assert_eq!(answer.status, 403, "{path}");
    }
    assert_eq!(sandbox.switches(), Switches::default());
}

#[tokio::test]
async fn time_and_sessions_are_in_the_hands_of_another_process_too() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let code = http.ask_code(SMTP_SEND).await;
    assert_eq!(http.post_json("/clock", &json!({ "advance_seconds": 900 })).await.status, 204);
    assert_eq!(http.poll(&code).await.error().0, "expired_token");

    let tokens = http.sign_in(&format!("{SMTP_SEND} offline_access")).await;
    http.post(&format!("/mailboxes/{MAILBOX}/revoke"), &[]).await;
    let refused = http.refresh(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(refused.error(), ("invalid_grant".to_owned(), Some(50173)));
    assert!(http.get("/").await.text().contains("sessions were revoked"));
}

#[tokio::test]
async fn the_provider_file_names_every_door_and_the_authority() {
    let sandbox = sandbox().await;
    let file: toml::Table = sandbox.provider_toml().parse().unwrap();
    let (oauth, smtp) = (&file["oauth"], &file["smtp"]);
    assert_eq!(smtp["host"].as_str(), Some("localhost"));
    assert_eq!(smtp["port"].as_integer(), Some(i64::from(sandbox.smtp_addr().port())));
    assert_eq!(file["ca_pem"].as_str(), Some(sandbox.ca_pem()));
    let endpoint = oauth["device_authorization_endpoint"].as_str().unwrap();
    let path = endpoint.strip_prefix(&sandbox.web_url()).unwrap();
    let form = [("client_id", oauth["client_id"].as_str().unwrap()), ("scope", SMTP_SEND)];
    assert_eq!(Http::to(&sandbox).post(path, &form).await.status, 200);
}

#[tokio::test]
async fn a_request_that_is_far_too_large_is_not_read() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let large = json!({ "quirks": [], "padding": "x".repeat(100_000) });
    assert_eq!(http.post_json("/switches", &large).await.status, 413);
    let refused = http.refresh(&"x".repeat(100_000)).await;
    assert_eq!(refused.error(), ("invalid_request".to_owned(), Some(900_144)));
}

#[tokio::test]
async fn its_page_says_how_to_connect_and_has_the_description_to_copy() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let page = http.get("/connect").await.text();
    let (_, rest) = page.split_once("readonly spellcheck=\"false\">\n").expect("a field");
    let shown = rest.split_once("</textarea>").unwrap().0;
    let copied = shown.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
    assert_eq!(copied, sandbox.provider_toml());
    assert!(page.contains("Another provider") && page.contains(MAILBOX), "{page}");
    assert_eq!(http.get("/provider.toml").await.text(), sandbox.provider_toml());
    assert!(http.get("/").await.text().contains("href=\"/connect\""));
}
