//! What is compiled into the host, in the VM: its modules, and calls that come from it.

use super::already_running;
use super::error::{CompileError, Error};
use super::instance::Instance;
use crate::depth::Depth;
use crate::error::Fallible;
use crate::link::LinkedProgram;
use crate::object::{ClassShape, Header};
use crate::vm::interp::memory::object_bits;
use crate::writ::Writ;
use std::ptr::NonNull;
use writ_compiler::ir::FuncId;

impl Writ {
    /// Makes a program that is compiled into the host known to the scripts that are loaded from here on: they import its modules by their paths, call its
    /// functions, make and extend its classes. `game::module()` of a generated module gives it. Again is nothing new.
    ///
    /// # Errors
    /// If its source does not compile here, or what was compiled of it is laid out in another way: the compiler that made it was another one.
    pub fn link(&mut self, program: &'static LinkedProgram) -> Result<(), Error> {
        self.with_vm(|writ, vm| vm.link(writ, program))
    }

    /// Runs something on the machine: on the one that waits for the call that came here, or on one that does not run.
    #[inline]
    fn enter(&mut self, run: impl FnOnce(&mut Writ, &mut crate::vm::interp::Machine) -> Fallible<()>) -> Fallible<()> {
        if let Some(mut machine) = self.vm_waits {
            // SAFETY: the machine waits for the call that came here, and touches itself only when that has returned.
            return run(self, unsafe { machine.as_mut() });
        }
        self.run_vm(|writ, vm| vm.run_for_compiled(writ, run)).unwrap_or_else(|| Err(already_running()))
    }
}

/// Runs a function of the VM for compiled code.
///
/// # Safety
/// The arguments lie in memory as the function's signature says, and there is room for its result.
pub(crate) unsafe fn enter_function(writ: &mut Writ, function: u32, depth: Depth, arguments: *const u8, result: *mut u8) -> Fallible<()> {
    // SAFETY: the caller's promise.
    writ.enter(|writ, machine| unsafe { machine.enter(writ, FuncId(function), None, depth, (arguments, result)) })
}

/// The function of the VM's program that looks into objects of this very class.
pub(crate) fn reflector(writ: &Writ, class: &ClassShape) -> Option<u32> {
    match writ.vm_waits {
        // SAFETY: as in `enter`.
        Some(machine) => unsafe { machine.as_ref() }.own_reflector(class),
        None => writ.vm.as_ref()?.machine.own_reflector(class),
    }
}

/// Calls a function value of the VM for compiled code.
///
/// # Safety
/// As [`enter_function`], for the type of the function.
pub(crate) unsafe fn enter_closure(
    writ: &mut Writ,
    closure: NonNull<Header>,
    depth: Depth,
    arguments: *const u8,
    result: *mut u8,
) -> Fallible<()> {
    // Its number stands for another function in another instance.
    // SAFETY: alive.
    if unsafe { closure.as_ref() }.instance() != writ.instance() {
        return Err(crate::error::foreign_object("function"));
    }
    // SAFETY: the caller's promise.
    writ.enter(|writ, machine| unsafe { machine.enter_closure(writ, object_bits(closure), depth, (arguments, result)) })
}

impl Instance {
    fn link(&mut self, writ: &Writ, program: &'static LinkedProgram) -> Result<(), Error> {
        self.expose(writ)?;
        let modules: Vec<(&str, &str)> = program.modules.iter().map(|module| (module.path, module.source)).collect();
        let loaded = std::sync::Arc::make_mut(&mut self.session).link(&modules);
        if loaded.module.is_none() {
            return Err(Error::Compile(CompileError::new(loaded.diagnostics, loaded.sources)));
        }
        self.machine.program_mut().links.add(program);
        self.emit()?;
        // Their top levels run in the host.
        self.ran = self.session.program().modules.len();
        Ok(())
    }
}
