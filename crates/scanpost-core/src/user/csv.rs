//! Many users from a table: one a line, `name,address[,other addresses]` (RFC 4180).
//!
//! Spreadsheets in half of Europe write semicolons instead of commas, and begin with a byte order mark, in
//! UTF-16 some of them, or with a line that names the separator; all of it is read. A first line whose second
//! field is called so (`E-mail`, `UserPrincipalName`) is a heading. Every bad line is named with what is wrong
//! in it, and then nothing of the file is taken.

use std::collections::HashMap;

use super::{MOST_MATCHES, User, is_match, is_name};
use crate::account::is_address;
use crate::objection::{Objection, Reason};

/// So many bad lines are named; who has more has the wrong file.
pub const MOST_NAMED: usize = 50;

/// A table of 100,000 users with three addresses each is smaller.
pub const LARGEST_OCTETS: usize = 16 * 1024 * 1024;

/// The users of a table, or all that is wrong in it.
pub fn read(text: &str) -> Result<Vec<User>, Vec<Objection>> {
    if text.len() > LARGEST_OCTETS {
        return Err(vec![Objection::new(Reason::UsersFileTooLarge, LARGEST_OCTETS >> 20)]);
    }
    let rows = rows(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut reader = Reader::default();
    let mut filled = rows.iter().filter(|row| !row.is_empty()).peekable();
    filled.next_if(|row| row.is_heading());
    filled.for_each(|row| reader.take(row));
    if reader.wrong.is_empty() && reader.users.is_empty() {
        reader.wrong.push(Objection::new(Reason::UsersFileEmpty, ""));
    }
    if reader.wrong.is_empty() {
        return Ok(reader.users);
    }
    reader.wrong.truncate(MOST_NAMED);
    Err(reader.wrong)
}

/// The text of a file, as spreadsheets save it. What is neither Unicode is of Western Europe.
pub fn text_of(octets: Vec<u8>) -> String {
    let of_pairs = |octets: &[u8], read: fn([u8; 2]) -> u16| -> String {
        let units = octets.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match octets.as_slice() {
        [0xff, 0xfe, rest @ ..] => of_pairs(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => of_pairs(rest, u16::from_be_bytes),
        _ => String::from_utf8(octets)
            .unwrap_or_else(|error| error.as_bytes().iter().copied().map(char::from).collect()),
    }
}

/// One line of the table; a quoted field may hold line ends.
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    /// The first is 1.
    line: usize,
    fields: Vec<String>,
    /// A quotation that does not end, or goes on behind its end.
    misquoted: bool,
}

impl Row {
    fn is_empty(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }

    /// Whether the second field says what stands below it: a word for addresses, alone or among others.
    fn is_heading(&self) -> bool {
        let Some(second) = self.fields.get(1).filter(|second| !second.contains(['@', '.'])) else {
            return false;
        };
        let second = second.to_lowercase();
        let mut words = second.split(|c: char| !c.is_alphanumeric());
        words.any(|word| HEADINGS.contains(&word))
    }
}

#[derive(Default)]
struct Reader {
    users: Vec<User>,
    /// By what a device may say: the line that says it.
    said: HashMap<String, usize>,
    wrong: Vec<Objection>,
}

impl Reader {
    fn take(&mut self, row: &Row) {
        match self.user(row) {
            Ok(user) => self.users.push(user),
            Err((reason, what)) => self.wrong.push(at_line(row.line, reason, &what)),
        }
    }

    fn user(&mut self, row: &Row) -> Result<User, (Reason, String)> {
        if row.misquoted {
            return Err((Reason::UserLineQuotes, String::new()));
        }
        let mut fields = row.fields.iter().map(|field| field.trim().to_owned());
        let (Some(name), Some(address)) = (fields.next(), fields.next()) else {
            return Err((Reason::UserLineShort, row.fields.join(" ")));
        };
        let matches: Vec<_> = fields.filter(|field| !field.is_empty()).collect();
        if !is_name(&name) {
            return Err((Reason::UserLineName, name));
        }
        if !is_address(&address) {
            return Err((Reason::UserLineAddress, address));
        }
        if matches.len() > MOST_MATCHES {
            return Err((Reason::UserLineLong, MOST_MATCHES.to_string()));
        }
        if let Some(wrong) = matches.iter().find(|text| !is_match(text)) {
            return Err((Reason::UserLineMatch, wrong.clone()));
        }
        let user = User { name, address, matches, ..User::default() };
        for said in user.keys() {
            if self.said.insert(said.clone(), row.line).is_some() {
                return Err((Reason::UserLineTwice, said));
            }
        }
        Ok(user)
    }
}

/// `about`: the line's number, and what stands there.
fn at_line(line: usize, reason: Reason, what: &str) -> Objection {
    let shown: String = what.chars().take(80).collect();
    let shown = shown.escape_debug();
    let about = if what.is_empty() { line.to_string() } else { format!("{line} ({shown})") };
    Objection::new(reason, about)
}

/// The separator of a table, what stands first in its first line outside quotes, and how many lines are no more
/// than that: Excel's `sep=;`.
fn separator(text: &str) -> (char, usize) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(told) = first.strip_prefix("sep=") {
        return (told.chars().next().unwrap_or(','), 1);
    }
    let mut quoted = false;
    for c in text.chars().take_while(|c| *c != '\n') {
        match c {
            '"' => quoted = !quoted,
            ',' | ';' | '\t' if !quoted => return (c, 0),
            _ => {}
        }
    }
    (',', 0)
}

/// Where a field stands: before any of it, in quotes, behind their end, or without.
#[derive(PartialEq)]
enum At {
    Begin,
    Quoted,
    QuoteEnded,
    Plain,
}

fn rows(text: &str) -> Vec<Row> {
    let (separator, passed) = separator(text);
    let mut rows = Vec::new();
    let mut row = Row { line: 1, ..Row::default() };
    let (mut field, mut line) = (String::new(), 1);
    let mut at = At::Begin;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        line += usize::from(c == '\n');
        match (&at, c) {
            (At::Quoted, '"') if characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            (At::Quoted, '"') => at = At::QuoteEnded,
            (At::Quoted, _) => field.push(c),
            (At::Begin, '"') => at = At::Quoted,
            (_, '\r') if characters.peek() == Some(&'\n') => {}
            (_, '\n') => {
                row.fields.push(std::mem::take(&mut field));
                rows.push(std::mem::replace(&mut row, Row { line, ..Row::default() }));
                at = At::Begin;
            }
            (_, c) if c == separator => {
                row.fields.push(std::mem::take(&mut field));
                at = At::Begin;
            }
            (At::Begin | At::QuoteEnded, ' ') => {}
            (At::QuoteEnded, _) => row.misquoted = true,
            (At::Begin | At::Plain, _) => {
                field.push(c);
                at = At::Plain;
            }
        }
    }
    row.misquoted |= at == At::Quoted;
    row.fields.push(field);
    rows.push(row);
    rows.split_off(passed.min(rows.len()))
}

/// What a column of addresses is called, by people and in the exports of directories.
const HEADINGS: [&str; 20] = [
    "address",
    "adress",
    "adresse",
    "correo",
    "courriel",
    "email",
    "emailaddress",
    "epost",
    "epostadress",
    "mail",
    "mailadress",
    "mailadresse",
    "mailbox",
    "post",
    "postadress",
    "primarysmtpaddress",
    "principal",
    "upn",
    "userprincipalname",
    "windowsemailaddress",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(users: &[User]) -> Vec<String> {
        users
            .iter()
            .map(|user| format!("{}|{}|{}", user.name, user.address, user.matches.join("|")))
            .collect()
    }

    #[test]
    fn a_table_is_read_as_spreadsheets_write_it() {
        let table = [
            ("Anna,anna@b.example", "Anna|anna@b.example|"),
            ("\u{feff}name;address\r\nAnna;anna@b.example;anna\r\n", "Anna|anna@b.example|anna"),
            ("name\taddress\nAnna\tanna@b.example\n\n", "Anna|anna@b.example|"),
            ("sep=;\r\nNamn;E-postadress\r\nAnna;anna@b.example\r\n", "Anna|anna@b.example|"),
            ("DisplayName,UserPrincipalName\nAnna,anna@b.example", "Anna|anna@b.example|"),
            ("\"Berg, Anna\",anna@b.example,,a@c.example", "Berg, Anna|anna@b.example|a@c.example"),
            ("\"Anna \"\"A\"\"\" , anna@b.example ", "Anna \"A\"|anna@b.example|"),
        ];
        for (text, expected) in table {
            let users = read(text).expect(text);
            assert_eq!(lines(&users), [expected], "{text:?}");
        }
    }

    #[test]
    fn every_bad_line_is_named_and_nothing_is_taken() {
        let text = "Anna,anna@b.example\nBo\n,c@b.example\nDan,dan\nEva,eva@b.example,e e\n\
                    Anna2,ANNA@b.example\n\"Fia,fia@b.example";
        let wrong = read(text).expect_err("most of it is wrong");
        let said: Vec<_> = wrong.iter().map(|why| (why.reason, why.about.as_str())).collect();
        assert_eq!(
            said,
            [
                (Reason::UserLineShort, "2 (Bo)"),
                (Reason::UserLineName, "3"),
                (Reason::UserLineAddress, "4 (dan)"),
                (Reason::UserLineMatch, "5 (e e)"),
                (Reason::UserLineTwice, "6 (anna@b.example)"),
                (Reason::UserLineQuotes, "7"),
            ]
        );
    }

    #[test]
    fn a_first_line_that_is_wrong_is_no_heading_and_no_line_vanishes() {
        for (text, expected) in [
            ("Anna Berg;anna.contoso.example\nBo;bo@x.example", "1 (anna.contoso.example)"),
            ("Anna,anna.mail.example\nBo,bo@x.example", "1 (anna.mail.example)"),
            ("sep=;\nAnna;anna\nBo;bo@x.example", "2 (anna)"),
            ("Address,Name\nbo@x.example,Bo", "1 (Name)"),
        ] {
            let wrong = read(text).expect_err(text);
            assert_eq!(wrong[0].reason, Reason::UserLineAddress, "{text}");
            assert_eq!(wrong[0].about, expected, "{text}");
        }
    }

    #[test]
    fn a_file_is_read_in_the_encodings_of_spreadsheets() {
        let table = "Åsa,asa@b.example";
        let pairs = |mark: u16, octets: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(mark).chain(table.encode_utf16()).flat_map(octets).collect()
        };
        for octets in [
            table.as_bytes().to_vec(),
            pairs(0xfeff, u16::to_le_bytes),
            pairs(0xfeff, u16::to_be_bytes),
            table.chars().map(|c| u8::try_from(c).expect("of Western Europe")).collect(),
        ] {
            assert_eq!(text_of(octets), table);
        }
        assert_eq!(text_of(vec![0xff, 0xfe, b'a']), "", "half a letter");
    }

    #[test]
    fn an_empty_table_a_heading_alone_and_a_table_without_end_are_no_users() {
        let reason = |text: &str| read(text).map_err(|wrong| wrong[0].reason);
        assert_eq!(reason(""), Err(Reason::UsersFileEmpty));
        assert_eq!(reason("\n , \n"), Err(Reason::UsersFileEmpty));
        assert_eq!(reason("Name,Address"), Err(Reason::UsersFileEmpty));
        let long = " ".repeat(LARGEST_OCTETS + 1);
        assert_eq!(reason(&long), Err(Reason::UsersFileTooLarge));
        let many = "x\n".repeat(MOST_NAMED * 3);
        assert_eq!(read(&many).map_err(|wrong| wrong.len()), Err(MOST_NAMED));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_file_each_user_can_be_as_it_is_read(text in "[a-c@.,;\"\r\n \t]{0,200}") {
            if let Ok(users) = read(&text) {
                for user in users {
                    prop_assert_eq!(user.check(), Ok(()));
                }
            }
        }

        #[test]
        fn what_was_written_in_quotes_is_read_as_it_was(name in "[^\u{0}-\u{1f}\u{7f}-\u{9f}]{1,60}") {
            prop_assume!(is_name(&name));
            let written = format!("\"{}\",anna@b.example", name.replace('"', "\"\""));
            let users = read(&written).map_err(|wrong| TestCaseError::fail(format!("{wrong:?}")))?;
            prop_assert_eq!(&users[0].name, name.trim());
        }
    }
}
