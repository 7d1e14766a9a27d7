//! What a compiled program says of itself, so that scripts that are loaded at run time can use and extend it: only written if it has an `open class`
//! or the build script asks for it.
//!
//! A thunk is how the VM calls a function: arguments and result lie in memory. An adaptor is the other way round: it has the type of an entry of
//! a table and calls what the VM has for it.

use super::entries::{self, Signature, may_fail};
use super::functions::outer_call;
use super::items::{Items, View};
use super::names::ident;
use super::types::tuple_name;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use writ_compiler::ir::{ClassId, FuncId, GlobalId, Program, TraitId, Type, TypeId};

/// The most arguments that can cross.
pub const MAX_ARGUMENTS: usize = 32;
/// The most parameters of a function type whose values can cross.
const MAX_PARAMETERS: usize = 16;

/// The functions that scripts that are loaded later can call: they are written even if nothing calls them.
pub fn roots(program: &Program) -> Vec<FuncId> {
    let ids = (0..program.functions.len() as u32).map(FuncId);
    let own = |id: &FuncId| !program[program[*id].module].library && program[*id].host.is_none();
    ids.filter(|id| own(id) && program.function_key(*id).is_some()).collect()
}

impl Items<'_> {
    /// The type of the arguments side by side in memory.
    fn arguments_type(&self, types: &[TypeId], view: View) -> TokenStream {
        let rust = types.iter().map(|ty| self.rust_type(*ty, view)).collect::<Vec<_>>();
        match rust.as_slice() {
            [] => quote!(()),
            [one] => quote!(#one),
            several => {
                let name = tuple_name(several.len());
                quote!(rt::#name<#(#several),*>)
            }
        }
    }

    /// An argument of a thunk, as a parameter of its type.
    fn crossed(&self, types: &[TypeId], index: usize, view: View) -> TokenStream {
        let ty = self.rust_type(types[index], view);
        let offset = if types.len() == 1 {
            quote!(0)
        } else {
            let (all, index) = (self.arguments_type(types, view), Literal::usize_unsuffixed(index));
            quote!(::core::mem::offset_of!(#all, #index))
        };
        let argument = quote!(crossing.argument::<#ty>(#offset));
        if self.is_copy(types[index]) { quote!(*#argument) } else { argument }
    }

    /// The name of a function's thunk; from now on it is written out. None if it has more arguments than can cross.
    pub fn thunk(&self, function: FuncId, view: View) -> Option<TokenStream> {
        if self.program[function].parameters.len() > MAX_ARGUMENTS {
            return None;
        }
        self.thunks.borrow_mut().insert(function);
        Some(self.path(self.program[function].module, view, &self.thunk_names[function.0 as usize]))
    }

    /// The item of a thunk.
    pub fn thunk_item(&self, function: FuncId) -> TokenStream {
        let def = &self.program[function];
        let view = View::In(def.module);
        let name = ident(&self.thunk_names[function.0 as usize]);
        let types: Vec<TypeId> = def.parameters.iter().map(|local| def.locals[local.0 as usize].ty).collect();
        let arguments: Vec<TokenStream> = (0..types.len()).map(|index| self.crossed(&types, index, view)).collect();
        let call = outer_call(self, function, view, &arguments);
        let call = if self.fails(function) { quote!(#call?) } else { call };
        let loads = self.does_something(def.module) && !self.is_library(def.module);
        let state = (loads || def.facts.uses_globals).then(|| quote!(let state = &super::state(writ);));
        let load = loads.then(|| quote!(load(writ, state)?;));
        let give = self.give(def.result, call);
        quote! {
            pub fn #name(writ: &mut rt::Writ, depth: rt::Depth, crossing: rt::Crossing<'_>) -> rt::Fallible<()> {
                #state
                #load
                #give
                Ok(())
            }
        }
    }

    fn give(&self, result: TypeId, call: TokenStream) -> TokenStream {
        if result == TypeId::VOID || result == TypeId::NEVER { quote!(#call;) } else { quote!(let value = #call; crossing.give(value);) }
    }

    /// `methods: &[…]` of a class's shape.
    pub fn shape_methods(&self, class: ClassId, view: View) -> TokenStream {
        let functions: Vec<FuncId> = self.program[class].slots.iter().map(|slot| slot.function).collect();
        self.methods(&functions, view)
    }

    /// `methods: &[…]` of how a class has a trait.
    pub fn methods(&self, functions: &[FuncId], view: View) -> TokenStream {
        if !self.linkable {
            return quote!(&[]);
        }
        // Each has its place, also one that can't cross.
        let methods = functions.iter().map(|function| {
            let thunk = self.thunk(*function, view).unwrap_or_else(|| quote!(rt::link::too_many_arguments));
            quote!(rt::Method::Compiled(#thunk))
        });
        quote!(&[#(#methods),*])
    }

    /// `methods: &[…]` of how an object around a host's value has a trait: they go through the table.
    pub fn host_methods(&self, definition: TraitId, view: View) -> TokenStream {
        if !self.linkable {
            return quote!(&[]);
        }
        let this = self.trait_reference(definition, view);
        let methods = self.program[definition].methods.iter().enumerate().map(|(index, method)| {
            let rust: Vec<TokenStream> =
                [this.clone()].into_iter().chain(method.parameters.iter().map(|(_, ty)| self.rust_type(*ty, view))).collect();
            let all = if rust.len() == 1 {
                this.clone()
            } else {
                let name = tuple_name(rust.len());
                quote!(rt::#name<#(#rust),*>)
            };
            let arguments = rust.iter().enumerate().map(|(at, ty)| {
                let place = Literal::usize_unsuffixed(at);
                let offset = if rust.len() == 1 { quote!(0) } else { quote!(::core::mem::offset_of!(#all, #place)) };
                let argument = quote!(crossing.argument::<#ty>(#offset));
                let copy = at > 0 && self.is_copy(method.parameters[at - 1].1);
                if copy { quote!(*#argument) } else { argument }
            });
            let path = self.trait_virtual_path(definition, index as u32, view);
            let give = self.give(method.result, quote!(#path(writ, depth, #(#arguments),*)?));
            quote!(rt::Method::Compiled(|writ, depth, crossing| { #give Ok(()) }))
        });
        quote!(&[#(#methods),*])
    }

    /// The function that an entry of a table holds in a class of the VM.
    fn adaptor(
        &self,
        signature: &Signature,
        name: &proc_macro2::Ident,
        own: &[(&str, TypeId)],
        this: &TokenStream,
        call: TokenStream,
        view: View,
    ) -> TokenStream {
        let (parameters, result) = (&signature.parameters, &signature.result);
        let names = &signature.names[signature.names.len() - own.len()..];
        let types = own.iter().map(|(_, ty)| self.rust_type(*ty, view));
        let values = own.iter().zip(names).map(|((_, ty), name)| if self.is_copy(*ty) { quote!(#name) } else { quote!(#name.clone()) });
        let arguments = if own.is_empty() {
            quote!(this.clone())
        } else {
            let tuple = tuple_name(own.len() + 1);
            quote!(rt::#tuple::<#this, #(#types),*>(this.clone(), #(#values),*))
        };
        quote!(pub fn #name(#(#parameters),*) #result { #call(writ, depth, #arguments) })
    }

    /// The adaptor of a slot that is in the tables.
    pub fn slot_adaptor(&self, class: ClassId, slot: u32, name: &proc_macro2::Ident, view: View) -> Option<TokenStream> {
        let entry = &self.program[class].slots[slot as usize];
        if !self.crosses(class, slot) {
            return None;
        }
        let declared = &self.program[entry.declared];
        let own = entries::own_parameters(declared);
        let this = self.class_reference(class, view);
        let signature = entries::signature(self, entry.facts, &this, &own, declared.result, view);
        let index = slot as usize;
        let index = Literal::usize_unsuffixed(index);
        let call = quote!((|writ, depth, arguments| rt::link::call_method(this.as_object(), #index, writ, depth, arguments)));
        Some(self.adaptor(&signature, name, &own, &this, call, view))
    }

    /// Whether a class of the VM can come to be behind a slot's entries.
    fn crosses(&self, class: ClassId, slot: u32) -> bool {
        let entry = &self.program[class].slots[slot as usize];
        let facts = entry.facts;
        let fits = self.program[entry.declared].parameters.len() <= MAX_ARGUMENTS;
        self.linkable && fits && may_fail(facts) && facts.counts_depth && facts.needs_context
    }

    /// The adaptor of a trait's method.
    pub fn method_adaptor(&self, definition: TraitId, index: usize, name: &proc_macro2::Ident, view: View) -> Option<TokenStream> {
        let method = &self.program[definition].methods[index];
        if !self.linkable || method.parameters.len() >= MAX_ARGUMENTS {
            return None;
        }
        let own = entries::method_parameters(method);
        let this = self.trait_reference(definition, view);
        let signature = entries::signature(self, method.facts, &this, &own, method.result, view);
        let shape = self.trait_shape_path(definition, view);
        let index = Literal::usize_unsuffixed(index);
        let call =
            quote!((|writ, depth, arguments| rt::link::call_trait_method(this.as_object(), &#shape, #index, writ, depth, arguments)));
        Some(self.adaptor(&signature, name, &own, &this, call, view))
    }

    /// The static that describes the program.
    pub fn linked_program(&self) -> TokenStream {
        if !self.linkable {
            return TokenStream::new();
        }
        let program = self.program;
        let view = View::Beside;
        let modules = program.modules.iter().filter(|module| !module.library && !module.is_host()).map(|module| {
            let (path, source) = (&module.path, &program.sources.file(module.file).text);
            let source: &str = source;
            quote!(rt::link::LinkedModule { path: #path, source: #source })
        });
        let functions = roots(program).into_iter().filter_map(|function| {
            let (key, thunk) = (program.function_key(function)?, self.thunk(function, view)?);
            Some(quote!(rt::link::LinkedFunction { key: #key, thunk: #thunk }))
        });
        let globals = (0..program.globals.len() as u32).map(GlobalId).filter(|id| !self.is_library(program[*id].module)).map(|id| {
            let (key, field, shown) = (program.global_key(id), self.global(id), &*program[id].name);
            let module = program[id].module;
            let load = self.does_something(module).then(|| {
                let name = self.module_name(module);
                quote!(self::#name::load(writ, &state)?;)
            });
            quote! {
                rt::link::LinkedGlobal { key: #key, address: |writ| { let state = state(writ); #load state.#field.address(#shown) } }
            }
        });
        // Only compiled code makes frames of compiled coroutines.
        let ids = (0..program.classes.len() as u32)
            .map(ClassId)
            .filter(|id| program[*id].resume.is_none() && !super::offers::is_host_class(program, *id));
        let classes = ids.map(|id| self.linked_class(id, view));
        let traits = (0..program.traits.len() as u32).map(|index| self.linked_trait(TraitId(index), view));
        let function_types = (0..program.types.len() as u32).map(TypeId).filter_map(|ty| self.linked_function_type(ty, view));
        quote! {
            /// What scripts that are loaded at run time see of this program.
            pub static PROGRAM: rt::link::LinkedProgram = rt::link::LinkedProgram {
                modules: &[#(#modules),*],
                functions: &[#(#functions),*],
                globals: &[#(#globals),*],
                classes: &[#(#classes),*],
                traits: &[#(#traits),*],
                function_types: &[#(#function_types),*],
            };
        }
    }

    fn linked_class(&self, class: ClassId, view: View) -> TokenStream {
        let program = self.program;
        let (key, shape, table) = (program.class_key(class), self.shape_path(class, view), self.table_path(class, view));
        let slots = (0..program[class].slots.len() as u32).filter(|slot| self.crosses(class, *slot)).filter_map(|slot| {
            let (path, adaptor) = (self.slot_field(class, slot)?, self.adaptor_path(class, slot, view)?);
            let name = &*program[class].slots[slot as usize].name;
            Some(quote! {
                rt::link::LinkedSlot { name: #name, offset: ::core::mem::offset_of!(#table, #path), function: #adaptor as *const () }
            })
        });
        let fields = program.stored_fields(class);
        let values: Vec<TokenStream> = fields.into_iter().map(|field| self.placeholder(field.ty, view)).collect();
        let blank = self.instance(class, view, &values);
        quote! {
            rt::link::LinkedClass {
                key: #key,
                shape: &#shape,
                table_size: ::core::mem::size_of::<#table>(),
                overrides: &[#(#slots),*],
                blank: rt::link::BlankFn::new(|| #blank),
            }
        }
    }

    fn linked_trait(&self, definition: TraitId, view: View) -> TokenStream {
        let (key, shape, table) =
            (self.program.trait_key(definition), self.trait_shape_path(definition, view), self.trait_table_path(definition, view));
        let methods = self.program[definition].methods.iter().enumerate().filter_map(|(index, method)| {
            let adaptor = self.method_adaptor_path(definition, index, view)?;
            let (name, field) = (&*method.name, self.trait_method(definition, index));
            Some(quote! {
                rt::link::LinkedSlot { name: #name, offset: ::core::mem::offset_of!(#table, #field), function: #adaptor as *const () }
            })
        });
        quote! {
            rt::link::LinkedTrait { key: #key, definition: &#shape, table_size: ::core::mem::size_of::<#table>(), methods: &[#(#methods),*] }
        }
    }

    fn linked_function_type(&self, ty: TypeId, view: View) -> Option<TokenStream> {
        let Type::Function(parameters, _) = self.program.types.get(ty) else { return None };
        if parameters.len() > MAX_PARAMETERS || !self.is_finished(ty) {
            return None;
        }
        let (key, rust) = (self.program.type_key(ty), self.rust_type(ty, view));
        Some(quote!(rt::link::LinkedFunctionType { key: #key, invoke: <#rust>::SCRIPT }))
    }

    /// Whether a type is one of a finished program: the bodies of generic functions have others.
    fn is_finished(&self, ty: TypeId) -> bool {
        match self.program.types.get(ty) {
            Type::Error | Type::Parameter(_) | Type::Never => false,
            Type::Void
            | Type::Int
            | Type::Int32
            | Type::Float
            | Type::Float64
            | Type::Bool
            | Type::String
            | Type::Range
            | Type::Struct(_)
            | Type::Enum(_)
            | Type::Class(_)
            | Type::Trait(_)
            | Type::Any => true,
            Type::Array(inner) | Type::Optional(inner) | Type::Result(inner) | Type::Weak(inner) => self.is_finished(*inner),
            Type::Dictionary(key, value) => self.is_finished(*key) && self.is_finished(*value),
            Type::Tuple(items) => items.iter().all(|ty| self.is_finished(*ty)),
            Type::Function(parameters, result) => parameters.iter().chain([result]).all(|ty| self.is_finished(*ty)),
        }
    }

    /// `module()` of a public face.
    pub fn linked_face(&self) -> TokenStream {
        if !self.linkable {
            return TokenStream::new();
        }
        quote! {
            /// The program as scripts that are loaded at run time see it: to be given to `Writ::link`.
            pub fn module() -> &'static rt::link::LinkedProgram { &inner::PROGRAM }
        }
    }
}
