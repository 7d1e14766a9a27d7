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

/// Why a script can't run.
fn already_running() -> Box<crate::error::RuntimeError> {
    crate::error::host_error("a script is already running in this instance")
}

/// A module that was loaded.
///
/// ```
/// use writ_runtime::Writ;
/// use writ_compiler::loader::Memory;
///
/// let mut writ = Writ::new();
/// writ.set_loader(Memory::new().with("a.writ", "let x = 1\nfunc get() -> int { return x }\nreturn \"ready\""));
/// let module = writ.load("a")?;
/// assert_eq!(module.value().to_string(), "ready");
/// assert_eq!(module.call::<i64>(&mut writ, "get", ())?, 1);
/// # Ok::<(), writ_runtime::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Module {
    /// The instance in which it was loaded; no other one has the same number.
    vm: u64,
    id: ModuleId,
    value: Value,
    warnings: Vec<Diagnostic>,
    rendered: String,
}

/// What changed when a file was read again.
#[derive(Clone, PartialEq, Debug)]
pub struct Reload {
    functions: Vec<String>,
    warnings: Vec<Diagnostic>,
    rendered: String,
}

impl Reload {
    /// The functions and methods that have another body, as traces call them, in the order of the text. Without any, the file says what it said before.
    pub fn functions(&self) -> &[String] {
        &self.functions
    }

    /// What is likely not meant in them.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The warnings as text.
    pub fn rendered_warnings(&self) -> &str {
        &self.rendered
    }
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
    ///
    /// # Errors
    /// [`Error::Host`] if there is no such function, its types are others, or the module belongs to another instance; [`Error::Runtime`] if it fails.
    pub fn call<R: FromScript>(&self, writ: &mut Writ, name: &str, arguments: impl Arguments) -> Result<R, Error> {
        writ.before_call()?;
        writ.with_vm(|writ, vm| vm.call(writ, Some(vm.own_module(self)?), name, arguments))
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
        writ.with_vm(|_, vm| vm.function(Some(vm.own_module(self)?), name))
    }

    /// The value of one of its variables.
    ///
    /// # Errors
    /// [`Error::Host`] if there is no such variable, or its type is another one; [`Error::Runtime`] if it has no value yet.
    pub fn get<T: FromScript>(&self, writ: &mut Writ, name: &str) -> Result<T, Error> {
        writ.with_vm(|_, vm| vm.get(Some(vm.own_module(self)?), name))
    }
}

impl Writ {
    /// How many instructions ran in this instance, as [`Limits::instructions`](crate::Limits::instructions) counts them: while there was such a limit, or one
    /// of the time.
    pub fn instructions_used(&self) -> u64 {
        self.vm.as_ref().map_or(0, |vm| vm.instructions_used())
    }

    /// Scripts are loaded from this folder from here on: a new instance reads no files.
    ///
    /// ```
    /// # let folder = std::env::temp_dir().join(format!("writ-set-root-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # std::fs::write(folder.join("shop.writ"), "export func price() -> int { return 3 }")?;
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.set_root(&folder); // has `shop.writ`
    /// let shop = writ.load("shop")?;
    /// assert_eq!(shop.call::<i64>(&mut writ, "price", ())?, 3);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_root(&mut self, folder: impl Into<PathBuf>) {
        self.set_loader(Files::new(folder));
    }

    /// Scripts are loaded from elsewhere: an archive, a test's memory.
    ///
    /// ```
    /// use writ_compiler::loader::Memory;
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// let files = Memory::new()
    ///     .with("game.writ", "import { price } from \"items/shop\"\nreturn price * 2")
    ///     .with("items/shop.writ", "export let price = 3");
    /// writ.set_loader(files);
    /// assert_eq!(writ.load("game")?.value().to_string(), "6");
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    pub fn set_loader(&mut self, loader: impl SourceLoader + 'static) {
        self.next_loader = Some(Box::new(loader));
    }

    /// Runs a piece of source. It sees what earlier pieces declared and may declare it again. Gives what it returned.
    ///
    /// ```
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.run("var score = 1\nfunc win() { score += 10 }")?;
    /// let value = writ.run("win()\nreturn score")?;
    /// assert_eq!((value.get::<i64>(), value.to_string()), (Some(11), "11".to_string()));
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Compile`] if it has mistakes: then nothing of it is there. [`Error::Runtime`] if it fails while it runs: what it declared is there, as far as it got.
    pub fn run(&mut self, source: &str) -> Result<Value, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.eval(writ, source)).map(|module| module.value)
    }

    /// Loads a script and what it imports, and runs their top levels, each module once.
    ///
    /// # Errors
    /// [`Error::Compile`] if the file can't be found, or it or an import has mistakes; [`Error::Runtime`] if a top level fails.
    pub fn load(&mut self, path: &str) -> Result<Module, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.load(writ, path))
    }

    /// Reads the file of a script that was loaded again, and has its functions and methods do from now on what they say now: for scripts that are edited while a game runs.
    /// Everything else stays as it is: variables keep their values, objects their fields, and no top level runs again. Calls that stopped and coroutines that began
    /// go on with the code with which they began, and so do function values of lambdas.
    ///
    /// Only bodies can change. Anything else (a declaration, a statement of the top level, what a type consists of, the body of an `init`, of an accessor, or of a
    /// generic function) is an error, and so is any mistake; then all is as it was.
    ///
    /// ```
    /// use writ_compiler::loader::Memory;
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.set_loader(Memory::new().with("shop.writ", "var sold = 0\nfunc sell() -> int { sold += 1\n return 3 * sold }"));
    /// writ.load("shop")?;
    /// assert_eq!(writ.call::<i64>("sell", ())?, 3);
    ///
    /// writ.set_loader(Memory::new().with("shop.writ", "var sold = 0\nfunc sell() -> int { sold += 1\n return 5 * sold }"));
    /// assert_eq!(writ.reload("shop")?.functions(), ["sell"]);
    /// assert_eq!(writ.call::<i64>("sell", ())?, 10);
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Compile`] if the file was not loaded before, can't be read, has mistakes, or something else changed than bodies (`E0902`); [`Error::Host`] while a
    /// script runs.
    pub fn reload(&mut self, path: &str) -> Result<Reload, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.reload(writ, path))
    }

    /// Calls a function of what was run or loaded: the latest of that name. `module::name` is the one of a module.
    ///
    /// Arguments are a tuple. Their Rust types and that of the result have to be those of the function's signature.
    ///
    /// A coroutine function is started: the result is its [`Coroutine`](crate::Coroutine), or `()`.
    ///
    /// ```
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.run("func best(scores: Dictionary<string, int>, at_least: int) -> string? {
    ///     for name, score in scores { if score >= at_least { return name } }
    ///     return null
    /// }")?;
    /// let scores = std::collections::HashMap::from([("Ada".to_string(), 7i64), ("Bob".to_string(), 9)]);
    /// assert_eq!(writ.call::<Option<String>>("best", (scores, 8i64))?.as_deref(), Some("Bob"));
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Host`] if there is no such function, or its types are others; [`Error::Runtime`] if it fails.
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
    /// ```
    /// use writ_runtime::{Data, Value, Writ};
    ///
    /// let mut writ = Writ::new();
    /// writ.run("func double(x: int) -> int { return x * 2 }")?;
    /// let result = writ.call_dynamic("double", &[Value::from(Data::Int(4))])?;
    /// assert_eq!(result.to_string(), "8");
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Error::Host` if there is no such function or an argument is none of its types; `Error::Runtime` if it fails.
    pub fn call_dynamic(&mut self, name: &str, arguments: &[Value]) -> Result<Value, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| vm.call_dynamic(writ, name, arguments))
    }

    /// The value of a variable of what was run or loaded.
    ///
    /// ```
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.run("var names = [\"Ada\"]\nnames.push(\"Bob\")")?;
    /// assert_eq!(writ.get::<Vec<String>>("names")?, ["Ada", "Bob"]);
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Host`] if there is no such variable, or its type is another one; [`Error::Runtime`] if it has no value yet.
    pub fn get<T: FromScript>(&mut self, name: &str) -> Result<T, Error> {
        self.with_vm(|_, vm| vm.get(None, name))
    }

    /// Sets how many calls may nest: beyond that is the error `StackOverflow`. 10,000 unless it is set.
    pub fn set_max_call_depth(&mut self, limit: u32) {
        self.set_call_depth_limit(limit);
    }

    /// The bytecode of all that was loaded here, as text: for tools, and for whoever wonders what a script becomes.
    pub fn disassembly(&self) -> String {
        self.vm.as_ref().map_or(String::new(), |vm| crate::vm::bytecode::print(vm.machine.program()))
    }

    /// Scripts that are loaded from here on go through the passes that only make them faster, as they do unless this is turned off. It changes nothing of what
    /// they do but how fast, and how much of their limits they take: it is there to find out whether such a pass is to blame for something.
    pub fn set_optimize(&mut self, on: bool) {
        self.optimize = on;
    }

    fn vm_mut(&mut self) -> &mut Instance {
        self.vm.get_or_insert_default()
    }

    /// Does something with the VM, which gets the `Writ` too.
    fn with_vm<R>(&mut self, act: impl FnOnce(&mut Writ, &mut Instance) -> Result<R, Error>) -> Result<R, Error> {
        self.run_vm(act).unwrap_or_else(|| Err(Error::Host(already_running().message)))
    }

    /// As [`Self::with_vm`]; nothing if a script runs already. The VM is out of its place meanwhile.
    #[inline]
    fn run_vm<R>(&mut self, act: impl FnOnce(&mut Writ, &mut Instance) -> R) -> Option<R> {
        if self.vm_runs {
            return None;
        }
        /// Puts the VM back into its place, also if a function of the host's panics.
        struct Back<'a> {
            writ: &'a mut Writ,
            vm: Option<Box<Instance>>,
            panicked: bool,
        }
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                if self.panicked {
                    self.writ.recover();
                    if let Some(vm) = &mut self.vm {
                        vm.machine.recover();
                    }
                }
                self.writ.vm_runs = false;
                self.writ.vm_waits = None;
                std::mem::swap(&mut self.writ.vm, &mut self.vm);
            }
        }
        #[cold]
        #[inline(never)]
        fn first() -> Box<Instance> {
            Box::default()
        }
        let mut vm = self.vm.take().unwrap_or_else(first);
        self.vm_runs = true;
        let account = Current::enter(self.instance(), self.limits().heap_bytes);
        vm.number = self.instance();
        if let Some(loader) = self.next_loader.take() {
            vm.loader = loader;
        }
        let mut back = Back { writ: self, vm: Some(vm), panicked: true };
        let Back { writ, vm: Some(vm), .. } = &mut back else { unreachable!("it was put there") };
        let result = act(writ, vm);
        drop(account);
        back.panicked = false;
        Some(result)
    }
}
