//! The public face of classes and traits: constructors and static methods on the struct, methods on what a reference derefs to.

use super::api::{self, Receiver};
use super::items::{Items, View};
use super::names::{Case, Scope, ident};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use writ_compiler::ir::{ClassId, FuncId, FunctionKind, ModuleId, TraitId};

/// Methods of `Ref` that would hide a script's.
const REF_METHODS: &[&str] = &["borrow", "borrow_mut", "try_borrow", "try_borrow_mut", "base", "same", "downgrade", "clone", "object"];

/// The `impl` blocks of all classes of a module: also of those that are not exported, whose methods others may inherit.
pub fn classes(items: &Items<'_>, id: ModuleId) -> TokenStream {
    let classes = items.program.classes.iter().enumerate();
    classes.filter(|(_, def)| def.module == id && def.boxed.is_none()).map(|(index, _)| class(items, id, ClassId(index as u32))).collect()
}

fn class(items: &Items<'_>, id: ModuleId, class: ClassId) -> TokenStream {
    let def = &items.program[class];
    let (mut on_struct, mut on_handle) = (Vec::new(), Vec::new());
    let mut statics = Scope::with(&["new"]);
    let mut methods = Scope::with(REF_METHODS);
    if let Some(constructor) = def.constructor.filter(|constructor| items.program[*constructor].public) {
        on_struct.push(api::constructor(items, id, constructor, &mut statics));
    }
    for function in &def.methods {
        let declared = &items.program[*function];
        // `init` is only for constructors.
        if !declared.public || Some(*function) == def.constructor || &*declared.name == "init" {
            continue;
        }
        match declared.kind {
            FunctionKind::Method { .. } => {
                let name = ident(&methods.take(&declared.name, Case::Snake));
                on_handle.push(method(items, id, class, *function, &name));
            }
            FunctionKind::Static => {
                let name = ident(&statics.take(&declared.name, Case::Snake));
                on_struct.push(api::host_function(items, id, *function, &name, Receiver::None));
            }
            FunctionKind::Plain | FunctionKind::Lambda | FunctionKind::ModuleInit | FunctionKind::Synthetic => {}
        }
    }
    let (path, handle) = (items.class_path(class, View::Face), items.handle_path(class, View::Face));
    let on_struct = (!on_struct.is_empty()).then(|| quote!(impl #path { #(#on_struct)* }));
    let on_handle = (!on_handle.is_empty()).then(|| quote!(impl #handle { #(#on_handle)* }));
    quote!(#on_struct #on_handle)
}

/// A method as the host calls it: it runs what the object's class runs.
fn method(items: &Items<'_>, id: ModuleId, class: ClassId, function: FuncId, name: &Ident) -> TokenStream {
    let def = &items.program[class];
    let slot = def.slots.iter().position(|slot| slot.function == function).map(|slot| slot as u32);
    let through_table = slot.and_then(|slot| match items.only_function(class, slot) {
        Some(_) => None,
        None => items.virtual_path(class, slot, View::Face).map(|path| (path, def.slots[slot as usize].facts)),
    });
    let class_path = items.class_path(class, View::Face);
    let this = quote!(rt::Ref::<#class_path>::of(self));
    let called = match through_table {
        Some((path, facts)) => {
            let declared = slot.map_or(function, |slot| def.slots[slot as usize].declared);
            let narrower = slot.is_some_and(|slot| items.slot_owner(class, slot) != class);
            api::Called {
                this: if narrower { quote!(rt::handle(#this)) } else { this },
                through: Some((path, facts)),
                // An override that gives something narrower: the table does not know it.
                narrows: items.program[declared].result != items.program[function].result,
            }
        }
        None => api::Called { this, through: None, narrows: false },
    };
    api::host_method(items, id, function, name, called)
}

/// A trait: the Rust trait, and a name for the references to objects behind it.
pub fn definition(items: &Items<'_>, definition: TraitId, scope: &mut Scope) -> TokenStream {
    let path = items.trait_path(definition, View::Face);
    let name = &items.program[definition].name;
    let reference = ident(&scope.take(&format!("{name}.ref"), Case::Camel));
    let shown = format!(" A reference to an object that is `{name}`; [`new`](rt::Dyn::new) makes one of a value of the host.");
    quote! {
        #[doc(inline)]
        pub use #path;
        #[doc = #shown]
        pub type #reference = rt::Dyn<dyn #path>;
    }
}
