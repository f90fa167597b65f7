//! What each sample is, and what becomes of it.

/// A file of `samples/`.
pub(crate) struct Sample {
    pub(crate) file: &'static str,
    /// Of its header fields, where they have 8-bit octets.
    pub(crate) charset: &'static str,
    pub(crate) subject: Option<&'static str>,
    /// Name and address that From is read as in the end, if the device may keep it.
    pub(crate) from: Option<(&'static str, &'static str)>,
    /// The addresses of To, in the end.
    pub(crate) to: &'static [&'static str],
    /// Under which names pages arrive.
    pub(crate) pages: &'static [(&'static str, Page)],
    /// What is mended under every sender rule: the word, and the field where it has one.
    pub(crate) mends: &'static [&'static str],
    /// What is mended beyond that if From is kept.
    pub(crate) mends_of_kept_from: &'static [&'static str],
}

/// What was scanned: `samples/page.*`.
#[derive(Clone, Copy)]
pub(crate) enum Page {
    Pdf,
    Tiff,
}

const PLAIN: Sample = Sample {
    file: "",
    charset: "utf-8",
    subject: None,
    from: None,
    to: &["person@example.com"],
    pages: &[],
    mends: &[],
    mends_of_kept_from: &[],
};

/// The account's own address: nothing is to be mended in such a From.
const OWN: &str = "scans@example.com";

pub(crate) const SAMPLES: [Sample; 19] = [
    // Outlook: parts in parts, quoted-printable, References folded over five lines, winmail.dat.
    Sample {
        file: "outlook-related",
        subject: Some("SV: Möte på torsdag om skrivarna i hela huset, och om vem som har nyckeln"),
        from: Some(("Berg, Anna", OWN)),
        to: &["bo@example.com", "office@example.com"],
        pages: &[("image001.tif", Page::Tiff), ("Möte.pdf", Page::Pdf)],
        ..PLAIN
    },
    // UTF-8 in every field, as programs write it that think the world has moved on.
    Sample {
        file: "utf8-headers",
        subject: Some("Räkningar för november – 三月"),
        from: Some(("Åsa Öberg", OWN)),
        to: &["juergen@example.com", "lukasz@example.com"],
        pages: &[("räkningar.pdf", Page::Pdf)],
        ..PLAIN
    },
    // Apple Mail: an alternative with a file in it, whose name comes in pieces (RFC 2231).
    Sample {
        file: "apple-mail",
        subject: Some("Sidan"),
        from: Some(("Front Desk", OWN)),
        pages: &[("En sida från skrivaren på andra våningen.pdf", Page::Pdf)],
        ..PLAIN
    },
    // S/MIME: one blank more or less, and the signature is broken.
    Sample {
        file: "signed",
        subject: Some("A signed page"),
        from: Some(("Anna Berg", OWN)),
        pages: &[("page.tiff", Page::Tiff)],
        ..PLAIN
    },
    // What is wrong inside of a forwarded mail is nobody's business.
    Sample {
        file: "forwarded",
        subject: Some("Fwd: Scan"),
        from: Some(("Front Desk", OWN)),
        pages: &[("page.pdf", Page::Pdf)],
        ..PLAIN
    },
    // LF alone, and every address twice.
    Sample {
        file: "lf-scanner",
        subject: Some("Message from \"RNP0026735B1C4D\""),
        from: Some(("copier@old.example", "copier@old.example")),
        pages: &[("20261121101500.pdf", Page::Pdf)],
        mends: &["line-ends", "addresses-written To"],
        mends_of_kept_from: &["addresses-written From"],
        ..PLAIN
    },
    // No brackets, no To, no Date, no Message-ID.
    Sample {
        file: "bare-scanner",
        subject: Some("Scanned page"),
        from: Some(("Copier", "copier@old.example")),
        to: &[],
        pages: &[("page.tiff", Page::Tiff)],
        mends: &["to-added", "date-added", "message-id-added"],
        mends_of_kept_from: &["addresses-written From"],
        ..PLAIN
    },
    // The whole file in one line of base64.
    Sample {
        file: "long-base64",
        subject: Some("Scanned from a device"),
        from: Some(("Scanner", "scanner@old.example")),
        pages: &[("page.pdf", Page::Pdf)],
        mends: &["long-lines"],
        ..PLAIN
    },
    // A paragraph of recognised text in one line.
    Sample {
        file: "long-text",
        subject: Some("Recognised text"),
        from: Some(("Scanner", "scanner@old.example")),
        pages: &[("page.tiff", Page::Tiff)],
        mends: &["long-lines"],
        ..PLAIN
    },
    // ISO-8859-1 without a word about it.
    Sample {
        file: "latin1-subject",
        charset: "iso-8859-1",
        subject: Some("Inläst från kopiatorn på plan två"),
        from: Some(("Kopiator på plan 2", "kopiator@old.example")),
        pages: &[("sida på plan 2.tiff", Page::Tiff)],
        ..PLAIN
    },
    // Shift JIS, whose letters hold octets that ASCII calls `\` and `@`.
    Sample {
        file: "shift-jis",
        charset: "shift_jis",
        subject: Some("スキャン文書ソ能表"),
        from: Some(("ファクス複合機", "fukugouki@old.example")),
        pages: &[("文書.pdf", Page::Pdf)],
        mends_of_kept_from: &["addresses-written From"],
        ..PLAIN
    },
    // The same in ISO-2022-JP, which needs seven bits.
    Sample {
        file: "iso-2022-jp",
        subject: Some("スキャン文書"),
        from: Some(("複合機", "fukugouki@old.example")),
        pages: &[("page.pdf", Page::Pdf)],
        ..PLAIN
    },
    // An empty part at the front and empty lines behind the end.
    Sample {
        file: "epilogue",
        subject: Some("Scan"),
        from: Some(("MFP-07", "mfp07@old.example")),
        pages: &[("page.pdf", Page::Pdf)],
        ..PLAIN
    },
    // Internet fax (RFC 2305): the recipient is a number.
    Sample {
        file: "internet-fax",
        subject: Some("FAX"),
        from: Some(("Fax", "fax@old.example")),
        to: &["FAX=+46812345678@example.com"],
        pages: &[("fax.tif", Page::Tiff)],
        ..PLAIN
    },
    // A notice without MIME, its To ending with a comma.
    Sample {
        file: "error-notice",
        subject: Some("Paper jam (MFP-07)"),
        from: Some(("", "mfp07@old.example")),
        mends: &["message-id-added"],
        ..PLAIN
    },
    // CR CR LF.
    Sample {
        file: "doubled-cr",
        subject: Some("Scanned image"),
        from: Some(("", "sharp@old.example")),
        pages: &[("page.pdf", Page::Pdf)],
        mends: &["line-ends"],
        ..PLAIN
    },
    // The last boundary is missing, and stays so.
    Sample {
        file: "truncated",
        subject: Some("The cable was pulled"),
        from: Some(("Scanner", "scanner@old.example")),
        pages: &[("page.pdf", Page::Pdf)],
        ..PLAIN
    },
    // A clock without a zone, no brackets in To, no Message-ID.
    Sample {
        file: "clock-unset",
        subject: Some("Scan"),
        from: Some(("Copier, 2nd floor", "copier@old.example")),
        pages: &[("page.tiff", Page::Tiff)],
        mends: &["addresses-written To", "date-replaced", "message-id-added"],
        ..PLAIN
    },
    // A text and nothing else.
    Sample {
        file: "headerless",
        to: &[],
        mends: &["to-added", "date-added", "message-id-added", "header-ended"],
        ..PLAIN
    },
];
