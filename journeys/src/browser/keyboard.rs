//! A person without a mouse.

use serde_json::{Value, json};

use super::Browser;

/// A key, as `WebDriver` §17.4.2 writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Tab,
    /// Tab with Shift held.
    BackTab,
    Enter,
    Space,
    Escape,
    Down,
}

impl Browser {
    pub fn press(&self, key: Key) {
        let (shift, key) = match key {
            Key::Tab => (false, '\u{E004}'),
            Key::BackTab => (true, '\u{E004}'),
            Key::Enter => (false, '\u{E007}'),
            Key::Space => (false, ' '),
            Key::Escape => (false, '\u{E00C}'),
            Key::Down => (false, '\u{E015}'),
        };
        let mut strokes = vec![stroke("keyDown", key), stroke("keyUp", key)];
        if shift {
            strokes.insert(0, stroke("keyDown", SHIFT));
            strokes.push(stroke("keyUp", SHIFT));
        }
        self.act(&strokes);
    }

    /// Types where the focus is.
    pub fn type_text(&self, text: &str) {
        let strokes = text.chars().flat_map(|key| [stroke("keyDown", key), stroke("keyUp", key)]);
        self.act(&strokes.collect::<Vec<_>>());
    }

    /// What a screen reader says of the element with the focus.
    pub fn focused(&self) -> String {
        self.patiently("an element with the focus", |session| {
            let active = session.get("/element/active")?;
            let Some(active) = super::webdriver::Element::of(&active) else { return Ok(None) };
            let name = session.get(&active.command("/computedlabel"))?;
            Ok(name.as_str().map(str::to_owned))
        })
    }

    /// Goes on with Tab until the focus is on this name.
    #[track_caller]
    pub fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        while passed.len() < MOST_STEPS {
            self.press(Key::Tab);
            let here = self.focused();
            if here == name {
                return;
            }
            passed.push(here);
        }
        panic!("Tab never comes to `{name}`, it passes {passed:#?}");
    }

    fn act(&self, strokes: &[Value]) {
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        let done = self.session.post("/actions", &json!({ "actions": [keyboard] }));
        done.expect("there is a keyboard");
    }
}

fn stroke(kind: &str, key: char) -> Value {
    json!({ "type": kind, "value": key.to_string() })
}

const SHIFT: char = '\u{E008}';
/// Nobody presses Tab more often than this.
const MOST_STEPS: usize = 100;
