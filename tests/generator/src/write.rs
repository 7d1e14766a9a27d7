//! The writer: what is known at a place of the program, and the text so far.

use crate::choices::Choices;
use crate::program::Settings;
use crate::scope::{Callable, Declared, Frame, Home, Variable};
use crate::types::{Bindings, Type};

/// How tightly an expression holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// A lambda.
    Lambda,
    /// A comparison: between the commas of a list its `<` might open type arguments.
    Compare,
    /// An operator between operands.
    Binary,
    /// An operator before an operand, and numbers.
    Unary,
    /// A name, a call, something in brackets.
    Postfix,
}

/// An expression's text.
#[derive(Clone, Debug)]
pub struct Code {
    /// The text.
    pub text: String,
    /// How tightly it holds together.
    pub level: Level,
    /// Whether it is a variable's string or collection itself, whose size nobody knows.
    pub state: bool,
    /// Whether it is a number made of literals only, which takes the type of what stands beside it.
    pub literal: bool,
    /// Whether it is made of such, so that it must not be assigned to one again: in a loop that could double it each time.
    pub grows: bool,
}

impl Code {
    /// A text of some level that holds nothing that grows.
    pub fn new(text: impl Into<String>, level: Level) -> Code {
        Code { text: text.into(), level, state: false, literal: false, grows: false }
    }

    /// A name, a call, something in brackets.
    pub fn postfix(text: impl Into<String>) -> Code {
        Code::new(text, Level::Postfix)
    }

    /// The same; if it is made of literals only, with its type written, so that what stands beside it does not give it another.
    pub fn fixed(self, parts: &[&Code], ty: &Type) -> Code {
        if !ty.is_number() || !parts.iter().all(|part| part.literal) {
            return self;
        }
        Code::new(format!("{} as {ty}", self.receiver()), Level::Binary)
    }

    /// As an operand between operators.
    pub fn operand(&self) -> String {
        if self.level < Level::Unary { format!("({})", self.text) } else { self.text.clone() }
    }

    /// As what `.`, `[`, `(` or `?` follows.
    pub fn receiver(&self) -> String {
        if self.level < Level::Postfix { format!("({})", self.text) } else { self.text.clone() }
    }

    /// As one of a list.
    pub fn argument(&self) -> String {
        if self.level == Level::Compare { format!("({})", self.text) } else { self.text.clone() }
    }

    /// The same, with what it has of others' growth.
    pub fn with(mut self, parts: &[&Code], ty: &Type) -> Code {
        if !ty.is_scalar() {
            self.grows |= parts.iter().any(|part| part.grows || part.state);
        }
        self
    }
}

/// The type that an expression has to have.
#[derive(Clone, Debug)]
pub struct Want {
    /// The type.
    pub ty: Type,
    /// Whether the expression has to have it by itself; else its surroundings ask for it, and what converts to it is fine too.
    pub exact: bool,
}

impl Want {
    /// What its surroundings ask for.
    pub fn of(ty: &Type) -> Want {
        Want { ty: ty.clone(), exact: false }
    }

    /// What it has by itself.
    pub fn exact(ty: &Type) -> Want {
        Want { ty: ty.clone(), exact: true }
    }
}

/// How much work the body of a lambda may do.
pub const LAMBDA_WORK: i64 = 30;

/// What is known of a function when its body is written.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    /// How much work a call does at most.
    pub cost: i64,
    /// Whether it calls what an override may stand for.
    pub dynamic: bool,
}

/// Writes a program.
pub struct Writer<'c> {
    /// The decisions.
    pub choices: &'c mut Choices,
    /// What is asked for.
    pub settings: Settings,
    /// By how much this program favours each feature: programs that have much of few things find what the mean of all does not.
    pub emphasis: Vec<u32>,
    /// The variables that can be named here, outer ones first.
    pub scope: Vec<Variable>,
    /// What can be called.
    pub callables: Vec<Callable>,
    /// The types.
    pub declared: Vec<Declared>,
    /// The function that this is in.
    pub frame: Frame,
    /// How deep further expressions may nest.
    pub depth: u32,
    /// How many statements of the top level are still to come, in hundredths.
    pub rest: usize,
    /// Declarations so far, each with its lines.
    pub items: Vec<String>,
    /// Functions that read a variable of the module that is still to be declared, that variable and its type.
    pub late: Vec<(String, String, Type)>,
    /// Declarations that others ask for once, by name.
    helpers: Vec<(&'static str, &'static str)>,
    lines: Vec<String>,
    indent: usize,
    names: u32,
}

impl<'c> Writer<'c> {
    /// A writer of an empty program.
    pub fn new(choices: &'c mut Choices, settings: Settings) -> Writer<'c> {
        let frame = Frame { result: None, steady: false, ..Frame::of(Type::Void, 0) };
        Writer {
            choices,
            settings,
            emphasis: Vec::new(),
            scope: Vec::new(),
            callables: Vec::new(),
            declared: Vec::new(),
            frame,
            depth: 3,
            rest: 100,
            items: Vec::new(),
            late: Vec::new(),
            helpers: Vec::new(),
            lines: Vec::new(),
            indent: 0,
            names: 0,
        }
    }

    /// A name that is new in the program.
    pub fn name(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    /// Writes a line, or several.
    pub fn line(&mut self, text: impl AsRef<str>) {
        for line in text.as_ref().split('\n') {
            let indent = if line.is_empty() { String::new() } else { "    ".repeat(self.indent) };
            self.lines.push(format!("{indent}{line}"));
        }
    }

    /// Writes a line whose block follows.
    pub fn open(&mut self, text: impl AsRef<str>) {
        self.line(text);
        self.indent += 1;
    }

    /// Writes the line that ends a block.
    pub fn close(&mut self, text: impl AsRef<str>) {
        self.indent -= 1;
        self.line(text);
    }

    /// Writes lines one step further to the right.
    pub fn indented<R>(&mut self, write: impl FnOnce(&mut Writer) -> R) -> R {
        self.indent += 1;
        let result = write(self);
        self.indent -= 1;
        result
    }

    /// What is written meanwhile, apart from the rest, without indentation.
    pub fn apart(&mut self, write: impl FnOnce(&mut Writer)) -> String {
        let lines = std::mem::take(&mut self.lines);
        let indent = std::mem::take(&mut self.indent);
        write(self);
        self.indent = indent;
        std::mem::replace(&mut self.lines, lines).join("\n")
    }

    /// How many lines there are so far, declarations too.
    pub fn written(&self) -> usize {
        self.lines.len() + self.items.iter().map(|item| item.lines().count() + 1).sum::<usize>()
    }

    /// Writes a declaration of the top level.
    pub fn item(&mut self, write: impl FnOnce(&mut Writer)) {
        let text = self.apart(write);
        self.items.push(text);
    }

    /// Makes sure that the program has a declaration that several use.
    pub fn helper(&mut self, name: &'static str, text: &'static str) -> &'static str {
        if !self.helpers.iter().any(|(known, _)| *known == name) {
            self.helpers.push((name, text));
        }
        name
    }

    /// The declarations that others asked for.
    pub fn helpers(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.helpers.iter().map(|(_, text)| *text)
    }

    /// Makes a variable known until the end of the scope.
    pub fn declare(&mut self, text: &str, ty: &Type, mutable: bool) {
        let home = if self.frame.result.is_none() && self.frame.nesting == 0 { Home::Module } else { Home::Local };
        self.scope.push(Variable { text: text.to_string(), ty: ty.clone(), mutable, home, narrowed: false, length: None });
    }

    /// Makes known that a variable is of a narrower type until the end of the scope.
    pub fn narrow(&mut self, text: &str, ty: &Type) {
        self.scope.retain(|v| v.text != text);
        self.declare(text, ty, false);
        if let Some(variable) = self.scope.last_mut() {
            variable.narrowed = true;
        }
    }

    /// Writes in a scope of its own, indented by nobody.
    pub fn scoped<R>(&mut self, write: impl FnOnce(&mut Writer) -> R) -> R {
        let known = self.scope.clone();
        self.frame.nesting += 1;
        let result = write(self);
        self.frame.nesting -= 1;
        self.scope = known;
        result
    }

    /// Writes what runs `times` as often as what is around it.
    pub fn repeated<R>(&mut self, times: i64, write: impl FnOnce(&mut Writer) -> R) -> R {
        let repeat = self.frame.repeat;
        self.frame.repeat *= times;
        let result = write(self);
        self.frame.repeat = repeat;
        result
    }

    /// Writes the body of a function: it sees the module's variables, and what `write` declares. Gives what callers have to know.
    pub fn function<R>(&mut self, frame: Frame, write: impl FnOnce(&mut Writer) -> R) -> (R, Done) {
        let inside = self.scope.iter().filter(|v| v.home == Home::Module && !self.holds_function(&v.ty)).cloned().collect();
        let scope = std::mem::replace(&mut self.scope, inside);
        let work = frame.work;
        let outer = std::mem::replace(&mut self.frame, frame);
        let depth = std::mem::replace(&mut self.depth, 3);
        let result = write(self);
        self.depth = depth;
        let inner = std::mem::replace(&mut self.frame, outer);
        self.scope = scope;
        (result, Done { cost: (work - inner.work).max(1) + 2, dynamic: inner.called_dynamic })
    }

    /// Writes the body of a closure: it sees all that is in scope, but no functions that may change, or it might call itself.
    pub fn closure<R>(&mut self, result: &Type, work: i64, write: impl FnOnce(&mut Writer) -> R) -> R {
        let inside = self
            .scope
            .iter()
            .filter(|v| !self.holds_function(&v.ty) || (!v.mutable && matches!(v.ty, Type::Function(..))))
            .cloned()
            .collect();
        let scope = std::mem::replace(&mut self.scope, inside);
        let dynamic = self.frame.dynamic;
        let frame = Frame { lambda: true, dynamic, nesting: self.frame.nesting + 1, ..Frame::of(result.clone(), work) };
        let outer = std::mem::replace(&mut self.frame, frame);
        let made = write(self);
        let inner = std::mem::replace(&mut self.frame, outer);
        self.frame.called_dynamic |= inner.called_dynamic;
        self.scope = scope;
        made
    }

    /// The declaration of a type.
    pub fn declaration(&self, ty: &Type) -> Option<&Declared> {
        let Type::Named(name, _) = ty else { return None };
        self.declared.iter().find(|declared| declared.name == *name)
    }

    /// Whether a value of the type can hold a function.
    pub fn holds_function(&self, ty: &Type) -> bool {
        ty.holds_function() || self.any_in(ty, &|declared| declared.functions)
    }

    fn any_in(&self, ty: &Type, test: &impl Fn(&Declared) -> bool) -> bool {
        match ty {
            Type::Array(of) | Type::Optional(of) | Type::Result(of) | Type::Weak(of) => self.any_in(of, test),
            Type::Dictionary(key, value) => self.any_in(key, test) || self.any_in(value, test),
            Type::Tuple(items) => items.iter().any(|item| self.any_in(item, test)),
            Type::Named(_, arguments) => self.declaration(ty).is_some_and(test) || arguments.iter().any(|item| self.any_in(item, test)),
            _ => false,
        }
    }

    /// Whether an `any` can be cast to the type.
    pub fn settles(&self, ty: &Type) -> bool {
        match ty {
            Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String => true,
            Type::Named(..) => self.declaration(ty).is_some_and(|d| d.parameters == 0 && !d.functions),
            _ => false,
        }
    }

    /// Whether `==` works on the type.
    pub fn is_equatable(&self, ty: &Type) -> bool {
        match ty {
            Type::Array(of) | Type::Optional(of) => self.is_equatable(of),
            Type::Dictionary(_, value) => self.is_equatable(value),
            Type::Tuple(items) => items.iter().all(|item| self.is_equatable(item)),
            Type::Named(_, arguments) => {
                self.declaration(ty).is_some_and(|d| d.equatable) && arguments.iter().all(|item| self.is_equatable(item))
            }
            Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String => true,
            _ => false,
        }
    }

    /// Whether the type may be a dictionary's key.
    pub fn is_hashable(&self, ty: &Type) -> bool {
        match ty {
            Type::Int | Type::Int32 | Type::Bool | Type::String => true,
            Type::Tuple(items) => items.iter().all(|item| self.is_hashable(item)),
            Type::Named(..) => self.declaration(ty).is_some_and(|d| d.hashable),
            _ => false,
        }
    }

    /// Whether `<` works on the type.
    pub fn is_comparable(&self, ty: &Type) -> bool {
        ty.is_number() || *ty == Type::String || self.declaration(ty).is_some_and(|d| d.comparable)
    }

    /// Whether a letter of a pattern may stand for a type.
    pub fn letter_allows(&self, letter: char, ty: &Type) -> bool {
        match letter {
            'N' => ty.is_number(),
            'I' => ty.is_int(),
            'F' => matches!(ty, Type::Float | Type::Float64),
            'C' => self.is_comparable(ty),
            'H' | 'K' => self.is_hashable(ty),
            'E' => self.is_equatable(ty),
            'P' => !matches!(ty, Type::Void | Type::Range | Type::Optional(_)),
            'O' => self.declaration(ty).is_some_and(|d| d.kind == crate::scope::Kind::Class),
            _ if matches!(ty, Type::Optional(of) if of.holds_function()) => false,
            _ => *ty != Type::Void && *ty != Type::Range,
        }
    }

    /// Whether the letters of a pattern may stand for what they are bound to.
    pub fn allowed(&self, pattern: &Type, bindings: &Bindings) -> bool {
        let mut letters = Vec::new();
        pattern.letters(&mut letters);
        letters.iter().all(|letter| bindings.get(*letter).is_none_or(|ty| self.letter_allows(*letter, ty)))
    }

    /// A type of the program's own or of the library.
    pub fn some_type(&mut self, depth: u32) -> Type {
        const SIMPLE: [Type; 10] =
            [Type::Int, Type::String, Type::Bool, Type::Float, Type::Int, Type::Float64, Type::Int32, Type::String, Type::Float, Type::Int];
        let declared: Vec<Type> = self
            .declared
            .iter()
            .filter(|d| !d.functions)
            .map(|d| Type::Named(d.name.clone(), vec![Type::Open('T'); d.parameters]))
            .collect();
        match self.choices.below(if depth == 0 { 6 } else { 12 }) {
            0..4 => self.choices.pick(&SIMPLE).clone(),
            4 | 5 => match declared.len() {
                0 => self.choices.pick(&SIMPLE).clone(),
                _ => match self.choices.pick(&declared).clone() {
                    Type::Named(name, open) => Type::Named(name, open.iter().map(|_| self.choices.pick(&SIMPLE).clone()).collect()),
                    ty => ty,
                },
            },
            6 | 7 => Type::array(self.some_type(depth - 1)),
            8 => Type::Dictionary(Box::new(self.some_of('K')), Box::new(self.some_type(depth - 1))),
            9 => Type::optional(self.some_plain(depth - 1)),
            10 => match self.choices.below(3) {
                0 => Type::Tuple(vec![self.some_type(depth - 1), self.some_type(depth - 1)]),
                1 => Type::Tuple(vec![self.some_type(0), self.some_type(0), self.some_type(0)]),
                _ => Type::Any,
            },
            _ => Type::Result(Box::new(self.some_plain(depth - 1))),
        }
    }

    /// A type that is no `Optional`, which would be one with what it is put into.
    pub fn some_plain(&mut self, depth: u32) -> Type {
        match self.some_type(depth) {
            Type::Optional(of) => *of,
            ty => ty,
        }
    }

    /// A type that a letter may stand for.
    pub fn some_of(&mut self, letter: char) -> Type {
        for _ in 0..8 {
            let ty = if matches!(letter, 'N' | 'I' | 'F' | 'H' | 'K' | 'C') { self.some_type(0) } else { self.some_type(1) };
            if self.letter_allows(letter, &ty) {
                return ty;
            }
        }
        if letter == 'F' { Type::Float } else { Type::Int }
    }
}
