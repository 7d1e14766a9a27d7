//! The public face of a module: what the host sees, with Rust's own types where that costs nothing.
//!
//! Every function has one form, whatever its body does: the instance first, a `Result` at the end. Strings come in as `&str` and go out as
//! `String`; arrays, dictionaries and functions are handles, which share their object with the script.

use super::api_classes;
use super::format::doc;
use super::functions::{constant, outer_call};
use super::items::{Items, View};
use super::names::{Case, Scope, ident};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use writ_compiler::ir::{
    Export, ExportItem, FuncId, Function, FunctionFacts, FunctionKind, GlobalId, LocalId, ModuleId, Owner, Type, TypeId,
};

/// What else a face has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Face {
    /// Whether functions and variables that are not written `export` belong to it.
    pub entry: bool,
    /// Whether it has `run`, which gives the module's value as text, and `run_test`, if there are tests.
    pub runner: bool,
}

/// Methods that generated code and derived traits call on types: no method of a script may hide them.
const TRAIT_METHODS: &[&str] = &["clone", "eq", "ne", "hash", "fmt", "cmp", "into", "try_into", "to_owned", "borrow", "as_str"];

/// The items of a module's face, which stand where the module of inner items is known as `inner`.
pub fn face(items: &Items<'_>, id: ModuleId, options: Face) -> TokenStream {
    let module = &items.program[id];
    let mut scope = Scope::with(&["load", "run", "module"]);
    let mut tests = TokenStream::new();
    if options.runner {
        scope.take("run_test", Case::Snake);
    }
    let visible = |export: &&Export| export.exported || options.entry;
    let mut out = load(items, id);
    if options.runner {
        out.extend(run(items, id));
    }
    out.extend(items.linked_face());
    out.extend(api_classes::classes(items, id));
    for export in module.exports.iter().filter(visible) {
        out.extend(match export.item {
            ExportItem::Function(function) => {
                let name = ident(&scope.take(&export.name, Case::Snake));
                if options.runner {
                    tests.extend(test_arm(items, id, function, &name));
                }
                host_function(items, id, function, &name, Receiver::None)
            }
            ExportItem::Global(global) => variable(items, id, global, &mut scope),
            ExportItem::Struct(def) => {
                let path = items.struct_path(def, View::Face);
                let methods = methods(items, id, &items.program[def].methods);
                quote!(#[doc(inline)] pub use #path; #methods)
            }
            ExportItem::Enum(def) => {
                let path = items.enum_path(def, View::Face);
                let methods = methods(items, id, &items.program[def].methods);
                quote!(#[doc(inline)] pub use #path; #methods)
            }
            ExportItem::Class(class) => {
                let path = items.class_path(class, View::Face);
                quote!(#[doc(inline)] pub use #path;)
            }
            ExportItem::Trait(definition) => api_classes::definition(items, definition, &mut scope),
        });
    }
    if !tests.is_empty() {
        out.extend(quote! {
            /// Calls the script's test of this name. Gives the coroutine, if it is one, and what a `Result` that it returned says went wrong.
            pub fn run_test(writ: &mut rt::Writ, name: &str) -> Result<(Option<rt::Coroutine>, Option<String>), rt::RuntimeError> {
                match name {
                    #tests
                    _ => Ok((None, Some(format!("there is no test `{name}`")))),
                }
            }
        });
    }
    out
}

/// The arm of `run_test` for a function, if that is a test.
fn test_arm(items: &Items<'_>, id: ModuleId, function: FuncId, name: &Ident) -> TokenStream {
    let Some(test) = items.program.tests(id).into_iter().find(|test| test.function == function) else { return TokenStream::new() };
    let shown = &*test.name;
    if test.is_coroutine {
        quote!(#shown => Ok((Some(#name(writ)?), None)),)
    } else if matches!(items.program.types.get(items.program[function].result), Type::Result(_)) {
        quote!(#shown => Ok((None, #name(writ)?.err())),)
    } else {
        quote!(#shown => {
            let _ = #name(writ)?;
            Ok((None, None))
        })
    }
}

fn load(items: &Items<'_>, id: ModuleId) -> TokenStream {
    let module = &items.program[id];
    let ty = items.host_type(items.program[module.init].result, View::Face);
    let value = top_level(items, id);
    let result = items.to_host(items.program[module.init].result, quote!(value));
    quote! {
        /// Runs the script's top-level statements and gives its value. Modules that it imports run before, once for each instance.
        ///
        /// Not needed before calls: the first call of a function does it. Calling it again runs the statements again.
        pub fn load(writ: &mut rt::Writ) -> Result<#ty, rt::RuntimeError> {
            #value
            Ok(#result)
        }
    }
}

fn run(items: &Items<'_>, id: ModuleId) -> TokenStream {
    let module = &items.program[id];
    let ty = items.program[module.init].result;
    let value = top_level(items, id);
    let shown = match module.show_value {
        Some(show) if ty != TypeId::VOID && ty != TypeId::NEVER => {
            let argument = if items.is_copy(ty) { quote!(value) } else { quote!(&value) };
            let call = outer_call(items, show, View::Face, &[argument]);
            let call = if items.fails(show) { quote!(#call?) } else { call };
            quote!(Some(String::from(#call)))
        }
        Some(_) | None => quote!(None),
    };
    quote! {
        /// Runs the script's top-level statements and gives its value as `print` shows it, if it has one.
        pub fn run(writ: &mut rt::Writ) -> Result<Option<String>, Box<rt::RuntimeError>> {
            #value
            Ok(#shown)
        }
    }
}

/// Runs the statements of a module and leaves the result in `value`.
fn top_level(items: &Items<'_>, id: ModuleId) -> TokenStream {
    let module = &items.program[id];
    let imports = module.imports.iter().filter(|m| items.does_something(**m)).map(|m| {
        let name = items.module_name(*m);
        quote!(inner::#name::load(writ, state)?;)
    });
    let flag = items.does_something(id).then(|| {
        let flag = items.loaded_flag(id);
        quote!(state.#flag.set(true);)
    });
    let init = outer_call(items, module.init, View::Face, &[]);
    let init = if items.fails(module.init) { quote!(#init?) } else { init };
    quote! {
        writ.before_call()?;
        let state = inner::state(writ);
        let state = &*state;
        let depth = writ.depth();
        #(#imports)*
        #flag
        let value = #init;
    }
}

/// What a host function gets its `self` from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// It has none.
    None,
    /// `&self`.
    Shared,
    /// `&mut self`.
    Mutable,
}

fn methods(items: &Items<'_>, id: ModuleId, all: &[FuncId]) -> TokenStream {
    let mut scope = Scope::with(TRAIT_METHODS);
    let mut list = Vec::new();
    let mut owner = None;
    for function in all {
        let def = &items.program[*function];
        if !def.public {
            continue;
        }
        owner = def.owner;
        let receiver = match def.kind {
            FunctionKind::Method { mutates: true } => Receiver::Mutable,
            FunctionKind::Method { mutates: false } => Receiver::Shared,
            FunctionKind::Plain | FunctionKind::Static | FunctionKind::Lambda | FunctionKind::ModuleInit | FunctionKind::Synthetic => {
                Receiver::None
            }
        };
        let name = if &*def.name == "init" { "new" } else { &def.name };
        let name = ident(&scope.take(name, Case::Snake));
        list.push(host_function(items, id, *function, &name, receiver));
    }
    let path = match owner {
        Some(Owner::Struct(id)) => items.struct_path(id, View::Face),
        Some(Owner::Enum(id)) => items.enum_path(id, View::Face),
        Some(Owner::Class(_) | Owner::Trait(_)) | None => return TokenStream::new(),
    };
    quote!(impl #path { #(#list)* })
}

/// What a method of a class runs.
pub struct Called {
    /// The object.
    pub this: TokenStream,
    /// The function that calls through the table, and what is known of those behind it.
    pub through: Option<(TokenStream, FunctionFacts)>,
    /// Whether what it gives is known to be narrower than the table says.
    pub narrows: bool,
}

/// A function as the host calls it.
pub fn host_function(items: &Items<'_>, id: ModuleId, function: FuncId, name: &Ident, receiver: Receiver) -> TokenStream {
    let def = &items.program[function];
    let this = match receiver {
        Receiver::None => None,
        Receiver::Shared => Some(quote!(&self,)),
        Receiver::Mutable => Some(quote!(&mut self,)),
    };
    let first = def.parameters.first().map_or(TypeId::ERROR, |local| local_type(def, *local));
    let passed = match receiver {
        Receiver::None => None,
        Receiver::Shared if items.is_copy(first) => Some(quote!(*self)),
        Receiver::Shared | Receiver::Mutable => Some(quote!(self)),
    };
    host_text(items, id, function, name, Form { this, passed, ..Form::default() })
}

/// A class's constructor as the host calls it: `new` with what has no constant default, and, if that is not all, `new_with` with everything.
pub fn constructor(items: &Items<'_>, id: ModuleId, function: FuncId, scope: &mut Scope) -> TokenStream {
    let all = items.program[function].defaults.iter().all(Option::is_none);
    let short = host_text(items, id, function, &ident("new"), Form { defaults: true, ..Form::default() });
    let full = (!all).then(|| host_text(items, id, function, &ident(&scope.take("new_with", Case::Snake)), Form::default()));
    quote!(#short #full)
}

/// A method of a class as the host calls it.
pub fn host_method(items: &Items<'_>, id: ModuleId, function: FuncId, name: &Ident, called: Called) -> TokenStream {
    let form = Form { this: Some(quote!(&self,)), passed: Some(called.this.clone()), called: Some(called), defaults: false };
    host_text(items, id, function, name, form)
}

/// How a function looks to the host.
#[derive(Default)]
struct Form {
    /// Its `self`.
    this: Option<TokenStream>,
    /// What is passed for that.
    passed: Option<TokenStream>,
    /// Of a class's method, what it runs.
    called: Option<Called>,
    /// Whether parameters with constant defaults are left out.
    defaults: bool,
}

fn host_text(items: &Items<'_>, id: ModuleId, function: FuncId, name: &Ident, form: Form) -> TokenStream {
    let Form { this, passed, called, defaults } = form;
    let def = &items.program[function];
    let mut scope = Scope::with(&["writ", "state", "depth", "value", "rt", "inner"]);
    let (mut parameters, mut conversions, mut arguments) = (Vec::new(), TokenStream::new(), Vec::new());
    if called.is_some() {
        conversions.extend(quote!(writ.check_owner(rt::Handle::object(self))?;));
    }
    let own = usize::from(passed.is_some());
    arguments.extend(passed);
    for (local, default) in def.parameters.iter().zip(&def.defaults).skip(own) {
        let ty = local_type(def, *local);
        if let (true, Some(default)) = (defaults, default) {
            let value = constant(items, function, default);
            arguments.push(if items.is_copy(ty) { value } else { quote!(&#value) });
            continue;
        }
        let name = ident(&scope.take(&def.locals[local.0 as usize].name, Case::Snake));
        let host = items.host_parameter(ty, View::Face);
        parameters.push(quote!(#name: #host));
        if items.is_object(ty) {
            conversions.extend(items.owner_check(ty, &name));
        }
        if items.is_same_for_hosts(ty) {
            arguments.push(quote!(#name));
        } else {
            let value = items.of_host(ty, quote!(#name));
            conversions.extend(quote!(let #name = #value;));
            arguments.push(if items.is_copy(ty) { quote!(#name) } else { quote!(&#name) });
        }
    }
    let ty = items.host_type(def.result, View::Face);
    let (call, facts) = match called.as_ref().and_then(|called| called.through.as_ref()) {
        Some((path, facts)) => {
            let depth = facts.counts_depth.then(|| quote!(depth,));
            (quote!(#path(writ, #depth #(#arguments),*)), *facts)
        }
        None => (outer_call(items, function, View::Face, &arguments), def.facts),
    };
    let call = if facts.can_fail || facts.counts_depth { quote!(#call?) } else { call };
    let call = if called.is_some_and(|called| called.narrows) { quote!(rt::Object::upcast(#call)) } else { call };
    let prepare = prepare_call(items, id, facts);
    let result = items.result_to_host(def.result, quote!(value));
    let doc = doc(def.doc.as_deref());
    quote! {
        #doc
        pub fn #name(#this writ: &mut rt::Writ, #(#parameters),*) -> Result<#ty, rt::RuntimeError> {
            writ.before_call()?;
            #conversions
            #prepare
            let value = #call;
            Ok(#result)
        }
    }
}

/// What stands before a call: the state with everything loaded, and the depth, as far as the function needs them.
fn prepare_call(items: &Items<'_>, id: ModuleId, facts: FunctionFacts) -> TokenStream {
    let mut out = TokenStream::new();
    let loads = items.does_something(id);
    if loads || facts.uses_globals {
        out.extend(prepare_state(items, id));
    }
    if facts.counts_depth {
        out.extend(quote!(let depth = writ.depth();));
    }
    out
}

fn prepare_state(items: &Items<'_>, id: ModuleId) -> TokenStream {
    let name = items.module_name(id);
    let load = items.does_something(id).then(|| quote!(inner::#name::load(writ, state)?;));
    quote! {
        let state = inner::state(writ);
        let state = &*state;
        #load
    }
}

/// A module variable: a function that reads it, and one that assigns it if it is a `var`.
fn variable(items: &Items<'_>, id: ModuleId, global: GlobalId, scope: &mut Scope) -> TokenStream {
    let def = &items.program[global];
    let name = ident(&scope.take(&def.name, Case::Snake));
    let field = items.global(global);
    let shown = &*def.name;
    let doc_comment = doc(def.doc.as_deref());
    let ty = items.host_type(def.ty, View::Face);
    let prepare = prepare_state(items, id);
    let result = items.to_host(def.ty, quote!(value));
    let setter = def.mutable.then(|| {
        let setter = ident(&scope.take(&format!("set.{}", def.name), Case::Snake));
        let ty = if def.ty == TypeId::STRING { quote!(&str) } else { items.host_type(def.ty, View::Face) };
        let value = items.of_host(def.ty, quote!(value));
        let line = format!(" Assigns the script's variable `{shown}`.");
        quote! {
            #[doc = #line]
            pub fn #setter(writ: &mut rt::Writ, value: #ty) -> Result<(), rt::RuntimeError> {
                #prepare
                state.#field.set(#value);
                Ok(())
            }
        }
    });
    let line = format!(" The script's variable `{shown}`.");
    quote! {
        #[doc = #line]
        #doc_comment
        pub fn #name(writ: &mut rt::Writ) -> Result<#ty, rt::RuntimeError> {
            #prepare
            let value = state.#field.get_checked(#shown)?;
            Ok(#result)
        }
        #setter
    }
}

fn local_type(function: &Function, local: LocalId) -> TypeId {
    function.locals[local.0 as usize].ty
}
