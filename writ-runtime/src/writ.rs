//! An instance.

use crate::coroutine::{Coroutines, Ticks};
use crate::depth::Depth;
use crate::error::{self, Fallible};
use crate::library::Library;
use crate::limits::Limits;
use crate::object::{MAX_INSTANCE, Object, account};
use crate::states::States;
use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::rc::Rc;

/// An instance: what the scripts that run together share. Whoever runs script code needs it as `&mut`.
///
/// It stays on the thread on which it was made: handles to its objects ([`Ref`](crate::Ref), [`Function`](crate::Function)) may be anywhere there, and
/// their counts are not atomic. Each thread has instances of its own; what they run may be one [`CompiledProgram`](crate::CompiledProgram).
///
/// ```compile_fail
/// fn moved<T: Send>() {}
/// moved::<writ_runtime::Writ>();
/// ```
///
/// ```
/// # #[cfg(feature = "vm")] {
/// use writ_runtime::{Error, Writ};
///
/// let mut writ = Writ::new();
/// writ.run("func greet(name: string) -> string { return \"Hello, $name!\" }").unwrap();
/// let text: String = writ.call("greet", ("Ada",)).unwrap();
/// assert_eq!(text, "Hello, Ada!");
///
/// // A mistake in a script and an error while it runs are two things.
/// assert!(matches!(writ.run("return greet(3)"), Err(Error::Compile(_))));
/// assert!(matches!(writ.run("panic(\"no\")"), Err(Error::Runtime(_))));
/// # }
/// ```
pub struct Writ {
    /// The first field: with the instance all coroutines end, before anything that they use.
    pub(crate) coroutines: Coroutines,
    pub(crate) ticks: Ticks,
    print: Box<dyn FnMut(&str)>,
    /// The module variables of compiled programs, by the type that generated code declares for them.
    states: States,
    /// What is left of the call depth for calls from a function of the host's that a script called.
    left: Option<Depth>,
    limits: Limits,
    /// What the standard library keeps for the instance.
    pub(crate) library: Box<Library>,
    /// Told apart from those of other instances: the mark of its objects.
    id: InstanceId,
    /// The host's value whose method runs, and the object around it.
    host_object: Option<(NonNull<()>, Object)>,
    /// The VM, once a script was loaded.
    #[cfg(feature = "vm")]
    pub(crate) vm: Option<Box<crate::vm::load::Instance>>,
    /// The machine that waits for a call that left it.
    #[cfg(feature = "vm")]
    pub(crate) vm_waits: Option<std::ptr::NonNull<crate::vm::interp::Machine>>,
    /// The VM is out of its place.
    #[cfg(feature = "vm")]
    pub(crate) vm_runs: bool,
    /// Modules of the host that scripts are not given which are loaded from here on.
    #[cfg(feature = "vm")]
    pub(crate) denied: std::collections::BTreeSet<String>,
    /// Modules of the standard library that scripts get which are loaded from here on.
    #[cfg(feature = "vm")]
    pub(crate) modules: writ_compiler::LibraryModules,
    /// Whether what is loaded goes through the passes that only make it faster.
    #[cfg(feature = "vm")]
    pub(crate) optimize: bool,
    /// Where scripts are loaded from, from the next one on: said while one ran.
    #[cfg(feature = "vm")]
    pub(crate) next_loader: Option<Box<dyn writ_compiler::loader::SourceLoader>>,
}

impl Default for Writ {
    fn default() -> Writ {
        Writ::new()
    }
}

impl Writ {
    /// A new instance. What it prints goes to standard output, line by line.
    pub fn new() -> Writ {
        let id = InstanceId::new();
        Writ {
            coroutines: Coroutines::new(id.0),
            ticks: Ticks::default(),
            print: Box::new(print_line),
            states: States::default(),
            left: None,
            limits: Limits::new(),
            library: Box::new(Library::new()),
            id,
            host_object: None,
            #[cfg(feature = "vm")]
            vm: None,
            #[cfg(feature = "vm")]
            vm_waits: None,
            #[cfg(feature = "vm")]
            vm_runs: false,
            #[cfg(feature = "vm")]
            denied: std::collections::BTreeSet::new(),
            #[cfg(feature = "vm")]
            modules: writ_compiler::LibraryModules::default(),
            #[cfg(feature = "vm")]
            optimize: true,
            #[cfg(feature = "vm")]
            next_loader: None,
        }
    }

    /// Sends what scripts print to `sink` instead: called once for each `print`, with the text without a line break.
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use std::{cell::RefCell, rc::Rc};
    /// use writ_runtime::Writ;
    ///
    /// let lines = Rc::new(RefCell::new(Vec::new()));
    /// let sink = Rc::clone(&lines);
    /// let mut writ = Writ::new();
    /// writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    /// writ.run("print(1 + 1)\nprint([\"a\"])").unwrap();
    /// assert_eq!(*lines.borrow(), ["2", "[\"a\"]"]);
    /// # }
    /// ```
    pub fn set_print(&mut self, sink: impl FnMut(&str) + 'static) {
        self.print = Box::new(sink);
    }

    /// Prints a text, as a script's `print` does.
    pub fn print(&mut self, text: &str) {
        (self.print)(text);
    }

    /// What scripts may take.
    #[inline]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Sets what scripts may take, from the next call or tick on.
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use writ_runtime::{Limits, Writ};
    ///
    /// let mut writ = Writ::new();
    /// writ.set_limits(Limits::new().call_depth(100));
    /// writ.run("func down(n: int) -> int { return n == 0 ? 0 : down(n - 1) }").unwrap();
    /// assert!(writ.call::<i64>("down", (50,)).is_ok());
    /// assert!(writ.call::<i64>("down", (500,)).unwrap_err().to_string().starts_with("error[StackOverflow]"));
    /// # }
    /// ```
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits.call_depth(limits.call_depth);
    }

    /// Does something with other limits, and restores those that were set before.
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use writ_runtime::{Limits, Writ};
    ///
    /// let mut writ = Writ::new();
    /// writ.run("func forever() { while true { } }").unwrap();
    /// let limits = writ.limits().instructions(10_000);
    /// assert!(writ.with_limits(limits, |writ| writ.call::<()>("forever", ())).is_err());
    /// assert_eq!(writ.limits().instructions, None);
    /// # }
    /// ```
    pub fn with_limits<R>(&mut self, limits: Limits, act: impl FnOnce(&mut Writ) -> R) -> R {
        /// Restores them also after a panic.
        struct Restore<'a>(&'a mut Writ, Limits);
        impl Drop for Restore<'_> {
            fn drop(&mut self) {
                self.0.limits = self.1;
            }
        }
        let before = self.limits;
        self.set_limits(limits);
        let restore = Restore(self, before);
        act(restore.0)
    }

    /// How many bytes of heap the scripts of this instance have, as [`Limits::heap_bytes`] counts them. Objects that outlive what made them, in handles of
    /// the host's, are counted until they are freed.
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.run("var list: Array<int> = []").unwrap();
    /// let before = writ.heap_bytes();
    /// writ.run("list.resize(1000, 0)").unwrap();
    /// assert!(writ.heap_bytes() - before >= 8000);
    /// # }
    /// ```
    pub fn heap_bytes(&self) -> usize {
        account::bytes_of(self.id.0)
    }

    /// How many calls may nest.
    pub fn call_depth_limit(&self) -> u32 {
        self.limits.call_depth
    }

    /// Sets how many calls may nest; at least one.
    pub fn set_call_depth_limit(&mut self, limit: u32) {
        self.limits.call_depth = limit.max(1);
    }

    /// Limits how many instructions a call from the host or a tick may take: [`Limits::instructions`]. `None`: no limit.
    pub fn set_instruction_limit(&mut self, limit: Option<u64>) {
        self.limits.instructions = limit;
    }

    /// Limits how many bytes of heap scripts may have: [`Limits::heap_bytes`]. `None`: no limit.
    pub fn set_heap_limit(&mut self, limit: Option<usize>) {
        self.limits.heap_bytes = limit;
    }

    /// Its number among the instances of this thread.
    #[doc(hidden)]
    #[inline]
    pub fn instance(&self) -> u16 {
        self.id.0
    }

    /// An error if an object belongs to another instance.
    #[doc(hidden)]
    #[inline]
    pub fn check_owner(&self, object: &Object) -> Fallible<()> {
        if object.instance() == self.id.0 { Ok(()) } else { Err(error::foreign_object(object.class().shape.name)) }
    }

    /// For a function of the host's that a script calls: until the guard is dropped, a script is running.
    pub(crate) fn go_inside(&mut self) -> Inside<'_> {
        self.ticks.inside += 1;
        Inside(self)
    }

    pub(crate) fn host_object(&self) -> Option<&(NonNull<()>, Object)> {
        self.host_object.as_ref()
    }

    pub(crate) fn set_host_object(&mut self, object: Option<(NonNull<()>, Object)>) -> Option<(NonNull<()>, Object)> {
        std::mem::replace(&mut self.host_object, object)
    }

    /// After a panic of the host's that went through scripts: none of them is running any more.
    #[cfg(feature = "vm")]
    pub(crate) fn recover(&mut self) {
        self.left = None;
        self.ticks.inside = 0;
    }

    /// The depth for a call from the host: the limit, or what is left of it for a function of the host's that a script called.
    #[doc(hidden)]
    #[inline]
    pub fn depth(&self) -> Depth {
        self.left.unwrap_or(Depth::new(self.limits.call_depth))
    }

    /// For a function of the host's that a script calls with this much depth left, and through which scripts may run, until the guard is dropped.
    pub(crate) fn go_deeper(&mut self, depth: Depth) -> Deeper<'_> {
        self.ticks.inside += 1;
        let before = self.left.replace(depth.deeper());
        Deeper { writ: self, before }
    }

    /// The state of a compiled program, made when it begins to run here.
    #[doc(hidden)]
    #[inline]
    pub fn state<S: Default + 'static>(&mut self) -> Rc<S> {
        match self.states.get() {
            Some(state) => state,
            None => self.new_state(),
        }
    }

    /// Out of the way of each later call.
    #[cold]
    #[inline(never)]
    fn new_state<S: Default + 'static>(&mut self) -> Rc<S> {
        let state = Rc::new(S::default());
        self.states.set(Rc::clone(&state));
        state
    }
}

/// The instance while a script waits for the host, or coroutines run.
pub(crate) struct Inside<'a>(&'a mut Writ);

impl Deref for Inside<'_> {
    type Target = Writ;
    fn deref(&self) -> &Writ {
        self.0
    }
}

impl DerefMut for Inside<'_> {
    fn deref_mut(&mut self) -> &mut Writ {
        self.0
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        // Whoever exchanged the instance for another one got what it asked for.
        self.0.ticks.inside = self.0.ticks.inside.saturating_sub(1);
    }
}

/// The instance while a function of the host's runs that a script called.
pub(crate) struct Deeper<'a> {
    writ: &'a mut Writ,
    before: Option<Depth>,
}

impl Deref for Deeper<'_> {
    type Target = Writ;
    fn deref(&self) -> &Writ {
        self.writ
    }
}

impl DerefMut for Deeper<'_> {
    fn deref_mut(&mut self) -> &mut Writ {
        self.writ
    }
}

impl Drop for Deeper<'_> {
    fn drop(&mut self) {
        self.writ.ticks.inside = self.writ.ticks.inside.saturating_sub(1);
        self.writ.left = self.before;
    }
}

/// The number of a living instance: no two of a thread have the same.
struct InstanceId(u16);

/// So many numbers of instances that are gone are looked at for one that can be used again.
const LOOKED_AT: usize = 64;

thread_local! {
    /// Numbers of instances that are gone, and the first that none had yet. 0 is none.
    static INSTANCE_IDS: RefCell<(Vec<u16>, u16)> = const { RefCell::new((Vec::new(), 1)) };
}

impl InstanceId {
    /// # Panics
    /// If a thread has 8,191 instances at once.
    fn new() -> InstanceId {
        INSTANCE_IDS.with_borrow_mut(|(free, next)| {
            // Objects that outlive their instance are counted by its number: that is used again when there are none.
            let looked_at = free.len().saturating_sub(LOOKED_AT);
            let unused = free[looked_at..].iter().rposition(|id| account::bytes_of(*id) == 0);
            InstanceId(match unused {
                Some(index) => free.swap_remove(looked_at + index),
                None if *next <= MAX_INSTANCE => {
                    *next += 1;
                    *next - 1
                }
                None => {
                    assert!(!free.is_empty(), "a thread has at most 8,191 instances at once");
                    let id = free.remove(0);
                    account::reset(id);
                    id
                }
            })
        })
    }
}

impl Drop for InstanceId {
    fn drop(&mut self) {
        // While the thread ends, the list may be gone already.
        let _ = INSTANCE_IDS.try_with(|ids| ids.borrow_mut().0.push(self.0));
    }
}

fn print_line(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    // Where nobody reads, nothing is to be said; a script's `print` does not fail.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn print_goes_to_the_sink() {
        let lines = Rc::new(RefCell::new(Vec::new()));
        let mut writ = Writ::new();
        let sink = Rc::clone(&lines);
        writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
        writ.print("a");
        writ.print("");
        assert_eq!(*lines.borrow(), ["a", ""]);
    }
}
