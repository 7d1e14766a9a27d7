//! Assignment: to one place or several, compound, and through setters.

use super::function::Variable;
use super::operator::effect;
use super::place::Target;
use super::{Checker, MemberKind, error_expr};
use crate::ast::{self, AssignOp};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, Expr, ExprKind, FuncId, Place, PlaceRoot, Statement, StatementKind, Type, TypeId};
use crate::source::Span;

impl Checker {
    /// An assignment.
    pub fn assign(&mut self, target: &ast::Expr, op: AssignOp, op_span: Span, value: &ast::Expr, span: Span, out: &mut Vec<Statement>) {
        if let ast::ExprKind::Tuple(targets) = &target.kind {
            if op != AssignOp::Set {
                self.report(Diagnostic::error(Code::OPERATOR, op_span, "several places can only be assigned with `=`"));
                return;
            }
            return self.assign_tuple(targets, value, span, out);
        }
        let first = self.write_backs.len();
        let target = self.target(target);
        let (before, after) = self.written_back(first);
        out.extend(before);
        let Some(target) = target else {
            self.lenient(value);
            return;
        };
        self.assign_target(target, op, op_span, value, span, out);
        if !after.is_empty() {
            out.extend(after.into_iter().map(effect));
            self.call_ended();
        }
    }

    fn assign_target(&mut self, target: Target, op: AssignOp, op_span: Span, value: &ast::Expr, span: Span, out: &mut Vec<Statement>) {
        match target {
            Target::Place(place) => self.assign_place(place, op, op_span, value, span, out),
            Target::Setter { place, setter, ty, read, name } => {
                let mut place = place;
                let value = if op == AssignOp::Set {
                    self.expr_to(value, ty)
                } else {
                    self.stabilise(&mut place, out);
                    let base = self.place_value(place.clone());
                    let old = self.member_value(base, &name, read, name.span);
                    self.compound(op, op_span, old, value, span)
                };
                let value = self.convert(value, ty);
                if value.ty != TypeId::ERROR {
                    out.push(effect(Expr {
                        kind: ExprKind::CallMut { function: setter, place, arguments: vec![value] },
                        ty: TypeId::VOID,
                        span,
                    }));
                }
                self.call_ended();
            }
            Target::ObjectSetter { object, setter, ty, read, name } => {
                let mut object = object;
                let value = if op == AssignOp::Set {
                    self.expr_to(value, ty)
                } else {
                    object = self.spill(object, out);
                    let old = self.member_value(object.clone(), &name, read, name.span);
                    self.compound(op, op_span, old, value, span)
                };
                let value = self.convert(value, ty);
                if value.ty != TypeId::ERROR {
                    let call = self.object_setter(object, &name, setter, value, span);
                    out.push(effect(call));
                }
                self.call_ended();
            }
            Target::ObjectSetAt { object, setter, index } => {
                let mut object = object;
                if op != AssignOp::Set {
                    object = self.spill(object, out);
                }
                let Some((index, item)) = self.set_at_index(setter, &index, span) else { return self.lenient(value) };
                let (index, value) = if op == AssignOp::Set {
                    (index, self.expr_to(value, item))
                } else {
                    let index = self.spill(index, out);
                    let old = self.at_value(object.clone(), index.clone(), span);
                    let value = self.compound(op, op_span, old, value, span);
                    (index, self.convert(value, item))
                };
                if index.ty != TypeId::ERROR && value.ty != TypeId::ERROR {
                    let call = self.object_set_at(object, setter, index, value, span);
                    out.push(effect(call));
                }
                self.call_ended();
            }
            Target::At { .. } | Target::ObjectAt { .. } => {}
            Target::SetAt { place, setter, index } => self.assign_set_at(place, setter, &index, op, op_span, value, span, out),
        }
    }

    #[allow(clippy::too_many_arguments)] // The parts of an assignment.
    fn assign_set_at(
        &mut self,
        mut place: Place,
        setter: super::FunctionIndex,
        index: &ast::Expr,
        op: AssignOp,
        op_span: Span,
        value: &ast::Expr,
        span: Span,
        out: &mut Vec<Statement>,
    ) {
        let info = self.functions[setter.0 as usize].clone();
        let Some(id) = self.method_function(setter) else { return };
        let [key, item] = &info.parameters[..] else {
            self.report(
                Diagnostic::error(Code::OPERATOR, span, "`[]=` calls `setAt`, which takes an index and a value")
                    .also(info.span, "declared here"),
            );
            return;
        };
        let index = self.expr_to(index, key.ty);
        let (index, value) = if op == AssignOp::Set {
            let value = self.expr_to(value, item.ty);
            (index, value)
        } else {
            self.stabilise(&mut place, out);
            let index = self.spill(index, out);
            let base = self.place_value(place.clone());
            let Some(MemberKind::Method(at)) = self.member_of(base.ty, "at").map(|m| m.kind) else { return };
            let Some(read) = self.method_function(at) else { return };
            let at = self.functions[at.0 as usize].clone();
            let old = Expr {
                kind: ExprKind::Call { function: read, captures: Vec::new(), arguments: vec![base, index.clone()] },
                ty: at.result,
                span,
            };
            let value = self.compound(op, op_span, old, value, span);
            (index, self.convert(value, item.ty))
        };
        if index.ty == TypeId::ERROR || value.ty == TypeId::ERROR {
            return;
        }
        let call = self.set_at_call(place, id, index, value, span);
        out.push(effect(call));
        self.call_ended();
    }

    fn assign_place(&mut self, place: Place, op: AssignOp, op_span: Span, value: &ast::Expr, span: Span, out: &mut Vec<Statement>) {
        if let Some(ty) = self.late_type(&place) {
            return self.assign_late(place, ty, op, op_span, value, span, out);
        }
        let ty = place.ty;
        let variable = match (&place.root, place.path.is_empty()) {
            (PlaceRoot::Local(local), true) => Some(Variable::Local(*local)),
            (PlaceRoot::Global { global, .. }, true) => Some(Variable::Global(*global)),
            _ => None,
        };
        match op {
            AssignOp::Set => {
                let source = self.expr(value, Some(ty));
                if source.ty == TypeId::VOID {
                    let report = self.mismatch(ty, source.ty, source.span);
                    self.report(report);
                    return;
                }
                let has_value = self.optional_inner(ty).is_some() && self.optional_inner(source.ty).is_none() && source.ty != TypeId::ERROR;
                let value = self.convert(source, ty);
                if let Some(variable) = variable {
                    self.assigned(variable, has_value);
                }
                if value.ty != TypeId::ERROR {
                    out.push(Statement { kind: StatementKind::Assign { place, value }, span });
                }
            }
            AssignOp::Append => {
                if ty != TypeId::STRING {
                    if ty != TypeId::ERROR {
                        let what = self.a_type(ty);
                        self.report(Diagnostic::error(Code::OPERATOR, op_span, format!("`..=` appends to a string, this is {what}")));
                    }
                    return self.lenient(value);
                }
                let value = self.value(value, None);
                let value = self.show_string(value);
                if value.ty != TypeId::ERROR {
                    out.push(Statement { kind: StatementKind::Append { place, value }, span });
                }
            }
            AssignOp::Add if ty == TypeId::STRING => {
                let value = self.value(value, None);
                if value.ty == TypeId::STRING {
                    out.push(Statement { kind: StatementKind::Append { place, value }, span });
                } else if value.ty != TypeId::ERROR {
                    let name = self.type_name(value.ty);
                    self.report(
                        Diagnostic::error(Code::OPERATOR, op_span, format!("`+=` is not defined between `string` and `{name}`"))
                            .help("`..=` appends any value to a string")
                            .fix(op_span, "..="),
                    );
                }
            }
            AssignOp::Add | AssignOp::Subtract | AssignOp::Multiply | AssignOp::Divide | AssignOp::Modulo => {
                if self.is_number(ty) {
                    let hint = (super::literal::is_numeric_literal(value) && !(ty.is_int() && super::literal::has_float_literal(value)))
                        .then_some(ty);
                    let value = self.value(value, hint);
                    if value.ty == TypeId::ERROR {
                        return;
                    }
                    let fits = self.numbers_meet(ty, value.ty) == Some(ty);
                    if fits {
                        let value = self.number_to(value, ty);
                        out.push(Statement { kind: StatementKind::Update { place, op: binary(op), value }, span });
                        return;
                    }
                    let report = self.mismatch(ty, value.ty, value.span);
                    self.report(report);
                    return;
                }
                // An operator method: read, call, write.
                let mut place = place;
                self.stabilise(&mut place, out);
                let old = self.place_value(place.clone());
                let old = Expr { span: place.span, ..old };
                let value = self.compound(op, op_span, old, value, span);
                let value = self.convert(value, ty);
                if value.ty != TypeId::ERROR {
                    out.push(Statement { kind: StatementKind::Assign { place, value }, span });
                }
            }
        }
    }

    /// A field that `init` gives its value late: it is stored as an `Optional`.
    #[allow(clippy::too_many_arguments)] // The parts of an assignment.
    fn assign_late(
        &mut self,
        mut place: Place,
        ty: TypeId,
        op: AssignOp,
        op_span: Span,
        value: &ast::Expr,
        span: Span,
        out: &mut Vec<Statement>,
    ) {
        let value = if op == AssignOp::Set {
            self.expr_to(value, ty)
        } else {
            self.stabilise(&mut place, out);
            let PlaceRoot::Object { object, index } = &place.root else { return };
            let old = self.object_field((**object).clone(), *index, ty, place.span);
            let value = self.compound(op, op_span, old, value, span);
            self.convert(value, ty)
        };
        if value.ty != TypeId::ERROR {
            let value = self.convert(value, place.ty);
            out.push(Statement { kind: StatementKind::Assign { place, value }, span });
        }
    }

    /// `old op value` of a compound assignment that is no plain arithmetic on a place.
    fn compound(&mut self, op: AssignOp, op_span: Span, old: Expr, value: &ast::Expr, span: Span) -> Expr {
        if old.ty == TypeId::ERROR {
            self.lenient(value);
            return error_expr(span);
        }
        let source = match op {
            AssignOp::Append => {
                let value = self.value(value, None);
                let value = self.show(value, false);
                if old.ty != TypeId::STRING || value.ty == TypeId::ERROR {
                    if value.ty != TypeId::ERROR {
                        let what = self.a_type(old.ty);
                        self.report(Diagnostic::error(Code::OPERATOR, op_span, format!("`..=` appends to a string, this is {what}")));
                    }
                    return error_expr(span);
                }
                return Expr { kind: ExprKind::Concat(vec![old, value]), ty: TypeId::STRING, span };
            }
            AssignOp::Set | AssignOp::Add => ast::BinaryOp::Add,
            AssignOp::Subtract => ast::BinaryOp::Subtract,
            AssignOp::Multiply => ast::BinaryOp::Multiply,
            AssignOp::Divide => ast::BinaryOp::Divide,
            AssignOp::Modulo => ast::BinaryOp::Modulo,
        };
        self.binary_op(source, op_span, old, value, None, span)
    }

    /// Evaluates the operands of a place once, ahead.
    fn stabilise(&mut self, place: &mut Place, out: &mut Vec<Statement>) {
        let mut fix = |checker: &mut Checker, e: &mut Box<Expr>| {
            let span = e.span;
            let value = std::mem::replace(&mut **e, error_expr(span));
            **e = checker.spill(value, out);
        };
        match &mut place.root {
            PlaceRoot::Element { array, index } => {
                fix(self, array);
                fix(self, index);
            }
            PlaceRoot::Entry { dictionary, key, .. } => {
                fix(self, dictionary);
                fix(self, key);
            }
            PlaceRoot::Object { object, .. } => fix(self, object),
            PlaceRoot::Local(_) | PlaceRoot::Global { .. } => {}
        }
    }

    /// `(a, b) = (b, a)`: all places' operands, then all values, then the writes from left to right.
    fn assign_tuple(&mut self, targets: &[ast::Expr], value: &ast::Expr, span: Span, out: &mut Vec<Statement>) {
        let mut places = Vec::new();
        let mut after = Vec::new();
        for target in targets {
            let first = self.write_backs.len();
            let target = self.target(target);
            let (before, write) = self.written_back(first);
            out.extend(before);
            after.extend(write);
            match target {
                Some(Target::Place(mut place)) => {
                    self.stabilise(&mut place, out);
                    places.push(Target::Place(place));
                }
                Some(Target::Setter { mut place, setter, ty, read, name }) => {
                    self.stabilise(&mut place, out);
                    places.push(Target::Setter { place, setter, ty, read, name });
                }
                Some(Target::ObjectSetter { object, setter, ty, read, name }) => {
                    let object = self.spill(object, out);
                    places.push(Target::ObjectSetter { object, setter, ty, read, name });
                }
                Some(Target::SetAt { mut place, setter, index }) => {
                    self.stabilise(&mut place, out);
                    let info = self.functions[setter.0 as usize].clone();
                    let (Some(id), [key, item]) = (self.method_function(setter), &info.parameters[..]) else {
                        return self.lenient(value);
                    };
                    let index = self.expr_to(&index, key.ty);
                    let index = self.spill(index, out);
                    places.push(Target::At { place, setter: id, index, ty: item.ty });
                }
                Some(Target::ObjectSetAt { object, setter, index }) => {
                    let object = self.spill(object, out);
                    let Some((index, ty)) = self.set_at_index(setter, &index, span) else { return self.lenient(value) };
                    let index = self.spill(index, out);
                    places.push(Target::ObjectAt { object, setter, index, ty });
                }
                Some(Target::At { .. } | Target::ObjectAt { .. }) => {}
                None => return self.lenient(value),
            }
        }
        let types: Vec<TypeId> = places
            .iter()
            .map(|target| match target {
                Target::Place(place) => place.ty,
                Target::Setter { ty, .. } | Target::ObjectSetter { ty, .. } | Target::At { ty, .. } | Target::ObjectAt { ty, .. } => *ty,
                Target::SetAt { .. } | Target::ObjectSetAt { .. } => TypeId::ERROR,
            })
            .collect();
        let tuple = self.intern(Type::Tuple(types.clone()));
        let value = self.expr_to(value, tuple);
        if value.ty == TypeId::ERROR {
            return;
        }
        let held = self.state().temporary(tuple, span);
        out.push(Statement { kind: StatementKind::Let { local: held, value: Some(value) }, span });
        for (i, target) in places.into_iter().enumerate() {
            let base = self.local_expr(held, span);
            let item = Expr { kind: ExprKind::Item { base: Box::new(base), index: i as u32 }, ty: types[i], span };
            match target {
                Target::Place(place) => {
                    if let (PlaceRoot::Local(local), true) = (&place.root, place.path.is_empty()) {
                        self.assigned(Variable::Local(*local), false);
                    }
                    if let (PlaceRoot::Global { global, .. }, true) = (&place.root, place.path.is_empty()) {
                        self.assigned(Variable::Global(*global), false);
                    }
                    out.push(Statement { kind: StatementKind::Assign { place, value: item }, span });
                }
                Target::Setter { place, setter, .. } => {
                    out.push(effect(Expr {
                        kind: ExprKind::CallMut { function: setter, place, arguments: vec![item] },
                        ty: TypeId::VOID,
                        span,
                    }));
                }
                Target::ObjectSetter { object, setter, name, .. } => {
                    let call = self.object_setter(object, &name, setter, item, span);
                    out.push(effect(call));
                }
                Target::At { place, setter, index, .. } => {
                    let value = self.set_at_call(place, setter, index, item, span);
                    out.push(effect(value));
                }
                Target::ObjectAt { object, setter, index, .. } => {
                    let call = self.object_set_at(object, setter, index, item, span);
                    out.push(effect(call));
                }
                Target::SetAt { .. } | Target::ObjectSetAt { .. } => {}
            }
        }
        out.extend(after.into_iter().map(effect));
    }

    /// The call of `setAt` on what is at a place.
    fn set_at_call(&mut self, place: Place, setter: FuncId, index: Expr, value: Expr, span: Span) -> Expr {
        let ty = self.program[setter].result;
        if self.is_mutating(place.ty, "setAt") {
            return Expr { kind: ExprKind::CallMut { function: setter, place, arguments: vec![index, value] }, ty, span };
        }
        let base = self.place_value(place);
        Expr { kind: ExprKind::Call { function: setter, captures: Vec::new(), arguments: vec![base, index, value] }, ty, span }
    }
}

fn binary(op: AssignOp) -> ir::BinaryOp {
    match op {
        AssignOp::Set | AssignOp::Append | AssignOp::Add => ir::BinaryOp::Add,
        AssignOp::Subtract => ir::BinaryOp::Subtract,
        AssignOp::Multiply => ir::BinaryOp::Multiply,
        AssignOp::Divide => ir::BinaryOp::Divide,
        AssignOp::Modulo => ir::BinaryOp::Modulo,
    }
}
