//! Bodies that were put off: functions, methods, accessors, constructors, instances.

use super::definition::contains;
use super::function::{Binding, FunctionState, ResultMode, SelfInfo};
use super::lookup::Found;
use super::{BodySource, Checker, PendingBody, Symbol, mutation};
use crate::ast::{self, Name};
use crate::ir::{Block, Expr, ExprKind, FuncId, LocalId, Statement, StatementKind, Type, TypeId};
use crate::source::Span;

/// The name of a lambda, in traces and when shown.
pub(crate) const LAMBDA: &str = "<lambda>";

impl Checker {
    /// Checks all bodies that wait, and those that come up meanwhile.
    pub fn finish_bodies(&mut self) {
        let mut next = 0;
        while next < self.pending.len() {
            // In the order in which they were asked for, so that ids follow the text.
            let pending = self.pending[next].clone();
            next += 1;
            self.body(pending);
        }
        if !self.constructors.is_empty() {
            self.pending.clear();
            self.finish_constructors();
            return self.finish_bodies();
        }
        self.pending.clear();
        if self.reflect() {
            self.finish_bodies();
        }
    }

    pub fn body(&mut self, pending: PendingBody) {
        if !pending.type_arguments.is_empty() && self.is_broken(self.program[pending.function].span) {
            // It was told already, in terms of the type parameters. What is missing here is no mistake of its own.
            if let Some(outer) = self.broken_spans.iter().find(|outer| contains(**outer, self.program[pending.function].span)) {
                self.program[pending.function].body.span = *outer;
            }
            return;
        }
        let reports = self.diagnostics.len();
        let note = self.instance_note(&pending).filter(|_| self.own_parameters.is_empty());
        self.body_of(pending);
        if let Some(note) = note {
            self.diagnostics.of_instance(reports, &note);
        }
    }

    fn body_of(&mut self, pending: PendingBody) {
        let module = std::mem::replace(&mut self.module, pending.module);
        let function = pending.function;
        let errors = self.diagnostics.error_count();
        self.static_type = self.program[function].owner.map(|owner| self.owner_type(owner));
        let def = &self.program[function];
        let mut state = FunctionState::new(function, ResultMode::Known(def.coroutine.unwrap_or(def.result)));
        state.coroutine = def.coroutine.is_some();
        state.locals = self.program[function].locals.clone();
        state.type_arguments = pending.type_arguments;
        self.stack.push(state);
        let first = usize::from(pending.self_type.is_some());
        if let Some((ty, _)) = pending.self_type {
            self.with_self(ty);
        }
        let body = match &pending.source {
            BodySource::Function(decl) => {
                self.state().result_span = decl.result.as_ref().map(|ty| ty.span);
                self.bind_parameters(&decl.parameters, first);
                self.checked_block(decl.body.as_ref(), decl.span)
            }
            BodySource::Getter(decl, index) => {
                self.bind_field(&decl.fields[*index].name.name, pending.self_type);
                let accessor = decl.fields[*index].getter.as_ref();
                self.checked_block(accessor.map(|a| &a.body), decl.span)
            }
            BodySource::Setter(decl, index) => {
                self.bind_field(&decl.fields[*index].name.name, pending.self_type);
                let accessor = decl.fields[*index].setter.as_ref();
                if let Some(name) = accessor.and_then(|a| a.parameter.as_ref()) {
                    self.bind(&name.name, Binding::Local(LocalId(1)), name.span);
                }
                self.checked_block(accessor.map(|a| &a.body), decl.span)
            }
            BodySource::Init(decl) => self.init_body(decl),
            BodySource::ClassInit(decl) => {
                self.bind_parameters(&decl.parameters, first);
                match pending.self_type.and_then(|(ty, _)| self.init_of(ty)) {
                    Some(class) => self.class_init_body(decl, class),
                    None => Block { statements: Vec::new(), value: None, span: decl.span },
                }
            }
            BodySource::Default(value, static_type) => {
                self.static_type = *static_type;
                let result = self.program[function].result;
                super::expr::value_block(self.expr_to(value, result))
            }
        };
        self.leave(function, body);
        self.finish_family(function);
        if let (BodySource::ClassInit(_), Some((ty, _))) = (&pending.source, pending.self_type)
            && let Some(class) = self.init_of(ty)
            && self.diagnostics.error_count() == errors
        {
            self.check_init(function, class);
        }
        self.module = module;
        self.static_type = None;
    }

    fn bind_parameters(&mut self, parameters: &[ast::Parameter], first: usize) {
        for (i, parameter) in parameters.iter().enumerate() {
            self.bind(&parameter.name.name, Binding::Local(LocalId((first + i) as u32)), parameter.name.span);
        }
    }

    /// In an accessor, `field` is the storage.
    fn bind_field(&mut self, name: &Name, self_type: Option<(TypeId, bool)>) {
        let Some((ty, _)) = self_type else { return };
        let stored = match self.member_of(ty, name).map(|m| m.kind) {
            Some(super::MemberKind::Field { stored: Some(index), .. }) => index,
            _ => return,
        };
        let span = self.state().locals[0].span;
        self.bind(&Name::from("field"), Binding::Field(stored), span);
    }

    fn checked_block(&mut self, body: Option<&ast::Block>, span: Span) -> Block {
        match body {
            Some(block) => {
                self.state().assigned_in_closures = mutation::assigned_in_closures(&block.statements);
                self.function_block(block)
            }
            None => Block { statements: Vec::new(), value: None, span },
        }
    }

    /// `init` of a struct: the fields are locals until the end, where the value is made of them.
    fn init_body(&mut self, decl: &ast::FunctionDecl) -> Block {
        let result = match self.function_result() {
            Some(ty) => ty,
            None => TypeId::ERROR,
        };
        let Type::Struct(id) = self.get(result) else { return Block { statements: Vec::new(), value: None, span: decl.span } };
        let id = *id;
        self.bind_parameters(&decl.parameters, 0);
        let fields = self.program[id].fields.clone();
        let stored = self.structs[id.0 as usize].stored.clone();
        let from = LocalId(self.state().locals.len() as u32);
        let mut statements = Vec::new();
        for (field, (_, default)) in fields.iter().zip(&stored) {
            let local = self.state().local(Name::from(format!("self.{}", field.name)), field.ty, true, decl.name.span);
            let value = default.as_ref().map(|d| self.default_value(d, field.ty, decl.name.span));
            statements.push(Statement { kind: StatementKind::Let { local, value }, span: decl.name.span });
        }
        self.state().self_info = Some(SelfInfo { ty: result, fields_from: Some(from) });
        self.state().result = ResultMode::Known(TypeId::VOID);
        let Some(source) = &decl.body else { return Block { statements, value: None, span: decl.span } };
        self.state().assigned_in_closures = mutation::assigned_in_closures(&source.statements);
        let mut body = self.function_block(source);
        let end = source.span.end_point();
        let depth = self.stack.len() - 1;
        let made = self.self_from_fields(depth, from, Span { start: end.start.saturating_sub(1), ..end });
        // A bare `return` in `init` leaves with what the fields are by then.
        crate::ir::visit::each_expr_mut(&mut body, |e: &mut Expr| {
            if let ExprKind::Return(value @ None) = &mut e.kind {
                *value = Some(Box::new(made.clone()));
            }
        });
        statements.extend(body.statements);
        self.state().result = ResultMode::Known(result);
        Block { statements, value: Some(Box::new(made)), span: source.span }
    }

    /// A synthetic function without parameters that gives a default value; none if the default is a constant, which is given instead.
    pub fn default_of(&mut self, e: &ast::Expr, ty: Option<TypeId>, name: &str) -> (super::DefaultValue, TypeId) {
        let declared = ty.unwrap_or(TypeId::ERROR);
        let function = self.new_function(
            Name::from(format!("default of {name}")),
            Name::from(format!("default of {name}")),
            self.module,
            None,
            crate::ir::FunctionKind::Synthetic,
            None,
            Vec::new(),
            declared,
            e.span,
        );
        if ty.is_some() && !self.is_constant_like(e) {
            // It may name variables of the module, which are known only when the top level is checked.
            self.pending.push(PendingBody {
                function,
                module: self.module,
                source: BodySource::Default(e.clone(), self.static_type),
                type_arguments: self.type_arguments().clone(),
                arguments: None,
                self_type: None,
            });
            return (super::DefaultValue::Function(function), declared);
        }
        let stack = std::mem::take(&mut self.stack);
        self.enter(function, ResultMode::Known(declared));
        let value = match ty {
            Some(ty) => self.expr_to(e, ty),
            None => {
                let value = self.value(e, None);
                if self.is_open(value.ty) {
                    let report = self.open_type_report(value.ty, e.span);
                    self.report(report);
                    super::error_expr(e.span)
                } else {
                    value
                }
            }
        };
        let ty = value.ty;
        let constant = super::constant::Constant::of(&value);
        self.leave(function, super::expr::value_block(value));
        self.program[function].result = ty;
        self.finish_family(function);
        self.stack = stack;
        match constant {
            Some(constant) => {
                self.discard_function(function);
                (super::DefaultValue::Constant(constant), ty)
            }
            None => (super::DefaultValue::Function(function), ty),
        }
    }

    /// Whether an expression consists of literals, constants and operators.
    fn is_constant_like(&mut self, e: &ast::Expr) -> bool {
        crate::stack::deep(|| match &e.kind {
            ast::ExprKind::Int(_) | ast::ExprKind::Float(_) | ast::ExprKind::Bool(_) | ast::ExprKind::Null => true,
            ast::ExprKind::String(parts) => parts.iter().all(|part| matches!(part, ast::StringPart::Text(_))),
            ast::ExprKind::Name(name) => matches!(self.find(&name.name), Some(Found::Constant(_) | Found::Module(Symbol::Constant(_)))),
            ast::ExprKind::Unary { operand, .. } => self.is_constant_like(operand),
            ast::ExprKind::Binary { left, right, .. } => self.is_constant_like(left) && self.is_constant_like(right),
            _ => false,
        })
    }

    /// The function that compares two values of a type.
    pub fn equality_function(&mut self, ty: TypeId) -> FuncId {
        self.demand_all(ty);
        self.synth.equality(&mut self.program, ty)
    }

    /// The function that shows a value of a type.
    pub fn show_function(&mut self, ty: TypeId, nested: bool) -> FuncId {
        self.demand_all(ty);
        self.synth.show(&mut self.program, ty, nested)
    }

    /// The function that shows a key for `key not found`.
    pub fn show_key_function(&mut self, key: TypeId) -> FuncId {
        self.show_function(key, true)
    }
}
