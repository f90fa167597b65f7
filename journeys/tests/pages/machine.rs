//! The menus and the pages of the mail server, in the words of each maker.

use std::fs;

use scanpost_journeys::browser::Gallery;
use scanpost_journeys::site::{Site, enter};

/// Each profile with its pages of the mail server.
const PROFILES: [(&str, &[&str]); 6] = [
    ("neutral", &["sending", "internet-fax"]),
    ("epson", &["basic", "fax-server"]),
    ("ricoh", &["email"]),
    ("sharp-bp70m65", &["smtp", "internet-fax"]),
    ("sharp-bpc131pw", &["smtp", "email-status"]),
    ("toshiba-a4", &["oauth", "email-setup"]),
];

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn the_makers_menus_and_pages_are_good_for_everybody() {
    let site = Site::start();
    let mut gallery = Gallery::of(&site.home(), |browser| enter(&site.gateway, browser));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("appearance.toml");
    let path = file.to_str().expect("plain");
    for (profile, pages) in PROFILES {
        fs::write(&file, format!("schema = 1\n[appearance]\nprofile = \"{profile}\"\n"))
            .expect("writable");
        site.gateway.cli().run(&["settings", "import", path]).expect_success("import");
        if profile != "neutral" {
            gallery.show(&[(&format!("machine-{profile}"), "/machine")]);
        }
        for page in pages {
            let (name, path) =
                (format!("mail-server-{profile}-{page}"), format!("/mail-server/{page}"));
            gallery.show(&[(&name, &path)]);
        }
        let question = format!("/mail-server/{}/sign-out", pages[0]);
        gallery.show(&[(&format!("mail-server-{profile}-question"), &question)]);
    }
    gallery.assert_good();
}
