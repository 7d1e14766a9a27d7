//! Expressions, in the form that their place asks for: an owned value, a reference, or a place to look at.

use super::analysis;
use super::calls::{Mode, in_block};
use super::code::{Code, Level};
use super::functions::{Body, Held, closure};
use super::literals::{float_literal, int_literal};
use super::types::tuple_name;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use writ_compiler::ir::{Block, Element, Entry, EnumId, Expr, ExprKind, GlobalId, LocalId, Storage, StructId, Type, TypeId};
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
enum Step {
    Field(StructId, u32),
    Item(u32),
    Narrow,
    Handle(TypeId),
}

impl Body<'_> {
    /// The expression as an owned value, where its type is known from around it.
    pub fn value(&mut self, expr: &Expr) -> Code {
        match &expr.kind {
            ExprKind::Unit => Code::postfix(quote!(())),
            ExprKind::Int(value) => int_literal(*value, expr.ty, false),
            ExprKind::Float(value) => float_literal(*value, expr.ty, false),
            ExprKind::Bool(value) => Code::postfix(quote!(#value)),
            ExprKind::String(text) => {
                let text = &**text;
                Code::postfix(if text.is_empty() { quote!(rt::Str::empty()) } else { quote!(rt::text!(#text)) })
            }
            ExprKind::Null => Code::postfix(self.items.null(self.items.inside(expr.ty))),
            ExprKind::Local(_)
            | ExprKind::Global { .. }
            | ExprKind::Item { .. }
            | ExprKind::Field { .. }
            | ExprKind::Narrow(_)
            | ExprKind::IndexArray { .. }
            | ExprKind::IndexDictionary { .. }
            | ExprKind::Unwrap(_)
            | ExprKind::UnwrapError(_)
            | ExprKind::ObjectField { .. }
            | ExprKind::Upcast(_)
            | ExprKind::Cast { checked: false, .. } => {
                let seen = self.look(expr);
                self.owned(seen, expr.ty)
            }
            ExprKind::Unary { op, operand } => self.unary(*op, operand),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, expr.span),
            ExprKind::Logic { or, left, right } => {
                let (left, right) = (self.value(left), self.value(right));
                if *or { Code::binary(Level::Or, &left, quote!(||), &right) } else { Code::binary(Level::And, &left, quote!(&&), &right) }
            }
            ExprKind::Convert { operand, .. } => {
                let value = self.receiver(operand).operand();
                let ty = self.ty(expr.ty);
                Code::new(Level::Cast, quote!(#value as #ty))
            }
            ExprKind::Show(inner) if inner.ty == TypeId::STRING => self.value(inner),
            ExprKind::Show(inner) => self.concat(std::slice::from_ref(inner)),
            ExprKind::Concat(parts) => self.concat(parts),
            ExprKind::Tuple(items) => {
                let name = tuple_name(items.len());
                let items = items.iter().map(|e| self.value(e).tokens).collect::<Vec<_>>();
                Code::postfix(quote!(rt::#name(#(#items),*)))
            }
            ExprKind::Struct { id, fields, order } => self.construct(*id, fields, order.as_deref()),
            ExprKind::Variant { id, variant, fields, order } => self.variant(*id, *variant, fields, order.as_deref()),
            ExprKind::Ordinal(inner) => self.ordinal(inner),
            ExprKind::Range { start, end, inclusive } => {
                let (start, end) = (self.value(start).tokens, self.value(end).tokens);
                Code::low(quote!(rt::Range { start: #start, end: #end, inclusive: #inclusive, step: 1 }))
            }
            ExprKind::Array(elements) => self.array(elements),
            ExprKind::Dictionary(entries) => self.dictionary(entries, expr.ty),
            ExprKind::Some(inner) => self.wrapped(self.items.some(inner.ty), inner),
            ExprKind::Success(inner) => self.wrapped(quote!(rt::Res::Success), inner),
            ExprKind::Failure(inner) => self.wrapped(quote!(rt::Res::Error), inner),
            ExprKind::IsSome(inner) => {
                let inner = self.peek(inner).receiver();
                Code::postfix(quote!(#inner.is_some()))
            }
            ExprKind::IsSuccess(inner) => {
                let inner = self.peek(inner).receiver();
                Code::postfix(quote!(#inner.is_success()))
            }
            ExprKind::IsVariant { value, variant } => {
                let seen = self.receiver(value).tokens;
                let pattern = self.items.enum_of(value.ty).map_or_else(|| quote!(_), |id| self.variant_pattern(id, *variant));
                Code::postfix(quote!(matches!(#seen, #pattern)))
            }
            ExprKind::IndexString { text, index } => {
                let (lets, codes) = self.operands(&[(text, Mode::Peek), (index, Mode::Value)], &|_| false);
                let (text, index) = (codes[0].receiver(), &codes[1].tokens);
                in_block(lets, self.attempt(&Code::postfix(quote!(#text.index(#index))), expr.span))
            }
            ExprKind::Call { function, captures, arguments } => self.call(*function, captures, arguments, expr.span),
            ExprKind::CallMut { function, place, arguments } => self.call_mut(*function, place, arguments, expr),
            ExprKind::CallValue { callee, arguments } => self.call_value(callee, arguments, expr.span),
            ExprKind::CallNative { native, arguments, .. } => self.call_native(*native, arguments, expr),
            ExprKind::Closure { function, captures } => closure(self, *function, captures),
            ExprKind::New { class, fields, order } => self.new_object(*class, fields, order.as_deref()),
            ExprKind::NewBlank(class) => self.blank_object(*class),
            ExprKind::Cast { value, checked: true } => self.checked_cast(value, expr),
            ExprKind::IsType { value, target } => self.is_type(value, *target),
            ExprKind::TryCast(value) => self.try_cast(value, expr),
            ExprKind::MakeWeak(value) => {
                let value = self.reference(value).tokens;
                Code::postfix(quote!(rt::Weak::new(#value)))
            }
            ExprKind::WeakGet(value) => {
                let value = self.peek(value).receiver();
                Code::postfix(quote!(#value.get()))
            }
            ExprKind::CheckInit { value, name } => {
                let (value, name) = (self.typed_value(value).tokens, &**name);
                self.attempt(&Code::postfix(quote!(rt::check_init(#value, #name))), expr.span)
            }
            ExprKind::ShowObject(value) => self.show_object(value, expr.span),
            ExprKind::EqualAny { left, right } => self.equal_any(left, right, expr.span),
            ExprKind::CallVirtual { class, slot, arguments } => self.call_virtual(*class, *slot, arguments, expr),
            ExprKind::CallTrait { definition, method, arguments } => self.call_trait(*definition, *method, arguments, expr.span),
            ExprKind::Block(_) | ExprKind::If { .. } | ExprKind::Match { .. } => {
                self.control(expr, expr.ty != TypeId::VOID && expr.ty != TypeId::NEVER)
            }
            ExprKind::Return(value) => self.return_value(value.as_deref()),
            ExprKind::Break(id) => {
                let target = self.target(*id);
                Code::low(quote!(break #target))
            }
            ExprKind::Continue(id) => {
                let target = self.target(*id);
                Code::low(quote!(continue #target))
            }
        }
    }

    fn wrapped(&mut self, constructor: TokenStream, inner: &Expr) -> Code {
        let inner = self.value(inner).tokens;
        Code::postfix(quote!(#constructor(#inner)))
    }

    /// `return`, which moves a variable of the function out.
    fn return_value(&mut self, value: Option<&Expr>) -> Code {
        let Some(value) = value else { return self.leave_with(None) };
        if value.ty == TypeId::NEVER {
            return self.value(value);
        }
        let tokens = match self.moved(value) {
            Some(name) => name,
            None => self.value(value).tokens,
        };
        self.leave_with(Some(tokens))
    }

    /// A variable that can move because the function ends here.
    pub fn moved(&self, expr: &Expr) -> Option<TokenStream> {
        let ExprKind::Local(local) = expr.kind else { return None };
        let (name, held) = self.local(local);
        (held == Held::Value).then(|| quote!(#name))
    }

    /// An owned value from what was looked at.
    fn owned(&self, seen: Seen, ty: TypeId) -> Code {
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
            let (lets, codes) = self.operands(&[(array, Mode::Peek), (index, Mode::Value)], &|_| false);
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
        } else {
            Seen { code: self.value(root), form: Form::Value }
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
            let (lets, codes) = self.operands(&[(array, Mode::Peek), (index, Mode::Value)], &|_| false);
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

    fn look_at_local(&mut self, local: LocalId, steps: &[Step]) -> Seen {
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

    fn concat(&mut self, parts: &[Expr]) -> Code {
        if let [only] = parts
            && only.ty == TypeId::STRING
        {
            return self.value(only);
        }
        let mut text = quote!(rt::Text::new());
        for part in parts {
            let part = self.shown(part);
            text.extend(quote!(.add(#part)));
        }
        Code::postfix(quote!(#text.finish()))
    }

    /// A value to be shown: a literal as it is, a string by reference.
    pub fn shown(&mut self, part: &Expr) -> TokenStream {
        if let ExprKind::String(text) = &part.kind {
            let text = &**text;
            return quote!(#text);
        }
        if let ExprKind::Show(inner) = &part.kind {
            return self.shown(inner);
        }
        if self.is_copy(part.ty) { self.typed_value(part).tokens } else { self.reference(part).tokens }
    }

    fn construct(&mut self, id: StructId, fields: &[Expr], order: Option<&[u32]>) -> Code {
        let path = self.items.struct_path(id, self.view());
        let positions: Vec<u32> = order.map_or_else(|| (0..fields.len() as u32).collect(), <[u32]>::to_vec);
        let fields = positions
            .into_iter()
            .map(|index| {
                let value = self.value(&fields[index as usize]).tokens;
                named_field(&self.items.field(id, index), value)
            })
            .collect::<Vec<_>>();
        // An empty struct has a byte that nobody sees.
        let hidden = fields.is_empty().then(|| quote!(empty: 0));
        Code::low(quote!(#path { #(#fields),* #hidden }))
    }

    fn variant(&mut self, id: EnumId, variant: u32, fields: &[Expr], order: Option<&[u32]>) -> Code {
        let path = self.items.enum_path(id, self.view());
        let name = self.items.variant(id, variant);
        if fields.is_empty() {
            return Code::postfix(quote!(#path::#name));
        }
        let positions: Vec<u32> = order.map_or_else(|| (0..fields.len() as u32).collect(), <[u32]>::to_vec);
        let fields = positions
            .into_iter()
            .map(|index| {
                let value = self.value(&fields[index as usize]).tokens;
                let boxed = self.items.program[id].variants[variant as usize].fields[index as usize].boxed;
                let value = if boxed { quote!(rt::Boxed::new(#value)) } else { value };
                named_field(&self.items.payload(id, variant, index as usize), value)
            })
            .collect::<Vec<_>>();
        Code::low(quote!(#path::#name { #(#fields),* }))
    }

    fn ordinal(&mut self, inner: &Expr) -> Code {
        let seen = self.receiver(inner);
        let Some(id) = self.items.enum_of(inner.ty) else { return Code::postfix(quote!(0)) };
        let def = &self.items.program[id];
        if def.is_plain() {
            let value = seen.operand();
            return Code::new(Level::Cast, quote!(#value as i64));
        }
        let seen = if matches!(inner.kind, ExprKind::Local(_)) { seen.tokens } else { seen.at_least(Level::Unary) };
        let arms = (0..def.variants.len()).map(|index| {
            let pattern = self.variant_pattern(id, index as u32);
            let index = Literal::i64_unsuffixed(index as i64);
            quote!(#pattern => #index,)
        });
        Code::block(quote!(match #seen { #(#arms)* }))
    }

    fn array(&mut self, elements: &[Element]) -> Code {
        if elements.is_empty() {
            return Code::postfix(quote!(rt::Array::new()));
        }
        if elements.iter().all(|e| matches!(e, Element::One(_))) {
            let elements = elements.iter().map(|e| match e {
                Element::One(e) | Element::Spread(e) => self.value(e).tokens,
            });
            let elements = elements.collect::<Vec<_>>();
            return Code::postfix(quote!(rt::Array::from_vec(vec![#(#elements),*])));
        }
        let mark = self.enter();
        let list = self.fresh("elements");
        let mut lines = TokenStream::new();
        for element in elements {
            lines.extend(match element {
                Element::One(e) => {
                    let value = self.value(e).tokens;
                    quote!(#list.push(#value);)
                }
                Element::Spread(e) => {
                    let value = self.receiver(e).receiver();
                    quote!(#list.extend(#value.to_vec());)
                }
            });
        }
        self.leave(mark);
        Code::block(quote!({ let mut #list = Vec::new(); #lines rt::Array::from_vec(#list) }))
    }

    fn dictionary(&mut self, entries: &[Entry], ty: TypeId) -> Code {
        if entries.is_empty() {
            return Code::postfix(quote!(rt::Dictionary::new()));
        }
        let mark = self.enter();
        let name = self.fresh("entries");
        let ty = self.ty(ty);
        let mut lines = TokenStream::new();
        for entry in entries {
            lines.extend(match entry {
                Entry::One(key, value) => {
                    let (key, value) = (self.value(key).tokens, self.value(value).tokens);
                    quote!(#name.insert(#key, #value);)
                }
                Entry::Spread(e) => {
                    let other = self.receiver(e).receiver();
                    quote!(for (key, value) in #other.to_vec() { #name.insert(key, value); })
                }
            });
        }
        self.leave(mark);
        Code::block(quote!({ let #name: #ty = rt::Dictionary::new(); #lines #name }))
    }

    /// A pattern that fits a variant, whatever its payload.
    pub fn variant_pattern(&self, id: EnumId, variant: u32) -> TokenStream {
        let path = self.items.enum_path(id, self.view());
        let name = self.items.variant(id, variant);
        let payload = !self.items.program[id].variants[variant as usize].fields.is_empty();
        if payload { quote!(#path::#name { .. }) } else { quote!(#path::#name) }
    }

    /// Whether a local can be read again and again without anything happening: it is not in a cell.
    pub fn is_plain(&self, local: LocalId) -> bool {
        self.storage(local) == Storage::Slot
    }
}

fn named_field(name: &proc_macro2::Ident, value: TokenStream) -> TokenStream {
    if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
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
