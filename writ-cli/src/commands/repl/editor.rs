//! A terminal: editing of lines, history, completion, and Ctrl-C.

use super::complete::complete;
use super::console::{Console, Next};
use super::is_open;
use crate::commands::{output, report};
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};
use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::PoisonError;

/// How many inputs are kept.
const KEPT: usize = 1000;

/// Where the inputs of earlier sessions are, in the user's folder for such things.
pub fn history_file() -> Option<PathBuf> {
    Some(dirs::state_dir().or_else(dirs::data_local_dir)?.join("writ").join("repl-history"))
}

/// Runs what is typed until the end.
pub fn run(mut console: Console, history: Option<&Path>) -> io::Result<()> {
    let interrupter = console.interrupter();
    let handler = move || interrupter.lock().unwrap_or_else(PoisonError::into_inner).interrupt();
    // While a line is edited Ctrl-C is a key like others; this is for scripts that run.
    ctrlc::set_handler(handler).map_err(|error| io::Error::other(format!("cannot listen to Ctrl-C: {error}")))?;

    let console = Rc::new(RefCell::new(console));
    let config = Config::builder().completion_type(CompletionType::List).max_history_size(KEPT).map_err(broken)?.build();
    let mut editor: Editor<Assistant, FileHistory> = Editor::with_config(config).map_err(broken)?;
    editor.set_helper(Some(Assistant { console: Rc::clone(&console), files: FilenameCompleter::new() }));
    if let Some(file) = history
        && file.exists()
        && let Err(error) = editor.load_history(file)
    {
        report(&format!("warning: cannot read the history in `{}`: {error}", file.display()));
    }
    output(&format!("Writ {}. `:help` lists commands, Ctrl-D ends.\n", env!("CARGO_PKG_VERSION")));
    loop {
        match editor.readline("writ> ") {
            Ok(text) => {
                if !text.trim().is_empty() {
                    editor.add_history_entry(text.trim_end()).map_err(broken)?;
                }
                if let Next::Quit = console.borrow_mut().enter(&text) {
                    break;
                }
            }
            // The input is cleared, nothing else.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(broken(error)),
        }
    }
    if let Some(file) = history
        && let Err(error) = save(&mut editor, file)
    {
        report(&format!("warning: cannot keep the history in `{}`: {error}", file.display()));
    }
    Ok(())
}

fn save(editor: &mut Editor<Assistant, FileHistory>, file: &Path) -> Result<(), ReadlineError> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    editor.append_history(file)
}

fn broken(error: ReadlineError) -> io::Error {
    if let ReadlineError::Io(error) = error { error } else { io::Error::other(error.to_string()) }
}

/// What the editor asks while a line is typed.
struct Assistant {
    console: Rc<RefCell<Console>>,
    files: FilenameCompleter,
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, position: usize, context: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        if line.starts_with(":l") && line[..position].contains(' ') {
            return self.files.complete(line, position, context);
        }
        let (start, names) = complete(&mut self.console.borrow_mut().writ, &line[..position]);
        Ok((start, names.into_iter().map(|name| Pair { display: name.clone(), replacement: name }).collect()))
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_open(context.input()) { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Hinter for Assistant {
    type Hint = String;
}

impl Highlighter for Assistant {}

impl Helper for Assistant {}
