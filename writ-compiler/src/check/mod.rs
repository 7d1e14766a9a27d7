//! From the syntax tree to typed IR: names, types, inference, narrowing, and every mistake a script can make about them.
//!
//! One walk over a body both checks it and makes its IR, because the IR depends on what was inferred: which conversion, which setter,
//! which instance of a generic function. What needs the finished IR (assignment before use, missing returns, unused variables, facts)
//! happens afterwards in `passes`.
//!
//! * `items` what is known of declarations; `declare` collects them, `types` reads written types, `convert` decides what converts to what
//! * `function` the state of the function that is being checked: scopes, captures; `body` checks one, `captures` joins nested ones
//! * `statement`, `destructure`, `assign` (places), `property`, `expr` and its parts `literal`, `operator`, `overload`, `member`, `call`, `arguments`, `lambda`, `when`, `pattern`
//! * `classes` classes and traits, `any`, weak references
//! * `host` what a host offers: declarations without bodies
//! * `coroutine` coroutines: `start`, `yield`, their types
//! * `condition` narrowing; `mutation` which methods change `self`
//! * `generic` unification and instances of generic functions; `instance` instances of generic types; `bounds` what type arguments
//!   have to be able to do; `definition` generic declarations checked for themselves; `construct` constructors; `library` the standard library's declarations; `constant` compile-time values
//! * `hints` what an unknown name was probably meant to be; `lints`, `unused` warnings
//! * `reflect` the functions that look into objects, for reflection and JSON
//! * `replace` new bodies for functions that run already
//! * `complete` names for completion
//! * `module` a module from its names to its bodies

// Questions such as "is it an array?" have a `_` arm. What dispatches over all nodes denies it again and names every one.
#![allow(clippy::wildcard_enum_match_arm)]

mod arguments;
mod assign;
mod body;
mod bounds;
mod call;
mod classes;
mod complete;
mod condition;
pub(crate) mod constant;
mod construct;
mod convert;
mod coroutine;
mod declare;
mod definition;
mod destructure;
mod expr;
mod function;
mod generic;
mod hints;
mod host;
mod instance;
mod items;
mod lambda;
mod library;
mod lints;
mod literal;
mod lookup;
mod member;
mod module;
mod mutation;
mod nesting;
mod operator;
mod overload;
mod pattern;
mod place;
mod property;
mod reflect;
mod replace;
mod statement;
mod types;
mod unfinished;
mod unused;
mod user_types;
mod when;

pub(crate) use items::*;

use crate::ast::Name;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{self, Program, TypeId};
use crate::passes::synth::Synth;
use crate::source::Span;
use function::{FamilyMember, FunctionState};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use unfinished::Unfinished;

/// Everything that checking needs; a session keeps one and feeds it module after module.
#[derive(Clone)]
pub(crate) struct Checker {
    /// The program so far. A function has an empty body from its declaration or instantiation until that is checked.
    pub program: Program,
    /// Where mistakes go.
    pub diagnostics: Diagnostics,
    /// Names of the standard library.
    pub library: HashMap<Name, Symbol>,
    /// Methods and static values of built-in types, by the type's name and the member's.
    pub extensions: HashMap<Name, Members>,
    /// What is known of each struct, by `StructId`.
    pub structs: Vec<StructInfo>,
    /// What is known of each enum, by `EnumId`.
    pub enums: Vec<EnumInfo>,
    /// What is known of each class, by `ClassId`.
    pub classes: Vec<ClassInfo>,
    /// What is known of each trait, by `TraitId`.
    pub traits: Vec<TraitInfo>,
    /// What is known of each function that scripts call by name. Shared, for a checker is copied before each piece: most of them are the library's.
    pub functions: Vec<Arc<FunctionInfo>>,
    /// Names of each module, by `ModuleId`.
    pub modules: Vec<ModuleScope>,
    /// Names that earlier pieces of a session declared.
    pub session_names: HashMap<Name, Symbol>,
    /// The pieces of the session, which for visibility are one module.
    pub pieces: HashSet<ir::ModuleId>,
    /// What is checked is a further piece.
    pub in_piece: bool,
    /// Instances of generic functions.
    pub instances: HashMap<(FunctionIndex, Vec<TypeId>), ir::FuncId>,
    /// The generic types.
    pub generic_types: Vec<GenericType>,
    /// Instances of generic types.
    pub type_instances: HashMap<(GenericIndex, Vec<TypeId>), TypeId>,
    /// Generic types in signatures of generics: their arguments name parameters. `Type::Parameter(APPLIED + i)` is the i-th.
    pub applied: Vec<(GenericIndex, Vec<TypeId>)>,
    /// Constructors, static methods and variants of generic types as functions of their parameters; with it a static method's visibility.
    pub shapes: HashMap<(GenericIndex, Option<Name>), (FunctionIndex, Option<crate::ast::Visibility>)>,
    /// Defaults of parameters of generic functions, by where they stand and what the type parameters are.
    pub instance_defaults: HashMap<(Span, Vec<(Name, TypeId)>), DefaultValue>,
    /// Type arguments whose bounds can be checked only when all types are declared.
    pub bounds_to_check: Vec<(GenericIndex, Vec<TypeId>, Span)>,
    /// Where generic declarations stand.
    pub generic_spans: Vec<Span>,
    /// Those of them that are wrong in themselves: their instances are not checked.
    pub broken_spans: Vec<Span>,
    /// Type arguments of methods, with the calls that they are written at.
    pub method_types: Vec<(Span, Vec<TypeId>)>,
    /// The parameters of generics whose own declaration is being checked: `Type::Parameter(OWN + i)` is the i-th.
    pub own_parameters: Vec<OwnParameter>,
    /// Types whose declaration is under way, with the stage that comes next.
    pub unfinished: Unfinished,
    /// Instances that nobody asked for a member yet: only their fields are declared. A method's signature may name larger and larger ones.
    pub unwanted: HashSet<TypeId>,
    /// The stage at hand.
    pub stage: Stage,
    /// What the type parameters in scope stand for outside of functions.
    pub type_scope: TypeScope,
    /// Natives in use.
    pub natives: HashMap<String, ir::NativeId>,
    /// The classes that hold values in an `any`, by the values' type.
    pub boxes: HashMap<TypeId, ir::ClassId>,
    /// Classes whose constructor has no body yet.
    pub constructors: Vec<ir::ClassId>,
    /// Instances of generic classes whose base is being looked up.
    pub opening: Vec<(GenericIndex, Vec<TypeId>)>,
    /// The classes of coroutines.
    pub coroutines: coroutine::Coroutines,
    /// The call that is checked next stands behind `start` or `yield`.
    pub awaited: bool,
    /// The call that is checked next is a wait behind `yield`.
    pub waits: bool,
    /// Bodies that are still to be checked.
    pub pending: Vec<PendingBody>,
    /// The functions that are being checked, from the outermost to the one at hand.
    pub stack: Vec<FunctionState>,
    /// The module that is being checked.
    pub module: ir::ModuleId,
    /// Synthesized equality and showing.
    pub synth: Synth,
    /// The type whose static method or constant is being checked: its static members are in scope.
    pub static_type: Option<TypeId>,
    /// Captures and calls of nested functions and lambdas of the outermost function at hand.
    pub family: Vec<FamilyMember>,
    /// Static fields of the module at hand that still wait for their values.
    pub static_fields: Vec<(ir::GlobalId, crate::ast::Expr, TypeId)>,
    /// The files of the standard library: from the first up to before the second.
    pub library_files: (u32, u32),
    /// What the host offers.
    pub host: host::HostNames,
    /// Properties of the host's whose copies are being changed.
    pub write_backs: Vec<property::WriteBack>,
    /// What looks into objects.
    pub reflection: reflect::Reflection,
    /// How large types are.
    pub weights: nesting::Weights,
    /// A type came up that is too large; still to be reported.
    pub oversized: bool,
    /// What the last `&&` or `||` says, which stands there.
    pub logic_facts: Option<(Span, condition::Facts)>,
}

/// The expression of what went wrong already.
pub(crate) fn error_expr(span: Span) -> ir::Expr {
    ir::Expr { kind: ir::ExprKind::Unit, ty: TypeId::ERROR, span }
}

impl Checker {
    /// Reports.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports an error and gives the expression that swallows follow-ups.
    pub fn error_expr(&mut self, code: Code, span: Span, message: impl Into<String>) -> ir::Expr {
        self.report(Diagnostic::error(code, span, message));
        error_expr(span)
    }

    /// The function that is being checked.
    pub fn state(&mut self) -> &mut FunctionState {
        self.stack.last_mut().expect("a body is being checked")
    }
}
