//! Expressions, in the form that their place asks for: an owned value, a reference, or a place to look at.

use super::calls::{Mode, in_block};
use super::code::{Code, Level};
use super::functions::{Body, Held, closure};
use super::literals::{float_literal, int_literal};
use super::types::tuple_name;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use writ_compiler::ir::{Element, Entry, EnumId, Expr, ExprKind, LocalId, Storage, StructId, TypeId};

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
            ExprKind::Struct { id, fields } => self.construct(*id, fields),
            ExprKind::Variant { id, variant, fields } => self.variant(*id, *variant, fields),
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
            ExprKind::New { class, fields } => self.new_object(*class, fields),
            ExprKind::Blank => Code::postfix(self.items.placeholder(expr.ty, self.view())),
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
            ExprKind::CallReflector(arguments) => self.call_reflector(arguments, expr.span),
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
        if let Some(end) = self.leave_loop_with(value) {
            return if self.is_plain_end(value) { Code::low(end) } else { Code::block(quote!({ #end })) };
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

    fn concat(&mut self, parts: &[Expr]) -> Code {
        if let [only] = parts
            && only.ty == TypeId::STRING
        {
            return self.value(only);
        }
        let text = self.joined(parts);
        Code::postfix(quote!(#text.finish()))
    }

    /// The parts of a text behind each other, of which no string is made yet.
    pub fn joined(&mut self, parts: &[Expr]) -> TokenStream {
        let mut text = quote!(rt::Text::new());
        for part in parts {
            let part = self.shown(part);
            text.extend(quote!(.add(#part)));
        }
        text
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

    fn construct(&mut self, id: StructId, fields: &[Expr]) -> Code {
        let path = self.items.struct_path(id, self.view());
        let fields = (0..)
            .zip(fields)
            .map(|(index, field)| {
                let value = self.value(field).tokens;
                named_field(&self.items.field(id, index), value)
            })
            .collect::<Vec<_>>();
        // An empty struct has a byte that nobody sees.
        let hidden = fields.is_empty().then(|| quote!(empty: 0));
        Code::low(quote!(#path { #(#fields),* #hidden }))
    }

    fn variant(&mut self, id: EnumId, variant: u32, fields: &[Expr]) -> Code {
        let path = self.items.enum_path(id, self.view());
        let name = self.items.variant(id, variant);
        if fields.is_empty() {
            return Code::postfix(quote!(#path::#name));
        }
        let fields = fields
            .iter()
            .enumerate()
            .map(|(index, field)| {
                let value = self.value(field).tokens;
                let boxed = self.items.program[id].variants[variant as usize].fields[index].boxed;
                let value = match boxed {
                    true => {
                        let boxed = self.items.boxed(id);
                        quote!(#boxed::new(#value))
                    }
                    false => value,
                };
                named_field(&self.items.payload(id, variant, index), value)
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
