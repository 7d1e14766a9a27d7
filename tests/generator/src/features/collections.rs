//! Arrays, dictionaries and ranges: literals, spreads, elements, changes, and the library's methods.

use super::variables::{assignable, update_of};
use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Want, Writer};

/// Arrays, dictionaries and ranges: literals, spreads, elements, changes, and the library's methods.
pub const FEATURE: Feature = Feature {
    name: "collections",
    weight: 20,
    statements: &[(10, grow), (8, set_element), (8, set_entry), (6, change), (4, fixed), (8, write_fixed)],
    expressions: &[(30, "[T]", spread), (20, "[K: V]", spread_dictionary), (25, "T", element)],
    rules: "
        int = `[T]`.len()
        bool = `[T]`.isEmpty()
        P? = `[P]`.first()
        P? = `[P]`.last()
        P? = `[P]`.tryGet(`int`)
        [T] = `[T]`.clone()
        [T] = `[T]`.concat(`[T]`)
        [T] = `[T]`.reversed()
        [T] = `[T]`.slice(0, 0)
        N = `[N]`.sum()
        bool = `[E]`.contains(`E`)
        int = `[E]`.indexOf(`E`)
        int = `[E]`.lastIndexOf(`E`)
        [R] = `[T]`.map(`(T) -> R`)
        [T] = `[T]`.filter(`(T) -> bool`)
        R = `[T]`.reduce(`=R`, `(R, T) -> R`)
        bool = `[T]`.any(`(T) -> bool`)
        bool = `[T]`.all(`(T) -> bool`)
        int = `[T]`.count(`(T) -> bool`)
        P? = `[P]`.find(`(P) -> bool`)
        int = `[T]`.findIndex(`(T) -> bool`)
        [R] = `[T]`.flatMap(`(T) -> [R]`)
        [(T, U)] = `[T]`.zip(`[U]`)
        [(int, T)] = `[T]`.enumerate()
        string = `[T]`.join(`string`)
        C? = `[C]`.min()
        C? = `[C]`.max()
        [[T]] = `[T]`.chunks(2)
        [H] = `[H]`.unique()
        [K: [T]] = `[T]`.groupBy(`(T) -> K`)
        [C] = `[C]`.sorted()
        int = `[K: V]`.len()
        bool = `[K: V]`.isEmpty()
        bool = `[K: V]`.has(`K`)
        P? = `[K: P]`.get(`K`)
        V = `[K: V]`.getOr(`K`, `V`)
        [K] = `[K: V]`.keys()
        [V] = `[K: V]`.values()
        [(K, V)] = `[K: V]`.entries()
        [K: V] = `[K: V]`.clone()
        [R] = `[K: V]`.map(`(K, V) -> R`)
        [K: V] = `[K: V]`.filter(`(K, V) -> bool`)
        bool = (0..`int`).contains(`int`)
        int = (0..=(`int` & 7)).len()
    ",
    ..Feature::NONE
};

/// Variables of arrays or dictionaries, with the types in them.
fn arrays(w: &Writer) -> Vec<(String, Type)> {
    let of = |ty: &Type| match ty {
        Type::Array(item) => Some((**item).clone()),
        _ => None,
    };
    w.scope.iter().filter(|v| v.length.is_none()).filter_map(|v| of(&v.ty).map(|item| (v.text.clone(), item))).collect()
}

fn dictionaries(w: &Writer) -> Vec<(String, Type, Type)> {
    let of = |text: &str, ty: &Type| match ty {
        Type::Dictionary(key, value) => Some((text.to_string(), (**key).clone(), (**value).clone())),
        _ => None,
    };
    w.scope.iter().filter_map(|v| of(&v.text, &v.ty)).collect()
}

/// Adds an element to an array.
fn grow(w: &mut Writer) -> bool {
    let arrays = arrays(w);
    if arrays.is_empty() || w.frame.steady {
        return false;
    }
    let (name, item) = w.choices.pick(&arrays).clone();
    let value = assignable(w, &item);
    match w.choices.below(5) {
        0..3 => w.line(format!("{name}.push({})", value.argument())),
        3 => w.line(format!("{name}.insert(0, {})", value.argument())),
        _ => {
            let more = w.literal_only(&Type::array(item));
            w.line(format!("{name}.extend({})", more.argument()));
        }
    }
    if w.choices.chance(50) {
        w.show(&name);
    }
    true
}

/// Changes an array without making it longer.
fn change(w: &mut Writer) -> bool {
    let arrays = arrays(w);
    if arrays.is_empty() {
        return false;
    }
    let (name, item) = w.choices.pick(&arrays).clone();
    let line = match w.choices.below(8) {
        0 => format!("{name}.reverse()"),
        1 => format!("{name}.truncate(5)"),
        2 => format!("print(\"popped ${{{name}.pop()}}\")"),
        3 if w.is_comparable(&item) => format!("{name}.sort()"),
        4 if w.is_equatable(&item) => format!("print({name}.removeValue({}))", w.exact(&item).argument()),
        5 => format!("{name}.fill({})", assignable(w, &item).argument()),
        6 => {
            let key = w.some_of('C');
            let lambda = w.repeated(8, |w| w.exact(&Type::Function(vec![item.clone()], Box::new(key))));
            format!("{name}.sortByKey({})", lambda.text)
        }
        _ => {
            let lambda = w.repeated(16, |w| w.exact(&Type::Function(vec![item.clone(), item.clone()], Box::new(Type::Bool))));
            format!("{name}.sortBy({})", lambda.text)
        }
    };
    w.line(line);
    w.show(&name);
    true
}

/// The name of an array and an index that is in bounds, or seldom not; the condition under which it is, if it is not known.
fn place(w: &mut Writer, name: &str) -> (String, Option<String>) {
    let index = w.small(4);
    let guard = (!w.risks()).then(|| format!("{name}.len() > {}", index.text));
    (format!("{name}[{}]", index.text), guard)
}

fn set_element(w: &mut Writer) -> bool {
    let arrays = arrays(w);
    if arrays.is_empty() {
        return false;
    }
    let (name, item) = w.choices.pick(&arrays).clone();
    let (place, guard) = place(w, &name);
    let line = if item.is_number() && w.choices.chance(60) || item == Type::String && w.choices.chance(30) {
        update_of(w, &place, &item)
    } else {
        format!("{place} = {}", assignable(w, &item).text)
    };
    match guard {
        Some(guard) => w.line(format!("if {guard} {{\n    {line}\n}}")),
        None => w.line(line),
    }
    w.show(&name);
    true
}

fn set_entry(w: &mut Writer) -> bool {
    let known = dictionaries(w);
    if known.is_empty() || w.frame.steady {
        return false;
    }
    let (name, key, value) = w.choices.pick(&known).clone();
    let at = w.wanted(&key);
    let line = match w.choices.below(6) {
        0..2 => format!("{name}[{}] = {}", at.text, assignable(w, &value).text),
        2 => format!("{name}.set({}, {})", at.argument(), assignable(w, &value).argument()),
        3 => format!("print({name}.remove({}))", at.argument()),
        4 => format!("{name}.merge({})", w.literal_only(&Type::Dictionary(Box::new(key), Box::new(value.clone()))).argument()),
        _ if value.is_number() || value == Type::String => {
            let key = w.literal(&Want::of(&key));
            let place = format!("{name}[{}]", key.text);
            let update = update_of(w, &place, &value);
            if w.risks() { update } else { format!("if {name}.has({}) {{\n    {update}\n}}", key.argument()) }
        }
        _ => format!("{name}.clear()"),
    };
    w.line(line);
    w.show(&name);
    true
}

/// An array whose length stays, with elements that are read and written by index.
fn fixed(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let item = match w.choices.below(3) {
        0 => w.some_of('E'),
        1 => super::structs::field_type(w),
        _ => w.choices.pick(&[Type::Bool, Type::Int32, Type::Float64, Type::Float, Type::Int]).clone(),
    };
    let count = w.choices.between(2, 5);
    let items: Vec<Code> = (0..count).map(|_| w.wanted(&item)).collect();
    let list: Vec<String> = items.iter().map(Code::argument).collect();
    let name = w.name("fixed");
    w.line(format!("let {name}: {} = [{}]", Type::array(item.clone()), list.join(", ")));
    w.declare(&name, &Type::array(item), false);
    if let Some(variable) = w.scope.last_mut() {
        variable.length = Some(count);
    }
    true
}

/// Writes an element of such an array.
fn write_fixed(w: &mut Writer) -> bool {
    let known: Vec<(String, Type, usize)> = w
        .scope
        .iter()
        .filter_map(|v| match (&v.ty, v.length) {
            (Type::Array(item), Some(length)) => Some((v.text.clone(), (**item).clone(), length)),
            _ => None,
        })
        .collect();
    if known.is_empty() {
        return false;
    }
    let (name, item, length) = w.choices.pick(&known).clone();
    let index = if length > 3 && w.choices.chance(50) { format!("{} & 3", w.exact(&Type::Int).operand()) } else { w.small(length).text };
    let place = format!("{name}[{index}]");
    let line = if item.is_number() && w.choices.chance(40) {
        update_of(w, &place, &item)
    } else {
        format!("{place} = {}", assignable(w, &item).text)
    };
    w.line(line);
    w.show(&name);
    true
}

fn spread(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Array(item) = &want.ty else { return None };
    let mut parts = Vec::new();
    let mut texts = Vec::new();
    for _ in 0..1 + w.choices.below(3) {
        if w.choices.chance(40) {
            let code = w.exact(&want.ty);
            texts.push(format!("...{}", code.operand()));
            parts.push(code);
        } else {
            let code = w.wanted(item);
            texts.push(code.argument());
            parts.push(code);
        }
    }
    let parts: Vec<&Code> = parts.iter().collect();
    let code = Code::postfix(format!("[{}]", texts.join(", "))).with(&parts, &want.ty);
    Some(if want.exact { w.given(&want.ty, &code) } else { code })
}

fn spread_dictionary(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Dictionary(key, value) = &want.ty else { return None };
    let mut parts = Vec::new();
    let mut texts = Vec::new();
    for _ in 0..1 + w.choices.below(3) {
        if w.choices.chance(40) {
            let code = w.exact(&want.ty);
            texts.push(format!("...{}", code.operand()));
            parts.push(code);
        } else {
            let (key, value) = (w.wanted(key), w.wanted(value));
            texts.push(format!("{}: {}", key.operand(), value.argument()));
            parts.push(value);
        }
    }
    let parts: Vec<&Code> = parts.iter().collect();
    let code = Code::postfix(format!("{{{}}}", texts.join(", "))).with(&parts, &want.ty);
    Some(if want.exact { w.given(&want.ty, &code) } else { code })
}

/// An element of an array whose length stays, by an index that is in bounds; or of any array under a condition.
fn element(w: &mut Writer, want: &Want) -> Option<Code> {
    let fixed: Vec<(String, usize)> = w
        .scope
        .iter()
        .filter(|v| v.ty == Type::array(want.ty.clone()))
        .filter_map(|v| v.length.map(|length| (v.text.clone(), length)))
        .collect();
    if !fixed.is_empty() {
        let (name, length) = w.choices.pick(&fixed).clone();
        let index =
            if w.choices.chance(50) || length < 4 { w.small(length).text } else { format!("{} & 3", w.exact(&Type::Int).operand()) };
        return Some(Code { state: !want.ty.is_scalar(), ..Code::postfix(format!("{name}[{index}]")) });
    }
    let arrays = arrays(w);
    let arrays: Vec<String> = arrays.into_iter().filter(|(_, item)| *item == want.ty).map(|(name, _)| name).collect();
    if arrays.is_empty() {
        return None;
    }
    let name = w.choices.pick(&arrays).clone();
    let (place, guard) = place(w, &name);
    let state = !want.ty.is_scalar();
    match guard {
        None => Some(Code { state, ..Code::postfix(place) }),
        Some(guard) => {
            let otherwise = w.literal(&Want::exact(&want.ty));
            let text = format!("{guard} ? {place} : {}", otherwise.operand());
            Some(Code { state, ..Code::new(text, crate::write::Level::Lambda) })
        }
    }
}
