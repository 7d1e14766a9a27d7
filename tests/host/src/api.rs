//! What the host of these tests offers.

use glam::Vec2;
use std::collections::HashMap;
use writ_runtime::host::{HostModule, RegisterError};
use writ_runtime::{AnyRef, Array, Dictionary, Function, Ref, RuntimeError, Str, Writ, WritType, writ_export};

/// Something that lives.
#[derive(Clone, Debug, Default, WritType)]
#[writ(display, traits(Damageable))]
pub struct Monster {
    /// What it is called.
    pub name: String,
    /// From 0 to 100.
    pub health: f32,
    /// Where it is.
    pub position: Vec2,
    /// Never less than none.
    pub coins: u16,
    /// What it carries.
    pub bag: Vec<String>,
    #[writ(readonly)]
    pub id: u32,
    #[writ(skip)]
    pub secret: u64,
}

impl std::fmt::Display for Monster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.name, self.health)
    }
}

#[writ_export]
impl Monster {
    /// A new one with full health.
    pub fn new(name: &str) -> Monster {
        Monster { name: name.to_owned(), health: 100.0, id: 7, ..Monster::default() }
    }

    /// Loses health; gives what is left.
    pub fn hurt(&mut self, amount: f32) -> f32 {
        self.health -= amount;
        self.health
    }

    /// Takes a quarter of the other one's health from this one.
    pub fn bitten_by(&mut self, other: &Monster) -> f32 {
        self.health -= other.health / 4.0;
        self.health
    }

    /// How far two are apart.
    pub fn distance(&self, other: &Monster) -> f32 {
        self.position.distance(other.position)
    }

    /// Exchanges the names of both.
    pub fn swap_names(&mut self, other: &mut Monster) {
        std::mem::swap(&mut self.name, &mut other.name);
    }

    /// Calls a script in the middle of a change.
    pub fn change(&mut self, writ: &mut Writ, callback: Function<(f32,), f32>) -> Result<f32, RuntimeError> {
        self.health = callback.call(writ, (self.health,))?;
        Ok(self.health)
    }

    /// Calls a script while it is looked at.
    pub fn ask(&self, writ: &mut Writ, callback: Function<(), f32>) -> Result<f32, RuntimeError> {
        Ok(self.health + callback.call(writ, ())?)
    }

    fn hidden(&self) -> u64 {
        self.secret
    }
}

impl Monster {
    /// What scripts don't see.
    pub fn secret(&self) -> u64 {
        self.hidden()
    }
}

/// What can be broken.
#[writ_export]
pub trait Damageable {
    /// Takes damage; gives what is left.
    fn take_damage(&mut self, amount: f32) -> f32;
    /// Whether it is not broken yet.
    fn is_alive(&self) -> bool;
}

#[writ_export]
impl Damageable for Monster {
    fn take_damage(&mut self, amount: f32) -> f32 {
        self.hurt(amount * 2.0)
    }

    fn is_alive(&self) -> bool {
        self.health > 0.0
    }
}

/// A place on the board.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, WritType)]
#[writ(value, eq)]
pub struct Cell {
    pub column: u8,
    pub row: u8,
}

#[writ_export(value)]
impl Cell {
    pub fn moved(self, columns: i64) -> Result<Cell, String> {
        let column = i64::from(self.column) + columns;
        u8::try_from(column).map(|column| Cell { column, ..self }).map_err(|_| format!("{column} is off the board"))
    }

    pub fn step(&mut self) {
        self.column = self.column.wrapping_add(1);
    }
}

/// What is compared by what is in it.
#[derive(Clone, PartialEq, PartialOrd, Debug, WritType)]
#[writ(eq, ord, index = "usize -> i64", index_mut = "usize -> i64", iterator = "i64")]
pub struct Row {
    #[writ(skip)]
    cells: Vec<i64>,
}

impl std::ops::Index<usize> for Row {
    type Output = i64;
    fn index(&self, index: usize) -> &i64 {
        &self.cells[index]
    }
}

impl std::ops::IndexMut<usize> for Row {
    fn index_mut(&mut self, index: usize) -> &mut i64 {
        &mut self.cells[index]
    }
}

impl Iterator for Row {
    type Item = i64;
    fn next(&mut self) -> Option<i64> {
        self.cells.pop()
    }
}

#[writ_export]
pub fn row(cells: Vec<i64>) -> Row {
    Row { cells }
}

/// What burns what.
#[derive(Clone, Copy, PartialEq, Debug, WritType)]
pub enum Element {
    Fire,
    Water,
    Mixed { share: f32 },
}

/// The opposite.
#[writ_export]
pub fn opposite(element: Element) -> Element {
    match element {
        Element::Fire => Element::Water,
        Element::Water => Element::Fire,
        Element::Mixed { share } => Element::Mixed { share: 1.0 - share },
    }
}

#[writ_export]
pub const GRAVITY: f32 = 9.5;

#[writ_export]
pub fn mirror(vector: Vec2) -> Vec2 {
    Vec2::new(-vector.x, vector.y)
}

#[writ_export]
pub fn total(values: &[f64]) -> f64 {
    values.iter().sum()
}

#[writ_export]
pub fn append(values: &mut Vec<i64>, more: &[i64]) {
    values.extend(more);
}

#[writ_export]
pub fn count_words(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_owned()).or_insert(0) += 1;
    }
    counts
}

#[writ_export]
pub fn parse(text: &str) -> Result<i64, std::num::ParseIntError> {
    text.parse()
}

#[writ_export]
pub fn twice(writ: &mut Writ, function: Function<(i64,), i64>, start: i64) -> Result<i64, RuntimeError> {
    let once = function.call(writ, (start,))?;
    function.call(writ, (once,))
}

#[writ_export]
pub fn same(one: AnyRef, other: AnyRef) -> bool {
    one == other
}

#[writ_export]
pub fn nearest(monsters: Vec<Ref<Monster>>) -> Option<Ref<Monster>> {
    monsters.into_iter().next()
}

#[writ_export]
pub fn fill(table: Dictionary<Str, i64>, list: Array<i64>) -> i64 {
    table.insert(Str::new("filled"), list.len());
    list.push(1);
    list.len()
}

/// Everything above, for a VM.
pub fn register(writ: &mut Writ) -> Result<(), RegisterError> {
    crate::register_host(writ)
}

/// A module that scripts can be denied.
pub fn extras() -> Result<HostModule, RegisterError> {
    let mut module = HostModule::new("extras");
    module.function("shout", |text: &str| text.to_uppercase())?;
    Ok(module)
}
