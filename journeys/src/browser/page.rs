//! What a person does at a page, by the names that stand on it. Each verb waits until it can be
//! done, and says at its limit what the page showed instead.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::Browser;
use super::webdriver::{Element, Refusal, Session};
use crate::process::poll_until;

impl Browser {
    /// Clicks the one button, link or choice of this name.
    #[track_caller]
    pub fn click(&self, name: &str) {
        self.click_in("body", name);
    }

    /// The same, where several have it: in the part that this selector names.
    #[track_caller]
    pub fn click_in(&self, part: &str, name: &str) {
        self.patiently(&format!("`{name}` to click in {part}"), |session| {
            let Some(element) = the_one(session, "press", part, name)? else { return Ok(None) };
            session.post(&element.command("/click"), &json!({})).map(Some)
        });
    }

    #[track_caller]
    pub fn click_css(&self, selector: &str) {
        self.patiently(&format!("{selector} to click"), |session| {
            session.post(&first(session, selector)?.command("/click"), &json!({})).map(Some)
        });
    }

    /// Types into the field of this label, in the place of what is in it.
    #[track_caller]
    pub fn fill(&self, label: &str, text: &str) {
        self.field(label, |session, field| {
            session.post(&field.command("/clear"), &json!({}))?;
            session.post(&field.command("/value"), &json!({ "text": text }))
        });
    }

    /// The same, for a field that has no label, as on pages that are not ours.
    #[track_caller]
    pub fn fill_css(&self, selector: &str, text: &str) {
        self.patiently(&format!("{selector} to fill"), |session| {
            let field = first(session, selector)?;
            session.post(&field.command("/clear"), &json!({}))?;
            session.post(&field.command("/value"), &json!({ "text": text })).map(Some)
        });
    }

    /// Chooses an option of the list of this label.
    #[track_caller]
    pub fn choose(&self, label: &str, option: &str) {
        self.field(label, |session, field| {
            let path = format!(".//option[normalize-space(.) = \"{option}\"]");
            let wish = json!({ "using": "xpath", "value": path });
            let found = session.post(&field.command("/element"), &wish)?;
            let found = Element::of(&found).expect("a find gives an element");
            session.post(&found.command("/click"), &json!({}))
        });
    }

    /// Gives a file to the field of this label.
    #[track_caller]
    pub fn attach(&self, label: &str, file: &Path) {
        self.field(label, |session, field| {
            session.post(&field.command("/value"), &json!({ "text": file.display().to_string() }))
        });
    }

    /// What stands in the field of this label.
    #[track_caller]
    pub fn value(&self, label: &str) -> String {
        let value =
            self.field(label, |session, field| session.get(&field.command("/property/value")));
        value.as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    fn field(
        &self,
        label: &str,
        act: impl Fn(&Session, Element) -> Result<Value, Refusal>,
    ) -> Value {
        self.patiently(&format!("a field `{label}`"), |session| {
            let Some(field) = the_one(session, "fill", "body", label)? else { return Ok(None) };
            act(session, field).map(Some)
        })
    }

    /// The text that a person sees of the first element.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.read(selector, "/text")
    }

    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        self.read(selector, &format!("/attribute/{name}"))
    }

    #[track_caller]
    fn read(&self, selector: &str, command: &str) -> String {
        self.patiently(selector, |session| {
            let answer = session.get(&first(session, selector)?.command(command))?;
            Ok(answer.as_str().map(str::to_owned))
        })
    }

    /// How many elements there are of it, at once.
    pub fn count(&self, selector: &str) -> usize {
        let wish = json!({ "using": "css selector", "value": selector });
        let found = self.session.post("/elements", &wish).expect("the selector is well formed");
        found.as_array().map_or(0, Vec::len)
    }

    /// Waits until the words stand anywhere on the page.
    #[track_caller]
    pub fn wait_for_text(&self, words: &str) {
        self.wait_for_text_in("body", words);
    }

    #[track_caller]
    pub fn wait_for_text_in(&self, selector: &str, words: &str) {
        self.patiently(&format!("`{words}` in {selector}"), |session| {
            let text = session.get(&first(session, selector)?.command("/text"))?;
            Ok(text.as_str().is_some_and(|text| text.contains(words)).then_some(()))
        });
    }

    /// Waits until there is none of it.
    #[track_caller]
    pub fn wait_until_gone(&self, selector: &str) {
        let gone = poll_until(LIMIT, || self.count(selector) == 0);
        assert!(gone, "{selector} stays; {}", self.shown());
    }

    /// Waits until the browser is at this path of whatever server.
    #[track_caller]
    pub fn wait_for_path(&self, path: &str) {
        self.patiently(&format!("the path {path}"), |session| {
            let here = session.script("return location.pathname", &json!([]))?;
            Ok((here == path).then_some(()))
        });
    }

    /// Runs a function's body in the page; for what no person could tell.
    #[track_caller]
    pub fn script(&self, body: &str) -> Value {
        self.session.script(body, &json!([])).unwrap_or_else(|no| panic!("{body}: {no}"))
    }

    /// Tries until it succeeds or no patience is left. `None` and what may pass is tried again.
    #[track_caller]
    pub(super) fn patiently<T>(
        &self,
        what: &str,
        mut attempt: impl FnMut(&Session) -> Result<Option<T>, Refusal>,
    ) -> T {
        let mut done = None;
        let mut last = String::from("not there");
        poll_until(LIMIT, || {
            match attempt(&self.session) {
                Ok(Some(outcome)) => done = Some(outcome),
                Ok(None) => {}
                Err(no) if no.may_pass() => last = no.to_string(),
                Err(no) => panic!("{what}: {no}"),
            }
            done.is_some()
        });
        done.unwrap_or_else(|| panic!("no {what}: {last}; {}", self.shown()))
    }

    fn shown(&self) -> String {
        let text = first(&self.session, "body")
            .and_then(|body| self.session.get(&body.command("/text")))
            .ok()
            .and_then(|text| text.as_str().map(str::to_owned));
        format!("at {}:\n{}", self.url(), text.unwrap_or_default())
    }
}

/// The element that a name stands for. Two are one too many: a person could not tell them apart.
fn the_one(
    session: &Session,
    purpose: &str,
    part: &str,
    name: &str,
) -> Result<Option<Element>, Refusal> {
    let found = session.script(FIND, &json!([purpose, part, name]))?;
    let found: Vec<_> = found.as_array().into_iter().flatten().filter_map(Element::of).collect();
    assert!(found.len() < 2, "there are {} of `{name}` in {part}", found.len());
    Ok(found.into_iter().next())
}

fn first(session: &Session, selector: &str) -> Result<Element, Refusal> {
    let wish = json!({ "using": "css selector", "value": selector });
    let found = session.post("/element", &wish)?;
    Ok(Element::of(&found).expect("a find gives an element"))
}

const FIND: &str = include_str!("find.js");
/// For whatever a page may take, a poll of the provider among it.
const LIMIT: Duration = Duration::from_secs(30);
