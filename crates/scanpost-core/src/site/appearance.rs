//! In whose words the pages speak.

use serde::{Deserialize, Serialize};

use crate::profile::Name;

/// How the pages look to whoever looks after the printers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Appearance {
    /// The maker's words and pages. Default: scanpost's own.
    pub profile: Name,
}
