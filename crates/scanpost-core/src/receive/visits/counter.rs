//! The provider's side of all visits to a mailbox: their errands, one after another, over one connection.
//!
//! A connection is opened when an errand needs one, and serves all errands that come while it is open,
//! whoever they come from. When none comes for some seconds it is closed, so a device that keeps its own
//! connection open and says nothing holds nothing. It is opened
//! - not sooner than the provider wants (LOGIN-DELAY, RFC 2449 §6.5);
//! - after trouble only when it is time to look again: until then devices hear what the trouble was.
//!
//! Nothing is deleted but within one errand, from DELE to the provider's `+OK` to QUIT. Whatever breaks in
//! between, the provider has not been told QUIT and deletes nothing (RFC 1939 §6).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};

use super::errand::{Errand, Given, Visitor, Wanted, Wish};
use super::listing::{Found, Gathering, Listing};
use super::refusal::Refusal;
use crate::clock::{Clock, Time};
use crate::fault::{Code, Fault};
use crate::network::Server;
use crate::oauth::Account;
use crate::oauth::keeper::Keeper;
use crate::receive::MailboxName;
use crate::receive::line::Line;
use crate::receive::log_in::log_in;
use crate::receive::mailbox::given_at;
use crate::receive::schedule::{Ended, LogIns, Schedule};
use crate::settings::VisitSettings;

/// A QUIT on which nothing depends is waited for so long.
const FAREWELL: Duration = Duration::from_secs(5);

/// An account by which devices read a mailbox.
#[derive(Clone, Debug)]
pub struct Visited {
    pub account: Account,
    pub keeper: Keeper,
}

/// Where the errands are done.
pub(in crate::receive) struct Counter {
    mailbox: MailboxName,
    server: Server,
    entrances: Vec<Entrance>,
    kept: Option<Kept>,
    clock: Clock,
    settings: VisitSettings,
}

/// How visits by one account stand.
struct Entrance {
    account: Account,
    keeper: Keeper,
    /// When the grant was given that was shown the last time.
    given_at: Option<Time>,
    schedule: Schedule,
    /// Why the last connection did not come about.
    trouble: Option<Fault>,
    listing: watch::Sender<Option<Arc<Listing>>>,
}

/// An open connection.
struct Kept {
    line: Line,
    /// The place of its entrance.
    by: usize,
    listing: Arc<Listing>,
    used_at: Instant,
}

/// Why an errand came to nothing.
enum Failed {
    /// The connection is as good as before.
    Refused(Refusal),
    /// It has broken, before anything was done or given.
    Broken(Fault),
    /// The device is told already, or has left.
    Told,
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Failed::Refused(refusal)
    }
}

impl Counter {
    pub(in crate::receive) fn new(
        (mailbox, server): (MailboxName, Server),
        visited: Vec<Visited>,
        clock: Clock,
        settings: VisitSettings,
    ) -> Self {
        let now = clock.now();
        let entrance = |Visited { account, keeper }| Entrance {
            given_at: None,
            account,
            keeper,
            schedule: Schedule::of_visits(now),
            trouble: None,
            listing: watch::Sender::default(),
        };
        let entrances = visited.into_iter().map(entrance).collect();
        Self { mailbox, server, entrances, kept: None, clock, settings }
    }

    /// Those who may send errands here.
    pub(in crate::receive) fn visitors(&self, errands: &mpsc::Sender<Errand>) -> Vec<Visitor> {
        let visitor = |entrance: &Entrance| Visitor {
            mailbox: self.mailbox.clone(),
            account: entrance.account.name.clone(),
            errands: errands.clone(),
            listing: entrance.listing.subscribe(),
            settings: self.settings.clone(),
        };
        self.entrances.iter().map(visitor).collect()
    }

    /// Does an errand. `log_ins`: those at this mailbox, whoever they were for.
    pub(in crate::receive) async fn serve(&mut self, errand: Errand, log_ins: &mut LogIns) {
        let place = self.entrances.iter().position(|one| one.account.name == errand.account);
        let Some(place) = place else { return }; // who waits hears that this mailbox has ended
        match errand.wish {
            Wish::List { answer, .. } if answer.is_closed() => {}
            Wish::List { turn, answer } => {
                let _ = turn.send(()); // the device may have left
                let _ = answer.send(self.list(place, log_ins).await); // the device may have left
            }
            Wish::Give { mail, turn, content } => {
                if turn.send(()).is_ok() {
                    self.give(place, &mail, &content, log_ins).await;
                }
            }
            Wish::Delete { given, places, turn, answer } => {
                if turn.send(()).is_ok() {
                    let deleted = self.delete(place, &given, &places, log_ins).await;
                    let _ = answer.send(deleted); // the device may have left
                }
            }
        }
    }

    /// When the open connection has been without work for long enough; nothing if none is open.
    pub(in crate::receive) fn leaves_at(&self) -> Option<Instant> {
        Some(self.kept.as_ref()?.used_at + self.settings.line_idle)
    }

    /// Closes the open connection.
    pub(in crate::receive) async fn leave(&mut self) {
        if let Some(kept) = self.kept.take() {
            // Nothing is marked to be deleted, so nothing depends on how this ends.
            let _ = timeout(FAREWELL, kept.line.quit()).await;
        }
    }

    /// Gives the open connection up, in whose middle something was broken off.
    pub(in crate::receive) fn drop_line(&mut self) {
        self.kept = None;
    }

    /// The mailbox holds other mails by now.
    pub(in crate::receive) fn forget_lists(&mut self) {
        for entrance in &self.entrances {
            entrance.listing.send_replace(None);
        }
    }

    async fn list(&mut self, place: usize, log_ins: &mut LogIns) -> Result<Arc<Listing>, Refusal> {
        let known = self.entrances[place].listing.borrow().clone();
        if let Some(known) = known
            && known.at.elapsed() < self.settings.listing_lasts
        {
            return Ok(known); // somebody else has asked meanwhile
        }
        // An open session does not see what has come since it was opened (RFC 1939 §8).
        self.may_open(place, log_ins).await?;
        self.leave().await;
        Ok(self.open(place, log_ins).await?.listing.clone())
    }

    async fn give(
        &mut self,
        place: usize,
        mail: &Wanted,
        content: &mpsc::Sender<Given>,
        log_ins: &mut LogIns,
    ) {
        let given = self.try_giving(place, mail, content, log_ins).await;
        let given = match given {
            // It was kept for too long.
            Err((Failed::Broken(_), true)) => self.try_giving(place, mail, content, log_ins).await,
            given => given,
        };
        let refusal = match given {
            Ok(()) | Err((Failed::Told, _)) => return,
            Err((Failed::Refused(refusal), _)) => refusal,
            Err((Failed::Broken(fault), _)) => fault.into(),
        };
        let _ = content.send(Given::Refused(refusal)).await; // the device may have left
    }

    /// Over the open connection, or a new one; true: it was open.
    async fn try_giving(
        &mut self,
        place: usize,
        mail: &Wanted,
        content: &mpsc::Sender<Given>,
        log_ins: &mut LogIns,
    ) -> Result<(), (Failed, bool)> {
        let was_open = self.is_open(place);
        let given = match self.ready(place, log_ins).await {
            Ok(kept) => pass_on(kept, mail, content).await,
            Err(refusal) => Err(refusal.into()),
        };
        match &given {
            Ok(()) | Err(Failed::Refused(_)) => {
                self.kept.iter_mut().for_each(|kept| kept.used_at = Instant::now());
            }
            Err(Failed::Broken(_) | Failed::Told) => self.kept = None,
        }
        given.map_err(|failed| (failed, was_open))
    }

    async fn delete(
        &mut self,
        place: usize,
        given: &Arc<Listing>,
        places: &[usize],
        log_ins: &mut LogIns,
    ) -> Result<(), Refusal> {
        let was_open = self.is_open(place);
        let marked = match self.mark(place, given, places, log_ins).await {
            // It was kept for too long; nothing is deleted without QUIT.
            Err(Failed::Broken(_)) if was_open => self.mark(place, given, places, log_ins).await,
            marked => marked,
        };
        let refused = match marked {
            Ok(refused) => refused,
            Err(Failed::Refused(refusal)) => return Err(refusal),
            Err(Failed::Broken(fault)) => return Err(fault.into()),
            Err(Failed::Told) => None,
        };
        let Some(kept) = self.kept.take() else { return Err(Code::ConnectionLost.into()) };
        self.forget_lists();
        kept.line.quit().await?;
        refused.map_or(Ok(()), Err)
    }

    /// Marks mails to be deleted. Gives why one could not be.
    async fn mark(
        &mut self,
        place: usize,
        given: &Arc<Listing>,
        places: &[usize],
        log_ins: &mut LogIns,
    ) -> Result<Option<Refusal>, Failed> {
        let kept = self.ready(place, log_ins).await?;
        let mut refused = None;
        for found in kept.listing.find(given, places) {
            match found {
                Found::Gone => {} // as was wished
                Found::Unclear => refused = Some(Refusal::Unclear),
                Found::Number(number) => match kept.line.delete(number).await {
                    Ok(Ok(())) => {}
                    Ok(Err(fault)) => refused = Some(fault.into()),
                    Err(fault) => {
                        self.kept = None;
                        return Err(Failed::Broken(fault));
                    }
                },
            }
        }
        Ok(refused)
    }

    fn is_open(&self, place: usize) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.by == place)
    }

    /// The open connection, or a new one.
    async fn ready(&mut self, place: usize, log_ins: &mut LogIns) -> Result<&mut Kept, Refusal> {
        if !self.is_open(place) {
            self.may_open(place, log_ins).await?;
            self.leave().await;
            return self.open(place, log_ins).await;
        }
        self.kept.as_mut().ok_or_else(|| Code::ConnectionLost.into())
    }

    /// Whether it is time to log in; a short time is waited for.
    async fn may_open(&mut self, place: usize, log_ins: &mut LogIns) -> Result<(), Refusal> {
        let now = self.clock.now();
        let entrance = &mut self.entrances[place];
        if let Some(trouble) = &entrance.trouble
            && !entrance.has_new_grant()
            && entrance.schedule.due_at(now) > now
        {
            return Err(trouble.clone().into());
        }
        let wait = now.until(log_ins.next_at(now));
        if wait > self.settings.patience / 2 {
            return Err(Refusal::TooSoon(wait));
        }
        tokio::time::sleep(wait).await;
        Ok(())
    }

    async fn open(&mut self, place: usize, log_ins: &mut LogIns) -> Result<&mut Kept, Refusal> {
        let entrance = &mut self.entrances[place];
        entrance.given_at = given_at(&entrance.keeper.status().borrow());
        let opened = log_in(&entrance.account, &entrance.keeper, &self.server).await;
        let now = self.clock.now();
        let opened = match opened {
            Ok(mut line) => {
                log_ins.logged_in(now, line.log_in_delay());
                let before = entrance.listing.borrow().clone();
                read_list(&mut line, self.settings.most_listed, before.as_deref())
                    .await
                    .map(|listing| (line, Arc::new(listing)))
            }
            Err(fault) => Err(fault),
        };
        match opened {
            Ok((line, listing)) => {
                entrance.schedule.ended(&Ended::Well { more: true }, None, now, 0);
                entrance.trouble = None;
                entrance.listing.send_replace(Some(listing.clone()));
                if listing.is_cut {
                    tracing::warn!(event = "visit.list-cut", mailbox = %self.mailbox, most = self.settings.most_listed);
                }
                Ok(self.kept.insert(Kept { line, by: place, listing, used_at: Instant::now() }))
            }
            Err(fault) => {
                tracing::warn!(event = "visit.trouble", mailbox = %self.mailbox, %fault);
                entrance.schedule.ended(&Ended::Badly(fault.clone()), None, now, 0);
                entrance.trouble = Some(fault.clone());
                Err(fault.into())
            }
        }
    }
}

impl Entrance {
    /// Somebody has signed in, or out, since the last log-in.
    fn has_new_grant(&self) -> bool {
        given_at(&self.keeper.status().borrow()) != self.given_at
    }
}

async fn read_list(
    line: &mut Line,
    most: usize,
    before: Option<&Listing>,
) -> Result<Listing, Fault> {
    let at = Instant::now();
    let mut gathering = Gathering::new(most);
    line.sizes(|number, octets| gathering.size(number, octets)).await?;
    line.uidls(|number, uidl| gathering.uidl(number, uidl)).await?;
    Ok(gathering.end(before, at))
}

/// A mail's octets, from the provider to the device.
async fn pass_on(
    kept: &mut Kept,
    mail: &Wanted,
    content: &mpsc::Sender<Given>,
) -> Result<(), Failed> {
    let number = match kept.listing.find(&mail.given, &[mail.place])[..] {
        [Found::Number(number)] => number,
        [Found::Unclear] => return Err(Refusal::Unclear.into()),
        _ => return Err(Refusal::Gone.into()),
    };
    match mail.lines {
        None => kept.line.retrieve(number),
        Some(lines) => kept.line.top(number, lines),
    }
    let (mut has_begun, mut wants_all) = (false, mail.lines.is_none());
    loop {
        let piece = match kept.line.content().await {
            Ok(Ok(Some(octets))) => Given::Octets(octets),
            Ok(Ok(None)) => Given::End,
            // TOP is optional (RFC 1939 §7): the device's side cuts what comes instead.
            Ok(Err(_)) if !wants_all => {
                wants_all = true;
                kept.line.retrieve(number);
                continue;
            }
            Ok(Err(fault)) => return Err(Refusal::Trouble(fault).into()),
            Err(fault) if !has_begun => return Err(Failed::Broken(fault)),
            Err(fault) => {
                let _ = content.send(Given::Refused(fault.into())).await; // it may have left
                return Err(Failed::Told);
            }
        };
        let is_end = matches!(piece, Given::End);
        has_begun = true;
        if content.send(piece).await.is_err() {
            return Err(Failed::Told); // in the middle of a mail a connection is of no more use
        }
        if is_end {
            return Ok(());
        }
    }
}
