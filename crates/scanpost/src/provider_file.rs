//! `--provider`: a known provider by its name, or a file that describes another.

use std::fs::File;
use std::io::Read;

use scanpost_core::oauth::Provider;
use scanpost_core::words;

use crate::terminal::{self, Failure, say};

/// A file of a provider is a page of text and the certificate of a CA at most.
const LARGEST_FILE: u64 = 256 * 1024;

/// A known provider or a file; with the administrator's own client id and tenant.
pub(crate) fn read(
    name: &str,
    client_id: Option<String>,
    tenant: Option<String>,
) -> Result<Provider, Failure> {
    let mut provider = match Provider::named(name) {
        Some(provider) => provider,
        None => parse(name, &text(name)?)?,
    };
    if let Some(client_id) = client_id {
        provider.oauth.client_id = client_id;
    }
    if tenant.is_some() {
        provider.oauth.tenant = tenant;
    }
    Ok(provider)
}

fn text(name: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let read = File::open(name)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_string(&mut text))
        .map_err(|error| terminal::why(&error));
    let why = match read {
        Ok(_) if text.len() as u64 <= LARGEST_FILE => return Ok(text),
        Ok(_) => say("why-too-large", &[("kibibytes", &(LARGEST_FILE / 1024).to_string())]),
        Err(why) => why,
    };
    let known: Vec<_> = Provider::known().into_iter().map(|provider| provider.name).collect();
    let facts = [("name", name), ("known", &known.join(", ")), ("why", &why)];
    Err(Failure::because("provider-unknown", &facts))
}

/// The failure names the place, what is wrong there and what to do.
fn parse(name: &str, text: &str) -> Result<Provider, Failure> {
    let provider: Provider = toml::from_str(text).map_err(|error| {
        let why = error.message().lines().collect::<Vec<_>>().join(", ");
        let Some(span) = error.span() else {
            return Failure::because("provider-file-wrong", &[("name", name), ("why", &why)]);
        };
        let (line, column) = place(text, span.start);
        let [line, column] = [line, column].map(|number| number.to_string());
        let facts = [("name", name), ("why", &why), ("line", &line), ("column", &column)];
        Failure::because("provider-file-wrong-at", &facts)
    })?;
    provider.check().map_err(|unfit| {
        let why = words::unfit(terminal::language(), &unfit);
        let why = format!("{} {}", why.what, why.next);
        Failure::because("provider-file-unfit", &[("name", name), ("why", &why)])
    })?;
    Ok(provider)
}

/// Line and column, both counted from one.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"name = "acme"
title = "Acme Mail"

[oauth]
device_authorization_endpoint = "https://sign-in.acme.example/device"
token_endpoint = "https://sign-in.acme.example/token"
client_id = "scanpost"
scopes = ["mail.send"]
sign_in = ["device-code"]

[smtp]
host = "smtp.acme.example"
port = 587
"#;

    #[test]
    fn a_fault_in_a_provider_file_is_one_sentence_with_its_place() {
        assert!(parse("acme.toml", GOOD).is_ok());
        for (wrong, right, said) in [
            ("port = 587", "port = \"587\"", "line 13, column 8: invalid type"),
            ("host =", "hots =", "line 12, column 1: unknown field `hots`"),
            ("[oauth]", "[oauth", "line 4, column 7: "),
            ("device-code", "divice-code", "line 9, column 12: unknown variant"),
            ("title = \"Acme Mail\"\n", "", "missing field `title`"),
            ("https://sign-in.acme.example/token", "http://acme.example/", "must begin with https"),
        ] {
            let text = GOOD.replacen(wrong, right, 1);
            let failure = parse("acme.toml", &text).expect_err(right).to_string();
            assert!(failure.starts_with("The provider file acme.toml cannot be "), "{failure}");
            assert!(failure.contains(said), "{failure}");
            assert!(failure.ends_with("and add the account again."), "{failure}");
            assert!(!failure.contains('\n'), "{failure}");
        }
    }

    #[test]
    fn a_place_is_counted_in_characters_as_editors_do() {
        assert_eq!(place("å = 1\nåäö", 7), (2, 1));
        assert_eq!(place("å = 1\nåäö", 11), (2, 3));
        assert_eq!(place("", 0), (1, 1));
    }

    #[test]
    fn a_file_without_end_is_not_read_without_end() {
        let failure = text("/dev/zero").expect_err("endless").to_string();
        assert!(failure.contains("larger than 256 KiB"), "{failure}");
    }
}
