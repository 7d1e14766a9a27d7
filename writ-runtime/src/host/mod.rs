//! What a host offers to scripts: its types, functions and values, as both engines use them.
//!
//! * `exposed` — which Rust types scripts know, and how their values pass the border; `containers` the same for what holds others
//! * `param` — parameters of host functions, also borrowed ones; `call` — functions of any signature, called with a script's values
//! * `glam` — that crate's types, which become the library's
//! * `object` — objects of the host's types: whether one may be looked into, and their end
//! * `identity` — which Rust type a name stands for
//! * `describe` — what the macros write down; `register` — what a host registers
//!
//! A function that a script calls gets its arguments as the script has them, by the same path in both engines: the compiled script calls the wrapper that
//! `#[writ_export]` makes, and the VM calls the thunk around it. What a parameter borrows is compared by address with what the others borrow: that is all
//! that it costs. Only functions that take `&mut Writ`, through which scripts may run while something is borrowed, mark what they borrow.

#![allow(unsafe_code)] // Lends the payload of objects to Rust, for the length of a call.

mod call;
mod containers;
mod describe;
mod exposed;
#[cfg(feature = "glam")]
mod glam;
mod identity;
mod object;
mod param;
#[cfg(feature = "vm")]
mod register;
#[cfg(test)]
mod tests;

pub use call::{HostFn, Parameters, Plain, Reenters, cross, cross_place, enter, guarded, reenter};
pub use describe::{
    Clones, Describe, FieldPlace, FieldRecord, FunctionKind, FunctionRecord, Methods, MethodsOf, NoClones, NoMethods, PropertyRecord,
    TraitFunctionRecord, TraitRecord, TypeKind, TypeName, TypeRecord, ValueRecord, VariantRecord, field_place,
};
pub use exposed::{Exposed, FromArgument, FunctionParameters, IntoResult, PlainKind};
#[cfg(feature = "vm")]
pub(crate) use identity::OF_LIBRARY;
#[cfg(feature = "vm")]
pub(crate) use identity::key;
pub use identity::named;
pub(crate) use identity::named_of_library;
pub(crate) use object::check;
pub use object::{HostClass, Lent, drop_host, host_shape, show_display, show_name};
pub use param::{Borrowed, BorrowedMut, Call, Copied, Elements, Looked, Param};
#[cfg(feature = "vm")]
pub use register::{Exported, HostModule, RegisterError};

/// What generated code registers a host's types and functions by: needs the VM.
#[cfg(feature = "vm")]
#[doc(hidden)]
#[macro_export]
macro_rules! __register_host {
    ($($group:literal { $(type $ty:path;)* $(item $item:path;)* })*) => {
        pub mod host_registration {
            use super::rt;
            /// Makes all types, functions and values of the host that the build found known to the scripts that are loaded from here on.
            ///
            /// # Errors
            /// If one of the names is registered already.
            pub fn register_host(writ: &mut rt::Writ) -> ::core::result::Result<(), $crate::host::RegisterError> {
                $({
                    #[allow(unused_mut)]
                    let mut module = $crate::host::HostModule::new($group);
                    $(module.ty::<$ty>()?;)*
                    $(module.export(&$item)?;)*
                    writ.register_module(module)?;
                })*
                ::core::result::Result::Ok(())
            }
        }
    };
}

/// What generated code registers a host's types and functions by: without the VM there is nothing to register them in.
#[cfg(not(feature = "vm"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register_host {
    ($($rest:tt)*) => {
        pub mod host_registration {}
    };
}

/// What the macros name besides: not for hosts, may change with every version.
#[doc(hidden)]
pub mod parts {
    pub use crate::crossing::Crossing;
    pub use crate::depth::Depth;
    pub use crate::error::{Fallible, RuntimeError, host_error};
    pub use crate::object::{Class, ClassShape, Object, Opt, Ref, Value};
    pub use crate::writ::Writ;

    use super::{Exposed, IntoResult};

    /// Every type is itself.
    #[diagnostic::on_unimplemented(
        message = "scripts have `{T}` in another form than Rust",
        label = "scripts have this in another form",
        note = "leave out `#[repr(C)]` of the type that has such a field: then it is converted where it crosses the border, field by field"
    )]
    pub trait Is<T> {}

    impl<T> Is<T> for T {}

    /// A type that scripts have as Rust has it: what a `repr(C)` value type consists of, if it is to be one too.
    pub trait SameInScripts {}

    impl<T: Exposed> SameInScripts for T where T::Script: Is<T> {}

    /// Fails to compile if scripts have a type in another form than Rust.
    pub const fn same_in_scripts<T: SameInScripts>() {}

    /// Fails to compile if a type lacks what scripts need of a value that they have as Rust has it.
    pub const fn is_compared_value<T: Clone + PartialEq + std::fmt::Debug + 'static>() {}

    /// As [`is_compared_value`], where a field is something that scripts don't compare.
    pub const fn is_value<T: Clone + std::fmt::Debug + 'static>() {}

    /// What a variant becomes that scripts don't have.
    pub fn no_variant<T: IntoResult>(variant: &str) -> Fallible<T::Script> {
        Err(host_error(&format!("scripts have no `{}.{variant}`", T::type_name())))
    }
}
