//! What the host offers to scripts, as the generated code names it: its types are aliases, its functions call the wrappers that the macros made.

use super::functions::Parameter;
use super::items::Items;
use super::names::ident;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::HashMap;
use writ_compiler::host::{Api, Group};
use writ_compiler::ir::{ClassId, EnumId, FuncId, FunctionKind, Program, StructId};
use writ_compiler::library::VALUE_TYPES;

/// Rust paths of what a host offers.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Of the wrappers of functions, by the key that the IR has for them.
    functions: HashMap<String, String>,
    /// Of types, by name.
    types: HashMap<String, String>,
    /// The path of the runtime crate.
    crate_path: String,
    /// What registers everything, by group.
    registration: Vec<Registration>,
}

/// What registers a group.
#[derive(Clone, Debug)]
struct Registration {
    name: String,
    types: Vec<String>,
    /// Records of traits, functions and values.
    items: Vec<String>,
}

impl Offers {
    /// The paths that stand in the records of an API.
    /// What belongs to the runtime stands there by the name of its crate; `crate_path` is what the host calls it.
    pub fn new(api: &Api, crate_path: &str) -> Offers {
        let mut offers = Offers { crate_path: crate_path.to_owned(), ..Offers::default() };
        api.groups.iter().for_each(|group| offers.group(group));
        offers
    }

    fn group(&mut self, group: &Group) {
        let mut registration = Registration { name: group.name.clone(), types: Vec::new(), items: Vec::new() };
        for ty in &group.types {
            if let Some(rust) = &ty.rust {
                self.types.insert(ty.name.clone(), rust.path.clone());
                registration.types.push(rust.path.clone());
            }
            for function in &ty.functions {
                if let Some(rust) = &function.rust {
                    self.functions.insert(format!("{}.{}", ty.name, function.name), rust.path.clone());
                }
            }
            for property in &ty.properties {
                let Some(rust) = &property.rust else { continue };
                self.functions.insert(format!("{}.{}.get", ty.name, property.name), rust.path.clone());
                let set = rust.path.replacen("::__writ_get_", "::__writ_set_", 1);
                self.functions.insert(format!("{}.{}.set", ty.name, property.name), set);
            }
        }
        for definition in &group.traits {
            // A trait is no value: its record is registered, as that of a function.
            let record = definition.rust.as_ref().and_then(|rust| rust.path.rsplit_once("::"));
            registration.items.extend(record.map(|(before, name)| format!("{before}::__WRIT_{}", name.trim_start_matches("r#"))));
        }
        let functions = group.functions.iter().map(|function| (&function.name, &function.rust));
        let values = group.values.iter().map(|value| (&value.name, &value.rust));
        for (name, rust) in functions.chain(values) {
            let Some(rust) = rust else { continue };
            self.functions.insert(name.clone(), rust.path.clone());
            let record = rust.path.rsplit_once("__writ_").map(|(before, name)| format!("{before}__WRIT_{name}"));
            registration.items.extend(record);
        }
        self.registration.push(registration);
    }
}

impl Offers {
    fn path(&self, text: &str) -> TokenStream {
        let text = match text.strip_prefix("::writ_runtime::") {
            Some(rest) => format!("{}::{rest}", self.crate_path),
            None => text.to_owned(),
        };
        // The paths come from the scan of Rust source.
        text.parse().unwrap_or_else(|_| quote!(()))
    }
}

/// Whether a class is a type of the host's. Boxes that its functions ask for, as for `any`, are the program's.
pub fn is_host_class(program: &Program, id: ClassId) -> bool {
    program[program[id].module].is_host() && program[id].boxed.is_none()
}

impl Items<'_> {
    /// Whether a struct is a type of the host's.
    pub fn is_host_struct(&self, id: StructId) -> bool {
        self.program[self.program[id].module].is_host()
    }

    /// Whether an enum is a type of the host's.
    pub fn is_host_enum(&self, id: EnumId) -> bool {
        self.program[self.program[id].module].is_host()
    }

    /// A type of the host's, by its name in scripts.
    pub fn offered_type(&self, name: &str) -> TokenStream {
        self.offers.types.get(name).map_or_else(|| quote!(()), |text| self.offers.path(text))
    }

    /// A value type of the host: as scripts have it in memory.
    pub fn offered_value_item(&self, name: &str, script_name: &str) -> TokenStream {
        let (name, ty) = (ident(name), self.offered_type(script_name));
        quote!(pub type #name = <#ty as rt::Exposed>::Script;)
    }

    /// Whether a struct is a type of the library that the runtime has.
    pub fn is_runtime_struct(&self, id: StructId) -> bool {
        let def = &self.program[id];
        self.program[def.module].library && VALUE_TYPES.contains(&&*def.name)
    }

    /// A type of the library that the runtime has.
    pub fn runtime_value_item(&self, name: &str, script_name: &str) -> TokenStream {
        let (name, ty) = (ident(name), ident(script_name));
        quote!(pub type #name = rt::values::#ty;)
    }

    /// A reference type of the host.
    pub fn offered_class_item(&self, name: &str, script_name: &str) -> TokenStream {
        let (name, ty) = (ident(name), self.offered_type(script_name));
        quote!(pub type #name = #ty;)
    }

    /// The body of a function that calls one of the host's; none if the function is another one.
    pub fn host_body(&self, id: FuncId, parameters: &[Parameter]) -> Option<TokenStream> {
        let function = &self.program[id];
        let host = function.host.as_ref()?;
        let wrapper = self.offers.functions.get(&*host.key).map_or_else(|| quote!(()), |text| self.offers.path(text));
        let depth = if function.facts.counts_depth { quote!(depth) } else { quote!(rt::Depth::new(1)) };
        let arguments = parameters.iter().map(|Parameter { name, by_value }| if *by_value { quote!(&#name) } else { quote!(#name) });
        let mut arguments: Vec<TokenStream> = arguments.collect();
        if function.kind == (FunctionKind::Method { mutates: true }) {
            let this = arguments.remove(0);
            return Some(quote!(#wrapper(writ, #depth, #this, (#(#arguments,)*))));
        }
        Some(quote!(#wrapper(writ, #depth, (#(#arguments,)*))))
    }

    /// The module by which a host registers all that was found, for scripts that are loaded at run time.
    pub fn host_registration(&self) -> TokenStream {
        if self.offers.registration.is_empty() {
            return TokenStream::new();
        }
        let groups = self.offers.registration.iter().map(|group| {
            let name = &group.name;
            let types = group.types.iter().map(|text| self.offers.path(text));
            let items = group.items.iter().map(|text| self.offers.path(text));
            quote!(#name { #(type #types;)* #(item #items;)* })
        });
        quote!(rt::register_host! { #(#groups)* })
    }
}
