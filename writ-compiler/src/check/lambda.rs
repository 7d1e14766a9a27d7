//! Lambdas, nested functions, methods as values; and what closures capture.

use super::arguments::{after, plural};
use super::body::LAMBDA;
use super::function::{FamilyMember, FunctionState, ResultMode, SelfInfo};
use super::{Checker, FunctionInfo, Target, error_expr, mutation};
use crate::ast::{self, Name};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Block, Expr, ExprKind, FuncId, FunctionKind, LocalId, Statement, StatementKind, Type, TypeId};
use crate::source::Span;
use std::collections::HashMap;

impl Checker {
    pub fn lambda(&mut self, lambda: &ast::Lambda, hint: Option<TypeId>, span: Span) -> Expr {
        let expected = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).and_then(|ty| match self.get(ty) {
            Type::Function(parameters, result) => Some((parameters.clone(), *result)),
            _ => None,
        });
        match expected {
            Some((parameters, result)) => {
                let parameters: Vec<_> = parameters.into_iter().map(Some).collect();
                self.lambda_with(lambda, &parameters, Some(result), span)
            }
            None => self.lambda_with(lambda, &[], None, span),
        }
    }

    /// A lambda whose parameters and result the context knows as far as given.
    pub fn lambda_with(&mut self, lambda: &ast::Lambda, expected: &[Option<TypeId>], result: Option<TypeId>, span: Span) -> Expr {
        if !expected.is_empty() && lambda.parameters.len() != expected.len() {
            let wanted = plural(expected.len(), "parameter");
            self.report(Diagnostic::error(
                Code::MISMATCH,
                span,
                format!("expected a function with {wanted}, found one with {}", lambda.parameters.len()),
            ));
            return error_expr(span);
        }
        let mut parameters = Vec::new();
        let mut open = Vec::new();
        for (i, parameter) in lambda.parameters.iter().enumerate() {
            let ty = match (&parameter.ty, expected.get(i).copied().flatten()) {
                (Some(written), _) => self.written_type(written),
                (None, Some(ty)) => ty,
                (None, None) => {
                    open.push(&parameter.name);
                    TypeId::ERROR
                }
            };
            parameters.push((parameter.name.name.clone(), ty, parameter.name.span));
        }
        if let [first, more @ ..] = open.as_slice() {
            let names: Vec<String> = open.iter().map(|name| format!("`{}`", name.name)).collect();
            let message = match names.as_slice() {
                [.., last] if !more.is_empty() => {
                    format!("the types of {} and {last} can't be inferred here", names[..more.len()].join(", "))
                }
                _ => format!("the type of `{}` can't be inferred here", first.name),
            };
            let written: Vec<String> = open.iter().map(|name| format!("{}: Type", name.name)).collect();
            let help = format!("write {}: `({}) => …`", if more.is_empty() { "it" } else { "them" }, written.join(", "));
            self.report(Diagnostic::error(Code::CANT_INFER, first.span, message).help(help));
        }
        let yields = mutation::lambda_yields(lambda);
        let frame = result.filter(|ty| self.coroutine_value(*ty).is_some());
        if let (true, Some(result), None) = (yields, result, frame)
            && result != TypeId::ERROR
        {
            let expected = self.type_name(result);
            let frame = self.coroutine_type(result);
            let written = self.type_name(frame);
            self.report(
                Diagnostic::error(
                    Code::COROUTINE,
                    span,
                    format!("this lambda yields, but a function that gives `{expected}` at once is expected"),
                )
                .help(format!("let it be expected as a function that gives `{written}`, or `start` a coroutine in the lambda")),
            );
            return error_expr(span);
        }
        let is_coroutine = yields || frame.is_some();
        let result = frame.and_then(|frame| self.coroutine_value(frame)).or(result);
        let mut wanted = lambda.result.as_ref().map(|ty| self.written_type(ty)).or(result);
        // `void` asked of an expression that has a value: the value is dropped.
        if let (Some(TypeId::VOID), ast::LambdaBody::Expr(_), None) = (wanted, &lambda.body, &lambda.result) {
            wanted = Some(TypeId::VOID);
        }
        let declared = wanted.unwrap_or(TypeId::VOID);
        let function = self.new_function(
            Name::from(LAMBDA),
            Name::from(LAMBDA),
            self.module,
            None,
            FunctionKind::Lambda,
            None,
            parameters.clone(),
            declared,
            span,
        );
        let mode = match wanted {
            Some(ty) => ResultMode::Known(ty),
            None => ResultMode::Inferred(None),
        };
        if is_coroutine {
            self.program[function].coroutine = Some(declared);
        }
        let known: Vec<_> = self.state().narrowed.iter().copied().collect();
        self.enter(function, mode);
        self.state().is_lambda = true;
        for variable in known {
            if let Some(super::function::Variable::Global(global)) = variable.variable()
                && !self.program[global].mutable
            {
                self.state().narrowed.insert(variable);
            }
        }
        for (i, (name, _, at)) in parameters.iter().enumerate() {
            self.warn_shadowed(&ast::Ident { name: name.clone(), span: *at }, None);
            self.bind(name, super::function::Binding::Local(LocalId(i as u32)), *at);
        }
        let body = match &lambda.body {
            ast::LambdaBody::Expr(e) => self.lambda_expr(e, wanted),
            ast::LambdaBody::Block(block) => {
                let mut body = self.function_block(block);
                body.value = None;
                body
            }
        };
        let result = self.leave(function, body);
        if result == TypeId::ERROR || parameters.iter().any(|(_, ty, _)| *ty == TypeId::ERROR) {
            return error_expr(span);
        }
        let result = self.program[function].result;
        let ty = self.intern(Type::Function(parameters.iter().map(|(_, ty, _)| *ty).collect(), result));
        self.state().uses_nested.push(function);
        Expr { kind: ExprKind::Closure { function, captures: Vec::new() }, ty, span }
    }

    fn lambda_expr(&mut self, e: &ast::Expr, wanted: Option<TypeId>) -> Block {
        let span = e.span;
        if wanted == Some(TypeId::VOID) {
            let value = self.expr(e, None);
            return Block { statements: vec![super::operator::effect(value)], value: None, span };
        }
        let value = match wanted {
            Some(ty) => self.expr_to(e, ty),
            None => self.expr(e, None),
        };
        if wanted.is_none() {
            let ty = if self.is_open(value.ty) {
                let report = self.open_type_report(value.ty, value.span);
                self.report(report);
                TypeId::ERROR
            } else {
                value.ty
            };
            self.meet_result(ty);
        }
        if value.ty == TypeId::VOID || value.ty == TypeId::NEVER {
            return Block { statements: vec![super::operator::effect(value)], value: None, span };
        }
        super::expr::value_block(value)
    }

    /// Joins the type of a `return` with an inferred result: with `?` before it, a plain value is what `?` would unwrap.
    fn meet_result(&mut self, ty: TypeId) {
        let state = self.state();
        if let ResultMode::Inferred(found) = &mut state.result
            && found.is_none()
        {
            *found = Some(ty);
        }
    }

    /// Begins the body of a function inside the one at hand.
    pub fn enter(&mut self, function: FuncId, mode: ResultMode) {
        let mut state = FunctionState::new(function, mode);
        state.locals = self.program[function].locals.clone();
        state.type_arguments = self.type_arguments().clone();
        state.coroutine = self.program[function].coroutine.is_some();
        self.stack.push(state);
    }

    /// Ends a body that `enter` began: stores it and gives the result type.
    pub fn leave(&mut self, function: FuncId, body: Block) -> TypeId {
        let Some(state) = self.stack.pop() else { return TypeId::ERROR };
        let result = match state.result {
            ResultMode::Known(ty) => ty,
            ResultMode::Inferred(found) => found.unwrap_or(TypeId::VOID),
        };
        let is_coroutine = self.program[function].coroutine.is_some();
        let given = if is_coroutine { self.coroutine_type(result) } else { result };
        let target = &mut self.program[function];
        target.body = body;
        target.locals = state.locals;
        target.result = given;
        target.coroutine = is_coroutine.then_some(result);
        self.family.push(FamilyMember { function, captures: state.captures, uses_nested: state.uses_nested });
        result
    }

    /// Declares the nested functions of a block, so that they can be called above their declaration.
    pub fn declare_nested(&mut self, statements: &[ast::Statement]) {
        for statement in statements {
            let ast::StatementKind::Function(decl) = &statement.kind else { continue };
            if !decl.generics.parameters.is_empty() {
                self.report(
                    Diagnostic::error(Code::DECLARATION, decl.name.span, "a nested function can't have type parameters")
                        .help("declare it at the top level of the module"),
                );
                // Nothing more is said of it.
                let wrong = decl.generics.parameters.iter().map(|p| (p.name.clone(), TypeId::ERROR));
                let scope = self.type_arguments().iter().map(|(name, ty)| (name.clone(), *ty)).chain(wrong).collect();
                self.state().type_arguments = std::sync::Arc::new(scope);
            }
            let info = self.signature(decl, Vec::new());
            let parameters: Vec<_> = info.parameters.clone();
            let types: Vec<TypeId> = parameters.iter().map(|p| self.parameter_type(p)).collect();
            let parameters = decl.parameters.iter().zip(types).map(|(p, ty)| (p.name.name.clone(), ty, p.name.span)).collect();
            let name = decl.name.name.clone();
            let function = self.new_function(
                name.clone(),
                name.clone(),
                self.module,
                None,
                FunctionKind::Plain,
                None,
                parameters,
                info.result,
                decl.name.span,
            );
            self.program[function].doc = decl.doc.clone();
            let index = self.add_function(FunctionInfo { target: Target::Function { id: function, nested: true }, ..info });
            self.bind(&name, super::function::Binding::Function(index), decl.name.span);
        }
    }

    /// Checks the body of a nested function where it stands.
    pub fn nested_function(&mut self, decl: &ast::FunctionDecl) {
        let scope = self.state().scopes.last().and_then(|s| s.names.get(&decl.name.name)).map(|(b, _)| b.clone());
        let Some(super::function::Binding::Function(index)) = scope else { return };
        let info = self.functions[index.0 as usize].clone();
        let Target::Function { id, .. } = info.target else { return };
        let Some(body) = &decl.body else {
            self.no_body(decl);
            return;
        };
        let result = self.coroutine_value(info.result).unwrap_or(info.result);
        self.enter(id, ResultMode::Known(result));
        for (i, parameter) in decl.parameters.iter().enumerate() {
            self.warn_shadowed(&parameter.name, None);
            self.bind(&parameter.name.name, super::function::Binding::Local(LocalId(i as u32)), parameter.name.span);
        }
        self.state().result_span = decl.result.as_ref().map(|ty| ty.span);
        self.state().assigned_in_closures = mutation::assigned_in_closures(&body.statements);
        let body = self.function_block(body);
        self.leave(id, body);
    }

    /// `object.method` as a value: a closure that holds the object.
    pub fn bound_method(&mut self, base: Expr, index: super::FunctionIndex, span: Span) -> Expr {
        let info = self.functions[index.0 as usize].clone();
        if matches!(info.target, Target::Generic(_)) && self.method_function(index).is_none() {
            self.report(
                Diagnostic::error(Code::NOT_A_VALUE, span, format!("`{}` has type parameters and can't be used as a value", info.name))
                    .help("wrap it in a lambda"),
            );
            return error_expr(span);
        }
        let types: Vec<TypeId> = info.parameters.iter().map(|p| p.ty).collect();
        let parameters = info.parameters.iter().map(|p| (p.name.clone(), p.ty, span)).collect();
        let mut before = Vec::new();
        let held = self.state().temporary(base.ty, span);
        before.push(Statement { kind: StatementKind::Let { local: held, value: Some(base) }, span });
        let name = info.name.clone();
        let function =
            self.new_function(name.clone(), name, self.module, None, FunctionKind::Synthetic, None, parameters, info.result, span);
        // It only makes the frame.
        self.program[function].coroutine = None;
        self.enter(function, ResultMode::Known(info.result));
        let depth = self.stack.len() - 2;
        let inner = self.capture(depth, held);
        let mut arguments = vec![self.local_expr(inner, span)];
        for i in 0..types.len() {
            arguments.push(self.local_expr(LocalId(i as u32), span));
        }
        let kind = self.call_target(index, Vec::new(), arguments, span).unwrap_or(ExprKind::Unit);
        let call = Expr { kind, ty: info.result, span };
        let body = if info.result == TypeId::VOID {
            Block { statements: vec![super::operator::effect(call)], value: None, span }
        } else {
            super::expr::value_block(call)
        };
        self.leave(function, body);
        self.state().uses_nested.push(function);
        let ty = self.intern(Type::Function(types, info.result));
        after(before, Expr { kind: ExprKind::Closure { function, captures: Vec::new() }, ty, span })
    }

    /// When the outermost function is done: completes the captures of nested functions that call one another, and writes them into the calls.
    pub fn finish_family(&mut self, outermost: FuncId) {
        let mut family = std::mem::take(&mut self.family);
        if family.iter().all(|m| m.function == outermost) {
            return;
        }
        let index: HashMap<FuncId, usize> = family.iter().enumerate().map(|(i, m)| (m.function, i)).collect();
        loop {
            let mut changed = false;
            for i in 0..family.len() {
                for used in family[i].uses_nested.clone() {
                    let Some(&j) = index.get(&used) else { continue };
                    for (owner, local, _) in family[j].captures.clone() {
                        let here = family[i].function;
                        if owner == here || family[i].captures.iter().any(|(f, l, _)| *f == owner && *l == local) {
                            continue;
                        }
                        let declared = self.program[owner].locals[local.0 as usize].clone();
                        let locals = &mut self.program[here].locals;
                        let inner = LocalId(locals.len() as u32);
                        locals.push(declared);
                        family[i].captures.push((owner, local, inner));
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        for member in &family {
            self.program[member.function].captures = member.captures.iter().map(|(_, _, inner)| *inner).collect();
        }
        for member in &family {
            let passed = |callee: FuncId| -> Option<Vec<LocalId>> {
                let callee = &family[*index.get(&callee)?];
                let local_here = |owner: FuncId, local: LocalId| {
                    if owner == member.function {
                        return Some(local);
                    }
                    member.captures.iter().find(|(f, l, _)| *f == owner && *l == local).map(|(_, _, inner)| *inner)
                };
                callee.captures.iter().map(|(owner, local, _)| local_here(*owner, *local)).collect()
            };
            let mut body = std::mem::replace(
                &mut self.program[member.function].body,
                Block { statements: Vec::new(), value: None, span: Span::new(crate::source::FileId(0), 0, 0) },
            );
            crate::ir::visit::each_expr_mut(&mut body, |e: &mut Expr| match &mut e.kind {
                ExprKind::Call { function, captures, .. } | ExprKind::Closure { function, captures } => {
                    if let Some(list) = passed(*function) {
                        *captures = list;
                    }
                }
                _ => {}
            });
            self.program[member.function].body = body;
        }
    }

    /// `self` and the fields behind it, for a body.
    pub fn with_self(&mut self, ty: TypeId) {
        self.state().self_info = Some(SelfInfo { ty, fields_from: None });
        let span = self.state().locals[0].span;
        let scope = self.state().scopes.last_mut().expect("a scope is open");
        scope.names.insert(Name::from("self"), (super::function::Binding::Local(LocalId(0)), span));
    }
}
