//! Arguments: by position, by name, defaults, rest and spread; and the inference of type arguments from them.

use super::{BoundKind, Checker, DefaultValue, FunctionIndex, FunctionInfo, ParameterInfo, Target, error_expr};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Block, Element, Expr, ExprKind, Statement, Type, TypeId};
use crate::source::Span;
use std::collections::BTreeSet;

/// What a parameter gets.
pub(crate) enum Slot<'a> {
    /// The argument with this index.
    Given(usize, &'a ast::Expr),
    /// What is left, for a rest parameter.
    Rest(Vec<(usize, &'a ast::Argument)>),
    /// Its default.
    Default(DefaultValue),
}

/// In which turn an argument is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Plain,
    Literals,
    /// `Tree.Empty`, `Stack()`: only the others say the type arguments.
    Open,
    Lambdas,
}

/// Checked arguments in the order of the parameters, and what has to run before them to keep the order written.
pub(crate) struct Arguments {
    pub before: Vec<Statement>,
    pub values: Vec<Expr>,
    /// The type arguments that were inferred.
    pub types: Vec<TypeId>,
    /// The method that is called instead, with the first value as its object.
    pub instead: Option<FunctionIndex>,
}

impl Checker {
    /// Binds and checks the arguments of a call. `known` are type arguments that are known already (the receiver's, or written ones).
    pub fn arguments(
        &mut self,
        info: &FunctionInfo,
        known: Vec<Option<TypeId>>,
        arguments: &[ast::Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Option<Arguments> {
        let what = format!("`{}`", info.name);
        let mut known = known;
        if !info.generics.is_empty()
            && let Some(written) = self.written_method_types(span)
        {
            known.resize(info.generics.len(), None);
            let free: Vec<usize> = (0..known.len()).filter(|i| known[*i].is_none()).collect();
            if free.len() != written.len() {
                let wanted = plural(free.len(), "type argument");
                self.report(Diagnostic::error(
                    Code::TYPE_ARGUMENTS,
                    span,
                    format!("`{}` takes {wanted}, found {}", info.name, written.len()),
                ));
                return None;
            }
            for (i, ty) in free.into_iter().zip(written) {
                known[i] = Some(ty);
            }
        }
        self.arguments_of(&what, info, known, arguments, hint, span)
    }

    fn turn_of(&mut self, e: &ast::Expr) -> Turn {
        match &e.kind {
            ast::ExprKind::Lambda(_) => Turn::Lambdas,
            ast::ExprKind::Member { base, optional: false, .. } if self.generic_named_by(base).is_some() => Turn::Open,
            ast::ExprKind::Call { callee, arguments } if arguments.is_empty() => match &callee.kind {
                ast::ExprKind::Member { base, optional: false, .. } if self.generic_named_by(base).is_some() => Turn::Open,
                ast::ExprKind::Name(_) | ast::ExprKind::Path { .. } if self.generic_named_by(callee).is_some() => Turn::Open,
                _ => Turn::Plain,
            },
            _ if super::literal::is_numeric_literal(e) => Turn::Literals,
            _ => Turn::Plain,
        }
    }

    fn arguments_of(
        &mut self,
        what: &str,
        info: &FunctionInfo,
        known: Vec<Option<TypeId>>,
        arguments: &[ast::Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Option<Arguments> {
        let Some(slots) = self.bind_arguments(what, &info.parameters, arguments, span, Some(info.span)) else {
            for argument in arguments {
                self.lenient(&argument.value);
            }
            return None;
        };
        let mut types = known;
        types.resize(info.generics.len(), None);
        self.types_from_context(info, hint, &mut types);
        // Literals take the type of the others; what lambdas take is often known only from the others.
        let mut checked: Vec<Vec<Option<Expr>>> =
            slots.iter().map(|s| if let Slot::Rest(list) = s { vec![None; list.len()] } else { vec![None] }).collect();
        // What goes where `any` is expected is boxed there, and has a type of its own.
        let of_result = hint.filter(|hint| *hint != TypeId::ANY).and_then(|hint| {
            // A number where an optional one is expected has the type of its value.
            [Some(hint), self.optional_inner(hint)].into_iter().flatten().find(|ty| self.meets_bounds_of_result(info, *ty))
        });
        for turn in [Turn::Plain, Turn::Literals, Turn::Open, Turn::Lambdas] {
            if turn != Turn::Plain
                && let Some(expected) = of_result.filter(|_| types.contains(&None))
            {
                let _ = self.unify(info.result, expected, &mut types);
            }
            let mut order: Vec<(usize, usize, usize)> = Vec::new();
            for (i, slot) in slots.iter().enumerate() {
                match slot {
                    Slot::Given(index, _) => order.push((*index, i, 0)),
                    Slot::Rest(list) => order.extend(list.iter().enumerate().map(|(k, (index, _))| (*index, i, k))),
                    Slot::Default(_) => {}
                }
            }
            order.sort_unstable();
            for (_, i, k) in order {
                let (source, spread) = match &slots[i] {
                    Slot::Given(_, e) => (*e, false),
                    Slot::Rest(list) => (&list[k].1.value, list[k].1.spread),
                    Slot::Default(_) => continue,
                };
                if self.turn_of(source) != turn {
                    continue;
                }
                let declared = info.parameters[i].ty;
                let wanted = if spread { self.intern(Type::Array(declared)) } else { declared };
                let value = self.argument(source, wanted, &mut types, info);
                checked[i][k] = Some(value);
            }
        }
        let first = checked.first().and_then(|parts| parts.first().cloned().flatten());
        if let Some(method) = first.and_then(|value| self.method_instead(info, value.ty))
            && slots.iter().all(|slot| matches!(slot, Slot::Given(..)))
        {
            let values = checked.into_iter().filter_map(|mut parts| parts.pop().flatten()).collect();
            let mut values = self.method_arguments(method, values)?;
            let before = self.in_written_order(&slots, &mut values);
            return Some(Arguments { before, values, types: Vec::new(), instead: Some(method) });
        }
        if types.contains(&None) {
            // Why they are not known is told already, or it is an argument that fits in no way.
            let failed = checked.iter().flatten().flatten().any(|value| value.ty == TypeId::ERROR);
            if failed || self.unfitting(&slots, &checked, info) {
                return None;
            }
        }
        self.solve(info, &mut types, hint, span)?;
        let types: Vec<TypeId> = types.into_iter().map(|t| t.unwrap_or(TypeId::ERROR)).collect();
        if self.swapped(&slots, &checked, info, &types) {
            return None;
        }
        let mut values = Vec::new();
        let mut failed = false;
        for (i, ((slot, mut parts), parameter)) in slots.iter().zip(checked).zip(&info.parameters).enumerate() {
            let ty = self.substitute(parameter.ty, &types);
            let value = match slot {
                Slot::Given(..) => {
                    let value = parts.pop().flatten().unwrap_or_else(|| error_expr(span));
                    self.convert_argument(value, ty, parameter, info)
                }
                Slot::Rest(list) => {
                    let array = self.intern(Type::Array(ty));
                    let mut elements = Vec::new();
                    for ((_, argument), part) in list.iter().zip(parts) {
                        let value = part.unwrap_or_else(|| error_expr(span));
                        if argument.spread {
                            elements.push(Element::Spread(self.convert_argument(value, array, parameter, info)));
                        } else {
                            elements.push(Element::One(self.convert_argument(value, ty, parameter, info)));
                        }
                    }
                    failed |= elements.iter().any(|e| matches!(e, Element::One(e) | Element::Spread(e) if e.ty == TypeId::ERROR));
                    Expr { kind: ExprKind::Array(elements), ty: array, span }
                }
                Slot::Default(DefaultValue::Instance) => match self.instance_default(info, i, &types, span) {
                    Some(default) => {
                        let ty = if ty == TypeId::ERROR { self.default_type_of(&default) } else { ty };
                        self.default_value(&default, ty, span)
                    }
                    None => error_expr(span),
                },
                Slot::Default(default) => self.default_value(default, ty, span),
            };
            failed |= value.ty == TypeId::ERROR;
            values.push(value);
        }
        if failed {
            return None;
        }
        let before = self.in_written_order(&slots, &mut values);
        Some(Arguments { before, values, types, instead: None })
    }

    fn argument(&mut self, source: &ast::Expr, declared: TypeId, types: &mut [Option<TypeId>], info: &FunctionInfo) -> Expr {
        if !self.has_parameters(declared) {
            return self.value(source, Some(declared));
        }
        let partial = self.substitute_known(declared, types);
        let value = match (&source.kind, self.get(partial).clone()) {
            (ast::ExprKind::Lambda(lambda), Type::Function(parameters, result)) => {
                let parameters: Vec<Option<TypeId>> = parameters.iter().map(|p| (!self.has_parameters(*p)).then_some(*p)).collect();
                let result = (!self.has_parameters(result)).then_some(result);
                self.lambda_with(lambda, &parameters, result, source.span)
            }
            _ => {
                let float = match self.get(partial) {
                    Type::Parameter(i) => {
                        info.generics.get(*i as usize).is_some_and(|g| g.bounds.iter().any(|b| b.kind == BoundKind::Float))
                    }
                    _ => false,
                };
                let hint = if float && super::literal::is_numeric_literal(source) {
                    Some(TypeId::FLOAT)
                } else {
                    (!self.has_parameters(partial)).then_some(partial)
                };
                self.value(source, hint)
            }
        };
        if value.ty != TypeId::ERROR && !self.has_parameters(partial) && self.converts(value.ty, partial) {
            return value;
        }
        // A mismatch is reported when the argument is converted to what the others decided.
        let _ = self.unify(declared, value.ty, types);
        value
    }

    pub fn convert_argument(&mut self, value: Expr, ty: TypeId, parameter: &ParameterInfo, info: &FunctionInfo) -> Expr {
        if self.converts(value.ty, ty) {
            return self.convert_unchecked(value, ty);
        }
        let report = self.mismatch(ty, value.ty, value.span);
        let report = if self.is_library(info.module) {
            report.note(format!("this is the argument `{}` of `{}`", parameter.name, info.name))
        } else {
            report.also(parameter.span.unwrap_or(info.span), format!("the parameter `{}` is declared here", parameter.name))
        };
        self.report(report);
        error_expr(value.span)
    }

    /// Whether a module is the library's.
    pub fn is_library(&self, module: crate::ir::ModuleId) -> bool {
        self.program[module].library
    }

    /// Checks an expression for its own mistakes where no type can be expected of it.
    pub fn lenient(&mut self, e: &ast::Expr) {
        if !matches!(e.kind, ast::ExprKind::Lambda(_)) {
            self.expr(e, None);
        }
    }

    /// Statements that evaluate the arguments in the order written, if that is not the order of the parameters.
    fn in_written_order(&mut self, slots: &[Slot<'_>], values: &mut [Expr]) -> Vec<Statement> {
        let mut last = None;
        let mut default_seen = false;
        let mut in_order = true;
        for slot in slots {
            match slot {
                Slot::Given(index, _) => {
                    in_order &= !default_seen && last.is_none_or(|l| l < *index);
                    last = Some(*index);
                }
                Slot::Rest(list) => {
                    if let (Some(first), Some(end)) = (list.first(), list.last()) {
                        in_order &= !default_seen && last.is_none_or(|l| l < first.0);
                        last = Some(end.0);
                    }
                }
                Slot::Default(default) => default_seen |= !matches!(default, DefaultValue::Constant(_)),
            }
        }
        let mut statements = Vec::new();
        if in_order {
            return statements;
        }
        let mut order: Vec<(usize, usize)> = slots
            .iter()
            .enumerate()
            .filter_map(|(i, slot)| match slot {
                Slot::Given(index, _) => Some((*index, i)),
                Slot::Rest(list) => list.first().map(|(index, _)| (*index, i)),
                Slot::Default(_) => None,
            })
            .collect();
        order.sort_unstable();
        for (_, i) in order {
            let span = values[i].span;
            let value = std::mem::replace(&mut values[i], error_expr(span));
            values[i] = self.spill(value, &mut statements);
        }
        statements
    }

    /// The value of a default at a call.
    pub fn default_value(&mut self, default: &DefaultValue, ty: TypeId, span: Span) -> Expr {
        match default {
            DefaultValue::Constant(constant) => {
                let value = constant.expr(span);
                if value.ty.is_numeric() && ty.is_numeric() { self.number_to(value, ty) } else { self.convert(value, ty) }
            }
            DefaultValue::Function(function) => {
                let result = self.program[*function].result;
                let call =
                    Expr { kind: ExprKind::Call { function: *function, captures: Vec::new(), arguments: Vec::new() }, ty: result, span };
                self.convert(call, ty)
            }
            DefaultValue::Instance => error_expr(span),
        }
    }

    fn default_type_of(&self, default: &DefaultValue) -> TypeId {
        match default {
            DefaultValue::Constant(constant) => constant.clone().expr(Span::new(crate::source::FileId(0), 0, 0)).ty,
            DefaultValue::Function(function) => self.program[*function].result,
            DefaultValue::Instance => TypeId::ERROR,
        }
    }

    fn bind_arguments<'a>(
        &mut self,
        what: &str,
        parameters: &[ParameterInfo],
        arguments: &'a [ast::Argument],
        span: Span,
        declared: Option<Span>,
    ) -> Option<Vec<Slot<'a>>> {
        let mut slots: Vec<Option<Slot<'a>>> = parameters.iter().map(|p| p.rest.then(|| Slot::Rest(Vec::new()))).collect();
        let mut next = 0;
        let mut ok = true;
        let mut named = false;
        for (index, argument) in arguments.iter().enumerate() {
            if let Some(name) = &argument.name {
                named = true;
                let Some(i) = parameters.iter().position(|p| p.name == name.name && !p.rest) else {
                    let candidates: BTreeSet<String> = parameters.iter().map(|p| p.name.to_string()).collect();
                    let report = Diagnostic::error(Code::ARGUMENTS, name.span, format!("{what} has no parameter `{}`", name.name));
                    let list: Vec<String> = parameters.iter().map(|p| format!("`{}`", p.name)).collect();
                    let report = match declared.filter(|d| !self.is_library_file(*d)) {
                        Some(declared) => report.also(declared, "declared here"),
                        None => report,
                    };
                    let report = match list.as_slice() {
                        [] => report.help("it has no parameters"),
                        [one] => report.note(format!("its parameter is {one}")),
                        [first @ .., last] => report.note(format!("its parameters are {} and {last}", first.join(", "))),
                    };
                    self.report_with_near(report, &name.name, &candidates);
                    ok = false;
                    continue;
                };
                if slots[i].is_some() {
                    self.report(Diagnostic::error(Code::ARGUMENTS, name.span, format!("`{}` is given twice", name.name)));
                    ok = false;
                }
                slots[i] = Some(Slot::Given(index, &argument.value));
                continue;
            }
            while next < parameters.len() && matches!(slots[next], Some(Slot::Given(..))) {
                next += 1;
            }
            match parameters.get(next) {
                Some(p) if p.rest => {
                    if let Some(Slot::Rest(list)) = &mut slots[next] {
                        list.push((index, argument));
                    }
                }
                Some(_) if named => {
                    self.report(
                        Diagnostic::error(Code::ARGUMENTS, argument.value.span, "an argument by position stands behind one by name")
                            .help("name this one too, or move it to the front"),
                    );
                    ok = false;
                }
                Some(_) if argument.spread => {
                    self.report(Diagnostic::error(Code::ARGUMENTS, argument.value.span, "`...` can only fill a rest parameter"));
                    ok = false;
                    next += 1;
                }
                Some(_) => {
                    slots[next] = Some(Slot::Given(index, &argument.value));
                    next += 1;
                }
                None => {
                    let count = parameters.len();
                    let report = Diagnostic::error(
                        Code::ARGUMENTS,
                        argument.value.span,
                        format!("{what} takes {}, found {}", plural(count, "argument"), arguments.len()),
                    );
                    let report = match declared.filter(|d| !self.is_library_file(*d)) {
                        Some(declared) => report.also(declared, "declared here"),
                        None => report,
                    };
                    self.report(report);
                    return None;
                }
            }
        }
        let mut missing = Vec::new();
        for (slot, parameter) in slots.iter_mut().zip(parameters) {
            if slot.is_none() {
                match &parameter.default {
                    Some(default) => *slot = Some(Slot::Default(default.clone())),
                    None if self.has_parameters(parameter.ty) => missing.push(format!("`{}`", parameter.name)),
                    None => missing.push(format!("`{}: {}`", parameter.name, self.type_name(parameter.ty))),
                }
            }
        }
        if !missing.is_empty() {
            if ok {
                let list = missing.join(", ");
                let report = Diagnostic::error(Code::ARGUMENTS, span, format!("{what} needs {list}"));
                let report = match declared.filter(|d| !self.is_library_file(*d)) {
                    Some(declared) => report.also(declared, "declared here"),
                    None => report,
                };
                self.report(report.label(if missing.len() == 1 { "an argument is missing" } else { "arguments are missing" }));
            }
            return None;
        }
        if ok { slots.into_iter().collect() } else { None }
    }

    pub fn is_library_file(&self, span: Span) -> bool {
        (self.library_files.0..self.library_files.1).contains(&span.file.0)
    }

    /// A result that holds a type parameter inside another type has to be of exactly the type that the context expects; the arguments then
    /// convert to that.
    fn types_from_context(&mut self, info: &FunctionInfo, hint: Option<TypeId>, types: &mut Vec<Option<TypeId>>) {
        let Some(hint) = hint.filter(|ty| !types.is_empty() && !self.is_open(*ty)) else { return };
        let result = self.optional_inner(info.result).unwrap_or(info.result);
        let bare = matches!(self.get(result), Type::Parameter(index) if *index < super::generic::OWN);
        if bare || !self.has_parameters(result) {
            return;
        }
        let mut found = types.clone();
        if self.unify_result(result, hint, &mut found) {
            *types = found;
        }
    }

    /// What the context expects says what a result's type parameters are, also where it expects an optional or a `Result` of it.
    fn unify_result(&mut self, result: TypeId, hint: TypeId, types: &mut [Option<TypeId>]) -> bool {
        let mut hint = hint;
        loop {
            let mut found = types.to_vec();
            if self.unify(result, hint, &mut found) {
                types.copy_from_slice(&found);
                return true;
            }
            hint = match self.get(hint) {
                Type::Optional(inner) => *inner,
                _ => return false,
            };
        }
    }

    fn solve(&mut self, info: &FunctionInfo, types: &mut [Option<TypeId>], hint: Option<TypeId>, span: Span) -> Option<()> {
        if types.contains(&None)
            && let Some(hint) = hint
        {
            let _ = self.unify_result(info.result, hint, types);
        }
        for (ty, parameter) in types.iter().zip(&info.generics) {
            match *ty {
                Some(TypeId::ERROR) => return None,
                Some(ty) if ty != TypeId::VOID && ty != TypeId::NEVER && !self.is_open(ty) => {}
                // The context says a type, and that was wrong.
                _ if hint == Some(TypeId::ERROR) => return None,
                _ => {
                    let report = Diagnostic::error(
                        Code::CANT_INFER,
                        span,
                        format!("the type `{}` of `{}` can't be inferred here", parameter.name, info.name),
                    );
                    self.report(match written_form(info) {
                        Some(form) => report.help(format!("write it: `{form}`, with a type for `{}`", parameter.name)),
                        None => report.help("write the type of what it shall give, as in `let name: Type = …`"),
                    });
                    return None;
                }
            }
        }
        let types: Vec<TypeId> = types.iter().map(|ty| ty.unwrap_or(TypeId::ERROR)).collect();
        if self.too_big(&types) || self.instances.len() > 20_000 {
            self.grows_without_end(&info.name, span);
            return None;
        }
        self.check_function_bounds(info, &types, span).then_some(())
    }
}

/// How a call of a generic says its type arguments; none if there is no way.
fn written_form(info: &FunctionInfo) -> Option<String> {
    let names = |list: &[super::TypeParameter]| list.iter().map(|p| p.name.to_string()).collect::<Vec<_>>().join(", ");
    match &info.target {
        Target::Generic(_) | Target::Constructor(_) if info.receiver.is_none() => {
            Some(format!("{}<{}>(…)", info.name, names(&info.generics)))
        }
        Target::StaticMember(..) => {
            let (owner, member) = info.name.split_once('.')?;
            Some(format!("{owner}<{}>.{member}(…)", names(&info.generics)))
        }
        Target::Function { .. } | Target::Native { .. } | Target::Required | Target::Generic(_) | Target::Constructor(_) => None,
    }
}

/// `1 argument`, `2 arguments`.
pub(crate) fn plural(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// An expression with statements that run before it.
pub(crate) fn after(statements: Vec<Statement>, value: Expr) -> Expr {
    if statements.is_empty() {
        return value;
    }
    let (ty, span) = (value.ty, value.span);
    let block = if ty == TypeId::VOID {
        let mut statements = statements;
        statements.push(super::operator::effect(value));
        Block { statements, value: None, span }
    } else {
        Block { statements, value: Some(Box::new(value)), span }
    };
    Expr { kind: ExprKind::Block(block), ty, span }
}
