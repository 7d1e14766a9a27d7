//! What the host of `tests/generator/host` offers.

use super::library::signature;
use crate::feature::Feature;
use crate::scope::{Callable, Declared, Home, Kind, Member, Parameter, Variable};
use crate::types::Type;
use crate::write::Writer;

/// What the host of `tests/generator/host` offers.
pub const FEATURE: Feature = Feature {
    name: "host",
    weight: 20,
    setup: Some(setup),
    statements: &[(6, push), (4, mark), (4, counter)],
    rules: "
        HostMode = hostNext(`HostMode`)
        int = hostTwice(`(int) -> int`, `int`)
        int = hostEach(`[int]`, `(int, int) -> int`)
        string = hostDecorate(`(string) -> string`, `string`)
        float = hostAt(`(float) -> float`, `float`)
        bool = HostCounter(`string`).ask(`(string) -> bool`)
        int = HostCounter(`string`).change(`(int) -> int`)
        string = (hostBest([`HostCounter`, `HostCounter`])?.name ?? \"none\")
        HostCell = HostCell(1, 2).moved(`int32`)
    ",
    failures: &[
        "print(hostCheck(`int`))",
        "print(`HostCounter`.checked(`int`))",
        "print(hostParse(`string`).value)",
        "hostTwice((x: int) => 7 / x, `int`)",
    ],
    host: true,
    ..Feature::NONE
};

const FUNCTIONS: [(&str, &str); 12] = [
    ("hostAdd", "(int, int) -> int"),
    ("hostScale", "(float, float64) -> float64"),
    ("hostNarrow", "(int32, bool) -> int32"),
    ("hostShout", "(string) -> string"),
    ("hostSum", "([int]) -> int"),
    ("hostReversed", "([string]) -> [string]"),
    ("hostLetters", "(string) -> [string: int]"),
    ("hostHalf", "(int) -> int?"),
    ("hostOrNone", "(string?) -> string"),
    ("hostParse", "(string) -> int!"),
    ("hostSwap", "((int, string)) -> (string, int)"),
    ("hostNext", "(HostMode) -> HostMode"),
];

const METHODS: [(&str, &str, &str); 8] = [
    ("HostCounter", "add", "(int) -> int"),
    ("HostCounter", "describe", "() -> string"),
    ("HostCounter", "merge", "(HostCounter) -> int"),
    ("HostCounter", "isAbove", "(HostCounter) -> bool"),
    ("HostNamed", "title", "() -> string"),
    ("HostNamed", "rename", "(string) -> string"),
    ("HostCell", "moved", "(int32) -> HostCell"),
    ("HostCell", "sum", "() -> int"),
];

fn setup(w: &mut Writer) {
    for (name, text) in FUNCTIONS {
        let (parameters, result) = signature(text);
        w.callables.push(Callable::function(name, parameters, result, 6));
    }
    for (owner, name, text) in METHODS {
        let (parameters, result) = signature(text);
        w.callables.push(Callable::method(Type::named(owner), name, parameters, result, 6));
    }
    w.callables.push(Callable { mutates: true, ..Callable::method(Type::named("HostCell"), "step", Vec::new(), Type::Void, 4) });
    for (name, ty) in [("HOST_LIMIT", Type::Int), ("HOST_FACTOR", Type::Float), ("HOST_NAME", Type::String)] {
        w.scope.push(Variable { text: name.into(), ty, mutable: false, home: Home::Module, narrowed: false, length: None });
    }
    let fields = |list: &[(&str, Type, bool)]| {
        list.iter().map(|(name, ty, mutable)| Member { name: (*name).into(), ty: ty.clone(), mutable: *mutable }).collect()
    };
    let foreign = |name: &str, kind: Kind| Declared { foreign: true, patterns: false, ..Declared::new(name, kind) };

    w.declared.push(foreign("HostNamed", Kind::Trait));
    let mut counter = foreign("HostCounter", Kind::Class);
    counter.supertypes = vec![Type::named("HostNamed")];
    counter.fields = fields(&[
        ("name", Type::String, true),
        ("count", Type::Int, true),
        ("share", Type::Float, true),
        ("active", Type::Bool, true),
        ("id", Type::Int32, false),
    ]);
    w.declared.push(counter);
    let (name, _) = signature("(string) -> int");
    w.callables.push(Callable::function("HostCounter", name.clone(), Type::named("HostCounter"), 4));
    w.callables.push(Callable::function("HostCounter.new", name, Type::named("HostCounter"), 4));

    let mut cell = foreign("HostCell", Kind::Struct);
    cell.fields = fields(&[("column", Type::Int32, true), ("row", Type::Int32, true)]);
    w.declared.push(cell);
    let (parts, _) = signature("(int32, int32) -> int");
    w.callables.push(Callable::function("HostCell", parts, Type::named("HostCell"), 2));

    let mut mode = foreign("HostMode", Kind::Enum);
    let share = Parameter { name: "share".into(), ty: Type::Float, default: false };
    mode.variants = vec![("Off".into(), Vec::new()), ("On".into(), Vec::new()), ("Part".into(), vec![share.clone()])];
    w.declared.push(mode);
    let ty = Type::named("HostMode");
    w.callables.push(Callable::function("HostMode.Off", Vec::new(), ty.clone(), 0));
    w.callables.push(Callable::function("HostMode.On", Vec::new(), ty.clone(), 0));
    w.callables.push(Callable::function("HostMode.Part", vec![share], ty, 1));
}

/// The host changes an array of the script's.
fn push(w: &mut Writer) -> bool {
    let known: Vec<String> =
        w.scope.iter().filter(|v| v.ty == Type::array(Type::Int) && v.length.is_none()).map(|v| v.text.clone()).collect();
    if known.is_empty() || w.frame.steady {
        return false;
    }
    let name = w.choices.pick(&known).clone();
    let more = w.exact(&Type::Int);
    w.line(format!("print(\"${{hostPush({name}, {})}} ${{{name}}}\")", more.argument()));
    true
}

/// The host changes a dictionary of the script's.
fn mark(w: &mut Writer) -> bool {
    let ty = Type::read("[string: int]");
    let name = w.name("table");
    let value = w.exact(&ty);
    w.line(format!("let {name} = {}\nprint(hostMark({name}))\nprint({name})", value.text));
    w.declare(&name, &ty, false);
    true
}

/// An object of the host's, changed by both.
fn counter(w: &mut Writer) -> bool {
    let name = w.name("counter");
    let (label, by, share) = (w.exact(&Type::String), w.exact(&Type::Int), w.exact(&Type::Float));
    w.line(format!("let {name} = HostCounter({})\n{name}.share *= {}\n{name}.count -= 3", label.argument(), share.operand()));
    w.line(format!(
        "print(\"${{{name}.add({})}} ${{{name}.share}} ${{{name}.describe()}} ${{{name}.title()}} ${{{name}}}\")",
        by.argument()
    ));
    if w.choices.chance(30) {
        w.line(format!("print({name}.change((n: int) => n + {name}.id))"));
    }
    w.declare(&name, &Type::named("HostCounter"), false);
    true
}
