//! The sender rule: what becomes of the From that a device writes.
//!
//! A provider takes mails from its account's address, and from others only where somebody has given
//! the right to them ("send as"). Printers write whatever was typed into them long ago. The rule is
//! looked up when a mail goes out, not when it comes in: who changes it lets waiting mails go.

use std::collections::BTreeMap;

use scanpost_proto::mail::{Author, Header};
use serde::{Deserialize, Serialize};

use crate::account::is_address;
use crate::objection::{Objection, Reason};

/// What becomes of From.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SenderRule {
    /// It becomes the account's address. The name stays, and Reply-To keeps the original.
    #[default]
    Account,
    /// It must be the account's address, in the envelope too; a mail with another is refused.
    MustMatch,
    /// It stays. The account must have the right to send as it.
    Keep,
    /// It is looked up here, and what it becomes is an address that the account may send as. One that
    /// is not here becomes the account's.
    Alias(BTreeMap<String, String>),
    /// Whom the mail names is a user, and it goes out from the user's own mailbox ([`crate::user`]).
    PerUser,
}

impl SenderRule {
    /// The word as it stands in JSON and on the command line.
    pub const fn as_str(&self) -> &'static str {
        match self {
            SenderRule::Account => "account",
            SenderRule::MustMatch => "must-match",
            SenderRule::Keep => "keep",
            SenderRule::Alias(_) => "alias",
            SenderRule::PerUser => "per-user",
        }
    }

    /// The rule of this word, its table in lines of `what the device writes = what it becomes`.
    /// A word that is none is the default.
    pub fn of_words(word: &str, aliases: &str) -> Result<SenderRule, Objection> {
        Ok(match word {
            "must-match" => SenderRule::MustMatch,
            "keep" => SenderRule::Keep,
            "per-user" => SenderRule::PerUser,
            "alias" => {
                let lines = aliases.lines().map(str::trim).filter(|line| !line.is_empty());
                SenderRule::Alias(lines.map(read_alias).collect::<Result<_, _>>()?)
            }
            _ => SenderRule::Account,
        })
    }

    /// The table as [`SenderRule::of_words`] reads it.
    pub fn aliases(&self) -> String {
        let SenderRule::Alias(table) = self else { return String::new() };
        let lines: Vec<_> = table.iter().map(|(from, to)| format!("{from} = {to}")).collect();
        lines.join("\n")
    }

    /// Whether the rule can be as it is entered.
    pub fn check(&self) -> Result<(), Objection> {
        let SenderRule::Alias(table) = self else { return Ok(()) };
        if table.is_empty() || table.len() > MOST_ALIASES {
            return Err(Objection::new(Reason::SenderAliasesNumber, MOST_ALIASES));
        }
        let mut addresses = table.keys().chain(table.values());
        match addresses.find(|address| !is_address(address)) {
            Some(wrong) => Err(Objection::new(Reason::SenderAliasInvalid, wrong.escape_debug())),
            None => Ok(()),
        }
    }

    /// Whom From is to name in a mail with this header. `envelope`: the sender that the device gave
    /// with MAIL, perhaps empty; `account`: the account's address.
    pub fn author(&self, header: &Header, envelope: &str, account: &str) -> Author {
        let by_account = || Author::Replaced { by: account.to_owned(), replies_to_original: true };
        match self {
            SenderRule::Account | SenderRule::MustMatch => by_account(),
            // The account is the user's own; what the device wrote was the user too.
            SenderRule::PerUser => {
                Author::Replaced { by: account.to_owned(), replies_to_original: false }
            }
            SenderRule::Keep => {
                let or_else = if is_address(envelope) { envelope } else { account };
                Author::AsWritten { or_else: or_else.to_owned() }
            }
            SenderRule::Alias(table) => {
                let authors = header.authors();
                let written = authors.first().map_or(envelope, String::as_str);
                let alias = table.iter().find(|(from, _)| from.eq_ignore_ascii_case(written));
                // Its own alias it may have been told to write already.
                let is_alias = |to: &&String| to.eq_ignore_ascii_case(written);
                match alias.map(|(_, to)| to).or_else(|| table.values().find(is_alias)) {
                    Some(to) => Author::Replaced { by: to.clone(), replies_to_original: false },
                    None => by_account(),
                }
            }
        }
    }
}

/// `from = to`.
pub fn read_alias(line: &str) -> Result<(String, String), Objection> {
    // An address may have the sign too, but none has blanks.
    let halves = line.split_once(" = ").or_else(|| line.split_once('='));
    let (from, to) =
        halves.ok_or_else(|| Objection::new(Reason::SenderAliasInvalid, line.escape_debug()))?;
    Ok((from.trim().to_owned(), to.trim().to_owned()))
}

/// Looked through for each mail. A device that sends in more names than this belongs to users with
/// accounts of their own.
const MOST_ALIASES: usize = 100;

#[cfg(test)]
mod tests {
    use scanpost_proto::mail::{Gathered, HeaderReader};

    use super::*;

    const ACCOUNT: &str = "scans@contoso.example";

    fn header(from: &str) -> Header {
        let text = format!("{from}\r\n\r\n");
        match HeaderReader::default().read(text.as_bytes()) {
            (_, Some(Gathered::Whole(header, _))) => header,
            other => panic!("{other:?}"),
        }
    }

    fn aliases() -> SenderRule {
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        SenderRule::Alias(BTreeMap::from([
            pair("copier@old.example", "copier@contoso.example"),
            pair("fax@old.example", "fax@contoso.example"),
        ]))
    }

    #[test]
    fn the_rule_says_whom_from_names() {
        let replaced = |by: &str, replies_to_original| Author::Replaced {
            by: by.to_owned(),
            replies_to_original,
        };
        let kept = |or_else: &str| Author::AsWritten { or_else: or_else.to_owned() };
        let account = replaced(ACCOUNT, true);
        let table = [
            (SenderRule::Account, "From: a@b", "c@d", account.clone()),
            (SenderRule::MustMatch, "From: a@b", "c@d", account.clone()),
            (SenderRule::PerUser, "From: a@b", "c@d", replaced(ACCOUNT, false)),
            (SenderRule::Keep, "From: a@b", "c@d", kept("c@d")),
            (SenderRule::Keep, "From: a@b", "", kept(ACCOUNT)),
            (aliases(), "From: a@b", "copier@old.example", account.clone()),
            (
                aliases(),
                "From: Fax <FAX@old.example>",
                "c@d",
                replaced("fax@contoso.example", false),
            ),
            (aliases(), "To: x@y", "copier@old.example", replaced("copier@contoso.example", false)),
            (aliases(), "From: Fax@Contoso.example", "c@d", replaced("fax@contoso.example", false)),
            (aliases(), "To: x@y", "", account),
        ];
        for (rule, from, envelope, author) in table {
            assert_eq!(rule.author(&header(from), envelope, ACCOUNT), author, "{rule:?} {from}");
        }
    }

    #[test]
    fn a_rule_reads_as_one_word_or_a_table() {
        for (rule, json) in [
            (SenderRule::Account, r#""account""#),
            (SenderRule::MustMatch, r#""must-match""#),
            (SenderRule::Keep, r#""keep""#),
            (SenderRule::PerUser, r#""per-user""#),
            (
                SenderRule::Alias(BTreeMap::from([("a@b".to_owned(), "c@d".to_owned())])),
                r#"{"alias":{"a@b":"c@d"}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&rule).expect("text"), json);
            assert_eq!(serde_json::from_str::<SenderRule>(json).expect(json), rule);
            assert!(json.contains(rule.as_str()));
        }
    }

    #[test]
    fn a_rule_is_typed_as_a_word_and_lines() {
        let typed = SenderRule::of_words(
            "alias",
            " fax@old.example=fax@contoso.example\n\n\
            copier@old.example = copier@contoso.example\r\n",
        );
        assert_eq!(typed, Ok(aliases()));
        for rule in [
            aliases(),
            SenderRule::Account,
            SenderRule::MustMatch,
            SenderRule::Keep,
            SenderRule::PerUser,
        ] {
            assert_eq!(SenderRule::of_words(rule.as_str(), &rule.aliases()), Ok(rule));
        }
        assert!(SenderRule::of_words("alias", "copier@old.example").is_err());
        let equals = read_alias("a=b@x = c@d").expect("a pair");
        assert_eq!(equals, ("a=b@x".to_owned(), "c@d".to_owned()));
    }

    #[test]
    fn aliases_are_addresses_and_not_too_many() {
        let table = |number: usize, to: &str| {
            SenderRule::Alias((0..number).map(|n| (format!("{n}@x"), to.to_owned())).collect())
        };
        let reason = |rule: SenderRule| rule.check().map_err(|why| why.reason);
        assert_eq!(reason(table(MOST_ALIASES, "a@b")), Ok(()));
        assert_eq!(reason(table(MOST_ALIASES + 1, "a@b")), Err(Reason::SenderAliasesNumber));
        assert_eq!(reason(table(0, "a@b")), Err(Reason::SenderAliasesNumber));
        assert_eq!(reason(table(1, "scanner")), Err(Reason::SenderAliasInvalid));
        assert_eq!(reason(table(1, "a@b>\r\nX")), Err(Reason::SenderAliasInvalid));
        assert_eq!(reason(SenderRule::MustMatch), Ok(()));
    }
}
