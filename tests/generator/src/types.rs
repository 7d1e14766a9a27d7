//! Types of the language as the generator sees them, and patterns of types with letters for what is still open.

use std::fmt;

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// `void`.
    Void,
    /// `int`.
    Int,
    /// `int32`.
    Int32,
    /// `float`.
    Float,
    /// `float64`.
    Float64,
    /// `bool`.
    Bool,
    /// `string`.
    String,
    /// `Range`.
    Range,
    /// `any`.
    Any,
    /// `Array<T>`.
    Array(Box<Type>),
    /// `Dictionary<K, V>`.
    Dictionary(Box<Type>, Box<Type>),
    /// `T?`.
    Optional(Box<Type>),
    /// `Result<T>`.
    Result(Box<Type>),
    /// `(A, B)`.
    Tuple(Vec<Type>),
    /// `(A, B) -> R`.
    Function(Vec<Type>, Box<Type>),
    /// `Weak<T>`.
    Weak(Box<Type>),
    /// A declared type, of the program, the library or the host, with its type arguments.
    Named(String, Vec<Type>),
    /// In patterns only: an open type. The letter says what it may stand for.
    Open(char),
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |types: &[Type]| types.iter().map(Type::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Type::Void => f.write_str("void"),
            Type::Int => f.write_str("int"),
            Type::Int32 => f.write_str("int32"),
            Type::Float => f.write_str("float"),
            Type::Float64 => f.write_str("float64"),
            Type::Bool => f.write_str("bool"),
            Type::String => f.write_str("string"),
            Type::Range => f.write_str("Range"),
            Type::Any => f.write_str("any"),
            Type::Array(item) => write!(f, "Array<{item}>"),
            Type::Dictionary(key, value) => write!(f, "Dictionary<{key}, {value}>"),
            Type::Optional(of) => match &**of {
                Type::Function(..) | Type::Optional(_) => write!(f, "Optional<{of}>"),
                _ => write!(f, "{of}?"),
            },
            Type::Result(of) => write!(f, "Result<{of}>"),
            Type::Tuple(items) => write!(f, "({})", list(items)),
            Type::Function(parameters, result) => write!(f, "({}) -> {result}", list(parameters)),
            Type::Weak(of) => write!(f, "Weak<{of}>"),
            Type::Named(name, arguments) if arguments.is_empty() => f.write_str(name),
            Type::Named(name, arguments) => write!(f, "{name}<{}>", list(arguments)),
            Type::Open(letter) => write!(f, "{letter}"),
        }
    }
}

/// What the letters of a pattern stand for.
#[derive(Clone, Default, Debug)]
pub struct Bindings(Vec<(char, Type)>);

impl Bindings {
    /// What a letter stands for.
    pub fn get(&self, letter: char) -> Option<&Type> {
        self.0.iter().find(|(l, _)| *l == letter).map(|(_, ty)| ty)
    }

    /// Says what a letter stands for.
    pub fn bind(&mut self, letter: char, ty: Type) {
        self.0.push((letter, ty));
    }
}

impl Type {
    /// `Array<T>`.
    pub fn array(item: Type) -> Type {
        Type::Array(Box::new(item))
    }

    /// `T?`.
    pub fn optional(of: Type) -> Type {
        Type::Optional(Box::new(of))
    }

    /// A declared type without type arguments.
    pub fn named(name: &str) -> Type {
        Type::Named(name.to_string(), Vec::new())
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Type::Int | Type::Int32 | Type::Float | Type::Float64)
    }

    /// Whether it is an `int` or `int32`.
    pub fn is_int(&self) -> bool {
        matches!(self, Type::Int | Type::Int32)
    }

    /// Whether all its values are about equally large, so that no program can grow them.
    pub fn is_scalar(&self) -> bool {
        self.is_number() || matches!(self, Type::Bool | Type::Void | Type::Range)
    }

    /// Whether a value of it can hold a function, directly or in something that it holds; declared types don't count.
    pub fn holds_function(&self) -> bool {
        match self {
            Type::Function(..) => true,
            Type::Array(of) | Type::Optional(of) | Type::Result(of) | Type::Weak(of) => of.holds_function(),
            Type::Dictionary(key, value) => key.holds_function() || value.holds_function(),
            Type::Tuple(items) => items.iter().any(Type::holds_function),
            Type::Named(_, arguments) => arguments.iter().any(Type::holds_function),
            Type::Void
            | Type::Int
            | Type::Int32
            | Type::Float
            | Type::Float64
            | Type::Bool
            | Type::String
            | Type::Range
            | Type::Any
            | Type::Open(_) => false,
        }
    }

    /// The type with the letters of a pattern replaced.
    pub fn bound(&self, bindings: &Bindings) -> Type {
        let all = |types: &[Type]| types.iter().map(|t| t.bound(bindings)).collect();
        match self {
            Type::Open(letter) => bindings.get(*letter).cloned().unwrap_or_else(|| self.clone()),
            Type::Array(of) => Type::array(of.bound(bindings)),
            Type::Optional(of) => Type::optional(of.bound(bindings)),
            Type::Result(of) => Type::Result(Box::new(of.bound(bindings))),
            Type::Weak(of) => Type::Weak(Box::new(of.bound(bindings))),
            Type::Dictionary(key, value) => Type::Dictionary(Box::new(key.bound(bindings)), Box::new(value.bound(bindings))),
            Type::Tuple(items) => Type::Tuple(all(items)),
            Type::Function(parameters, result) => Type::Function(all(parameters), Box::new(result.bound(bindings))),
            Type::Named(name, arguments) => Type::Named(name.clone(), all(arguments)),
            Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Range | Type::Any => {
                self.clone()
            }
        }
    }

    /// The letters that are in it.
    pub fn letters(&self, into: &mut Vec<char>) {
        match self {
            Type::Open(letter) => {
                if !into.contains(letter) {
                    into.push(*letter);
                }
            }
            Type::Array(of) | Type::Optional(of) | Type::Result(of) | Type::Weak(of) => of.letters(into),
            Type::Dictionary(key, value) => {
                key.letters(into);
                value.letters(into);
            }
            Type::Tuple(items) => items.iter().for_each(|t| t.letters(into)),
            Type::Function(parameters, result) => {
                parameters.iter().for_each(|t| t.letters(into));
                result.letters(into);
            }
            Type::Named(_, arguments) => arguments.iter().for_each(|t| t.letters(into)),
            Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Range | Type::Any => {}
        }
    }

    /// Whether the pattern fits a type; then it says what its letters stand for. Whether they may is not asked.
    pub fn fits(&self, ty: &Type, bindings: &mut Bindings) -> bool {
        fn all(patterns: &[Type], types: &[Type], bindings: &mut Bindings) -> bool {
            patterns.len() == types.len() && patterns.iter().zip(types).all(|(p, t)| p.fits(t, bindings))
        }
        match (self, ty) {
            (Type::Open(letter), _) => match bindings.get(*letter) {
                Some(known) => known == ty,
                None => {
                    bindings.bind(*letter, ty.clone());
                    true
                }
            },
            (Type::Array(a), Type::Array(b)) | (Type::Optional(a), Type::Optional(b)) => a.fits(b, bindings),
            (Type::Result(a), Type::Result(b)) | (Type::Weak(a), Type::Weak(b)) => a.fits(b, bindings),
            (Type::Dictionary(k, v), Type::Dictionary(l, w)) => k.fits(l, bindings) && v.fits(w, bindings),
            (Type::Tuple(a), Type::Tuple(b)) => all(a, b, bindings),
            (Type::Function(a, r), Type::Function(b, s)) => all(a, b, bindings) && r.fits(s, bindings),
            (Type::Named(a, x), Type::Named(b, y)) => a == b && all(x, y, bindings),
            _ => self == ty,
        }
    }

    /// Reads a type: `int`, `[T]` (an array), `[K: V]` (a dictionary), `T?`, `T!` (a `Result`), `(A, B)`, `(A, B) -> R`, `Name`; single capitals
    /// are open.
    ///
    /// # Panics
    /// If it is none: the texts are the generator's own.
    pub fn read(text: &str) -> Type {
        let mut reader = Reader { text, at: 0 };
        let ty = reader.ty();
        assert!(reader.at == text.len(), "a type ends before `{}`", &text[reader.at..]);
        ty
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn eat(&mut self, token: &str) -> bool {
        let skipped = self.rest().len() - self.rest().trim_start().len();
        let found = self.rest()[skipped..].starts_with(token);
        if found {
            self.at += skipped + token.len();
        }
        found
    }

    fn ty(&mut self) -> Type {
        let mut ty = if self.eat("[") {
            let first = self.ty();
            let ty = if self.eat(":") { Type::Dictionary(Box::new(first), Box::new(self.ty())) } else { Type::array(first) };
            assert!(self.eat("]"), "an array type ends with ]: {}", self.text);
            ty
        } else if self.eat("(") {
            let mut items = Vec::new();
            while !self.eat(")") {
                items.push(self.ty());
                self.eat(",");
            }
            if self.eat("->") { Type::Function(items, Box::new(self.ty())) } else { Type::Tuple(items) }
        } else {
            let start = self.at + (self.rest().len() - self.rest().trim_start().len());
            let len = self.text[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(self.text.len() - start);
            self.at = start + len;
            match &self.text[start..self.at] {
                "void" => Type::Void,
                "int" => Type::Int,
                "int32" => Type::Int32,
                "float" => Type::Float,
                "float64" => Type::Float64,
                "bool" => Type::Bool,
                "string" => Type::String,
                "any" => Type::Any,
                "Range" => Type::Range,
                "" => panic!("no type at {}", self.rest()),
                name if name.len() == 1 && name != "_" => Type::Open(name.chars().next().unwrap_or('T')),
                name => Type::named(name),
            }
        };
        loop {
            if self.eat("?") {
                ty = Type::optional(ty);
            } else if self.eat("!") {
                ty = Type::Result(Box::new(ty));
            } else {
                return ty;
            }
        }
    }
}
