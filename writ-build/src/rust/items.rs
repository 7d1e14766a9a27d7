//! The items of a program: their Rust names, structs, enums, the state, modules.

use super::Options;
use super::analysis;
use super::calm;
use super::classes::{self, ClassNames, Hierarchy};
use super::format::doc;
use super::functions;
use super::names::{Case, ITEMS, Scope, ident};
use super::offers::{Offers, is_host_class};
use super::steady;
use super::traits::{self, TraitNames};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use writ_compiler::ir::{ClassId, EnumId, FuncId, Function, FunctionKind, GlobalId, ModuleId, Owner, Program, StructId, TraitId, Type};

/// The program with the Rust names of everything in it.
pub struct Items<'a> {
    /// The program.
    pub program: &'a Program,
    /// Where in Rust is what the host offers.
    pub(super) offers: &'a Offers,
    modules: Vec<String>,
    structs: Vec<Members>,
    enums: Vec<Members>,
    /// The names of classes.
    pub(super) classes: Vec<ClassNames>,
    /// The names of traits.
    pub(super) traits: Vec<TraitNames>,
    /// How the classes belong together.
    pub(super) hierarchy: Hierarchy,
    /// Whether scripts that are loaded at run time can use the program.
    pub(super) linkable: bool,
    /// The names of thunks, and those that are used.
    pub(super) thunk_names: Vec<String>,
    pub(super) thunks: RefCell<BTreeSet<FuncId>>,
    /// Functions that may take references away from where they are.
    wild: HashSet<FuncId>,
    /// Functions that may change the length of an array.
    unsteady: HashSet<FuncId>,
    /// By enum and variant, the names of the fields.
    payloads: Vec<Vec<Vec<String>>>,
    functions: Vec<String>,
    statics: Vec<String>,
    globals: Vec<String>,
    /// Functions whose `FunctionInfo` is mentioned.
    infos: RefCell<BTreeSet<FuncId>>,
    /// Names of the functions that make function values, and those that are used.
    value_names: Vec<String>,
    values: RefCell<BTreeSet<FuncId>>,
    /// By function, the name of its second text, if it has one.
    again: Vec<Option<String>>,
}

/// The name of a type and those of its fields or variants.
struct Members {
    name: String,
    members: Vec<String>,
}

/// From where an item is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// Inside a module.
    In(ModuleId),
    /// Beside the modules, where the state stands.
    Beside,
    /// In a public face, which knows the module of inner items as `inner`.
    Face,
}

/// The name of the submodule that all inner items live in.
pub const INNER: &str = "__script";

impl<'a> Items<'a> {
    /// Gives names to everything, in the order of the program.
    pub fn new(program: &'a Program, options: &'a Options) -> Items<'a> {
        let linkable = options.linkable || program.classes.iter().any(|class| class.open);
        let mut roots = Scope::with(&["rt", "state", "ready"]);
        let modules: Vec<String> = program.modules.iter().map(|m| roots.take(&m.path, Case::Snake)).collect();
        let mut scopes: Vec<Scope> = modules.iter().map(|_| Scope::with(ITEMS)).collect();
        let members = |name: String, names: Vec<&str>, case| {
            let mut scope = Scope::default();
            Members { name, members: names.into_iter().map(|n| scope.take(n, case)).collect() }
        };
        let mut structs = Vec::new();
        for def in &program.structs {
            let name = scopes[def.module.0 as usize].take(&def.name, Case::Camel);
            structs.push(members(name, def.fields.iter().map(|f| &*f.name).collect(), Case::Snake));
        }
        let (mut enums, mut payloads) = (Vec::new(), Vec::new());
        for def in &program.enums {
            let name = scopes[def.module.0 as usize].take(&def.name, Case::Camel);
            enums.push(members(name, def.variants.iter().map(|v| &*v.name).collect(), Case::Camel));
            let fields = |v: &writ_compiler::ir::VariantDef| {
                let mut scope = Scope::default();
                v.fields.iter().map(|f| scope.take(&f.name, Case::Snake)).collect()
            };
            payloads.push(def.variants.iter().map(fields).collect());
        }
        let hierarchy = Hierarchy::new(program);
        let classes = classes::names(program, &hierarchy, &mut scopes);
        let traits = traits::names(program, &mut scopes);
        let (mut functions, mut statics, mut value_names) = (Vec::new(), Vec::new(), Vec::new());
        for function in &program.functions {
            let scope = &mut scopes[function.module.0 as usize];
            let name = function_name(program, function);
            functions.push(scope.take(&name, Case::Snake));
            statics.push(scope.take(&name, Case::Upper));
        }
        // After all functions, so that these keep their names.
        for function in &program.functions {
            let name = format!("{}.value", function_name(program, function));
            value_names.push(scopes[function.module.0 as usize].take(&name, Case::Snake));
        }
        let mut thunk_names = Vec::new();
        for function in program.functions.iter().take(if linkable { program.functions.len() } else { 0 }) {
            let name = format!("{}.thunk", function_name(program, function));
            thunk_names.push(scopes[function.module.0 as usize].take(&name, Case::Snake));
        }
        let again = (0..program.functions.len()).map(|index| {
            let function = &program.functions[index];
            let name = || scopes[function.module.0 as usize].take(&format!("{}.again", function_name(program, function)), Case::Snake);
            analysis::is_small_and_recursive(program, FuncId(index as u32)).then(name)
        });
        let again = again.collect();
        let mut fields = Scope::default();
        let globals = program.globals.iter().map(|g| fields.take(&g.name, Case::Snake)).collect();
        let mut items = Items {
            offers: &options.offers,
            wild: HashSet::new(),
            unsteady: HashSet::new(),
            linkable,
            thunk_names,
            thunks: RefCell::default(),
            program,
            modules,
            structs,
            enums,
            classes,
            traits,
            hierarchy,
            payloads,
            functions,
            statics,
            globals,
            infos: RefCell::default(),
            value_names,
            values: RefCell::default(),
            again,
        };
        items.wild = calm::wild_functions(&items);
        items.unsteady = steady::unsteady_functions(&items);
        items
    }

    /// Whether a function leaves references where they are.
    pub fn is_calm(&self, function: FuncId) -> bool {
        !self.wild.contains(&function)
    }

    /// Whether a function leaves arrays their length.
    pub fn is_steady(&self, function: FuncId) -> bool {
        !self.unsteady.contains(&function)
    }

    /// The name of a module.
    pub fn module_name(&self, id: ModuleId) -> Ident {
        ident(&self.modules[id.0 as usize])
    }

    /// The name of the module's public face: the last part of its path.
    pub fn public_module_names(&self, ids: &[ModuleId]) -> Vec<Ident> {
        let mut scope = Scope::with(&[INNER]);
        let last = |id: &ModuleId| {
            let path = &self.program[*id].path;
            scope.take(path.rsplit('/').next().unwrap_or(path), Case::Snake)
        };
        ids.iter().map(last).map(|name| ident(&name)).collect()
    }

    pub(super) fn path(&self, module: ModuleId, view: View, name: &str) -> TokenStream {
        let name = ident(name);
        let home = self.module_name(module);
        match view {
            View::In(here) if here == module => quote!(#name),
            View::In(_) => quote!(super::#home::#name),
            View::Beside => quote!(self::#home::#name),
            View::Face => quote!(inner::#home::#name),
        }
    }

    /// The path of a struct's Rust type.
    pub fn struct_path(&self, id: StructId, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.structs[id.0 as usize].name)
    }

    /// The path of an enum.
    pub fn enum_path(&self, id: EnumId, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.enums[id.0 as usize].name)
    }

    /// The path of a function. `shadowed`: whether a variable of that name is in scope.
    pub fn function_path(&self, id: FuncId, view: View, shadowed: impl Fn(&str) -> bool) -> TokenStream {
        let name = &self.functions[id.0 as usize];
        let path = self.path(self.program[id].module, view, name);
        if view == View::In(self.program[id].module) && shadowed(name) { quote!(self::#path) } else { path }
    }

    /// The name of a struct's field.
    pub fn field(&self, id: StructId, index: u32) -> Ident {
        ident(&self.structs[id.0 as usize].members[index as usize])
    }

    /// The name of a variant.
    pub fn variant(&self, id: EnumId, index: u32) -> Ident {
        ident(&self.enums[id.0 as usize].members[index as usize])
    }

    /// The name of a field of a variant's payload.
    pub fn payload(&self, id: EnumId, variant: u32, index: usize) -> Ident {
        ident(&self.payloads[id.0 as usize][variant as usize][index])
    }

    /// The field of the state that holds a module variable.
    pub fn global(&self, id: GlobalId) -> Ident {
        ident(&self.globals[id.0 as usize])
    }

    /// The field of the state that says whether a module is loaded.
    pub fn loaded_flag(&self, id: ModuleId) -> Ident {
        ident(&format!("loaded_{}", self.modules[id.0 as usize]))
    }

    /// The path of the static that names a function in traces; from now on it is written out.
    pub fn info(&self, id: FuncId, here: ModuleId) -> TokenStream {
        self.infos.borrow_mut().insert(id);
        self.path(self.program[id].module, View::In(here), &self.statics[id.0 as usize])
    }

    /// The path of the function that makes the value of a function; from now on it is written out.
    pub fn function_value(&self, id: FuncId, here: ModuleId) -> TokenStream {
        self.values.borrow_mut().insert(id);
        self.path(self.program[id].module, View::In(here), &self.value_names[id.0 as usize])
    }

    /// The name of a function's second text, which the first calls where it calls itself, and which is always inlined there: so a small
    /// recursive function makes half of its calls.
    pub fn again(&self, id: FuncId) -> Option<Ident> {
        self.again[id.0 as usize].as_deref().map(ident)
    }

    /// Whether a function's calls and operations add frames to a trace.
    pub fn has_frame(&self, function: &Function) -> bool {
        !matches!(function.kind, FunctionKind::Synthetic) && !self.is_library(function.module)
    }

    /// Whether a module is part of the standard library, or of what the host offers.
    pub fn is_library(&self, module: ModuleId) -> bool {
        self.program[module].library || self.program[module].is_host()
    }

    /// Whether loading a module does anything: it has statements, or imports one that has.
    pub fn does_something(&self, module: ModuleId) -> bool {
        let module = &self.program[module];
        let body = &self.program[module.init].body;
        !body.statements.is_empty() || body.value.is_some() || module.imports.iter().any(|m| self.does_something(*m))
    }

    /// The state: one field per module variable, and which modules are loaded.
    pub fn state(&self) -> TokenStream {
        let globals = self.program.globals.iter().enumerate().map(|(i, global)| {
            let name = self.global(GlobalId(i as u32));
            let ty = self.rust_type(global.ty, View::Beside);
            let doc = doc(global.doc.as_deref());
            quote!(#doc pub #name: rt::Global<#ty>)
        });
        let flags = self.loadable().map(|id| {
            let flag = self.loaded_flag(id);
            quote!(pub #flag: ::core::cell::Cell<bool>)
        });
        quote! {
            /// The variables of the modules, of which each instance has its own.
            #[derive(Default)]
            pub struct State { #(#globals,)* #(#flags,)* }

            /// The instance's state, made at the first use.
            #[inline]
            pub fn state(writ: &mut rt::Writ) -> ::std::rc::Rc<State> {
                writ.state()
            }
        }
    }

    /// The modules that loading means anything for.
    pub fn loadable(&self) -> impl Iterator<Item = ModuleId> + '_ {
        (0..self.program.modules.len()).map(|i| ModuleId(i as u32)).filter(|id| self.does_something(*id))
    }

    /// All modules with their types and functions, in the order of the text.
    pub fn all_modules(&self) -> TokenStream {
        let needed = analysis::needed_functions(self.program, self.linkable);
        let ids = (0..self.program.functions.len()).map(|i| FuncId(i as u32));
        let functions: Vec<Option<TokenStream>> = ids.map(|id| needed[id.0 as usize].then(|| functions::function(self, id))).collect();
        // Which statics and function values are mentioned is known when all bodies are written.
        let values: BTreeSet<FuncId> = self.values.borrow().clone();
        let values: Vec<(FuncId, TokenStream)> =
            values.into_iter().map(|id| (id, functions::value_item(self, id, &ident(&self.value_names[id.0 as usize])))).collect();
        let mut homes: Vec<Vec<(u32, TokenStream)>> = self.program.modules.iter().map(|_| Vec::new()).collect();
        for (i, def) in self.program.structs.iter().enumerate() {
            let id = StructId(i as u32);
            let item = if self.is_host_struct(id) {
                self.offered_value_item(&self.structs[i].name, &def.name)
            } else if self.is_runtime_struct(id) {
                self.runtime_value_item(&self.structs[i].name, &def.name)
            } else {
                self.struct_item(id)
            };
            homes[def.module.0 as usize].push((def.span.start, item));
        }
        for (i, def) in self.program.enums.iter().enumerate() {
            let id = EnumId(i as u32);
            let item = match self.is_host_enum(id) {
                true => self.offered_value_item(&self.enums[i].name, &def.name),
                false => self.enum_item(id),
            };
            homes[def.module.0 as usize].push((def.span.start, item));
        }
        for (i, def) in self.program.classes.iter().enumerate() {
            // Boxes stand at the end, as all that the compiler made.
            let position = if def.boxed.is_some() { u32::MAX } else { def.span.start };
            let id = ClassId(i as u32);
            let item = match is_host_class(self.program, id) {
                true => self.offered_class_item(self.class_name(id), &def.name),
                false => self.class_item(id),
            };
            homes[def.module.0 as usize].push((position, item));
        }
        for (i, def) in self.program.traits.iter().enumerate() {
            homes[def.module.0 as usize].push((def.span.start, self.trait_item(TraitId(i as u32))));
        }
        let thunks: BTreeSet<FuncId> = self.thunks.borrow().clone();
        for (i, item) in functions.into_iter().enumerate() {
            let Some(item) = item else { continue };
            let (id, function) = (FuncId(i as u32), &self.program.functions[i]);
            // What the compiler made stands at the end.
            let synthetic = matches!(function.kind, FunctionKind::Synthetic);
            let position = if synthetic { u32::MAX } else { function.span.start };
            let info = self.info_item(id);
            let value = values.iter().find(|(of, _)| *of == id).map(|(_, item)| item);
            let thunk = thunks.contains(&id).then(|| self.thunk_item(id));
            homes[function.module.0 as usize].push((position, quote!(#info #item #value #thunk)));
        }
        let modules = homes.into_iter().enumerate().map(|(i, mut items)| {
            items.sort_by_key(|(position, _)| *position);
            let id = ModuleId(i as u32);
            let name = self.module_name(id);
            if self.is_library(id) && items.is_empty() {
                return TokenStream::new();
            }
            let items = items.into_iter().map(|(_, item)| item);
            let load = self.does_something(id).then(|| self.load_item(id));
            quote! {
                pub mod #name {
                    use super::{State, rt};
                    use rt::{At as _, Fields as _, Reference as _};
                    #(#items)*
                    #load
                }
            }
        });
        quote!(#(#modules)*)
    }

    /// The static by which traces name a function, if something mentions it.
    fn info_item(&self, id: FuncId) -> TokenStream {
        if !self.infos.borrow().contains(&id) {
            return TokenStream::new();
        }
        let function = &self.program[id];
        let name = ident(&self.statics[id.0 as usize]);
        let shown = &*function.frame_name;
        let file = &self.program.sources.file(self.program[function.module].file).path;
        quote!(pub static #name: rt::FunctionInfo = rt::FunctionInfo { name: #shown, file: #file };)
    }

    fn load_item(&self, id: ModuleId) -> TokenStream {
        let module = &self.program[id];
        let flag = self.loaded_flag(id);
        let imports = module.imports.iter().filter(|m| self.does_something(**m)).map(|m| {
            let name = self.module_name(*m);
            quote!(super::#name::load(writ, state)?;)
        });
        let init = functions::outer_call(self, module.init, View::In(id), &[]);
        let init = if self.fails(module.init) { quote!(#init?) } else { init };
        let depth = self.program[module.init].facts.counts_depth.then(|| quote!(let depth = writ.depth();));
        quote! {
            /// Runs the top-level statements, those of the imports first, if they have not run yet.
            pub fn load(writ: &mut rt::Writ, state: &State) -> rt::Fallible<()> {
                if !state.#flag.replace(true) {
                    #(#imports)*
                    #depth
                    let _ = #init;
                }
                Ok(())
            }
        }
    }

    fn struct_item(&self, id: StructId) -> TokenStream {
        let def = &self.program[id];
        let name = ident(&self.structs[id.0 as usize].name);
        let doc_comment = doc(def.doc.as_deref());
        let types: Vec<_> = def.fields.iter().map(|f| f.ty).collect();
        let derives = self.derives(
            types.iter().all(|ty| self.is_copy(*ty)),
            types.iter().all(|ty| self.is_hashable(*ty)),
            types.iter().all(|ty| self.is_comparable(*ty)) || self.is_in_keys(&Type::Struct(id)),
        );
        let fields = def.fields.iter().enumerate().map(|(i, field)| {
            let name = self.field(id, i as u32);
            let ty = self.rust_type(field.ty, View::In(def.module));
            let doc = doc(field.doc.as_deref());
            quote!(#doc pub #name: #ty)
        });
        // Without fields it has a byte, as in the VM: values of no size have no place of their own.
        let hidden = def.fields.is_empty().then(|| quote!(#[doc(hidden)] pub empty: u8));
        quote! {
            #doc_comment
            #derives
            #[repr(C)]
            pub struct #name { #(#fields,)* #hidden }
        }
    }

    fn enum_item(&self, id: EnumId) -> TokenStream {
        let def = &self.program[id];
        let name = ident(&self.enums[id.0 as usize].name);
        let doc_comment = doc(def.doc.as_deref());
        let fields: Vec<_> = def.variants.iter().flat_map(|v| &v.fields).collect();
        let copy = fields.iter().all(|f| !f.boxed && self.is_copy(f.ty));
        let (hashable, comparable) = self.is_key_and_comparable(id);
        let derives = self.derives(copy, hashable, comparable);
        let layout = (!def.variants.is_empty()).then(|| quote!(#[repr(i32)]));
        let variants = def.variants.iter().enumerate().map(|(v, variant)| {
            let name = self.variant(id, v as u32);
            let doc = doc(variant.doc.as_deref());
            if variant.fields.is_empty() {
                return quote!(#doc #name);
            }
            let fields = variant.fields.iter().enumerate().map(|(i, field)| {
                let name = self.payload(id, v as u32, i);
                let ty = self.rust_type(field.ty, View::In(def.module));
                if field.boxed {
                    let boxed = self.boxed(id);
                    quote!(#name: #boxed<#ty>)
                } else {
                    quote!(#name: #ty)
                }
            });
            quote!(#doc #name { #(#fields,)* })
        });
        quote! {
            #doc_comment
            #derives
            #layout
            pub enum #name { #(#variants,)* }
        }
    }

    /// Whether an enum is `Hash` and `Eq`, and whether it is `PartialEq`.
    fn is_key_and_comparable(&self, id: EnumId) -> (bool, bool) {
        let fields = || self.program[id].variants.iter().flat_map(|v| &v.fields);
        let comparable = fields().all(|f| self.is_comparable(f.ty)) || self.is_in_keys(&Type::Enum(id));
        (comparable && fields().all(|f| self.is_hashable(f.ty)), comparable)
    }

    /// The runtime's type for boxed fields of an enum.
    pub fn boxed(&self, id: EnumId) -> TokenStream {
        if self.is_key_and_comparable(id).0 { quote!(rt::BoxedKey) } else { quote!(rt::Boxed) }
    }

    fn derives(&self, copy: bool, hashable: bool, comparable: bool) -> TokenStream {
        let copy = copy.then(|| quote!(Copy,));
        let comparable = comparable.then(|| quote!(PartialEq,));
        let hashable = (hashable && comparable.is_some()).then(|| quote!(Eq, Hash,));
        quote!(#[derive(Clone, #copy #comparable #hashable Debug)])
    }

    /// Whether a function returns `Fallible`: it can fail, or recurse too deep.
    pub fn fails(&self, id: FuncId) -> bool {
        let facts = self.program[id].facts;
        facts.can_fail || facts.counts_depth
    }
}

/// What a function is called after: its own name, that of its type before it, or what it is.
fn function_name(program: &Program, function: &Function) -> String {
    match (function.kind, function.owner) {
        (FunctionKind::ModuleInit, _) => "init".to_string(),
        (FunctionKind::Lambda, _) => "lambda".to_string(),
        (_, Some(Owner::Struct(id))) => format!("{}.{}", simple(&program[id].name), function.name),
        (_, Some(Owner::Enum(id))) => format!("{}.{}", simple(&program[id].name), function.name),
        (_, Some(Owner::Class(id))) => format!("{}.{}", simple(&program[id].name), function.name),
        (_, Some(Owner::Trait(id))) => format!("{}.{}", simple(&program[id].name), function.name),
        (FunctionKind::Plain | FunctionKind::Method { .. } | FunctionKind::Static | FunctionKind::Synthetic, None) => {
            function.name.to_string()
        }
    }
}

/// A type's name without type arguments.
fn simple(name: &str) -> &str {
    name.split('<').next().unwrap_or(name)
}
