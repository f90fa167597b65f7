//! The journal's lines as sentences.

use super::{UNKNOWN, Voice, size, text, unanswered, with_fields};
use crate::journal::{ArrivalStep, Event, Reported};
use crate::oauth::Way;

/// One line of the journal as a sentence. Faults and routes that it carries have sentences of their
/// own and are shown beside it.
pub fn event(voice: impl Into<Voice>, event: &Event) -> String {
    let voice = voice.into();
    let say = |id, args: &[(&str, &str)]| text(voice, id, args);
    match event {
        Event::JobAccepted { device, size_bytes, recipients } => {
            let size = size(voice, *size_bytes);
            let recipients = recipients.to_string();
            let args = [("device", device.as_str()), ("size", &size), ("recipients", &recipients)];
            say("event-job-accepted", &args)
        }
        Event::AttemptStarted { attempt } => {
            say("event-attempt-started", &[("number", &attempt.to_string())])
        }
        Event::AttemptEnded { delivered, failed, waiting, uncertain, .. } => {
            let counts = [delivered, failed, waiting, uncertain].map(usize::to_string);
            let names = ["delivered", "failed", "waiting", "uncertain"];
            let args: Vec<_> = names.into_iter().zip(counts.iter().map(String::as_str)).collect();
            say("event-attempt-ended", &args)
        }
        Event::JobDelivered { .. } => say("event-job-delivered", &[]),
        Event::JobFailed { .. } => say("event-job-failed", &[]),
        Event::JobUncertain { .. } => say("event-job-uncertain", &[]),
        Event::JobReported(Reported { what, recipient, .. }) => {
            let recipient = recipient.clone().unwrap_or_else(|| say("reported-somebody", &[]));
            say("event-job-reported", &[("what", what.as_str()), ("recipient", &recipient)])
        }
        Event::JobRetried => say("event-job-retried", &[]),
        Event::JobDeleted => say("event-job-deleted", &[]),
        Event::JobHeld => say("event-job-held", &[]),
        Event::JobReleased => say("event-job-released", &[]),
        Event::JobRerouted { from, to } => {
            say("event-job-rerouted", &[("from", from.as_str()), ("to", to.as_str())])
        }
        Event::JobDownloaded => say("event-job-downloaded", &[]),
        Event::AccountHeld { .. } => say("event-account-held", &[]),
        Event::AccountReleased => say("event-account-released", &[]),
        Event::AccountRests { until, .. } => {
            say("event-account-rests", &[("until", &until.to_string())])
        }
        Event::AccountRested => say("event-account-rested", &[]),
        Event::AccountChanged => say("event-account-changed", &[]),
        Event::AccountAdded => say("event-account-added", &[]),
        Event::AccountRemoved => say("event-account-removed", &[]),
        Event::AccountExamined { mail_to } => {
            let mail_to = mail_to.as_deref().unwrap_or(UNKNOWN);
            say("event-account-examined", &[("address", mail_to)])
        }
        Event::SignedIn { way, signed_in_as, .. } => {
            let name = signed_in_as.as_deref().unwrap_or(UNKNOWN);
            let way = way.map_or(UNKNOWN, Way::as_str);
            say("event-signed-in", &[("name", name), ("way", way)])
        }
        Event::SignInBegun { of } => say("event-sign-in-begun", &[("account", of.as_str())]),
        Event::SignInEnded { of } => say("event-sign-in-ended", &[("account", of.as_str())]),
        Event::SignInInterrupted { of } => {
            say("event-sign-in-interrupted", &[("account", of.as_str())])
        }
        Event::TokenRefreshed => say("event-token-refreshed", &[]),
        Event::GrantHindered { .. } => say("event-grant-hindered", &[]),
        Event::GrantLapsed { .. } => say("event-grant-lapsed", &[]),
        Event::SignedOut => say("event-signed-out", &[]),
        Event::DeviceAdded { device } => say("event-device-added", &[("device", device)]),
        Event::DeviceChanged { device } => say("event-device-changed", &[("device", device)]),
        Event::DeviceRemoved { device } => say("event-device-removed", &[("device", device)]),
        Event::UserAdded { user } => say("event-user-added", &[("user", user)]),
        Event::UserChanged { user } => say("event-user-changed", &[("user", user)]),
        Event::UserRemoved { user, kept, deleted } => {
            let (kept, deleted) = (kept.to_string(), deleted.to_string());
            say("event-user-removed", &[("user", user), ("kept", &kept), ("deleted", &deleted)])
        }
        Event::UsersImported { added, changed } => {
            let (added, changed) = (added.to_string(), changed.to_string());
            say("event-users-imported", &[("added", &added), ("changed", &changed)])
        }
        Event::UserSettingsChanged { .. } => say("event-user-settings-changed", &[]),
        Event::ConsentGiven { of, organisation } => {
            let facts = [("account", of.as_str()), ("organisation", organisation)];
            say("event-consent-given", &facts)
        }
        Event::AdministratorAdded { administrator } => {
            say("event-administrator-added", &[("administrator", administrator)])
        }
        Event::AdministratorChanged { administrator } => {
            say("event-administrator-changed", &[("administrator", administrator)])
        }
        Event::AdministratorRemoved { administrator } => {
            say("event-administrator-removed", &[("administrator", administrator)])
        }
        Event::AdministratorPasswordChanged { administrator } => {
            say("event-administrator-password-changed", &[("administrator", administrator)])
        }
        Event::LoggedIn => say("event-logged-in", &[]),
        Event::LogInRefused { administrator, attempts } => {
            let name = administrator.as_deref().unwrap_or(UNKNOWN);
            let attempts = attempts.to_string();
            say("event-log-in-refused", &[("name", name), ("attempts", &attempts)])
        }
        Event::ApiTokenAdded { token } => say("event-api-token-added", &[("token", token)]),
        Event::ApiTokenRemoved { token } => say("event-api-token-removed", &[("token", token)]),
        Event::SlotsChanged => say("event-slots-changed", &[]),
        Event::MailSettingsChanged { fields } => {
            with_fields(say("event-mail-settings-changed", &[]), fields)
        }
        Event::SettingsImported => say("event-settings-imported", &[]),
        Event::NoticesChanged { fields } => with_fields(say("event-notices-changed", &[]), fields),
        Event::ReceivingChanged { fields } => {
            with_fields(say("event-receiving-changed", &[]), fields)
        }
        Event::FaxServerChanged { fields } => {
            with_fields(say("event-fax-server-changed", &[]), fields)
        }
        Event::HistoryChanged => say("event-history-changed", &[]),
        Event::AppearanceChanged => say("event-appearance-changed", &[]),
        Event::PanelChanged => say("event-panel-changed", &[]),
        Event::NoticeTried => say("event-notice-tried", &[]),
        Event::Arrival { step, .. } => arrival_step(voice, step),
        Event::MailLeft { .. } => say("event-mail-left", &[]),
        Event::MailRemoved { .. } => say("event-mail-removed", &[]),
        Event::MailsGone { mails } => say("event-mails-gone", &[("mails", &mails.to_string())]),
        Event::DeletedByDevice { device, mails } => {
            say("event-deleted-by-device", &[("device", device), ("mails", &mails.to_string())])
        }
        Event::Warned { .. } => say("event-warned", &[]),
        Event::ClockSet { by_millis } => {
            say("event-clock-set", &[("seconds", &(by_millis / 1000).to_string())])
        }
    }
}

fn arrival_step(voice: Voice, step: &ArrivalStep) -> String {
    let say = |id, args: &[(&str, &str)]| text(voice, id, args);
    match step {
        ArrivalStep::TakenIn { size_bytes } => {
            say("arrival-taken-in", &[("size", &size(voice, *size_bytes))])
        }
        ArrivalStep::CameAgain => say("arrival-came-again", &[]),
        ArrivalStep::HandingOn { attempt } => {
            say("arrival-handing-on", &[("number", &attempt.to_string())])
        }
        ArrivalStep::HandedOn { place } => unanswered(voice, place)
            .unwrap_or_else(|| say("arrival-handed-on", &[("place", place)])),
        ArrivalStep::NotHandedOn { .. } => say("arrival-not-handed-on", &[]),
        ArrivalStep::NotConfirmed { .. } => say("arrival-not-confirmed", &[]),
        ArrivalStep::Quarantined { .. } => say("arrival-quarantined", &[]),
        ArrivalStep::Retried => say("arrival-retried", &[]),
        ArrivalStep::Downloaded => say("arrival-downloaded", &[]),
        ArrivalStep::Deleted => say("arrival-deleted", &[]),
    }
}
