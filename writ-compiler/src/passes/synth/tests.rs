//! Synthesized functions are sound, cannot fail unless they recurse, and look as expected.

use super::*;
use crate::ir::{EnumDef, FieldDef, LocalId, StructDef, VariantDef, VariantField, print, verify};
use crate::passes::testing::{at, function, program, text, valued};

fn field(name: &str, ty: TypeId) -> FieldDef {
    FieldDef { name: name.into(), ty, public: true, doc: None }
}

fn structure(program: &mut Program, name: &str, fields: Vec<FieldDef>, methods: Vec<FuncId>) -> TypeId {
    let id = StructId(program.structs.len() as u32);
    program.structs.push(StructDef { name: name.into(), module: ModuleId(0), doc: None, fields, methods, span: at(0) });
    program.types.intern(Type::Struct(id))
}

/// `enum Tree { Leaf(value: int), Node(children: Array<Tree>), Empty }`
fn tree(program: &mut Program) -> TypeId {
    let tree = program.types.intern(Type::Enum(EnumId(0)));
    let children = program.types.intern(Type::Array(tree));
    let variant = |name: &str, fields: &[(&str, TypeId)]| VariantDef {
        name: name.into(),
        doc: None,
        fields: fields.iter().map(|(name, ty)| VariantField { name: (*name).into(), ty: *ty, boxed: false }).collect(),
    };
    let variants = vec![variant("Leaf", &[("value", TypeId::INT)]), variant("Node", &[("children", children)]), variant("Empty", &[])];
    program.enums.push(EnumDef { name: "Tree".into(), module: ModuleId(0), doc: None, variants, methods: vec![], span: at(0) });
    tree
}

#[test]
fn all_types_give_sound_functions() {
    let mut p = program();
    let tree = tree(&mut p);
    let point = structure(&mut p, "Point", vec![field("x", TypeId::FLOAT), field("name", TypeId::STRING)], vec![]);
    let types = [
        Type::Array(TypeId::STRING),
        Type::Dictionary(TypeId::STRING, point),
        Type::Optional(TypeId::STRING),
        Type::Result(TypeId::VOID),
        Type::Tuple(vec![TypeId::INT32, TypeId::RANGE, tree]),
        Type::Function(vec![TypeId::INT], TypeId::VOID),
    ];
    let mut types: Vec<TypeId> = types.into_iter().map(|ty| p.types.intern(ty)).collect();
    types.extend([tree, point, TypeId::INT, TypeId::FLOAT64, TypeId::BOOL, TypeId::STRING, TypeId::RANGE, TypeId::VOID]);
    let mut synth = Synth::new(ModuleId(0), at(0));
    for ty in &types {
        let functions = [synth.equality(&mut p, *ty), synth.show(&mut p, *ty, false), synth.show(&mut p, *ty, true)];
        let again = [synth.equality(&mut p, *ty), synth.show(&mut p, *ty, false), synth.show(&mut p, *ty, true)];
        assert_eq!(functions, again);
    }
    crate::passes::facts::run(&mut p, FuncId(0));
    assert_eq!(verify::verify_from(&p, FuncId(0)), Vec::<String>::new());
    for function in &p.functions {
        assert_eq!(function.facts.can_fail, function.facts.counts_depth, "{}", function.name);
    }
    let equality = synth.equality(&mut p, tree);
    assert!(p[equality].facts.counts_depth, "a tree may be as deep as it likes");
}

#[test]
fn methods_of_the_type_are_used() {
    let mut p = program();
    let vec2 = structure(&mut p, "Vec2", vec![field("x", TypeId::INT)], vec![FuncId(0), FuncId(1)]);
    for (name, parameters, result) in
        [("toString", vec![("self", vec2)], TypeId::STRING), ("equals", vec![("self", vec2), ("other", vec2)], TypeId::BOOL)]
    {
        let mut b = function(&mut p, name, &parameters, result);
        b.function.kind = FunctionKind::Method { mutates: false };
        let value = if result == TypeId::STRING { text("me") } else { crate::passes::testing::boolean(true) };
        b.end(valued([], value));
    }
    let mut synth = Synth::new(ModuleId(0), at(0));
    let value = || Expr { kind: ExprKind::Local(LocalId(0)), ty: vec2, span: at(0) };
    let called = |expr: Expr| {
        let ExprKind::Call { function, .. } = expr.kind else { panic!("{expr:?}") };
        function
    };
    assert_eq!(called(synth.text(&mut p, value(), true)), FuncId(0));
    assert_eq!(called(synth.equal(&mut p, value(), value(), at(0))), FuncId(1));
    let list = p.types.intern(Type::Array(vec2));
    synth.show(&mut p, list, false);
    assert!(print::program(&p).contains("text%1 ..= fn 0 toString(item%3)"), "{}", print::program(&p));
}

#[test]
fn text_of_an_enum() {
    let mut p = program();
    let tree = tree(&mut p);
    let optional = p.types.intern(Type::Optional(tree));
    let mut synth = Synth::new(ModuleId(0), at(0));
    let show = synth.show(&mut p, optional, true);
    let expected = "\
synthetic fn 0 show(value%0: Tree?) -> string
  let inner%1: Tree
{
  => match value%0 {
    some(inner%1) {
      => fn 1 show(inner%1)
    }
    null {
      => \"null\"
    }
  }
}
";
    assert_eq!(print::function(&p, show), expected);
    let tree = print::function(&p, FuncId(1));
    assert!(tree.contains("=> concat(\"Leaf(value: \", field0_0%1, \")\")") && tree.contains("=> \"Tree.Empty\""), "{tree}");
}

#[test]
fn rollback_forgets_what_is_gone() {
    let mut p = program();
    let mut synth = Synth::new(ModuleId(0), at(0));
    let (types, natives) = (p.types.len(), p.natives.len());
    let list = p.types.intern(Type::Array(TypeId::INT));
    synth.show(&mut p, list, false);
    p.functions.clear();
    p.types.truncate(types);
    p.natives.truncate(natives);
    synth.rollback(&p);
    let list = p.types.intern(Type::Array(TypeId::STRING));
    let show = synth.show(&mut p, list, false);
    assert_eq!(show, FuncId(0));
    assert_eq!(p.natives.len(), 1, "string.quoted");
}
