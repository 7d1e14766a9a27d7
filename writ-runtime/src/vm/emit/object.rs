//! Instances of classes: made, looked into, cast, called by table.

use super::function::FunctionEmitter;
use crate::vm::bytecode::{self, Class, ClassField, Instruction, LayoutId, Op, Parts, Trait};
use writ_compiler::ir::*;

/// Adds the classes and traits that are new.
pub(super) fn declare(ir: &Program, program: &mut bytecode::Program) {
    for definition in &ir.traits[program.traits.len()..] {
        let methods = definition.methods.iter().map(|method| method.name.to_string()).collect();
        let key = ir.trait_key(TraitId(program.traits.len() as u32));
        let mut signatures = Vec::new();
        for method in &definition.methods {
            // `self` of any type is one slot.
            let types: Vec<TypeId> = [TypeId::ANY].into_iter().chain(method.parameters.iter().map(|parameter| parameter.1)).collect();
            signatures.push(super::external::signature(ir, program, &types, method.result));
        }
        program.traits.push(Trait { name: definition.name.to_string(), methods, signatures, key });
    }
    for class in &ir.classes[program.classes.len()..] {
        let base = class.base.map(|base| base.0);
        let (base_layout, mut fields) = match base {
            Some(base) => (Some(program.classes[base as usize].layout), program.classes[base as usize].fields.clone()),
            None => (None, Vec::new()),
        };
        let types: Vec<TypeId> = class.fields.iter().map(|field| field.ty).collect();
        let (layout, parts) = program.layouts.class(ir, base_layout, &types);
        fields.extend(class.fields.iter().zip(parts).map(|(field, part)| ClassField {
            name: field.name.to_string(),
            ty: ir.type_name(field.ty),
            public: field.public,
            part,
        }));
        program.classes.push(Class {
            name: class.name.to_string(),
            base,
            fields,
            layout,
            slots: class.slots.iter().map(|slot| (slot.name.to_string(), slot.function)).collect(),
            traits: class.traits.iter().map(|has| (has.definition.0, has.functions.clone())).collect(),
            boxed: class.boxed,
            resume: class.resume,
            key: ir.class_key(ClassId(program.classes.len() as u32)),
        });
    }
}

impl FunctionEmitter<'_> {
    /// Where a field of an object lies, from the object's start.
    pub(super) fn field_offset(&self, object: TypeId, index: u32) -> u32 {
        let Type::Class(class) = self.ir.types.get(object) else { return super::CELL_PAYLOAD };
        super::CELL_PAYLOAD + self.program.classes[class.0 as usize].fields[index as usize].part.offset
    }

    /// The type of a field of an object.
    pub(super) fn field_type(&self, object: TypeId, index: u32) -> TypeId {
        let Type::Class(class) = self.ir.types.get(object) else { return TypeId::VOID };
        self.program.classes[class.0 as usize].fields[index as usize].part.ty
    }

    pub(super) fn new_object(&mut self, class: ClassId, fields: &[Expr], to: u16) {
        let scope = self.scope();
        let def = &self.program.classes[class.0 as usize];
        let (layout, parts): (LayoutId, Vec<_>) = (def.layout, def.fields.iter().map(|field| field.part).collect());
        let slots = self.program.layout(layout).slots();
        if slots == 0 {
            return self.wide(Op::NewBlank, to, class.0);
        }
        let first = self.alloc(slots);
        self.build(&parts, fields, first);
        self.push_data(Instruction::abc(Op::NewObject, to, first, 0), 0, class.0);
        self.finish(scope);
    }

    /// The instruction for a class or for a trait, and the number of that.
    fn target_type(&self, ty: TypeId, [class, definition]: [Op; 2]) -> (Op, u32) {
        match self.ir.types.get(ty) {
            Type::Class(id) => (class, id.0),
            Type::Trait(id) => (definition, id.0),
            // The IR's verifier lets nothing else through.
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => {
                (Op::Unreachable, 0)
            }
            Type::String | Type::Range | Type::Array(_) | Type::Dictionary(..) | Type::Optional(_) | Type::Result(_) => {
                (Op::Unreachable, 0)
            }
            Type::Tuple(_) | Type::Function(..) | Type::Struct(_) | Type::Enum(_) | Type::Weak(_) | Type::Any | Type::Parameter(_) => {
                (Op::Unreachable, 0)
            }
        }
    }

    /// Fails unless the object in a register is of a type.
    pub(super) fn check_cast(&mut self, register: u16, ty: TypeId) {
        let (op, index) = self.target_type(ty, [Op::CastClass, Op::CastTrait]);
        self.wide(op, register, index);
    }

    fn is_type(&mut self, to: u16, object: u16, ty: TypeId) {
        let (op, index) = self.target_type(ty, [Op::IsClass, Op::IsTrait]);
        self.push_data(Instruction::abc(op, to, object, 0), 0, index);
    }

    pub(super) fn type_test(&mut self, value: &Expr, target: TypeId, to: u16) {
        let scope = self.scope();
        let register = self.peek(value);
        self.is_type(to, register, target);
        self.finish(scope);
    }

    pub(super) fn cast(&mut self, value: &Expr, expr: &Expr, to: u16) {
        self.expr(value, to);
        let mark = self.live.len();
        let object = self.program.layouts.object();
        self.own(to, object);
        self.at(expr.span);
        self.check_cast(to, expr.ty);
        self.disown(mark);
    }

    pub(super) fn try_cast(&mut self, value: &Expr, ty: TypeId, to: u16) {
        self.expr(value, to);
        let target = match &self.info(ty).parts {
            Parts::Optional { payload, .. } => payload.ty,
            Parts::None | Parts::Fields(_) | Parts::Result { .. } | Parts::Enum(_) => ty,
        };
        let scope = self.scope();
        let keep = self.alloc(1);
        self.is_type(keep, to, target);
        self.abc(Op::KeepIf, to, keep, 0);
        self.close(scope);
    }

    pub(super) fn make_weak(&mut self, value: &Expr, to: u16) {
        let scope = self.scope();
        let register = self.peek(value);
        self.mov(to, register, 1);
        self.abc(Op::RetainWeak, to, 0, 0);
        self.finish(scope);
    }

    pub(super) fn weak_get(&mut self, value: &Expr, to: u16) {
        let scope = self.scope();
        let register = self.peek(value);
        self.abc(Op::WeakGet, to, register, 0);
        self.finish(scope);
    }

    /// A call by the table of the object that is the first argument.
    pub(super) fn call_method(&mut self, slot: u32, definition: Option<TraitId>, arguments: &[Expr], expr: &Expr, to: u16) {
        let scope = self.scope();
        let results = self.slots(expr.ty);
        let window = self.window(to, results);
        let window = self.arguments(window, results, arguments);
        self.at(expr.span);
        if self.may_be_foreign(arguments[0].ty) {
            self.abc(Op::CheckOwner, window + results, 0, 0);
        }
        match definition {
            None => self.abc(Op::CallVirtual, window, slot as u16, results),
            Some(definition) => self.push_data(Instruction::abc(Op::CallTrait, window, slot as u16, results), 0, definition.0),
        }
        self.mov(to, window, results);
        self.finish(scope);
    }

    /// Whether objects of another instance can be where the checker saw this type: in collections that a host fills with objects of compiled classes and
    /// traits. What lies in an `any` is cast before it is called.
    fn may_be_foreign(&self, ty: TypeId) -> bool {
        match self.ir.types.get(ty) {
            Type::Class(class) => self.ir[self.ir[*class].module].linked,
            Type::Trait(definition) => self.ir[self.ir[*definition].module].linked,
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String => {
                false
            }
            Type::Range | Type::Array(_) | Type::Dictionary(..) | Type::Optional(_) | Type::Result(_) | Type::Tuple(_) => false,
            Type::Function(..) | Type::Struct(_) | Type::Enum(_) | Type::Weak(_) | Type::Any | Type::Parameter(_) => false,
        }
    }

    /// A call of what looks into the object that is the first argument.
    pub(super) fn call_reflector(&mut self, arguments: &[Expr], expr: &Expr, to: u16) {
        let scope = self.scope();
        let results = self.slots(expr.ty);
        let window = self.window(to, results);
        let window = self.arguments(window, results, arguments);
        self.at(expr.span);
        self.abc(Op::CallReflector, window, 0, results);
        self.mov(to, window, results);
        self.finish(scope);
    }

    pub(super) fn equal_any(&mut self, left: &Expr, right: &Expr, expr: &Expr, to: u16) {
        let scope = self.scope();
        let window = self.window(to, 1);
        let first = self.argument(left, None);
        let second = self.argument(right, None);
        let window = self.contiguous(window, 1, &[(first, 1), (second, 1)]);
        self.at(expr.span);
        self.abc(Op::EqualAny, window, 0, 0);
        self.mov(to, window, 1);
        self.finish(scope);
    }
}
