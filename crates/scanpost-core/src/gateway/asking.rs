//! A mail to a user whose scan waits: where to sign in.
//!
//! It goes from the site's account, to the user's mailbox, once a day at most whatever happens: the job's
//! name follows from user and day, and one that is there already stays. It is scanpost's own mail, of which
//! no notice is made, and it never comes by a device, so it cannot make another one. However many a device
//! names, a few a minute are asked ([`crate::user::Asks`]); the others wait held, and are asked in turn.

use std::sync::PoisonError;

use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use secrecy::ExposeSecret;
use tokio::time::Instant;

use super::Inner;
use crate::clock::Time;
use crate::fault::Fault;
use crate::id::derived;
use crate::notify::mail::{Letter, Mailing, head, post, written};
use crate::oauth::Account;
use crate::site::UserRules;
use crate::spool::{JobFilter, JobId};
use crate::user::User;
use crate::words::{self, Language};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

impl Inner {
    /// Asks the user to sign in, where an administrator wants that and has said where the page is.
    pub(super) async fn ask_to_sign_in(&self, user: &User) -> Result<(), Fault> {
        let rules: UserRules = self.part().await?.value;
        if !rules.asks_by_mail || rules.page_address.is_empty() {
            return Ok(());
        }
        let app = self.app_of_users().await?;
        let now = self.clock.now();
        let day = Time(now.0 - now.0.rem_euclid(DAY_MILLIS));
        let id = JobId(derived(day, &["sign-in-asked", user.account().as_str()]));
        if self.store.job(id).await?.is_some() {
            return Ok(());
        }
        if !self.may_ask_now(user).await? {
            return Ok(()); // it is looked again while the scan waits
        }
        let mailing = Mailing {
            account: app.name.clone(),
            from: app.address.clone(),
            to: user.address.clone(),
        };
        let ticket = self.visits_of_users.ticket(&user.address);
        let page = rules.page_address.trim_end_matches('/');
        let link = format!("{page}/me/{}", ticket.expose_secret());
        let language = self.notices.borrow().language;
        let letter = letter(id, &mailing, (user, &app), (page, &link), (language, now));
        post(&*self.store, &mailing, letter, now).await?;
        self.bells.ring(&app.name);
        Ok(())
    }

    /// Whether the device whose scan waits may have one more user asked now.
    async fn may_ask_now(&self, user: &User) -> Result<bool, Fault> {
        let newest = JobFilter { account: Some(user.account()), most: 1, ..JobFilter::default() };
        let scans = self.store.jobs(newest).await?.jobs;
        let device = scans.first().map(|scan| scan.device.as_str()).unwrap_or_default();
        let mut asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        let may = asks.may_ask(device, &self.settings.users, Instant::now());
        if !may {
            tracing::debug!(event = "users.asked-too-many", device); // once a minute for each that waits
        }
        Ok(may)
    }
}

fn letter(
    id: JobId,
    mailing: &Mailing,
    (user, app): (&User, &Account),
    (page, link): (&str, &str),
    (language, at): (Language, Time),
) -> Letter {
    let say = |id: &str, args: &[(&str, &str)]| words::text(language, id, args);
    let paragraphs = [
        say("ask-hello", &[("name", &user.name)]),
        say("ask-what", &[("address", &user.address), ("provider", &app.provider.title)]),
        link.to_owned(),
        say("ask-later", &[("page", &format!("{page}/me"))]),
        say("ask-not-you", &[]),
    ];
    let text = paragraphs.join("\r\n\r\n") + "\r\n";
    let message: MessageBuilder<'_> = head(id, mailing, at)
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .header("Subject", Text::new(say("ask-subject", &[])))
        .text_body(text);
    Letter { id, octets: written(message) }
}
