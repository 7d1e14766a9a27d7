//! What a host offers to scripts: types, functions and values in Rust, as records.
//!
//! The records come from two places and say the same in both: a running host registers what scripts may use, and `writ-build` reads the host's source.
//! They become declarations in Writ ([`Api::declarations`]), which the checker reads as it reads the standard library's, and JSON for tools
//! ([`Api::to_json`]).

mod declarations;
mod json;
#[cfg(test)]
mod tests;

/// Everything that a host offers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Api {
    /// What belongs together; the group without a name first, if there is one.
    pub groups: Vec<Group>,
}

/// A named part of what a host offers: a script can be given it or denied it as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Group {
    /// The name; empty for what belongs to no group.
    pub name: String,
    /// Its types, in the order in which they were registered.
    pub types: Vec<HostType>,
    /// Its traits.
    pub traits: Vec<HostTrait>,
    /// Its functions.
    pub functions: Vec<HostFunction>,
    /// Its values.
    pub values: Vec<HostValue>,
}

/// A type of the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostType {
    /// The name in scripts.
    pub name: String,
    /// Which Rust type it is, by a number that no other has in this process; 0 if that is not known, as in a scan.
    pub id: u32,
    /// Documentation.
    pub doc: String,
    /// What sort of type.
    pub kind: HostTypeKind,
    /// The traits of the host that it has, by name.
    pub traits: Vec<String>,
    /// What scripts read and write as if it were a field.
    pub properties: Vec<HostProperty>,
    /// Methods and static methods. The static method `new` is what `Name(…)` calls.
    pub functions: Vec<HostFunction>,
    /// Where it is in Rust.
    pub rust: Option<RustItem>,
}

/// The sorts of types.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HostTypeKind {
    /// A reference type: scripts share its objects.
    Class,
    /// A value type, with its fields in order.
    Struct(Vec<HostField>),
    /// An enum, with its variants in order.
    Enum(Vec<HostVariant>),
}

/// A field of a value type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostField {
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The type, as scripts write it.
    pub ty: String,
    /// Whether scripts see it. One that they don't see is copied with the value all the same.
    pub public: bool,
}

/// A variant of an enum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostVariant {
    /// The name.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The payload: names and types.
    pub fields: Vec<(String, String)>,
}

/// A property of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostProperty {
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The type, as scripts write it.
    pub ty: String,
    /// Whether scripts may assign it.
    pub writable: bool,
    /// Where it is in Rust.
    pub rust: Option<RustItem>,
}

/// A trait of the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostTrait {
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The methods.
    pub functions: Vec<HostFunction>,
    /// Where it is in Rust.
    pub rust: Option<RustItem>,
}

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Receiver {
    /// Without an object: a function, or a static method of a type.
    None,
    /// On an object or a value.
    Object,
    /// On a place that holds a value type, which it changes.
    Place,
}

/// A function or method.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostFunction {
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// How it is called.
    pub receiver: Receiver,
    /// The parameters without the receiver: names and types.
    pub parameters: Vec<(String, String)>,
    /// The result, as scripts write it; `void` for none.
    pub result: String,
    /// Whether scripts may run before it returns: it takes `&mut Writ`.
    pub reenters: bool,
    /// Where it is in Rust.
    pub rust: Option<RustItem>,
}

/// A value that scripts can read: a constant, or what the host gave to this instance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostValue {
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The type, as scripts write it.
    pub ty: String,
    /// Where it is in Rust.
    pub rust: Option<RustItem>,
}

/// Where something is in the host's source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RustItem {
    /// The path that generated code writes. Of a type: its own (`crate::sim::Monster`). Of a function, constant or method: that of the wrapper that the
    /// macro makes beside it (`crate::sim::__writ_spawn`, `crate::sim::Monster::__writ_bite`); a type that has it by a trait has it in that
    /// (`<crate::sim::Monster as crate::sim::Damageable>::__writ_take_damage`). Of a trait: its own, and its methods have those of the wrappers in it
    /// (`crate::sim::Damageable::__writ_take_damage`). Of a property: that of the wrapper that reads it
    /// (`crate::sim::Monster::__writ_get_health`); the one that writes it has `set` for `get`.
    pub path: String,
    /// The file, relative to the package.
    pub file: String,
    /// The line, 1-based.
    pub line: u32,
}

impl Api {
    /// The group of a name, made if it is new.
    pub fn group_mut(&mut self, name: &str) -> &mut Group {
        if let Some(index) = self.groups.iter().position(|group| group.name == name) {
            return &mut self.groups[index];
        }
        let at = if name.is_empty() { 0 } else { self.groups.len() };
        self.groups.insert(at, Group { name: name.to_owned(), ..Group::default() });
        &mut self.groups[at]
    }

    /// Whether it offers nothing.
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(Group::is_empty)
    }
}

impl Group {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.traits.is_empty() && self.functions.is_empty() && self.values.is_empty()
    }
}

/// A Rust name as scripts spell it: `take_damage` becomes `takeDamage`, `MAX_SPEED` stays as it is.
pub fn camel_case(name: &str) -> String {
    let name = name.strip_prefix("r#").unwrap_or(name);
    if !name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let start = name.len() - name.trim_start_matches('_').len();
    let mut camel = name[..start].to_owned();
    for (index, word) in name[start..].split('_').enumerate() {
        let mut characters = word.chars();
        match characters.next() {
            Some(first) if index > 0 => {
                camel.extend(first.to_uppercase());
                camel.push_str(characters.as_str());
            }
            Some(_) => camel.push_str(word),
            None => {}
        }
    }
    camel
}
