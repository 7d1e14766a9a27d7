//! Classes and traits.
//!
//! * `hierarchy` who extends whom: declaring names, bases, traits, looking members up along the way
//! * `declare` fields, methods, accessors, static members; `traits` the methods of traits
//! * `slots` virtual tables, overrides, how a class has its traits
//! * `constructors` how instances come to be; `init` the rules inside `init`
//! * `members` what is done with an object's members: fields, setters, calls, `super`
//! * `casts` `is`, `as`, `as?`; `any` boxes; `weak` weak references

mod any;
mod casts;
mod constructors;
mod declare;
mod hierarchy;
mod init;
mod members;
mod slots;
mod traits;
mod weak;

pub(super) use casts::{narrowed_variable, without_narrowing};
