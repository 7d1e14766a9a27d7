//! Natives of fixed types.

use super::slots::Argument;
use crate::collections::Range;
use crate::error::Fallible;
use crate::natives;
use crate::object::Header;
use crate::text::Str;
use crate::vm::interp::{Context, NativeFunction};
use std::ptr::NonNull;
use writ_compiler::ir::TypeId;

/// A wrapper around an expression over the arguments, and over the instance if that is named first.
macro_rules! wrap {
    ($writ:ident, |_| $body:expr) => {{
        unsafe fn native(context: &mut Context<'_>) -> Fallible<()> {
            let $writ = &mut *context.writ;
            let result = $body;
            // SAFETY: the program was checked against the declaration, to which the type here belongs.
            unsafe { context.give(result) }
            Ok(())
        }
        let native: NativeFunction = native;
        native
    }};
    ($writ:ident, |$($argument:ident: $ty:ty),*| $body:expr) => {{
        unsafe fn native(context: &mut Context<'_>) -> Fallible<()> {
            let mut index = 0;
            // SAFETY: the program was checked against the declaration, to which the types here belong.
            unsafe {
                $(
                    let $argument: $ty = context.argument(index);
                    index += 1;
                )*
                let _ = index;
                let $writ = &mut *context.writ;
                let result = $body;
                context.give(result);
            }
            Ok(())
        }
        let native: NativeFunction = native;
        native
    }};
    (|$($argument:ident: $ty:ty),*| $body:expr) => {{
        unsafe fn native(context: &mut Context<'_>) -> Fallible<()> {
            let mut index = 0;
            // SAFETY: the program was checked against the declaration, to which the types here belong.
            unsafe {
                $(
                    let $argument: $ty = context.argument(index);
                    index += 1;
                )*
                let _ = index;
                context.give($body);
            }
            Ok(())
        }
        let native: NativeFunction = native;
        native
    }};
}
pub(super) use wrap;

/// A wrapper for each numeric type.
macro_rules! number {
    ($of:expr, $alias:ident => $wrapper:expr) => {
        match $of {
            Some(TypeId::INT) => {
                type $alias = i64;
                $wrapper
            }
            Some(TypeId::INT32) => {
                type $alias = i32;
                $wrapper
            }
            _ => number!(float $of, $alias => $wrapper),
        }
    };
    (float $of:expr, $alias:ident => $wrapper:expr) => {
        match $of {
            Some(TypeId::FLOAT64) => {
                type $alias = f64;
                $wrapper
            }
            _ => {
                type $alias = f32;
                $wrapper
            }
        }
    };
}

macro_rules! floats {
    ($of:expr, $given:expr; $($name:literal $function:ident($($parameter:ident),*);)*) => {
        match $given {
            $($name => number!(float $of, T => wrap!(|$($parameter: T),*| natives::core::$function($($parameter),*))),)*
            _ => return None,
        }
    };
}

/// A function without receiver; `of` is its type argument.
pub(super) fn plain(name: &str, of: Option<TypeId>) -> Option<NativeFunction> {
    Some(match name {
        "print" => print,
        "assert" => wrap!(|condition: bool, message: &Str| natives::core::assert(condition, message)?),
        "jsonQuoted" => wrap!(|text: &Str| natives::core::json_quoted(text)),
        "panic" => wrap!(|message: &Str| natives::core::panic(message)?),
        "invalidArgument" => wrap!(|message: &Str| natives::core::invalid_argument(message)?),
        "abs" => number!(of, T => wrap!(|x: T| natives::core::abs(x))),
        "min" => number!(of, T => wrap!(|a: T, b: T| natives::core::min(a, b))),
        "max" => number!(of, T => wrap!(|a: T, b: T| natives::core::max(a, b))),
        "clamp" => number!(of, T => wrap!(|x: T, low: T, high: T| natives::core::clamp(x, low, high))),
        "sign" => number!(of, T => wrap!(|x: T| natives::core::sign(x))),
        _ => floats! {
            of, name;
            "floor" floor(x);
            "ceil" ceil(x);
            "round" round(x);
            "trunc" trunc(x);
            "fract" fract(x);
            "mod" r#mod(x, y);
            "sqrt" sqrt(x);
            "cbrt" cbrt(x);
            "pow" pow(x, y);
            "exp" exp(x);
            "log" log(x);
            "log2" log2(x);
            "log10" log10(x);
            "sin" sin(x);
            "cos" cos(x);
            "tan" tan(x);
            "asin" asin(x);
            "acos" acos(x);
            "atan" atan(x);
            "atan2" atan2(y, x);
            "hypot" hypot(x, y);
            "toRadians" to_radians(x);
            "toDegrees" to_degrees(x);
            "isNaN" is_na_n(x);
            "isFinite" is_finite(x);
        },
    })
}

/// A method of a type that is no collection.
pub(super) fn method(receiver: &str, name: &str) -> Option<NativeFunction> {
    match receiver {
        "string" => string(name),
        "int" => int(name),
        "int32" => int32(name),
        "Range" => range(name),
        "float" if name == "toFixed" => Some(wrap!(|x: f32, digits: i64| natives::float::to_fixed(x, digits)?)),
        "float64" if name == "toFixed" => Some(wrap!(|x: f64, digits: i64| natives::float64::to_fixed(x, digits)?)),
        "function" if name == "show" => Some(show_function),
        _ => None,
    }
}

unsafe fn print(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: `print` takes a string.
    let text: &Str = unsafe { <&Str>::read(context.slots(0)) };
    context.writ.print(text);
    Ok(())
}

unsafe fn show_function(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a function value.
    unsafe {
        let object: NonNull<Header> = context.argument(0);
        context.give(Str::from(crate::function::show(object)));
    }
    Ok(())
}

macro_rules! ints {
    ($function:ident, $int:ty, $module:path) => {
        fn $function(name: &str) -> Option<NativeFunction> {
            use $module as methods;
            Some(match name {
                "pow" => wrap!(|x: $int, exponent: i64| methods::pow(x, exponent)?),
                "checkedAdd" => wrap!(|x: $int, other: $int| methods::checked_add(x, other)),
                "checkedSub" => wrap!(|x: $int, other: $int| methods::checked_sub(x, other)),
                "checkedMul" => wrap!(|x: $int, other: $int| methods::checked_mul(x, other)),
                "countOnes" => wrap!(|x: $int| methods::count_ones(x)),
                "toHex" => wrap!(|x: $int| methods::to_hex(x)),
                "toBinary" => wrap!(|x: $int| methods::to_binary(x)),
                _ => return None,
            })
        }
    };
}

ints!(int, i64, natives::int);
ints!(int32, i32, natives::int32);

fn range(name: &str) -> Option<NativeFunction> {
    Some(match name {
        "len" => wrap!(|range: Range| natives::range::len(range)),
        "isEmpty" => wrap!(|range: Range| natives::range::is_empty(range)),
        "contains" => wrap!(|range: Range, value: i64| natives::range::contains(range, value)),
        "step" => wrap!(|range: Range, size: i64| natives::range::step(range, size)?),
        "reversed" => wrap!(|range: Range| natives::range::reversed(range)),
        "item" => wrap!(|range: Range, index: i64| natives::range::item(range, index)),
        "equals" => wrap!(|range: Range, other: Range| natives::range::equals(range, other)),
        "show" => wrap!(|range: Range| natives::range::show(range)),
        _ => return None,
    })
}

fn string(name: &str) -> Option<NativeFunction> {
    use natives::string;
    Some(match name {
        "len" | "length" => wrap!(|s: &Str| string::len(s)),
        "isEmpty" => wrap!(|s: &Str| string::is_empty(s)),
        "trim" => wrap!(|s: &Str| string::trim(s)),
        "trimStart" => wrap!(|s: &Str| string::trim_start(s)),
        "trimEnd" => wrap!(|s: &Str| string::trim_end(s)),
        "toUpper" => wrap!(|s: &Str| string::to_upper(s)),
        "toLower" => wrap!(|s: &Str| string::to_lower(s)),
        "contains" => wrap!(|s: &Str, part: &Str| string::contains(s, part)),
        "startsWith" => wrap!(|s: &Str, part: &Str| string::starts_with(s, part)),
        "endsWith" => wrap!(|s: &Str, part: &Str| string::ends_with(s, part)),
        "indexOf" => wrap!(|s: &Str, part: &Str| string::index_of(s, part)),
        "lastIndexOf" => wrap!(|s: &Str, part: &Str| string::last_index_of(s, part)),
        "replace" => wrap!(|s: &Str, part: &Str, new: &Str| string::replace(s, part, new)),
        "replaceFirst" => wrap!(|s: &Str, part: &Str, new: &Str| string::replace_first(s, part, new)),
        "split" => wrap!(|s: &Str, separator: &Str| string::split(s, separator)),
        "lines" => wrap!(|s: &Str| string::lines(s)),
        "chars" => wrap!(|s: &Str| string::chars(s)),
        "charAt" => wrap!(|s: &Str, index: i64| string::char_at(s, index)),
        "slice" => wrap!(|s: &Str, start: i64, end: i64| string::slice(s, start, end)?),
        "repeat" => wrap!(|s: &Str, count: i64| string::repeat(s, count)?),
        "padStart" => wrap!(|s: &Str, width: i64, fill: &Str| string::pad_start(s, width, fill)?),
        "padEnd" => wrap!(|s: &Str, width: i64, fill: &Str| string::pad_end(s, width, fill)?),
        "reversed" => wrap!(|s: &Str| string::reversed(s)),
        "toInt" => wrap!(|s: &Str| string::to_int(s)),
        "toFloat" => wrap!(|s: &Str| string::to_float(s)),
        "toFloat64" => wrap!(|s: &Str| string::to_float64(s)),
        "codeAt" => wrap!(|s: &Str, index: i64| string::code_at(s, index)?),
        "fromCode" => wrap!(|code: i64| string::from_code(code)?),
        "compare" => wrap!(|s: &Str, other: &Str| string::compare(s, other)),
        "quoted" => wrap!(|s: &Str| string::quoted(s)),
        "charFrom" => wrap!(|s: &Str, offset: i64| string::char_from(s, offset)),
        "byteLen" => wrap!(|s: &Str| string::byte_len(s)),
        _ => return None,
    })
}
