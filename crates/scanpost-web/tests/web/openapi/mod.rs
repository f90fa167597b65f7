//! `docs/openapi.json` says what the API is: held together with the routes, the types and what a
//! real server answers. Whoever changes one of them is told here what the document lacks.

mod receiving;
mod schema;
mod settings;
mod signing_in;
mod story;

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, iter};

use scanpost_core::administrator::Privilege;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::views::{Outcome, Thing};
use scanpost_core::gateway::{Deed, Retried};
use scanpost_core::journal::{Entry, Event, Mend, Reported, ReportedAs, Route};
use scanpost_core::network::Encryption;
use scanpost_core::oauth::{TokenStatus, Way};
use scanpost_core::objection::Reason;
use scanpost_core::receive::{ArrivalId, ArrivalState};
use scanpost_core::site::{Function, Slot};
use scanpost_core::spool::{Hold, JobState, RecipientState};
use scanpost_core::words::Language;
use scanpost_web::wire::{DeviceView, FieldError, PollAnswer, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The document, and how it is asked.
struct Document(Value);

impl Document {
    fn read() -> Self {
        Self(serde_json::from_str(include_str!("../../../../../docs/openapi.json")).unwrap())
    }

    /// Every operation: `GET /accounts/{name}`.
    fn operations(&self) -> impl Iterator<Item = (String, &Value)> {
        let paths = self.0["paths"].as_object().unwrap();
        paths.iter().flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods
                .filter(|(method, _)| METHODS.contains(&method.as_str()))
                .map(move |(method, operation)| (name(method, path), operation))
        })
    }

    fn operation(&self, name: &str) -> &Value {
        let found = self.operations().find(|(operation, _)| operation == name);
        found.unwrap_or_else(|| panic!("the document has no {name}")).1
    }

    /// The body that the document shows for an operation.
    fn example(&self, operation: &str) -> Value {
        let body = &self.operation(operation)["requestBody"]["content"]["application/json"];
        body["example"].clone()
    }

    /// An answer of an operation, by its status or as any other refusal.
    fn answer(&self, operation: &str, status: u16) -> Option<&Value> {
        let answers = &self.operation(operation)["responses"];
        let answer = answers.get(status.to_string());
        let answer = answer.or_else(|| answers.get("default").filter(|_| status >= 400))?;
        let reference = answer["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        reference.map_or(Some(answer), |pointer| self.0.pointer(pointer))
    }

    fn check(&self, schema: &Value, value: &Value) -> Result<(), String> {
        schema::check(&self.0, schema, value)
    }

    /// The words that a schema lists, or the forms of an entry of the journal.
    fn words(&self, schema: &str) -> BTreeSet<String> {
        let schema = &self.0["components"]["schemas"][schema];
        let forms = schema["oneOf"].as_array().into_iter().flatten();
        let listed = forms.map(|form| &form["properties"]["event"]).chain([schema]);
        let words = listed.filter_map(|schema| schema["enum"].as_array()).flatten();
        words.map(|word| word.as_str().unwrap().to_owned()).collect()
    }
}

const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];

fn name(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}

/// Every value in the document, whole and in parts.
fn parts(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    let below: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(fields) => Box::new(fields.values()),
        _ => Box::new(iter::empty()),
    };
    Box::new(iter::once(value).chain(below.flat_map(parts)))
}

/// The routes, read from the sources: axum does not tell them.
fn routes() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let sources = files.map(|file| fs::read_to_string(file).unwrap());
    sources.flat_map(|source| routes_of(&source)).collect()
}

fn routes_of(source: &str) -> Vec<String> {
    let mut routes = Vec::new();
    for route in source.split(".route(").skip(1) {
        let mut quoted = route.trim_start().strip_prefix('"').unwrap().splitn(2, '"');
        let (path, methods) = (quoted.next().unwrap(), quoted.next().unwrap());
        let mut depth = 1;
        let end = methods.find(|c| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let called = methods[..end.unwrap()].split('(').map(|call| {
            let word = call.rsplit(|c| !is_word(c)).next().unwrap();
            word.to_owned()
        });
        let of_path: Vec<_> = called
            .filter(|word| METHODS.contains(&word.as_str()))
            .map(|method| name(&method, path))
            .collect();
        assert!(!of_path.is_empty(), "no method is seen at {path}");
        routes.extend(of_path);
    }
    routes
}

/// The words of an enum, as reading one that it does not have lists them.
fn words_of<T: DeserializeOwned + std::fmt::Debug>(unknown: Value) -> BTreeSet<String> {
    let complaint = serde_json::from_value::<T>(unknown).unwrap_err().to_string();
    complaint.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

fn json_words<T: Serialize>(all: &[T]) -> BTreeSet<String> {
    all.iter().map(|one| json!(one).as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_document_has_every_route_and_no_other() {
    let document = Document::read();
    let documented: BTreeSet<_> = document.operations().map(|(name, _)| name).collect();
    let routes = routes();
    let lacking: Vec<_> = routes.difference(&documented).collect();
    let surplus: Vec<_> = documented.difference(&routes).collect();
    assert!(lacking.is_empty() && surplus.is_empty(), "lacking {lacking:?}, surplus {surplus:?}");
}

#[test]
fn routes_are_read_from_the_sources_however_they_are_written() {
    let source = r#"Router::new().route("/a", get(a).post(add)).route(
        "/a/{name}", axum::routing::put(of(x)).delete(b))"#;
    assert_eq!(routes_of(source), ["GET /a", "POST /a", "PUT /a/{name}", "DELETE /a/{name}"]);
}

#[test]
fn every_word_that_can_come_stands_in_the_document() {
    let document = Document::read();
    let table = [
        ("JobState", json_words(&JobState::ALL)),
        ("ArrivalState", json_words(&ArrivalState::ALL)),
        ("RecipientState", words_of::<RecipientState>(json!("?"))),
        ("TokenStatus", words_of::<TokenStatus>(json!("?"))),
        ("Deed", words_of::<Deed>(json!("?"))),
        ("Way", words_of::<Way>(json!("?"))),
        ("Entry", words_of::<Event>(json!({ "event": "?" }))),
        ("Function", json_words(&Function::ALL)),
        ("Slot", json_words(&Slot::ALL)),
        ("Language", json_words(&Language::ALL)),
        ("Encryption", json_words(&Encryption::ALL)),
        ("Thing", words_of::<Thing>(json!("?"))),
        ("Outcome", words_of::<Outcome>(json!("?"))),
        ("Privilege", json_words(&Privilege::ALL)),
        ("FaultCode", json_words(Code::ALL)),
        ("ObjectionReason", json_words(Reason::ALL)),
    ];
    for (schema, words) in table {
        let documented = document.words(schema);
        let lacking: Vec<_> = words.difference(&documented).collect();
        let surplus: Vec<_> = documented.difference(&words).collect();
        let holds = lacking.is_empty() && surplus.is_empty();
        assert!(holds, "{schema} in docs/openapi.json: lacking {lacking:?}, surplus {surplus:?}");
    }
    let named: BTreeSet<_> = document
        .operations()
        .filter_map(|(_, operation)| operation["description"].as_str())
        .filter_map(|text| text.split("Privilege: `").nth(1)?.split('`').next())
        .map(str::to_owned)
        .collect();
    assert!(named.is_subset(&document.words("Privilege")), "{named:?}");
}

/// What takes a delivery, a device or a provider before it comes.
#[test]
fn what_comes_seldom_stands_in_the_document_too() {
    let fault = Fault::new(Code::ServerSilent).fact("seconds", 60).words("silence");
    let route = Route {
        host: "smtp.test.example".to_owned(),
        port: 587,
        address: Some("192.0.2.25".parse().unwrap()),
        tls: Some("TLSv1.3".to_owned()),
        mechanism: Some("XOAUTH2".to_owned()),
        secondary: true,
        proxy: Some("proxy.test.example:1080".to_owned()),
        unchecked: true,
        sender: Some("scans@test.example".to_owned()),
        message_id: Some("scan-1@test.example".to_owned()),
        mended: vec![Mend {
            what: "from-replaced".to_owned(),
            field: Some("From".to_owned()),
            was: Some("copier@old.example".to_owned()),
        }],
    };
    let events = [
        Event::AttemptStarted { attempt: 1 },
        Event::AttemptEnded {
            delivered: 1,
            failed: 0,
            waiting: 1,
            uncertain: 1,
            route,
            fault: Some(fault.clone()),
        },
        Event::JobFailed { fault: None },
        Event::JobUncertain { fault: Some(fault.clone()) },
        Event::JobReported(Reported {
            arrival: ArrivalId::new(),
            what: ReportedAs::Failed,
            recipient: Some("bo@test.example".to_owned()),
            fault: Some(fault.clone()),
        }),
        Event::GrantLapsed { fault: fault.clone() },
        Event::SignedIn { way: None, signed_in_as: None, scopes: vec!["send".to_owned()] },
        Event::LogInRefused { administrator: None, attempts: 3 },
        Event::ClockSet { by_millis: -1 },
    ];
    let entry = |event| {
        let (job, account, by) = (None, None, Some("anna".to_owned()));
        ("Entry", json!(Entry { number: 1, at: Time(1), job, account, by, event }))
    };
    let hold = Hold { fault: fault.clone(), since: Time(1) };
    let error = FieldError { field: "host".to_owned(), title: "t".to_owned(), next: String::new() };
    let problem = Problem {
        status: 409,
        code: fault.code.to_string(),
        title: "t".to_owned(),
        next: "n".to_owned(),
        field: Some("host".to_owned()),
        errors: vec![error],
        fault: Some(Box::new(fault.clone())),
    };
    let sighting = json!({
        "at": 1, "address": "192.0.2.17", "tls": "TLSv1.3", "cipher": null, "mechanism": "PLAIN",
    });
    let device: DeviceView = serde_json::from_value(json!({
        "name": "copier", "ranges": [], "user": "copier", "tls_required": true, "account": null,
        "seen": sighting, "refused": { "at": 1, "address": "192.0.2.17", "code": "device-unknown" },
    }))
    .unwrap();
    let others = [
        ("Retried", json!(Retried::Probing { fault })),
        ("Retried", json!(Retried::AfterHold { hold })),
        ("PollAnswer", json!(PollAnswer::GoesOn)),
        ("Problem", json!(problem)),
        ("Device", json!(device)),
    ];
    let document = Document::read();
    for (schema, value) in events.map(entry).into_iter().chain(others) {
        let reference = json!({ "$ref": format!("#/components/schemas/{schema}") });
        document.check(&reference, &value).unwrap_or_else(|why| panic!("{why}: {value}"));
    }
}

#[test]
fn every_object_in_the_document_is_closed() {
    let document = Document::read();
    for schema in parts(&document.0["components"]["schemas"]) {
        let is_object = schema["type"] == "object" && schema.get("properties").is_some();
        let is_part = ["JobParts", "PolledParts"]
            .iter()
            .any(|part| *schema == document.0["components"]["schemas"][part]);
        let closed = ["additionalProperties", "unevaluatedProperties"]
            .iter()
            .any(|word| schema.get(word).is_some_and(|says| *says == false));
        assert!(!is_object || is_part || closed, "{schema}");
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = Document::read();
    let references: BTreeSet<_> =
        parts(&document.0).filter_map(|part| part["$ref"].as_str()).collect();
    for reference in &references {
        let found = document.0.pointer(reference.strip_prefix('#').unwrap());
        assert!(found.is_some(), "{reference} leads nowhere");
    }
    for kind in ["schemas", "responses"] {
        for name in document.0["components"][kind].as_object().unwrap().keys() {
            let reference = format!("#/components/{kind}/{name}");
            assert!(references.contains(reference.as_str()), "{reference} is used nowhere");
        }
    }
}

#[test]
fn every_example_in_the_document_fits_its_schema() {
    let document = Document::read();
    let mut examples = 0;
    for part in parts(&document.0).filter(|part| part.get("schema").is_some()) {
        if let Some(example) = part.get("example") {
            document.check(&part["schema"], example).unwrap_or_else(|why| panic!("{why}"));
            examples += 1;
        }
    }
    for schema in parts(&document.0["components"]["schemas"]) {
        for example in schema["examples"].as_array().into_iter().flatten() {
            document.check(schema, example).unwrap_or_else(|why| panic!("{why}"));
        }
    }
    let bodies =
        document.operations().filter(|(_, operation)| operation.get("requestBody").is_some());
    for (name, _) in bodies {
        assert!(!document.example(&name).is_null(), "{name} has no example");
    }
    assert!(examples > 5);
}

#[test]
fn every_operation_has_a_name_of_its_own_and_every_part_of_a_path_is_described() {
    let document = Document::read();
    let mut ids = BTreeSet::new();
    for (path, item) in document.0["paths"].as_object().unwrap() {
        let described = item["parameters"].as_array().into_iter().flatten();
        let described: Vec<_> = described.map(|one| one["name"].as_str().unwrap()).collect();
        let in_path: Vec<_> =
            path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        assert_eq!(described, in_path, "{path}");
    }
    for (name, operation) in document.operations() {
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{name}");
    }
    assert_eq!(document.0["info"]["version"], env!("CARGO_PKG_VERSION"));
}
