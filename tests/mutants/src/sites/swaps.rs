//! Which operator or method stands in for which.

use syn::BinOp;

/// The operators that stand in for one: those that compute something else of the same type.
pub fn operators(op: &BinOp) -> &'static [&'static str] {
    #[expect(clippy::wildcard_enum_match_arm, reason = "syn may learn of more operators")]
    match op {
        BinOp::Add(_) => &["-"],
        BinOp::Sub(_) => &["+"],
        BinOp::Mul(_) => &["+"],
        BinOp::Div(_) => &["*"],
        BinOp::Rem(_) => &["/"],
        BinOp::And(_) => &["||"],
        BinOp::Or(_) => &["&&"],
        BinOp::BitXor(_) => &["|"],
        BinOp::BitAnd(_) => &["|"],
        BinOp::BitOr(_) => &["&"],
        BinOp::Shl(_) => &[">>"],
        BinOp::Shr(_) => &["<<"],
        BinOp::Eq(_) => &["!="],
        BinOp::Ne(_) => &["=="],
        // The neighbour shows whether the boundary is tested, the opposite whether anything is.
        BinOp::Lt(_) => &["<=", ">"],
        BinOp::Le(_) => &["<", ">"],
        BinOp::Gt(_) => &[">=", "<"],
        BinOp::Ge(_) => &[">", "<"],
        BinOp::AddAssign(_) => &["-="],
        BinOp::SubAssign(_) => &["+="],
        BinOp::MulAssign(_) => &["+="],
        BinOp::DivAssign(_) => &["*="],
        BinOp::BitAndAssign(_) => &["|="],
        BinOp::BitOrAssign(_) => &["&="],
        BinOp::ShlAssign(_) => &[">>="],
        BinOp::ShrAssign(_) => &["<<="],
        _ => &[],
    }
}

/// Methods that stand in for each other.
const METHODS: &[(&str, &str)] = &[
    ("all", "any"),
    ("ceil", "floor"),
    ("cos", "sin"),
    ("exp", "log"),
    ("first", "last"),
    ("find", "rfind"),
    ("is_err", "is_ok"),
    ("is_none", "is_some"),
    ("is_nan", "is_infinite"),
    ("max", "min"),
    ("pop_front", "pop_back"),
    ("push_front", "push_back"),
    ("saturating_add", "saturating_sub"),
    ("starts_with", "ends_with"),
    ("to_lowercase", "to_uppercase"),
    ("trim_start", "trim_end"),
    ("wrapping_add", "wrapping_sub"),
    ("wrapping_div", "wrapping_rem"),
    ("wrapping_mul", "wrapping_add"),
    ("wrapping_shl", "wrapping_shr"),
];

/// The method that stands in for one.
pub fn method(name: &str) -> Option<&'static str> {
    METHODS.iter().find_map(|(a, b)| if *a == name { Some(*b) } else { (*b == name).then_some(*a) })
}

/// What stands in for a token of generated code.
pub fn quoted(token: &str) -> Option<&'static str> {
    Some(match token {
        "+" => "-",
        "-" => "+",
        "*" => "+",
        "/" => "*",
        "%" => "/",
        "<" => "<=",
        ">" => ">=",
        "<=" => "<",
        ">=" => ">",
        "==" => "!=",
        "!=" => "==",
        "&&" => "||",
        "||" => "&&",
        "+=" => "-=",
        "-=" => "+=",
        "..=" => "..",
        ".." => "..=",
        "true" => "false",
        "false" => "true",
        "0" => "1",
        "1" => "0",
        "2" => "3",
        "Some" => "None",
        "Success" => "Error",
        "Ok" => "Err",
        "break" => "continue",
        "continue" => "break",
        _ => return None,
    })
}

/// The macros that read an operand of an instruction, each with another.
pub fn operand(name: &str) -> Option<&'static str> {
    Some(match name {
        "a" => "b",
        "b" => "c",
        "c" => "b",
        "sb" => "sc",
        "sc" => "sb",
        "operand" => "soperand",
        "kf" => "f",
        "kf32" => "f32",
        _ => return None,
    })
}
