//! What a program uses of programs that are compiled into the host.

use super::{LayoutId, Scalar};
use crate::crossing::Crossing;
use crate::depth::Depth;
use crate::error::Fallible;
use crate::host::FieldPlace;
use crate::link::{LinkedClass, LinkedProgram, LinkedTrait};
use crate::object::{ClassShape, Thunk};
use crate::writ::Writ;
use std::collections::HashMap;
use std::rc::Rc;

/// A parameter of a call that leaves the VM or comes into it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Crossed {
    /// The first slot behind those of the result.
    pub slot: u16,
    /// Bytes from the first parameter, in memory.
    pub offset: u32,
    /// Its layout.
    pub layout: LayoutId,
    /// What the layout is if that is all there is to it: such values cross at once.
    pub leaf: Option<Scalar>,
}

/// How the arguments and the result of a call lie in memory when they cross between the engines: as in a `#[repr(C)]` struct.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// The parameters.
    pub parameters: Vec<Crossed>,
    /// Bytes of all parameters.
    pub size: u32,
    /// The result.
    pub result: LayoutId,
    /// Slots of the result.
    pub results: u16,
    /// As [`Crossed::leaf`], of the result.
    pub leaf: Option<Scalar>,
}

/// A function that the host registered.
pub type HostFunction = dyn Fn(&mut Writ, Depth, Crossing<'_>) -> Fallible<()>;

/// The same, shared by the programs that may call it.
pub type HostCall = Rc<HostFunction>;

/// What a call that leaves the VM calls.
#[derive(Clone)]
pub enum Callee {
    /// A function of a compiled program: its arguments lie side by side as in a `#[repr(C)]` struct.
    Compiled(Thunk),
    /// A function that the host registered, through which scripts may run. Each of its arguments begins a word.
    Reentrant(HostCall),
    /// One that returns before anything else of the instance runs.
    Plain(HostCall),
    /// As `Plain`, of one that changes its first argument, which is a value.
    Place(HostCall),
}

impl std::fmt::Debug for Callee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Callee::Compiled(_) => "Compiled",
            Callee::Reentrant(_) => "Reentrant",
            Callee::Plain(_) => "Plain",
            Callee::Place(_) => "Place",
        })
    }
}

/// A function of the host's.
#[derive(Clone, Debug)]
pub struct External {
    /// Which.
    pub callee: Callee,
    /// How its arguments lie in memory.
    pub signature: Rc<Signature>,
    /// Each argument, and the result, is one slot: the window is the memory in which the arguments lie.
    pub in_window: bool,
    /// Where the field lies that it only reads, or writes.
    pub place: Option<FieldPlace>,
}

/// Where a module variable of the host's lies.
pub type GlobalAddress = fn(&mut Writ) -> Fallible<*mut u8>;

/// What the host offers, by key.
#[derive(Default, Debug)]
pub struct Links {
    /// Functions.
    pub functions: HashMap<&'static str, Thunk>,
    /// Module variables.
    pub globals: HashMap<&'static str, GlobalAddress>,
    /// Classes.
    pub classes: HashMap<&'static str, &'static LinkedClass>,
    /// Traits.
    pub traits: HashMap<&'static str, &'static LinkedTrait>,
    /// What calls function values of the VM, by their type.
    pub function_types: HashMap<&'static str, *const ()>,
    /// What the host registered, by the key of the function.
    pub host_functions: HostFunctions,
    /// Those of them that only read or write a field, and where it lies.
    pub host_places: HashMap<String, FieldPlace>,
    /// Types that the host registered, by name.
    pub host_classes: HashMap<String, &'static ClassShape>,
}

/// What a host registered.
#[derive(Default)]
pub struct HostFunctions(pub HashMap<String, HostCall>);

impl std::fmt::Debug for HostFunctions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} functions", self.0.len())
    }
}

impl Links {
    /// Adds what a program offers.
    pub fn add(&mut self, program: &'static LinkedProgram) {
        self.functions.extend(program.functions.iter().map(|function| (function.key, function.thunk)));
        self.globals.extend(program.globals.iter().map(|global| (global.key, global.address)));
        self.classes.extend(program.classes.iter().map(|class| (class.key, class)));
        self.traits.extend(program.traits.iter().map(|definition| (definition.key, definition)));
        self.function_types.extend(program.function_types.iter().map(|ty| (ty.key, ty.invoke)));
    }
}
