//! The host's side of a step: plants grow, the script acts, the dead are taken away.

use crate::engine::{Engine, Script};
use crate::field::{Bounds, Field, Kind, Plant};
use glam::Vec2;
use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;
use writ_runtime::{Ref, Writ};

/// Seconds of a step.
const DELTA: f32 = 0.5;
/// Leaves that a plant gets in a second, and how many it has at most.
const GROWTH: f32 = 0.4;
const FULL: f32 = 6.0;

/// A field with its script.
pub struct Simulation {
    writ: Writ,
    script: Script,
    field: Ref<Field>,
    said: Rc<RefCell<Vec<String>>>,
    step: u32,
}

impl Simulation {
    /// A field on which nothing happened yet.
    ///
    /// # Errors
    /// The script can't be used.
    pub fn new(engine: &Engine) -> Result<Simulation, Box<dyn Error>> {
        let mut writ = Writ::new();
        let said = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&said);
        writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
        let script = engine.open(&mut writ)?;
        let field = settle(&mut writ);
        Ok(Simulation { writ, script, field, said, step: 0 })
    }

    /// One step; gives what happened in it, line by line.
    ///
    /// # Errors
    /// What the script ended with. The field is as the script left it, and the next step may go on.
    pub fn step(&mut self) -> Result<Vec<String>, Box<dyn Error>> {
        self.step += 1;
        for plant in self.field.borrow(&self.writ).plants.clone() {
            let plant = plant.borrow_mut(&mut self.writ);
            plant.leaves = (plant.leaves + GROWTH * DELTA).min(FULL);
        }
        self.script.update(&mut self.writ, &self.field, DELTA)?;
        let mut events = self.said.take();
        events.extend(self.bury()?);
        Ok(events.into_iter().map(|event| format!("step {:3}: {event}", self.step)).collect())
    }

    /// Takes the dead away. Who still has one finds it destroyed, and a weak reference to it empty.
    fn bury(&mut self) -> Result<Vec<String>, Box<dyn Error>> {
        let writ = &self.writ;
        let animals = &self.field.borrow(writ).animals;
        let dead = animals.iter().map(|animal| animal.borrow(writ)).filter(|animal| !animal.is_alive());
        let dead: Vec<(u32, String)> = dead.map(|animal| (animal.id, animal.to_string())).collect();
        for (id, _) in &dead {
            self.writ.destroy_owned(u64::from(*id))?;
        }
        let mut animals = std::mem::take(&mut self.field.borrow_mut(&mut self.writ).animals);
        animals.retain(|animal| !self.writ.is_destroyed(animal));
        self.field.borrow_mut(&mut self.writ).animals = animals;
        Ok(dead.into_iter().map(|(_, name)| format!("{name} is dead")).collect())
    }

    /// How things stand, in a line.
    pub fn summary(&self) -> String {
        let field = self.field.borrow(&self.writ);
        let animals = || field.animals.iter().map(|animal| animal.borrow(&self.writ));
        let count = |kind| animals().filter(|animal| animal.kind == kind).count();
        let energy: f32 = animals().map(|animal| animal.energy).sum();
        let leaves: f32 = field.plants.iter().map(|plant| plant.borrow(&self.writ).leaves).sum();
        let (step, grazers, hunters) = (self.step, count(Kind::Grazer), count(Kind::Hunter));
        format!("step {step:3}= grazers {grazers}, hunters {hunters}, energy {energy:.1}, leaves {leaves:.1}")
    }
}

/// The first animals and plants.
fn settle(writ: &mut Writ) -> Ref<Field> {
    let bounds = Bounds { low: Vec2::ZERO, high: Vec2::new(60.0, 30.0) };
    let mut field = Field { bounds, animals: Vec::new(), plants: Vec::new(), next_id: 1 };
    // Spread by fixed steps, so that each run is the same one.
    let place = |index: f32| Vec2::new((index * 23.0) % 60.0, (index * 17.0) % 30.0);
    for index in 0..12u8 {
        field.plants.push(Ref::new(writ, Plant { position: place(f32::from(index) + 0.5), leaves: 3.0 }));
    }
    for index in 0..6u8 {
        field.spawn(writ, Kind::Grazer, place(f32::from(index)), 6.0);
    }
    for index in 0..2u8 {
        field.spawn(writ, Kind::Hunter, place(f32::from(index) + 20.25), 8.0);
    }
    Ref::new(writ, field)
}
