//! What a part says of itself in its header (RFC 2045, RFC 2183, RFC 2231), read by mail-parser.

use mail_parser::{ContentType, HeaderValue, MessageParser, MimeHeaders};

use super::Kind;

/// Of a name that a stranger gave to a file.
const LONGEST_NAME: usize = 200;

/// What is looked at of a part's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// `image/tiff`, in small letters.
    pub(crate) media_type: String,
    pub(super) boundary: Option<String>,
    pub(super) encoding: String,
    /// The file's name that the sender gave it, its last part only, without anything that is not to be seen.
    pub(super) name: Option<String>,
    pub(super) charset: Option<String>,
    pub(crate) is_attached: bool,
    /// A picture that stands within a text (RFC 2387), such as a logo. The walker knows it.
    pub(super) is_embedded: bool,
}

impl Part {
    /// `header`: with the empty line behind it.
    pub(super) fn read(header: &[u8]) -> Self {
        let message = MessageParser::new().with_mime_headers().parse_headers(header);
        let root = message.as_ref().and_then(|message| message.parts.first());
        let content_type = root.and_then(MimeHeaders::content_type);
        let attribute =
            |name| content_type.and_then(|kind| kind.attribute(name)).map(str::to_owned);
        let encoding = root.and_then(MimeHeaders::content_transfer_encoding).unwrap_or_default();
        let disposition = root.and_then(MimeHeaders::content_disposition);
        Self {
            media_type: content_type.map_or_else(|| "text/plain".to_owned(), media_type),
            boundary: attribute("boundary").filter(|boundary| !boundary.is_empty()),
            encoding: encoding.trim().to_owned(),
            name: root.and_then(MimeHeaders::attachment_name).and_then(plain_name),
            charset: attribute("charset"),
            is_attached: disposition.is_some_and(ContentType::is_attachment),
            is_embedded: false,
        }
    }

    /// What its type says that it is, or else the end of its name.
    pub(super) fn claim(&self) -> Option<Kind> {
        match self.media_type.as_str() {
            "image/tiff" | "image/tif" | "image/x-tiff" | "image/tiff-fx" => Some(Kind::Tiff),
            "application/pdf" | "application/x-pdf" => Some(Kind::Pdf),
            "image/jpeg" | "image/jpg" | "image/pjpeg" => Some(Kind::Jpeg),
            _ => {
                let (_, ending) = self.name.as_deref()?.rsplit_once('.')?;
                match ending.to_ascii_lowercase().as_str() {
                    "tif" | "tiff" => Some(Kind::Tiff),
                    "pdf" => Some(Kind::Pdf),
                    "jpg" | "jpeg" => Some(Kind::Jpeg),
                    _ => None,
                }
            }
        }
    }

    pub(super) fn is_message(&self) -> bool {
        matches!(self.media_type.as_str(), "message/rfc822" | "message/global")
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.media_type.as_str(), "text/plain" | "text/html")
    }

    pub(super) fn is_related(&self) -> bool {
        self.media_type == "multipart/related"
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.media_type.starts_with("multipart/")
    }
}

fn media_type(kind: &ContentType<'_>) -> String {
    let subtype = kind.subtype().unwrap_or_default();
    format!("{}/{subtype}", kind.ctype()).to_ascii_lowercase()
}

fn plain_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |c: &char| {
        !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = last.trim().chars().filter(shown).take(LONGEST_NAME).collect();
    (!name.is_empty()).then_some(name)
}

/// The text of a field, without its blanks.
pub(super) fn text(value: &HeaderValue<'_>) -> Option<String> {
    let text = value.as_text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
