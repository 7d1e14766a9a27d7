//! Structs and enums: fields, variants, accessors, methods, defaults, sizes.

use super::{BodySource, Checker, FunctionInfo, Member, MemberKind, PendingBody, Target};
use crate::ast::{self, Name, Visibility};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    self, EnumId, Expr, ExprKind, FuncId, FunctionKind, Global, GlobalId, LocalId, Owner, Statement, StatementKind, StructId, Type, TypeId,
};
use crate::source::Span;
use std::sync::Arc;

impl Checker {
    pub fn add_member(&mut self, owner: Owner, name: &ast::Ident, kind: MemberKind, visibility: Visibility) {
        let first = self.members(owner).by_name.get(&name.name).map(|m| m.span);
        if let Some(first) = first {
            self.duplicate(&name.name, name.span, first);
            return;
        }
        let members = match owner {
            Owner::Struct(id) => &mut self.structs[id.0 as usize].members,
            Owner::Enum(id) => &mut self.enums[id.0 as usize].members,
            Owner::Class(id) => &mut self.classes[id.0 as usize].members,
            Owner::Trait(id) => &mut self.traits[id.0 as usize].members,
        };
        members.order.push(name.name.clone());
        members.by_name.insert(name.name.clone(), Member { kind, visibility, span: name.span });
    }

    /// Variants with their payloads.
    pub fn enum_parts(&mut self, id: EnumId) {
        let decl = self.enums[id.0 as usize].decl.clone();
        for (i, variant) in decl.variants.iter().enumerate() {
            let fields = match &variant.payload {
                ast::VariantPayload::None | ast::VariantPayload::Constants(_) => Vec::new(),
                ast::VariantPayload::Fields(fields) => fields
                    .iter()
                    .map(|(name, ty)| ir::VariantField { name: name.name.clone(), ty: self.written_type(ty), boxed: false })
                    .collect(),
            };
            self.program[id].variants.push(ir::VariantDef { name: variant.name.name.clone(), doc: variant.doc.clone(), fields });
            self.add_member(Owner::Enum(id), &variant.name, MemberKind::Variant(i as u32), Visibility::Public);
        }
        if decl.variants.is_empty() {
            self.report(Diagnostic::error(Code::DECLARATION, decl.name.span, format!("the enum `{}` has no variants", decl.name.name)));
        }
    }

    /// Fields with written types; those without are found with their defaults.
    pub fn struct_fields(&mut self, id: StructId) {
        let index = id.0 as usize;
        let decl = self.structs[index].decl.clone();
        if let Some(base) = &decl.base {
            self.report(
                Diagnostic::error(Code::DECLARATION, base.span, "a struct can't extend another type")
                    .help("structs are values: use a class, or hold the other struct in a field"),
            );
        }
        if let Some(first) = decl.traits.first() {
            self.report(
                Diagnostic::error(Code::DECLARATION, first.span, "a struct can't have traits").help("structs are values: use a class"),
            );
        }
        for (i, field) in decl.fields.iter().enumerate() {
            if field.modifiers.is_static.is_some() {
                continue;
            }
            let is_stored = is_stored(field);
            let ty = match (&field.ty, &field.default) {
                (Some(ty), _) => self.written_type(ty),
                (None, Some(default)) => plain_literal_type(default).unwrap_or(TypeId::ERROR),
                (None, None) => {
                    let message = format!("the field `{}` needs a type or a default", field.name.name);
                    let report = Diagnostic::error(Code::NO_VALUE, field.name.span, message);
                    self.report(report.help(format!("write `{}: Type`", field.name.name)));
                    TypeId::ERROR
                }
            };
            if ty == TypeId::VOID {
                self.report(Diagnostic::error(Code::MISMATCH, field.span, "a field can't be `void`"));
            }
            let stored = is_stored.then(|| {
                let public = field.modifiers.visibility == Visibility::Public;
                self.program[id].fields.push(ir::FieldDef { name: field.name.name.clone(), ty, public, doc: field.doc.clone() });
                self.structs[index].stored.push((i, None));
                self.program[id].fields.len() as u32 - 1
            });
            self.add_member(
                Owner::Struct(id),
                &field.name,
                MemberKind::Field { stored, ty, getter: None, setter: None },
                field.modifiers.visibility,
            );
        }
    }

    /// The type of a default whose field has none.
    pub fn default_type(&mut self, default: &ast::Expr) -> TypeId {
        if let Some(ty) = plain_literal_type(default) {
            return ty;
        }
        // What constructors take is known only when all defaults are.
        if let ast::ExprKind::Call { callee, .. } = &default.kind
            && matches!(callee.kind, ast::ExprKind::Name(_) | ast::ExprKind::Path { .. } | ast::ExprKind::Generic { .. })
            && self.generic_named_by(callee).is_none()
            && let Some(ty) = self.type_named_by(callee)
            && matches!(self.get(ty), Type::Struct(_) | Type::Class(_))
        {
            return ty;
        }
        // The default is checked again with the others, when all is declared; then its mistakes are told.
        let reports = self.diagnostics.len();
        let (_, ty) = self.default_of(default, None, "field");
        if ty != TypeId::ERROR {
            self.diagnostics.truncate(reports);
        }
        ty
    }

    /// What needs values of other types: fields without a written type, static fields, accessors.
    pub fn struct_values(&mut self, id: StructId) {
        let index = id.0 as usize;
        let decl = self.structs[index].decl.clone();
        let ty = self.structs[index].ty;
        for f in 0..self.structs[index].stored.len() {
            let field = &decl.fields[self.structs[index].stored[f].0];
            let (None, Some(default)) = (&field.ty, &field.default) else { continue };
            if self.program[id].fields[f].ty != TypeId::ERROR {
                continue;
            }
            let found = self.default_type(default);
            self.program[id].fields[f].ty = found;
            if let Some(member) = self.structs[index].members.by_name.get_mut(&field.name.name)
                && let MemberKind::Field { ty, .. } = &mut member.kind
            {
                *ty = found;
            }
        }
        // Now that all types of fields are known it is looked at again.
        self.structs[index].nested = 0;
        for (i, field) in decl.fields.iter().enumerate() {
            if field.modifiers.is_static.is_some() {
                self.static_member_of(Owner::Struct(id), &decl.name.name, field);
            } else {
                self.accessors(id, &decl, i, ty);
            }
        }
    }

    /// Static fields of an enum.
    pub fn enum_values_of_type(&mut self, id: EnumId) {
        let index = id.0 as usize;
        let decl = self.enums[index].decl.clone();
        self.enums[index].nested = 0;
        for field in decl.fields.iter().filter(|f| f.modifiers.is_static.is_some()) {
            self.static_member_of(Owner::Enum(id), &decl.name.name, field);
        }
    }

    /// Methods, static members, accessors and `init` of a struct.
    pub fn struct_methods(&mut self, id: StructId) {
        let index = id.0 as usize;
        let decl = self.structs[index].decl.clone();
        let owner = Owner::Struct(id);
        let ty = self.structs[index].ty;
        for method in &decl.methods {
            if &*method.name.name == "init" {
                let info = self.signature(method, Vec::new());
                let frame = Name::from(format!("{}.init", decl.name.name));
                let info = FunctionInfo { result: ty, name: decl.name.name.clone(), ..info };
                let types: Vec<TypeId> = info.parameters.iter().map(|p| self.parameter_type(p)).collect();
                let parameters = method.parameters.iter().zip(types).map(|(p, ty)| (p.name.name.clone(), ty, p.name.span)).collect();
                let function = self.new_function(
                    Name::from("init"),
                    frame,
                    self.module,
                    Some(owner),
                    FunctionKind::Static,
                    None,
                    parameters,
                    ty,
                    method.name.span,
                );
                self.program[function].public = true;
                self.pending.push(PendingBody {
                    function,
                    module: self.module,
                    source: BodySource::Init(method.clone()),
                    type_arguments: self.type_arguments().clone(),
                    arguments: None,
                    self_type: None,
                });
                self.program[id].methods.push(function);
                let index_of = self.add_function(FunctionInfo { target: Target::Function { id: function, nested: false }, ..info });
                self.structs[index].init = Some(index_of);
                continue;
            }
            self.method(owner, &decl.name.name, method, ty);
        }
    }

    pub fn method(&mut self, owner: Owner, type_name: &str, method: &Arc<ast::FunctionDecl>, ty: TypeId) {
        let is_static = method.modifiers.is_static.is_some();
        // What every value may be asked for is there at once; all else of an instance is made when it is first used.
        let in_table = !is_static && matches!(owner, Owner::Class(_) | Owner::Trait(_)) && !self.grows(owner, method);
        let at_once = in_table || self.instance_of(owner).is_none() || matches!(&*method.name.name, "toString" | "equals");
        if !method.generics.parameters.is_empty() || !at_once {
            let index = self.generic_function(method, Some((ty, is_static)));
            let kind = if is_static { MemberKind::StaticMethod(index) } else { MemberKind::Method(index) };
            self.add_member(owner, &method.name, kind, method.modifiers.visibility);
            self.check_operator(&method.name, index);
            return;
        }
        let info = self.signature(method, Vec::new());
        let frame = Name::from(format!("{type_name}.{}", method.name.name));
        // Whether it changes `self` is known when all methods are declared: `settle_mutating` writes it.
        let (kind, self_type) =
            if is_static { (FunctionKind::Static, None) } else { (FunctionKind::Method { mutates: false }, Some((ty, false))) };
        let index = self.function_of(method, info, frame, Some(owner), kind, self_type);
        if let Target::Function { id, .. } = self.functions[index.0 as usize].target {
            match owner {
                Owner::Struct(owner) => self.program[owner].methods.push(id),
                Owner::Enum(owner) => self.program[owner].methods.push(id),
                Owner::Class(owner) => self.program[owner].methods.push(id),
                Owner::Trait(_) => {}
            }
        }
        let kind = if is_static { MemberKind::StaticMethod(index) } else { MemberKind::Method(index) };
        self.add_member(owner, &method.name, kind, method.modifiers.visibility);
        self.check_operator(&method.name, index);
    }

    /// Methods that operators call have a fixed form.
    pub fn check_operator(&mut self, name: &ast::Ident, index: super::FunctionIndex) {
        if self.check_operator_yields(name, self.functions[index.0 as usize].result) {
            return;
        }
        let info = &self.functions[index.0 as usize];
        let (count, result) = match &*name.name {
            "equals" | "lt" | "le" | "gt" | "ge" => (1, Some(TypeId::BOOL)),
            "toString" => (0, Some(TypeId::STRING)),
            _ => return,
        };
        if info.parameters.len() != count || result.is_some_and(|r| info.result != r && info.result != TypeId::ERROR) {
            let form = match &*name.name {
                "toString" => "func toString() -> string".to_string(),
                name => format!("func {name}(other: …) -> bool"),
            };
            self.report(
                Diagnostic::error(Code::DECLARATION, name.span, format!("`{}` has to have the form `{form}`", name.name))
                    .note("the language calls it by itself"),
            );
        }
    }

    fn accessors(&mut self, id: StructId, decl: &Arc<ast::TypeDecl>, index: usize, ty: TypeId) {
        let field = &decl.fields[index];
        let Some(MemberKind::Field { ty: field_ty, .. }) = self.member_of(ty, &field.name.name).map(|m| m.kind) else { return };
        let make = |checker: &mut Checker, setter: bool, span: Span| {
            let what = if setter { "set" } else { "get" };
            let name = Name::from(format!("{}.{what}", field.name.name));
            let frame = Name::from(format!("{}.{name}", decl.name.name));
            let accessor = field.setter.as_ref().and_then(|s| s.parameter.as_ref());
            let parameter = accessor.map_or((Name::from("value"), field_ty, span), |p| (p.name.clone(), field_ty, p.span));
            let parameters = if setter { vec![parameter] } else { Vec::new() };
            let result = if setter { TypeId::VOID } else { field_ty };
            let kind = FunctionKind::Method { mutates: setter };
            let function = checker.new_function(
                name.clone(),
                frame,
                checker.module,
                Some(Owner::Struct(id)),
                kind,
                Some((ty, setter)),
                parameters,
                result,
                span,
            );
            checker.program[function].public = field.modifiers.visibility == Visibility::Public;
            checker.program[id].methods.push(function);
            let source = if setter { BodySource::Setter(decl.clone(), index) } else { BodySource::Getter(decl.clone(), index) };
            checker.pending.push(PendingBody {
                function,
                module: checker.module,
                source,
                type_arguments: checker.type_arguments().clone(),
                arguments: None,
                self_type: Some((ty, setter)),
            });
            if setter {
                checker.structs[id.0 as usize].mutating.push(name);
            }
            function
        };
        let get: Option<FuncId> = field.getter.as_ref().map(|a| make(self, false, a.span));
        let set: Option<FuncId> = field.setter.as_ref().map(|a| make(self, true, a.span));
        if let Some(member) = self.structs[id.0 as usize].members.by_name.get_mut(&field.name.name)
            && let MemberKind::Field { getter, setter, .. } = &mut member.kind
        {
            (*getter, *setter) = (get, set);
        }
    }

    pub fn static_member_of(&mut self, owner: Owner, type_name: &str, field: &ast::Field) {
        let kind = match self.instance_of(owner).map(|instance| instance.generic) {
            // All instances share what is static.
            Some(_) if self.is_library(self.owner_module(owner)) => self.library_static(owner, field),
            Some(generic) => self.generic_types[generic.0 as usize].statics.get(&field.name.name).cloned(),
            None => self.static_field(type_name, field),
        };
        if let Some(kind) = kind {
            self.add_member(owner, &field.name, kind, field.modifiers.visibility);
        }
    }

    /// A static field: a constant, or a variable of the module.
    pub fn static_field(&mut self, type_name: &str, field: &ast::Field) -> Option<MemberKind> {
        let Some(default) = &field.default else {
            self.report(Diagnostic::error(
                Code::NO_VALUE,
                field.name.span,
                format!("the static field `{}` needs a value", field.name.name),
            ));
            return None;
        };
        let written = field.ty.as_ref().map(|ty| self.written_type(ty));
        if field.binding == Some(ast::VariableKind::Const) {
            return self.constant_value(default, written, &field.name.name, field.span).map(MemberKind::Constant);
        }
        let ty = written.unwrap_or_else(|| self.default_type(default));
        let global = GlobalId(self.program.globals.len() as u32);
        let name = Name::from(format!("{type_name}.{}", field.name.name));
        let mutable = field.binding == Some(ast::VariableKind::Var);
        self.program.globals.push(Global { name, module: self.module, ty, mutable, doc: field.doc.clone(), span: field.name.span });
        self.static_fields.push((global, default.clone(), ty));
        Some(MemberKind::StaticField(global))
    }

    /// Gives static fields their values, at the beginning of the module.
    pub fn init_static_fields(&mut self, out: &mut Vec<Statement>) {
        for (global, default, ty) in std::mem::take(&mut self.static_fields) {
            let value = self.expr_to(&default, ty);
            if value.ty != TypeId::ERROR {
                out.push(Statement { kind: StatementKind::InitGlobal { global, value }, span: default.span });
            }
        }
    }

    /// Methods of an enum, and the fields of its constants as functions.
    pub fn enum_methods(&mut self, id: EnumId) {
        let index = id.0 as usize;
        let decl = self.enums[index].decl.clone();
        let owner = Owner::Enum(id);
        let ty = self.enums[index].ty;
        for name in decl.fields.iter().map(|field| &field.name).chain(decl.methods.iter().map(|method| &method.name)) {
            if matches!(&*name.name, "name" | "ordinal" | "values") {
                self.report(Diagnostic::error(Code::DUPLICATE_NAME, name.span, format!("every enum has `{}` already", name.name)));
            }
        }
        for field in &decl.fields {
            if field.modifiers.is_static.is_some() {
                continue;
            }
            let field_ty = match &field.ty {
                Some(written) => self.written_type(written),
                None => {
                    self.report(Diagnostic::error(
                        Code::NO_VALUE,
                        field.name.span,
                        format!("the field `{}` needs a type", field.name.name),
                    ));
                    TypeId::ERROR
                }
            };
            let name = Name::from(format!("{}.{}", decl.name.name, field.name.name));
            let kind = FunctionKind::Synthetic;
            let function = self.new_function(
                field.name.name.clone(),
                name,
                self.module,
                Some(owner),
                kind,
                Some((ty, false)),
                Vec::new(),
                field_ty,
                field.name.span,
            );
            self.program[id].methods.push(function);
            self.add_member(owner, &field.name, MemberKind::ConstantField { function, ty: field_ty }, field.modifiers.visibility);
        }
        for method in &decl.methods {
            self.method(owner, &decl.name.name, method, ty);
        }
    }

    /// Checks the constants behind the variants' names, and defaults of methods.
    pub fn enum_constants(&mut self, id: EnumId) {
        let index = id.0 as usize;
        let decl = self.enums[index].decl.clone();
        let members = self.enums[index].members.clone();
        self.method_defaults(&decl.methods, &members, None);
        let ty = self.enums[index].ty;
        let fields: Vec<&ast::Field> = decl.fields.iter().filter(|f| f.modifiers.is_static.is_none()).collect();
        let mut values: Vec<Vec<&ast::Expr>> = Vec::new();
        for variant in &decl.variants {
            let given = match &variant.payload {
                ast::VariantPayload::Constants(list) => list.iter().collect::<Vec<_>>(),
                ast::VariantPayload::None => Vec::new(),
                ast::VariantPayload::Fields(_) if fields.is_empty() => continue,
                ast::VariantPayload::Fields(_) => {
                    self.report(
                        Diagnostic::error(Code::DECLARATION, variant.span, "an enum has either constants or payloads")
                            .also(fields[0].span, "a field of the constants"),
                    );
                    return;
                }
            };
            let mut row: Vec<Option<&ast::Expr>> = vec![None; fields.len()];
            for (i, argument) in given.iter().enumerate() {
                let at = match &argument.name {
                    Some(name) => fields.iter().position(|f| f.name.name == name.name),
                    None => (i < fields.len()).then_some(i),
                };
                match at {
                    Some(at) => row[at] = Some(&argument.value),
                    None => {
                        let wanted = super::arguments::plural(fields.len(), "field");
                        self.report(
                            Diagnostic::error(
                                Code::ARGUMENTS,
                                argument.value.span,
                                format!("`{}` has {wanted} for its constants, found {}", decl.name.name, given.len()),
                            )
                            .help("declare the fields behind the variants: `name: Type`"),
                        );
                        return;
                    }
                }
            }
            for (slot, field) in row.iter_mut().zip(&fields) {
                if slot.is_none() {
                    *slot = field.default.as_ref();
                }
            }
            match row.into_iter().collect::<Option<Vec<_>>>() {
                Some(row) => values.push(row),
                None => {
                    self.report(Diagnostic::error(
                        Code::ARGUMENTS,
                        variant.span,
                        format!("`{}` needs a value for each field of `{}`", variant.name.name, decl.name.name),
                    ));
                    return;
                }
            }
        }
        for (f, field) in fields.iter().enumerate() {
            let Some(MemberKind::ConstantField { function, ty: field_ty }) = self.member_of(ty, &field.name.name).map(|m| m.kind) else {
                continue;
            };
            self.enter(function, super::function::ResultMode::Known(field_ty));
            let mut arms = Vec::new();
            for (v, row) in values.iter().enumerate() {
                let value = self.expr_to(row[f], field_ty);
                let span = row[f].span;
                let pattern = ir::Pattern::Variant { variant: v as u32, fields: Vec::new() };
                arms.push(ir::Arm { pattern, guard: None, body: super::expr::value_block(value), span });
            }
            let subject = self.local_expr(LocalId(0), field.span);
            let failed = arms.iter().any(|arm| arm.body.value.as_ref().is_some_and(|v| v.ty == TypeId::ERROR))
                || arms.len() != self.program[id].variants.len();
            let body = if failed {
                ir::Block { statements: Vec::new(), value: None, span: field.span }
            } else {
                super::expr::value_block(Expr {
                    kind: ExprKind::Match { subject: Box::new(subject), arms },
                    ty: field_ty,
                    span: field.span,
                })
            };
            self.leave(function, body);
            self.finish_family(function);
        }
    }

    /// Defaults of fields.
    pub fn struct_defaults(&mut self, id: StructId) {
        let index = id.0 as usize;
        let decl = self.structs[index].decl.clone();
        for f in 0..self.structs[index].stored.len() {
            let at = self.structs[index].stored[f].0;
            let Some(default) = &decl.fields[at].default else { continue };
            let ty = self.program[id].fields[f].ty;
            let (default, _) = self.default_of(default, Some(ty), &decl.fields[at].name.name);
            self.structs[index].stored[f].1 = Some(default);
        }
        let members = self.structs[index].members.clone();
        self.method_defaults(&decl.methods, &members, self.structs[index].init);
        self.settle_mutating(index);
    }

    /// Writes into the functions of a struct which of them change `self`.
    fn settle_mutating(&mut self, index: usize) {
        let ty = self.structs[index].ty;
        for name in self.structs[index].mutating.clone() {
            let Some(MemberKind::Method(method)) = self.member_of(ty, &name).map(|m| m.kind) else { continue };
            let Target::Function { id, .. } = self.functions[method.0 as usize].target else { continue };
            self.check_mutating_yields(id);
            let function = &mut self.program[id];
            function.kind = FunctionKind::Method { mutates: true };
            function.locals[0].mutable = true;
            for pending in &mut self.pending {
                if pending.function == id {
                    pending.self_type = Some((ty, true));
                }
            }
        }
    }
}

/// Whether a field has storage: a computed one has none unless it uses `field`.
pub(crate) fn is_stored(field: &ast::Field) -> bool {
    if field.modifiers.native.is_some() {
        return false;
    }
    let mut uses_storage = field.default.is_some();
    for accessor in [&field.getter, &field.setter].into_iter().flatten() {
        uses_storage |= super::mutation::mentions(&accessor.body.statements, "field");
        uses_storage |= super::mutation::assigned_names(&accessor.body.statements).contains("field");
    }
    field.modifiers.is_static.is_none() && (field.getter.is_none() || uses_storage)
}

/// The type of a literal, where a default is one.
pub(crate) fn plain_literal_type(default: &ast::Expr) -> Option<TypeId> {
    match &default.kind {
        ast::ExprKind::Bool(_) => Some(TypeId::BOOL),
        ast::ExprKind::String(_) => Some(TypeId::STRING),
        _ if super::literal::is_numeric_literal(default) => {
            Some(if super::literal::has_float_literal(default) { TypeId::FLOAT } else { TypeId::INT })
        }
        _ => None,
    }
}
