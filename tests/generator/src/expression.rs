//! Expressions: which way of all features', or the simplest.

use crate::feature::{Way, rules};
use crate::scope::{Callable, Kind};
use crate::types::{Bindings, Type};
use crate::write::{Code, LAMBDA_WORK, Level, Want, Writer};

impl Writer<'_> {
    /// An expression.
    pub fn expression(&mut self, want: &Want) -> Code {
        self.frame.work -= self.frame.repeat;
        if self.depth == 0 || self.frame.work < self.frame.repeat * 8 || !self.choices.chance(NESTS[self.depth.min(3) as usize]) {
            return self.simple(want);
        }
        self.depth -= 1;
        let code = self.by_feature(want);
        self.depth += 1;
        code.unwrap_or_else(|| self.simple(want))
    }

    /// An expression that has the type by itself.
    pub fn exact(&mut self, ty: &Type) -> Code {
        self.expression(&Want::exact(ty))
    }

    /// An expression of a type that its surroundings ask for.
    pub fn wanted(&mut self, ty: &Type) -> Code {
        self.expression(&Want::of(ty))
    }

    /// What a `return` gives: a lambda's type follows from it.
    pub fn returned(&mut self, ty: &Type) -> Code {
        if self.frame.lambda { self.exact(ty) } else { self.wanted(ty) }
    }

    fn by_feature(&mut self, want: &Want) -> Option<Code> {
        for _ in 0..3 {
            let mut fitting = Vec::new();
            for ((feature, rules), emphasis) in rules().iter().zip(&self.emphasis) {
                if *emphasis == 0 {
                    continue;
                }
                let rules: Vec<_> = rules.iter().filter(|rule| rule.fits(&want.ty, self)).collect();
                if !rules.is_empty() {
                    fitting.push((feature.weight * emphasis, rules));
                }
            }
            let weights: Vec<u32> = fitting.iter().map(|(weight, _)| *weight).collect();
            let (_, rules) = &fitting[self.choices.weighted(&weights)?];
            let weights: Vec<u32> = rules.iter().map(|rule| rule.weight).collect();
            let rule = rules[self.choices.weighted(&weights)?];
            let code = match rule.way {
                Way::Code(write) => write(self, want),
                Way::Template(body) => {
                    let mut bindings = Bindings::default();
                    rule.pattern.fits(&want.ty, &mut bindings).then(|| self.template(body, bindings, &want.ty))
                }
            };
            if code.is_some() {
                return code;
            }
        }
        None
    }

    /// An expression by a template, whose holes stand between backticks: `` `[T]`.map(`(T) -> int`) ``. Letters that nothing binds become types that they may
    /// stand for. `#name` is a name that is new in the program. A hole
    /// with `=` before the type is no literal, whose type could be another.
    pub fn template(&mut self, body: &str, mut bindings: Bindings, ty: &Type) -> Code {
        let mut text = String::new();
        let mut names: Vec<(String, String)> = Vec::new();
        let mut holes = Vec::new();
        let parts: Vec<&str> = body.split('`').collect();
        for (index, part) in parts.iter().enumerate() {
            if index % 2 == 0 {
                text += &self.with_names(part, &mut names);
                continue;
            }
            let (alone, part) = part.strip_prefix('=').map_or((false, *part), |part| (true, part));
            let wanted = self.open_type(part, &mut bindings);
            let code = match &wanted {
                Type::Function(..) => self.repeated(6, |w| w.exact(&wanted)),
                _ if alone => {
                    let code = self.exact(&wanted);
                    code.clone().fixed(&[&code], &wanted)
                }
                _ => self.exact(&wanted),
            };
            let after = parts.get(index + 1).copied().unwrap_or("");
            let listed = text.ends_with(['(', '[']) || text.ends_with(", ") || text.ends_with("${");
            text += &if after.starts_with(['.', '[', '?', '(']) {
                code.receiver()
            } else if listed && after.starts_with([')', ']', ',', '}']) {
                code.argument()
            } else {
                code.operand()
            };
            holes.push(code);
        }
        let code = Code::new(text, level_of(body));
        let parts: Vec<&Code> = holes.iter().collect();
        let code = code.with(&parts, ty);
        if code.level == Level::Postfix || holes.is_empty() || body.contains(" as ") { code } else { code.fixed(&parts, ty) }
    }

    /// The type that a hole asks for; what is open in it is bound.
    pub fn open_type(&mut self, hole: &str, bindings: &mut Bindings) -> Type {
        let pattern = Type::read(hole);
        let mut letters = Vec::new();
        pattern.letters(&mut letters);
        for letter in letters {
            if bindings.get(letter).is_none() {
                let ty = self.some_of(letter);
                bindings.bind(letter, ty);
            }
        }
        pattern.bound(bindings)
    }

    /// The text with every `#name` replaced by a name of its own.
    pub fn with_names(&mut self, text: &str, names: &mut Vec<(String, String)>) -> String {
        let mut parts = text.split('#');
        let mut result = parts.next().unwrap_or("").to_string();
        for part in parts {
            let end = part.find(|c: char| !c.is_alphanumeric()).unwrap_or(part.len());
            let stem = &part[..end];
            let known = names.iter().find(|(known, _)| known == stem).map(|(_, name)| name.clone());
            let name = known.unwrap_or_else(|| {
                let name = self.name(stem);
                names.push((stem.to_string(), name.clone()));
                name
            });
            result += &name;
            result += &part[end..];
        }
        result
    }

    /// A variable or a literal.
    pub fn simple(&mut self, want: &Want) -> Code {
        if self.choices.chance(65)
            && let Some(code) = self.variable(&want.ty)
        {
            return code;
        }
        self.literal(want)
    }

    /// A variable of a type, if there is one.
    pub fn variable(&mut self, ty: &Type) -> Option<Code> {
        let known: Vec<&str> = self.scope.iter().filter(|v| v.ty == *ty && v.length.is_none()).map(|v| v.text.as_str()).collect();
        if known.is_empty() {
            return None;
        }
        // Later ones are nearer: the simplest choice is the last.
        let at = known.len() - 1 - self.choices.below(known.len());
        Some(Code { state: !ty.is_scalar(), ..Code::postfix(known[at]) })
    }

    /// A value of a type without any name of a variable.
    pub fn literal(&mut self, want: &Want) -> Code {
        let exact = want.exact;
        match &want.ty {
            Type::Void => Code::postfix("print(\"\")"),
            Type::Int => self.int(),
            Type::Int32 => {
                let number = self.int32();
                if exact { Code::new(format!("{} as int32", number.receiver()), Level::Binary) } else { number }
            }
            Type::Float => self.float(),
            Type::Float64 => {
                let number = self.float();
                if exact { Code::new(format!("{} as float64", number.receiver()), Level::Binary) } else { number }
            }
            Type::Bool => Code::postfix(*self.choices.pick(&["false", "true"])),
            Type::String => Code::postfix(*self.choices.pick(&STRINGS)),
            Type::Range => {
                let (start, end) = (self.choices.below(4), self.choices.below(6));
                Code::new(format!("{start}..{end}"), Level::Binary)
            }
            Type::Tuple(items) => {
                let items: Vec<Code> = items.clone().iter().map(|item| self.literal(&Want { ty: item.clone(), exact })).collect();
                listed("(", &items, ")", &want.ty)
            }
            Type::Function(parameters, result) => self.lambda(parameters, result, |w, want| w.simple(want)),
            Type::Any => {
                let ty = self.choices.pick(&[Type::Int, Type::String, Type::Bool, Type::Float]).clone();
                let value = self.literal(&Want::exact(&ty));
                if exact { self.given(&want.ty, &value) } else { value }
            }
            Type::Named(..) => {
                let built = self.build(want).or_else(|| {
                    let subtype = self.some_subtype(&want.ty)?;
                    let value = self.build(&Want::exact(&subtype))?;
                    Some(if exact { self.given(&want.ty, &value) } else { value })
                });
                built.unwrap_or_else(|| panic!("nothing makes a {}", want.ty))
            }
            Type::Weak(of) => {
                let value = self.literal(&Want::exact(of));
                Code::postfix(format!("Weak({})", value.text))
            }
            Type::Array(_) | Type::Dictionary(..) | Type::Optional(_) | Type::Result(_) => {
                let value = self.holder(&want.ty);
                if exact { self.given(&want.ty, &value) } else { value }
            }
            Type::Open(letter) => panic!("{letter} is open"),
        }
    }

    /// A literal of something that holds others, whose type comes from the surroundings.
    fn holder(&mut self, ty: &Type) -> Code {
        match ty {
            Type::Array(item) => {
                let items: Vec<Code> = (0..self.choices.below(4)).map(|_| self.element(item)).collect();
                listed("[", &items, "]", ty)
            }
            Type::Dictionary(key, value) => {
                let entries: Vec<Code> = (0..self.choices.below(4))
                    .map(|_| {
                        let (key, value) = (self.element(key), self.element(value));
                        Code::postfix(format!("{}: {}", key.operand(), value.argument())).with(&[&value], ty)
                    })
                    .collect();
                listed("{", &entries, "}", ty)
            }
            Type::Optional(of) => {
                if self.choices.chance(60) {
                    self.element(of)
                } else {
                    Code::postfix("null")
                }
            }
            Type::Result(of) => {
                if self.choices.chance(70) {
                    let value = self.element(of);
                    Code::postfix(format!("Success({})", value.argument())).with(&[&value], ty)
                } else {
                    Code::postfix(format!("Error({})", self.choices.pick(&STRINGS)))
                }
            }
            _ => unreachable!("{ty} holds nothing"),
        }
    }

    fn element(&mut self, ty: &Type) -> Code {
        if self.depth == 0 || ty.holds_function() || !self.choices.chance(15) {
            return self.literal(&Want::of(ty));
        }
        self.depth -= 1;
        let code = self.wanted(ty);
        self.depth += 1;
        code
    }

    /// A value of a type, of literals only.
    pub fn literal_only(&mut self, ty: &Type) -> Code {
        let depth = std::mem::replace(&mut self.depth, 0);
        let scope = std::mem::take(&mut self.scope);
        let code = self.literal(&Want::of(ty));
        self.depth = depth;
        self.scope = scope;
        code
    }

    /// A value, with its type written down.
    pub fn given(&mut self, ty: &Type, value: &Code) -> Code {
        let given = self.helper("given", "func given<T>(value: T) -> T {\n    return value\n}");
        Code { state: false, grows: value.grows || value.state, ..Code::postfix(format!("{given}<{ty}>({})", value.argument())) }
    }

    /// A lambda that gives an expression.
    pub fn lambda(&mut self, parameters: &[Type], result: &Type, body: impl FnOnce(&mut Writer, &Want) -> Code) -> Code {
        let names: Vec<String> = parameters.iter().map(|_| self.name("p")).collect();
        let list: Vec<String> = names.iter().zip(parameters).map(|(name, ty)| format!("{name}: {ty}")).collect();
        let work = (self.frame.work / self.frame.repeat.max(1)).clamp(1, LAMBDA_WORK);
        let body = self.closure(result, work, |w| {
            for (name, ty) in names.iter().zip(parameters) {
                w.declare(name, ty, false);
            }
            body(w, &Want::exact(result))
        });
        Code::new(format!("({}) => {}", list.join(", "), body.operand()), Level::Lambda)
    }

    /// A type that converts to this one without a cast.
    pub fn some_subtype(&mut self, ty: &Type) -> Option<Type> {
        let below: Vec<Type> = self
            .declared
            .iter()
            .filter(|d| d.parameters == 0 && d.kind == Kind::Class && d.supertypes.contains(ty))
            .map(|d| Type::named(&d.name))
            .collect();
        if below.is_empty() { None } else { Some(self.choices.pick(&below).clone()) }
    }

    /// A value of a declared type by what builds it.
    fn build(&mut self, want: &Want) -> Option<Code> {
        let makers: Vec<usize> = (0..self.callables.len()).filter(|index| self.builds(&self.callables[*index], want)).collect();
        if makers.is_empty() {
            return None;
        }
        let maker = self.callables[*self.choices.pick(&makers)].clone();
        let depth = std::mem::replace(&mut self.depth, 0);
        let code = self.call(&maker, want);
        self.depth = depth;
        code
    }

    /// Whether it is a constructor or variant of the type: something that is called by the type's name.
    fn builds(&self, callable: &Callable, want: &Want) -> bool {
        let Type::Named(name, _) = &want.ty else { return false };
        let head = callable.text.split(['.', '(']).next().unwrap_or("");
        let mut bindings = Bindings::default();
        callable.receiver.is_none() && !callable.coroutine && head == name && callable.result.fits(&want.ty, &mut bindings)
    }
}

/// How likely an expression is more than a variable or a literal, by how deep it may still nest.
const NESTS: [usize; 4] = [0, 30, 40, 65];

/// Strings: with nothing, letters, several bytes per character, what must be escaped.
pub const STRINGS: [&str; 14] = [
    "\"\"",
    "\"a\"",
    "\"hello\"",
    "\"x y\"",
    "\"é\"",
    "\"12\"",
    "\"-3.5\"",
    "\"tab\\tend\"",
    "\"q\\\"uote\"",
    "\"日本\"",
    "\"Mixed Case\"",
    "\"a,b,,c\"",
    "\"\\u{1F600}!\"",
    "\"line\\nnext\"",
];

/// Expressions between brackets.
pub fn listed(open: &str, items: &[Code], close: &str, ty: &Type) -> Code {
    let texts: Vec<String> = items.iter().map(Code::argument).collect();
    let parts: Vec<&Code> = items.iter().collect();
    Code::postfix(format!("{open}{}{close}", texts.join(", "))).with(&parts, ty)
}

/// How tightly a template holds together, by the operators that stand outside of brackets.
fn level_of(body: &str) -> Level {
    let mut depth = 0;
    let mut hole = false;
    let mut quoted = false;
    let mut level = Level::Postfix;
    if body.starts_with(['-', '!', '~']) {
        level = Level::Unary;
    }
    for (at, c) in body.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '`' => hole = !hole,
            _ if hole => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ' ' if depth == 0 => {
                let rest = &body[at + 1..];
                let compares = ["< ", "> ", "<= ", ">= ", "== ", "!= ", "is "].iter().any(|op| rest.starts_with(op));
                level = level.min(if compares { Level::Compare } else { Level::Binary });
            }
            _ => {}
        }
    }
    level
}
