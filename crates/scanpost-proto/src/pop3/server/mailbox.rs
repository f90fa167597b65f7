//! The TRANSACTION state: what is in the mailbox and what is to be deleted (RFC 1939 §5, §7).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::content::Content;
use super::session::{MUCH_OUTPUT, Phase, Question, Session, State, write_line};
use super::step::Step;

/// One message as the driver hands it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Octets. Exchange Online gives estimates, so clients must not count on it.
    pub size: u64,
    /// The name that stays: 1 to 70 visible characters (RFC 1939 §7).
    pub uidl: String,
}

/// The messages of a session. Those of a large mailbox may be shared with other sessions on it.
pub(super) struct Mailbox {
    entries: Arc<[Entry]>,
    /// Places of the messages marked for deletion.
    deleted: BTreeSet<usize>,
}

impl Mailbox {
    pub(super) fn new(entries: Arc<[Entry]>) -> Self {
        Self { entries, deleted: BTreeSet::new() }
    }

    /// Place and entry of each message that stays, from this place on.
    fn kept(&self, from: usize) -> impl Iterator<Item = (usize, &Entry)> {
        let placed = self.entries.iter().enumerate().skip(from);
        placed.filter(|(place, _)| !self.deleted.contains(place))
    }

    /// The place and entry of the message with this number (from 1, as clients count), if it stays.
    fn find(&self, number: usize) -> Option<(usize, &Entry)> {
        let place = number.checked_sub(1).filter(|place| !self.deleted.contains(place))?;
        Some((place, self.entries.get(place)?))
    }
}

/// What a message is listed by.
#[derive(Clone, Copy)]
pub(super) enum Listing {
    Size,
    Uidl,
}

impl Listing {
    fn line(self, place: usize, entry: &Entry) -> String {
        let number = place + 1;
        match self {
            Self::Size => format!("{number} {}", entry.size),
            Self::Uidl => {
                let visible = entry.uidl.chars().filter(char::is_ascii_graphic);
                format!("{number} {}", visible.take(70).collect::<String>())
            }
        }
    }
}

/// The commands on the mailbox. Each is called with the mailbox open only.
impl Session {
    pub(super) fn stat(&mut self, mailbox: &Mailbox) {
        let octets = mailbox.kept(0).fold(0_u64, |sum, (_, entry)| sum.saturating_add(entry.size));
        self.say_ok(&format!("{} {octets}", mailbox.kept(0).count()));
    }

    pub(super) fn list(&mut self, mailbox: &Mailbox, listing: Listing, number: Option<&str>) {
        match number.map(str::parse::<usize>) {
            None => {
                let follows = self.rules.wording.list_follows.clone();
                self.say_ok(&format!("{} {follows}", mailbox.kept(0).count()));
                self.state = State::List(listing, 0);
            }
            Some(Ok(number)) => match mailbox.find(number) {
                Some((place, entry)) => self.say_ok(&listing.line(place, entry)),
                None => self.complain(|wording| &wording.no_such_message),
            },
            Some(Err(_)) => self.complain(|wording| &wording.malformed),
        }
    }

    /// Says as much of a list as there is room for: a mailbox may be larger than what should lie in
    /// memory for each device that asks.
    pub(super) fn go_on_listing(&mut self) {
        let (State::List(listing, from), Phase::Transaction(mailbox)) = (&self.state, &self.phase)
        else {
            return;
        };
        for (place, entry) in mailbox.kept(*from) {
            if self.output.len() >= MUCH_OUTPUT {
                self.state = State::List(*listing, place);
                return;
            }
            write_line(&listing.line(place, entry), &mut self.output);
        }
        self.state = State::Command;
        self.say(".");
    }

    /// RETR, and TOP where `lines` are given.
    pub(super) fn retrieve(&mut self, mailbox: &Mailbox, number: usize, lines: Option<usize>) {
        let Some((message, _)) = mailbox.find(number) else {
            return self.complain(|wording| &wording.no_such_message);
        };
        self.steps.push_back(match lines {
            None => Step::Retrieve { message },
            Some(lines) => Step::Top { message, lines },
        });
        self.state = State::Content(Content::new(lines));
    }

    pub(super) fn delete(&mut self, mailbox: &mut Mailbox, number: usize) {
        let Some((place, _)) = mailbox.find(number) else {
            return self.complain(|wording| &wording.no_such_message);
        };
        mailbox.deleted.insert(place);
        self.say_ok_of(|wording| &wording.deleted);
    }

    pub(super) fn reset(&mut self, mailbox: &mut Mailbox) {
        mailbox.deleted.clear();
        self.say_ok_of(|wording| &wording.reset);
    }

    /// QUIT: with a mailbox open, the driver deletes before anything is said.
    pub(super) fn bid_goodbye(&mut self) {
        match &self.phase {
            Phase::Authorization { .. } => {
                self.say_ok_of(|wording| &wording.bye);
                self.close();
            }
            Phase::Transaction(mailbox) => {
                self.steps
                    .push_back(Step::Quit { deleted: mailbox.deleted.iter().copied().collect() });
                self.state = State::Asking(Question::Update);
            }
        }
    }

    /// After [`Step::Quit`]: what was to be deleted is deleted.
    pub fn updated(&mut self) {
        if matches!(self.state, State::Asking(Question::Update)) {
            self.say_ok_of(|wording| &wording.bye);
            self.close();
        }
    }

    /// After [`Step::Quit`]: something could not be deleted (RFC 1939 §6). Which, only the next
    /// session will show.
    pub fn not_updated(&mut self) {
        if matches!(self.state, State::Asking(Question::Update)) {
            self.say_err_of(|wording| &wording.not_updated);
            self.close();
        }
    }

    /// After [`Step::Retrieve`] and [`Step::Top`]: the mail's next octets, as they are stored. Says
    /// whether more are wanted; write the output between calls.
    pub fn content(&mut self, octets: &[u8]) -> bool {
        if !self.begin_content() {
            return false;
        }
        match &mut self.state {
            State::Content(content) => content.write(octets, &mut self.output),
            _ => false,
        }
    }

    /// That was the whole mail, or as much of it as was wanted.
    pub fn content_end(&mut self) {
        if !self.begin_content() {
            return;
        }
        if let State::Content(content) = std::mem::replace(&mut self.state, State::Command) {
            content.end(&mut self.output);
        }
    }

    /// The mail cannot be read. Before its first octet this is said with `text`, which may begin with
    /// a response code; later only the end of the connection can tell the client that what it has is
    /// not the whole mail.
    pub fn not_retrieved(&mut self, text: &str) {
        match &self.state {
            State::Content(content) if content.begun => self.close(),
            State::Content(_) => {
                self.state = State::Command;
                self.say_err(text);
            }
            _ => {}
        }
    }

    /// Says `+OK` before the first octet. `false` if no mail is asked for.
    fn begin_content(&mut self) -> bool {
        let State::Content(content) = &mut self.state else {
            return false;
        };
        if !std::mem::replace(&mut content.begun, true) {
            self.say_ok_of(|wording| &wording.mail_follows);
        }
        true
    }
}
