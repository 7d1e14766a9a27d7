//! How instances come to be: the memberwise constructor, `init`, the functions that the host calls.
//!
//! A memberwise constructor is a `New` where it is called. With an `init`, the static function `new` makes a blank instance, gives the fields
//! their defaults (the base's first), and runs `init`. Base classes without `init` get their fields from `super.init(…)`, which sets them
//! like the memberwise constructor; where `init` does not call it they have defaults only, and `new` assigns these too.

use crate::ast::{self, Argument, Name, Visibility};
use crate::check::arguments::after;
use crate::check::operator::effect;
use crate::check::{
    BodySource, Checker, DefaultValue, FunctionIndex, FunctionInfo, GenericDecl, ParameterInfo, PendingBody, Target, error_expr,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Block, ClassId, Expr, ExprKind, FuncId, FunctionKind, LocalId, Owner, Place, PlaceRoot, Statement, StatementKind, Type, TypeId,
};
use crate::source::Span;
use std::sync::Arc;

impl Checker {
    /// Declares `init`.
    pub(super) fn init_signature(&mut self, class: ClassId, method: &Arc<ast::FunctionDecl>) {
        if let Some(first) = self.classes[class.0 as usize].init {
            let first = self.functions[first.0 as usize].span;
            self.duplicate("init", method.name.span, first);
            return;
        }
        if let Some(result) = &method.result {
            self.report(Diagnostic::error(Code::DECLARATION, result.span, "`init` returns nothing"));
        }
        let name = self.program[class].name.clone();
        let ty = self.classes[class.0 as usize].ty;
        let info = self.signature(method, Vec::new());
        let types: Vec<TypeId> = info.parameters.iter().map(|p| self.parameter_type(p)).collect();
        let parameters = method.parameters.iter().zip(types).map(|(p, ty)| (p.name.name.clone(), ty, p.name.span)).collect();
        let base_name = name.split('<').next().unwrap_or_default();
        let function = self.new_function(
            Name::from("init"),
            Name::from(format!("{base_name}.init")),
            self.module,
            Some(Owner::Class(class)),
            FunctionKind::Method { mutates: false },
            Some((ty, false)),
            parameters,
            TypeId::VOID,
            method.name.span,
        );
        self.program[function].doc = method.doc.clone();
        self.pending.push(PendingBody {
            function,
            module: self.module,
            source: BodySource::ClassInit(method.clone()),
            type_arguments: self.type_arguments().clone(),
            arguments: None,
            self_type: Some((ty, false)),
        });
        self.program[class].methods.push(function);
        let target = Target::Function { id: function, nested: false };
        let index = self.add_function(FunctionInfo { target, name, result: TypeId::VOID, ..info });
        self.classes[class.0 as usize].init = Some(index);
    }

    /// The nearest class, from a class up, that writes an `init`.
    pub(super) fn init_class(&self, class: ClassId) -> Option<ClassId> {
        self.program.lineage(class).into_iter().rev().find(|class| self.classes[class.0 as usize].init.is_some())
    }

    /// A class without `init` whose base has one: all its own fields need defaults.
    pub fn check_inherited_init(&mut self, class: ClassId) {
        let info = &self.classes[class.0 as usize];
        let Some(from) = self.init_class(class).filter(|from| *from != class) else { return };
        let decl = info.decl.clone();
        let missing: Vec<&ast::Field> = info.stored.iter().map(|(at, _)| &decl.fields[*at]).filter(|f| f.default.is_none()).collect();
        let Some(first) = missing.first() else { return };
        let (name, base) = (self.program[class].name.clone(), self.program[from].name.clone());
        let at = self.classes[from.0 as usize].init.map(|index| self.functions[index.0 as usize].span);
        let report = Diagnostic::error(
            Code::NEEDS_INIT,
            self.program[class].span,
            format!("`{name}` has to write an `init`: nobody gives `{}` its value", first.name.name),
        )
        .also(first.span, "a field without default");
        let report = match at {
            Some(at) => report.also(at, format!("`{base}` has an `init`, so there is no memberwise constructor")),
            None => report,
        };
        self.report(report.help("write `init` and call `super.init(…)` in it, or give the field a default"));
    }

    /// The fields of a class as parameters of its memberwise constructor.
    fn memberwise(&self, class: ClassId) -> Vec<ParameterInfo> {
        let mut parameters = Vec::new();
        for class in self.program.lineage(class) {
            let (stored, members) = (&self.classes[class.0 as usize].stored, &self.classes[class.0 as usize].members);
            for (field, (_, default)) in self.program[class].fields.iter().zip(stored) {
                parameters.push(ParameterInfo {
                    name: field.name.clone(),
                    span: members.by_name.get(&field.name).map(|member| member.span),
                    ty: field.ty,
                    default: default.clone(),
                    rest: false,
                });
            }
        }
        parameters
    }

    fn constructor_info(&self, class: ClassId, parameters: Vec<ParameterInfo>, target: Target, span: Span) -> FunctionInfo {
        FunctionInfo {
            name: self.program[class].name.clone(),
            module: self.program[class].module,
            span,
            generics: Vec::new(),
            receiver: None,
            parameters,
            result: self.classes[class.0 as usize].ty,
            target,
            owner: None,
            scope: Default::default(),
        }
    }

    /// `Player("Ada", health: 10.0)`.
    pub fn construct_class(&mut self, class: ClassId, arguments: &[Argument], span: Span) -> Expr {
        self.demand(self.classes[class.0 as usize].ty);
        let ty = self.classes[class.0 as usize].ty;
        if self.is_host_class(class) {
            return match self.host_constructor(ty) {
                Some(index) => self.call_function(index, Vec::new(), None, arguments, None, span),
                None => {
                    let name = self.program[class].name.clone();
                    let report = Diagnostic::error(Code::NOT_CALLABLE, span, format!("only the host makes a `{name}`"));
                    self.report(report.also(self.program[class].span, "a type of the host, without a function `new`"));
                    self.give_up(arguments, span)
                }
            };
        }
        if self.is_closed_library(self.program[class].module)
            && let Some(index) = self.host_constructor(ty)
        {
            return self.call_function(index, Vec::new(), None, arguments, None, span);
        }
        self.constructor_visible(class, span);
        let Some(from) = self.init_class(class) else {
            let target = Target::Function { id: FuncId(0), nested: false };
            let info = self.constructor_info(class, self.memberwise(class), target, self.program[class].span);
            let Some(checked) = self.arguments(&info, Vec::new(), arguments, None, span) else { return error_expr(span) };
            let kind = ExprKind::New { class, fields: checked.values };
            return after(checked.before, Expr { kind, ty, span });
        };
        let Some(index) = self.classes[from.0 as usize].init else { return error_expr(span) };
        let init = self.functions[index.0 as usize].clone();
        let new = self.constructor(class);
        let target = Target::Function { id: new, nested: false };
        let info = self.constructor_info(class, init.parameters.clone(), target, init.span);
        let Some(checked) = self.arguments(&info, Vec::new(), arguments, None, span) else { return error_expr(span) };
        let kind = ExprKind::Call { function: new, captures: Vec::new(), arguments: checked.values };
        after(checked.before, Expr { kind, ty, span })
    }

    /// Reports a constructor whose `init` is private elsewhere.
    pub(super) fn constructor_visible(&mut self, class: ClassId, span: Span) {
        let Some(from) = self.init_class(class) else { return };
        let decl = self.classes[from.0 as usize].decl.clone();
        let Some(init) = decl.methods.iter().find(|method| &*method.name.name == "init") else { return };
        let ty = self.classes[from.0 as usize].ty;
        if init.modifiers.visibility == Visibility::Private && !self.is_inside(ty) {
            let name = self.program[from].name.clone();
            let report = Diagnostic::error(Code::NOT_VISIBLE, span, format!("the constructor of `{name}` is private"));
            self.report(report.also(init.signature_span, "declared here"));
        }
    }

    /// The parameters of the constructor of a class that is being read in a scope of type parameters, and whether they are those of an `init`.
    pub fn class_shape(&mut self, decl: &ast::TypeDecl) -> (Vec<ParameterInfo>, bool) {
        if let Some(init) = decl.methods.iter().find(|method| &*method.name.name == "init") {
            let mut info = self.signature(init, Vec::new());
            for (parameter, declared) in info.parameters.iter_mut().zip(&init.parameters) {
                parameter.default = declared.default.as_ref().map(|_| DefaultValue::Instance);
            }
            return (info.parameters, true);
        }
        let base = decl.base.as_ref().map(|base| self.written_type(base));
        let (mut parameters, has_init) = match base {
            Some(ty) => self.base_shape(ty),
            None => (Vec::new(), false),
        };
        if !has_init {
            parameters.extend(self.field_parameters(decl));
        }
        (parameters, has_init)
    }

    fn base_shape(&mut self, base: TypeId) -> (Vec<ParameterInfo>, bool) {
        if let Type::Class(class) = *self.get(base) {
            return (self.constructor_parameters(class), self.init_class(class).is_some());
        }
        let Some((generic, arguments)) = self.instance_parts(base) else { return (Vec::new(), false) };
        let info = self.generic_types[generic.0 as usize].clone();
        let GenericDecl::Class(decl) = &info.decl else { return (Vec::new(), false) };
        let names = info.parameters.iter().map(|p| p.name.clone()).zip(arguments).collect();
        self.in_declaration(info.module, Arc::new(names), None, |checker| checker.class_shape(decl))
    }

    /// The parameters of the constructor of a class.
    pub fn constructor_parameters(&self, class: ClassId) -> Vec<ParameterInfo> {
        match self.init_class(class).and_then(|from| self.classes[from.0 as usize].init) {
            Some(index) => self.functions[index.0 as usize].parameters.clone(),
            None => self.memberwise(class),
        }
    }

    /// A new instance of an instance of a generic class, its arguments checked.
    pub fn class_instance(&mut self, class: ClassId, arguments: Vec<Expr>, span: Span) -> Option<ExprKind> {
        self.constructor_visible(class, span);
        if self.init_class(class).is_some() {
            let function = self.constructor(class);
            return Some(ExprKind::Call { function, captures: Vec::new(), arguments });
        }
        let types: Vec<TypeId> = self.memberwise(class).iter().map(|parameter| parameter.ty).collect();
        let fields = arguments.into_iter().zip(types).map(|(value, ty)| self.convert(value, ty)).collect();
        Some(ExprKind::New { class, fields })
    }

    /// A trait is called as if it were a class.
    pub fn trait_called(&mut self, name: &ast::Ident, arguments: &[Argument], span: Span) -> Expr {
        self.report(
            Diagnostic::error(Code::NOT_CALLABLE, name.span, format!("`{}` is a trait and has no instances of its own", name.name))
                .help(format!("make an instance of a class `with {}`", name.name)),
        );
        self.give_up(arguments, span)
    }

    /// The function that makes an instance, its body still to come.
    pub fn constructor(&mut self, class: ClassId) -> FuncId {
        if let Some(constructor) = self.program[class].constructor {
            return constructor;
        }
        let ty = self.classes[class.0 as usize].ty;
        let span = self.program[class].span;
        let parameters = self.constructor_parameters(class);
        let types: Vec<(Name, TypeId, Span)> = parameters.iter().map(|p| (p.name.clone(), self.parameter_type(p), span)).collect();
        let defaults: Vec<Option<Expr>> = parameters
            .iter()
            .map(|parameter| match &parameter.default {
                Some(default @ DefaultValue::Constant(_)) => Some(self.default_value(default, parameter.ty, span)),
                _ => None,
            })
            .collect();
        let module = self.program[class].module;
        let empty = Block { statements: Vec::new(), value: None, span };
        let new = self.synthetic(Name::from("new"), module, class, types, ty, |_, _| empty);
        let private = self.classes[class.0 as usize]
            .decl
            .methods
            .iter()
            .any(|method| &*method.name.name == "init" && method.modifiers.visibility == Visibility::Private);
        self.program[new].public = !private;
        self.program[new].defaults = defaults;
        self.program[class].methods.insert(0, new);
        self.program[class].constructor = Some(new);
        self.constructors.push(class);
        new
    }

    /// Writes the bodies of constructors.
    pub fn finish_constructors(&mut self) {
        for class in std::mem::take(&mut self.constructors) {
            let Some(new) = self.program[class].constructor else { continue };
            let body = match self.init_class(class) {
                Some(from) => self.init_constructor(class, from, new),
                None => self.memberwise_constructor(class, new),
            };
            self.program[new].body = body;
        }
    }

    fn memberwise_constructor(&mut self, class: ClassId, new: FuncId) -> Block {
        let span = self.program[class].span;
        let fields = self.parameters_of(new, span);
        let ty = self.classes[class.0 as usize].ty;
        super::super::expr::value_block(Expr { kind: ExprKind::New { class, fields }, ty, span })
    }

    fn parameters_of(&self, function: FuncId, span: Span) -> Vec<Expr> {
        let function = &self.program[function];
        let read = |local: &LocalId| Expr { kind: ExprKind::Local(*local), ty: function.locals[local.0 as usize].ty, span };
        function.parameters.iter().map(read).collect()
    }

    fn init_constructor(&mut self, class: ClassId, from: ClassId, new: FuncId) -> Block {
        let span = self.program[class].span;
        let ty = self.classes[class.0 as usize].ty;
        let arguments = self.parameters_of(new, span);
        let object = LocalId(self.program[new].locals.len() as u32);
        let storage = crate::ir::Storage::Slot;
        self.program[new].locals.push(crate::ir::Local { name: Name::from(""), ty, mutable: false, storage, span });
        let this = Expr { kind: ExprKind::Local(object), ty, span };
        let blank = Expr { kind: ExprKind::NewBlank(class), ty, span };
        let mut statements = vec![Statement { kind: StatementKind::Let { local: object, value: Some(blank) }, span }];
        for (index, value) in self.first_values(class, span) {
            let field = value.ty;
            let root = PlaceRoot::Object { object: Box::new(this.clone()), index };
            let place = Place { root, path: Vec::new(), ty: field, span };
            statements.push(Statement { kind: StatementKind::Assign { place, value }, span });
        }
        let init = self.classes[from.0 as usize].init.map(|index| self.functions[index.0 as usize].target.clone());
        if let Some(Target::Function { id, .. }) = init {
            let mut all = vec![self.as_receiver(this.clone(), self.receiver_type(id))];
            all.extend(arguments);
            let kind = ExprKind::Call { function: id, captures: Vec::new(), arguments: all };
            statements.push(effect(Expr { kind, ty: TypeId::VOID, span }));
        }
        Block { statements, value: Some(Box::new(this)), span }
    }

    /// What `new` assigns before `init` runs: defaults, and `null` where a field gets its value late.
    fn first_values(&mut self, class: ClassId, span: Span) -> Vec<(u32, Expr)> {
        let lineage = self.program.lineage(class);
        let with_init = |checker: &Checker, class: ClassId| checker.init_class(class).is_some();
        // Bases without `init` get all their fields from `super.init(…)`, if the first `init` behind them calls it.
        let first_init = lineage.iter().copied().find(|class| self.classes[class.0 as usize].init.is_some());
        let calls_super = first_init.is_some_and(|class| self.calls_super_init(class));
        let mut values = Vec::new();
        let mut index = 0;
        for class in lineage {
            let skipped = !with_init(self, class) && calls_super;
            for f in 0..self.program[class].fields.len() {
                let at = index;
                index += 1;
                if skipped {
                    continue;
                }
                let ty = self.program[class].fields[f].ty;
                if self.classes[class.0 as usize].late.contains(&(f as u32)) {
                    values.push((at, Expr { kind: ExprKind::Null, ty, span }));
                } else if let Some(default) = self.classes[class.0 as usize].stored[f].1.clone() {
                    values.push((at, self.default_value(&default, ty, span)));
                }
            }
        }
        values
    }

    /// The function that `super.init(…)` of a class that extends this one calls, and its parameters.
    pub(super) fn super_init(&mut self, base: ClassId) -> Option<(FuncId, FunctionInfo)> {
        if let Some(from) = self.init_class(base) {
            let index: FunctionIndex = self.classes[from.0 as usize].init?;
            let mut info = FunctionInfo::clone(&self.functions[index.0 as usize]);
            info.name = Name::from("super.init");
            let Target::Function { id, .. } = info.target else { return None };
            return Some((id, info));
        }
        let parameters = self.memberwise(base);
        let id = self.memberwise_init(base, &parameters);
        let target = Target::Function { id, nested: false };
        let info = FunctionInfo {
            name: Name::from("super.init"),
            result: TypeId::VOID,
            ..self.constructor_info(base, parameters, target, self.program[base].span)
        };
        Some((id, info))
    }

    /// The `init` of a class that writes none: sets all fields.
    fn memberwise_init(&mut self, class: ClassId, parameters: &[ParameterInfo]) -> FuncId {
        let known = self.program[class].methods.iter().copied().find(|id| &*self.program[*id].name == "init");
        if let Some(known) = known {
            return known;
        }
        let span = self.program[class].span;
        let ty = self.classes[class.0 as usize].ty;
        let module = self.program[class].module;
        let mut types = vec![(Name::from("self"), ty, span)];
        types.extend(parameters.iter().map(|p| (p.name.clone(), p.ty, span)));
        let init = self.synthetic(Name::from("init"), module, class, types, TypeId::VOID, |checker, id| {
            let mut values = checker.parameters_of(id, span);
            let this = values.remove(0);
            let assign = |(index, value): (usize, Expr)| {
                let root = PlaceRoot::Object { object: Box::new(this.clone()), index: index as u32 };
                let place = Place { root, path: Vec::new(), ty: value.ty, span };
                Statement { kind: StatementKind::Assign { place, value }, span }
            };
            Block { statements: values.into_iter().enumerate().map(assign).collect(), value: None, span }
        });
        self.program[class].methods.push(init);
        init
    }
}
