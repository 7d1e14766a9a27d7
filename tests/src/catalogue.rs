//! The pages `docs/src/errors/CODE.md`: what each says, and its examples.
//!
//! Blocks of a page, by what stands behind the fence:
//!
//! * `writ` is right: it checks without a diagnostic and runs
//! * `writ,error` and `writ,warning` are wrong: they give the page's code and no other; with `repeat=300` each character before a `…` stands there 300 times
//! * `writ,file=items/sword.writ` is a module beside the next example
//! * `sh` and `text` are a command and what it says, for mistakes that no text of a script shows: `writ-cli/tests/explain.rs` makes the files

use crate::workspace_folder;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The name of its file without the ending: the code.
    pub code: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// What is expected of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It runs, and nothing is to be said about it.
    Right,
    /// It gives the page's error.
    Error,
    /// It gives the page's warning.
    Warning,
    /// A command for a terminal.
    Command,
    /// What the command says.
    Answer,
}

/// An example on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What is expected of it.
    pub kind: Kind,
    /// The 1-based line on which its text starts.
    pub line: usize,
    /// The text.
    pub source: String,
    /// The modules beside it, by path.
    pub modules: BTreeMap<String, String>,
}

/// The folder of the pages.
pub fn folder() -> PathBuf {
    workspace_folder().join("docs/src/errors")
}

/// All pages, by their codes; not the index.
pub fn pages() -> Vec<Page> {
    let files = crate::discovery::entries(&folder()).into_iter().filter(|path| path.extension().is_some_and(|e| e == "md"));
    files
        .filter_map(|path| {
            let code = path.file_stem()?.to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).ok()?;
            (code != "index").then_some(Page { code, path, text })
        })
        .collect()
}

impl Page {
    /// What stands in its heading behind the code.
    pub fn title(&self) -> Option<&str> {
        let heading = self.text.lines().next()?;
        heading.strip_prefix(&format!("# {}: ", self.code))
    }

    /// Its examples, in order.
    ///
    /// # Errors
    /// A block of which nobody knows what it is, or a module behind which no example comes.
    pub fn examples(&self) -> Result<Vec<Example>, String> {
        let mut examples = Vec::new();
        let mut modules = BTreeMap::new();
        let mut open: Option<(&str, usize, String)> = None;
        for (index, line) in self.text.lines().enumerate() {
            match (open.take(), line.strip_prefix("```")) {
                (Some((info, line, source)), Some(_)) => {
                    if let Some(path) = info.strip_prefix("writ,file=") {
                        modules.insert(path.to_owned(), source);
                        continue;
                    }
                    let (kind, source) = kind_of(info, source).ok_or_else(|| format!("line {line}: nobody knows a block `{info}`"))?;
                    examples.push(Example { kind, line, source, modules: std::mem::take(&mut modules) });
                }
                (Some((info, start, source)), None) => open = Some((info, start, source + line + "\n")),
                (None, Some(info)) => open = Some((info, index + 2, String::new())),
                (None, None) => {}
            }
        }
        match (open, modules.keys().next()) {
            (Some(_), _) => Err("the page ends in a block".into()),
            (None, Some(path)) => Err(format!("no example comes behind the module {path}")),
            (None, None) => Ok(examples),
        }
    }
}

/// What is expected of a block, and its text as it is meant.
fn kind_of(info: &str, source: String) -> Option<(Kind, String)> {
    Some(match info {
        "writ" => (Kind::Right, source),
        "writ,error" => (Kind::Error, source),
        "writ,warning" => (Kind::Warning, source),
        "sh" => (Kind::Command, source),
        "text" => (Kind::Answer, source),
        _ => (Kind::Error, repeated(&source, info.strip_prefix("writ,error,repeat=")?.parse().ok()?)),
    })
}

/// The text with each character before a `…` so many times.
fn repeated(source: &str, times: usize) -> String {
    let mut out = String::new();
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        match rest.next_if_eq(&'…') {
            Some(_) => out.extend(std::iter::repeat_n(c, times)),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page { code: "E0000".into(), path: PathBuf::new(), text: text.into() }
    }

    #[test]
    fn examples_have_their_modules() {
        let page = page(
            "# E0000: a title\n\n```writ,file=a.writ\nexport let x = 1\n```\n\n```writ,error\nlet\n```\n```writ\nprint(1)\n```\n```writ,error,repeat=3\n(…1)…\n```\n",
        );
        assert_eq!(page.title(), Some("a title"));
        let examples = page.examples().unwrap();
        assert_eq!(examples[0].modules["a.writ"], "export let x = 1\n");
        assert_eq!((examples[0].kind, examples[0].line), (Kind::Error, 8));
        assert_eq!((examples[1].kind, examples[1].modules.len()), (Kind::Right, 0));
        assert_eq!(examples[2].source, "(((1)))\n");
    }

    #[test]
    fn no_block_goes_untested() {
        for wrong in ["```\nplain\n```\n", "```writ,host\nx\n```\n", "```writ\nx\n", "```writ,file=a.writ\nx\n```\n"] {
            assert!(page(wrong).examples().is_err(), "{wrong}");
        }
    }
}
