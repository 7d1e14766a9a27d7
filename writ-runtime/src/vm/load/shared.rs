//! Programs that were compiled once and run in many instances, also of other threads.

use super::Module;
use super::error::{CompileError, Error};
use super::instance::Instance;
use crate::writ::Writ;
use std::fmt;
use std::sync::Arc;
use writ_compiler::diagnostic::Diagnostic;
use writ_compiler::host::Api;
use writ_compiler::ir::ModuleId;
use writ_compiler::source::SourceMap;
use writ_compiler::{Loaded, Session};

/// A script that was read and checked, with all that it imports: instances of any thread run it without doing so again.
///
/// An instance itself ([`Writ`]) stays on its thread, because handles to its objects may be anywhere on that; a compiled program has no objects.
///
/// ```
/// use writ_runtime::Writ;
///
/// let mut first = Writ::new();
/// let program = first.compile("func double(x: int) -> int { return x * 2 }")?;
/// let thread = std::thread::spawn(move || {
///     let mut writ = Writ::new();
///     writ.load_compiled(&program)?;
///     writ.call::<i64>("double", (21,))
/// });
/// assert_eq!(thread.join().unwrap()?, 42);
/// # Ok::<(), writ_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct CompiledProgram {
    inner: Arc<Inner>,
}

struct Inner {
    session: Arc<Session>,
    module: ModuleId,
    warnings: Vec<Diagnostic>,
    sources: SourceMap,
    /// What the host offered, which it has to offer where the program runs.
    api: Api,
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<CompiledProgram>();
};

impl fmt::Debug for CompiledProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompiledProgram({} modules)", self.inner.session.program().modules.len())
    }
}

impl Instance {
    /// Whether nothing was loaded here but what the host offers.
    fn is_fresh(&self) -> bool {
        self.session.program().modules.iter().all(|module| module.library || module.is_host())
    }

    fn compiled(&mut self, loaded: Loaded) -> Result<CompiledProgram, Error> {
        let Some(module) = loaded.module else {
            return Err(Error::Compile(CompileError::new(loaded.diagnostics, loaded.sources)));
        };
        let inner = Inner {
            session: Arc::clone(&self.session),
            module,
            warnings: loaded.diagnostics,
            sources: loaded.sources,
            api: self.registered.api().clone(),
        };
        Ok(CompiledProgram { inner: Arc::new(inner) })
    }

    fn load_compiled(&mut self, writ: &mut Writ, program: &CompiledProgram) -> Result<Module, Error> {
        let inner = &program.inner;
        if !self.is_fresh() {
            return Err(Error::Host("a compiled program is loaded into an instance that has loaded nothing else".into()));
        }
        self.expose(writ)?;
        if *self.registered.api() != inner.api {
            return Err(Error::Host("the host offers other types, functions or values here than where the program was compiled".into()));
        }
        if !writ.denied.is_subset(inner.session.denied()) {
            return Err(Error::Host("the program was compiled with modules of the host that are denied here".into()));
        }
        if !inner.session.library_modules().is_within(&writ.modules) {
            return Err(Error::Host("the program was compiled with modules of the standard library that are turned off here".into()));
        }
        self.session = Arc::clone(&inner.session);
        let loaded =
            Loaded { module: Some(inner.module), diagnostics: inner.warnings.clone(), sources: inner.sources.clone(), files: Vec::new() };
        self.start(writ, loaded)
    }
}

impl Writ {
    fn compile_with(&mut self, load: impl FnOnce(&mut Instance) -> Loaded) -> Result<CompiledProgram, Error> {
        self.with_vm(|writ, vm| {
            if !vm.is_fresh() {
                return Err(Error::Host("programs are compiled in an instance that has loaded nothing else".into()));
            }
            vm.expose(writ)?;
            // The instance stays as it is: what was compiled is the program's.
            let before = Arc::clone(&vm.session);
            let loaded = load(vm);
            let program = vm.compiled(loaded);
            vm.session = before;
            program
        })
    }

    /// Reads and checks a piece of source without running it, for this and other instances: [`Writ::load_compiled`] runs it.
    ///
    /// # Errors
    /// `Error::Compile` if it has mistakes; `Error::Host` if this instance has loaded something already.
    pub fn compile(&mut self, source: &str) -> Result<CompiledProgram, Error> {
        let limit = self.limits().source_bytes;
        self.compile_with(|vm| vm.read_piece(limit, source))
    }

    /// As [`Writ::compile`], of a script and all that it imports, by the loader of this instance.
    ///
    /// # Errors
    /// As there.
    pub fn compile_file(&mut self, path: &str) -> Result<CompiledProgram, Error> {
        let limit = self.limits().source_bytes;
        self.compile_with(|vm| vm.read_file(limit, path))
    }

    /// Runs the top levels of a program that was compiled in this or another instance, perhaps on another thread.
    ///
    /// # Errors
    /// `Error::Host` if this instance has loaded something already, or its host offers something else than where the program was compiled;
    /// `Error::Runtime` if a top level fails.
    pub fn load_compiled(&mut self, program: &CompiledProgram) -> Result<Module, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.load_compiled(writ, program))
    }
}
