//! Places: what can be assigned.

use super::lookup::Found;
use super::operator::effect;
use super::{Checker, Member, MemberKind, Symbol};
use crate::ast;
use crate::diagnostic::{Applicability, Code, Diagnostic, suggest};
use crate::ir::{Block, Expr, ExprKind, FuncId, LocalId, Place, PlaceRoot, Projection, Statement, Type, TypeId};
use crate::source::Span;

/// What an assignment writes to.
pub(super) enum Target {
    Place(Place),
    /// A setter of a struct that is at a place; with the getter or the field to read for a compound assignment.
    Setter {
        place: Place,
        setter: FuncId,
        ty: TypeId,
        read: Member,
        name: ast::Ident,
    },
    /// A setter of an object.
    ObjectSetter {
        object: Expr,
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
    /// `base[index] = value` through `setAt` of an object.
    ObjectSetAt {
        object: Expr,
        setter: super::FunctionIndex,
        index: Box<ast::Expr>,
    },
    /// The same with its index evaluated.
    ObjectAt {
        object: Expr,
        setter: super::FunctionIndex,
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
        // What is known of a variable says nothing of what may be assigned to it.
        let found = match (&e.kind, method) {
            (ast::ExprKind::Name(_) | ast::ExprKind::Path { .. }, None) => as_place(super::classes::without_narrowing(self.value(e, None))),
            _ => self.place_or_value(e),
        };
        match found {
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
                        let fix = suggest::let_to_var(&self.program.sources, declared.span, Applicability::Safe);
                        report = report.help("declare it with `var`").with_fix(fix);
                    } else {
                        if !place.path.is_empty() || method.is_some() {
                            report = report.note("a struct is a value: what is changed in a copy does not change what it was copied from");
                        }
                        report = report.help(format!("copy it first: `var copy = {name}`"));
                    }
                }
                self.report(report);
                false
            }
            PlaceRoot::Global { global, .. } => {
                let declared = self.program[*global].clone();
                if declared.mutable && (declared.module == self.module || self.is_same_session(declared.module)) {
                    return true;
                }
                let report = if declared.module != self.module && declared.mutable {
                    Diagnostic::error(Code::IMMUTABLE, e.span, format!("{what} `{}`, which belongs to another module", declared.name))
                        .help("call a function of that module that changes it")
                } else {
                    Diagnostic::error(Code::IMMUTABLE, e.span, format!("{what} `{}`, which is not a `var`", declared.name))
                        .help("declare it with `var`")
                        .with_fix(suggest::let_to_var(&self.program.sources, declared.span, Applicability::Safe))
                };
                self.report(report.also(declared.span, "declared here"));
                false
            }
            PlaceRoot::Object { .. } | PlaceRoot::Element { .. } | PlaceRoot::Entry { .. } => true,
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

    /// What an expression on the left of `=` names.
    pub(super) fn target(&mut self, e: &ast::Expr) -> Option<Target> {
        match &e.kind {
            ast::ExprKind::Member { base, name, optional: false } => {
                if let Some(ty) = self.type_named_by(base) {
                    return self.static_target(ty, name, e);
                }
                let in_init = matches!(base.kind, ast::ExprKind::SelfValue) && self.init_fields();
                if in_init {
                    return self.init_target(name, e.span).map(Target::Place);
                }
                let found = self.place_or_value(base);
                let found = match self.object_base(found) {
                    Ok(object) => return self.object_target(object, name, e.span),
                    Err(found) => found,
                };
                let place = self.assignable_base(found, base.span)?;
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
                        self.value(e, None);
                        return None;
                    }
                    let found = self.place_or_value(&this);
                    let found = match self.object_base(found) {
                        Ok(object) => return self.object_target(object, name, e.span),
                        Err(found) => found,
                    };
                    let place = self.assignable_base(found, this.span)?;
                    self.member_target(place, name, Some(member), &this, e.span)
                }
                Some(Found::Module(Symbol::Global(_))) => self.mutable_place(e, None).map(Target::Place),
                Some(Found::Module(Symbol::Later)) => {
                    self.value(e, None);
                    None
                }
                Some(Found::Module(Symbol::Broken)) => None,
                Some(Found::Constant(_) | Found::Module(Symbol::Constant(_))) => {
                    let report = Diagnostic::error(Code::IMMUTABLE, e.span, format!("can't assign to the constant `{}`", name.name))
                        .help("what changes is a `var`");
                    let declared = self.modules[self.module.0 as usize].names.get(&name.name).map(|entry| entry.span);
                    self.report(match declared {
                        Some(span) => report.also(span, "declared here as a `const`"),
                        None => report,
                    });
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
                let found = self.place_or_value(base);
                let found = match self.object_base(found) {
                    Ok(object) => match self.member_of(object.ty, "setAt").map(|m| m.kind) {
                        Some(MemberKind::Method(setter)) => return Some(Target::ObjectSetAt { object, setter, index: index.clone() }),
                        _ => return self.element_target(object, index, e.span),
                    },
                    Err(found) => found,
                };
                let place = match found {
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
    fn assignable_base(&mut self, base: Result<Place, Expr>, span: Span) -> Option<Place> {
        match base.or_else(|value| self.property_place(value)) {
            Ok(place) => Some(place),
            Err(value) => {
                if value.ty != TypeId::ERROR {
                    self.report(
                        Diagnostic::error(Code::IMMUTABLE, span, "a field of a temporary value can't be assigned")
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
            | MemberKind::StaticValue(_)
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
                    .help("declare it with `static var`")
                    .with_fix(suggest::let_to_var(&self.program.sources, declared.span, Applicability::Safe)),
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
        ExprKind::ObjectField { object, index } => Ok(place(PlaceRoot::Object { object, index })),
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
