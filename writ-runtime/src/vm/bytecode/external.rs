//! What a program uses of programs that are compiled into the host.

use super::LayoutId;
use crate::error::Fallible;
use crate::link::{LinkedClass, LinkedProgram, LinkedTrait};
use crate::object::Thunk;
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
}

/// A function of the host's.
#[derive(Clone, Debug)]
pub struct External {
    /// Calls it.
    pub thunk: Thunk,
    /// How.
    pub signature: Rc<Signature>,
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
