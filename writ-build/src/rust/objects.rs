//! Objects: new ones, casts, calls through tables.

use super::analysis;
use super::calls::{Mode, in_block};
use super::code::Code;
use super::entries::{may_fail, self_type};
use super::functions::Body;
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{ClassId, Expr, FunctionFacts, SHOW_SLOT, TraitId, Type, TypeId};
use writ_compiler::source::Span;

impl Body<'_> {
    /// The way from `it`, the fields of an object of a class, to one of them.
    pub fn object_field(&self, object: TypeId, index: u32) -> TokenStream {
        // Only instances of classes have fields.
        let Type::Class(id) = self.items.program.types.get(object) else { return quote!(it) };
        self.items.object_field(*id, index, quote!(it))
    }

    /// A new instance.
    pub fn new_object(&mut self, class: ClassId, fields: &[Expr]) -> Code {
        let mark = self.enter();
        let values = fields.iter().map(|field| self.value(field).tokens).collect::<Vec<_>>();
        self.leave(mark);
        let instance = self.items.instance(class, self.view(), &values);
        Code::postfix(quote!(rt::new(#instance, writ)))
    }

    /// A new instance whose fields hold what nobody reads.
    pub fn blank_object(&mut self, class: ClassId) -> Code {
        let fields = self.items.program.stored_fields(class);
        let values: Vec<TokenStream> = fields.into_iter().map(|field| self.items.placeholder(field.ty, self.view())).collect();
        let instance = self.items.instance(class, self.view(), &values);
        Code::postfix(quote!(rt::new(#instance, writ)))
    }

    /// `as T`.
    pub fn checked_cast(&mut self, value: &Expr, whole: &Expr) -> Code {
        let (value, ty) = (self.typed_value(value).tokens, self.ty(whole.ty));
        self.attempt(&Code::postfix(quote!(rt::Object::cast::<#ty>(#value))), whole.span)
    }

    /// `as? T`.
    pub fn try_cast(&mut self, value: &Expr, whole: &Expr) -> Code {
        let (value, ty) = (self.typed_value(value).tokens, self.ty(self.items.inside(whole.ty)));
        Code::postfix(quote!(rt::Object::try_cast::<#ty>(#value)))
    }

    /// `is T`.
    pub fn is_type(&mut self, value: &Expr, target: TypeId) -> Code {
        let (lets, codes) = self.operands(&[(value, Mode::PeekParameter)], &|_| false);
        let (value, ty) = (&codes[0].tokens, self.ty(target));
        in_block(lets, Code::postfix(quote!(rt::is::<#ty>(#value))))
    }

    /// The text of an object.
    pub fn show_object(&mut self, value: &Expr, span: Span) -> Code {
        let value = self.receiver(value).receiver();
        self.attempt(&Code::postfix(quote!(#value.as_object().show(writ, depth.next()))), span)
    }

    /// `==` of two `any`.
    pub fn equal_any(&mut self, left: &Expr, right: &Expr, span: Span) -> Code {
        let (lets, codes) = self.operands(&[(left, Mode::Receiver), (right, Mode::Reference)], &|_| false);
        let (left, right) = (codes[0].receiver(), &codes[1].tokens);
        in_block(lets, self.attempt(&Code::postfix(quote!(#left.equals(#right, writ, depth.next()))), span))
    }

    /// A call of what looks into an object.
    pub fn call_reflector(&mut self, arguments: &[Expr], span: Span) -> Code {
        let list: Vec<_> = arguments.iter().map(|argument| (argument, Mode::Parameter)).collect();
        let (before, codes) = self.operands_before(&list, &|e| analysis::uses_context(self.items.program, e), true);
        let mut codes = codes.into_iter().map(|code| code.tokens);
        let object = codes.next().unwrap_or_default();
        let call = Code::postfix(quote!(super::REFLECTORS.call(#object, writ, depth.next(), #(#codes),*)));
        before.around(self.attempt(&call, span))
    }

    /// A call of what the object's class runs for a slot: directly if that is the same function for all objects that it can be.
    pub fn call_virtual(&mut self, class: ClassId, slot: u32, arguments: &[Expr], whole: &Expr) -> Code {
        let items = self.items;
        if let Some(function) = items.only_function(class, slot) {
            let path = items.function_path(function, self.view(), |name| self.shadows(name));
            let path = match &self.recursion {
                Some(again) if function == self.id => quote!(#again),
                Some(_) | None => path,
            };
            let def = &items.program[function];
            let implicit = self.implicit_arguments(function);
            let mode = self.borrowed(function);
            let code = self.call_with_self(
                path,
                def.facts,
                implicit,
                (items.program.types.get(self_type(items, function)).clone(), mode),
                arguments,
                whole.span,
            );
            if def.result == whole.ty {
                return code;
            }
            // An override that gives something narrower.
            let (receiver, call) = (code.receiver(), code.tokens);
            let ty = self.ty(items.inside(whole.ty));
            let optional = matches!(items.program.types.get(whole.ty), Type::Optional(_));
            return Code::postfix(if optional {
                quote!(#receiver.map(rt::Object::upcast::<#ty>))
            } else {
                quote!(rt::Object::upcast::<#ty>(#call))
            });
        }
        let declared = &items.program[class].slots[slot as usize];
        match items.virtual_path(class, slot, self.view()) {
            Some(path) => {
                let this = Type::Class(items.slot_owner(class, slot));
                let implicit = implicit(declared.facts);
                let calm = items.slot_functions(class, slot).is_some_and(|all| all.iter().all(|function| items.is_calm(*function)));
                let mode = if calm { Mode::PeekParameter } else { Mode::Parameter };
                self.call_with_self(path, declared.facts, implicit, (this, mode), arguments, whole.span)
            }
            // Of the slots that classes run differently, only this one has its own way.
            None => {
                debug_assert!(slot == SHOW_SLOT, "a slot of a box class is not called");
                match arguments.first() {
                    Some(object) => self.show_object(object, whole.span),
                    None => Code::postfix(quote!(rt::Str::empty())),
                }
            }
        }
    }

    /// A call of what the object's class runs for a method of a trait.
    pub fn call_trait(&mut self, definition: TraitId, method: u32, arguments: &[Expr], span: Span) -> Code {
        let path = self.items.trait_virtual_path(definition, method, self.view());
        let facts = self.items.program[definition].methods[method as usize].facts;
        let this = Type::Trait(definition);
        self.call_with_self(path, facts, implicit(facts), (this, Mode::Parameter), arguments, span)
    }

    /// A call whose first argument may be of a narrower type than the parameter.
    fn call_with_self(
        &mut self,
        path: TokenStream,
        facts: FunctionFacts,
        implicit: Vec<TokenStream>,
        (this, mode): (Type, Mode),
        arguments: &[Expr],
        span: Span,
    ) -> Code {
        let program = self.items.program;
        let list: Vec<_> = arguments.iter().map(|e| (e, mode)).collect();
        let (before, codes) = self.operands_before(&list, &|e| facts.needs_context && analysis::uses_context(program, e), true);
        // By its facts a call through a table needs no state; a function that is called directly instead may.
        let needs_state = facts.uses_globals && !self.function.facts.uses_globals;
        let mut all = implicit;
        for (index, code) in codes.into_iter().enumerate() {
            let tokens = code.tokens;
            let narrower = index == 0 && *program.types.get(arguments[0].ty) != this;
            all.push(if narrower { quote!(rt::handle(#tokens)) } else { tokens });
        }
        let call = Code::postfix(quote!(#path(#(#all),*)));
        let call = if may_fail(facts) { self.attempt(&call, span) } else { call };
        let tokens = &call.tokens;
        // What a `match` looks at, and the temporaries in its arms, last as long as the statement.
        before.around(if needs_state { Code::block(quote!(match &super::state(writ) { state => #tokens })) } else { call })
    }
}

/// What a call through a table passes before the object.
fn implicit(facts: FunctionFacts) -> Vec<TokenStream> {
    let writ = facts.needs_context.then(|| quote!(writ));
    let depth = facts.counts_depth.then(|| quote!(depth.next()));
    writ.into_iter().chain(depth).collect()
}
