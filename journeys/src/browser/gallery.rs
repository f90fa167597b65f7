//! Every page in every look: two languages, light and dark, desktop and phone.
//!
//! Of each there is a picture under `target/screenshots`, and each must be good for everybody: no
//! violation that axe-core finds, nothing wider than the screen, nothing said at the console, and the
//! language that was asked for.

use super::{Browser, Language, Scheme, Width};

/// One browser for each language, both let in.
#[derive(Debug)]
pub struct Gallery {
    home: String,
    browsers: Vec<Browser>,
    defects: Vec<String>,
}

impl Gallery {
    /// At the server of this address; `enter` does what opens its pages to a browser.
    pub fn of(home: &str, enter: impl Fn(&Browser)) -> Self {
        let browsers = Language::ALL.map(Browser::start);
        browsers.iter().for_each(enter);
        Self { home: home.to_owned(), browsers: browsers.into(), defects: Vec::new() }
    }

    /// A complaint with these words is what the pages bring about: the status of a refused form.
    pub fn expect_complaint(&mut self, words: &str) {
        self.browsers.iter_mut().for_each(|browser| browser.expect_complaint(words));
    }

    /// Shows pages by name and path.
    pub fn show(&mut self, pages: &[(&str, &str)]) {
        for (name, path) in pages {
            let url = format!("{}{path}", self.home);
            self.show_after(name, |browser| browser.open(&url));
        }
    }

    /// Shows what comes of some clicks, a form with its errors.
    pub fn show_after(&mut self, name: &str, go: impl Fn(&Browser)) {
        for browser in &mut self.browsers {
            browser.wear(Scheme::Light, Width::Desktop);
            go(browser);
            for width in Width::ALL {
                for scheme in Scheme::ALL {
                    browser.wear(scheme, width);
                    let picture = browser.screenshot(name);
                    let found = defects(browser);
                    let place = picture.display();
                    self.defects.extend(found.iter().map(|what| format!("{place}\n{what}")));
                }
            }
        }
    }

    /// Everything that is to be mended, at once.
    #[track_caller]
    pub fn assert_good(self) {
        let count = self.defects.len();
        assert!(count == 0, "{count} defects of pages:\n\n{}", self.defects.join("\n\n"));
    }
}

/// Of the page that is shown, in the look that it has.
fn defects(browser: &Browser) -> Vec<String> {
    let mut defects = browser.axe();
    defects.extend(browser.complaints());
    let tag = browser.language().tag();
    let shown = browser.script("return document.documentElement.lang");
    if shown != tag {
        defects.push(format!("the page is in {shown}, not in {tag}"));
    }
    let overhang = browser.script(OVERHANG);
    if !overhang.is_null() {
        defects.push(format!("wider than the screen: {overhang}"));
    }
    defects
}

/// The outermost elements that reach out of the screen, if the page can be moved sideways.
const OVERHANG: &str = "\
const page = document.documentElement;
if (page.scrollWidth <= page.clientWidth) return null;
const out = (element) => element.getBoundingClientRect().right > page.clientWidth + 1;
return [...document.body.querySelectorAll('*')].filter(out).slice(0, 5)
  .map((element) => element.outerHTML.slice(0, 200)).join('\\n') || String(page.scrollWidth);";
