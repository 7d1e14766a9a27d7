//! What is done with an input: it runs, and what comes of it is shown.

use crate::commands::{output, report};
use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use writ_cli::engine::Failure;
use writ_compiler::diagnostic::Code;
use writ_compiler::loader::{Files, SourceLoader};
use writ_runtime::{Data, Error, Evaluated, Interrupter, Module, Value, Writ};

/// More characters of a value are not shown.
const SHOWN: usize = 10_000;

/// What follows an input.
pub enum Next {
    /// The next one.
    Input,
    /// The end.
    Quit,
}

/// A session with what was entered.
pub struct Console {
    pub(super) writ: Writ,
    /// Inputs and loaded files by the names that traces have for them.
    pieces: HashMap<String, String>,
    /// How many inputs there were.
    count: usize,
    /// What stops the script that runs, once somebody wants to be able to.
    interrupter: Option<Arc<Mutex<Interrupter>>>,
}

/// A new instance that prints to standard output and imports from the current folder.
fn instance() -> Writ {
    let mut writ = Writ::new();
    writ.set_print(|text| output(&format!("{text}\n")));
    writ.set_root(".");
    writ
}

impl Console {
    /// An empty session.
    pub fn new() -> Console {
        Console { writ: instance(), pieces: HashMap::new(), count: 0, interrupter: None }
    }

    /// From here on what runs can be stopped by what this gives, also after `:reset`.
    pub fn interrupter(&mut self) -> Arc<Mutex<Interrupter>> {
        let interrupter = Arc::new(Mutex::new(self.writ.interrupter()));
        self.interrupter = Some(Arc::clone(&interrupter));
        interrupter
    }

    /// Forgets everything.
    pub(super) fn reset(&mut self) {
        self.writ = instance();
        self.pieces.clear();
        if let Some(interrupter) = &self.interrupter {
            *interrupter.lock().unwrap_or_else(PoisonError::into_inner) = self.writ.interrupter();
        }
    }

    /// Takes an input: a command, or a piece of source.
    pub fn enter(&mut self, text: &str) -> Next {
        match text.trim().strip_prefix(':') {
            Some(command) => return self.command(command),
            None if text.trim().is_empty() => {}
            None => {
                self.evaluate(text);
            }
        }
        Next::Input
    }

    /// Runs a piece and shows what comes of it. Gives how long it took, if it did not fail.
    pub(super) fn evaluate(&mut self, text: &str) -> Option<Duration> {
        self.count += 1;
        let name = format!("<input {}>", self.count);
        let text = text.trim_end();
        let start = Instant::now();
        let result = self.writ.evaluate(&name, text);
        let time = start.elapsed();
        self.pieces.insert(name, text.to_string());
        let Evaluated { module, type_name } = self.settle(result)?;
        warn(&module);
        if let Some(ty) = type_name {
            output(&format!("{} : {ty}\n", shown(module.value())));
        }
        Some(time)
    }

    /// Runs a file as if it had been typed.
    pub fn load(&mut self, file: &str) {
        match fs::read_to_string(file) {
            Ok(text) => {
                let result = self.writ.evaluate(file, &text);
                self.pieces.insert(file.to_string(), text);
                if let Some(evaluated) = self.settle(result) {
                    warn(&evaluated.module);
                }
            }
            Err(error) => report(&format!("error: cannot read `{file}`: {error}")),
        }
    }

    /// Reports what went wrong.
    pub(super) fn settle<T>(&self, result: Result<T, Error>) -> Option<T> {
        match result {
            Ok(value) => return Some(value),
            Err(Error::Runtime(error)) => report(&self.render_failure(&Failure::from_error(&error))),
            Err(error) => report(&error.to_string()),
        }
        None
    }

    /// A run-time error with the line where it happened: of an input, or of a module.
    pub(super) fn render_failure(&self, failure: &Failure) -> String {
        failure.render(|file| {
            let text = self.pieces.get(file).cloned().or_else(|| Files::new(".").load(file).ok())?;
            Some((file.to_string(), text))
        })
    }
}

/// Shows warnings, but not those for imports, which later inputs use.
fn warn(module: &Module) {
    if module.warnings().iter().any(|warning| warning.code != Code::UNUSED_IMPORT) {
        report(module.rendered_warnings());
    }
}

/// A value as shown here: text in quotes.
fn shown(value: &Value) -> String {
    let text = |data: &Data| if let Data::String(text) = data { Some(text.clone()) } else { None };
    let inner = if let Data::Some(inner) = value.data() { text(inner) } else { text(value.data()) };
    let text = match inner {
        Some(inner) => {
            let mut quoted = String::new();
            writ_runtime::ops::quote(&mut quoted, &inner);
            quoted
        }
        None => value.to_string(),
    };
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}
