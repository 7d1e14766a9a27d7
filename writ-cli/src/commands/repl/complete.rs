//! Names to go on with at the end of what was typed.

use super::commands::COMMANDS;
use writ_runtime::Writ;

const KEYWORDS: [&str; 39] = [
    "arena", "as", "break", "class", "const", "continue", "else", "enum", "export", "extends", "false", "for", "from", "func", "if",
    "import", "in", "init", "is", "let", "null", "open", "private", "public", "return", "self", "start", "static", "struct", "super",
    "trait", "true", "var", "when", "where", "while", "with", "yield", "void",
];

/// Where the word begins that stands at the end of the text, and the names that begin like it.
pub fn complete(writ: &mut Writ, text: &str) -> (usize, Vec<String>) {
    let start = word_start(text, text.len());
    let word = &text[start..];
    let before = &text[..start];
    let mut names = if before == ":" {
        COMMANDS.iter().map(|(name, _, _)| name.to_string()).collect()
    } else if let Some(receiver) = before.strip_suffix('.').filter(|receiver| !receiver.ends_with('.')) {
        members(writ, receiver)
    } else {
        let mut names = writ.names();
        names.extend(KEYWORDS.iter().map(|word| word.to_string()));
        names
    };
    names.retain(|name| name.starts_with(word));
    names.sort();
    names.dedup();
    (start, names)
}

fn members(writ: &mut Writ, before: &str) -> Vec<String> {
    match before.strip_suffix('?') {
        Some(optional) => writ.member_names(&format!("{}.value", receiver(optional))),
        None => writ.member_names(receiver(before)),
    }
}

/// Where the word begins that ends at `end`.
fn word_start(text: &str, end: usize) -> usize {
    let word = text[..end].chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_');
    end - word.map(char::len_utf8).sum::<usize>()
}

/// The expression at the end of the text whose member is asked for: names, calls, indexes and literals, joined by points.
fn receiver(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut at = text.len();
    loop {
        let end = at;
        while at > 0 && matches!(bytes[at - 1], b')' | b']') {
            match opening(bytes, at - 1) {
                Some(open) => at = open,
                None => return "",
            }
        }
        if at > 0 && bytes[at - 1] == b'"' {
            match quote(bytes, at - 1) {
                Some(open) => at = open,
                None => return "",
            }
        } else {
            at = word_start(text, at);
        }
        if at == end {
            return &text[at..];
        }
        let before = &text[..at];
        if before.ends_with("::") || before.ends_with("?.") {
            at -= 2;
        } else if before.ends_with('.') && !before.ends_with("..") {
            at -= 1;
        } else {
            return &text[at..];
        }
    }
}

/// Where the bracket opens that closes at `close`.
fn opening(bytes: &[u8], close: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = close + 1;
    while at > 0 {
        at -= 1;
        match bytes[at] {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            b'"' => at = quote(bytes, at)?,
            _ => {}
        }
    }
    None
}

/// Where the string begins that ends at `end`.
fn quote(bytes: &[u8], end: usize) -> Option<usize> {
    let escaped = |at: usize| bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
    (0..end).rev().find(|at| bytes[*at] == b'"' && !escaped(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receivers_are_found() {
        for (text, expected) in [
            ("player", "player"),
            ("print(player", "player"),
            ("1 + list[0].name", "list[0].name"),
            ("f(\"(\", [1])(2)", "f(\"(\", [1])(2)"),
            ("\"a \\\" b\"", "\"a \\\" b\""),
            ("x = [1, 2].map((n) => n)", "[1, 2].map((n) => n)"),
            ("a?.b", "a?.b"),
            ("items::Sword", "items::Sword"),
            ("größe", "größe"),
            ("", ""),
            (")", ""),
            ("a +", ""),
        ] {
            assert_eq!(receiver(text), expected, "{text}");
        }
    }

    #[test]
    fn names_members_and_commands_complete() {
        let mut writ = Writ::new();
        writ.run("class Player { public health: int = 1 }\nlet player = Player()\nlet maybe: Player? = null").expect("it runs");
        let mut names = |text: &str| complete(&mut writ, text).1;
        assert_eq!(names("pla"), ["player"]);
        assert_eq!(names("print(play"), ["player"]);
        assert_eq!(names("player.he"), ["health"]);
        assert_eq!(names("maybe?.he"), ["health"]);
        assert_eq!(names("maybe.has"), ["hasValue"]);
        assert_eq!(names("[1].pus"), ["push"]);
        assert_eq!(names(":ti"), ["tick", "time"]);
        assert_eq!(names("whi"), ["while"]);
        assert!(names("0..le").contains(&"let".to_string()), "behind a range no member is asked for");
        assert!(names("nothing.x").is_empty());
        assert_eq!(complete(&mut writ, "print(pla").0, 6);
    }
}
