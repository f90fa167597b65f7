//! `scanpost account sign-in`, by each of the three ways.
//!
//! - with a code: shows it and waits until it was used
//! - in a browser: prints the address and waits for the browser at a port of this machine, or for the
//!   address of the last page on standard input, whichever comes first
//! - as an app: at once
//!
//! Whoever breaks off the waiting takes back what this command has begun.

use std::io::{self, BufRead as _, Read as _};
use std::time::Duration;

use scanpost_core::account::AccountName;
use scanpost_core::gateway::RETURN_PATH;
use scanpost_core::oauth::{TokenStatus, Way};
use scanpost_web::wire::{
    AccountView, Back, BrowserView, CameBack, GrantView, Returned, SignInView,
};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::account::{NOTHING, of};
use crate::administer::print;
use crate::control::Control;
use crate::show;
use crate::signals::Signals;
use crate::terminal::{self, Failure, say, why};

/// How often a waiting sign-in is looked at.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// A browser says at once what it wants.
const REQUEST_WAIT: Duration = Duration::from_secs(10);

/// The largest request, and the longest address that is pasted.
const LARGEST_REQUEST: u64 = 16 * 1024;

pub(crate) async fn run(
    control: &Control,
    name: &AccountName,
    way: Option<Way>,
    paste: bool,
    json: bool,
) -> Result<(), Failure> {
    let before: AccountView = control.get(&of(name, "")).await?;
    let grant: GrantView = control.get(&of(name, "/settings")).await?;
    match way.unwrap_or(if paste { Way::AuthorizationCode } else { grant.way }) {
        Way::DeviceCode => by_code(control, name, before, json).await,
        Way::AuthorizationCode => by_browser(control, name, &before, paste, json).await,
        Way::ClientCredentials => {
            control.post::<Value>(&of(name, "/sign-in/app"), NOTHING).await?;
            signed_in(control, name, json).await
        }
    }
}

async fn by_code(
    control: &Control,
    name: &AccountName,
    before: AccountView,
    json: bool,
) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let sign_in = async {
        let code: SignInView = control.post(&of(name, "/sign-in"), NOTHING).await?;
        print(json, &code, |code| show::code(code, Some(&before.address)));
        let account = used(control, name, &before).await?;
        print(json, &account, |account| format!("\n{}", show::account(account)));
        Ok(())
    };
    tokio::select! {
        result = sign_in => return result,
        () = signals.told_to_stop() => {}
    }
    if before.sign_in.is_some() {
        return Err(Failure::because("sign-in-still-open", &[("name", name.as_str())]));
    }
    control.delete(&of(name, "/sign-in")).await?;
    Err(Failure::because("sign-in-broken-off", &[("name", name.as_str())]))
}

/// The account when somebody has used the code.
async fn used(
    control: &Control,
    name: &AccountName,
    before: &AccountView,
) -> Result<AccountView, Failure> {
    loop {
        tokio::time::sleep(LOOK_AGAIN).await;
        let account: AccountView = control.get(&of(name, "")).await?;
        if account.sign_in.is_some() {
            continue;
        }
        if let Some(fault) = account.sign_in_fault {
            return Err(fault.into());
        }
        let is_new = account.signed_in_at != before.signed_in_at;
        if account.token_status != TokenStatus::Retrieved || !is_new {
            return Err(Failure::because("sign-in-cancelled", &[]));
        }
        return Ok(account);
    }
}

async fn by_browser(
    control: &Control,
    name: &AccountName,
    before: &AccountView,
    paste: bool,
    json: bool,
) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let unheard = |error| Failure::because("browser-not-awaited", &[("why", &why(&error))]);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(unheard)?;
    let port = listener.local_addr().map_err(unheard)?.port();
    let back = if paste { Back::Pasted } else { Back::Loopback { port } };
    let begun: BrowserView = control.post(&of(name, "/sign-in/browser"), Some(&back)).await?;
    print(json, &begun, |begun| show::browser(begun, before, paste));
    let mut lines = typed();
    let come_back = async {
        loop {
            let (address, page) = tokio::select! {
                visit = visited(&listener), if !paste => {
                    let (address, page) = visit;
                    (address, Some(page))
                }
                address = next(&mut lines) => (address, None),
            };
            let returned = Returned { address };
            let came: Result<CameBack, _> =
                control.post("/api/v1/sign-in/return", Some(&returned)).await;
            if let Some(page) = page {
                answer(page, came.is_ok()).await;
            }
            match came {
                Ok(_) => return signed_in(control, name, json).await,
                Err(failure) => {
                    let account: AccountView = control.get(&of(name, "")).await?;
                    let is_away = account.token_status == TokenStatus::WaitingForAuthorisation;
                    if !is_away {
                        return Err(failure);
                    }
                    terminal::error(&failure.to_string()); // the right one may still come
                }
            }
        }
    };
    tokio::select! {
        result = come_back => return result,
        () = signals.told_to_stop() => {}
    }
    control.delete(&of(name, "/sign-in")).await?;
    Err(Failure::because("sign-in-broken-off", &[("name", name.as_str())]))
}

/// Tries the new sign-in at the mail server, and shows the account.
async fn signed_in(control: &Control, name: &AccountName, json: bool) -> Result<(), Failure> {
    control.post::<Value>(&of(name, "/check"), NOTHING).await?;
    let account: AccountView = control.get(&of(name, "")).await?;
    print(json, &account, show::account);
    Ok(())
}

/// A browser that has come to the return address; whatever else comes to the port is sent away.
async fn visited(listener: &TcpListener) -> (Zeroizing<String>, TcpStream) {
    loop {
        let Ok((mut visitor, _)) = listener.accept().await else { continue };
        let request = timeout(REQUEST_WAIT, first_line(&mut visitor)).await.ok().flatten();
        let query = request.as_deref().and_then(|line| {
            let target = line.strip_prefix("GET ")?.split(' ').next()?;
            Some(Zeroizing::new(target.strip_prefix(RETURN_PATH)?.strip_prefix('?')?.to_owned()))
        });
        match query {
            Some(query) => return (query, visitor),
            None => respond(visitor, "404 Not Found", "").await,
        }
    }
}

/// `GET /sign-in/return?… HTTP/1.1`. The rest of the request is read and left (RFC 9112 §9.6: closing
/// with octets unread could take the answer away).
async fn first_line(visitor: &mut TcpStream) -> Option<Zeroizing<String>> {
    let mut reader = BufReader::new(visitor.take(LARGEST_REQUEST));
    let mut request = Zeroizing::new(String::new());
    while !request.ends_with("\r\n\r\n") {
        if reader.read_line(&mut request).await.ok()? == 0 {
            return None;
        }
    }
    Some(Zeroizing::new(request.lines().next()?.to_owned()))
}

async fn answer(visitor: TcpStream, went_well: bool) {
    let text = say(if went_well { "browser-done" } else { "browser-not-done" }, &[]);
    respond(visitor, "200 OK", &text).await;
}

async fn respond(mut visitor: TcpStream, status: &str, text: &str) {
    let length = text.len();
    let response = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{text}"
    );
    // The browser may have gone: what it came with counts all the same.
    let _ = timeout(REQUEST_WAIT, visitor.write_all(response.as_bytes())).await;
}

/// The lines of standard input that say something. They are read by a thread of their own, which
/// ends with the program: the runtime would wait for a read that nobody answers.
fn typed() -> mpsc::Receiver<Zeroizing<String>> {
    let (sender, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        loop {
            let mut line = Zeroizing::new(String::new());
            match io::stdin().lock().take(LARGEST_REQUEST).read_line(&mut line) {
                Ok(0) | Err(_) => return, // nobody is there, or no longer
                Ok(_) if line.trim().is_empty() => {}
                Ok(_) if sender.blocking_send(line).is_err() => return,
                Ok(_) => {}
            }
        }
    });
    lines
}

/// The next one; waits for ever where there is none.
async fn next(lines: &mut mpsc::Receiver<Zeroizing<String>>) -> Zeroizing<String> {
    match lines.recv().await {
        Some(line) => line,
        None => std::future::pending().await,
    }
}
