//! Why a verb was not done.

use std::fmt;

use crate::fault::Fault;
use crate::objection::{Kind, Objection};

/// Why a verb was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatewayError {
    /// Nothing went wrong: what was asked is not there, cannot be right, or does not go now.
    Objection(Objection),
    /// The same of several fields, each with its own; at least one.
    Objections(Vec<Objection>),
    /// It went wrong; the fault says who must do what.
    Fault(Fault),
}

impl GatewayError {
    /// There is no such thing.
    pub fn is_not_found(&self) -> bool {
        matches!(self, GatewayError::Objection(objection) if objection.reason.kind() == Kind::NotFound)
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GatewayError::Objection(objection) => write!(f, "{objection}"),
            GatewayError::Objections(objections) => {
                let all: Vec<_> = objections.iter().map(ToString::to_string).collect();
                f.write_str(&all.join("; "))
            }
            GatewayError::Fault(fault) => write!(f, "{fault}"),
        }
    }
}

impl std::error::Error for GatewayError {}

impl From<Fault> for GatewayError {
    fn from(fault: Fault) -> Self {
        GatewayError::Fault(fault)
    }
}

impl From<Objection> for GatewayError {
    fn from(objection: Objection) -> Self {
        GatewayError::Objection(objection)
    }
}

impl From<Vec<Objection>> for GatewayError {
    fn from(objections: Vec<Objection>) -> Self {
        GatewayError::Objections(objections)
    }
}
