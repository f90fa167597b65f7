//! The way through a browser and back, and how a client proves who it is.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use scanpost_proto::oauth::{
    AdminConsent, AssertionAlgorithm, AuthorizationRequest, AuthorizationResponse, ClientAssertion,
    ClientAuth, IdToken, OauthError, Pkce, Prompt, admin_consent_url, client_credentials_form,
    code_form,
};
use secrecy::{ExposeSecret as _, SecretString};

const REDIRECT: &str = "http://localhost:8025/sign-in/return";

fn request<'a>(endpoint: &'a str, scopes: &'a [String]) -> AuthorizationRequest<'a> {
    AuthorizationRequest {
        endpoint,
        client_id: "app 1",
        redirect_uri: REDIRECT,
        scopes,
        state: "st&te",
        nonce: None,
        challenge: "E9Melhoa",
        login_hint: None,
        prompt: None,
        extra: &[],
    }
}

/// Code, state and issuer.
fn code(text: &str) -> (String, String, Option<String>) {
    match AuthorizationResponse::read(text) {
        AuthorizationResponse::Code { code, state, issuer } => {
            (code.expose_secret().to_owned(), state, issuer)
        }
        other => panic!("{text}: {other:?}"),
    }
}

fn refusal(text: &str) -> (OauthError, Option<String>) {
    match AuthorizationResponse::read(text) {
        AuthorizationResponse::Refused { error, state, .. } => (error, state),
        other => panic!("{text}: {other:?}"),
    }
}

fn nonsense(text: &str) -> &'static str {
    match AuthorizationResponse::read(text) {
        AuthorizationResponse::Nonsense(what) => what,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_request_is_an_address_with_everything_encoded() {
    let scopes = ["https://outlook.office.com/SMTP.Send".to_owned(), "offline_access".to_owned()];
    assert_eq!(
        request("https://login.example/t/authorize", &scopes).url(),
        "https://login.example/t/authorize?client_id=app%201&response_type=code\
         &redirect_uri=http%3A%2F%2Flocalhost%3A8025%2Fsign-in%2Freturn&response_mode=query\
         &scope=https%3A%2F%2Foutlook.office.com%2FSMTP.Send%20offline_access&state=st%26te\
         &code_challenge=E9Melhoa&code_challenge_method=S256"
    );
    let full = AuthorizationRequest {
        nonce: Some("n"),
        login_hint: Some("scan@contoso.com"),
        prompt: Some(Prompt::SelectAccount),
        extra: &[("access_type", "offline"), ("state", "another"), ("access_type", "online")],
        ..request("https://login.example/", &scopes)
    };
    let end = "&nonce=n&login_hint=scan%40contoso.com&prompt=select_account&access_type=offline";
    assert!(full.url().ends_with(end), "{}", full.url());
    assert_eq!(full.url().matches("&state=").count(), 1);
}

#[test]
fn an_endpoint_keeps_its_own_query_and_loses_its_fragment() {
    let table = [
        ("https://x/a?b=1", "https://x/a?b=1&client_id="),
        ("https://x/a?", "https://x/a?client_id="),
        ("https://x/a?b=1&", "https://x/a?b=1&client_id="),
        ("https://x/a#top", "https://x/a?client_id="),
    ];
    for (endpoint, start) in table {
        let url = request(endpoint, &[]).url();
        assert!(url.starts_with(start), "{url}");
    }
}

#[test]
fn an_administrator_is_sent_to_agree_for_the_tenant() {
    let scopes = ["https://outlook.office365.com/.default".to_owned()];
    assert_eq!(
        admin_consent_url(
            "https://login.example/t/v2.0/adminconsent",
            "app",
            REDIRECT,
            &scopes,
            "s"
        ),
        "https://login.example/t/v2.0/adminconsent?client_id=app\
         &redirect_uri=http%3A%2F%2Flocalhost%3A8025%2Fsign-in%2Freturn\
         &scope=https%3A%2F%2Foutlook.office365.com%2F.default&state=s"
    );
}

#[test]
fn the_proof_key_of_the_standard_comes_out() {
    // RFC 7636 Appendix B.
    let pkce = Pkce::from_random([
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37,
        77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ]);
    assert_eq!(pkce.verifier.expose_secret(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(pkce.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert!(!format!("{pkce:?}").contains("dBjft"));
}

#[test]
fn a_code_is_read_from_whatever_a_person_copies() {
    let expected = ("0.AX-s3cret".to_owned(), "s t".to_owned(), None);
    let table = [
        "code=0.AX-s3cret&state=s+t",
        "?code=0.AX-s3cret&state=s%20t",
        "http://localhost:8025/sign-in/return?code=0.AX-s3cret&state=s%20t&session_state=x",
        "  HTTPS://login.microsoftonline.com/common/oauth2/nativeclient?code=0.AX-s3cret&state=s+t#\r\n",
        "localhost:8025/?code=0.AX-s3cret&state=s+t",
        "/sign-in/return?state=s+t&code=0.AX-s3cret#_=_",
        "https://scanpost.example/a=b?code=0.AX-s3cret&state=s+t",
        "http://localhost/#code=0.AX-s3cret&state=s+t",
        "c%6fde=0.AX-s3cret&state=s+t&error=&iss=",
    ];
    for text in table {
        assert_eq!(code(text), expected, "{text}");
    }
    let (with_mark, _, issuer) = code("state=s&code=4/0A?b&iss=https://accounts.google.com");
    assert_eq!(with_mark, "4/0A?b");
    assert_eq!(issuer.as_deref(), Some("https://accounts.google.com"));
}

#[test]
fn a_code_is_never_shown() {
    let response = AuthorizationResponse::read("code=0.AX-s3cret&state=s");
    assert!(!format!("{response:?}").contains("s3cret"));
}

#[test]
fn a_refusal_brings_what_the_provider_said() {
    let (error, state) = refusal(
        "http://localhost/?error=access_denied&error_subcode=cancel&state=s\
         &error_description=AADSTS65004%3a+User+declined+to+consent.%0d%0aTrace+ID%3a+aa-1%0d%0a",
    );
    assert_eq!((error.error.as_str(), error.codes.as_slice()), ("access_denied", &[65004][..]));
    assert_eq!(error.suberror.as_deref(), Some("cancel"));
    assert_eq!(error.trace_id.as_deref(), Some("aa-1"));
    assert_eq!(error.description, "AADSTS65004: User declined to consent. Trace ID: aa-1");
    assert_eq!(state.as_deref(), Some("s"));
    // Both at once: nothing is redeemed.
    let (error, state) = refusal("error=login_required&code=0.AX");
    assert_eq!((error.error.as_str(), state), ("login_required", None));
}

#[test]
fn what_is_no_answer_is_told_apart_and_not_quoted() {
    let long = format!("code={}&state=s", "x".repeat(20_000));
    let long_state = format!("code=c&state={}", "x".repeat(600));
    let table = [
        ("", "an address that says nothing"),
        ("  http://localhost:8025/  ", "an address that says nothing"),
        ("http://localhost/?foo=bar", "an address without a code"),
        ("s3cret", "an address without a code"),
        ("code=&state=s", "an address without a code"),
        ("code=s3cret", "an address without a state"),
        ("code=s3cret&code=other&state=s", "an address with a parameter twice"),
        ("code=s3cret&state=s&stat%65=t", "an address with a parameter twice"),
        ("code=s3cret&state=s&error=a&error=b", "an address with a parameter twice"),
        ("code=s3cr%00et&state=s", "an address with a damaged code"),
        ("code=s3cr%C3%A5et&state=s", "an address with a damaged code"),
        ("code=%ff&state=s", "an address that is not UTF-8"),
        ("code=c&state=a%0db", "an address with a damaged parameter"),
        (&long_state, "an address with a damaged parameter"),
        (&long, "an address over 16 KiB"),
    ];
    for (text, what) in table {
        assert_eq!(nonsense(text), what, "{text}");
    }
}

#[test]
fn the_return_of_an_administrator_is_understood() {
    let text = "https://scanpost.example/consent?admin_consent=True\
                &tenant=5a4d1c0e-9b7f-4f63-8a21-6f0a5c0ffee0&state=s&scope=a+b";
    match AdminConsent::read(text) {
        AdminConsent::Given { tenant, state, scopes } => {
            assert_eq!(tenant, "5a4d1c0e-9b7f-4f63-8a21-6f0a5c0ffee0");
            assert_eq!(state, "s");
            assert_eq!(scopes.unwrap(), ["a", "b"]);
        }
        other => panic!("{other:?}"),
    }
    let refused = "error=access_denied&error_description=AADSTS65004%3A+No.&state=s&admin_consent=True&tenant=t";
    match AdminConsent::read(refused) {
        AdminConsent::Refused { error, state } => {
            assert_eq!((error.codes, state.as_deref()), (vec![65004], Some("s")));
        }
        other => panic!("{other:?}"),
    }
    let table = [
        ("tenant=t&state=s", "an address without an admin_consent"),
        ("admin_consent=False&tenant=t&state=s", "an admin_consent that is not True"),
        ("admin_consent=True&state=s", "an address without a tenant"),
        ("admin_consent=True&tenant=..%2Fx&state=s", "an address with a damaged tenant"),
        ("admin_consent=True&tenant=t", "an address without a state"),
    ];
    for (text, what) in table {
        match AdminConsent::read(text) {
            AdminConsent::Nonsense(found) => assert_eq!(found, what, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn each_client_proves_itself_in_its_own_way() {
    let (code, verifier) = (SecretString::from("c0de"), SecretString::from("ver1fier"));
    let secret = SecretString::from("s3cret");
    let form = |auth| code_form("app", &code, REDIRECT, &verifier, auth);
    let start = "grant_type=authorization_code&client_id=app&code=c0de\
                 &redirect_uri=http%3A%2F%2Flocalhost%3A8025%2Fsign-in%2Freturn\
                 &code_verifier=ver1fier";
    assert_eq!(*form(ClientAuth::Public).encode(), start);
    assert_eq!(
        *form(ClientAuth::Secret(&secret)).encode(),
        format!("{start}&client_secret=s3cret")
    );
    let shown = format!("{:?}", form(ClientAuth::Secret(&secret)));
    assert!(["c0de", "ver1fier", "s3cret"].iter().all(|hidden| !shown.contains(hidden)), "{shown}");

    let scopes = ["https://outlook.office365.com/.default".to_owned()];
    assert_eq!(
        *client_credentials_form("app", &scopes, ClientAuth::Assertion(&secret)).encode(),
        "grant_type=client_credentials&client_id=app\
         &scope=https%3A%2F%2Foutlook.office365.com%2F.default\
         &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion=s3cret"
    );
}

#[test]
fn an_assertion_says_who_asks_whom_and_until_when() {
    let assertion = ClientAssertion {
        algorithm: AssertionAlgorithm::Ps256,
        client_id: "app",
        audience: "https://login.example/t/oauth2/v2.0/token",
        jti: "once",
        issued_at: 1_000,
        expires_at: 1_600,
        x5t: None,
        x5t_s256: Some([0xff; 32]),
    };
    let part = |text: &str, n: usize| -> serde_json::Value {
        let part = BASE64_URL_SAFE_NO_PAD.decode(text.split('.').nth(n).unwrap()).unwrap();
        serde_json::from_slice(&part).unwrap()
    };
    let input = assertion.signing_input();
    let thumbprint = "_".repeat(42) + "8";
    assert_eq!(
        part(&input, 0),
        serde_json::json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint })
    );
    assert_eq!(
        part(&input, 1),
        serde_json::json!({
            "aud": "https://login.example/t/oauth2/v2.0/token", "exp": 1600, "iat": 1000,
            "iss": "app", "jti": "once", "nbf": 1000, "sub": "app",
        })
    );
    let signed = assertion.signed(&[0xfb, 0xff]);
    assert_eq!(signed.expose_secret(), format!("{input}.-_8"));

    let older = ClientAssertion {
        algorithm: AssertionAlgorithm::Rs256,
        x5t: Some([0; 20]),
        x5t_s256: None,
        ..assertion
    };
    let header = part(&older.signing_input(), 0);
    assert_eq!(header, serde_json::json!({ "alg": "RS256", "typ": "JWT", "x5t": "A".repeat(27) }));
}

#[test]
fn an_id_token_tells_whose_sign_in_it_was() {
    let claims = serde_json::json!({
        "preferred_username": "scan@contoso.com", "email": "scan@contoso.com",
        "name": "Scanner\u{202e}\r\nX", "tid": "t-1", "oid": "o-1", "nonce": "n-1",
        "upn": "x".repeat(500),
    });
    let payload = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    let token = IdToken::read(&SecretString::from(format!("e30.{payload}.c2ln"))).unwrap();
    assert_eq!(token.signed_in_name(), Some("scan@contoso.com"));
    assert_eq!(token.email.as_deref(), Some("scan@contoso.com"));
    assert_eq!(token.upn.unwrap().len(), 256);
    assert_eq!(token.name.as_deref(), Some("Scanner\u{202e} X"));
    assert_eq!(token.tenant_id.as_deref(), Some("t-1"));
    assert_eq!(token.object_id.as_deref(), Some("o-1"));
    assert_eq!(token.nonce.as_deref(), Some("n-1"));
    assert_eq!(IdToken::read(&SecretString::from("no token")), None);
}
