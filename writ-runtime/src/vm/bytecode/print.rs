//! Bytecode as text.

use super::{Constant, Format, Function, Instruction, Program};
use std::fmt::Write;

/// All functions that have a frame in traces, and the others behind them.
pub fn print(program: &Program) -> String {
    let mut out = String::new();
    let (traced, others): (Vec<_>, Vec<_>) = program.functions.iter().partition(|function| function.traced);
    for function in traced.into_iter().chain(others) {
        out.push_str(&print_function(program, function));
        out.push('\n');
    }
    out
}

/// One function: a head line, then one line for each instruction.
pub fn print_function(program: &Program, function: &Function) -> String {
    let mut out = String::new();
    let counted = if function.counted { ", counted" } else { "" };
    let _ = writeln!(
        out,
        "{} ({} results, {} parameters, {} captures, {} slots{counted})",
        function.name, function.results, function.parameters, function.captures, function.slots
    );
    let mut pc = 0;
    while pc < function.code.len() {
        let instruction = function.code[pc];
        let data = function.code.get(pc + 1).copied();
        let _ = writeln!(out, "{pc:4}  {:20} {}", instruction.op.name(), operands(program, instruction, data, pc));
        pc += if instruction.op.format().has_data() { 2 } else { 1 };
    }
    for owned in &function.owned {
        let slots = program.layout(owned.layout).slots();
        let _ = writeln!(out, "      owns r{}:{slots} in {}..{}", owned.register, owned.start, owned.end);
    }
    out
}

fn operands(program: &Program, i: Instruction, data: Option<Instruction>, pc: usize) -> String {
    let (a, b, c) = (i.a, i.b, i.c);
    let short = || format!("-> {}", pc as i64 + 1 + i64::from(c as i16));
    let long = || format!("-> {}", pc as i64 + 1 + i64::from(i.operand() as i32));
    let constant = |index: u32| match program.constants.all().get(index as usize) {
        Some(Constant::Bits(bits)) => format!("k{index} ({bits:#x})"),
        Some(Constant::Str(text)) => format!("k{index} ({text:?})"),
        None => format!("k{index}"),
    };
    let function = |index: u32| program.functions.get(index as usize).map_or(format!("f{index}"), |f| f.name.clone());
    let class = |index: u32| program.classes.get(index as usize).map_or("?", |class| &class.name);
    let definition = |index: u32| program.traits.get(index as usize).map_or("?", |definition| &definition.name);
    let word = data.map_or(0, Instruction::operand);
    let behind = || format!("-> {}", pc as i64 + 2 + i64::from(word as i32));
    match i.op.format() {
        Format::None => String::new(),
        Format::A => format!("r{a}"),
        Format::Ab => format!("r{a}, r{b}"),
        Format::Abc => format!("r{a}, r{b}, r{c}"),
        Format::Abcd => format!("r{a}, r{b}, r{c}, r{}", data.map_or(0, |data| data.a)),
        Format::AbDivisor => format!("r{a}, r{b}, {word}"),
        Format::AbCount => format!("r{a}, r{b}, {c} slots"),
        Format::AbImm => format!("r{a}, r{b}, {}", c as i16),
        Format::AbConst => format!("r{a}, r{b}, {}", constant(u32::from(c))),
        Format::AbJump => format!("r{a}, r{b} {}", short()),
        Format::AImmJump => format!("r{a}, {} {}", b as i16, short()),
        Format::AConstJump => format!("r{a}, {} {}", constant(u32::from(b)), short()),
        Format::AbcJump => format!("r{a}, r{b}, r{c} {}", behind()),
        Format::AImmcJump => format!("r{a}, {}, r{c} {}", b as i16, behind()),
        Format::AImmImmJump => format!("r{a}, {}, {} {}", b as i16, c as i16, behind()),
        Format::Jump => long(),
        Format::AJump => format!("r{a} {}", long()),
        Format::AImm => format!("r{a}, {}", i.operand() as i32),
        Format::AConst => format!("r{a}, {}", constant(i.operand())),
        Format::ACount => format!("r{a}, {} slots", i.operand()),
        Format::ASwitch => format!("r{a}, {} jumps", i.operand()),
        Format::ALayout => format!("r{a}, layout {}", i.operand()),
        Format::AGlobal => format!("r{a}, globals[{}]", i.operand()),
        Format::Global => program.globals.get(i.operand() as usize).map_or(format!("g{}", i.operand()), |global| global.name.clone()),
        Format::Const => constant(i.operand()),
        Format::Call => format!("r{a}, {}", function(i.operand())),
        Format::CallValue => format!("r{a}, r{b}, captures r{}", u32::from(a) + u32::from(c)),
        Format::CallNative => {
            let name = program.natives.get(i.operand() as usize).map_or("?", |native| native.def.name.as_str());
            format!("r{a}, {name}")
        }
        Format::HostField => format!("r{a}, [r{b} + {c}], host {word}"),
        Format::CallHost | Format::HostGlobal => format!("r{a}, host {}", i.operand()),
        Format::AbOffset => format!("r{a}, [r{b} + {c}]"),
        Format::AbOffsetWords => format!("r{a}, [r{b} + {c}], {word} slots"),
        Format::AbOffsetLayout => format!("r{a}, [r{b} + {c}], layout {word}"),
        Format::AbLayout => format!("r{a}, r{b}, layout {word}"),
        Format::ALayouts => format!("r{a}, layout {}, layout {word}", i.operand()),
        Format::AbFunction => format!("r{a}, r{b}, {}", function(word)),
        Format::AbcElement => format!("r{a}, r{b}[r{c}], size {word}, offset {}", data.map_or(0, |data| data.a)),
        Format::AClass => format!("r{a}, {}", class(i.operand())),
        Format::ATrait => format!("r{a}, {}", definition(i.operand())),
        Format::AbClass => format!("r{a}, r{b}, {}", class(word)),
        Format::AbTrait => format!("r{a}, r{b}, {}", definition(word)),
        Format::CallVirtual => format!("r{a}, slot {b} of r{}", u32::from(a) + u32::from(c)),
        Format::CallTrait => {
            let methods = program.traits.get(word as usize).map(|definition| &definition.methods);
            let method = methods.and_then(|methods| methods.get(usize::from(b))).map_or("?", String::as_str);
            format!("r{a}, {}.{method} of r{}", definition(word), u32::from(a) + u32::from(c))
        }
        Format::Data => i.operand().to_string(),
    }
}
