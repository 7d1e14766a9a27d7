//! What a feature of the language adds to the generator: one value of [`Feature`] per file in `features`.

use crate::features::FEATURES;
use crate::types::{Bindings, Type};
use crate::write::{Code, Want, Writer};
use std::sync::OnceLock;

/// Writes a declaration.
pub type WriteItem = fn(&mut Writer);

/// Writes a statement. False if there is nothing here that it could be about; then it has written nothing.
pub type WriteStatement = fn(&mut Writer) -> bool;

/// Writes an expression of the wanted type, if it can.
pub type WriteExpression = fn(&mut Writer, &Want) -> Option<Code>;

/// A feature of the language: what it can write, each with a weight against its neighbours.
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// How often an expression is one of this feature's, among the features that have one of the wanted type.
    pub weight: u32,
    /// Makes known what is there without a declaration, before anything is written.
    pub setup: Option<fn(&mut Writer)>,
    /// Declarations: one call writes one, with all that belongs to it, and makes them known.
    pub items: &'static [(u32, WriteItem)],
    /// Statements.
    pub statements: &'static [(u32, WriteStatement)],
    /// Expressions, with the pattern of the types that they can have.
    pub expressions: &'static [(u32, &'static str, WriteExpression)],
    /// Expressions as templates, a line each: `int = min(`int`, `int`)`. See [`Writer::template`].
    pub rules: &'static str,
    /// Steps that fail at run time, or mostly do, as templates of statements.
    pub failures: &'static [&'static str],
    /// Whether it needs the host.
    pub host: bool,
    /// Whether most programs go without it, since it makes them large for rustc.
    pub rarely: bool,
}

impl Feature {
    /// A feature that writes nothing; what it does write is given by its fields.
    pub const NONE: Feature = Feature {
        name: "",
        weight: 10,
        setup: None,
        items: &[],
        statements: &[],
        expressions: &[],
        rules: "",
        failures: &[],
        host: false,
        rarely: false,
    };
}

/// A way to write an expression.
pub enum Way {
    /// By code.
    Code(WriteExpression),
    /// By a template.
    Template(&'static str),
}

/// A way to write expressions of some types.
pub struct Rule {
    /// The types, with open ones.
    pub pattern: Type,
    /// How often, among those of the same feature.
    pub weight: u32,
    /// How.
    pub way: Way,
}

/// The expressions of all features, by feature.
pub fn rules() -> &'static [(&'static Feature, Vec<Rule>)] {
    static RULES: OnceLock<Vec<(&'static Feature, Vec<Rule>)>> = OnceLock::new();
    RULES.get_or_init(|| FEATURES.iter().map(|feature| (*feature, rules_of(feature))).collect())
}

fn rules_of(feature: &Feature) -> Vec<Rule> {
    let coded = feature.expressions.iter().map(|(weight, pattern, write)| Rule {
        pattern: Type::read(pattern),
        weight: *weight,
        way: Way::Code(*write),
    });
    let lines = feature.rules.lines().map(str::trim).filter(|line| !line.is_empty());
    let templates = lines.map(|line| {
        let (pattern, body) = line.split_once(" = ").unwrap_or_else(|| panic!("{}: a rule without =: {line}", feature.name));
        Rule { pattern: Type::read(pattern), weight: 10, way: Way::Template(body) }
    });
    coded.chain(templates).collect()
}

impl Rule {
    /// Whether it can write an expression of a type, as far as the type says.
    pub fn fits(&self, ty: &Type, writer: &Writer) -> bool {
        let mut bindings = Bindings::default();
        self.pattern.fits(ty, &mut bindings) && writer.allowed(&self.pattern, &bindings)
    }
}
