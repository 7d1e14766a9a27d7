//! How many bytes of heap each instance has, and how many it may have.
//!
//! Every object is counted for the instance whose number is in its header, from its allocation until its memory is given back, whoever does that and
//! whatever runs meanwhile. What no script asked for is counted for number 0.

use super::MAX_INSTANCE;
use crate::error::{self, Fallible};
use std::cell::{Cell, RefCell};

/// Instances with numbers below this have their accounts in thread-local memory itself.
const NEAR: usize = 32;

/// Bytes that one step of a script may ask for at once, whatever the limit: more is the error `OutOfMemory`, not an abort of the process.
pub(crate) const MAX_REQUEST: usize = 1 << 31;

/// The accounts of a thread.
struct Accounts {
    /// For whom new objects are counted.
    current: Cell<u16>,
    /// How many bytes that one may have.
    limit: Cell<usize>,
    near: [Cell<usize>; NEAR],
}

thread_local! {
    static ACCOUNTS: Accounts = const {
        Accounts {
            current: Cell::new(0),
            limit: Cell::new(usize::MAX),
            near: [const { Cell::new(0) }; NEAR],
        }
    };
    /// The accounts of the other instances: apart, since it has to be dropped with the thread, and each use has to look whether it was.
    static FAR: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

impl Accounts {
    #[inline(always)]
    fn change(&self, instance: u16, change: impl Fn(usize) -> usize) {
        match self.near.get(usize::from(instance)) {
            Some(bytes) => bytes.set(change(bytes.get())),
            None => change_far(instance, change),
        }
    }

    fn bytes(&self, instance: u16) -> usize {
        let bytes = match self.near.get(usize::from(instance)) {
            Some(bytes) => bytes.get(),
            None => far_bytes(instance),
        };
        // An instance that took over the number of one whose objects outlive it may see more of them freed than it has.
        if bytes > isize::MAX as usize { 0 } else { bytes }
    }
}

#[cold]
#[inline(never)]
fn change_far(instance: u16, change: impl Fn(usize) -> usize) {
    let index = usize::from(instance.min(MAX_INSTANCE)) - NEAR;
    // While the thread ends, nobody asks any more.
    let _ = FAR.try_with(|far| {
        let mut far = far.borrow_mut();
        if far.len() <= index {
            far.resize(index + 1, 0);
        }
        far[index] = change(far[index]);
    });
}

#[cold]
#[inline(never)]
fn far_bytes(instance: u16) -> usize {
    FAR.try_with(|far| far.borrow().get(usize::from(instance) - NEAR).copied()).ok().flatten().unwrap_or(0)
}

/// For whom new objects are counted.
#[inline(always)]
pub(super) fn current() -> u16 {
    ACCOUNTS.with(|accounts| accounts.current.get())
}

/// An instance has so many bytes more.
#[inline(always)]
pub(crate) fn add(instance: u16, bytes: usize) {
    ACCOUNTS.with(|accounts| accounts.change(instance, |before| before.wrapping_add(bytes)));
}

/// An instance has so many bytes less.
#[inline(always)]
pub(crate) fn subtract(instance: u16, bytes: usize) {
    ACCOUNTS.with(|accounts| accounts.change(instance, |before| before.wrapping_sub(bytes)));
}

/// How many bytes an instance has.
pub(crate) fn bytes_of(instance: u16) -> usize {
    ACCOUNTS.with(|accounts| accounts.bytes(instance))
}

/// How many bytes of heap all instances of this thread have, with what is counted for none of them: for tests that look for leaks.
pub fn live_bytes() -> usize {
    ACCOUNTS.with(|accounts| {
        let near = accounts.near.iter().map(Cell::get).fold(0, usize::wrapping_add);
        FAR.with_borrow(|far| far.iter().copied().fold(near, usize::wrapping_add))
    })
}

/// An instance begins with nothing, though its number has been used before.
pub(crate) fn reset(instance: u16) {
    ACCOUNTS.with(|accounts| accounts.change(instance, |_| 0));
}

/// The error `OutOfMemory` if the instance that runs would have more bytes than it may with so many new ones. To be asked before they are allocated.
#[inline]
pub(crate) fn check(bytes: usize) -> Fallible<()> {
    let fits = ACCOUNTS.with(|accounts| {
        let limit = accounts.limit.get();
        bytes <= MAX_REQUEST && (limit == usize::MAX || accounts.bytes(accounts.current.get()).saturating_add(bytes) <= limit)
    });
    if fits { Ok(()) } else { Err(refused(bytes)) }
}

/// Why so many bytes are refused.
#[cold]
fn refused(bytes: usize) -> Box<error::RuntimeError> {
    if bytes > MAX_REQUEST { error::request_too_large() } else { error::out_of_memory(bytes as u64) }
}

/// Until it is dropped new objects are counted for an instance, which may have so many bytes.
#[cfg(feature = "vm")]
pub(crate) struct Current {
    instance: u16,
    limit: usize,
}

#[cfg(feature = "vm")]
impl Current {
    /// Begins.
    pub(crate) fn enter(instance: u16, limit: Option<usize>) -> Current {
        ACCOUNTS.with(|accounts| Current {
            instance: accounts.current.replace(instance),
            limit: accounts.limit.replace(limit.unwrap_or(usize::MAX)),
        })
    }
}

#[cfg(feature = "vm")]
impl Drop for Current {
    fn drop(&mut self) {
        // While the thread ends, nobody allocates for a script any more.
        let _ = ACCOUNTS.try_with(|accounts| {
            accounts.current.set(self.instance);
            accounts.limit.set(self.limit);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far_accounts_count_alike() {
        for instance in [1, NEAR as u16 - 1, NEAR as u16, 1000] {
            let before = bytes_of(instance);
            add(instance, 100);
            assert_eq!(bytes_of(instance), before + 100);
            subtract(instance, 100);
            assert_eq!(bytes_of(instance), before);
            // What another one of that number left behind.
            subtract(instance, before + 1);
            assert_eq!(bytes_of(instance), 0);
            add(instance, 5);
            reset(instance);
            assert_eq!(bytes_of(instance), 0);
        }
    }

    #[test]
    #[cfg(feature = "vm")]
    fn limits_belong_to_who_is_current() {
        let outer = Current::enter(40, Some(100));
        assert!(check(100).is_ok());
        add(40, 1);
        assert!(check(100).is_err());
        let inner = Current::enter(41, None);
        assert!(check(1 << 20).is_ok());
        assert_eq!(check(MAX_REQUEST + 1).unwrap_err().message, error::request_too_large().message);
        assert_eq!(refused(MAX_REQUEST).message, error::out_of_memory(MAX_REQUEST as u64).message);
        drop(inner);
        assert!(check(100).is_err());
        subtract(40, 1);
        drop(outer);
        assert!(check(1000).is_ok());
    }
}
