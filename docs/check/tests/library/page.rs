//! The text of the pages.

use crate::declarations::{Item, Module, Part};
use std::collections::BTreeMap;

/// The page of a module.
pub fn of_module(module: &Module) -> String {
    let mut out = format!(
        "# {name}\n\n{}\n\n<!-- Made from writ-compiler/src/std/{name}.writ: change that, and run `WRIT_BLESS=1 cargo test -p writ-docs-check --test library`. -->\n",
        words(&module.doc),
        name = module.name
    );
    for part in &module.parts {
        if !part.title.is_empty() {
            out.push_str(&format!("\n## {}\n", heading(&part.title)));
            if !part.doc.is_empty() {
                out.push_str(&format!("\n{}\n", words(&part.doc)));
            }
            if !part.declaration.is_empty() {
                out.push_str(&format!("\n```writ,declaration\n{}\n```\n", part.declaration));
            }
        }
        // What has nothing to be said about it stands together.
        let plain: Vec<&str> =
            part.items.iter().filter(|item| item.is_plain && item.doc.is_empty()).map(|item| &*item.declaration).collect();
        if !plain.is_empty() {
            out.push_str(&format!("\n```writ,declaration\n{}\n```\n", plain.join("\n")));
        }
        for item in part.items.iter().filter(|item| !(item.is_plain && item.doc.is_empty())) {
            out.push_str(&section(item));
        }
    }
    out
}

fn section(item: &Item) -> String {
    let doc = if item.doc.is_empty() { String::new() } else { format!("\n{}\n", words(&item.doc)) };
    format!("\n### {}\n\n```writ,declaration\n{}\n```\n{doc}", item.name, item.declaration)
}

/// The first page: the modules, and every name with the place where it is described.
pub fn index(modules: &[Module]) -> String {
    let mut out = String::from(
        "# The standard library\n\n\
         What a script has without an import, module by module. The pages are made from the declarations that the compiler reads, so they say what is there.\n\n\
         <!-- Made from writ-compiler/src/std/*.writ: see the pages. -->\n\n\
         | module | |\n|---|---|\n",
    );
    for module in modules {
        let doc = words(&module.doc).replace('\n', " ").replace('|', "\\|");
        out.push_str(&format!("| [{name}]({name}.md) | {doc} |\n", name = module.name));
    }
    out.push_str("\n## Types\n\n");
    let parts = || modules.iter().flat_map(|module| module.parts.iter().map(move |part| (module, part)));
    let mut types: Vec<_> = parts().filter(|(_, part)| !part.title.is_empty()).collect();
    types.sort_by_key(|(_, part)| part.name.to_lowercase());
    let types: Vec<String> = types.into_iter().map(|(module, part)| link(&part.name, module, &heading(&part.title))).collect();
    out.push_str(&types.join(" · "));
    out.push_str("\n\n## Functions and constants\n\n");
    out.push_str(&names(parts().filter(|(_, part)| part.title.is_empty())));
    out.push_str("\n## Members of types\n\n");
    out.push_str(&names(parts().filter(|(_, part)| !part.title.is_empty())));
    out
}

/// Each name of the parts' items with where it is described, by first letters.
fn names<'a>(parts: impl Iterator<Item = (&'a Module, &'a Part)>) -> String {
    let mut found: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (module, part) in parts {
        for item in part.items.iter().filter(|item| !(item.is_plain && item.doc.is_empty())) {
            let own = item.name.rsplit('.').next().unwrap_or(&item.name);
            found.entry((own.to_lowercase(), own.to_owned())).or_default().push(link(&item.name, module, &item.name));
        }
    }
    let mut out = String::new();
    let mut letter = None;
    for ((lower, _), mut links) in found {
        links.dedup();
        let first = lower.chars().next();
        out.push_str(if letter.is_none() {
            ""
        } else if letter == first {
            " · "
        } else {
            "\n\n"
        });
        letter = first;
        out.push_str(&links.join(" · "));
    }
    out.push('\n');
    out
}

/// A link to a heading of a module's page.
fn link(shown: &str, module: &Module, heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect();
    format!("[`{shown}`]({}.md#{anchor})", module.name)
}

/// A type in a heading: `<` would begin HTML.
fn heading(title: &str) -> String {
    if title.contains('<') { format!("`{title}`") } else { title.to_owned() }
}

/// A comment as Markdown: `<` outside of backticks would begin HTML.
fn words(comment: &str) -> String {
    let parts: Vec<String> = comment
        .split('`')
        .enumerate()
        .map(|(index, part)| if index % 2 == 0 { part.replace('<', "&lt;") } else { part.to_owned() })
        .collect();
    parts.join("`")
}
