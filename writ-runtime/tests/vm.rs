//! The VM: what code looks like, what limits do, what the host sees.
#![cfg(feature = "vm")]

#[path = "vm/build.rs"]
mod build;
#[path = "vm/classes.rs"]
mod classes;
#[path = "vm/coroutines.rs"]
mod coroutines;
#[path = "vm/emission.rs"]
mod emission;
#[path = "vm/host.rs"]
mod host;
#[path = "vm/limits.rs"]
mod limits;
#[path = "vm/reflection.rs"]
mod reflection;
#[path = "vm/reload.rs"]
mod reload;
