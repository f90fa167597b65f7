//! Requests and answers in the words of IPP (RFC 8011); the `ipp` crate writes and reads their octets.

use bytes::Bytes;
use ipp::attribute::{IppAttribute, IppAttributeGroup, IppAttributeName, IppAttributes};
use ipp::model::{DelimiterTag, IppVersion, Operation};
use ipp::parser::IppParseError;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;

/// Jobs that a printer is asked to name.
const MOST_JOBS: i32 = 500;

/// By whom its jobs are.
const USER: &str = "scanpost";

/// A request without its document.
#[derive(Debug)]
pub(super) struct Request {
    operation: Operation,
    attributes: Vec<IppAttribute>,
}

impl Request {
    /// What it can print, and how it is (§4.2.5).
    pub(super) fn printer(uri: &str) -> Self {
        let wanted = requested(&[
            "document-format-supported",
            "printer-state",
            "printer-state-reasons",
            "printer-state-message",
            "printer-is-accepting-jobs",
        ]);
        Self::new(Operation::GetPrinterAttributes, uri, [wanted])
    }

    /// What it is (RFC 8011 §5.4.9, PWG 5107.2, PWG 5110.1).
    pub(super) fn description(uri: &str) -> Self {
        let wanted = requested(&[
            "printer-make-and-model",
            "printer-device-id",
            "printer-firmware-string-version",
            "printer-firmware-name",
        ]);
        Self::new(Operation::GetPrinterAttributes, uri, [wanted])
    }

    /// A job with one document, which follows the request (§4.2.1). What the printer cannot do of the rest
    /// it leaves out: the default of ipp-attribute-fidelity.
    pub(super) fn print(uri: &str, name: &str, format: &str) -> Self {
        let name = (IppAttributeName::JOB_NAME, IppValue::new_name_without_language(name));
        let format = (IppAttributeName::DOCUMENT_FORMAT, IppValue::new_mime_media_type(format));
        Self::new(Operation::PrintJob, uri, [user(), name, format])
    }

    /// The jobs of everybody, `completed` or `not-completed` (§4.2.6).
    pub(super) fn jobs(uri: &str, which: &str) -> Self {
        let most = (IppAttributeName::LIMIT, Ok(IppValue::new_integer(MOST_JOBS)));
        let wanted = requested(&["job-id", "job-name", "job-state", "job-state-reasons"]);
        let which = (IppAttributeName::WHICH_JOBS, IppValue::new_keyword(which));
        let everybodys = (IppAttributeName::MY_JOBS, Ok(IppValue::new_boolean(false)));
        Self::new(Operation::GetJobs, uri, [user(), most, wanted, which, everybodys])
    }

    /// How a job goes on (§4.3.4).
    pub(super) fn job(uri: &str, id: i32) -> Self {
        let id = (IppAttributeName::JOB_ID, Ok(IppValue::new_integer(id)));
        let wanted = requested(&[
            "job-id",
            "job-name",
            "job-state",
            "job-state-reasons",
            "job-state-message",
        ]);
        Self::new(Operation::GetJobAttributes, uri, [id, user(), wanted])
    }

    /// A job is wanted no more (§4.3.3).
    pub(super) fn cancel(uri: &str, id: i32) -> Self {
        let id = (IppAttributeName::JOB_ID, Ok(IppValue::new_integer(id)));
        Self::new(Operation::CancelJob, uri, [id, user()])
    }

    /// The target is the first behind charset and language (§4.1.5). A value that is longer than IPP allows
    /// is left out: URIs, names and formats are checked where they come in.
    fn new<const N: usize>(operation: Operation, uri: &str, attributes: [Attribute; N]) -> Self {
        let target = (IppAttributeName::PRINTER_URI, IppValue::new_uri(uri));
        let all = [target].into_iter().chain(attributes);
        let fit = all.filter_map(|(name, value)| Some(IppAttribute::new(name, value.ok()?)));
        Self { operation, attributes: fit.collect() }
    }

    /// Its octets, in this version of IPP.
    pub(super) fn octets(&self, version: IppVersion) -> Bytes {
        let mut request = IppRequestResponse::new(version, self.operation, None)
            .expect("only a URI could be unfit, and there is none yet");
        for one in &self.attributes {
            request.attributes_mut().add(DelimiterTag::OperationAttributes, one.clone());
        }
        request.to_bytes()
    }
}

/// Its name and value.
type Attribute = (IppAttributeName, Result<IppValue, IppParseError>);

fn user() -> Attribute {
    (IppAttributeName::REQUESTING_USER_NAME, IppValue::new_name_without_language(USER))
}

fn requested(names: &[&str]) -> Attribute {
    let names: Result<_, _> = names.iter().map(|name| IppValue::new_keyword(*name)).collect();
    (IppAttributeName::REQUESTED_ATTRIBUTES, names.map(IppValue::Array))
}

/// How a printer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it prints, as MIME calls it.
    pub formats: Vec<String>,
    pub state: State,
    /// What hinders it, in IPP's keywords.
    pub reasons: Vec<String>,
    /// What it says itself.
    pub message: Option<String>,
    pub takes_jobs: bool,
}

/// §5.4.11.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Idle,
    Processing,
    Stopped,
}

impl Standing {
    /// Nothing, if the answer is not a printer's.
    pub(super) fn read(answer: &IppAttributes) -> Option<Self> {
        let group = answer.first_of(DelimiterTag::PrinterAttributes)?;
        Some(Self {
            formats: words(group, "document-format-supported"),
            state: match number(group, "printer-state")? {
                4 => State::Processing,
                5 => State::Stopped,
                _ => State::Idle,
            },
            reasons: words(group, "printer-state-reasons"),
            message: words(group, "printer-state-message").pop(),
            takes_jobs: group
                .get("printer-is-accepting-jobs")
                .is_none_or(|one| !matches!(one.value(), IppValue::Boolean(false))),
        })
    }

    /// Whether it prints this, as MIME calls it.
    pub fn prints(&self, format: &str) -> bool {
        self.formats.iter().any(|one| one.eq_ignore_ascii_case(format))
    }
}

/// What a printer is, as it says itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    pub maker: Vec<String>,
    /// Often with the maker before it.
    pub model: Vec<String>,
    pub firmware: Vec<String>,
}

impl Description {
    /// Nothing, if the answer is not a printer's.
    pub(super) fn read(answer: &IppAttributes) -> Option<Self> {
        let group = answer.first_of(DelimiterTag::PrinterAttributes)?;
        let id = words(group, "printer-device-id").pop().unwrap_or_default();
        let of_id = |keys: [&str; 2]| {
            let mut fields = id.split(';').filter_map(|field| field.split_once(':'));
            let value = fields.find(|(key, _)| keys.contains(&key.trim()))?.1.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let mut model = words(group, "printer-make-and-model");
        model.extend(of_id(["MDL", "MODEL"]));
        let mut firmware = words(group, "printer-firmware-string-version");
        firmware.extend(words(group, "printer-firmware-name"));
        let maker = of_id(["MFG", "MANUFACTURER"]).into_iter().collect();
        Some(Self { maker, model, firmware })
    }
}

/// A job as the printer describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) id: i32,
    pub(super) name: Option<String>,
    pub(super) state: JobState,
    pub(super) reasons: Vec<String>,
    pub(super) message: Option<String>,
}

/// §5.3.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobState {
    /// Pending, held, or being printed.
    UnderWay,
    /// The printer has stopped while it printed.
    Stopped,
    /// Somebody has removed it at the printer.
    Canceled,
    /// The printer has given it up.
    Aborted,
    Completed,
}

impl JobState {
    pub(super) const fn is_over(self) -> bool {
        matches!(self, JobState::Canceled | JobState::Aborted | JobState::Completed)
    }
}

impl Job {
    pub(super) fn read_first(answer: &IppAttributes) -> Option<Self> {
        Self::read_all(answer).next()
    }

    pub(super) fn read_all(answer: &IppAttributes) -> impl Iterator<Item = Self> {
        answer.groups_of(DelimiterTag::JobAttributes).filter_map(Self::read)
    }

    /// Whether it may be the one that was sent by this name. Not every printer says what a job is called, and
    /// some cut the name off.
    pub(super) fn may_be(&self, name: &str) -> bool {
        self.name.as_deref().is_none_or(|called| name.starts_with(called))
    }

    fn read(group: &IppAttributeGroup) -> Option<Self> {
        Some(Self {
            id: number(group, "job-id")?,
            name: words(group, "job-name").pop(),
            state: match number(group, "job-state")? {
                6 => JobState::Stopped,
                7 => JobState::Canceled,
                8 => JobState::Aborted,
                9 => JobState::Completed,
                _ => JobState::UnderWay,
            },
            reasons: words(group, "job-state-reasons"),
            message: words(group, "job-state-message").pop(),
        })
    }
}

/// What the printer says of its answer in words.
pub(super) fn status_message(answer: &IppAttributes) -> Option<String> {
    let group = answer.first_of(DelimiterTag::OperationAttributes)?;
    words(group, "status-message").pop().or_else(|| words(group, "detailed-status-message").pop())
}

fn number(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    match group.get(name)?.value() {
        IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
        _ => None,
    }
}

/// The values of an attribute that are text of any kind.
fn words(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    let Some(attribute) = group.get(name) else { return Vec::new() };
    let word = |value: &IppValue| match value {
        IppValue::Keyword(word)
        | IppValue::MimeMediaType(word)
        | IppValue::NameWithoutLanguage(word) => Some(word.as_str().to_owned()),
        IppValue::NameWithLanguage { name, .. } => Some(name.as_str().to_owned()),
        IppValue::TextWithoutLanguage(text) | IppValue::TextWithLanguage { text, .. } => {
            Some(text.as_ref().to_owned())
        }
        _ => None,
    };
    attribute.value().into_iter().filter_map(word).filter(|word| !word.is_empty()).collect()
}
