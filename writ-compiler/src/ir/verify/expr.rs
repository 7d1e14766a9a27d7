//! Expressions.

use super::{Verifier, is_finished};
use crate::ir::{BinaryOp, Conversion, Element, Entry, Expr, ExprKind, FuncId, FunctionKind, GlobalId, LocalId, Type, TypeId, UnaryOp};
use crate::source::Span;
use crate::stack::deep;

impl<'a> Verifier<'a> {
    pub(super) fn global(&mut self, global: GlobalId, span: Span) -> TypeId {
        match self.program.globals.get(global.0 as usize) {
            Some(global) => global.ty,
            None => {
                self.problem(span, format!("unknown global @{}", global.0));
                TypeId::ERROR
            }
        }
    }

    /// A binary operator on a left operand of type `left`.
    pub(super) fn binary(&mut self, op: BinaryOp, left: TypeId, right: &'a Expr, span: Span) {
        let plain_enum = match self.ty(left) {
            Type::Enum(id) => self.program[*id].is_plain(),
            _ => false,
        };
        let fits = match op {
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => left.is_numeric(),
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor | BinaryOp::ShiftLeft | BinaryOp::ShiftRight => left.is_int(),
            BinaryOp::Equal | BinaryOp::NotEqual => {
                left.is_numeric()
                    || matches!(left, TypeId::BOOL | TypeId::STRING)
                    || plain_enum
                    || matches!(self.ty(left), Type::Function(..) | Type::Class(_) | Type::Trait(_) | Type::Weak(_))
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                left.is_numeric() || left == TypeId::STRING
            }
        };
        if !fits && left != TypeId::NEVER {
            let name = self.type_name(left);
            self.problem(span, format!("operator {op:?} on {name}"));
        }
        let shift = matches!(op, BinaryOp::ShiftLeft | BinaryOp::ShiftRight);
        if left != TypeId::NEVER {
            self.same(if shift { TypeId::INT } else { left }, right.ty, right.span, "operand");
        }
    }

    fn shown(&mut self, expr: &'a Expr) {
        self.expr(expr);
        if !expr.ty.is_numeric() && !matches!(expr.ty, TypeId::BOOL | TypeId::STRING) {
            self.wrong(expr, "a number, bool or string to show");
        }
    }

    /// Arguments against parameters.
    pub(super) fn arguments(&mut self, arguments: &'a [Expr], types: &[TypeId], span: Span) {
        if arguments.len() != types.len() {
            self.problem(span, format!("{} arguments for {} parameters", arguments.len(), types.len()));
        }
        for (index, argument) in arguments.iter().enumerate() {
            self.expr(argument);
            if let Some(ty) = types.get(index) {
                self.same(*ty, argument.ty, argument.span, "argument");
            }
        }
    }

    /// The types of a function's parameters.
    fn parameters(&mut self, function: FuncId, span: Span) -> Option<Vec<TypeId>> {
        let Some(def) = self.program.functions.get(function.0 as usize) else {
            self.problem(span, format!("unknown function {}", function.0));
            return None;
        };
        let ty = |local: &LocalId| def.locals.get(local.0 as usize).map_or(TypeId::ERROR, |local| local.ty);
        Some(def.parameters.iter().map(ty).collect())
    }

    /// The caller's locals for a function's captures.
    fn captures(&mut self, function: FuncId, captures: &[LocalId], span: Span) {
        let def = &self.program[function];
        if def.captures.len() != captures.len() {
            return self.problem(span, format!("{} captures given, {} expected", captures.len(), def.captures.len()));
        }
        for (given, wanted) in captures.iter().zip(&def.captures) {
            let found = self.local(*given, span);
            let Some(wanted) = def.locals.get(wanted.0 as usize) else { continue };
            self.same(wanted.ty, found, span, "capture");
            let storage = self.function.locals.get(given.0 as usize).map(|local| local.storage);
            self.check(storage == Some(wanted.storage), span, &format!("capture {}: storage differs", wanted.name));
        }
    }

    /// The fields of a struct or variant.
    pub(super) fn fields(&mut self, fields: &'a [Expr], types: Option<Vec<TypeId>>, span: Span) {
        let Some(types) = types else { return self.problem(span, "unknown struct or variant".into()) };
        self.arguments(fields, &types, span);
    }

    pub(super) fn expr(&mut self, expr: &'a Expr) {
        self.check(is_finished(self.program, expr.ty), expr.span, "expression has no finished type");
        deep(|| self.kind(expr));
    }

    fn kind(&mut self, expr: &'a Expr) {
        let span = expr.span;
        // `None`: checked already.
        let ty = match &expr.kind {
            ExprKind::Unit => {
                // Also not `Never`: that would be what the checker puts in the place of something wrong.
                self.check(expr.ty == TypeId::VOID, span, "the value of void with another type");
                None
            }
            ExprKind::Int(n) => {
                let fits = expr.ty == TypeId::INT || expr.ty == TypeId::INT32 && i32::try_from(*n).is_ok();
                self.check(fits, span, "int literal does not fit its type");
                None
            }
            ExprKind::Float(n) => {
                let fits =
                    expr.ty == TypeId::FLOAT64 || expr.ty == TypeId::FLOAT && (n.is_nan() || f64::from(*n as f32).to_bits() == n.to_bits());
                self.check(fits, span, "float literal does not fit its type");
                None
            }
            ExprKind::Blank => {
                self.check(expr.ty != TypeId::VOID && expr.ty != TypeId::NEVER, span, "a blank of what has no values");
                None
            }
            ExprKind::Bool(_) => Some(TypeId::BOOL),
            ExprKind::String(_) => Some(TypeId::STRING),
            ExprKind::Null => {
                let fits = matches!(self.ty(expr.ty), Type::Optional(_) | Type::Error);
                self.check(fits, span, "null is no Optional");
                None
            }
            ExprKind::Local(local) => Some(self.local(*local, span)),
            ExprKind::Global { global, checked: _ } => Some(self.global(*global, span)),
            ExprKind::Unary { op, operand } => {
                self.expr(operand);
                let fits = match op {
                    UnaryOp::Negate => operand.ty.is_numeric(),
                    UnaryOp::Not => operand.ty == TypeId::BOOL,
                    UnaryOp::BitNot => operand.ty.is_int(),
                };
                if !fits {
                    self.wrong(operand, &format!("an operand for {op:?}"));
                }
                Some(operand.ty)
            }
            ExprKind::Binary { op, left, right } => {
                self.expr(left);
                self.expr(right);
                self.binary(*op, left.ty, right, span);
                Some(if op.is_comparison() { TypeId::BOOL } else { left.ty })
            }
            ExprKind::Logic { or: _, left, right } => {
                self.expr_of(left, TypeId::BOOL, "operand");
                self.expr_of(right, TypeId::BOOL, "operand");
                Some(TypeId::BOOL)
            }
            ExprKind::Convert { kind, operand } => {
                self.expr(operand);
                let (from, to) = (operand.ty, expr.ty);
                let fits = match kind {
                    Conversion::IntToInt => from.is_int() && to.is_int(),
                    Conversion::IntToFloat => from.is_int() && to.is_float(),
                    Conversion::FloatToInt => from.is_float() && to.is_int(),
                    Conversion::FloatToFloat => from.is_float() && to.is_float(),
                };
                self.check(fits || from == TypeId::NEVER, span, &format!("{kind:?} between other types"));
                None
            }
            ExprKind::Show(operand) => {
                self.shown(operand);
                Some(TypeId::STRING)
            }
            ExprKind::Concat(parts) => {
                parts.iter().for_each(|part| self.shown(part));
                Some(TypeId::STRING)
            }
            ExprKind::Tuple(items) => {
                match self.ty(expr.ty) {
                    Type::Tuple(types) => self.arguments(items, types, span),
                    _ => drop(self.wrong(expr, "a tuple")),
                }
                None
            }
            ExprKind::Item { base, index } => {
                self.expr(base);
                match self.ty(base.ty) {
                    Type::Tuple(types) if (*index as usize) < types.len() => Some(types[*index as usize]),
                    _ => Some(self.wrong(base, &format!("a tuple with item {index}"))),
                }
            }
            ExprKind::Struct { id, fields } => {
                let def = self.program.structs.get(id.0 as usize);
                self.fields(fields, def.map(|def| def.fields.iter().map(|f| f.ty).collect()), span);
                self.check(*self.ty(expr.ty) == Type::Struct(*id), span, "struct of another type");
                None
            }
            ExprKind::Field { base, index } => {
                self.expr(base);
                let field = match self.ty(base.ty) {
                    Type::Struct(id) => self.program[*id].fields.get(*index as usize).map(|field| field.ty),
                    _ => None,
                };
                Some(field.unwrap_or_else(|| self.wrong(base, &format!("a struct with field {index}"))))
            }
            ExprKind::Variant { id, variant, fields } => {
                let def = self.program.enums.get(id.0 as usize).and_then(|def| def.variants.get(*variant as usize));
                self.fields(fields, def.map(|def| def.fields.iter().map(|f| f.ty).collect()), span);
                self.check(*self.ty(expr.ty) == Type::Enum(*id), span, "variant of another type");
                None
            }
            ExprKind::New { .. }
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
            | ExprKind::CallReflector(_) => self.object(expr),
            ExprKind::Ordinal(value) => {
                self.expr(value);
                if !matches!(self.ty(value.ty), Type::Enum(_)) {
                    self.wrong(value, "an enum");
                }
                Some(TypeId::INT)
            }
            ExprKind::Range { start, end, inclusive: _ } => {
                self.expr_of(start, TypeId::INT, "start of a range");
                self.expr_of(end, TypeId::INT, "end of a range");
                Some(TypeId::RANGE)
            }
            ExprKind::Array(elements) => {
                let item = match self.ty(expr.ty) {
                    Type::Array(item) => *item,
                    _ => self.wrong(expr, "an array"),
                };
                for element in elements {
                    match element {
                        Element::One(value) => self.expr_of(value, item, "element"),
                        Element::Spread(array) => self.expr_of(array, expr.ty, "spread array"),
                    }
                }
                None
            }
            ExprKind::Dictionary(entries) => {
                let (k, v) = match self.ty(expr.ty) {
                    Type::Dictionary(k, v) => (*k, *v),
                    _ => (self.wrong(expr, "a dictionary"), TypeId::ERROR),
                };
                for entry in entries {
                    match entry {
                        Entry::One(key, value) => {
                            self.expr_of(key, k, "key");
                            self.expr_of(value, v, "value");
                        }
                        Entry::Spread(dictionary) => self.expr_of(dictionary, expr.ty, "spread dictionary"),
                    }
                }
                None
            }
            ExprKind::Some(value) | ExprKind::Success(value) => {
                self.expr(value);
                let optional = matches!(expr.kind, ExprKind::Some(_));
                match self.ty(expr.ty) {
                    Type::Optional(ty) if optional => self.same(*ty, value.ty, value.span, "value"),
                    Type::Result(ty) if !optional => self.same(*ty, value.ty, value.span, "value"),
                    _ => drop(self.wrong(expr, "an Optional or Result")),
                }
                None
            }
            ExprKind::Failure(message) => {
                self.expr_of(message, TypeId::STRING, "message");
                self.check(matches!(self.ty(expr.ty), Type::Result(_)), span, "error is no Result");
                None
            }
            ExprKind::IsSome(value) => {
                self.optional(value);
                Some(TypeId::BOOL)
            }
            ExprKind::IsSuccess(value) => {
                self.expr(value);
                if !matches!(self.ty(value.ty), Type::Result(_)) {
                    self.wrong(value, "a Result");
                }
                Some(TypeId::BOOL)
            }
            ExprKind::IsVariant { value, variant } => {
                self.expr(value);
                let known = matches!(self.ty(value.ty), Type::Enum(id) if (*variant as usize) < self.program[*id].variants.len());
                if !known {
                    self.wrong(value, &format!("an enum with variant {variant}"));
                }
                Some(TypeId::BOOL)
            }
            ExprKind::Unwrap(value) => {
                self.expr(value);
                match self.ty(value.ty) {
                    Type::Optional(ty) | Type::Result(ty) => Some(*ty),
                    _ => Some(self.wrong(value, "an Optional or Result")),
                }
            }
            ExprKind::UnwrapError(value) => {
                self.expr(value);
                if !matches!(self.ty(value.ty), Type::Result(_)) {
                    self.wrong(value, "a Result");
                }
                Some(TypeId::STRING)
            }
            ExprKind::Narrow(value) => Some(self.optional(value)),
            ExprKind::IndexArray { array, index } => {
                self.expr(array);
                self.expr_of(index, TypeId::INT, "index");
                match self.ty(array.ty) {
                    Type::Array(item) => Some(*item),
                    _ => Some(self.wrong(array, "an array")),
                }
            }
            ExprKind::IndexDictionary { dictionary, key, show_key } => {
                self.expr(dictionary);
                self.expr(key);
                match self.ty(dictionary.ty) {
                    Type::Dictionary(k, v) => {
                        self.same(*k, key.ty, key.span, "key");
                        self.show_key(*show_key, *k, span);
                        Some(*v)
                    }
                    _ => Some(self.wrong(dictionary, "a dictionary")),
                }
            }
            ExprKind::IndexString { text, index } => {
                self.expr_of(text, TypeId::STRING, "text");
                self.expr_of(index, TypeId::INT, "index");
                Some(TypeId::STRING)
            }
            ExprKind::Call { .. }
            | ExprKind::CallMut { .. }
            | ExprKind::CallValue { .. }
            | ExprKind::CallNative { .. }
            | ExprKind::Closure { .. } => self.call(expr),
            ExprKind::Block(block) => {
                self.block_of(block, if expr.ty == TypeId::NEVER { TypeId::VOID } else { expr.ty }, "block");
                None
            }
            ExprKind::If { condition, then, otherwise } => {
                self.expr_of(condition, TypeId::BOOL, "condition");
                let ty = if expr.ty == TypeId::NEVER { TypeId::VOID } else { expr.ty };
                self.block_of(then, ty, "branch");
                match otherwise {
                    Some(otherwise) => self.block_of(otherwise, ty, "branch"),
                    None => self.check(ty == TypeId::VOID, span, "no `else` for the value"),
                }
                None
            }
            ExprKind::Match { subject, arms } => {
                self.expr(subject);
                let ty = if expr.ty == TypeId::NEVER { TypeId::VOID } else { expr.ty };
                let before = self.problems.len();
                for arm in arms {
                    self.scoped(|v| {
                        v.pattern(&arm.pattern, subject.ty, arm.span);
                        if let Some(guard) = &arm.guard {
                            v.expr_of(guard, TypeId::BOOL, "guard");
                        }
                        v.block_of(&arm.body, ty, "arm");
                    });
                }
                if before == self.problems.len() {
                    let arms: Vec<_> = arms.iter().map(|arm| (&arm.pattern, arm.guard.is_some(), arm.span)).collect();
                    let missing = crate::passes::exhaustive::check(self.program, subject.ty, &arms).missing;
                    self.check(missing.is_empty(), span, &format!("the match is not exhaustive: {missing:?}"));
                }
                None
            }
            ExprKind::Return(value) => {
                let result = self.function.result;
                match value {
                    Some(value) => self.expr_of(value, result, "returned value"),
                    None => self.check(result == TypeId::VOID, span, "return without a value"),
                }
                Some(TypeId::NEVER)
            }
            ExprKind::Break(id) | ExprKind::Continue(id) => {
                self.check(self.loops.contains(id), span, &format!("loop {} is not around this", id.0));
                Some(TypeId::NEVER)
            }
        };
        if let Some(ty) = ty
            && expr.ty != TypeId::NEVER
        {
            self.same(expr.ty, ty, span, "type of an expression");
        }
    }

    fn optional(&mut self, value: &'a Expr) -> TypeId {
        self.expr(value);
        match self.ty(value.ty) {
            Type::Optional(ty) => *ty,
            _ => self.wrong(value, "an Optional"),
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // Only called for calls and closures.
    fn call(&mut self, expr: &'a Expr) -> Option<TypeId> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Call { function, captures, arguments } => {
                let types = self.parameters(*function, span)?;
                self.arguments(arguments, &types, span);
                self.captures(*function, captures, span);
                let def = &self.program[*function];
                let mutates = def.kind == FunctionKind::Method { mutates: true };
                self.check(!mutates, span, "a mutating method is called without a place");
                Some(def.result)
            }
            ExprKind::CallMut { function, place, arguments } => {
                self.place(place);
                let types = self.parameters(*function, span)?;
                let def = &self.program[*function];
                self.check(def.kind == FunctionKind::Method { mutates: true }, span, "called with a place, but not a mutating method");
                match types.split_first() {
                    Some((this, types)) => {
                        self.same(*this, place.ty, place.span, "self");
                        self.arguments(arguments, types, span);
                    }
                    None => self.problem(span, "a method without self".into()),
                }
                Some(def.result)
            }
            ExprKind::CallValue { callee, arguments } => {
                self.expr(callee);
                match self.ty(callee.ty) {
                    Type::Function(types, result) => {
                        self.arguments(arguments, types, span);
                        Some(*result)
                    }
                    _ => Some(self.wrong(callee, "a function")),
                }
            }
            ExprKind::CallNative { native, types, arguments } => {
                arguments.iter().for_each(|argument| self.expr(argument));
                self.check(types.iter().all(|ty| is_finished(self.program, *ty)), span, "type argument is not finished");
                match self.program.natives.get(native.0 as usize) {
                    None => self.problem(span, format!("unknown native {}", native.0)),
                    Some(def) if def.owned.len() != arguments.len() => {
                        let count = def.owned.len();
                        self.problem(span, format!("{} arguments for {count} parameters of native {}", arguments.len(), def.name));
                    }
                    Some(_) => {}
                }
                None
            }
            ExprKind::Closure { function, captures } => {
                let types = self.parameters(*function, span)?;
                self.captures(*function, captures, span);
                let result = self.program[*function].result;
                let fits = matches!(self.ty(expr.ty), Type::Function(p, r) if *p == types && *r == result);
                self.check(fits, span, "type of a function value");
                None
            }
            _ => None,
        }
    }
}
