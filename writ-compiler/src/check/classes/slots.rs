//! Virtual tables: slots, overrides, and how a class has its traits.

use crate::ast::{Name, Visibility};
use crate::check::{Checker, Member, MemberKind, Target};
use crate::diagnostic::{Applicability, Code, Diagnostic, suggest};
use crate::ir::{self, ClassId, Expr, ExprKind, FuncId, FunctionFacts, FunctionKind, LocalId, Owner, Slot, TraitId, Type, TypeId};
use crate::source::Span;

impl Checker {
    /// Makes the table of a class, if it is not there yet. All signatures have to be.
    pub fn ensure_slots(&mut self, class: ClassId) {
        self.demand(self.classes[class.0 as usize].ty);
        if self.classes[class.0 as usize].has_slots {
            return;
        }
        self.classes[class.0 as usize].has_slots = true;
        let base = self.program[class].base;
        let mut slots = Vec::new();
        if let Some(base) = base {
            self.ensure_slots(base);
            slots = self.program[base].slots.clone();
        }
        let show = self.class_show(class);
        match slots.first_mut() {
            Some(slot) => slot.function = show,
            None => slots.push(new_slot(Name::from("show"), show)),
        }
        let traits = self.class_traits(class);
        for id in &traits {
            self.ensure_trait_methods(*id);
        }
        self.visible_as_traits(class, &traits);
        self.own_slots(class, &mut slots);
        self.default_slots(class, &traits, &mut slots);
        if let Some(text) = slots.iter().skip(1).find(|slot| &*slot.name == "toString") {
            let function = text.function;
            if self.program[function].result == TypeId::STRING && self.program[function].parameters.len() == 1 {
                slots[0].function = function;
            }
        }
        self.program[class].slots = slots;
        self.program[class].traits = traits.iter().filter_map(|id| self.implementation(class, *id)).collect();
    }

    /// Tables of classes of which nobody asked for a member: instances of generic ones that are only named. They have no objects.
    pub fn finish_tables(&mut self) {
        for class in (0..self.program.classes.len() as u32).map(ClassId) {
            if self.classes[class.0 as usize].has_slots || !self.program[class].slots.is_empty() {
                continue;
            }
            let show = self.class_show(class);
            let base = self.program[class].base;
            let mut slots = base.map(|base| self.program[base].slots.clone()).unwrap_or_default();
            match slots.first_mut() {
                Some(slot) => slot.function = show,
                None => slots.push(new_slot(Name::from("show"), show)),
            }
            let traits = base.map(|base| self.program[base].traits.clone()).unwrap_or_default();
            (self.program[class].slots, self.program[class].traits) = (slots, traits);
        }
    }

    /// The function that shows `<Name>`, or a private `toString`.
    fn class_show(&mut self, class: ClassId) -> FuncId {
        let members = &self.classes[class.0 as usize].members;
        if let Some(member) = members.by_name.get("toString")
            && let Some(id) = self.function_id(member)
            && self.program[id].result == TypeId::STRING
        {
            return id;
        }
        let (name, ty) = (self.program[class].name.clone(), self.classes[class.0 as usize].ty);
        let span = self.program[class].span;
        let bare = name.split('<').next().unwrap_or_default();
        let text = super::super::literal::string_expr(&format!("<{bare}>"), span);
        let module = self.program[class].module;
        self.synthetic(Name::from("show"), module, class, vec![(Name::from("self"), ty, span)], TypeId::STRING, |_, _| {
            super::super::expr::value_block(text)
        })
    }

    /// A synthesized function of a class.
    pub fn synthetic(
        &mut self,
        name: Name,
        module: ir::ModuleId,
        class: ClassId,
        parameters: Vec<(Name, TypeId, Span)>,
        result: TypeId,
        body: impl FnOnce(&mut Checker, FuncId) -> ir::Block,
    ) -> FuncId {
        let span = self.program[class].span;
        let frame = Name::from(format!("{}.{name}", self.program[class].name));
        let owner = Some(Owner::Class(class));
        let id = self.new_function(name, frame, module, owner, FunctionKind::Synthetic, None, parameters, result, span);
        let body = body(self, id);
        self.program[id].body = body;
        id
    }

    /// Methods that implement a trait are as visible as the trait.
    fn visible_as_traits(&mut self, class: ClassId, traits: &[TraitId]) {
        for id in traits {
            let public = self.traits[id.0 as usize].decl.modifiers.exported.is_some();
            let names: Vec<Name> = self.program[*id].methods.iter().map(|method| method.name.clone()).collect();
            for name in names {
                let Some(member) = self.classes[class.0 as usize].members.by_name.get_mut(&name) else { continue };
                if !matches!(member.kind, MemberKind::Method(_)) || member.visibility == Visibility::Public {
                    continue;
                }
                let hidden = (member.visibility == Visibility::Private).then_some(member.span);
                member.visibility = if public { Visibility::Public } else { Visibility::Module };
                let member = member.clone();
                if let Some(span) = hidden {
                    let trait_name = self.program[*id].name.clone();
                    self.report(
                        Diagnostic::error(
                            Code::OVERRIDE,
                            span,
                            format!("`{name}` implements a method of `{trait_name}` and can't be private"),
                        )
                        .note("methods that implement a trait are as visible as the trait"),
                    );
                }
                if let Some(function) = self.function_id(&member).filter(|_| public) {
                    self.program[function].public = true;
                }
            }
        }
    }

    fn own_slots(&mut self, class: ClassId, slots: &mut Vec<Slot>) {
        let members = self.classes[class.0 as usize].members.clone();
        for name in &members.order {
            let member = &members.by_name[name];
            match member.kind {
                MemberKind::Method(index) => {
                    self.check_not_generic_in_base(class, name, index);
                    let inherited = slots.iter().skip(1).position(|slot| slot.name == *name).map(|at| at + 1);
                    let Target::Function { id, .. } = self.functions[index.0 as usize].target else {
                        if let Some(at) = inherited {
                            self.generic_override(slots[at].declared, index);
                        }
                        continue;
                    };
                    match inherited {
                        Some(at) => {
                            if self.check_override(class, slots[at].function, index, member.visibility) {
                                slots[at].function = id;
                            }
                        }
                        None if member.visibility == Visibility::Private => {}
                        None => slots.push(new_slot(name.clone(), id)),
                    }
                }
                MemberKind::Field { getter, setter, ty, .. } => {
                    let inherited = slots.iter().any(|slot| *slot.name == format!("{name}.get"));
                    if inherited {
                        self.check_property(class, name, member, ty, setter.is_some());
                    } else if member.visibility == Visibility::Private {
                        continue;
                    }
                    for (what, function) in [("get", getter), ("set", setter)] {
                        let Some(function) = function else { continue };
                        let accessor = Name::from(format!("{name}.{what}"));
                        match slots.iter_mut().find(|slot| slot.name == accessor) {
                            Some(slot) => slot.function = function,
                            None => slots.push(new_slot(accessor, function)),
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// What has no slot in the base can't be overridden: calls through the base would go on finding the base's.
    fn check_not_generic_in_base(&mut self, class: ClassId, name: &str, index: crate::check::FunctionIndex) {
        let Some(base) = self.program[class].base else { return };
        let Some((Owner::Class(owner), Member { kind: MemberKind::Method(before), visibility, .. })) =
            self.find_member(Owner::Class(base), name)
        else {
            return;
        };
        let before = &self.functions[before.0 as usize];
        if visibility == Visibility::Private || !matches!(before.target, Target::Generic(_)) {
            return;
        }
        let note = if before.generics.is_empty() {
            "its signature names a larger instance of its own type, so that it is made only where it is called"
        } else {
            "its instances are made where it is called"
        };
        let report = Diagnostic::error(
            Code::OVERRIDE,
            self.functions[index.0 as usize].span,
            format!("`{name}` of `{}` can't be overridden", self.program[owner].name),
        );
        let report = report.also(before.span, "the base's method").note(note).help("give it another name");
        self.report(report);
    }

    /// Reports a computed field that does not fit the one that it overrides.
    fn check_property(&mut self, class: ClassId, name: &Name, member: &crate::check::Member, ty: TypeId, has_setter: bool) {
        let Some(base) = self.program[class].base else { return };
        let Some((Owner::Class(from), before)) = self.find_member(Owner::Class(base), name) else { return };
        let MemberKind::Field { ty: wanted, setter, .. } = before.kind else { return };
        let owner = self.program[from].name.clone();
        let (mine, theirs) = (self.type_name(ty), self.type_name(wanted));
        let message = if ty != wanted && ty != TypeId::ERROR && wanted != TypeId::ERROR {
            format!("`{name}` overrides the property of `{owner}` with another type: `{mine}` instead of `{theirs}`")
        } else if setter.is_some() && !has_setter {
            format!("`{name}` overrides the property of `{owner}` and lacks its `set`")
        } else if member.visibility == Visibility::Private {
            format!("`{name}` overrides a property and can't be private")
        } else {
            return;
        };
        let report = Diagnostic::error(Code::OVERRIDE, member.span, message);
        self.report(report.also(before.span, format!("the property of `{owner}`")));
    }

    fn generic_override(&mut self, declared: FuncId, index: crate::check::FunctionIndex) {
        let info = &self.functions[index.0 as usize];
        let report = Diagnostic::error(Code::OVERRIDE, info.span, format!("a generic method can't override `{}`", info.name));
        let at = self.program[declared].span;
        self.report(report.also(at, "the base's method"));
    }

    /// Whether a method fits the one that it overrides; reports if not.
    fn check_override(&mut self, class: ClassId, overridden: FuncId, index: crate::check::FunctionIndex, visibility: Visibility) -> bool {
        let info = self.functions[index.0 as usize].clone();
        let Some(before) = self.info_of(overridden) else { return true };
        let before = self.functions[before.0 as usize].clone();
        let owner = match self.program[overridden].owner {
            Some(Owner::Class(id)) => self.program[id].name.clone(),
            Some(Owner::Trait(id)) => self.program[id].name.clone(),
            _ => self.program[class].name.clone(),
        };
        if visibility == Visibility::Private {
            let report = Diagnostic::error(Code::OVERRIDE, info.span, format!("`{}` overrides a method and can't be private", info.name));
            let fix = suggest::remove_first_word(&self.program.sources, info.span, "private", Applicability::Safe);
            self.report(report.also(before.span, format!("the method of `{owner}`")).with_fix(fix));
            return false;
        }
        if let (true, Target::Function { id, .. }) = (self.same_parameters(&info, &before), &info.target) {
            self.adopt_coroutine(index, *id, before.result);
        }
        let info = self.functions[index.0 as usize].clone();
        if self.same_parameters(&info, &before) && self.narrower_result(info.result, before.result) {
            return true;
        }
        let broken = |info: &crate::check::FunctionInfo| {
            info.result == TypeId::ERROR || info.parameters.iter().any(|parameter| parameter.ty == TypeId::ERROR)
        };
        if broken(&info) || broken(&before) {
            return false;
        }
        let (mine, theirs) = (self.signature_text(&info), self.signature_text(&before));
        let report = Diagnostic::error(
            Code::OVERRIDE,
            info.span,
            format!("`{}` overrides the method of `{owner}` with another signature", info.name),
        );
        if let Some(help) = self.yields_unlike(info.result, before.result) {
            let report = report.label("this yields").also(before.span, format!("the method of `{owner}` does not"));
            self.report(report.help(help));
            return false;
        }
        let report = report.label(format!("this is `{mine}`")).also(before.span, format!("the method of `{owner}` is `{theirs}`"));
        self.report(if self.same_parameters(&info, &before) {
            report.help("an override returns the same type, or a class that extends it")
        } else {
            report.help("give it the same parameters, or another name")
        });
        false
    }

    /// What is known of the method that a function is the body of.
    pub fn info_of(&self, function: FuncId) -> Option<crate::check::FunctionIndex> {
        let owner = self.program[function].owner?;
        let name = &self.program[function].name;
        let index = match self.members(owner).by_name.get(name).map(|m| &m.kind) {
            Some(MemberKind::Method(index)) => *index,
            _ => return None,
        };
        matches!(self.functions[index.0 as usize].target, Target::Function { id, .. } if id == function).then_some(index)
    }

    pub(super) fn same_parameters(&self, a: &crate::check::FunctionInfo, b: &crate::check::FunctionInfo) -> bool {
        let types = |info: &crate::check::FunctionInfo| info.parameters.iter().map(|p| (p.ty, p.rest)).collect::<Vec<_>>();
        types(a) == types(b)
    }

    /// Whether an override may return this: the same pointer, of the same type or a narrower one.
    pub(super) fn narrower_result(&self, result: TypeId, declared: TypeId) -> bool {
        result == declared || (self.is_object(result) && self.is_object(declared) && self.converts(result, declared))
    }

    /// `func takeDamage(amount: float) -> int`.
    pub fn signature_text(&self, info: &crate::check::FunctionInfo) -> String {
        let parameters = info.parameters.iter().map(|p| {
            let dots = if p.rest { "..." } else { "" };
            format!("{dots}{}: {}", p.name, self.type_name(p.ty))
        });
        let parameters = parameters.collect::<Vec<_>>().join(", ");
        let (result, yields) = match self.coroutine_value(info.result) {
            Some(value) => (value, ", which yields"),
            None => (info.result, ""),
        };
        let result = if result == TypeId::VOID { String::new() } else { format!(" -> {}", self.type_name(result)) };
        format!("func {}({parameters}){result}{yields}", info.name)
    }

    /// Slots of the defaults that a class does not override.
    fn default_slots(&mut self, class: ClassId, traits: &[TraitId], slots: &mut Vec<Slot>) {
        let inherited = self.program[class].base.map(|base| self.program[base].slots.len()).unwrap_or_default();
        // By method: the default that counts so far.
        let mut defaults: Vec<(Name, FuncId)> = Vec::new();
        for id in traits {
            for method in self.program[*id].methods.clone() {
                let Some(default) = method.default else { continue };
                match defaults.iter_mut().find(|(name, _)| *name == method.name) {
                    None => defaults.push((method.name.clone(), default)),
                    Some((_, before)) if *before == default => {}
                    Some((_, before)) => {
                        let (Some(Owner::Trait(a)), Some(Owner::Trait(b))) = (self.program[*before].owner, self.program[default].owner)
                        else {
                            continue;
                        };
                        if self.trait_extends(b, a) {
                            *before = default;
                        } else if !self.trait_extends(a, b) {
                            let first = *before;
                            self.ambiguous_default(class, &method.name, slots, (first, a), (default, b));
                        }
                    }
                }
            }
        }
        for (name, default) in defaults {
            match slots.iter().skip(1).position(|slot| slot.name == name).map(|at| at + 1) {
                None => slots.push(new_slot(name, default)),
                // A default from the base gives way to one of a trait that extends that default's trait.
                Some(at) if at < inherited && matches!(self.program[slots[at].function].owner, Some(Owner::Trait(_))) => {
                    slots[at].function = self.nearer_default(slots[at].function, default);
                }
                Some(_) => {}
            }
        }
    }

    fn ambiguous_default(&mut self, class: ClassId, name: &Name, slots: &[Slot], a: (FuncId, TraitId), b: (FuncId, TraitId)) {
        if slots.iter().skip(1).any(|slot| slot.name == *name) {
            return;
        }
        let (first, second) = (self.program[a.1].name.clone(), self.program[b.1].name.clone());
        let (class_name, span) = (self.program[class].name.clone(), self.program[class].span);
        let report = Diagnostic::error(
            Code::AMBIGUOUS_DEFAULT,
            span,
            format!("`{class_name}` gets a default of `{name}` from `{first}` and from `{second}`"),
        )
        .also(self.program[a.0].span, format!("the default of `{first}`"))
        .also(self.program[b.0].span, format!("the default of `{second}`"))
        .help(format!("write `{name}` in `{class_name}`"));
        self.report(report);
    }

    /// What a class runs for each method of a trait; reports what is missing. None after a report.
    fn implementation(&mut self, class: ClassId, id: TraitId) -> Option<ir::TraitImpl> {
        let mut functions = Vec::new();
        let inherited = self.program[class].base.is_some_and(|base| self.class_has_trait(base, id));
        for method in self.program[id].methods.clone() {
            let slot = self.program[class].slots.iter().skip(1).find(|slot| slot.name == method.name);
            match slot.map(|slot| slot.function) {
                Some(function) => {
                    if !inherited {
                        self.check_implementation(class, id, &method, function);
                    }
                    functions.push(function);
                }
                None if inherited || self.inherits_unknown(self.classes[class.0 as usize].ty) => {}
                None => self.not_implemented(class, id, &method),
            }
        }
        (functions.len() == self.program[id].methods.len()).then_some(ir::TraitImpl { definition: id, functions })
    }

    fn required_info(&self, id: TraitId, name: &str) -> Option<(TraitId, std::sync::Arc<crate::check::FunctionInfo>)> {
        let (owner, member) = self.find_member(Owner::Trait(id), name)?;
        let (Owner::Trait(id), MemberKind::Method(index)) = (owner, member.kind) else { return None };
        Some((id, self.functions[index.0 as usize].clone()))
    }

    fn check_implementation(&mut self, class: ClassId, id: TraitId, method: &ir::TraitMethod, function: FuncId) {
        let Some(index) = self.info_of(function) else { return };
        let info = self.functions[index.0 as usize].clone();
        let Some((declaring, wanted)) = self.required_info(id, &method.name) else { return };
        if self.same_parameters(&info, &wanted) && self.program[function].owner == Some(Owner::Class(class)) {
            self.adopt_coroutine(index, function, wanted.result);
        }
        let info = self.functions[index.0 as usize].clone();
        if self.same_parameters(&info, &wanted) && self.narrower_result(info.result, wanted.result) {
            return;
        }
        // A trait and one that it extends ask for the same: once is enough.
        if self.program[class].traits.iter().any(|before| before.definition == declaring) && declaring != id {
            return;
        }
        if [info.result, wanted.result].contains(&TypeId::ERROR) {
            return;
        }
        let (mine, theirs) = (self.signature_text(&info), self.signature_text(&wanted));
        let name = self.program[declaring].name.clone();
        let inside = self.program[function].owner == Some(Owner::Class(class));
        let span = if inside { info.span } else { self.program[class].span };
        let report = Diagnostic::error(Code::OVERRIDE, span, format!("`{}` has another signature than in the trait `{name}`", info.name))
            .label(format!("this is `{mine}`"))
            .also(wanted.span, format!("`{name}` asks for `{theirs}`"));
        let help = self.yields_unlike(info.result, wanted.result);
        self.report(match help {
            Some(help) => report.help(help),
            None => report,
        });
    }

    fn not_implemented(&mut self, class: ClassId, id: TraitId, method: &ir::TraitMethod) {
        let Some((declaring, wanted)) = self.required_info(id, &method.name) else { return };
        let mut lineage = Vec::new();
        self.trait_lineage(id, &mut lineage);
        if declaring != id && self.class_traits(class).contains(&declaring) {
            // Said of the trait that declares it.
            return;
        }
        let signature = self.signature_text(&wanted);
        let (class_name, name) = (self.program[class].name.clone(), self.program[declaring].name.clone());
        let own = self.classes[class.0 as usize].members.by_name.get(&method.name).cloned();
        let report = Diagnostic::error(
            Code::NOT_IMPLEMENTED,
            self.program[class].span,
            format!("`{class_name}` lacks the method `{}` of the trait `{name}`", method.name),
        )
        .also(wanted.span, "asked for here");
        self.report(match own {
            Some(member) => report.also(member.span, "this is no method of objects"),
            None => {
                // A method that no trait or base asks for may have been meant.
                let own = &self.classes[class.0 as usize].members;
                let near = crate::diagnostic::near::nearest(&method.name, own.order.iter().map(|name| &**name)).map(str::to_string);
                match near.and_then(|near| own.by_name.get(&*near).map(|member| (near, member.span))) {
                    Some((near, span)) => {
                        report.also(span, format!("`{near}` has another name")).help(format!("did you mean `{}` here?", method.name))
                    }
                    None => {
                        let line = format!("{signature} {{ panic(\"`{}` is not written yet\") }}", method.name);
                        let whole = self.classes[class.0 as usize].decl.span;
                        let fix = suggest::lines_at_end(&self.program.sources, whole, &[line]);
                        report.help(format!("write `{signature} {{ … }}`")).with_fix(fix)
                    }
                }
            }
        });
    }

    /// The slot that a method, or an accessor (`x.get`), has in a class.
    pub fn slot_of(&mut self, class: ClassId, name: &str) -> Option<u32> {
        self.ensure_slots(class);
        self.program[class].slots.iter().skip(1).position(|slot| &*slot.name == name).map(|at| at as u32 + 1)
    }

    /// The object as a class or trait that it has, as a parameter wants it.
    pub fn as_receiver(&self, value: Expr, wanted: TypeId) -> Expr {
        if value.ty == wanted || value.ty == TypeId::ERROR {
            return value;
        }
        let span = value.span;
        Expr { kind: ExprKind::Upcast(Box::new(value)), ty: wanted, span }
    }

    /// The type of a function's first parameter.
    pub fn receiver_type(&self, function: FuncId) -> TypeId {
        let function = &self.program[function];
        let local = function.parameters.first().copied().unwrap_or(LocalId(0));
        function.locals.get(local.0 as usize).map_or(TypeId::ERROR, |local| local.ty)
    }

    /// A call of a method by the object's class. `function` is its body, if it has one; the object is the first argument.
    pub fn method_call(&mut self, name: &str, result: TypeId, function: Option<FuncId>, mut arguments: Vec<Expr>) -> Option<ExprKind> {
        let (receiver, span) = arguments.first().map(|object| (object.ty, object.span))?;
        let (kind, given) = match self.get(receiver).clone() {
            Type::Class(class) => match self.slot_of(class, name) {
                Some(slot) if self.is_host_class(class) => {
                    // Nothing extends it: what it runs is known.
                    let function = self.program[class].slots[slot as usize].function;
                    (ExprKind::Call { function, captures: Vec::new(), arguments }, self.program[function].result)
                }
                Some(slot) => {
                    let declared = self.program[class].slots[slot as usize].declared;
                    (ExprKind::CallVirtual { class, slot, arguments }, self.program[declared].result)
                }
                None => {
                    let function = function?;
                    let object = arguments.remove(0);
                    let object = self.as_receiver(object, self.receiver_type(function));
                    arguments.insert(0, object);
                    return Some(ExprKind::Call { function, captures: Vec::new(), arguments });
                }
            },
            Type::Trait(definition) => {
                self.ensure_trait_methods(definition);
                let method = self.program[definition].methods.iter().position(|method| &*method.name == name)?;
                let given = self.program[definition].methods[method].result;
                (ExprKind::CallTrait { definition, method: method as u32, arguments }, given)
            }
            // A bound of a generic that is checked for itself: nothing is made of it.
            Type::Parameter(_) => return Some(ExprKind::Unit),
            _ => return function.map(|function| ExprKind::Call { function, captures: Vec::new(), arguments }),
        };
        if given == result {
            return Some(kind);
        }
        // An override may return something narrower than the slot says.
        Some(ExprKind::Cast { value: Box::new(Expr { kind, ty: given, span }), checked: false })
    }
}

fn new_slot(name: Name, function: FuncId) -> Slot {
    Slot { name, declared: function, function, facts: FunctionFacts::default() }
}
