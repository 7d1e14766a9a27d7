//! A host with all that can be exported: types, functions, values.

#![allow(clippy::ptr_arg, clippy::too_many_arguments)] // Every form that a parameter can have.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::{Add, Index, IndexMut, Mul, Neg, Sub};
use std::rc::Rc;
use std::sync::Arc;
use writ_runtime::{AnyRef, Array, Dictionary, Fallible, Function, Ref, RuntimeError, Str, WeakRef, Writ, WritType, writ_export};

/// Bites.
///
/// At night.
#[derive(Clone, Debug, PartialEq, PartialOrd, WritType)]
#[writ(display, eq, ord, traits(Damageable, deep::Called))]
pub struct Monster {
    /// What is left.
    pub health: f32,
    #[writ(readonly, rename = "called")]
    pub name: String,
    pub hit_points: Vec<u8>,
    #[writ(skip)]
    pub cache: Cache,
    #[writ(get)]
    level: i32,
    #[writ(get, set)]
    r#type: Option<Kind>,
    secret: Cache,
}

/// Nothing that scripts know.
#[derive(Clone, Debug, Default, PartialEq, PartialOrd)]
pub struct Cache(pub u128);

impl fmt::Display for Monster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} the monster", self.name)
    }
}

#[writ_export]
impl Monster {
    /// A new one.
    pub fn new(name: String, health: f32) -> Monster {
        Monster { health, name, hit_points: vec![1, 2], cache: Cache(0), level: 1, r#type: None, secret: Cache(1) }
    }

    /// Loses as much health as the other one has.
    pub fn bite(&mut self, other: &Monster) -> f32 {
        self.health -= other.health / 4.0;
        self.health
    }

    pub fn get_name(&self) -> &str {
        &self.name
    }

    #[writ(rename = "points")]
    pub fn hit_points(&self) -> &[u8] {
        &self.hit_points
    }

    pub fn consume(self) -> String {
        self.name + &self.secret.0.to_string()
    }

    pub fn twin(&self) -> &Monster {
        self
    }

    pub fn call_back(&mut self, _writ: &mut Writ, other: Ref<Monster>) -> Result<(), RuntimeError> {
        self.health += 1.0;
        let _ = other;
        Ok(())
    }

    #[writ(skip)]
    pub fn for_rust_only(&self) -> Cache {
        self.private()
    }

    fn private(&self) -> Cache {
        self.cache.clone()
    }
}

/// What can be hurt.
#[writ_export(group = "fight")]
pub trait Damageable {
    /// Gives what is left.
    fn take_damage(&mut self, amount: f32) -> f32;
    fn is_alive(&self) -> bool {
        true
    }
    #[writ(rename = "revenge")]
    fn take_revenge(&mut self, writ: &mut Writ, on: &mut Monster, why: Option<&str>) -> Result<(), String> {
        let _ = why;
        on.health -= writ.tick(0.0).map_or(1.0, |_| 2.0);
        Ok(())
    }
    fn get_texts<'a>(&'a self, other: &'a str) -> Vec<&'a str> {
        vec![other]
    }
    #[writ(skip)]
    fn twice(&self) -> (&Self, &Self) {
        (self, self)
    }
    #[writ(skip)]
    const MOST: usize = 1;
}

#[writ_export]
impl Damageable for Monster {
    fn take_damage(&mut self, amount: f32) -> f32 {
        self.health -= amount;
        self.health
    }

    fn get_texts<'a>(&'a self, other: &'a str) -> Vec<&'a str> {
        vec![&self.name, other]
    }
}

impl deep::Called for Monster {
    fn full_name(&self) -> String {
        format!("The {}", self.name)
    }
}

/// As scripts have it.
#[derive(Clone, Copy, Debug, PartialEq, Default, WritType)]
#[writ(value, add, sub, neg, mul = "f32", group = "math")]
#[repr(C)]
pub struct Point {
    /// Across.
    pub x: f32,
    pub y: f32,
}

impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        Point { x: self.x + other.x, y: self.y + other.y }
    }
}

impl Sub for Point {
    type Output = Point;
    fn sub(self, other: Point) -> Point {
        self + -other
    }
}

impl Neg for Point {
    type Output = Self;
    fn neg(self) -> Point {
        Point { x: -self.x, y: -self.y }
    }
}

impl Mul<f32> for Point {
    type Output = Point;
    fn mul(self, by: f32) -> Point {
        Point { x: self.x * by, y: self.y * by }
    }
}

#[writ_export(value)]
impl Point {
    pub fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    pub fn normalize(&mut self) -> Result<(), String> {
        let length = self.length();
        if length == 0.0 {
            return Err("no length".into());
        }
        *self = *self * (1.0 / length);
        Ok(())
    }

    pub fn try_shrink(&mut self, by: f32) -> Fallible<()> {
        self.x /= by;
        if by == 0.0 {
            return Err(Box::new(RuntimeError::new(writ_runtime::ErrorKind::Panic, "by nothing")));
        }
        Ok(())
    }
}

/// In a form of its own.
#[derive(Clone, Debug, PartialEq, WritType)]
#[writ(value, rename = "Square", iterator = "u8", index = "usize", index_mut(usize))]
pub struct Cell {
    pub column: u8,
    #[writ(rename = "line")]
    pub row: u8,
    marks: Vec<u8>,
    #[writ(skip)]
    pub at: Point,
}

impl Iterator for Cell {
    type Item = u8;
    fn next(&mut self) -> Option<u8> {
        self.marks.pop()
    }
}

impl Index<usize> for Cell {
    type Output = u8;
    fn index(&self, index: usize) -> &u8 {
        &self.marks[index]
    }
}

impl IndexMut<usize> for Cell {
    fn index_mut(&mut self, index: usize) -> &mut u8 {
        &mut self.marks[index]
    }
}

#[writ_export(value)]
impl Cell {
    pub fn new(column: u8, row: u8) -> Self {
        Cell { column, row, marks: vec![column, row], at: Point::default() }
    }

    pub fn step(&mut self, by: u8) {
        self.column += by;
    }

    pub fn watched(&mut self, writ: &mut Writ, by: u8) -> usize {
        self.row += by;
        writ.tick(0.0).map_or(7, |_| 0)
    }
}

#[derive(Clone, Debug, PartialEq, WritType)]
#[writ(value)]
pub struct Meters(pub f64);

#[derive(Clone, Debug, PartialEq, WritType)]
#[writ(value)]
pub struct Nothing;

/// The kinds.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, WritType)]
pub enum Kind {
    /// Runs.
    Beast = 7,
    #[writ(rename = "Spirit")]
    Ghost = 3,
    #[writ(skip)]
    Unknown = 1,
}

#[writ_export]
impl Kind {
    pub fn is_alive(self) -> bool {
        self == Kind::Beast
    }
}

#[derive(Clone, Debug, PartialEq, WritType)]
pub enum Event {
    Nothing,
    Hit { by: u16, at: Point },
    Said(String),
    Moved(Point, Option<Kind>),
    Many(Vec<Event>),
}

/// m/s²
#[writ_export(group = "physics")]
pub const GRAVITY: f32 = 9.81;

#[writ_export(rename = "title")]
const TITLE_TEXT: &str = "Night";

#[writ_export(group = "physics")]
pub fn fall(seconds: f32) -> f32 {
    GRAVITY * seconds * seconds / 2.0
}

#[writ_export]
fn numbers(a: i64, b: i32, c: f32, d: f64, e: bool, f: u8, g: u16, h: u32, i: u64, j: usize, k: i8, l: i16) -> (i64, isize) {
    let signed = [i64::from(k), i64::from(l), a, i64::from(b), c as i64, d as i64];
    let unsigned = [u64::from(f), u64::from(g), u64::from(h), i, j as u64, u64::from(e)];
    (signed.iter().sum(), unsigned.iter().sum::<u64>() as isize)
}

#[writ_export]
fn texts(a: char, b: &str, c: String, d: &String, e: Str, f: Box<str>, g: Rc<str>, h: Arc<str>, i: Option<&str>) -> Cow<'static, str> {
    Cow::Owned(format!("{a}{b}{c}{d}{e}{f}{g}{h}{}", i.unwrap_or("-")))
}

#[writ_export]
pub fn sum(values: &[f64], more: &Vec<i64>, fixed: [u8; 2], own: Vec<String>, array: Array<i64>) -> Vec<f64> {
    let counts = [more.len(), fixed.len(), own.len(), array.to_vec().len()];
    vec![values.iter().sum(), counts.iter().sum::<usize>() as f64]
}

#[writ_export]
pub fn extend(to: &mut Vec<f64>, by: f64) {
    to.push(by);
}

#[writ_export]
pub fn maps(a: HashMap<String, u8>, b: BTreeMap<String, Point>, c: Dictionary<Str, i64>) -> HashMap<String, usize> {
    HashMap::from([("a".to_string(), a.len()), ("b".to_string(), b.len()), ("c".to_string(), c.to_vec().len())])
}

#[writ_export]
pub fn optionals(a: Option<u8>, b: Option<Point>, c: Option<&Kind>, d: Option<Ref<Monster>>, e: Option<&[u8]>) -> Option<(bool, bool)> {
    Some((a.is_some() && b.is_some(), c.is_some() && d.is_some() && e.is_some_and(|bytes| bytes.len() == 2)))
}

#[writ_export]
fn handles(a: Ref<Monster>, b: &Ref<Monster>, c: WeakRef<Monster>, d: AnyRef, e: Function<(i64, Str), bool>) -> bool {
    let _ = (d, e);
    a.same(b) && c.get().is_some()
}

#[writ_export]
fn run(writ: &mut Writ, action: Function<(), i64>, or: Option<Function<(i64,), ()>>, range: writ_runtime::Range) -> Fallible<Option<i64>> {
    let _ = (or, range);
    Ok(Some(action.call(writ, ())?))
}

#[writ_export(rename = "parsed")]
fn parse(text: &str) -> Result<u8, std::num::ParseIntError> {
    text.parse()
}

#[writ_export]
fn check(text: &str) -> Result<&str, &'static str> {
    if text.is_empty() { Err("empty") } else { Ok(text) }
}

#[writ_export]
fn load(name: &str) -> std::io::Result<Option<Point>> {
    let _ = name;
    Err(std::io::Error::other("no disk"))
}

#[writ_export]
fn count(to: u8) -> impl Iterator<Item = u8> {
    0..to
}

#[writ_export]
fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

#[writ_export]
fn first<'a>(text: &'a str, monsters: &'a Monster) -> (Option<&'a str>, &'a f32) {
    (text.split(' ').next(), &monsters.health)
}

#[writ_export]
pub fn turn(cell: &Cell, by: Meters, nothing: Nothing, event: Event) -> (Cell, Event) {
    let _ = (by, nothing);
    (cell.clone(), event)
}

pub mod deep {
    //! Modules in modules.

    use writ_runtime::writ_export;

    /// It is said out loud.
    #[writ_export(rename = "Named")]
    pub(crate) trait Called {
        fn full_name(&self) -> String;
    }

    /// Another one that has it, by another name.
    #[derive(super::WritType)]
    #[writ(traits(Hurtable))]
    pub struct Wall;

    use super::Damageable as Hurtable;

    impl Hurtable for Wall {
        fn take_damage(&mut self, _amount: f32) -> f32 {
            0.0
        }
    }

    #[writ_export]
    pub fn r#move(r#in: super::Kind) -> super::Kind {
        r#in
    }
}
