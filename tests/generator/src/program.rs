//! A whole program: variables of the module, declarations, and the statements of the top level.

use crate::choices::Choices;
use crate::features::FEATURES;
use crate::scope::Frame;
use crate::types::Type;
use crate::write::{Want, Writer};

/// What a program should be like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// About how many lines; 0 leaves it to the choices (mostly 40 to 90, some up to 300).
    pub lines: usize,
    /// Whether it calls what the host of `tests/generator/host` offers.
    pub host: bool,
    /// Whether it starts coroutines, so that it needs ticks.
    pub ticks: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { lines: 0, host: false, ticks: true }
    }
}

/// A program, and how to drive it.
#[derive(Clone, PartialEq, Debug)]
pub struct Generated {
    /// The text of its only module.
    pub source: String,
    /// How often the host calls `tick`.
    pub ticks: u32,
    /// With how many seconds each time.
    pub seconds: f64,
}

/// How much work the top level may do, in steps of about an expression.
const WORK: i64 = 6000;

/// Writes a program.
pub fn generate(choices: &mut Choices, settings: &Settings) -> Generated {
    let lines = match settings.lines {
        0 => size(choices),
        lines => lines,
    };
    let mut writer = Writer::new(choices, *settings);
    let w = &mut writer;
    w.frame.work = WORK;
    for feature in FEATURES {
        let emphasis = match w.choices.below(10) {
            _ if feature.host && !settings.host => 0,
            _ if feature.rarely && !w.choices.chance(10) => 0,
            0..5 => 1,
            5..7 if feature.name != "variables" => 0,
            5..8 => 2,
            _ => 6,
        };
        w.emphasis.push(emphasis);
        if let (Some(setup), true) = (feature.setup, emphasis > 0) {
            setup(w);
        }
    }
    let prelude = w.apart(|w| {
        for _ in 0..w.choices.below(5) {
            let ty = w
                .choices
                .pick(&[Type::Int, Type::String, Type::Float, Type::array(Type::Int), Type::Bool, Type::Float64, Type::Int32])
                .clone();
            let value = w.literal(&Want::of(&ty));
            w.variable_with(&ty, true, true, &value);
        }
    });
    declarations(w, lines);
    let mut fails = w.choices.chance(50).then(|| w.choices.below(30));
    let main = w.apart(|w| {
        let until = w.written() + lines / 4 + 3;
        let first = w.written();
        while w.written() < until && w.frame.work > 100 && !w.choices.is_exhausted() {
            w.rest = (until - w.written()) * 100 / (until - first).max(1);
            if fails.is_some_and(|at| w.rest <= at) {
                fails = None;
                end_badly(w);
            }
            w.statement();
        }
        crate::features::start_all(w);
        while let Some((_, variable, ty)) = w.late.pop() {
            let value = w.literal_only(&ty);
            w.line(format!("var {variable}: {ty} = {}", value.text));
        }
        if fails.is_some() {
            end_badly(w);
        }
        w.line("print(\"end\")");
        if w.choices.chance(30) {
            let ty = w.some_type(1);
            let value = w.exact(&ty);
            w.line(format!("return {}", value.text));
        }
    });
    let mut parts = vec![prelude];
    let mut behind = Vec::new();
    for item in std::mem::take(&mut writer.items) {
        if writer.choices.chance(25) { behind.push(item) } else { parts.push(item) }
    }
    parts.push(main);
    parts.extend(behind);
    parts.extend(writer.helpers().map(str::to_string));
    parts.retain(|part| !part.is_empty());
    let ticks = if settings.ticks { 3 + writer.choices.below(6) as u32 } else { 0 };
    let seconds = *writer.choices.pick(&[0.25, 0.1, 0.5, 1.0]);
    Generated { source: parts.join("\n\n") + "\n", ticks, seconds }
}

/// Writes a step that fails: here, under a condition, or in a function.
fn end_badly(w: &mut Writer) {
    match w.choices.below(4) {
        0 | 1 => w.failure(),
        2 => {
            let condition = w.exact(&Type::Bool);
            w.line(format!("if {} {{", condition.text));
            w.indented(|w| w.failure());
            w.line("}");
        }
        _ => {
            let name = w.name("fails");
            w.item(|w| {
                w.line(format!("func {name}(depth: int) -> int {{\n    if depth > 0 {{\n        return {name}(depth - 1) + 1\n    }}"));
                w.function(Frame::of(Type::Int, 100), |w| w.indented(|w| w.failure()));
                w.line("    return depth\n}");
            });
            w.line(format!("print({name}(2))"));
        }
    }
}

fn size(choices: &mut Choices) -> usize {
    match choices.below(20) {
        0..=2 => choices.between(15, 40),
        3..=16 => choices.between(40, 90),
        17 | 18 => choices.between(90, 150),
        _ => choices.between(150, 300),
    }
}

/// Writes declarations of all features: about half of the program.
fn declarations(w: &mut Writer, lines: usize) {
    let mut makers = Vec::new();
    let mut weights = Vec::new();
    for (feature, emphasis) in FEATURES.iter().zip(&w.emphasis) {
        for (weight, write) in feature.items {
            weights.push(*weight * emphasis);
            makers.push(*write);
        }
    }
    while w.written() < lines / 4 && !w.choices.is_exhausted() {
        let Some(at) = w.choices.weighted(&weights) else { break };
        makers[at](w);
    }
}
