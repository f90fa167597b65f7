//! The words of a profile, as a person sees them on its pages: how a sign-in stands, its buttons, the ways
//! through the menus, and the codes of its jobs.

use scanpost_core::oauth::TokenStatus;
use scanpost_core::profile::{Name, Profile, Row};
use scanpost_core::words::{self, Language, Voice};

use crate::terminal;

/// The words of one profile, a line for each kind.
pub(super) fn words_of(name: Name, language: Language) -> String {
    let voice = Voice { language, profile: name };
    let word = |id: &str| words::text(voice, id, &[]);
    let profile = Profile::of(name);
    let states = STATES.map(|status| words::token_status(voice, status)).join(" · ");
    let buttons = ["sign-in", "sign-out"].map(word).join(" · ");
    let mut rows = vec![
        (word(Row::AuthenticationMethod.label()), word("method-oauth")),
        (word(Row::Status.label()), states),
        (String::new(), buttons),
    ];
    for menu in &profile.menus {
        let clicks: Vec<_> = menu.steps.iter().map(|step| word(&step.click)).collect();
        rows.push((String::new(), clicks.join(" > ")));
    }
    for code in &profile.codes {
        rows.push((code.number.clone(), words::sentence(voice, &code.word, &[]).what));
    }
    let rows: Vec<_> = rows.into_iter().map(|(label, text)| (format!("  {label}"), text)).collect();
    format!("\n{}\n{}", profile.title, terminal::columns(&rows))
}

const STATES: [TokenStatus; 4] = [
    TokenStatus::NotRetrieved,
    TokenStatus::WaitingForAuthorisation,
    TokenStatus::Retrieved,
    TokenStatus::Invalid,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_profile_shows_its_own_words() {
        let table = [
            ("toshiba-a4", Language::Sv, "Registration required"),
            ("epson", Language::Sv, "Nätverk > E-postserver > Grundläggande"),
            ("epson", Language::En, "370"),
            ("ricoh", Language::En, "Start Authentication"),
            ("sharp-bpc131pw", Language::Sv, "Väntar på auktorisering"),
            ("neutral", Language::En, "Retrieved"),
        ];
        for (name, language, word) in table {
            let words = words_of(name.parse().expect("a profile"), language);
            assert!(words.contains(word), "{name}: {words}");
        }
    }
}
