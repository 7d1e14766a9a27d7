//! Statements and blocks.

use super::function::{Binding, ResultMode, Variable};
use super::operator::effect;
use super::{Checker, ModuleName, Symbol, error_expr, mutation};
use crate::ast::{self, PatternKind, VariableKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Block, Expr, ExprKind, Global, GlobalId, RangeExpr, Statement, StatementKind, Type, TypeId};
use crate::source::Span;

impl Checker {
    /// A block in a scope of its own.
    pub fn block(&mut self, block: &ast::Block) -> Block {
        self.scoped(|checker| checker.block_in_scope(block))
    }

    /// The block of a function: its names share the parameters' scope.
    pub fn function_block(&mut self, block: &ast::Block) -> Block {
        self.block_in_scope(block)
    }

    fn block_in_scope(&mut self, block: &ast::Block) -> Block {
        self.declare_nested(&block.statements);
        let mut out = Vec::new();
        for statement in &block.statements {
            self.statement(statement, &mut out);
        }
        Block { statements: out, value: None, span: block.span }
    }

    /// A statement; what it becomes is appended.
    pub fn statement(&mut self, statement: &ast::Statement, out: &mut Vec<Statement>) {
        crate::stack::deep(|| self.statement_kind(statement, out));
        self.report_oversized(statement.span);
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn statement_kind(&mut self, statement: &ast::Statement, out: &mut Vec<Statement>) {
        let span = statement.span;
        match &statement.kind {
            ast::StatementKind::Function(decl) => {
                if !self.state().at_module_scope() {
                    self.nested_function(decl);
                }
            }
            ast::StatementKind::Variable(variable) => self.variable(variable, span, out),
            ast::StatementKind::Assign { target, op, op_span, value } => {
                let mut statements = Vec::new();
                self.assign(target, *op, *op_span, value, span, &mut statements);
                if statements.len() > 1 {
                    let group = self.grouped(statements, span);
                    out.push(group);
                } else {
                    out.append(&mut statements);
                }
            }
            ast::StatementKind::Expression(e) => {
                let value = if let ast::ExprKind::When(when) = &e.kind { self.when(when, None, false, span) } else { self.expr(e, None) };
                if matches!(e.kind, ast::ExprKind::Call { .. } | ast::ExprKind::Yield(Some(_))) {
                    self.warn_dropped_result(&value);
                }
                if value.ty != TypeId::ERROR {
                    out.push(Statement { kind: StatementKind::Expr(value), span });
                }
            }
            ast::StatementKind::If { condition, then, otherwise } => {
                let value = self.if_statement(condition, then, otherwise.as_ref(), span);
                out.push(effect(value));
            }
            ast::StatementKind::While { condition, body } => self.while_loop(condition, body, span, out),
            ast::StatementKind::For { first, second, iterable, body } => self.for_loop(first, second.as_ref(), iterable, body, span, out),
            ast::StatementKind::Block(block) => {
                let block = self.block(block);
                let ty = if diverges(&block) { TypeId::NEVER } else { TypeId::VOID };
                out.push(effect(Expr { kind: ExprKind::Block(block), ty, span }));
            }
            ast::StatementKind::Arena(_) => self.not_supported("`arena`", keyword(span, 5)),
            ast::StatementKind::Import(_) => {
                if !self.state().at_module_scope() {
                    self.report(Diagnostic::error(Code::MISPLACED, span, "imports stand at the top level of a file"));
                }
            }
            ast::StatementKind::Struct(_)
            | ast::StatementKind::Enum(_)
            | ast::StatementKind::Class(_)
            | ast::StatementKind::Trait(_)
            | ast::StatementKind::Extend(_) => {
                if !self.state().at_module_scope() {
                    self.report(Diagnostic::error(Code::MISPLACED, span, "types are declared at the top level of a file"));
                }
            }
        }
    }

    fn variable(&mut self, variable: &ast::Variable, span: Span, out: &mut Vec<Statement>) {
        if variable.kind == VariableKind::Const {
            return self.local_constant(variable, span);
        }
        let mutable = variable.kind == VariableKind::Var;
        let declared = variable.ty.as_ref().map(|ty| self.written_type(ty));
        let Some(source) = &variable.value else {
            return self.variable_without_value(variable, declared, mutable, span, out);
        };
        let reports = self.diagnostics.len();
        let plain = self.expr(source, declared);
        let has_value = self.optional_inner(plain.ty).is_none() && plain.ty != TypeId::ERROR;
        let value = match declared {
            Some(ty) => {
                if plain.ty == TypeId::VOID && ty != TypeId::ERROR {
                    let report = self.mismatch(ty, plain.ty, plain.span);
                    self.report(report);
                    Expr { ty, ..error_expr(plain.span) }
                } else {
                    let value = self.convert(plain, ty);
                    // A type that was reported swallows what follows from it, also what `{}` alone would be.
                    if value.ty == TypeId::ERROR || ty == TypeId::ERROR { Expr { ty, ..error_expr(value.span) } } else { value }
                }
            }
            None => {
                if plain.ty == TypeId::VOID || plain.ty == TypeId::NEVER {
                    self.report_void(&plain, " that could be kept", None);
                    error_expr(plain.span)
                } else if self.is_open(plain.ty) {
                    let report = self.open_type_report(plain.ty, plain.span);
                    self.report(report);
                    error_expr(plain.span)
                } else {
                    plain
                }
            }
        };
        if let Some(written) = &variable.ty {
            self.diagnostics.point_at(reports, source.span, written.span, "because of this type");
        }
        let ty = value.ty;
        let mut declared = Vec::new();
        self.bind_target(&variable.target, value, mutable, variable, span, &mut declared);
        match &variable.target.kind {
            PatternKind::Tuple(_) => self.end_tuple(declared, ty, span, out),
            _ => out.append(&mut declared),
        }
        if let (PatternKind::Bind(name), true) = (&variable.target.kind, has_value) {
            self.note_value(&name.name);
        }
    }

    /// A variable just declared as an optional has a value.
    fn note_value(&mut self, name: &ast::Name) {
        let variable = match self.find(name) {
            Some(super::lookup::Found::Local(local)) => Some((Variable::Local(local), self.state().locals[local.0 as usize].ty)),
            Some(super::lookup::Found::Module(Symbol::Global(global))) => Some((Variable::Global(global), self.program[global].ty)),
            _ => None,
        };
        if let Some((variable, ty)) = variable
            && self.optional_inner(ty).is_some()
        {
            self.assigned(variable, true);
        }
    }

    fn variable_without_value(
        &mut self,
        variable: &ast::Variable,
        declared: Option<TypeId>,
        mutable: bool,
        span: Span,
        out: &mut Vec<Statement>,
    ) {
        let PatternKind::Bind(name) = &variable.target.kind else {
            self.report(Diagnostic::error(Code::NO_VALUE, variable.target.span, "several names at once need a value"));
            return;
        };
        let Some(ty) = declared else {
            self.report(
                Diagnostic::error(Code::NO_VALUE, name.span, format!("`{}` needs a type or a value", name.name))
                    .help(format!("write `{}: Type`", name.name)),
            );
            self.define(name, TypeId::ERROR, mutable, variable, None, span, out);
            return;
        };
        if self.state().at_module_scope() {
            self.report(Diagnostic::error(Code::NO_VALUE, name.span, format!("the module variable `{}` needs a value", name.name)));
            self.define(name, TypeId::ERROR, mutable, variable, None, span, out);
            return;
        }
        self.warn_shadowed(name, None);
        let local = self.new_variable(&name.name, ty, mutable, name.span);
        self.state().declared_without_value.insert(local);
        out.push(Statement { kind: StatementKind::Let { local, value: None }, span });
    }

    /// Binds a value to a name or, in pieces, to names in parentheses.
    fn bind_target(
        &mut self,
        target: &ast::Pattern,
        value: Expr,
        mutable: bool,
        variable: &ast::Variable,
        span: Span,
        out: &mut Vec<Statement>,
    ) {
        match &target.kind {
            PatternKind::Bind(name) => {
                let ty = value.ty;
                self.define(name, ty, mutable, variable, Some(value), span, out);
            }
            PatternKind::Any => out.push(effect(value)),
            PatternKind::Tuple(targets) => {
                let types = match self.get(value.ty) {
                    Type::Tuple(types) if types.len() == targets.len() => types.clone(),
                    Type::Error => vec![TypeId::ERROR; targets.len()],
                    _ => {
                        let name = self.type_name(value.ty);
                        self.report(Diagnostic::error(
                            Code::MISMATCH,
                            value.span,
                            format!("expected a tuple of {}, found `{name}`", targets.len()),
                        ));
                        vec![TypeId::ERROR; targets.len()]
                    }
                };
                let held = self.spill(value, out);
                for (i, (target, ty)) in targets.iter().zip(types).enumerate() {
                    if matches!(target.kind, PatternKind::Any) {
                        continue;
                    }
                    let item = Expr { kind: ExprKind::Item { base: Box::new(held.clone()), index: i as u32 }, ty, span: target.span };
                    self.bind_target(target, item, mutable, variable, span, out);
                }
            }
            PatternKind::Value(_) | PatternKind::Range { .. } | PatternKind::Null | PatternKind::Is { .. } | PatternKind::Struct { .. } => {
                self.report(Diagnostic::error(Code::MISPLACED, target.span, "only names and tuples of names can stand here"));
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // What a variable is made of.
    fn define(
        &mut self,
        name: &ast::Ident,
        ty: TypeId,
        mutable: bool,
        variable: &ast::Variable,
        value: Option<Expr>,
        span: Span,
        out: &mut Vec<Statement>,
    ) {
        if !self.state().at_module_scope() {
            self.warn_shadowed(name, variable.value.as_ref());
            let local = self.new_variable(&name.name, ty, mutable, name.span);
            let value = value.filter(|v| v.ty != TypeId::ERROR);
            out.push(Statement { kind: StatementKind::Let { local, value }, span });
            return;
        }
        let known = self.modules[self.module.0 as usize].names.get(&name.name).map(|entry| (entry.symbol.clone(), entry.span));
        let symbol = if ty == TypeId::ERROR {
            Symbol::Broken
        } else {
            let global = GlobalId(self.program.globals.len() as u32);
            let module = self.module;
            self.program.globals.push(Global { name: name.name.clone(), module, ty, mutable, doc: variable.doc.clone(), span: name.span });
            if let Some(value) = value {
                out.push(Statement { kind: StatementKind::InitGlobal { global, value }, span });
            }
            Symbol::Global(global)
        };
        if let Some((_, declared)) = known
            && declared == name.span
        {
            let exported = variable.modifiers.exported.is_some();
            let entry = ModuleName { symbol, span: name.span, exported, import: None };
            self.modules[self.module.0 as usize].names.insert(name.name.clone(), entry);
        }
    }

    fn if_statement(&mut self, condition: &ast::Expr, then: &ast::Block, otherwise: Option<&ast::Block>, span: Span) -> Expr {
        self.warn_literal_condition(condition, false);
        let (condition, facts) = self.condition(condition);
        let before = self.state().narrowed.clone();
        self.assume(&facts.when_true);
        let then = self.block(then);
        let after_then = self.state().narrowed.clone();
        self.state().narrowed = before;
        self.assume(&facts.when_false);
        let otherwise = otherwise.map(|block| self.block(block));
        let after_else = self.state().narrowed.clone();
        let then_leaves = diverges(&then);
        let else_leaves = otherwise.as_ref().is_some_and(diverges);
        self.state().narrowed = match (then_leaves, else_leaves) {
            (true, _) => after_else,
            (false, true) => after_then,
            (false, false) => &after_then & &after_else,
        };
        let ty = if then_leaves && else_leaves { TypeId::NEVER } else { TypeId::VOID };
        Expr { kind: ExprKind::If { condition: Box::new(condition), then, otherwise }, ty, span }
    }

    fn while_loop(&mut self, condition: &ast::Expr, body: &ast::Block, span: Span, out: &mut Vec<Statement>) {
        self.forget_assigned(&mutation::assigned_names(&body.statements));
        let before = self.state().narrowed.clone();
        let id = self.state().begin_loop();
        self.warn_literal_condition(condition, true);
        let (condition, facts) = self.condition(condition);
        self.assume(&facts.when_true);
        let has_break = mutation::has_break(&body.statements);
        let body = self.block(body);
        self.state().loops.pop();
        let after = self.state().narrowed.clone();
        self.state().narrowed = &before & &after;
        if !has_break {
            self.assume(&facts.when_false);
        }
        out.push(Statement { kind: StatementKind::While { id, condition, body }, span });
    }

    fn for_loop(
        &mut self,
        first: &ast::Ident,
        second: Option<&ast::Ident>,
        iterable: &ast::Expr,
        body: &ast::Block,
        span: Span,
        out: &mut Vec<Statement>,
    ) {
        let value = self.value(iterable, None);
        let value = self.iterator_of(value);
        if self.has_method(value.ty, "next") {
            return self.for_next(value, first, second, body, span, out);
        }
        self.forget_assigned(&mutation::assigned_names(&body.statements));
        let before = self.state().narrowed.clone();
        let id = self.state().begin_loop();
        let ty = self.get(value.ty).clone();
        let statement = self.scoped(|checker| {
            let variable = |checker: &mut Checker, name: &ast::Ident, ty| {
                checker.warn_shadowed(name, Some(iterable));
                let local = checker.new_variable(&name.name, ty, false, name.span);
                checker.state().loop_variables.insert(local);
                local
            };
            match ty {
                Type::Range => {
                    if let Some(second) = second {
                        checker.report(Diagnostic::error(Code::NOT_ITERABLE, second.span, "a range gives one value at a time"));
                    }
                    let range = match value.kind {
                        ExprKind::Range { start, end, inclusive } => RangeExpr::Bounds { start: *start, end: *end, inclusive },
                        kind => RangeExpr::Value(Expr { kind, ..value }),
                    };
                    if let Some(second) = second {
                        variable(checker, second, TypeId::ERROR);
                    }
                    let variable = variable(checker, first, TypeId::INT);
                    let body = checker.block(body);
                    Some(StatementKind::ForRange { id, variable, range, body })
                }
                Type::Array(item) => {
                    let index = second.map(|_| variable(checker, first, TypeId::INT));
                    let item = variable(checker, second.unwrap_or(first), item);
                    let body = checker.block(body);
                    Some(StatementKind::ForArray { id, index, item, array: value, body })
                }
                Type::Dictionary(key, entry) => {
                    let key = variable(checker, first, key);
                    let entry = second.map(|second| variable(checker, second, entry));
                    let body = checker.block(body);
                    Some(StatementKind::ForDictionary { id, key, value: entry, dictionary: value, body })
                }
                Type::String => {
                    let index = second.map(|_| variable(checker, first, TypeId::INT));
                    let item = variable(checker, second.unwrap_or(first), TypeId::STRING);
                    let body = checker.block(body);
                    Some(StatementKind::ForChars { id, index, item, text: value, body })
                }
                other => {
                    if other != Type::Error {
                        let what = checker.a_type(value.ty);
                        let report = Diagnostic::error(Code::NOT_ITERABLE, iterable.span, format!("{what} can't be looped over"));
                        let report = if value.ty.is_int() {
                            report.help("count with a range: `for i in 0..n`").unsafe_fix(iterable.span.start_point(), "0..")
                        } else {
                            report
                        };
                        checker.report(
                            report
                                .note("`for` runs over ranges, arrays, dictionaries, strings, and what has a method `next` or `iterator`"),
                        );
                    }
                    for name in [Some(first), second].into_iter().flatten() {
                        variable(checker, name, TypeId::ERROR);
                    }
                    checker.block(body);
                    None
                }
            }
        });
        self.state().loops.pop();
        let after = self.state().narrowed.clone();
        self.state().narrowed = &before & &after;
        if let Some(kind) = statement {
            out.push(Statement { kind, span });
        }
    }

    /// What `iterator()` of a type of one's own gives; other values themselves.
    fn iterator_of(&mut self, value: Expr) -> Expr {
        let mut value = value;
        // A type could give itself for ever.
        for _ in 0..4 {
            let Some(super::MemberKind::Method(index)) = self.member_of(value.ty, "iterator").map(|m| m.kind) else { break };
            if self.has_method(value.ty, "next") || self.is_mutating(value.ty, "iterator") {
                break;
            }
            let span = value.span;
            value = self.call_function(index, vec![value], None, &[], None, span);
        }
        value
    }

    /// A loop over a type with `func next() -> Optional<T>`: over a copy of the iterator, as `for` holds it.
    fn for_next(
        &mut self,
        value: Expr,
        first: &ast::Ident,
        second: Option<&ast::Ident>,
        body: &ast::Block,
        span: Span,
        out: &mut Vec<Statement>,
    ) {
        let (ty, at) = (value.ty, value.span);
        if let Some(second) = second {
            self.report(Diagnostic::error(Code::NOT_ITERABLE, second.span, "an iterator gives one value at a time"));
        }
        let Some(super::MemberKind::Method(index)) = self.member_of(ty, "next").map(|m| m.kind) else { return };
        let info = self.functions[index.0 as usize].clone();
        let (Some(item), true) = (self.optional_inner(info.result), info.parameters.is_empty()) else {
            self.report(
                Diagnostic::error(Code::NOT_ITERABLE, at, "`next` of an iterator has to have the form `func next() -> Optional<T>`")
                    .also(info.span, "declared here"),
            );
            return;
        };
        self.forget_assigned(&mutation::assigned_names(&body.statements));
        let before = self.state().narrowed.clone();
        let iterator = self.state().local(ast::Name::from(""), ty, true, at);
        let id = self.state().begin_loop();
        let function = if self.is_mutating(ty, "next") { self.method_function(index) } else { None };
        let call = match function {
            Some(id) => {
                let place = crate::ir::Place { root: crate::ir::PlaceRoot::Local(iterator), path: Vec::new(), ty, span: at };
                ExprKind::CallMut { function: id, place, arguments: Vec::new() }
            }
            None => {
                let iterator = self.local_expr(iterator, at);
                match self.call_target(index, Vec::new(), vec![iterator], at) {
                    Some(call) => call,
                    None => return,
                }
            }
        };
        let call = Expr { kind: call, ty: info.result, span: at };
        let turn = self.scoped(|checker| {
            checker.warn_shadowed(first, None);
            let variable = checker.new_variable(&first.name, item, false, first.span);
            checker.state().loop_variables.insert(variable);
            let body = checker.block(body);
            let some = crate::ir::Pattern::Some(Box::new(crate::ir::Pattern::Bind(variable)));
            let end = Expr { kind: ExprKind::Break(id), ty: TypeId::NEVER, span: at };
            let end = Block { statements: vec![effect(end)], value: None, span: at };
            let arm = |pattern, body: Block| crate::ir::Arm { pattern, guard: None, span: body.span, body };
            let arms = vec![arm(some, body), arm(crate::ir::Pattern::Null, end)];
            Expr { kind: ExprKind::Match { subject: Box::new(call), arms }, ty: TypeId::VOID, span: at }
        });
        self.state().loops.pop();
        let after = self.state().narrowed.clone();
        self.state().narrowed = &before & &after;
        let condition = Expr { kind: ExprKind::Bool(true), ty: TypeId::BOOL, span: at };
        let body = Block { statements: vec![effect(turn)], value: None, span };
        let iterate = Statement { kind: StatementKind::Let { local: iterator, value: Some(value) }, span: at };
        let group = self.grouped(vec![iterate, Statement { kind: StatementKind::While { id, condition, body }, span }], span);
        out.push(group);
    }

    /// `return`.
    pub fn return_(&mut self, value: Option<&ast::Expr>, span: Span) -> Expr {
        let result = self.function_result();
        let value = match (value, result) {
            (None, Some(TypeId::VOID | TypeId::ERROR)) => None,
            (None, Some(ty)) => {
                let what = self.a_type(ty);
                self.report(Diagnostic::error(Code::RETURN, span, format!("this function returns {what}")).label("a value is missing"));
                return Expr { ty: TypeId::NEVER, ..error_expr(span) };
            }
            (None, None) => {
                self.set_function_result(TypeId::VOID);
                None
            }
            (Some(e), Some(TypeId::VOID)) => {
                let value = self.expr(e, None);
                if value.ty == TypeId::VOID || value.ty == TypeId::NEVER {
                    Some(value)
                } else {
                    if value.ty != TypeId::ERROR {
                        self.returns_nothing(value.ty, e.span);
                    }
                    return Expr { ty: TypeId::NEVER, ..error_expr(span) };
                }
            }
            (Some(e), Some(ty)) => {
                let reports = self.diagnostics.len();
                let value = self.expr_to(e, ty);
                if let Some(result) = self.state().result_span {
                    let name = self.type_name(ty);
                    self.diagnostics.point_at(reports, e.span, result, format!("the function returns `{name}`"));
                }
                Some(value)
            }
            (Some(e), None) => {
                let value = self.value(e, None);
                if self.is_open(value.ty) {
                    let report = self.open_type_report(value.ty, value.span);
                    self.report(report);
                    return Expr { ty: TypeId::NEVER, ..error_expr(span) };
                }
                self.set_function_result(value.ty);
                Some(value)
            }
        };
        if value.as_ref().is_some_and(|v| v.ty == TypeId::ERROR) {
            return Expr { ty: TypeId::NEVER, ..error_expr(span) };
        }
        Expr { kind: ExprKind::Return(value.map(Box::new)), ty: TypeId::NEVER, span }
    }

    /// The result type of the function at hand, if it is known.
    pub fn function_result(&mut self) -> Option<TypeId> {
        match self.state().result {
            ResultMode::Known(ty) => Some(ty),
            ResultMode::Inferred(found) => found,
        }
    }

    /// Decides an inferred result type.
    pub fn set_function_result(&mut self, ty: TypeId) {
        if let ResultMode::Inferred(found) = &mut self.state().result {
            *found = Some(ty);
        }
    }

    /// `break`, `continue`.
    pub fn leave_loop(&mut self, word: &str, make: fn(crate::ir::LoopId) -> ExprKind, span: Span) -> Expr {
        match self.state().loops.last() {
            Some(id) => Expr { kind: make(*id), ty: TypeId::NEVER, span },
            None => {
                self.report(Diagnostic::error(Code::MISPLACED, span, format!("`{word}` stands in no loop")));
                Expr { ty: TypeId::NEVER, ..error_expr(span) }
            }
        }
    }

    /// A `const` in a block, or at the top level, where it is declared already.
    fn local_constant(&mut self, variable: &ast::Variable, span: Span) {
        if self.state().at_module_scope() {
            return;
        }
        if let Some((name, symbol)) = self.constant_declaration(variable, span)
            && let Symbol::Constant(constant) = symbol
        {
            self.bind(&name.name, Binding::Constant(constant), name.span);
        }
    }
}

/// Whether a block does not come to its end.
pub(crate) fn diverges(block: &Block) -> bool {
    if block.value.as_ref().is_some_and(|v| v.ty == TypeId::NEVER) {
        return true;
    }
    block.statements.iter().any(|statement| match &statement.kind {
        StatementKind::Expr(value) => value.ty == TypeId::NEVER,
        StatementKind::While { id, condition, body } => {
            matches!(condition.kind, ExprKind::Bool(true)) && !crate::ir::visit::has_break(body, *id)
        }
        _ => false,
    })
}

/// The first `length` bytes of a span: its keyword.
pub(crate) fn keyword(span: Span, length: u32) -> Span {
    Span { end: (span.start + length).min(span.end), ..span }
}
