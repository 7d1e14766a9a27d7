//! Types, interned: equal types have equal ids.

use super::{ClassId, EnumId, StructId, TraitId};
use std::collections::HashMap;

/// An interned type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeId(pub u32);

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// The type of what went wrong already; converts to everything without a further report. Never in a finished program.
    Error,
    /// The type of an expression that does not come back: `return`, `break`, `continue`, `panic(…)`.
    Never,
    /// No value.
    Void,
    /// `int`, 64 bits.
    Int,
    /// `int32`.
    Int32,
    /// `float`, 32 bits.
    Float,
    /// `float64`.
    Float64,
    /// `bool`.
    Bool,
    /// `string`.
    String,
    /// `Range`: the value of `a..b` between ints.
    Range,
    /// `Array<T>`.
    Array(TypeId),
    /// `Dictionary<K, V>`.
    Dictionary(TypeId, TypeId),
    /// `Optional<T>`.
    Optional(TypeId),
    /// `Result<T>`.
    Result(TypeId),
    /// `(A, B)`.
    Tuple(Vec<TypeId>),
    /// `(A, B) -> R`.
    Function(Vec<TypeId>, TypeId),
    /// A struct.
    Struct(StructId),
    /// An enum.
    Enum(EnumId),
    /// An instance of a class or of one that extends it: a counted reference.
    Class(ClassId),
    /// An object whose class has the trait: a counted reference.
    Trait(TraitId),
    /// `Weak<T>`: a reference to an object of a class or trait that does not keep it alive.
    Weak(TypeId),
    /// `any`: a reference to an object; values that are no class instances lie in one of a box class.
    Any,
    /// A type parameter, while a generic body is checked for itself. Never in a finished program.
    Parameter(u32),
}

/// The interner.
#[derive(Clone, Debug)]
pub struct TypeTable {
    types: Vec<Type>,
    ids: HashMap<Type, TypeId>,
    parameter_names: HashMap<u32, String>,
}

macro_rules! known {
    ($($name:ident = $index:literal => $ty:expr;)*) => {
        impl TypeId {
            $(#[doc = concat!("The id of `", stringify!($ty), "` in every table.")] pub const $name: TypeId = TypeId($index);)*
        }
        impl Default for TypeTable {
            fn default() -> TypeTable {
                let mut table = TypeTable { types: Vec::new(), ids: HashMap::new(), parameter_names: HashMap::new() };
                $(debug_assert_eq!(table.types.len(), $index); table.intern($ty);)*
                table
            }
        }
    };
}

known! {
    ERROR = 0 => Type::Error;
    NEVER = 1 => Type::Never;
    VOID = 2 => Type::Void;
    INT = 3 => Type::Int;
    INT32 = 4 => Type::Int32;
    FLOAT = 5 => Type::Float;
    FLOAT64 = 6 => Type::Float64;
    BOOL = 7 => Type::Bool;
    STRING = 8 => Type::String;
    RANGE = 9 => Type::Range;
    ANY = 10 => Type::Any;
}

impl TypeTable {
    /// The id of a type, made if it is new.
    pub fn intern(&mut self, ty: Type) -> TypeId {
        if let Some(id) = self.ids.get(&ty) {
            return *id;
        }
        let id = TypeId(self.types.len() as u32);
        self.types.push(ty.clone());
        self.ids.insert(ty, id);
        id
    }

    /// The id of a type, if it was interned.
    pub fn known(&self, ty: &Type) -> Option<TypeId> {
        self.ids.get(ty).copied()
    }

    /// The type of an id.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// How many types there are; ids are `0..len`.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// Never: the basic types are always there.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// What diagnostics call a type parameter.
    pub fn name_parameter(&mut self, index: u32, name: String) {
        self.parameter_names.insert(index, name);
    }

    /// Forgets all types but the first `len`.
    pub fn truncate(&mut self, len: usize) {
        for ty in self.types.drain(len..) {
            self.ids.remove(&ty);
        }
    }
}

impl TypeId {
    /// Whether it is `int` or `int32`.
    pub fn is_int(self) -> bool {
        matches!(self, TypeId::INT | TypeId::INT32)
    }

    /// Whether it is `float` or `float64`.
    pub fn is_float(self) -> bool {
        matches!(self, TypeId::FLOAT | TypeId::FLOAT64)
    }

    /// Whether it is a number.
    pub fn is_numeric(self) -> bool {
        self.is_int() || self.is_float()
    }
}

impl super::Program {
    /// A type as a script author writes it.
    pub fn type_name(&self, id: TypeId) -> String {
        let list = |ids: &[TypeId]| ids.iter().map(|id| self.type_name(*id)).collect::<Vec<_>>().join(", ");
        match self.types.get(id) {
            Type::Error => "<error>".into(),
            Type::Never => "never".into(),
            Type::Void => "void".into(),
            Type::Int => "int".into(),
            Type::Int32 => "int32".into(),
            Type::Float => "float".into(),
            Type::Float64 => "float64".into(),
            Type::Bool => "bool".into(),
            Type::String => "string".into(),
            Type::Range => "Range".into(),
            Type::Array(item) => format!("Array<{}>", self.type_name(*item)),
            Type::Dictionary(key, value) => format!("Dictionary<{}, {}>", self.type_name(*key), self.type_name(*value)),
            // `() -> int?` is a function that gives an `int?`.
            Type::Optional(inner) if matches!(self.types.get(*inner), Type::Function(..)) => {
                format!("Optional<{}>", self.type_name(*inner))
            }
            Type::Optional(inner) => format!("{}?", self.type_name(*inner)),
            Type::Result(inner) => format!("Result<{}>", self.type_name(*inner)),
            Type::Tuple(items) => format!("({})", list(items)),
            Type::Function(parameters, result) => format!("({}) -> {}", list(parameters), self.type_name(*result)),
            Type::Struct(id) => self[*id].name.to_string(),
            Type::Enum(id) => self[*id].name.to_string(),
            Type::Class(id) => self[*id].name.to_string(),
            Type::Trait(id) => self[*id].name.to_string(),
            Type::Weak(inner) => format!("Weak<{}>", self.type_name(*inner)),
            Type::Any => "any".into(),
            Type::Parameter(index) => self.types.parameter_names.get(index).cloned().unwrap_or_else(|| format!("T{index}")),
        }
    }
}
