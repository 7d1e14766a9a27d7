//! What generated code names, and nothing else: not for hosts, may change with every version.

/// Generated code names the version it was made for, so that another runtime is a compile error.
pub const VERSION_0_1: () = ();

pub use crate::__register_host as register_host;
pub use crate::__text as text;
pub use crate::collections::{Array, Cursor, Dictionary, Range, RangeIter, inclusive};
pub use crate::coroutine::Coroutine;
pub use crate::crossing::Crossing;
pub use crate::depth::{Depth, deepen};
pub use crate::error::{self, At, Calls, ErrorKind, Fallible, FunctionInfo, RuntimeError};
pub use crate::function::{Boxed, BoxedKey, Cell, Function, Global};
pub use crate::generated::{exhausted, failure, failure_ref, narrow, narrow_mut, narrow_ref, success, success_ref, unwrap, unwrap_ref};
pub use crate::host::{Exposed, FromArgument, IntoResult};
pub use crate::link;
pub use crate::natives;
pub use crate::object::{
    AnyRef, Class, ClassShape, Dyn, Extends, FieldInfo, Handle, Maybe, Method, Object, Opt, Ref, Reference, Res, Resume, Trait, TraitEntry,
    TraitShape, Value, Weak, WeakRef, drop_payload,
};
pub use crate::object::{Fields, Has, HostValue, Peek, Wraps, call_host, check_init, handle, is, new, show_host, with_host_object};
pub use crate::object::{
    Tuple2, Tuple3, Tuple4, Tuple5, Tuple6, Tuple7, Tuple8, Tuple9, Tuple10, Tuple11, Tuple12, Tuple13, Tuple14, Tuple15, Tuple16, Tuple17,
    Tuple18, Tuple19, Tuple20, Tuple21, Tuple22, Tuple23, Tuple24, Tuple25, Tuple26, Tuple27, Tuple28, Tuple29, Tuple30, Tuple31, Tuple32,
};
pub use crate::ops;
pub use crate::reflect::{Reflector, Reflectors};
pub use crate::text::{Show, StaticStr, Str, Text};
pub use crate::values;
pub use crate::writ::Writ;
