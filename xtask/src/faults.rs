//! `cargo xtask faults`: writes `docs/faults.md`, what each code means and what to do.
//!
//! All of it stands somewhere else: the codes and their classes in `scanpost-core/src/fault/`, the
//! sentences in `locales/en/faults.ftl`. A test compares, so the document is never behind.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use scanpost_core::fault::{Class, Code, Fault, replies};
use scanpost_core::oauth::aadsts;
use scanpost_core::profile::job_codes;
use scanpost_core::words::{self, Language};

pub(crate) fn run() -> Result<(), String> {
    let path = path();
    fs::write(&path, document()).map_err(|error| format!("{}: {error}", path.display()))
}

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/faults.md"))
}

fn document() -> String {
    let mut text = HEAD.to_owned();
    for class in Class::ALL {
        let what = told(class);
        let _ = writeln!(text, "| {} | {what} |", name(class));
    }
    for class in Class::ALL {
        let codes: Vec<Code> =
            Code::ALL.iter().copied().filter(|code| code.class() == class).collect();
        let what = told(class);
        let _ = write!(text, "\n## {}\n\n{what}\n\n{COLUMNS}", name(class));
        for code in codes {
            text.push_str(&row(code));
        }
    }
    text
}

/// One code: what it means, who must do what, and what leads to it.
fn row(code: Code) -> String {
    let sentence = words::fault(Language::En, &Fault::new(code));
    let numbers: Vec<_> =
        job_codes(code).into_iter().map(|one| format!("{} {}", one.maker, one.number)).collect();
    let aadsts = aadsts::leading_to(code).iter().map(|number| format!("AADSTS{number}"));
    let replies: Vec<_> =
        replies::leading_to(code).chain(aadsts).map(|reply| format!("`{reply}`")).collect();
    let cells = [
        format!("<a id=\"{code}\"></a>`{code}`"),
        numbers.join(", "),
        sentence.what,
        sentence.next,
        replies.join("<br>"),
    ];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

/// What happens to the mail.
fn told(class: Class) -> &'static str {
    match class {
        Class::RetryLater => {
            "The mail waits and is tried again by itself: after a minute first, then at growing \
             distances of up to an hour. After 5 days and at least 10 tries it is given up, and that \
             is said (`gave-up`). Where the device is turned away before its mail was taken, the device \
             tries again, or a person scans again."
        }
        Class::WaitUntilReset => {
            "A limit. All mails of the account wait until it is over, and the end is shown. Nothing \
             fails because of a limit; nobody needs to act."
        }
        Class::HoldForSignIn => {
            "All mails of the account wait until somebody has signed it in (again). Then they go out \
             by themselves, in the order in which they came. After 30 days they end, and that is said \
             (`held-too-long`)."
        }
        Class::HoldForTenant => {
            "All mails of the account wait until the tenant's administrator has changed something at \
             the provider. scanpost looks by itself whether that has been done; then they go out in \
             the order in which they came. After 30 days they end, and that is said \
             (`held-too-long`)."
        }
        Class::HoldForSettings => {
            "All mails of the account wait until an administrator has mended a setting, of scanpost or \
             of the network. scanpost looks by itself whether that has been done. After 30 days they \
             end, and that is said (`held-too-long`)."
        }
        Class::Uncertain => {
            "The connection broke between the end of the mail and the server's reply: it may have \
             arrived. It is sent again, three times at most, under the same Message-ID; then the job \
             ends as *uncertain*."
        }
        Class::RecipientFailed => {
            "The recipient does not get the mail, whatever is tried; the other recipients do."
        }
        Class::MailFailed => {
            "The mail is not delivered, whatever is tried. Its job ends as *failed*."
        }
        Class::NotTaken => {
            "scanpost does not take the mail; the device hears why. Nothing is lost that it was \
             promised would be kept."
        }
    }
}

fn name(class: Class) -> &'static str {
    match class {
        Class::RetryLater => "Tried again later",
        Class::WaitUntilReset => "Waits until a limit is over",
        Class::HoldForSignIn => "Held until somebody signs in",
        Class::HoldForTenant => "Held until the tenant is changed",
        Class::HoldForSettings => "Held until a setting is mended",
        Class::Uncertain => "Uncertain",
        Class::RecipientFailed => "Failed for a recipient",
        Class::MailFailed => "Failed",
        Class::NotTaken => "Not taken from the device",
    }
}

const HEAD: &str = "\
# Fault codes

What each code of scanpost means, what happens to the mail, and who must do what. The code stands on the
pages, in the API (`fault.code`), in the log and in the job's history. It is the neutral job code; where a
maker of printers has a number for the same cause, the number stands beside it.

A code has one class, and the class decides what happens to the mail:

| Class | What happens to the mail |
|---|---|
";

const COLUMNS: &str = "\
| Code | Maker's number | What it means | Who must do what | Replies that lead there |
|---|---|---|---|---|
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_of_faults_is_not_behind_the_table() {
        let written = fs::read_to_string(path()).expect("docs/faults.md is there");
        assert!(written == document(), "docs/faults.md is stale: run `cargo xtask faults`");
    }

    #[test]
    fn every_code_stands_in_it_once_under_its_class() {
        let text = document();
        for code in Code::ALL {
            assert_eq!(text.matches(&format!("<a id=\"{code}\">")).count(), 1, "{code}");
        }
    }

    #[test]
    fn what_it_says_of_waits_is_what_is_set() {
        let retry = scanpost_core::settings::RetryPolicy::default();
        let days = |wait: std::time::Duration| wait.as_secs() / 86_400;
        let text = document();
        let said = [
            format!(
                "After {} days and at least {} tries",
                days(retry.give_up_after),
                retry.fewest_tries
            ),
            format!("After {} days they end", days(retry.hold_for)),
        ];
        for words in said {
            assert!(text.contains(&words), "{words}");
        }
        assert_eq!(retry.most_resends, 3, "three times at most");
    }
}
