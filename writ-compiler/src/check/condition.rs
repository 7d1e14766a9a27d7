//! Conditions, and what they say of optionals: narrowing.

use super::classes::without_narrowing;
use super::function::{Fact, Variable};
use super::{Checker, error_expr};
use crate::ast;
use crate::diagnostic::{Applicability, Code, Diagnostic, suggest};
use crate::ir::{Expr, ExprKind, Type, TypeId, UnaryOp};
use crate::source::Span;
use std::collections::BTreeSet;

/// What is known of variables if a condition is true, and if it is false.
#[derive(Clone, Default, Debug)]
pub(crate) struct Facts {
    pub when_true: BTreeSet<Fact>,
    pub when_false: BTreeSet<Fact>,
}

impl Facts {
    /// What `a || b` or `a && b` says.
    pub fn of_logic(or: bool, a: &Facts, b: &Facts) -> Facts {
        if or {
            Facts { when_true: &a.when_true & &b.when_true, when_false: &a.when_false | &b.when_false }
        } else {
            Facts { when_true: &a.when_true | &b.when_true, when_false: &a.when_false & &b.when_false }
        }
    }
}

impl Checker {
    /// Checks a condition and finds what it says.
    pub fn condition(&mut self, e: &ast::Expr) -> (Expr, Facts) {
        let value = self.expr(e, Some(TypeId::BOOL));
        if value.ty != TypeId::BOOL && value.ty != TypeId::ERROR && value.ty != TypeId::NEVER {
            let name = self.type_name(value.ty);
            let report = Diagnostic::error(Code::MISMATCH, value.span, format!("a condition has to be a `bool`, found `{name}`"));
            let report = if self.optional_inner(value.ty).is_some() {
                let fix = suggest::behind(&self.program.sources, value.span, " != null", Applicability::Safe);
                report.help("write `… != null` to ask whether it has a value").with_fix(fix)
            } else if value.ty.is_numeric() {
                let fix = suggest::behind(&self.program.sources, value.span, " != 0", Applicability::Unsafe);
                report.help("write `… != 0`").with_fix(fix)
            } else {
                report
            };
            self.report(report);
            return (error_expr(e.span), Facts::default());
        }
        let facts = self.facts(&value);
        (value, facts)
    }

    /// What a condition's IR says.
    fn facts(&mut self, condition: &Expr) -> Facts {
        match &condition.kind {
            ExprKind::IsSome(value) => match self.narrowable(value) {
                Some(variable) => Facts { when_true: BTreeSet::from([Fact::HasValue(variable)]), when_false: BTreeSet::new() },
                None => Facts::default(),
            },
            ExprKind::IsType { value, target } => match self.tested(value, *target) {
                Some((variable, ty)) => Facts { when_true: BTreeSet::from([Fact::Is(variable, ty)]), when_false: BTreeSet::new() },
                None => Facts::default(),
            },
            ExprKind::Unary { op: UnaryOp::Not, operand } => {
                let facts = crate::stack::deep(|| self.facts(operand));
                Facts { when_true: facts.when_false, when_false: facts.when_true }
            }
            // Of a long chain each link asks for all before it.
            ExprKind::Logic { .. } if self.logic_facts.as_ref().is_some_and(|(span, _)| *span == condition.span) => {
                self.logic_facts.take().map(|(_, facts)| facts).unwrap_or_default()
            }
            ExprKind::Logic { or, left, right } => {
                let (a, b) = crate::stack::deep(|| (self.facts(left), self.facts(right)));
                Facts::of_logic(*or, &a, &b)
            }
            _ => Facts::default(),
        }
    }

    /// The variable that an expression reads, if narrowing may hold for it.
    pub fn narrowable(&self, value: &Expr) -> Option<Variable> {
        match &value.kind {
            ExprKind::Local(local) => Some(Variable::Local(*local)),
            ExprKind::Global { global, .. } => Some(Variable::Global(*global)),
            _ => None,
        }
    }

    /// Whether a read gives a variable that is known to have a value.
    pub fn is_narrowed(&self, value: &Expr) -> bool {
        let Some(variable) = self.narrowable(value) else { return false };
        self.stack.last().is_some_and(|state| state.narrowed.contains(&Fact::HasValue(variable)))
    }

    /// Takes facts as true from here on.
    pub fn assume(&mut self, facts: &BTreeSet<Fact>) {
        self.state().narrowed.extend(facts.iter().copied());
    }

    /// A call was made: a `var` that others can reach may have changed.
    pub fn call_ended(&mut self) {
        self.forget(|checker, variable| match variable {
            Variable::Global(global) => checker.program[global].mutable,
            Variable::Local(local) => checker.stack.last().is_some_and(|state| {
                let local = &state.locals[local.0 as usize];
                local.mutable && state.assigned_in_closures.contains(&local.name)
            }),
        });
    }

    /// Forgets what is known of some variables.
    fn forget(&mut self, is_lost: impl Fn(&Checker, Variable) -> bool) {
        let Some(state) = self.stack.last() else { return };
        let lost: Vec<Fact> =
            state.narrowed.iter().copied().filter(|fact| fact.variable().is_some_and(|variable| is_lost(self, variable))).collect();
        for fact in lost {
            self.state().narrowed.remove(&fact);
        }
    }

    /// A variable got a new value: whether it is an optional with a value now.
    pub fn assigned(&mut self, variable: Variable, has_value: bool) {
        self.forget(|_, known| known == variable);
        if has_value {
            self.state().narrowed.insert(Fact::HasValue(variable));
        }
    }

    /// Forgets what is known of variables that a loop's body assigns: a later turn sees what an earlier one left.
    pub fn forget_assigned(&mut self, names: &BTreeSet<ast::Name>) {
        self.forget(|checker, variable| match variable {
            Variable::Global(global) => checker.program[global].mutable,
            Variable::Local(local) => checker.stack.last().is_some_and(|state| {
                let local = &state.locals[local.0 as usize];
                // A `let` keeps its object, of which the body may assign a field.
                local.mutable && names.contains(&local.name)
            }),
        });
    }

    /// `x is T`.
    pub fn is(&mut self, value: &ast::Expr, ty: &ast::TypeExpr, span: Span) -> Expr {
        let value = self.tested_value(value, ty);
        if value.ty == TypeId::ERROR {
            return error_expr(span);
        }
        let kind = match self.variant_test(value.ty, ty) {
            Some(Ok(VariantTest::Variant(variant))) => ExprKind::IsVariant { value: Box::new(value), variant },
            Some(Ok(VariantTest::Success)) => ExprKind::IsSuccess(Box::new(value)),
            Some(Ok(VariantTest::Error)) => {
                let test = Expr { kind: ExprKind::IsSuccess(Box::new(value)), ty: TypeId::BOOL, span };
                ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(test) }
            }
            Some(Err(())) => return error_expr(span),
            None if self.is_testable(value.ty) => {
                let from = value.ty;
                let test = self.type_test(value, ty, span);
                if let ExprKind::IsType { target, .. } = test.kind {
                    self.warn_known_type_test(from, target, span);
                }
                return test;
            }
            None => {
                let what = self.a_type(value.ty);
                self.report(
                    Diagnostic::error(Code::IS, span, format!("`is` can't test {what}"))
                        .note("`is` tests objects and `any`, the variant of an enum, and `Success` or `Error` of a `Result`"),
                );
                return error_expr(span);
            }
        };
        Expr { kind, ty: TypeId::BOOL, span }
    }

    /// The value that `is` looks at: as it was declared, unless it is narrowed to an enum or a `Result` that has a variant of that name.
    fn tested_value(&mut self, value: &ast::Expr, ty: &ast::TypeExpr) -> Expr {
        if !matches!(value.kind, ast::ExprKind::Name(_)) {
            return self.expr(value, None);
        }
        let narrowed = self.expr(value, None);
        let declared = without_narrowing(narrowed.clone());
        let has_variant = match (self.get(narrowed.ty), &ty.kind) {
            (Type::Enum(id), ast::TypeExprKind::Named { name, .. }) => self.program[*id].variants.iter().any(|v| v.name == name.name),
            (Type::Result(_), ast::TypeExprKind::Named { name, .. }) => matches!(&*name.name, "Success" | "Error"),
            _ => false,
        };
        if has_variant && declared.ty != narrowed.ty && self.is_testable(declared.ty) { narrowed } else { declared }
    }

    /// What `is Name` tests on a value of a type; an error was reported if the name does not fit the type, none if `is` does not apply at all.
    pub fn variant_test(&mut self, value: TypeId, ty: &ast::TypeExpr) -> Option<Result<VariantTest, ()>> {
        let ast::TypeExprKind::Named { module, name, .. } = &ty.kind else { return None };
        match self.get(value) {
            Type::Result(_) => Some(match &*name.name {
                "Success" => Ok(VariantTest::Success),
                "Error" => Ok(VariantTest::Error),
                _ => {
                    self.report(
                        Diagnostic::error(
                            Code::UNKNOWN_MEMBER,
                            ty.span,
                            format!("a `Result` is `Success` or `Error`, never `{}`", name.name),
                        )
                        .help("write `is Success(value)` or `is Error(message)`"),
                    );
                    Err(())
                }
            }),
            Type::Enum(id) => {
                let id = *id;
                // `is Shape.Circle` parses as a module path where the grammar allows it; the enum's own name qualifies a variant.
                if let Some(module) = module
                    && *module.name != *self.enums[id.0 as usize].decl.name.name
                {
                    self.report(Diagnostic::error(
                        Code::UNKNOWN_MEMBER,
                        module.span,
                        format!("this is a `{}`, not a `{}`", self.program[id].name, module.name),
                    ));
                    return Some(Err(()));
                }
                let variant = self.program[id].variants.iter().position(|v| v.name == name.name);
                Some(match variant {
                    Some(index) => Ok(VariantTest::Variant(index as u32)),
                    None => {
                        let candidates = self.program[id].variants.iter().map(|v| v.name.to_string()).collect();
                        let report = Diagnostic::error(
                            Code::UNKNOWN_MEMBER,
                            name.span,
                            format!("`{}` has no variant `{}`", self.program[id].name, name.name),
                        );
                        self.report_with_near(report, &name.name, &candidates);
                        Err(())
                    }
                })
            }
            _ => None,
        }
    }
}

/// What `is Name` tests.
#[derive(Clone, Copy, Debug)]
pub(crate) enum VariantTest {
    Variant(u32),
    Success,
    Error,
}
