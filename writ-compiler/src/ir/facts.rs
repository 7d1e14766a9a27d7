//! What is computed once on the IR because both back ends need it.

/// Facts of one function.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FunctionFacts {
    /// Can end in a run-time error: a failing operation, a call of one that can, or a call through a function value.
    pub can_fail: bool,
    /// Needs the instance: natives with `context`, function values, or a call of one that needs it.
    pub needs_context: bool,
    /// Reads or writes module variables, or calls one that does (not through function values).
    pub uses_globals: bool,
    /// Counts against the limit of the call depth: it lies on a cycle of the call graph or can reach one. Calls through a function value count as
    /// edges to every function of that type whose value is taken. A function that does not count can't be part of an endless recursion.
    pub counts_depth: bool,
    /// Some expression makes a value of it. The one fact that can become true later, when a session adds code.
    pub is_value: bool,
}
