//! The library's types: vectors, colours, rectangles, random numbers, regular expressions, tweens, timers, noise, time.

use crate::feature::Feature;
use crate::scope::{Callable, Declared, Kind, Member, Operator, Parameter};
use crate::types::Type;
use crate::write::Writer;

/// The library's types: vectors, colours, rectangles, random numbers, regular expressions, tweens, timers, noise, time.
pub const FEATURE: Feature = Feature {
    name: "library",
    weight: 8,
    setup: Some(setup),
    statements: &[(2, regex), (2, tween), (2, timer), (2, random)],
    rules: "
        float = random()
        int = randomInt(1, 6)
        float = randomFloat(-1.0, 1.0)
        bool = randomBool(0.5)
        P? = pick(`[P]`)
        [T] = sample(`[T]`, 0)
        float = noise2D(`float`, 0.5)
        float = noise3D(0.25, `float`, 1.5)
        float64 = now()
        float64 = deltaTime()
        float64 = elapsed(now())
        int = Random(`int`).randomInt(-3, 3)
        float = Random(`int`).random()
        bool = Random(`int`).randomBool()
        bool = Regex.new(\"[a-c]+\").value.test(`string`)
        string = Regex.new(\"(l+)(o?)\").value.replaceAll(`string`, \"<$1>\")
        string = Regex.new(\"\\\\d\").value.replace(`string`, \"_\")
        [string] = Regex.new(\"[ ,]\").value.split(`string`)
        [string?]? = Regex.new(\"(a)|(b)\").value.captures(`string`)
        bool = Regex.new(`string`).isSuccess
    ",
    failures: &[
        "print(\"a\".repeat(`int` % 50))",
        "print([1, 2].slice(2, `int`))",
        "print(`[int]`.chunks(`int` & 1))",
        "print(`string`.codeAt(`int`))",
        "print(`int`.pow(`int`))",
        "print(string.fromCode(`int`))",
        "print(`float`.toFixed(`int`))",
        "print(randomInt(`int`, `int`))",
        "print(sample([1, 2], `int`))",
        "print(`[int]`.remove(`int`))",
        "print((0..`int`).step(`int` & 3))",
    ],
    ..Feature::NONE
};

/// A type of the library: its fields, its operators and its methods and statics, as `name(parameters) -> result`.
struct Known {
    name: &'static str,
    fields: &'static [(&'static str, &'static str)],
    operators: &'static [(&'static str, &'static str, &'static str)],
    methods: &'static [(&'static str, &'static str)],
    statics: &'static [(&'static str, &'static str)],
}

const VECTOR2: Known = Known {
    name: "Vector2",
    fields: &[("x", "float"), ("y", "float")],
    operators: &[
        ("+", "Vector2", "Vector2"),
        ("-", "Vector2", "Vector2"),
        ("*", "float", "Vector2"),
        ("/", "Vector2", "Vector2"),
        ("-", "void", "Vector2"),
        ("%", "float", "Vector2"),
    ],
    methods: &[
        ("length", "() -> float"),
        ("normalized", "() -> Vector2"),
        ("dot", "(Vector2) -> float"),
        ("cross", "(Vector2) -> float"),
        ("distance", "(Vector2) -> float"),
        ("lerp", "(Vector2, float) -> Vector2"),
        ("angleTo", "(Vector2) -> float"),
        ("reflect", "(Vector2) -> Vector2"),
        ("project", "(Vector2) -> Vector2"),
        ("rotate", "(float) -> Vector2"),
        ("clampLength", "(float, float) -> Vector2"),
        ("min", "(Vector2) -> Vector2"),
        ("abs", "() -> Vector2"),
        ("floor", "() -> Vector2"),
        ("moveTowards", "(Vector2, float) -> Vector2"),
    ],
    statics: &[("ZERO", "Vector2"), ("UP", "Vector2")],
};

const VECTOR3: Known = Known {
    name: "Vector3",
    fields: &[("x", "float"), ("y", "float"), ("z", "float")],
    operators: &[("+", "Vector3", "Vector3"), ("-", "Vector3", "Vector3"), ("*", "float", "Vector3"), ("-", "void", "Vector3")],
    methods: &[
        ("length", "() -> float"),
        ("normalized", "() -> Vector3"),
        ("dot", "(Vector3) -> float"),
        ("cross", "(Vector3) -> Vector3"),
        ("lerp", "(Vector3, float) -> Vector3"),
        ("angleTo", "(Vector3) -> float"),
        ("max", "(Vector3) -> Vector3"),
        ("round", "() -> Vector3"),
    ],
    statics: &[("FORWARD", "Vector3"), ("ONE", "Vector3")],
};

const COLOR: Known = Known {
    name: "Color",
    fields: &[("r", "float"), ("g", "float"), ("b", "float"), ("a", "float")],
    operators: &[("+", "Color", "Color"), ("*", "float", "Color")],
    methods: &[
        ("toHex", "() -> string"),
        ("toHSV", "() -> (float, float, float)"),
        ("lerp", "(Color, float) -> Color"),
        ("lighten", "(float) -> Color"),
        ("darken", "(float) -> Color"),
        ("withAlpha", "(float) -> Color"),
    ],
    statics: &[
        ("RED", "Color"),
        ("TRANSPARENT", "Color"),
        ("fromHex", "(string) -> Color!"),
        ("fromHSV", "(float, float, float) -> Color"),
    ],
};

const RECTANGLE: Known = Known {
    name: "Rectangle",
    fields: &[("x", "float"), ("y", "float"), ("width", "float"), ("height", "float")],
    operators: &[],
    methods: &[
        ("intersects", "(Rectangle) -> bool"),
        ("union", "(Rectangle) -> Rectangle"),
        ("intersection", "(Rectangle) -> Rectangle?"),
        ("expand", "(float) -> Rectangle"),
        ("area", "() -> float"),
    ],
    statics: &[],
};

const QUATERNION: Known = Known {
    name: "Quaternion",
    fields: &[("x", "float"), ("y", "float"), ("z", "float"), ("w", "float")],
    operators: &[("*", "Quaternion", "Quaternion")],
    methods: &[
        ("length", "() -> float"),
        ("normalized", "() -> Quaternion"),
        ("slerp", "(Quaternion, float) -> Quaternion"),
        ("inverse", "() -> Quaternion"),
    ],
    statics: &[("IDENTITY", "Quaternion"), ("fromEuler", "(float, float, float) -> Quaternion")],
};

/// Makes some of the library's value types known in some programs.
fn setup(w: &mut Writer) {
    for known in [&VECTOR2, &COLOR, &VECTOR3, &RECTANGLE, &QUATERNION] {
        if w.choices.chance(12) {
            declare(w, known);
        }
    }
}

/// A signature's parameters, by position only, and its result.
pub fn signature(text: &str) -> (Vec<Parameter>, Type) {
    match Type::read(text) {
        Type::Function(parameters, result) => {
            let parameters = parameters.into_iter().map(|ty| Parameter { name: String::new(), ty, default: false }).collect();
            (parameters, *result)
        }
        ty => (Vec::new(), ty),
    }
}

fn declare(w: &mut Writer, known: &Known) {
    let ty = Type::named(known.name);
    let mut declared = Declared::new(known.name, Kind::Struct);
    (declared.patterns, declared.foreign) = (false, true);
    declared.fields = known.fields.iter().map(|(name, ty)| Member { name: (*name).into(), ty: Type::read(ty), mutable: true }).collect();
    declared.operators = known
        .operators
        .iter()
        .map(|(text, right, result)| Operator { text: (*text).into(), right: Type::read(right), result: Type::read(result) })
        .collect();
    let fields = declared.fields.iter().map(|f| Parameter { name: f.name.clone(), ty: f.ty.clone(), default: false }).collect();
    w.callables.push(Callable::function(known.name, fields, ty.clone(), 2));
    w.declared.push(declared);
    for (name, text) in known.methods {
        let (parameters, result) = signature(text);
        w.callables.push(Callable::method(ty.clone(), name, parameters, result, 8));
    }
    for (name, text) in known.statics {
        let (parameters, result) = signature(text);
        let cost = if parameters.is_empty() { 0 } else { 8 };
        w.callables.push(Callable::function(&format!("{}.{name}", known.name), parameters, result, cost));
    }
}

fn regex(w: &mut Writer) -> bool {
    let name = w.name("pattern");
    let text = *w.choices.pick(&["[a-z]+", "(?<first>\\\\w)(\\\\w*)", "[", "x*", "日|é"]);
    let subject = w.exact(&Type::String);
    w.line(format!("let {name} = Regex.new(\"{text}\")"));
    w.line(format!("if {name}.isSuccess {{"));
    w.indented(|w| {
        w.line(format!("print({name}.value.matchAll({}))", subject.argument()));
        let subject = w.exact(&Type::String);
        w.line(format!("print({name}.value.match({}))", subject.argument()));
        let subject = w.exact(&Type::String);
        w.line(format!("print({name}.value.namedCaptures({}))", subject.argument()));
    });
    w.line("} else {");
    w.line(format!("    print({name}.error)\n}}"));
    true
}

fn tween(w: &mut Writer) -> bool {
    let name = w.name("tween");
    let (from, to) = (w.float(), w.exact(&Type::Float));
    let easing = *w.choices.pick(&["Linear", "InQuad", "OutBounce", "InOutBack", "OutElastic", "Smoothstep"]);
    let mode = *w.choices.pick(&["None", "Loop", "PingPong"]);
    w.line(format!(
        "let {name} = Tween({}, {}, 1.5, easing: Easing.{easing}, loopMode: LoopMode.{mode}, delay: 0.25)",
        from.text,
        to.argument()
    ));
    w.line(format!("for i in 0..4 {{\n    print(\"${{{name}.update(0.6)}} ${{{name}.isFinished}}\")\n}}"));
    true
}

fn timer(w: &mut Writer) -> bool {
    let name = w.name("timer");
    let repeating = *w.choices.pick(&["true", "false"]);
    w.line(format!("let {name} = Timer(1.0, {repeating})\n{name}.onFinished(() => print(\"{name} rings\"))\n{name}.start()"));
    w.line(format!(
        "for i in 0..3 {{\n    {name}.update(0.65)\n    print(\"${{{name}.elapsed}} ${{{name}.remaining}} ${{{name}.isFinished}}\")\n}}"
    ));
    true
}

fn random(w: &mut Writer) -> bool {
    let (name, list) = (w.name("random"), w.name("list"));
    let seed = w.exact(&Type::Int);
    w.line(format!("let {name} = Random({})\nlet {list} = [1, 2, 3, 4, 5]\n{name}.shuffle({list})\nshuffle({list})", seed.argument()));
    w.line(format!("print(\"${{{list}}} ${{{name}.sample({list}, 2)}} ${{{name}.pick({list})}} ${{{name}.randomFloat(0.0, 2.0)}}\")"));
    true
}
