//! Statements and expressions as text.

use super::local_name;
use crate::ir::{
    Arm, BinaryOp, Block, Element, Entry, Expr, ExprKind, Function, LocalId, Pattern, Place, PlaceRoot, Program, Projection, RangeExpr,
    Statement, StatementKind, TypeId, UnaryOp,
};
use crate::stack::deep;

/// Appends a function's body.
pub fn write(program: &Program, function: &Function, out: &mut String) {
    let mut printer = Printer { program, function, out, indent: 0 };
    printer.block(&function.body);
    printer.out.push('\n');
}

struct Printer<'a> {
    program: &'a Program,
    function: &'a Function,
    out: &'a mut String,
    indent: usize,
}

impl Printer<'_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", self.indent));
    }

    fn ty(&mut self, ty: TypeId) {
        let name = self.program.type_name(ty);
        self.text(&name);
    }

    fn local(&mut self, local: LocalId) {
        let name = local_name(self.function, local);
        self.text(&name);
    }

    fn locals(&mut self, locals: &[Option<LocalId>]) {
        let names: Vec<_> = locals.iter().flatten().map(|local| local_name(self.function, *local)).collect();
        self.text(&names.join(", "));
    }

    fn list<T>(&mut self, items: &[T], mut f: impl FnMut(&mut Self, &T)) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            f(self, item);
        }
    }

    fn exprs(&mut self, name: &str, exprs: &[Expr]) {
        self.text(name);
        self.text("(");
        self.list(exprs, |p, e| p.expr(e));
        self.text(")");
    }

    fn of(&mut self, name: &str, expr: &Expr) {
        self.exprs(name, std::slice::from_ref(expr));
    }

    fn pair(&mut self, left: &Expr, op: &str, right: &Expr) {
        self.text("(");
        self.expr(left);
        self.text(op);
        self.expr(right);
        self.text(")");
    }

    fn block(&mut self, block: &Block) {
        self.text("{");
        self.indent += 1;
        for statement in &block.statements {
            self.line();
            self.statement(statement);
        }
        if let Some(value) = &block.value {
            self.line();
            self.text("=> ");
            self.expr(value);
        }
        self.indent -= 1;
        if block.statements.is_empty() && block.value.is_none() {
            self.text("}");
        } else {
            self.line();
            self.text("}");
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Let { local, value } => {
                self.text("let ");
                self.local(*local);
                if let Some(value) = value {
                    self.text(" = ");
                    self.expr(value);
                }
            }
            StatementKind::Assign { place, value } => self.assign(place, "", value),
            StatementKind::Update { place, op, value } => self.assign(place, symbol(*op), value),
            StatementKind::Append { place, value } => self.assign(place, "..", value),
            StatementKind::InitGlobal { global, value } => {
                self.text(&format!("init @{} {} = ", global.0, self.program[*global].name));
                self.expr(value);
            }
            StatementKind::Expr(expr) => self.expr(expr),
            StatementKind::While { id, condition, body } => {
                self.text(&format!("'l{}: while ", id.0));
                self.expr(condition);
                self.body(body);
            }
            StatementKind::ForRange { id, variable, range, body } => {
                self.text(&format!("'l{}: for ", id.0));
                self.local(*variable);
                self.text(" in ");
                match range {
                    RangeExpr::Bounds { start, end, inclusive } => self.pair(start, if *inclusive { "..=" } else { ".." }, end),
                    RangeExpr::Value(value) => self.of("range", value),
                }
                self.body(body);
            }
            StatementKind::ForArray { id, index, item, array, body } => {
                self.for_loop(id.0, &[*index, Some(*item)], "array", array, body);
            }
            StatementKind::ForDictionary { id, key, value, dictionary, body } => {
                self.for_loop(id.0, &[Some(*key), *value], "dictionary", dictionary, body);
            }
            StatementKind::ForChars { id, index, item, text, body } => self.for_loop(id.0, &[*index, Some(*item)], "chars", text, body),
        }
    }

    fn for_loop(&mut self, id: u32, variables: &[Option<LocalId>], kind: &str, sequence: &Expr, body: &Block) {
        self.text(&format!("'l{id}: for "));
        self.locals(variables);
        self.text(" in ");
        self.of(kind, sequence);
        self.body(body);
    }

    fn body(&mut self, body: &Block) {
        self.text(" ");
        self.block(body);
    }

    fn assign(&mut self, place: &Place, op: &str, value: &Expr) {
        self.place(place);
        self.text(&format!(" {op}= "));
        self.expr(value);
    }

    fn place(&mut self, place: &Place) {
        match &place.root {
            PlaceRoot::Local(local) => self.local(*local),
            PlaceRoot::Global { global, checked } => self.global(*global, *checked),
            PlaceRoot::Object { object, index } => {
                self.expr(object);
                self.text(&format!(".{index}"));
            }
            PlaceRoot::Element { array, index } => self.index(array, index),
            PlaceRoot::Entry { dictionary, key, show_key: _ } => self.index(dictionary, key),
        }
        for step in &place.path {
            match step {
                Projection::Field(index) => self.text(&format!(".{index}")),
                Projection::Narrow => self.text(".narrow"),
            }
        }
    }

    fn global(&mut self, global: crate::ir::GlobalId, checked: bool) {
        let name = self.program.globals.get(global.0 as usize).map_or("?".into(), |global| global.name.clone());
        self.text(&format!("@{} {name}{}", global.0, if checked { "?" } else { "" }));
    }

    fn index(&mut self, base: &Expr, index: &Expr) {
        self.expr(base);
        self.text("[");
        self.expr(index);
        self.text("]");
    }

    fn callee(&mut self, function: crate::ir::FuncId, captures: &[LocalId]) {
        let name = self.program.functions.get(function.0 as usize).map_or("?".into(), |function| function.frame_name.clone());
        self.text(&format!("fn {} {name}", function.0));
        if !captures.is_empty() {
            self.text("[");
            self.locals(&captures.iter().copied().map(Some).collect::<Vec<_>>());
            self.text("]");
        }
    }

    fn expr(&mut self, expr: &Expr) {
        deep(|| match &expr.kind {
            ExprKind::Unit => self.text("()"),
            ExprKind::Int(n) => self.text(&n.to_string()),
            ExprKind::Float(n) => self.text(&format!("{n:?}")),
            ExprKind::Bool(b) => self.text(&b.to_string()),
            ExprKind::String(s) => self.text(&format!("{s:?}")),
            ExprKind::Null => {
                self.text("null: ");
                self.ty(expr.ty);
            }
            ExprKind::Local(local) => self.local(*local),
            ExprKind::Global { global, checked } => self.global(*global, *checked),
            ExprKind::Unary { op, operand } => {
                self.text(match op {
                    UnaryOp::Negate => "-",
                    UnaryOp::Not => "!",
                    UnaryOp::BitNot => "~",
                });
                self.expr(operand);
            }
            ExprKind::Binary { op, left, right } => self.pair(left, &format!(" {} ", symbol(*op)), right),
            ExprKind::Logic { or, left, right } => self.pair(left, if *or { " || " } else { " && " }, right),
            ExprKind::Convert { kind: _, operand } => {
                self.text("(");
                self.expr(operand);
                self.text(" as ");
                self.ty(expr.ty);
                self.text(")");
            }
            ExprKind::Show(operand) => self.of("show", operand),
            ExprKind::Concat(parts) => self.exprs("concat", parts),
            ExprKind::Tuple(items) => self.exprs("tuple", items),
            ExprKind::Item { base, index } | ExprKind::Field { base, index } => {
                self.expr(base);
                self.text(&format!(".{index}"));
            }
            ExprKind::Struct { id: _, fields } => {
                self.ty(expr.ty);
                self.exprs("", fields);
            }
            ExprKind::Variant { id, variant, fields } => {
                let name = self.program[*id].variants.get(*variant as usize).map_or("?".into(), |variant| variant.name.clone());
                self.ty(expr.ty);
                self.exprs(&format!(".{name}"), fields);
            }
            ExprKind::New { class: _, fields } => {
                self.text("new ");
                self.ty(expr.ty);
                self.exprs("", fields);
            }
            ExprKind::Blank => self.text("blank"),
            ExprKind::NewBlank(_) => {
                self.text("blank ");
                self.ty(expr.ty);
            }
            ExprKind::ObjectField { object, index } => {
                self.expr(object);
                self.text(&format!(".{index}"));
            }
            ExprKind::Upcast(value) => {
                self.of("up", value);
                self.text(": ");
                self.ty(expr.ty);
            }
            ExprKind::Cast { value, checked } => {
                self.of(if *checked { "cast" } else { "known" }, value);
                self.text(": ");
                self.ty(expr.ty);
            }
            ExprKind::IsType { value, target } => {
                self.of("is", value);
                self.text(" ");
                self.ty(*target);
            }
            ExprKind::TryCast(value) => {
                self.of("try_cast", value);
                self.text(": ");
                self.ty(expr.ty);
            }
            ExprKind::MakeWeak(value) => self.of("weak", value),
            ExprKind::WeakGet(value) => self.of("weak_get", value),
            ExprKind::CheckInit { value, name } => self.of(&format!("check_init {name}"), value),
            ExprKind::ShowObject(value) => self.of("show_object", value),
            ExprKind::EqualAny { left, right } => self.pair(left, " ==any ", right),
            ExprKind::CallVirtual { class, slot, arguments } => {
                let slots = self.program.classes.get(class.0 as usize).map(|class| &class.slots);
                let name = slots.and_then(|slots| slots.get(*slot as usize)).map_or("?".into(), |slot| slot.name.clone());
                self.text(&format!("virtual {name}"));
                self.exprs("", arguments);
            }
            ExprKind::CallTrait { definition, method, arguments } => {
                let methods = self.program.traits.get(definition.0 as usize).map(|definition| &definition.methods);
                let name = methods.and_then(|m| m.get(*method as usize)).map_or("?".into(), |method| method.name.clone());
                self.text(&format!("trait {name}"));
                self.exprs("", arguments);
            }
            ExprKind::CallReflector(arguments) => self.exprs("reflect", arguments),
            ExprKind::Ordinal(value) => self.of("ordinal", value),
            ExprKind::Range { start, end, inclusive } => self.pair(start, if *inclusive { "..=" } else { ".." }, end),
            ExprKind::Array(elements) => {
                self.text("[");
                self.list(elements, |p, element| match element {
                    Element::One(expr) => p.expr(expr),
                    Element::Spread(expr) => p.of("...", expr),
                });
                self.text("]: ");
                self.ty(expr.ty);
            }
            ExprKind::Dictionary(entries) => {
                self.text("{");
                self.list(entries, |p, entry| match entry {
                    Entry::One(key, value) => {
                        p.expr(key);
                        p.text(": ");
                        p.expr(value);
                    }
                    Entry::Spread(expr) => p.of("...", expr),
                });
                self.text("}: ");
                self.ty(expr.ty);
            }
            ExprKind::Some(value) => self.of("some", value),
            ExprKind::Success(value) => self.of("success", value),
            ExprKind::Failure(value) => self.of("failure", value),
            ExprKind::IsSome(value) => self.of("is_some", value),
            ExprKind::IsSuccess(value) => self.of("is_success", value),
            ExprKind::IsVariant { value, variant } => self.of(&format!("is_variant {variant} "), value),
            ExprKind::Unwrap(value) => self.of("unwrap", value),
            ExprKind::UnwrapError(value) => self.of("unwrap_error", value),
            ExprKind::Narrow(value) => self.of("narrow", value),
            ExprKind::IndexArray { array: base, index }
            | ExprKind::IndexDictionary { dictionary: base, key: index, show_key: _ }
            | ExprKind::IndexString { text: base, index } => self.index(base, index),
            ExprKind::Call { function, captures, arguments } => {
                self.callee(*function, captures);
                self.exprs("", arguments);
            }
            ExprKind::CallMut { function, place, arguments } => {
                self.text("mut ");
                self.place(place);
                self.text(" ");
                self.callee(*function, &[]);
                self.exprs("", arguments);
            }
            ExprKind::CallValue { callee, arguments } => {
                self.text("call ");
                self.expr(callee);
                self.exprs("", arguments);
            }
            ExprKind::CallNative { native, types, arguments } => {
                let name = self.program.natives.get(native.0 as usize).map_or("?".into(), |native| native.name.clone());
                self.text(&format!("native {name}"));
                if !types.is_empty() {
                    self.text("<");
                    self.list(types, |p, ty| p.ty(*ty));
                    self.text(">");
                }
                self.exprs("", arguments);
            }
            ExprKind::Closure { function, captures } => {
                self.text("closure ");
                self.callee(*function, captures);
            }
            ExprKind::Block(block) => self.block(block),
            ExprKind::If { condition, then, otherwise } => {
                self.text("if ");
                self.expr(condition);
                self.body(then);
                if let Some(otherwise) = otherwise {
                    self.text(" else");
                    self.body(otherwise);
                }
            }
            ExprKind::Match { subject, arms } => {
                self.text("match ");
                self.expr(subject);
                self.text(" {");
                self.indent += 1;
                for Arm { pattern, guard, body, span: _ } in arms {
                    self.line();
                    self.pattern(pattern);
                    if let Some(guard) = guard {
                        self.text(" if ");
                        self.expr(guard);
                    }
                    self.body(body);
                }
                self.indent -= 1;
                self.line();
                self.text("}");
            }
            ExprKind::Return(value) => {
                self.text("return");
                if let Some(value) = value {
                    self.text(" ");
                    self.expr(value);
                }
            }
            ExprKind::Break(id) => self.text(&format!("break 'l{}", id.0)),
            ExprKind::Continue(id) => self.text(&format!("continue 'l{}", id.0)),
        })
    }

    fn patterns(&mut self, name: &str, patterns: &[Pattern]) {
        self.text(name);
        self.text("(");
        self.list(patterns, |p, pattern| p.pattern(pattern));
        self.text(")");
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Any => self.text("_"),
            Pattern::Bind(local) => self.local(*local),
            Pattern::Int(n) => self.text(&n.to_string()),
            Pattern::Bool(b) => self.text(&b.to_string()),
            Pattern::String(s) => self.text(&format!("{s:?}")),
            Pattern::IntRange { start, end } => self.text(&format!("{start}..={end}")),
            Pattern::Test { local, test } => {
                self.local(*local);
                self.of(" test", test);
            }
            Pattern::Null => self.text("null"),
            Pattern::Some(inner) => self.patterns("some", std::slice::from_ref(inner)),
            Pattern::Success(inner) => self.patterns("success", std::slice::from_ref(inner)),
            Pattern::Failure(inner) => self.patterns("failure", std::slice::from_ref(inner)),
            Pattern::Variant { variant, fields } => self.patterns(&format!("variant {variant} "), fields),
            Pattern::Tuple(items) => self.patterns("tuple", items),
            Pattern::Struct(fields) => self.patterns("struct", fields),
            Pattern::Or(patterns) => self.patterns("or", patterns),
        }
    }
}

fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "%",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::ShiftLeft => "<<",
        BinaryOp::ShiftRight => ">>",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
    }
}
