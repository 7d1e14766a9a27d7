//! Whether a program can make objects that hold each other: these are not freed, and then there is nothing to be said of what is left in the end.

use std::collections::BTreeSet;
use writ_compiler::ir::{Program, Type, TypeId};

/// Whether a program can make cycles of references, judged by its types alone: something on the heap can reach itself by strong references.
pub fn can_make_cycles(program: &Program) -> bool {
    (0..program.types.len()).map(|index| TypeId(index as u32)).filter(|ty| is_heap(program, *ty)).any(|ty| {
        let mut seen = BTreeSet::new();
        let mut open = held_by(program, ty);
        while let Some(next) = open.pop() {
            if next == ty {
                return true;
            }
            if seen.insert(next) {
                open.extend(held_by(program, next));
            }
        }
        false
    })
}

/// Whether values of the type are objects that can be changed, or hold what can. Structs, enums and tuples are not: they are copied.
fn is_heap(program: &Program, ty: TypeId) -> bool {
    match program.types.get(ty) {
        Type::Array(_) | Type::Dictionary(..) | Type::Function(..) | Type::Trait(_) | Type::Any => true,
        Type::Class(class) => program[*class].boxed.is_none(),
        Type::Error
        | Type::Never
        | Type::Void
        | Type::Int
        | Type::Int32
        | Type::Float
        | Type::Float64
        | Type::Bool
        | Type::String
        | Type::Range => false,
        Type::Optional(_) | Type::Result(_) | Type::Tuple(_) | Type::Struct(_) | Type::Enum(_) | Type::Weak(_) | Type::Parameter(_) => {
            false
        }
    }
}

/// The types of what a value of the type may hold, and of what it may be.
fn held_by(program: &Program, ty: TypeId) -> Vec<TypeId> {
    match program.types.get(ty) {
        Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => Vec::new(),
        Type::String | Type::Range | Type::Weak(_) | Type::Parameter(_) => Vec::new(),
        Type::Array(item) | Type::Optional(item) | Type::Result(item) => vec![*item],
        Type::Dictionary(key, value) => vec![*key, *value],
        Type::Tuple(items) => items.clone(),
        // Any closure, with all that any closure of the program captures.
        Type::Function(..) => captured(program),
        Type::Struct(id) => program[*id].fields.iter().map(|field| field.ty).collect(),
        Type::Enum(id) => program[*id].variants.iter().flat_map(|variant| variant.fields.iter().map(|field| field.ty)).collect(),
        Type::Class(id) => {
            let fields = program.stored_fields(*id).into_iter().map(|field| field.ty);
            let narrower = classes(program).filter(|(_, class)| class.base == Some(*id)).filter_map(|(index, _)| known(program, index));
            fields.chain(narrower).collect()
        }
        Type::Trait(id) => {
            let has = |class: &writ_compiler::ir::ClassDef| class.traits.iter().any(|implementation| implementation.definition == *id);
            classes(program).filter(|(_, class)| has(class)).filter_map(|(index, _)| known(program, index)).collect()
        }
        Type::Any => {
            let boxed = classes(program).filter_map(|(_, class)| class.boxed);
            let own = classes(program).filter(|(_, class)| !program[class.module].library).filter_map(|(index, _)| known(program, index));
            boxed.chain(own).collect()
        }
    }
}

fn classes(program: &Program) -> impl Iterator<Item = (u32, &writ_compiler::ir::ClassDef)> {
    (0..).zip(&program.classes)
}

fn known(program: &Program, class: u32) -> Option<TypeId> {
    program.types.known(&Type::Class(writ_compiler::ir::ClassId(class)))
}

fn captured(program: &Program) -> Vec<TypeId> {
    let functions = program.functions.iter().filter(|function| !program[function.module].library);
    functions.flat_map(|function| function.captures.iter().map(|local| function.locals[local.0 as usize].ty)).collect()
}

#[cfg(test)]
mod tests {
    use super::can_make_cycles;
    use crate::programs::{Kind, programs};
    use writ_compiler::loader::NoFiles;
    use writ_compiler::{Options, Session};

    fn judged(source: &str) -> Option<bool> {
        let mut session = Session::new(Options::default());
        session.eval(&NoFiles, "<script>", source).module?;
        Some(can_make_cycles(session.program()))
    }

    #[test]
    fn cycles_are_seen_in_the_types() {
        for source in [
            "class Node { next: Node? = null }",
            "trait T { func m() -> int }\nclass A with T { other: T? = null\n func m() -> int { return 1 } }",
            "class A { b: B? = null }\nclass B { all: Array<A> = [] }",
            "class A { act: () -> int = () => 1 }\nfunc f() { let a = A()\n a.act = () => a.act() }",
            "let all: Array<any> = []\nall.push(all)",
            "class A { }\nclass B extends A { other: A? = null }",
        ] {
            assert_eq!(judged(source), Some(true), "{source}");
        }
        for source in [
            "class A { n: int = 1 }\nlet all = [[A()]]",
            "class Node { next: Weak<Node>? = null }",
            "enum Tree { Leaf, Both(left: Tree, right: Tree) }\nlet all = [Tree.Leaf]",
            "let n = 2\nlet f = (x: int) => x + n\nlet all = [f]",
        ] {
            assert_eq!(judged(source), Some(false), "{source}");
        }
    }

    #[test]
    fn most_cases_make_none() {
        let judged: Vec<bool> =
            programs().iter().filter(|script| script.kind == Kind::Runs).step_by(12).filter_map(|script| judged(&script.text)).collect();
        let cyclic = judged.iter().filter(|can| **can).count();
        assert!(judged.len() > 50 && cyclic * 3 < judged.len(), "{cyclic} of {} cases can make cycles", judged.len());
    }
}
