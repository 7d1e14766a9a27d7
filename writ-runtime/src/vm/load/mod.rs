//! Loading and running scripts at run time: what a host sees of the VM.
//!
//! ```
//! use writ_runtime::Writ;
//!
//! let mut writ = Writ::new();
//! writ.run("func double(x: int) -> int { return x * 2 }")?;
//! assert_eq!(writ.call::<i64>("double", (21,))?, 42);
//! assert_eq!(writ.run("return double(4)")?.to_string(), "8");
//! # Ok::<(), writ_runtime::Error>(())
//! ```
//!
//! * `calls` — functions for hosts that call them often
//! * `console` — pieces of source that somebody types in
//! * `instance` — a session of the compiler with its machine
//! * `convert` — Rust types as arguments and results; `value` — values of any type; `slots` — both ways between slots and those
//! * `shared` — programs that many instances run
//! * `stepwise` — calls that stop and go on
//! * `tick` — the VM while coroutines run
//! * `host` — what the host registered
//! * `error` — what can go wrong

#![allow(unsafe_code)] // Untagged slots: signatures are checked here before anything is put into them.

mod calls;
mod console;
mod convert;
mod error;
mod host;
mod instance;
mod link;
mod shared;
mod slots;
mod stepwise;
mod tick;
mod value;

pub use console::{Evaluated, Interrupter};
pub use convert::{Arguments, FromScript, Mismatch, ScriptType, ToScript};
pub use error::{CompileError, Error};
pub(crate) use instance::Instance;
pub(crate) use link::{enter_closure, enter_function, reflector};
pub use shared::CompiledProgram;
pub use stepwise::{Progress, StoppedCall};
pub(crate) use tick::TickVm;
pub use value::{Data, Value};

use crate::function::{Function, MemoryType, ParameterTypes};
use crate::object::account::Current;
use crate::writ::Writ;
use std::path::PathBuf;
use writ_compiler::diagnostic::Diagnostic;
use writ_compiler::ir::ModuleId;
use writ_compiler::loader::{Files, SourceLoader};

/// A module that was loaded.
#[derive(Clone, PartialEq, Debug)]
pub struct Module {
    id: ModuleId,
    value: Value,
    warnings: Vec<Diagnostic>,
    rendered: String,
}

impl Module {
    /// What its top level returned.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// What is likely not meant in it.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The warnings as text.
    pub fn rendered_warnings(&self) -> &str {
        &self.rendered
    }

    /// Calls one of its functions, as [`Writ::call`] does.
    pub fn call<R: FromScript>(&self, writ: &mut Writ, name: &str, arguments: impl Arguments) -> Result<R, Error> {
        writ.before_call()?;
        writ.with_vm(|writ, vm| vm.call(writ, Some(self.id), name, arguments))
    }

    /// One of its functions, to be called often: its type is compared here, and a call looks up nothing any more.
    ///
    /// ```
    /// use writ_runtime::{Function, Writ};
    ///
    /// let mut writ = Writ::new();
    /// writ.run("var time = 0.0\nfunc onUpdate(delta: float) { time += delta }")?;
    /// let update: Function<(f32,), ()> = writ.function("onUpdate")?;
    /// update.call(&mut writ, (0.5,))?;
    /// assert_eq!(writ.get::<f32>("time")?, 0.5);
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Error::Host` if there is no such function, or its type is another one.
    pub fn function<A: ParameterTypes, R: MemoryType>(&self, writ: &mut Writ, name: &str) -> Result<Function<A, R>, Error> {
        writ.with_vm(|_, vm| vm.function(Some(self.id), name))
    }

    /// The value of one of its variables.
    pub fn get<T: FromScript>(&self, writ: &mut Writ, name: &str) -> Result<T, Error> {
        writ.with_vm(|_, vm| vm.get(Some(self.id), name))
    }
}

impl Writ {
    /// How many instructions ran in this instance, as [`Limits::instructions`](crate::Limits::instructions) counts them: while there was such a limit, or one
    /// of the time.
    pub fn instructions_used(&self) -> u64 {
        self.vm.as_ref().map_or(0, |vm| vm.instructions_used())
    }

    /// Scripts are loaded from this folder from here on: a new instance reads no files.
    pub fn set_root(&mut self, folder: impl Into<PathBuf>) {
        self.set_loader(Files::new(folder));
    }

    /// Scripts are loaded from elsewhere: an archive, a test's memory.
    pub fn set_loader(&mut self, loader: impl SourceLoader + 'static) {
        self.next_loader = Some(Box::new(loader));
    }

    /// Runs a piece of source. It sees what earlier pieces declared and may declare it again. Gives what it returned.
    pub fn run(&mut self, source: &str) -> Result<Value, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.eval(writ, source)).map(|module| module.value)
    }

    /// Loads a script and what it imports, and runs their top levels, each module once.
    pub fn load(&mut self, path: &str) -> Result<Module, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.load(writ, path))
    }

    /// Calls a function of what was run or loaded: the latest of that name. `module::name` is the one of a module.
    ///
    /// Arguments are a tuple. Their Rust types and that of the result have to be those of the function's signature.
    ///
    /// A coroutine function is started: the result is its [`Coroutine`](crate::Coroutine), or `()`.
    pub fn call<R: FromScript>(&mut self, name: &str, arguments: impl Arguments) -> Result<R, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.call(writ, None, name, arguments))
    }

    /// A function of what was run or loaded, to be called often: as [`Module::function`].
    ///
    /// # Errors
    /// As there.
    pub fn function<A: ParameterTypes, R: MemoryType>(&mut self, name: &str) -> Result<Function<A, R>, Error> {
        self.with_vm(|_, vm| vm.function(None, name))
    }

    /// Calls a function of what was run or loaded with values of any type, for tools. Numbers fit where a script may pass them.
    ///
    /// # Errors
    /// `Error::Host` if there is no such function or an argument is none of its types; `Error::Runtime` if it fails.
    pub fn call_dynamic(&mut self, name: &str, arguments: &[Value]) -> Result<Value, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.call_dynamic(writ, name, arguments))
    }

    /// The value of a variable of what was run or loaded.
    pub fn get<T: FromScript>(&mut self, name: &str) -> Result<T, Error> {
        self.with_vm(|_, vm| vm.get(None, name))
    }

    /// Sets how many calls may nest: beyond that is the error `StackOverflow`. 10,000 unless it is set.
    pub fn set_max_call_depth(&mut self, limit: u32) {
        self.set_call_depth_limit(limit);
    }

    fn vm_mut(&mut self) -> &mut Instance {
        self.vm.get_or_insert_default()
    }

    /// The instance is out of its place while it runs: what runs gets the `Writ` too.
    fn with_vm<R>(&mut self, act: impl FnOnce(&mut Writ, &mut Instance) -> Result<R, Error>) -> Result<R, Error> {
        if self.vm_runs {
            return Err(Error::Host("a script is already running in this instance".into()));
        }
        /// Puts the VM back into its place, also if a function of the host's panics.
        struct Back<'a> {
            writ: &'a mut Writ,
            vm: Option<Box<Instance>>,
        }
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                if std::thread::panicking() {
                    self.writ.recover();
                    if let Some(vm) = &mut self.vm {
                        vm.machine.recover();
                    }
                }
                self.writ.vm_runs = false;
                self.writ.vm_waits = None;
                self.writ.vm = self.vm.take();
            }
        }
        let mut vm = self.vm.take().unwrap_or_default();
        self.vm_runs = true;
        let account = Current::enter(self.instance(), self.limits().heap_bytes);
        vm.number = self.instance();
        if let Some(loader) = self.next_loader.take() {
            vm.loader = loader;
        }
        let mut back = Back { writ: self, vm: Some(vm) };
        let Back { writ, vm: Some(vm) } = &mut back else { return Err(Error::Host("the VM is gone".into())) };
        let result = act(writ, vm);
        drop(account);
        result
    }
}
