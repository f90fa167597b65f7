//! The TRANSACTION state: what is in the mailbox and what is to be deleted (RFC 1939 §5, §7).

use super::content::Content;
use super::session::{Phase, Question, Session, State};
use super::step::Step;

/// One message as the driver hands it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Octets. Exchange Online gives estimates, so clients must not count on it.
    pub size: u64,
    /// The name that stays: 1 to 70 visible characters (RFC 1939 §7).
    pub uidl: String,
}

/// The messages of a session, each kept or marked for deletion.
pub(super) struct Mailbox(Vec<(Entry, Fate)>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    Goes,
}

impl Mailbox {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        Self(entries.into_iter().map(|entry| (entry, Fate::Stays)).collect())
    }

    /// Places of the messages marked for deletion.
    fn deleted(&self) -> Vec<usize> {
        let goes =
            |(place, (_, fate)): (usize, &(Entry, Fate))| (*fate == Fate::Goes).then_some(place);
        self.0.iter().enumerate().filter_map(goes).collect()
    }

    /// Number (from 1, as clients count) and entry of each message that stays.
    fn kept(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let numbered = self.0.iter().enumerate();
        numbered.filter(|(_, (_, fate))| *fate == Fate::Stays).map(|(n, (entry, _))| (n + 1, entry))
    }

    /// The message with this number, if it stays.
    fn find(&self, number: usize) -> Option<&Entry> {
        let (entry, fate) = self.0.get(number.checked_sub(1)?)?;
        (*fate == Fate::Stays).then_some(entry)
    }
}

/// What a message is listed by.
#[derive(Clone, Copy)]
pub(super) enum Listing {
    Size,
    Uidl,
}

impl Listing {
    fn shown(self, entry: &Entry) -> String {
        match self {
            Self::Size => entry.size.to_string(),
            Self::Uidl => entry.uidl.chars().filter(char::is_ascii_graphic).take(70).collect(),
        }
    }
}

/// The commands on the mailbox. Each is called with the mailbox open only.
impl Session {
    pub(super) fn stat(&mut self, mailbox: &Mailbox) {
        let octets = mailbox.kept().fold(0_u64, |sum, (_, entry)| sum.saturating_add(entry.size));
        self.say_ok(&format!("{} {octets}", mailbox.kept().count()));
    }

    pub(super) fn list(&mut self, mailbox: &Mailbox, listing: Listing, number: Option<&str>) {
        match number.map(str::parse::<usize>) {
            None => {
                let follows = self.rules.wording.list_follows.clone();
                self.say_ok(&format!("{} {follows}", mailbox.kept().count()));
                for (number, entry) in mailbox.kept() {
                    self.say(&format!("{number} {}", listing.shown(entry)));
                }
                self.say(".");
            }
            Some(Ok(number)) => match mailbox.find(number) {
                Some(entry) => self.say_ok(&format!("{number} {}", listing.shown(entry))),
                None => self.complain(|wording| &wording.no_such_message),
            },
            Some(Err(_)) => self.complain(|wording| &wording.malformed),
        }
    }

    /// RETR, and TOP where `lines` are given.
    pub(super) fn retrieve(&mut self, mailbox: &Mailbox, number: usize, lines: Option<usize>) {
        if mailbox.find(number).is_none() {
            return self.complain(|wording| &wording.no_such_message);
        }
        let message = number - 1;
        self.steps.push_back(match lines {
            None => Step::Retrieve { message },
            Some(lines) => Step::Top { message, lines },
        });
        self.state = State::Content(Content::new(lines));
    }

    pub(super) fn delete(&mut self, mailbox: &mut Mailbox, number: usize) {
        if mailbox.find(number).is_none() {
            return self.complain(|wording| &wording.no_such_message);
        }
        mailbox.0[number - 1].1 = Fate::Goes;
        self.say_ok_of(|wording| &wording.deleted);
    }

    pub(super) fn reset(&mut self, mailbox: &mut Mailbox) {
        for (_, fate) in &mut mailbox.0 {
            *fate = Fate::Stays;
        }
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
                self.steps.push_back(Step::Quit { deleted: mailbox.deleted() });
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

    /// The mail cannot be read. Before its first octet this is said with `text`; later only the end
    /// of the connection can tell the client that what it has is not the whole mail.
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
