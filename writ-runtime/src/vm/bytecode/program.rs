//! A program as the interpreter runs it.

use super::external::{External, GlobalAddress, Links, Signature};
use super::{Instruction, Layout, LayoutId, Layouts, Part};
use std::collections::HashMap;
use std::rc::Rc;
use writ_compiler::ir::{FuncId, NativeDef, TypeId};
use writ_compiler::source::{FileId, SourceMap, Span};

/// Slots that a function may use, with all that it calls without a check, for its calls to need no check of the room.
///
/// The stack has this much for every level of the call depth; [`Op::CallLarge`](super::Op::CallLarge) makes more room.
pub const SMALL_ROOM: u32 = 64;

/// Slots from `register` on that hold a value of `layout` while the program counter is in `start..end`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Owned {
    /// The first instruction.
    pub start: u32,
    /// Behind the last instruction.
    pub end: u32,
    /// Where.
    pub register: u16,
    /// What.
    pub layout: LayoutId,
}

/// From the instruction `start` on, code comes from byte `offset` of the function's file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// The first instruction.
    pub start: u32,
    /// Where it comes from.
    pub offset: u32,
}

/// A function.
#[derive(Debug)]
pub struct Function {
    /// The name in a trace.
    pub name: String,
    /// Its file.
    pub file: FileId,
    /// Whether it has a frame in a trace.
    pub traced: bool,
    /// Whether it counts against the limit of the call depth.
    pub counted: bool,
    /// The code.
    pub code: Box<[Instruction]>,
    /// Slots of the result, at the start of the window.
    pub results: u16,
    /// Slots of the parameters, behind those of the result.
    pub parameters: u16,
    /// Slots of the captures, behind those of the parameters, and what they hold.
    pub captures: u16,
    /// The layout of the captures.
    pub capture_layout: Option<LayoutId>,
    /// Where each capture lies in a closure.
    pub capture_parts: Vec<Part>,
    /// Slots of the whole window.
    pub slots: u16,
    /// Slots of the window and of all that is called without a check.
    pub room: u32,
    /// Where code comes from, by `start`.
    pub lines: Box<[Line]>,
    /// What has to be released when an error passes through.
    pub owned: Box<[Owned]>,
    /// Calls by name: the window and the function. For [`Function::room`].
    pub(crate) calls: Vec<(u16, FuncId)>,
    /// Calls of function values: the instruction, and the signature for the case that the function is one of the host's.
    pub(crate) value_calls: Vec<(u32, Rc<Signature>)>,
    /// How its parameters and its result lie in memory when the host calls it.
    pub(crate) signature: Rc<Signature>,
    /// What compiled code calls function values of it by.
    pub(crate) invoke: *const (),
    /// It is one that the host registered, by its number: calls of it leave the VM without a frame.
    pub(crate) external: Option<u32>,
}

impl Function {
    /// The byte of the file from which the instruction at `pc` comes.
    pub fn offset(&self, pc: u32) -> u32 {
        let index = self.lines.partition_point(|line| line.start <= pc);
        index.checked_sub(1).map_or(0, |index| self.lines[index].offset)
    }
}

/// A native, for some type arguments.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NativeUse {
    /// Which.
    pub def: NativeDef,
    /// The type arguments.
    pub types: Vec<TypeId>,
    /// The types of the arguments.
    pub arguments: Vec<TypeId>,
    /// The type of the result.
    pub result: TypeId,
    /// The type of its elements, if it is an array.
    pub element: Option<TypeId>,
}

/// A module variable.
#[derive(Clone, Debug)]
pub struct Global {
    /// The name.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Its layout.
    pub layout: LayoutId,
    /// Where it lies in the memory of the module variables.
    pub offset: u32,
}

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    /// The name.
    pub name: String,
    /// What it extends, by its index.
    pub base: Option<u32>,
    /// All stored fields, the base's first.
    pub fields: Vec<ClassField>,
    /// The payload of an instance.
    pub layout: LayoutId,
    /// By slot: its name, and what an instance runs.
    pub slots: Vec<(String, FuncId)>,
    /// The traits that it has, by their index, and what an instance runs for their methods.
    pub traits: Vec<(u32, Vec<FuncId>)>,
    /// The compiler made it for values of this type in an `any`.
    pub boxed: Option<TypeId>,
    /// The function that resumes an instance, if the class is the frame of a coroutine.
    pub resume: Option<FuncId>,
    /// The key by which the host may offer it.
    pub key: String,
}

/// A stored field of a class.
#[derive(Clone, Debug)]
pub struct ClassField {
    /// The name.
    pub name: String,
    /// The type as scripts write it.
    pub ty: String,
    /// Whether it is public.
    pub public: bool,
    /// Where it lies in the payload.
    pub part: Part,
}

/// A trait.
#[derive(Clone, Debug)]
pub struct Trait {
    /// The name.
    pub name: String,
    /// The names of its methods.
    pub methods: Vec<String>,
    /// Their signatures, for objects of the host's.
    pub signatures: Vec<Rc<Signature>>,
    /// The key by which the host may offer it.
    pub key: String,
}

/// A whole program; it only grows, but for functions that get other bodies.
#[derive(Default, Debug)]
pub struct Program {
    /// By [`FuncId`].
    pub functions: Vec<Function>,
    /// What functions were before they got other bodies: calls that stopped may go on in them.
    pub retired: Vec<Function>,
    /// By `GlobalId`.
    pub globals: Vec<Global>,
    /// By `ClassId`.
    pub classes: Vec<Class>,
    /// By `TraitId`.
    pub traits: Vec<Trait>,
    /// By `ClassId`: the function that looks into its objects.
    pub reflectors: HashMap<usize, FuncId>,
    /// Bytes of all module variables.
    pub globals_size: u32,
    /// The constants.
    pub constants: Constants,
    /// What is called of the library.
    pub natives: Vec<NativeUse>,
    pub(crate) native_ids: HashMap<NativeUse, u32>,
    /// What the host offers.
    pub links: Links,
    /// Functions of the host's that are used.
    pub externals: Vec<External>,
    /// Module variables of the host's that are used.
    pub external_globals: Vec<GlobalAddress>,
    /// The layouts.
    pub layouts: Layouts,
    /// The files that lines point into.
    pub sources: SourceMap,
}

impl Program {
    /// A layout of the table.
    pub fn layout(&self, id: LayoutId) -> &Rc<Layout> {
        self.layouts.get(id)
    }

    /// The 1-based line from which the instruction at `pc` of a function comes.
    pub fn line(&self, function: &Function, pc: u32) -> u32 {
        let offset = function.offset(pc);
        self.sources.line(Span { file: function.file, start: offset, end: offset })
    }
}

/// A constant: a number, or a string that becomes one slot when the program is linked.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Constant {
    /// The slot itself.
    Bits(u64),
    /// A string, owned by the program.
    Str(Rc<str>),
}

/// The pool of constants; equal ones once.
#[derive(Default, Debug)]
pub struct Constants {
    list: Vec<Constant>,
    ids: HashMap<Constant, u32>,
}

impl Constants {
    /// The index of a constant.
    pub fn add(&mut self, constant: Constant) -> u32 {
        if let Some(id) = self.ids.get(&constant) {
            return *id;
        }
        let id = self.list.len() as u32;
        self.list.push(constant.clone());
        self.ids.insert(constant, id);
        id
    }

    /// All of them.
    pub fn all(&self) -> &[Constant] {
        &self.list
    }
}
