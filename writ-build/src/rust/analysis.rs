//! What the writer of Rust asks about a piece of IR before it chooses a form: does it assign this local, does it mention it, does it need the
//! instance.

use writ_compiler::ir::{
    BinaryOp, Block, Element, Entry, Expr, ExprKind, FuncId, Function, FunctionKind, LocalId, Pattern, Place, PlaceRoot, Program,
    RangeExpr, Statement, StatementKind,
};

/// What a walk passes.
pub enum Node<'a> {
    /// An expression, before what is in it.
    Expr(&'a Expr),
    /// A place that is written.
    Written(&'a Place),
}

/// Calls `see` for an expression and everything in it.
pub fn walk_expr<'a>(expr: &'a Expr, see: &mut dyn FnMut(Node<'a>)) {
    see(Node::Expr(expr));
    match &expr.kind {
        ExprKind::Unit
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Bool(_)
        | ExprKind::String(_)
        | ExprKind::Null
        | ExprKind::Local(_)
        | ExprKind::Global { .. }
        | ExprKind::Closure { .. }
        | ExprKind::Break(_)
        | ExprKind::Continue(_)
        | ExprKind::Return(None) => {}
        ExprKind::Unary { operand: inner, .. }
        | ExprKind::Convert { operand: inner, .. }
        | ExprKind::Show(inner)
        | ExprKind::Item { base: inner, .. }
        | ExprKind::Field { base: inner, .. }
        | ExprKind::Ordinal(inner)
        | ExprKind::Some(inner)
        | ExprKind::Success(inner)
        | ExprKind::Failure(inner)
        | ExprKind::IsSome(inner)
        | ExprKind::IsSuccess(inner)
        | ExprKind::IsVariant { value: inner, .. }
        | ExprKind::Unwrap(inner)
        | ExprKind::UnwrapError(inner)
        | ExprKind::Narrow(inner)
        | ExprKind::Return(Some(inner)) => walk_expr(inner, see),
        ExprKind::Binary { left, right, .. }
        | ExprKind::Logic { left, right, .. }
        | ExprKind::Range { start: left, end: right, .. }
        | ExprKind::IndexArray { array: left, index: right }
        | ExprKind::IndexDictionary { dictionary: left, key: right, .. }
        | ExprKind::IndexString { text: left, index: right } => {
            walk_expr(left, see);
            walk_expr(right, see);
        }
        ExprKind::Concat(list)
        | ExprKind::Tuple(list)
        | ExprKind::Struct { fields: list, .. }
        | ExprKind::Variant { fields: list, .. }
        | ExprKind::Call { arguments: list, .. }
        | ExprKind::CallNative { arguments: list, .. } => walk_all(list, see),
        ExprKind::Array(elements) => {
            for element in elements {
                match element {
                    Element::One(e) | Element::Spread(e) => walk_expr(e, see),
                }
            }
        }
        ExprKind::Dictionary(entries) => {
            for entry in entries {
                match entry {
                    Entry::One(key, value) => {
                        walk_expr(key, see);
                        walk_expr(value, see);
                    }
                    Entry::Spread(e) => walk_expr(e, see),
                }
            }
        }
        ExprKind::CallMut { place, arguments, .. } => {
            walk_place(place, see);
            walk_all(arguments, see);
        }
        ExprKind::CallValue { callee, arguments } => {
            walk_expr(callee, see);
            walk_all(arguments, see);
        }
        ExprKind::Block(block) => walk_block(block, see),
        ExprKind::If { condition, then, otherwise } => {
            walk_expr(condition, see);
            walk_block(then, see);
            if let Some(block) = otherwise {
                walk_block(block, see);
            }
        }
        ExprKind::Match { subject, arms } => {
            walk_expr(subject, see);
            for arm in arms {
                walk_pattern(&arm.pattern, see);
                if let Some(guard) = &arm.guard {
                    walk_expr(guard, see);
                }
                walk_block(&arm.body, see);
            }
        }
    }
}

fn walk_all<'a>(list: &'a [Expr], see: &mut dyn FnMut(Node<'a>)) {
    for expr in list {
        walk_expr(expr, see);
    }
}

fn walk_place<'a>(place: &'a Place, see: &mut dyn FnMut(Node<'a>)) {
    see(Node::Written(place));
    match &place.root {
        PlaceRoot::Local(_) | PlaceRoot::Global { .. } => {}
        PlaceRoot::Element { array: base, index } | PlaceRoot::Entry { dictionary: base, key: index, .. } => {
            walk_expr(base, see);
            walk_expr(index, see);
        }
    }
}

fn walk_pattern<'a>(pattern: &'a Pattern, see: &mut dyn FnMut(Node<'a>)) {
    match pattern {
        Pattern::Any
        | Pattern::Bind(_)
        | Pattern::Int(_)
        | Pattern::Bool(_)
        | Pattern::String(_)
        | Pattern::IntRange { .. }
        | Pattern::Null => {}
        Pattern::Test { test, .. } => walk_expr(test, see),
        Pattern::Some(inner) | Pattern::Success(inner) | Pattern::Failure(inner) => walk_pattern(inner, see),
        Pattern::Variant { fields: list, .. } | Pattern::Tuple(list) | Pattern::Struct(list) | Pattern::Or(list) => {
            for pattern in list {
                walk_pattern(pattern, see);
            }
        }
    }
}

/// Calls `see` for everything in a block.
pub fn walk_block<'a>(block: &'a Block, see: &mut dyn FnMut(Node<'a>)) {
    for statement in &block.statements {
        walk_statement(statement, see);
    }
    if let Some(value) = &block.value {
        walk_expr(value, see);
    }
}

fn walk_statement<'a>(statement: &'a Statement, see: &mut dyn FnMut(Node<'a>)) {
    match &statement.kind {
        StatementKind::Let { value: None, .. } => {}
        StatementKind::Let { value: Some(value), .. } | StatementKind::InitGlobal { value, .. } | StatementKind::Expr(value) => {
            walk_expr(value, see);
        }
        StatementKind::Assign { place, value } | StatementKind::Update { place, value, .. } | StatementKind::Append { place, value } => {
            walk_place(place, see);
            walk_expr(value, see);
        }
        StatementKind::While { condition, body, .. } => {
            walk_expr(condition, see);
            walk_block(body, see);
        }
        StatementKind::ForRange { range, body, .. } => {
            match range {
                RangeExpr::Bounds { start, end, .. } => {
                    walk_expr(start, see);
                    walk_expr(end, see);
                }
                RangeExpr::Value(value) => walk_expr(value, see),
            }
            walk_block(body, see);
        }
        StatementKind::ForArray { array: over, body, .. }
        | StatementKind::ForDictionary { dictionary: over, body, .. }
        | StatementKind::ForChars { text: over, body, .. } => {
            walk_expr(over, see);
            walk_block(body, see);
        }
    }
}

/// Whether a walk sees something for which `is` says yes.
pub fn any<'a>(walk: impl FnOnce(&mut dyn FnMut(Node<'a>)), is: impl Fn(&Node<'a>) -> bool) -> bool {
    let mut found = false;
    walk(&mut |node| found = found || is(&node));
    found
}

/// Whether the node writes to the local.
pub fn writes(node: &Node<'_>, local: LocalId) -> bool {
    match node {
        Node::Written(place) => matches!(place.root, PlaceRoot::Local(root) if root == local),
        Node::Expr(_) => false,
    }
}

/// Whether evaluating the expression assigns the local (closures aside: what they assign is in a cell).
pub fn mutates(expr: &Expr, local: LocalId) -> bool {
    any(|see| walk_expr(expr, see), |node| writes(node, local))
}

/// Whether the block assigns the local.
pub fn block_mutates(block: &Block, local: LocalId) -> bool {
    any(|see| walk_block(block, see), |node| writes(node, local))
}

/// Whether the expression reads or writes the local, also as a capture.
pub fn mentions(expr: &Expr, local: LocalId) -> bool {
    any(
        |see| walk_expr(expr, see),
        |node| match node {
            Node::Written(_) => writes(node, local),
            Node::Expr(Expr { kind: ExprKind::Local(id), .. }) => *id == local,
            Node::Expr(Expr { kind: ExprKind::Call { captures, .. } | ExprKind::Closure { captures, .. }, .. }) => {
                captures.contains(&local)
            }
            Node::Expr(_) => false,
        },
    )
}

/// Whether the expression passes the instance on.
pub fn uses_context(program: &Program, expr: &Expr) -> bool {
    any(
        |see| walk_expr(expr, see),
        |node| match node {
            Node::Expr(Expr { kind: ExprKind::Call { function, .. } | ExprKind::CallMut { function, .. }, .. }) => {
                program[*function].facts.needs_context
            }
            Node::Expr(Expr { kind: ExprKind::CallValue { .. }, .. }) => true,
            Node::Expr(Expr { kind: ExprKind::CallNative { native, .. }, .. }) => program[*native].context,
            Node::Expr(_) | Node::Written(_) => false,
        },
    )
}

/// Whether evaluating the expression can change anything: then what was read before it must be read before it in Rust too.
pub fn has_effects(expr: &Expr) -> bool {
    any(
        |see| walk_expr(expr, see),
        |node| match node {
            Node::Written(_) => true,
            Node::Expr(expr) => matches!(
                expr.kind,
                ExprKind::Call { .. }
                    | ExprKind::CallMut { .. }
                    | ExprKind::CallValue { .. }
                    | ExprKind::CallNative { .. }
                    | ExprKind::Block(_)
            ),
        },
    )
}

/// Whether the expression is arithmetic on constants and variables that cannot fail.
pub fn is_plain_arithmetic(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Local(_) => true,
        ExprKind::Field { base, .. } => is_plain_arithmetic(base),
        ExprKind::Unary { operand, .. } | ExprKind::Convert { operand, .. } => is_plain_arithmetic(operand),
        ExprKind::Binary { op, left, right } => {
            let fails = left.ty.is_int() && matches!(op, BinaryOp::Divide | BinaryOp::Modulo);
            !fails && is_plain_arithmetic(left) && is_plain_arithmetic(right)
        }
        ExprKind::Unit
        | ExprKind::Bool(_)
        | ExprKind::String(_)
        | ExprKind::Null
        | ExprKind::Global { .. }
        | ExprKind::Logic { .. }
        | ExprKind::Show(_)
        | ExprKind::Concat(_)
        | ExprKind::Tuple(_)
        | ExprKind::Item { .. }
        | ExprKind::Struct { .. }
        | ExprKind::Variant { .. }
        | ExprKind::Ordinal(_)
        | ExprKind::Range { .. }
        | ExprKind::Array(_)
        | ExprKind::Dictionary(_)
        | ExprKind::Some(_)
        | ExprKind::Success(_)
        | ExprKind::Failure(_)
        | ExprKind::IsSome(_)
        | ExprKind::IsSuccess(_)
        | ExprKind::IsVariant { .. }
        | ExprKind::Unwrap(_)
        | ExprKind::UnwrapError(_)
        | ExprKind::Narrow(_)
        | ExprKind::IndexArray { .. }
        | ExprKind::IndexDictionary { .. }
        | ExprKind::IndexString { .. }
        | ExprKind::Call { .. }
        | ExprKind::CallMut { .. }
        | ExprKind::CallValue { .. }
        | ExprKind::CallNative { .. }
        | ExprKind::Closure { .. }
        | ExprKind::Block(_)
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Return(_)
        | ExprKind::Break(_)
        | ExprKind::Continue(_) => false,
    }
}

/// The local at the root of a chain of fields, items and narrowings, if there is one.
pub fn root_local(expr: &Expr) -> Option<LocalId> {
    if let ExprKind::Local(local) = chain_root(expr).kind { Some(local) } else { None }
}

/// Where a chain of fields, items and narrowings starts.
pub fn chain_root(expr: &Expr) -> &Expr {
    let mut expr = expr;
    while let ExprKind::Field { base, .. } | ExprKind::Item { base, .. } | ExprKind::Narrow(base) = &expr.kind {
        expr = base;
    }
    expr
}

/// By function, whether it has to be written: those of scripts, and what they need of the library and of what the compiler made.
pub fn needed_functions(program: &Program) -> Vec<bool> {
    let mut needed = vec![false; program.functions.len()];
    let mut open: Vec<FuncId> = Vec::new();
    for (i, function) in program.functions.iter().enumerate() {
        if !program[function.module].library && function.kind != FunctionKind::Synthetic {
            open.push(FuncId(i as u32));
        }
    }
    open.extend(program.modules.iter().filter_map(|module| module.show_value));
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut needed[id.0 as usize], true) {
            continue;
        }
        walk_block(&program[id].body, &mut |node| match node {
            Node::Expr(Expr {
                kind:
                    ExprKind::Call { function, .. }
                    | ExprKind::CallMut { function, .. }
                    | ExprKind::Closure { function, .. }
                    | ExprKind::IndexDictionary { show_key: function, .. },
                ..
            })
            | Node::Written(Place { root: PlaceRoot::Entry { show_key: function, .. }, .. }) => open.push(*function),
            Node::Expr(_) | Node::Written(_) => {}
        });
    }
    needed
}

/// Largest function that is written twice so that it calls itself half as often, in expressions.
const SMALL: usize = 40;
/// Most calls of itself in such a function: each becomes the whole function.
const FEW: usize = 3;

/// Whether a function is small and calls itself: then the cost of the calls is what counts.
pub fn is_small_and_recursive(program: &Program, id: FuncId) -> bool {
    let (mut size, mut calls) = (0, 0);
    walk_block(&program[id].body, &mut |node| {
        if let Node::Expr(expr) = node {
            size += 1;
            calls += usize::from(matches!(expr.kind, ExprKind::Call { function, .. } if function == id));
        }
    });
    program[id].facts.counts_depth && size <= SMALL && (1..=FEW).contains(&calls)
}

/// By local, whether something in the function writes to it after its declaration.
pub fn written_locals(function: &Function) -> Vec<bool> {
    let mut written = vec![false; function.locals.len()];
    walk_block(&function.body, &mut |node| {
        if let Node::Written(Place { root: PlaceRoot::Local(local), .. }) = node {
            written[local.0 as usize] = true;
        }
    });
    written
}
