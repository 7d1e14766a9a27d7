//! Whether two trees are the same but for where things stand.
//!
//! Both are written out as a list of words, and the lists are compared. No word depends on a span.

use std::fmt::Write;
use writ_compiler::ast::*;
use writ_compiler::stack::deep;

/// Where two modules differ, in words of their trees; none if they don't.
pub(crate) fn difference(first: &Module, second: &Module) -> Option<String> {
    let (first, second) = (shape(first), shape(second));
    if first == second {
        return None;
    }
    let at = first.bytes().zip(second.bytes()).take_while(|(a, b)| a == b).count();
    let excerpt = |text: &str| {
        let start = text.bytes().take(at).rposition(|byte| byte == b'\n').map_or(0, |end| end + 1);
        text[start..].split('\n').take(3).collect::<Vec<_>>().join(" ")
    };
    Some(format!("`{}` became `{}`", excerpt(&first), excerpt(&second)))
}

fn shape(module: &Module) -> String {
    let mut shape = Shape(String::new());
    shape.statements(&module.statements);
    shape.0
}

/// One word on each line; a list says first how long it is.
struct Shape(String);

impl Shape {
    fn say(&mut self, word: impl std::fmt::Debug) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{word:?}");
    }

    fn name(&mut self, name: &Ident) {
        self.say(&name.name);
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.say(items.len());
        for item in items {
            each(self, item);
        }
    }

    fn maybe<T>(&mut self, item: Option<&T>, each: impl FnOnce(&mut Self, &T)) {
        self.say(item.is_some());
        if let Some(item) = item {
            each(self, item);
        }
    }

    fn statements(&mut self, statements: &[Statement]) {
        self.list(statements, |shape, statement| deep(|| shape.statement(statement)));
    }

    fn block(&mut self, block: &Block) {
        self.statements(&block.statements);
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Import(import) => {
                self.say("import");
                match &import.names {
                    ImportNames::Named(names) => self.list(names, Self::name),
                    ImportNames::All(name) => {
                        self.say("all");
                        self.name(name);
                    }
                }
                self.say(&import.path);
            }
            StatementKind::Function(decl) => self.function(decl),
            StatementKind::Struct(decl) => self.type_decl("struct", decl),
            StatementKind::Class(decl) => self.type_decl("class", decl),
            StatementKind::Trait(decl) => self.type_decl("trait", decl),
            StatementKind::Enum(decl) => self.enumeration(decl),
            StatementKind::Extend(decl) => {
                self.say("extend");
                self.name(&decl.target);
                self.generics(&decl.generics);
                self.list(&decl.fields, Self::field);
                self.list(&decl.methods, |shape, method| shape.function(method));
            }
            StatementKind::Variable(decl) => {
                self.say(decl.kind);
                self.say(&decl.doc);
                self.modifiers(&decl.modifiers);
                self.pattern(&decl.target);
                self.maybe(decl.ty.as_ref(), Self::ty);
                self.maybe(decl.value.as_ref(), Self::expr);
            }
            StatementKind::Assign { target, op, value, .. } => {
                self.say(op);
                self.expr(target);
                self.expr(value);
            }
            StatementKind::Expression(value) => {
                self.say("expression");
                self.expr(value);
            }
            StatementKind::If { condition, then, otherwise } => {
                self.say("if");
                self.expr(condition);
                self.block(then);
                self.maybe(otherwise.as_ref(), Self::block);
            }
            StatementKind::While { condition, body } => {
                self.say("while");
                self.expr(condition);
                self.block(body);
            }
            StatementKind::For { first, second, iterable, body } => {
                self.say("for");
                self.name(first);
                self.maybe(second.as_ref(), Self::name);
                self.expr(iterable);
                self.block(body);
            }
            StatementKind::Block(block) => {
                self.say("block");
                self.block(block);
            }
            StatementKind::Arena(block) => {
                self.say("arena");
                self.block(block);
            }
        }
    }

    fn modifiers(&mut self, modifiers: &Modifiers) {
        let Modifiers { exported, visibility, is_static, open, native } = modifiers;
        self.say((exported.is_some(), visibility, is_static.is_some(), open.is_some(), native));
    }

    fn generics(&mut self, generics: &Generics) {
        self.list(&generics.parameters, Self::name);
        self.list(&generics.bounds, |shape, bound| {
            shape.name(&bound.parameter);
            shape.ty(&bound.bound);
        });
    }

    fn function(&mut self, decl: &FunctionDecl) {
        self.say("func");
        self.say(&decl.doc);
        self.modifiers(&decl.modifiers);
        self.name(&decl.name);
        self.generics(&decl.generics);
        self.list(&decl.parameters, |shape, parameter| {
            shape.name(&parameter.name);
            shape.say(parameter.rest);
            shape.ty(&parameter.ty);
            shape.maybe(parameter.default.as_ref(), Self::expr);
        });
        self.maybe(decl.result.as_ref(), Self::ty);
        self.maybe(decl.body.as_ref(), Self::block);
    }

    fn type_decl(&mut self, word: &str, decl: &TypeDecl) {
        self.say(word);
        self.say(&decl.doc);
        self.modifiers(&decl.modifiers);
        self.name(&decl.name);
        self.generics(&decl.generics);
        self.maybe(decl.base.as_ref(), Self::ty);
        self.list(&decl.traits, Self::ty);
        self.list(&decl.fields, Self::field);
        self.list(&decl.methods, |shape, method| shape.function(method));
    }

    fn field(&mut self, field: &Field) {
        self.say(&field.doc);
        self.modifiers(&field.modifiers);
        self.say(field.binding);
        self.name(&field.name);
        self.maybe(field.ty.as_ref(), Self::ty);
        self.maybe(field.default.as_ref(), Self::expr);
        for accessor in [&field.getter, &field.setter] {
            self.maybe(accessor.as_ref(), |shape, accessor| {
                shape.maybe(accessor.parameter.as_ref(), Self::name);
                shape.block(&accessor.body);
            });
        }
    }

    fn enumeration(&mut self, decl: &EnumDecl) {
        self.say("enum");
        self.say(&decl.doc);
        self.modifiers(&decl.modifiers);
        self.name(&decl.name);
        self.generics(&decl.generics);
        self.list(&decl.traits, Self::ty);
        self.list(&decl.variants, |shape, variant| {
            shape.say(&variant.doc);
            shape.name(&variant.name);
            match &variant.payload {
                VariantPayload::None => shape.say("none"),
                VariantPayload::Constants(arguments) => shape.list(arguments, Self::argument),
                VariantPayload::Fields(fields) => shape.list(fields, |shape, (name, ty)| {
                    shape.name(name);
                    shape.ty(ty);
                }),
            }
        });
        self.list(&decl.fields, Self::field);
        self.list(&decl.methods, |shape, method| shape.function(method));
    }

    fn ty(&mut self, ty: &TypeExpr) {
        deep(|| match &ty.kind {
            TypeExprKind::Named { module, name, arguments } => {
                self.maybe(module.as_ref(), Self::name);
                self.name(name);
                self.list(arguments, Self::ty);
            }
            TypeExprKind::Optional(inner) => {
                self.say("?");
                self.ty(inner);
            }
            TypeExprKind::Tuple(elements) => {
                self.say("tuple");
                self.list(elements, Self::ty);
            }
            TypeExprKind::Function { parameters, result } => {
                self.say("function");
                self.list(parameters, Self::ty);
                self.ty(result);
            }
        });
    }

    fn pattern(&mut self, pattern: &Pattern) {
        deep(|| match &pattern.kind {
            PatternKind::Any => self.say("any"),
            PatternKind::Null => self.say("null"),
            PatternKind::Bind(name) => {
                self.say("bind");
                self.name(name);
            }
            PatternKind::Value(value) => {
                self.say("value");
                self.expr(value);
            }
            PatternKind::Range { start, end, inclusive } => {
                self.say(("range", inclusive));
                self.expr(start);
                self.expr(end);
            }
            PatternKind::Is { ty, fields } => {
                self.say("is");
                self.ty(ty);
                self.maybe(fields.as_ref(), |shape, fields| shape.list(fields, Self::pattern));
            }
            PatternKind::Tuple(elements) => {
                self.say("tuple");
                self.list(elements, Self::pattern);
            }
            PatternKind::Struct { ty, fields } => {
                self.say("struct");
                self.ty(ty);
                self.list(fields, |shape, (name, pattern)| {
                    shape.name(name);
                    shape.pattern(pattern);
                });
            }
        });
    }

    fn argument(&mut self, argument: &Argument) {
        self.maybe(argument.name.as_ref(), Self::name);
        self.say(argument.spread);
        self.expr(&argument.value);
    }

    fn expr(&mut self, expr: &Expr) {
        deep(|| self.kind(&expr.kind));
    }

    fn kind(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::Int(value) => self.say(("int", value)),
            ExprKind::Float(value) => self.say(("float", value.to_bits())),
            ExprKind::Bool(value) => self.say(value),
            ExprKind::Null => self.say("null"),
            ExprKind::SelfValue => self.say("self"),
            ExprKind::Super => self.say("super"),
            ExprKind::Break => self.say("break"),
            ExprKind::Continue => self.say("continue"),
            ExprKind::Error => self.say("error"),
            ExprKind::String(parts) => {
                self.say("string");
                self.list(parts, |shape, part| match part {
                    StringPart::Text(text) => shape.say(text),
                    StringPart::Expr(value) => {
                        shape.say("part");
                        shape.expr(value);
                    }
                });
            }
            ExprKind::Name(name) => {
                self.say("name");
                self.name(name);
            }
            ExprKind::Generic { name, module, arguments } => {
                self.say("generic");
                self.maybe(module.as_ref(), Self::name);
                self.name(name);
                self.list(arguments, Self::ty);
            }
            ExprKind::Path { module, name } => {
                self.say("path");
                self.name(module);
                self.name(name);
            }
            ExprKind::Tuple(elements) => {
                self.say("tuple");
                self.list(elements, Self::expr);
            }
            ExprKind::Array(elements) => {
                self.say("array");
                self.list(elements, |shape, element| {
                    shape.say(element.spread);
                    shape.expr(&element.value);
                });
            }
            ExprKind::Dictionary(entries) => {
                self.say("dictionary");
                self.list(entries, |shape, entry| match entry {
                    DictionaryEntry::Entry(key, value) => {
                        shape.say("entry");
                        shape.expr(key);
                        shape.expr(value);
                    }
                    DictionaryEntry::Spread(value) => {
                        shape.say("spread");
                        shape.expr(value);
                    }
                });
            }
            ExprKind::Lambda(lambda) => {
                self.say("lambda");
                self.list(&lambda.parameters, |shape, parameter| {
                    shape.name(&parameter.name);
                    shape.maybe(parameter.ty.as_ref(), Self::ty);
                });
                self.maybe(lambda.result.as_ref(), Self::ty);
                match &lambda.body {
                    LambdaBody::Expr(value) => {
                        self.say("value");
                        self.expr(value);
                    }
                    LambdaBody::Block(block) => self.block(block),
                }
            }
            ExprKind::Unary { op, operand } => {
                self.say(op);
                self.expr(operand);
            }
            ExprKind::Binary { op, left, right, .. } => {
                self.say(op);
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Ternary { condition, then, otherwise } => {
                self.say("ternary");
                self.expr(condition);
                self.expr(then);
                self.expr(otherwise);
            }
            ExprKind::Is { value, ty } => {
                self.say("is");
                self.expr(value);
                self.ty(ty);
            }
            ExprKind::As { value, ty, optional } => {
                self.say(("as", optional));
                self.expr(value);
                self.ty(ty);
            }
            ExprKind::Call { callee, arguments } => {
                self.say("call");
                self.expr(callee);
                self.list(arguments, Self::argument);
            }
            ExprKind::Index { base, index } => {
                self.say("index");
                self.expr(base);
                self.expr(index);
            }
            ExprKind::Member { base, name, optional } => {
                self.say(("member", optional));
                self.expr(base);
                self.name(name);
            }
            ExprKind::MethodTypes { member, arguments } => {
                self.say("types");
                self.expr(member);
                self.list(arguments, Self::ty);
            }
            ExprKind::Try(value) => {
                self.say("try");
                self.expr(value);
            }
            ExprKind::Start(value) => {
                self.say("start");
                self.expr(value);
            }
            ExprKind::Yield(value) => {
                self.say("yield");
                self.maybe(value.as_deref(), Self::expr);
            }
            ExprKind::Return(value) => {
                self.say("return");
                self.maybe(value.as_deref(), Self::expr);
            }
            ExprKind::When(when) => {
                self.say("when");
                self.maybe(when.subject.as_deref(), Self::expr);
                self.list(&when.arms, Self::arm);
            }
        }
    }

    fn arm(&mut self, arm: &Arm) {
        self.list(&arm.patterns, Self::pattern);
        self.say(arm.is_else);
        self.maybe(arm.guard.as_ref(), Self::expr);
        match &arm.body {
            ArmBody::Expr(value) => {
                self.say("value");
                self.expr(value);
            }
            ArmBody::Block(block) => self.block(block),
        }
    }
}
