//! Traits: a Rust trait, which the handles of all classes that have it implement and which a host's types may implement, and a table of functions
//! by which scripts call its methods.

use super::entries::{self, Signature, Wanted};
use super::format::doc;
use super::functions::outer_call;
use super::items::{Items, View};
use super::names::{Case, PARAMETERS, Scope, ident};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use writ_compiler::ir::{ClassId, FuncId, Program, TraitId, TraitMethod, Type, TypeId};

/// The names of what a trait becomes.
pub struct TraitNames {
    name: String,
    table: String,
    shape: String,
    /// By method, its name in Rust, and those of the function that calls through the table and of what the table holds in a class of the VM.
    methods: Vec<(String, String, String)>,
}

/// Methods that Rust's own traits and the handles have, and those by which generated code uses handles.
const RESERVED: &[&str] = &[
    "clone",
    "eq",
    "ne",
    "fmt",
    "into",
    "from",
    "borrow",
    "borrow_mut",
    "try_borrow",
    "try_borrow_mut",
    "base",
    "same",
    "downgrade",
    "object",
    "as_object",
    "into_object",
    "get_field",
    "set_field",
    "update_field",
    "append_field",
    "peek_field",
    "slot_table",
];

/// Gives names to the traits.
pub fn names(program: &Program, scopes: &mut [Scope]) -> Vec<TraitNames> {
    let mut names = Vec::new();
    for def in &program.traits {
        let name = scopes[def.module.0 as usize].take(&def.name, Case::Camel);
        names.push(TraitNames { name, table: String::new(), shape: String::new(), methods: Vec::new() });
    }
    for (definition, def) in names.iter_mut().zip(&program.traits) {
        let scope = &mut scopes[def.module.0 as usize];
        definition.table = scope.take(&format!("{}.table", definition.name), Case::Camel);
        definition.shape = scope.take(&format!("{}.trait", definition.name), Case::Upper);
        let mut methods = Scope::with(RESERVED);
        for method in &def.methods {
            let caller = scope.take(&format!("{}.{}.virtual", definition.name, method.name), Case::Snake);
            let adaptor = scope.take(&format!("{}.{}.script", definition.name, method.name), Case::Snake);
            definition.methods.push((methods.take(&method.name, Case::Snake), caller, adaptor));
        }
    }
    names
}

impl Items<'_> {
    fn trait_names(&self, id: TraitId) -> &TraitNames {
        &self.traits[id.0 as usize]
    }

    /// The path of the Rust trait.
    pub fn trait_path(&self, id: TraitId, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.trait_names(id).name)
    }

    /// The path of what the trait is at run time.
    pub fn trait_shape_path(&self, id: TraitId, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.trait_names(id).shape)
    }

    /// The path of the type of the table.
    pub fn trait_table_path(&self, id: TraitId, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.trait_names(id).table)
    }

    /// The path of the function that calls a method through the table.
    pub fn trait_virtual_path(&self, id: TraitId, method: u32, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.trait_names(id).methods[method as usize].1)
    }

    /// The path of what the entry of a method holds in a class of the VM.
    pub fn method_adaptor_path(&self, id: TraitId, method: usize, view: View) -> Option<TokenStream> {
        let crosses = self.program[id].methods[method].parameters.len() < super::link::MAX_ARGUMENTS;
        crosses.then(|| self.path(self.program[id].module, view, &self.trait_names(id).methods[method].2))
    }

    /// A method's name in Rust.
    pub fn trait_method(&self, id: TraitId, method: usize) -> Ident {
        ident(&self.trait_names(id).methods[method].0)
    }

    /// The type of a reference to an object behind a trait.
    pub fn trait_reference(&self, id: TraitId, view: View) -> TokenStream {
        let path = self.trait_path(id, view);
        quote!(rt::Dyn<dyn #path>)
    }

    /// The table of the functions that an instance runs for the methods of a trait.
    pub fn trait_table_value(&self, id: TraitId, functions: &[FuncId], view: View) -> TokenStream {
        let table = self.trait_table_path(id, view);
        let entries = self.program[id].methods.iter().zip(functions).enumerate().map(|(index, (method, function))| {
            let field = self.trait_method(id, index);
            let own = entries::method_parameters(method);
            let wanted = Wanted { facts: method.facts, this: Type::Trait(id), own: &own, result: method.result };
            let entry = entries::entry(self, *function, &wanted, view);
            quote!(#field: #entry)
        });
        // A constant, since it is borrowed for ever.
        quote!(const { &#table { #(#entries,)* } })
    }

    /// All items of a trait.
    pub fn trait_item(&self, id: TraitId) -> TokenStream {
        let def = &self.program[id];
        let view = View::In(def.module);
        let names = self.trait_names(id);
        let [name, table, shape] = [&names.name, &names.table, &names.shape].map(|name| ident(name));
        let doc_comment = doc(def.doc.as_deref());
        let shown = &*def.name;
        let method_names = def.methods.iter().map(|method| &*method.name);
        let this = self.trait_reference(id, view);
        let mut fields = Vec::new();
        let names_of = &self.trait_names(id).methods;
        let mut callers = TokenStream::new();
        for (index, method) in def.methods.iter().enumerate() {
            let (field, caller) = (self.trait_method(id, index), ident(&names.methods[index].1));
            let own = entries::method_parameters(method);
            let Signature { parameters, types, names, result } = entries::signature(self, method.facts, &this, &own, method.result, view);
            fields.push(quote!(pub #field: fn(#(#types),*) #result));
            callers.extend(self.method_adaptor(id, index, &ident(&names_of[index].2), view));
            callers.extend(quote! {
                #[inline(always)]
                pub fn #caller(#(#parameters),*) #result { (this.table().#field)(#(#names),*) }
            });
        }
        let parents: Vec<TokenStream> = def.parents.iter().map(|parent| self.trait_path(*parent, view)).collect();
        let bounds = (!parents.is_empty()).then(|| quote!(: #(#parents)+*));
        let own: Vec<usize> = (0..def.methods.len()).filter(|index| self.method_owner(id, *index).0 == id).collect();
        let declarations = own.iter().map(|index| self.declaration(id, *index, view));
        let by_table = own.iter().map(|index| {
            let head = self.method_head(&def.methods[*index], &self.trait_method(id, *index), view);
            let body = self.call_through_table(id, *index, view);
            quote!(#head { #body })
        });
        let by_reference = own.iter().map(|index| self.forwarded(id, *index, &this, view));
        // A reference behind this trait has the parents' methods too.
        let inherited = def.parents.iter().map(|parent| {
            let path = self.trait_path(*parent, view);
            let reference = self.trait_reference(*parent, view);
            let methods = (0..self.program[*parent].methods.len())
                .filter(|index| self.method_owner(*parent, *index).0 == *parent)
                .map(|index| self.forwarded(*parent, index, &reference, view));
            quote!(impl #path for #this { #(#methods)* })
        });
        let wraps = self.wraps(id, view);
        let (host_entry, host_classes) = self.host_implementations(id, view);
        quote! {
            #doc_comment
            pub trait #name #bounds { #(#declarations)* }
            #[repr(C)]
            pub struct #table { #(#fields,)* }
            pub static #shape: rt::TraitShape = rt::TraitShape { name: #shown, methods: &[#(#method_names),*] };
            impl rt::Trait for dyn #name {
                type Table = #table;
                fn definition() -> &'static rt::TraitShape { &#shape }
                #host_entry
            }
            #(#host_classes)*
            #callers
            impl #name for #this { #(#by_table)* }
            #(#inherited)*
            impl<T_: rt::Class + rt::Has<dyn #name> #(+ rt::Has<dyn #parents>)*> #name for rt::Ref<T_> { #(#by_reference)* }
            #wraps
        }
    }

    /// How types of the host's have a trait: the function that finds it by their class, and what handles need.
    fn host_implementations(&self, id: TraitId, view: View) -> (TokenStream, Vec<TokenStream>) {
        let name = self.trait_path(id, view);
        let (mut arms, mut impls) = (Vec::new(), Vec::new());
        for (index, class) in self.program.classes.iter().enumerate() {
            let class_id = ClassId(index as u32);
            let Some(implementation) = class.traits.iter().find(|has| has.definition == id) else { continue };
            if !super::offers::is_host_class(self.program, class_id) {
                continue;
            }
            let class = self.class_path(class_id, view);
            let definition = self.trait_shape_path(id, view);
            let table = self.trait_table_value(id, &implementation.functions, view);
            let methods = self.methods(&implementation.functions, view);
            arms.push(quote! {
                if ::core::ptr::eq(class, <#class as rt::Class>::shape()) {
                    static ENTRY: rt::TraitEntry =
                        rt::TraitEntry { definition: &#definition, table: ::core::ptr::from_ref(#table).cast(), methods: #methods };
                    return Some(&ENTRY);
                }
            });
            impls.push(quote!(impl rt::Has<dyn #name> for #class {}));
        }
        if arms.is_empty() {
            return (TokenStream::new(), impls);
        }
        (quote!(fn host_entry(class: &rt::ClassShape) -> Option<&'static rt::TraitEntry> { #(#arms)* None }), impls)
    }

    /// The trait whose Rust form declares a method, and its index there.
    fn method_owner(&self, id: TraitId, method: usize) -> (TraitId, usize) {
        let name = &self.program[id].methods[method].name;
        let in_parent = self.program[id].parents.iter().find_map(|parent| {
            let index = self.program[*parent].methods.iter().position(|method| method.name == *name)?;
            Some((*parent, index))
        });
        in_parent.unwrap_or((id, method))
    }

    /// `fn name(&self, writ: &mut rt::Writ, amount: f32) -> rt::Fallible<T>`, with the types of hosts.
    fn method_head(&self, method: &TraitMethod, name: &Ident, view: View) -> TokenStream {
        let result = self.host_type(method.result, view);
        let parameters = host_names(method).into_iter().zip(&method.parameters).map(|(name, (_, ty))| {
            let ty = self.host_parameter(*ty, view);
            quote!(#name: #ty)
        });
        quote!(fn #name(&self, writ: &mut rt::Writ, #(#parameters),*) -> rt::Fallible<#result>)
    }

    fn declaration(&self, id: TraitId, index: usize, view: View) -> TokenStream {
        let method = &self.program[id].methods[index];
        let doc = doc(method.doc.as_deref());
        let head = self.method_head(method, &self.trait_method(id, index), view);
        let Some(default) = method.default else { return quote!(#doc #head;) };
        let (conversions, arguments) = self.host_arguments(method);
        let mut all = vec![quote!(this)];
        all.extend(arguments);
        let call = outer_call(self, default, view, &all);
        let call = if self.fails(default) { quote!(#call?) } else { call };
        let facts = self.program[default].facts;
        // The host may begin with it.
        let loads = self.does_something(self.program[default].module);
        let load = loads.then(|| quote!(load(writ, state)?;));
        let state = (loads || facts.uses_globals).then(|| quote!(let state = &super::state(writ); #load));
        let depth = facts.counts_depth.then(|| quote!(let depth = writ.depth();));
        let this = self.rust_type(entries::self_type(self, default), view);
        // A coroutine is not started: this is what scripts get that call the method of a host's value.
        let result = self.to_host(method.result, quote!(value));
        quote! {
            #doc
            #head {
                rt::with_host_object(self, writ, |this: &#this, writ| {
                    #conversions
                    #state
                    #depth
                    let value = #call;
                    Ok(#result)
                })
            }
        }
    }

    /// The host's arguments as a script's: the conversions, and what is passed.
    fn host_arguments(&self, method: &TraitMethod) -> (TokenStream, Vec<TokenStream>) {
        let mut conversions = TokenStream::new();
        let mut arguments = Vec::new();
        for (name, (_, ty)) in host_names(method).into_iter().zip(&method.parameters) {
            if self.is_object(*ty) {
                conversions.extend(self.owner_check(*ty, &name));
            }
            if self.is_same_for_hosts(*ty) {
                arguments.push(quote!(#name));
                continue;
            }
            let value = self.of_host(*ty, quote!(#name));
            conversions.extend(quote!(let #name = #value;));
            arguments.push(if self.is_copy(*ty) { quote!(#name) } else { quote!(&#name) });
        }
        (conversions, arguments)
    }

    fn call_through_table(&self, id: TraitId, index: usize, view: View) -> TokenStream {
        let method = &self.program[id].methods[index];
        let (conversions, arguments) = self.host_arguments(method);
        let path = self.trait_virtual_path(id, index as u32, view);
        let result = self.result_to_host(method.result, quote!(value));
        quote! {
            writ.before_call()?;
            writ.check_owner(rt::Reference::as_object(self))?;
            #conversions
            let depth = writ.depth();
            let value = #path(writ, depth, self, #(#arguments),*)?;
            Ok(#result)
        }
    }

    /// A method of a handle, by the handle of the trait that declares it.
    fn forwarded(&self, id: TraitId, index: usize, reference: &TokenStream, view: View) -> TokenStream {
        let method = &self.program[id].methods[index];
        let name = self.trait_method(id, index);
        let head = self.method_head(method, &name, view);
        let path = self.trait_path(id, view);
        let names = host_names(method);
        quote!(#head { #path::#name(rt::handle::<#reference>(self), writ, #(#names),*) })
    }

    /// What lets a host's type that implements the trait be passed to scripts: the class of the objects around such values.
    fn wraps(&self, id: TraitId, view: View) -> TokenStream {
        let name = self.trait_path(id, view);
        let all: Vec<TraitId> = self.program[id].parents.iter().copied().chain([id]).collect();
        let entries = all.iter().map(|definition| {
            let shape = self.trait_shape_path(*definition, view);
            let table = self.trait_table_path(*definition, view);
            let methods = self.program[*definition].methods.iter().enumerate().map(|(index, method)| {
                let field = self.trait_method(*definition, index);
                let entry = self.host_entry(*definition, index, method, view);
                quote!(#field: #entry)
            });
            let thunks = self.host_methods(*definition, view);
            quote! {
                rt::TraitEntry {
                    definition: &#shape,
                    table: ::core::ptr::from_ref::<#table>(&#table { #(#methods,)* }).cast(),
                    methods: #thunks,
                }
            }
        });
        let shown = &*self.program[id].name;
        quote! {
            impl<T_: #name + ?Sized> rt::Wraps<T_> for dyn #name {
                const CLASS: &'static rt::ClassShape = &rt::ClassShape {
                    shape: rt::ClassShape::shape(#shown),
                    size: rt::HostValue::<T_>::SIZE,
                    align: rt::HostValue::<T_>::ALIGN,
                    drop_payload: rt::drop_payload::<rt::HostValue<T_>>,
                    layout: None,
                    ancestors: &[],
                    fields: &[],
                    traits: &[#(#entries),*],
                    table: ::core::ptr::null(),
                    methods: &[],
                    show: |_, _, _| Ok(rt::show_host::<T_>()),
                    equals: None,
                    resume: None,
                    slot_names: &[],
                    host: false,
                };
            }
        }
    }

    /// The entry of a table that calls a host's method.
    fn host_entry(&self, id: TraitId, index: usize, method: &TraitMethod, view: View) -> TokenStream {
        let own = entries::method_parameters(method);
        let names = entries::signature(self, method.facts, &TokenStream::new(), &own, method.result, view).names;
        let (owner, at) = self.method_owner(id, index);
        let (path, called) = (self.trait_path(owner, view), self.trait_method(owner, at));
        let passed = names[names.len() - own.len()..].iter().zip(&own).map(|(name, (_, ty))| {
            if *ty == TypeId::STRING {
                quote!(#name.as_str())
            } else if self.is_same_for_hosts(*ty) {
                quote!(#name)
            } else {
                self.to_host(*ty, quote!(#name.clone()))
            }
        });
        let call = quote!(rt::call_host(this, writ, |host: &T_, writ| <T_ as #path>::#called(host, writ, #(#passed),*)));
        let body = if self.is_same_for_hosts(method.result) {
            call
        } else if self.is_frame(method.result) {
            // Hosts have but one type for all coroutines.
            quote!(#call.and_then(|value| rt::Object::cast(value.into_object())))
        } else {
            let value = self.of_host(method.result, quote!(value));
            // Making it a script's may fail.
            if self.has_offered(method.result) { quote!(#call.and_then(|value| Ok(#value))) } else { quote!(#call.map(|value| #value)) }
        };
        quote!(|#(#names),*| #body)
    }
}

/// The names of a method's parameters for hosts.
fn host_names(method: &TraitMethod) -> Vec<Ident> {
    let mut scope = Scope::with(PARAMETERS);
    scope.take("this", Case::Snake);
    scope.take("value", Case::Snake);
    method.parameters.iter().map(|(name, _)| ident(&scope.take(if name.is_empty() { "argument" } else { name }, Case::Snake))).collect()
}
