//! Functions without a receiver of the modules `random`, `noise`, `regex`, `json`, `io` and `time`, and what they cost.

use super::cost::{ARRAY, NOTHING, bytes_units, cost, parts, reading, writing};
use super::slots::Argument;
use super::typed::wrap;
use crate::collections::Array;
use crate::error::Fallible;
use crate::natives::core;
use crate::object::{Header, Value};
use crate::text::Str;
use crate::vm::interp::{Context, Cost, CostFunction, NativeFunction};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// An array in an argument, which the caller holds.
struct Borrowed<T: Value>(ManuallyDrop<Array<T>>);

impl<T: Value> Argument for Borrowed<T> {
    unsafe fn read(slots: *const u64) -> Borrowed<T> {
        // SAFETY: the caller's promise: an array of such elements, which lie there as in a `Vec`; the handle owns nothing.
        Borrowed(unsafe { ManuallyDrop::new(Array::from_object(<NonNull<Header> as Argument>::read(slots))) })
    }
}

/// The function of this name.
pub(super) fn find(name: &str) -> Option<NativeFunction> {
    Some(match name {
        "random" => wrap!(writ, |_| core::random(writ)),
        "randomInt" => wrap!(writ, |min: i64, max: i64| core::random_int(writ, min, max)?),
        "randomFloat" => wrap!(writ, |min: f32, max: f32| core::random_float(writ, min, max)?),
        "randomBool" => wrap!(writ, |probability: f64| core::random_bool(writ, probability)?),
        "randomStart" => wrap!(|seed: i64| core::random_start(seed)),
        "randomBits" => wrap!(|state: i64| core::random_bits(state)),
        "randomAfter" => wrap!(|state: i64| core::random_after(state)),
        "randomUnit" => wrap!(|bits: i64| core::random_unit(bits)),
        "randomWithin" => wrap!(|bits: i64, min: i64, max: i64| core::random_within(bits, min, max)?),
        "randomBetween" => wrap!(|bits: i64, min: f32, max: f32| core::random_between(bits, min, max)?),
        "randomChance" => wrap!(|bits: i64, probability: f64| core::random_chance(bits, probability)?),
        "noiseOfPlane" => wrap!(|seed: i64, kind: i64, frequency: f32, octaves: i64, x: f32, y: f32| {
            core::noise_of_plane(seed, kind, frequency, octaves, x, y)?
        }),
        "noiseOfSpace" => wrap!(|seed: i64, kind: i64, frequency: f32, octaves: i64, x: f32, y: f32, z: f32| {
            core::noise_of_space(seed, kind, frequency, octaves, x, y, z)?
        }),
        "regexCompile" => wrap!(writ, |pattern: &Str| core::regex_compile(writ, pattern)),
        "regexTest" => wrap!(writ, |pattern: &Str, size: i64, text: &Str| core::regex_test(writ, pattern, size, text)),
        "regexFind" => wrap!(writ, |pattern: &Str, size: i64, text: &Str, from: i64, last: i64| {
            core::regex_find(writ, pattern, size, text, from, last)
        }),
        "regexNames" => wrap!(writ, |pattern: &Str| core::regex_names(writ, pattern)),
        "regexExpand" => wrap!(|text: &Str, groups: Borrowed<i64>, names: Borrowed<Str>, replacement: &Str| {
            core::regex_expand(text, &groups.0, &names.0, replacement)
        }),
        "textPart" => wrap!(|text: &Str, start: i64, end: i64| core::text_part(text, start, end)),
        "textCount" => wrap!(|text: &Str, start: i64, end: i64| core::text_count(text, start, end)),
        "jsonEvents" => wrap!(|text: &Str| core::json_events(text)),
        "now" => wrap!(writ, |_| core::now(writ)),
        "deltaTime" => wrap!(writ, |_| core::delta_time(writ)),
        "readFile" => wrap!(writ, |path: &Str| core::read_file(writ, path)?),
        "writeFile" => wrap!(writ, |path: &Str, text: &Str| core::write_file(writ, path, text)),
        "appendFile" => wrap!(writ, |path: &Str, text: &Str| core::append_file(writ, path, text)),
        "fileExists" => wrap!(writ, |path: &Str| core::file_exists(writ, path)),
        "listDir" => wrap!(writ, |path: &Str| core::list_dir(writ, path)?),
        _ => return None,
    })
}

/// The longest message that one of these functions makes of its arguments.
const MESSAGE: usize = 4096;

/// What a call of the system takes.
const SYSTEM: u64 = 200;

/// To search a text: a step at each byte for each instruction of the regular expression, of which several are as much as an instruction of the VM.
fn searching(size: i64, bytes: usize) -> u64 {
    (u64::try_from(size).unwrap_or(0) / 16).max(1).saturating_mul(bytes as u64 + 1)
}

/// What a function of this name takes.
pub(super) fn cost_of(name: &str) -> Option<CostFunction> {
    Some(match name {
        "random" | "randomInt" | "randomFloat" | "randomBool" | "randomStart" | "randomBits" | "randomAfter" | "randomUnit"
        | "randomWithin" | "randomBetween" | "randomChance" | "now" | "deltaTime" => NOTHING,
        "noiseOfPlane" | "noiseOfSpace" => cost!(|_seed: i64, _kind: i64, _frequency: f32, octaves: i64| Cost {
            units: u64::try_from(octaves.clamp(1, 16)).unwrap_or(1) * 2,
            bytes: 0
        }),
        // It is compiled in several sizes, the largest of which is bounded.
        "regexCompile" => cost!(|pattern: &Str| Cost { units: 1000 + pattern.len() as u64, bytes: MESSAGE }),
        "regexTest" => cost!(|pattern: &Str, size: i64, text: &Str| Cost {
            units: searching(size, text.len()).saturating_add(bytes_units(pattern.len())),
            bytes: 0
        }),
        "regexFind" => cost!(|pattern: &Str, size: i64, text: &Str, from: i64| {
            let rest = text.len().saturating_sub(usize::try_from(from).unwrap_or(0));
            Cost { units: searching(size, rest).saturating_add(bytes_units(pattern.len())), bytes: MESSAGE }
        }),
        "regexNames" => cost!(|pattern: &Str| parts(pattern.len(), pattern.len().min(128))),
        "regexExpand" => cost!(|text: &Str, groups: Borrowed<i64>, _names: Borrowed<Str>, replacement: &Str| {
            // As often as it names one, the longest group: the whole match is first.
            let bound = |index: i64| usize::try_from(groups.0.try_get(index).unwrap_or(0)).unwrap_or(0);
            let longest = bound(1).saturating_sub(bound(0)).min(text.len());
            let named = replacement.matches('$').count();
            writing(replacement.len(), replacement.len().saturating_add(named.saturating_mul(longest)))
        }),
        "textPart" => cost!(|text: &Str, start: i64, end: i64| {
            let bytes = usize::try_from(end.saturating_sub(start)).unwrap_or(0);
            writing(0, bytes.min(text.len()))
        }),
        "textCount" => cost!(|text: &Str, start: i64, end: i64| {
            let bytes = usize::try_from(end.saturating_sub(start)).unwrap_or(0);
            reading(bytes.min(text.len()))
        }),
        "jsonEvents" => cost!(|text: &Str| {
            // Behind each of these signs there is at most one other event.
            let signs = text.bytes().filter(|byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':')).count();
            let events = parts(text.len().saturating_mul(2), signs * 2 + 1);
            Cost { units: events.units, bytes: events.bytes.saturating_add(MESSAGE) }
        }),
        // What is read is checked when its length is known.
        "readFile" | "fileExists" | "listDir" => {
            cost!(|path: &Str| Cost { units: SYSTEM + bytes_units(path.len()), bytes: MESSAGE + ARRAY })
        }
        "writeFile" | "appendFile" => cost!(|_path: &Str, text: &Str| Cost { units: SYSTEM + bytes_units(text.len()), bytes: MESSAGE }),
        _ => return None,
    })
}
