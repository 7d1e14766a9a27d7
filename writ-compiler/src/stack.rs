//! Recursion over trees of any depth.
//!
//! Source nests at most 256 deep in brackets and blocks, but a flat chain of operators or of `else if` has no such limit, and it becomes a tree
//! as deep as it is long. Every function of the compiler and the back ends that recurses over such a tree does so through [`deep`].

/// Stack that has to be left before a step; more than one step of any stage takes between two calls of [`deep`].
const RED_ZONE: usize = 256 * 1024;
/// Stack that is added when less is left.
const SEGMENT: usize = 4 * 1024 * 1024;

/// Runs one level of a recursion, on a new segment of stack if little is left of the current one.
///
/// ```
/// fn length(list: &List) -> u64 {
///     writ_compiler::stack::deep(|| match list {
///         List::Empty => 0,
///         List::Item(next) => 1 + length(next),
///     })
/// }
/// # enum List { Empty, Item(Box<List>) }
/// # assert_eq!(length(&List::Item(Box::new(List::Empty))), 1);
/// ```
#[inline]
pub fn deep<R>(step: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(RED_ZONE, SEGMENT, step)
}

#[cfg(test)]
mod tests {
    use super::deep;

    #[test]
    fn a_million_levels() {
        fn down(n: u64) -> u64 {
            deep(|| if n == 0 { 0 } else { 1 + down(n - 1) })
        }
        assert_eq!(down(1_000_000), 1_000_000);
    }
}
