//! The tree as S-expressions, so that a test can say in one line what a text means.

use crate::ast::*;

/// The statements of a module, one per line.
pub(super) fn module(module: &Module) -> String {
    module.statements.iter().map(statement).collect::<Vec<_>>().join("\n")
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(|item| format!(" {}", show(item))).collect()
}

fn maybe<T>(item: Option<&T>, show: impl Fn(&T) -> String) -> String {
    item.map_or(String::new(), |item| format!(" {}", show(item)))
}

fn block(block: &Block) -> String {
    format!("{{{}}}", block.statements.iter().map(statement).collect::<Vec<_>>().join("; "))
}

fn doc(doc: Option<&String>) -> String {
    doc.map_or(String::new(), |doc| format!("#{doc:?} "))
}

fn modifiers(modifiers: &Modifiers) -> String {
    let mut out = String::new();
    if modifiers.exported.is_some() {
        out += "export ";
    }
    match modifiers.visibility {
        Visibility::Module => {}
        Visibility::Public => out += "public ",
        Visibility::Private => out += "private ",
    }
    if modifiers.is_static.is_some() {
        out += "static ";
    }
    if modifiers.open.is_some() {
        out += "open ";
    }
    if let Some(Native { fails, context, mutates }) = modifiers.native {
        out += "native ";
        out += if fails { "fails " } else { "" };
        out += if context { "context " } else { "" };
        out += if mutates { "mutates " } else { "" };
    }
    out
}

fn statement(statement: &Statement) -> String {
    match &statement.kind {
        StatementKind::Import(import) => {
            let names = match &import.names {
                ImportNames::Named(names) => list(names, |name| name.name.to_string()),
                ImportNames::All(name) => format!(" * {}", name.name),
            };
            format!("(import{names} {:?})", import.path)
        }
        StatementKind::Function(decl) => function(decl),
        StatementKind::Struct(decl) => type_decl("struct", decl),
        StatementKind::Class(decl) => type_decl("class", decl),
        StatementKind::Trait(decl) => type_decl("trait", decl),
        StatementKind::Enum(decl) => enumeration(decl),
        StatementKind::Extend(decl) => {
            format!(
                "(extend {}{}{}{})",
                decl.target.name,
                generics(&decl.generics),
                list(&decl.fields, field),
                list(&decl.methods, |m| function(m))
            )
        }
        StatementKind::Variable(decl) => {
            let word = binding(decl.kind);
            let ty = maybe(decl.ty.as_ref(), |t| format!(":{}", ty(t)));
            let value = maybe(decl.value.as_ref(), expr);
            format!("{}({}{word} {}{ty}{value})", doc(decl.doc.as_ref()), modifiers(&decl.modifiers), pattern(&decl.target))
        }
        StatementKind::Assign { target, op, value, .. } => {
            let op = match op {
                AssignOp::Set => "=",
                AssignOp::Add => "+=",
                AssignOp::Subtract => "-=",
                AssignOp::Multiply => "*=",
                AssignOp::Divide => "/=",
                AssignOp::Modulo => "%=",
                AssignOp::Append => "..=",
            };
            format!("({op} {} {})", expr(target), expr(value))
        }
        StatementKind::Expression(value) => expr(value),
        StatementKind::If { condition, then, otherwise } => {
            format!("(if {} {}{})", expr(condition), block(then), maybe(otherwise.as_ref(), block))
        }
        StatementKind::While { condition, body } => format!("(while {} {})", expr(condition), block(body)),
        StatementKind::For { first, second, iterable, body } => {
            format!("(for {}{} in {} {})", first.name, maybe(second.as_ref(), |name| name.name.to_string()), expr(iterable), block(body))
        }
        StatementKind::Block(inner) => block(inner),
        StatementKind::Arena(inner) => format!("(arena {})", block(inner)),
    }
}

fn binding(kind: VariableKind) -> &'static str {
    match kind {
        VariableKind::Const => "const",
        VariableKind::Let => "let",
        VariableKind::Var => "var",
    }
}

fn generics(generics: &Generics) -> String {
    let mut out = String::new();
    if !generics.parameters.is_empty() {
        out += &format!(" <{}>", list(&generics.parameters, |name| name.name.to_string()).trim_start());
    }
    out + &list(&generics.bounds, |bound| format!("({}:{})", bound.parameter.name, ty(&bound.bound)))
}

fn function(decl: &FunctionDecl) -> String {
    let parameters = list(&decl.parameters, |p| {
        let rest = if p.rest { "..." } else { "" };
        format!("{rest}{}:{}{}", p.name.name, ty(&p.ty), p.default.as_ref().map_or(String::new(), |d| format!("={}", expr(d))))
    });
    format!(
        "{}({}func {}{} ({}){}{})",
        doc(decl.doc.as_ref()),
        modifiers(&decl.modifiers),
        decl.name.name,
        generics(&decl.generics),
        parameters.trim_start(),
        maybe(decl.result.as_ref(), |t| format!("->{}", ty(t))),
        maybe(decl.body.as_ref(), block)
    )
}

fn type_decl(word: &str, decl: &TypeDecl) -> String {
    format!(
        "{}({}{word} {}{}{}{}{}{})",
        doc(decl.doc.as_ref()),
        modifiers(&decl.modifiers),
        decl.name.name,
        generics(&decl.generics),
        maybe(decl.base.as_ref(), |base| format!("extends {}", ty(base))),
        list(&decl.traits, |t| format!("with {}", ty(t))),
        list(&decl.fields, field),
        list(&decl.methods, |m| function(m))
    )
}

fn field(field: &Field) -> String {
    let accessor = |word: &str, accessor: &Option<Accessor>| {
        maybe(accessor.as_ref(), |a| {
            format!("({word}{} {})", a.parameter.as_ref().map_or(String::new(), |p| format!(" {}", p.name)), block(&a.body))
        })
    };
    format!(
        "{}({}{}{}{}{}{}{})",
        doc(field.doc.as_ref()),
        modifiers(&field.modifiers),
        field.binding.map_or(String::new(), |kind| format!("{} ", binding(kind))),
        field.name.name,
        maybe(field.ty.as_ref(), |t| format!(":{}", ty(t))),
        maybe(field.default.as_ref(), expr),
        accessor("get", &field.getter),
        accessor("set", &field.setter)
    )
}

fn enumeration(decl: &EnumDecl) -> String {
    let variants = list(&decl.variants, |variant| {
        let name = format!("{}{}", doc(variant.doc.as_ref()), variant.name.name);
        match &variant.payload {
            VariantPayload::None => name,
            VariantPayload::Constants(arguments) => format!("({name}{})", list(arguments, argument)),
            VariantPayload::Fields(fields) => format!("({name}{})", list(fields, |(field, t)| format!("{}:{}", field.name, ty(t)))),
        }
    });
    format!(
        "{}({}enum {}{}{}{variants}{}{})",
        doc(decl.doc.as_ref()),
        modifiers(&decl.modifiers),
        decl.name.name,
        generics(&decl.generics),
        list(&decl.traits, |t| format!("with {}", ty(t))),
        list(&decl.fields, field),
        list(&decl.methods, |m| function(m))
    )
}

fn path(module: Option<&Ident>, name: &Ident, arguments: &[TypeExpr]) -> String {
    let module = module.map_or(String::new(), |module| format!("{}::", module.name));
    let arguments = if arguments.is_empty() { String::new() } else { format!("<{}>", list(arguments, ty).trim_start()) };
    format!("{module}{}{arguments}", name.name)
}

fn ty(ty_expr: &TypeExpr) -> String {
    match &ty_expr.kind {
        TypeExprKind::Named { module, name, arguments } => path(module.as_ref(), name, arguments),
        TypeExprKind::Optional(inner) => format!("{}?", ty(inner)),
        TypeExprKind::Tuple(elements) => format!("({})", list(elements, ty).trim_start()),
        TypeExprKind::Function { parameters, result } => format!("(({})->{})", list(parameters, ty).trim_start(), ty(result)),
    }
}

fn argument(argument: &Argument) -> String {
    let name = argument.name.as_ref().map_or(String::new(), |name| format!("{}:", name.name));
    format!("{name}{}{}", if argument.spread { "..." } else { "" }, expr(&argument.value))
}

fn pattern(pattern_node: &Pattern) -> String {
    match &pattern_node.kind {
        PatternKind::Any => "_".to_string(),
        PatternKind::Bind(name) => format!("@{}", name.name),
        PatternKind::Value(value) => expr(value),
        PatternKind::Range { start, end, inclusive } => format!("[{}{}{}]", expr(start), if *inclusive { "..=" } else { ".." }, expr(end)),
        PatternKind::Null => "null".to_string(),
        PatternKind::Is { ty: t, fields } => {
            format!("(is {}{})", ty(t), fields.as_ref().map_or(String::new(), |f| format!(" ({})", list(f, pattern).trim_start())))
        }
        PatternKind::Tuple(elements) => format!("(tuple{})", list(elements, pattern)),
        PatternKind::Struct { ty: t, fields } => {
            format!("({}{})", ty(t), list(fields, |(name, p)| format!("{}={}", name.name, pattern(p))))
        }
    }
}

fn expr(expr_node: &Expr) -> String {
    match &expr_node.kind {
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Float(value) => format!("{value:?}"),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Null => "null".to_string(),
        ExprKind::String(parts) => {
            let parts = list(parts, |part| match part {
                StringPart::Text(text) => format!("{text:?}"),
                StringPart::Expr(value) => expr(value),
            });
            format!("(str{parts})")
        }
        ExprKind::Name(name) => name.name.to_string(),
        ExprKind::Generic { name, module, arguments } => path(module.as_ref(), name, arguments),
        ExprKind::MethodTypes { member, arguments } => format!("{}<{}>", expr(member), list(arguments, ty).trim_start()),
        ExprKind::Path { module, name } => path(Some(module), name, &[]),
        ExprKind::SelfValue => "self".to_string(),
        ExprKind::Super => "super".to_string(),
        ExprKind::Tuple(elements) => format!("(tuple{})", list(elements, expr)),
        ExprKind::Array(elements) => {
            format!("[{}]", list(elements, |e| format!("{}{}", if e.spread { "..." } else { "" }, expr(&e.value))).trim_start())
        }
        ExprKind::Dictionary(entries) => {
            let entries = list(entries, |entry| match entry {
                DictionaryEntry::Entry(key, value) => format!("{}:{}", expr(key), expr(value)),
                DictionaryEntry::Spread(value) => format!("...{}", expr(value)),
            });
            format!("(dict{entries})")
        }
        ExprKind::Lambda(lambda) => {
            let parameters =
                list(&lambda.parameters, |p| format!("{}{}", p.name.name, p.ty.as_ref().map_or(String::new(), |t| format!(":{}", ty(t)))));
            let body = match &lambda.body {
                LambdaBody::Expr(value) => expr(value),
                LambdaBody::Block(inner) => block(inner),
            };
            format!("(fn ({}){} {body})", parameters.trim_start(), maybe(lambda.result.as_ref(), |t| format!("->{}", ty(t))))
        }
        ExprKind::Unary { op, operand } => {
            let op = match op {
                UnaryOp::Negate => "-",
                UnaryOp::Not => "!",
                UnaryOp::BitNot => "~",
            };
            format!("({op} {})", expr(operand))
        }
        ExprKind::Binary { op, left, right, .. } => format!("({} {} {})", binary_op(*op), expr(left), expr(right)),
        ExprKind::Ternary { condition, then, otherwise } => format!("(? {} {} {})", expr(condition), expr(then), expr(otherwise)),
        ExprKind::Is { value, ty: t } => format!("(is {} {})", expr(value), ty(t)),
        ExprKind::As { value, ty: t, optional } => format!("(as{} {} {})", if *optional { "?" } else { "" }, expr(value), ty(t)),
        ExprKind::Call { callee, arguments } => format!("(call {}{})", expr(callee), list(arguments, argument)),
        ExprKind::Index { base, index } => format!("(at {} {})", expr(base), expr(index)),
        ExprKind::Member { base, name, optional } => format!("({} {} {})", if *optional { "?." } else { "." }, expr(base), name.name),
        ExprKind::Try(inner) => format!("(try {})", expr(inner)),
        ExprKind::When(when) => format!("(when{}{})", maybe(when.subject.as_deref(), expr), list(&when.arms, arm)),
        ExprKind::Start(inner) => format!("(start {})", expr(inner)),
        ExprKind::Yield(inner) => format!("(yield{})", maybe(inner.as_deref(), expr)),
        ExprKind::Return(inner) => format!("(return{})", maybe(inner.as_deref(), expr)),
        ExprKind::Break => "(break)".to_string(),
        ExprKind::Continue => "(continue)".to_string(),
        ExprKind::Error => "<error>".to_string(),
    }
}

fn arm(arm: &Arm) -> String {
    let head = if arm.is_else { "else".to_string() } else { list(&arm.patterns, pattern).trim_start().to_string() };
    let body = match &arm.body {
        ArmBody::Expr(value) => expr(value),
        ArmBody::Block(inner) => block(inner),
    };
    format!("({head}{} => {body})", arm.guard.as_ref().map_or(String::new(), |guard| format!(" if {}", expr(guard))))
}

fn binary_op(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Coalesce => "??",
        BinaryOp::Or => "||",
        BinaryOp::And => "&&",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::DotDot => "..",
        BinaryOp::DotDotEqual => "..=",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::BitAnd => "&",
        BinaryOp::ShiftLeft => "<<",
        BinaryOp::ShiftRight => ">>",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "%",
    }
}
