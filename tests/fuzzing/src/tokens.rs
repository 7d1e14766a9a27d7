//! Texts from a table of tokens.

use crate::input::Input;

/// Words, signs, literals. New ones go to the end, so that inputs keep their meaning.
pub const TOKENS: &[&str] = &[
    "\n", "\n", "(", ")", "{", "}", "[", "]", ",", ".", ":", ";", "=", "=>", "->", "?", "?.", "??", "::", "!", "..", "..=", "...", "+", "-", "*", "/", "%",
    "==", "!=", "<", "<=", ">", ">=", "&&", "||", "&", "|", "^", "~", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "const", "let", "var", "func", "return",
    "if", "else", "while", "for", "in", "break", "continue", "when", "is", "as", "as?", "class", "struct", "trait", "enum", "extends", "with", "public",
    "private", "static", "self", "super", "import", "export", "true", "false", "null", "yield", "get", "set", "field", "init", "from", "where", "start",
    "open", "arena", "int", "int32", "float", "float64", "bool", "string", "any", "void", "Array", "Dictionary", "Optional", "Result", "Weak", "Range",
    "Success", "Error", "Coroutine", "a", "b", "c", "x", "T", "A", "B", "main", "f", "g", "print", "assert", "panic", "len", "push", "map", "next",
    "iterator", "toString", "value", "hasValue", "name", "ordinal", "0", "1", "2", "42", "1_000", "0xFF", "0b1010", "9223372036854775807",
    "9223372036854775808", "1.0", "2.5e-3", "0.1", "1e400", "\"\"", "\"a\"", "\"$a\"", "\"${a + 1}\"", "\"\\n\\u{1F600}\"", "\"\"\"\n  text\n  \"\"\"",
    "// line\n", "/* block */", "/* /* nested */ */", "let x = 1\n", "func f(a: int) -> int { return a }\n", "class A { x: int = 0 }\n",
    "class B extends A with T { }\n", "trait T { func m() -> int }\n", "enum E { P, Q(r: float) }\n", "struct S { x: int\n y: float = 1.0 }\n", "E", "S", "P",
    "Q", "r", "m", "E.P", "E.Q(1.0)", "S(1, 2.0)", "A()", "for i in 0..3 { ", "if x > 0 { ", "when x { 0 => 1, else => 2 }", "(x: int) => x * 2", "() => { ",
    "i", "y", "\"", "\"\"\"", "${", "$", "\\", "'", "@", "#", "`", "é", "\u{0}", "\u{feff}", "\r\n", "\t", "1.", ".5", "1..2", "a.0", "0.0.0", "x as int",
    "x is A", "a?", "a ?", "a<int>()", "...a", "_", "else if", "// writ: allow(unused)\n", "true ? 1 : 2", "yield waitForSeconds(1.0)\n", "start f()\n",
    "waitForFrames(1)", "waitUntil(() => true)", "where T : Number", "Comparable", "Hashable", "{a: 1}", "[1, 2]", "(1, 2)", "let (a, b) = (1, 2)\n",
];

/// The byte that joins the tokens around it.
const JOIN: u8 = 255;

/// A text of the tokens that an input names.
pub fn text(mut input: Input) -> String {
    let mut text = String::new();
    let mut is_joined = true;
    while !input.is_empty() {
        let byte = input.byte();
        if byte == JOIN {
            is_joined = true;
            continue;
        }
        if !is_joined && !text.ends_with('\n') {
            text.push(' ');
        }
        text.push_str(TOKENS[usize::from(byte) % TOKENS.len()]);
        is_joined = false;
    }
    text
}
