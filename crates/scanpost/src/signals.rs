//! The administrator's word: to stop (Ctrl-C or SIGTERM), or to read the certificate again (SIGHUP).
//!
//! It is heard from the moment this is made: made before the work begins, no signal ends the program
//! with the work half done.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::terminal::{self, Failure};

pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    /// From here on a signal waits until it is asked for.
    pub(crate) fn listen() -> Result<Signals, Failure> {
        let deaf = |error: io::Error| {
            Failure::because("signals-unheard", &[("why", &terminal::why(&error))])
        };
        Ok(Signals {
            terminate: signal(SignalKind::terminate()).map_err(deaf)?,
            interrupt: signal(SignalKind::interrupt()).map_err(deaf)?,
            hang_up: signal(SignalKind::hangup()).map_err(deaf)?,
        })
    }

    /// Returns when the program was told to stop, also if that was before.
    pub(crate) async fn told_to_stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }

    /// The same for a service, to which SIGHUP is an errand; anything else ends with its terminal.
    pub(crate) async fn told_to_stop_or_reload(&mut self) -> Word {
        tokio::select! {
            _ = self.terminate.recv() => Word::Stop,
            _ = self.interrupt.recv() => Word::Stop,
            _ = self.hang_up.recv() => Word::Reload,
        }
    }
}

/// What a service is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Stop,
    Reload,
}
