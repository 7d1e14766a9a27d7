//! What the writer of Rust asks about a piece of IR before it chooses a form: does it assign this local, does it mention it, does it need the
//! instance.

use writ_compiler::ir::visit::{self, Visitor};
use writ_compiler::ir::{BinaryOp, Block, Expr, ExprKind, FuncId, Function, FunctionKind, LocalId, Place, PlaceRoot, Program};

/// What a walk passes.
pub enum Node<'a> {
    /// An expression, before what is in it.
    Expr(&'a Expr),
    /// A place that is written.
    Written(&'a Place),
}

struct Walk<'s, 'a> {
    see: &'s mut dyn FnMut(Node<'a>),
}

impl<'a> Visitor<'a> for Walk<'_, 'a> {
    fn expr(&mut self, expr: &'a Expr) {
        (self.see)(Node::Expr(expr));
        visit::walk_expr(self, expr);
    }

    fn place(&mut self, place: &'a Place) {
        (self.see)(Node::Written(place));
        visit::walk_place(self, place);
    }
}

/// Calls `see` for an expression and everything in it.
pub fn walk_expr<'a>(expr: &'a Expr, see: &mut dyn FnMut(Node<'a>)) {
    Walk { see }.expr(expr);
}

/// Calls `see` for everything in a block.
pub fn walk_block<'a>(block: &'a Block, see: &mut dyn FnMut(Node<'a>)) {
    Walk { see }.block(block);
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
            Node::Expr(Expr {
                kind:
                    ExprKind::CallValue { .. }
                    | ExprKind::CallVirtual { .. }
                    | ExprKind::CallTrait { .. }
                    | ExprKind::CallReflector(_)
                    | ExprKind::ShowObject(_)
                    | ExprKind::EqualAny { .. }
                    | ExprKind::New { .. }
                    | ExprKind::NewBlank(_),
                ..
            }) => true,
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
                    | ExprKind::CallVirtual { .. }
                    | ExprKind::CallTrait { .. }
                    | ExprKind::CallReflector(_)
                    | ExprKind::ShowObject(_)
                    | ExprKind::EqualAny { .. }
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
        | ExprKind::New { .. }
        | ExprKind::Blank
        | ExprKind::NewBlank(_)
        | ExprKind::ObjectField { .. }
        | ExprKind::Upcast(_)
        | ExprKind::Cast { .. }
        | ExprKind::IsType { .. }
        | ExprKind::TryCast(_)
        | ExprKind::MakeWeak(_)
        | ExprKind::WeakGet(_)
        | ExprKind::CheckInit { .. }
        | ExprKind::ShowObject(_)
        | ExprKind::EqualAny { .. }
        | ExprKind::CallVirtual { .. }
        | ExprKind::CallTrait { .. }
        | ExprKind::CallReflector(_)
        | ExprKind::Closure { .. }
        | ExprKind::Block(_)
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Return(_)
        | ExprKind::Break(_)
        | ExprKind::Continue(_) => false,
    }
}

/// The local at the root of a chain of fields, items, narrowings and proved casts, if there is one.
pub fn root_local(expr: &Expr) -> Option<LocalId> {
    if let ExprKind::Local(local) = chain_root(expr).kind { Some(local) } else { None }
}

/// Where a chain of fields, items, narrowings and proved casts starts.
pub fn chain_root(expr: &Expr) -> &Expr {
    let mut expr = expr;
    while let ExprKind::Field { base, .. }
    | ExprKind::Item { base, .. }
    | ExprKind::Narrow(base)
    | ExprKind::Upcast(base)
    | ExprKind::Cast { value: base, checked: false } = &expr.kind
    {
        expr = base;
    }
    expr
}

/// By function, whether it has to be written: those of scripts, and what they need of the library and of what the compiler made.
pub fn needed_functions(program: &Program, linkable: bool) -> Vec<bool> {
    let mut needed = vec![false; program.functions.len()];
    let mut open: Vec<FuncId> = Vec::new();
    for (i, function) in program.functions.iter().enumerate() {
        if !program[function.module].library && function.host.is_none() && function.kind != FunctionKind::Synthetic {
            open.push(FuncId(i as u32));
        }
    }
    open.extend(program.modules.iter().filter_map(|module| module.show_value));
    open.extend(program.classes.iter().filter_map(|class| class.constructor));
    open.extend(program.classes.iter().filter_map(|class| class.resume));
    open.extend(program.reflectors.iter().map(|(_, function)| *function));
    // The shapes of the host's types are not written here.
    let own = || program.classes.iter().filter(|class| !program[class.module].is_host() || class.boxed.is_some());
    open.extend(own().flat_map(|class| &class.slots).map(|slot| slot.function));
    open.extend(program.classes.iter().flat_map(|class| &class.traits).flat_map(|implementation| &implementation.functions));
    open.extend(program.traits.iter().flat_map(|definition| &definition.methods).filter_map(|method| method.default));
    if linkable {
        open.extend(super::link::roots(program));
    }
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
