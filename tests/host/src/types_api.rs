//! A function for every type that a parameter or a result can have.

#![allow(clippy::ptr_arg, clippy::box_collection, clippy::too_many_arguments)] // Every form that a parameter can have.
#![allow(clippy::type_complexity, clippy::many_single_char_names)] // As deep as they may be.

use crate::api::{Cell, Element, Monster};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use writ_runtime::{AnyRef, Array, Dictionary, ErrorKind, Function, Range, Ref, RuntimeError, Str, WeakRef, Writ, WritType, writ_export};

// ---- numbers ----

#[writ_export]
pub fn echo_i64(value: i64) -> i64 {
    value
}

#[writ_export]
pub fn echo_i32(value: i32) -> i32 {
    value
}

#[writ_export]
pub fn echo_f32(value: f32) -> f32 {
    value
}

#[writ_export]
pub fn echo_f64(value: f64) -> f64 {
    value
}

#[writ_export]
pub fn echo_bool(value: bool) -> bool {
    value
}

#[writ_export]
pub fn echo_u8(value: u8) -> u8 {
    value
}

#[writ_export]
pub fn echo_u16(value: u16) -> u16 {
    value
}

#[writ_export]
pub fn echo_u32(value: u32) -> u32 {
    value
}

#[writ_export]
pub fn echo_u64(value: u64) -> u64 {
    value
}

#[writ_export]
pub fn echo_usize(value: usize) -> usize {
    value
}

#[writ_export]
pub fn echo_i8(value: i8) -> i8 {
    value
}

#[writ_export]
pub fn echo_i16(value: i16) -> i16 {
    value
}

#[writ_export]
pub fn echo_isize(value: isize) -> isize {
    value
}

#[writ_export]
pub fn borrowed_numbers(a: &i64, b: &u8, c: &f32, d: &bool) -> f32 {
    *a as f32 + f32::from(*b) + c + f32::from(u8::from(*d))
}

#[writ_export]
pub fn too_large_u64() -> u64 {
    u64::MAX
}

#[writ_export]
pub fn too_large_usize() -> Vec<usize> {
    vec![1, usize::MAX / 2 + 1]
}

// ---- texts ----

#[writ_export]
pub fn echo_char(value: char) -> char {
    value
}

#[writ_export]
pub fn echo_str(value: &str) -> Cow<'_, str> {
    Cow::Borrowed(value)
}

#[writ_export]
pub fn echo_string(value: String) -> String {
    value
}

#[writ_export]
pub fn echo_string_ref(value: &String) -> String {
    value.clone()
}

#[writ_export]
pub fn echo_script_str(value: Str) -> Str {
    value
}

#[writ_export]
pub fn echo_box(value: Box<str>) -> Box<str> {
    value
}

#[writ_export]
pub fn echo_rc(value: Rc<str>) -> Rc<str> {
    value
}

#[writ_export]
pub fn echo_arc(value: Arc<str>) -> Arc<str> {
    value
}

// ---- arrays ----

#[writ_export]
pub fn echo_bytes(values: Vec<u8>) -> Vec<u8> {
    values
}

#[writ_export]
pub fn echo_texts(values: Vec<String>) -> Vec<String> {
    values
}

#[writ_export]
pub fn sum_slice(values: &[i64]) -> i64 {
    values.iter().sum()
}

#[writ_export]
pub fn join_slice(values: &[Str]) -> String {
    values.iter().map(Str::as_str).collect::<Vec<_>>().join("+")
}

#[writ_export]
pub fn length_of(values: &Vec<f64>) -> usize {
    values.len()
}

#[writ_export]
pub fn double_all(values: &mut Vec<i64>) -> usize {
    values.iter_mut().for_each(|value| *value *= 2);
    values.push(0);
    values.len()
}

#[writ_export]
pub fn reverse_texts(values: &mut Vec<Str>) {
    values.reverse();
    values.truncate(2);
}

#[writ_export]
pub fn drop_first(values: &mut Vec<Ref<Monster>>) -> Ref<Monster> {
    values.remove(0)
}

#[writ_export]
pub fn three(values: [u8; 3]) -> [u8; 3] {
    let [a, b, c] = values;
    [c, b, a]
}

#[writ_export]
pub fn none_of(values: [String; 0]) -> usize {
    values.len()
}

#[writ_export]
pub fn shared_array(values: Array<i64>) -> Array<i64> {
    values.push(values.len());
    values
}

#[writ_export]
pub fn count_up(to: u8) -> impl Iterator<Item = u8> {
    0..to
}

// ---- dictionaries ----

#[writ_export]
pub fn hash_map(values: HashMap<String, u8>) -> HashMap<String, u8> {
    values.into_iter().map(|(key, value)| (key + "!", value + 1)).collect()
}

#[writ_export]
pub fn tree_map(values: BTreeMap<i64, Vec<String>>) -> BTreeMap<i64, Vec<String>> {
    values.into_iter().map(|(key, value)| (-key, value)).collect()
}

#[writ_export]
pub fn dictionary(values: Dictionary<Str, i64>) -> Dictionary<Str, i64> {
    values.insert(Str::new("new"), values.len());
    values
}

#[writ_export]
pub fn keys_of_pairs(values: HashMap<(u8, char), bool>) -> usize {
    values.into_iter().filter(|((number, letter), yes)| *yes && *number == 1 && *letter == 'a').count()
}

#[writ_export]
pub fn of_objects(values: HashMap<String, Vec<Ref<Monster>>>) -> HashMap<String, Vec<Ref<Monster>>> {
    values.into_iter().filter(|(_, monsters)| !monsters.is_empty()).collect()
}

// ---- optionals ----

#[writ_export]
pub fn opt_u8(value: Option<u8>) -> Option<u8> {
    value
}

#[writ_export]
pub fn opt_f32(value: Option<f32>) -> Option<f32> {
    value
}

#[writ_export]
pub fn opt_bool(value: Option<bool>) -> Option<bool> {
    value
}

#[writ_export]
pub fn opt_char(value: Option<char>) -> Option<char> {
    value
}

#[writ_export]
pub fn opt_str(value: Option<&str>) -> String {
    value.map_or("none".to_owned(), |text| format!("<{text}>"))
}

#[writ_export]
pub fn opt_string(value: Option<String>) -> Option<String> {
    value
}

#[writ_export]
pub fn opt_object(value: Option<Ref<Monster>>) -> Option<Ref<Monster>> {
    value
}

#[writ_export]
pub fn opt_cell(value: Option<Cell>) -> Option<Cell> {
    value
}

#[writ_export]
pub fn opt_spot(value: Option<Spot>) -> Option<Spot> {
    value
}

#[writ_export]
pub fn opt_element(value: Option<Element>) -> Option<Element> {
    value
}

#[writ_export]
pub fn opt_array(value: Option<Vec<u8>>) -> Option<Vec<u8>> {
    value
}

#[writ_export]
pub fn opt_slice(value: Option<&[i64]>) -> usize {
    value.map_or(99, <[i64]>::len)
}

#[writ_export]
pub fn opt_pair(value: Option<(u8, String)>) -> Option<(u8, String)> {
    value
}

#[writ_export]
pub fn opt_function(writ: &mut Writ, value: Option<Function<(i64,), i64>>) -> Result<i64, RuntimeError> {
    value.map_or(Ok(-1), |function| function.call(writ, (20,)))
}

// ---- results ----

#[writ_export]
pub fn result_string(value: i64) -> Result<i64, String> {
    if value < 0 { Err(format!("{value} is negative")) } else { Ok(value) }
}

#[writ_export]
pub fn result_static(value: i64) -> Result<u8, &'static str> {
    u8::try_from(value).map_err(|_| "no byte")
}

/// An error of the host's own.
#[derive(Debug)]
pub struct Refused(i64);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was \"refused\"", self.0)
    }
}

#[writ_export]
pub fn result_own(value: i64) -> Result<String, Refused> {
    if value < 0 { Err(Refused(value)) } else { Ok("fine".to_owned()) }
}

#[writ_export]
pub fn result_void(value: i64) -> Result<(), String> {
    if value < 0 { Err("no".to_owned()) } else { Ok(()) }
}

#[writ_export]
pub fn result_boxed(text: &str) -> Result<f32, Box<dyn std::error::Error>> {
    Ok(text.parse::<f32>()?)
}

#[writ_export]
pub fn result_object(name: &str) -> Result<Monster, String> {
    if name.is_empty() { Err("without a name".to_owned()) } else { Ok(Monster::new(name)) }
}

#[writ_export]
pub fn raise_for(value: i64) -> Result<i64, RuntimeError> {
    if value < 0 { Err(RuntimeError::new(ErrorKind::KeyNotFound, format!("raised for {value}"))) } else { Ok(value) }
}

#[writ_export]
pub fn result_taken(value: Result<u8, String>) -> String {
    match value {
        Ok(value) => format!("ok {value}"),
        Err(message) => format!("failed: {message}"),
    }
}

// ---- tuples, ranges ----

#[writ_export]
pub fn tuple2(value: (i64, String)) -> (String, i64) {
    (value.1, value.0)
}

#[writ_export]
pub fn tuple3(value: (u8, f32, bool)) -> (bool, f32, u8) {
    (value.2, value.1, value.0)
}

#[writ_export]
pub fn tuple4(value: (u8, char, f64, i32)) -> (i32, f64, char, u8) {
    (value.3, value.2, value.1, value.0)
}

#[writ_export]
pub fn tuple5(value: (u8, Cell, String, Option<u8>, bool)) -> (bool, Option<u8>, String, Cell, u8) {
    (value.4, value.3, value.2, value.1, value.0)
}

#[writ_export]
pub fn tuple6(value: (i64, i64, i64, i64, i64, Vec<u8>)) -> (Vec<u8>, i64, i64, i64, i64, i64) {
    (value.5, value.4, value.3, value.2, value.1, value.0)
}

#[writ_export]
pub fn tuple7(value: (u8, u8, u8, u8, u8, u8, (u8, String))) -> ((u8, String), u8, u8, u8, u8, u8, u8) {
    (value.6, value.5, value.4, value.3, value.2, value.1, value.0)
}

#[writ_export]
pub fn tuple8(value: (bool, i32, f32, u16, String, Element, Ref<Monster>, i8)) -> (i8, Ref<Monster>, Element, String, u16, f32, i32, bool) {
    (value.7, value.6, value.5, value.4, value.3, value.2, value.1, value.0)
}

#[writ_export]
pub fn echo_range(value: Range) -> (i64, Range) {
    (value.turns() as i64, value)
}

// ---- value types ----

/// As scripts have it in memory.
#[derive(Clone, Copy, PartialEq, Debug, WritType)]
#[writ(value)]
#[repr(C)]
pub struct Spot {
    pub x: f32,
    pub y: f32,
}

#[writ_export(value)]
impl Spot {
    pub fn sum(self) -> f32 {
        self.x + self.y
    }

    pub fn length_squared(&self) -> f32 {
        self.x * self.x + self.y * self.y
    }

    pub fn mirror(&mut self) -> f32 {
        std::mem::swap(&mut self.x, &mut self.y);
        self.x
    }

    pub fn try_grow(&mut self, by: u8) -> Result<(), RuntimeError> {
        self.x += f32::from(by);
        if by > 100 { Err(RuntimeError::new(ErrorKind::InvalidArgument, "too much")) } else { Ok(()) }
    }
}

#[writ_export]
pub fn spot_by_ref(value: &Spot) -> Spot {
    Spot { x: value.y, y: value.x }
}

#[writ_export]
pub fn cell_by_ref(value: &Cell) -> Cell {
    Cell { column: value.row, row: value.column }
}

#[writ_export]
pub fn spots(values: &[Spot]) -> Vec<Spot> {
    values.iter().rev().copied().collect()
}

#[writ_export]
pub fn cells(values: Vec<Cell>) -> Vec<Cell> {
    values.into_iter().rev().collect()
}

/// Something that happened.
#[derive(Clone, PartialEq, Debug, WritType)]
pub enum Event {
    Nothing,
    Hit { by: u16, at: Spot },
    Said(String),
    Many(Vec<Event>),
    Picked(Option<Element>, (u8, bool)),
}

#[writ_export]
pub fn echo_event(value: Event) -> Event {
    value
}

#[writ_export]
pub fn event_by_ref(value: &Event) -> String {
    format!("{value:?}")
}

#[writ_export]
pub fn echo_element(value: Element) -> Element {
    value
}

// ---- classes ----

#[writ_export]
pub fn look(monster: &Monster) -> String {
    monster.name.clone()
}

#[writ_export]
pub fn rename(monster: &mut Monster, name: &str) {
    monster.name = name.to_owned();
}

#[writ_export]
pub fn handle(monster: Ref<Monster>) -> Ref<Monster> {
    monster
}

#[writ_export]
pub fn handle_by_ref(writ: &mut Writ, monster: &Ref<Monster>) -> String {
    monster.borrow(writ).name.clone()
}

#[writ_export]
pub fn reversed(monsters: Vec<Ref<Monster>>) -> Vec<Ref<Monster>> {
    monsters.into_iter().rev().collect()
}

#[writ_export]
pub fn weak(monster: WeakRef<Monster>) -> Option<Ref<Monster>> {
    monster.get()
}

#[writ_export]
pub fn weak_of(monster: Ref<Monster>) -> WeakRef<Monster> {
    monster.downgrade()
}

#[writ_export]
pub fn echo_any(value: AnyRef) -> AnyRef {
    value
}

#[writ_export]
pub fn new_ones(names: Vec<String>) -> Vec<Monster> {
    names.iter().map(|name| Monster::new(name)).collect()
}

#[writ_export]
pub fn maybe_new(name: Option<&str>) -> Option<Monster> {
    name.map(Monster::new)
}

// ---- functions ----

#[writ_export]
pub fn call_plain(writ: &mut Writ, function: Function<(), i64>) -> Result<i64, RuntimeError> {
    function.call(writ, ())
}

#[writ_export]
pub fn call_text(writ: &mut Writ, function: Function<(Str, f64), bool>) -> Result<bool, RuntimeError> {
    function.call(writ, (Str::new("host"), 0.5))
}

#[writ_export]
pub fn call_void(writ: &mut Writ, function: Function<(i32,), ()>) -> Result<(), RuntimeError> {
    function.call(writ, (-3,))
}

#[writ_export]
pub fn call_object(
    writ: &mut Writ,
    function: Function<(Ref<Monster>,), Option<Ref<Monster>>>,
    monster: Ref<Monster>,
) -> Result<Option<Ref<Monster>>, RuntimeError> {
    function.call(writ, (monster,))
}

#[writ_export]
pub fn call_spot(writ: &mut Writ, function: Function<(Spot,), Spot>) -> Result<Spot, RuntimeError> {
    function.call(writ, (Spot { x: 1.0, y: 2.0 },))
}

#[writ_export]
pub fn call_array(
    writ: &mut Writ,
    function: Function<(Array<Ref<Monster>>,), Array<Str>>,
    monsters: Array<Ref<Monster>>,
) -> Result<Array<Str>, RuntimeError> {
    function.call(writ, (monsters,))
}

#[writ_export]
pub fn give_back(function: Function<(i64,), i64>) -> Function<(i64,), i64> {
    function
}

#[writ_export]
pub fn call_eight(writ: &mut Writ, function: Function<(i64, i64, i64, i64, i64, i64, i64, Str), Str>) -> Result<Str, RuntimeError> {
    function.call(writ, (1, 2, 3, 4, 5, 6, 7, Str::new("8")))
}

#[writ_export]
pub fn nested_options(values: Vec<Option<(String, u8)>>) -> Vec<Option<(String, u8)>> {
    values.into_iter().rev().collect()
}

#[writ_export]
pub fn nested_results(values: Vec<i64>) -> Vec<Result<Option<u8>, String>> {
    values.into_iter().map(|value| if value < 0 { Err(format!("{value}")) } else { Ok(u8::try_from(value).ok()) }).collect()
}

#[writ_export]
pub fn nested_cells(values: HashMap<String, (Cell, Vec<[u8; 2]>)>) -> BTreeMap<String, Vec<(u8, Cell)>> {
    values.into_iter().map(|(key, (cell, pairs))| (key, pairs.into_iter().map(|[a, b]| (a + b, cell)).collect())).collect()
}

#[writ_export]
pub fn twelve(a: u8, b: i64, c: f32, d: f64, e: bool, f: &str, g: Cell, h: Spot, i: &[i64], j: Option<u8>, k: Element, l: i32) -> String {
    format!("{a} {b} {c:?} {d:?} {e} {f} {g:?} {h:?} {i:?} {j:?} {k:?} {l}")
}
