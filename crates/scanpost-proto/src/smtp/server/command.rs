//! What the client's line means, whatever state the conversation is in.
//!
//! The `smtp-proto` crate knows the commands and their parameters. Around it we read a line as
//! devices send it: lower case, blanks before and behind, `MAIL FROM: <a@b>` with a blank,
//! `MAIL FROM:a@b` without brackets, tabs for blanks. The path is read in `path.rs`, which says why,
//! and AUTH here, so that nothing of it is copied. So are sizes: the crate takes any number of
//! digits and counts anew behind the largest number it can hold, so twenty-five digits could be few
//! octets. A line with other control characters is none: the crate would skip a CR in the middle of
//! a word.

use smtp_proto::{
    MAIL_BODY_7BIT, MAIL_BODY_8BITMIME, MAIL_BODY_BINARYMIME, MAIL_BY_NOTIFY, MAIL_BY_RETURN,
    MAIL_CONPERM, MAIL_REQUIRETLS, MAIL_RET_FULL, MAIL_RET_HDRS, MAIL_SMTPUTF8, RCPT_CONNEG,
    RCPT_NOTIFY_DELAY, RCPT_NOTIFY_FAILURE, RCPT_NOTIFY_NEVER, RCPT_NOTIFY_SUCCESS,
    RCPT_RRVS_CONTINUE, RCPT_RRVS_REJECT, Request,
};

use super::envelope::{BodyType, MailFrom, RcptTo};
use super::path::take_path;
use crate::mailbox::{is_mailbox, is_number};
use crate::smtp::{Notify, Ret};

/// A command that can be acted on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'line> {
    Hello {
        name: String,
        esmtp: bool,
    },
    StartTls,
    Auth {
        mechanism: &'line str,
        initial: Option<&'line str>,
    },
    Mail(MailFrom),
    Recipient(RcptTo),
    Data,
    /// BDAT (RFC 3030 §2) and how many octets follow it.
    Chunk {
        octets: u64,
    },
    Reset,
    Noop,
    Verify,
    Help,
    Quit,
}

/// Why a line is no such command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    Unknown,
    /// Known to the standards, not to us.
    Unavailable,
    /// To be written like this.
    Malformed(&'static str),
    Sender,
    Recipient,
    AddressBeyondAscii,
    ParameterUnknown(String),
    ParameterMalformed(&'static str),
    NotText,
    /// A web browser or a TLS client: what follows is no SMTP either.
    NotSmtp,
    /// BDAT without a size: what follows may be text of a mail.
    ChunkUnmeasured,
}

/// Reads one line, given without its line end.
pub(super) fn read(line: &str) -> Result<Command<'_>, Wrong> {
    if line.chars().any(|c| c.is_ascii_control() && c != '\t') {
        return Err(Wrong::NotText);
    }
    let line = line.trim_matches(BLANKS);
    let (verb, words) = line.split_once(BLANKS).unwrap_or((line, ""));
    let words = words.trim_start_matches(BLANKS);
    if verb.eq_ignore_ascii_case("AUTH") {
        return read_auth(words);
    }
    let words = &words.replace('\t', " ");
    match verb.to_ascii_uppercase().as_str() {
        "MAIL" => read_mail(words).map(Command::Mail),
        "RCPT" => read_recipient(words).map(Command::Recipient),
        "DATA" if !words.is_empty() => Err(Wrong::Malformed("DATA")),
        // RFC 3207 §4: no parameters.
        "STARTTLS" if !words.is_empty() => Err(Wrong::Malformed("STARTTLS")),
        "BDAT" => read_chunk(words),
        "CONNECT" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" => Err(Wrong::NotSmtp),
        _ => read_other(verb, words),
    }
}

/// `AUTH mechanism [initial-response]` (RFC 4954 §4); `=` is an empty response.
fn read_auth(words: &str) -> Result<Command<'_>, Wrong> {
    let (mechanism, initial) = words.split_once(BLANKS).unwrap_or((words, ""));
    if mechanism.is_empty() {
        return Err(Wrong::Malformed("AUTH mechanism"));
    }
    let initial = match initial.trim_start_matches(BLANKS) {
        "" => None,
        "=" => Some(""),
        response => Some(response),
    };
    Ok(Command::Auth { mechanism, initial })
}

fn read_mail(words: &str) -> Result<MailFrom, Wrong> {
    const USAGE: &str = "MAIL FROM:<sender@example.com>";
    let path = after_keyword(words, "FROM").ok_or(Wrong::Malformed(USAGE))?;
    let (address, parameters) = take_path(path).ok_or(Wrong::Sender)?;
    if !address.is_empty() && !is_mailbox(address) {
        return Err(Wrong::Sender);
    }
    let (size, parameters) = take_size(parameters)?;
    let Request::Mail { from } = parse(&format!("MAIL FROM:<> {parameters}"), USAGE)? else {
        return Err(Wrong::Malformed(USAGE));
    };
    if let Some(keyword) = unavailable_of_mail(&from) {
        return Err(Wrong::ParameterUnknown(keyword.to_owned()));
    }
    let smtputf8 = from.flags & MAIL_SMTPUTF8 != 0;
    if !address.is_ascii() && !smtputf8 {
        return Err(Wrong::AddressBeyondAscii);
    }
    Ok(MailFrom {
        address: address.to_owned(),
        size,
        body: one_of(
            from.flags,
            &[(MAIL_BODY_7BIT, BodyType::SevenBit), (MAIL_BODY_8BITMIME, BodyType::EightBitMime)],
        )
        .unwrap_or_default(),
        ret: one_of(from.flags, &[(MAIL_RET_FULL, Ret::Full), (MAIL_RET_HDRS, Ret::Headers)]),
        envid: from.env_id.map(|value| plain_text(&value, "ENVID")).transpose()?,
        auth: from.auth.map(|value| plain_text(&value, "AUTH")).transpose()?,
        smtputf8,
    })
}

/// Takes `SIZE=` (RFC 1870 §3) out of the parameters: the octets, nothing where it is zero or not
/// given, and the other parameters.
fn take_size(parameters: &str) -> Result<(Option<u64>, String), Wrong> {
    let (mut octets, mut others) = (None, Vec::new());
    for word in parameters.split(' ') {
        match word.split_once('=') {
            Some((keyword, digits)) if keyword.eq_ignore_ascii_case("SIZE") => {
                octets = Some(read_size(digits).ok_or(Wrong::ParameterMalformed("SIZE"))?);
            }
            _ => others.push(word),
        }
    }
    Ok((octets.filter(|octets| *octets > 0), others.join(" ")))
}

/// `1*20DIGIT` (RFC 1870 §3). Twenty digits may be more than a `u64` holds, and are then more than
/// any limit.
fn read_size(digits: &str) -> Option<u64> {
    let plain = (1..=20).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// `BDAT size [LAST]` (RFC 3030 §2). It is refused, so only the size matters: that many octets are
/// no commands.
fn read_chunk<'line>(words: &str) -> Result<Command<'line>, Wrong> {
    let size = words.split(' ').next().unwrap_or_default();
    read_size(size).map(|octets| Command::Chunk { octets }).ok_or(Wrong::ChunkUnmeasured)
}

fn read_recipient(words: &str) -> Result<RcptTo, Wrong> {
    const USAGE: &str = "RCPT TO:<recipient@example.com>";
    let path = after_keyword(words, "TO").ok_or(Wrong::Malformed(USAGE))?;
    let (address, parameters) = take_path(path).ok_or(Wrong::Recipient)?;
    if !is_recipient(address) && !is_number(address) {
        return Err(Wrong::Recipient);
    }
    let Request::Rcpt { to } = parse(&format!("RCPT TO:<> {parameters}"), USAGE)? else {
        return Err(Wrong::Malformed(USAGE));
    };
    let unavailable = [(RCPT_RRVS_REJECT | RCPT_RRVS_CONTINUE, "RRVS"), (RCPT_CONNEG, "CONNEG")];
    if let Some(keyword) = one_of(to.flags, &unavailable) {
        return Err(Wrong::ParameterUnknown(keyword.to_owned()));
    }
    Ok(RcptTo {
        address: address.to_owned(),
        notify: read_notify(to.flags)?,
        orcpt: to.orcpt.map(|value| plain_text(&value, "ORCPT")).transpose()?,
    })
}

/// A mailbox, or the one that needs no domain (RFC 5321 §4.5.1).
pub(super) fn is_recipient(address: &str) -> bool {
    address.eq_ignore_ascii_case("postmaster") || is_mailbox(address)
}

/// `NEVER` stands alone (RFC 3461 §4.1).
fn read_notify(flags: u64) -> Result<Option<Notify>, Wrong> {
    let asked = |flag| flags & flag != 0;
    let (success, failure, delay) =
        (asked(RCPT_NOTIFY_SUCCESS), asked(RCPT_NOTIFY_FAILURE), asked(RCPT_NOTIFY_DELAY));
    match (asked(RCPT_NOTIFY_NEVER), success || failure || delay) {
        (false, false) => Ok(None),
        (true, false) => Ok(Some(Notify::Never)),
        (false, true) => Ok(Some(Notify::On { success, failure, delay })),
        (true, true) => Err(Wrong::ParameterMalformed("NOTIFY")),
    }
}

fn read_other<'line>(verb: &str, words: &str) -> Result<Command<'line>, Wrong> {
    let usage = match verb.to_ascii_uppercase().as_str() {
        "EHLO" => "EHLO name-of-the-device",
        "HELO" => "HELO name-of-the-device",
        "VRFY" => "VRFY name",
        _ => "",
    };
    match parse(&format!("{verb} {words}"), usage) {
        Ok(Request::Ehlo { host }) => Ok(Command::Hello { name: host, esmtp: true }),
        Ok(Request::Helo { host }) => Ok(Command::Hello { name: host, esmtp: false }),
        Ok(Request::Data) => Ok(Command::Data),
        Ok(Request::StartTls) => Ok(Command::StartTls),
        Ok(Request::Rset) => Ok(Command::Reset),
        Ok(Request::Noop { .. }) => Ok(Command::Noop),
        Ok(Request::Vrfy { .. }) => Ok(Command::Verify),
        Ok(Request::Help { .. }) => Ok(Command::Help),
        Ok(Request::Quit) => Ok(Command::Quit),
        Err(Wrong::Malformed("")) | Ok(_) => Err(Wrong::Unavailable),
        Err(wrong) => Err(wrong),
    }
}

/// Hands a line of ours to the crate.
fn parse(line: &str, usage: &'static str) -> Result<Request<String>, Wrong> {
    let line = format!("{line}\r\n");
    Request::parse(&mut line.as_bytes().iter()).map(Request::into_owned).map_err(
        |error| match error {
            smtp_proto::Error::UnknownCommand => Wrong::Unknown,
            smtp_proto::Error::InvalidParameter { param } => Wrong::ParameterMalformed(param),
            smtp_proto::Error::UnsupportedParameter { param } => {
                Wrong::ParameterUnknown(param.split('=').next().unwrap_or_default().to_owned())
            }
            _ => Wrong::Malformed(usage),
        },
    )
}

/// A parameter that the crate reads and we do not heed. To take REQUIRETLS or HOLDFOR in silence
/// would promise what nobody keeps (RFC 5321 §4.1.1.11).
fn unavailable_of_mail(from: &smtp_proto::MailFrom<String>) -> Option<&'static str> {
    let flag = |flag| from.flags & flag != 0;
    let table = [
        ("BODY=BINARYMIME", flag(MAIL_BODY_BINARYMIME)),
        ("REQUIRETLS", flag(MAIL_REQUIRETLS)),
        ("CONPERM", flag(MAIL_CONPERM)),
        ("BY", flag(MAIL_BY_NOTIFY | MAIL_BY_RETURN)),
        ("HOLDFOR", from.hold_for != 0),
        ("HOLDUNTIL", from.hold_until != 0),
        ("MT-PRIORITY", from.mt_priority != 0),
        ("MTRK", from.mtrk.is_some()),
        ("SOLICIT", from.solicit.is_some()),
        ("TRANSID", from.trans_id.is_some()),
    ];
    table.into_iter().find_map(|(keyword, given)| given.then_some(keyword))
}

/// What follows `keyword` and its colon.
fn after_keyword<'words>(words: &'words str, keyword: &str) -> Option<&'words str> {
    let (first, path) = words.split_once(':')?;
    first.trim_end_matches(BLANKS).eq_ignore_ascii_case(keyword).then_some(path)
}

fn one_of<T: Copy>(flags: u64, table: &[(u64, T)]) -> Option<T> {
    table.iter().find_map(|(flag, meaning)| (flags & flag != 0).then_some(*meaning))
}

/// Decoded xtext may hold anything; a line end in it would later be one on the wire.
fn plain_text(value: &str, keyword: &'static str) -> Result<String, Wrong> {
    if value.chars().any(char::is_control) {
        return Err(Wrong::ParameterMalformed(keyword));
    }
    Ok(value.to_owned())
}

const BLANKS: [char; 2] = [' ', '\t'];
