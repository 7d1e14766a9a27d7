//! What compiled programs keep in an instance, by their types.

#![allow(unsafe_code)] // A cast that the key beside it proves.

use std::any::{Any, TypeId};
use std::rc::Rc;

/// The states of compiled programs. There are few, and each is asked for in every call from the host.
#[derive(Default)]
pub(crate) struct States(Vec<(TypeId, Rc<dyn Any>)>);

impl States {
    /// The one of this type.
    #[inline]
    pub(crate) fn get<S: 'static>(&self) -> Option<Rc<S>> {
        let (_, state) = self.0.iter().find(|(ty, _)| *ty == TypeId::of::<S>())?;
        let state = Rc::into_raw(Rc::clone(state)).cast::<S>();
        // SAFETY: `set` puts nothing but an `Rc<S>` beside the type `S`.
        Some(unsafe { Rc::from_raw(state) })
    }

    /// Keeps one, in the place of an older one of this type.
    pub(crate) fn set<S: 'static>(&mut self, state: Rc<S>) {
        let ty = TypeId::of::<S>();
        self.0.retain(|(other, _)| *other != ty);
        self.0.push((ty, state));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_found_by_type() {
        let mut states = States::default();
        assert!(states.get::<u8>().is_none());
        states.set(Rc::new(7u8));
        states.set(Rc::new("text"));
        assert_eq!(states.get::<u8>().as_deref(), Some(&7));
        assert_eq!(states.get::<&str>().as_deref(), Some(&"text"));
        states.set(Rc::new(8u8));
        assert_eq!(states.get::<u8>().as_deref(), Some(&8));
    }
}
