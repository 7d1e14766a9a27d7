//! What came out of a script.

use std::fmt;
use writ_compiler::diagnostic::{RenderOptions, render_line};
use writ_compiler::source::SourceMap;

/// All that an engine lets a user see of a script that ran. Two engines agree on a script if their outcomes are equal.
///
/// Shown, it is the text that a test case ends with:
///
/// ```text
/// output:
/// | 3
/// value: 5
/// error[DivisionByZero]: division by zero
///   at divide (main.writ:3)
/// tick 3: error[Panic]: no
///   at walk (main.writ:12) [coroutine]
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What was printed, call by call.
    pub printed: Vec<String>,
    /// The module's value as `print` would show it.
    pub value: Option<String>,
    /// The run-time error that ended the script.
    pub error: Option<Failure>,
    /// The coroutines that failed, with the tick in which that was, from 1 on.
    pub failures: Vec<(u32, Failure)>,
    /// What else is wrong with a test that ended without a run-time error.
    pub complaint: Option<String>,
    /// What is left when it is over.
    pub remains: Remains,
}

/// What is left when a script is over and its instance is gone: not part of an outcome's text, but of what engines have to agree on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// Whether there are objects that were not freed: such as hold each other. How many there are differs between engines: constant texts that they hold
    /// are objects in one of them.
    pub objects: bool,
    /// Whether bytes of heap are still counted for the instance.
    pub bytes: bool,
    /// What `randomInt` would have given next.
    pub random: i64,
}

impl fmt::Display for Remains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let some = |left: bool| if left { "some" } else { "no" };
        write!(f, "left: {} objects, {} bytes; the next random number is {}", some(self.objects), some(self.bytes), self.random)
    }
}

/// How many bytes of what a test prints are kept: one that prints without end must not take all memory.
pub(super) const KEPT_OF_TEST: usize = 4 << 20;

/// What stands behind printed text of which more was not kept.
pub(super) const NOT_KEPT: &str = "… (more was printed)";

/// Collects what is printed, up to a limit.
#[derive(Debug)]
pub(super) struct Printed {
    texts: Vec<String>,
    left: usize,
}

impl Printed {
    /// Keeps so many bytes.
    pub fn up_to(limit: usize) -> Printed {
        Printed { texts: Vec::new(), left: limit }
    }

    /// Takes what one call prints.
    pub fn push(&mut self, text: &str) {
        // A call counts also if it prints nothing.
        match self.left.checked_sub(text.len() + 1) {
            Some(left) => {
                self.left = left;
                self.texts.push(text.to_string());
            }
            None if self.left > 0 => {
                self.left = 0;
                self.texts.push(NOT_KEPT.to_string());
            }
            None => {}
        }
    }

    /// What was kept.
    pub fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.texts)
    }
}

/// A run-time error, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The kind, as `DivisionByZero`.
    pub kind: String,
    /// The message.
    pub message: String,
    /// The trace, innermost first, a frame in each line: `at divide (main.writ:3)`.
    pub trace: Vec<String>,
}

impl Failure {
    /// Takes an error apart.
    pub fn from_error(error: &writ_runtime::RuntimeError) -> Failure {
        Failure::from_shown(error.kind.to_string(), error.message.clone(), &error.to_string())
    }

    /// Takes an error apart that was shown: `error[Kind]: message` and below it the indented lines of the trace.
    pub fn from_shown(kind: String, message: String, shown: &str) -> Failure {
        // A message may have several lines, also such as look like those of a trace.
        let trace = shown.strip_prefix(&format!("error[{kind}]: {message}")).unwrap_or("");
        let trace = trace.lines().filter(|line| !line.is_empty()).map(|line| line.trim_start().to_string()).collect();
        Failure { kind, message, trace }
    }

    /// The error as text: its kind and message, the line of the script where it happened, and its trace. `read` gives the text of a file of the script, and
    /// what it is called for the user. The line is that of the innermost frame in such a file: what the library has in Writ is none.
    pub fn render(&self, read: impl Fn(&str) -> Option<(String, String)>) -> String {
        let mut out = format!("error[{}]: {}\n", self.kind, self.message);
        if let Some((line, (path, text))) = self.places().find_map(|(file, line)| Some((line, read(file)?))) {
            let mut sources = SourceMap::default();
            let file = sources.add(path, text);
            out.push_str(&render_line(file, line, &sources, RenderOptions::default()));
        }
        for frame in &self.trace {
            out.push_str(&format!("  {frame}\n"));
        }
        out
    }

    /// The file and the line of each frame, innermost first.
    pub fn places(&self) -> impl Iterator<Item = (&str, u32)> {
        self.trace.iter().filter_map(|frame| {
            // `at walk (game.writ:12) [coroutine]`; no function's name contains ` (`.
            let frame = frame.strip_suffix(" [coroutine]").unwrap_or(frame);
            let (_, place) = frame.strip_suffix(')')?.split_once(" (")?;
            let (file, line) = place.rsplit_once(':')?;
            Some((file, line.parse().ok()?))
        })
    }
}

/// What came of running a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ran {
    /// It ran, whether or not it ended in a run-time error.
    Outcome(Outcome),
    /// It did not compile: the diagnostics as text.
    Rejected(String),
    /// The engine itself failed: a panic, a crash, a time limit, generated Rust that rustc refuses.
    Broken(String),
}

impl Outcome {
    /// The printed text in lines: one call may print several.
    pub fn printed_lines(&self) -> impl Iterator<Item = &str> {
        self.printed.iter().flat_map(|text| text.split('\n'))
    }

    /// The outcome line by line, in the form that a test case ends with.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.printed.is_empty() {
            lines.push("output:".to_string());
            lines.extend(self.printed_lines().map(|line| format!("| {line}").trim_end().to_string()));
        }
        if let Some(value) = &self.value {
            lines.push(format!("value: {}", on_one_line(value)).trim_end().to_string());
        }
        let mut fail = |before: &str, Failure { kind, message, trace }: &Failure| {
            lines.push(format!("{before}error[{kind}]: {}", on_one_line(message)).trim_end().to_string());
            lines.extend(trace.iter().map(|frame| format!("  {frame}")));
        };
        if let Some(error) = &self.error {
            fail("", error);
        }
        for (tick, failure) in &self.failures {
            fail(&format!("tick {tick}: "), failure);
        }
        if let Some(complaint) = &self.complaint {
            lines.push(format!("failed: {}", on_one_line(complaint)));
        }
        if lines.is_empty() {
            lines.push("output: none".to_string());
        }
        lines
    }
}

/// Values and messages stand on one line of a comment; a line break in them is written as in a string literal.
fn on_one_line(text: &str) -> String {
    text.replace('\n', "\\n").replace('\r', "\\r")
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}

impl Ran {
    /// The lines to compare and to show.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Ran::Outcome(outcome) => outcome.lines(),
            Ran::Rejected(text) => std::iter::once("does not compile:").chain(text.lines()).map(str::to_string).collect(),
            Ran::Broken(text) => std::iter::once("the engine failed:").chain(text.lines()).map(str::to_string).collect(),
        }
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_at_all_is_said_so() {
        assert_eq!(Outcome::default().to_string(), "output: none");
    }

    #[test]
    fn a_message_may_look_like_a_trace() {
        let message = "two\n  at nowhere (a.writ:9)";
        let shown = format!("error[Panic]: {message}\n  at f (my (dir)/a.writ:1)\n  ... 5 more\n  at <module> (a.writ:3)");
        let failure = Failure::from_shown("Panic".into(), message.into(), &shown);
        assert_eq!(failure.trace, ["at f (my (dir)/a.writ:1)", "... 5 more", "at <module> (a.writ:3)"]);
        assert_eq!(failure.places().collect::<Vec<_>>(), [("my (dir)/a.writ", 1), ("a.writ", 3)]);
    }

    #[test]
    fn all_parts_in_order() {
        let error = Failure::from_shown(
            "Panic".into(),
            "two\nlines".into(),
            "error[Panic]: two\nlines\n  at f (a.writ:1)\n  at <module> (a.writ:3)\n",
        );
        let failed = Failure { kind: "Panic".into(), message: "no".into(), trace: vec!["at w (a.writ:2) [coroutine]".into()] };
        let printed = vec!["a\n\nb".into(), String::new()];
        assert_eq!(failed.places().collect::<Vec<_>>(), [("a.writ", 2)]);
        let (value, failures) = (Some("5".into()), vec![(3, failed)]);
        let outcome = Outcome { printed, value, error: Some(error), failures, ..Outcome::default() };
        assert_eq!(
            outcome.to_string(),
            "output:\n| a\n|\n| b\n|\nvalue: 5\nerror[Panic]: two\\nlines\n  at f (a.writ:1)\n  at <module> (a.writ:3)\ntick 3: error[Panic]: no\n  at w (a.writ:2) [coroutine]"
        );
    }
}
