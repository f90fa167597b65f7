//! Secrets that a command reads: from a file, or with `-` from standard input. Never from the command
//! line itself, which every user of the machine can see.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::terminal::{Failure, about_file};

/// A certificate with its key and its chain is smaller.
const LARGEST: u64 = 64 * 1024;

/// The whole text.
pub(crate) fn whole(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    let read = if path == Path::new("-") {
        io::stdin().lock().take(LARGEST).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text))
    };
    read.map_err(|error| about_file("file-not-read", path, &error))?;
    Ok(text)
}

/// The text without the line end and the blanks around it.
pub(crate) fn line(path: &Path) -> Result<Zeroizing<String>, Failure> {
    Ok(Zeroizing::new(whole(path)?.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_without_the_end_of_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        std::fs::write(&path, " abc~123\r\n").expect("it can be written");
        assert_eq!(*line(&path).expect("it can be read"), "abc~123");
        assert!(whole(&folder.path().join("none")).is_err());
    }
}
