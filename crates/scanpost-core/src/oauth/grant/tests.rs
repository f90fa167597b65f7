//! Every arrow of the life of a grant and of a code, as tables.

use proptest::prelude::*;
use scanpost_proto::oauth::DeviceAuthorization;
use secrecy::ExposeSecret;

use super::*;

const START: Time = Time(1_000_000);
const LATER: Time = Time(2_000_000);
const LIFE: Duration = Duration::from_secs(3599);

// Answers as they come over the wire: (status, body), read as the keeper reads them.

const TOKENS: &str = r#"{"token_type":"Bearer","expires_in":3599,"access_token":"access-2","refresh_token":"refresh-2"}"#;
const TOKENS_WITHOUT_REFRESH: &str =
    r#"{"token_type":"Bearer","expires_in":3599,"access_token":"access-2"}"#;
const REVOKED: &str =
    r#"{"error":"invalid_grant","error_description":"AADSTS50173: …","error_codes":[50173]}"#;
const MFA: &str = r#"{"error":"interaction_required","error_codes":[50076]}"#;
const BARE: &str =
    r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#;
const UNKNOWN_NUMBER: &str = r#"{"error":"invalid_grant","error_codes":[4000000]}"#;
const MALFORMED: &str = r#"{"error":"invalid_grant","error_codes":[9002313]}"#;
const BLOCKED: &str = r#"{"error":"invalid_grant","error_codes":[530036]}"#;
const SECRET_WRONG: &str = r#"{"error":"invalid_client","error_codes":[7000215]}"#;
const PENDING: &str = r#"{"error":"authorization_pending","error_codes":[70016]}"#;
const SLOW_DOWN: &str = r#"{"error":"slow_down"}"#;
const PAGE: &str = "<!doctype html><title>Welcome to the hotel</title>";

fn answer(status: u16, body: &str) -> TokenAnswer {
    TokenAnswer::read(status, None, body.as_bytes())
}

fn live() -> Live {
    let tokens = Tokens {
        access_token: "access-1".into(),
        refresh_token: Some("refresh-1".into()),
        expires_in: LIFE,
        scopes: None,
        id_token: None,
    };
    Live::granted(tokens, Way::DeviceCode, &["send".to_owned()], START)
}

fn lapsed(code: Code) -> Lapsed {
    Lapsed { why: code.into(), since: START, last: live() }
}

/// A grant in words: `live access refresh [hindered]` or `lapsed access refresh why since`.
fn shown(grant: &Grant) -> String {
    let secret = |secret: &SecretString| secret.expose_secret().to_owned();
    let tokens = |live: &Live| {
        let refresh = live.tokens.refresh_token.as_ref().map_or("none".to_owned(), secret);
        format!("{} {refresh}", secret(&live.tokens.access_token))
    };
    match grant {
        Grant::Absent => "absent".to_owned(),
        Grant::Live(live) => match &live.hindered {
            None => format!("live {}", tokens(live)),
            Some(fault) => format!("live {} {}", tokens(live), fault.code),
        },
        Grant::Lapsed(lapsed) => {
            format!("lapsed {} {} {}", tokens(&lapsed.last), lapsed.why.code, lapsed.since.0)
        }
    }
}

#[test]
fn a_refresh_of_a_live_grant_renews_hinders_or_lapses_it() {
    let table = [
        (200, TOKENS, "live access-2 refresh-2"),
        // Gmail sends no new refresh token: the old one goes on.
        (200, TOKENS_WITHOUT_REFRESH, "live access-2 refresh-1"),
        (400, REVOKED, "lapsed access-1 refresh-1 grant-revoked 2000000"),
        (400, MFA, "lapsed access-1 refresh-1 sign-in-mfa-needed 2000000"),
        (400, BARE, "lapsed access-1 refresh-1 grant-unclear 2000000"),
        (400, UNKNOWN_NUMBER, "lapsed access-1 refresh-1 grant-unclear 2000000"),
        (400, BLOCKED, "lapsed access-1 refresh-1 grant-of-device-code-blocked 2000000"),
        (400, MALFORMED, "live access-1 refresh-1 sign-in-request-malformed"),
        (401, SECRET_WRONG, "live access-1 refresh-1 sign-in-secret-wrong"),
        (429, "", "live access-1 refresh-1 sign-in-server-busy"),
        (503, PAGE, "live access-1 refresh-1 sign-in-server-busy"),
        // An error word beneath a 5xx is not meant.
        (500, REVOKED, "live access-1 refresh-1 sign-in-server-busy"),
        (
            400,
            r#"{"error":"temporarily_unavailable"}"#,
            "live access-1 refresh-1 sign-in-server-busy",
        ),
        (200, PAGE, "live access-1 refresh-1 sign-in-answer-unreadable"),
        (404, PAGE, "live access-1 refresh-1 sign-in-answer-unreadable"),
        (200, "{}", "live access-1 refresh-1 sign-in-answer-unreadable"),
        (400, PENDING, "live access-1 refresh-1 sign-in-answer-unreadable"),
        (400, SLOW_DOWN, "live access-1 refresh-1 sign-in-answer-unreadable"),
    ];
    for (status, body, expected) in table {
        let grant = live().refreshed(answer(status, body), LATER);
        assert_eq!(shown(&grant), expected, "{status} {body}");
    }
}

#[test]
fn a_refresh_of_a_lapsed_grant_brings_it_back_or_leaves_it_as_it_was() {
    let unclear = "lapsed access-1 refresh-1 grant-unclear 1000000";
    let table = [
        (200, TOKENS, "live access-2 refresh-2"),
        (200, TOKENS_WITHOUT_REFRESH, "live access-2 refresh-1"),
        // The newer word counts, the day on which it began stays.
        (400, REVOKED, "lapsed access-1 refresh-1 grant-revoked 1000000"),
        (400, BLOCKED, "lapsed access-1 refresh-1 grant-of-device-code-blocked 1000000"),
        (400, BARE, unclear),
        (400, MALFORMED, unclear),
        (401, SECRET_WRONG, unclear),
        (429, "", unclear),
        (503, "", unclear),
        (200, PAGE, unclear),
        (400, PENDING, unclear),
    ];
    for (status, body, expected) in table {
        let grant = lapsed(Code::GrantUnclear).refreshed(answer(status, body), LATER);
        assert_eq!(shown(&grant), expected, "{status} {body}");
    }
}

#[test]
fn only_a_definite_end_waits_for_a_person_alone() {
    for code in [Code::GrantRevoked, Code::GrantIdle, Code::GrantOfWebPage] {
        assert!(!lapsed(code).may_recover(), "{code}");
    }
    for code in [Code::GrantUnclear, Code::PolicyBlocked, Code::ConsentNeeded, Code::UserDisabled] {
        assert!(lapsed(code).may_recover(), "{code}");
    }
}

#[test]
fn a_server_that_cannot_be_asked_only_hinders() {
    let grant = live().hindered(Code::SignInUnreachable.into());
    assert_eq!(shown(&grant), "live access-1 refresh-1 sign-in-server-unreachable");
    let Grant::Live(hindered) = grant else { panic!("live before, live after") };
    let grant = hindered.refreshed(answer(200, TOKENS), LATER);
    assert_eq!(shown(&grant), "live access-2 refresh-2", "and the next answer clears it");
}

#[test]
fn a_grant_that_nothing_can_renew_lapses_with_its_last_token() {
    let mut last = live();
    last.tokens.refresh_token = None;
    let grant = last.ended(Code::GrantRevoked.into(), LATER);
    assert_eq!(shown(&grant), "lapsed access-1 none grant-revoked 2000000");
}

#[test]
fn what_an_administrator_sees_follows_from_the_state() {
    let table = [
        (Grant::Absent, TokenStatus::NotRetrieved),
        (Grant::Live(live()), TokenStatus::Retrieved),
        (live().hindered(Code::SignInBusy.into()), TokenStatus::Retrieved),
        (Grant::Lapsed(lapsed(Code::GrantRevoked)), TokenStatus::Invalid),
        (Grant::Lapsed(lapsed(Code::GrantUnclear)), TokenStatus::Invalid),
    ];
    for (grant, status) in table {
        assert_eq!(grant.token_status(), status, "{grant:?}");
    }
}

#[test]
fn a_refresh_keeps_who_signed_in_and_how() {
    let renewed = live().refreshed(answer(200, TOKENS), LATER);
    let renewed = renewed.live().expect("still a grant");
    assert_eq!(renewed.given, live().given);
    assert_eq!(renewed.refreshed_at, LATER);
    assert_eq!(renewed.tokens.access_ends_at, LATER + LIFE);
}

#[test]
fn scopes_that_the_provider_does_not_name_are_those_that_were_asked_for() {
    assert_eq!(live().given.scopes, ["send"]);
}

#[test]
fn a_grant_from_the_future_counts_as_refreshed_just_now() {
    let hour = 3_600_000;
    let now = Time(START.0 - hour);
    let read = Grant::Live(live()).read_at(now);
    let read = read.live().expect("still a grant");
    assert_eq!(read.refreshed_at, now);
    assert_eq!(read.tokens.access_ends_at, now + LIFE);
    let read = Grant::Live(live()).read_at(LATER);
    assert_eq!(read.live().expect("still a grant").refreshed_at, START, "the past stays");
}

fn asked() -> Asked {
    Asked::new(DeviceAuthorization {
        device_code: "device-code".into(),
        user_code: "ABCD".to_owned(),
        verification_uri: "https://provider.example/device".to_owned(),
        verification_uri_complete: None,
        expires_in: Duration::from_mins(15),
        interval: Duration::from_secs(5),
        message: None,
    })
}

/// A poll's outcome in words: `wait 5`, `granted` or a fault's code.
fn polled(polled: Polled) -> String {
    match polled {
        Polled::Wait(wait) => format!("wait {}", wait.as_secs()),
        Polled::Granted(_) => "granted".to_owned(),
        Polled::Ended(fault) => fault.code.to_string(),
    }
}

#[test]
fn only_what_is_on_the_allow_list_keeps_a_code_polling() {
    let table = [
        (400, PENDING, "wait 5"),
        (200, PENDING, "wait 5"),
        (428, PENDING, "wait 5"),
        (400, SLOW_DOWN, "wait 10"),
        (403, SLOW_DOWN, "wait 10"),
        (429, "", "wait 10"),
        (500, PAGE, "wait 10"),
        (503, r#"{"error":"invalid_grant"}"#, "wait 10"),
        (200, TOKENS, "granted"),
        (400, r#"{"error":"authorization_declined"}"#, "sign-in-declined"),
        (400, r#"{"error":"access_denied"}"#, "sign-in-declined"),
        (400, r#"{"error":"access_denied","error_codes":[530035]}"#, "sign-in-security-defaults"),
        (400, r#"{"error":"expired_token","error_codes":[70020]}"#, "sign-in-code-expired"),
        (400, r#"{"error":"bad_verification_code","error_codes":[70018]}"#, "sign-in-start-again"),
        (400, r#"{"error":"invalid_grant","error_codes":[7000014]}"#, "sign-in-start-again"),
        (401, r#"{"error":"invalid_client","error_codes":[7000218]}"#, "sign-in-public-client-off"),
        (400, r#"{"error":"invalid_grant","error_codes":[53003]}"#, "sign-in-device-code-blocked"),
        (400, r#"{"error":"invalid_grant","error_codes":[50173]}"#, "sign-in-start-again"),
        (400, r#"{"error":"something_new"}"#, "sign-in-refused"),
        (200, PAGE, "sign-in-answer-unreadable"),
        (404, PAGE, "sign-in-answer-unreadable"),
    ];
    for (status, body, expected) in table {
        assert_eq!(polled(asked().answered(answer(status, body))), expected, "{status} {body}");
    }
}

#[test]
fn slow_down_adds_five_seconds_for_good() {
    let mut asked = asked();
    let story = [
        (SLOW_DOWN, "wait 10"),
        (PENDING, "wait 10"),
        (SLOW_DOWN, "wait 15"),
        (PENDING, "wait 15"),
        // GitHub names the new interval; one that would be faster is not believed.
        (r#"{"error":"slow_down","interval":60}"#, "wait 60"),
        (r#"{"error":"slow_down","interval":5}"#, "wait 65"),
        (PENDING, "wait 65"),
    ];
    for (body, expected) in story {
        assert_eq!(polled(asked.answered(answer(400, body))), expected, "{body}");
    }
}

#[test]
fn waits_double_while_nobody_answers_and_are_as_before_afterwards() {
    let mut asked = asked();
    let waits: Vec<_> = (0..5).map(|_| asked.not_reached().as_secs()).collect();
    assert_eq!(waits, [10, 20, 40, 40, 40]);
    assert_eq!(polled(asked.answered(answer(400, PENDING))), "wait 5");
    assert_eq!(asked.not_reached().as_secs(), 10);
}

#[test]
fn a_busy_server_says_itself_how_long_to_wait() {
    let busy = || TokenAnswer::Busy { retry_after: Some(Duration::from_mins(2)) };
    assert_eq!(polled(asked().answered(busy())), "wait 120");
}

#[test]
fn neither_a_code_nor_a_grant_prints_its_secrets() {
    let printed = format!("{:?} {:?}", asked(), live());
    for secret in ["device-code", "access-1", "refresh-1"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

/// Answers of real servers that bring no new refresh token.
const BODIES: [&str; 13] = [
    TOKENS_WITHOUT_REFRESH,
    REVOKED,
    MFA,
    BARE,
    UNKNOWN_NUMBER,
    MALFORMED,
    BLOCKED,
    SECRET_WRONG,
    PENDING,
    SLOW_DOWN,
    PAGE,
    "",
    "{}",
];

const STATUSES: [u16; 11] = [200, 400, 401, 403, 404, 408, 428, 429, 500, 502, 503];

/// Any answer at all, real or made up; nothing where the server cannot be reached.
fn any_answer() -> impl Strategy<Value = Option<(u16, String)>> {
    let real = proptest::sample::select(&BODIES[..]).prop_map(str::to_owned);
    let made_up = ("[a-z_]{1,20}", any::<u32>())
        .prop_map(|(error, code)| format!(r#"{{"error":"{error}","error_codes":[{code}]}}"#));
    let body = prop_oneof![real, made_up, ".{0,40}"];
    proptest::option::weighted(0.9, (proptest::sample::select(&STATUSES[..]), body))
}

proptest! {
    /// Nothing that a server says, in whatever order, costs the refresh token; and a grant that was
    /// there is never gone.
    #[test]
    fn no_sequence_of_answers_ever_loses_the_refresh_token(
        answers in proptest::collection::vec(any_answer(), 1..20),
    ) {
        let mut grant = Grant::Live(live());
        for reply in answers {
            let reply = reply.map(|(status, body)| answer(status, &body));
            grant = match (grant, reply) {
                (Grant::Live(live), None) => live.hindered(Code::SignInUnreachable.into()),
                (Grant::Live(live), Some(answer)) => live.refreshed(answer, LATER),
                (Grant::Lapsed(lapsed), None) => Grant::Lapsed(lapsed),
                (Grant::Lapsed(lapsed), Some(answer)) => lapsed.refreshed(answer, LATER),
                (Grant::Absent, _) => panic!("only a sign-out removes a grant"),
            };
            let kept = grant.live().and_then(|live| live.tokens.refresh_token.as_ref());
            prop_assert_eq!(kept.map(ExposeSecret::expose_secret), Some("refresh-1"));
        }
    }

    /// However a code is answered, no wait between two polls is shorter than its interval.
    #[test]
    fn a_code_is_never_polled_faster_than_was_agreed(
        answers in proptest::collection::vec(any_answer(), 1..20),
    ) {
        let mut asked = asked();
        for reply in answers {
            let slowest_so_far = asked.interval;
            let polled = match reply {
                Some((status, body)) => asked.answered(answer(status, &body)),
                None => Polled::Wait(asked.not_reached()),
            };
            if let Polled::Wait(wait) = polled {
                prop_assert!(wait >= slowest_so_far);
                prop_assert!(asked.interval >= slowest_so_far);
            }
        }
    }
}

fn app(client_id: &str) -> IssuedTo {
    let token_endpoint = "https://login.example/contoso/token".to_owned();
    IssuedTo { client_id: client_id.to_owned(), token_endpoint }
}

fn live_of(app: IssuedTo, way: Way) -> Live {
    let mut live = live();
    (live.given.issued_to, live.given.way) = (Some(app), way);
    live
}

#[test]
fn a_persons_grant_to_another_app_waits_for_a_sign_in_and_comes_back_with_the_earlier_app() {
    let other = "lapsed access-1 refresh-1 grant-of-other-app 2000000";
    let tenant =
        IssuedTo { token_endpoint: "https://login.example/b/token".to_owned(), ..app("a") };
    let given = || Grant::Live(live_of(app("a"), Way::AuthorizationCode));
    assert_eq!(shown(&given().for_app(&app("a"), LATER)), "live access-1 refresh-1");
    for another in [app("b"), tenant] {
        let lapsed = given().for_app(&another, LATER);
        assert_eq!(shown(&lapsed), other);
        let Grant::Lapsed(waiting) = &lapsed else { panic!("{lapsed:?}") };
        assert!(!waiting.may_recover(), "its refresh token is shown to nobody");
        // Later changes and restarts leave the day on which it began.
        let again = lapsed.for_app(&app("c"), Time(3_000_000));
        assert_eq!(shown(&again), other);
        let back = again.for_app(&app("a"), Time(4_000_000));
        assert_eq!(shown(&back), "live access-1 refresh-1");
    }
}

#[test]
fn a_grant_that_had_lapsed_already_waits_for_a_sign_in_to_the_new_app() {
    let mut before = lapsed(Code::GrantUnclear);
    before.last.given.issued_to = Some(app("a"));
    let after = Grant::Lapsed(before).for_app(&app("b"), LATER);
    assert_eq!(shown(&after), "lapsed access-1 refresh-1 grant-of-other-app 2000000");
}

#[test]
fn an_app_of_its_own_asks_anew_and_shows_no_earlier_token() {
    let grant = Grant::Live(live_of(app("a"), Way::ClientCredentials)).for_app(&app("b"), LATER);
    let Grant::Live(live) = grant else { panic!("it needs no person") };
    assert_eq!(live.tokens.access_ends_at, LATER);
    assert_eq!(live.given.issued_to, Some(app("b")));
}

#[test]
fn a_grant_of_an_earlier_time_belongs_to_the_app_of_its_account() {
    assert_eq!(live().given.issued_to, None);
    let grant = Grant::Live(live()).for_app(&app("a"), LATER);
    assert_eq!(grant.live().expect("a grant").given.issued_to, Some(app("a")));
    let other = grant.for_app(&app("b"), LATER);
    assert_eq!(other.trouble().expect("lapsed").code, Code::GrantOfOtherApp);
}
