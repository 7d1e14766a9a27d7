//! Places: what can be assigned, and assignment.

use super::function::Variable;
use super::lookup::Found;
use super::operator::effect;
use super::{Checker, Member, MemberKind, Symbol, error_expr};
use crate::ast::{self, AssignOp};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, Block, Expr, ExprKind, FuncId, LocalId, Place, PlaceRoot, Projection, Statement, StatementKind, Type, TypeId};
use crate::source::Span;

/// What an assignment writes to.
enum Target {
    Place(Place),
    /// A setter of a struct that is at a place; with the getter or the field to read for a compound assignment.
    Setter {
        place: Place,
        setter: FuncId,
        ty: TypeId,
        read: Member,
        name: ast::Ident,
    },
    /// The same with its index evaluated.
    At {
        place: Place,
        setter: FuncId,
        index: Expr,
        ty: TypeId,
    },
    /// `base[index] = value` through `setAt`.
    SetAt {
        place: Place,
        setter: super::FunctionIndex,
        index: Box<ast::Expr>,
    },
}

impl Checker {
    /// A place, or the checked value if the expression is no place.
    pub fn place_or_value(&mut self, e: &ast::Expr) -> Result<Place, Expr> {
        let value = match &e.kind {
            ast::ExprKind::Name(_)
            | ast::ExprKind::SelfValue
            | ast::ExprKind::Member { .. }
            | ast::ExprKind::Index { .. }
            | ast::ExprKind::Path { .. } => self.value(e, None),
            _ => return Err(self.value(e, None)),
        };
        as_place(value)
    }

    /// A place that can change, for a method that changes its object (`method`) or an assignment; reports why not.
    pub fn mutable_place(&mut self, e: &ast::Expr, method: Option<&str>) -> Option<Place> {
        match self.place_or_value(e) {
            Ok(place) => self.check_mutable(&place, e, method).then_some(place),
            Err(value) => {
                if value.ty != TypeId::ERROR {
                    let message = match method {
                        Some(method) => format!("`{method}` changes its object, and this is only a temporary value"),
                        None => "this can't be assigned".to_string(),
                    };
                    let report = Diagnostic::error(Code::IMMUTABLE, e.span, message);
                    self.report(if method.is_some() { report.help("put it into a `var` first") } else { report });
                }
                None
            }
        }
    }

    /// Whether what is at a place may change; reports if not. A struct held by a `let` does not change.
    pub fn check_mutable(&mut self, place: &Place, e: &ast::Expr, method: Option<&str>) -> bool {
        let what = match method {
            Some(method) => format!("`{method}` would change"),
            None if place.path.is_empty() => "can't assign to".to_string(),
            None => "can't change a field of".to_string(),
        };
        match &place.root {
            PlaceRoot::Local(local) => {
                let declared = self.state().locals[local.0 as usize].clone();
                if declared.mutable {
                    return true;
                }
                let deferred = place.path.is_empty() && method.is_none() && self.state().declared_without_value.contains(local);
                if deferred {
                    return true;
                }
                let is_self = &*declared.name == "self";
                let name = if is_self { "self".to_string() } else { declared.name.to_string() };
                let mut report = Diagnostic::error(Code::IMMUTABLE, e.span, format!("{what} `{name}`, which is not a `var`"));
                if is_self {
                    report = Diagnostic::error(Code::IMMUTABLE, e.span, "`self` can't be changed here")
                        .note("a closure holds a copy of a struct's `self`");
                } else {
                    let kind = self.declared_as(*local);
                    report = report.also(declared.span, format!("declared here as {kind}"));
                    if kind == "a `let`" {
                        report = report.help("declare it with `var`");
                    } else {
                        report = report.help(format!("copy it first: `var copy = {name}`"));
                    }
                }
                self.report(report);
                false
            }
            PlaceRoot::Global { global, .. } => {
                let declared = self.program[*global].clone();
                if declared.mutable && declared.module == self.module {
                    return true;
                }
                let report = if declared.module != self.module && declared.mutable {
                    Diagnostic::error(Code::IMMUTABLE, e.span, format!("{what} `{}`, which belongs to another module", declared.name))
                        .help("call a function of that module that changes it")
                } else {
                    Diagnostic::error(Code::IMMUTABLE, e.span, format!("{what} `{}`, which is not a `var`", declared.name))
                        .help("declare it with `var`")
                };
                self.report(report.also(declared.span, "declared here"));
                false
            }
            PlaceRoot::Element { .. } | PlaceRoot::Entry { .. } => true,
        }
    }

    fn declared_as(&mut self, local: LocalId) -> &'static str {
        let state = self.state();
        let function = state.function;
        if state.captures.iter().any(|(_, _, inner)| *inner == local) {
            return "a `let`";
        }
        if self.program[function].parameters.contains(&local) {
            "a parameter"
        } else if self.state().loop_variables.contains(&local) {
            "a loop variable"
        } else {
            "a `let`"
        }
    }

    /// An assignment.
    pub fn assign(&mut self, target: &ast::Expr, op: AssignOp, op_span: Span, value: &ast::Expr, span: Span, out: &mut Vec<Statement>) {
        if let ast::ExprKind::Tuple(targets) = &target.kind {
            if op != AssignOp::Set {
                self.report(Diagnostic::error(Code::OPERATOR, op_span, "several places can only be assigned with `=`"));
                return;
            }
            return self.assign_tuple(targets, value, span, out);
        }
        let Some(target) = self.target(target) else {
            self.lenient(value);
            return;
        };
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
            Target::At { .. } => {}
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
        let super::Target::Function { id, .. } = info.target else { return };
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
            let at = self.functions[at.0 as usize].clone();
            let super::Target::Function { id: read, .. } = at.target else { return };
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
                            .help("`..=` appends any value to a string"),
                    );
                }
            }
            AssignOp::Add | AssignOp::Subtract | AssignOp::Multiply | AssignOp::Divide | AssignOp::Modulo => {
                if ty.is_numeric() {
                    let hint = (super::literal::is_numeric_literal(value) && !(ty.is_int() && super::literal::has_float_literal(value)))
                        .then_some(ty);
                    let value = self.value(value, hint);
                    if value.ty == TypeId::ERROR {
                        return;
                    }
                    let fits = value.ty.is_numeric() && super::convert::arithmetic_type(ty, value.ty) == ty;
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
            PlaceRoot::Local(_) | PlaceRoot::Global { .. } => {}
        }
    }

    /// What an expression on the left of `=` names.
    fn target(&mut self, e: &ast::Expr) -> Option<Target> {
        match &e.kind {
            ast::ExprKind::Member { base, name, optional: false } => {
                if let Some(ty) = self.type_named_by(base) {
                    return self.static_target(ty, name, e);
                }
                let in_init = matches!(base.kind, ast::ExprKind::SelfValue) && self.init_fields();
                if in_init {
                    return self.init_target(name, e.span).map(Target::Place);
                }
                let place = self.assignable_base(base)?;
                let member = self.member_of(place.ty, &name.name);
                self.member_target(place, name, member, base, e.span)
            }
            ast::ExprKind::Name(name) => match self.find(&name.name) {
                Some(Found::Local(local)) => {
                    let ty = self.state().locals[local.0 as usize].ty;
                    let place = Place { root: PlaceRoot::Local(local), path: Vec::new(), ty, span: e.span };
                    self.check_mutable(&place, e, None).then_some(Target::Place(place))
                }
                Some(Found::FieldValue(index)) => {
                    let value = self.self_field(index, e.span);
                    as_place(value).ok().map(Target::Place)
                }
                Some(Found::Member(ty, member)) => {
                    if matches!(member.kind, MemberKind::StaticField(_)) {
                        return self.static_target(ty, name, e);
                    }
                    if self.init_fields() {
                        return self.init_target(name, e.span).map(Target::Place);
                    }
                    let this = ast::Expr { kind: ast::ExprKind::SelfValue, span: name.span };
                    if self.stack.iter().all(|state| state.self_info.is_none()) {
                        self.unknown_name(name);
                        return None;
                    }
                    let place = self.assignable_base(&this)?;
                    self.member_target(place, name, Some(member), &this, e.span)
                }
                Some(Found::Module(Symbol::Global(_))) => self.mutable_place(e, None).map(Target::Place),
                Some(Found::Module(Symbol::Later)) => {
                    self.value(e, None);
                    None
                }
                Some(Found::Module(Symbol::Broken)) => None,
                Some(Found::Constant(_) | Found::Module(Symbol::Constant(_))) => {
                    self.report(Diagnostic::error(Code::IMMUTABLE, e.span, format!("can't assign to the constant `{}`", name.name)));
                    None
                }
                Some(Found::Nested(_) | Found::EnumPart | Found::Module(_)) => {
                    self.report(Diagnostic::error(
                        Code::IMMUTABLE,
                        e.span,
                        format!("can't assign to `{}`, which is no variable", name.name),
                    ));
                    None
                }
                None => {
                    self.unknown_name(name);
                    None
                }
            },
            ast::ExprKind::Index { base, index } => {
                let place = match self.place_or_value(base) {
                    Ok(place) => place,
                    Err(value) => {
                        // The array or dictionary is an object: it need not be a place itself.
                        return self.element_target(value, index, e.span);
                    }
                };
                if let Some(MemberKind::Method(setter)) = self.member_of(place.ty, "setAt").map(|m| m.kind) {
                    if self.is_mutating(place.ty, "setAt") && !self.check_mutable(&place, base, Some("setAt")) {
                        return None;
                    }
                    return Some(Target::SetAt { place, setter, index: index.clone() });
                }
                let value = self.place_value(place);
                self.element_target(value, index, e.span)
            }
            ast::ExprKind::Path { .. } => self.mutable_place(e, None).map(Target::Place),
            _ => {
                let value = self.value(e, None);
                if value.ty != TypeId::ERROR {
                    self.report(
                        Diagnostic::error(Code::IMMUTABLE, e.span, "this can't be assigned")
                            .help("a variable, a field, an element, or several of them in parentheses can be"),
                    );
                }
                None
            }
        }
    }

    /// The place whose field is assigned.
    fn assignable_base(&mut self, base: &ast::Expr) -> Option<Place> {
        match self.place_or_value(base) {
            Ok(place) => Some(place),
            Err(value) => {
                if value.ty != TypeId::ERROR {
                    self.report(
                        Diagnostic::error(Code::IMMUTABLE, base.span, "a field of a temporary value can't be assigned")
                            .help("structs are values: put it into a `var` first"),
                    );
                }
                None
            }
        }
    }

    fn member_target(&mut self, place: Place, name: &ast::Ident, member: Option<Member>, base: &ast::Expr, span: Span) -> Option<Target> {
        let ty = place.ty;
        let Some(member) = member else {
            if matches!(self.get(ty), Type::Tuple(_)) {
                self.report(
                    Diagnostic::error(Code::IMMUTABLE, span, "can't assign to an item of a tuple").help("assign a new tuple to the whole"),
                );
            } else if ty != TypeId::ERROR {
                self.unknown_member(ty, name, false);
            }
            return None;
        };
        self.check_visible(ty, &name.name, name.span);
        match member.kind {
            MemberKind::Field { setter: Some(setter), ty, .. } => {
                self.check_mutable(&place, base, None).then(|| Target::Setter { place, setter, ty, read: member, name: name.clone() })
            }
            MemberKind::Field { stored: Some(index), ty, getter: None, .. } => {
                let mut place = place;
                place.path.push(Projection::Field(index));
                place.ty = ty;
                place.span = span;
                self.check_mutable(&place, base, None).then_some(Target::Place(place))
            }
            MemberKind::Field { .. } | MemberKind::ConstantField { .. } => {
                self.report(
                    Diagnostic::error(Code::IMMUTABLE, span, format!("`{}` is computed and has no `set`", name.name))
                        .also(member.span, "declared here"),
                );
                None
            }
            MemberKind::Method(_)
            | MemberKind::StaticMethod(_)
            | MemberKind::StaticField(_)
            | MemberKind::Constant(_)
            | MemberKind::Variant(_) => {
                self.report(
                    Diagnostic::error(Code::IMMUTABLE, span, format!("can't assign to `{}`, which is no field", name.name))
                        .also(member.span, "declared here"),
                );
                None
            }
        }
    }

    fn static_target(&mut self, ty: TypeId, name: &ast::Ident, e: &ast::Expr) -> Option<Target> {
        let Some(member) = self.member_of(ty, &name.name) else {
            self.unknown_member(ty, name, false);
            return None;
        };
        self.check_visible(ty, &name.name, name.span);
        let MemberKind::StaticField(global) = member.kind else {
            self.report(
                Diagnostic::error(Code::IMMUTABLE, e.span, format!("can't assign to `{}`", name.name)).also(member.span, "declared here"),
            );
            return None;
        };
        let declared = self.program[global].clone();
        if !declared.mutable {
            self.report(
                Diagnostic::error(Code::IMMUTABLE, e.span, format!("can't assign to `{}`, which is not a `var`", declared.name))
                    .also(declared.span, "declared here")
                    .help("declare it with `static var`"),
            );
            return None;
        }
        Some(Target::Place(Place { root: PlaceRoot::Global { global, checked: true }, path: Vec::new(), ty: declared.ty, span: e.span }))
    }

    fn init_target(&mut self, name: &ast::Ident, span: Span) -> Option<Place> {
        let info = self.state().self_info?;
        let member = self.member_of(info.ty, &name.name);
        let Some(Member { kind: MemberKind::Field { stored: Some(index), ty, .. }, .. }) = member else {
            self.unknown_member(info.ty, name, false);
            return None;
        };
        let from = info.fields_from?;
        Some(Place { root: PlaceRoot::Local(LocalId(from.0 + index)), path: Vec::new(), ty, span })
    }

    fn element_target(&mut self, base: Expr, index: &ast::Expr, span: Span) -> Option<Target> {
        match self.get(base.ty).clone() {
            Type::Array(item) => {
                let index = self.index_value(index);
                let ok = index.ty != TypeId::ERROR;
                let root = PlaceRoot::Element { array: Box::new(base), index: Box::new(index) };
                ok.then_some(Target::Place(Place { root, path: Vec::new(), ty: item, span }))
            }
            Type::Dictionary(key, value) => {
                let index = self.expr_to(index, key);
                let show_key = self.show_key_function(key);
                let ok = index.ty != TypeId::ERROR;
                let root = PlaceRoot::Entry { dictionary: Box::new(base), key: Box::new(index), show_key };
                ok.then_some(Target::Place(Place { root, path: Vec::new(), ty: value, span }))
            }
            Type::Error => None,
            Type::String => {
                self.report(
                    Diagnostic::error(Code::IMMUTABLE, span, "the characters of a string can't be assigned")
                        .note("strings don't change: make a new one"),
                );
                None
            }
            _ => {
                let name = self.type_name(base.ty);
                let message = format!("elements of {} can't be assigned", self.a_type(base.ty));
                let report = Diagnostic::error(Code::NOT_INDEXABLE, base.span, message);
                self.report(if self.owner_of(base.ty).is_some() {
                    report.help(format!("give `{name}` a method `setAt(index, value)`"))
                } else {
                    report
                });
                None
            }
        }
    }

    /// `(a, b) = (b, a)`: all places' operands, then all values, then the writes from left to right.
    fn assign_tuple(&mut self, targets: &[ast::Expr], value: &ast::Expr, span: Span, out: &mut Vec<Statement>) {
        let mut places = Vec::new();
        for target in targets {
            match self.target(target) {
                Some(Target::Place(mut place)) => {
                    self.stabilise(&mut place, out);
                    places.push(Target::Place(place));
                }
                Some(Target::Setter { mut place, setter, ty, read, name }) => {
                    self.stabilise(&mut place, out);
                    places.push(Target::Setter { place, setter, ty, read, name });
                }
                Some(Target::SetAt { mut place, setter, index }) => {
                    self.stabilise(&mut place, out);
                    let info = self.functions[setter.0 as usize].clone();
                    let (super::Target::Function { id, .. }, [key, item]) = (info.target, &info.parameters[..]) else {
                        return self.lenient(value);
                    };
                    let index = self.expr_to(&index, key.ty);
                    let index = self.spill(index, out);
                    places.push(Target::At { place, setter: id, index, ty: item.ty });
                }
                Some(Target::At { .. }) => {}
                None => return self.lenient(value),
            }
        }
        let types: Vec<TypeId> = places
            .iter()
            .map(|target| match target {
                Target::Place(place) => place.ty,
                Target::Setter { ty, .. } | Target::At { ty, .. } => *ty,
                Target::SetAt { .. } => TypeId::ERROR,
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
                Target::At { place, setter, index, .. } => {
                    let value = self.set_at_call(place, setter, index, item, span);
                    out.push(effect(value));
                }
                Target::SetAt { .. } => {}
            }
        }
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

    /// Statements as one block statement, so that their temporaries end with it.
    pub fn grouped(&mut self, statements: Vec<Statement>, span: Span) -> Statement {
        let block = Expr { kind: ExprKind::Block(Block { statements, value: None, span }), ty: TypeId::VOID, span };
        effect(block)
    }
}

/// A read as the place that is read, if it is one.
pub(crate) fn as_place(value: Expr) -> Result<Place, Expr> {
    let (ty, span) = (value.ty, value.span);
    let place = |root| Place { root, path: Vec::new(), ty, span };
    match value.kind {
        ExprKind::Local(local) => Ok(place(PlaceRoot::Local(local))),
        ExprKind::Global { global, checked } => Ok(place(PlaceRoot::Global { global, checked })),
        ExprKind::IndexArray { array, index } => Ok(place(PlaceRoot::Element { array, index })),
        ExprKind::IndexDictionary { dictionary, key, show_key } => Ok(place(PlaceRoot::Entry { dictionary, key, show_key })),
        ExprKind::Field { base, index } => match as_place(*base) {
            Ok(mut base) => {
                base.path.push(Projection::Field(index));
                Ok(Place { ty, span, ..base })
            }
            Err(base) => Err(Expr { kind: ExprKind::Field { base: Box::new(base), index }, ty, span }),
        },
        ExprKind::Narrow(base) => match as_place(*base) {
            Ok(mut base) => {
                base.path.push(Projection::Narrow);
                Ok(Place { ty, span, ..base })
            }
            Err(base) => Err(Expr { kind: ExprKind::Narrow(Box::new(base)), ty, span }),
        },
        kind => Err(Expr { kind, ty, span }),
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
