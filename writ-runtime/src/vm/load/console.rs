//! What consoles need: pieces of source that somebody types in, names to go on with, and a way to stop what runs.

use super::Module;
use super::error::Error;
use crate::writ::Writ;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What came of [`Writ::evaluate`].
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluated {
    /// The piece as a module: its value, its warnings.
    pub module: Module,
    /// The type of the value as scripts write it; none if there is no value.
    pub type_name: Option<String>,
}

/// Stops what runs in the VM of an instance, from another thread or a signal's handler: [`Writ::interrupter`].
#[derive(Clone, Debug)]
pub struct Interrupter {
    request: Arc<AtomicBool>,
}

impl Interrupter {
    /// What runs in the VM now ends with the error `Cancelled`, `interrupted`, which no script can catch. If nothing runs, nothing happens.
    pub fn interrupt(&self) {
        self.request.store(true, Ordering::Relaxed);
    }
}

impl Writ {
    /// As [`Writ::run`], for consoles: if the piece ends in an expression that has a value, that is the value of the piece, as if `return` stood before it.
    /// `name` is what diagnostics and traces call the piece; its imports are relative to the folder of `name`.
    ///
    /// ```
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.evaluate("<1>", "let health = 40")?;
    /// let evaluated = writ.evaluate("<2>", "health / 3.0")?;
    /// assert_eq!(evaluated.module.value().to_string(), "13.333333");
    /// assert_eq!(evaluated.type_name.as_deref(), Some("float"));
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Error::Compile` if it has mistakes, `Error::Runtime` if it fails.
    pub fn evaluate(&mut self, name: &str, source: &str) -> Result<Evaluated, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| {
            vm.expose(writ)?;
            let loaded = vm.read_for_value(writ.limits().source_bytes, name, source);
            let type_name = loaded.module.and_then(|module| vm.session.value_type(module));
            Ok(Evaluated { module: vm.start(writ, loaded)?, type_name })
        })
    }

    /// The type of the value that [`Writ::evaluate`] would give for a piece, without running it and without keeping it. None if it has no value.
    ///
    /// # Errors
    /// `Error::Compile` if it has mistakes.
    pub fn type_of(&mut self, source: &str) -> Result<Option<String>, Error> {
        self.with_vm(|writ, vm| {
            vm.expose(writ)?;
            let before = Arc::clone(&vm.session);
            let loaded = vm.read_for_value(writ.limits().source_bytes, "<type>", source);
            let ty = loaded.module.map(|module| vm.session.value_type(module));
            vm.session = before;
            ty.ok_or_else(|| Error::compile(loaded))
        })
    }

    /// The names that a piece of source may use: those of earlier pieces, of the host and of the library, without keywords. Nothing while a script runs.
    pub fn names(&mut self) -> Vec<String> {
        self.with_vm(|writ, vm| {
            vm.expose(writ)?;
            Ok(vm.session.names())
        })
        .unwrap_or_default()
    }

    /// The names that may stand behind `expression.`: members of its value, or static members of the type that it names. Nothing while a script runs.
    ///
    /// ```
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// assert!(writ.member_names("[1, 2]").contains(&"push".to_string()));
    /// ```
    pub fn member_names(&mut self, expression: &str) -> Vec<String> {
        self.with_vm(|writ, vm| {
            vm.expose(writ)?;
            Ok(vm.session.member_names(expression))
        })
        .unwrap_or_default()
    }

    /// What stops scripts in the VM of this instance. From here on the VM counts instructions, so as to look every few thousand of them whether it was
    /// asked to stop. It is not looked at while a function of the host, or compiled code, runs. A call by [`Writ::call_stepwise`] stops as if its
    /// instructions had run out. One that is made while a script runs stops nothing.
    ///
    /// ```
    /// use std::time::Duration;
    /// use writ_runtime::{Error, ErrorKind, Writ};
    ///
    /// let mut writ = Writ::new();
    /// let interrupter = writ.interrupter();
    /// std::thread::spawn(move || {
    ///     // Asked again in case nothing ran yet.
    ///     for _ in 0..100 {
    ///         std::thread::sleep(Duration::from_millis(10));
    ///         interrupter.interrupt();
    ///     }
    /// });
    /// let Err(Error::Runtime(error)) = writ.run("while true { }") else { panic!("it was stopped") };
    /// assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Cancelled, "interrupted"));
    /// ```
    pub fn interrupter(&mut self) -> Interrupter {
        Interrupter { request: self.vm_mut().machine.interrupt_request() }
    }
}
