//! New bodies for functions of a program that runs already.
//!
//! The two versions of a file are compared as texts (`syntax::difference`); only what changed is parsed and checked. A function keeps its id, so whoever calls it calls the new
//! body. What had the old one in the place of calls is made once more without (`passes::inline`). Nothing else of the checker or the program is looked at or
//! moved: spans of what stayed point into the earlier version, and the source map knows where that went.

use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{FuncId, HOST_MODULE, ModuleId};
use crate::loader::{SourceLoader, module_path, normalise, unreadable};
use crate::passes;
use crate::session::Session;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{Version, difference};
use std::sync::Arc;

/// What became of a file that was read again.
#[derive(Debug)]
pub struct Reloaded {
    /// None if there were errors: then the program is as it was before.
    pub changes: Option<Changes>,
    /// Errors and warnings about what changed, ordered by position.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that the diagnostics point into.
    pub sources: SourceMap,
}

/// What is different in a program.
#[derive(Default, Debug)]
pub struct Changes {
    /// The functions of the file that have another body, in the order of the text.
    pub functions: Vec<FuncId>,
    /// All functions to emit again, in the order of their ids: those, and what had one of them in the place of calls.
    pub emit: Vec<FuncId>,
}

impl Session {
    /// Reads a file of the program again. If only bodies of functions changed, these functions have their new bodies from now on; anything else is an error. Nothing
    /// runs again.
    ///
    /// ```
    /// use writ_compiler::loader::Memory;
    /// use writ_compiler::{Options, Session};
    ///
    /// let mut session = Session::new(Options::default());
    /// session.load(&Memory::new().with("game.writ", "func price() -> int { return 3 }"), "game.writ");
    /// let reloaded = session.reload(&Memory::new().with("game.writ", "func price() -> int { return 4 }"), "game.writ");
    /// assert_eq!(reloaded.changes.unwrap().functions.len(), 1);
    ///
    /// let reloaded = session.reload(&Memory::new().with("game.writ", "func price() -> float { return 4.0 }"), "game.writ");
    /// assert_eq!(reloaded.diagnostics[0].code.0, "E0902");
    /// ```
    pub fn reload(&mut self, loader: &dyn SourceLoader, path: &str) -> Reloaded {
        let mut sources = self.checker.program.sources.clone();
        let mut diagnostics = Diagnostics::default();
        let changes = self.reload_into(loader, path, &mut sources, &mut diagnostics);
        Reloaded { changes, diagnostics: diagnostics.into_sorted(), sources }
    }

    fn reload_into(
        &mut self,
        loader: &dyn SourceLoader,
        path: &str,
        sources: &mut SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Option<Changes> {
        let found = normalise("", path).ok().and_then(|path| {
            let module = self.loaded_module(&path)?;
            Some((path, module))
        });
        let Some((path, module)) = found else {
            let file = sources.add(path, "");
            let error = Diagnostic::error(Code::RELOAD, Span::new(file, 0, 0), format!("`{path}` was not loaded from a file"));
            diagnostics.push(error.help("load it first"));
            return None;
        };
        let text = match loader.load(&path) {
            Ok(text) => text,
            Err(error) => {
                diagnostics.push(unreadable(loader, &path, &error, sources));
                return None;
            }
        };
        let old = self.checker.program[module].file;
        if sources.file(old).text == text {
            return Some(Changes::default());
        }
        let new = sources.add(path, text);
        if let Some(limit) = self.max_source.filter(|limit| sources.file(new).text.len() > *limit) {
            let message = format!("the file has {} bytes, more than the {limit} that a load may have", sources.file(new).text.len());
            diagnostics.push(Diagnostic::error(Code::TOO_LARGE, Span::new(new, 0, 0), message));
            return None;
        }
        let version = |file: FileId| Version { file, text: &sources.file(file).text };
        let found = difference(version(old), version(new), diagnostics)?;

        // As long as it is held, what the session has is a copy.
        let before = Arc::clone(&self.checker);
        let checker = Arc::make_mut(&mut self.checker);
        let first_new = FuncId(checker.program.functions.len() as u32);
        sources.supersede(old, new, found.kept);
        checker.program.sources = sources.clone();
        checker.program[module].file = new;
        checker.diagnostics = std::mem::take(diagnostics);
        let pairs = checker.replace_bodies(module, &found.bodies);
        let changes = replace(checker, first_new, &pairs, self.optimize);
        let mut all = std::mem::take(&mut checker.diagnostics);
        all.once_within(&checker.generic_spans);
        all.silence(&found.allows);
        all.relocate(sources);
        *diagnostics = all;
        if diagnostics.has_errors() {
            self.checker = before;
            return None;
        }
        changes
    }

    /// The module that was loaded from a file, not compiled into the host.
    fn loaded_module(&self, path: &str) -> Option<ModuleId> {
        let module = self.module_at(module_path(path))?;
        let known = &self.checker.program[module];
        (!known.linked && !known.library && known.path != HOST_MODULE).then_some(module)
    }
}

/// Puts the new functions in the place of the old ones. None if there are errors.
fn replace(checker: &mut Checker, first_new: FuncId, pairs: &[(FuncId, FuncId)], optimize: bool) -> Option<Changes> {
    let mut diagnostics = std::mem::take(&mut checker.diagnostics);
    let mut frames = std::mem::take(&mut checker.coroutines.frames);
    let emit = passes::replace(&mut checker.program, first_new, pairs, &mut frames, optimize, &mut diagnostics);
    checker.coroutines.frames = frames;
    checker.know_new_classes();
    checker.diagnostics = diagnostics;
    emit.map(|emit| Changes { functions: pairs.iter().map(|(old, _)| *old).collect(), emit })
}
