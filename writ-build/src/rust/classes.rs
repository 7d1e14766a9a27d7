//! Classes: the struct of an instance, its handle, its table of functions, its shape.
//!
//! ```text
//! pub struct Player { base: Entity, pub health: f32 }      the payload of an instance
//! pub struct PlayerHandle(EntityHandle)                    what `Ref<Player>` derefs to: the methods for hosts
//! pub struct PlayerTable { base: EntityTable, … }          a function for each slot that needs one
//! pub static PLAYER_CLASS: rt::ClassShape                  what an instance is at run time
//! ```

use super::entries::{self, Wanted};
use super::format::doc;
use super::items::{Items, View};
use super::names::{Case, Scope, ident};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::HashMap;
use writ_compiler::ir::{ClassId, CoroutinePart, EQUALS_SLOT, FuncId, Program, SHOW_SLOT, Type, TypeId};

/// The names of what a class becomes.
pub struct ClassNames {
    name: String,
    handle: String,
    table: String,
    table_static: String,
    shape: String,
    fields: Vec<String>,
    /// By slot that begins with this class, what it is in the table; none if it needs no place there.
    slots: Vec<Option<SlotNames>>,
}

/// The names of what a slot becomes.
struct SlotNames {
    /// Its field in the table.
    field: String,
    /// The function that calls through it.
    caller: String,
    /// The function that it holds in a class of the VM.
    adaptor: String,
}

/// How the classes of a program belong together.
pub struct Hierarchy {
    /// By class, those that extend it, and itself.
    family: Vec<Vec<ClassId>>,
    /// By function that declared a slot, whether it is in the tables.
    in_table: HashMap<FuncId, bool>,
}

impl Hierarchy {
    /// Of a program.
    pub fn new(program: &Program) -> Hierarchy {
        let mut family: Vec<Vec<ClassId>> = program.classes.iter().map(|_| Vec::new()).collect();
        for index in 0..program.classes.len() {
            let id = ClassId(index as u32);
            for ancestor in program.lineage(id) {
                family[ancestor.0 as usize].push(id);
            }
        }
        let mut hierarchy = Hierarchy { family, in_table: HashMap::new() };
        for index in 0..program.classes.len() {
            let id = ClassId(index as u32);
            for slot in first_own_slot(program, id)..program[id].slots.len() {
                let needed = slot > SHOW_SLOT as usize && program[id].boxed.is_none() && hierarchy.only(program, id, slot as u32).is_none();
                hierarchy.in_table.insert(program[id].slots[slot].declared, needed);
            }
        }
        hierarchy
    }

    /// All functions that a slot runs on instances of a class and of those that extend it; none if scripts may add some.
    fn all(&self, program: &Program, class: ClassId, slot: u32) -> Option<Vec<FuncId>> {
        let family = &self.family[class.0 as usize];
        let open = family.iter().any(|id| program[*id].open);
        (!open).then(|| family.iter().map(|id| program[*id].slots[slot as usize].function).collect())
    }

    /// The one function that a slot runs on every instance of a class and of those that extend it, if there is only one.
    pub fn only(&self, program: &Program, class: ClassId, slot: u32) -> Option<FuncId> {
        let function = program[class].slots[slot as usize].function;
        let same = |id: &ClassId| !program[*id].open && program[*id].slots[slot as usize].function == function;
        self.family[class.0 as usize].iter().all(same).then_some(function)
    }
}

fn first_own_slot(program: &Program, class: ClassId) -> usize {
    program[class].base.map_or(0, |base| program[base].slots.len())
}

/// Gives names to the classes.
pub fn names(program: &Program, hierarchy: &Hierarchy, scopes: &mut [Scope]) -> Vec<ClassNames> {
    let mut names: Vec<ClassNames> = Vec::new();
    // The names that scripts gave first, so that these stay as they are.
    for def in &program.classes {
        let name = scopes[def.module.0 as usize].take(&def.name, Case::Camel);
        let mut scope = Scope::with(&["base"]);
        let fields = def.fields.iter().map(|field| scope.take(&field.name, Case::Snake)).collect();
        let [handle, table, table_static, shape] = [const { String::new() }; 4];
        names.push(ClassNames { name, handle, table, table_static, shape, fields, slots: Vec::new() });
    }
    for (index, def) in program.classes.iter().enumerate() {
        let scope = &mut scopes[def.module.0 as usize];
        let class = &mut names[index];
        class.handle = scope.take(&format!("{}.handle", class.name), Case::Camel);
        class.table = scope.take(&format!("{}.table", class.name), Case::Camel);
        class.table_static = scope.take(&format!("{}.table", class.name), Case::Upper);
        class.shape = scope.take(&format!("{}.class", class.name), Case::Upper);
        let mut slots = Scope::with(&["base"]);
        for slot in &def.slots[first_own_slot(program, ClassId(index as u32))..] {
            class.slots.push(hierarchy.in_table[&slot.declared].then(|| SlotNames {
                field: slots.take(&slot.name, Case::Snake),
                caller: scope.take(&format!("{}.{}.virtual", class.name, slot.name), Case::Snake),
                adaptor: scope.take(&format!("{}.{}.script", class.name, slot.name), Case::Snake),
            }));
        }
    }
    names
}

impl Items<'_> {
    /// The name of a class's payload.
    pub fn class_name(&self, id: ClassId) -> &str {
        &self.classes[id.0 as usize].name
    }

    fn class_names(&self, id: ClassId) -> &ClassNames {
        &self.classes[id.0 as usize]
    }

    /// The path of the struct of a class.
    pub fn class_path(&self, id: ClassId, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.class_names(id).name)
    }

    /// The path of the handle of a class.
    pub fn handle_path(&self, id: ClassId, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.class_names(id).handle)
    }

    /// The path of the shape of a class.
    pub fn shape_path(&self, id: ClassId, view: View) -> TokenStream {
        self.path(self.program[id].module, view, &self.class_names(id).shape)
    }

    /// The way from an instance of a class to one of its stored fields: `it.base.name`.
    pub fn object_field(&self, class: ClassId, index: u32, it: TokenStream) -> TokenStream {
        let Some((owner, own)) = self.program.field_owner(class, index) else { return it };
        let mut path = it;
        let mut at = class;
        while at != owner {
            path = quote!(#path.base);
            at = self.program[at].base.unwrap_or(owner);
        }
        let field = ident(&self.class_names(owner).fields[own as usize]);
        quote!(#path.#field)
    }

    /// The class in which a slot begins.
    pub fn slot_owner(&self, class: ClassId, slot: u32) -> ClassId {
        let mut at = class;
        while let Some(base) = self.program[at].base
            && (slot as usize) < self.program[base].slots.len()
        {
            at = base;
        }
        at
    }

    /// The path of the function that calls through the table; none if the slot is not in it.
    pub fn virtual_path(&self, class: ClassId, slot: u32, view: View) -> Option<TokenStream> {
        let owner = self.slot_owner(class, slot);
        let own = slot as usize - first_own_slot(self.program, owner);
        let names = self.class_names(owner).slots[own].as_ref()?;
        Some(self.path(self.program[owner].module, view, &names.caller))
    }

    /// The path of the function that a slot's entry holds in a class of the VM.
    pub fn adaptor_path(&self, class: ClassId, slot: u32, view: View) -> Option<TokenStream> {
        let owner = self.slot_owner(class, slot);
        let names = self.class_names(owner).slots[slot as usize - first_own_slot(self.program, owner)].as_ref()?;
        Some(self.path(self.program[owner].module, view, &names.adaptor))
    }

    /// The way from a class's table to a slot's entry; none if the slot is not in it.
    pub fn slot_field(&self, class: ClassId, slot: u32) -> Option<TokenStream> {
        let owner = self.slot_owner(class, slot);
        let names = self.class_names(owner).slots[slot as usize - first_own_slot(self.program, owner)].as_ref()?;
        let field = ident(&names.field);
        let above = self.program.lineage(class).into_iter().rev().take_while(|at| *at != owner).map(|_| quote!(base.));
        Some(quote!(#(#above)* #field))
    }

    /// The path of the type of a class's table.
    pub fn table_path(&self, class: ClassId, view: View) -> TokenStream {
        self.path(self.program[class].module, view, &self.class_names(class).table)
    }

    /// An instance from the values of all its stored fields.
    pub fn instance(&self, class: ClassId, view: View, values: &[TokenStream]) -> TokenStream {
        let path = self.class_path(class, view);
        let own = &self.class_names(class).fields;
        let (inherited, values) = values.split_at(values.len() - own.len());
        let base = self.program[class].base.map(|base| {
            let base = self.instance(base, view, inherited);
            quote!(base: #base,)
        });
        let fields = own.iter().zip(values).map(|(name, value)| {
            let name = ident(name);
            if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
        });
        quote!(#path { #base #(#fields),* })
    }

    /// All items of a class.
    pub fn class_item(&self, id: ClassId) -> TokenStream {
        let def = &self.program[id];
        let view = View::In(def.module);
        let names = self.class_names(id);
        let [name, handle, table] = [&names.name, &names.handle, &names.table].map(|name| ident(name));
        let doc_comment = doc(def.doc.as_deref());
        let base_field = def.base.map(|base| {
            let base = self.class_path(base, view);
            quote!(pub(super) base: #base,)
        });
        let fields = def.fields.iter().zip(&names.fields).map(|(field, name)| {
            let (name, ty, doc) = (ident(name), self.rust_type(field.ty, view), doc(field.doc.as_deref()));
            let visible = if field.public { quote!(pub) } else { quote!(pub(super)) };
            quote!(#doc #visible #name: #ty)
        });
        // Nobody looks into a coroutine by its Rust type.
        let plain = self.program.coroutine_part(id) != CoroutinePart::None;
        let deref = def.base.filter(|_| !plain).map(|base| {
            let base = self.class_path(base, view);
            quote! {
                impl ::core::ops::Deref for #name {
                    type Target = #base;
                    fn deref(&self) -> &#base { &self.base }
                }
                impl ::core::ops::DerefMut for #name {
                    fn deref_mut(&mut self) -> &mut #base { &mut self.base }
                }
            }
        });
        let extends = self.program.lineage(id).into_iter().filter(|base| *base != id).map(|base| {
            let base = self.class_path(base, view);
            quote!(impl rt::Extends<#base> for #name {})
        });
        let has = def.traits.iter().map(|implementation| {
            let definition = self.trait_path(implementation.definition, view);
            quote!(impl rt::Has<dyn #definition> for #name {})
        });
        let shape = ident(&names.shape);
        let (handle, handle_item) = match plain {
            true => (quote!(rt::Object), TokenStream::new()),
            false => (quote!(#handle), self.handle_item(id, &handle, view)),
        };
        let table_items = self.table_items(id, &table, view);
        let shape_item = self.shape_item(id, view);
        quote! {
            #doc_comment
            #[repr(C)]
            pub struct #name { #base_field #(#fields,)* }
            #deref
            #handle_item
            impl rt::Class for #name {
                type Handle = #handle;
                type Table = #table;
                fn shape() -> &'static rt::ClassShape { &#shape }
            }
            #(#extends)*
            #(#has)*
            #table_items
            #shape_item
        }
    }

    fn handle_item(&self, id: ClassId, handle: &Ident, view: View) -> TokenStream {
        let inner = self.program[id].base.map_or_else(|| quote!(rt::Object), |base| self.handle_path(base, view));
        let deref = self.program[id].base.map(|base| {
            let base = self.handle_path(base, view);
            quote! {
                impl ::core::ops::Deref for #handle {
                    type Target = #base;
                    fn deref(&self) -> &#base { &self.0 }
                }
            }
        });
        let shown = format!(" What `Ref<{}>` derefs to: the methods.", self.program[id].name);
        quote! {
            #[doc = #shown]
            #[derive(Clone)]
            #[repr(transparent)]
            pub struct #handle(#inner);
            impl rt::Handle for #handle {
                fn from_object(object: rt::Object) -> #handle { #handle(rt::Handle::from_object(object)) }
                fn object(&self) -> &rt::Object { rt::Handle::object(&self.0) }
                fn into_object(self) -> rt::Object { rt::Handle::into_object(self.0) }
            }
            #deref
        }
    }

    /// The type of a class's table, the table of this class, and the functions that call through it.
    fn table_items(&self, id: ClassId, table: &Ident, view: View) -> TokenStream {
        let base = self.program[id].base.map(|base| {
            let name = self.path(self.program[base].module, view, &self.class_names(base).table);
            quote!(pub base: #name,)
        });
        let mut fields = Vec::new();
        let mut callers = TokenStream::new();
        let first = first_own_slot(self.program, id);
        for (own, names) in self.class_names(id).slots.iter().enumerate() {
            let Some(names) = names else { continue };
            let slot = &self.program[id].slots[first + own];
            let [field, caller, adaptor] = [&names.field, &names.caller, &names.adaptor].map(|name| ident(name));
            callers.extend(self.slot_adaptor(id, (first + own) as u32, &adaptor, view));
            let declared = &self.program[slot.declared];
            let this = self.class_reference(id, view);
            let own = entries::own_parameters(declared);
            let entries::Signature { parameters, types, names: arguments, result } =
                entries::signature(self, slot.facts, &this, &own, declared.result, view);
            fields.push(quote!(pub #field: fn(#(#types),*) #result));
            callers.extend(quote! {
                #[inline(always)]
                pub fn #caller(#(#parameters),*) #result { (this.slot_table().#field)(#(#arguments),*) }
            });
        }
        let name = ident(&self.class_names(id).table_static);
        let value = self.table_value(id, id, view);
        quote! {
            #[repr(C)]
            pub struct #table { #base #(#fields,)* }
            pub static #name: #table = #value;
            #callers
        }
    }

    /// The type of a reference to an instance of a class.
    pub fn class_reference(&self, id: ClassId, view: View) -> TokenStream {
        let path = self.class_path(id, view);
        quote!(rt::Ref<#path>)
    }

    /// The part of the table of `class` that `part`, itself or a class that it extends, begins.
    fn table_value(&self, class: ClassId, part: ClassId, view: View) -> TokenStream {
        let name = self.path(self.program[part].module, view, &self.class_names(part).table);
        let base = self.program[part].base.map(|base| {
            let base = self.table_value(class, base, view);
            quote!(base: #base,)
        });
        let first = first_own_slot(self.program, part);
        let entries = self.class_names(part).slots.iter().enumerate().filter_map(|(own, names)| {
            let field = ident(&names.as_ref()?.field);
            let slot = &self.program[class].slots[first + own];
            let declared = &self.program[slot.declared];
            let own = entries::own_parameters(declared);
            let wanted = Wanted { facts: slot.facts, this: Type::Class(part), own: &own, result: declared.result };
            let entry = entries::entry(self, slot.function, &wanted, view);
            Some(quote!(#field: #entry))
        });
        quote!(#name { #base #(#entries,)* })
    }

    fn shape_item(&self, id: ClassId, view: View) -> TokenStream {
        let def = &self.program[id];
        let names = self.class_names(id);
        let [name, table, shape] = [&names.name, &names.table_static, &names.shape].map(|name| ident(name));
        let shown = &*def.name;
        let ancestors = self.program.lineage(id).into_iter().filter(|base| *base != id).map(|base| {
            let shape = self.shape_path(base, view);
            quote!(&#shape)
        });
        let fields = self.program.stored_fields(id).into_iter().enumerate().map(|(index, field)| {
            let path = self.object_field(id, index as u32, TokenStream::new());
            // Without the dot it begins with.
            let path: TokenStream = path.into_iter().skip(1).collect();
            let (field_name, ty, public) = (&*field.name, self.program.type_name(field.ty), field.public);
            quote! {
                rt::FieldInfo { name: #field_name, offset: ::core::mem::offset_of!(#name, #path), ty: #ty, public: #public }
            }
        });
        let traits = def.traits.iter().map(|implementation| {
            let definition = self.trait_shape_path(implementation.definition, view);
            let table = self.trait_table_value(implementation.definition, &implementation.functions, view);
            let methods = self.methods(&implementation.functions, view);
            quote! {
                rt::TraitEntry { definition: &#definition, table: ::core::ptr::from_ref(#table).cast(), methods: #methods }
            }
        });
        let show = def.slots[SHOW_SLOT as usize].function;
        let show = show_entry(self, show, view);
        let equals = def.boxed.and_then(|_| def.slots.get(EQUALS_SLOT as usize)).map_or_else(
            || quote!(None),
            |slot| {
                let entry = equals_entry(self, slot.function, view);
                quote!(Some(#entry))
            },
        );
        let (resume, shape_of) = match def.resume {
            Some(function) => {
                let entry = resume_entry(self, function, view);
                (quote!(Some(rt::Resume::Compiled(#entry))), quote!(frame_shape(#shown)))
            }
            None => (quote!(None), quote!(shape_of::<#name>(#shown))),
        };
        let methods = self.shape_methods(id, view);
        let slot_names = def.slots.iter().map(|slot| &*slot.name);
        quote! {
            pub static #shape: rt::ClassShape = rt::ClassShape {
                shape: rt::ClassShape::#shape_of,
                size: ::core::mem::size_of::<#name>(),
                align: ::core::mem::align_of::<#name>(),
                drop_payload: rt::drop_payload::<#name>,
                layout: None,
                ancestors: &[#(#ancestors),*],
                fields: &[#(#fields),*],
                traits: &[#(#traits),*],
                table: (&raw const #table).cast(),
                methods: #methods,
                show: #show,
                equals: #equals,
                resume: #resume,
                slot_names: &[#(#slot_names),*],
                host: false,
            };
        }
    }

    /// The table of what looks into objects, if the program does that.
    pub fn reflectors(&self) -> TokenStream {
        if self.program.reflectors.is_empty() {
            return TokenStream::new();
        }
        let entries = self.program.reflectors.iter().map(|(class, function)| {
            let path = self.class_path(*class, View::Beside);
            let arguments = [quote!(rt::handle(object)), quote!(operation), quote!(name), quote!(arguments)];
            let call = super::functions::outer_call(self, *function, View::Beside, &arguments);
            let call = if self.fails(*function) { call } else { quote!(Ok(#call)) };
            let globals = self.program[*function].facts.uses_globals;
            let body = if globals { quote!({ let state = &state(writ); #call }) } else { call };
            quote! {
                rt::Reflector {
                    class: <#path as rt::Class>::shape,
                    call: |object, writ, depth, operation, name, arguments| #body,
                }
            }
        });
        quote! {
            /// What looks into objects, by their class.
            pub static REFLECTORS: rt::Reflectors = rt::Reflectors::new(&[#(#entries),*]);
        }
    }

    /// All functions that a virtual call may run, if the program says which.
    pub fn slot_functions(&self, class: ClassId, slot: u32) -> Option<Vec<FuncId>> {
        self.hierarchy.all(self.program, class, slot)
    }

    /// The one function that a virtual call runs, if the program says which.
    pub fn only_function(&self, class: ClassId, slot: u32) -> Option<FuncId> {
        self.hierarchy.only(self.program, class, slot)
    }
}

fn show_entry(items: &Items<'_>, function: FuncId, view: View) -> TokenStream {
    let body = entries::adapted_call(items, function, &[quote!(rt::handle(object))], true, TypeId::STRING, view);
    quote!(|object, writ, depth| #body)
}

fn resume_entry(items: &Items<'_>, function: FuncId, view: View) -> TokenStream {
    let body = entries::adapted_call(items, function, &[quote!(rt::handle(object))], true, TypeId::INT, view);
    quote!(|object, writ, depth| #body)
}

fn equals_entry(items: &Items<'_>, function: FuncId, view: View) -> TokenStream {
    let arguments = [quote!(rt::handle(object)), quote!(rt::handle(other))];
    let body = entries::adapted_call(items, function, &arguments, true, TypeId::BOOL, view);
    quote!(|object, other, writ, depth| #body)
}
