//! Help for names that stand for nothing: the near one, what other languages' names are called here, variants without their enum, variables of
//! blocks that have ended, methods taken for functions and functions for methods.

mod arguments;
mod foreign;
mod operators;

use super::member::extension_name;
use super::{Checker, MemberKind, Symbol};
use crate::ast::{self, Ident};
use crate::diagnostic::{Code, Diagnostic, near, suggest};
use crate::ir::{Expr, ExprKind, FunctionKind, Type, TypeId};
use crate::source::Span;
use crate::syntax::type_name;
use std::collections::BTreeSet;

impl Checker {
    /// The text of a span's file behind the span.
    fn text_behind(&self, span: Span) -> &str {
        self.program.sources.file(span.file).text.get(span.end as usize..).unwrap_or("")
    }

    /// Adds to the report of an unknown bare name what it probably is; `candidates` are the names that are known here.
    pub(super) fn name_help(&mut self, report: Diagnostic, name: &Ident, candidates: &BTreeSet<String>) -> Diagnostic {
        let text = &*name.name;
        if let Some(owner) = self.variant_owner(text) {
            let full = format!("{owner}.{text}");
            return report.help(format!("`{text}` is a variant of `{owner}`: write `{full}`")).fix(name.span, full);
        }
        if let Some(span) = self
            .stack
            .iter()
            .flat_map(|state| &state.ended)
            .filter(|(ended, _)| *ended == name.name)
            .map(|(_, span)| *span)
            .max_by_key(|span| span.start)
        {
            return report
                .also(span, format!("this `{text}` is gone: its block has ended"))
                .help("declare it before the block, and assign it inside");
        }
        let calls = self.text_behind(name.span).starts_with('(');
        let near = near::nearest(text, candidates.iter().map(String::as_str));
        // A case that differs says more than another language's word.
        if let Some(meant) = near.filter(|meant| meant.eq_ignore_ascii_case(text)) {
            return near_name(report, name, meant, candidates);
        }
        if calls && let Some(report) = self.method_called_bare(&report, name) {
            return report;
        }
        if text == "range"
            && let Some((end, range)) = self.range_called(name.span)
        {
            return report.help(format!("a range is written with dots: `{range}`")).fix(Span { end, ..name.span }, range);
        }
        if let Some(hint) = foreign::name(text) {
            let report = report.help(hint.help);
            return match hint.replacement {
                Some(replacement) if matches!(replacement, "null" | "true" | "false" | "self") => report.fix(name.span, replacement),
                Some(replacement) => report.unsafe_fix(name.span, replacement),
                None => report,
            };
        }
        if let Some(meant) = near {
            return near_name(report, name, meant, candidates);
        }
        if self.is_assigned_as_statement(name.span) {
            return report
                .help(format!("a new variable is declared first: `var {text} = …`, or `let {text} = …` if it never changes"))
                .unsafe_fix(name.span, format!("var {text}"));
        }
        report
    }

    /// `range(1, 10)` as it is written here, and where it ends.
    fn range_called(&self, name: Span) -> Option<(u32, String)> {
        let inside = self.text_behind(name).strip_prefix('(')?;
        let inside = &inside[..inside.find(')')?];
        let parts: Vec<&str> = inside.split(',').map(str::trim).collect();
        let plain = |part: &&str| !part.is_empty() && part.chars().all(|c| c == '_' || c == '.' || c.is_alphanumeric());
        let range = match parts.as_slice() {
            [end] => format!("0..{end}"),
            [start, end] => format!("{start}..{end}"),
            [start, end, step] => format!("({start}..{end}).step({step})"),
            _ => return None,
        };
        parts.iter().all(plain).then(|| (name.end + inside.len() as u32 + 2, range))
    }

    /// `len(names)` for `names.len()`.
    fn method_called_bare(&self, report: &Diagnostic, name: &Ident) -> Option<Diagnostic> {
        let method = if &*name.name == "size" { "len" } else { &*name.name };
        if ["map", "filter", "print"].contains(&method) || method == "toString" {
            return None;
        }
        self.receiver_with(method, "")?;
        let behind = self.text_behind(name.span);
        let first = behind[1..].split([',', ')', '\n']).next().unwrap_or("").trim();
        let is_place = !first.is_empty() && first.chars().all(|c| c == '_' || c == '.' || c.is_alphanumeric());
        let only = behind[1..].trim_start().strip_prefix(first).is_some_and(|rest| rest.trim_start().starts_with(')'));
        let receiver = if is_place { first } else { "value" };
        let arguments = if only { "" } else { "…" };
        Some(report.clone().help(format!("`{method}` is a method: write `{receiver}.{method}({arguments})`")))
    }

    /// Whether `name = …` stands as a statement.
    fn is_assigned_as_statement(&self, span: Span) -> bool {
        let text = &self.program.sources.file(span.file).text;
        let before = text.get(..span.start as usize).unwrap_or("");
        let begins = before.trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|c| matches!(c, '\n' | '{' | '}' | ';'));
        let behind = self.text_behind(span).trim_start();
        begins && behind.starts_with('=') && !behind.starts_with("==") && !behind.starts_with("=>")
    }

    /// The enum in sight that has a variant of this name.
    fn variant_owner(&self, variant: &str) -> Option<String> {
        let scope = &self.modules[self.module.0 as usize];
        let names = scope.names.iter().map(|(name, entry)| (name, &entry.symbol)).chain(&self.session_names).chain(&self.library);
        let has = |symbol: &Symbol| match symbol {
            Symbol::Enum(id) => self.program[*id].variants.iter().any(|own| &*own.name == variant),
            _ => false,
        };
        names.filter(|(_, symbol)| has(symbol)).map(|(name, _)| name.to_string()).min()
    }

    /// A built-in type other than `than` whose values have a method.
    fn receiver_with(&self, method: &str, than: &str) -> Option<&'static str> {
        ["string", "Array", "Dictionary", "int", "float"].into_iter().filter(|receiver| *receiver != than).find(|receiver| {
            let member = self.extensions.get(*receiver).and_then(|members| members.by_name.get(method));
            member.is_some_and(|member| matches!(member.kind, MemberKind::Method(_)))
        })
    }

    /// Adds to the report of an unknown member what it probably is.
    pub(super) fn member_help(
        &mut self,
        report: Diagnostic,
        ty: TypeId,
        name: &Ident,
        called: bool,
        candidates: &BTreeSet<String>,
    ) -> Diagnostic {
        let text = &*name.name;
        let receiver = extension_name(self.get(ty)).unwrap_or("");
        let is_method = |checker: &Checker, method: &str| {
            let member = checker.extensions.get(receiver).and_then(|members| members.by_name.get(method));
            member.is_some_and(|member| matches!(member.kind, MemberKind::Method(_)))
        };
        if !called && (is_method(self, text) || text == "toString") {
            return report.help(format!("`{text}` is a method: call it, `{text}()`")).fix(name.span, format!("{text}()"));
        }
        let near = near::nearest(text, candidates.iter().map(String::as_str));
        if let Some(meant) = near.as_ref().filter(|meant| meant.eq_ignore_ascii_case(text)) {
            return near_name(report, name, meant, candidates);
        }
        if let Some(hint) = foreign::member(receiver, text) {
            let known = hint.replacement.filter(|to| candidates.contains(*to) || *to == "toString");
            if hint.replacement.is_none() || known.is_some() {
                let report = report.help(hint.help);
                return match known {
                    Some(to) if called => report.unsafe_fix(name.span, to),
                    Some(to) => report.unsafe_fix(name.span, format!("{to}()")),
                    None => report,
                };
            }
        }
        if let Some(meant) = near {
            return near_name(report, name, meant, candidates);
        }
        if called && matches!(self.lookup_module_name(text), Some(Symbol::Function(_))) {
            return report.help(format!("`{text}` is a function: write `{text}(…)`, with the value as an argument"));
        }
        if called && let Some(other) = self.receiver_with(text, receiver) {
            let article = if other.starts_with(['A', 'i']) { "an" } else { "a" };
            return report.help(format!("`{text}` is a method of {article} `{other}`"));
        }
        if !called && let Type::Dictionary(TypeId::STRING, _) = self.get(ty) {
            return report.help(format!("the value of a key is `[\"{text}\"]`, or `.get(\"{text}\")` if it may be missing"));
        }
        report
    }

    /// Adds to the report of an unknown type what it probably is.
    pub(super) fn type_help(&mut self, report: Diagnostic, name: &Ident, candidates: &BTreeSet<String>) -> Diagnostic {
        let text = &*name.name;
        if let Some(meant) = type_name(text) {
            return report.help(format!("the type is called `{meant}` here")).fix(name.span, meant);
        }
        if let Some(help) = foreign::type_help(text) {
            return report.help(help);
        }
        let bounds = ["Number", "Comparable", "Equatable", "Hashable"];
        match near::nearest(text, candidates.iter().map(String::as_str).chain(bounds)) {
            Some(meant) => near_name(report, name, meant, candidates),
            None => report,
        }
    }

    /// Reports a `return` with a value in a function that declares no result.
    pub fn returns_nothing(&mut self, value: TypeId, at: Span) {
        let (name, found) = (self.type_name(value), self.a_type(value));
        let report = Diagnostic::error(Code::RETURN, at, format!("this function returns nothing, found {found}"));
        let function = &self.program[self.stack[self.stack.len() - 1].function];
        let report = match function.kind {
            FunctionKind::Plain | FunctionKind::Method { .. } | FunctionKind::Static => {
                report.also(function.span, format!("`{}` declares no result", function.name))
            }
            FunctionKind::Lambda | FunctionKind::ModuleInit | FunctionKind::Synthetic => report,
        };
        let fix = suggest::result_type(&self.program.sources, function.span, &name);
        let inside = self.stack.len() > 1;
        self.report(if inside { report } else { report.help(format!("write `-> {name}` behind its parameters")).with_fix(fix) });
    }

    /// Reports a function without a body, which may stand on the next line.
    pub fn no_body(&mut self, decl: &ast::FunctionDecl) {
        let report = Diagnostic::error(Code::NO_BODY, decl.signature_span, format!("`{}` has no body", decl.name.name));
        let behind = self.text_behind(decl.signature_span);
        let blanks = behind.len() - behind.trim_start().len();
        let report = if behind.trim_start().starts_with('{') {
            let at = decl.signature_span.end;
            let gap = Span { start: at, end: at + blanks as u32, ..decl.signature_span };
            report.help("the `{` of a body stands on the line of its function: a newline ends the declaration").fix(gap, " ")
        } else {
            report.help("write it in `{ … }`")
        };
        self.report(report);
    }

    /// Reports that something gives no value that could be used as `purpose` says.
    pub fn report_void(&mut self, value: &Expr, purpose: &str, hint: Option<TypeId>) {
        let mut report = Diagnostic::error(Code::VOID_VALUE, value.span, format!("this gives no value{purpose}"));
        let function = match &value.kind {
            ExprKind::Call { function, .. } | ExprKind::CallMut { function, .. } => Some(&self.program[*function]),
            _ => None,
        };
        let own = function.filter(|function| !self.program[function.module].library && function.host.is_none());
        let native = match &value.kind {
            ExprKind::CallNative { native, .. } => self.program[*native].name.rsplit('.').next().map(str::to_string),
            _ => function.map(|function| function.name.to_string()),
        };
        if let (Some(function), Some(Type::Function(..))) = (own, hint.map(|ty| self.get(ty))) {
            report = report.help(format!("to hand on the function itself, leave out the parentheses: `{}`", function.name));
        } else if let Some(function) = own {
            report = report.also(function.span, format!("`{}` declares no result", function.name)).help(format!(
                "call `{}` as a statement of its own, or let it return something: `-> int` behind its parameters",
                function.name
            ));
        } else if let Some((method, copy)) = native.as_deref().and_then(|method| foreign::copying(method).map(|copy| (method, copy))) {
            report = report.help(format!("`{method}` changes the array itself; `{copy}` gives a new one"));
        } else {
            report = report.help("it can only stand as a statement of its own");
        }
        self.report(report);
    }

    /// `{Ann: 30}`: keys are values, and names that stand for nothing are probably meant as text. True if that was reported.
    pub(super) fn bare_keys(&mut self, entries: &[ast::DictionaryEntry]) -> bool {
        let mut keys = Vec::new();
        for entry in entries {
            if let ast::DictionaryEntry::Entry(key, _) = entry
                && let ast::ExprKind::Name(name) = &key.kind
            {
                keys.push(name.clone());
            }
        }
        keys.retain(|name| self.find(&name.name).is_none());
        let Some(first) = keys.first() else { return false };
        let mut report = Diagnostic::error(Code::UNKNOWN_NAME, first.span, format!("there is no `{}` here", first.name))
            .note("the keys of a dictionary are values: a bare name is a variable")
            .help(format!("a key that is text stands in quotes: `\"{}\"`", first.name));
        for other in &keys[1..] {
            report = report.also(other.span, format!("nor a `{}`", other.name));
        }
        if keys.len() == 1 {
            report = report.fix(first.span, format!("\"{}\"", first.name));
        }
        self.report(report);
        true
    }
}

/// Offers the near name in the place of one that stands for nothing.
fn near_name(report: Diagnostic, name: &Ident, meant: &str, candidates: &BTreeSet<String>) -> Diagnostic {
    report.did_you_mean(name.span, &name.name, meant, candidates.iter().map(String::as_str))
}
