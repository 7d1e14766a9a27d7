//! Calls, and the order in which their operands are evaluated.
//!
//! Rust evaluates arguments in the order written, as Writ does; but an argument that is a reference borrows until the call, and so does
//! the instance, which stands first. Where a later argument needs what an earlier one borrows, the earlier ones move into `let`s before the call.

use super::analysis;
use super::code::Code;
use super::functions::{Body, Held};
use super::names::{Case, ident, mangle};
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{Expr, ExprKind, FuncId, LocalId, NativeId, Place, PlaceRoot, Storage, Type, TypeId};
use writ_compiler::source::Span;

/// In what form an operand is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// An owned value.
    Value,
    /// As a parameter: by value if it is `Copy`, else by reference.
    Parameter,
    /// As a parameter of a generic native, which a literal has to tell its type.
    Generic,
    /// A reference.
    Reference,
    /// The receiver of a method.
    Receiver,
    /// The receiver of an operation that runs no script and holds it no longer: a field of an object is not counted, if nothing that
    /// is evaluated after it could change it.
    Peek,
    /// The same as a parameter.
    PeekParameter,
    /// As `Peek`, of an array of which an element is asked for: the variable for its elements, if there is one.
    Elements,
    /// A place, for operators that take references by themselves.
    Place,
}

/// The code, behind `let`s if there are any.
pub fn in_block(lets: TokenStream, code: Code) -> Code {
    if lets.is_empty() {
        return code;
    }
    let tokens = code.tokens;
    Code::block(quote!({ #lets #tokens }))
}

/// What is evaluated before a call because it needs the instance itself.
#[derive(Default)]
pub struct Before {
    list: Vec<Early>,
}

struct Early {
    name: proc_macro2::Ident,
    ty: TokenStream,
    value: TokenStream,
    /// It may hold an object, whose end scripts can see: it lasts as long as the statement, and the name is a reference to it.
    held: bool,
}

impl Before {
    /// The code behind it. A `let` would end with its block, what a `match` looks at does not.
    pub fn around(self, code: Code) -> Code {
        if !self.list.iter().any(|early| early.held) {
            let lets = self.list.into_iter().map(|Early { name, ty, value, .. }| quote!(let #name: #ty = #value;));
            return in_block(lets.collect(), code);
        }
        self.list.into_iter().rev().fold(code, |code, Early { name, ty, value, held }| {
            let (reference, tokens) = (held.then(|| quote!(&)), code.tokens);
            Code::block(quote!(match #reference ::core::convert::identity::<#ty>(#value) { #name => #tokens }))
        })
    }
}

impl Body<'_> {
    /// The operands in their forms, and the `let`s that have to stand before. `blocks` says of an operand that it cannot be evaluated while
    /// the operation holds what it begins with.
    pub fn operands(&mut self, list: &[(&Expr, Mode)], blocks: &dyn Fn(&Expr) -> bool) -> (TokenStream, Vec<Code>) {
        let (before, codes) = self.operands_before(list, blocks, false);
        let lets = before.list.into_iter().map(|Early { name, ty, value, .. }| quote!(let #name: #ty = #value;));
        (lets.collect(), codes)
    }

    /// As [`operands`](Self::operands), for a call in an expression: what is evaluated before it lasts as long as the statement, if `hold` says so.
    pub fn operands_before(&mut self, list: &[(&Expr, Mode)], blocks: &dyn Fn(&Expr) -> bool, hold: bool) -> (Before, Vec<Code>) {
        let mark = self.enter();
        let last = list.iter().rposition(|(expr, _)| expr.ty != TypeId::NEVER && blocks(expr));
        let mut before = Before::default();
        let mut codes = Vec::new();
        for (index, (expr, mode)) in list.iter().enumerate() {
            let later = &list[index + 1..];
            if *mode == Mode::Elements
                && let Some(elements) = self.elements_of(expr)
            {
                // Nothing in the loop around assigns the variable of the array.
                codes.push(Code::postfix(quote!(#elements)));
                continue;
            }
            let changed = analysis::root_local(expr).is_some_and(|local| later.iter().any(|(e, _)| analysis::mutates(e, local)));
            let early = last.is_some_and(|last| index <= last);
            let hoist = early && expr.ty != TypeId::NEVER && (changed || blocks(expr) || !self.is_stable(expr));
            let copied = changed && !self.is_copy(expr.ty) && *mode != Mode::Value;
            if hoist || copied {
                let value = self.value(expr).tokens;
                let ty = self.ty(expr.ty);
                let name = self.fresh("argument");
                if hoist {
                    let held = hold && *mode != Mode::Value && self.items.holds_objects(expr.ty);
                    let code = Code::postfix(quote!(#name));
                    codes.push(match (held, mode) {
                        (false, _) => self.in_mode(code, expr.ty, *mode),
                        (true, Mode::Place) => Code::unary(quote!(*#name)),
                        (true, _) => code,
                    });
                    before.list.push(Early { name, ty, value, held });
                } else {
                    codes.push(self.in_mode(Code::postfix(value), expr.ty, *mode));
                }
                continue;
            }
            let calm =
                matches!(mode, Mode::Peek | Mode::Elements | Mode::PeekParameter) && !later.iter().any(|(e, _)| analysis::has_effects(e));
            codes.push(match mode {
                Mode::Peek | Mode::Elements if calm => self.peek(expr),
                Mode::PeekParameter if calm && self.is_field(expr) => {
                    let code = self.peek(expr).operand();
                    Code::unary(quote!(&*#code))
                }
                Mode::Peek | Mode::Elements => self.receiver(expr),
                Mode::PeekParameter if self.is_copy(expr.ty) => self.value(expr),
                Mode::PeekParameter => self.reference(expr),
                Mode::Value => self.value(expr),
                Mode::Generic if self.is_copy(expr.ty) => self.typed_value(expr),
                Mode::Parameter if self.is_copy(expr.ty) => self.value(expr),
                Mode::Parameter | Mode::Generic | Mode::Reference => self.reference(expr),
                Mode::Receiver => self.receiver(expr),
                Mode::Place => self.operand(expr),
            });
        }
        self.leave(mark);
        (before, codes)
    }

    fn in_mode(&self, value: Code, ty: TypeId, mode: Mode) -> Code {
        let reference = match mode {
            Mode::Value | Mode::Receiver | Mode::Peek | Mode::Elements | Mode::Place => false,
            Mode::Parameter | Mode::PeekParameter | Mode::Generic => !self.is_copy(ty),
            Mode::Reference => true,
        };
        if !reference {
            return value;
        }
        let value = value.operand();
        Code::unary(quote!(&#value))
    }

    /// Whether it is a field of an object, or an element, that has to be counted to be kept.
    pub fn is_field(&self, expr: &Expr) -> bool {
        let field = matches!(analysis::chain_root(expr).kind, ExprKind::ObjectField { .. });
        let element = matches!(expr.kind, ExprKind::IndexArray { .. }) && self.items.is_word(expr.ty);
        (field || element) && !self.is_copy(expr.ty)
    }

    /// How a function takes what it only borrows: calm ones also what is in a field or an element, uncounted.
    pub fn borrowed(&self, function: FuncId) -> Mode {
        if self.items.is_calm(function) { Mode::PeekParameter } else { Mode::Parameter }
    }

    /// Whether it makes no difference when the expression is evaluated, as long as nobody assigns the local in it.
    pub fn is_stable(&self, expr: &Expr) -> bool {
        if let Some(local) = analysis::root_local(expr) {
            return self.is_plain(local);
        }
        matches!(
            expr.kind,
            ExprKind::Unit
                | ExprKind::Int(_)
                | ExprKind::Float(_)
                | ExprKind::Bool(_)
                | ExprKind::String(_)
                | ExprKind::Null
                | ExprKind::Closure { .. }
        )
    }

    /// A call of a known function.
    pub fn call(&mut self, function: FuncId, captures: &[LocalId], arguments: &[Expr], span: Span) -> Code {
        let program = self.items.program;
        let mode = self.borrowed(function);
        let list: Vec<_> = arguments.iter().map(|e| (e, mode)).collect();
        let context = program[function].facts.needs_context;
        let (before, codes) = self.operands_before(&list, &|e| context && analysis::uses_context(program, e), true);
        let mut all = self.before_arguments(function, captures);
        all.extend(codes.into_iter().map(|code| code.tokens));
        before.around(self.finish_call(function, all, span))
    }

    fn before_arguments(&mut self, function: FuncId, captures: &[LocalId]) -> Vec<TokenStream> {
        let mut all = self.implicit_arguments(function);
        let callee = &self.items.program[function];
        for (inside, outside) in callee.captures.iter().zip(captures) {
            let (name, held) = self.local(*outside);
            let inner = &callee.locals[inside.0 as usize];
            let copy = self.is_copy(inner.ty);
            all.push(match (inner.storage, held) {
                (Storage::Cell, Held::CellReference) => quote!(#name),
                (Storage::Cell, _) => quote!(&#name),
                (Storage::Slot, Held::Value) if copy => quote!(#name),
                (Storage::Slot, Held::Reference | Held::Mutable) if copy => quote!(*#name),
                (Storage::Slot, Held::Value) => quote!(&#name),
                (Storage::Slot, Held::Reference) => quote!(#name),
                (Storage::Slot, Held::Mutable) => quote!(&*#name),
                (Storage::Slot, Held::Box) => quote!(&**#name),
                (Storage::Slot, Held::Cell | Held::CellReference) if copy => quote!(#name.get()),
                (Storage::Slot, Held::Cell | Held::CellReference) => quote!(&#name.get()),
            });
        }
        all
    }

    fn finish_call(&mut self, function: FuncId, arguments: Vec<TokenStream>, span: Span) -> Code {
        let path = match &self.recursion {
            Some(again) if function == self.id => quote!(#again),
            _ => self.items.function_path(function, self.view(), |name| self.shadows(name)),
        };
        let call = Code::postfix(quote!(#path(#(#arguments),*)));
        if self.items.fails(function) { self.attempt(&call, span) } else { call }
    }

    /// A call through a function value.
    pub fn call_value(&mut self, callee: &Expr, arguments: &[Expr], span: Span) -> Code {
        let program = self.items.program;
        let mut list = vec![(callee, Mode::Receiver)];
        list.extend(arguments.iter().map(|e| (e, Mode::Value)));
        let (before, codes) = self.operands_before(&list, &|e| analysis::uses_context(program, e), true);
        let callee = codes[0].receiver();
        let arguments = codes[1..].iter().map(|code| &code.tokens);
        let counts = self.function.facts.counts_depth;
        let depth = if counts { quote!(depth.next()) } else { quote!(depth) };
        let call = Code::postfix(quote!(#callee.call_nested(writ, #depth, (#(#arguments,)*))));
        let call = self.attempt(&call, span);
        let tokens = &call.tokens;
        before.around(if counts { call } else { Code::block(quote!(match writ.depth() { depth => #tokens })) })
    }

    /// A call of a native.
    pub fn call_native(&mut self, native: NativeId, arguments: &[Expr], whole: &Expr) -> Code {
        let program = self.items.program;
        let def = &program[native];
        // A method's receiver tells the type of the arguments, a plain function's is up to them.
        let generic = if def.name.contains('.') { Mode::Value } else { Mode::Generic };
        let borrowed = if def.context { Mode::Parameter } else { Mode::PeekParameter };
        // What only searches a dictionary takes its key either way.
        let searches = matches!(&*def.name, "Dictionary.has" | "Dictionary.get" | "Dictionary.tryGet" | "Dictionary.getOr");
        let owned = |index: usize| def.owned.get(index) == Some(&true) && !(searches && index == 1);
        let mode = |index: usize| if owned(index) { generic } else { borrowed };
        let list: Vec<_> = arguments.iter().enumerate().map(|(i, e)| (e, mode(i))).collect();
        let (before, codes) = self.operands_before(&list, &|e| def.context && analysis::uses_context(program, e), true);
        let mut all = if def.context { vec![quote!(writ)] } else { Vec::new() };
        all.extend(codes.into_iter().map(|code| code.tokens));
        let path = native_path(&def.name);
        let call = Code::postfix(quote!(#path(#(#all),*)));
        let code = if def.fails { self.attempt(&call, whole.span) } else { call };
        // Natives give Rust's own optional.
        let code = if let Type::Optional(inner) = program.types.get(whole.ty)
            && !self.items.is_reference(*inner)
        {
            let call = code.tokens;
            Code::postfix(quote!(rt::Opt::from(#call)))
        } else {
            code
        };
        if whole.ty == TypeId::NEVER {
            let call = code.tokens;
            return before.around(Code::block(quote!(match #call {})));
        }
        before.around(code)
    }

    /// A call of a method that changes `self`: on a variable directly, else on a copy that is written back.
    pub fn call_mut(&mut self, function: FuncId, place: &Place, arguments: &[Expr], whole: &Expr) -> Code {
        let program = self.items.program;
        let list: Vec<_> = arguments.iter().map(|e| (e, Mode::Parameter)).collect();
        let context = program[function].facts.needs_context;
        if let PlaceRoot::Local(local) = place.root
            && self.is_plain(local)
        {
            let (lets, codes) = self.operands(&list, &|e| (context && analysis::uses_context(program, e)) || analysis::mentions(e, local));
            let mut all = self.before_arguments(function, &[]);
            all.push(self.mutable_reference(local, &place.path));
            all.extend(codes.into_iter().map(|code| code.tokens));
            return in_block(lets, self.finish_call(function, all, whole.span));
        }
        let mark = self.enter();
        let shared = self.shared_place(place);
        // All arguments come before `self` is read.
        let (lets, codes) = self.operands(&list, &|_| true);
        let target = self.fresh("target");
        let read = self.read_shared(&shared, place).tokens;
        let mut all = self.before_arguments(function, &[]);
        all.push(quote!(&mut #target));
        all.extend(codes.into_iter().map(|code| code.tokens));
        let call = self.finish_call(function, all, whole.span).tokens;
        let write = self.write_shared(&shared, place, quote!(#target)).tokens;
        let before = &shared.lets;
        let code = if whole.ty == TypeId::VOID || whole.ty == TypeId::NEVER {
            quote!({ #before #lets let mut #target = #read; #call; #write; })
        } else {
            let result = self.fresh("result");
            quote!({ #before #lets let mut #target = #read; let #result = #call; #write; #result })
        };
        self.leave(mark);
        Code::block(code)
    }
}

/// `Array.push` is `rt::natives::array::push`, `sqrt` is `rt::natives::core::sqrt`.
fn native_path(name: &str) -> TokenStream {
    let (module, name) = name.split_once('.').unwrap_or(("core", name));
    let module = ident(&mangle(module, Case::Snake));
    let name = mangle(name, Case::Snake);
    // The runtime has the name itself: `mod` is `r#mod`.
    let name =
        name.strip_suffix('_').map_or_else(|| ident(&name), |word| proc_macro2::Ident::new_raw(word, proc_macro2::Span::call_site()));
    quote!(rt::natives::#module::#name)
}
