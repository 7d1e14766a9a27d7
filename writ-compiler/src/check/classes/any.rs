//! `any`: objects are themselves in it, all else lies in an instance of a box class, one for each type.

use crate::ast::{self, Name};
use crate::check::operator::two_way;
use crate::check::{Checker, ClassInfo};
use crate::ir::{self, Block, ClassId, Expr, ExprKind, FunctionFacts, LocalId, Pattern, Slot, Statement, StatementKind, Type, TypeId};
use crate::source::Span;
use std::sync::Arc;

impl Checker {
    /// Whether values of a type can be in an `any`.
    pub fn can_be_any(&self, ty: TypeId) -> bool {
        match self.get(ty) {
            Type::Void | Type::Never => false,
            Type::Optional(TypeId::NEVER) => true,
            _ => !self.is_open(ty),
        }
    }

    /// A value as `any`. An empty `Optional` is a box of `null`, a full one what is in it.
    pub fn as_any(&mut self, value: Expr) -> Expr {
        let span = value.span;
        match self.get(value.ty).clone() {
            Type::Any | Type::Error => value,
            Type::Class(_) | Type::Trait(_) => Expr { kind: ExprKind::Upcast(Box::new(value)), ty: TypeId::ANY, span },
            Type::Optional(TypeId::NEVER) => self.null_any(span),
            Type::Optional(inner) => {
                let local = self.state().temporary(inner, span);
                let found = self.local_expr(local, span);
                let (found, null) = (self.as_any(found), self.null_any(span));
                two_way(value, Pattern::Some(Box::new(Pattern::Bind(local))), found, Pattern::Null, null, TypeId::ANY, span)
            }
            _ => {
                let class = self.box_class(value.ty);
                self.boxed(class, value)
            }
        }
    }

    fn boxed(&mut self, class: ClassId, value: Expr) -> Expr {
        let (span, ty) = (value.span, self.classes[class.0 as usize].ty);
        let made = Expr { kind: ExprKind::New { class, fields: vec![value] }, ty, span };
        Expr { kind: ExprKind::Upcast(Box::new(made)), ty: TypeId::ANY, span }
    }

    fn null_any(&mut self, span: Span) -> Expr {
        let class = self.null_box();
        let ty = self.program[class].fields[0].ty;
        self.boxed(class, Expr { kind: ExprKind::Null, ty, span })
    }

    /// The class of the box of `null`. An `Optional` is never boxed as such, so one stands for all of them.
    pub fn null_box(&mut self) -> ClassId {
        let ty = self.intern(Type::Optional(TypeId::BOOL));
        self.box_class(ty)
    }

    /// Whether an `any` is `null`.
    pub fn any_is_null(&mut self, value: Expr, span: Span) -> Expr {
        let class = self.null_box();
        let target = self.classes[class.0 as usize].ty;
        Expr { kind: ExprKind::IsType { value: Box::new(value), target }, ty: TypeId::BOOL, span }
    }

    /// The box class of a type, made if it is new.
    pub fn box_class(&mut self, boxed: TypeId) -> ClassId {
        if let Some(class) = self.boxes.get(&boxed) {
            return *class;
        }
        // Strings look different inside other values, so showing an `any` asks for their box.
        if boxed != TypeId::STRING {
            self.box_class(TypeId::STRING);
        }
        let class = ClassId(self.program.classes.len() as u32);
        self.boxes.insert(boxed, class);
        let ty = self.intern(Type::Class(class));
        let is_null = matches!(self.get(boxed), Type::Optional(_));
        let name: Name = if is_null { "null".into() } else { self.type_name(boxed).into() };
        let (module, span) = (self.synth.module, self.synth.span);
        self.program.classes.push(ir::ClassDef {
            name: name.clone(),
            module,
            doc: None,
            open: false,
            base: None,
            fields: vec![ir::FieldDef { name: "value".into(), ty: boxed, public: true, doc: None }],
            slots: Vec::new(),
            traits: Vec::new(),
            methods: Vec::new(),
            constructor: None,
            boxed: Some(boxed),
            resume: None,
            span,
        });
        let ident = ast::Ident { name, span };
        let decl = ast::TypeDecl {
            doc: None,
            modifiers: Default::default(),
            name: ident,
            generics: Default::default(),
            base: None,
            traits: Vec::new(),
            fields: Vec::new(),
            methods: Vec::new(),
            span,
        };
        self.classes.push(ClassInfo {
            decl: Arc::new(decl),
            module,
            ty,
            members: Default::default(),
            traits: Vec::new(),
            stored: Vec::new(),
            late: Vec::new(),
            init: None,
            broken: false,
            has_slots: true,
            generic: None,
        });
        let unboxed = move |local: u32| {
            let object = Expr { kind: ExprKind::Local(LocalId(local)), ty, span };
            Expr { kind: ExprKind::ObjectField { object: Box::new(object), index: 0 }, ty: boxed, span }
        };
        let this = (Name::from("self"), ty, span);
        let show = self.synthetic("show".into(), module, class, vec![this.clone()], TypeId::STRING, |checker, _| {
            let text = checker.synth.text(&mut checker.program, unboxed(0), false);
            super::super::expr::value_block(text)
        });
        let other = (Name::from("other"), ty, span);
        let equals = self.synthetic("equals".into(), module, class, vec![this, other], TypeId::BOOL, |checker, _| {
            let same = checker.synth.equal(&mut checker.program, unboxed(0), unboxed(1), span);
            super::super::expr::value_block(same)
        });
        let slot = |name: &str, function| Slot { name: name.into(), declared: function, function, facts: FunctionFacts::default() };
        self.program[class].slots = vec![slot("show", show), slot("equals", equals)];
        class
    }

    /// The object that stands for a type in a test of an `any`: the type itself, or its box class.
    pub fn any_target(&mut self, ty: TypeId) -> TypeId {
        if self.is_object(ty) {
            return ty;
        }
        let class = self.box_class(ty);
        self.classes[class.0 as usize].ty
    }

    /// An `any` that is known to be, or checked for being, of a type.
    pub fn any_as(&mut self, value: Expr, ty: TypeId, checked: bool, span: Span) -> Expr {
        let target = self.any_target(ty);
        let object = Expr { kind: ExprKind::Cast { value: Box::new(value), checked }, ty: target, span };
        if target == ty {
            return object;
        }
        Expr { kind: ExprKind::ObjectField { object: Box::new(object), index: 0 }, ty, span }
    }

    /// An array that is spread into one of another type: its elements convert one by one.
    pub fn convert_spread(&mut self, value: Expr, target: TypeId, item: TypeId) -> Expr {
        let (span, from) = (value.span, value.ty);
        let found = match self.get(from) {
            Type::Array(found) if *found != item && *found != TypeId::NEVER && self.converts(*found, item) => *found,
            _ => return self.convert(value, target),
        };
        let Some((push, _)) = self.extension_method(target, "push") else { return self.convert(value, target) };
        let state = self.state();
        let (made, one) = (state.temporary(target, span), state.temporary(found, span));
        let id = state.begin_loop();
        state.loops.pop();
        let (list, element) = (self.local_expr(made, span), self.local_expr(one, span));
        let element = self.convert(element, item);
        let statement = |kind| Statement { kind, span };
        let empty = Expr { kind: ExprKind::Array(Vec::new()), ty: target, span };
        let Some(kind) = self.call_target(push, vec![item], vec![list.clone(), element], span) else { return list };
        let push = super::super::operator::effect(Expr { kind, ty: TypeId::VOID, span });
        let body = Block { statements: vec![push], value: None, span };
        let each = StatementKind::ForArray { id, index: None, item: one, array: value, body };
        let statements = vec![statement(StatementKind::Let { local: made, value: Some(empty) }), statement(each)];
        Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(list)), span }), ty: target, span }
    }

    /// The type whose values a box class holds.
    pub fn unboxed_type(&self, ty: TypeId) -> Option<TypeId> {
        match self.get(ty) {
            Type::Class(id) => self.program[*id].boxed,
            _ => None,
        }
    }
}
