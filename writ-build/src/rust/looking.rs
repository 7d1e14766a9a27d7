//! What an expression is when it is only looked at: a place, a reference, or a value; and the way from there to a part of it.

use super::analysis;
use super::calls::{Mode, in_block};
use super::code::Code;
use super::functions::{Body, Held};
use super::literals::{float_literal, int_literal};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use writ_compiler::ir::{Block, Element, Expr, ExprKind, GlobalId, LocalId, StructId, Type, TypeId};
use writ_compiler::source::Span;

/// What an expression turns out to be in Rust when it is only looked at.
pub struct Seen {
    /// The tokens.
    pub code: Code,
    /// What they are.
    pub form: Form,
}

/// What looking at an expression gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A place of the type: a variable or a field.
    Place,
    /// A shared reference to the type.
    Reference,
    /// A mutable reference to the type.
    Mutable,
    /// A value that is owned by nobody else.
    Value,
}

/// A step from a value to a part of it.
#[derive(Clone, Copy)]
pub enum Step {
    Field(StructId, u32),
    Item(u32),
    Narrow,
    Handle(TypeId),
}

impl Body<'_> {
    /// An owned value from what was looked at.
    pub fn owned(&self, seen: Seen, ty: TypeId) -> Code {
        let copy = self.is_copy(ty);
        match seen.form {
            Form::Value => seen.code,
            Form::Place if copy => seen.code,
            Form::Reference | Form::Mutable if copy => {
                let reference = seen.code.operand();
                Code::unary(quote!(*#reference))
            }
            Form::Place | Form::Reference | Form::Mutable => {
                let receiver = seen.code.receiver();
                Code::postfix(quote!(#receiver.clone()))
            }
        }
    }

    /// The expression as a reference to its value.
    pub fn reference(&mut self, expr: &Expr) -> Code {
        let seen = self.look_typed(expr);
        match seen.form {
            Form::Reference => seen.code,
            Form::Mutable => {
                let reference = seen.code.operand();
                Code::unary(quote!(&*#reference))
            }
            Form::Place | Form::Value => {
                let value = seen.code.operand();
                Code::unary(quote!(&#value))
            }
        }
    }

    /// The expression as the receiver of a method, where references do as well, or as what is compared with a pattern.
    pub fn receiver(&mut self, expr: &Expr) -> Code {
        let seen = self.look_typed(expr);
        match seen.form {
            // An operator takes the value of a `Copy` type.
            Form::Reference | Form::Mutable if self.is_copy(expr.ty) => self.owned(seen, expr.ty),
            Form::Place | Form::Value | Form::Reference | Form::Mutable => seen.code,
        }
    }

    /// The expression as a place of its type, for operators that take references by themselves.
    pub fn operand(&mut self, expr: &Expr) -> Code {
        let seen = self.look_typed(expr);
        match seen.form {
            Form::Reference | Form::Mutable => {
                let reference = seen.code.operand();
                Code::unary(quote!(*#reference))
            }
            Form::Place | Form::Value => seen.code,
        }
    }

    /// What the expression is, if nothing is to be taken out of it; its type does not depend on what is around it.
    pub fn look_typed(&mut self, expr: &Expr) -> Seen {
        let code = if let ExprKind::Int(value) = expr.kind {
            int_literal(value, expr.ty, true)
        } else if let ExprKind::Float(value) = expr.kind {
            float_literal(value, expr.ty, true)
        } else if says_its_type(expr) || expr.ty == TypeId::NEVER {
            return self.look(expr);
        } else {
            let (ty, value) = (self.ty(expr.ty), self.value(expr).tokens);
            Code::postfix(quote!(::core::convert::identity::<#ty>(#value)))
        };
        Seen { code, form: Form::Value }
    }

    /// What the expression is, if nothing is to be taken out of it.
    pub fn look(&mut self, expr: &Expr) -> Seen {
        let root = analysis::chain_root(expr);
        let steps = self.steps(expr);
        if let ExprKind::Local(local) = root.kind {
            return self.look_at_local(local, &steps);
        }
        if let ExprKind::Global { global, checked } = root.kind {
            return self.look_at_global(global, checked, root.span, &steps);
        }
        if let ExprKind::IndexArray { array, index } = &root.kind {
            let (lets, codes) = self.operands(&[(array, Mode::Elements), (index, Mode::Value)], &|_| false);
            let (array, index) = (codes[0].receiver(), &codes[1].tokens);
            let call = match self.part(&steps) {
                None => quote!(#array.get(#index)),
                Some(part) => quote!(#array.get_part(#index, #part)),
            };
            return Seen { code: in_block(lets, self.attempt(&Code::postfix(call), root.span)), form: Form::Value };
        }
        if let ExprKind::IndexDictionary { dictionary, key, show_key } = &root.kind {
            let (lets, codes) = self.operands(&[(dictionary, Mode::Peek), (key, Mode::Reference)], &|_| false);
            let (dictionary, key) = (codes[0].receiver(), &codes[1].tokens);
            let show = self.show_key(*show_key);
            let call = match self.part(&steps) {
                None => quote!(#dictionary.index(#key, #show)),
                Some(part) => quote!(#dictionary.get_part(#key, #part, #show)),
            };
            return Seen { code: in_block(lets, self.attempt(&Code::postfix(call), root.span)), form: Form::Value };
        }
        if let ExprKind::ObjectField { object, index } = &root.kind {
            let (object, part) = (self.peek(object).receiver(), self.field_part(object, *index, &steps));
            return Seen { code: Code::postfix(quote!(#object.get_field(#part))), form: Form::Value };
        }
        let seen = if let ExprKind::Unwrap(inner) = &root.kind {
            let result = matches!(self.items.program.types.get(inner.ty), Type::Result(_));
            self.unwrap(inner, if result { ("success", "success_ref") } else { ("unwrap", "unwrap_ref") }, root)
        } else if let ExprKind::UnwrapError(inner) = &root.kind {
            self.unwrap(inner, ("failure", "failure_ref"), root)
        } else if steps.is_empty() {
            Seen { code: self.value(root), form: Form::Value }
        } else {
            // What is around a part says nothing of the rest.
            self.look_typed(root)
        };
        self.descend(seen, &steps)
    }

    fn look_at_global(&mut self, global: GlobalId, checked: bool, span: Span, steps: &[Step]) -> Seen {
        let name = self.items.global(global);
        if !checked {
            return self.look_into(Code::postfix(quote!(state.#name)), steps);
        }
        let shown = &*self.items.program[global].name;
        let value = self.attempt(&Code::postfix(quote!(state.#name.get_checked(#shown))), span);
        self.descend(Seen { code: value, form: Form::Value }, steps)
    }

    /// `.value`, `.error`: of a place a reference into it, else the value out of it.
    fn unwrap(&mut self, inner: &Expr, (by_value, by_reference): (&str, &str), whole: &Expr) -> Seen {
        let borrowed = !self.is_copy(whole.ty) && analysis::root_local(inner).is_some_and(|local| self.local(local).1 != Held::Cell);
        let name = super::names::ident(if borrowed { by_reference } else { by_value });
        let argument = if borrowed { self.reference(inner) } else { self.typed_value(inner) }.tokens;
        let code = self.attempt(&Code::postfix(quote!(rt::#name(#argument))), whole.span);
        Seen { code, form: if borrowed { Form::Reference } else { Form::Value } }
    }

    /// An owned value whose type does not depend on what is around it.
    pub fn typed_value(&mut self, expr: &Expr) -> Code {
        let seen = self.look_typed(expr);
        self.owned(seen, expr.ty)
    }

    /// The way from an object to a field of it and on, as a closure from a reference to a reference.
    fn field_part(&self, object: &Expr, index: u32, steps: &[Step]) -> TokenStream {
        let place = self.object_field(object.ty, index);
        let seen = self.descend(Seen { code: Code::postfix(place), form: Form::Place }, steps);
        let inner = seen.code.operand();
        if seen.form == Form::Reference { quote!(|it| #inner) } else { quote!(|it| &#inner) }
    }

    /// As [`receiver`](Self::receiver); a field of an object is not counted. Only where nothing can change it before the operation, which is no call
    /// of a script, is over.
    pub fn peek(&mut self, expr: &Expr) -> Code {
        let root = analysis::chain_root(expr);
        if self.is_copy(expr.ty) {
            return self.receiver(expr);
        }
        if let ExprKind::IndexArray { array, index } = &expr.kind
            && self.items.is_word(expr.ty)
        {
            let (lets, codes) = self.operands(&[(array, Mode::Elements), (index, Mode::Value)], &|_| false);
            let (array, index) = (codes[0].receiver(), &codes[1].tokens);
            return in_block(lets, self.attempt(&Code::postfix(quote!(#array.peek(#index))), root.span));
        }
        let ExprKind::ObjectField { object, index } = &root.kind else { return self.receiver(expr) };
        let steps = self.steps(expr);
        let (object, part) = (self.peek(object).receiver(), self.field_part(object, *index, &steps));
        Code::postfix(quote!(#object.peek_field(#part)))
    }

    fn steps(&self, expr: &Expr) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = expr;
        while let ExprKind::Field { base, .. }
        | ExprKind::Item { base, .. }
        | ExprKind::Narrow(base)
        | ExprKind::Upcast(base)
        | ExprKind::Cast { value: base, checked: false } = &at.kind
        {
            steps.push(match (&at.kind, self.items.struct_of(base.ty)) {
                (ExprKind::Field { index, .. }, Some(id)) => Step::Field(id, *index),
                (ExprKind::Item { index, .. }, _) => Step::Item(*index),
                (ExprKind::Upcast(_) | ExprKind::Cast { .. }, _) => Step::Handle(at.ty),
                (_, _) => Step::Narrow,
            });
            at = base;
        }
        steps.reverse();
        steps
    }

    pub fn look_at_local(&mut self, local: LocalId, steps: &[Step]) -> Seen {
        let (name, held) = self.local(local);
        let (code, form) = match held {
            Held::Value => (Code::postfix(quote!(#name)), Form::Place),
            Held::Reference => (Code::postfix(quote!(#name)), Form::Reference),
            Held::Mutable => (Code::postfix(quote!(#name)), Form::Mutable),
            Held::Box => (Code::unary(quote!(**#name)), Form::Place),
            Held::Cell | Held::CellReference => return self.look_into(Code::postfix(quote!(#name)), steps),
        };
        self.descend(Seen { code, form }, steps)
    }

    /// Looks into a cell: its value, or the part that the steps lead to.
    fn look_into(&mut self, cell: Code, steps: &[Step]) -> Seen {
        let cell = cell.receiver();
        let call = match self.part(steps) {
            None => quote!(#cell.get()),
            Some(part) => quote!(#cell.get_part(#part)),
        };
        Seen { code: Code::postfix(call), form: Form::Value }
    }

    /// Follows the steps inside of what is seen.
    fn descend(&self, mut seen: Seen, steps: &[Step]) -> Seen {
        for step in steps {
            let receiver = seen.code.receiver();
            seen = match step {
                Step::Field(id, index) => {
                    let field = self.items.field(*id, *index);
                    let form = if seen.form == Form::Value { Form::Value } else { Form::Place };
                    Seen { code: Code::postfix(quote!(#receiver.#field)), form }
                }
                Step::Item(index) => {
                    let index = Literal::u32_unsuffixed(*index);
                    let form = if seen.form == Form::Value { Form::Value } else { Form::Place };
                    Seen { code: Code::postfix(quote!(#receiver.#index)), form }
                }
                Step::Narrow => {
                    let (inner, value) = (seen.code.operand(), seen.code.tokens);
                    match seen.form {
                        Form::Value => Seen { code: Code::postfix(quote!(rt::narrow(#value))), form: Form::Value },
                        Form::Place => Seen { code: Code::postfix(quote!(rt::narrow_ref(&#inner))), form: Form::Reference },
                        Form::Reference => Seen { code: Code::postfix(quote!(rt::narrow_ref(#inner))), form: Form::Reference },
                        Form::Mutable => Seen { code: Code::postfix(quote!(rt::narrow_ref(&*#inner))), form: Form::Reference },
                    }
                }
                Step::Handle(ty) => {
                    let (inner, value, ty) = (seen.code.operand(), seen.code.tokens, self.ty(*ty));
                    match seen.form {
                        Form::Value => Seen { code: Code::postfix(quote!(rt::Object::upcast::<#ty>(#value))), form: Form::Value },
                        Form::Place => Seen { code: Code::postfix(quote!(rt::handle::<#ty>(&#inner))), form: Form::Reference },
                        Form::Reference | Form::Mutable => {
                            Seen { code: Code::postfix(quote!(rt::handle::<#ty>(#inner))), form: Form::Reference }
                        }
                    }
                }
            };
        }
        seen
    }

    /// The way into a shared value, as a closure from a reference to a reference; none if there are no steps.
    fn part(&self, steps: &[Step]) -> Option<TokenStream> {
        if steps.is_empty() {
            return None;
        }
        let seen = self.descend(Seen { code: Code::postfix(quote!(it)), form: Form::Reference }, steps);
        let inner = seen.code.operand();
        Some(if seen.form == Form::Reference { quote!(|it| #inner) } else { quote!(|it| &#inner) })
    }
}

/// Whether Rust knows the type of the tokens without looking around them.
fn says_its_type(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Null | ExprKind::Success(_) | ExprKind::Failure(_) => false,
        ExprKind::Block(block) => tail_says_its_type(block),
        // One branch says it for all.
        ExprKind::If { then, otherwise, .. } => tail_says_its_type(then) || otherwise.as_ref().is_some_and(tail_says_its_type),
        ExprKind::Match { arms, .. } => arms.iter().any(|arm| tail_says_its_type(&arm.body)),
        ExprKind::Some(inner) => says_its_type(inner),
        ExprKind::Tuple(items) => items.iter().all(says_its_type),
        ExprKind::Array(elements) => elements.first().is_some_and(|e| match e {
            Element::One(e) | Element::Spread(e) => says_its_type(e),
        }),
        ExprKind::Dictionary(entries) => !entries.is_empty(),
        ExprKind::CallNative { .. } => true,
        ExprKind::Unit
        | ExprKind::Bool(_)
        | ExprKind::String(_)
        | ExprKind::Local(_)
        | ExprKind::Global { .. }
        | ExprKind::Unary { .. }
        | ExprKind::Binary { .. }
        | ExprKind::Logic { .. }
        | ExprKind::Convert { .. }
        | ExprKind::Show(_)
        | ExprKind::Concat(_)
        | ExprKind::Item { .. }
        | ExprKind::Struct { .. }
        | ExprKind::Field { .. }
        | ExprKind::Variant { .. }
        | ExprKind::Ordinal(_)
        | ExprKind::Range { .. }
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
        | ExprKind::CallValue { .. }
        | ExprKind::Closure { .. }
        | ExprKind::Return(_)
        | ExprKind::Break(_)
        | ExprKind::Continue(_) => true,
    }
}

fn tail_says_its_type(block: &Block) -> bool {
    block.value.as_ref().is_some_and(|value| value.ty != TypeId::NEVER && says_its_type(value))
}
