//! The status sheet: to read, as PDF, and on a printer whose address is typed for this once.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::Gateway;
use scanpost_core::gateway::views::SheetPrintView;
use scanpost_core::sheet::Sheet;
use scanpost_core::words;

use super::entered::Entered;
use super::fields::{Field, Wrong};
use super::render::{Frame, draw};
use super::say::Say;
use super::shown::{Badge, Tone};
use super::{Page, Pages, not_found, only_for, see};
use crate::problem::status_of;
use crate::sheet_file;
use crate::who::Who;

pub(super) fn routes() -> Router<Pages> {
    let printing = Router::new().route("/status/sheet/print", post(print));
    Router::new()
        .route("/status/sheet", get(show))
        .route("/status/sheet.pdf", get(pdf))
        .route("/status/sheet/print/{id}", get(printed))
        .merge(only_for(Privilege::Devices, printing))
}

async fn show(State(gateway): State<Gateway>, frame: Frame) -> Page {
    Ok(Html(page(&gateway, &frame, "", None).await?).into_response())
}

async fn pdf(State(gateway): State<Gateway>, frame: Frame) -> Page {
    Ok(sheet_file::pdf(&gateway.sheet(frame.voice).await?))
}

async fn print(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    entered: Entered,
) -> Page {
    let printer = entered.text("printer");
    match gateway.by(&actor).print_sheet(printer, frame.voice) {
        Ok(begun) => Ok(see(&format!("/status/sheet/print/{}", begun.id))),
        Err(error) => {
            let (status, wrong) = (status_of(&error), Wrong::of(frame.say(), error));
            let page = page(&gateway, &frame, printer, Some(wrong)).await?;
            Ok((status, Html(page)).into_response())
        }
    }
}

async fn printed(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, StatusCode> {
    let known = id.parse().ok().and_then(|id| gateway.sheet_print(id).ok());
    let Some(view) = known else { return Ok(not_found(&frame)) };
    let say = frame.say();
    let page = PrintPage {
        follow: view.ended_at.is_none(),
        stands: Printing::of(say, &view),
        frame: &frame,
        say,
    };
    Ok(Html(draw(&page)).into_response())
}

/// How a print stands, and why it does not go on.
pub(super) struct Printing {
    pub(super) badge: Badge,
    pub(super) why: Option<String>,
    /// What to do, where nothing goes on by itself.
    pub(super) next: Option<String>,
}

impl Printing {
    pub(super) fn of(say: Say, view: &SheetPrintView) -> Self {
        let (tone, id) = match (view.ended_at, &view.fault) {
            (None, None) => (Tone::Wait, "sheet-page-printing"),
            (None, Some(_)) => (Tone::Wait, "sheet-page-waits"),
            (Some(_), None) => (Tone::Good, "sheet-page-printed"),
            (Some(_), Some(_)) => (Tone::Bad, "sheet-page-failed"),
        };
        let why = view.fault.as_ref();
        let failed = why.filter(|_| view.ended_at.is_some());
        Self {
            badge: Badge { tone, word: say.text(id) },
            why: why.map(|fault| words::fault(say.voice, fault).what),
            next: failed.map(|fault| words::sheet_advice(say.voice, fault)),
        }
    }
}

async fn page(gateway: &Gateway, frame: &Frame, typed: &str, wrong: Option<Wrong>) -> Page<String> {
    let say = frame.say();
    let mut printer = Field::new("printer", say.text("sheet-page-printer"), typed)
        .hint(say.text("sheet-page-printer-hint"));
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut printer]));
    let sheet = gateway.sheet(frame.voice).await?;
    Ok(draw(&SheetPage { frame, say, follow: false, sheet, printer, wrong }))
}

#[derive(Template)]
#[template(path = "sheet/sheet.html")]
struct SheetPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    sheet: Sheet,
    printer: Field,
    wrong: Option<Wrong>,
}

#[derive(Template)]
#[template(path = "sheet/print.html")]
struct PrintPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    stands: Printing,
}
