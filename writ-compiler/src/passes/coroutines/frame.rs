//! The frame of a coroutine, the function that makes one, and what its resume function is written with.

use super::flatten::Lowering;
use super::scan::Suspending;
use crate::ast::Name;
use crate::ir::{
    Block, ClassDef, ClassId, Expr, ExprKind, FieldDef, FuncId, Function, FunctionFacts, FunctionKind, Local, LocalId, ModuleId, Owner,
    Place, PlaceRoot, Program, SHOW_SLOT, Slot, Statement, StatementKind, Storage, Type, TypeId,
};
use crate::source::Span;

/// The field `state` of a `Coroutine`.
pub const STATE: u32 = 0;
/// The field `receiver` of a `Coroutine`: the object of a method.
pub const RECEIVER: u32 = 2;
/// The field `result` of a `Coroutine<R>`.
pub const RESULT: u32 = 3;

/// A class that the compiler makes.
#[derive(Clone, Copy)]
pub struct Synthesized {
    /// Its module.
    pub module: ModuleId,
    /// Where what it is made for is declared.
    pub span: Span,
    /// Its id, which it gets when it is added.
    pub class: ClassId,
    /// The type of references to its instances.
    pub ty: TypeId,
}

/// The function that shows an instance of a class by a fixed text.
pub fn show_function(program: &mut Program, of: Synthesized, text: &str) -> FuncId {
    let Synthesized { span, class, ty, .. } = of;
    let value = Expr { kind: ExprKind::String(text.into()), ty: TypeId::STRING, span };
    let this = Local { name: Name::from("self"), ty, mutable: false, storage: Storage::Slot, span };
    program.add_function(Function {
        owner: Some(Owner::Class(class)),
        ..synthesized(
            of,
            FunctionKind::Synthetic,
            "show",
            vec![this],
            1,
            TypeId::STRING,
            Block { statements: Vec::new(), value: Some(Box::new(value)), span },
        )
    })
}

fn synthesized(
    of: Synthesized,
    kind: FunctionKind,
    name: &str,
    locals: Vec<Local>,
    parameters: u32,
    result: TypeId,
    body: Block,
) -> Function {
    Function {
        name: Name::from(name),
        frame_name: Name::from(name),
        module: of.module,
        owner: None,
        kind,
        doc: None,
        public: false,
        captures: Vec::new(),
        parameters: (0..parameters).map(LocalId).collect(),
        defaults: vec![None; parameters as usize],
        result,
        coroutine: None,
        locals,
        body,
        span: of.span,
        facts: FunctionFacts::default(),
        host: None,
    }
}

/// Lowers one coroutine; gives the places of suspensions that it can't have.
pub fn lower(program: &mut Program, id: FuncId) -> Vec<Span> {
    let Some(value) = program[id].coroutine else { return Vec::new() };
    let span = program[id].span;
    let empty = Block { statements: Vec::new(), value: None, span };
    let body = std::mem::replace(&mut program[id].body, empty.clone());
    let old = Function { body, ..program[id].clone() };
    let Type::Class(base) = *program.types.get(old.result) else { return Vec::new() };
    let class = ClassId(program.classes.len() as u32);
    let ty = program.types.intern(Type::Class(class));
    let of = Synthesized { module: old.module, span, class, ty };
    let show = show_function(program, of, &format!("<Coroutine {}>", old.name));
    let name = format!("{}.resume", old.frame_name);
    let this = Local { name: Name::from("frame"), ty, mutable: false, storage: Storage::Slot, span };
    let mut function = synthesized(of, FunctionKind::Plain, &name, vec![this], 1, TypeId::INT, empty);
    function.frame_name = old.frame_name.clone();
    let resume = program.add_function(function);

    let suspending = Suspending::of(program, &old.body);
    let mut lowering = Lowering::new(program, &old, &suspending, ty, value);
    let stored = lowering.parameters();
    lowering.body();
    let (locals, body, fields, misplaced) = lowering.finish();

    let mut slots = program[base].slots.clone();
    match slots.get_mut(SHOW_SLOT as usize) {
        Some(slot) => slot.function = show,
        None => slots.push(Slot { name: Name::from("show"), declared: show, function: show, facts: FunctionFacts::default() }),
    }
    let own = fields.len() as u32;
    program.classes.push(ClassDef {
        name: Name::from(format!("Coroutine {}", old.name)),
        module: old.module,
        doc: None,
        open: false,
        base: Some(base),
        fields,
        slots,
        traits: Vec::new(),
        methods: vec![show],
        constructor: None,
        boxed: None,
        resume: Some(resume),
        span,
    });
    program[resume].locals = locals;
    program[resume].body = body;
    let first_own = program.stored_fields(class).len() as u32 - own;
    let is_method = has_receiver(program, &old);
    let field = |index: u32| first_own + own - 1 - index;
    make(program, id, &old, (class, ty), &stored.into_iter().map(|(local, index)| (local, field(index))).collect::<Vec<_>>(), is_method);
    misplaced
}

/// Whether a coroutine is a method of objects: these hold the object in the field that the scheduler knows.
pub fn has_receiver(program: &Program, function: &Function) -> bool {
    let this = function.parameters.first().map(|local| function.locals[local.0 as usize].ty);
    matches!(function.kind, FunctionKind::Method { .. })
        && this.is_some_and(|ty| matches!(program.types.get(ty), Type::Class(_) | Type::Trait(_)))
}

/// Writes the function that makes a frame: of its captures and parameters.
fn make(program: &mut Program, id: FuncId, old: &Function, (class, ty): (ClassId, TypeId), stored: &[(LocalId, u32)], is_method: bool) {
    let span = old.span;
    let mut locals: Vec<Local> = Vec::new();
    let mut given = Vec::new();
    for local in old.captures.iter().chain(&old.parameters) {
        given.push((*local, LocalId(locals.len() as u32)));
        locals.push(old.locals[local.0 as usize].clone());
    }
    let frame = LocalId(locals.len() as u32);
    locals.push(Local { name: Name::from("frame"), ty, mutable: false, storage: Storage::Slot, span });
    let read = |local: LocalId, ty: TypeId| Expr { kind: ExprKind::Local(local), ty, span };
    let blank = Expr { kind: ExprKind::NewBlank(class), ty, span };
    let mut statements = vec![Statement { kind: StatementKind::Let { local: frame, value: Some(blank) }, span }];
    let mut assign = |index: u32, value: Expr| {
        let root = PlaceRoot::Object { object: Box::new(read(frame, ty)), index };
        let place = Place { root, path: Vec::new(), ty: value.ty, span };
        statements.push(Statement { kind: StatementKind::Assign { place, value }, span });
    };
    let inside = |old: LocalId| given.iter().find(|(from, _)| *from == old).map_or(frame, |(_, to)| *to);
    if is_method && let Some(this) = old.parameters.first() {
        let object = read(inside(*this), old.locals[this.0 as usize].ty);
        let any = Expr { kind: ExprKind::Upcast(Box::new(object)), ty: TypeId::ANY, span };
        let optional = program.types.intern(Type::Optional(TypeId::ANY));
        assign(RECEIVER, Expr { kind: ExprKind::Some(Box::new(any)), ty: optional, span });
    }
    for (local, index) in stored {
        assign(*index, read(inside(*local), old.locals[local.0 as usize].ty));
    }
    let value = Expr { kind: ExprKind::Upcast(Box::new(read(frame, ty))), ty: old.result, span };
    let function = &mut program[id];
    function.captures = old.captures.iter().map(|local| inside(*local)).collect();
    function.parameters = old.parameters.iter().map(|local| inside(*local)).collect();
    function.locals = locals;
    function.body = Block { statements, value: Some(Box::new(value)), span };
    function.coroutine = None;
}

/// A field of a frame.
pub fn field_def(name: &str, ty: TypeId) -> FieldDef {
    FieldDef { name: Name::from(name), ty, public: false, doc: None }
}
