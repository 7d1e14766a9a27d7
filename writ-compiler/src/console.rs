//! What consoles need, where somebody types one piece of source after the other: values of expressions, and names that may go on what was typed.

use crate::ast::{Expr, ExprKind, Module, StatementKind};
use crate::ir::{ModuleId, TypeId};
use crate::loader::{NoFiles, SourceLoader};
use crate::session::{Loaded, Session};
use std::sync::Arc;

/// What a piece is called that is only looked at.
const LOOKED_AT: &str = "<console>";

impl Session {
    /// As [`Session::eval`]; if the piece ends in an expression that has a value, that is the module's value, as if `return` stood before it.
    pub fn eval_value(&mut self, loader: &dyn SourceLoader, name: &str, source: &str) -> Loaded {
        let mut has_value = false;
        let loaded = self.eval_changed(loader, name, source, |module| has_value = return_last(module));
        // An expression without value, or one that can't be returned: what it means as a statement is what is to be said about it.
        if has_value && loaded.module.is_none() { self.eval(loader, name, source) } else { loaded }
    }

    /// The type of a module's value, as scripts write it; none if it has no value.
    pub fn value_type(&self, module: ModuleId) -> Option<String> {
        let program = self.program();
        let ty = program[program[module].init].result;
        let is_value = !matches!(ty, TypeId::VOID | TypeId::NEVER | TypeId::ERROR);
        is_value.then(|| program.type_name(ty))
    }

    /// The names that a piece of the session may use: those of earlier pieces, of the host and of the library, in order, without keywords.
    pub fn names(&self) -> Vec<String> {
        self.checker.names_in_sight().into_iter().collect()
    }

    /// The names that may stand behind `expression.`: members of its value, or static members of the type that it names. None if it is neither.
    pub fn member_names(&self, expression: &str) -> Vec<String> {
        // What the expression does not compile to leaves no trace here.
        let mut copy = self.clone();
        let loaded = copy.eval_value(&NoFiles, LOOKED_AT, expression);
        let names = match loaded.module {
            Some(module) => {
                let ty = copy.program()[copy.program()[module].init].result;
                Arc::make_mut(&mut copy.checker).value_member_names(ty)
            }
            None => Arc::make_mut(&mut copy.checker).static_member_names(expression.trim()),
        };
        names.into_iter().collect()
    }
}

/// Puts a `return` before the last statement, if that is an expression which is one by nature; gives whether it did.
fn return_last(module: &mut Module) -> bool {
    let Some(last) = module.statements.last_mut() else { return false };
    let StatementKind::Expression(expression) = &mut last.kind else { return false };
    if matches!(expression.kind, ExprKind::Return(_) | ExprKind::Break | ExprKind::Continue) {
        return false;
    }
    let span = expression.span;
    let value = std::mem::replace(expression, Expr { kind: ExprKind::Null, span });
    *expression = Expr { kind: ExprKind::Return(Some(Box::new(value))), span };
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn session(pieces: &[&str]) -> Session {
        let mut session = Session::new(Options::default());
        for piece in pieces {
            let loaded = session.eval(&NoFiles, "<test>", piece);
            assert!(loaded.module.is_some(), "{:?}", loaded.diagnostics);
        }
        session
    }

    fn type_of(session: &mut Session, source: &str) -> Option<String> {
        let loaded = session.eval_value(&NoFiles, "<test>", source);
        let module = loaded.module.unwrap_or_else(|| panic!("{source}: {:?}", loaded.diagnostics));
        session.value_type(module)
    }

    #[test]
    fn the_last_expression_is_the_value() {
        let mut session = session(&["let names = [\"a\"]"]);
        for (source, ty) in [
            ("1 + 1", Some("int")),
            ("names", Some("Array<string>")),
            ("let x = 2\nx as float", Some("float")),
            ("print(1)", None),
            ("let y = 1", None),
            ("return 3", Some("int")),
            ("when x { 1 => \"one\", else => \"many\" }", Some("string")),
            ("when x { 1 => { print(1) } }", None),
            ("", None),
        ] {
            assert_eq!(type_of(&mut session, source).as_deref(), ty, "{source}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_of_the_piece_as_it_stands() {
        let loaded = session(&[]).eval_value(&NoFiles, "<test>", "nothing + 1");
        assert!(loaded.module.is_none());
        assert_eq!(loaded.diagnostics.len(), 1, "{:?}", loaded.diagnostics);
    }

    #[test]
    fn pieces_are_one_module_for_visibility() {
        let mut session =
            session(&["struct Point { x: int = 1 }\nclass Safe { private code: int = 1 }", "let point = Point()\nlet safe = Safe()"]);
        assert_eq!(type_of(&mut session, "point.x").as_deref(), Some("int"));
        assert!(session.eval(&NoFiles, "<test>", "print(safe.code)").module.is_none(), "private stays private");
        let loader = crate::loader::Memory::new().with("other.writ", "export struct Other { y: int = 1 }");
        let loaded = session.eval(&loader, "<test>", "import { Other } from \"other\"\nprint(Other().y)");
        assert!(loaded.module.is_none(), "a module of its own keeps what it does not show");
    }

    #[test]
    fn names_are_those_of_session_and_library() {
        let names = session(&["let health = 1\nfunc heal() {}\nclass Player {}"]).names();
        for name in ["health", "heal", "Player", "print", "sqrt", "Vector2", "int", "Array"] {
            assert!(names.iter().any(|n| n == name), "{name} is not in {names:?}");
        }
    }

    #[test]
    fn members_follow_the_type() {
        let session = session(&[
            "class Base { public health: int = 1 }\nclass Player extends Base { public name: string = \"\"\n  static func make() -> Player { return Player() } }",
            "let player = Player()\nlet list = [1]\nenum Color { Red, Green }\nlet pair = (1, \"a\")\nlet maybe: int? = 1",
        ]);
        for (expression, has, has_not) in [
            ("player", &["health", "name", "toString"][..], "make"),
            ("list", &["push", "len", "map"], "health"),
            ("list.len()", &["toString"], "push"),
            ("\"text\"", &["toUpper", "len"], "push"),
            ("Color", &["Red", "Green", "values"], "name"),
            ("Color.Red", &["name", "ordinal"], "Red"),
            ("Player", &["make"], "health"),
            ("pair", &["0", "1"], "2"),
            ("maybe", &["hasValue", "value"], "0"),
            ("int", &["MAX"], "push"),
            ("Vector2", &["ZERO"], "x"),
            ("Vector2(1.0, 2.0)", &["x", "y"], "ZERO"),
        ] {
            let names = session.member_names(expression);
            for name in has {
                assert!(names.iter().any(|n| n == name), "`{name}` is not in {names:?} of {expression}");
            }
            assert!(!names.iter().any(|n| n == has_not), "`{has_not}` is in {names:?} of {expression}");
        }
        assert!(session.member_names("nothing").is_empty() && session.member_names("").is_empty());
    }
}
