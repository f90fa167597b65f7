//! Bad days of signing in: policies, users, tokens, and a sign-in service that fails.

use super::{Situation, day};
use crate::switches::{Fault, HttpDoes, HttpMoment, Quirk, Switches, UserState, UserSwitch};

pub(super) const SIGN_IN: &[Situation] = &[
    day(
        "security-defaults",
        "1.8",
        "Security defaults refuse device codes in the browser (AADSTS530035)",
        |s| {
            quirk(s, Quirk::SecurityDefaults);
        },
    ),
    day(
        "security-defaults-at-poll",
        "1.8",
        "Security defaults refuse device codes only when the app polls (AADSTS530035)",
        |s| {
            quirk(s, Quirk::SecurityDefaults);
            quirk(s, Quirk::BlocksToldAtPoll);
        },
    ),
    day(
        "ca-blocks-device-code",
        "1.8",
        "Conditional Access refuses device codes in the browser (AADSTS53003)",
        |s| {
            quirk(s, Quirk::DeviceCodeBlocked);
        },
    ),
    day(
        "ca-blocks-device-code-at-poll",
        "1.8",
        "Conditional Access refuses device codes only when the app polls (AADSTS53003)",
        |s| {
            quirk(s, Quirk::DeviceCodeBlocked);
            quirk(s, Quirk::BlocksToldAtPoll);
        },
    ),
    day(
        "ca-blocks-refresh",
        "1.8",
        "Conditional Access refuses to refresh what came from a device code (AADSTS530036)",
        |s| {
            quirk(s, Quirk::DeviceCodeRefreshBlocked);
        },
    ),
    day(
        "ca-blocks-sign-in",
        "2",
        "Conditional Access refuses every sign-in and refresh (AADSTS53003)",
        |s| {
            quirk(s, Quirk::SignInBlocked);
        },
    ),
    day(
        "public-client-flows-off",
        "1.3",
        "The app does not allow public client flows (AADSTS7000218)",
        |s| {
            quirk(s, Quirk::PublicClientFlowsOff);
        },
    ),
    day(
        "consent-withdrawn",
        "1.7",
        "Consent is gone until somebody consents again (AADSTS65001)",
        |s| {
            quirk(s, Quirk::ConsentWithdrawn);
        },
    ),
    day("admin-consent-needed", "1.7", "Only an administrator can consent (AADSTS90094)", |s| {
        quirk(s, Quirk::AdminConsentNeeded);
    }),
    day("client-secret-expired", "2", "The client secrets have expired (AADSTS7000222)", |s| {
        quirk(s, Quirk::ClientSecretExpired);
    }),
    day(
        "no-mailbox-permission",
        "1.9",
        "The service principal may open no mailbox (535 5.7.3 for app-only tokens)",
        |s| {
            quirk(s, Quirk::NoMailboxPermission);
        },
    ),
    day("gmail", "5.1", "The provider speaks as Gmail's", |s| quirk(s, Quirk::Gmail)),
    day(
        "clock-ahead",
        "2",
        "The provider's clock is ten minutes ahead (AADSTS700024 for assertions)",
        |s| {
            s.clock_skew_seconds = 600;
        },
    ),
    day(
        "clock-behind",
        "2",
        "The provider's clock is ten minutes behind (AADSTS700024 for assertions)",
        |s| {
            s.clock_skew_seconds = -600;
        },
    ),
    day("user-disabled", "2", "Every user is disabled (AADSTS50057)", |s| {
        users(s, UserState::Disabled);
    }),
    day("user-locked", "2", "Every user is locked out of signing in (AADSTS50053)", |s| {
        users(s, UserState::Locked);
    }),
    day("password-expired", "2", "Every user's password has expired (AADSTS50055)", |s| {
        users(s, UserState::PasswordExpired);
    }),
    day("mfa-needed", "2", "A second factor is needed: older sign-ins end (AADSTS50076)", |s| {
        users(s, UserState::MfaNeeded);
    }),
    day("user-not-assigned", "2", "No user is assigned to the app (AADSTS50105)", |s| {
        users(s, UserState::NotAssigned);
    }),
    day("short-codes", "1.3", "A device code lives for ten seconds", |s| {
        s.code_lifetime_seconds = 10;
    }),
    day("slow-down", "7", "Whoever polls too early is told slow_down", |s| {
        quirk(s, Quirk::SlowDown);
    }),
    day(
        "strict-rotation",
        "1.6",
        "A refresh token works once; its second use revokes the sign-in",
        |s| {
            quirk(s, Quirk::StrictRotation);
        },
    ),
    day("keeps-refresh-token", "1.6", "A refresh gives no new refresh token", |s| {
        quirk(s, Quirk::KeepsRefreshToken);
    }),
    day("short-tokens", "1.5", "An access token lives for one minute", |s| {
        s.access_token_lifetime_seconds = Some(60);
    }),
    day(
        "bare-invalid-grant",
        "1.4",
        "The next refresh is refused with invalid_grant and nothing more",
        |s| {
            let bare = HttpDoes::Refuse { error: "invalid_grant".to_owned(), code: None };
            s.http_faults.push(Fault::next(1, HttpMoment::Refresh, bare));
        },
    ),
    day("errors-with-200", "1.2", "An OAuth error comes with HTTP 200", |s| {
        quirk(s, Quirk::ErrorsWith200);
    }),
    day("numbers-as-strings", "7", "Numbers in OAuth answers are strings", |s| {
        quirk(s, Quirk::NumbersAsStrings);
    }),
    day("no-interval", "7", "The answer with the device code names no interval", |s| {
        quirk(s, Quirk::NoInterval);
    }),
    day(
        "verification-uri-complete",
        "1.2",
        "The answer with the device code has an address with the code in it",
        |s| {
            quirk(s, Quirk::VerificationUriComplete);
        },
    ),
    day("scope-encoded", "1.5", "The granted scope is percent-encoded", |s| {
        quirk(s, Quirk::PercentEncodedScope);
    }),
    day("scope-missing", "1.5", "The granted scope is left out", |s| quirk(s, Quirk::NoScope)),
    day("sign-in-away", "9", "The token endpoint is away (503)", |s| token(s, status(503, None))),
    day("sign-in-busy", "9", "The token endpoint is busy (429, come back in 30 seconds)", |s| {
        token(s, status(429, Some(30)));
    }),
    day("sign-in-hangs", "9", "The token endpoint does not answer", |s| token(s, HttpDoes::Hang)),
    day("sign-in-resets", "9", "The token endpoint breaks off in the middle of its answer", |s| {
        token(s, HttpDoes::Reset);
    }),
    day("sign-in-html", "9", "The token endpoint answers with a page for people (502)", |s| {
        token(s, HttpDoes::HtmlPage { status: 502 });
    }),
    day("pages-slow", "9", "The sign-in pages take three seconds", |s| {
        page(s, HttpDoes::Wait { milliseconds: 3000 });
    }),
    day("pages-broken", "9", "The sign-in pages fail (500)", |s| {
        page(s, HttpDoes::HtmlPage { status: 500 });
    }),
    day("pages-hang", "9", "The sign-in pages never come", |s| page(s, HttpDoes::Hang)),
];

fn quirk(switches: &mut Switches, quirk: Quirk) {
    switches.quirks.insert(quirk);
}

fn users(switches: &mut Switches, state: UserState) {
    switches.users = vec![UserSwitch { who: "*".to_owned(), state }];
}

fn token(switches: &mut Switches, does: HttpDoes) {
    switches.http_faults.push(Fault::always(HttpMoment::Token, does));
}

fn page(switches: &mut Switches, does: HttpDoes) {
    switches.http_faults.push(Fault::always(HttpMoment::Page, does));
}

fn status(status: u16, retry_after: Option<u64>) -> HttpDoes {
    HttpDoes::Status { status, retry_after }
}
