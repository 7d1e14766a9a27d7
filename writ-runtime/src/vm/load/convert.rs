//! Rust types as arguments and results of script functions.

use super::value::{Data, Value};
use crate::coroutine::Coroutine;
use crate::function::{Function, MemoryType, ParameterTypes, function_type};
use crate::object::{AnyRef, Class, Dyn, Object, Ref, Reference, Trait};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use writ_compiler::ir::{Program, Type, TypeId};

/// A Rust type that stands for types of scripts.
pub trait ScriptType {
    /// Whether it stands for this one.
    fn fits(program: &Program, ty: TypeId) -> bool;
    /// Its name in messages.
    fn name() -> String;
}

/// What a script may give to the host.
pub trait FromScript: ScriptType + Sized {
    /// The value, if it is one of this type.
    fn from_data(data: Data) -> Option<Self>;
}

/// What the host may give to a script.
pub trait ToScript: ScriptType {
    /// Whether it may be passed for this one: as in scripts, an `i32` also for an `int`, an `f32` also for a `float64`.
    fn passes(program: &Program, ty: TypeId) -> bool {
        Self::fits(program, ty)
    }
    /// The value.
    fn into_data(self) -> Data;
}

macro_rules! scalars {
    ($($ty:ty, $name:literal, $id:ident $(or $wide:ident)?, $data:ident;)*) => {$(
        impl ScriptType for $ty {
            fn fits(_: &Program, ty: TypeId) -> bool {
                ty == TypeId::$id
            }
            fn name() -> String {
                $name.into()
            }
        }
        impl FromScript for $ty {
            fn from_data(data: Data) -> Option<$ty> {
                if let Data::$data(value) = data { Some(value) } else { None }
            }
        }
        impl ToScript for $ty {
            fn passes(_: &Program, ty: TypeId) -> bool {
                ty == TypeId::$id $(|| ty == TypeId::$wide)?
            }
            fn into_data(self) -> Data {
                Data::$data(self)
            }
        }
    )*};
}

scalars! {
    i64, "i64", INT, Int;
    i32, "i32", INT32 or INT, Int32;
    f32, "f32", FLOAT or FLOAT64, Float;
    f64, "f64", FLOAT64, Float64;
    bool, "bool", BOOL, Bool;
    String, "String", STRING, String;
}

impl ScriptType for &str {
    fn fits(_: &Program, ty: TypeId) -> bool {
        ty == TypeId::STRING
    }
    fn name() -> String {
        "&str".into()
    }
}

impl ToScript for &str {
    fn into_data(self) -> Data {
        Data::String(self.to_owned())
    }
}

impl ScriptType for () {
    fn fits(_: &Program, ty: TypeId) -> bool {
        matches!(ty, TypeId::VOID | TypeId::NEVER)
    }
    fn name() -> String {
        "()".into()
    }
}

impl FromScript for () {
    fn from_data(data: Data) -> Option<()> {
        (data == Data::Void).then_some(())
    }
}

impl ScriptType for Value {
    fn fits(_: &Program, _: TypeId) -> bool {
        true
    }
    fn name() -> String {
        "Value".into()
    }
}

impl FromScript for Value {
    fn from_data(data: Data) -> Option<Value> {
        Some(Value::from(data))
    }
}

impl ToScript for Value {
    fn into_data(self) -> Data {
        self.data().clone()
    }
}

impl<T: ScriptType> ScriptType for Vec<T> {
    fn fits(program: &Program, ty: TypeId) -> bool {
        matches!(program.types.get(ty), Type::Array(element) if T::fits(program, *element))
    }
    fn name() -> String {
        format!("Vec<{}>", T::name())
    }
}

impl<T: FromScript> FromScript for Vec<T> {
    fn from_data(data: Data) -> Option<Vec<T>> {
        if let Data::Array(items) = data { items.into_iter().map(T::from_data).collect() } else { None }
    }
}

impl<T: ToScript> ToScript for Vec<T> {
    fn into_data(self) -> Data {
        Data::Array(self.into_iter().map(T::into_data).collect())
    }
}

impl<T: ScriptType> ScriptType for Option<T> {
    fn fits(program: &Program, ty: TypeId) -> bool {
        matches!(program.types.get(ty), Type::Optional(payload) if T::fits(program, *payload))
    }
    fn name() -> String {
        format!("Option<{}>", T::name())
    }
}

impl<T: FromScript> FromScript for Option<T> {
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn from_data(data: Data) -> Option<Option<T>> {
        match data {
            Data::Null => Some(None),
            Data::Some(value) => T::from_data(*value).map(Some),
            _ => None,
        }
    }
}

impl<T: ToScript> ToScript for Option<T> {
    fn into_data(self) -> Data {
        self.map_or(Data::Null, |value| Data::Some(Box::new(value.into_data())))
    }
}

impl<T: ScriptType> ScriptType for Result<T, String> {
    fn fits(program: &Program, ty: TypeId) -> bool {
        matches!(program.types.get(ty), Type::Result(success) if T::fits(program, *success))
    }
    fn name() -> String {
        format!("Result<{}, String>", T::name())
    }
}

impl<T: FromScript> FromScript for Result<T, String> {
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn from_data(data: Data) -> Option<Result<T, String>> {
        match data {
            Data::Success(value) => T::from_data(*value).map(Ok),
            Data::Failure(message) => Some(Err(message)),
            _ => None,
        }
    }
}

impl<T: ToScript> ToScript for Result<T, String> {
    fn into_data(self) -> Data {
        match self {
            Ok(value) => Data::Success(Box::new(value.into_data())),
            Err(message) => Data::Failure(message),
        }
    }
}

/// Both types of a dictionary.
fn dictionary<K: ScriptType, V: ScriptType>(program: &Program, ty: TypeId) -> bool {
    matches!(program.types.get(ty), Type::Dictionary(key, value) if K::fits(program, *key) && V::fits(program, *value))
}

fn entries<K: FromScript, V: FromScript, M: FromIterator<(K, V)>>(data: Data) -> Option<M> {
    let Data::Dictionary(entries) = data else { return None };
    entries.into_iter().map(|(key, value)| Some((K::from_data(key)?, V::from_data(value)?))).collect()
}

impl<K: ScriptType, V: ScriptType, S> ScriptType for HashMap<K, V, S> {
    fn fits(program: &Program, ty: TypeId) -> bool {
        dictionary::<K, V>(program, ty)
    }
    fn name() -> String {
        format!("HashMap<{}, {}>", K::name(), V::name())
    }
}

impl<K: FromScript + Eq + Hash, V: FromScript, S: BuildHasher + Default> FromScript for HashMap<K, V, S> {
    fn from_data(data: Data) -> Option<HashMap<K, V, S>> {
        entries(data)
    }
}

/// In the order of the keys: that of a `HashMap` is a different one each time, and a script would see it.
impl<K: ToScript + Ord, V: ToScript, S> ToScript for HashMap<K, V, S> {
    fn into_data(self) -> Data {
        let mut entries: Vec<(K, V)> = self.into_iter().collect();
        entries.sort_by(|left, right| left.0.cmp(&right.0));
        Data::Dictionary(entries.into_iter().map(|(key, value)| (key.into_data(), value.into_data())).collect())
    }
}

impl<K: ScriptType, V: ScriptType> ScriptType for BTreeMap<K, V> {
    fn fits(program: &Program, ty: TypeId) -> bool {
        dictionary::<K, V>(program, ty)
    }
    fn name() -> String {
        format!("BTreeMap<{}, {}>", K::name(), V::name())
    }
}

impl<K: FromScript + Ord, V: FromScript> FromScript for BTreeMap<K, V> {
    fn from_data(data: Data) -> Option<BTreeMap<K, V>> {
        entries(data)
    }
}

impl<K: ToScript, V: ToScript> ToScript for BTreeMap<K, V> {
    fn into_data(self) -> Data {
        Data::Dictionary(self.into_iter().map(|(key, value)| (key.into_data(), value.into_data())).collect())
    }
}

/// The arguments of a call: a tuple of what [`ToScript`] takes.
pub trait Arguments {
    /// Whether they fit a function's parameters; the error names the first that does not, by its index and its Rust type.
    fn check(program: &Program, parameters: &[TypeId]) -> Result<(), Mismatch>;
    /// The values in order.
    fn into_values(self) -> Vec<Data>;
}

/// Why arguments don't fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mismatch {
    /// Not as many as there are parameters.
    Count(usize),
    /// One is of another type.
    Type(usize, String),
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*);)*) => {$(
        impl<$($name: ToScript),*> Arguments for ($($name,)*) {
            fn check(program: &Program, parameters: &[TypeId]) -> Result<(), Mismatch> {
                let names: &[&str] = &[$(stringify!($name)),*];
                let count = names.len();
                if parameters.len() != count {
                    return Err(Mismatch::Count(count));
                }
                $(
                    if !$name::passes(program, parameters[$index]) {
                        return Err(Mismatch::Type($index, $name::name()));
                    }
                )*
                let _ = program;
                Ok(())
            }

            fn into_values(self) -> Vec<Data> {
                vec![$(self.$index.into_data()),*]
            }
        }
    )*};
}

tuples! {
    ();
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
}

macro_rules! tuple_values {
    ($(($($name:ident $index:tt),*);)*) => {$(
        impl<$($name: ScriptType),*> ScriptType for ($($name,)*) {
            fn fits(program: &Program, ty: TypeId) -> bool {
                let Type::Tuple(items) = program.types.get(ty) else { return false };
                let names: &[&str] = &[$(stringify!($name)),*];
                let count = names.len();
                items.len() == count $(&& $name::fits(program, items[$index]))*
            }
            fn name() -> String {
                let names = [$($name::name()),*];
                format!("({})", names.join(", "))
            }
        }

        impl<$($name: FromScript),*> FromScript for ($($name,)*) {
            fn from_data(data: Data) -> Option<Self> {
                let Data::Tuple(items) = data else { return None };
                let mut items = items.into_iter();
                Some(($($name::from_data(items.next()?)?,)*))
            }
        }

        impl<$($name: ToScript),*> ToScript for ($($name,)*) {
            fn into_data(self) -> Data {
                Data::Tuple(vec![$(self.$index.into_data()),*])
            }
        }
    )*};
}

tuple_values! {
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
}

impl<A: ParameterTypes, R: MemoryType> ScriptType for Function<A, R> {
    fn fits(program: &Program, ty: TypeId) -> bool {
        matches!(program.types.get(ty), Type::Function(..)) && program.type_key(ty) == function_type::<A, R>()
    }
    fn name() -> String {
        format!("Function<{}>", function_type::<A, R>())
    }
}

impl<A: ParameterTypes, R: MemoryType> FromScript for Function<A, R> {
    fn from_data(data: Data) -> Option<Function<A, R>> {
        if let Data::Function(function) = data { function.typed() } else { None }
    }
}

impl<A: ParameterTypes, R: MemoryType> ToScript for Function<A, R> {
    fn into_data(self) -> Data {
        Data::Function(self.into())
    }
}

fn is_object(program: &Program, ty: TypeId) -> bool {
    matches!(program.types.get(ty), Type::Class(_) | Type::Trait(_) | Type::Any)
}

macro_rules! references {
    ($($ty:ty, [$($generics:tt)*], $name:expr;)*) => {$(
        impl<$($generics)*> ScriptType for $ty {
            /// Which class it is, is looked at when there is an object.
            fn fits(program: &Program, ty: TypeId) -> bool {
                is_object(program, ty)
            }
            fn name() -> String {
                $name
            }
        }

        impl<$($generics)*> FromScript for $ty {
            fn from_data(data: Data) -> Option<$ty> {
                if let Data::Object(any) = data { Object::try_cast(any) } else { None }
            }
        }

        impl<$($generics)*> ToScript for $ty {
            fn into_data(self) -> Data {
                Data::Object(Object::upcast(self))
            }
        }
    )*};
}

references! {
    Ref<T>, [T: Class], format!("Ref<{}>", T::shape().shape.name);
    Dyn<D>, [D: Trait + ?Sized], format!("Dyn<dyn {}>", D::definition().name);
    AnyRef, [], "AnyRef".into();
}

impl ScriptType for Coroutine {
    /// Whether it is a coroutine, is looked at when there is an object.
    fn fits(program: &Program, ty: TypeId) -> bool {
        is_object(program, ty)
    }
    fn name() -> String {
        "Coroutine".into()
    }
}

impl FromScript for Coroutine {
    fn from_data(data: Data) -> Option<Coroutine> {
        if let Data::Object(any) = data { Coroutine::from_object(any.into_object()) } else { None }
    }
}

impl ToScript for Coroutine {
    fn into_data(self) -> Data {
        Data::Object(AnyRef::assume(self.into_object()))
    }
}
