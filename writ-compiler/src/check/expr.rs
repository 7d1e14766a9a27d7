//! Expressions: the one entry that every other part goes through, names, `is`, `as`, ternaries, indexing, `?`.

use super::classes::without_narrowing;
use super::lookup::Found;
use super::{Checker, MemberKind, Symbol, Target, error_expr};
use crate::ast::{self, Ident};
use crate::diagnostic::{Applicability, Code, Diagnostic, suggest};
use crate::ir::{Block, Expr, ExprKind, Type, TypeId};
use crate::source::Span;

impl Checker {
    /// Checks an expression that has to be of a type, and converts it implicitly.
    pub fn expr_to(&mut self, e: &ast::Expr, target: TypeId) -> Expr {
        let value = self.expr(e, Some(target));
        if value.ty == TypeId::VOID && target != TypeId::VOID && target != TypeId::ERROR {
            let report = self.mismatch(target, value.ty, value.span);
            self.report(report);
            return error_expr(value.span);
        }
        self.convert(value, target)
    }

    /// Checks an expression that has to have a value of whatever type.
    pub fn value(&mut self, e: &ast::Expr, hint: Option<TypeId>) -> Expr {
        let value = self.expr(e, hint);
        if value.ty == TypeId::VOID {
            self.report_void(&value, "", hint);
            return error_expr(value.span);
        }
        value
    }

    /// Checks an expression. `hint` is the type that the context expects, if it expects one: literals and lambdas take it up, all else may ignore it.
    pub fn expr(&mut self, e: &ast::Expr, hint: Option<TypeId>) -> Expr {
        crate::stack::deep(|| self.expr_kind(e, hint))
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn expr_kind(&mut self, e: &ast::Expr, hint: Option<TypeId>) -> Expr {
        let span = e.span;
        match &e.kind {
            ast::ExprKind::Int(magnitude) => self.int_literal(*magnitude, false, hint, span),
            ast::ExprKind::Float(value) => self.float_literal(*value, hint, span),
            ast::ExprKind::Bool(value) => Expr { kind: ExprKind::Bool(*value), ty: TypeId::BOOL, span },
            ast::ExprKind::Null => {
                let wanted = hint.filter(|ty| self.optional_inner(*ty).is_some());
                let ty = wanted.unwrap_or_else(|| self.intern(Type::Optional(TypeId::NEVER)));
                Expr { kind: ExprKind::Null, ty, span }
            }
            ast::ExprKind::String(parts) => self.string_literal(parts, span),
            ast::ExprKind::Name(name) => self.name(name, hint),
            ast::ExprKind::Generic { name, .. } => {
                self.error_expr(Code::NOT_A_VALUE, span, format!("`{}` with type arguments is no value", name.name))
            }
            ast::ExprKind::Path { module, name } => match self.module_member(module, name) {
                Some(symbol) => self.symbol_value(&symbol, name, hint, span),
                None => error_expr(span),
            },
            ast::ExprKind::SelfValue => self.self_value(span),
            ast::ExprKind::Super => self.error_expr(Code::NOT_A_VALUE, span, "`super` is no value: name a member of it"),
            ast::ExprKind::Tuple(items) => self.tuple_literal(items, hint, span),
            ast::ExprKind::Array(elements) => self.array_literal(elements, hint, span),
            ast::ExprKind::Dictionary(entries) => self.dictionary_literal(entries, hint, span),
            ast::ExprKind::Lambda(lambda) => self.lambda(lambda, hint, span),
            ast::ExprKind::Unary { op, operand } => self.unary(*op, operand, hint, span),
            ast::ExprKind::Binary { .. } => self.binary(e, hint),
            ast::ExprKind::Ternary { condition, then, otherwise } => self.ternary(condition, then, otherwise, hint, span),
            ast::ExprKind::Is { value, ty } => self.is(value, ty, span),
            ast::ExprKind::As { value, ty, optional } => self.cast(value, ty, *optional, span),
            ast::ExprKind::Call { callee, arguments } => self.call(callee, arguments, hint, span),
            ast::ExprKind::Index { base, index } => self.index(base, index, span),
            ast::ExprKind::Member { base, name, optional } => self.member(base, name, *optional, hint, span),
            // Only a call has type arguments behind a member.
            ast::ExprKind::MethodTypes { member, .. } => self.expr(member, hint),
            ast::ExprKind::Try(inner) => self.try_(inner, span),
            ast::ExprKind::When(when) => self.when(when, hint, true, span),
            ast::ExprKind::Start(call) => self.start(call, span),
            ast::ExprKind::Yield(call) => self.yield_(call.as_deref(), hint, span),
            ast::ExprKind::Return(value) => self.return_(value.as_deref(), span),
            ast::ExprKind::Break => self.leave_loop("break", ExprKind::Break, span),
            ast::ExprKind::Continue => self.leave_loop("continue", ExprKind::Continue, span),
            ast::ExprKind::Error => error_expr(span),
        }
    }

    fn name(&mut self, name: &Ident, hint: Option<TypeId>) -> Expr {
        let span = name.span;
        match self.find(&name.name) {
            Some(Found::Local(local)) => {
                let value = self.local_expr(local, span);
                self.narrow_read(value, hint)
            }
            Some(Found::FieldValue(index)) => self.self_field(index, span),
            Some(Found::Nested(function)) => self.function_value(function, hint, span),
            Some(Found::Constant(constant)) => constant.expr(span),
            Some(Found::Member(ty, member)) => self.bare_member(ty, name, member),
            Some(Found::EnumPart) => {
                let this = self.implicit_self(span);
                self.member_on_value(this, name, span)
            }
            Some(Found::Module(symbol)) => {
                let value = self.symbol_value(&symbol, name, hint, span);
                self.narrow_read(value, hint)
            }
            None => {
                self.unknown_name(name);
                error_expr(span)
            }
        }
    }

    /// The value of a name at module level.
    fn symbol_value(&mut self, symbol: &Symbol, name: &Ident, hint: Option<TypeId>, span: Span) -> Expr {
        match symbol {
            Symbol::Global(global) => {
                let (global, ty) = (*global, self.program[*global].ty);
                // At the top level of its own module the declaration has run when its name can be used.
                let state = self.stack.last();
                let checked = !(state.is_some_and(|s| s.top_level) && self.program[global].module == self.module);
                Expr { kind: ExprKind::Global { global, checked }, ty, span }
            }
            Symbol::Constant(constant) => constant.expr(span),
            Symbol::HostValue(function) => self.read_host_value(*function, span),
            Symbol::Function(function) => self.function_value(*function, hint, span),
            Symbol::Later => {
                let declared = self.modules[self.module.0 as usize].names.get(&name.name).map_or(span, |entry| entry.span);
                let report = if declared.start < span.start {
                    // Constants have their values before any variable has one.
                    Diagnostic::error(Code::NOT_CONSTANT, span, format!("`{}` is not known at compile time", name.name))
                        .note("a constant consists of literals, other constants and operators")
                } else {
                    Diagnostic::error(Code::NAMED_ABOVE, span, format!("`{}` is used above its declaration", name.name))
                        .help("module variables get their values in the order of the text: move the declaration up")
                };
                self.report(report.also(declared, "declared here"));
                error_expr(span)
            }
            Symbol::Struct(_) | Symbol::Enum(_) | Symbol::Class(_) | Symbol::Trait(_) | Symbol::GenericType(_) => {
                self.error_expr(Code::NOT_A_VALUE, span, format!("`{}` is a type, not a value", name.name))
            }
            Symbol::Module(_) => {
                self.report(
                    Diagnostic::error(Code::NOT_A_VALUE, span, format!("`{}` is a module, not a value", name.name))
                        .help(format!("name something in it: `{}::name`", name.name)),
                );
                error_expr(span)
            }
            Symbol::Broken => error_expr(span),
        }
    }

    /// A function as a value.
    pub fn function_value(&mut self, index: super::FunctionIndex, hint: Option<TypeId>, span: Span) -> Expr {
        let info = self.functions[index.0 as usize].clone();
        match info.target {
            Target::Function { id, nested } => {
                if nested {
                    self.state().uses_nested.push(id);
                }
                let ty = self.intern(Type::Function(info.parameters.iter().map(|p| p.ty).collect(), info.result));
                Expr { kind: ExprKind::Closure { function: id, captures: Vec::new() }, ty, span }
            }
            Target::Generic(_) if !self.is_library(info.module) && info.generics.is_empty() => match self.instance(index, &[]) {
                Some(function) => {
                    let ty = self.intern(Type::Function(info.parameters.iter().map(|p| p.ty).collect(), info.result));
                    Expr { kind: ExprKind::Closure { function, captures: Vec::new() }, ty, span }
                }
                None => error_expr(span),
            },
            Target::Generic(_) if !self.is_library(info.module) => self.generic_function_value(index, &info, hint, span),
            Target::Native { .. } | Target::Required | Target::Generic(_) | Target::Constructor(_) | Target::StaticMember(..) => {
                self.report(
                    Diagnostic::error(Code::NOT_A_VALUE, span, format!("`{}` of the library can't be used as a value", info.name))
                        .help(format!("wrap it: `(x) => {}(x)`", info.name)),
                );
                error_expr(span)
            }
        }
    }

    /// A generic function as a value: the function type that the context expects says its type arguments.
    fn generic_function_value(
        &mut self,
        index: super::FunctionIndex,
        info: &super::FunctionInfo,
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        let mut parameters = Vec::new();
        for parameter in &info.parameters {
            parameters.push(self.parameter_type(parameter));
        }
        let declared = self.intern(Type::Function(parameters, info.result));
        let mut types = vec![None; info.generics.len()];
        let hint = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).filter(|ty| matches!(self.get(*ty), Type::Function(..)));
        if hint.is_none_or(|hint| !self.unify(declared, hint, &mut types)) || types.contains(&None) {
            self.report(
                Diagnostic::error(
                    Code::CANT_INFER,
                    span,
                    format!("the type `{}` of `{}` can't be inferred here", info.generics[0].name, info.name),
                )
                .note("a generic function is a value only where the context says which function type it expects")
                .help(format!("wrap it: `(x: Type) => {}(x)`", info.name)),
            );
            return error_expr(span);
        }
        let types: Vec<TypeId> = types.into_iter().flatten().collect();
        if !self.check_function_bounds(info, &types, span) {
            return error_expr(span);
        }
        let ty = self.substitute(declared, &types);
        match self.instance(index, &types) {
            Some(function) => Expr { kind: ExprKind::Closure { function, captures: Vec::new() }, ty, span },
            None => error_expr(span),
        }
    }

    /// A read of a variable, as the value it is known to have unless an optional is wanted.
    pub fn narrow_read(&mut self, value: Expr, hint: Option<TypeId>) -> Expr {
        let variable = self.narrowable(&value);
        let value = match self.optional_inner(value.ty) {
            Some(_) if hint == Some(value.ty) || !self.is_narrowed(&value) => return value,
            Some(inner) => {
                let span = value.span;
                Expr { kind: ExprKind::Narrow(Box::new(value)), ty: inner, span }
            }
            None => value,
        };
        match variable {
            Some(variable) => self.tested_read(value, variable, hint),
            None => value,
        }
    }

    /// Checks an expression, and keeps a narrowed variable an optional: for `?.`, `??`, `== null`, `.hasValue`.
    pub fn unnarrowed(&mut self, e: &ast::Expr, hint: Option<TypeId>) -> Expr {
        let value = self.expr(e, hint);
        if matches!(e.kind, ast::ExprKind::Name(_)) { without_narrowing(value) } else { value }
    }

    fn self_value(&mut self, span: Span) -> Expr {
        let Some(depth) = self.stack.iter().rposition(|state| state.self_info.is_some()) else {
            self.report(
                Diagnostic::error(Code::UNKNOWN_NAME, span, "there is no `self` here")
                    .help("`self` is the object of a method; static methods and functions have none"),
            );
            return error_expr(span);
        };
        if let Some(fields_from) = self.stack[depth].self_info.and_then(|info| info.fields_from) {
            return self.self_from_fields(depth, fields_from, span);
        }
        let local = self.capture(depth, crate::ir::LocalId(0));
        let value = self.local_expr(local, span);
        self.narrow_read(value, None)
    }

    /// `self` as a value, for members named without it.
    pub fn implicit_self(&mut self, span: Span) -> Expr {
        self.self_value(span)
    }

    fn bare_member(&mut self, ty: TypeId, name: &Ident, member: super::Member) -> Expr {
        self.check_visible(ty, &name.name, name.span);
        match member.kind {
            MemberKind::Field { .. } | MemberKind::Method(_) | MemberKind::ConstantField { .. } => {
                if self.stack.iter().all(|state| state.self_info.is_none()) {
                    self.report(
                        Diagnostic::error(
                            Code::UNKNOWN_NAME,
                            name.span,
                            format!("`{}` needs an object, and there is no `self` here", name.name),
                        )
                        .also(member.span, "declared here")
                        .help("a static method has no `self`"),
                    );
                    return error_expr(name.span);
                }
                if let MemberKind::Field { stored: Some(index), .. } = member.kind
                    && let Some(value) = self.init_field(index, name.span)
                {
                    return value;
                }
                let base = self.implicit_self(name.span);
                self.member_value(base, name, member, name.span)
            }
            MemberKind::StaticMethod(_)
            | MemberKind::StaticField(_)
            | MemberKind::StaticValue(_)
            | MemberKind::Constant(_)
            | MemberKind::Variant(_) => self.static_member(ty, name, member, None, name.span),
        }
    }

    fn ternary(&mut self, condition: &ast::Expr, then: &ast::Expr, otherwise: &ast::Expr, hint: Option<TypeId>, span: Span) -> Expr {
        self.warn_literal_condition(condition, false);
        let (condition, facts) = self.condition(condition);
        let before = self.state().narrowed.clone();
        // A literal takes the type of the other side.
        let literal_first = super::literal::is_numeric_literal(then) && !super::literal::is_numeric_literal(otherwise);
        self.assume(&facts.when_true);
        let mut a = if literal_first { None } else { Some(self.value(then, hint)) };
        self.state().narrowed = before.clone();
        self.assume(&facts.when_false);
        let b_hint = hint.or(a.as_ref().map(|a| a.ty).filter(|ty| !self.is_open(*ty)));
        let b = self.value(otherwise, b_hint);
        self.state().narrowed = before.clone();
        if literal_first {
            self.assume(&facts.when_true);
            a = Some(self.value(then, hint.or(Some(b.ty))));
            self.state().narrowed = before;
        }
        let a = a.unwrap_or_else(|| error_expr(span));
        let ty = match hint.filter(|h| self.converts(a.ty, *h) && self.converts(b.ty, *h)) {
            Some(hint) => hint,
            None => match self.meet(a.ty, b.ty) {
                Some(ty) => ty,
                None => {
                    let (x, y) = (self.type_name(a.ty), self.type_name(b.ty));
                    self.report(
                        Diagnostic::error(Code::MISMATCH, b.span, format!("the two sides of `? :` differ: `{x}` and `{y}`"))
                            .label(format!("`{y}`"))
                            .also(a.span, format!("`{x}`")),
                    );
                    return error_expr(span);
                }
            },
        };
        let (a, b) = (self.meeting(a, ty), self.meeting(b, ty));
        Expr { kind: ExprKind::If { condition: Box::new(condition), then: value_block(a), otherwise: Some(value_block(b)) }, ty, span }
    }

    /// The common type of two alternatives: as `common_type`, and an int meets a float as that float.
    pub fn meet(&mut self, a: TypeId, b: TypeId) -> Option<TypeId> {
        self.common_type(a, b).or_else(|| (a.is_numeric() && b.is_numeric()).then(|| super::convert::arithmetic_type(a, b)))
    }

    /// Converts an alternative to what `meet` found.
    pub fn meeting(&mut self, value: Expr, ty: TypeId) -> Expr {
        if value.ty.is_numeric() && ty.is_numeric() { self.number_to(value, ty) } else { self.convert(value, ty) }
    }

    fn cast(&mut self, value: &ast::Expr, ty: &ast::TypeExpr, optional: bool, span: Span) -> Expr {
        let target = self.written_type(ty);
        let hint =
            (target.is_float() && super::literal::has_float_literal(value) && super::literal::is_numeric_literal(value)).then_some(target);
        let value = self.value(value, hint);
        if target == TypeId::ERROR || value.ty == TypeId::ERROR {
            return error_expr(span);
        }
        let value = match self.object_cast(value, target, optional, span) {
            Ok(cast) => return cast,
            Err(value) => value,
        };
        if optional {
            let what = self.a_type(value.ty);
            self.report(
                Diagnostic::error(Code::CAST, span, format!("`as?` can't test {what}"))
                    .note("`as?` casts an object down to a class or trait, and takes a value out of an `any`"),
            );
            return error_expr(span);
        }
        if self.is_number(value.ty) && self.is_number(target) {
            let value = self.number_to(value, target);
            return Expr { span, ..value };
        }
        if self.converts(value.ty, target) {
            let value = self.convert(value, target);
            return Expr { span, ..value };
        }
        let (from, to) = (self.a_type(value.ty), self.type_name(target));
        let report = Diagnostic::error(Code::CAST, span, format!("{from} can't be converted to `{to}`"));
        let report = match (value.ty, target) {
            (TypeId::STRING, to) if to.is_int() => report.help("`toInt()` reads a number from a string and gives an `Optional`"),
            (TypeId::STRING, to) if to.is_float() => report.help("`toFloat()` reads a number from a string and gives an `Optional`"),
            (_, TypeId::STRING) => {
                let rest = Span { start: value.span.end, ..span };
                let fix = suggest::in_place_of(&self.program.sources, value.span, rest, ".toString()", Applicability::Safe);
                report.help("make a string of it with `.toString()` or `\"${…}\"`").with_fix(fix)
            }
            _ => report.note("`as` converts between numbers"),
        };
        self.report(report);
        error_expr(span)
    }

    fn index(&mut self, base: &ast::Expr, index: &ast::Expr, span: Span) -> Expr {
        let base = self.value(base, None);
        match self.get(base.ty).clone() {
            Type::Array(item) => {
                let index = self.index_value(index);
                Expr { kind: ExprKind::IndexArray { array: Box::new(base), index: Box::new(index) }, ty: item, span }
            }
            Type::String => {
                let index = self.index_value(index);
                Expr { kind: ExprKind::IndexString { text: Box::new(base), index: Box::new(index) }, ty: TypeId::STRING, span }
            }
            Type::Dictionary(key, value) => {
                let index = self.expr_to(index, key);
                let show_key = self.show_key_function(key);
                Expr { kind: ExprKind::IndexDictionary { dictionary: Box::new(base), key: Box::new(index), show_key }, ty: value, span }
            }
            Type::Error => {
                self.expr(index, None);
                error_expr(span)
            }
            _ => {
                if self.has_method(base.ty, "at") {
                    return self.operator_method(base, "at", "[]", vec![index], span);
                }
                let what = self.a_type(base.ty);
                let report = Diagnostic::error(Code::NOT_INDEXABLE, base.span, format!("{what} can't be indexed"));
                let report = match self.get(base.ty) {
                    Type::Optional(_) => report.help("it may be `null`: test it first"),
                    Type::Tuple(_) => report.help("the parts of a tuple are reached by `.0`, `.1`, …"),
                    Type::Class(_) | Type::Struct(_) => report.help("members are reached with `.`; or give its type a method `at(index)`"),
                    _ => report,
                };
                self.report(report);
                error_expr(span)
            }
        }
    }

    /// An index into an array or string.
    pub fn index_value(&mut self, index: &ast::Expr) -> Expr {
        self.expr_to(index, TypeId::INT)
    }

    fn try_(&mut self, inner: &ast::Expr, span: Span) -> Expr {
        let value = self.unnarrowed(inner, None);
        let value_type = self.get(value.ty).clone();
        let ok = match value_type {
            Type::Result(ok) | Type::Optional(ok) => ok,
            Type::Error => return error_expr(span),
            _ => {
                let name = self.type_name(value.ty);
                self.report(Diagnostic::error(Code::TRY, span, format!("`?` needs a `Result` or an `Optional`, found `{name}`")));
                return error_expr(span);
            }
        };
        self.try_value(value, ok, span)
    }
}

/// A block that is just a value.
pub(crate) fn value_block(value: Expr) -> Block {
    let span = value.span;
    Block { statements: Vec::new(), value: Some(Box::new(value)), span }
}
