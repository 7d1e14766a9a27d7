//! What a script may write as the path of a file: the same on every platform.

/// Names that some platforms take for devices, whatever stands behind a point.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The longest path, in bytes.
const LONGEST: usize = 1000;

/// The parts of a path: the name of an open directory, and the names that lead from there to a file. Where the path is none, what is wrong with it.
pub(super) fn parts(path: &str) -> Result<Vec<&str>, String> {
    if path.is_empty() {
        return Err("the path is empty".to_owned());
    }
    if path.len() > LONGEST {
        return Err("the path is too long".to_owned());
    }
    let parts: Vec<&str> = path.split('/').collect();
    if parts[0].is_empty() {
        return Err(format!("the path `{}` must begin with the name of an open directory", shown(path)));
    }
    match parts.iter().find_map(|part| mistake(part)) {
        Some(mistake) => Err(format!("the path `{}` {mistake}", shown(path))),
        None => Ok(parts),
    }
}

/// Whether a name can be the first part of a path.
pub(super) fn is_name(name: &str) -> bool {
    !name.contains('/') && parts(name).is_ok()
}

/// A path in a message: in one line.
pub(super) fn shown(path: &str) -> String {
    path.escape_debug().take(200).collect()
}

/// What is wrong with a part of a path.
fn mistake(part: &str) -> Option<&'static str> {
    if part.is_empty() {
        return Some("has an empty part");
    }
    if part == "." || part == ".." {
        return Some("has a part `.` or `..`, which no path may have");
    }
    if part.chars().any(|c| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')) {
        return Some("has a character that no name of a file may have");
    }
    if part.ends_with(['.', ' ']) {
        return Some("has a part that ends in a point or a blank");
    }
    let stem = part.split('.').next().unwrap_or("").trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port)
            .is_some_and(|number| matches!(number, "¹" | "²" | "³") || (number.len() == 1 && number.as_bytes()[0].is_ascii_digit()))
    });
    if numbered || DEVICES.contains(&stem.as_str()) {
        return Some("names a device");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_taken() {
        assert_eq!(parts("saves/a b/größe.tar.gz"), Ok(vec!["saves", "a b", "größe.tar.gz"]));
        assert_eq!(parts("saves/.hidden"), Ok(vec!["saves", ".hidden"]));
        assert_eq!(parts("saves/console.txt"), Ok(vec!["saves", "console.txt"]));
        for path in [
            "",
            "/",
            "/etc/passwd",
            "saves/",
            "saves//a",
            "saves/../a",
            "..",
            "saves/..",
            "./saves",
            "saves/.",
            "saves/a/../../b",
            "C:/a",
            "saves\\a",
            "saves/..\\a",
            "saves/a:b",
            "saves/a\0b",
            "saves/a\n",
            "saves/...",
            "saves/a.",
            "saves/a ",
            "saves/NUL",
            "saves/nul.txt",
            "saves/Com1",
            "saves/lpt9.x",
            "saves/com¹",
            "\\\\server\\share",
            "~:",
            "saves/\u{85}",
        ] {
            assert!(parts(path).is_err(), "{path:?}");
        }
        assert!(parts(&"a/".repeat(600)).is_err());
        assert!(is_name("saves") && !is_name("saves/a") && !is_name("") && !is_name(".."));
    }
}
