//! How a command reaches the gateway.
//!
//! Where a gateway runs on the data folder, its control socket is used. Where none runs, the command
//! opens the folder itself and serves the same socket for as long as it lives: one way for both.
//!
//! A gateway that is starting or stopping, and another command, are waited for. Another command is
//! usually done in a moment; only one that stays, such as a sign-in, is asked through its socket.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use reqwest::header::ACCEPT_LANGUAGE;
use reqwest::{Method, Response, StatusCode};
use scanpost_core::gateway::{Duty, Gateway};
use scanpost_core::settings::Settings;
use scanpost_core::trust;
use scanpost_web::wire::{FieldError, Problem};
use scanpost_web::{Access, Transport};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::folder::Folder;
use crate::lock::{self, Holder, Lock};
use crate::serve;
use crate::terminal::{self, Failure};

/// Longer than the longest call that the gateway makes for us.
const CALL_WAIT: Duration = Duration::from_mins(1);

/// A command that holds the folder for longer than this is one that waits for a person.
const PATIENCE: Duration = Duration::from_secs(1);

/// A gateway that can be asked.
pub(crate) struct Control {
    pub(crate) folder: Folder,
    http: reqwest::Client,
    /// A gateway of our own, where none was running.
    own: Option<Own>,
}

/// How the gateway is reached.
enum Way {
    Own(Lock),
    Socket,
}

struct Own {
    gateway: Gateway,
    stop: CancellationToken,
    tasks: TaskTracker,
    _lock: Lock,
}

impl Control {
    pub(crate) async fn open(data: Option<PathBuf>) -> Result<Control, Failure> {
        let folder = Folder::open(data)?;
        let own = match way_in(&folder).await? {
            Way::Own(lock) => Some(Own::start(&folder, lock).await?),
            Way::Socket => None,
        };
        let http = reqwest::Client::builder()
            .unix_socket(folder.control_socket())
            .tls_backend_preconfigured(trust::nobody())
            .timeout(CALL_WAIT)
            .no_proxy()
            .build()
            .map_err(|error| {
                Failure::because("gateway-not-asked", &[("why", &error.to_string())])
            })?;
        Ok(Control { folder, http, own })
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.call(Method::GET, path, None::<&()>).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<T, Failure> {
        self.call(Method::POST, path, body).await
    }

    pub(crate) async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// Writes what a path gives as it comes: a mail, a table.
    pub(crate) async fn fetch(&self, path: &str, to: &mut impl Write) -> Result<(), Failure> {
        let mut response = self.send(Method::GET, path, None::<&()>).await?;
        let status = response.status();
        if !status.is_success() {
            let octets = response.bytes().await.map_err(unreached)?;
            return Err(failure(status, &octets));
        }
        while let Some(piece) = response.chunk().await.map_err(unreached)? {
            to.write_all(&piece).map_err(not_written)?;
        }
        to.flush().map_err(not_written)
    }

    /// The same, where the answer says what was removed.
    pub(crate) async fn delete_for<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.call(Method::DELETE, path, None::<&()>).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Result<(), Failure> {
        self.call(Method::DELETE, path, None::<&()>).await
    }

    /// Ends a gateway of our own, when other commands that ask it have been answered.
    pub(crate) async fn close(self) {
        drop(self.http); // its idle connection would be waited for
        if let Some(own) = self.own {
            own.stop.cancel();
            own.tasks.close();
            own.tasks.wait().await;
            own.gateway.stop().await;
            let _ = std::fs::remove_file(self.folder.control_socket()); // the next start removes it too
        }
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<T, Failure> {
        let response = self.send(method, path, body).await?;
        let status = response.status();
        let octets = response.bytes().await.map_err(unreached)?;
        if status.is_success() {
            let octets = if octets.is_empty() { &b"null"[..] } else { &octets };
            return serde_json::from_slice(octets).map_err(|error| {
                Failure::because("gateway-of-other-version", &[("why", &error.to_string())])
            });
        }
        Err(failure(status, &octets))
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Response, Failure> {
        let mut request = self
            .http
            .request(method, format!("http://scanpost{path}"))
            .header(ACCEPT_LANGUAGE, terminal::language().tag());
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.map_err(unreached)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err gives it")]
fn unreached(error: reqwest::Error) -> Failure {
    Failure::because("gateway-silent", &[("why", &error.to_string())])
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err gives it")]
fn not_written(error: io::Error) -> Failure {
    Failure::because("output-not-written", &[("why", &error.to_string())])
}

/// The lock, or a socket that answers.
async fn way_in(folder: &Folder) -> Result<Way, Failure> {
    let mut met: Option<(Option<Holder>, Instant)> = None;
    lock::wait(folder, Duty::Administer, || {
        if let Some(lock) = folder.lock(Duty::Administer)? {
            return Ok(Some(Way::Own(lock)));
        }
        let holder = folder.holder();
        let since = match met {
            Some((known, since)) if known == holder => since,
            _ => Instant::now(),
        };
        met = Some((holder, since));
        let is_served = holder.is_some_and(|holder| holder.duty == Duty::Serve);
        let is_here_to_stay = is_served || since.elapsed() >= PATIENCE;
        let answers = is_here_to_stay && UnixStream::connect(folder.control_socket()).is_ok();
        Ok(answers.then_some(Way::Socket))
    })
    .await
}

impl Own {
    async fn start(folder: &Folder, lock: Lock) -> Result<Own, Failure> {
        let parts = serve::parts(folder, Settings::default(), None)?;
        let gateway = Gateway::start(parts, Duty::Administer).await?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        // Nobody opens pages here.
        let access = Access::new(0, Transport::Plain);
        serve::listen_for_commands(folder, &gateway, &access, &stop, &tasks)?;
        Ok(Own { gateway, stop, tasks, _lock: lock })
    }
}

fn failure(status: StatusCode, octets: &[u8]) -> Failure {
    let Ok(problem) = serde_json::from_slice::<Problem>(octets) else {
        return Failure::because("gateway-answered-oddly", &[("status", status.as_str())]);
    };
    let said = problem.fault.and_then(|fault| fault.words).map(|words| format!("\n  \"{words}\""));
    let message = match problem.errors.as_slice() {
        [] | [_] => format!("{} {}{}", problem.title, problem.next, said.unwrap_or_default()),
        errors => all_wrong(errors),
    };
    let message = message.trim_end().to_owned();
    if status == StatusCode::NOT_FOUND {
        Failure::not_found(message)
    } else {
        Failure::new(message)
    }
}

/// All that is wrong, a line each; a next step stands once, behind the last that it is for.
fn all_wrong(errors: &[FieldError]) -> String {
    let line = |(place, error): (usize, &FieldError)| {
        let is_said_below = errors.get(place + 1).is_some_and(|below| below.next == error.next);
        let next = if is_said_below { "" } else { &*error.next };
        format!("{} {next}", error.title).trim_end().to_owned()
    };
    errors.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_said_and_what_to_do_once() {
        let error = |title: &str, next: &str| FieldError {
            field: "file".to_owned(),
            title: title.to_owned(),
            next: next.to_owned(),
        };
        let errors =
            [error("Line 2.", "Save it."), error("Line 3.", "Save it."), error("Line 4.", "")];
        assert_eq!(all_wrong(&errors), "Line 2.\nLine 3. Save it.\nLine 4.");
    }
}
