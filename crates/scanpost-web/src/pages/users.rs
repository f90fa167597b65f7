//! Users: who they are, who has signed in, how many scans wait; never a mail.

mod draw;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::views::{ImportedUsers, RemovedUser};
use scanpost_core::gateway::{Gateway, GatewayError, NewUser};
use scanpost_core::objection::Reason;
use scanpost_core::record::Revision;
use scanpost_core::site::UserRules;
use scanpost_core::user::{Scans, UserFilter};
use serde::Deserialize;

use super::entered::{Entered, Sent};
use super::fields::Wrong;
use super::render::Frame;
use super::settings::all_wrong;
use super::{Page, Pages, now, only_for, see};
use crate::address::encoded;
use crate::problem::status_of;
use crate::who::Who;
use draw::Done;

/// Users on one page.
const PAGE: usize = 50;

/// A table of users; in a form it takes up to thrice as much.
const LARGEST_TABLE: usize = 8 * 1024 * 1024;

pub(super) fn routes() -> Router<Pages> {
    let importing = Router::new()
        .route("/users/import", get(ask_import).post(import))
        .layer(DefaultBodyLimit::max(LARGEST_TABLE));
    let changing = Router::new()
        .route("/users/new", get(ask_new).post(add))
        .route("/users/rules", get(ask_rules).post(set_rules))
        .route("/users/of/{address}", get(ask_change).post(change))
        .route("/users/of/{address}/remove", get(ask_remove).post(remove))
        .route("/users/of/{address}/sign-out", post(sign_out))
        .merge(importing);
    Router::new().route("/users", get(list)).merge(only_for(Privilege::Devices, changing))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    search: String,
    after: String,
    done: String,
    /// Scans of a user who was removed.
    kept: u64,
    deleted: u64,
    /// Users of a table.
    added: usize,
    changed: usize,
    same: usize,
}

async fn list(
    State(gateway): State<Gateway>,
    Query(asked): Query<Asked>,
    frame: Frame,
) -> Page<Html<String>> {
    let after = (!asked.after.is_empty()).then_some(asked.after);
    let filter = UserFilter { after, search: asked.search.trim().to_owned(), most: PAGE };
    let view = gateway.users(filter).await?;
    let rules = gateway.user_rules().await?;
    let done = match asked.done.as_str() {
        "removed" => Some(Done::Removed { kept: asked.kept, deleted: asked.deleted }),
        "imported" => {
            let Asked { added, changed, same, .. } = asked;
            Some(Done::Imported(ImportedUsers { added, changed, same }))
        }
        "rules" => Some(Done::RulesSaved),
        _ => None,
    };
    Ok(Html(draw::list(&frame, &view, &rules, (asked.search.trim(), done), now())))
}

async fn ask_new(frame: Frame) -> Html<String> {
    Html(draw::form(&frame, &NewUser::default(), None))
}

async fn add(sent: Sent) -> Response {
    let Sent { gateway, actor, frame, entered } = sent;
    let user = typed(entered.text("address").to_owned(), &entered);
    match gateway.by(&actor).put_user(user.clone()).await {
        Ok(_) => see("/users"),
        Err(error) => again(&frame, &user, error),
    }
}

async fn ask_change(
    State(gateway): State<Gateway>,
    Path(address): Path<String>,
    frame: Frame,
) -> Page<Html<String>> {
    let user = gateway.user(&address).await?.user;
    let scanpost_core::user::User { name, address, matches, revision } = user;
    Ok(Html(draw::form(&frame, &NewUser { name, address, matches, revision }, None)))
}

async fn change(Path(address): Path<String>, sent: Sent) -> Page {
    let Sent { gateway, actor, frame, entered } = sent;
    let there = gateway.user(&address).await?.user;
    let user = typed(there.address, &entered);
    match gateway.by(&actor).put_user(user.clone()).await {
        Ok(_) => Ok(see("/users")),
        // Who saves again after reading how it stands now means it.
        Err(error) => Ok(again(&frame, &NewUser { revision: there.revision, ..user }, error)),
    }
}

fn typed(address: String, entered: &Entered) -> NewUser {
    let matches = entered.text("matches").split([',', ';', '\n']).map(str::trim);
    NewUser {
        name: entered.text("name").to_owned(),
        address,
        matches: matches.filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        revision: Revision(entered.text("revision").parse().unwrap_or_default()),
    }
}

fn again(frame: &Frame, user: &NewUser, error: GatewayError) -> Response {
    let (status, wrong) = (status_of(&error), Wrong::of(frame.say(), error));
    (status, Html(draw::form(frame, user, Some(wrong)))).into_response()
}

// Removing and signing out

async fn ask_remove(
    State(gateway): State<Gateway>,
    Path(address): Path<String>,
    frame: Frame,
) -> Page<Html<String>> {
    let user = gateway.user(&address).await?;
    Ok(Html(draw::ask_remove(&frame, &user)))
}

async fn remove(Path(address): Path<String>, sent: Sent) -> Page {
    let Sent { gateway, actor, frame, entered } = sent;
    let scans = match entered.text("scans") {
        "keep" => Some(Scans::Keep),
        "delete" => Some(Scans::Delete),
        _ => None,
    };
    match gateway.by(&actor).remove_user(&address, scans).await {
        Ok(RemovedUser { kept, deleted }) => {
            Ok(see(&format!("/users?done=removed&kept={kept}&deleted={deleted}")))
        }
        // Scans came meanwhile: the question again, with their number.
        Err(GatewayError::Objection(why)) if why.reason == Reason::UserScansWait => {
            let user = gateway.user(&address).await?;
            let page = draw::ask_remove(&frame, &user);
            Ok((StatusCode::CONFLICT, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn sign_out(
    State(gateway): State<Gateway>,
    Path(address): Path<String>,
    Who(actor): Who,
) -> Page {
    gateway.by(&actor).sign_out_user(&address).await?;
    Ok(see(&format!("/users?search={}", encoded(&address))))
}

// A table of them

async fn ask_import(frame: Frame) -> Html<String> {
    Html(draw::import(&frame, "", Vec::new()))
}

async fn import(sent: Sent) -> Response {
    let Sent { gateway, actor, frame, entered } = sent;
    let table = entered.text("file");
    match gateway.by(&actor).import_users(table).await {
        Ok(ImportedUsers { added, changed, same }) => {
            see(&format!("/users?done=imported&added={added}&changed={changed}&same={same}"))
        }
        Err(error) => {
            let wrong = all_wrong(frame.say(), error);
            let page = draw::import(&frame, table, wrong);
            (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
        }
    }
}

// Who becomes a user

async fn ask_rules(State(gateway): State<Gateway>, frame: Frame) -> Page<Html<String>> {
    Ok(Html(draw::rules(&frame, &gateway.user_rules().await?, None)))
}

async fn set_rules(sent: Sent) -> Page {
    let Sent { gateway, actor, frame, entered } = sent;
    let rules = UserRules {
        domains: UserRules::domains_of(entered.text("domains")),
        asks_by_mail: entered.text("asks_by_mail") == "yes",
        page_address: entered.text("page_address").to_owned(),
    };
    let seen = Revision(entered.text("revision").parse().unwrap_or_default());
    match gateway.by(&actor).set_user_rules(seen, rules.clone()).await {
        Ok(_) => Ok(see("/users?done=rules")),
        Err(error) => {
            let (status, wrong) = (status_of(&error), Wrong::of(frame.say(), error));
            let mut view = gateway.user_rules().await?;
            view.rules = rules;
            Ok((status, Html(draw::rules(&frame, &view, Some(wrong)))).into_response())
        }
    }
}
