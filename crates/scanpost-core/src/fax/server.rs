//! What an administrator sets for the fax server: the provider's address, how numbers are dialled, which of
//! them may be faxed to, and the cover.
//!
//! Which account faxes go out by is the function's slot ([`crate::site::Slot::FaxServer`]), and where the
//! provider's mail server stands is that account's provider. While no address is set, nothing is faxed.

use serde::{Deserialize, Serialize};

use super::number::{Dialling, MOST_DIGITS};
use super::range::Range;
use crate::account::is_address;
use crate::objection::{Objection, Reason};

/// Where the number stands in the provider's address.
pub const NUMBER: &str = "{number}";

/// Of allowed ones, and of denied ones.
const MOST_RANGES: usize = 100;

/// Longest cover, in octets: more does not fit on its page.
const LONGEST_COVER: usize = 2000;

/// Longest local part (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;

/// What a cover may say, each in braces.
const OF_A_COVER: [&str; 3] = ["{sender}", "{device}", "{subject}"];

/// The fax server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct FaxServer {
    /// The provider's address, with `{number}` once: `{number}@fax.example`. The number is digits; who wants
    /// a plus before it writes one. Default: empty, nothing is faxed.
    pub pattern: String,
    /// A recipient at this domain is a fax number: `08-12345@fax`. Default: `fax`.
    pub domain: String,
    /// Of numbers that are dialled without one: `46`. Default: none, they stay as they are.
    pub country_code: String,
    /// What is dialled before a country code. Default: `00`.
    pub international_prefix: String,
    /// What is dialled before an area code. Default: `0`.
    pub trunk_prefix: String,
    /// Ranges of numbers that may be faxed to. Default: every one.
    pub allowed: Vec<String>,
    /// Of those, ranges that may not. Default: none.
    pub denied: Vec<String>,
    /// A text that is put before what the device sends. Default: none.
    pub cover: String,
    /// The address that the provider knows. Default: the account's.
    pub sender: String,
}

impl Default for FaxServer {
    fn default() -> Self {
        Self {
            pattern: String::new(),
            domain: "fax".to_owned(),
            country_code: String::new(),
            international_prefix: "00".to_owned(),
            trunk_prefix: "0".to_owned(),
            allowed: vec!["*".to_owned()],
            denied: Vec::new(),
            cover: String::new(),
            sender: String::new(),
        }
    }
}

/// As a person types it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FaxServerEntered {
    pub pattern: String,
    pub domain: String,
    pub country_code: String,
    pub international_prefix: String,
    pub trunk_prefix: String,
    /// One a line, or with commas between them.
    pub allowed: String,
    pub denied: String,
    pub cover: String,
    pub sender: String,
}

impl FaxServer {
    pub fn dialling(&self) -> Dialling {
        Dialling {
            country_code: self.country_code.clone(),
            international_prefix: self.international_prefix.clone(),
            trunk_prefix: self.trunk_prefix.clone(),
        }
    }

    /// Whether whoever sets this leads what is faxed to other people than before.
    pub fn leads_elsewhere(&self, before: &FaxServer) -> bool {
        !self.pattern.is_empty() && self.pattern != before.pattern
    }

    pub fn entered(&self) -> FaxServerEntered {
        FaxServerEntered {
            pattern: self.pattern.clone(),
            domain: self.domain.clone(),
            country_code: self.country_code.clone(),
            international_prefix: self.international_prefix.clone(),
            trunk_prefix: self.trunk_prefix.clone(),
            allowed: self.allowed.join("\n"),
            denied: self.denied.join("\n"),
            cover: self.cover.clone(),
            sender: self.sender.clone(),
        }
    }

    /// The rules of [`FaxServerEntered::check`], for settings that nobody has typed.
    pub fn check(&self) -> Result<(), Vec<Objection>> {
        self.entered().check().map(|_| ())
    }
}

impl FaxServerEntered {
    /// The settings, or what is wrong with each field.
    pub fn check(&self) -> Result<FaxServer, Vec<Objection>> {
        let settings = FaxServer {
            pattern: self.pattern.trim().to_owned(),
            domain: self.domain.trim().trim_start_matches('@').to_lowercase(),
            country_code: self.country_code.trim().trim_start_matches('+').to_owned(),
            international_prefix: self.international_prefix.trim().to_owned(),
            trunk_prefix: self.trunk_prefix.trim().to_owned(),
            allowed: ranges_of(&self.allowed),
            denied: ranges_of(&self.denied),
            cover: self.cover.replace("\r\n", "\n").trim().to_owned(),
            sender: self.sender.trim().to_owned(),
        };
        let mut wrong = Vec::new();
        wrong.extend(settings.check_pattern());
        wrong.extend(settings.check_dialling());
        wrong.extend(settings.check_ranges());
        if !is_domain(&settings.domain) {
            let shown = settings.domain.escape_debug();
            wrong.push(Objection::new(Reason::FaxDomainInvalid, shown));
        }
        if !is_cover(&settings.cover) {
            wrong.push(Objection::new(Reason::FaxCoverInvalid, LONGEST_COVER));
        }
        if !settings.sender.is_empty() && !is_address(&settings.sender) {
            let invalid = Objection::new(Reason::AddressInvalid, settings.sender.escape_debug());
            wrong.push(invalid.at("sender"));
        }
        if wrong.is_empty() { Ok(settings) } else { Err(wrong) }
    }
}

impl FaxServer {
    fn check_pattern(&self) -> Option<Objection> {
        if self.pattern.is_empty() {
            return None;
        }
        let invalid =
            || Some(Objection::new(Reason::FaxPatternInvalid, self.pattern.escape_debug()));
        let Some((before, behind)) = self.pattern.split_once(NUMBER) else { return invalid() };
        if !self.pattern.is_ascii() || [before, behind].iter().any(|part| part.contains(['{', '}']))
        {
            return invalid();
        }
        let longest = self.pattern.replace(NUMBER, &"0".repeat(MOST_DIGITS));
        let local_part = longest.split('@').next().unwrap_or_default();
        if !is_address(&longest) || local_part.len() > LONGEST_LOCAL_PART {
            return invalid();
        }
        let abroad = &self.international_prefix;
        let worldwide = before == "+" || !abroad.is_empty() && before == abroad;
        let missing = worldwide && self.country_code.is_empty();
        missing.then(|| Objection::new(Reason::FaxCountryCodeMissing, self.pattern.escape_debug()))
    }

    fn check_dialling(&self) -> Vec<Objection> {
        let is_code = |code: &str| code.len() <= 3 && !code.starts_with('0');
        let is_prefix = |prefix: &str| prefix.len() <= 5;
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        let fields = [
            ("country_code", &self.country_code, is_code(&self.country_code)),
            (
                "international_prefix",
                &self.international_prefix,
                is_prefix(&self.international_prefix),
            ),
            ("trunk_prefix", &self.trunk_prefix, is_prefix(&self.trunk_prefix)),
        ];
        let wrong = fields.into_iter().filter(|(_, text, fits)| !digits(text) || !fits);
        let objection = |(field, text, _): (&'static str, &String, bool)| {
            Objection::new(Reason::FaxPrefixInvalid, text.escape_debug()).at(field)
        };
        let mut wrong: Vec<_> = wrong.map(objection).collect();
        let (abroad, trunk) = (&self.international_prefix, &self.trunk_prefix);
        if !abroad.is_empty() && trunk.starts_with(abroad.as_str()) {
            wrong.push(Objection::new(Reason::FaxPrefixesAlike, abroad.escape_debug()));
        }
        wrong
    }

    fn check_ranges(&self) -> Vec<Objection> {
        let dialling = self.dialling();
        let mut wrong = Vec::new();
        for (field, typed) in [("allowed", &self.allowed), ("denied", &self.denied)] {
            if typed.len() > MOST_RANGES {
                wrong.push(Objection::new(Reason::TooManyEntries, MOST_RANGES).at(field));
            }
            let nobody = typed.iter().find(|typed| Range::read(typed, &dialling).is_none());
            let invalid =
                |typed: &String| Objection::new(Reason::FaxRangeInvalid, typed.escape_debug());
            wrong.extend(nobody.map(|typed| invalid(typed).at(field)));
        }
        if self.allowed.is_empty() {
            wrong.push(Objection::new(Reason::FaxNumbersMissing, ""));
        }
        let denied: Vec<_> =
            self.denied.iter().filter_map(|typed| Range::read(typed, &dialling)).collect();
        let is_useless = |typed: &&String| {
            let allowed = Range::read(typed, &dialling);
            allowed.is_some_and(|allowed| denied.iter().any(|denied| denied.covers(&allowed)))
        };
        let useless = self.allowed.iter().find(is_useless);
        wrong.extend(useless.map(|typed| Objection::new(Reason::FaxRangeDenied, typed)));
        wrong
    }
}

/// As typed: one a line, or with commas between them. A blank is part of a number.
fn ranges_of(typed: &str) -> Vec<String> {
    let mut ranges = Vec::new();
    for part in typed.split([',', ';', '\n', '\r']).map(str::trim).filter(|part| !part.is_empty()) {
        if !ranges.iter().any(|known| known == part) {
            ranges.push(part.to_owned());
        }
    }
    ranges
}

fn is_domain(domain: &str) -> bool {
    domain.is_ascii() && is_address(&format!("1@{domain}"))
}

/// A text of some lines whose braces are all known.
fn is_cover(cover: &str) -> bool {
    let mut rest = cover.to_owned();
    for known in OF_A_COVER {
        rest = rest.replace(known, "");
    }
    let is_shown = |c: char| c == '\n' || !c.is_control();
    cover.len() <= LONGEST_COVER && cover.chars().all(is_shown) && !rest.contains(['{', '}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(change: impl FnOnce(&mut FaxServerEntered)) -> FaxServerEntered {
        let mut entered = FaxServer::default().entered();
        entered.pattern = "{number}@fax.example".to_owned();
        change(&mut entered);
        entered
    }

    #[test]
    fn what_was_checked_is_checked_again_as_the_same() {
        let typed = entered(|one| {
            one.pattern = " +{number}@fax.example ".to_owned();
            one.country_code = "+46".to_owned();
            one.domain = "@FAX".to_owned();
            one.allowed = "+46*, 08-123 45\r\n+46*\n".to_owned();
            one.denied = "0900*".to_owned();
            one.cover = "From {sender}\r\n{device}: {subject}\r\n".to_owned();
        });
        let settings = typed.check().expect("it is right");
        assert_eq!(settings.allowed, ["+46*", "08-123 45"]);
        assert_eq!((settings.country_code.as_str(), settings.domain.as_str()), ("46", "fax"));
        assert_eq!(settings.entered().check(), Ok(settings));
        assert_eq!(FaxServer::default().check(), Ok(()));
    }

    #[test]
    fn what_cannot_be_right_is_said_at_its_field() {
        type Change = fn(&mut FaxServerEntered);
        let table: [(Change, &[(Reason, &str)]); 23] = [
            (|_| (), &[]),
            (|one| one.pattern.clear(), &[]),
            (|one| one.pattern = "fax@x".into(), &[(Reason::FaxPatternInvalid, "pattern")]),
            (|one| one.pattern = "{number}".into(), &[(Reason::FaxPatternInvalid, "pattern")]),
            (
                |one| one.pattern = "{number}{number}@x".into(),
                &[(Reason::FaxPatternInvalid, "pattern")],
            ),
            (
                |one| one.pattern = "{name}{number}@x".into(),
                &[(Reason::FaxPatternInvalid, "pattern")],
            ),
            (|one| one.pattern = "a b{number}@x".into(), &[(Reason::FaxPatternInvalid, "pattern")]),
            (|one| one.pattern = "å{number}@x".into(), &[(Reason::FaxPatternInvalid, "pattern")]),
            (
                |one| one.pattern = format!("{}{{number}}@x", "a".repeat(45)),
                &[(Reason::FaxPatternInvalid, "pattern")],
            ),
            (|one| one.pattern = format!("{}{{number}}@x", "a".repeat(44)), &[]),
            (
                |one| one.pattern = "+{number}@x".into(),
                &[(Reason::FaxCountryCodeMissing, "country_code")],
            ),
            (
                |one| one.pattern = "00{number}@x".into(),
                &[(Reason::FaxCountryCodeMissing, "country_code")],
            ),
            (|one| one.country_code = "046".into(), &[(Reason::FaxPrefixInvalid, "country_code")]),
            (|one| one.trunk_prefix = "x".into(), &[(Reason::FaxPrefixInvalid, "trunk_prefix")]),
            (
                |one| one.international_prefix = "0".into(),
                &[(Reason::FaxPrefixesAlike, "international_prefix")],
            ),
            (|one| one.allowed.clear(), &[(Reason::FaxNumbersMissing, "allowed")]),
            (|one| one.allowed = "4*6".into(), &[(Reason::FaxRangeInvalid, "allowed")]),
            (|one| one.denied = "fax".into(), &[(Reason::FaxRangeInvalid, "denied")]),
            (|one| one.denied = "*".into(), &[(Reason::FaxRangeDenied, "allowed")]),
            (|one| one.domain.clear(), &[(Reason::FaxDomainInvalid, "domain")]),
            (|one| one.cover = "{number}".into(), &[(Reason::FaxCoverInvalid, "cover")]),
            (|one| one.cover = "å".repeat(1001), &[(Reason::FaxCoverInvalid, "cover")]),
            (|one| one.sender = "fax".into(), &[(Reason::AddressInvalid, "sender")]),
        ];
        for (change, wrong) in table {
            let typed = entered(change);
            let found = typed.check().err().unwrap_or_default();
            let found: Vec<_> =
                found.iter().map(|one| (one.reason, one.field.unwrap_or(""))).collect();
            assert_eq!(found, wrong, "{typed:?}");
        }
    }

    #[test]
    fn so_many_ranges_and_no_more() {
        let ranges =
            |count: usize| (0..count).map(|n| format!("+4{n}*")).collect::<Vec<_>>().join(",");
        let most = entered(|one| one.allowed = ranges(MOST_RANGES));
        assert!(most.check().is_ok());
        let more = entered(|one| one.denied = ranges(MOST_RANGES + 1));
        let found = more.check().expect_err("it is one more");
        assert_eq!((found[0].reason, found[0].field), (Reason::TooManyEntries, Some("denied")));
    }
}
