//! The plans that the tests mend by, and the ways to mend.

use scanpost_proto::mail::{Author, Mended, Mender, Plan};

pub(crate) const MESSAGE_ID: &str = "0199aa64@scanpost.local";
pub(crate) const DATE: &str = "Sat, 21 Nov 2026 09:15:00 +0000";
pub(crate) const ACCOUNT: &str = "scan@contoso.example";

/// From is the account's address.
pub(crate) fn account() -> Plan {
    by(Author::Replaced { by: ACCOUNT.to_owned(), replies_to_original: true })
}

/// From is an alias of the account, and replies go there too.
pub(crate) fn alias() -> Plan {
    by(Author::Replaced { by: "copier@contoso.example".to_owned(), replies_to_original: false })
}

/// From stays.
pub(crate) fn keep() -> Plan {
    by(Author::AsWritten { or_else: ACCOUNT.to_owned() })
}

fn by(author: Author) -> Plan {
    Plan { message_id: MESSAGE_ID.to_owned(), date: DATE.to_owned(), author, cover: None }
}

pub(crate) fn mended(mail: &[u8], plan: &Plan) -> (Vec<u8>, Vec<Mended>) {
    mended_in_pieces(mail, plan, |_| mail.len().max(1))
}

/// `size` tells how long the next piece is, from how much is left.
pub(crate) fn mended_in_pieces(
    mail: &[u8],
    plan: &Plan,
    mut size: impl FnMut(usize) -> usize,
) -> (Vec<u8>, Vec<Mended>) {
    let mut mender = Mender::new(|_: &_| plan.clone());
    let (mut out, mut rest) = (Vec::new(), mail);
    while !rest.is_empty() {
        let (piece, later) = rest.split_at(size(rest.len()).clamp(1, rest.len()));
        mender.write(piece, &mut out);
        rest = later;
    }
    let done = mender.end(&mut out);
    (out, done)
}
