//! What can be said of a device from what it says of itself (pure).

use serde::{Deserialize, Serialize};

use super::firmware::{self, Age};
use super::table::Table;

/// What a device says of itself: the texts that are worth most come first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub maker: Vec<String>,
    /// In prose: often with the maker before it and the firmware behind.
    pub model: Vec<String>,
    pub firmware: Vec<String>,
}

/// Whether a device can sign in to a mail service itself (Modern Authentication).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "support", rename_all = "kebab-case")]
pub enum Support {
    /// Its maker lists it, and its firmware is new enough.
    Itself,
    /// Its maker lists it, with a newer firmware than it has.
    NeedsFirmware { has: String, least: Vec<String> },
    /// Its maker lists it; which firmware it has it does not say.
    FirmwareUnknown { least: Vec<String> },
    /// Its maker has machines that can; whether this one can, its own page says.
    Perhaps,
    /// Its maker does not list it, or the maker is in no guide.
    UseScanpost,
    /// It does not say what it is.
    Unknown,
}

/// A device, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub maker: Option<String>,
    pub model: Option<String>,
    pub support: Support,
    /// Where it is set on the device, in the maker's words; empty where it cannot do it.
    pub menu: Vec<String>,
}

/// Holds what a device says against the table.
pub fn judge(table: &Table, said: &Said) -> Judged {
    let all = || said.maker.iter().chain(&said.model).map(String::as_str);
    let prose = said.model.first().cloned();
    let Some(maker) = table.maker(all()) else {
        let support = if prose.is_some() { Support::UseScanpost } else { Support::Unknown };
        return Judged { maker: said.maker.first().cloned(), model: prose, support, menu: vec![] };
    };
    let model = said.model.iter().find_map(|text| maker.model(text));
    let firmware: Vec<_> = said.firmware.iter().chain(&said.model).cloned().collect();
    let least = || maker.firmware.clone();
    let support = match (model, firmware::age(&firmware, &maker.firmware)) {
        (Some(_), Age::NewEnough) => Support::Itself,
        (Some(_), Age::TooOld(has)) => Support::NeedsFirmware { has, least: least() },
        (Some(_), Age::Unknown) => Support::FirmwareUnknown { least: least() },
        (None, _) if prose.is_none() => Support::Unknown,
        (None, _) if maker.complete => Support::UseScanpost,
        (None, _) => Support::Perhaps,
    };
    let cannot = matches!(support, Support::UseScanpost | Support::Unknown);
    Judged {
        maker: Some(maker.name.clone()),
        model: model.map(str::to_owned).or(prose),
        support,
        menu: if cannot { vec![] } else { maker.menu.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(maker: &[&str], model: &[&str], firmware: &[&str]) -> Judged {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let said = Said { maker: owned(maker), model: owned(model), firmware: owned(firmware) };
        judge(Table::of_guides(), &said)
    }

    #[test]
    fn what_a_device_says_decides_what_it_can() {
        let least = || vec!["240.246".to_owned(), "230.441".to_owned()];
        let needs = |has: &str| Support::NeedsFirmware { has: has.to_owned(), least: least() };
        let model = "TOSHIBA e-STUDIO409S";
        for (maker, model, firmware, support) in [
            (&[] as &[&str], &[model] as &[&str], &["CXTMH.240.246"] as &[&str], Support::Itself),
            (&[], &[model], &["CXTMH.240.100"], needs("240.100")),
            (&[], &[model], &["MSNGM.230.441"], Support::Itself),
            (&[], &[model], &[], Support::FirmwareUnknown { least: least() }),
            (
                &["TOSHIBA"],
                &["e-STUDIO409S version CXTMH.240.300 kernel 5.4"],
                &[],
                Support::Itself,
            ),
            (&[], &["TOSHIBA e-STUDIO2515AC"], &["CXTMH.240.246"], Support::UseScanpost),
            (&["TOSHIBA"], &[], &["CXTMH.240.246"], Support::Unknown),
            (&[], &["SHARP BP-70M65"], &[], Support::Itself),
            (&[], &["SHARP MX-3071"], &[], Support::Perhaps),
            (&["EPSON"], &["WF-C5790 Series"], &[], Support::Perhaps),
            (&[], &["RICOH IM C3000"], &[], Support::Perhaps),
            (&[], &["HP LaserJet 400"], &[], Support::UseScanpost),
            (&["Brother"], &[], &[], Support::Unknown),
            (&[], &[], &[], Support::Unknown),
        ] {
            assert_eq!(of(maker, model, firmware).support, support, "{maker:?} {model:?}");
        }
    }

    #[test]
    fn the_way_through_its_menu_is_named_where_there_may_be_one() {
        let listed = of(&[], &["TOSHIBA e-STUDIO 409CS"], &[]);
        assert_eq!(listed.model.as_deref(), Some("e-STUDIO409CS"));
        assert_eq!(listed.menu[2], "Set Up OAuth 2.0 for Email Server");
        assert!(of(&[], &["TOSHIBA e-STUDIO2515AC"], &[]).menu.is_empty());
        assert!(!of(&[], &["RICOH IM C3000"], &[]).menu.is_empty());
    }
}
