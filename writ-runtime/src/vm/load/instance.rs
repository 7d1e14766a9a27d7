//! A session of the compiler with the machine that runs its program.

use super::convert::{Arguments, FromScript, Mismatch};
use super::error::{CompileError, Error};
use super::slots::Types;
use super::value::{Data, Value};
use super::{Module, Reload};
use crate::error::Fallible;
use crate::object::Reference;
use crate::text::Str;
use crate::vm::bytecode::Layout;
use crate::vm::emit::{emit, emit_changed};
use crate::vm::interp::Machine;
use crate::vm::interp::memory::{load, release_slots};
use crate::writ::Writ;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use writ_compiler::diagnostic::{Severity, render};
use writ_compiler::ir::{ExportItem, FuncId, GlobalId, ModuleId, Program, Type, TypeId};
use writ_compiler::loader::{EXTENSION, NoFiles, SourceLoader};
use writ_compiler::{Loaded, Options, Session};

/// What pieces of source without a file are called.
const PIECE: &str = "<script>";

/// The module of the library.
const LIBRARY: ModuleId = ModuleId(0);

/// How many there were.
static SERIALS: AtomicU64 = AtomicU64::new(0);

/// What an instance has of the VM.
pub(crate) struct Instance {
    /// Shared with programs that were compiled for other instances too, until more is loaded here.
    pub(super) session: Arc<Session>,
    pub(super) machine: Machine,
    pub(super) loader: Box<dyn SourceLoader>,
    /// How many modules ran their top level.
    pub(super) ran: usize,
    /// Modules that the host loaded itself, in that order: it sees all their functions, of others those that are exported.
    entries: Vec<ModuleId>,
    values: HashMap<ModuleId, Value>,
    /// The number of the instance, which its objects have.
    pub(super) number: u16,
    /// What the host offers.
    pub(super) registered: super::host::Registered,
    /// No other one of the process has the same.
    pub(super) serial: u64,
}

impl Default for Instance {
    fn default() -> Instance {
        Instance {
            session: Arc::new(Session::new(Options::default())),
            machine: Machine::default(),
            loader: Box::new(NoFiles),
            ran: 0,
            entries: Vec::new(),
            values: HashMap::new(),
            number: 0,
            registered: Default::default(),
            serial: SERIALS.fetch_add(1, Ordering::Relaxed),
        }
    }
}

impl Instance {
    pub(super) fn eval(&mut self, writ: &mut Writ, source: &str) -> Result<Module, Error> {
        self.expose(writ)?;
        let loaded = self.read_piece(writ.limits().source_bytes, source);
        self.start(writ, loaded)
    }

    /// Reads and checks a piece of source.
    pub(super) fn read_piece(&mut self, max_source: Option<usize>, source: &str) -> Loaded {
        let session = Arc::make_mut(&mut self.session);
        session.set_max_source(max_source);
        session.eval(self.loader.as_ref(), PIECE, source)
    }

    /// As [`Self::read_piece`], of a piece with a name whose last expression is its value.
    pub(super) fn read_for_value(&mut self, max_source: Option<usize>, name: &str, source: &str) -> Loaded {
        let session = Arc::make_mut(&mut self.session);
        session.set_max_source(max_source);
        session.eval_value(self.loader.as_ref(), name, source)
    }

    /// Reads and checks a script and what it imports.
    pub(super) fn read_file(&mut self, max_source: Option<usize>, path: &str) -> Loaded {
        let ending = if path.ends_with(EXTENSION) { "" } else { EXTENSION };
        let session = Arc::make_mut(&mut self.session);
        session.set_max_source(max_source);
        session.load(self.loader.as_ref(), &format!("{path}{ending}"))
    }

    pub(super) fn load(&mut self, writ: &mut Writ, path: &str) -> Result<Module, Error> {
        self.expose(writ)?;
        let loaded = self.read_file(writ.limits().source_bytes, path);
        self.start(writ, loaded)
    }

    /// Emits what the program has more.
    pub(super) fn emit(&mut self) -> Result<(), Error> {
        // What there was no room for fails when it is called: the rest has to be linked all the same.
        let emitted = emit(self.session.program(), self.machine.program_mut());
        self.machine.link().map_err(Error::Host)?;
        emitted.map_err(|error| Error::Host(error.message))
    }

    /// Reads a file again, and has its functions do what they say now.
    pub(super) fn reload(&mut self, writ: &mut Writ, path: &str) -> Result<Reload, Error> {
        self.expose(writ)?;
        let ending = if path.ends_with(EXTENSION) { "" } else { EXTENSION };
        let session = Arc::make_mut(&mut self.session);
        session.set_max_source(writ.limits().source_bytes);
        let reloaded = session.reload(self.loader.as_ref(), &format!("{path}{ending}"));
        let Some(changes) = reloaded.changes else {
            return Err(Error::Compile(CompileError::new(reloaded.diagnostics, reloaded.sources)));
        };
        let emitted = emit_changed(self.session.program(), self.machine.program_mut(), &changes.emit);
        self.machine.link().map_err(Error::Host)?;
        self.machine.replace(&changes.emit);
        emitted.map_err(|error| Error::Host(error.message))?;
        let program = self.session.program();
        let functions = changes.functions.iter().map(|id| program[*id].frame_name.to_string()).collect();
        let rendered = render(&reloaded.diagnostics, &reloaded.sources);
        Ok(Reload { functions, warnings: reloaded.diagnostics, rendered })
    }

    /// Runs something for compiled code: if that was called by the host it has the limits for itself, in a tick it shares those of the tick.
    #[inline]
    pub(super) fn run_for_compiled<R>(&mut self, writ: &mut Writ, run: impl FnOnce(&mut Writ, &mut Machine) -> R) -> R {
        // Without limits there is nothing to count.
        let counts = writ.limits().instructions.is_some() || writ.limits().time.is_some();
        if (!counts && !self.machine.is_limited()) || self.machine.open_call_meter().is_some() {
            return run(writ, &mut self.machine);
        }
        self.machine.begin_call(&writ.limits());
        let result = run(writ, &mut self.machine);
        self.machine.end_call(None);
        result
    }

    /// How many instructions ran.
    pub(super) fn instructions_used(&self) -> u64 {
        self.machine.instructions_used()
    }

    /// Emits what was loaded and runs the top levels that did not run yet.
    pub(super) fn start(&mut self, writ: &mut Writ, loaded: Loaded) -> Result<Module, Error> {
        let Some(id) = loaded.module else {
            return Err(Error::Compile(CompileError::new(loaded.diagnostics, loaded.sources)));
        };
        // What failed does not run again: what it did stands.
        let first = std::mem::replace(&mut self.ran, self.session.program().modules.len());
        self.emit()?;
        self.entries.retain(|entry| *entry != id);
        self.entries.push(id);
        self.as_one_call(writ, |vm, writ| {
            (first..vm.ran).try_for_each(|index| {
                let module = ModuleId(index as u32);
                if vm.session.program()[module].linked {
                    return Ok(());
                }
                let value = vm.run_module(writ, module)?;
                vm.values.insert(module, value);
                Ok::<(), Error>(())
            })
        })?;
        let value = self.values.get(&id).cloned().unwrap_or_else(|| Value::from(Data::Void));
        let mut warnings = loaded.diagnostics;
        warnings.retain(|diagnostic| diagnostic.severity == Severity::Warning);
        let rendered = render(&warnings, &loaded.sources);
        Ok(Module { vm: self.serial, id, value, warnings, rendered })
    }

    fn run_module(&mut self, writ: &mut Writ, id: ModuleId) -> Result<Value, Error> {
        let module = &self.session.program()[id];
        let (init, show) = (module.init, module.show_value);
        let ty = self.session.program()[init].result;
        let result = self.execute(writ, init, &[])?;
        let data = self.read(ty, &result);
        let shown = match show {
            Some(show) if !result.is_empty() => self.execute(writ, show, &result).map(|text| {
                // SAFETY: such a function gives a string, which moves out of its slot.
                Some(unsafe { Str::from_bits(text[0]) }.to_string())
            }),
            _ => Ok(None),
        };
        self.release(ty, &result);
        Ok(Value::new(data, shown?))
    }

    /// Does what has the limits of one call from the host.
    pub(super) fn as_one_call<R>(&mut self, writ: &mut Writ, act: impl FnOnce(&mut Instance, &mut Writ) -> R) -> R {
        let outer = self.machine.open_call_meter();
        self.machine.begin_call(&writ.limits());
        let result = act(self, writ);
        self.machine.end_call(outer);
        result
    }

    /// Runs a function in the limits of a call; its result is owned by the caller.
    pub(super) fn execute(&mut self, writ: &mut Writ, function: FuncId, arguments: &[u64]) -> Fallible<Vec<u64>> {
        self.run(writ, function, arguments, false)?;
        Ok(self.machine.result(function))
    }

    /// Runs a function; its result is in the machine. `stoppable`: as for [`Machine::run`].
    pub(super) fn run(&mut self, writ: &mut Writ, function: FuncId, arguments: &[u64], stoppable: bool) -> Fallible<()> {
        self.machine.set_depth_limit(writ.call_depth_limit());
        let results = usize::from(self.machine.program().functions[function.0 as usize].results);
        self.machine.window()[results..results + arguments.len()].copy_from_slice(arguments);
        self.machine.run(writ, function, stoppable)
    }

    pub(super) fn read(&mut self, ty: TypeId, slots: &[u64]) -> Data {
        let mut types = Types::new(self.session.program(), self.machine.parts(), self.number);
        // SAFETY: the slots are a result of this type.
        unsafe { types.read(ty, slots.as_ptr()) }
    }

    pub(super) fn release(&mut self, ty: TypeId, slots: &[u64]) {
        let info = self.machine.program_mut().layouts.of(self.session.program(), ty);
        // SAFETY: the slots own a value of this type, which nobody uses any more.
        unsafe { release_slots(&info.layout, slots.as_ptr()) };
    }

    /// The number of a module here: what another instance loaded has the number of something else.
    pub(super) fn own_module(&self, module: &Module) -> Result<ModuleId, Error> {
        if module.vm == self.serial { Ok(module.id) } else { Err(Error::Host("the module belongs to another instance".into())) }
    }

    pub(super) fn find(&self, module: Option<ModuleId>, name: &str) -> Option<ExportItem> {
        let program = self.session.program();
        let in_module = |id: ModuleId, name: &str, all: bool| {
            let exports = program[id].exports.iter().rev();
            exports.filter(|export| all || export.exported).find(|export| &*export.name == name).map(|export| export.item)
        };
        if let Some(id) = module {
            return in_module(id, name, self.entries.contains(&id));
        }
        if let Some((path, name)) = name.rsplit_once("::") {
            let index = program.modules.iter().rposition(|module| module.path == path)?;
            let id = ModuleId(index as u32);
            return in_module(id, name, self.entries.contains(&id));
        }
        self.entries.iter().rev().find_map(|id| in_module(*id, name, true))
    }

    pub(super) fn call<R: FromScript>(
        &mut self,
        writ: &mut Writ,
        module: Option<ModuleId>,
        name: &str,
        arguments: impl Arguments,
    ) -> Result<R, Error> {
        let (function, result) = self.prepare::<R>(module, name, &arguments)?;
        let slots = self.put_arguments(function, name, arguments.into_values())?;
        let outcome = self.as_one_call(writ, |vm, writ| vm.execute(writ, function, &slots));
        self.release_arguments(function, &slots);
        self.give(writ, name, result, &outcome?)
    }

    /// The function of a call, and the type of its result, if the Rust types of the call are those of the function.
    pub(super) fn prepare<R: FromScript>(
        &self,
        module: Option<ModuleId>,
        name: &str,
        arguments: &impl Arguments,
    ) -> Result<(FuncId, TypeId), Error> {
        let function = match self.find(module, name) {
            Some(ExportItem::Function(function)) => function,
            Some(ExportItem::Global(_) | ExportItem::Struct(_) | ExportItem::Enum(_) | ExportItem::Class(_) | ExportItem::Trait(_)) => {
                return Err(Error::Host(format!("`{name}` is not a function")));
            }
            None => return Err(Error::Host(format!("there is no function `{name}`"))),
        };
        Ok((function, self.check_signature::<R, _>(function, arguments)?))
    }

    /// The result of a function for the host.
    pub(super) fn give<R: FromScript>(&mut self, writ: &Writ, name: &str, result: TypeId, slots: &[u64]) -> Result<R, Error> {
        let data = self.read(result, slots);
        self.release(result, slots);
        let data = self.started::<R>(writ, result, data)?;
        R::from_data(data).ok_or_else(|| Error::Host(format!("the result of `{name}` is not of type {}", R::name())))
    }

    /// What a function gave; a coroutine begins, and a host that asks for nothing gets nothing of it.
    pub(super) fn started<R: FromScript>(&self, writ: &Writ, ty: TypeId, data: Data) -> Fallible<Data> {
        let (true, Data::Object(frame)) = (is_coroutine(self.session.program(), ty), &data) else { return Ok(data) };
        writ.coroutines.start(frame.as_object(), None, true)?;
        Ok(if R::fits(self.session.program(), ty) { data } else { Data::Void })
    }

    /// Compares a function's signature with the Rust types of a call; gives the type of the result.
    fn check_signature<R: FromScript, A: Arguments>(&self, function: FuncId, _: &A) -> Result<TypeId, Error> {
        let program = self.session.program();
        let def = &program[function];
        let types: Vec<TypeId> = def.parameters.iter().map(|local| def.locals[local.0 as usize].ty).collect();
        let name = &def.frame_name;
        match A::check(program, &types) {
            Ok(()) => {}
            Err(Mismatch::Count(count)) => {
                let (takes, s) = (types.len(), if types.len() == 1 { "" } else { "s" });
                return Err(Error::Host(format!("`{name}` takes {takes} argument{s}, but the host passes {count}")));
            }
            Err(Mismatch::Type(index, given)) => {
                let parameter = &def.locals[def.parameters[index].0 as usize].name;
                let expected = type_name(program, types[index]);
                return Err(Error::Host(format!(
                    "parameter `{parameter}` of `{name}` is of type `{expected}`, but the host passes `{given}`"
                )));
            }
        }
        // The value of a coroutine goes to who waits for it.
        let is_started = is_coroutine(program, def.result) && R::fits(program, TypeId::VOID);
        if !R::fits(program, def.result) && !is_started {
            let found = type_name(program, def.result);
            return Err(Error::Host(format!("`{name}` returns `{found}`, but the host expects `{}`", R::name())));
        }
        Ok(def.result)
    }

    pub(super) fn put_arguments(&mut self, function: FuncId, name: &str, values: Vec<Data>) -> Result<Vec<u64>, Error> {
        let program = self.session.program();
        let def = &program[function];
        let mut types = Types::new(program, self.machine.parts(), self.number);
        let mut slots = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let ty = def.locals[def.parameters[index].0 as usize].ty;
            let first = slots.len();
            slots.resize(first + usize::from(types.layouts.of(program, ty).layout.slots()), 0);
            // SAFETY: there is room.
            let written = unsafe { types.write(ty, value, slots[first..].as_mut_ptr()) };
            if !written {
                // What was written before goes; the rest is 0, as what was not.
                slots.resize(usize::from(self.machine.program().functions[function.0 as usize].parameters), 0);
                self.release_arguments(function, &slots);
                return Err(Error::Host(format!("argument {} of `{name}` cannot be made from that value", index + 1)));
            }
        }
        Ok(slots)
    }

    pub(super) fn release_arguments(&mut self, function: FuncId, slots: &[u64]) {
        let mut first = 0;
        for layout in self.parameter_layouts(function) {
            // SAFETY: the slots own the arguments, which nobody uses any more.
            unsafe { release_slots(&layout, slots[first..].as_ptr()) };
            first += usize::from(layout.slots());
        }
    }

    /// The layouts of a function's parameters.
    pub(super) fn parameter_layouts(&mut self, function: FuncId) -> Vec<Rc<Layout>> {
        let program = self.session.program();
        let def = &program[function];
        let types = def.parameters.iter().map(|local| def.locals[local.0 as usize].ty);
        let layouts = &mut self.machine.program_mut().layouts;
        types.map(|ty| layouts.of(program, ty).layout.clone()).collect()
    }

    pub(super) fn get<T: FromScript>(&mut self, module: Option<ModuleId>, name: &str) -> Result<T, Error> {
        let global: GlobalId = match self.find(module, name) {
            Some(ExportItem::Global(global)) => global,
            Some(ExportItem::Function(_) | ExportItem::Struct(_) | ExportItem::Enum(_) | ExportItem::Class(_) | ExportItem::Trait(_)) => {
                return Err(Error::Host(format!("`{name}` is not a variable")));
            }
            None => return Err(Error::Host(format!("there is no variable `{name}`"))),
        };
        let program = self.session.program();
        let ty = program[global].ty;
        if !T::fits(program, ty) {
            let found = type_name(program, ty);
            return Err(Error::Host(format!("`{name}` is of type `{found}`, but the host expects `{}`", T::name())));
        }
        if !self.machine.is_initialised(global.0 as usize) {
            return Err(Error::Runtime(crate::error::uninitialized(name)));
        }
        let offset = self.machine.program().globals[global.0 as usize].offset;
        let info = self.machine.program_mut().layouts.of(self.session.program(), ty);
        let mut slots = vec![0; info.layout.leaves.len().max(1)];
        // SAFETY: the variable has its value, of this type; the slots borrow.
        unsafe { load(&info.layout, self.machine.global(offset), slots.as_mut_ptr()) };
        let data = self.read(ty, &slots);
        T::from_data(data).ok_or_else(|| Error::Host(format!("`{name}` is not of type {}", T::name())))
    }
}

/// Whether it is the type of new frames, which only coroutines give.
fn is_coroutine(program: &Program, ty: TypeId) -> bool {
    let Type::Class(id) = program.types.get(ty) else { return false };
    program[*id].module == LIBRARY && program[*id].name.starts_with("Coroutine<")
}

fn type_name(program: &Program, ty: TypeId) -> String {
    writ_compiler::ir::print::type_name(program, ty)
}
