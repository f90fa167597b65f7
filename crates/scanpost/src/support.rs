//! `scanpost device check` and `scanpost device search`: what a device can do itself, and who is there.

use std::fmt::Write as _;

use scanpost_core::oauth::provider::SmtpSecurity;
use scanpost_core::support::Heard;
use scanpost_core::words;
use scanpost_web::wire::{DeviceCheckView, Found, TypedView};

use crate::terminal::{self, say};

/// What was found out about a device, and what is typed into it.
pub(crate) fn checked(view: &DeviceCheckView) -> String {
    let sentence = words::support(terminal::language(), view);
    let mut text = format!("{}\n{}\n", sentence.what, sentence.next);
    if !view.firmware.is_empty() {
        let firmware = view.firmware.join(", ");
        let _ = writeln!(text, "\n{}", say("show-check-firmware", &[("firmware", &firmware)]));
    }
    let _ = writeln!(text, "{}", say(heard(view), &[]));
    if let Some(name) = &view.known_as {
        let _ = writeln!(text, "{}", say("show-check-known", &[("device", name)]));
    }
    if let Some(typed) = &view.itself {
        let _ = writeln!(text, "\n{}", say("show-check-itself", &[]));
        let _ = writeln!(text, "  {}", line(typed));
    }
    let _ = writeln!(text, "\n{}", say("show-check-through", &[]));
    for typed in &view.through_scanpost {
        let _ = writeln!(text, "  {}", line(typed));
    }
    if view.through_scanpost.is_empty() {
        let _ = writeln!(text, "  {}", say("show-check-unreachable", &[]));
    }
    text.truncate(text.trim_end().len());
    text
}

fn line(typed: &TypedView) -> String {
    let port = typed.port.to_string();
    let args = [("server", typed.server.as_str()), ("port", &port)];
    let mut line = say(
        match (typed.security, &typed.account) {
            (SmtpSecurity::Starttls, Some(_)) => "show-check-starttls",
            (SmtpSecurity::Starttls, None) => "show-check-starttls-or-none",
            (SmtpSecurity::Implicit, _) => "show-check-tls",
        },
        &args,
    );
    if let Some(account) = &typed.account {
        let _ = write!(line, ", {}", say("show-check-account", &[("account", account)]));
    }
    line
}

fn heard(view: &DeviceCheckView) -> &'static str {
    match (view.by_snmp, view.by_ipp) {
        (Heard::Answered, Heard::Answered) => "show-check-by-both",
        (Heard::Answered, _) => "show-check-by-snmp",
        (_, Heard::Answered) => "show-check-by-ipp",
        (Heard::Silent, Heard::Silent) => "show-check-by-none",
        _ => "show-check-by-unclear",
    }
}

/// The devices that make themselves known.
pub(crate) fn found(found: &[Found]) -> String {
    if found.is_empty() {
        return say("show-search-empty", &[]);
    }
    let line = |one: &Found| {
        let model = one.model.as_deref().unwrap_or_default();
        format!("{:<40} {:<24} {model}", one.address, one.name)
    };
    found.iter().map(|one| line(one).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use scanpost_core::support::Support;

    use super::*;

    fn of(maker: Option<&str>, model: Option<&str>, support: Support, heard: Heard) -> String {
        let view = DeviceCheckView {
            host: "192.0.2.9".to_owned(),
            maker: maker.map(str::to_owned),
            model: model.map(str::to_owned),
            firmware: vec![],
            by_snmp: heard,
            by_ipp: Heard::Silent,
            support,
            menu: vec!["Network".to_owned()],
            known_as: None,
            itself: None,
            through_scanpost: vec![],
        };
        checked(&view).lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_device_is_called_by_its_maker_once_and_by_its_address_where_nothing_answers() {
        let heard = Heard::Answered;
        for (maker, model, called) in [
            ("Epson", "EPSON WF-C5790 Series", "EPSON WF-C5790 Series: some machines"),
            ("Sharp", "MX-3071", "Sharp MX-3071: some machines"),
        ] {
            let line = of(Some(maker), Some(model), Support::Perhaps, heard);
            assert!(line.starts_with(called), "{line}");
        }
        assert_eq!(of(None, None, Support::Unknown, heard), "It does not say what it is.");
        let silent = of(None, None, Support::Unknown, Heard::Silent);
        assert_eq!(silent, "Nothing answers at 192.0.2.9.");
    }
}
