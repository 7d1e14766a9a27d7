//! What a place in a program can name: variables, functions, types; and the function that it is in.

use crate::types::Type;

/// Where a variable lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// In the module: functions see it.
    Module,
    /// In a function.
    Local,
    /// In an object or struct whose member this is.
    Field,
}

/// Something with a name that has a value.
#[derive(Clone, Debug)]
pub struct Variable {
    /// How it is written.
    pub text: String,
    /// Its type.
    pub ty: Type,
    /// Whether statements may assign to it.
    pub mutable: bool,
    /// Where it lives.
    pub home: Home,
    /// Whether its type is narrower here than its declaration says. A function inside a function does not see that.
    pub narrowed: bool,
    /// How many elements it has, if it is an array of which no statement changes the length.
    pub length: Option<usize>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it has a default.
    pub default: bool,
}

/// Something that can be called: a function, a method, a constructor, a variant.
#[derive(Clone, Debug)]
pub struct Callable {
    /// How it is written; after `.` if it has a receiver.
    pub text: String,
    /// What it is a method of; it may be open.
    pub receiver: Option<Type>,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// The type of its rest parameter's elements.
    pub rest: Option<Type>,
    /// What it gives.
    pub result: Type,
    /// The most work that a call does.
    pub cost: i64,
    /// Whether it may make a collection larger that others see.
    pub grows: bool,
    /// Whether what runs may be an override that is written later; those must not call such, or they might call themselves.
    pub dynamic: bool,
    /// Whether it changes the struct that it is called on.
    pub mutates: bool,
    /// Whether it is a coroutine.
    pub coroutine: bool,
}

impl Callable {
    /// A function.
    pub fn function(text: &str, parameters: Vec<Parameter>, result: Type, cost: i64) -> Callable {
        Callable {
            text: text.to_string(),
            receiver: None,
            parameters,
            rest: None,
            result,
            cost,
            grows: false,
            dynamic: false,
            mutates: false,
            coroutine: false,
        }
    }

    /// A method.
    pub fn method(receiver: Type, text: &str, parameters: Vec<Parameter>, result: Type, cost: i64) -> Callable {
        Callable { receiver: Some(receiver), ..Callable::function(text, parameters, result, cost) }
    }
}

/// What sort of type a declaration makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A struct.
    Struct,
    /// A class.
    Class,
    /// A trait.
    Trait,
    /// An enum.
    Enum,
}

/// A field that can be read from outside.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it may be assigned.
    pub mutable: bool,
}

/// An operator that a type declares.
#[derive(Clone, Debug)]
pub struct Operator {
    /// How it is written; `[]` for an index.
    pub text: String,
    /// Its right operand; `void` if it stands before its only one.
    pub right: Type,
    /// What it gives.
    pub result: Type,
}

/// A type that the program, the library or the host declares.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// Its sort.
    pub kind: Kind,
    /// Its fields.
    pub fields: Vec<Member>,
    /// The variants of an enum, with their payloads.
    pub variants: Vec<(String, Vec<Parameter>)>,
    /// Its operators.
    pub operators: Vec<Operator>,
    /// The methods that a trait asks for.
    pub requirements: Vec<Callable>,
    /// Whether further classes may extend it.
    pub extensible: bool,
    /// Whether a class has an `init`.
    pub has_init: bool,
    /// What it converts to without a cast.
    pub supertypes: Vec<Type>,
    /// Whether `==` compares its values; objects are compared by identity.
    pub equatable: bool,
    /// Whether it may be the key of a dictionary.
    pub hashable: bool,
    /// Whether `<` compares its values.
    pub comparable: bool,
    /// How many type parameters it has.
    pub parameters: usize,
    /// What a `for` over it gives.
    pub iterates: Option<Type>,
    /// What its elements are, if it has `[]` and `[]=`.
    pub indexed: Option<Type>,
    /// Whether the library or the host declares it.
    pub foreign: bool,
    /// Whether patterns may name all its fields.
    pub patterns: bool,
    /// Whether it holds functions.
    pub functions: bool,
}

impl Declared {
    /// A type with nothing in it.
    pub fn new(name: &str, kind: Kind) -> Declared {
        Declared {
            name: name.to_string(),
            kind,
            fields: Vec::new(),
            variants: Vec::new(),
            operators: Vec::new(),
            requirements: Vec::new(),
            extensible: false,
            has_init: false,
            supertypes: Vec::new(),
            equatable: true,
            hashable: false,
            comparable: false,
            parameters: 0,
            iterates: None,
            indexed: None,
            foreign: false,
            patterns: true,
            functions: false,
        }
    }
}

/// The function whose body is being written.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What it returns; `None` at the top level of the module.
    pub result: Option<Type>,
    /// Whether it is a coroutine, so that `yield` is allowed.
    pub coroutine: bool,
    /// Whether it is a lambda or lies in one.
    pub lambda: bool,
    /// Whether collections that others see must not grow here: somebody may be looping over them.
    pub steady: bool,
    /// Whether it may call what an override may stand for.
    pub dynamic: bool,
    /// Whether it called such.
    pub called_dynamic: bool,
    /// How much work it may still do.
    pub work: i64,
    /// How often what is written now runs for one call.
    pub repeat: i64,
    /// How many loops are around.
    pub loops: u32,
    /// How many blocks are around.
    pub nesting: u32,
}

impl Frame {
    /// A function's frame.
    pub fn of(result: Type, work: i64) -> Frame {
        Frame {
            result: Some(result),
            coroutine: false,
            lambda: false,
            steady: true,
            dynamic: true,
            called_dynamic: false,
            work,
            repeat: 1,
            loops: 0,
            nesting: 0,
        }
    }
}
