//! Which values no arm of a `when` fits, and which arms nothing reaches.
//!
//! The method is that of Maranget ("Warnings for pattern matching"): patterns are rows of a matrix, and a row is useful if some value fits it and
//! none of the rows above. The first column decides on a constructor (a variant, `null`, a range of ints); the rows that fit it are specialised
//! to its fields, and so on. Arms with a guard and patterns with a test never count as covering, but may be found unreachable.
//!
//! `matrix` has the algorithm, `witness` writes missing values as a script's author would.

mod matrix;
mod witness;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Pattern, Program, TypeId};
use crate::source::Span;
use matrix::{Matrix, Pat};

/// What [`check`] found out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MatchReport {
    /// Patterns for values that no arm fits; empty if the match is exhaustive. No more than a few.
    pub missing: Vec<String>,
    /// Arms that no value reaches, by index.
    pub unreachable: Vec<usize>,
}

/// How many missing patterns are reported.
const WITNESSES: usize = 4;

/// Looks at the arms of a match on a value of type `subject`: their patterns, whether they have a guard, their spans.
pub fn check(program: &Program, subject: TypeId, arms: &[(&Pattern, bool, Span)]) -> MatchReport {
    let mut matrix = Matrix::new(program, subject);
    let mut unreachable = Vec::new();
    for (index, (pattern, guarded, _)) in arms.iter().enumerate() {
        let pat = Pat::lower(pattern);
        if !matrix.is_useful(&pat) {
            unreachable.push(index);
        } else if !guarded {
            matrix.add(pat);
        }
    }
    let mut missing: Vec<String> = Vec::new();
    for witness in matrix.missing(WITNESSES) {
        let text = witness::text(program, subject, &witness);
        if !missing.contains(&text) {
            missing.push(text);
        }
    }
    if missing.iter().any(|text| text == "_") {
        missing = vec!["_".into()];
    }
    MatchReport { missing, unreachable }
}

impl MatchReport {
    /// The error for a `when` that is not exhaustive; `span` is its head.
    pub fn missing_error(&self, span: Span) -> Option<Diagnostic> {
        let (last, others) = self.missing.split_last()?;
        let list = match others.split_last() {
            None => format!("`{last}`"),
            Some((before, [])) => format!("`{before}` and `{last}`"),
            Some(_) => format!("{} and `{last}`", others.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(", ")),
        };
        let message = if self.missing == ["_"] {
            "not every value has an arm".to_owned()
        } else {
            format!("not every value has an arm: {list} not covered")
        };
        let diagnostic = Diagnostic::error(Code::NOT_EXHAUSTIVE, span, message);
        let arms = self.missing.iter().map(|m| if m == "_" { "`else`".to_string() } else { format!("`{m}`") }).collect::<Vec<_>>();
        Some(diagnostic.label("not exhaustive").help(match &*arms {
            [one] if one == "`else`" => "add an `else` arm".to_string(),
            [one] => format!("add an arm for {one}, or an `else`"),
            _ => "add the missing arms, or an `else`".to_string(),
        }))
    }

    /// The warnings for arms that are never reached.
    pub fn unreachable_warnings(&self, arms: &[(&Pattern, bool, Span)]) -> Vec<Diagnostic> {
        let warning = |index: &usize| {
            let (pattern, _, span) = arms[*index];
            let is_empty = matches!(pattern, Pattern::IntRange { start, end } if start > end);
            let label = if is_empty { "the range is empty" } else { "the arms above fit every such value" };
            Diagnostic::warning(Code::UNREACHABLE_ARM, span, "this arm is never reached").label(label)
        };
        self.unreachable.iter().map(warning).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::ir::{EnumDef, EnumId, ModuleId, Type, VariantDef, VariantField};

    fn shapes(program: &mut Program) -> (TypeId, TypeId) {
        let def = |name: &str, variants: &[(&str, &[(&str, TypeId)])]| EnumDef {
            name: name.into(),
            module: ModuleId(0),
            doc: None,
            variants: variants
                .iter()
                .map(|(name, fields)| VariantDef {
                    name: (*name).into(),
                    doc: None,
                    fields: fields.iter().map(|(name, ty)| VariantField { name: (*name).into(), ty: *ty, boxed: false }).collect(),
                })
                .collect(),
            methods: vec![],
            span: at(0),
        };
        program.enums.push(def("Direction", &[("North", &[]), ("South", &[])]));
        let direction = program.types.intern(Type::Enum(EnumId(0)));
        program.enums.push(def(
            "Shape",
            &[("Circle", &[("r", TypeId::FLOAT)]), ("Facing", &[("to", direction), ("far", TypeId::BOOL)]), ("Empty", &[])],
        ));
        (direction, program.types.intern(Type::Enum(EnumId(1))))
    }

    fn report(program: &Program, ty: TypeId, patterns: &[Pattern]) -> (String, Vec<usize>) {
        let arms: Vec<_> = patterns.iter().map(|p| (p, false, at(0))).collect();
        let report = check(program, ty, &arms);
        (report.missing.join(" "), report.unreachable)
    }

    fn some(pattern: Pattern) -> Pattern {
        Pattern::Some(Box::new(pattern))
    }

    fn variant(variant: u32, fields: Vec<Pattern>) -> Pattern {
        Pattern::Variant { variant, fields }
    }

    #[test]
    fn enums() {
        let mut p = program();
        let (direction, shape) = shapes(&mut p);
        assert_eq!(report(&p, direction, &[variant(0, vec![])]), ("Direction.South".into(), vec![]));
        assert_eq!(report(&p, direction, &[variant(0, vec![]), Pattern::Any, variant(1, vec![])]), (String::new(), vec![2]));
        assert_eq!(report(&p, shape, &[variant(2, vec![])]), ("is Circle(_) is Facing(_, _)".into(), vec![]));
        assert_eq!(report(&p, direction, &[]), ("Direction.North Direction.South".into(), vec![]));
        let facing = |a, b| variant(1, vec![a, b]);
        let patterns = [facing(variant(0, vec![]), Pattern::Any), facing(Pattern::Any, Pattern::Bool(true)), variant(2, vec![])];
        assert_eq!(report(&p, shape, &patterns), ("is Circle(_) is Facing(Direction.South, false)".into(), vec![]));
    }

    #[test]
    fn optionals_results_and_tuples() {
        let mut p = program();
        let (direction, _) = shapes(&mut p);
        let optional = p.types.intern(Type::Optional(direction));
        let north = || variant(0, vec![]);
        assert_eq!(report(&p, optional, &[some(north())]), ("null Direction.South".into(), vec![]));
        assert_eq!(report(&p, optional, &[Pattern::Null, some(Pattern::Any), some(north())]), (String::new(), vec![2]));
        let result = p.types.intern(Type::Result(TypeId::INT));
        assert_eq!(report(&p, result, &[Pattern::Success(Box::new(Pattern::Any))]), ("is Error(_)".into(), vec![]));
        let pair = p.types.intern(Type::Tuple(vec![TypeId::BOOL, optional]));
        let patterns = [
            Pattern::Tuple(vec![Pattern::Bool(true), Pattern::Null]),
            Pattern::Tuple(vec![Pattern::Bool(false), Pattern::Any]),
            Pattern::Tuple(vec![Pattern::Bool(false), Pattern::Null]),
        ];
        assert_eq!(report(&p, pair, &patterns), ("(true, Direction.North) (true, Direction.South)".into(), vec![2]));
        let patterns = &patterns[..1];
        assert_eq!(report(&p, pair, patterns).0, "(false, _) (true, Direction.North) (true, Direction.South)");
    }

    #[test]
    fn ints_and_strings() {
        let p = program();
        let range = |start, end| Pattern::IntRange { start, end };
        let patterns = [range(0, 10), range(5, 8), Pattern::Int(10), range(11, 20), range(5, 15), Pattern::Int(30), range(9, 0)];
        assert_eq!(report(&p, TypeId::INT, &patterns), ("_".into(), vec![1, 2, 4, 6]));
        let all = [range(i64::from(i32::MIN), 3), range(5, i64::from(i32::MAX))];
        assert_eq!(report(&p, TypeId::INT32, &all), ("4".into(), vec![]));
        let all = [range(i64::MIN, 0), range(1, i64::MAX), Pattern::Int(7)];
        assert_eq!(report(&p, TypeId::INT, &all), (String::new(), vec![2]));
        let hello = || Pattern::String("hello".into());
        assert_eq!(
            report(&p, TypeId::STRING, &[hello(), Pattern::Or(vec![hello(), Pattern::String("b".into())]), hello()]),
            ("_".into(), vec![2])
        );
    }

    #[test]
    fn guards_and_tests_cover_nothing() {
        let mut p = program();
        let pair = p.types.intern(Type::Tuple(vec![TypeId::BOOL, TypeId::FLOAT]));
        let test = || Pattern::Test { local: crate::ir::LocalId(0), test: Box::new(boolean(true)) };
        let patterns = [Pattern::Tuple(vec![Pattern::Any, test()]), Pattern::Tuple(vec![Pattern::Any, test()]), Pattern::Any, test()];
        assert_eq!(report(&p, pair, &patterns), (String::new(), vec![3]));
        let arms = [(&Pattern::Any, true, at(0)), (&Pattern::Bool(true), false, at(0))];
        assert_eq!(check(&p, TypeId::BOOL, &arms).missing, ["false"]);
    }

    #[test]
    fn many_arms_are_quick() {
        let p = program();
        let patterns: Vec<_> = (0..20_000).map(|n| Pattern::Int(n * 2)).collect();
        assert_eq!(report(&p, TypeId::INT, &patterns), ("_".into(), vec![]));
    }
}
