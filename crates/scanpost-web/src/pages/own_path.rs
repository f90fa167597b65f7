//! Where to go after a form: a path of ours, and nothing that leads anywhere else.

/// The path, or `/` for whatever a browser could read as another site, or as more than one line.
pub(super) fn own_path(wished: &str) -> &str {
    if is_own(wished) { wished } else { "/" }
}

/// `//host` and `/\host` are other sites (WHATWG URL §4.4), and browsers leave out tabs and ends of
/// lines before they look. An escaped slash is none, but some server in between may think so.
pub(super) fn is_own(path: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~?=&%+".contains(c);
    let lower = path.to_ascii_lowercase();
    path.len() <= LONGEST
        && path.starts_with('/')
        && !path.starts_with("//")
        && path.chars().all(is_plain)
        && !["%2f", "%5c", "%0", "%1"].iter().any(|escaped| lower.contains(escaped))
}

const LONGEST: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_gone_to() {
        for own in [
            "/",
            "/jobs/0190",
            "/accounts/front-office_2.b/sign-out",
            "/jobs?state=failed&before=1",
            "/administrators/%C3%85sa",
        ] {
            assert_eq!(own_path(own), own);
        }
        for foreign in [
            "",
            "jobs",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "http:evil.example",
            "javascript:alert(1)",
            "/%2f%2fevil.example",
            "%2f%2fevil.example",
            "/%5Cevil.example",
            "/\t/evil.example",
            "/\n",
            "/\r\nSet-Cookie: a=b",
            "/%0d%0aSet-Cookie:%20a=b",
            " //evil.example",
            "/@evil.example",
            "/a#b",
            "/å",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign:?}");
        }
        assert_eq!(own_path(&format!("/{}", "x".repeat(LONGEST))), "/");
    }
}
