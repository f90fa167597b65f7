//! `scanpost slot sign-in`: nobody types the mailbox; whoever uses the code becomes the account of the slot.
//!
//! Whoever breaks off the waiting takes back what this command has begun.

use scanpost_core::account::AccountName;
use scanpost_core::oauth::Provider;
use scanpost_core::site::Slot;
use scanpost_web::wire::{AccountView, SignNewcomerIn, SlotSignInView};

use crate::account::of;
use crate::administer::print;
use crate::control::Control;
use crate::show;
use crate::sign_in::LOOK_AGAIN;
use crate::signals::Signals;
use crate::terminal::Failure;

pub(crate) async fn sign_in(
    control: &Control,
    slot: Slot,
    provider: Provider,
    json: bool,
) -> Result<(), Failure> {
    let place = format!("/api/v1/slots/{}/sign-in", slot.as_str());
    let before: SlotSignInView = control.get(&place).await?;
    let mut signals = Signals::listen()?;
    let sign_in = async {
        let begun: SlotSignInView =
            control.post(&place, Some(&SignNewcomerIn { provider })).await?;
        if let Some(code) = begun.newcomer.as_ref().and_then(|newcomer| newcomer.code.as_ref()) {
            print(json, code, |code| show::code(code, None));
        }
        let name = come(control, &place).await?;
        let account: AccountView = control.get(&of(&name, "")).await?;
        print(json, &account, |account| format!("\n{}", show::account(account)));
        Ok(())
    };
    tokio::select! {
        result = sign_in => return result,
        () = signals.told_to_stop() => {}
    }
    if before.newcomer.is_some_and(|newcomer| newcomer.code.is_some()) {
        return Err(Failure::because("slot-sign-in-still-open", &[("slot", slot.as_str())]));
    }
    control.delete(&place).await?;
    Err(Failure::because("slot-sign-in-broken-off", &[("slot", slot.as_str())]))
}

/// The account that was made when somebody had signed in.
async fn come(control: &Control, place: &str) -> Result<AccountName, Failure> {
    loop {
        let SlotSignInView { account, newcomer, .. } = control.get(place).await?;
        match newcomer {
            Some(newcomer) => {
                if let Some(fault) = newcomer.fault {
                    return Err(fault.into());
                }
            }
            None => return account.ok_or_else(|| Failure::because("sign-in-cancelled", &[])),
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
