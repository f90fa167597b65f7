//! The administrator's word to stop: Ctrl-C or SIGTERM.
//!
//! It is heard from the moment this is made: made before the work begins, no signal ends the program
//! with the work half done.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::terminal::{self, Failure};

pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
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
        })
    }

    /// Returns when the program was told to stop, also if that was before.
    pub(crate) async fn told_to_stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
