//! Expressions and patterns.

use super::{Argument, Block, Ident, TypeExpr};
use crate::source::Span;

/// An expression.
#[derive(Debug)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Its text, without parentheses around it.
    pub span: Span,
}

impl Clone for Expr {
    fn clone(&self) -> Expr {
        // A flat chain of operators is a tree as deep as it is long.
        crate::stack::deep(|| Expr { kind: self.kind.clone(), span: self.span })
    }
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `42`, as written without sign: the value's magnitude, up to 2^63 (a minus before it makes the one literal) or what `0x` can write in 64 bits.
    Int(u64),
    /// `1.5`.
    Float(f64),
    /// `true`, `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// A string; without interpolation it has one `Text` part, or none if empty.
    String(Vec<StringPart>),
    /// A name.
    Name(Ident),
    /// `Stack<int>` before `(`, `.` or `::`.
    Generic { name: Ident, module: Option<Ident>, arguments: Vec<TypeExpr> },
    /// `items::Sword`.
    Path { module: Ident, name: Ident },
    /// `self`.
    SelfValue,
    /// `super`, before `.`.
    Super,
    /// `(a, b)`.
    Tuple(Vec<Expr>),
    /// `[a, ...b]`.
    Array(Vec<ArrayElement>),
    /// `{k: v, ...d}`.
    Dictionary(Vec<DictionaryEntry>),
    /// `(x) => …`.
    Lambda(Lambda),
    /// `-x`, `!x`, `~x`.
    Unary { op: UnaryOp, operand: Box<Expr> },
    /// `a + b`, …, also `&&`, `||`, `??`, `..`, `..=`.
    Binary { op: BinaryOp, op_span: Span, left: Box<Expr>, right: Box<Expr> },
    /// `c ? a : b`.
    Ternary { condition: Box<Expr>, then: Box<Expr>, otherwise: Box<Expr> },
    /// `x is T`.
    Is { value: Box<Expr>, ty: TypeExpr },
    /// `x as T`, `x as? T`.
    As { value: Box<Expr>, ty: TypeExpr, optional: bool },
    /// `f(a, name: b, ...c)`.
    Call { callee: Box<Expr>, arguments: Vec<Argument> },
    /// `a[i]`.
    Index { base: Box<Expr>, index: Box<Expr> },
    /// `a.name`, `a?.name`; `a.0` has the name `0`.
    Member { base: Box<Expr>, name: Ident, optional: bool },
    /// `a.name<int>`, where it is called: the member, and the type arguments of the method.
    MethodTypes { member: Box<Expr>, arguments: Vec<TypeExpr> },
    /// `e?`.
    Try(Box<Expr>),
    /// `when …`.
    When(When),
    /// `start f(x)`.
    Start(Box<Expr>),
    /// `yield`, `yield e`.
    Yield(Option<Box<Expr>>),
    /// `return`, `return e`: as a statement or the body of a `when` arm.
    Return(Option<Box<Expr>>),
    /// `break`: as a statement or the body of a `when` arm.
    Break,
    /// `continue`: as a statement or the body of a `when` arm.
    Continue,
    /// An expression that did not parse; reported already.
    Error,
}

/// A flat chain of operators or calls makes a tree as deep as the chain is long, so its parts are freed in a loop, not by recursion.
impl Drop for Expr {
    fn drop(&mut self) {
        let mut pending = Vec::new();
        self.detach_into(&mut pending);
        while let Some(mut expr) = pending.pop() {
            expr.detach_into(&mut pending);
        }
    }
}

impl Expr {
    /// Moves those operands to `pending` that have operands themselves.
    fn detach_into(&mut self, pending: &mut Vec<Expr>) {
        self.kind.for_each_operand(&mut |operand| {
            let mut is_deep = false;
            operand.kind.for_each_operand(&mut |_| is_deep = true);
            if is_deep {
                let span = operand.span;
                pending.push(std::mem::replace(operand, Expr { kind: ExprKind::Error, span }));
            }
        });
    }
}

impl ExprKind {
    /// The operands of which a flat chain can have any number.
    fn for_each_operand(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            ExprKind::Binary { left, right, .. } => {
                visit(left);
                visit(right);
            }
            ExprKind::Ternary { condition, then, otherwise } => {
                visit(condition);
                visit(then);
                visit(otherwise);
            }
            ExprKind::Unary { operand: inner, .. }
            | ExprKind::Is { value: inner, .. }
            | ExprKind::As { value: inner, .. }
            | ExprKind::Call { callee: inner, .. }
            | ExprKind::Index { base: inner, .. }
            | ExprKind::Member { base: inner, .. }
            | ExprKind::MethodTypes { member: inner, .. }
            | ExprKind::Try(inner) => visit(inner),
            ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::String(_)
            | ExprKind::Name(_)
            | ExprKind::Generic { .. }
            | ExprKind::Path { .. }
            | ExprKind::SelfValue
            | ExprKind::Super
            | ExprKind::Tuple(_)
            | ExprKind::Array(_)
            | ExprKind::Dictionary(_)
            | ExprKind::Lambda(_)
            | ExprKind::When(_)
            | ExprKind::Start(_)
            | ExprKind::Yield(_)
            | ExprKind::Return(_)
            | ExprKind::Break
            | ExprKind::Continue
            | ExprKind::Error => {}
        }
    }
}

/// A part of a string.
#[derive(Clone, Debug)]
pub enum StringPart {
    /// Text, escapes resolved.
    Text(String),
    /// `$name` or `${expression}`.
    Expr(Expr),
}

/// An element of an array literal.
#[derive(Clone, Debug)]
pub struct ArrayElement {
    /// `...` before it.
    pub spread: bool,
    /// The element, or the array to spread.
    pub value: Expr,
}

/// An entry of a dictionary literal.
#[derive(Clone, Debug)]
pub enum DictionaryEntry {
    /// `key: value`.
    Entry(Expr, Expr),
    /// `...other`.
    Spread(Expr),
}

/// A lambda.
#[derive(Clone, Debug)]
pub struct Lambda {
    /// The parameters.
    pub parameters: Vec<LambdaParameter>,
    /// `-> T` behind the parameters.
    pub result: Option<TypeExpr>,
    /// What it does.
    pub body: LambdaBody,
}

/// A parameter of a lambda.
#[derive(Clone, Debug)]
pub struct LambdaParameter {
    /// The name.
    pub name: Ident,
    /// The type, where it is written.
    pub ty: Option<TypeExpr>,
}

/// The body of a lambda.
#[derive(Clone, Debug)]
pub enum LambdaBody {
    /// `=> expression`.
    Expr(Box<Expr>),
    /// `=> { … }`, a value by `return`.
    Block(Block),
}

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `!`
    Not,
    /// `~`
    BitNot,
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    /// `??`
    Coalesce,
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `..`: a range or a concatenation, as the operands' types say.
    DotDot,
    /// `..=`
    DotDotEqual,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `&`
    BitAnd,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}

/// `when`, with or without a subject.
#[derive(Clone, Debug)]
pub struct When {
    /// What is looked at; without it arms are conditions.
    pub subject: Option<Box<Expr>>,
    /// The arms in order.
    pub arms: Vec<Arm>,
}

/// An arm of a `when`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The alternatives before `=>`; `else` is one `Pattern::Any` with `is_else`.
    pub patterns: Vec<Pattern>,
    /// Whether it is written `else`.
    pub is_else: bool,
    /// `if guard`.
    pub guard: Option<Expr>,
    /// What it does.
    pub body: ArmBody,
    /// The whole arm.
    pub span: Span,
}

/// The body of an arm.
#[derive(Clone, Debug)]
pub enum ArmBody {
    /// An expression, or `return`, `break`, `continue`.
    Expr(Expr),
    /// A block; its value is its last statement's expression.
    Block(Block),
}

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Which.
    pub kind: PatternKind,
    /// Its text.
    pub span: Span,
}

/// The kinds of patterns.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `_`, and `else`.
    Any,
    /// A bare name inside a tuple, struct or variant pattern, in `name if guard`, and in `let (a, b)`. At the top of an arm without a guard a
    /// bare name is a value: `Value`.
    Bind(Ident),
    /// An expression that is compared with `==`: a literal, a bare name, `Direction.North`, …; in an arm without subject, a condition.
    Value(Expr),
    /// `a..b`, `a..=b`.
    Range { start: Expr, end: Expr, inclusive: bool },
    /// `null`.
    Null,
    /// `is Type`, `is Variant(a, b)`; `fields` is none without parentheses.
    Is { ty: TypeExpr, fields: Option<Vec<Pattern>> },
    /// `(a, b)`.
    Tuple(Vec<Pattern>),
    /// `Vec2(x: 0.0, y: b)`.
    Struct { ty: TypeExpr, fields: Vec<(Ident, Pattern)> },
}
