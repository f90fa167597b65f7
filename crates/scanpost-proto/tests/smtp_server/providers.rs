//! The wording is data: with other texts the server speaks as Exchange Online and Gmail do,
//! octet by octet.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::server::{Capability, Mechanism, Rules, Tls, Wording};

use crate::driver::Driver;

fn exchange() -> Rules {
    let sign_in_first = Reply::new(530, (5, 7, 57), "Client not authenticated to send mail.");
    Rules {
        hostname: "SY5P282CA0097.outlook.office365.com".to_owned(),
        tls: Tls::Offered,
        mechanisms_before_tls: Vec::new(),
        mechanisms_after_tls: vec![Mechanism::Login, Mechanism::Xoauth2],
        auth_required: true,
        wording: Wording {
            greeting: Reply::plain(220, "{hostname} Microsoft ESMTP MAIL Service ready"),
            ehlo_greeting: "{hostname} Hello [203.0.113.9]".to_owned(),
            capabilities: vec![
                Capability::Size,
                Capability::line("PIPELINING"),
                Capability::line("DSN"),
                Capability::line("ENHANCEDSTATUSCODES"),
                Capability::StartTls,
                Capability::Auth,
                Capability::line("8BITMIME"),
                Capability::line("BINARYMIME"),
                Capability::line("CHUNKING"),
                Capability::line("SMTPUTF8"),
            ],
            starttls_ready: Reply::new(220, (2, 0, 0), "SMTP server ready"),
            hello_first: Reply::new(503, (5, 5, 2), "Send hello first"),
            auth_required: sign_in_first.clone(),
            tls_first: sign_in_first,
            auth_ok: Reply::new(235, (2, 7, 0), "Authentication successful"),
            auth_cancelled: Reply::new(535, (5, 7, 3), "Authentication unsuccessful"),
            mechanism_needs_tls: Reply::new(504, (5, 7, 4), "Unrecognized authentication type"),
            sender_ok: Reply::new(250, (2, 1, 0), "Sender OK"),
            recipient_ok: Reply::new(250, (2, 1, 5), "Recipient OK"),
            start_input: Reply::plain(354, "Start mail input; end with <CRLF>.<CRLF>"),
            kept: Reply::new(250, (2, 0, 0), "OK {queue_id} [Hostname=XXXXXX.prod.outlook.com]"),
            bye: Reply::new(221, (2, 0, 0), "Service closing transmission channel"),
            ..Wording::default()
        },
        ..Rules::default()
    }
}

#[test]
fn it_speaks_as_exchange_online_does() {
    let mut driver = Driver::new(exchange());
    assert_eq!(
        driver.hears(b"EHLO mfp01.example.com\r\n"),
        "220 SY5P282CA0097.outlook.office365.com Microsoft ESMTP MAIL Service ready\r\n\
         250-SY5P282CA0097.outlook.office365.com Hello [203.0.113.9]\r\n\
         250-SIZE 157286400\r\n\
         250-PIPELINING\r\n\
         250-DSN\r\n\
         250-ENHANCEDSTATUSCODES\r\n\
         250-STARTTLS\r\n\
         250-8BITMIME\r\n\
         250-BINARYMIME\r\n\
         250-CHUNKING\r\n\
         250 SMTPUTF8\r\n"
    );
    driver.converse(&[
        ("MAIL FROM:<scan@example.com>", "530 5.7.57 Client not authenticated to send mail."),
        ("AUTH LOGIN", "504 5.7.4 Unrecognized authentication type"),
        ("STARTTLS", "220 2.0.0 SMTP server ready"),
        ("MAIL FROM:<scan@example.com>", "503 5.5.2 Send hello first"),
    ]);
    assert_eq!(
        driver.hears(b"EHLO mfp01.example.com\r\n"),
        "250-SY5P282CA0097.outlook.office365.com Hello [203.0.113.9]\r\n\
         250-SIZE 157286400\r\n\
         250-PIPELINING\r\n\
         250-DSN\r\n\
         250-ENHANCEDSTATUSCODES\r\n\
         250-AUTH LOGIN XOAUTH2\r\n\
         250-8BITMIME\r\n\
         250-BINARYMIME\r\n\
         250-CHUNKING\r\n\
         250 SMTPUTF8\r\n"
    );
    let shown = STANDARD.encode("user=scan@example.com\x01auth=Bearer right\x01\x01");
    assert_eq!(driver.hears(b"AUTH XOAUTH2\r\n"), "334 \r\n");
    driver.converse(&[
        ("*", "535 5.7.3 Authentication unsuccessful"),
        ("AUTH XOAUTH2", "334"),
        (&shown, "235 2.7.0 Authentication successful"),
        ("MAIL FROM:<scan@example.com>", "250 2.1.0 Sender OK"),
        ("RCPT TO:<anna@example.com>", "250 2.1.5 Recipient OK"),
        ("DATA", "354 Start mail input; end with <CRLF>.<CRLF>"),
        (".", "250 2.0.0 OK 7f3a [Hostname=XXXXXX.prod.outlook.com]"),
        ("QUIT", "221 2.0.0 Service closing transmission channel"),
    ]);
}

fn gmail() -> Rules {
    Rules {
        hostname: "smtp.gmail.com".to_owned(),
        tls: Tls::Offered,
        mechanisms_before_tls: Vec::new(),
        mechanisms_after_tls: vec![
            Mechanism::Login,
            Mechanism::Plain,
            Mechanism::Xoauth2,
            Mechanism::Oauthbearer,
        ],
        auth_required: true,
        size_limit: 35_882_577,
        wording: Wording {
            greeting: Reply::plain(220, "{hostname} ESMTP - gsmtp"),
            ehlo_greeting: "{hostname} at your service, [203.0.113.9]".to_owned(),
            capabilities: vec![
                Capability::Size,
                Capability::line("8BITMIME"),
                Capability::StartTls,
                Capability::Auth,
                Capability::line("ENHANCEDSTATUSCODES"),
                Capability::line("PIPELINING"),
                Capability::line("CHUNKING"),
                Capability::line("SMTPUTF8"),
            ],
            auth_names: Some("LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH".to_owned()),
            auth_ok: Reply::new(235, (2, 7, 0), "Accepted"),
            kept: Reply::new(250, (2, 0, 0), "OK  {queue_id} - gsmtp"),
            ..Wording::default()
        },
        ..Rules::default()
    }
}

#[test]
fn it_speaks_as_gmail_does() {
    let json = r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#;
    let mut driver = Driver::greeted(gmail());
    driver.challenge = Some(json);
    driver.hears(b"STARTTLS\r\n");
    assert_eq!(
        driver.hears(b"EHLO mfp01.example.com\r\n"),
        "250-smtp.gmail.com at your service, [203.0.113.9]\r\n\
         250-SIZE 35882577\r\n\
         250-8BITMIME\r\n\
         250-AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH\r\n\
         250-ENHANCEDSTATUSCODES\r\n\
         250-PIPELINING\r\n\
         250-CHUNKING\r\n\
         250 SMTPUTF8\r\n"
    );
    let stale = STANDARD.encode("user=scan@gmail.com\x01auth=Bearer stale\x01\x01");
    let said = driver.hears(format!("AUTH XOAUTH2 {stale}\r\n").as_bytes());
    assert_eq!(
        said,
        "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xl\
         LmNvbS8ifQ==\r\n"
    );
    driver.converse(&[
        ("", "535 5.7.8"),
        ("MAIL FROM:<scan@gmail.com> RET=HDRS", "530"),
        ("AUTH XOAUTH", "504"),
    ]);
    let right = STANDARD.encode("user=scan@gmail.com\x01auth=Bearer right\x01\x01");
    driver.converse(&[
        (&format!("AUTH XOAUTH2 {right}"), "235 2.7.0 Accepted"),
        ("MAIL FROM:<scan@gmail.com> RET=HDRS", "555 5.5.4"),
    ]);
}
