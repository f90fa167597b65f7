//! Versions of firmware: which line they are of, and whether they are new enough.
//!
//! Makers keep several lines alive at once, so a version is `line.release`, and a greater release of
//! an older line is no newer. What a machine says has more around it: `CXTMH.240.246`.

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version {
    line: u32,
    release: u32,
    /// As it was said: `240.001`.
    text: String,
}

/// How a machine's version stands to the least ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Age {
    NewEnough,
    /// What it has, as it says it.
    TooOld(String),
    /// It says nothing that could be compared.
    Unknown,
}

/// Of what a machine says of its firmware, in several places maybe.
pub(super) fn age(said: &[String], least: &[String]) -> Age {
    let least: Vec<_> = least.iter().flat_map(|text| versions(text)).collect();
    if least.is_empty() {
        return Age::NewEnough;
    }
    // One that is of a listed line can be told for certain. Of several parts of a machine the newest one
    // counts: what it starts by stays as it was made.
    let has: Vec<_> = said.iter().flat_map(|text| versions(text)).collect();
    let of_a_line = has.iter().filter_map(|has| {
        let of_its_line = least.iter().find(|least| least.line == has.line)?;
        Some((has, has.release >= of_its_line.release))
    });
    let of_a_line = of_a_line.max_by_key(|(has, is_enough)| (*is_enough, has.line, has.release));
    let newest = least.iter().map(|least| least.line).max();
    let alike = |has: &&Version| least.iter().any(|least| digits(least.line) == digits(has.line));
    let of_another = || {
        let has = has.iter().filter(alike).max_by_key(|has| (has.line, has.release))?;
        Some((has, Some(has.line) > newest))
    };
    match of_a_line.or_else(of_another) {
        Some((_, true)) => Age::NewEnough,
        Some((has, false)) => Age::TooOld(has.text.clone()),
        None => Age::Unknown,
    }
}

/// All pairs of numbers in the text with a dot between them; four in a row are an IP address.
fn versions(text: &str) -> Vec<Version> {
    let number = |part: &str| part.parse().ok();
    let groups = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let mut versions = Vec::new();
    for group in groups {
        let parts: Vec<_> = group.split('.').filter(|part| !part.is_empty()).collect();
        if parts.len() >= IP_ADDRESS {
            continue;
        }
        for pair in parts.windows(2) {
            if let (Some(line), Some(release)) = (number(pair[0]), number(pair[1])) {
                versions.push(Version { line, release, text: pair.join(".") });
            }
        }
    }
    versions
}

fn digits(number: u32) -> u32 {
    number.checked_ilog10().unwrap_or_default()
}

/// So many numbers has one.
const IP_ADDRESS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_within_its_line() {
        let least = ["240.246".to_owned(), "230.441".to_owned()];
        let old = |text: &str| Age::TooOld(text.to_owned());
        for (said, age_of_it) in [
            ("CXTMH.240.246", Age::NewEnough),
            ("CXTMH.240.247", Age::NewEnough),
            ("CXTMH.240.245", old("240.245")),
            ("MSNGM.230.441", Age::NewEnough),
            ("MSNGM.230.440", old("230.440")),
            ("240.0246", Age::NewEnough),
            ("241.001", Age::NewEnough),
            ("231.900", old("231.900")),
            ("081.226", Age::Unknown),
            ("220.999", old("220.999")),
            ("kernel 5.10.4, engine 240.300", Age::NewEnough),
            ("LW80.SB4.P231", Age::Unknown),
            ("240", Age::Unknown),
            ("99999999999.1", Age::Unknown),
            ("version 1.2 ip 192.168.1.20", Age::Unknown),
            ("ip 192.168.1.20, CXTMH.240.245", old("240.245")),
            ("boot 240.001 firmware CXTMH.240.300", Age::NewEnough),
            ("boot 240.001 firmware CXTMH.240.100", old("240.100")),
            ("CXTMH.240.001", old("240.001")),
            ("boot 230.001 firmware CXTMH.240.300", Age::NewEnough),
            ("", Age::Unknown),
        ] {
            assert_eq!(age(&[said.to_owned()], &least), age_of_it, "{said}");
        }
        assert_eq!(age(&[], &least), Age::Unknown);
        assert_eq!(age(&[], &[]), Age::NewEnough);
    }

    #[test]
    fn of_several_texts_the_one_that_can_be_compared_counts() {
        let said = ["Linux 4.19".to_owned(), "boot 200.001 and CXTMH.240.300".to_owned()];
        assert_eq!(age(&said, &["240.246".to_owned()]), Age::NewEnough);
    }
}
