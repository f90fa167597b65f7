//! What the tenant's policies say of a sign-in or a refresh, as the switches have it.
//!
//! Numbers and who must act: provider-facts 1.8 and 2. Which `error` word goes with which number is
//! not proven for all of them.

use super::{refusal::Refusal, tokens::RefreshToken};
use crate::switches::{Quirk, Switches, UserState};

/// How a person signs in, which a token remembers through all refreshes ("protocol tracking").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    DeviceCode,
    Browser,
}

/// Whether this person may sign in now. Asked when the person has said who it is.
pub(super) fn sign_in(switches: &Switches, user: &str, way: Way) -> Result<(), Refusal> {
    match switches.state_of(user) {
        Some(UserState::Disabled) => return Err(Refusal::user_disabled()),
        Some(UserState::Locked) => return Err(Refusal::user_locked()),
        Some(UserState::PasswordExpired) => return Err(Refusal::password_expired()),
        Some(UserState::NotAssigned) => return Err(Refusal::user_not_assigned()),
        Some(UserState::MfaNeeded) | None => {}
    }
    if switches.has(Quirk::SignInBlocked) {
        return Err(Refusal::blocked_by_conditional_access());
    }
    if switches.has(Quirk::AdminConsentNeeded) {
        return Err(Refusal::admin_consent_needed());
    }
    match device_code(switches) {
        Err(refusal) if way == Way::DeviceCode && !switches.has(Quirk::BlocksToldAtPoll) => {
            Err(refusal)
        }
        _ => Ok(()),
    }
}

/// Whether the tenant has device codes at all.
pub(super) fn device_code(switches: &Switches) -> Result<(), Refusal> {
    if switches.has(Quirk::SecurityDefaults) {
        return Err(Refusal::blocked_by_security_defaults());
    }
    if switches.has(Quirk::DeviceCodeBlocked) {
        return Err(Refusal::blocked_by_conditional_access());
    }
    Ok(())
}

/// Whether a refresh token that is good in itself may be used now.
pub(super) fn refresh(switches: &Switches, token: &RefreshToken) -> Result<(), Refusal> {
    match switches.state_of(&token.mailbox) {
        Some(UserState::Disabled) => return Err(Refusal::user_disabled()),
        Some(UserState::NotAssigned) => return Err(Refusal::user_not_assigned()),
        Some(UserState::MfaNeeded) if !token.sign_in.mfa => return Err(Refusal::mfa_needed()),
        _ => {}
    }
    if switches.has(Quirk::SignInBlocked) {
        return Err(Refusal::blocked_by_conditional_access());
    }
    if switches.has(Quirk::ConsentWithdrawn) {
        return Err(Refusal::not_consented());
    }
    if switches.has(Quirk::DeviceCodeRefreshBlocked) && token.sign_in.way == Way::DeviceCode {
        return Err(Refusal::device_code_blocked_at_refresh());
    }
    Ok(())
}
