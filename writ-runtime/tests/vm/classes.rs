//! Instances of classes, by IR that is made by hand.

use super::build::*;
use writ_compiler::ir::*;
use writ_runtime::object::live_objects;
use writ_runtime::vm::interp::Machine;

const NODE: ClassId = ClassId(0);
const LEAF: ClassId = ClassId(1);
const NAMED: TraitId = TraitId(0);

/// `class Node { value: int, next: Node?, tag: int? }`, `class Leaf extends Node { name: string }`, both with `sum` in slot 1; `Leaf` has the trait
/// `Named` with `name`.
struct World {
    program: Program,
    node: TypeId,
    leaf: TypeId,
    named: TypeId,
    maybe: TypeId,
    weak: TypeId,
}

fn field(name: &str, ty: TypeId) -> FieldDef {
    FieldDef { name: name.into(), ty, public: true, doc: None }
}

fn slot(name: &str, function: u32) -> Slot {
    Slot { name: name.into(), declared: FuncId(function), function: FuncId(function), facts: FunctionFacts::default() }
}

fn class(name: &str, base: Option<ClassId>, fields: Vec<FieldDef>, slots: Vec<Slot>) -> ClassDef {
    ClassDef {
        name: name.into(),
        module: ModuleId(0),
        doc: None,
        open: false,
        base,
        fields,
        slots,
        traits: Vec::new(),
        methods: Vec::new(),
        constructor: None,
        boxed: None,
        resume: None,
        span: span(),
    }
}

impl World {
    fn new() -> World {
        let mut program = program();
        let node = program.types.intern(Type::Class(NODE));
        let leaf = program.types.intern(Type::Class(LEAF));
        let named = program.types.intern(Type::Trait(NAMED));
        let maybe = program.types.intern(Type::Optional(node));
        let tag = program.types.intern(Type::Optional(TypeId::INT));
        let weak = program.types.intern(Type::Weak(node));
        program.traits.push(TraitDef {
            name: "Named".into(),
            module: ModuleId(0),
            doc: None,
            parents: Vec::new(),
            methods: vec![TraitMethod {
                name: "name".into(),
                doc: None,
                parameters: Vec::new(),
                result: TypeId::STRING,
                default: None,
                facts: FunctionFacts::default(),
            }],
            span: span(),
        });
        let fields = vec![field("value", TypeId::INT), field("next", maybe), field("tag", tag)];
        program.classes.push(class("Node", None, fields, vec![slot("show", 0), slot("sum", 1)]));
        let mut def = class("Leaf", Some(NODE), vec![field("name", TypeId::STRING)], vec![slot("show", 0), slot("sum", 2)]);
        def.slots[1].declared = FuncId(1);
        def.traits.push(TraitImpl { definition: NAMED, functions: vec![FuncId(3)] });
        program.classes.push(def);
        let mut world = World { program, node, leaf, named, maybe, weak };
        let text = block(vec![], Some(expr(ExprKind::String("<Node>".into()), TypeId::STRING)));
        world.add("show", 1, &[node], TypeId::STRING, text);
        let value = world.field(local(0, node), 0, TypeId::INT);
        world.add("Node.sum", 1, &[node], TypeId::INT, block(vec![], Some(value)));
        let value = world.field(local(0, leaf), 0, TypeId::INT);
        world.add("Leaf.sum", 1, &[leaf], TypeId::INT, block(vec![], Some(binary(BinaryOp::Multiply, value, int(10)))));
        let name = world.field(local(0, leaf), 3, TypeId::STRING);
        world.add("Leaf.name", 1, &[leaf], TypeId::STRING, block(vec![], Some(name)));
        world
    }

    fn add(&mut self, name: &str, parameters: u32, locals: &[TypeId], result: TypeId, body: Block) -> u32 {
        self.program.add_function(function(name, parameters, locals, result, body));
        self.program.functions.len() as u32 - 1
    }

    fn field(&self, object: Expr, index: u32, ty: TypeId) -> Expr {
        expr(ExprKind::ObjectField { object: Box::new(object), index }, ty)
    }

    fn tag(&self) -> TypeId {
        self.program.classes[0].fields[2].ty
    }

    fn null(&self) -> Expr {
        expr(ExprKind::Null, self.maybe)
    }

    fn new_node(&self, value: i64, next: Expr) -> Expr {
        let fields = vec![int(value), next, expr(ExprKind::Null, self.tag())];
        expr(ExprKind::New { class: NODE, fields }, self.node)
    }

    fn new_leaf(&self, value: i64, name: &str) -> Expr {
        let text = expr(ExprKind::String(name.into()), TypeId::STRING);
        let tag = expr(ExprKind::Some(Box::new(int(77))), self.tag());
        expr(ExprKind::New { class: LEAF, fields: vec![int(value), self.null(), tag, text] }, self.leaf)
    }

    fn some(&self, node: Expr) -> Expr {
        expr(ExprKind::Some(Box::new(node)), self.maybe)
    }

    fn up(&self, value: Expr, ty: TypeId) -> Expr {
        expr(ExprKind::Upcast(Box::new(value)), ty)
    }

    fn sum(&self, object: Expr) -> Expr {
        expr(ExprKind::CallVirtual { class: NODE, slot: 1, arguments: vec![object] }, TypeId::INT)
    }

    fn weak_of(&self, object: Expr) -> Expr {
        expr(ExprKind::MakeWeak(Box::new(object)), self.weak)
    }

    fn alive(&self, weak: Expr) -> Expr {
        let object = expr(ExprKind::WeakGet(Box::new(weak)), self.maybe);
        expr(ExprKind::IsSome(Box::new(object)), TypeId::BOOL)
    }

    /// Adds a function, runs it, and sees that it leaves nothing behind.
    fn run(mut self, locals: &[TypeId], result: TypeId, statements: Vec<Statement>, value: Option<Expr>) -> Result<u64, String> {
        let before = live_objects();
        let function = self.add("main", 0, locals, result, block(statements, value));
        let mut machine: Machine = machine(&self.program);
        let outcome = call(&mut machine, function, &[]);
        let code = disassembly(&machine);
        drop(machine);
        assert_eq!(live_objects(), before, "{code}");
        outcome
    }
}

fn assign(place: PlaceRoot, ty: TypeId, value: Expr) -> Statement {
    let place = Place { root: place, path: Vec::new(), ty, span: span() };
    statement(StatementKind::Assign { place, value })
}

fn set(index: u32, ty: TypeId, value: Expr) -> Statement {
    assign(PlaceRoot::Local(LocalId(index)), ty, value)
}

fn let_local(index: u32, value: Expr) -> Statement {
    statement(StatementKind::Let { local: LocalId(index), value: Some(value) })
}

fn conditional(condition: Expr, then: i64, otherwise: i64) -> Expr {
    let (condition, then) = (Box::new(condition), block(vec![], Some(int(then))));
    expr(ExprKind::If { condition, then, otherwise: Some(block(vec![], Some(int(otherwise)))) }, TypeId::INT)
}

#[test]
fn fields_are_read_and_written() {
    let w = World::new();
    let object = || local(0, w.node);
    let chain = w.new_node(1, w.some(w.new_node(2, w.null())));
    let place = PlaceRoot::Object { object: Box::new(object()), index: 0 };
    let write = assign(place, TypeId::INT, binary(BinaryOp::Add, w.field(object(), 0, TypeId::INT), int(40)));
    let narrow = expr(ExprKind::Narrow(Box::new(w.field(object(), 1, w.maybe))), w.node);
    let value = binary(BinaryOp::Add, w.field(object(), 0, TypeId::INT), w.field(narrow, 0, TypeId::INT));
    let (locals, statements) = ([w.node], vec![let_local(0, chain), write]);
    assert_eq!(w.run(&locals, TypeId::INT, statements, Some(value)), Ok(43));
}

#[test]
fn tables_say_what_runs() {
    let w = World::new();
    let leaf = w.up(w.new_leaf(3, "the name of a leaf"), w.node);
    let value = binary(BinaryOp::Add, w.sum(leaf), w.sum(w.new_node(4, w.null())));
    assert_eq!(w.run(&[], TypeId::INT, vec![], Some(value)), Ok(34));
    let w = World::new();
    let leaf = w.up(w.new_leaf(3, "leaf"), w.named);
    let name = expr(ExprKind::CallTrait { definition: NAMED, method: 0, arguments: vec![leaf] }, TypeId::STRING);
    let same = binary(BinaryOp::Equal, name, expr(ExprKind::String("leaf".into()), TypeId::STRING));
    assert_eq!(w.run(&[], TypeId::BOOL, vec![], Some(same)), Ok(1));
}

#[test]
fn types_are_told_apart() {
    for (object, is) in [(0, 0), (1, 1)] {
        let make = |w: &World| if object == 0 { w.new_node(1, w.null()) } else { w.up(w.new_leaf(1, "leaf"), w.node) };
        let w = World::new();
        let (target, value) = (w.leaf, Box::new(make(&w)));
        assert_eq!(w.run(&[], TypeId::BOOL, vec![], Some(expr(ExprKind::IsType { value, target }, TypeId::BOOL))), Ok(is));
        let w = World::new();
        let (target, value) = (w.named, Box::new(make(&w)));
        assert_eq!(w.run(&[], TypeId::BOOL, vec![], Some(expr(ExprKind::IsType { value, target }, TypeId::BOOL))), Ok(is));
        let mut w = World::new();
        let maybe = w.program.types.intern(Type::Optional(w.leaf));
        let cast = expr(ExprKind::TryCast(Box::new(make(&w))), maybe);
        assert_eq!(w.run(&[], TypeId::BOOL, vec![], Some(expr(ExprKind::IsSome(Box::new(cast)), TypeId::BOOL))), Ok(is));
        let w = World::new();
        let cast = expr(ExprKind::Cast { value: Box::new(make(&w)), checked: true }, w.leaf);
        let value = w.field(cast, 0, TypeId::INT);
        let outcome = w.run(&[], TypeId::INT, vec![], Some(value));
        match is {
            1 => assert_eq!(outcome, Ok(1)),
            _ => assert!(outcome.is_err_and(|error| error.contains("cast failed"))),
        }
    }
}

#[test]
fn objects_die_where_they_should() {
    // `let n = Node(1); let w = Weak(n); n = Node(2); return w.get() is null`
    let w = World::new();
    let statements =
        vec![let_local(0, w.new_node(1, w.null())), let_local(1, w.weak_of(local(0, w.node))), set(0, w.node, w.new_node(2, w.null()))];
    let (locals, value) = ([w.node, w.weak], conditional(w.alive(local(1, w.weak)), 1, 0));
    assert_eq!(w.run(&locals, TypeId::INT, statements, Some(value)), Ok(0));

    // A temporary lives to the end of the statement: `hold(w = Weak(t)).value + alive(w)` with `t` a temporary.
    let mut w = World::new();
    let (node, weak) = (w.node, w.weak);
    let value = w.alive(local(0, weak));
    let alive = w.add("alive", 1, &[weak], TypeId::BOOL, block(vec![], Some(value)));
    let pair = w.program.types.intern(Type::Tuple(vec![weak, TypeId::BOOL]));
    // `(Weak(Node(5)), …)`: the object is a temporary of the `let`, the weak reference outlives it.
    let call = |argument| expr(ExprKind::Call { function: FuncId(alive), captures: Vec::new(), arguments: vec![argument] }, TypeId::BOOL);
    let made = expr(ExprKind::Tuple(vec![w.weak_of(w.new_node(5, w.null())), call(w.weak_of(w.new_node(6, w.null())))]), pair);
    let item = |index, ty| expr(ExprKind::Item { base: Box::new(local(0, pair)), index }, ty);
    let during = conditional(item(1, TypeId::BOOL), 10, 20);
    let after = conditional(call(item(0, weak)), 1, 2);
    let value = binary(BinaryOp::Add, during, after);
    assert_eq!(w.run(&[pair, node], TypeId::INT, vec![let_local(0, made)], Some(value)), Ok(12));
}

#[test]
fn arguments_with_temporaries_stay_in_order() {
    let mut w = World::new();
    let minus = binary(BinaryOp::Subtract, local(0, TypeId::INT), local(1, TypeId::INT));
    let minus = w.add("minus", 2, &[TypeId::INT, TypeId::INT], TypeId::INT, block(vec![], Some(minus)));
    let call = |arguments| expr(ExprKind::Call { function: FuncId(minus), captures: Vec::new(), arguments }, TypeId::INT);
    let sum = |w: &World, value| w.sum(w.new_node(value, w.null()));
    let inner = call(vec![sum(&w, 7), sum(&w, 2)]);
    let value = call(vec![call(vec![sum(&w, 100), inner]), sum(&w, 30)]);
    assert_eq!(w.run(&[], TypeId::INT, vec![], Some(value)), Ok(65));
}

#[test]
fn blank_instances_are_filled() {
    let w = World::new();
    let blank = expr(ExprKind::NewBlank(LEAF), w.leaf);
    let object = || local(0, w.leaf);
    let tag = w.tag();
    let place = |index| PlaceRoot::Object { object: Box::new(object()), index };
    let name = expr(ExprKind::String("a name that lies on the heap".into()), TypeId::STRING);
    let check = expr(ExprKind::CheckInit { value: Box::new(w.field(object(), 2, tag)), name: "tag".into() }, TypeId::INT);
    let early = |w: &World| let_local(0, expr(ExprKind::NewBlank(LEAF), w.leaf));
    let statements = vec![
        let_local(0, blank),
        assign(place(3), TypeId::STRING, name),
        assign(place(2), tag, expr(ExprKind::Some(Box::new(int(9))), tag)),
        assign(place(1), w.maybe, w.some(w.new_node(1, w.null()))),
    ];
    let locals = [w.leaf];
    let (first, again) = (early(&w), check.clone());
    assert_eq!(w.run(&locals, TypeId::INT, statements, Some(check)), Ok(9));
    let failed = World::new().run(&locals, TypeId::INT, vec![first], Some(again));
    assert!(failed.is_err_and(|error| error.contains("`tag` is used before")));
}

#[test]
fn a_field_that_is_only_looked_at_is_not_counted() {
    let mut w = World::new();
    let object = || local(0, w.node);
    let next = || expr(ExprKind::Narrow(Box::new(w.field(object(), 1, w.maybe))), w.node);
    let value = binary(BinaryOp::Add, w.field(next(), 0, TypeId::INT), w.field(object(), 0, TypeId::INT));
    let node = w.node;
    w.add("look", 1, &[node], TypeId::INT, block(vec![], Some(value)));
    let code = disassembly(&machine(&w.program));
    let code = code.split("\n\n").find(|text| text.starts_with("look (")).unwrap().to_owned();
    assert!(!code.contains("retain") && !code.contains("release"), "{code}");
}
