//! What scripts know of this host: the field, what lives on it, and what can be asked and done.

use glam::Vec2;
use writ_runtime::{Ref, Writ, WritType, writ_export};

/// How far animals see.
#[writ_export]
pub const SIGHT: f32 = 12.0;

/// What an animal is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, WritType)]
pub enum Kind {
    /// Eats plants.
    Grazer,
    /// Eats grazers.
    Hunter,
}

/// An animal. Scripts share it: all of them, and the host, have the same one.
#[derive(Debug, WritType)]
#[writ(display)]
pub struct Animal {
    /// The host's number for it.
    #[writ(readonly)]
    pub id: u32,
    #[writ(readonly)]
    pub kind: Kind,
    pub position: Vec2,
    /// It dies when there is none left.
    pub energy: f32,
}

impl std::fmt::Display for Animal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            Kind::Grazer => "grazer",
            Kind::Hunter => "hunter",
        };
        write!(f, "{kind} {}", self.id)
    }
}

#[writ_export]
impl Animal {
    /// Whether it has energy left. The host takes the dead away at the end of each step.
    pub fn is_alive(&self) -> bool {
        self.energy > 0.0
    }

    /// Goes towards a place, at most so far.
    pub fn walk(&mut self, to: Vec2, distance: f32, bounds: Bounds) {
        let step = (to - self.position).clamp_length_max(distance);
        self.position = bounds.clamp(self.position + step);
    }

    /// Takes all energy of the other one.
    pub fn eat(&mut self, prey: &mut Animal) {
        self.energy += std::mem::take(&mut prey.energy);
    }
}

/// Something to eat for grazers.
#[derive(Debug, WritType)]
pub struct Plant {
    #[writ(readonly)]
    pub position: Vec2,
    pub leaves: f32,
}

#[writ_export]
impl Plant {
    /// Gives at most so many leaves.
    pub fn graze(&mut self, wanted: f32) -> f32 {
        let taken = wanted.min(self.leaves);
        self.leaves -= taken;
        taken
    }
}

/// A rectangle: a value, which is copied.
#[derive(Clone, Copy, PartialEq, Debug, WritType)]
#[writ(value, eq)]
pub struct Bounds {
    pub low: Vec2,
    pub high: Vec2,
}

#[writ_export(value)]
impl Bounds {
    /// The nearest place inside.
    pub fn clamp(self, place: Vec2) -> Vec2 {
        place.clamp(self.low, self.high)
    }
}

/// The field with all that is on it.
#[derive(Debug, WritType)]
pub struct Field {
    #[writ(readonly)]
    pub bounds: Bounds,
    #[writ(skip)]
    pub animals: Vec<Ref<Animal>>,
    #[writ(skip)]
    pub plants: Vec<Ref<Plant>>,
    #[writ(skip)]
    pub next_id: u32,
}

#[writ_export]
impl Field {
    /// All animals, in the order of their ids. A script gets an array of its own, so it may go through it while animals are born.
    pub fn animals(&self) -> &[Ref<Animal>] {
        &self.animals
    }

    /// The nearest living animal of a kind that can be seen from a place. It looks into the animals: that takes the instance.
    pub fn nearest(&self, writ: &mut Writ, kind: Kind, from: Vec2) -> Option<Ref<Animal>> {
        let seen = self.animals.iter().filter_map(|animal| {
            let seen = animal.borrow(writ);
            let distance = seen.position.distance(from);
            (seen.kind == kind && seen.is_alive() && distance <= SIGHT).then_some((distance, animal))
        });
        seen.min_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, animal)| animal.clone())
    }

    /// The nearest plant with leaves, wherever it is: grazers know the field.
    pub fn nearest_plant(&self, writ: &mut Writ, from: Vec2) -> Option<Ref<Plant>> {
        let grown = self.plants.iter().filter(|plant| plant.borrow(writ).leaves >= 1.0);
        let distance = |plant: &Ref<Plant>| plant.borrow(writ).position.distance(from);
        grown.min_by(|one, other| distance(one).total_cmp(&distance(other))).cloned()
    }

    /// A new animal. The host owns it: it is bound to its id, by which it is destroyed when it dies.
    pub fn spawn(&mut self, writ: &mut Writ, kind: Kind, position: Vec2, energy: f32) -> Ref<Animal> {
        let id = self.next_id;
        self.next_id += 1;
        let animal = Ref::new(writ, Animal { id, kind, position: self.bounds.clamp(position), energy });
        writ.bind_owner_id(&animal, id.into());
        self.animals.push(animal.clone());
        animal
    }
}

/// The direction from one place to another one, of length 1; of length 0 if they are one.
#[writ_export]
pub fn direction(from: Vec2, to: Vec2) -> Vec2 {
    (to - from).normalize_or_zero()
}
