//! The IR as text: what `writ build --emit ir` prints, and what a failing verifier shows.
//!
//! ```text
//! fn 3 divide(a%0: int, b%1: int) -> int  [fails]
//!   var result%2: int
//! {
//!   let result%2 = (a%0 / b%1)
//!   return result%2
//! }
//! ```
//!
//! Locals are written with their number, functions with their id (`fn 3`), jumps with their loop (`break 'l0`).

mod body;

use super::{FuncId, Function, FunctionKind, LocalId, Program, Storage, TypeId};
use std::fmt::Write;

/// A type as scripts write it: [`Program::type_name`].
pub fn type_name(program: &Program, ty: TypeId) -> String {
    program.type_name(ty)
}

/// A whole program. Stable: the same program gives the same text.
pub fn program(program: &Program) -> String {
    let mut out = String::new();
    for (id, module) in program.modules.iter().enumerate() {
        let imports: Vec<_> = module.imports.iter().map(|m| m.0.to_string()).collect();
        let imports = if imports.is_empty() { String::new() } else { format!("  imports {}", imports.join(", ")) };
        let show = module.show_value.map_or(String::new(), |id| format!("  shown by fn {}", id.0));
        line(&mut out, format_args!("module {id} \"{}\": init fn {}{imports}{show}", module.path, module.init.0));
        for export in &module.exports {
            let exported = if export.exported { "export" } else { "visible" };
            line(&mut out, format_args!("  {exported} {} = {:?}", export.name, export.item));
        }
    }
    for (id, def) in program.structs.iter().enumerate() {
        let fields: Vec<_> = def.fields.iter().map(|f| format!("{}: {}", f.name, program.type_name(f.ty))).collect();
        line(&mut out, format_args!("struct {id} {} {{ {} }}{}", def.name, fields.join(", "), methods(&def.methods)));
    }
    for (id, def) in program.enums.iter().enumerate() {
        let variants = def.variants.iter().map(|variant| {
            let field = |f: &super::VariantField| format!("{}: {}{}", f.name, if f.boxed { "boxed " } else { "" }, program.type_name(f.ty));
            let fields: Vec<_> = variant.fields.iter().map(field).collect();
            if fields.is_empty() { variant.name.to_string() } else { format!("{}({})", variant.name, fields.join(", ")) }
        });
        line(&mut out, format_args!("enum {id} {} {{ {} }}{}", def.name, variants.collect::<Vec<_>>().join(", "), methods(&def.methods)));
    }
    for (id, def) in program.classes.iter().enumerate() {
        let base = def.base.map_or(String::new(), |base| format!(" extends {}", program[base].name));
        let fields: Vec<_> = def.fields.iter().map(|f| format!("{}: {}", f.name, program.type_name(f.ty))).collect();
        let open = if def.open { "open " } else { "" };
        line(&mut out, format_args!("{open}class {id} {}{base} {{ {} }}{}", def.name, fields.join(", "), methods(&def.methods)));
        let slots: Vec<_> = def.slots.iter().map(|slot| format!("{}: fn {}", slot.name, slot.function.0)).collect();
        line(&mut out, format_args!("  slots {}", slots.join(", ")));
        for implementation in &def.traits {
            let name = &program[implementation.definition].name;
            line(&mut out, format_args!("  trait {name}{}", methods(&implementation.functions)));
        }
    }
    for (id, def) in program.traits.iter().enumerate() {
        let list = def.methods.iter().map(|method| match method.default {
            Some(function) => format!("{}: fn {}", method.name, function.0),
            None => method.name.to_string(),
        });
        line(&mut out, format_args!("trait {id} {} {{ {} }}", def.name, list.collect::<Vec<_>>().join(", ")));
    }
    for (id, global) in program.globals.iter().enumerate() {
        let kind = if global.mutable { "var" } else { "let" };
        let ty = program.type_name(global.ty);
        line(&mut out, format_args!("global {id} {kind} {}: {ty}  module {}", global.name, global.module.0));
    }
    for (id, native) in program.natives.iter().enumerate() {
        let fails = if native.fails { " fails" } else { "" };
        let context = if native.context { " context" } else { "" };
        line(&mut out, format_args!("native {id}{fails}{context} {}", native.name));
    }
    for id in 0..program.functions.len() as u32 {
        out.push('\n');
        out.push_str(&function(program, FuncId(id)));
    }
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    let _ = writeln!(out, "{text}");
}

fn methods(methods: &[FuncId]) -> String {
    let list: Vec<_> = methods.iter().map(|id| format!("fn {}", id.0)).collect();
    if list.is_empty() { String::new() } else { format!("  methods {}", list.join(", ")) }
}

/// One function.
pub fn function(program: &Program, id: FuncId) -> String {
    let function = &program[id];
    let mut out = String::new();
    let kind = match function.kind {
        FunctionKind::Plain => "fn",
        FunctionKind::Method { mutates: false } => "method fn",
        FunctionKind::Method { mutates: true } => "mutating method fn",
        FunctionKind::Static => "static fn",
        FunctionKind::Lambda => "lambda fn",
        FunctionKind::ModuleInit => "init fn",
        FunctionKind::Synthetic => "synthetic fn",
    };
    let typed = |local: &LocalId| {
        let info = &function.locals[local.0 as usize];
        let cell = if info.storage == Storage::Cell { " cell" } else { "" };
        format!("{}: {}{cell}", local_name(function, *local), program.type_name(info.ty))
    };
    let parameters = function.parameters.iter().map(typed).collect::<Vec<_>>().join(", ");
    let result = if function.result == TypeId::VOID { String::new() } else { format!(" -> {}", program.type_name(function.result)) };
    let name = if &*function.frame_name == "<lambda>" { &function.frame_name } else { &function.name };
    line(&mut out, format_args!("{kind} {} {name}({parameters}){result}{}", id.0, facts(function)));
    if !function.captures.is_empty() {
        line(&mut out, format_args!("  captures {}", function.captures.iter().map(typed).collect::<Vec<_>>().join(", ")));
    }
    for index in 0..function.locals.len() as u32 {
        let local = LocalId(index);
        if !function.parameters.contains(&local) && !function.captures.contains(&local) {
            let kind = if function.locals[index as usize].mutable { "var" } else { "let" };
            line(&mut out, format_args!("  {kind} {}", typed(&local)));
        }
    }
    body::write(program, function, &mut out);
    out
}

fn facts(function: &Function) -> String {
    let facts = function.facts;
    let names = [
        (facts.can_fail, "fails"),
        (facts.needs_context, "context"),
        (facts.uses_globals, "globals"),
        (facts.counts_depth, "counted"),
        (facts.is_value, "value"),
    ];
    let names: Vec<_> = names.iter().filter(|(holds, _)| *holds).map(|(_, name)| *name).collect();
    if names.is_empty() { String::new() } else { format!("  [{}]", names.join(", ")) }
}

/// A local's name and number.
pub(super) fn local_name(function: &Function, local: LocalId) -> String {
    let name = function.locals.get(local.0 as usize).map_or("?", |local| &*local.name);
    format!("{name}%{}", local.0)
}

#[cfg(test)]
mod tests {
    use crate::ir::{BinaryOp, ExprKind, FuncId, LocalId, TypeId};
    use crate::passes::testing::*;

    #[test]
    fn a_function_as_text() {
        let mut p = program();
        let b = function(&mut p, "divide", &[("a", TypeId::INT), ("b", TypeId::INT)], TypeId::INT);
        let (a, c) = (b.get(LocalId(0)), b.get(LocalId(1)));
        let zero = binary(BinaryOp::Equal, c.clone(), int(0));
        let guard = if_else(zero, block([effect(ret(Some(int(-1))))]), None, TypeId::VOID);
        let quotient = binary(BinaryOp::Divide, a, expr(ExprKind::Narrow(Box::new(c)), TypeId::INT));
        let id = b.end(valued([effect(guard)], quotient));
        crate::passes::facts::run(&mut p, FuncId(0));
        let expected =
            "fn 0 divide(a%0: int, b%1: int) -> int  [fails]\n{\n  if (b%1 == 0) {\n    return -1\n  }\n  => (a%0 / narrow(b%1))\n}\n";
        assert_eq!(super::function(&p, id), expected);
    }
}
