//! Values as the host sees them: a copy of what a script gave, of whatever type.

use super::convert::FromScript;
use crate::collections::Range;
use crate::function::FunctionHandle;
use crate::object::{AnyRef, Reference};
use crate::ops;
use crate::text::Show;
use std::fmt;

/// A value of a script, copied out of it.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Data {
    /// `void`.
    Void,
    /// `int`.
    Int(i64),
    /// `int32`.
    Int32(i32),
    /// `float`.
    Float(f32),
    /// `float64`.
    Float64(f64),
    /// `bool`.
    Bool(bool),
    /// `string`.
    String(String),
    /// `Range`.
    Range(Range),
    /// The empty `Optional`.
    Null,
    /// An `Optional` with a value.
    Some(Box<Data>),
    /// `Success(x)`.
    Success(Box<Data>),
    /// `Error("message")`.
    Failure(String),
    /// `Array<T>`.
    Array(Vec<Data>),
    /// `Dictionary<K, V>`, in its order.
    Dictionary(Vec<(Data, Data)>),
    /// A tuple.
    Tuple(Vec<Data>),
    /// A struct: its name, and its fields by name.
    Struct(String, Vec<(String, Data)>),
    /// A variant of an enum: the enum's name, the variant's, and its payload by name.
    Variant(String, String, Vec<(String, Data)>),
    /// A function; [`FunctionHandle::typed`] gives one that can be called.
    Function(FunctionHandle),
    /// An instance of a class, an object behind a trait, an `any`.
    Object(AnyRef),
    /// What nests too deep to be copied, or would be many times as large as what the instance has: a value that is in many places is copied as often.
    TooDeep,
}

/// What a script gave: shows itself as `print` would, and converts.
#[derive(Clone, PartialEq, Debug)]
pub struct Value {
    data: Data,
    shown: Option<String>,
}

impl Value {
    pub(super) fn new(data: Data, shown: Option<String>) -> Value {
        Value { data, shown }
    }

    /// The value itself.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Whether there is none: the module ended without `return`, or the function returns nothing.
    pub fn is_void(&self) -> bool {
        self.data == Data::Void
    }

    /// The value as a Rust type, if it is one of that type.
    pub fn get<T: FromScript>(&self) -> Option<T> {
        T::from_data(self.data.clone())
    }
}

impl From<Data> for Value {
    fn from(data: Data) -> Value {
        Value { data, shown: None }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shown {
            Some(text) => f.write_str(text),
            None => self.data.fmt(f),
        }
    }
}

/// As `print` shows it, but for `toString` of structs.
impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        show(self, &mut out, true);
        f.write_str(&out)
    }
}

fn list<'a, T: 'a>(out: &mut String, items: impl IntoIterator<Item = &'a T>, each: impl Fn(&mut String, &T)) {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        each(out, item);
    }
}

fn fields(out: &mut String, fields: &[(String, Data)]) {
    out.push('(');
    list(out, fields, |out, (name, value)| {
        out.push_str(name);
        out.push_str(": ");
        show(value, out, false);
    });
    out.push(')');
}

fn show(data: &Data, out: &mut String, top: bool) {
    match data {
        Data::Void => {}
        Data::Int(value) => ops::show_i64(out, *value),
        Data::Int32(value) => ops::show_i32(out, *value),
        Data::Float(value) => ops::show_f32(out, *value),
        Data::Float64(value) => ops::show_f64(out, *value),
        Data::Bool(value) => ops::show_bool(out, *value),
        Data::String(text) if top => out.push_str(text),
        Data::String(text) => ops::quote(out, text),
        Data::Range(range) => range.show(out),
        Data::Null => out.push_str("null"),
        Data::Some(value) => show(value, out, top),
        Data::Success(value) => {
            out.push_str("Success(");
            show(value, out, false);
            out.push(')');
        }
        Data::Failure(message) => {
            out.push_str("Error(");
            ops::quote(out, message);
            out.push(')');
        }
        Data::Array(items) => {
            out.push('[');
            list(out, items, |out, item| show(item, out, false));
            out.push(']');
        }
        Data::Dictionary(entries) => {
            out.push('{');
            list(out, entries, |out, (key, value)| {
                show(key, out, false);
                out.push_str(": ");
                show(value, out, false);
            });
            out.push('}');
        }
        Data::Tuple(items) => {
            out.push('(');
            list(out, items, |out, item| show(item, out, false));
            out.push(')');
        }
        Data::Struct(name, parts) => {
            out.push_str(name);
            fields(out, parts);
        }
        Data::Variant(name, variant, parts) if parts.is_empty() => {
            out.push_str(name);
            out.push('.');
            out.push_str(variant);
        }
        Data::Variant(_, variant, parts) => {
            out.push_str(variant);
            fields(out, parts);
        }
        Data::Function(function) => out.push_str(&function.text()),
        Data::Object(object) => {
            out.push('<');
            out.push_str(object.as_object().class().shape.name);
            out.push('>');
        }
        Data::TooDeep => out.push('…'),
    }
}
