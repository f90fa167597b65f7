//! A real browser: Debian's Chromium without a window, driven by chromedriver.
//!
//! A [`Browser`] is a person at the pages: opens, clicks and fills what has a name on the page
//! (`page.rs`), goes by keyboard alone (`keyboard.rs`), and waits for words and never for a time.
//! [`Gallery`] goes through a list of pages in every look, takes their pictures and lets axe-core
//! judge them.
//!
//! Each browser has a profile of its own, reaches loopback alone, and dies with its driver. Whatever
//! a page complains of at the console, a breach of its content security policy among it, fails the
//! test when the browser is dropped.
//!
//! Why a driver and not a library: `docs/decisions/0006-browser-tests.md`.

mod axe;
mod gallery;
mod keyboard;
mod page;
mod webdriver;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fs, thread};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use tempfile::TempDir;

pub use self::gallery::Gallery;
pub use self::keyboard::Key;
use self::webdriver::Session;
use crate::process::Server;

/// The language that the browser asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    Swedish,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    Desktop,
    Phone,
    /// Of a printer's control panel.
    Panel,
}

/// One browser with nobody signed in anywhere.
#[derive(Debug)]
pub struct Browser {
    session: Session,
    language: Language,
    look: (Scheme, Width),
    runs_scripts: bool,
    /// Words of complaints that the journey brings about itself.
    expected: Vec<String>,
    // Dropped last: the driver ends the browser, then its profile goes.
    _driver: Server,
    _home: TempDir,
}

impl Browser {
    /// Starts it, light and as wide as a desktop's.
    pub fn start(language: Language) -> Self {
        Self::start_with(language, true, Believes::Authorities)
    }

    /// One whose person has compared the fingerprint of a certificate and goes on to the page.
    pub fn start_believing_anybody(language: Language) -> Self {
        Self::start_with(language, true, Believes::Anybody)
    }

    /// One that runs no script of any page.
    pub fn start_without_scripts(language: Language) -> Self {
        Self::start_with(language, false, Believes::Authorities)
    }

    fn start_with(language: Language, runs_scripts: bool, believes: Believes) -> Self {
        let home = TempDir::new().expect("the temporary folder can be written");
        let (driver, port) = start_driver(home.path());
        let session = Session::begin(port, &capabilities(language, believes, home.path()));
        let browser = Self {
            session,
            language,
            look: (Scheme::Light, Width::Desktop),
            runs_scripts,
            expected: Vec::new(),
            _driver: driver,
            _home: home,
        };
        browser.dress_tab();
        browser
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// Opens this address and waits until it is loaded.
    #[track_caller]
    pub fn open(&self, url: &str) {
        if let Err(no) = self.session.post("/url", &json!({ "url": url })) {
            panic!("{url} cannot be opened: {no}");
        }
    }

    /// The button that leads back.
    pub fn back(&self) {
        self.session.post("/back", &json!({})).expect("a tab has a history");
    }

    /// Where the browser is.
    pub fn url(&self) -> String {
        let url = self.session.get("/url").expect("a tab is somewhere");
        url.as_str().unwrap_or_default().to_owned()
    }

    /// From now on, and in every tab that is opened later.
    pub fn wear(&mut self, scheme: Scheme, width: Width) {
        self.look = (scheme, width);
        self.dress_tab();
    }

    /// Waits for the tab that the last click has opened, is there for a while, and comes back.
    #[track_caller]
    pub fn in_the_new_tab(&mut self, visit: impl FnOnce(&mut Self)) {
        let here = self.session.get("/window").expect("a tab is looked at");
        let new = self.patiently("a second tab", |session| {
            let tabs = session.get("/window/handles")?;
            Ok(tabs.as_array().and_then(|tabs| tabs.iter().find(|tab| **tab != here)).cloned())
        });
        self.look_at(&new);
        self.dress_tab();
        visit(self);
        self.session.close_tab().expect("a tab can be closed");
        self.look_at(&here);
    }

    fn look_at(&self, tab: &Value) {
        self.session.post("/window", &json!({ "handle": tab })).expect("the tab is open");
    }

    /// The look is the tab's, not the browser's.
    fn dress_tab(&self) {
        let (scheme, width) = self.look;
        let (width, height, mobile) = match width {
            Width::Desktop => (1280, 900, false),
            Width::Phone => (390, 844, true),
            Width::Panel => (800, 480, false),
        };
        let devtools = |command, parameters: Value| {
            self.session.devtools(command, &parameters).expect("Chromium can emulate it");
        };
        devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile }),
        );
        devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": scheme.word() },
                // A picture is taken of where a movement ends.
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] }),
        );
        let disabled = json!({ "value": !self.runs_scripts });
        devtools("Emulation.setScriptExecutionDisabled", disabled);
    }

    /// The whole page as `target/screenshots/NAME-LANGUAGE-SCHEME-WIDTH.png`.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let (scheme, width) = self.look;
        let look = format!("{}-{}-{}", self.language.tag(), scheme.word(), width.word());
        self.picture(&format!("{name}-{look}.png")).expect("Chromium can take a picture")
    }

    fn picture(&self, file: &str) -> Option<PathBuf> {
        let size =
            "const page = document.documentElement; return [page.scrollWidth, page.scrollHeight]";
        let size = self.session.script(size, &json!([])).ok()?;
        let height = size[1].as_u64().unwrap_or_default().clamp(1, HIGHEST_PICTURE);
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": height, "scale": 1 });
        let wish = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.session.devtools("Page.captureScreenshot", &wish).ok()?;
        let octets = BASE64.decode(taken["data"].as_str()?).ok()?;
        let path = pictures().join(file);
        fs::create_dir_all(path.parent()?).expect("the target folder can be written");
        fs::write(&path, octets).expect("the target folder can be written");
        Some(path)
    }

    /// A complaint with these words is what the journey brings about.
    pub fn expect_complaint(&mut self, words: &str) {
        self.expected.push(words.to_owned());
    }

    /// What pages and Chromium have said at the console since the last look, beyond what was
    /// expected: errors, warnings, files that were not there, breaches of the page's policy.
    pub fn complaints(&self) -> Vec<String> {
        let said = self.session.post("/se/log", &json!({ "type": "browser" }));
        let said = said.expect("the console is kept");
        let is_grave =
            |entry: &&Value| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING"));
        let said = said.as_array().into_iter().flatten().filter(is_grave);
        let words = said.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned());
        let is_expected = |words: &String| self.expected.iter().any(|part| words.contains(part));
        words.filter(|words| !is_expected(words)).collect()
    }

    /// Fails the journey if there are any.
    #[track_caller]
    pub fn assert_no_complaints(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "at the console of {}: {complaints:#?}", self.url());
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if thread::panicking() {
            // So that one sees what the test saw.
            let test = thread::current().name().unwrap_or("a-test").replace("::", "-");
            if let Some(picture) = self.picture(&format!("failed/{test}.png")) {
                eprintln!("--- the page as it was: {} ---", picture.display());
            }
        } else {
            self.assert_no_complaints();
        }
        self.session.end();
    }
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Swedish];

    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Swedish => "sv",
        }
    }
}

impl Scheme {
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Width {
    /// Of those who administer: every page must be good at them.
    pub const ALL: [Self; 2] = [Self::Desktop, Self::Phone];

    fn word(self) -> &'static str {
        match self {
            Self::Desktop => "1280",
            Self::Phone => "390",
            Self::Panel => "800",
        }
    }
}

/// `target/screenshots`, beside the tests.
fn pictures() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows itself");
    let target = test.ancestors().nth(3).expect("tests lie in target/…/deps");
    target.join("screenshots")
}

/// Whose certificates are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Believes {
    Authorities,
    Anybody,
}

fn capabilities(language: Language, believes: Believes, home: &Path) -> Value {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        format!("--user-data-dir={}", home.join("profile").display()),
        format!("--lang={}", language.tag()),
        // No name but loopback's is resolved, no proxy asked: the pages must do without the network.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost".to_owned(),
        "--no-proxy-server".to_owned(),
        // The pipe breaks with the driver, and Chromium ends. No port is open for anybody.
        "--remote-debugging-pipe".to_owned(),
        "--disable-breakpad".to_owned(),
        "--disable-component-update".to_owned(),
        // Containers have a small /dev/shm.
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--hide-scrollbars".to_owned(),
    ];
    if rustix::process::geteuid().is_root() {
        // Chromium's sandbox refuses to work for root.
        arguments.push("--no-sandbox".to_owned());
    }
    let preferences = json!({ "intl.accept_languages": language.tag() });
    json!({
        "goog:chromeOptions": { "args": arguments, "prefs": preferences },
        "goog:loggingPrefs": { "browser": "ALL" },
        "acceptInsecureCerts": believes == Believes::Anybody,
        "timeouts": { "pageLoad": 30_000, "script": 30_000 },
    })
}

/// Starts chromedriver and says its port. It takes a free one for IPv4 and wants the same for IPv6;
/// where another program was faster there, it ends, and is started anew.
fn start_driver(home: &Path) -> (Server, u16) {
    for _ in 0..MOST_STARTS {
        let mut command = Command::new(DRIVER);
        // Whatever is written beside the profile is written here.
        command.arg("--port=0").env("HOME", home).env_remove("XDG_CONFIG_HOME");
        let driver = Server::start(DRIVER, command);
        let port = driver.wait_for("its port", TIME_TO_START, |line| {
            if line.contains("port not available") {
                return Some(None);
            }
            let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
            port.trim_end_matches('.').parse().ok().map(Some)
        });
        if let Some(port) = port {
            return (driver, port);
        }
    }
    panic!("{DRIVER} found no free port {MOST_STARTS} times");
}

const DRIVER: &str = "chromedriver";
const MOST_STARTS: usize = 5;
const TIME_TO_START: Duration = Duration::from_secs(30);
/// A longer page is cut off in its picture.
const HIGHEST_PICTURE: u64 = 8_000;
