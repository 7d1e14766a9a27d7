//! What the flow analysis reports, as `code@start` of each diagnostic in the order of the text.

use super::super::testing::*;
use super::*;

/// Checks a function `f(parameter: int) -> result` with this body.
fn check_body(result: TypeId, body: impl FnOnce(&mut Body<'_>) -> Block) -> Vec<String> {
    let mut program = program();
    let mut b = function(&mut program, "f", &[("parameter", TypeId::INT)], result);
    let block = body(&mut b);
    let id = b.end(block);
    let mut diagnostics = Diagnostics::default();
    check(&program, id, &mut diagnostics);
    diagnostics.into_sorted().iter().map(|d| format!("{}@{}", d.code, d.primary.span.start)).collect()
}

fn read(b: &Body<'_>, local: LocalId, start: usize) -> Statement {
    let ty = b.function.locals[local.0 as usize].ty;
    // A use that is no statement without effect.
    let native = b.get(local).span(start);
    effect(expr(ExprKind::CallValue { callee: Box::new(native), arguments: vec![] }, ty))
}

fn jump(kind: ExprKind) -> Block {
    block([effect(expr(kind, TypeId::NEVER))])
}

fn condition() -> Expr {
    binary(crate::ir::BinaryOp::Equal, int(1), int(2))
}

fn branch(then: Block, otherwise: Option<Block>) -> Statement {
    effect(if_else(condition(), then, otherwise, TypeId::VOID))
}

#[test]
fn assignment_on_every_path() {
    let both = check_body(TypeId::VOID, |b| {
        let x = b.local("x", TypeId::INT, false);
        let (one, two) = (b.set(x, int(1)), b.set(x, int(2)));
        block([declare(x, None), branch(block([one]), Some(block([two]))), read(b, x, 50)])
    });
    assert!(both.is_empty(), "{both:?}");
    let one = check_body(TypeId::VOID, |b| {
        let x = b.local("x", TypeId::INT, false);
        block([declare(x, None), branch(block([b.set(x, int(1))]), None), read(b, x, 50), read(b, x, 60)])
    });
    assert_eq!(one, ["E0401@50"]);
    let leaving = check_body(TypeId::VOID, |b| {
        let x = b.local("x", TypeId::INT, false);
        let leave = block([effect(ret(None))]);
        block([declare(x, None), branch(block([b.set(x, int(1))]), Some(leave)), read(b, x, 50)])
    });
    assert!(leaving.is_empty(), "{leaving:?}");
    let closure = check_body(TypeId::VOID, |b| {
        let x = b.local("x", TypeId::INT, true);
        let closure = expr(ExprKind::Closure { function: FuncId(0), captures: vec![x] }, TypeId::VOID).span(30);
        let f = b.local("_f", TypeId::VOID, false);
        block([declare(x, None), declare(f, Some(closure)), b.set(x, int(1))])
    });
    assert_eq!(closure, ["E0404@30"]);
}

#[test]
fn loops_and_assignment() {
    let after_break = check_body(TypeId::VOID, |b| {
        let x = b.local("x", TypeId::INT, false);
        let set = block([b.set(x, int(1)), effect(expr(ExprKind::Break(LoopId(0)), TypeId::NEVER))]);
        block([declare(x, None), while_loop(0, boolean(true), block([branch(set, None)])), read(b, x, 50)])
    });
    assert!(after_break.is_empty(), "{after_break:?}");
    let each_turn = check_body(TypeId::VOID, |b| {
        let x = b.local("x", TypeId::INT, false);
        let set = b.set(x, int(1).span(40));
        block([declare(x, None), while_loop(0, condition(), block([set])), read(b, x, 50)])
    });
    assert_eq!(each_turn, ["E0402@40", "E0401@50"]);
    let inside = check_body(TypeId::VOID, |b| {
        let x = b.local("x", TypeId::INT, false);
        let body = block([declare(x, None), b.set(x, int(1)), read(b, x, 50)]);
        block([while_loop(0, condition(), body)])
    });
    assert!(inside.is_empty(), "{inside:?}");
}

#[test]
fn assigned_once() {
    let twice = check_body(TypeId::VOID, |b| {
        let (x, y) = (b.local("x", TypeId::INT, false), b.local("y", TypeId::INT, false));
        let first = [declare(x, None), b.set(x, int(1)), b.set(x, int(2).span(40)), declare(y, None)];
        let [a, c, d, e] = first;
        let sometimes = branch(block([b.set(y, int(1))]), None);
        block([a, c, d, e, sometimes, b.set(y, int(2).span(50)), read(b, x, 51), read(b, y, 52)])
    });
    assert_eq!(twice, ["E0402@40", "E0402@50"]);
}

#[test]
fn results_on_every_path() {
    let returns = |start| block([effect(ret(Some(int(1).span(start))))]);
    assert_eq!(check_body(TypeId::INT, |_| block([branch(returns(1), None)])), ["E0403@900"]);
    assert!(check_body(TypeId::INT, |_| block([branch(returns(1), Some(returns(2)))])).is_empty());
    assert!(check_body(TypeId::INT, |_| block([while_loop(0, boolean(true), block([]))])).is_empty());
    let with_break = check_body(TypeId::INT, |_| block([while_loop(0, boolean(true), jump(ExprKind::Break(LoopId(0))))]));
    assert_eq!(with_break, ["E0403@900"]);
    let matched = check_body(TypeId::INT, |_| {
        let arm = |pattern| Arm { pattern, guard: None, body: returns(1), span: at(0) };
        let arms = vec![arm(Pattern::Int(1)), arm(Pattern::Any)];
        block([effect(expr(ExprKind::Match { subject: Box::new(int(1)), arms }, TypeId::VOID))])
    });
    assert!(matched.is_empty(), "{matched:?}");
    assert!(check_body(TypeId::INT, |_| valued([], int(1))).is_empty());
}

#[test]
fn warnings() {
    let unreachable = check_body(TypeId::VOID, |b| {
        let x = b.get(LocalId(0)).span(30);
        block([effect(ret(None)), effect(x.clone()), effect(x.span(40))])
    });
    assert_eq!(unreachable, ["W0001@30"]);
    let unused = check_body(TypeId::VOID, |b| {
        let (x, y) = (b.local("x", TypeId::INT, true), b.local("_y", TypeId::INT, false));
        block([declare(x, Some(int(1))), declare(y, Some(int(1))), b.set(x, int(2))])
    });
    assert_eq!(unused, ["W0002@1001"]);
    let nothing = check_body(TypeId::VOID, |_| {
        let sum = binary(crate::ir::BinaryOp::Add, int(1), int(2)).span(20);
        block([effect(sum), effect(binary(crate::ir::BinaryOp::Add, int(1), call(FuncId(0), vec![], TypeId::INT)).span(30))])
    });
    assert_eq!(nothing, ["W0003@20"]);
}
