//! How many parts values have: both engines keep them side by side, and count them in what an instruction can name. A type can double another, so that a
//! few lines of source would need all memory there is.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::visit::{self, Visitor};
use crate::ir::{ClassId, Expr, FuncId, Program, Type, TypeId};
use crate::source::Span;

/// Numbers, strings and references, of which a value consists.
const MOST_PARTS: u64 = 10_000;
/// In the fields of an object.
const MOST_IN_OBJECTS: u64 = 50_000;
/// In the variables of all modules.
const MOST_IN_GLOBALS: u64 = 1_000_000;

/// Reports the first value, object or module whose parts are too many.
pub fn check(program: &Program, first_new: FuncId, diagnostics: &mut Diagnostics) {
    let Some(last) = program.functions.last() else { return };
    let mut parts = Parts { program, known: vec![None; program.types.len()] };
    for index in 0..program.types.len() as u32 {
        let count = parts.of(TypeId(index));
        if count > MOST_PARTS {
            let name: String = program.type_name(TypeId(index)).chars().take(60).collect();
            let message = format!("a value of the type `{name}` consists of {count} parts, and more than {MOST_PARTS} don't fit");
            diagnostics.push(report(message, place_of(program, TypeId(index), first_new).unwrap_or(last.span)));
            return;
        }
    }
    for class in (0..program.classes.len() as u32).map(ClassId) {
        let count: u64 = program.stored_fields(class).iter().map(|field| parts.of(field.ty)).sum();
        if count > MOST_IN_OBJECTS {
            let message =
                format!("the fields of `{}` consist of {count} parts, and more than {MOST_IN_OBJECTS} don't fit", program[class].name);
            diagnostics.push(report(message, program[class].span));
            return;
        }
    }
    let mut count = 0;
    for global in &program.globals {
        count += parts.of(global.ty);
        if count > MOST_IN_GLOBALS {
            let message = format!("the variables of all modules consist of more than {MOST_IN_GLOBALS} parts");
            diagnostics.push(report(message, global.span));
            return;
        }
    }
}

fn report(message: String, span: Span) -> Diagnostic {
    Diagnostic::error(Code::TOO_LARGE_TYPE, span, message)
        .note("numbers, strings and references are a part each; structs, enums, tuples and optionals have those of what is in them")
        .help("an array or an object of a class is one part, whatever is in it")
}

struct Parts<'a> {
    program: &'a Program,
    known: Vec<Option<u64>>,
}

impl Parts<'_> {
    fn of(&mut self, ty: TypeId) -> u64 {
        if let Some(count) = self.known[ty.0 as usize] {
            return count;
        }
        let program = self.program;
        let mut sum = |types: &mut dyn Iterator<Item = TypeId>| types.fold(0u64, |sum, ty| sum.saturating_add(self.of(ty)));
        let count = match program.types.get(ty) {
            Type::Error | Type::Never | Type::Void => 0,
            Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Parameter(_) => 1,
            Type::Array(_) | Type::Dictionary(..) | Type::Function(..) | Type::Class(_) | Type::Trait(_) | Type::Weak(_) | Type::Any => 1,
            // Its ends, whether it is inclusive, its step.
            Type::Range => 4,
            Type::Optional(inner) => sum(&mut [*inner].into_iter()).saturating_add(1),
            Type::Result(inner) => sum(&mut [*inner].into_iter()).saturating_add(2),
            Type::Tuple(items) => sum(&mut items.iter().copied()),
            Type::Struct(id) => sum(&mut program[*id].fields.iter().map(|field| field.ty)).max(1),
            Type::Enum(id) => {
                let fields = || program[*id].variants.iter().flat_map(|variant| &variant.fields);
                let boxed = fields().filter(|field| field.boxed).count() as u64;
                sum(&mut fields().filter(|field| !field.boxed).map(|field| field.ty)).saturating_add(1 + boxed)
            }
        };
        self.known[ty.0 as usize] = Some(count);
        count
    }
}

/// Where a type comes from: its declaration, or the first text that has a value of it.
fn place_of(program: &Program, ty: TypeId, first_new: FuncId) -> Option<Span> {
    if let Type::Struct(id) = program.types.get(ty) {
        return Some(program[*id].span);
    }
    if let Type::Enum(id) = program.types.get(ty) {
        return Some(program[*id].span);
    }
    let mut finder = Finder { program, ty, found: None };
    for function in &program.functions[first_new.0 as usize..] {
        for local in &function.locals {
            finder.look(local.ty, local.span);
        }
        finder.block(&function.body);
        if finder.found.is_some() {
            return finder.found;
        }
    }
    let fields = program.classes.iter().flat_map(|class| class.fields.iter().map(|field| (field.ty, class.span)));
    let globals = program.globals.iter().map(|global| (global.ty, global.span));
    for (of, span) in fields.chain(globals) {
        finder.look(of, span);
    }
    finder.found
}

struct Finder<'a> {
    program: &'a Program,
    ty: TypeId,
    found: Option<Span>,
}

impl Finder<'_> {
    fn look(&mut self, of: TypeId, span: Span) {
        if self.found.is_none() && self.has(of) {
            self.found = Some(span);
        }
    }

    /// Whether a type names the one that is looked for.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn has(&self, of: TypeId) -> bool {
        of == self.ty
            || match self.program.types.get(of) {
                Type::Array(inner) | Type::Optional(inner) | Type::Result(inner) | Type::Weak(inner) => self.has(*inner),
                Type::Dictionary(key, value) => self.has(*key) || self.has(*value),
                Type::Tuple(items) => items.contains(&self.ty),
                _ => false,
            }
    }
}

impl Visitor<'_> for Finder<'_> {
    fn expr(&mut self, expr: &Expr) {
        self.look(expr.ty, expr.span);
        if self.found.is_none() {
            visit::walk_expr(self, expr);
        }
    }
}
