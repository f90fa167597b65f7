//! The answers of authorization servers, as they have been seen on the wire, and as nobody should
//! send them.

use std::time::Duration;

use scanpost_proto::oauth::{
    ClientAuth, DeviceAnswer, DeviceAuthorization, OauthError, TokenAnswer, Tokens,
    device_authorization_form, poll_form, refresh_form, signed_in_name,
};
use secrecy::{ExposeSecret, SecretString};

fn code(status: u16, body: &str) -> DeviceAuthorization {
    match DeviceAnswer::read(status, None, body.as_bytes()) {
        DeviceAnswer::Code(code) => code,
        other => panic!("{other:?}"),
    }
}

fn tokens(body: &str) -> Tokens {
    match TokenAnswer::read(200, None, body.as_bytes()) {
        TokenAnswer::Tokens(tokens) => tokens,
        other => panic!("{other:?}"),
    }
}

fn refusal(status: u16, body: &str) -> OauthError {
    match TokenAnswer::read(status, None, body.as_bytes()) {
        TokenAnswer::Refused(error) => error,
        other => panic!("{other:?}"),
    }
}

const SECONDS: fn(u64) -> Duration = Duration::from_secs;

#[test]
fn the_code_pair_of_entra_is_read_whole() {
    let code = code(
        200,
        r#"{"user_code":"E2G5KHYT3","device_code":"EAQABIQEAAAA-secret",
            "verification_uri":"https://login.microsoft.com/device","expires_in":900,"interval":5,
            "message":"To sign in, use a web browser\r\nto open the page."}"#,
    );
    assert_eq!(code.user_code, "E2G5KHYT3");
    assert_eq!(code.device_code.expose_secret(), "EAQABIQEAAAA-secret");
    assert_eq!(code.verification_uri, "https://login.microsoft.com/device");
    assert_eq!(code.verification_uri_complete, None);
    assert_eq!((code.expires_in, code.interval), (SECONDS(900), SECONDS(5)));
    assert_eq!(code.message.as_deref(), Some("To sign in, use a web browser to open the page."));
    assert!(!format!("{code:?}").contains("secret"));
}

#[test]
fn what_other_servers_do_differently_is_understood() {
    // Google: verification_url. node-oidc-provider: no interval, a complete address.
    let google = code(
        200,
        r#"{"device_code":"d","user_code":"GQVQ-JKEC","verification_url":"https://www.google.com/device","expires_in":1800,"interval":5}"#,
    );
    assert_eq!(google.verification_uri, "https://www.google.com/device");
    assert_eq!(google.expires_in, SECONDS(1800));
    let node = code(
        200,
        r#"{"device_code":"d","user_code":"ABCD-EFGH","verification_uri":"http://127.0.0.1:3000/device","verification_uri_complete":"http://127.0.0.1:3000/device?user_code=ABCD-EFGH","expires_in":600}"#,
    );
    assert_eq!(node.interval, SECONDS(5));
    assert!(node.verification_uri_complete.unwrap().ends_with("ABCD-EFGH"));
    let strings = code(
        201,
        r#"{"device_code":"d","user_code":"U","verification_uri":"https://x/","expires_in":"900","interval":"7.0"}"#,
    );
    assert_eq!((strings.expires_in, strings.interval), (SECONDS(900), SECONDS(7)));
    let bare = code(200, r#"{"device_code":"d","user_code":"U","verification_uri":"https://x/"}"#);
    assert_eq!((bare.expires_in, bare.interval), (SECONDS(900), SECONDS(5)));
}

#[test]
fn a_number_that_makes_no_sense_is_kept_within_reason() {
    let odd = |numbers: &str| {
        code(
            200,
            &format!(
                r#"{{"device_code":"d","user_code":"U","verification_uri":"https://x/",{numbers}}}"#
            ),
        )
    };
    let table = [
        (r#""expires_in":1e300,"interval":0"#, (900, 1)),
        (r#""expires_in":-5,"interval":-1"#, (900, 5)),
        (r#""expires_in":99999999999,"interval":"86400""#, (86_400, 600)),
        (r#""expires_in":[900],"interval":{"seconds":5}"#, (900, 5)),
        (r#""expires_in":null,"interval":true"#, (900, 5)),
    ];
    for (numbers, (life, interval)) in table {
        let code = odd(numbers);
        assert_eq!(
            (code.expires_in, code.interval),
            (SECONDS(life), SECONDS(interval)),
            "{numbers}"
        );
    }
}

#[test]
fn a_code_answer_without_what_a_person_needs_is_nonsense() {
    let table = [
        (r#"{"user_code":"U","verification_uri":"https://x/"}"#, "device_code"),
        (r#"{"device_code":"d","verification_uri":"https://x/"}"#, "user_code"),
        (r#"{"device_code":"d","user_code":"U"}"#, "verification_uri"),
        (
            r#"{"device_code":"d","user_code":"U","verification_uri":"javascript:alert(1)//://"}"#,
            "verification_uri",
        ),
        (
            r#"{"device_code":"d","user_code":"U","verification_uri":"https://x/ y"}"#,
            "verification_uri",
        ),
    ];
    for (body, missing) in table {
        match DeviceAnswer::read(200, None, body.as_bytes()) {
            DeviceAnswer::Nonsense(what) => assert!(what.contains(missing), "{what}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_error_with_status_200_is_an_error() {
    let body = br#"{"error":"invalid_scope","error_description":"AADSTS70011: The provided value for the input parameter 'scope' is not valid."}"#;
    match DeviceAnswer::read(200, None, body) {
        DeviceAnswer::Refused(error) => {
            assert_eq!((error.error.as_str(), error.codes), ("invalid_scope", vec![70011]));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        refusal(200, r#"{"error":"expired_token","access_token":"x"}"#).error,
        "expired_token"
    );
}

#[test]
fn polling_goes_on_for_these_words_alone() {
    let interval = |answer: TokenAnswer| match answer {
        TokenAnswer::SlowDown { interval } => interval,
        other => panic!("{other:?}"),
    };
    for status in [200, 400, 428, 429] {
        let body = br#"{"error":"authorization_pending","error_codes":[70016]}"#;
        assert!(matches!(TokenAnswer::read(status, None, body), TokenAnswer::Pending), "{status}");
    }
    let slower = |body: &str| interval(TokenAnswer::read(403, None, body.as_bytes()));
    assert_eq!(slower(r#"{"error":"slow_down"}"#), None);
    assert_eq!(slower(r#"{"error":"slow_down","interval":10}"#), Some(SECONDS(10)));
    assert_eq!(slower(r#"{"error":"slow_down","interval":"12"}"#), Some(SECONDS(12)));
    let waits = TokenAnswer::read(429, Some(30), br#"{"error":"slow_down"}"#);
    assert_eq!(interval(waits), Some(SECONDS(30)));
    for word in [
        "authorization_declined",
        "access_denied",
        "expired_token",
        "bad_verification_code",
        "invalid_client",
        "invalid_grant",
        "interaction_required",
        "Authorization_Pending",
        "something_new",
    ] {
        assert_eq!(refusal(400, &format!(r#"{{"error":"{word}"}}"#)).error, word);
    }
}

#[test]
fn entras_refusal_keeps_all_that_support_asks_for() {
    let error = refusal(
        400,
        r#"{"error":"invalid_grant","error_description":"AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed. Trace ID: 0d36d7f5-0a20-4d39-9b3c-a1ab1f5a2b00 Correlation ID: 5b4c2f5e-24a8-4c53-b0c2-31b1f4f1e6ad Timestamp: 2026-08-22 10:11:12Z","error_codes":[50173],"timestamp":"2026-08-22 10:11:12Z","trace_id":"0d36d7f5-0a20-4d39-9b3c-a1ab1f5a2b00","correlation_id":"5b4c2f5e-24a8-4c53-b0c2-31b1f4f1e6ad","error_uri":"https://login.microsoftonline.com/error?code=50173","suberror":"bad_token"}"#,
    );
    assert_eq!(error.codes, [50173]);
    assert_eq!(error.suberror.as_deref(), Some("bad_token"));
    assert_eq!(error.trace_id.as_deref(), Some("0d36d7f5-0a20-4d39-9b3c-a1ab1f5a2b00"));
    assert_eq!(error.correlation_id.as_deref(), Some("5b4c2f5e-24a8-4c53-b0c2-31b1f4f1e6ad"));
    assert_eq!(error.timestamp.as_deref(), Some("2026-08-22 10:11:12Z"));
    assert!(error.to_string().starts_with("invalid_grant: AADSTS50173: The provided grant"));
}

#[test]
fn entras_older_refusal_holds_the_ids_in_the_description_only() {
    let error = refusal(
        401,
        r#"{"error":"invalid_client","error_description":"AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.\r\nTrace ID: aa-1\r\nCorrelation ID: bb-2\r\nTimestamp: 2021-03-04 05:06:07Z","error_codes":["7000218","x",90014]}"#,
    );
    assert_eq!(error.codes, [7_000_218, 90014]);
    assert_eq!(error.trace_id.as_deref(), Some("aa-1"));
    assert_eq!(error.correlation_id.as_deref(), Some("bb-2"));
    assert_eq!(error.timestamp.as_deref(), Some("2021-03-04 05:06:07Z"));
    assert!(!error.description.contains(['\r', '\n']));
}

#[test]
fn an_endless_description_is_cut() {
    let long = "ö ".repeat(9_000);
    let error = refusal(
        400,
        &format!(
            r#"{{"error":"{}","error_description":"{long}","suberror":"\u0007\u001b"}}"#,
            "e".repeat(500)
        ),
    );
    assert_eq!(error.description.chars().count(), 2_000);
    assert_eq!(error.error.len(), 100);
    assert_eq!(error.suberror, None);
}

#[test]
fn trouble_of_the_server_is_not_a_refusal() {
    let busy = |status, retry_after, body: &str| {
        let device = DeviceAnswer::read(status, retry_after, body.as_bytes());
        let token = TokenAnswer::read(status, retry_after, body.as_bytes());
        match (device, token) {
            (DeviceAnswer::Busy { retry_after: a }, TokenAnswer::Busy { retry_after: b })
                if a == b =>
            {
                a
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(busy(429, Some(17), ""), Some(SECONDS(17)));
    assert_eq!(busy(503, Some(86_400), "<html>Service Unavailable</html>"), Some(SECONDS(3_600)));
    assert_eq!(busy(500, None, r#"{"error":"invalid_grant"}"#), None);
    assert_eq!(busy(502, None, r#"{"access_token":"half"#), None);
    assert_eq!(busy(400, None, r#"{"error":"temporarily_unavailable"}"#), None);
    assert_eq!(busy(400, Some(3), r#"{"error":"server_error"}"#), Some(SECONDS(3)));
    assert_eq!(busy(403, None, r#"{"error_code":"rate_limit_exceeded"}"#), None);
    assert_eq!(busy(503, None, r#"{"error":{"code":503,"status":"UNAVAILABLE"}}"#), None);
}

#[test]
fn what_is_no_answer_is_described_without_being_quoted() {
    let over = format!(r#"{{"access_token":"{}"}}"#, "s3cret".repeat(20_000));
    let table: [(u16, &str, &str); 10] = [
        (400, "<!DOCTYPE html><html>s3cret</html>", "HTTP 400 with an HTML page"),
        (200, r#"{"access_token":"s3cret"#, "HTTP 200 with JSON that ends too early"),
        (200, "", "HTTP 200 with an empty body"),
        (200, "s3cret", "HTTP 200 with a body that is not JSON"),
        (200, r#"["s3cret"]"#, "HTTP 200 with JSON that is not an object"),
        (200, &over, "HTTP 200 with a body over 64 KiB"),
        (302, r#"{"access_token":"s3cret"}"#, "HTTP 302 without an error word"),
        (200, r#"{"refresh_token":"s3cret"}"#, "a token answer without access_token"),
        (
            200,
            r#"{"access_token":"s3cret\u0001auth=","token_type":"Bearer"}"#,
            "a token answer without access_token",
        ),
        (
            200,
            r#"{"access_token":"s3cret","token_type":"mac"}"#,
            "a token that is not a bearer token",
        ),
    ];
    for (status, body, expected) in table {
        match TokenAnswer::read(status, None, body.as_bytes()) {
            TokenAnswer::Nonsense(what) => assert_eq!(what, expected),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn tokens_are_read_and_never_shown() {
    let tokens = tokens(
        r#"{"token_type":"bearer","scope":"https%3A%2F%2Foutlook.office.com%2FSMTP.Send%20offline_access","expires_in":"5198","ext_expires_in":5198,"access_token":"EwBAAl3B-s3cret","refresh_token":"M.C5-s3cret","id_token":"a.b.s3cret"}"#,
    );
    assert_eq!(tokens.access_token.expose_secret(), "EwBAAl3B-s3cret");
    assert_eq!(tokens.refresh_token.as_ref().unwrap().expose_secret(), "M.C5-s3cret");
    assert_eq!(tokens.expires_in, SECONDS(5198));
    let scopes = tokens.scopes.clone().unwrap();
    assert_eq!(scopes, ["https://outlook.office.com/SMTP.Send", "offline_access"]);
    assert!(!format!("{tokens:?}").contains("s3cret"));
}

#[test]
fn what_a_token_answer_leaves_out_has_its_usual_meaning() {
    let bare = tokens(r#"{"access_token":"t","error":null,"error_description":""}"#);
    assert_eq!(bare.expires_in, SECONDS(3600));
    assert!(bare.refresh_token.is_none() && bare.scopes.is_none() && bare.id_token.is_none());
    assert_eq!(tokens(r#"{"access_token":"t","error":"","scope":""}"#).scopes, None);
    assert_eq!(
        tokens(r#"{"access_token":"t","scope":["a","b c"]}"#).scopes.unwrap(),
        ["a", "b", "c"]
    );
    assert_eq!(
        tokens(r#"{"access_token":"t","scope":"50% %zz %4"}"#).scopes.unwrap(),
        ["50%", "%zz", "%4"]
    );
}

#[test]
fn the_requests_hold_what_the_standards_ask_for() {
    let scopes = ["https://outlook.office.com/SMTP.Send".to_owned(), "offline_access".to_owned()];
    assert_eq!(
        *device_authorization_form("app 1", &scopes).encode(),
        "client_id=app%201&scope=https%3A%2F%2Foutlook.office.com%2FSMTP.Send%20offline_access"
    );
    let secret = SecretString::from("s3cret+/=");
    assert_eq!(
        *poll_form("app", &secret, ClientAuth::Public).encode(),
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=app&device_code=s3cret%2B%2F%3D"
    );
    let refresh =
        refresh_form("app", &secret, &[], ClientAuth::Secret(&SecretString::from("s3cret2")));
    assert_eq!(
        *refresh.encode(),
        "grant_type=refresh_token&client_id=app&refresh_token=s3cret%2B%2F%3D&client_secret=s3cret2"
    );
    let shown = format!("{refresh:?}");
    assert!(shown.contains("refresh_token") && !shown.contains("s3cret"), "{shown}");
}

#[test]
fn the_signed_in_name_is_read_from_the_first_claim_that_has_it() {
    let name = |claims: &str| {
        use base64::Engine as _;
        let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
        signed_in_name(&SecretString::from(format!("eyJhbGciOiJSUzI1NiJ9.{payload}.c2ln")))
    };
    assert_eq!(
        name(r#"{"email":"b@x","preferred_username":"scan@contoso.com"}"#).as_deref(),
        Some("scan@contoso.com")
    );
    assert_eq!(name(r#"{"upn":"u@x","preferred_username":7}"#).as_deref(), Some("7"));
    assert_eq!(name(r#"{"email":"åsa@x\u0000"}"#).as_deref(), Some("åsa@x"));
    assert_eq!(name(r#"{"sub":"1"}"#), None);
    assert_eq!(name("[]"), None);
    for odd in ["", "a", "a.b", "a.!.c", "..", "a.e30=.c"] {
        assert_eq!(signed_in_name(&SecretString::from(odd)), None, "{odd}");
    }
}
