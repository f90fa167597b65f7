//! Whom a recipient means: a mailbox, or somebody's fax.
//!
//! A device says that a recipient is a fax number in one of these ways:
//!
//! - `08-123 45@fax`: at the domain that is set for it, also as `FAX=+46812345@fax` (RFC 3191 §3)
//! - `08-123 45`: the number alone, from a device that cannot type an at sign
//! - `46812345@fax.example`: the provider's own address, which is held against the same rules
//!
//! A quoted local part means what stands in the quotes (RFC 5321 §4.1.2). At the provider's address a number
//! with anything about it, `46812345+x@fax.example`, is refused: nobody knows which number the provider
//! reads in it. Every other recipient is a mailbox. Whoever means a fax and may not send one is told so;
//! nothing that looks like a number goes out as an ordinary mail.

use std::sync::{Arc, PoisonError, RwLock};

use super::number::{Dialling, Number, SEPARATORS, WrongNumber};
use super::range::Range;
use super::server::{FaxServer, NUMBER};
use crate::account::AccountName;
use crate::fault::{Code, Fault};

/// What submission and delivery know of the fax server; replaced whole when it is changed.
#[derive(Debug, Default)]
pub struct Desk(RwLock<Arc<Office>>);

/// A recipient that is a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fax {
    /// What the mail goes out by.
    pub account: AccountName,
    pub number: Number,
    /// Where the provider takes it.
    pub address: String,
}

/// The settings, read once for many mails.
#[derive(Debug, Default)]
struct Office {
    settings: FaxServer,
    dialling: Dialling,
    allowed: Vec<Range>,
    denied: Vec<Range>,
    account: Option<AccountName>,
}

impl Desk {
    /// Puts new settings in the place of the old ones. `account`: what faxes go out by.
    pub fn replace(&self, settings: FaxServer, account: Option<AccountName>) {
        let office = Arc::new(Office::new(settings, account));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = office;
    }

    /// The fax that a recipient means; nothing: it is a mailbox.
    pub fn fax_to(&self, recipient: &str) -> Result<Option<Fax>, Fault> {
        self.office().fax_to(recipient)
    }

    /// The account that faxes go out by, if there are any.
    pub fn account(&self) -> Option<AccountName> {
        let office = self.office();
        office.account.clone().filter(|_| !office.settings.pattern.is_empty())
    }

    /// The address that the provider knows; nothing: the account's.
    pub fn sender(&self) -> Option<String> {
        let sender = self.office().settings.sender.clone();
        Some(sender).filter(|sender| !sender.is_empty())
    }

    /// What is put before a fax, with the facts of this mail; nothing where none is wanted.
    pub fn cover(&self, sender: &str, device: &str, subject: &str) -> Option<String> {
        let office = self.office();
        let cover = &office.settings.cover;
        (!cover.is_empty()).then(|| filled(cover, sender, device, subject))
    }

    fn office(&self) -> Arc<Office> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Office {
    fn new(settings: FaxServer, account: Option<AccountName>) -> Self {
        let dialling = settings.dialling();
        let read = |typed: &[String]| {
            typed.iter().filter_map(|typed| Range::read(typed, &dialling)).collect()
        };
        let (allowed, denied) = (read(&settings.allowed), read(&settings.denied));
        Self { settings, dialling, allowed, denied, account }
    }

    fn fax_to(&self, recipient: &str) -> Result<Option<Fax>, Fault> {
        let Some(typed) = self.number_in(recipient) else { return Ok(None) };
        let Some(account) = self.account.clone().filter(|_| !self.settings.pattern.is_empty())
        else {
            return Err(Code::FaxServerOff.into());
        };
        let number = self.dialling.read(&typed).map_err(|wrong| {
            let code = match wrong {
                WrongNumber::Signs | WrongNumber::Length => Code::FaxNumberInvalid,
                WrongNumber::AreaMissing => Code::FaxAreaMissing,
            };
            Fault::new(code).fact("number", &typed)
        })?;
        let holds = |ranges: &[Range]| ranges.iter().any(|range| range.holds(&number));
        if !holds(&self.allowed) || holds(&self.denied) {
            return Err(Fault::new(Code::FaxNumberRefused).fact("number", &number));
        }
        let address = self.settings.pattern.replace(NUMBER, number.digits());
        Ok(Some(Fax { account, number, address }))
    }

    /// What was typed for a number; nothing where a mailbox is meant.
    fn number_in(&self, recipient: &str) -> Option<String> {
        let Some((local_part, domain)) = recipient.rsplit_once('@') else {
            // The one mailbox without a domain (RFC 5321 §4.5.1).
            let is_mailbox = recipient.eq_ignore_ascii_case("postmaster");
            return (!is_mailbox).then(|| without_keyword(recipient).to_owned());
        };
        let meant = unquoted(local_part);
        let dialled = without_keyword(&meant);
        if domain.eq_ignore_ascii_case(&self.settings.domain) {
            return Some(dialled.to_owned());
        }
        // No mailbox is written with these, and at that domain nobody is faxed to.
        let is_neither = !local_part.starts_with('"') && local_part.contains([' ', '(', ')']);
        self.of_the_provider(&format!("{dialled}@{domain}"))
            .or_else(|| is_neither.then(|| recipient.to_owned()))
    }

    /// The number in an address of the provider's, or what is more than a number there.
    fn of_the_provider(&self, address: &str) -> Option<String> {
        let (before, behind) = self.settings.pattern.split_once(NUMBER)?;
        let number = strip_suffix(strip_prefix(address, before)?, behind)?;
        let digits = number.strip_prefix('+').unwrap_or(number);
        let is_number = digits.chars().all(|c| c.is_ascii_digit() || SEPARATORS.contains(&c))
            && digits.contains(|c: char| c.is_ascii_digit());
        if !is_number {
            return holds_a_number(number).then(|| number.to_owned());
        }
        // With a country code set, that is how numbers stand there; a prefix shows one as it is dialled.
        let Dialling { country_code, international_prefix, trunk_prefix } = &self.dialling;
        let mut prefixes = [international_prefix, trunk_prefix].into_iter();
        let is_dialled = number.starts_with('+')
            || prefixes.any(|prefix| !prefix.is_empty() && digits.starts_with(prefix.as_str()));
        let is_worldwide = !country_code.is_empty() && !is_dialled;
        Some(if is_worldwide { format!("+{number}") } else { number.to_owned() })
    }
}

/// What a local part means: a quoted one is the same mailbox without quotes and backslashes.
fn unquoted(local_part: &str) -> String {
    let quoted = local_part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let Some(quoted) = quoted else { return local_part.to_owned() };
    let mut characters = quoted.chars();
    let next = || match characters.next()? {
        '\\' => characters.next(),
        c => Some(c),
    };
    std::iter::from_fn(next).collect()
}

/// Whether a number stands among other signs: in front, as people dial it, or with more digits than a
/// person's name has.
fn holds_a_number(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let before = |c: char| c == '+' || SEPARATORS.contains(&c);
    let begins_with_one = text.trim_start_matches(before).starts_with(char::is_numeric);
    begins_with_one || digits > MOST_DIGITS_OF_A_NAME
}

/// `FAX=` says of which kind a number is (RFC 3191 §3).
fn without_keyword(local_part: &str) -> &str {
    strip_prefix(local_part, "FAX=").unwrap_or(local_part)
}

/// In capitals or not.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let begin = text.get(..prefix.len())?;
    begin.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// In capitals or not.
fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (text, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(text)
}

/// A cover with the facts in it. What a fact says is never read as another.
fn filled(cover: &str, sender: &str, device: &str, subject: &str) -> String {
    let facts = [("{sender}", sender), ("{device}", device), ("{subject}", subject)];
    let (mut text, mut rest) = (String::new(), cover);
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = facts.iter().find(|(name, _)| rest.starts_with(name));
        let (name, fact) = known.copied().unwrap_or(("{", "{"));
        text.extend(fact.chars().filter(|c| !c.is_control()).take(LONGEST_FACT));
        rest = &rest[name.len()..];
    }
    text + rest
}

/// Letters of a subject that a page has room for.
const LONGEST_FACT: usize = 200;

/// A year, as in `anna.1985`.
const MOST_DIGITS_OF_A_NAME: usize = 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::account::is_address;

    fn account() -> AccountName {
        "faxes".parse().expect("a name")
    }

    fn desk(change: impl FnOnce(&mut FaxServer)) -> Desk {
        let mut settings = FaxServer {
            pattern: "{number}@fax.example".to_owned(),
            country_code: "46".to_owned(),
            denied: vec!["0900*".to_owned()],
            ..FaxServer::default()
        };
        change(&mut settings);
        assert_eq!(settings.check(), Ok(()));
        let desk = Desk::default();
        desk.replace(settings, Some(account()));
        desk
    }

    fn address(desk: &Desk, recipient: &str) -> Result<Option<String>, Code> {
        desk.fax_to(recipient).map(|fax| fax.map(|fax| fax.address)).map_err(|fault| fault.code)
    }

    #[test]
    fn a_recipient_is_a_fax_or_a_mailbox_and_nothing_between() {
        let sweden = desk(|_| ());
        let fax = || Ok(Some("46812345@fax.example".to_owned()));
        for (recipient, meant) in [
            ("08-123 45@fax", fax()),
            ("(08) 123 45@FAX", fax()),
            ("FAX=+46812345@fax", fax()),
            ("fax=+46-8-12345@fax", fax()),
            ("\"08-123 45\"@fax", fax()),
            ("08 12345", fax()),
            ("FAX=+46812345", fax()),
            ("46812345@fax.example", fax()),
            ("+46812345@Fax.Example", fax()),
            ("0812345@fax.example", fax()),
            ("anna@contoso.example", Ok(None)),
            ("0812345@contoso.example", Ok(None)),
            ("FAX=+46812345@gateway.example", Ok(None)),
            ("support@fax.example", Ok(None)),
            ("postmaster", Ok(None)),
            ("anna@fax", Err(Code::FaxNumberInvalid)),
            ("08-ANNA@fax", Err(Code::FaxNumberInvalid)),
            ("1/T33S=6377@fax", Err(Code::FaxNumberInvalid)),
            ("08 123 45@contoso.example", Err(Code::FaxNumberInvalid)),
            ("12345@fax", Err(Code::FaxAreaMissing)),
            ("0900-123@fax", Err(Code::FaxNumberRefused)),
            ("46900123@fax.example", Err(Code::FaxNumberRefused)),
            ("anna.1985@fax.example", Ok(None)),
            ("\"anna berg\"@fax.example", Ok(None)),
            ("FAX=46812345@fax.example", fax()),
            ("\"46-8\\-12345\"@fax.example", fax()),
            ("46812345+x@fax.example", Err(Code::FaxNumberInvalid)),
            ("x.46812345@fax.example", Err(Code::FaxNumberInvalid)),
            ("\"46812345 \\\"\"@fax.example", Err(Code::FaxNumberInvalid)),
            ("٤٦٨١٢٣٤٥@fax.example", Err(Code::FaxNumberInvalid)),
            ("7@fax", Err(Code::FaxAreaMissing)),
        ] {
            assert_eq!(address(&sweden, recipient), meant, "{recipient}");
        }
        let worldwide = desk(|one| one.pattern = "+{number}@fax.example".to_owned());
        let expected = Ok(Some("+46812345@fax.example".to_owned()));
        for recipient in ["08 12345@fax", "+46812345@fax.example", "+0812345@fax.example"] {
            assert_eq!(address(&worldwide, recipient), expected, "{recipient}");
        }
    }

    #[test]
    fn while_it_is_off_a_number_is_refused_and_a_mailbox_is_not() {
        let without_pattern = desk(|one| one.pattern.clear());
        let without_account = desk(|_| ());
        without_account
            .replace(FaxServer { pattern: "{number}@x".into(), ..FaxServer::default() }, None);
        for desk in [Desk::default(), without_pattern, without_account] {
            assert_eq!(desk.account(), None);
            for recipient in ["08-12345@fax", "0812345"] {
                assert_eq!(address(&desk, recipient), Err(Code::FaxServerOff), "{recipient}");
            }
            assert_eq!(address(&desk, "anna@contoso.example"), Ok(None));
        }
    }

    #[test]
    fn a_cover_names_who_sends_and_no_fact_reads_as_another() {
        let desk = desk(|one| one.cover = "{sender}, {device}:\n{subject}".to_owned());
        let cover = desk.cover("a@b", "{subject}", "One\r\ntwo");
        assert_eq!(cover.as_deref(), Some("a@b, {subject}:\nOnetwo"));
        desk.replace(FaxServer::default(), None);
        assert_eq!(desk.cover("a@b", "copier", "x"), None);
    }

    /// The same number in other words: none of them may reach the provider.
    fn spelled() -> impl Strategy<Value = String> {
        let number = "([+]?(46|0|0046|46[(]0[)]))[ .-]?900[-.]?123";
        let plain = (number, "(FAX=|fax=)?", "([+][a-z]{1,4}|/T33S=[0-9]|,,1|x)?")
            .prop_map(|(number, keyword, behind)| format!("{keyword}{number}{behind}"));
        let quoted = (plain.clone(), proptest::collection::vec(any::<bool>(), 40)).prop_map(
            |(plain, escapes)| {
                let of_one = |(c, escaped)| if escaped { format!("\\{c}") } else { format!("{c}") };
                let inside: String = plain.chars().zip(escapes).map(of_one).collect();
                format!("\"{inside}\"")
            },
        );
        prop_oneof![plain, quoted]
    }

    proptest! {
        #[test]
        fn a_denied_number_reaches_the_provider_in_no_spelling(
            local_part in spelled(),
            domain in "fax|fax[.]example|FAX[.]Example",
        ) {
            let sweden = desk(|_| ());
            let refused = address(&sweden, &format!("{local_part}@{domain}"));
            prop_assert!(refused.is_err(), "{local_part}@{domain}: {refused:?}");
        }

        #[test]
        fn what_is_accepted_is_a_mailbox_and_means_the_same_again(
            typed in "(FAX=)?[+]?[0-9 .()-]{0,24}(@fax|@fax[.]example)?",
            country in "([1-9][0-9]{0,2})?",
            pattern in "(fax[.])?[{]number[}]@fax[.]example",
        ) {
            let desk = desk(|one| {
                (one.country_code, one.pattern) = (country, pattern);
                one.denied.clear();
            });
            if let Ok(Some(fax)) = desk.fax_to(&typed) {
                prop_assert!(is_address(&fax.address), "{}", fax.address);
                for again in [fax.number.to_string(), format!("FAX={}@fax", fax.number)] {
                    prop_assert_eq!(desk.fax_to(&again), Ok(Some(fax.clone())));
                }
            }
        }
    }
}
