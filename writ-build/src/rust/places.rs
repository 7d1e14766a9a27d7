//! Assignments: a local is a Rust place, everything else is read and written through its handle.

use super::analysis;
use super::calls::Mode;
use super::code::Code;
use super::functions::{Body, Held};
use super::operators::Divisor;
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{BinaryOp, Expr, ExprKind, FuncId, GlobalId, LocalId, Place, PlaceRoot, Projection, Type, TypeId};
use writ_compiler::source::Span;

/// A place that is not a variable of the function: how to get at what holds it.
pub struct Shared {
    /// What has to be evaluated before.
    pub lets: TokenStream,
    holder: Holder,
}

enum Holder {
    Cell(Code),
    Object(Code),
    Global(GlobalId, bool),
    Element(Code, Code),
    Entry(Code, Code, FuncId),
}

impl Body<'_> {
    /// `place = value`.
    pub fn assign(&mut self, place: &Place, value: &Expr, span: Span) -> TokenStream {
        if let Some(local) = self.plain_root(place) {
            let value = self.value(value).tokens;
            let target = self.local_place(local, &place.path);
            return quote!(#target = #value;);
        }
        let part = self.projections(place);
        // The operands, then the value, then the write: as the arguments of one call.
        match &place.root {
            PlaceRoot::Object { object, index: _ } => {
                let (lets, codes) = self.operands(&[(object, Mode::Peek), (value, Mode::Value)], &|_| false);
                let (object, value) = (codes[0].receiver(), &codes[1].tokens);
                quote!(#lets #object.set_field(#part, #value);)
            }
            PlaceRoot::Local(_) | PlaceRoot::Global { .. } => {
                let shared = self.shared_place(place);
                let check = self.check(&shared, place, span);
                let value = self.value(value).tokens;
                let write = self.write_shared(&shared, place, value).tokens;
                quote!(#check #write;)
            }
            PlaceRoot::Element { array, index } => {
                let list = [(&**array, Mode::Elements), (&**index, Mode::Value), (value, Mode::Value)];
                let (lets, codes) = self.operands(&list, &|_| false);
                let (array, index, value) = (codes[0].receiver(), &codes[1].tokens, &codes[2].tokens);
                let call = match part {
                    None => quote!(#array.set(#index, #value)),
                    Some(part) => quote!(#array.set_part(#index, #part, #value)),
                };
                let call = self.attempt(&Code::postfix(call), span).tokens;
                quote!(#lets #call;)
            }
            PlaceRoot::Entry { dictionary, key, show_key } => {
                if let Some(tokens) = self.update_or((place, dictionary, key), value, span) {
                    return tokens;
                }
                let mode = if part.is_none() { Mode::Value } else { Mode::Reference };
                let list = [(&**dictionary, Mode::Peek), (&**key, mode), (value, Mode::Value)];
                let (lets, codes) = self.operands(&list, &|_| false);
                let (dictionary, key, value) = (codes[0].receiver(), &codes[1].tokens, &codes[2].tokens);
                let Some(part) = part else { return quote!(#lets #dictionary.insert(#key, #value);) };
                let show = self.show_key(*show_key);
                let call = quote!(#dictionary.set_part(#key, #part, #value, #show));
                let call = self.attempt(&Code::postfix(call), span).tokens;
                quote!(#lets #call;)
            }
        }
    }

    /// `place op= value`.
    pub fn update(&mut self, place: &Place, op: BinaryOp, value: &Expr, span: Span) -> TokenStream {
        let divisor = Divisor::of(value);
        if let Some(local) = self.plain_root(place) {
            let target = self.local_place(local, &place.path);
            let right = self.value(value);
            if place.ty.is_float()
                && !analysis::mutates(value, local)
                && let Some(sign) = compound(op)
            {
                let right = right.tokens;
                return quote!(#target #sign #right;);
            }
            let result = self.arithmetic(op, place.ty, &Code::postfix(target.clone()), &right, divisor, span).tokens;
            return quote!(#target = #result;);
        }
        if let PlaceRoot::Element { array, index } = &place.root
            && analysis::is_plain_arithmetic(value)
        {
            return self.update_element(place, (array, index), op, value, span);
        }
        if let PlaceRoot::Entry { dictionary, key, show_key } = &place.root
            && analysis::is_plain_arithmetic(value)
            && (divisor.is_safe() || !divides_ints(place.ty, op))
        {
            return self.update_entry(place, (dictionary, key, *show_key), op, value, span);
        }
        if let PlaceRoot::Object { object, index: _ } = &place.root
            && !analysis::has_effects(value)
            && (divisor.is_safe() || !divides_ints(place.ty, op))
        {
            let (lets, codes) = self.operands(&[(object, Mode::Peek), (value, Mode::Value)], &|_| false);
            let object = codes[0].receiver();
            let (part, (change, by)) = (self.projections(place), self.change(place, op, &codes[1], divisor, span));
            return quote!(#lets #object.update_field(#part, #change, #by););
        }
        self.update_twice(place, op, value, span)
    }

    /// What `op=` makes of the old value and the operand, as a closure that captures nothing, and what to give it as operand.
    pub fn change(&mut self, place: &Place, op: BinaryOp, operand: &Code, divisor: Divisor, span: Span) -> (TokenStream, TokenStream) {
        let old = Code::postfix(quote!(old));
        if divisor.is_safe() && divides_ints(place.ty, op) {
            // A constant divisor stands in the closure, where rustc sees that it is no zero.
            let change = self.arithmetic(op, place.ty, &old, operand, divisor, span).tokens;
            return (quote!(|old, ()| #change), quote!(()));
        }
        let change = self.arithmetic(op, place.ty, &old, &Code::postfix(quote!(by)), divisor, span).tokens;
        (quote!(|old, by| #change), operand.tokens.clone())
    }

    /// Reads a shared place, then evaluates the value, then writes.
    fn update_twice(&mut self, place: &Place, op: BinaryOp, value: &Expr, span: Span) -> TokenStream {
        let divisor = Divisor::of(value);
        let mark = self.enter();
        let shared = self.shared_place(place);
        let old = self.read_shared(&shared, place);
        let right = self.value(value);
        let result = self.arithmetic(op, place.ty, &old, &right, divisor, span).tokens;
        let lets = &shared.lets;
        // What is written is an argument of the write: in it the old value is read before the right operand is evaluated.
        let write = self.write_shared(&shared, place, result).tokens;
        self.leave(mark);
        if lets.is_empty() { quote!(#write;) } else { quote!({ #lets #write; }) }
    }

    /// `array[i] op= value` with a value that neither fails nor changes anything: one look at the bounds is enough.
    fn update_element(&mut self, place: &Place, (array, index): (&Expr, &Expr), op: BinaryOp, value: &Expr, span: Span) -> TokenStream {
        let divisor = Divisor::of(value);
        if divides_ints(place.ty, op) && !divisor.is_safe() {
            return self.update_twice(place, op, value, span);
        }
        let list = [(array, Mode::Elements), (index, Mode::Value), (value, Mode::Value)];
        let (lets, codes) = self.operands(&list, &|_| false);
        let (array, index) = (codes[0].receiver(), &codes[1].tokens);
        let part = self.projections(place).unwrap_or_else(|| quote!(|it| it));
        let (change, by) = self.change(place, op, &codes[2], divisor, span);
        let call = quote!(#array.update_part(#index, #part, #change, #by));
        let call = self.attempt(&Code::postfix(call), span).tokens;
        quote!(#lets #call;)
    }

    /// `place ..= text`.
    pub fn append(&mut self, place: &Place, value: &Expr) -> TokenStream {
        if let Some(local) = self.plain_root(place) {
            let target = self.local_place(local, &place.path);
            if analysis::mutates(value, local) {
                let value = self.reference(value).tokens;
                return quote!(#target = rt::Str::join(&#target.clone(), #value););
            }
            // What borrows from the variable itself is copied first.
            let own = analysis::root_local(value) == Some(local);
            let value = if own {
                let value = self.value(value).operand();
                quote!(&#value)
            } else {
                self.text_argument(value)
            };
            let target = self.local_receiver(local, &place.path);
            return quote!(#target.append(#value););
        }
        let mark = self.enter();
        let shared = self.shared_place(place);
        let text = self.fresh("text");
        let read = self.read_shared(&shared, place).tokens;
        let lets = &shared.lets;
        let plain = !analysis::has_effects(value);
        let value = self.text_argument(value);
        let code = if plain && let Some(more) = self.append_shared(&shared, place, &value) {
            quote!({ #lets #more; })
        } else {
            let write = self.write_shared(&shared, place, quote!(#text)).tokens;
            quote!({ #lets let mut #text = #read; #text.append(#value); #write; })
        };
        self.leave(mark);
        code
    }

    /// A string as an argument that is only looked at.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn text_argument(&mut self, value: &Expr) -> TokenStream {
        if let ExprKind::String(text) = &value.kind {
            let text = &**text;
            return quote!(#text);
        }
        // No string is made of what is only copied into another one.
        let parts = if let ExprKind::Concat(parts) = &value.kind
            && parts.len() > 1
        {
            parts.as_slice()
        } else if let ExprKind::Show(inner) = &value.kind
            && inner.ty != TypeId::STRING
        {
            std::slice::from_ref(&**inner)
        } else {
            return self.reference(value).tokens;
        };
        let text = self.joined(parts);
        quote!(&#text)
    }

    /// Appends in place, without taking the string out. Only if evaluating the text cannot change the place.
    fn append_shared(&mut self, shared: &Shared, place: &Place, value: &TokenStream) -> Option<TokenStream> {
        let part = self.projections(place).unwrap_or_else(|| quote!(|it| it));
        match &shared.holder {
            Holder::Cell(cell) => {
                let cell = cell.receiver();
                Some(quote!(#cell.append_part(#part, #value)))
            }
            Holder::Global(id, checked) => {
                let name = self.items.global(*id);
                let check = self.check_global(*id, *checked, place.span);
                Some(quote!(#check state.#name.append_part(#part, #value)))
            }
            Holder::Element(array, index) => {
                let (array, index) = (array.receiver(), &index.tokens);
                let call = quote!(#array.append_part(#index, #part, #value));
                Some(self.attempt(&Code::postfix(call), place.span).tokens)
            }
            Holder::Object(object) => {
                let object = object.receiver();
                Some(quote!(#object.append_field(#part, #value)))
            }
            Holder::Entry(..) => None,
        }
    }

    /// The local of a place that Rust can write to directly.
    fn plain_root(&self, place: &Place) -> Option<LocalId> {
        match place.root {
            PlaceRoot::Local(local) if !matches!(self.local(local).1, Held::Cell | Held::CellReference) => Some(local),
            PlaceRoot::Local(_)
            | PlaceRoot::Global { .. }
            | PlaceRoot::Element { .. }
            | PlaceRoot::Object { .. }
            | PlaceRoot::Entry { .. } => None,
        }
    }

    /// A local, or a part of it, as a place to write to.
    fn local_place(&self, local: LocalId, path: &[Projection]) -> TokenStream {
        let (name, held) = self.local(local);
        let mutable = held == Held::Mutable;
        if path.is_empty() {
            return if mutable { quote!(*#name) } else { quote!(#name) };
        }
        let (tokens, reference) = self.project(quote!(#name), mutable, self.local_type(local), path);
        if reference { quote!(*#tokens) } else { tokens }
    }

    /// A local, or a part of it, as the receiver of a method that changes it.
    fn local_receiver(&self, local: LocalId, path: &[Projection]) -> TokenStream {
        let (name, held) = self.local(local);
        self.project(quote!(#name), held == Held::Mutable, self.local_type(local), path).0
    }

    /// `&mut` of a local or of a part of it.
    pub fn mutable_reference(&self, local: LocalId, path: &[Projection]) -> TokenStream {
        let (name, held) = self.local(local);
        let (tokens, reference) = self.project(quote!(#name), held == Held::Mutable, self.local_type(local), path);
        if reference { tokens } else { quote!(&mut #tokens) }
    }

    /// Follows a path inside something mutable. Gives whether the result is a mutable reference (else a place).
    fn project(&self, start: TokenStream, start_is_reference: bool, ty: TypeId, path: &[Projection]) -> (TokenStream, bool) {
        let (mut tokens, mut reference, mut ty) = (start, start_is_reference, ty);
        for step in path {
            match (step, self.items.program.types.get(ty)) {
                (Projection::Field(index), Type::Struct(id)) => {
                    let field = self.items.field(*id, *index);
                    ty = self.items.program[*id].fields[*index as usize].ty;
                    (tokens, reference) = (quote!(#tokens.#field), false);
                }
                (Projection::Narrow, Type::Optional(inner)) => {
                    ty = *inner;
                    let argument = if reference { quote!(#tokens) } else { quote!(&mut #tokens) };
                    (tokens, reference) = (quote!(rt::narrow_mut(#argument)), true);
                }
                // A path has no other steps.
                (Projection::Field(_) | Projection::Narrow, _) => {}
            }
        }
        (tokens, reference)
    }

    /// The path inside a shared value as a closure; none if it is the whole.
    pub fn projections(&self, place: &Place) -> Option<TokenStream> {
        let (start, start_is_reference) = match &place.root {
            PlaceRoot::Object { object, index } => (self.object_field(object.ty, *index), false),
            PlaceRoot::Local(_) | PlaceRoot::Global { .. } | PlaceRoot::Element { .. } | PlaceRoot::Entry { .. } => {
                if place.path.is_empty() {
                    return None;
                }
                (quote!(it), true)
            }
        };
        let (tokens, reference) = self.project(start, start_is_reference, self.root_type(place), &place.path);
        Some(if reference { quote!(|it| #tokens) } else { quote!(|it| &mut #tokens) })
    }

    /// The same for reading.
    fn projections_to_read(&self, place: &Place) -> Option<TokenStream> {
        let (mut tokens, mut reference, whole) = match &place.root {
            PlaceRoot::Object { object, index } => (self.object_field(object.ty, *index), false, false),
            PlaceRoot::Local(_) | PlaceRoot::Global { .. } | PlaceRoot::Element { .. } | PlaceRoot::Entry { .. } => {
                (quote!(it), true, place.path.is_empty())
            }
        };
        let mut ty = self.root_type(place);
        for step in &place.path {
            match (step, self.items.program.types.get(ty)) {
                (Projection::Field(index), Type::Struct(id)) => {
                    let field = self.items.field(*id, *index);
                    ty = self.items.program[*id].fields[*index as usize].ty;
                    (tokens, reference) = (quote!(#tokens.#field), false);
                }
                (Projection::Narrow, Type::Optional(inner)) => {
                    ty = *inner;
                    let argument = if reference { quote!(#tokens) } else { quote!(&#tokens) };
                    (tokens, reference) = (quote!(rt::narrow_ref(#argument)), true);
                }
                (Projection::Field(_) | Projection::Narrow, _) => {}
            }
        }
        (!whole).then(|| if reference { quote!(|it| #tokens) } else { quote!(|it| &#tokens) })
    }

    fn root_type(&self, place: &Place) -> TypeId {
        let types = &self.items.program.types;
        match &place.root {
            PlaceRoot::Local(local) => self.local_type(*local),
            PlaceRoot::Global { global, .. } => self.items.program[*global].ty,
            PlaceRoot::Object { object, index } => self.items.object_field_type(object.ty, *index),
            PlaceRoot::Element { array: holder, .. } | PlaceRoot::Entry { dictionary: holder, .. } => {
                if let Type::Array(item) | Type::Dictionary(_, item) = types.get(holder.ty) { *item } else { place.ty }
            }
        }
    }

    /// Evaluates the operands of a place that is in a cell, the state, an array or a dictionary, so that it can be read and written.
    pub fn shared_place(&mut self, place: &Place) -> Shared {
        match &place.root {
            PlaceRoot::Local(local) => {
                let name = self.local(*local).0;
                Shared { lets: TokenStream::new(), holder: Holder::Cell(Code::postfix(quote!(#name))) }
            }
            PlaceRoot::Global { global, checked } => Shared { lets: TokenStream::new(), holder: Holder::Global(*global, *checked) },
            PlaceRoot::Object { object, index: _ } => {
                let (lets, object) = self.held_operand(object, TokenStream::new(), "object");
                Shared { lets, holder: Holder::Object(object) }
            }
            PlaceRoot::Element { array, index } => {
                let (lets, array) = match self.elements_of(array) {
                    Some(elements) => (TokenStream::new(), Code::postfix(quote!(#elements))),
                    None => self.held_operand(array, TokenStream::new(), "array"),
                };
                let (lets, index) = self.held_operand(index, lets, "index");
                Shared { lets, holder: Holder::Element(array, index) }
            }
            PlaceRoot::Entry { dictionary, key, show_key } => {
                let (lets, dictionary) = self.held_operand(dictionary, TokenStream::new(), "dictionary");
                let (lets, key) = self.held_operand(key, lets, "key");
                Shared { lets, holder: Holder::Entry(dictionary, key, *show_key) }
            }
        }
    }

    /// An operand that is used more than once: a literal or an immutable variable as it is, everything else in a `let`.
    fn held_operand(&mut self, expr: &Expr, lets: TokenStream, name: &str) -> (TokenStream, Code) {
        let fixed = if let ExprKind::Local(local) = expr.kind {
            self.is_plain(local) && !self.written[local.0 as usize]
        } else {
            matches!(expr.kind, ExprKind::Int(_) | ExprKind::Bool(_))
        };
        if fixed {
            return (lets, self.operand(expr));
        }
        let value = self.value(expr).tokens;
        let ty = self.ty(expr.ty);
        let name = self.fresh(name);
        (quote!(#lets let #name: #ty = #value;), Code::postfix(quote!(#name)))
    }

    /// The value of a shared place.
    pub fn read_shared(&mut self, shared: &Shared, place: &Place) -> Code {
        let part = self.projections_to_read(place);
        match &shared.holder {
            Holder::Cell(cell) => {
                let cell = cell.receiver();
                Code::postfix(match part {
                    None => quote!(#cell.get()),
                    Some(part) => quote!(#cell.get_part(#part)),
                })
            }
            Holder::Object(object) => {
                let object = object.receiver();
                Code::postfix(quote!(#object.get_field(#part)))
            }
            Holder::Global(id, checked) => {
                let name = self.items.global(*id);
                let shown = &*self.items.program[*id].name;
                match (part, checked) {
                    (None, false) => Code::postfix(quote!(state.#name.get())),
                    (None, true) => self.attempt(&Code::postfix(quote!(state.#name.get_checked(#shown))), place.span),
                    (Some(part), false) => Code::postfix(quote!(state.#name.get_part(#part))),
                    (Some(part), true) => {
                        let check = self.check_global(*id, true, place.span);
                        Code::block(quote!({ #check state.#name.get_part(#part) }))
                    }
                }
            }
            Holder::Element(array, index) => {
                let (array, index) = (array.receiver(), &index.tokens);
                let call = match part {
                    None => quote!(#array.get(#index)),
                    Some(part) => quote!(#array.get_part(#index, #part)),
                };
                self.attempt(&Code::postfix(call), place.span)
            }
            Holder::Entry(dictionary, key, show) => {
                let (dictionary, key) = (dictionary.receiver(), key.operand());
                let show = self.show_key(*show);
                let call = match part {
                    None => quote!(#dictionary.index(&#key, #show)),
                    Some(part) => quote!(#dictionary.get_part(&#key, #part, #show)),
                };
                self.attempt(&Code::postfix(call), place.span)
            }
        }
    }

    /// Writes a shared place.
    pub fn write_shared(&mut self, shared: &Shared, place: &Place, value: TokenStream) -> Code {
        let part = self.projections(place);
        match &shared.holder {
            Holder::Cell(cell) => {
                let cell = cell.receiver();
                Code::postfix(match part {
                    None => quote!(#cell.set(#value)),
                    Some(part) => quote!(#cell.set_part(#part, #value)),
                })
            }
            Holder::Object(object) => {
                let object = object.receiver();
                Code::postfix(quote!(#object.set_field(#part, #value)))
            }
            Holder::Global(id, _) => {
                let name = self.items.global(*id);
                Code::postfix(match part {
                    None => quote!(state.#name.set(#value)),
                    Some(part) => quote!(state.#name.set_part(#part, #value)),
                })
            }
            Holder::Element(array, index) => {
                let (array, index) = (array.receiver(), &index.tokens);
                let call = match part {
                    None => quote!(#array.set(#index, #value)),
                    Some(part) => quote!(#array.set_part(#index, #part, #value)),
                };
                self.attempt(&Code::postfix(call), place.span)
            }
            Holder::Entry(dictionary, key_code, show) => {
                let (dictionary, key) = (dictionary.receiver(), key_code.operand());
                match part {
                    None => {
                        let key = key_code.receiver();
                        Code::postfix(quote!(#dictionary.insert(#key.clone(), #value)))
                    }
                    Some(part) => {
                        let show = self.show_key(*show);
                        self.attempt(&Code::postfix(quote!(#dictionary.set_part(&#key, #part, #value, #show))), place.span)
                    }
                }
            }
        }
    }

    fn check(&mut self, shared: &Shared, place: &Place, span: Span) -> TokenStream {
        match &shared.holder {
            // The whole variable may be assigned before its declaration ran? No: then its declaration would assign it once more.
            Holder::Global(id, checked) => self.check_global(*id, *checked && !place.path.is_empty(), span),
            Holder::Cell(_) | Holder::Object(_) | Holder::Element(..) | Holder::Entry(..) => TokenStream::new(),
        }
    }

    fn check_global(&mut self, id: GlobalId, checked: bool, span: Span) -> TokenStream {
        if !checked {
            return TokenStream::new();
        }
        let (name, shown) = (self.items.global(id), &*self.items.program[id].name);
        let check = self.attempt(&Code::postfix(quote!(state.#name.check(#shown))), span).tokens;
        quote!(#check;)
    }

    /// How a key is shown when it is not there.
    pub fn show_key(&self, function: FuncId) -> TokenStream {
        let def = &self.items.program[function];
        let path = self.items.function_path(function, self.view(), |name| self.shadows(name));
        let copy = def.parameters.first().is_some_and(|local| self.is_copy(def.locals[local.0 as usize].ty));
        let key = if copy { quote!(*key) } else { quote!(key) };
        let implicit = self.implicit_arguments(function);
        let call = quote!(#path(#(#implicit,)* #key));
        // A key that cannot be shown is still missing.
        if self.items.fails(function) { quote!(|key| #call.unwrap_or_default()) } else { quote!(|key| #call) }
    }
}

/// Whether an operation may find that it divides an int by zero.
pub fn divides_ints(ty: TypeId, op: BinaryOp) -> bool {
    ty.is_int() && matches!(op, BinaryOp::Divide | BinaryOp::Modulo)
}

fn compound(op: BinaryOp) -> Option<TokenStream> {
    match op {
        BinaryOp::Add => Some(quote!(+=)),
        BinaryOp::Subtract => Some(quote!(-=)),
        BinaryOp::Multiply => Some(quote!(*=)),
        BinaryOp::Divide => Some(quote!(/=)),
        BinaryOp::Modulo
        | BinaryOp::BitAnd
        | BinaryOp::BitOr
        | BinaryOp::BitXor
        | BinaryOp::ShiftLeft
        | BinaryOp::ShiftRight
        | BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual => None,
    }
}
