//! The types whose declaration is under way.

use super::items::Stage;
use crate::ir::Owner;
use std::collections::BTreeMap;

/// The stage that comes next for a type, whether it is a struct, and how many were added before it: the order in which types are worked on.
type Turn = (Stage, bool, u32);

/// The types, in the order of their turns.
#[derive(Clone, Default, Debug)]
pub(crate) struct Unfinished {
    queue: BTreeMap<Turn, Owner>,
    added: u32,
}

impl Unfinished {
    /// Adds a type of which nothing is declared yet.
    pub fn push(&mut self, owner: Owner) {
        self.queue.insert((Stage::Fields, matches!(owner, Owner::Struct(_)), self.added), owner);
        self.added += 1;
    }

    /// The first that has a stage before `until` to go through and is `wanted` there.
    pub fn first(&self, until: Stage, wanted: impl Fn(Owner, Stage) -> bool) -> Option<(Turn, Owner)> {
        let waiting = self.queue.iter().take_while(|((stage, ..), _)| *stage < until);
        waiting.map(|(turn, owner)| (*turn, *owner)).find(|((stage, ..), owner)| wanted(*owner, *stage))
    }

    /// Notes that the type whose turn it is goes through its stage; behind the last one it is forgotten.
    pub fn advance(&mut self, turn: Turn) {
        let (stage, is_struct, number) = turn;
        if let Some(owner) = self.queue.remove(&turn)
            && stage.next() != Stage::Bodies
        {
            self.queue.insert((stage.next(), is_struct, number), owner);
        }
    }

    /// All for which this stage is next, as they were added; they go through it.
    pub fn advance_all(&mut self, stage: Stage) -> Vec<Owner> {
        let at_stage = self.queue.range((stage, false, 0)..).take_while(|((at, ..), _)| *at == stage);
        let mut group: Vec<(Turn, Owner)> = at_stage.map(|(turn, owner)| (*turn, *owner)).collect();
        group.sort_unstable_by_key(|((.., number), _)| *number);
        for (turn, _) in &group {
            self.advance(*turn);
        }
        group.into_iter().map(|(_, owner)| owner).collect()
    }
}
