//! The diagnostics of the flow analysis.

use super::{Flow, Origin};
use crate::diagnostic::{Applicability, Code, Diagnostic, suggest};
use crate::ir::{BinaryOp, Expr, ExprKind, FuncId, FunctionKind, LocalId, visit};
use crate::source::Span;

impl Flow<'_> {
    pub(super) fn unassigned(&mut self, local: LocalId, span: Span) {
        let info = &self.function.locals[local.0 as usize];
        let sometimes = self.uses[local.0 as usize].number.is_some_and(|number| self.state.maybe.has(number));
        let how = if sometimes { "may be read" } else { "is read" };
        let label = if sometimes { "not assigned on every path to here" } else { "has no value here" };
        self.diagnostics.push(
            Diagnostic::error(Code::UNASSIGNED, span, format!("`{}` {how} before it is assigned", info.name))
                .label(label)
                .also(info.span, format!("`{}` is declared here without a value", info.name))
                .help("give it a value where it is declared, or assign it on every path"),
        );
    }

    pub(super) fn part_unassigned(&mut self, local: LocalId, span: Span) {
        let info = &self.function.locals[local.0 as usize];
        self.diagnostics.push(
            Diagnostic::error(Code::UNASSIGNED, span, format!("a field of `{}` is assigned before `{}` itself", info.name, info.name))
                .label("has no value here")
                .also(info.span, format!("`{}` is declared here without a value", info.name))
                .help("give it a whole value first"),
        );
    }

    pub(super) fn captured_unassigned(&mut self, local: LocalId, called: Option<FuncId>, span: Span) {
        let info = &self.function.locals[local.0 as usize];
        let name = &info.name;
        let (message, label) = match called {
            Some(function) => {
                let function = &self.program[function].name;
                (format!("`{function}` is called before `{name}` is assigned"), format!("`{function}` uses `{name}`"))
            }
            None => (format!("`{name}` is captured before it is assigned"), format!("this function uses `{name}`")),
        };
        self.diagnostics.push(
            Diagnostic::error(Code::CAPTURED_UNASSIGNED, span, message)
                .label(label)
                .also(info.span, format!("`{name}` is declared here without a value"))
                .help(format!("assign `{name}` before")),
        );
    }

    pub(super) fn assigned_twice(&mut self, local: LocalId, span: Span) {
        let info = &self.function.locals[local.0 as usize];
        let name = &info.name;
        self.diagnostics.push(
            Diagnostic::error(Code::ASSIGNED_TWICE, span, format!("`{name}` is assigned a second time"))
                .label("may have a value already")
                .also(info.span, format!("`{name}` is declared here"))
                .help(format!("declare it with `var {name}` to assign it more than once"))
                .with_fix(suggest::let_to_var(&self.program.sources, info.span, Applicability::Safe)),
        );
    }

    pub(super) fn assigned_in_loop(&mut self, local: LocalId, span: Span) {
        let info = &self.function.locals[local.0 as usize];
        self.diagnostics.push(
            Diagnostic::error(Code::ASSIGNED_TWICE, span, format!("`{}` is assigned again in the loop's next turn", info.name))
                .label("assigned once for each turn")
                .also(info.span, format!("`{}` is declared outside of the loop", info.name))
                .help(format!("declare it inside the loop, or with `var {}`", info.name))
                .with_fix(suggest::let_to_var(&self.program.sources, info.span, Applicability::Unsafe)),
        );
    }

    pub(super) fn missing_return(&mut self) {
        let function = self.function;
        let ty = self.program.type_name(function.coroutine.unwrap_or(function.result));
        if function.kind == FunctionKind::ModuleInit {
            return self.missing_module_value(&ty);
        }
        let message = match function.kind {
            FunctionKind::Lambda => format!("this function does not return `{ty}` on every path"),
            FunctionKind::Plain
            | FunctionKind::Method { .. }
            | FunctionKind::Static
            | FunctionKind::ModuleInit
            | FunctionKind::Synthetic => {
                format!("`{}` does not return `{ty}` on every path", function.name)
            }
        };
        self.diagnostics.push(
            Diagnostic::error(Code::MISSING_RETURN, function.span, message)
                .label("can end without a result")
                .help(format!("add a `return` with a value of type `{ty}` at its end, or `panic(…)` if the end can't be reached")),
        );
    }

    /// A script whose end can be reached, although a `return` gives a value.
    fn missing_module_value(&mut self, ty: &str) {
        let mut first = None;
        visit::each_expr(&self.function.body, |expr| {
            if matches!(expr.kind, ExprKind::Return(Some(_))) {
                first = first.or(Some(expr.span));
            }
        });
        self.diagnostics.push(
            Diagnostic::error(Code::MISSING_RETURN, first.unwrap_or(self.function.span), "the script returns a value on some paths only")
                .label(format!("gives `{ty}` here, but the end of the script can be reached"))
                .help(format!("add a `return` with a value of type `{ty}` at the end of the script")),
        );
    }

    /// A statement or value of a block; `last` is what comes before it.
    pub(super) fn reached(&mut self, span: Span, last: Option<Span>) {
        if self.state.reachable || self.quiet {
            return;
        }
        self.quiet = true;
        let mut diagnostic = Diagnostic::warning(Code::UNREACHABLE, span, "this code is never reached").label("never reached");
        if let Some(last) = last {
            diagnostic = diagnostic.also(last, "nothing goes on behind this");
        }
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn no_effect(&mut self, expr: &Expr) {
        let span = expr.span;
        let text = self.program.sources.text(span);
        let report = Diagnostic::warning(Code::NO_EFFECT, span, "this expression does nothing");
        self.diagnostics.push(if matches!(expr.kind, ExprKind::Closure { .. }) && !text.contains("=>") {
            report.label("a function is named, but not called").help(format!("call it: `{text}()`"))
        } else if let Some(operand) = text.strip_prefix("--") {
            report.label("minus minus").help(format!("Writ has no `--`: write `{operand} -= 1`"))
        } else if matches!(expr.kind, ExprKind::Binary { op: BinaryOp::Equal, .. }) {
            let report = report.label("a comparison, whose result is not used").help("`=` assigns; `==` compares");
            // `x == 1` where `x = 1` was meant.
            match text.find(" == ").filter(|at| text[..*at].chars().all(|c| c.is_alphanumeric() || "_.".contains(c))) {
                Some(at) => {
                    let at = span.start as usize + at;
                    report.unsafe_fix(Span::new(span.file, at, at + " == ".len()), " = ")
                }
                None => report,
            }
        } else {
            report.label("its value is not used").help("use the value, or remove the expression")
        });
    }

    pub(super) fn unused_locals(&mut self) {
        for (info, local) in self.function.locals.iter().zip(&self.uses) {
            let counts = matches!(local.origin, Origin::Declared | Origin::Pattern);
            if !counts || local.read || info.name.is_empty() || info.name.starts_with('_') {
                continue;
            }
            let name = &info.name;
            let message = if local.written { format!("`{name}` is assigned, but never read") } else { format!("`{name}` is never read") };
            let help = match local.origin {
                Origin::Pattern => format!("write `_` if the value is not needed, or `_{name}` to keep the name"),
                Origin::Declared | Origin::Loop | Origin::Outside => format!("remove it, or name it `_{name}`"),
            };
            let report = Diagnostic::warning(Code::UNUSED_LOCAL, info.span, message).label("not used").help(help);
            // One that is assigned elsewhere would need its new name there, too.
            let has_name = self.program.sources.text(info.span) == &**name;
            self.diagnostics.push(if has_name && !local.written { report.fix(info.span, format!("_{name}")) } else { report });
        }
    }
}
