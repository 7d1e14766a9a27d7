//! The places of a source file at which it can be broken, and how.
//!
//! Sites are found in the syntax tree, but what is written are texts: a site is a range of the file, a variant is the text that stands there
//! instead. Whether a variant has the right type is left to rustc: see `copy`.
//!
//! * `expressions` — the rules that hold everywhere: operators, conditions, literals, calls, statements, whole functions
//! * `macros` — what stands in macros: arguments that are expressions, bodies of `macro_rules!`, tokens in `quote!`
//! * `instructions` — what the interpreter's handlers do
//! * `swaps` — which operator or method stands in for which

mod expressions;
mod instructions;
mod macros;
mod swaps;

use expressions::Collector;
use std::ops::Range;

pub use instructions::instructions_of;

/// By what kind of change a mutant came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// An instruction of the VM does nothing.
    Instruction,
    /// Another operator.
    Operator,
    /// A condition is negated.
    Negation,
    /// Another number, or the other bool.
    Literal,
    /// A statement is left out.
    Removal,
    /// A function does nothing but return a plain value.
    Default,
    /// Another method, or none.
    Method,
    /// Two arguments, elements or operands are exchanged.
    Exchange,
    /// Another instruction is emitted, or another operand of one read.
    Opcode,
    /// Other tokens in generated code.
    Quoted,
    /// An arm of a `match` does nothing.
    Arm,
}

/// What stands at a site, which decides on how alternatives are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A statement with its semicolon.
    Statement,
    /// The body of an arm of a `match`.
    Arm,
    /// An expression.
    Expression,
    /// The place behind the `{` of a function's body.
    Entry,
}

/// A change at a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The kind of change.
    pub rule: Rule,
    /// What stands there instead.
    pub text: String,
    /// A condition that holds besides: an arm may stand for several instructions.
    pub when: Option<String>,
    /// What a reader is told.
    pub change: String,
}

/// A place at which a file can be broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The bytes of the file.
    pub range: Range<usize>,
    /// What stands there.
    pub form: Form,
    /// The function, or the instruction.
    pub function: String,
    /// The changes.
    pub variants: Vec<Variant>,
}

/// Which rules hold in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The file has the interpreter's handlers.
    pub instructions: bool,
    /// The file emits bytecode: arms and names of instructions are changed, too.
    pub opcodes: bool,
    /// Functions that are `const` lose this.
    pub const_functions: bool,
}

/// What was found in a file.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The sites, in order, outer ones before inner ones.
    pub sites: Vec<Site>,
    /// Tokens that must go for the file to compile with alternatives in it.
    pub erased: Vec<Range<usize>>,
}

/// The sites of a source file.
///
/// # Errors
/// If the file is no Rust.
pub fn sites(text: &str, rules: Rules) -> syn::Result<Found> {
    let file = syn::parse_file(text)?;
    let mut collector = Collector::new(text, rules);
    syn::visit::Visit::visit_file(&mut collector, &file);
    let mut found = collector.found;
    found.sites = merged(found.sites);
    Ok(found)
}

/// Sorted, with one site for each place.
fn merged(mut sites: Vec<Site>) -> Vec<Site> {
    sites.sort_by_key(|site| (site.range.start, std::cmp::Reverse(site.range.end), site.form));
    sites.dedup_by(|later, earlier| {
        let same = (&later.range, later.form) == (&earlier.range, earlier.form);
        if same {
            let new = later.variants.drain(..).filter(|variant| !earlier.variants.contains(variant)).collect::<Vec<_>>();
            earlier.variants.extend(new);
        }
        same
    });
    sites
}
