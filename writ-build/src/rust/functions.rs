//! Functions: signature, entry, and what is known while a body is written.

use super::analysis;
use super::code::Code;
use super::format::doc;
use super::items::{Items, View};
use super::names::{Case, PARAMETERS, Scope, ident};
use super::tail::Tail;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use writ_compiler::ir::{Expr, ExprKind, FuncId, Function, FunctionKind, LocalId, LoopId, ModuleId, Storage, TypeId};
use writ_compiler::source::Span;

/// What a Rust variable holds of a local.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    /// The value.
    Value,
    /// A reference to the value: a parameter that is not `Copy`, or what a pattern bound inside a borrowed subject.
    Reference,
    /// A reference to the box of the value: bound by a pattern.
    Box,
    /// A mutable reference: `self` of a method that changes it.
    Mutable,
    /// The shared cell of a captured variable.
    Cell,
    /// A reference to such a cell.
    CellReference,
}

/// A parameter of a generated function.
pub struct Parameter {
    /// Its name.
    pub name: Ident,
    /// Whether it is taken by value; else by reference.
    pub by_value: bool,
}

/// A loop around the place that is being written.
struct Loop {
    /// Its id; `None` for a labelled block, out of which a plain `break` is not allowed.
    id: Option<LoopId>,
    label: String,
    used: bool,
}

/// The writer of one function's body.
pub struct Body<'a> {
    /// The names of everything.
    pub items: &'a Items<'a>,
    /// The function.
    pub function: &'a Function,
    /// Its id.
    pub id: FuncId,
    /// Whether the Rust function returns `Fallible`.
    pub fails: bool,
    /// What the function calls where it calls itself, if that is another text of it.
    pub recursion: Option<Ident>,
    /// Set if the function calls itself last, and is written as a loop.
    pub tail: Option<Tail>,
    /// By local, whether it is assigned after its declaration.
    pub written: Vec<bool>,
    view: View,
    locals: Vec<Option<(String, Held)>>,
    /// By local, the variable for the elements of its array, in a loop that leaves arrays their length.
    elements: Vec<Option<Ident>>,
    names: Scope,
    declared: Vec<String>,
    loops: Vec<Loop>,
}

impl<'a> Body<'a> {
    fn new(items: &'a Items<'a>, id: FuncId) -> Body<'a> {
        let function = &items.program[id];
        Body {
            items,
            function,
            id,
            fails: items.fails(id),
            recursion: None,
            tail: None,
            written: analysis::written_locals(function),
            view: View::In(function.module),
            locals: vec![None; function.locals.len()],
            elements: vec![None; function.locals.len()],
            names: Scope::with(PARAMETERS),
            declared: Vec::new(),
            loops: Vec::new(),
        }
    }

    /// The module that the function stands in.
    pub fn module(&self) -> ModuleId {
        self.function.module
    }

    /// From where the function names items.
    pub fn view(&self) -> View {
        self.view
    }

    /// A Rust type as named here.
    pub fn ty(&self, ty: TypeId) -> TokenStream {
        self.items.rust_type(ty, self.view())
    }

    /// Whether a type is `Copy`.
    pub fn is_copy(&self, ty: TypeId) -> bool {
        self.items.is_copy(ty)
    }

    /// Where the scope of locals now begins; to be given to [`leave`](Self::leave).
    pub fn enter(&self) -> usize {
        self.declared.len()
    }

    /// Ends the scope that began at `mark`.
    pub fn leave(&mut self, mark: usize) {
        for name in self.declared.drain(mark..) {
            self.names.release(&name);
        }
    }

    /// A variable's name that no other in scope has.
    pub fn fresh(&mut self, name: &str) -> Ident {
        let name = self.names.take(if name == "self" { "this" } else { name }, Case::Snake);
        self.declared.push(name.clone());
        ident(&name)
    }

    /// Begins the scope of a local.
    pub fn declare(&mut self, local: LocalId, held: Held) -> Ident {
        let name = &self.function.locals[local.0 as usize].name;
        let name = self.fresh(if name.is_empty() { "temp" } else { name });
        self.locals[local.0 as usize] = Some((name.to_string(), held));
        name
    }

    /// The variable of a local that was declared, and what it holds.
    pub fn local(&self, local: LocalId) -> (Ident, Held) {
        match &self.locals[local.0 as usize] {
            Some((name, held)) => (ident(name), *held),
            // The IR uses no local outside of its scope.
            None => (ident("undeclared"), Held::Value),
        }
    }

    /// Whether a local is in scope.
    pub fn is_declared(&self, local: LocalId) -> bool {
        self.locals[local.0 as usize].as_ref().is_some_and(|(name, _)| self.names.contains(name))
    }

    /// Makes a variable for the elements of a local's array, until [`end_elements`](Self::end_elements). None if there is one.
    pub fn begin_elements(&mut self, local: LocalId) -> Option<Ident> {
        if self.elements[local.0 as usize].is_some() {
            return None;
        }
        let array = self.local(local).0;
        let name = self.fresh(&format!("{array}_elements"));
        self.elements[local.0 as usize] = Some(name.clone());
        Some(name)
    }

    /// Such a variable goes out of scope.
    pub fn end_elements(&mut self, local: LocalId) {
        self.elements[local.0 as usize] = None;
    }

    /// The variable for the elements of an array, if there is one.
    pub fn elements_of(&self, array: &Expr) -> Option<&Ident> {
        if let ExprKind::Local(local) = array.kind { self.elements[local.0 as usize].as_ref() } else { None }
    }

    /// How a local is stored.
    pub fn storage(&self, local: LocalId) -> Storage {
        self.function.locals[local.0 as usize].storage
    }

    /// The type of a local.
    pub fn local_type(&self, local: LocalId) -> TypeId {
        self.function.locals[local.0 as usize].ty
    }

    /// Whether a variable of that name is in scope.
    pub fn shadows(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The value of an operation that returns `Fallible`: adds the frame and leaves the function.
    pub fn attempt(&self, call: &Code, span: Span) -> Code {
        let call = call.receiver();
        if !self.items.has_frame(self.function) {
            return Code::postfix(quote!(#call?));
        }
        let info = self.items.info(self.id, self.module());
        let line = proc_macro2::Literal::u32_unsuffixed(self.items.program.sources.line(span));
        if let Some(code) = self.attempt_in_loop(&call, &info, &line) {
            return code;
        }
        Code::postfix(quote!(#call.at(&#info, #line)?))
    }

    /// `return` with a value.
    pub fn leave_with(&self, value: Option<TokenStream>) -> Code {
        let value = match (self.fails, value) {
            (true, Some(value)) => quote!(Ok(#value)),
            (true, None) => quote!(Ok(())),
            (false, Some(value)) => value,
            (false, None) => TokenStream::new(),
        };
        Code::low(quote!(return #value))
    }

    /// Begins a loop (or, without an id, a labelled block).
    pub fn enter_loop(&mut self, id: Option<LoopId>) {
        let depth = self.loops.len();
        let name = if id.is_some() { "outer" } else { "when" };
        let label = if depth == 0 { name.to_string() } else { format!("{name}_{}", depth + 1) };
        self.loops.push(Loop { id, label, used: false });
    }

    /// Ends it; gives its label if one is needed.
    pub fn leave_loop(&mut self) -> Option<syn::Lifetime> {
        self.loops.pop().filter(|l| l.used || l.id.is_none()).map(|l| label(&l.label))
    }

    /// The label of the labelled block that is being written.
    pub fn block_label(&self) -> Option<syn::Lifetime> {
        self.loops.last().map(|l| label(&l.label))
    }

    /// The label to name in a `break` or `continue` of a loop; none if it is the innermost.
    pub fn target(&mut self, id: LoopId) -> Option<syn::Lifetime> {
        let last = self.loops.len().saturating_sub(1);
        let position = self.loops.iter().position(|l| l.id == Some(id))?;
        if position == last {
            return None;
        }
        self.loops[position].used = true;
        Some(label(&self.loops[position].label))
    }

    /// The arguments that every function gets before its own, as its caller passes them: the instance, the state, the depth.
    pub fn implicit_arguments(&self, callee: FuncId) -> Vec<TokenStream> {
        implicit_arguments(self.items, callee, quote!(state), quote!(depth.next()))
    }
}

fn label(name: &str) -> syn::Lifetime {
    syn::Lifetime::new(&format!("'{name}"), proc_macro2::Span::call_site())
}

fn implicit_arguments(items: &Items<'_>, callee: FuncId, state: TokenStream, depth: TokenStream) -> Vec<TokenStream> {
    let facts = items.program[callee].facts;
    let mut arguments = Vec::new();
    if facts.needs_context {
        arguments.push(quote!(writ));
    }
    if facts.uses_globals {
        arguments.push(state);
    }
    if facts.counts_depth {
        arguments.push(depth);
    }
    arguments
}

/// A call of a function from where `writ`, `state` and `depth` are variables: from a public face, or where a module is loaded.
pub fn outer_call(items: &Items<'_>, callee: FuncId, view: View, arguments: &[TokenStream]) -> TokenStream {
    let path = items.function_path(callee, view, |_| false);
    let implicit = implicit_arguments(items, callee, quote!(state), quote!(depth));
    let arguments = implicit.iter().chain(arguments);
    quote!(#path(#(#arguments),*))
}

/// A constant expression, as named from a public face.
pub fn constant(items: &Items<'_>, function: FuncId, value: &Expr) -> TokenStream {
    let mut body = Body::new(items, function);
    body.view = View::Face;
    body.typed_value(value).tokens
}

/// A function item, with the static that names it in traces if something mentions that one (the caller asks [`Items::info_item`]).
pub fn function(items: &Items<'_>, id: FuncId) -> TokenStream {
    // A function that only calls itself last does not call itself at all when it is written as a loop.
    let calls = || Tail::of(items, id).is_none_or(|tail| tail.calls_otherwise);
    let Some(again) = items.again(id).filter(|_| calls()) else { return function_text(items, id, None, None) };
    let first = function_text(items, id, Some(again.clone()), None);
    let second = function_text(items, id, None, Some(again));
    quote!(#first #second)
}

/// One text of a function. `recursion`: what it calls where it calls itself. `again`: its name if it is the second text.
fn function_text(items: &Items<'_>, id: FuncId, recursion: Option<Ident>, again: Option<Ident>) -> TokenStream {
    let mut body = Body::new(items, id);
    body.recursion = recursion;
    let function = body.function;
    let facts = function.facts;
    let mut parameters = Vec::new();
    let mut forwarded = Vec::new();
    if facts.needs_context {
        parameters.push(quote!(writ: &mut rt::Writ));
        forwarded.push(quote!(writ));
    }
    if facts.uses_globals {
        parameters.push(quote!(state: &State));
        forwarded.push(quote!(state));
    }
    if facts.counts_depth {
        parameters.push(quote!(depth: rt::Depth));
        forwarded.push(quote!(depth));
    }
    let mut entry = TokenStream::new();
    for local in &function.captures {
        let ty = body.local_type(*local);
        let (held, ty) = match body.storage(*local) {
            Storage::Cell => {
                let ty = body.ty(ty);
                (Held::CellReference, quote!(&rt::Cell<#ty>))
            }
            Storage::Slot => (if body.is_copy(ty) { Held::Value } else { Held::Reference }, items.parameter_type(ty, body.view())),
        };
        let name = body.declare(*local, held);
        parameters.push(quote!(#name: #ty));
        forwarded.push(quote!(#name));
    }
    let mut shared_self = None;
    let mut own = Vec::new();
    for (index, local) in function.parameters.iter().enumerate() {
        let ty = body.local_type(*local);
        let mutable = index == 0 && function.kind == FunctionKind::Method { mutates: true };
        let (held, rust) = match (mutable, body.is_copy(ty)) {
            (true, _) => {
                let ty = body.ty(ty);
                (Held::Mutable, quote!(&mut #ty))
            }
            (false, true) => (Held::Value, body.ty(ty)),
            (false, false) => (Held::Reference, items.parameter_type(ty, body.view())),
        };
        let name = body.declare(*local, held);
        parameters.push(quote!(#name: #rust));
        forwarded.push(quote!(#name));
        own.push(Parameter { name: name.clone(), by_value: held == Held::Value });
        if body.storage(*local) == Storage::Cell {
            // A closure shares it: the function works on a cell.
            let cell = body.declare(*local, Held::Cell);
            entry.extend(quote!(let #cell = rt::Cell::new(#name.clone());));
            if mutable {
                shared_self = Some((name, cell));
            }
        }
    }
    let name = items.function_path(id, body.view(), |_| false);
    let itself = items.function_path(id, body.view(), |name| body.shadows(name));
    let returns = function.result != TypeId::VOID && function.result != TypeId::NEVER;
    let host = items.host_body(id, &own);
    let is_host = host.is_some();
    let content = match (host, Tail::of(items, id)) {
        (Some(host), _) => host,
        (None, Some(tail)) if returns => body.tail_loop(tail, &own.iter().map(|parameter| parameter.name.clone()).collect::<Vec<_>>()),
        (None, _) => body.body_tokens(returns),
    };
    let result = body.ty(function.result);
    let result = match (body.fails, returns) {
        (true, _) => Some(quote!(-> rt::Fallible<#result>)),
        (false, true) => Some(quote!(-> #result)),
        (false, false) => None,
    };
    let content = match shared_self {
        // In, out: what the closures see of `self` goes back when the method returns.
        Some((this, cell)) => quote! {
            let mut run = || #result { #content };
            let result = run();
            *#this = #cell.get();
            result
        },
        None => content,
    };
    let checkpoint = facts.counts_depth.then(|| {
        quote! {
            if depth.at_checkpoint() {
                return rt::deepen(depth, move |depth| #itself(#(#forwarded),*));
            }
        }
    });
    let (doc, name) = match again {
        Some(again) => (quote!(#[inline(always)]), quote!(#again)),
        None if is_host => (quote!(#[inline(always)]), name),
        None => (doc(function.doc.as_deref()), name),
    };
    quote! {
        #doc
        pub fn #name(#(#parameters),*) #result {
            #checkpoint
            #entry
            #content
        }
    }
}

/// The value of a known function, as an expression: a function without captures has one place that makes its value, by which values are compared.
pub fn closure(body: &mut Body<'_>, callee: FuncId, captures: &[LocalId]) -> Code {
    if captures.is_empty() {
        let path = body.items.function_value(callee, body.module());
        return Code::postfix(quote!(#path()));
    }
    let items = body.items;
    let function = &items.program[callee];
    let info = items.info(callee, body.module());
    let mut prepared = TokenStream::new();
    let mut passed = Vec::new();
    for (inside, outside) in function.captures.iter().zip(captures) {
        let (name, held) = body.local(*outside);
        let inner = &function.locals[inside.0 as usize];
        let cell = inner.storage == Storage::Cell;
        let copy = !cell && items.is_copy(inner.ty);
        let value = match held {
            Held::Value if copy => quote!(#name),
            Held::Reference | Held::Mutable if copy => quote!(*#name),
            Held::Box => quote!((**#name).clone()),
            Held::Cell | Held::CellReference if !cell => quote!(#name.get()),
            Held::Value | Held::Reference | Held::Mutable | Held::Cell | Held::CellReference => quote!(#name.clone()),
        };
        prepared.extend(quote!(let #name = #value;));
        passed.push((name, copy));
    }
    let thunk = thunk(items, callee, body.view(), &passed, |name| body.shadows(name));
    Code::postfix(quote!(rt::Function::new(&#info, { #prepared move #thunk })))
}

/// The closure that calls a function: `|writ, depth, (a, b)| Ok(f(writ, depth, a, &b))`. `captures` are the variables that it owns, and
/// whether they are passed by value.
fn thunk(items: &Items<'_>, callee: FuncId, view: View, captures: &[(Ident, bool)], shadowed: impl Fn(&str) -> bool) -> TokenStream {
    let function = &items.program[callee];
    let mut scope = Scope::with(PARAMETERS);
    let mut passed = Vec::new();
    for (name, copy) in captures {
        scope.take(&name.to_string(), Case::Snake);
        passed.push(if *copy { quote!(#name) } else { quote!(&#name) });
    }
    let mut parameters = Vec::new();
    for local in &function.parameters {
        let local = &function.locals[local.0 as usize];
        let name = ident(&scope.take(if local.name.is_empty() { "argument" } else { &local.name }, Case::Snake));
        passed.push(if items.is_copy(local.ty) { quote!(#name) } else { quote!(&#name) });
        parameters.push(name);
    }
    let implicit = implicit_arguments(items, callee, quote!(&state), quote!(depth));
    let path = items.function_path(callee, view, |name| shadowed(name) || scope.contains(name));
    let arguments = implicit.iter().chain(&passed);
    let call = quote!(#path(#(#arguments),*));
    let call = if items.fails(callee) { call } else { quote!(Ok(#call)) };
    let call = if function.facts.uses_globals { quote!({ let state = super::state(writ); #call }) } else { call };
    quote!(|writ, depth, (#(#parameters,)*)| #call)
}

/// The function that makes the value of a function without captures.
pub fn value_item(items: &Items<'_>, id: FuncId, name: &Ident) -> TokenStream {
    let function = &items.program[id];
    let view = View::In(function.module);
    let info = items.info(id, function.module);
    let thunk = thunk(items, id, view, &[], |_| false);
    let parameters = function.parameters.iter().map(|local| items.rust_type(function.locals[local.0 as usize].ty, view));
    let result = items.rust_type(function.result, view);
    quote! {
        pub fn #name() -> rt::Function<(#(#parameters,)*), #result> {
            rt::Function::plain(&#info, #thunk)
        }
    }
}
