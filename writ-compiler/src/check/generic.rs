//! Generic functions: unification, substitution, instances.

use super::function::ResultMode;
use super::instance::APPLIED;
use super::{BodySource, Checker, FunctionIndex, PendingBody, Target, reflect};
use crate::ast::Name;
use crate::ir::{Block, Expr, ExprKind, FuncId, Function, FunctionFacts, FunctionKind, NativeDef, NativeId, Type, TypeId};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// From here on, up to `APPLIED`, `Type::Parameter` is a parameter of a generic whose own declaration is being checked; below, it is one of the
/// signature at hand, for which a call finds the type.
pub(crate) const OWN: u32 = 1 << 16;

impl Checker {
    /// Whether a type holds type parameters.
    pub fn has_parameters(&self, ty: TypeId) -> bool {
        match self.get(ty) {
            Type::Parameter(index) => !(OWN..APPLIED).contains(index),
            Type::Array(a) | Type::Optional(a) | Type::Result(a) | Type::Weak(a) => self.has_parameters(*a),
            Type::Dictionary(a, b) => self.has_parameters(*a) || self.has_parameters(*b),
            Type::Tuple(items) => items.iter().any(|i| self.has_parameters(*i)),
            Type::Function(parameters, result) => self.has_parameters(*result) || parameters.iter().any(|p| self.has_parameters(*p)),
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 => false,
            Type::Bool | Type::String | Type::Range | Type::Struct(_) | Type::Enum(_) => false,
            Type::Class(_) | Type::Trait(_) | Type::Any => false,
        }
    }

    /// A type with its parameters replaced.
    pub fn substitute(&mut self, ty: TypeId, types: &[TypeId]) -> TypeId {
        let known: Vec<Option<TypeId>> = types.iter().map(|t| Some(*t)).collect();
        self.substitute_known(ty, &known)
    }

    /// A type with those parameters replaced that are known.
    pub fn substitute_known(&mut self, ty: TypeId, types: &[Option<TypeId>]) -> TypeId {
        if !self.has_parameters(ty) {
            return ty;
        }
        match self.get(ty).clone() {
            Type::Parameter(index) if index < OWN => types.get(index as usize).copied().flatten().unwrap_or(ty),
            Type::Parameter(_) => {
                let Some((generic, arguments)) = self.instance_parts(ty) else { return ty };
                let arguments = arguments.into_iter().map(|a| self.substitute_known(a, types)).collect();
                let span = self.generic_types[generic.0 as usize].name().span;
                self.instantiate(generic, arguments, span)
            }
            Type::Array(a) => {
                let a = self.substitute_known(a, types);
                self.intern(Type::Array(a))
            }
            Type::Optional(a) => {
                let a = self.substitute_known(a, types);
                self.optional(a)
            }
            Type::Result(a) => {
                let a = self.substitute_known(a, types);
                self.intern(Type::Result(a))
            }
            Type::Weak(a) => {
                let a = self.substitute_known(a, types);
                self.intern(Type::Weak(a))
            }
            Type::Dictionary(a, b) => {
                let (a, b) = (self.substitute_known(a, types), self.substitute_known(b, types));
                self.intern(Type::Dictionary(a, b))
            }
            Type::Tuple(items) => {
                let items = items.into_iter().map(|i| self.substitute_known(i, types)).collect();
                self.intern(Type::Tuple(items))
            }
            Type::Function(parameters, result) => {
                let parameters = parameters.into_iter().map(|p| self.substitute_known(p, types)).collect();
                let result = self.substitute_known(result, types);
                self.intern(Type::Function(parameters, result))
            }
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 => ty,
            Type::Bool | Type::String | Type::Range | Type::Struct(_) | Type::Enum(_) => ty,
            Type::Class(_) | Type::Trait(_) | Type::Any => ty,
        }
    }

    /// Finds what the parameters in `declared` stand for, given what was found. False where the shapes differ.
    pub fn unify(&mut self, declared: TypeId, found: TypeId, types: &mut [Option<TypeId>]) -> bool {
        if found == TypeId::ERROR || found == TypeId::NEVER {
            return true;
        }
        match (self.get(declared).clone(), self.get(found).clone()) {
            // A frame is no value: only a call of a coroutine has it.
            (Type::Parameter(index), _) if index < OWN && self.coroutine_value(found).is_some() => false,
            (Type::Parameter(index), _) if index < OWN => {
                let Some(slot) = types.get(index as usize).copied() else { return false };
                match slot {
                    None => types[index as usize] = Some(found),
                    Some(before) if before == found => {}
                    Some(before) => match self.common_type(before, found) {
                        Some(both) => types[index as usize] = Some(both),
                        None => return false,
                    },
                }
                true
            }
            (Type::Array(a), Type::Array(b))
            | (Type::Optional(a), Type::Optional(b))
            | (Type::Result(a), Type::Result(b))
            | (Type::Weak(a), Type::Weak(b)) => self.unify(a, b, types),
            (Type::Optional(a), _) => self.unify(a, found, types),
            (Type::Parameter(_), _) if declared != found => {
                let (Some((a, left)), Some((b, right))) = (self.instance_parts(declared), self.instance_parts(found)) else { return false };
                a == b && left.into_iter().zip(right).all(|(a, b)| self.unify(a, b, types))
            }
            (Type::Dictionary(a, b), Type::Dictionary(c, d)) => self.unify(a, c, types) && self.unify(b, d, types),
            (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => a.into_iter().zip(b).all(|(a, b)| self.unify(a, b, types)),
            (Type::Function(a, r), Type::Function(b, s)) if a.len() == b.len() => {
                a.into_iter().zip(b).all(|(a, b)| self.unify(a, b, types)) && self.unify(r, s, types)
            }
            _ => declared == found,
        }
    }

    /// The function of the program for a generic function and its type arguments.
    pub fn instance(&mut self, index: FunctionIndex, types: &[TypeId]) -> Option<FuncId> {
        let key = (index, types.to_vec());
        if let Some(id) = self.instances.get(&key) {
            return Some(*id);
        }
        let info = self.functions[index.0 as usize].clone();
        let Target::Generic(decl) = info.target.clone() else { return None };
        let own = info.generics.iter().map(|g| g.name.clone()).zip(types.iter().copied());
        let type_arguments: HashMap<Name, TypeId> = info.scope.iter().map(|(name, ty)| (name.clone(), *ty)).chain(own).collect();
        let parameters: Vec<TypeId> = info.parameters.iter().map(|p| self.parameter_type(p)).collect();
        let parameters: Vec<TypeId> = parameters.into_iter().map(|ty| self.substitute(ty, types)).collect();
        let result = self.substitute(info.result, types);
        let receiver = info.receiver.map(|ty| self.substitute(ty, types));
        let self_type = match info.owner {
            Some((ty, false)) => Some((ty, self.is_mutating(ty, &info.name))),
            _ => receiver.map(|ty| (ty, false)),
        };
        let owner_name = receiver.or(info.owner.map(|(ty, _)| ty)).map(|ty| format!("{}.", self.bare_type_name(ty)));
        let frame_name = Name::from(format!("{}{}", owner_name.unwrap_or_default(), info.name));
        let kind = match (self_type, info.owner) {
            (Some((_, mutates)), _) => FunctionKind::Method { mutates },
            (None, Some(_)) => FunctionKind::Static,
            (None, None) => FunctionKind::Plain,
        };
        let names: Vec<_> = decl.parameters.iter().map(|p| (p.name.name.clone(), p.name.span)).collect();
        let parameters = names.into_iter().zip(parameters).map(|((name, span), ty)| (name, ty, span)).collect();
        let owner = info.owner.and_then(|(ty, _)| self.owner_of(ty));
        let id = self.new_function(info.name.clone(), frame_name, info.module, owner, kind, self_type, parameters, result, info.span);
        self.instances.insert(key, id);
        self.pending.push(PendingBody {
            function: id,
            module: info.module,
            source: BodySource::Function(decl),
            type_arguments: Arc::new(type_arguments),
            arguments: Some(types.to_vec()),
            self_type,
        });
        Some(id)
    }

    /// A parameter's type inside the function: a rest parameter is an array.
    pub fn parameter_type(&mut self, parameter: &super::ParameterInfo) -> TypeId {
        if parameter.rest { self.intern(Type::Array(parameter.ty)) } else { parameter.ty }
    }

    /// A function of the program, its body still empty. `self` comes first among the locals, then the parameters.
    #[allow(clippy::too_many_arguments)] // What a function is made of.
    pub fn new_function(
        &mut self,
        name: Name,
        frame_name: Name,
        module: crate::ir::ModuleId,
        owner: Option<crate::ir::Owner>,
        kind: FunctionKind,
        self_type: Option<(TypeId, bool)>,
        parameters: Vec<(Name, TypeId, crate::source::Span)>,
        result: TypeId,
        span: crate::source::Span,
    ) -> FuncId {
        let id = FuncId(self.program.functions.len() as u32);
        let coroutine = self.coroutine_value(result);
        let mut state = super::function::FunctionState::new(id, ResultMode::Known(result));
        if let Some((ty, mutates)) = self_type {
            state.local(Name::from("self"), ty, mutates, span);
        }
        for (name, ty, at) in parameters {
            state.local(name, ty, false, at);
        }
        let parameters: Vec<_> = (0..state.locals.len() as u32).map(crate::ir::LocalId).collect();
        let defaults = vec![None; parameters.len()];
        self.program.add_function(Function {
            name,
            frame_name,
            module,
            owner,
            kind,
            doc: None,
            public: false,
            captures: Vec::new(),
            parameters,
            defaults,
            result,
            coroutine,
            locals: state.locals,
            body: Block { statements: Vec::new(), value: None, span },
            span,
            facts: FunctionFacts::default(),
            host: None,
        });
        id
    }

    /// The id of a native.
    pub fn native(&mut self, name: &str, fails: bool, context: bool, owned: &[bool]) -> NativeId {
        if let Some(id) = self.natives.get(name) {
            return *id;
        }
        let id = NativeId(self.program.natives.len() as u32);
        self.program.natives.push(NativeDef { name: name.to_string(), fails, context, owned: owned.to_vec() });
        self.natives.insert(name.to_string(), id);
        id
    }

    /// The function of a method without type parameters of its own; one of a generic type is made when it is first used.
    pub fn method_function(&mut self, index: FunctionIndex) -> Option<FuncId> {
        let info = &self.functions[index.0 as usize];
        match &info.target {
            Target::Function { id, .. } => Some(*id),
            Target::Generic(_) if info.generics.is_empty() => self.instance(index, &[]),
            Target::Generic(_) | Target::Native { .. } | Target::Required | Target::Constructor(_) | Target::StaticMember(..) => None,
        }
    }

    /// A call of what a function index stands for.
    pub fn call_target(&mut self, index: FunctionIndex, types: Vec<TypeId>, arguments: Vec<Expr>, span: Span) -> Option<ExprKind> {
        let info = self.functions[index.0 as usize].clone();
        match info.target.clone() {
            Target::Function { id, nested } => {
                if nested {
                    self.state().uses_nested.push(id);
                }
                if matches!(self.program[id].kind, FunctionKind::Method { .. }) && arguments.first().is_some_and(|e| self.is_object(e.ty)) {
                    return self.method_call(&info.name, info.result, Some(id), arguments);
                }
                Some(ExprKind::Call { function: id, captures: Vec::new(), arguments })
            }
            Target::Native { name, .. } if name == reflect::OPERATION => {
                self.reflection.used = true;
                Some(ExprKind::CallReflector(arguments))
            }
            Target::Native { name, fails, context, owned } => {
                let native = self.native(&name, fails, context, &owned);
                Some(ExprKind::CallNative { native, types, arguments })
            }
            Target::Required => self.method_call(&info.name, info.result, None, arguments),
            Target::Generic(_) => {
                let function = self.instance(index, &types)?;
                let mut arguments = arguments;
                if let (Some(object), FunctionKind::Method { .. }) = (arguments.first_mut(), self.program[function].kind) {
                    let wanted = self.receiver_type(function);
                    if self.is_object(object.ty) && object.ty != wanted {
                        let span = object.span;
                        let value = std::mem::replace(object, super::error_expr(span));
                        *object = self.as_receiver(value, wanted);
                    }
                }
                Some(ExprKind::Call { function, captures: Vec::new(), arguments })
            }
            Target::Constructor(_) | Target::StaticMember(..) => self.call_shape(&info.target, types, arguments, span),
        }
    }

    /// A call of a native that declares `T?`, where `T` is an `Optional` itself: the native gives one in the other, scripts know one only.
    pub fn unnested(&mut self, declared: TypeId, types: &[TypeId], mut call: Expr) -> Expr {
        let (ExprKind::CallNative { .. }, Type::Optional(item)) = (&call.kind, self.get(declared).clone()) else { return call };
        let (item, span) = (self.substitute(item, types), call.span);
        if self.optional_inner(item).is_none() {
            return call;
        }
        call.ty = self.intern(Type::Optional(item));
        let mut statements = Vec::new();
        let found = self.spill(call, &mut statements);
        let block = |value: Expr| Block { statements: Vec::new(), value: Some(Box::new(value)), span };
        let kind = ExprKind::If {
            condition: Box::new(Expr { kind: ExprKind::IsSome(Box::new(found.clone())), ty: TypeId::BOOL, span }),
            then: block(Expr { kind: ExprKind::Narrow(Box::new(found)), ty: item, span }),
            otherwise: Some(block(Expr { kind: ExprKind::Null, ty: item, span })),
        };
        super::arguments::after(statements, Expr { kind, ty: item, span })
    }
}
