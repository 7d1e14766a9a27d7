//! Which nodes of the IR and which instructions of the VM occur in programs: what never occurs is compared nowhere.

use std::collections::BTreeMap;
use writ_compiler::ir::visit::{self, Visitor};
use writ_compiler::ir::{
    BinaryOp, Conversion, Element, Entry, Expr, ExprKind, Pattern, Place, PlaceRoot, Program, Projection, RangeExpr, Statement,
    StatementKind, Type, TypeId, UnaryOp,
};
use writ_runtime::vm::bytecode::Op;

/// Instructions that the emitter writes into no function of a generated program, and why.
pub const NOT_EMITTED: [(&str, &str); 3] = [
    ("halt", "stands in the machine's own stub, behind the call that a host makes"),
    ("data", "is the second word of other instructions"),
    ("host_global", "reads variables of modules that are compiled into the host: `tests/linking` has those"),
];

/// The node that stands in functions of the library only.
const OF_THE_LIBRARY: &str = "CallReflector";

/// In how many programs a node or an instruction occurs, by its name.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Nodes of the IR, in functions of scripts.
    pub nodes: BTreeMap<String, usize>,
    /// Instructions, in all functions that scripts bring with them.
    pub instructions: BTreeMap<String, usize>,
    /// Functions in Rust that scripts call: a count, without a list of what is missing, since each has cases of its own.
    pub natives: BTreeMap<String, usize>,
}

impl Coverage {
    /// Counts a program: its IR, and its bytecode as text, which depends on what the host registered.
    pub fn add(&mut self, program: &Program, text: &str) {
        let mut seen = Seen { program, nodes: BTreeMap::new(), natives: BTreeMap::new() };
        let mut library = Seen { program, nodes: BTreeMap::new(), natives: BTreeMap::new() };
        for function in &program.functions {
            let module = &program[function.module];
            if module.library {
                library.block(&function.body);
            } else if !module.is_host() {
                seen.block(&function.body);
            }
        }
        seen.nodes.extend(library.nodes.remove_entry(OF_THE_LIBRARY));
        // `   3  add_i64              r2, r2, r3`; other lines begin with a name or with `owns`.
        let names = text.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            words.next()?.parse::<usize>().ok()?;
            words.next()
        });
        let mut instructions: Vec<&str> = names.collect();
        instructions.sort_unstable();
        instructions.dedup();
        for name in instructions {
            *self.instructions.entry(name.to_string()).or_default() += 1;
        }
        for (name, _) in seen.nodes {
            *self.nodes.entry(name).or_default() += 1;
        }
        for (name, _) in seen.natives {
            *self.natives.entry(name).or_default() += 1;
        }
    }

    /// The nodes that never occurred.
    pub fn missing_nodes(&self) -> Vec<String> {
        all_nodes().into_iter().filter(|name| !self.nodes.contains_key(name)).collect()
    }

    /// The instructions that never occurred.
    pub fn missing_instructions(&self) -> Vec<&'static str> {
        let emitted = Op::ALL.iter().map(|op| op.name()).filter(|name| NOT_EMITTED.iter().all(|(other, _)| other != name));
        emitted.filter(|name| !self.instructions.contains_key(*name)).collect()
    }

    /// The table, rarest first.
    pub fn table(&self) -> String {
        let mut out = String::new();
        for (title, counts) in [("nodes of the IR", &self.nodes), ("instructions", &self.instructions), ("natives", &self.natives)] {
            out.push_str(&format!("{title}: {}\n", counts.len()));
            let mut sorted: Vec<(&String, &usize)> = counts.iter().collect();
            sorted.sort_by_key(|(name, count)| (**count, name.as_str()));
            sorted.iter().for_each(|(name, count)| out.push_str(&format!("{count:8}  {name}\n")));
        }
        out
    }
}

/// Names for the variants of an enum, and a list of all of them that cannot lack one: the `match` is exhaustive.
macro_rules! names {
    ($function:ident, $all:ident, $ty:ty, $prefix:literal, { $($pattern:pat => $name:literal,)* }) => {
        fn $function(value: &$ty) -> &'static str {
            match value { $($pattern => concat!($prefix, $name),)* }
        }
        const $all: &[&str] = &[$(concat!($prefix, $name),)*];
    };
}

names!(statement, STATEMENTS, StatementKind, "", {
    StatementKind::Let { value: Some(_), .. } => "Let", StatementKind::Let { value: None, .. } => "Let, assigned later",
    StatementKind::Assign { .. } => "Assign", StatementKind::Update { .. } => "Update", StatementKind::Append { .. } => "Append",
    StatementKind::InitGlobal { .. } => "InitGlobal", StatementKind::Expr(_) => "Expr", StatementKind::While { .. } => "While",
    StatementKind::ForRange { range: RangeExpr::Bounds { inclusive: false, .. }, .. } => "ForRange",
    StatementKind::ForRange { range: RangeExpr::Bounds { inclusive: true, .. }, .. } => "ForRange, inclusive",
    StatementKind::ForRange { range: RangeExpr::Value(_), .. } => "ForRange, of a value",
    StatementKind::ForArray { index: None, .. } => "ForArray", StatementKind::ForArray { index: Some(_), .. } => "ForArray, with index",
    StatementKind::ForDictionary { value: None, .. } => "ForDictionary, keys", StatementKind::ForDictionary { value: Some(_), .. } => "ForDictionary",
    StatementKind::ForChars { index: None, .. } => "ForChars", StatementKind::ForChars { index: Some(_), .. } => "ForChars, with index",
});

names!(expression, EXPRESSIONS, ExprKind, "", {
    ExprKind::Unit => "Unit", ExprKind::Int(_) => "Int", ExprKind::Float(_) => "Float", ExprKind::Bool(_) => "Bool", ExprKind::String(_) => "String",
    ExprKind::Null => "Null", ExprKind::Local(_) => "Local", ExprKind::Global { checked: false, .. } => "Global",
    ExprKind::Global { checked: true, .. } => "Global, checked", ExprKind::Unary { .. } => "Unary", ExprKind::Binary { .. } => "Binary",
    ExprKind::Logic { or: false, .. } => "Logic, and", ExprKind::Logic { or: true, .. } => "Logic, or", ExprKind::Convert { .. } => "Convert",
    ExprKind::Show(_) => "Show", ExprKind::Concat(_) => "Concat", ExprKind::Tuple(_) => "Tuple", ExprKind::Item { .. } => "Item",
    ExprKind::Struct { .. } => "Struct",
    ExprKind::Field { .. } => "Field", ExprKind::Variant { .. } => "Variant",
    ExprKind::Ordinal(_) => "Ordinal", ExprKind::Range { .. } => "Range",
    ExprKind::Array(_) => "Array", ExprKind::Dictionary(_) => "Dictionary", ExprKind::Some(_) => "Some", ExprKind::Success(_) => "Success",
    ExprKind::Failure(_) => "Failure", ExprKind::IsSome(_) => "IsSome", ExprKind::IsSuccess(_) => "IsSuccess",
    ExprKind::IsVariant { .. } => "IsVariant", ExprKind::Unwrap(_) => "Unwrap", ExprKind::UnwrapError(_) => "UnwrapError",
    ExprKind::Narrow(_) => "Narrow", ExprKind::IndexArray { .. } => "IndexArray", ExprKind::IndexDictionary { .. } => "IndexDictionary",
    ExprKind::IndexString { .. } => "IndexString", ExprKind::New { .. } => "New",
    ExprKind::Blank => "Blank", ExprKind::NewBlank(_) => "NewBlank",
    ExprKind::ObjectField { .. } => "ObjectField", ExprKind::Upcast(_) => "Upcast", ExprKind::Cast { checked: false, .. } => "Cast, proved",
    ExprKind::Cast { checked: true, .. } => "Cast", ExprKind::IsType { .. } => "IsType", ExprKind::TryCast(_) => "TryCast",
    ExprKind::MakeWeak(_) => "MakeWeak", ExprKind::WeakGet(_) => "WeakGet", ExprKind::CheckInit { .. } => "CheckInit", ExprKind::Call { .. } => "Call",
    ExprKind::CallMut { .. } => "CallMut", ExprKind::ShowObject(_) => "ShowObject", ExprKind::EqualAny { .. } => "EqualAny",
    ExprKind::CallVirtual { .. } => "CallVirtual", ExprKind::CallTrait { .. } => "CallTrait", ExprKind::CallReflector(_) => "CallReflector",
    ExprKind::CallValue { .. } => "CallValue", ExprKind::CallNative { .. } => "CallNative", ExprKind::Closure { .. } => "Closure",
    ExprKind::Block(_) => "Block", ExprKind::If { otherwise: None, .. } => "If", ExprKind::If { otherwise: Some(_), .. } => "If, else",
    ExprKind::Match { .. } => "Match", ExprKind::Return(None) => "Return", ExprKind::Return(Some(_)) => "Return, with a value",
    ExprKind::Break(_) => "Break", ExprKind::Continue(_) => "Continue",
});

names!(pattern, PATTERNS, Pattern, "pattern ", {
    Pattern::Any => "Any", Pattern::Bind(_) => "Bind", Pattern::Int(_) => "Int", Pattern::Bool(_) => "Bool", Pattern::String(_) => "String",
    Pattern::IntRange { .. } => "IntRange", Pattern::Test { .. } => "Test", Pattern::Null => "Null", Pattern::Some(_) => "Some",
    Pattern::Success(_) => "Success", Pattern::Failure(_) => "Failure", Pattern::Variant { .. } => "Variant", Pattern::Tuple(_) => "Tuple",
    Pattern::Struct(_) => "Struct", Pattern::Or(_) => "Or",
});

names!(root, ROOTS, PlaceRoot, "place ", {
    PlaceRoot::Local(_) => "Local", PlaceRoot::Global { checked: false, .. } => "Global", PlaceRoot::Global { checked: true, .. } => "Global, checked",
    PlaceRoot::Element { .. } => "Element", PlaceRoot::Object { .. } => "Object", PlaceRoot::Entry { .. } => "Entry",
});

names!(projection, PROJECTIONS, Projection, "place, then ", { Projection::Field(_) => "Field", Projection::Narrow => "Narrow", });

names!(element, ELEMENTS, Element, "element ", { Element::One(_) => "One", Element::Spread(_) => "Spread", });
names!(entry, ENTRIES, Entry, "entry ", { Entry::One(..) => "One", Entry::Spread(_) => "Spread", });

names!(unary, UNARY, UnaryOp, "", { UnaryOp::Negate => "Negate", UnaryOp::Not => "Not", UnaryOp::BitNot => "BitNot", });

names!(binary, BINARY, BinaryOp, "", {
    BinaryOp::Add => "Add", BinaryOp::Subtract => "Subtract", BinaryOp::Multiply => "Multiply", BinaryOp::Divide => "Divide",
    BinaryOp::Modulo => "Modulo", BinaryOp::BitAnd => "BitAnd", BinaryOp::BitOr => "BitOr", BinaryOp::BitXor => "BitXor",
    BinaryOp::ShiftLeft => "ShiftLeft", BinaryOp::ShiftRight => "ShiftRight", BinaryOp::Equal => "Equal", BinaryOp::NotEqual => "NotEqual",
    BinaryOp::Less => "Less", BinaryOp::LessEqual => "LessEqual", BinaryOp::Greater => "Greater", BinaryOp::GreaterEqual => "GreaterEqual",
});

names!(conversion, CONVERSIONS, Conversion, "Convert, ", {
    Conversion::IntToInt => "IntToInt", Conversion::IntToFloat => "IntToFloat", Conversion::FloatToInt => "FloatToInt",
    Conversion::FloatToFloat => "FloatToFloat",
});

/// Operators are counted by the type of their operands: an instruction each.
const NUMBERS: [(TypeId, &str); 4] =
    [(TypeId::INT, "int"), (TypeId::INT32, "int32"), (TypeId::FLOAT, "float"), (TypeId::FLOAT64, "float64")];

fn all_nodes() -> Vec<String> {
    let plain = [STATEMENTS, EXPRESSIONS, PATTERNS, ROOTS, PROJECTIONS, ELEMENTS, ENTRIES, CONVERSIONS].concat();
    let mut all: Vec<String> = plain.iter().map(|name| name.to_string()).collect();
    for (_, number) in NUMBERS {
        let is_float = number.starts_with("float");
        let is_bits = |name: &&&str| name.starts_with("Bit") || name.starts_with("Shift");
        let fits = BINARY.iter().filter(|name| !is_float || !is_bits(name));
        all.extend(fits.map(|name| format!("{name} of {number}")));
        let fits = UNARY.iter().filter(|name| **name == "Negate" || (**name == "BitNot" && !is_float));
        all.extend(fits.map(|name| format!("{name} of {number}")));
    }
    let compared = ["Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual"];
    all.extend(compared.map(|name| format!("{name} of string")));
    for other in ["bool", "enum", "function", "class", "trait", "weak"] {
        all.extend(compared[..2].iter().map(|name| format!("{name} of {other}")));
    }
    all.push("Not of bool".into());
    all
}

struct Seen<'p> {
    program: &'p Program,
    nodes: BTreeMap<String, usize>,
    natives: BTreeMap<String, usize>,
}

impl Seen<'_> {
    fn saw(&mut self, name: impl Into<String>) {
        *self.nodes.entry(name.into()).or_default() += 1;
    }

    fn operator(&mut self, name: &str, operand: TypeId) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "the types that have operators")]
        let sort = match self.program.types.get(operand) {
            Type::Enum(_) => "enum".to_string(),
            Type::Function(..) => "function".to_string(),
            Type::Class(_) => "class".to_string(),
            Type::Trait(_) => "trait".to_string(),
            Type::Weak(_) => "weak".to_string(),
            _ => self.program.type_name(operand),
        };
        self.saw(format!("{name} of {sort}"));
    }
}

impl<'p> Visitor<'p> for Seen<'p> {
    fn statement(&mut self, node: &'p Statement) {
        self.saw(statement(&node.kind));
        if let StatementKind::Update { place, op, value: _ } = &node.kind {
            self.operator(binary(op), place.ty);
        }
        visit::walk_statement(self, node);
    }

    fn expr(&mut self, node: &'p Expr) {
        self.saw(expression(&node.kind));
        #[expect(clippy::wildcard_enum_match_arm, reason = "those that have something in them to count")]
        match &node.kind {
            ExprKind::Unary { op, operand } => self.operator(unary(op), operand.ty),
            ExprKind::Binary { op, left, right: _ } => self.operator(binary(op), left.ty),
            ExprKind::Convert { kind, operand: _ } => self.saw(conversion(kind)),
            ExprKind::Array(elements) => elements.iter().for_each(|one| self.saw(element(one))),
            ExprKind::Dictionary(entries) => entries.iter().for_each(|one| self.saw(entry(one))),
            ExprKind::CallNative { native, .. } => *self.natives.entry(self.program[*native].name.clone()).or_default() += 1,
            _ => {}
        }
        visit::walk_expr(self, node);
    }

    fn place(&mut self, node: &'p Place) {
        self.saw(root(&node.root));
        node.path.iter().for_each(|step| self.saw(projection(step)));
        visit::walk_place(self, node);
    }

    fn pattern(&mut self, node: &'p Pattern) {
        self.saw(pattern(node));
        visit::walk_pattern(self, node);
    }
}
