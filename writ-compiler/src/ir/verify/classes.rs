//! Classes, traits, and what is done with objects.

use super::{Verifier, is_finished};
use crate::ir::{ClassDef, ClassId, Expr, ExprKind, FuncId, Program, SHOW_SLOT, Type, TypeId};
use crate::source::Span;

/// The problems of classes and traits.
pub(super) fn items(program: &Program, check: &mut impl FnMut(bool, String)) {
    let known = |id: &FuncId| (id.0 as usize) < program.functions.len();
    for (index, def) in program.classes.iter().enumerate() {
        let name = &def.name;
        check(def.base.is_none_or(|base| (base.0 as usize) < index), format!("class {name}: its base is not before it"));
        check(def.methods.iter().chain(&def.constructor).all(known), format!("class {name}: unknown method"));
        for field in &def.fields {
            check(is_finished(program, field.ty), format!("class {name}: field {} has no finished type", field.name));
        }
        check(def.slots.iter().all(|slot| known(&slot.function) && known(&slot.declared)), format!("class {name}: unknown slot"));
        let shows =
            def.slots.get(SHOW_SLOT as usize).is_some_and(|slot| known(&slot.function) && program[slot.function].result == TypeId::STRING);
        check(shows, format!("class {name}: slot 0 does not show"));
        if let Some(base) = def.base.and_then(|base| program.classes.get(base.0 as usize)) {
            check(begins_with(def, base), format!("class {name}: the slots of its base are not where they were"));
            let traits = base.traits.iter().zip(&def.traits).all(|(a, b)| a.definition == b.definition);
            check(traits && base.traits.len() <= def.traits.len(), format!("class {name}: the traits of its base are not first"));
        }
        for implementation in &def.traits {
            let methods = program.traits.get(implementation.definition.0 as usize).map(|definition| definition.methods.len());
            let fits = methods == Some(implementation.functions.len()) && implementation.functions.iter().all(known);
            check(fits, format!("class {name}: a trait is not complete"));
        }
    }
    for def in &program.traits {
        for method in &def.methods {
            let types = method.parameters.iter().map(|parameter| parameter.1).chain([method.result]);
            check(types.clone().all(|ty| is_finished(program, ty)), format!("trait {}: {} has no finished type", def.name, method.name));
            check(method.default.iter().all(known), format!("trait {}: unknown default of {}", def.name, method.name));
        }
    }
}

fn begins_with(def: &ClassDef, base: &ClassDef) -> bool {
    base.slots.len() <= def.slots.len() && base.slots.iter().zip(&def.slots).all(|(a, b)| a.name == b.name && a.declared == b.declared)
}

impl<'a> Verifier<'a> {
    /// The type of a field of an object.
    pub(super) fn object_field(&mut self, object: &'a Expr, index: u32, span: Span) -> TypeId {
        self.expr(object);
        match self.ty(object.ty) {
            Type::Class(id) => match self.program.stored_fields(*id).get(index as usize) {
                Some(field) => field.ty,
                None => {
                    self.problem(span, format!("no field {index}"));
                    TypeId::ERROR
                }
            },
            _ => self.wrong(object, "an object"),
        }
    }

    /// Whether every value of one type is one of the other, by the same pointer.
    fn converts(&self, from: TypeId, to: TypeId) -> bool {
        let program = self.program;
        match (self.ty(from), self.ty(to)) {
            (Type::Class(_) | Type::Trait(_) | Type::Any, Type::Any) => true,
            (Type::Class(class), Type::Class(base)) => program.extends(*class, *base),
            (Type::Class(class), Type::Trait(definition)) => program.trait_impl(*class, *definition).is_some(),
            (Type::Trait(a), Type::Trait(b)) => a == b || program[*a].parents.contains(b),
            _ => from == to,
        }
    }

    fn reference(&mut self, value: &'a Expr) {
        self.expr(value);
        if !matches!(self.ty(value.ty), Type::Class(_) | Type::Trait(_) | Type::Any) {
            self.wrong(value, "an object");
        }
    }

    fn class(&mut self, class: ClassId, span: Span) -> Option<&'a ClassDef> {
        let def = self.program.classes.get(class.0 as usize);
        if def.is_none() {
            self.problem(span, format!("unknown class {}", class.0));
        }
        def
    }

    #[allow(clippy::wildcard_enum_match_arm)] // Only called for what is done with objects.
    pub(super) fn object(&mut self, expr: &'a Expr) -> Option<TypeId> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::New { class, fields } => {
                let is_class = *self.ty(expr.ty) == Type::Class(*class);
                self.check(is_class, span, "new of another type");
                self.class(*class, span)?;
                let types: Vec<TypeId> = self.program.stored_fields(*class).iter().map(|field| field.ty).collect();
                self.fields(fields, Some(types), span);
                None
            }
            ExprKind::NewBlank(class) => {
                self.class(*class, span)?;
                let is_class = *self.ty(expr.ty) == Type::Class(*class);
                self.check(is_class, span, "blank of another type");
                None
            }
            ExprKind::ObjectField { object, index } => Some(self.object_field(object, *index, span)),
            ExprKind::Upcast(value) => {
                self.reference(value);
                let fits = value.ty == TypeId::NEVER || self.converts(value.ty, expr.ty);
                self.check(fits, span, "upcast to what it is not");
                None
            }
            ExprKind::Cast { value, checked: _ } => {
                self.reference(value);
                self.check(matches!(self.ty(expr.ty), Type::Class(_) | Type::Trait(_)), span, "cast to what is no object");
                None
            }
            ExprKind::IsType { value, target } => {
                self.reference(value);
                self.check(matches!(self.ty(*target), Type::Class(_) | Type::Trait(_)), span, "test for what is no object");
                Some(TypeId::BOOL)
            }
            ExprKind::TryCast(value) => {
                self.reference(value);
                let inner = match self.ty(expr.ty) {
                    Type::Optional(inner) => *inner,
                    _ => TypeId::ERROR,
                };
                self.check(matches!(self.ty(inner), Type::Class(_) | Type::Trait(_)), span, "cast to what is no optional object");
                None
            }
            ExprKind::MakeWeak(value) => {
                self.expr(value);
                let fits = matches!(self.ty(expr.ty), Type::Weak(inner) if *inner == value.ty);
                self.check(fits, span, "weak reference to another type");
                None
            }
            ExprKind::WeakGet(value) => {
                self.expr(value);
                let fits = match (self.ty(value.ty), self.ty(expr.ty)) {
                    (Type::Weak(a), Type::Optional(b)) => a == b,
                    _ => false,
                };
                self.check(fits, span, "object of a weak reference");
                None
            }
            ExprKind::CheckInit { value, name: _ } => {
                self.expr(value);
                match self.ty(value.ty) {
                    Type::Optional(inner) => Some(*inner),
                    _ => Some(self.wrong(value, "an Optional")),
                }
            }
            ExprKind::ShowObject(value) => {
                self.reference(value);
                Some(TypeId::STRING)
            }
            ExprKind::EqualAny { left, right } => {
                self.expr_of(left, TypeId::ANY, "left operand");
                self.expr_of(right, TypeId::ANY, "right operand");
                Some(TypeId::BOOL)
            }
            ExprKind::CallVirtual { class, slot, arguments } => {
                let def = self.class(*class, span)?;
                let Some(slot) = def.slots.get(*slot as usize) else {
                    self.problem(span, format!("no slot {slot}"));
                    return None;
                };
                let declared = &self.program[slot.declared];
                let mut types: Vec<TypeId> = declared.parameters.iter().map(|local| declared.locals[local.0 as usize].ty).collect();
                if let (Some(first), Some(receiver)) = (types.first_mut(), arguments.first()) {
                    let fits = matches!(self.ty(receiver.ty), Type::Class(found) if self.program.extends(*found, *class));
                    self.check(fits, span, "the object is not of the class of the slot");
                    *first = receiver.ty;
                }
                self.arguments(arguments, &types, span);
                Some(declared.result)
            }
            ExprKind::CallTrait { definition, method, arguments } => {
                let method = self.program.traits.get(definition.0 as usize).and_then(|def| def.methods.get(*method as usize));
                let Some(method) = method else {
                    self.problem(span, "unknown method of a trait".into());
                    return None;
                };
                let receiver = arguments.first().map_or(TypeId::ERROR, |receiver| receiver.ty);
                self.check(*self.ty(receiver) == Type::Trait(*definition), span, "the object is not of the trait");
                let types: Vec<TypeId> = [receiver].into_iter().chain(method.parameters.iter().map(|parameter| parameter.1)).collect();
                self.arguments(arguments, &types, span);
                Some(method.result)
            }
            ExprKind::CallReflector(arguments) => {
                self.check(arguments.len() == 4, span, "a reflector has four parameters");
                for (argument, ty) in arguments.iter().zip([TypeId::ANY, TypeId::INT, TypeId::STRING]) {
                    self.expr_of(argument, ty, "argument");
                }
                if let Some(list) = arguments.get(3) {
                    self.expr(list);
                    self.check(
                        matches!(self.ty(list.ty), Type::Array(TypeId::ANY)),
                        span,
                        "the arguments of a reflector are an array of `any`",
                    );
                }
                self.check(matches!(self.ty(expr.ty), Type::Result(TypeId::ANY)), span, "a reflector gives a result");
                None
            }
            _ => None,
        }
    }
}
