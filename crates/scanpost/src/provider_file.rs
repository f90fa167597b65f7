//! Mail services as files: `--provider`, a known one by its name or a file that describes another; and those
//! that lie in the data folder, `providers/*.toml`, which are known from the start on (`docs/decisions/0020`).

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use scanpost_core::oauth::{Provider, Services};
use scanpost_core::words;

use crate::control::Control;
use crate::folder::Folder;
use crate::terminal::{self, Failure, say};

/// A file of a provider is a page of text and the certificate of a CA at most.
const LARGEST_FILE: u64 = 256 * 1024;

/// Whoever sets up printers works with a handful of mail services.
const MOST_DESCRIBED: usize = 100;

/// A known provider or a file; with the administrator's own client id and tenant.
pub(crate) async fn read(
    control: &Control,
    name: &str,
    client_id: Option<String>,
    tenant: Option<String>,
) -> Result<Provider, Failure> {
    let known: Vec<Provider> = control.get("/api/v1/providers").await?;
    let mut provider = match known.iter().find(|one| one.name == name) {
        Some(provider) => provider.clone(),
        None => given(name, &known)?,
    };
    if let Some(client_id) = client_id {
        provider.oauth.client_id = client_id;
    }
    if tenant.is_some() {
        provider.oauth.tenant = tenant;
    }
    Ok(provider)
}

fn given(name: &str, known: &[Provider]) -> Result<Provider, Failure> {
    let text = text(Path::new(name)).map_err(|why| {
        let known: Vec<_> = known.iter().map(|provider| provider.name.as_str()).collect();
        let facts = [("name", name), ("known", &known.join(", ")), ("why", &why)];
        Failure::because("provider-unknown", &facts)
    })?;
    parse(&text)
        .map_err(|why| Failure::because("provider-file-wrong", &[("name", name), ("why", &why)]))
}

/// The services that are known to a gateway on this folder.
pub(crate) fn services(folder: &Folder) -> Result<Services, Failure> {
    let place = folder.providers();
    let mut files = match files(&place) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Services::default()),
        Err(error) => return Err(wrong(&place, &format!("{}.", terminal::why(&error)))),
    };
    if files.len() > MOST_DESCRIBED {
        let most = MOST_DESCRIBED.to_string();
        return Err(wrong(&place, &say("provider-described-many", &[("most", &most)])));
    }
    files.sort();
    let described = files.iter().map(|file| described(file).map_err(|why| wrong(file, &why)));
    Ok(Services::with(described.collect::<Result<_, _>>()?))
}

fn files(place: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(place)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("toml")) {
            files.push(path);
        }
    }
    Ok(files)
}

fn wrong(place: &Path, why: &str) -> Failure {
    let name = place.display().to_string();
    Failure::because("provider-described-wrong", &[("name", &name), ("why", why)])
}

/// A service of the data folder. It is called as its file is, so that nobody describes another one than
/// the one that is meant.
fn described(file: &Path) -> Result<Provider, String> {
    let called = file.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if !called.bytes().all(is_plain) || called == Provider::template().name {
        return Err(say("provider-described-badly-named", &[]));
    }
    let provider = parse(&text(file).map_err(|why| format!("{why}."))?)?;
    if provider.name != called {
        let facts = [("called", called), ("name", provider.name.as_str())];
        return Err(say("provider-described-other-name", &facts));
    }
    Ok(provider)
}

/// What lies in a file, or why that is not known.
fn text(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let read = File::open(path)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_string(&mut text))
        .map_err(|error| terminal::why(&error));
    match read {
        Ok(_) if text.len() as u64 <= LARGEST_FILE => Ok(text),
        Ok(_) => Err(say("why-too-large", &[("kibibytes", &(LARGEST_FILE / 1024).to_string())])),
        Err(why) => Err(why),
    }
}

/// What is wrong is said with its place.
fn parse(text: &str) -> Result<Provider, String> {
    let provider: Provider = toml::from_str(text).map_err(|error| {
        let why = error.message().lines().collect::<Vec<_>>().join(", ");
        let Some(span) = error.span() else { return format!("{why}.") };
        let (line, column) = place(text, span.start);
        let [line, column] = [line, column].map(|number| number.to_string());
        say("provider-file-at", &[("why", &why), ("line", &line), ("column", &column)])
    })?;
    provider.check().map_err(|unfit| {
        let why = words::unfit(terminal::language(), &unfit);
        format!("{} {}", why.what, why.next)
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
        assert!(parse(GOOD).is_ok());
        for (wrong, right, said) in [
            ("port = 587", "port = \"587\"", "line 13, column 8: invalid type"),
            ("host =", "hots =", "line 12, column 1: unknown field `hots`"),
            ("[oauth]", "[oauth", "line 4, column 7: "),
            ("device-code", "divice-code", "line 9, column 12: unknown variant"),
            ("title = \"Acme Mail\"\n", "", "missing field `title`"),
            ("https://sign-in.acme.example/token", "http://acme.example/", "must begin with https"),
        ] {
            let text = GOOD.replacen(wrong, right, 1);
            let why = parse(&text).expect_err(right);
            assert!(why.contains(said), "{why}");
            assert!(why.ends_with('.') && !why.contains('\n'), "{why}");
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
        let why = text(Path::new("/dev/zero")).expect_err("endless");
        assert!(why.contains("larger than 256 KiB"), "{why}");
    }

    /// What is said of a data folder with this file in `providers/`.
    fn with_file(name: &str, text: &str) -> Result<Services, String> {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(Some(dir.path().join("data"))).expect("made");
        assert_eq!(services(&folder).ok(), Some(Services::default()));
        fs::create_dir(folder.providers()).expect("ours");
        fs::write(folder.providers().join(name), text).expect("ours");
        services(&folder).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_lies_in_the_data_folder_is_known_beside_and_before_what_scanpost_brings() {
        let known = |name: &str, text: &str| with_file(name, text).expect(name);
        let title = |services: &Services, name: &str| {
            services.named(name).map(|provider| provider.title.clone()).unwrap_or_default()
        };
        assert_eq!(title(&known("acme.toml", GOOD), "acme"), "Acme Mail");
        let ours = GOOD.replace("\"acme\"", "\"exchange-online\"");
        let services = known("exchange-online.toml", &ours);
        assert_eq!(title(&services, "exchange-online"), "Acme Mail");
        assert_eq!(services.all().len(), Provider::known().len());
        assert_eq!(known("acme.toml.bak", "no TOML"), Services::default());
    }

    #[test]
    fn a_wrong_description_names_its_file_and_line_and_what_to_do() {
        let bad = GOOD.replace("port = 587", "port = \"587\"");
        for (name, text, said) in [
            (
                "acme.toml",
                bad.as_str(),
                "acme.toml cannot be used: line 13, column 8: invalid type",
            ),
            ("ACME.toml", GOOD, "small letters"),
            ("custom.toml", GOOD, "custom"),
            ("exchange-onlin.toml", GOOD, "“acme”"),
        ] {
            let failure = with_file(name, text).expect_err(name);
            assert!(failure.contains(said), "{failure}");
            assert!(failure.ends_with("start scanpost again."), "{failure}");
        }
    }
}
