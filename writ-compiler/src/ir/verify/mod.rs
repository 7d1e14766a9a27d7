//! Checks that a program keeps what the IR's documentation promises: ids in range, types that agree, locals and loops in scope, exhaustive
//! matches, no types of unfinished checking. A problem is a bug of the front end, never the script's.

mod classes;
mod expr;
mod place;

use super::{
    Block, ExportItem, Expr, ExprKind, FuncId, Function, FunctionKind, LocalId, LoopId, Program, RangeExpr, Statement, StatementKind, Type,
    TypeId,
};
use crate::source::Span;

/// The problems of a whole program, each a line of text that names the function; empty if there are none.
pub fn verify(program: &Program) -> Vec<String> {
    let mut problems = items(program);
    problems.extend(verify_from(program, FuncId(0)));
    problems
}

/// The problems of the functions from `first` on.
pub fn verify_from(program: &Program, first: FuncId) -> Vec<String> {
    let mut problems = Vec::new();
    for id in (first.0..program.functions.len() as u32).map(FuncId) {
        let mut verifier = Verifier::new(program, id);
        verifier.function();
        problems.extend(verifier.problems);
    }
    problems
}

/// The problems of modules, structs, enums and globals.
fn items(program: &Program) -> Vec<String> {
    let mut problems = Vec::new();
    let function = |id: FuncId| (id.0 as usize) < program.functions.len();
    let mut check = |holds: bool, text: String| {
        if !holds {
            problems.push(text);
        }
    };
    for (index, module) in program.modules.iter().enumerate() {
        let path = &module.path;
        let init = function(module.init) && program[module.init].kind == FunctionKind::ModuleInit;
        check(init, format!("module {path}: init is no init function"));
        let shows = module.show_value.is_none_or(|id| function(id) && program[id].result == TypeId::STRING);
        check(shows, format!("module {path}: show_value does not show"));
        check(module.imports.iter().all(|import| (import.0 as usize) < index), format!("module {path}: imports a later module"));
        for export in &module.exports {
            let known = match export.item {
                ExportItem::Function(id) => function(id),
                ExportItem::Global(id) => (id.0 as usize) < program.globals.len(),
                ExportItem::Struct(id) => (id.0 as usize) < program.structs.len(),
                ExportItem::Enum(id) => (id.0 as usize) < program.enums.len(),
                ExportItem::Class(id) => (id.0 as usize) < program.classes.len(),
                ExportItem::Trait(id) => (id.0 as usize) < program.traits.len(),
            };
            check(known, format!("module {path}: export {} names nothing", export.name));
        }
    }
    for def in &program.structs {
        check(def.methods.iter().all(|id| function(*id)), format!("struct {}: unknown method", def.name));
        for field in &def.fields {
            check(is_finished(program, field.ty), format!("struct {}: field {} has no finished type", def.name, field.name));
        }
    }
    for def in &program.enums {
        check(def.methods.iter().all(|id| function(*id)), format!("enum {}: unknown method", def.name));
        for field in def.variants.iter().flat_map(|variant| &variant.fields) {
            check(is_finished(program, field.ty), format!("enum {}: field {} has no finished type", def.name, field.name));
        }
    }
    classes::items(program, &mut check);
    for global in &program.globals {
        check(is_finished(program, global.ty), format!("global {}: no finished type", global.name));
    }
    problems
}

/// Whether a type is in the table and has no part that only exists while checking.
fn is_finished(program: &Program, ty: TypeId) -> bool {
    let finished = |ty: &TypeId| crate::stack::deep(|| is_finished(program, *ty));
    if ty.0 as usize >= program.types.len() {
        return false;
    }
    match program.types.get(ty) {
        Type::Error | Type::Parameter(_) => false,
        Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Range => true,
        Type::Any => true,
        Type::Array(inner) | Type::Optional(inner) | Type::Result(inner) | Type::Weak(inner) => finished(inner),
        Type::Dictionary(key, value) => finished(key) && finished(value),
        Type::Tuple(items) => items.iter().all(finished),
        Type::Function(parameters, result) => parameters.iter().all(finished) && finished(result),
        Type::Struct(id) => (id.0 as usize) < program.structs.len(),
        Type::Enum(id) => (id.0 as usize) < program.enums.len(),
        Type::Class(id) => (id.0 as usize) < program.classes.len(),
        Type::Trait(id) => (id.0 as usize) < program.traits.len(),
    }
}

/// At most this many problems of one function are of use.
const MOST: usize = 20;

struct Verifier<'a> {
    program: &'a Program,
    id: FuncId,
    function: &'a Function,
    problems: Vec<String>,
    /// By local: whether it is in scope.
    in_scope: Vec<bool>,
    /// Locals in the order in which they came into scope.
    scope: Vec<LocalId>,
    loops: Vec<LoopId>,
}

impl<'a> Verifier<'a> {
    fn new(program: &'a Program, id: FuncId) -> Verifier<'a> {
        let function = &program[id];
        let in_scope = vec![false; function.locals.len()];
        Verifier { program, id, function, problems: Vec::new(), in_scope, scope: Vec::new(), loops: Vec::new() }
    }

    fn problem(&mut self, span: Span, text: String) {
        if self.problems.len() < MOST {
            let sources = &self.program.sources;
            let known = (span.file.0 as usize) < sources.len();
            let place = if known { format!("{}:{}", sources.file(span.file).path, sources.line(span)) } else { "?".into() };
            self.problems.push(format!("fn {} {} ({place}): {text}", self.id.0, self.function.frame_name));
        }
    }

    fn check(&mut self, holds: bool, span: Span, text: &str) {
        if !holds {
            self.problem(span, text.to_string());
        }
    }

    /// What `found` stands for may be used as `expected`: equal types, or it does not come back.
    fn same(&mut self, expected: TypeId, found: TypeId, span: Span, what: &str) {
        if found != expected && found != TypeId::NEVER {
            let (expected, found) = (self.type_name(expected), self.type_name(found));
            self.problem(span, format!("{what}: expected {expected}, found {found}"));
        }
    }

    fn type_name(&self, ty: TypeId) -> String {
        if (ty.0 as usize) < self.program.types.len() { self.program.type_name(ty) } else { format!("<type {}>", ty.0) }
    }

    fn ty(&self, ty: TypeId) -> &'a Type {
        let ty = if (ty.0 as usize) < self.program.types.len() { ty } else { TypeId::ERROR };
        self.program.types.get(ty)
    }

    fn function(&mut self) {
        let (function, span) = (self.function, self.function.span);
        self.check((function.module.0 as usize) <= self.program.modules.len(), span, "unknown module");
        self.check(is_finished(self.program, function.result), span, "the result has no finished type");
        for local in &function.locals {
            self.check(is_finished(self.program, local.ty), local.span, &format!("local {} has no finished type", local.name));
        }
        self.check(function.defaults.len() <= function.parameters.len(), span, "more defaults than parameters");
        for default in function.defaults.iter().flatten() {
            self.expr(default);
        }
        for local in function.captures.iter().chain(&function.parameters) {
            self.declare(*local, span);
        }
        if function.host.is_some() {
            self.check(function.body.statements.is_empty(), span, "a function of the host has a body");
            return;
        }
        self.block(&function.body);
        match &function.body.value {
            Some(value) => self.same(function.result, value.ty, value.span, "result"),
            None if function.result == TypeId::VOID => {}
            None => self.check(leaves_block(&function.body), span, "the body can end without a result"),
        }
    }

    fn declare(&mut self, local: LocalId, span: Span) {
        match self.in_scope.get(local.0 as usize) {
            None => self.problem(span, format!("unknown local %{}", local.0)),
            Some(true) => self.problem(span, format!("local %{} is declared while it is in scope", local.0)),
            Some(false) => {
                self.in_scope[local.0 as usize] = true;
                self.scope.push(local);
            }
        }
    }

    /// The type of a local that has to be in scope.
    fn local(&mut self, local: LocalId, span: Span) -> TypeId {
        if self.in_scope.get(local.0 as usize) != Some(&true) {
            self.problem(span, format!("local %{} is not in scope", local.0));
        }
        self.function.locals.get(local.0 as usize).map_or(TypeId::ERROR, |local| local.ty)
    }

    /// Runs with a scope of its own.
    fn scoped(&mut self, f: impl FnOnce(&mut Self)) {
        let before = self.scope.len();
        f(self);
        for local in self.scope.drain(before..) {
            self.in_scope[local.0 as usize] = false;
        }
    }

    fn block(&mut self, block: &'a Block) {
        self.scoped(|v| {
            for statement in &block.statements {
                v.statement(statement);
            }
            if let Some(value) = &block.value {
                v.expr(value);
            }
        });
    }

    /// A block whose value has to be of type `ty`.
    fn block_of(&mut self, block: &'a Block, ty: TypeId, what: &str) {
        self.block(block);
        match &block.value {
            Some(value) => self.same(ty, value.ty, value.span, what),
            None if ty == TypeId::VOID => {}
            None => self.check(leaves_block(block), block.span, &format!("{what}: no value")),
        }
    }

    fn expr_of(&mut self, expr: &'a Expr, ty: TypeId, what: &str) {
        self.expr(expr);
        self.same(ty, expr.ty, expr.span, what);
    }

    fn in_loop(&mut self, id: LoopId, span: Span, variables: &[(Option<LocalId>, TypeId)], body: &'a Block) {
        self.check(!self.loops.contains(&id), span, "two loops of one id");
        self.loops.push(id);
        self.scoped(|v| {
            for (local, ty) in variables {
                if let Some(local) = local {
                    v.declare(*local, span);
                    let found = v.local(*local, span);
                    v.same(*ty, found, span, "loop variable");
                }
            }
            v.block_of(body, TypeId::VOID, "body of a loop");
        });
        self.loops.pop();
    }

    fn statement(&mut self, statement: &'a Statement) {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Let { local, value } => {
                if let Some(value) = value {
                    self.expr(value);
                }
                self.declare(*local, span);
                let ty = self.local(*local, span);
                if let Some(value) = value {
                    self.same(ty, value.ty, value.span, "value of a local");
                }
            }
            StatementKind::Assign { place, value } => {
                self.place(place);
                self.expr_of(value, place.ty, "assigned value");
            }
            StatementKind::Update { place, op, value } => {
                self.place(place);
                self.expr(value);
                self.check(!op.is_comparison(), span, "update by a comparison");
                self.binary(*op, place.ty, value, span);
            }
            StatementKind::Append { place, value } => {
                self.place(place);
                self.same(TypeId::STRING, place.ty, place.span, "appended place");
                self.expr_of(value, TypeId::STRING, "appended text");
            }
            StatementKind::InitGlobal { global, value } => {
                self.expr(value);
                match self.program.globals.get(global.0 as usize) {
                    Some(global) => self.same(global.ty, value.ty, value.span, "value of a module variable"),
                    None => self.problem(span, format!("unknown global @{}", global.0)),
                }
            }
            StatementKind::Expr(expr) => self.expr(expr),
            StatementKind::While { id, condition, body } => {
                // The condition may leave the loop.
                self.loops.push(*id);
                self.expr_of(condition, TypeId::BOOL, "condition");
                self.loops.pop();
                self.in_loop(*id, span, &[], body);
            }
            StatementKind::ForRange { id, variable, range, body } => {
                match range {
                    RangeExpr::Bounds { start, end, inclusive: _ } => {
                        self.expr_of(start, TypeId::INT, "start of a range");
                        self.expr_of(end, TypeId::INT, "end of a range");
                    }
                    RangeExpr::Value(value) => self.expr_of(value, TypeId::RANGE, "range"),
                }
                self.in_loop(*id, span, &[(Some(*variable), TypeId::INT)], body);
            }
            StatementKind::ForArray { id, index, item, array, body } => {
                self.expr(array);
                let ty = match self.ty(array.ty) {
                    Type::Array(ty) => *ty,
                    _ => self.wrong(array, "an array to loop over"),
                };
                self.in_loop(*id, span, &[(*index, TypeId::INT), (Some(*item), ty)], body);
            }
            StatementKind::ForDictionary { id, key, value, dictionary, body } => {
                self.expr(dictionary);
                let (k, v) = match self.ty(dictionary.ty) {
                    Type::Dictionary(k, v) => (*k, *v),
                    _ => (self.wrong(dictionary, "a dictionary to loop over"), TypeId::ERROR),
                };
                self.in_loop(*id, span, &[(Some(*key), k), (*value, v)], body);
            }
            StatementKind::ForChars { id, index, item, text, body } => {
                self.expr_of(text, TypeId::STRING, "text to loop over");
                self.in_loop(*id, span, &[(*index, TypeId::INT), (Some(*item), TypeId::STRING)], body);
            }
        }
    }

    /// Reports that an expression is not of the sort that is needed; gives a type to go on with.
    fn wrong(&mut self, expr: &Expr, needed: &str) -> TypeId {
        if expr.ty != TypeId::NEVER {
            let found = self.type_name(expr.ty);
            self.problem(expr.span, format!("expected {needed}, found {found}"));
        }
        TypeId::ERROR
    }
}

/// Whether control never comes to the end of a block.
fn leaves_block(block: &Block) -> bool {
    block.statements.iter().any(leaves_statement) || block.value.as_ref().is_some_and(|value| leaves(value))
}

#[allow(clippy::wildcard_enum_match_arm)] // A loop whose body leaves may run no turn; assignments leave if their value does.
fn leaves_statement(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Expr(expr) => leaves(expr),
        StatementKind::Let { value: Some(value), .. } | StatementKind::Assign { value, .. } | StatementKind::InitGlobal { value, .. } => {
            leaves(value)
        }
        StatementKind::While { id, condition, body } => {
            let mut breaks = false;
            super::visit::each_expr(body, |expr| breaks |= matches!(expr.kind, ExprKind::Break(target) if target == *id));
            matches!(condition.kind, ExprKind::Bool(true)) && !breaks
        }
        _ => false,
    }
}

#[allow(clippy::wildcard_enum_match_arm)] // What leaves inside an operand makes the whole `Never`.
fn leaves(expr: &Expr) -> bool {
    expr.ty == TypeId::NEVER
        || crate::stack::deep(|| match &expr.kind {
            ExprKind::Block(block) => leaves_block(block),
            ExprKind::If { condition, then, otherwise } => {
                leaves(condition) || leaves_block(then) && otherwise.as_ref().is_some_and(leaves_block)
            }
            ExprKind::Match { subject, arms } => leaves(subject) || arms.iter().all(|arm| leaves_block(&arm.body)),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::verify_from;
    use crate::ir::*;
    use crate::passes::testing::*;

    fn problems(build: impl FnOnce(&mut Program)) -> Vec<String> {
        let mut p = program();
        build(&mut p);
        verify_from(&p, FuncId(0))
    }

    #[test]
    fn sound_functions_have_no_problems() {
        let found = problems(|p| {
            let mut b = function(p, "f", &[("a", TypeId::INT)], TypeId::INT);
            let x = b.local("x", TypeId::INT, true);
            let early = block([effect(ret(Some(int(1))))]);
            let body = [
                declare(x, Some(int(1))),
                effect(if_else(binary(BinaryOp::Less, b.get(x), b.get(LocalId(0))), early, None, TypeId::VOID)),
                while_loop(0, boolean(true), block([b.set(x, binary(BinaryOp::Add, b.get(x), int(1)))])),
            ];
            b.end(block(body));
        });
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn problems_are_found() {
        let found = problems(|p| {
            let mut b = function(p, "f", &[("a", TypeId::INT)], TypeId::INT);
            let x = b.local("x", TypeId::STRING, true);
            let optional = b.program.types.intern(Type::Optional(TypeId::BOOL));
            let matched = ExprKind::Match {
                subject: Box::new(expr(ExprKind::Null, optional)),
                arms: vec![Arm { pattern: Pattern::Null, guard: None, body: block([]), span: at(0) }],
            };
            let body = [
                effect(b.get(x)),
                declare(x, Some(int(1))),
                effect(expr(ExprKind::Break(LoopId(3)), TypeId::NEVER)),
                effect(call(FuncId(0), vec![], TypeId::INT)),
                effect(call(FuncId(7), vec![], TypeId::INT)),
                effect(binary(BinaryOp::Add, int(1), text("a"))),
                effect(expr(matched, TypeId::VOID)),
                effect(expr(ExprKind::Null, TypeId::ERROR)),
            ];
            b.end(block(body));
        });
        let expected = [
            "local %1 is not in scope",
            "value of a local: expected string, found int",
            "loop 3 is not around this",
            "0 arguments for 1 parameters",
            "unknown function 7",
            "operand: expected int, found string",
            "not exhaustive",
            "no finished type",
        ];
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{found} / {expected}");
        }
    }
}
