//! Statements, expressions, places and patterns.

use super::{ClassId, EnumId, FuncId, GlobalId, LocalId, NativeId, StructId, TraitId, TypeId};
use crate::ast::Name;
use crate::source::Span;
use std::sync::Arc;

/// A sequence of statements with its own scope: its locals end with it, in reverse order.
#[derive(Clone, Debug)]
pub struct Block {
    /// The statements.
    pub statements: Vec<Statement>,
    /// The value, if the block has one.
    pub value: Option<Box<Expr>>,
    /// The text it comes from.
    pub span: Span,
}

/// A loop: `Break` and `Continue` name theirs. Unique within a function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LoopId(pub u32);

/// A statement. Temporaries are dropped at its end.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Which.
    pub kind: StatementKind,
    /// The text it comes from.
    pub span: Span,
}

/// The kinds of statements.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// Begins the scope of a local. Without a value it is assigned later, before any use (the checker proved it).
    Let { local: LocalId, value: Option<Expr> },
    /// Evaluates the place's operands, then the value, then writes. What was there is dropped after the write.
    Assign { place: Place, value: Expr },
    /// `place op= value` on numbers: evaluates the place's operands, reads, evaluates the value, writes. Operands once.
    Update { place: Place, op: BinaryOp, value: Expr },
    /// `place ..= text`, and `+=` of strings: like `Update`; appends in place when nobody else holds the string. The place is a string.
    Append { place: Place, value: Expr },
    /// First value of a module variable.
    InitGlobal { global: GlobalId, value: Expr },
    /// For its effect; the value is dropped.
    Expr(Expr),
    /// While the condition holds.
    While { id: LoopId, condition: Expr, body: Block },
    /// Over ints: `variable` is a fresh local for each turn.
    ForRange { id: LoopId, variable: LocalId, range: RangeExpr, body: Block },
    /// Over the live array by index: before each turn the index is compared with the length as it is then.
    ForArray { id: LoopId, index: Option<LocalId>, item: LocalId, array: Expr, body: Block },
    /// Over the entries in insertion order; a change of the keys meanwhile is the error `DictionaryChanged` at the next turn (before the
    /// loop asks for its next entry, also if there is none).
    ForDictionary { id: LoopId, key: LocalId, value: Option<LocalId>, dictionary: Expr, body: Block },
    /// Over the characters.
    ForChars { id: LoopId, index: Option<LocalId>, item: LocalId, text: Expr, body: Block },
}

/// What a `ForRange` runs over.
#[derive(Clone, Debug)]
pub enum RangeExpr {
    /// `start..end`, `start..=end`, both ints, evaluated in this order, once. No turn where start is behind end; an inclusive range that ends
    /// at `int.MAX` ends.
    Bounds { start: Expr, end: Expr, inclusive: bool },
    /// A `Range` value.
    Value(Expr),
}

/// An expression. Its type is `Never` if it does not come back.
#[derive(Debug)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Its type.
    pub ty: TypeId,
    /// The text it comes from; a run-time error is on the line of its start.
    pub span: Span,
}

impl Clone for Expr {
    fn clone(&self) -> Expr {
        crate::stack::deep(|| Expr { kind: self.kind.clone(), ty: self.ty, span: self.span })
    }
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `void`'s value.
    Unit,
    /// An `int` or `int32`, as `ty` says; in range.
    Int(i64),
    /// A `float` or `float64`, as `ty` says; a `float` is the f32's value.
    Float(f64),
    /// A `bool`.
    Bool(bool),
    /// A `string`.
    String(Arc<str>),
    /// The empty `Optional`.
    Null,
    /// A local's value.
    Local(LocalId),
    /// A module variable's value. `checked`: it may be read before its declaration ran (`Uninitialized`).
    Global { global: GlobalId, checked: bool },

    /// `-` (numbers), `!` (bool), `~` (ints).
    Unary { op: UnaryOp, operand: Box<Expr> },
    /// Both operands have one type: numbers for arithmetic, ints for bits, numbers or strings for order; `==`, `!=` on numbers, bools, strings,
    /// plain enums and functions, and on classes, traits, `Weak` (the same object; equality of all else is a call). The shift count is an `int`. int `/` and `%` can fail.
    Binary { op: BinaryOp, left: Box<Expr>, right: Box<Expr> },
    /// `&&`, `||`.
    Logic { or: bool, left: Box<Expr>, right: Box<Expr> },
    /// From the operand's type to `ty`.
    Convert { kind: Conversion, operand: Box<Expr> },
    /// The text of an int, int32, float, float64, bool (as `print` shows it); a string gives itself.
    Show(Box<Expr>),
    /// The texts joined, left to right. Every part is of a type that `Show` takes.
    Concat(Vec<Expr>),

    /// A tuple.
    Tuple(Vec<Expr>),
    /// A tuple's item.
    Item { base: Box<Expr>, index: u32 },
    /// A struct, its stored fields in order.
    Struct { id: StructId, fields: Vec<Expr> },
    /// A struct's stored field.
    Field { base: Box<Expr>, index: u32 },
    /// A variant, its payload in order.
    Variant { id: EnumId, variant: u32, fields: Vec<Expr> },
    /// The index of an enum value's variant, an `int`.
    Ordinal(Box<Expr>),
    /// A `Range`.
    Range { start: Box<Expr>, end: Box<Expr>, inclusive: bool },
    /// An array.
    Array(Vec<Element>),
    /// A dictionary; later entries win, the place of a key is that of its first entry.
    Dictionary(Vec<Entry>),
    /// `Optional`'s value.
    Some(Box<Expr>),
    /// `Success(e)`.
    Success(Box<Expr>),
    /// `Error(e)`.
    Failure(Box<Expr>),

    /// Whether an `Optional` has a value.
    IsSome(Box<Expr>),
    /// Whether a `Result` is `Success`.
    IsSuccess(Box<Expr>),
    /// Whether an enum value is of this variant.
    IsVariant { value: Box<Expr>, variant: u32 },
    /// `.value` of an `Optional` (error `NullValue`) or a `Result` (error `Panic` with its message: `value of Error("…")`).
    Unwrap(Box<Expr>),
    /// `.error` of a `Result` (error `NullValue`: `result has no error`).
    UnwrapError(Box<Expr>),
    /// The value of an `Optional` that the checker proved to have one.
    Narrow(Box<Expr>),

    /// `array[i]`, index an `int`; error `IndexOutOfBounds`.
    IndexArray { array: Box<Expr>, index: Box<Expr> },
    /// `dictionary[k]`; error `KeyNotFound`. `show_key` is the synthesized function that shows a key for the message (strings quoted).
    IndexDictionary { dictionary: Box<Expr>, key: Box<Expr>, show_key: FuncId },
    /// `text[i]`: the character; error `IndexOutOfBounds`.
    IndexString { text: Box<Expr>, index: Box<Expr> },

    /// A new instance: all stored fields in order, the base's first.
    New { class: ClassId, fields: Vec<Expr> },
    /// A value of its type that owns nothing and that nobody reads: what a field of a blank instance holds. Assigned, it ends what was there.
    Blank,
    /// A new instance whose fields have no values yet; `init` gives them theirs before anybody reads them.
    NewBlank(ClassId),
    /// A stored field of an object; the index counts all stored fields, the base's first.
    ObjectField { object: Box<Expr>, index: u32 },
    /// The same object as something that it is too: class to base or trait, trait to parent, class or trait to `any`.
    Upcast(Box<Expr>),
    /// The same object as something narrower, a class or trait. `checked`: it may be something else (error `CastFailed`); else the checker
    /// proved that it is not.
    Cast { value: Box<Expr>, checked: bool },
    /// Whether an object is an instance of a class, or has a trait.
    IsType { value: Box<Expr>, target: TypeId },
    /// The object as something narrower, `null` if it is something else.
    TryCast(Box<Expr>),
    /// A weak reference to an object.
    MakeWeak(Box<Expr>),
    /// The object of a weak reference, `null` if it is gone.
    WeakGet(Box<Expr>),
    /// The value of an `Optional` field that `init` gives its value late; `null` so far is the error `Uninitialized`.
    CheckInit { value: Box<Expr>, name: Name },

    /// A call of a known function. `captures`: the caller's locals for a nested function's captures, in their order (a cell passes its cell).
    Call { function: FuncId, captures: Vec<LocalId>, arguments: Vec<Expr> },
    /// A call of a method that mutates `self`: the place's operands, the arguments, then `self` is read, the method runs on it, and
    /// it is written back. `arguments` without `self`.
    CallMut { function: FuncId, place: Place, arguments: Vec<Expr> },
    /// The text of a class instance, trait object or `any`: calls slot 0 of the object's class.
    ShowObject(Box<Expr>),
    /// `==` of two `any`: the same object, or boxed values of one type that slot 1 of their box class finds equal.
    EqualAny { left: Box<Expr>, right: Box<Expr> },
    /// A call of what the object's class runs for a slot of `class`. The object is the first argument.
    CallVirtual { class: ClassId, slot: u32, arguments: Vec<Expr> },
    /// A call of what the object's class runs for a method of a trait. The object is the first argument.
    CallTrait { definition: TraitId, method: u32, arguments: Vec<Expr> },
    /// A call of the function that looks into objects of the first argument's class: [`Reflector`](super::Reflector). Its other arguments follow. An
    /// object of a class that has none is the error `InvalidArgument`.
    CallReflector(Vec<Expr>),
    /// A call through a function value.
    CallValue { callee: Box<Expr>, arguments: Vec<Expr> },
    /// A call of a native. The receiver of a method is the first argument. `types`: the type arguments, those of the receiver first.
    CallNative { native: NativeId, types: Vec<TypeId>, arguments: Vec<Expr> },
    /// A function as a value, with its captures as in `Call`. Two values of one function without captures are equal.
    Closure { function: FuncId, captures: Vec<LocalId> },

    /// A block with a value, or for its effect.
    Block(Block),
    /// With a value if `ty` isn't `void`; then `otherwise` is there.
    If { condition: Box<Expr>, then: Block, otherwise: Option<Block> },
    /// The first arm that fits. Always exhaustive: the checker adds a last `Any` arm where the patterns alone are not.
    Match { subject: Box<Expr>, arms: Vec<Arm> },
    /// Leaves the function.
    Return(Option<Box<Expr>>),
    /// Leaves the loop.
    Break(LoopId),
    /// Goes on with the loop's next turn.
    Continue(LoopId),
}

/// An element of an array literal.
#[derive(Clone, Debug)]
pub enum Element {
    /// One.
    One(Expr),
    /// All elements of an array of the same element type.
    Spread(Expr),
}

/// An entry of a dictionary literal.
#[derive(Clone, Debug)]
pub enum Entry {
    /// One.
    One(Expr, Expr),
    /// All entries of a dictionary of the same type.
    Spread(Expr),
}

/// An arm of a `Match`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// What it fits.
    pub pattern: Pattern,
    /// Tried after the pattern's names are bound.
    pub guard: Option<Expr>,
    /// What it does; its value is the match's.
    pub body: Block,
    /// The whole arm.
    pub span: Span,
}

/// A pattern, against a value of a known type.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Fits all.
    Any,
    /// Fits all and binds a copy to a local, whose scope is the arm.
    Bind(LocalId),
    /// An `int` or `int32`.
    Int(i64),
    /// A `bool`.
    Bool(bool),
    /// A `string`.
    String(Arc<str>),
    /// Ints between constants; `end` inclusive. Fits none if start > end.
    IntRange { start: i64, end: i64 },
    /// Fits if the test is true, with the value bound to `local` for the test: equality with an expression, a range of floats.
    Test { local: LocalId, test: Box<Expr> },
    /// The empty `Optional`.
    Null,
    /// An `Optional` with a value that fits.
    Some(Box<Pattern>),
    /// `Success` with a value that fits.
    Success(Box<Pattern>),
    /// `Error` with a message that fits.
    Failure(Box<Pattern>),
    /// A variant whose payload fits.
    Variant { variant: u32, fields: Vec<Pattern> },
    /// A tuple.
    Tuple(Vec<Pattern>),
    /// A struct: its stored fields in order.
    Struct(Vec<Pattern>),
    /// One of several; none of them binds.
    Or(Vec<Pattern>),
}

/// Something that can be assigned.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it starts.
    pub root: PlaceRoot,
    /// The way from there into nested values.
    pub path: Vec<Projection>,
    /// The type of what is there.
    pub ty: TypeId,
    /// The text it comes from.
    pub span: Span,
}

/// Where a place starts.
#[derive(Clone, Debug)]
pub enum PlaceRoot {
    /// A local.
    Local(LocalId),
    /// A module variable. `checked` as in [`ExprKind::Global`]; only for reads, an update and a path.
    Global { global: GlobalId, checked: bool },
    /// An element of an array; the bounds are checked when it is read, and again when it is written.
    Element { array: Box<Expr>, index: Box<Expr> },
    /// A stored field of an object; the index counts as in [`ExprKind::ObjectField`].
    Object { object: Box<Expr>, index: u32 },
    /// An entry of a dictionary. A plain write inserts; a read, an update and a path need the key to be there.
    Entry { dictionary: Box<Expr>, key: Box<Expr>, show_key: FuncId },
}

/// A step into a nested value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Projection {
    /// A struct's stored field.
    Field(u32),
    /// The value of an `Optional` that was proved to have one.
    Narrow,
}

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// Numbers.
    Negate,
    /// `bool`.
    Not,
    /// Ints.
    BitNot,
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl BinaryOp {
    /// Whether the result is a `bool`.
    pub fn is_comparison(self) -> bool {
        use BinaryOp::*;
        matches!(self, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual)
    }
}

/// Conversions between numbers, by the operand's type and the expression's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conversion {
    /// `int` or `int32` to the other: sign-extends, or wraps.
    IntToInt,
    /// To the nearest float.
    IntToFloat,
    /// Truncates toward zero and saturates; NaN gives 0.
    FloatToInt,
    /// To the nearest, or exactly.
    FloatToFloat,
}
