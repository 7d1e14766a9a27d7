//! Statements and blocks.

use super::analysis;
use super::calm::is_calm_rest;
use super::code::{Code, Level};
use super::functions::{Body, Held};
use super::looking::Form;
use super::steady::steady_arrays;
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{Block, Expr, ExprKind, LocalId, LoopId, RangeExpr, Statement, StatementKind, Storage, TypeId};
use writ_compiler::source::Span;

impl Body<'_> {
    /// The body of the function, which gives its result if there is one.
    pub fn body_tokens(&mut self, returns: bool) -> TokenStream {
        let block = &self.function.body;
        let mark = self.enter();
        let (statements, value) = without_last_return(block, returns);
        let mut tokens = self.statements(statements, value);
        match value {
            Some(value) if value.ty == TypeId::NEVER => tokens.extend(self.expression_statement(value)),
            Some(value) if returns => {
                if let Some(end) = self.leave_loop_with(value) {
                    tokens.extend(end);
                    self.leave(mark);
                    return tokens;
                }
                let value = match self.moved(value) {
                    Some(name) => name,
                    None => self.value(value).tokens,
                };
                tokens.extend(if self.fails { quote!(Ok(#value)) } else { value });
            }
            value => {
                if let Some(value) = value {
                    tokens.extend(self.expression_statement(value));
                }
                if self.fails && !returns && !ends_with_return(block) {
                    tokens.extend(quote!(Ok(())));
                }
            }
        }
        self.leave(mark);
        tokens
    }

    /// The inside of a block. `wanted`: its value is the block's.
    pub fn block(&mut self, block: &Block, wanted: bool) -> TokenStream {
        let mark = self.enter();
        let mut tokens = self.statements(&block.statements, block.value.as_deref());
        if let Some(value) = &block.value {
            if wanted && value.ty != TypeId::NEVER {
                let own = |local: LocalId| {
                    block.statements.iter().any(|s| matches!(s.kind, StatementKind::Let { local: declared, .. } if declared == local))
                };
                // A variable of this very block ends here, so it can move out.
                let moved = if let ExprKind::Local(local) = value.kind
                    && own(local)
                {
                    self.moved(value)
                } else {
                    None
                };
                tokens.extend(match moved {
                    Some(name) => name,
                    None => self.value(value).tokens,
                });
            } else {
                tokens.extend(self.expression_statement(value));
            }
        }
        self.leave(mark);
        tokens
    }

    /// An expression for its effect.
    pub fn expression_statement(&mut self, expr: &Expr) -> TokenStream {
        if let ExprKind::Block(_) | ExprKind::If { .. } | ExprKind::Match { .. } = expr.kind {
            return self.control(expr, false).tokens;
        }
        let code = self.value(expr);
        let tokens = &code.tokens;
        if expr.ty != TypeId::VOID && expr.ty != TypeId::NEVER {
            return quote!(let _ = #tokens;);
        }
        // A block that calls something is a statement by itself.
        if code.is_block() { quote!(#tokens) } else { quote!(#tokens;) }
    }

    fn statements(&mut self, statements: &[Statement], value: Option<&Expr>) -> TokenStream {
        let mut tokens = TokenStream::new();
        for (index, statement) in statements.iter().enumerate() {
            let rest = &statements[index + 1..];
            tokens.extend(match self.uncounted(statement, rest, value) {
                Some(tokens) => tokens,
                None => self.steady_loop(statement),
            });
        }
        tokens
    }

    /// A variable for something that lies in an array or an object, which stays there as long as the variable lives: it need not be counted.
    fn uncounted(&mut self, statement: &Statement, rest: &[Statement], value: Option<&Expr>) -> Option<TokenStream> {
        let StatementKind::Let { local, value: Some(first) } = &statement.kind else { return None };
        let held = self.items.is_word(first.ty) && self.is_field(first) && self.stays(first);
        let fixed = self.is_plain(*local) && !self.written[local.0 as usize];
        if !held || !fixed || !is_calm_rest(self.items, self.function, rest, value) {
            return None;
        }
        let ty = self.ty(self.local_type(*local));
        let first = self.peek(first).operand();
        let name = self.declare(*local, Held::Reference);
        Some(quote!(let #name: &#ty = &*#first;))
    }

    /// Whether what the expression leads to lies in something that a variable of this function keeps alive, if that keeps its value.
    fn stays(&self, expr: &Expr) -> bool {
        let kind = &analysis::chain_root(expr).kind;
        if let ExprKind::ObjectField { object: inner, .. } | ExprKind::IndexArray { array: inner, .. } = kind {
            return self.stays(inner);
        }
        matches!(kind, ExprKind::Local(local) if self.is_plain(*local))
    }

    /// A statement. If it is a loop that leaves arrays their length, what it needs to know of their elements is found out before.
    fn steady_loop(&mut self, statement: &Statement) -> TokenStream {
        if !is_loop(statement) {
            return self.statement(statement);
        }
        let arrays = steady_arrays(self.items, self.function, statement);
        let mark = self.enter();
        let mut before = TokenStream::new();
        let mut begun = Vec::new();
        for array in arrays {
            if self.is_plain(array)
                && self.is_declared(array)
                && let Some(elements) = self.begin_elements(array)
            {
                let array_name = self.look_at_local(array, &[]).code.receiver();
                before.extend(quote!(let #elements = #array_name.elements();));
                begun.push(array);
            }
        }
        let tokens = self.statement(statement);
        begun.into_iter().for_each(|array| self.end_elements(array));
        self.leave(mark);
        if before.is_empty() { tokens } else { quote!({ #before #tokens }) }
    }

    fn statement(&mut self, statement: &Statement) -> TokenStream {
        match &statement.kind {
            StatementKind::Let { local, value } => self.let_statement(*local, value.as_ref()),
            StatementKind::Assign { place, value } => self.assign(place, value, statement.span),
            StatementKind::Update { place, op, value } => self.update(place, *op, value, statement.span),
            StatementKind::Append { place, value } => self.append(place, value),
            StatementKind::InitGlobal { global, value } => {
                let value = self.value(value).tokens;
                let name = self.items.global(*global);
                quote!(state.#name.init(#value);)
            }
            StatementKind::Expr(expr) => self.expression_statement(expr),
            StatementKind::While { id, condition, body } => self.while_loop(*id, condition, body),
            StatementKind::ForRange { id, variable, range, body } => self.for_range(*id, *variable, range, body),
            StatementKind::ForArray { id, index, item, array, body } => self.for_array(*id, *index, *item, array, body),
            StatementKind::ForDictionary { id, key, value, dictionary, body } => {
                self.for_dictionary(*id, *key, *value, dictionary, body, statement.span)
            }
            StatementKind::ForChars { id, index, item, text, body } => self.for_chars(*id, *index, *item, text, body),
        }
    }

    fn let_statement(&mut self, local: LocalId, value: Option<&Expr>) -> TokenStream {
        let ty = self.ty(self.local_type(local));
        let cell = self.storage(local) == Storage::Cell;
        let written = self.written[local.0 as usize];
        // The value comes first: in it the name still means another variable.
        let value = value.map(|value| self.value(value).tokens);
        let name = self.declare(local, if cell { Held::Cell } else { Held::Value });
        match (value, cell) {
            (Some(value), true) => quote!(let #name: rt::Cell<#ty> = rt::Cell::new(#value);),
            (None, true) => {
                // Assigned before any closure takes the cell: the checker proved it.
                let value = self.items.placeholder(self.local_type(local), self.view());
                quote!(let #name: rt::Cell<#ty> = rt::Cell::new(#value);)
            }
            (Some(value), false) if written => quote!(let mut #name: #ty = #value;),
            (Some(value), false) => quote!(let #name: #ty = #value;),
            (None, false) => {
                let declared = &self.function.locals[local.0 as usize];
                let mutable = (declared.mutable || declared.name.is_empty()).then(|| quote!(mut));
                quote!(let #mutable #name: #ty;)
            }
        }
    }

    /// A loop's body with its label.
    fn looped(&mut self, head: TokenStream, before: TokenStream, body: &Block) -> TokenStream {
        let body = self.block(body, false);
        let label = self.leave_loop().map(|label| quote!(#label:));
        quote!(#label #head { #before #body })
    }

    fn while_loop(&mut self, id: LoopId, condition: &Expr, body: &Block) -> TokenStream {
        self.enter_loop(Some(id));
        let head = if let ExprKind::Bool(true) = condition.kind {
            quote!(loop)
        } else {
            let condition = self.value(condition).tokens;
            quote!(while #condition)
        };
        self.looped(head, TokenStream::new(), body)
    }

    fn for_range(&mut self, id: LoopId, variable: LocalId, range: &RangeExpr, body: &Block) -> TokenStream {
        let over = match range {
            RangeExpr::Bounds { start, end, inclusive } => {
                // One bound says the type of both.
                let start = if matches!(end.kind, ExprKind::Int(_)) { self.receiver(start) } else { self.value(start) };
                if *inclusive {
                    let (start, end) = (start.tokens, self.value(end).tokens);
                    quote!(rt::inclusive(#start, #end))
                } else {
                    let (start, end) = (start.at_least(Level::Or), self.value(end).at_least(Level::Or));
                    quote!(#start..#end)
                }
            }
            RangeExpr::Value(value) => self.receiver(value).head(),
        };
        self.enter_loop(Some(id));
        let mark = self.enter();
        let (name, before) = self.loop_variable(variable);
        let tokens = self.looped(quote!(for #name in #over), before, body);
        self.leave(mark);
        tokens
    }

    /// Declares a variable that is new in each turn.
    fn loop_variable(&mut self, local: LocalId) -> (proc_macro2::Ident, TokenStream) {
        if self.storage(local) == Storage::Slot {
            return (self.declare(local, Held::Value), TokenStream::new());
        }
        let plain = self.declare(local, Held::Value);
        let cell = self.declare(local, Held::Cell);
        (plain.clone(), quote!(let #cell = rt::Cell::new(#plain);))
    }

    /// What a loop runs over, as a receiver: by reference to the variable if the body does not assign that, else a copy of the handle.
    fn loop_subject(&mut self, over: &Expr, body: &Block) -> TokenStream {
        let assigned = analysis::root_local(over).is_some_and(|local| analysis::block_mutates(body, local));
        let seen = self.look_typed(over);
        let receiver = seen.code.receiver();
        if assigned && seen.form != Form::Value { quote!(#receiver.clone()) } else { receiver }
    }

    fn for_array(&mut self, id: LoopId, index: Option<LocalId>, item: LocalId, array: &Expr, body: &Block) -> TokenStream {
        if index.is_none()
            && self.items.is_word(self.local_type(item))
            && self.is_plain(item)
            && self.stays(array)
            && is_calm_rest(self.items, self.function, &body.statements, body.value.as_deref())
        {
            let over = match self.elements_of(array) {
                Some(elements) => quote!(#elements),
                None => self.peek(array).receiver(),
            };
            self.enter_loop(Some(id));
            let mark = self.enter();
            let item = self.declare(item, Held::Reference);
            let tokens = self.looped(quote!(for #item in #over.peeks()), quote!(let #item = &*#item;), body);
            self.leave(mark);
            return tokens;
        }
        let over = match self.elements_of(array) {
            Some(elements) => quote!(#elements),
            None => self.loop_subject(array, body),
        };
        self.enter_loop(Some(id));
        let mark = self.enter();
        let (item, mut before) = self.loop_variable(item);
        let head = match index {
            None => quote!(for #item in #over.live()),
            Some(index) => {
                let (index, more) = self.loop_variable(index);
                before.extend(more);
                quote!(for (#index, #item) in (0_i64..).zip(#over.live()))
            }
        };
        let tokens = self.looped(head, before, body);
        self.leave(mark);
        tokens
    }

    fn for_dictionary(
        &mut self,
        id: LoopId,
        key: LocalId,
        value: Option<LocalId>,
        dictionary: &Expr,
        body: &Block,
        span: Span,
    ) -> TokenStream {
        let mark = self.enter();
        let subject = self.value(dictionary).tokens;
        let ty = self.ty(dictionary.ty);
        let over = self.fresh("entries");
        let cursor = self.fresh("cursor");
        let next = self.attempt(&Code::postfix(quote!(#over.next(&mut #cursor))), span).tokens;
        self.enter_loop(Some(id));
        let (key, mut before) = self.loop_variable(key);
        let value = match value {
            Some(value) => {
                let (name, more) = self.loop_variable(value);
                before.extend(more);
                quote!(#name)
            }
            None => quote!(_),
        };
        let body = self.looped(quote!(while let Some((#key, #value)) = #next), before, body);
        self.leave(mark);
        quote! {{
            let #over: #ty = #subject;
            let mut #cursor = #over.cursor();
            #body
        }}
    }

    fn for_chars(&mut self, id: LoopId, index: Option<LocalId>, item: LocalId, text: &Expr, body: &Block) -> TokenStream {
        let over = self.loop_subject(text, body);
        self.enter_loop(Some(id));
        let mark = self.enter();
        let (item, mut before) = self.loop_variable(item);
        let characters = quote!(#over.chars().map(rt::Str::from));
        let head = match index {
            None => quote!(for #item in #characters),
            Some(index) => {
                let (index, more) = self.loop_variable(index);
                before.extend(more);
                quote!(for (#index, #item) in (0_i64..).zip(#characters))
            }
        };
        let tokens = self.looped(head, before, body);
        self.leave(mark);
        tokens
    }
}

fn is_loop(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::While { .. }
        | StatementKind::ForRange { .. }
        | StatementKind::ForArray { .. }
        | StatementKind::ForDictionary { .. }
        | StatementKind::ForChars { .. } => true,
        StatementKind::Let { .. }
        | StatementKind::Assign { .. }
        | StatementKind::Update { .. }
        | StatementKind::Append { .. }
        | StatementKind::InitGlobal { .. }
        | StatementKind::Expr(_) => false,
    }
}

/// The statements and the value of a function's body, for which a `return` at the end is as good.
fn without_last_return(block: &Block, returns: bool) -> (&[Statement], Option<&Expr>) {
    if let (None, true, [rest @ .., last]) = (&block.value, returns, block.statements.as_slice())
        && let StatementKind::Expr(Expr { kind: ExprKind::Return(Some(value)), .. }) = &last.kind
    {
        return (rest, Some(value));
    }
    (&block.statements, block.value.as_deref())
}

fn ends_with_return(block: &Block) -> bool {
    let last = block.statements.last().map(|s| &s.kind);
    matches!(last, Some(StatementKind::Expr(Expr { kind: ExprKind::Return(_), .. })))
}
