//! A part of the settings that is one form: shown with what is stored, saved whole or not at all, and shown
//! once more with what was typed and what is wrong with it. What stands in the form is the part's own.

use std::future::Future;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::{By, Gateway, GatewayError};
use scanpost_core::record::Revision;

use super::draw::done;
use super::{Done, NotSaved, Typed};
use crate::pages::fields::{Field, Wrong};
use crate::pages::render::{Frame, draw};
use crate::pages::say::Say;
use crate::pages::{Page, see};
use crate::who::Who;

/// One part. Its template draws what stands between the form's begin and its button.
pub(super) trait Part: Template + Sized {
    /// As a person types it.
    type Entered: Clone + Send + Sync;
    /// As it is stored, with what stands around it.
    type View: Send + Sync;

    const HEAD: Head;

    fn view(gateway: &Gateway) -> impl Future<Output = Result<Self::View, GatewayError>> + Send;

    /// By the gateway's own verb.
    fn save(
        by: By<'_>,
        seen: Revision,
        entered: Self::Entered,
    ) -> impl Future<Output = Result<(), GatewayError>> + Send;

    fn revision(view: &Self::View) -> Revision;

    /// What is stored, as a person would type it.
    fn stored(view: &Self::View) -> Self::Entered;

    fn new(say: Say, view: &Self::View, typed: &Self::Entered) -> Self;

    /// Every field that a sentence can stand at.
    fn fields(&mut self) -> Vec<&mut Field>;
}

/// What stands above a part's form; the words by their ids.
pub(super) struct Head {
    pub(super) path: &'static str,
    /// Its tab.
    pub(super) here: &'static str,
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    /// Where more of it is seen: a path and its word.
    pub(super) links: &'static [(&'static str, &'static str)],
    /// What it takes to save.
    pub(super) privilege: Privilege,
}

pub(super) async fn form<P: Part>(
    State(gateway): State<Gateway>,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    let view = P::view(&gateway).await?;
    let typed = P::stored(&view);
    let shown = Shown { revision: P::revision(&view), done: &done, wrong: Vec::new() };
    Ok(Html(page::<P>(&frame, &view, &typed, shown)).into_response())
}

pub(super) async fn save<P: Part>(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(Typed { revision, entered }): Form<Typed<P::Entered>>,
) -> Page {
    let seen = Revision(revision);
    let Err(error) = P::save(gateway.by(&actor), seen, entered.clone()).await else {
        return Ok(see(&format!("{}?done=saved", P::HEAD.path)));
    };
    let NotSaved { status, seen, wrong } = NotSaved::of(frame.say(), error, seen);
    let view = P::view(&gateway).await?;
    let shown = Shown { revision: seen.unwrap_or(P::revision(&view)), done: "", wrong };
    Ok((status, Html(page::<P>(&frame, &view, &entered, shown))).into_response())
}

/// What a form shows beside its fields.
struct Shown<'a> {
    revision: Revision,
    done: &'a str,
    wrong: Vec<Wrong>,
}

fn page<P: Part>(frame: &Frame, view: &P::View, typed: &P::Entered, shown: Shown<'_>) -> String {
    let say = frame.say();
    let mut part = P::new(say, view, typed);
    let unplaced = |wrong: Wrong| wrong.mark(&mut part.fields());
    let wrong = shown.wrong.into_iter().filter_map(unplaced).collect();
    draw(&PartPage {
        frame,
        say,
        follow: false,
        head: P::HEAD,
        revision: shown.revision.0,
        done: done(say, shown.done),
        wrong,
        may_save: frame.may(P::HEAD.privilege),
        fields: draw(&part),
    })
}

#[derive(Template)]
#[template(path = "settings/part.html")]
struct PartPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    head: Head,
    revision: u64,
    done: Option<String>,
    /// What belongs to no field.
    wrong: Vec<Wrong>,
    may_save: bool,
    fields: String,
}
