//! What was met becomes a finding. Pure: no socket, no clock.

use std::net::SocketAddr;

use scanpost_proto::oauth::AccessClaims;

use super::{Finding, Step, Why};
use crate::clock::Time;
use crate::fault::{Code, Fault};
use crate::oauth::notice::is_other_name;
use crate::oauth::{Account, Scopes};

/// A clock that is off by more is wrong: signed statements of an app are refused then, and so may be
/// good certificates. Kerberos and Entra draw the line at five minutes.
const CLOCKS_MAY_DIFFER_MILLIS: u64 = 5 * 60 * 1000;

/// More addresses of one name are not shown.
const MOST_LISTED: usize = 8;

/// Exchange Online by its id, in every cloud; and its two addresses, which are one service (provider
/// facts 1.7).
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
const EXCHANGE_WORLDWIDE: [&str; 2] = ["outlook.office.com", "outlook.office365.com"];

/// The clouds, by the ends of their names (provider facts 1.10).
const CLOUDS: [(&str, &[&str]); 3] = [
    ("worldwide", &["office.com", "office365.com", "outlook.com", "login.microsoftonline.com"]),
    ("us", &["office365.us", "microsoftonline.us"]),
    ("china", &["outlook.cn", "partner.microsoftonline.cn"]),
];

/// Whether there is room for another mail.
pub(super) fn disk(free_bytes: &Result<u64, Fault>, reserve_bytes: u64) -> Finding {
    match free_bytes {
        Err(fault) => Finding::Failed { fault: fault.clone() },
        Ok(free) if *free < reserve_bytes => Finding::Failed { fault: Code::DiskFull.into() },
        Ok(free) => Finding::passed([("bytes", free.to_string())]),
    }
}

/// One family of addresses is enough: that the other leads nowhere is then no more than a warning.
/// `none`: why a family has no address.
pub(super) fn families(met: [Option<Result<SocketAddr, Fault>>; 2], none: Why) -> [Finding; 2] {
    let one_is_good = met.iter().flatten().any(Result::is_ok);
    met.map(|family| match family {
        None => Finding::NotNeeded { why: none },
        Some(Ok(reached)) => {
            let (address, port) = (reached.ip().to_string(), reached.port().to_string());
            Finding::passed([("address", address), ("port", port)])
        }
        Some(Err(fault)) if one_is_good => Finding::Warned { fault },
        Some(Err(fault)) => Finding::Failed { fault },
    })
}

/// The names that had to be looked up, with what was found.
pub(super) fn listed(mail: (&str, &[SocketAddr]), sign_in: (&str, &[SocketAddr])) -> String {
    let of = |(name, found): (&str, &[SocketAddr])| {
        let mut all: Vec<_> = found.iter().map(|address| address.ip().to_string()).collect();
        all.dedup();
        if all.len() > MOST_LISTED {
            all.truncate(MOST_LISTED);
            all.push("…".to_owned());
        }
        let all = all.join(", ");
        if all == name { all } else { format!("{name} ({all})") }
    };
    if mail.0 == sign_in.0 { of(mail) } else { format!("{}, {}", of(mail), of(sign_in)) }
}

/// Whether the clocks agree. Who signs statements with a certificate gets no token otherwise.
pub(super) fn clock(ours: Time, theirs: Option<Time>, signs: bool) -> Finding {
    let Some(theirs) = theirs else { return Finding::NotNeeded { why: Why::NoDate } };
    let apart = ours.0.abs_diff(theirs.0);
    let seconds = (apart / 1000).to_string();
    if apart <= CLOCKS_MAY_DIFFER_MILLIS {
        return Finding::passed([("seconds", seconds)]);
    }
    let fault = Fault::new(Code::ClockWrong).fact("seconds", seconds);
    let fault = fault.fact("here", spelled(ours)).fact("there", spelled(theirs));
    if signs { Finding::Failed { fault } } else { Finding::Warned { fault } }
}

/// At which step a fault belongs, where one exchange covers several.
pub(super) fn step_of(fault: &Fault, otherwise: Step) -> Step {
    match fault.facts.get("stage").map(String::as_str) {
        _ if fault.code == Code::StarttlsMissing => Step::Tls,
        _ if fault.code == Code::OauthMissing => Step::Offers,
        Some("STARTTLS") => Step::Tls,
        Some("EHLO") if otherwise == Step::Offers => Step::Offers,
        Some("greeting" | "EHLO") => Step::Greeting,
        _ => otherwise,
    }
}

/// Why the mail server does not take a token, if that can be seen. What the server names itself is
/// believed; only its bare "no" is looked into.
pub(super) fn refused_log_in(
    fault: Fault,
    account: &Account,
    claims: Option<&AccessClaims>,
    signed_in_as: Option<&str>,
) -> Fault {
    let bare = [Code::LoginRefused, Code::LoginNotAccepted, Code::LoginWrong];
    if !bare.contains(&fault.code) {
        return fault;
    }
    let explained = claims.and_then(|claims| unfit(account, claims));
    let name = claims.and_then(|claims| claims.name.as_deref()).or(signed_in_as);
    match (explained, name) {
        (Some(code), _) => Fault { code, ..fault },
        (None, Some(name)) if is_other_name(name, &account.address) => {
            Fault { code: Code::LoginOtherMailbox, ..fault }.fact("name", name)
        }
        _ => fault,
    }
}

/// Why the mail server does not take a mail from the mailbox itself: no device's sender is in it.
pub(super) fn refused_mail(fault: Fault, account: &Account, signed_in_as: Option<&str>) -> Fault {
    match signed_in_as {
        Some(name) if fault.code == Code::SendAsDenied && is_other_name(name, &account.address) => {
            Fault { code: Code::LoginOtherMailbox, ..fault }.fact("name", name)
        }
        _ => fault,
    }
}

/// What a token is not made for.
fn unfit(account: &Account, claims: &AccessClaims) -> Option<Code> {
    let provider = &account.provider;
    let audience = claims.audience.as_deref().map(host);
    let issuer = claims.issuer.as_deref().map(host);
    let wanted = cloud(&provider.smtp.host);
    let made_in = audience.and_then(cloud).or(issuer.and_then(cloud));
    if let (Some(wanted), Some(made_in)) = (wanted, made_in)
        && wanted != made_in
    {
        return Some(Code::LoginOtherCloud);
    }
    if let Some(audience) = audience
        && !opens(&provider.oauth.scopes, audience)
    {
        return Some(Code::LoginOtherService);
    }
    let may_send = |permission: &String| {
        let asked = provider.oauth.scopes.sending.iter();
        let asked = asked.filter_map(|scope| scope.rsplit('/').next());
        asked.chain(["SMTP.SendAsApp"]).any(|known| known.eq_ignore_ascii_case(permission))
    };
    let granted = &claims.permissions;
    (!granted.is_empty() && !granted.iter().any(may_send)).then_some(Code::GrantScopeMissing)
}

/// Whether a token for this audience is one for the service that the scopes name.
fn opens(scopes: &Scopes, audience: &str) -> bool {
    let mut services = scopes.sending.iter().chain(&scopes.app_only).map(|scope| host(scope));
    let is_worldwide = |name: &str| EXCHANGE_WORLDWIDE.contains(&name);
    audience == EXCHANGE
        || services
            .any(|service| service == audience || is_worldwide(service) && is_worldwide(audience))
}

/// `outlook.office.com` of `https://outlook.office.com/SMTP.Send`; an id stays as it is.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// `2026-11-21 09:15:00 UTC`
fn spelled(time: Time) -> String {
    time.to_string().replace('T', " ").replace('Z', " UTC")
}

fn cloud(host: &str) -> Option<&'static str> {
    let is_of = |end: &&str| {
        host.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let known = CLOUDS.iter().find(|(_, ends)| ends.iter().any(is_of));
    known.map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::Provider;

    fn account(provider: &str) -> Account {
        let provider = Provider::named(provider).expect("is known");
        let name = "scans".parse().expect("a name");
        Account::new(name, "scans@example.com".to_owned(), provider, Time(0))
    }

    fn claims(audience: &str, issuer: &str, permission: &str, name: &str) -> AccessClaims {
        AccessClaims {
            audience: Some(audience.to_owned()),
            issuer: Some(issuer.to_owned()),
            permissions: vec![permission.to_owned()],
            name: Some(name.to_owned()),
        }
    }

    #[test]
    fn a_bare_refusal_is_explained_by_what_stands_in_the_token() {
        let (sts, v2_us) =
            ("https://sts.windows.net/t/", "https://login.microsoftonline.us/t/v2.0");
        let (outlook, own) = ("https://outlook.office.com", "Scans@example.com");
        let table = [
            ("exchange-online", outlook, sts, "SMTP.Send", own, Code::LoginRefused),
            ("exchange-online", EXCHANGE, sts, "SMTP.SendAsApp", own, Code::LoginRefused),
            (
                "exchange-online",
                "https://outlook.office365.com/",
                sts,
                "smtp.send",
                own,
                Code::LoginRefused,
            ),
            (
                "exchange-online",
                "https://graph.microsoft.com",
                sts,
                "SMTP.Send",
                own,
                Code::LoginOtherService,
            ),
            ("exchange-online", outlook, sts, "Mail.Send", own, Code::GrantScopeMissing),
            (
                "exchange-online",
                outlook,
                sts,
                "SMTP.Send",
                "bo@example.com",
                Code::LoginOtherMailbox,
            ),
            ("exchange-online", EXCHANGE, v2_us, "SMTP.Send", own, Code::LoginOtherCloud),
            (
                "exchange-online",
                "https://outlook.office365.us",
                sts,
                "SMTP.Send",
                own,
                Code::LoginOtherCloud,
            ),
            ("gcc-high", outlook, sts, "SMTP.Send", own, Code::LoginOtherCloud),
            (
                "gcc-high",
                "https://outlook.office365.us",
                v2_us,
                "SMTP.Send",
                own,
                Code::LoginRefused,
            ),
            (
                "china-21vianet",
                "https://partner.outlook.cn",
                sts,
                "SMTP.Send",
                own,
                Code::LoginRefused,
            ),
        ];
        for (provider, audience, issuer, permission, name, code) in table {
            let claims = claims(audience, issuer, permission, name);
            let fault = Fault::new(Code::LoginRefused).words("535 5.7.3");
            let judged = refused_log_in(fault, &account(provider), Some(&claims), None);
            assert_eq!(judged.code, code, "{provider} {claims:?}");
            assert_eq!(judged.words.as_deref(), Some("535 5.7.3"), "the evidence stays");
        }
    }

    #[test]
    fn where_the_token_cannot_be_read_the_name_of_the_sign_in_counts() {
        let judged =
            |code: Code, name| refused_log_in(code.into(), &account("gmail"), None, name).code;
        let other = Some("bo@example.com");
        assert_eq!(judged(Code::LoginNotAccepted, other), Code::LoginOtherMailbox);
        assert_eq!(
            judged(Code::LoginNotAccepted, Some("SCANS@example.com")),
            Code::LoginNotAccepted
        );
        assert_eq!(judged(Code::LoginRefused, None), Code::LoginRefused);
        assert_eq!(
            judged(Code::SmtpAuthOffTenant, other),
            Code::SmtpAuthOffTenant,
            "what the server names itself is believed"
        );
    }

    #[test]
    fn who_may_not_send_from_the_mailbox_is_named_where_it_is_somebody_else() {
        let judged = |code: Code, name| refused_mail(code.into(), &account("gmail"), name).code;
        let (other, own) = (Some("bo@example.com"), Some("Scans@example.com"));
        assert_eq!(judged(Code::SendAsDenied, other), Code::LoginOtherMailbox);
        assert_eq!(judged(Code::SendAsDenied, own), Code::SendAsDenied);
        assert_eq!(judged(Code::SendAsDenied, None), Code::SendAsDenied);
        assert_eq!(judged(Code::MailboxFull, other), Code::MailboxFull);
    }

    #[test]
    fn clocks_may_differ_by_five_minutes_and_not_by_a_second_more() {
        let now = Time(1_795_252_500_000);
        let code = |theirs: i64, signs| {
            let finding = clock(now, Some(Time(now.0 + theirs * 1000)), signs);
            (finding.as_str(), finding.fault().map(|fault| fault.code))
        };
        for seconds in [0, 300, -300] {
            assert_eq!(code(seconds, true), ("passed", None), "{seconds}");
        }
        for seconds in [301, -301, 31_536_000] {
            assert_eq!(code(seconds, false), ("warned", Some(Code::ClockWrong)), "{seconds}");
            assert_eq!(code(seconds, true), ("failed", Some(Code::ClockWrong)), "{seconds}");
        }
        assert_eq!(clock(now, None, true).as_str(), "not-needed");
        let wrong = clock(Time(0), Some(now), false);
        let facts = &wrong.fault().expect("a fault").facts;
        assert_eq!(facts["here"], "1970-01-01 00:00:00 UTC");
        assert_eq!(facts["there"], "2026-11-21 09:15:00 UTC");
    }

    #[test]
    fn one_family_of_addresses_is_enough() {
        let good = || Some(Ok("192.0.2.1:587".parse().expect("an address")));
        let bad = || Some(Err(Fault::new(Code::ConnectionTimedOut)));
        let words = |met| families(met, Why::NoAddress).map(|finding| finding.as_str());
        assert_eq!(words([good(), bad()]), ["passed", "warned"]);
        assert_eq!(words([bad(), good()]), ["warned", "passed"]);
        assert_eq!(words([bad(), bad()]), ["failed", "failed"]);
        assert_eq!(words([good(), None]), ["passed", "not-needed"]);
        assert_eq!(words([None, bad()]), ["not-needed", "failed"]);
    }

    #[test]
    fn the_names_are_listed_with_their_addresses_and_nothing_twice() {
        let found: Vec<SocketAddr> =
            ["192.0.2.1:587", "[2001:db8::1]:587"].map(|text| text.parse().expect("one")).into();
        let own = [found[0]];
        let list = |mail: &str, sign_in: &str| listed((mail, &found), (sign_in, &own));
        assert_eq!(
            list("smtp.test", "login.test"),
            "smtp.test (192.0.2.1, 2001:db8::1), login.test (192.0.2.1)"
        );
        assert_eq!(list("smtp.test", "192.0.2.1"), "smtp.test (192.0.2.1, 2001:db8::1), 192.0.2.1");
        assert_eq!(list("proxy.test", "proxy.test"), "proxy.test (192.0.2.1, 2001:db8::1)");
        let many: Vec<SocketAddr> = (0..40).map(|last| ([192, 0, 2, last], 587).into()).collect();
        let listed = listed(("smtp.test", &many), ("smtp.test", &many));
        assert!(listed.ends_with("192.0.2.7, …)"), "{listed}");
    }

    #[test]
    fn a_disk_without_its_reserve_is_full() {
        assert_eq!(disk(&Ok(100), 100).as_str(), "passed");
        let fault = |finding: Finding| finding.fault().map(|fault| fault.code);
        assert_eq!(fault(disk(&Ok(99), 100)), Some(Code::DiskFull));
        let failed = disk(&Err(Code::StorageFailed.into()), 0);
        assert_eq!(fault(failed), Some(Code::StorageFailed));
    }
}
