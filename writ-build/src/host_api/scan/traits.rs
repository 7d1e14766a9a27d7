//! Traits in a scan: what they are, and which types have them.

use super::super::modules::{Export, Found, Home};
use super::super::traits::Trait;
use super::super::{Function, Whole};
use super::{Scanner, place, type_of};
use std::collections::HashMap;
use syn::Path;
use syn::spanned::Spanned;
use writ_compiler::host::{HostFunction, HostProperty, HostTrait};

impl Scanner {
    pub(super) fn host_trait(&mut self, home: &Home, definition: &Trait) -> HostTrait {
        let path = format!("{}::{}", home.module, definition.ident);
        let function = |function: &Function| {
            let path = format!("{path}::{}", function.wrapper());
            self.host_function(home, function, None, false, path)
        };
        let functions = definition.functions.iter().map(function).collect();
        let rust = place(home, path, definition.ident.span());
        HostTrait { name: definition.name.clone(), doc: definition.doc.clone(), functions, rust }
    }

    /// The traits that a type names, by their names in scripts. Their functions are added to those of the type.
    pub(super) fn traits_of(
        &mut self,
        home: &Home,
        ty: &Whole,
        properties: &[HostProperty],
        functions: &mut Vec<HostFunction>,
        found: &[Found],
    ) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        // By the name of a function: what else it belongs to.
        let mut from: HashMap<String, String> = HashMap::new();
        for path in &ty.traits {
            let Some((of, definition)) = trait_of(found, home, path) else {
                let message = format!("`{}` is no trait with `#[writ_export]`", last(path));
                self.walk.error(home, path.span(), &message);
                continue;
            };
            if names.contains(&definition.name) {
                self.walk.error(home, path.span(), &format!("`{}` has the trait `{}` already", ty.name, definition.name));
                continue;
            }
            names.push(definition.name.clone());
            for function in &definition.functions {
                let wrapper = format!("<{}::{} as {}::{}>::{}", home.module, ty.ident, of.module, definition.ident, function.wrapper());
                let made = self.host_function(of, function, None, false, wrapper);
                let same_property = properties.iter().any(|property| property.name == made.name);
                if same_property || functions.iter().any(|other| other.name == made.name) {
                    let other = match from.get(&made.name) {
                        Some(other) => format!("a function `{}` of `{other}`", made.name),
                        None if same_property => format!("a field `{}`", made.name),
                        None => format!("a function `{}` of its own", made.name),
                    };
                    let message = format!(
                        "`{}` has {other} already, and `{}` ({}:{}) has one: rename or skip one of them",
                        ty.name,
                        definition.name,
                        of.file,
                        function.ident.span().start().line
                    );
                    if function.conditions.is_empty() && definition.conditions.is_empty() {
                        self.walk.error(home, path.span(), &message);
                    }
                    continue;
                }
                from.insert(made.name.clone(), definition.name.clone());
                functions.push(made);
            }
        }
        names
    }

    /// An exported `impl` of a trait is meant for scripts: the trait has to be exported, and the type has to name it.
    pub(super) fn check_implementations(&mut self, found: &[Found]) {
        for item in found {
            let Export::Implementation(implementation) = &item.export else { continue };
            let span = item.span();
            let Some((of, definition)) = trait_of(found, &item.home, &implementation.of) else {
                let message = format!("`{}` is no trait with `#[writ_export]`", last(&implementation.of));
                self.walk.error(&item.home, span, &message);
                continue;
            };
            let Some((home, ty)) = type_of(found, &item.home, &implementation.ident) else {
                let message = format!("traits are exported of a type with `#[derive(WritType)]`, and `{}` has none", implementation.ident);
                self.walk.error(&item.home, implementation.ident.span(), &message);
                continue;
            };
            let named = ty.traits.iter().any(|path| trait_of(found, home, path).is_some_and(|(_, other)| std::ptr::eq(other, definition)));
            if !named {
                let (at, of_line) = (ty.ident.span().start().line, definition.ident.span().start().line);
                let message = format!(
                    "scripts don't see this: `{}` ({}:{at}) does not name `{}` ({}:{of_line}): write `#[writ(traits({}))]` of it",
                    ty.ident, home.file, definition.ident, of.file, definition.ident
                );
                self.walk.error(&item.home, span, &message);
            }
        }
    }
}

fn last(path: &Path) -> String {
    path.segments.last().map_or_else(String::new, |segment| segment.ident.to_string())
}

/// The exported trait that a path names.
fn trait_of<'a>(found: &'a [Found], home: &Home, path: &Path) -> Option<(&'a Home, &'a Trait)> {
    by_path(found, home, path).or_else(|| {
        // `use health::Damageable as Hurtable;`
        let renamed = found.iter().find_map(|item| {
            let Export::Alias(name, syn::Type::Path(of)) = &item.export else { return None };
            (item.home.module == home.module && path.is_ident(name)).then_some(&of.path)
        });
        by_path(found, home, renamed?)
    })
}

/// As types are found: of several of one name that of the same module is meant, or that of the module that the path names.
fn by_path<'a>(found: &'a [Found], home: &Home, path: &Path) -> Option<(&'a Home, &'a Trait)> {
    let name = &path.segments.last()?.ident;
    let before = path.segments.iter().rev().nth(1).map(|segment| format!("::{}", segment.ident));
    let all = || {
        found.iter().filter_map(|item| {
            let Export::Trait(definition) = &item.export else { return None };
            (definition.ident == *name).then_some((&item.home, definition))
        })
    };
    let meant = |of: &Home| match &before {
        Some(before) => of.module.ends_with(before),
        None => of.module == home.module,
    };
    all().find(|(of, _)| meant(of)).or_else(|| all().next())
}
