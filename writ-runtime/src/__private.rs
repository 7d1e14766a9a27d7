//! What generated code names, and nothing else: not for hosts, may change with every version.

/// Generated code names the version it was made for, so that another runtime is a compile error.
pub const VERSION_0_1: () = ();

pub use crate::__text as text;
pub use crate::collections::{Array, Cursor, Dictionary, Range, RangeIter};
pub use crate::crossing::Crossing;
pub use crate::depth::{Depth, deepen};
pub use crate::error::{self, At, ErrorKind, Fallible, FunctionInfo, RuntimeError};
pub use crate::function::{Boxed, Cell, Function, Global};
pub use crate::generated::{
    exhausted, failure, failure_ref, narrow, narrow_mut, narrow_ref, no_function, success, success_ref, unwrap, unwrap_ref,
};
pub use crate::natives;
<<<<<<< HEAD
pub use crate::object::{
    AnyRef, Class, ClassShape, Dyn, Extends, FieldInfo, Handle, Method, Object, Ref, Reference, Trait, TraitEntry, TraitShape, Value, Weak,
    WeakRef,
};
=======
pub use crate::object::*;
>>>>>>> 51060ab (wip)
pub use crate::ops;
pub use crate::text::{Show, StaticStr, Str, Text};
pub use crate::writ::Writ;
