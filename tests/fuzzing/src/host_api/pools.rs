//! What the host keeps of what scripts gave it, of all instances alike.

use super::types::Body;
use crate::base::{Monster, Named};
use std::cell::RefCell;
use writ_runtime::{AnyRef, Array, Coroutine, Dictionary, Dyn, Function, Ref, RuntimeError, Str, Value, WeakRef};

/// The longest a pool gets: what is kept beyond that takes the place of what was kept first.
const LENGTH: usize = 6;

/// Some of one kind.
pub struct Pool<T>(Vec<T>);

impl<T> Default for Pool<T> {
    fn default() -> Pool<T> {
        Pool(Vec::new())
    }
}

impl<T: Clone> Pool<T> {
    /// Keeps one.
    pub fn keep(&mut self, value: T) {
        self.0.push(value);
        if self.0.len() > LENGTH {
            self.0.remove(0);
        }
    }

    /// One of them, for a script: an error if there is none.
    pub fn at(&mut self, index: i64) -> Result<T, RuntimeError> {
        self.get(index as usize).ok_or_else(|| RuntimeError::new(writ_runtime::ErrorKind::HostError, "the host has none"))
    }

    pub fn get(&mut self, index: usize) -> Option<T> {
        if self.0.is_empty() { None } else { Some(self.0[index % self.0.len()].clone()) }
    }

    /// One of them, which is no longer there.
    pub fn take(&mut self, index: usize) -> Option<T> {
        if self.0.is_empty() { None } else { Some(self.0.swap_remove(index % self.0.len())) }
    }

    pub fn all(&mut self) -> Vec<T> {
        self.0.clone()
    }
}

/// All of them.
#[derive(Default)]
pub struct Pools {
    pub anys: Pool<AnyRef>,
    pub bodies: Pool<Ref<Body>>,
    pub weaks: Pool<WeakRef<Body>>,
    pub lists: Pool<Array<AnyRef>>,
    pub numbers: Pool<Array<i64>>,
    pub tables: Pool<Dictionary<Str, i64>>,
    pub functions: Pool<Function<(i64,), i64>>,
    pub texts: Pool<Str>,
    pub monsters: Pool<Ref<Monster>>,
    pub named: Pool<Dyn<dyn Named>>,
    pub weak_monsters: Pool<WeakRef<Monster>>,
    pub coroutines: Pool<Coroutine>,
    pub values: Pool<Value>,
}

thread_local!(static POOLS: RefCell<Pools> = RefCell::default());

/// Looks into the pools as long as no script runs.
pub fn with_pools<R>(act: impl FnOnce(&mut Pools) -> R) -> R {
    POOLS.with_borrow_mut(act)
}

/// Drops everything.
pub fn clear() {
    drop(POOLS.take());
}
