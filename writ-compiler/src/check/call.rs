//! Calls: functions, constructors, methods, variants, function values, and what is always there.

use super::arguments::{after, plural};
use super::lookup::Found;
use super::{Checker, FunctionIndex, Member, MemberKind, Symbol, Target, error_expr};
use crate::ast::{self, Argument, Ident};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix};
use crate::ir::{Expr, ExprKind, Pattern, Place, Type, TypeId};
use crate::source::Span;

impl Checker {
    pub fn call(&mut self, callee: &ast::Expr, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        let awaited = std::mem::take(&mut self.awaited);
        let value = match &callee.kind {
            ast::ExprKind::Name(name) => self.call_name(name, arguments, hint, span),
            ast::ExprKind::Path { module, name } => match self.module_member(module, name) {
                Some(symbol) => self.call_symbol(&symbol, name, arguments, hint, span),
                None => self.give_up(arguments, span),
            },
            ast::ExprKind::Generic { module, name, arguments: types } => {
                self.call_generic(module.as_ref(), name, types, arguments, hint, span)
            }
            ast::ExprKind::Member { base, name, optional } => self.call_member(base, name, *optional, arguments, hint, span),
            ast::ExprKind::MethodTypes { member, arguments: types } => self.call_with_types(member, types, arguments, hint, span),
            _ => {
                let value = self.value(callee, None);
                self.call_value(value, arguments, span)
            }
        };
        self.call_ended();
        if awaited { value } else { self.plain_call(value) }
    }

    /// Checks the arguments of a call that is wrong already, for their own mistakes.
    pub fn give_up(&mut self, arguments: &[Argument], span: Span) -> Expr {
        for argument in arguments {
            self.lenient(&argument.value);
        }
        error_expr(span)
    }

    fn call_name(&mut self, name: &Ident, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        match self.find(&name.name) {
            Some(Found::Local(local)) => {
                let value = self.local_expr(local, name.span);
                let value = self.narrow_read(value, None);
                self.call_value(value, arguments, span)
            }
            Some(Found::FieldValue(index)) => {
                let value = self.self_field(index, name.span);
                self.call_value(value, arguments, span)
            }
            Some(Found::EnumPart) => {
                let this = self.implicit_self(name.span);
                let value = self.member_on_value(this, name, name.span);
                self.call_value(value, arguments, span)
            }
            Some(Found::Nested(function)) => self.call_function(function, Vec::new(), None, arguments, hint, span),
            Some(Found::Constant(constant)) => {
                let value = constant.expr(name.span);
                self.call_value(value, arguments, span)
            }
            Some(Found::Member(ty, member)) => self.call_bare_member(ty, name, member, arguments, hint, span),
            Some(Found::Module(symbol)) => self.call_symbol(&symbol, name, arguments, hint, span),
            None => match &*name.name {
                "Success" | "Error" => self.result_constructor(name, arguments, hint, span),
                "Weak" => self.make_weak(arguments, hint, span),
                _ => {
                    self.unknown_name(name);
                    self.give_up(arguments, span)
                }
            },
        }
    }

    fn call_symbol(&mut self, symbol: &Symbol, name: &Ident, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        match symbol {
            Symbol::Function(function) => self.call_function(*function, Vec::new(), None, arguments, hint, span),
            Symbol::Struct(id) => self.construct(*id, arguments, span),
            Symbol::Class(id) => self.construct_class(*id, arguments, span),
            Symbol::Trait(_) => self.trait_called(name, arguments, span),
            Symbol::GenericType(generic) => self.construct_generic(*generic, name, arguments, hint, span),
            Symbol::Enum(id) => {
                let first = self.program[*id].variants.first().map(|v| v.name.to_string()).unwrap_or_default();
                self.report(
                    Diagnostic::error(Code::NOT_CALLABLE, name.span, format!("`{}` is an enum and can't be called", name.name))
                        .help(format!("name a variant: `{}.{first}`", name.name)),
                );
                self.give_up(arguments, span)
            }
            Symbol::Global(_) | Symbol::Later | Symbol::Constant(_) | Symbol::HostValue(_) | Symbol::Module(_) => {
                let expr = ast::Expr { kind: ast::ExprKind::Name(name.clone()), span: name.span };
                let value = match symbol {
                    // Through a module's name the bare name would find something else.
                    Symbol::Global(global) => {
                        let ty = self.program[*global].ty;
                        let checked = self.program[*global].module != self.module || !self.state().top_level;
                        Expr { kind: ExprKind::Global { global: *global, checked }, ty, span: name.span }
                    }
                    Symbol::HostValue(function) => self.read_host_value(*function, name.span),
                    _ => self.value(&expr, None),
                };
                let value = self.narrow_read(value, None);
                self.call_value(value, arguments, span)
            }
            Symbol::Broken => self.give_up(arguments, span),
        }
    }

    /// A call of a known function. `first` comes before the checked arguments (a receiver), `known` are type arguments.
    pub fn call_function(
        &mut self,
        index: FunctionIndex,
        first: Vec<Expr>,
        known: Option<Vec<Option<TypeId>>>,
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        let info = self.functions[index.0 as usize].clone();
        if !self.wait_is_allowed(&info, span) {
            return self.give_up(arguments, span);
        }
        if let Some(value) = self.special(&info, arguments, span) {
            return value;
        }
        let Some(checked) = self.arguments(&info, known.unwrap_or_default(), arguments, hint, span) else { return error_expr(span) };
        let (index, info) = match checked.instead {
            Some(method) => (method, self.functions[method.0 as usize].clone()),
            None => (index, info),
        };
        let result = self.substitute(info.result, &checked.types);
        let mut before = checked.before;
        let mut values = Vec::new();
        for value in first {
            // `[].first()` where a `string?` is expected: the context has said what is in it.
            let value = match info.receiver {
                Some(receiver) if self.is_open(value.ty) => {
                    let ty = self.substitute(receiver, &checked.types);
                    self.convert_unchecked(value, ty)
                }
                Some(_) | None => value,
            };
            values.push(if before.is_empty() {
                value
            } else {
                let mut early = Vec::new();
                let value = self.spill(value, &mut early);
                early.append(&mut before);
                before = early;
                value
            });
        }
        values.extend(checked.values);
        let Some(kind) = self.call_target(index, checked.types.clone(), values, span) else { return error_expr(span) };
        let ty = if self.is_library(info.module) && &*info.name == "panic" { TypeId::NEVER } else { result };
        let call = self.unnested(info.result, &checked.types, Expr { kind, ty, span });
        after(before, call)
    }

    /// `print`, which takes any value.
    fn special(&mut self, info: &super::FunctionInfo, arguments: &[Argument], span: Span) -> Option<Expr> {
        if !self.is_library(info.module) || &*info.name != "print" || info.receiver.is_some() {
            return None;
        }
        let [Argument { name: None, spread: false, value }] = arguments else { return None };
        let value = self.value(value, None);
        let text = self.show_string(value);
        if text.ty == TypeId::ERROR {
            return Some(error_expr(span));
        }
        let native = self.native("print", false, true, &[false]);
        Some(Expr { kind: ExprKind::CallNative { native, types: Vec::new(), arguments: vec![text] }, ty: TypeId::VOID, span })
    }

    /// A call through a function value.
    pub fn call_value(&mut self, callee: Expr, arguments: &[Argument], span: Span) -> Expr {
        let (parameters, result) = match self.get(callee.ty).clone() {
            Type::Function(parameters, result) => (parameters, result),
            Type::Error => return self.give_up(arguments, span),
            _ => {
                let what = self.a_type(callee.ty);
                let report = Diagnostic::error(Code::NOT_CALLABLE, callee.span, format!("{what} can't be called"));
                let report = match self.get(callee.ty) {
                    Type::Optional(_) => report.help("it may be `null`: test it first"),
                    _ if matches!(callee.kind, ExprKind::Field { .. } | ExprKind::ObjectField { .. }) => {
                        report.help("this is a field: leave the parentheses out")
                    }
                    Type::Array(_) | Type::Dictionary(..) | Type::String => report.help("elements stand in brackets: `[0]`"),
                    _ => report,
                };
                // `c.isRunning()` for `c.isRunning`.
                let text = self.program.sources.text(span);
                let parentheses = text.rfind('(').filter(|at| arguments.is_empty() && text[at + 1..].trim() == ")");
                let fix = parentheses.map(|at| Fix::new(Applicability::Safe, Span { start: span.start + at as u32, ..span }, ""));
                self.report(report.with_fix(fix));
                return self.give_up(arguments, span);
            }
        };
        if let Some(named) = arguments.iter().find(|a| a.name.is_some() || a.spread) {
            self.report(Diagnostic::error(Code::ARGUMENTS, named.value.span, "a function value takes its arguments by position"));
            return self.give_up(arguments, span);
        }
        if arguments.len() != parameters.len() {
            let wanted = plural(parameters.len(), "argument");
            self.report(Diagnostic::error(Code::ARGUMENTS, span, format!("this function takes {wanted}, found {}", arguments.len())));
            return self.give_up(arguments, span);
        }
        let values: Vec<Expr> = arguments.iter().zip(parameters).map(|(a, ty)| self.expr_to(&a.value, ty)).collect();
        if values.iter().any(|v| v.ty == TypeId::ERROR) {
            return error_expr(span);
        }
        Expr { kind: ExprKind::CallValue { callee: Box::new(callee), arguments: values }, ty: result, span }
    }

    /// `Success(x)`, `Error(message)`.
    fn result_constructor(&mut self, name: &Ident, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        // Of a `Result<void>`, which has no value to give.
        let nothing = self.intern(Type::Result(TypeId::VOID));
        if &*name.name == "Success" && arguments.is_empty() && hint == Some(nothing) {
            let unit = Expr { kind: ExprKind::Unit, ty: TypeId::VOID, span };
            return Expr { kind: ExprKind::Success(Box::new(unit)), ty: nothing, span };
        }
        let [Argument { name: None, spread: false, value }] = arguments else {
            self.report(Diagnostic::error(Code::ARGUMENTS, span, format!("`{}` takes 1 argument, found {}", name.name, arguments.len())));
            return self.give_up(arguments, span);
        };
        let wanted = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).and_then(|ty| match self.get(ty) {
            Type::Result(inner) => Some((ty, *inner)),
            _ => None,
        });
        if &*name.name == "Error" {
            let message = self.expr_to(value, TypeId::STRING);
            if message.ty == TypeId::ERROR {
                return error_expr(span);
            }
            let ty = wanted.map(|(ty, _)| ty).unwrap_or_else(|| self.intern(Type::Result(TypeId::NEVER)));
            return Expr { kind: ExprKind::Failure(Box::new(message)), ty, span };
        }
        let (ty, value) = match wanted {
            Some((ty, inner)) => (ty, self.expr_to(value, inner)),
            None => {
                let value = self.value(value, None);
                (self.intern(Type::Result(value.ty)), value)
            }
        };
        if value.ty == TypeId::ERROR {
            return error_expr(span);
        }
        Expr { kind: ExprKind::Success(Box::new(value)), ty, span }
    }

    fn call_bare_member(
        &mut self,
        ty: TypeId,
        name: &Ident,
        member: Member,
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        if !matches!(member.kind, MemberKind::Method(_)) {
            self.check_visible(ty, &name.name, name.span);
        }
        match member.kind {
            MemberKind::Method(index) => {
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
                    return self.give_up(arguments, span);
                }
                let this = ast::Expr { kind: ast::ExprKind::SelfValue, span: name.span };
                match self.place_or_value(&this) {
                    Ok(place) => self.call_method_on(place, &this, name, index, arguments, hint, span),
                    Err(value) => self.call_on_value(value, name, arguments, hint, span),
                }
            }
            MemberKind::StaticMethod(index) => self.call_function(index, Vec::new(), None, arguments, hint, span),
            MemberKind::Variant(variant) => match self.get(ty) {
                Type::Enum(id) => self.construct_variant(*id, variant, arguments, span),
                _ => error_expr(span),
            },
            MemberKind::Field { .. }
            | MemberKind::ConstantField { .. }
            | MemberKind::StaticField(_)
            | MemberKind::StaticValue(_)
            | MemberKind::Constant(_) => {
                let expr = ast::Expr { kind: ast::ExprKind::Name(name.clone()), span: name.span };
                let value = self.value(&expr, None);
                self.call_value(value, arguments, span)
            }
        }
    }

    fn call_member(
        &mut self,
        base: &ast::Expr,
        name: &Ident,
        optional: bool,
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        if matches!(base.kind, ast::ExprKind::Super) {
            return self.call_super(base.span, name, arguments, hint, span);
        }
        if !optional && let Some(generic) = self.generic_named_by(base) {
            return self.call_generic_member(generic, name, arguments, hint, span);
        }
        if !optional && let Some(ty) = self.type_named_by(base) {
            return self.call_static(ty, base, name, arguments, hint, span);
        }
        if optional {
            let value = self.unnarrowed(base, None);
            let Some(inner) = self.optional_base(&value, span) else { return self.give_up(arguments, span) };
            return self.optional_chain(value, inner, span, |checker, bound| checker.call_on_value(bound, name, arguments, None, span));
        }
        let value = if &*name.name == "value" {
            // `.value(…)` of an optional calls the function in it, also where it is known to be there.
            let mut value = self.value(base, None);
            if matches!(base.kind, ast::ExprKind::Name(_)) && self.member_of(value.ty, "value").is_none() {
                value = super::classes::without_narrowing(value);
            }
            if matches!(self.get(value.ty), Type::Optional(_) | Type::Result(_)) {
                let value = self.member_on_value(value, name, span);
                return self.call_value(value, arguments, span);
            }
            super::place::as_place(value)
        } else {
            self.place_or_value(base)
        };
        match value {
            Ok(place) => {
                let ty = place.ty;
                match self.member_of(ty, &name.name).map(|m| m.kind) {
                    Some(MemberKind::Method(index)) => self.call_method_on(place, base, name, index, arguments, hint, span),
                    _ => {
                        let value = self.place_value(place);
                        self.call_on_value(value, name, arguments, hint, span)
                    }
                }
            }
            Err(value) => self.call_on_value(value, name, arguments, hint, span),
        }
    }

    /// A method of a struct or enum on what is at a place; one that changes `self` needs the place to be one that can change.
    #[allow(clippy::too_many_arguments)] // What a method call is made of.
    fn call_method_on(
        &mut self,
        place: Place,
        base: &ast::Expr,
        name: &Ident,
        index: FunctionIndex,
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        self.check_visible(place.ty, &name.name, name.span);
        if !self.is_mutating(place.ty, &name.name) {
            let value = self.place_value(place);
            return self.call_function(index, vec![value], None, arguments, hint, span);
        }
        if !self.check_mutable(&place, base, Some(&name.name)) {
            return self.give_up(arguments, span);
        }
        self.call_mutating(place, index, arguments, hint, span)
    }

    /// A call of a method that changes what is at a place.
    fn call_mutating(&mut self, place: Place, index: FunctionIndex, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        let info = self.functions[index.0 as usize].clone();
        let Some(checked) = self.arguments(&info, Vec::new(), arguments, hint, span) else { return error_expr(span) };
        let ty = self.substitute(info.result, &checked.types);
        let function = match info.target {
            Target::Function { id, .. } => Some(id),
            Target::Generic(_) => self.instance(index, &checked.types),
            Target::Native { .. } | Target::Required | Target::Constructor(_) | Target::StaticMember(..) => None,
        };
        let Some(function) = function else { return error_expr(span) };
        after(checked.before, Expr { kind: ExprKind::CallMut { function, place, arguments: checked.values }, ty, span })
    }

    /// A method that changes its object, on the copy of a property, which is written back.
    fn call_on_property(&mut self, place: Place, index: FunctionIndex, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        let first = self.write_backs.len() - 1;
        let (mut statements, after) = self.written_back(first);
        let call = self.call_mutating(place, index, arguments, hint, span);
        let ty = call.ty;
        let value = if ty == TypeId::VOID || ty == TypeId::ERROR {
            statements.push(super::operator::effect(call));
            None
        } else {
            Some(Box::new(self.spill(call, &mut statements)))
        };
        statements.extend(after.into_iter().map(super::operator::effect));
        Expr { kind: ExprKind::Block(crate::ir::Block { statements, value, span }), ty, span }
    }

    /// A member called on a value: a method, a library method, a field that holds a function.
    pub fn call_on_value(&mut self, value: Expr, name: &Ident, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        let ty = value.ty;
        if ty == TypeId::ERROR {
            return self.give_up(arguments, span);
        }
        if let Some(member) = self.member_of(ty, &name.name) {
            self.check_visible(ty, &name.name, name.span);
            return match member.kind {
                MemberKind::Method(index) => {
                    if self.is_mutating(ty, &name.name) {
                        if let Ok(place) = self.property_place(value) {
                            return self.call_on_property(place, index, arguments, hint, span);
                        }
                        self.report(
                            Diagnostic::error(
                                Code::IMMUTABLE,
                                name.span,
                                format!("`{}` changes its object, and this is only a temporary value", name.name),
                            )
                            .help("put it into a `var` first"),
                        );
                        return self.give_up(arguments, span);
                    }
                    self.call_function(index, vec![value], None, arguments, hint, span)
                }
                MemberKind::Field { .. } | MemberKind::ConstantField { .. } => {
                    let value = self.member_value(value, name, member, span);
                    self.call_value(value, arguments, span)
                }
                MemberKind::StaticMethod(_)
                | MemberKind::StaticField(_)
                | MemberKind::StaticValue(_)
                | MemberKind::Constant(_)
                | MemberKind::Variant(_) => {
                    self.static_through_value(ty, name, &member);
                    self.give_up(arguments, span)
                }
            };
        }
        if &*name.name == "toString" && arguments.is_empty() {
            let text = self.show_string(value);
            return Expr { span, ..text };
        }
        if self.is_coroutine_handle(ty) && &*name.name == "isRunning" {
            let value = self.member_on_value(value, name, span);
            return self.call_value(value, arguments, span);
        }
        let value = match self.weak_get(value, name, arguments, span) {
            Ok(object) => return object,
            Err(value) => value,
        };
        let Some((index, types)) = self.extension_method(ty, &name.name) else {
            self.unknown_member(ty, name, true);
            return self.give_up(arguments, span);
        };
        self.call_function(index, vec![value], Some(types), arguments, hint, span)
    }

    pub fn call_static(
        &mut self,
        ty: TypeId,
        base: &ast::Expr,
        name: &Ident,
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        if ty == TypeId::ERROR {
            return self.give_up(arguments, span);
        }
        if let Some(member) = self.member_of(ty, &name.name) {
            self.check_visible(ty, &name.name, name.span);
            return match member.kind {
                MemberKind::StaticMethod(index) => self.call_function(index, Vec::new(), None, arguments, hint, span),
                MemberKind::Variant(variant) => match self.get(ty) {
                    Type::Enum(id) => self.construct_variant(*id, variant, arguments, span),
                    _ => error_expr(span),
                },
                MemberKind::StaticField(_) | MemberKind::StaticValue(_) | MemberKind::Constant(_) => {
                    let value = self.static_member(ty, name, member, None, span);
                    self.call_value(value, arguments, span)
                }
                MemberKind::Method(_) | MemberKind::Field { .. } | MemberKind::ConstantField { .. } => {
                    self.report(
                        Diagnostic::error(
                            Code::UNKNOWN_MEMBER,
                            name.span,
                            format!("`{}` needs an object: `{}` is a type", name.name, self.type_name(ty)),
                        )
                        .also(member.span, "declared here without `static`")
                        .help("call it on an object of the type, or declare it `static`"),
                    );
                    self.give_up(arguments, span)
                }
            };
        }
        if let Type::Enum(id) = self.get(ty)
            && &*name.name == "values"
            && arguments.is_empty()
        {
            return self.enum_values(*id, span);
        }
        if let Some((index, types)) = self.extension_static(ty, &name.name) {
            return self.call_function(index, Vec::new(), Some(types), arguments, hint, span);
        }
        let _ = base;
        self.unknown_member(ty, name, true);
        self.give_up(arguments, span)
    }

    /// The inner type of what stands before `?.`.
    pub fn optional_base(&mut self, value: &Expr, span: Span) -> Option<TypeId> {
        let inner = self.optional_inner(value.ty);
        if inner.is_none() && value.ty != TypeId::ERROR {
            let name = self.type_name(value.ty);
            let rest = self.program.sources.text(Span { start: value.span.end, ..span });
            let blanks = rest.len() - rest.trim_start().len();
            let start = value.span.end as usize + blanks;
            let fix = rest[blanks..].starts_with("?.").then(|| Fix::new(Applicability::Safe, Span::new(span.file, start, start + 1), ""));
            self.report(
                Diagnostic::error(Code::OPERATOR, span, format!("`?.` needs an `Optional`, found `{name}`"))
                    .help("this is never `null`: write `.`")
                    .with_fix(fix),
            );
        }
        inner
    }

    /// `value?.…`: what `member` makes of the value, or `null`.
    pub fn optional_chain(&mut self, value: Expr, inner: TypeId, span: Span, member: impl FnOnce(&mut Checker, Expr) -> Expr) -> Expr {
        let bound = self.state().temporary(inner, span);
        let read = self.local_expr(bound, span);
        let before = self.state().narrowed.clone();
        let result = member(self, read);
        self.state().narrowed = before;
        if result.ty == TypeId::ERROR {
            return error_expr(span);
        }
        let some = Pattern::Some(Box::new(Pattern::Bind(bound)));
        if result.ty == TypeId::VOID || result.ty == TypeId::NEVER {
            let nothing = Expr { kind: ExprKind::Unit, ty: TypeId::VOID, span };
            return super::operator::two_way(value, some, result, Pattern::Null, nothing, TypeId::VOID, span);
        }
        let ty = self.optional(result.ty);
        let result = self.convert(result, ty);
        let null = Expr { kind: ExprKind::Null, ty, span };
        super::operator::two_way(value, some, result, Pattern::Null, null, ty, span)
    }
}
