//! The files of the profiles. A new one is one line here; a test holds the list against the folder.

pub(super) struct File {
    pub(super) name: &'static str,
    pub(super) toml: &'static str,
    /// English, Swedish.
    pub(super) words: [&'static str; 2],
}

macro_rules! file {
    ($name:literal) => {
        File {
            name: $name,
            toml: include_str!(concat!("../../../../profiles/", $name, ".toml")),
            words: [
                include_str!(concat!("../../../../profiles/", $name, ".en.ftl")),
                include_str!(concat!("../../../../profiles/", $name, ".sv.ftl")),
            ],
        }
    };
}

/// The neutral one first, the others by the alphabet.
pub(super) const FILES: [File; 6] = [
    file!("neutral"),
    file!("epson"),
    file!("ricoh"),
    file!("sharp-bp70m65"),
    file!("sharp-bpc131pw"),
    file!("toshiba-a4"),
];
