//! A piece of Rust expression with how tightly it binds, so that parentheses stand where Rust needs them and nowhere else.

use proc_macro2::TokenStream;
use quote::quote;

/// How tightly an expression binds, from loose to tight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Blocks, `if`, `match`, struct literals, `return`, `break`, closures: in parentheses wherever they are an operand.
    Low,
    /// `as`; in parentheses in every binary operation, since `a as T < b` would open type arguments.
    Cast,
    /// `||`
    Or,
    /// `&&`
    And,
    /// Comparisons, which do not chain.
    Compare,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `&`
    BitAnd,
    /// `+`, `-`
    Sum,
    /// `*`, `/`, `%`
    Product,
    /// `-x`, `!x`, `*x`, `&x`
    Unary,
    /// Names, literals, calls, fields, `?`.
    Postfix,
}

/// Tokens of an expression and its level.
#[derive(Clone, Debug)]
pub struct Code {
    /// The tokens, without parentheses around them.
    pub tokens: TokenStream,
    level: Level,
    block: bool,
}

impl Code {
    /// An expression of a level.
    pub fn new(level: Level, tokens: TokenStream) -> Code {
        Code { tokens, level, block: false }
    }

    /// A name, literal, call, field access or the like.
    pub fn postfix(tokens: TokenStream) -> Code {
        Code::new(Level::Postfix, tokens)
    }

    /// A prefix operation.
    pub fn unary(tokens: TokenStream) -> Code {
        Code::new(Level::Unary, tokens)
    }

    /// `return`, a struct literal, a closure.
    pub fn low(tokens: TokenStream) -> Code {
        Code::new(Level::Low, tokens)
    }

    /// A block, `if`, `match` or loop, which as a statement needs no semicolon.
    pub fn block(tokens: TokenStream) -> Code {
        Code { tokens, level: Level::Low, block: true }
    }

    /// Whether it is a block-like expression.
    pub fn is_block(&self) -> bool {
        self.block
    }

    /// The tokens, in parentheses if they bind looser than `level`.
    pub fn at_least(&self, level: Level) -> TokenStream {
        let tokens = &self.tokens;
        if self.level < level { quote!((#tokens)) } else { tokens.clone() }
    }

    /// As the receiver of `.`, `?` or a call.
    pub fn receiver(&self) -> TokenStream {
        self.at_least(Level::Postfix)
    }

    /// As the operand of a prefix operator.
    pub fn operand(&self) -> TokenStream {
        self.at_least(Level::Unary)
    }

    /// Behind `match` or `in`, where a brace must not seem to open the body: a struct literal stands in parentheses.
    pub fn head(&self) -> TokenStream {
        if self.block { self.tokens.clone() } else { self.at_least(Level::Cast) }
    }

    /// `left op right` for an operator of `level`, which associates to the left (comparisons not at all).
    pub fn binary(level: Level, left: &Code, op: TokenStream, right: &Code) -> Code {
        let tighter = match level {
            Level::Low | Level::Cast => Level::Or,
            Level::Or => Level::And,
            Level::And => Level::Compare,
            Level::Compare => Level::BitOr,
            Level::BitOr => Level::BitXor,
            Level::BitXor => Level::BitAnd,
            Level::BitAnd => Level::Sum,
            Level::Sum => Level::Product,
            Level::Product => Level::Unary,
            Level::Unary | Level::Postfix => Level::Postfix,
        };
        let left = left.at_least(if level == Level::Compare { tighter } else { level });
        let right = right.at_least(tighter);
        Code::new(level, quote!(#left #op #right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Code {
        let ident = quote::format_ident!("{text}");
        Code::postfix(quote!(#ident))
    }

    #[test]
    fn parentheses_stand_where_needed() {
        let sum = Code::binary(Level::Sum, &name("a"), quote!(-), &name("b"));
        let left = Code::binary(Level::Sum, &sum, quote!(-), &name("c"));
        assert_eq!(left.tokens.to_string(), "a - b - c");
        let right = Code::binary(Level::Sum, &name("c"), quote!(-), &sum);
        assert_eq!(right.tokens.to_string(), "c - (a - b)");
        let product = Code::binary(Level::Product, &sum, quote!(*), &name("c"));
        assert_eq!(product.tokens.to_string(), "(a - b) * c");
        assert_eq!(sum.receiver().to_string(), "(a - b)");
    }

    #[test]
    fn a_cast_before_a_comparison_is_in_parentheses() {
        let cast = Code::new(Level::Cast, quote!(a as i64));
        assert_eq!(Code::binary(Level::Compare, &cast, quote!(<), &name("b")).tokens.to_string(), "(a as i64) < b");
    }
}
