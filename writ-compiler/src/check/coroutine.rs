//! Coroutines: their types, `start` and `yield`.
//!
//! A call of a coroutine gives its frame, an object of the class `Coroutine<R>`, where `R` is what the coroutine returns. No script has such a value:
//! a call that gives one stands behind `start` or `yield`. A started coroutine is a `Coroutine`, which `Coroutine<R>` extends. So a coroutine as a
//! function value is of type `(A) -> Coroutine<R>`, and everything that is known of functions (overrides, traits, generics) holds for coroutines.
//!
//! Suspensions are calls of natives here; `passes::coroutines` makes state machines of the functions that have them.

use super::{Checker, ClassInfo, GenericDecl, GenericIndex, GenericType, Instance, TypeParameter, error_expr};
use crate::ast::{self, Name};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix, suggest};
use crate::ir::{self, ClassDef, ClassId, Expr, ExprKind, FieldDef, FuncId, FunctionKind, Owner, Pattern, Type, TypeId};
use crate::passes::coroutines::{FrameTypes, native};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// The classes that coroutines are made of. They are made when somebody asks for them: most scripts have none.
#[derive(Clone, Debug)]
pub(crate) struct Coroutines {
    /// `Coroutine`.
    pub handle: Option<TypeId>,
    /// `Coroutine<void>`.
    nothing: Option<TypeId>,
    /// `Coroutine<T>`.
    generic: GenericIndex,
    /// What the pass that lowers coroutines has made.
    pub frames: FrameTypes,
}

impl Coroutines {
    /// Before the library is read.
    pub fn unknown() -> Coroutines {
        Coroutines { handle: None, nothing: None, generic: GenericIndex(0), frames: FrameTypes::default() }
    }
}

/// The functions that stand nowhere but behind `yield`.
const WAITS: [&str; 3] = [native::SECONDS, native::FRAMES, native::UNTIL];

fn field(name: &str, ty: TypeId) -> FieldDef {
    FieldDef { name: Name::from(name), ty, public: false, doc: None }
}

impl Checker {
    /// Declares the generic type of frames; once, with the library.
    pub(super) fn declare_coroutines(&mut self) {
        let span = Span::new(crate::source::FileId(0), 0, 0);
        let decl = Arc::new(ast::TypeDecl {
            doc: None,
            modifiers: Default::default(),
            name: ast::Ident { name: Name::from("Coroutine"), span },
            generics: ast::Generics::default(),
            base: None,
            traits: Vec::new(),
            fields: Vec::new(),
            methods: Vec::new(),
            span,
        });
        self.coroutines.generic = GenericIndex(self.generic_types.len() as u32);
        self.generic_types.push(GenericType {
            decl: GenericDecl::Class(decl),
            module: self.module,
            parameters: vec![TypeParameter { name: Name::from("T"), bounds: Vec::new() }],
            statics: HashMap::new(),
        });
    }

    /// The type of a coroutine that was started.
    pub fn coroutine_handle(&mut self) -> TypeId {
        if let Some(known) = self.coroutines.handle {
            return known;
        }
        let receiver = self.optional(TypeId::ANY);
        // The runtime knows these fields by their places.
        let fields = vec![field("state", TypeId::INT32), field("task", TypeId::INT32), field("receiver", receiver)];
        let class = self.coroutine_class(ir::HANDLE_CLASS, None, fields, None);
        let made = self.classes[class.0 as usize].ty;
        self.coroutines.handle = Some(made);
        made
    }

    fn coroutine_base(&mut self) -> Option<ClassId> {
        let handle = self.coroutine_handle();
        match self.get(handle) {
            Type::Class(id) => Some(*id),
            _ => None,
        }
    }

    /// Whether it is the type of a coroutine that was started.
    pub fn is_coroutine_handle(&self, ty: TypeId) -> bool {
        Some(ty) == self.coroutines.handle
    }

    /// The type of frames of coroutines that return nothing.
    fn coroutine_of_nothing(&mut self) -> TypeId {
        if let Some(known) = self.coroutines.nothing {
            return known;
        }
        let base = self.coroutine_base();
        let class = self.coroutine_class("Coroutine<void>", base, Vec::new(), None);
        let made = self.classes[class.0 as usize].ty;
        self.coroutines.nothing = Some(made);
        made
    }

    fn coroutine_class(&mut self, name: &str, base: Option<ClassId>, fields: Vec<FieldDef>, generic: Option<Arc<Instance>>) -> ClassId {
        let id = ClassId(self.program.classes.len() as u32);
        let module = ir::ModuleId(0);
        self.intern(Type::Class(id));
        self.program.classes.push(ClassDef {
            name: Name::from(name),
            module,
            doc: None,
            open: false,
            base,
            fields,
            slots: Vec::new(),
            traits: Vec::new(),
            methods: Vec::new(),
            constructor: None,
            boxed: None,
            resume: None,
            span: Span::new(crate::source::FileId(0), 0, 0),
        });
        self.know_class(id, generic);
        id
    }

    /// Keeps the list of what is known of classes as long as the program's.
    fn know_class(&mut self, id: ClassId, generic: Option<Arc<Instance>>) {
        let generic_type = self.generic_types[self.coroutines.generic.0 as usize].decl.clone();
        let GenericDecl::Class(decl) = generic_type else { return };
        let ty = self.intern(Type::Class(id));
        self.classes.push(ClassInfo {
            decl,
            module: self.program[id].module,
            ty,
            members: Default::default(),
            traits: Vec::new(),
            stored: Vec::new(),
            late: Vec::new(),
            init: None,
            broken: false,
            has_slots: !self.program[id].slots.is_empty(),
            generic,
        });
    }

    /// After passes that made classes.
    pub fn know_new_classes(&mut self) {
        for index in self.classes.len()..self.program.classes.len() {
            self.know_class(ClassId(index as u32), None);
        }
    }

    /// The type of the frame of a coroutine that returns a `ty`.
    pub fn coroutine_type(&mut self, ty: TypeId) -> TypeId {
        match ty {
            TypeId::ERROR => TypeId::ERROR,
            TypeId::VOID | TypeId::NEVER => self.coroutine_of_nothing(),
            _ => {
                let span = Span::new(crate::source::FileId(0), 0, 0);
                self.instantiate(self.coroutines.generic, vec![ty], span)
            }
        }
    }

    /// As [`Self::coroutine_type`], if it is `generic` that is to be instantiated, with a type without parameters.
    pub(super) fn coroutine_instance(&mut self, generic: GenericIndex, arguments: &[TypeId]) -> Option<TypeId> {
        if generic != self.coroutines.generic {
            return None;
        }
        let ty = *arguments.first()?;
        if ty == TypeId::VOID {
            return Some(self.coroutine_of_nothing());
        }
        let key = (generic, vec![ty]);
        if let Some(known) = self.type_instances.get(&key) {
            return Some(*known);
        }
        let names = [(Name::from("T"), ty)].into_iter().collect();
        let instance = Arc::new(Instance { generic, arguments: vec![ty], names: Arc::new(names) });
        let name = format!("Coroutine<{}>", self.type_name(ty));
        let base = self.coroutine_base();
        let id = self.coroutine_class(&name, base, vec![field("result", ty)], Some(instance));
        let made = self.classes[id.0 as usize].ty;
        self.type_instances.insert(key, made);
        Some(made)
    }

    /// What a coroutine returns whose frames are of this type; none if no frames are.
    pub fn coroutine_value(&self, ty: TypeId) -> Option<TypeId> {
        if Some(ty) == self.coroutines.nothing {
            return Some(TypeId::VOID);
        }
        let (generic, arguments) = self.instance_parts(ty)?;
        (generic == self.coroutines.generic).then(|| arguments[0])
    }

    /// The result of a function as it is declared, once it is known whether it yields.
    pub fn declared_result(&mut self, result: TypeId, decl: &ast::FunctionDecl) -> TypeId {
        let yields = decl.body.as_ref().is_some_and(|body| super::mutation::yields(&body.statements));
        if yields { self.coroutine_type(result) } else { result }
    }

    /// Makes a coroutine of a method that overrides or implements one without a `yield` of its own.
    pub fn adopt_coroutine(&mut self, index: super::FunctionIndex, function: FuncId, wanted: TypeId) {
        let info = &self.functions[index.0 as usize];
        let (Some(value), None) = (self.coroutine_value(wanted), self.coroutine_value(info.result)) else { return };
        if info.result == value {
            std::sync::Arc::make_mut(&mut self.functions[index.0 as usize]).result = wanted;
            self.program[function].result = wanted;
            self.program[function].coroutine = Some(value);
        }
    }

    /// Says why a method that yields does not fit one that does not; none if that is not the matter.
    pub fn yields_unlike(&self, mine: TypeId, theirs: TypeId) -> Option<&'static str> {
        (self.coroutine_value(mine).is_some() && self.coroutine_value(theirs).is_none())
            .then_some("it yields, and callers of the other one do not wait: let that one yield, or `start` another method from here")
    }

    /// Reports a method that an operator calls and that yields.
    pub fn check_operator_yields(&mut self, name: &ast::Ident, result: TypeId) -> bool {
        const OPERATORS: [&str; 15] = [
            "add", "subtract", "multiply", "divide", "modulo", "negate", "equals", "lt", "le", "gt", "ge", "at", "setAt", "toString",
            "iterator",
        ];
        let yields = OPERATORS.contains(&&*name.name) && self.coroutine_value(result).is_some();
        if yields {
            self.report(
                Diagnostic::error(Code::COROUTINE, name.span, format!("`{}` can't yield", name.name))
                    .note("the language calls it by itself, and does not wait for it"),
            );
        }
        yields
    }

    /// `start f(x)`.
    pub fn start(&mut self, operand: &ast::Expr, span: Span) -> Expr {
        let Some(frame) = self.frame_of("start", operand, None) else { return error_expr(span) };
        let owner = self.starting_object(span);
        let of_receiver = Expr { kind: ExprKind::Bool(self.is_method_call(&frame)), ty: TypeId::BOOL, span };
        let handle = self.coroutine_handle();
        let start = |checker: &mut Checker, frame: Expr| {
            let frame = checker.as_receiver(frame, handle);
            let native = checker.native(native::START, true, true, &[false; 3]);
            let kind = ExprKind::CallNative { native, types: Vec::new(), arguments: vec![frame, owner, of_receiver] };
            Expr { kind, ty: handle, span }
        };
        self.on_frame(frame, span, start)
    }

    /// Whether a frame comes from `object.method()`.
    fn is_method_call(&self, frame: &Expr) -> bool {
        match &frame.kind {
            ExprKind::CallVirtual { .. } | ExprKind::CallTrait { .. } => true,
            ExprKind::Call { function, arguments, .. } => {
                let is_method = matches!(self.program[*function].kind, FunctionKind::Method { .. });
                is_method && arguments.first().is_some_and(|object| self.is_object(object.ty))
            }
            ExprKind::Some(inner) | ExprKind::Upcast(inner) | ExprKind::Cast { value: inner, .. } => self.is_method_call(inner),
            ExprKind::Block(block) => block.value.as_ref().is_some_and(|value| self.is_method_call(value)),
            // `object?.method()`.
            ExprKind::Match { arms, .. } => arms.iter().any(|arm| arm.body.value.as_ref().is_some_and(|value| self.is_method_call(value))),
            _ => false,
        }
    }

    /// The object in whose method a `start` stands, as an `any?`.
    fn starting_object(&mut self, span: Span) -> Expr {
        let ty = self.optional(TypeId::ANY);
        let inside = self.stack.iter().rev().find_map(|state| state.self_info);
        if !inside.is_some_and(|info| self.is_object(info.ty)) {
            return Expr { kind: ExprKind::Null, ty, span };
        }
        let this = super::classes::without_narrowing(self.implicit_self(span));
        let any = self.as_receiver(this, TypeId::ANY);
        Expr { kind: ExprKind::Some(Box::new(any)), ty, span }
    }

    /// `yield`, `yield f(x)`, `yield waitForSeconds(x)`.
    pub fn yield_(&mut self, operand: Option<&ast::Expr>, hint: Option<TypeId>, span: Span) -> Expr {
        if !self.state().coroutine {
            self.misplaced_yield(span);
            if let Some(operand) = operand {
                self.awaited = true;
                self.waits = matches!(&operand.kind, ast::ExprKind::Call { callee, .. } if self.is_wait(callee));
                self.lenient(operand);
                self.waits = false;
                self.awaited = false;
            }
            return error_expr(span);
        }
        let value = match operand {
            None => {
                let native = self.native(native::YIELD, false, true, &[]);
                Expr { kind: ExprKind::CallNative { native, types: Vec::new(), arguments: Vec::new() }, ty: TypeId::VOID, span }
            }
            Some(operand) => self.yield_call(operand, hint, span),
        };
        // Others run meanwhile.
        self.call_ended();
        value
    }

    fn yield_call(&mut self, operand: &ast::Expr, hint: Option<TypeId>, span: Span) -> Expr {
        let Some(frame) = self.frame_of("yield", operand, hint) else { return error_expr(span) };
        if frame.ty == TypeId::VOID {
            return Expr { span, ..frame };
        }
        self.on_frame(frame, span, |checker, frame| {
            let ty = checker.coroutine_value(frame.ty).unwrap_or(TypeId::ERROR);
            let native = checker.native(native::AWAIT, true, true, &[false]);
            Expr { kind: ExprKind::CallNative { native, types: Vec::new(), arguments: vec![frame] }, ty, span }
        })
    }

    /// The frame that the operand of `start` or `yield` gives; perhaps none, if the operand is `object?.method()`. Behind `yield` also a wait, of type
    /// `void`. None after a report.
    fn frame_of(&mut self, word: &str, operand: &ast::Expr, hint: Option<TypeId>) -> Option<Expr> {
        let ast::ExprKind::Call { callee, .. } = &operand.kind else {
            let value = self.expr(operand, None);
            if value.ty != TypeId::ERROR {
                let report =
                    Diagnostic::error(Code::COROUTINE, operand.span, format!("a call of a coroutine has to stand behind `{word}`"));
                let report = if self.is_coroutine_handle(self.optional_inner(value.ty).unwrap_or(value.ty)) {
                    report.help("to wait until a started one has ended: `yield waitUntil(() => !it.isRunning)`")
                } else if word == "yield" {
                    report.help("to wait a tick, write nothing behind `yield`; a coroutine gives its value by `return`")
                } else {
                    report
                };
                self.report(report);
            }
            return None;
        };
        let hint = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).map(|ty| self.coroutine_type(ty));
        let is_wait = word == "yield" && self.is_wait(callee);
        self.waits = is_wait;
        self.awaited = true;
        let value = self.expr(operand, hint);
        self.awaited = false;
        if value.ty == TypeId::ERROR || is_wait {
            return (value.ty != TypeId::ERROR).then_some(value);
        }
        let inner = self.optional_inner(value.ty).unwrap_or(value.ty);
        if self.coroutine_value(inner).is_some() {
            return Some(value);
        }
        let name = match &callee.kind {
            ast::ExprKind::Name(name) | ast::ExprKind::Path { name, .. } | ast::ExprKind::Member { name, .. } => format!("`{}`", name.name),
            _ => "this function".to_owned(),
        };
        // A plain call waits for its value, as `yield` does. What was started would have run later.
        let applicability = if word == "yield" { Applicability::Safe } else { Applicability::Unsafe };
        self.report(
            Diagnostic::error(Code::COROUTINE, operand.span, format!("{name} never yields and can't stand behind `{word}`"))
                .help(format!("call it without `{word}`"))
                .with_fix(suggest::remove_word_before(&self.program.sources, operand.span, word, applicability)),
        );
        None
    }

    /// What `then` makes of a frame; of one that is perhaps not there an optional.
    fn on_frame(&mut self, frame: Expr, span: Span, then: impl FnOnce(&mut Checker, Expr) -> Expr) -> Expr {
        let Some(inner) = self.optional_inner(frame.ty) else { return then(self, frame) };
        let bound = self.state().temporary(inner, span);
        let read = self.local_expr(bound, span);
        let value = then(self, read);
        let some = Pattern::Some(Box::new(Pattern::Bind(bound)));
        if value.ty == TypeId::VOID || value.ty == TypeId::ERROR {
            let nothing = Expr { kind: ExprKind::Unit, ty: TypeId::VOID, span };
            return super::operator::two_way(frame, some, value, Pattern::Null, nothing, TypeId::VOID, span);
        }
        let ty = self.optional(value.ty);
        let value = self.convert(value, ty);
        let null = Expr { kind: ExprKind::Null, ty, span };
        super::operator::two_way(frame, some, value, Pattern::Null, null, ty, span)
    }

    /// Whether a callee is one of the library's waits.
    fn is_wait(&mut self, callee: &ast::Expr) -> bool {
        let ast::ExprKind::Name(name) = &callee.kind else { return false };
        if !WAITS.contains(&&*name.name) {
            return false;
        }
        match self.find(&name.name) {
            Some(super::lookup::Found::Module(super::Symbol::Function(index))) => self.is_library(self.functions[index.0 as usize].module),
            _ => false,
        }
    }

    /// Whether a call of this function of the library may stand here; reports if it is a wait without `yield`.
    pub fn wait_is_allowed(&mut self, info: &super::FunctionInfo, span: Span) -> bool {
        let allowed = std::mem::take(&mut self.waits);
        if info.receiver.is_some() || !WAITS.contains(&&*info.name) || !self.is_library(info.module) {
            return true;
        }
        if allowed {
            return true;
        }
        let sources = &self.program.sources;
        let fix = suggest::replace_word_before(sources, span, "start", "yield", Applicability::Unsafe).unwrap_or_else(|| {
            let applicability =
                if self.stack.last().is_some_and(|state| state.coroutine) { Applicability::Safe } else { Applicability::Unsafe };
            Fix::new(applicability, span.start_point(), "yield ")
        });
        self.report(
            Diagnostic::error(Code::COROUTINE, span, format!("`{}` stands nowhere but behind `yield`", info.name))
                .help(format!("write `yield {}(…)`", info.name))
                .with_fix(Some(fix)),
        );
        false
    }

    /// A call that gives a frame, where neither `start` nor `yield` takes it.
    pub fn plain_call(&mut self, value: Expr) -> Expr {
        let inner = self.optional_inner(value.ty).unwrap_or(value.ty);
        let Some(result) = self.coroutine_value(inner) else { return value };
        let inside = self.state().coroutine;
        // At the top level nothing but `start` can stand before it.
        let (word, applicability) = match (inside, self.state().top_level && result == TypeId::VOID) {
            (true, _) => ("yield ", Applicability::Unsafe),
            (false, true) => ("start ", Applicability::Safe),
            (false, false) => ("start ", Applicability::Unsafe),
        };
        let mut report = Diagnostic::error(Code::COROUTINE, value.span, "this is a coroutine and can't be called like a function");
        if let ExprKind::Call { function, .. } = &value.kind
            && !self.program[self.program[*function].module].library
        {
            report = report.also(self.program[*function].span, "it yields, so it is a coroutine");
        }
        self.report(
            report
                .help(if inside {
                    "`yield` runs it and waits for its value; `start` lets it run beside this one"
                } else {
                    "write `start` before the call: it runs from the next tick on"
                })
                .with_fix(Some(Fix::new(applicability, value.span.start_point(), word))),
        );
        error_expr(value.span)
    }

    fn misplaced_yield(&mut self, span: Span) {
        let function = self.state().function;
        let function = &self.program[function];
        let name = function.frame_name.clone();
        let report = match function.kind {
            FunctionKind::ModuleInit => Diagnostic::error(Code::COROUTINE, span, "the top level of a module can't yield")
                .help("move it into a function and `start` that"),
            _ if &*function.name == "init" && function.owner.is_some() => {
                Diagnostic::error(Code::COROUTINE, span, "`init` can't yield").help("`start` a method from here")
            }
            _ => Diagnostic::error(Code::COROUTINE, span, format!("`{name}` can't yield"))
                .note("only functions, methods and lambdas can be suspended"),
        };
        self.report(report);
    }

    /// Reports a struct's method that changes `self` and yields.
    pub fn check_mutating_yields(&mut self, function: FuncId) {
        if self.program[function].coroutine.is_none() {
            return;
        }
        let span = self.program[function].span;
        let name = self.program[function].name.clone();
        self.report(
            Diagnostic::error(Code::COROUTINE, span, format!("`{name}` changes `self` and can't yield"))
                .note("a struct is copied: there would be nothing to write the change back to when it goes on")
                .help("use a class, or return the changed struct"),
        );
    }

    /// What a function type gives, as written: `Coroutine<R>` for coroutines.
    pub(super) fn written_function_result(&mut self, written: &ast::TypeExpr) -> TypeId {
        if let ast::TypeExprKind::Named { module: None, name, arguments } = &written.kind
            && let ("Coroutine", [value]) = (&*name.name, arguments.as_slice())
            && self.lookup_module_name("Coroutine").is_none()
        {
            let value = self.written_type(value);
            return self.coroutine_type(value);
        }
        self.written_type(written)
    }

    /// `Coroutine` as a written type.
    pub(super) fn written_coroutine(&mut self, arguments: &[ast::TypeExpr], span: Span) -> TypeId {
        if arguments.is_empty() {
            return self.coroutine_handle();
        }
        self.report(
            Diagnostic::error(Code::TYPE_ARGUMENTS, span, "`Coroutine` has type arguments only as what a function type gives")
                .note("`() -> Coroutine<int>` is a function that yields and returns an `int`")
                .help("a coroutine that was started is a `Coroutine`"),
        );
        TypeId::ERROR
    }

    /// Whether it is the class `Coroutine` or the class of frames, which scripts can't extend.
    pub(super) fn is_coroutine_class(&self, id: ClassId) -> bool {
        self.is_coroutine_handle(self.owner_type(Owner::Class(id)))
    }
}
