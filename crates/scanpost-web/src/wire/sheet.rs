//! The status sheet, and its way to a printer.

use scanpost_core::words::Language;
use serde::{Deserialize, Serialize};

pub use scanpost_core::gateway::views::SheetPrintView;
pub use scanpost_core::sheet::Sheet;

/// What stands behind the question mark of `/sheet`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetQuery {
    /// None: the site's.
    pub language: Option<Language>,
}

/// `POST /api/v1/sheet/prints`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintSheet {
    /// `ipp://…` or `ipps://…`.
    pub printer: String,
    /// None: the site's.
    #[serde(default)]
    pub language: Option<Language>,
}
