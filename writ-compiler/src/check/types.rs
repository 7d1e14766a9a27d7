//! Written types, and types as diagnostics name them.

use super::{BoundKind, Checker, GenericIndex, MemberKind, Symbol};
use crate::ast::{Ident, TypeExpr, TypeExprKind};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix};
use crate::ir::{Owner, Type, TypeId};
use crate::source::Span;
use std::collections::BTreeSet;

/// Types that no declaration names.
pub(super) const BUILT_IN_TYPES: [&str; 17] = [
    "int",
    "int32",
    "int64",
    "float",
    "float32",
    "float64",
    "bool",
    "string",
    "void",
    "Range",
    "Array",
    "Dictionary",
    "Optional",
    "Result",
    "Weak",
    "any",
    "Coroutine",
];

/// The number type of a name, `bool` or `string`.
pub(super) fn plain_type(name: &str) -> Option<TypeId> {
    Some(match name {
        "int" | "int64" => TypeId::INT,
        "int32" => TypeId::INT32,
        "float" | "float32" => TypeId::FLOAT,
        "float64" => TypeId::FLOAT64,
        "bool" => TypeId::BOOL,
        "string" => TypeId::STRING,
        _ => return None,
    })
}

impl Checker {
    /// The type that is written; `Error` after a report.
    pub fn written_type(&mut self, ty: &TypeExpr) -> TypeId {
        let id = self.written_type_kind(ty);
        self.report_oversized(ty.span);
        id
    }

    fn written_type_kind(&mut self, ty: &TypeExpr) -> TypeId {
        match &ty.kind {
            TypeExprKind::Named { module, name, arguments } => self.named_type(module.as_ref(), name, arguments, ty.span),
            TypeExprKind::Optional(inner) => {
                let inner = self.written_type(inner);
                self.optional(inner)
            }
            TypeExprKind::Tuple(items) => {
                let items = items.iter().map(|item| self.written_type(item)).collect::<Vec<_>>();
                if items.contains(&TypeId::ERROR) { TypeId::ERROR } else { self.intern(Type::Tuple(items)) }
            }
            TypeExprKind::Function { parameters, result } => {
                let parameters = parameters.iter().map(|p| self.written_type(p)).collect::<Vec<_>>();
                let result = self.written_function_result(result);
                if result == TypeId::ERROR || parameters.contains(&TypeId::ERROR) {
                    return TypeId::ERROR;
                }
                self.intern(Type::Function(parameters, result))
            }
        }
    }

    fn named_type(&mut self, module: Option<&Ident>, name: &Ident, arguments: &[TypeExpr], span: Span) -> TypeId {
        if let Some(module) = module {
            return match self.module_member(module, name) {
                Some(symbol) => self.symbol_type(&symbol, name, arguments, span),
                None => TypeId::ERROR,
            };
        }
        if let Some(ty) = self.type_arguments().get(&name.name).copied() {
            self.type_argument_count(name, arguments, 0, span);
            return ty;
        }
        let simple = match &*name.name {
            "void" => Some(TypeId::VOID),
            "Range" => Some(TypeId::RANGE),
            "any" if self.lookup_module_name("any").is_none() => {
                // What shows an `any` inside something else asks for it.
                self.box_class(TypeId::STRING);
                Some(TypeId::ANY)
            }
            other => plain_type(other),
        };
        if let Some(ty) = simple {
            self.type_argument_count(name, arguments, 0, span);
            return ty;
        }
        let count = match &*name.name {
            "Array" | "Optional" | "Result" => 1,
            "Weak" if self.lookup_module_name("Weak").is_none() => 1,
            "Dictionary" => 2,
            _ => 0,
        };
        if count > 0 {
            if !self.type_argument_count(name, arguments, count, span) {
                return TypeId::ERROR;
            }
            let arguments = arguments.iter().map(|a| self.written_type(a)).collect::<Vec<_>>();
            if arguments.contains(&TypeId::ERROR) {
                return TypeId::ERROR;
            }
            return match &*name.name {
                "Array" => self.intern(Type::Array(arguments[0])),
                "Optional" => self.optional(arguments[0]),
                "Result" => self.intern(Type::Result(arguments[0])),
                "Weak" => self.weak_type(arguments[0], span),
                _ => {
                    if !self.satisfies(arguments[0], BoundKind::Hashable) {
                        let key = self.type_name(arguments[0]);
                        let help = match self.own_parameter(arguments[0]) {
                            Some(own) => format!("say that it can: `where {} : Hashable`", own.name),
                            None => "keys are ints, bools, strings, enums, and structs and tuples of these".to_owned(),
                        };
                        self.report(Diagnostic::error(Code::BOUND, span, format!("`{key}` can't be the key of a dictionary")).help(help));
                        return TypeId::ERROR;
                    }
                    self.intern(Type::Dictionary(arguments[0], arguments[1]))
                }
            };
        }
        if matches!(&*name.name, "Coroutine") && self.lookup_module_name(&name.name).is_none() {
            return self.written_coroutine(arguments, span);
        }
        match self.lookup_module_name(&name.name) {
            Some(symbol) => self.symbol_type(&symbol, name, arguments, span),
            None => {
                let mut candidates = BTreeSet::new();
                self.type_names(&mut candidates);
                let mut report = Diagnostic::error(Code::UNKNOWN_TYPE, name.span, format!("there is no type `{}`", name.name));
                if let Some(note) = self.denied_note(&name.name) {
                    report = report.note(note);
                }
                let report = self.type_help(report, name, &candidates);
                self.report(report);
                TypeId::ERROR
            }
        }
    }

    fn type_names(&self, into: &mut BTreeSet<String>) {
        into.extend(BUILT_IN_TYPES.map(String::from));
        into.extend(crate::library::visible_types().filter(|(_, module)| self.host.modules.is_on(module)).map(|(name, _)| name.to_owned()));
        for (name, entry) in &self.modules[self.module.0 as usize].names {
            if matches!(entry.symbol, Symbol::Struct(_) | Symbol::Enum(_) | Symbol::Class(_) | Symbol::Trait(_) | Symbol::GenericType(_)) {
                into.insert(name.to_string());
            }
        }
        for name in self.host.visible() {
            if matches!(self.host.get(name), Some(Symbol::Struct(_) | Symbol::Enum(_) | Symbol::Class(_) | Symbol::Trait(_))) {
                into.insert(name.to_string());
            }
        }
        into.extend(self.type_arguments().keys().map(|name| name.to_string()));
    }

    /// The type that a symbol names.
    pub fn symbol_type(&mut self, symbol: &Symbol, name: &Ident, arguments: &[TypeExpr], span: Span) -> TypeId {
        let ty = match symbol {
            Symbol::Struct(id) => self.structs[id.0 as usize].ty,
            Symbol::Enum(id) => self.enums[id.0 as usize].ty,
            Symbol::Class(id) => self.classes[id.0 as usize].ty,
            Symbol::Trait(id) => self.traits[id.0 as usize].ty,
            Symbol::GenericType(generic) => return self.written_instance(*generic, name, arguments, span),
            Symbol::Broken => return TypeId::ERROR,
            Symbol::Function(_) | Symbol::Global(_) | Symbol::Later | Symbol::Constant(_) | Symbol::HostValue(_) | Symbol::Module(_) => {
                self.report(Diagnostic::error(Code::UNKNOWN_TYPE, name.span, format!("`{}` is not a type", name.name)));
                return TypeId::ERROR;
            }
        };
        self.type_argument_count(name, arguments, 0, span);
        ty
    }

    /// `Stack<int>`.
    pub fn written_instance(&mut self, generic: GenericIndex, name: &Ident, arguments: &[TypeExpr], span: Span) -> TypeId {
        let count = self.generic_types[generic.0 as usize].parameters.len();
        if !self.type_argument_count(name, arguments, count, span) {
            return TypeId::ERROR;
        }
        let mut types = Vec::new();
        for argument in arguments {
            let ty = self.written_type(argument);
            if ty == TypeId::VOID {
                self.report(Diagnostic::error(Code::TYPE_ARGUMENTS, argument.span, "`void` can't be a type argument"));
                return TypeId::ERROR;
            }
            types.push(ty);
        }
        if !self.check_type_bounds(generic, &types, span) {
            return TypeId::ERROR;
        }
        self.instantiate(generic, types, span)
    }

    fn type_argument_count(&mut self, name: &Ident, arguments: &[TypeExpr], count: usize, span: Span) -> bool {
        if arguments.len() == count {
            return true;
        }
        let wanted = match count {
            0 => "no type arguments".to_string(),
            1 => "one type argument".to_string(),
            n => format!("{n} type arguments"),
        };
        let parameters = match self.lookup_module_name(&name.name) {
            Some(Symbol::GenericType(index)) if count > 0 => {
                self.generic_types[index.0 as usize].parameters.iter().map(|p| p.name.to_string()).collect()
            }
            _ => ["T", "U"].map(String::from)[..count.min(2)].to_vec(),
        };
        let parameters = if &*name.name == "Dictionary" { vec!["K".into(), "V".into()] } else { parameters };
        let form = if parameters.is_empty() { name.name.to_string() } else { format!("{}<{}>", name.name, parameters.join(", ")) };
        self.report(
            Diagnostic::error(Code::TYPE_ARGUMENTS, span, format!("`{}` takes {wanted}, found {}", name.name, arguments.len()))
                .help(format!("write `{form}`"))
                .with_fix((count == 0).then(|| Fix::new(Applicability::Safe, Span { start: name.span.end, ..span }, ""))),
        );
        false
    }

    /// Interns.
    pub fn intern(&mut self, ty: Type) -> TypeId {
        if let Some(known) = self.program.types.known(&ty) {
            return known;
        }
        if self.weights.is_too_large(&self.program.types, &ty) {
            self.oversized = true;
            return TypeId::ERROR;
        }
        self.program.types.intern(ty)
    }

    /// The type of an id.
    pub fn get(&self, ty: TypeId) -> &Type {
        self.program.types.get(ty)
    }

    /// `T?`; an optional of an optional, of nothing or of an error stays what it is.
    pub fn optional(&mut self, inner: TypeId) -> TypeId {
        if inner == TypeId::ERROR || matches!(self.get(inner), Type::Optional(_)) { inner } else { self.intern(Type::Optional(inner)) }
    }

    /// The `T` of a `T?`.
    pub fn optional_inner(&self, ty: TypeId) -> Option<TypeId> {
        match self.get(ty) {
            Type::Optional(inner) => Some(*inner),
            _ => None,
        }
    }

    /// A type as a script author writes it; what has none yet by its literal.
    pub fn type_name(&self, ty: TypeId) -> String {
        match self.get(ty) {
            Type::Optional(TypeId::NEVER) => "null".to_owned(),
            Type::Array(TypeId::NEVER) => "[]".to_owned(),
            Type::Dictionary(_, TypeId::NEVER) => "{}".to_owned(),
            Type::Result(TypeId::NEVER) => "Error(…)".to_owned(),
            _ => self.program.type_name(ty),
        }
    }

    /// A type without its arguments.
    pub fn bare_type_name(&self, ty: TypeId) -> String {
        self.type_name(ty).split('<').next().unwrap_or_default().to_owned()
    }

    /// A type in quotes behind its article: "an `int`".
    pub fn a_type(&self, ty: TypeId) -> String {
        let name = self.type_name(ty);
        match name.chars().next() {
            Some('a' | 'e' | 'i' | 'o' | 'u' | 'A' | 'E' | 'I' | 'O') => format!("an `{name}`"),
            Some('[' | '{') => format!("`{name}`"),
            _ if name == "null" => "`null`".to_owned(),
            _ => format!("a `{name}`"),
        }
    }

    /// The struct or enum of a type.
    pub fn owner_of(&self, ty: TypeId) -> Option<Owner> {
        match self.get(ty) {
            Type::Struct(id) => Some(Owner::Struct(*id)),
            Type::Enum(id) => Some(Owner::Enum(*id)),
            Type::Class(id) => Some(Owner::Class(*id)),
            Type::Trait(id) => Some(Owner::Trait(*id)),
            _ => None,
        }
    }

    /// The type of a struct or enum.
    pub fn owner_type(&self, owner: Owner) -> TypeId {
        match owner {
            Owner::Struct(id) => self.structs[id.0 as usize].ty,
            Owner::Enum(id) => self.enums[id.0 as usize].ty,
            Owner::Class(id) => self.classes[id.0 as usize].ty,
            Owner::Trait(id) => self.traits[id.0 as usize].ty,
        }
    }

    /// Whether a type meets a bound.
    pub fn satisfies(&self, ty: TypeId, bound: BoundKind) -> bool {
        if ty == TypeId::ERROR {
            return true;
        }
        if self.own_parameter(ty).is_some() {
            return bound == BoundKind::Equatable || self.own_bound(ty, bound);
        }
        match bound {
            BoundKind::Number => ty.is_numeric(),
            BoundKind::Float => ty.is_float(),
            BoundKind::Comparable => {
                ty.is_numeric()
                    || ty == TypeId::STRING
                    || self.known_member(ty, "lt").is_some_and(|member| matches!(member.kind, MemberKind::Method(_)))
            }
            BoundKind::Equatable | BoundKind::Trait => true,
            BoundKind::Hashable => self.is_hashable(ty, &mut Vec::new()),
        }
    }

    fn is_hashable(&self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        match self.get(ty) {
            Type::Int | Type::Int32 | Type::Bool | Type::String => true,
            Type::Tuple(items) => items.iter().all(|item| self.is_hashable(*item, seen)),
            Type::Struct(id) => self.program[*id].fields.iter().all(|f| self.is_hashable(f.ty, seen)),
            // In itself, maybe by way of others: what is left to look at decides.
            Type::Enum(_) if seen.contains(&ty) => true,
            Type::Enum(id) => {
                seen.push(ty);
                self.program[*id].variants.iter().flat_map(|v| &v.fields).all(|f| self.is_hashable(f.ty, seen))
            }
            Type::Never | Type::Void | Type::Float | Type::Float64 | Type::Range => false,
            Type::Array(_) | Type::Dictionary(..) | Type::Optional(_) | Type::Result(_) | Type::Function(..) => false,
            Type::Class(_) | Type::Trait(_) | Type::Weak(_) | Type::Any => false,
            Type::Error => true,
            Type::Parameter(_) => self.own_parameter(ty).is_none() || self.own_bound(ty, BoundKind::Hashable),
        }
    }
}
