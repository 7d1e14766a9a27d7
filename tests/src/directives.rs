//! What a case says about itself in comments.
//!
//! In the comments before the first statement: `// ticks: 20 x 0.1` (the host calls `tick(0.1)` 20 times after loading) and
//! `// skip ENGINE: reason`. At the end of the file, the expectation:
//!
//! ```text
//! // output:
//! // | 3
//! // value: 5
//! // error[DivisionByZero]: division by zero
//! //   at divide (main.writ:3)
//! // tick 3: error[Panic]: no
//! //   at walk (main.writ:12) [coroutine]
//! ```
//!
//! A case that prints nothing, has no value and no error ends with `// output: none`.

use writ_cli::engine::Ticks;

/// The directives of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Directives {
    /// How the host drives the script after loading it.
    pub ticks: Ticks,
    /// Engines that skip the case, with the reason.
    pub skips: Vec<(String, String)>,
    /// What comes out, line by line as [`writ_cli::engine::Outcome::lines`] writes it; `None` if the case does not say.
    pub expected: Option<Vec<String>>,
}

/// Reads the directives of a case.
pub fn parse(source: &str) -> Result<Directives, String> {
    let mut directives = Directives { ticks: Ticks::default(), skips: Vec::new(), expected: None };
    for line in source.lines().map_while(comment) {
        if let Some(rest) = line.strip_prefix("ticks:") {
            directives.ticks = parse_ticks(rest.trim()).ok_or_else(|| format!("expected `ticks: COUNT x SECONDS`, found `{line}`"))?;
        } else if let Some(rest) = line.strip_prefix("skip ") {
            let (engine, reason) = rest.split_once(':').ok_or_else(|| format!("expected `skip ENGINE: reason`, found `{line}`"))?;
            directives.skips.push((engine.trim().to_string(), reason.trim().to_string()));
        }
    }
    if let Some(start) = expectation_start(source) {
        let lines: Vec<String> = source.lines().skip(start).filter_map(comment).map(|line| line.trim_end().to_string()).collect();
        check_form(&lines)?;
        directives.expected = Some(lines);
    }
    Ok(directives)
}

/// `20 x 0.1`.
fn parse_ticks(text: &str) -> Option<Ticks> {
    let (count, seconds) = text.split_once('x')?;
    Some(Ticks { count: count.trim().parse().ok()?, seconds: seconds.trim().parse().ok()? })
}

/// The text of a line that is a comment and nothing else, without `//` and the space behind it.
fn comment(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix("//")?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// What the sections of an expectation begin with.
const SECTIONS: [&str; 4] = ["output:", "value:", "error[", "tick "];

fn starts_section(line: &str) -> bool {
    SECTIONS.iter().any(|section| line.starts_with(section))
}

/// The line at which the expectation starts: the first section in the comments that end the file.
fn expectation_start(source: &str) -> Option<usize> {
    let lines: Vec<&str> = source.lines().collect();
    let trailing = lines.iter().rev().take_while(|line| line.trim().is_empty() || comment(line).is_some()).count();
    (lines.len() - trailing..lines.len()).find(|i| comment(lines[*i]).is_some_and(starts_section))
}

/// A misspelt expectation must not pass for a missing one.
fn check_form(lines: &[String]) -> Result<(), String> {
    let mut section = "";
    for line in lines {
        let fits = match section {
            _ if starts_section(line) => true,
            "output:" => line.starts_with('|'),
            "error[" | "tick " => line.starts_with("  "),
            _ => false,
        };
        if !fits {
            return Err(format!("a line of the expectation that is none: `// {line}`"));
        }
        for start in SECTIONS {
            if line.starts_with(start) {
                section = start;
            }
        }
    }
    Ok(())
}

/// The source with its expectation replaced.
pub fn bless(source: &str, expected: &[String]) -> String {
    let script: Vec<&str> = match expectation_start(source) {
        Some(start) => source.lines().take(start).collect(),
        None => source.lines().collect(),
    };
    let mut out = script.join("\n").trim_end().to_string();
    out.push_str("\n\n");
    for line in expected {
        out.push_str(format!("// {line}").trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "// Shows a thing.\n// ticks: 20 x 0.1\nprint(1) // output:\n\n// A remark.\n// output:\n// | 1\n// |\n// error[Panic]: no\n//   at f (a.writ:1)\n";

    #[test]
    fn reads_everything() {
        let directives = parse(CASE).unwrap();
        assert_eq!(directives.ticks, Ticks { count: 20, seconds: 0.1 });
        assert_eq!(directives.expected.unwrap(), ["output:", "| 1", "|", "error[Panic]: no", "  at f (a.writ:1)"]);
    }

    #[test]
    fn a_case_without_expectation_has_none() {
        assert_eq!(parse("print(1)\n").unwrap().expected, None);
    }

    #[test]
    fn skips_name_engine_and_reason() {
        assert_eq!(parse("// skip vm: a bug\nprint(1)\n").unwrap().skips, [("vm".to_string(), "a bug".to_string())]);
    }

    #[test]
    fn a_misspelt_line_is_an_error() {
        assert!(parse("// output:\n// 1\n").is_err());
        assert!(parse("// ticks: many\n").is_err());
    }

    #[test]
    fn blessing_replaces_only_the_expectation() {
        let blessed = bless(CASE, &["output: none".to_string()]);
        assert!(blessed.ends_with("// A remark.\n\n// output: none\n"), "{blessed}");
        assert_eq!(bless(&blessed, &["output: none".to_string()]), blessed);
        assert_eq!(bless("print(1)\n", &["output:".to_string(), "| 1".to_string()]), "print(1)\n\n// output:\n// | 1\n");
    }
}
