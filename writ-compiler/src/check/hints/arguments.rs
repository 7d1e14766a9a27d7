//! Arguments that are wrong in a way of which more can be said than that they have another type.

use crate::check::arguments::Slot;
use crate::check::{Checker, FunctionInfo};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Expr, TypeId};
use crate::source::Span;

impl Checker {
    /// Reports an argument that does not fit its parameter, whatever the type parameters stand for.
    pub fn unfitting(&mut self, slots: &[Slot<'_>], checked: &[Vec<Option<Expr>>], info: &FunctionInfo) -> bool {
        for (i, (slot, parts)) in slots.iter().zip(checked).enumerate() {
            let (Slot::Given(..), [Some(value)]) = (slot, parts.as_slice()) else { continue };
            let parameter = &info.parameters[i];
            let Some(at) = parameter.span else { continue };
            let mut free = vec![None; info.generics.len()];
            if !self.has_parameters(parameter.ty) || self.is_open(value.ty) || self.unify(parameter.ty, value.ty, &mut free) {
                continue;
            }
            let text = self.program.sources.text(at);
            let written = text.split_once(':').map_or(text, |(_, ty)| ty.split('=').next().unwrap_or(ty)).trim().to_string();
            let found = self.type_name(value.ty);
            let mut report = Diagnostic::error(Code::MISMATCH, value.span, format!("expected `{written}`, found `{found}`"));
            report = if self.is_library(info.module) {
                report.note(format!("this is the argument `{}` of `{}`", parameter.name, info.name))
            } else {
                report.also(at, format!("the parameter `{}` is declared here", parameter.name))
            };
            self.report(report);
            return true;
        }
        false
    }

    /// Two arguments that fit each other's parameters and not their own are one mistake: reports it.
    pub fn swapped(&mut self, slots: &[Slot<'_>], checked: &[Vec<Option<Expr>>], info: &FunctionInfo, types: &[TypeId]) -> bool {
        let mut wrong = Vec::new();
        for (i, (slot, parts)) in slots.iter().zip(checked).enumerate() {
            if let (Slot::Given(..), [Some(value)]) = (slot, parts.as_slice()) {
                let wanted = self.substitute(info.parameters[i].ty, types);
                if !self.converts(value.ty, wanted) {
                    wrong.push((i, value.ty, value.span, wanted));
                }
            }
        }
        let [(i, first, a, wants_first), (j, second, b, wants_second)] = wrong.as_slice() else { return false };
        let known = [first, second, wants_first, wants_second].into_iter().all(|ty| *ty != TypeId::ERROR);
        if !known || !self.converts(*first, *wants_second) || !self.converts(*second, *wants_first) {
            return false;
        }
        let names = (info.parameters[*i].name.clone(), info.parameters[*j].name.clone());
        let (a, b) = if a.start < b.start { (*a, *b) } else { (*b, *a) };
        let text = |span: Span| self.program.sources.text(span).to_string();
        let new = format!("{}{}{}", text(b), text(Span { start: a.end, end: b.start, ..a }), text(a));
        let whole = Span { end: b.end, ..a };
        let (one, two) = (self.type_name(*wants_first), self.type_name(*wants_second));
        let mut report = Diagnostic::error(Code::MISMATCH, whole, format!("the arguments for `{}` and `{}` are swapped", names.0, names.1))
            .label(format!("expected `{one}` and `{two}`, in this order"))
            .help(format!("write `{new}`"))
            .unsafe_fix(whole, new.clone());
        for parameter in [*i, *j] {
            if let Some(span) = info.parameters[parameter].span.filter(|span| !self.is_library_file(*span)) {
                report = report.also(span, "declared here");
            }
        }
        self.report(report);
        true
    }
}
