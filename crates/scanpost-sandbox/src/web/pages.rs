//! The pages for people: the start, a mailbox, a mail.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::Timestamp;

use super::{aside, download::folder, not_found, page};
use crate::{
    mailboxes::{Folder, Mail, Summary},
    oauth::SignIn,
    provider::Provider,
    switches::Switches,
};

/// Rows of a list on a page; the JSON has them all.
const ROWS_LIMIT: usize = 100;

/// The start page shows this many mails and sign-ins.
const START_ROWS_LIMIT: usize = 10;

/// Characters of a mail's text on its page.
const TEXT_LIMIT: usize = 20_000;

pub(super) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/", get(start))
        .route("/connect", get(connect))
        .route("/provider.toml", get(description))
        .route("/mailboxes/{address}", get(mailbox))
}

/// One mail in a list.
struct Row {
    mailbox: String,
    id: u64,
    at: String,
    from: String,
    to: String,
    subject: String,
    size: String,
    attachments: usize,
}

impl Row {
    fn of(mailbox: String, mail: &Mail) -> Self {
        Self {
            mailbox,
            id: mail.id,
            at: clock_time(mail.received_at),
            from: mail.from.clone(),
            to: mail.to.join(", "),
            subject: subject(mail),
            size: size(mail.octets().len()),
            attachments: mail.attachments().len(),
        }
    }
}

#[derive(Template)]
#[template(path = "connect.html")]
struct ConnectPage<'a> {
    description: &'a str,
    mailbox: Option<String>,
}

/// What a person does on scanpost's page, and the text that they take there.
async fn connect(State(provider): State<Arc<Provider>>) -> Response {
    let mailbox = provider.mailboxes.summaries().into_iter().next().map(|mailbox| mailbox.address);
    page(&ConnectPage { description: &provider.description, mailbox })
}

/// The same text as a file, for the command line.
async fn description(State(provider): State<Arc<Provider>>) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sandbox.toml\""),
    ];
    (headers, provider.description.clone())
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    mailboxes: Vec<Summary>,
    more_mailboxes: usize,
    mails: Vec<Row>,
    sign_ins: Vec<(String, SignIn)>,
    misbehaves: bool,
    dropped: u64,
}

async fn start(State(provider): State<Arc<Provider>>) -> Response {
    let mut mailboxes = provider.mailboxes.summaries();
    let more_mailboxes = mailboxes.len().saturating_sub(ROWS_LIMIT);
    mailboxes.truncate(ROWS_LIMIT);
    let newest = provider.mailboxes.newest(START_ROWS_LIMIT);
    let sign_ins: Vec<SignIn> =
        provider.authority().sign_ins().take(START_ROWS_LIMIT).cloned().collect();
    let misbehaves = provider.switches.now() != Switches::default();
    let dropped = provider.mailboxes.dropped();
    aside(move || {
        page(&StartPage {
            mailboxes,
            more_mailboxes,
            mails: newest.into_iter().map(|(mailbox, mail)| Row::of(mailbox, &mail)).collect(),
            sign_ins: sign_ins.into_iter().map(|entry| (clock_time(entry.at), entry)).collect(),
            misbehaves,
            dropped,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct MailboxPage<'a> {
    address: &'a str,
    sent: bool,
    mails: Vec<Row>,
    more: usize,
}

async fn mailbox(
    State(provider): State<Arc<Provider>>,
    Path(address): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let folder = folder(&query);
    let Some(mails) = provider.mailboxes.mails(&address, folder) else {
        return not_found().await;
    };
    aside(move || {
        let newest = mails.iter().rev().take(ROWS_LIMIT);
        page(&MailboxPage {
            address: &address,
            sent: folder == Folder::Sent,
            mails: newest.map(|mail| Row::of(address.clone(), mail)).collect(),
            more: mails.len().saturating_sub(ROWS_LIMIT),
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage<'a> {
    address: &'a str,
    row: Row,
    header_from: String,
    message_id: String,
    text: String,
    attachments: Vec<File>,
}

struct File {
    name: String,
    media_type: String,
    size: String,
}

pub(super) fn mail(address: &str, mail: &Mail) -> Response {
    let files = mail.attachments().into_iter().map(|file| File {
        name: file.name,
        media_type: file.media_type,
        size: size(file.contents.len()),
    });
    page(&MailPage {
        address,
        row: Row::of(address.to_owned(), mail),
        header_from: mail.header_from().unwrap_or_else(|| "–".to_owned()),
        message_id: mail.message_id().unwrap_or_else(|| "–".to_owned()),
        text: mail.text(TEXT_LIMIT),
        attachments: files.collect(),
    })
}

fn subject(mail: &Mail) -> String {
    let subject = mail.subject();
    if subject.is_empty() { "(no subject)".to_owned() } else { subject }
}

fn clock_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn size(octets: usize) -> String {
    match octets {
        0..1024 => format!("{octets} B"),
        1024..1_048_576 => format!("{} KB", octets.div_ceil(1024)),
        _ => format!("{}.{} MB", octets / 1_048_576, octets % 1_048_576 * 10 / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_write_them() {
        let table = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1025, "2 KB"),
            (1_048_576, "1.0 MB"),
            (1_600_000, "1.5 MB"),
        ];
        for (octets, text) in table {
            assert_eq!(size(octets), text);
        }
    }
}
