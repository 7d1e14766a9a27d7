//! What the host offers: a function for every kind of parameter and result, constants, a class, a value type, an enum, a trait.
//! All of it gives the same for the same arguments.

use std::collections::BTreeMap;
use writ_runtime::{Array, Dictionary, ErrorKind, Function, Ref, RuntimeError, Str, Writ, WritType, writ_export};

/// A number that scripts read.
#[writ_export]
pub const HOST_LIMIT: i64 = 40;

/// A float that scripts read.
#[writ_export]
pub const HOST_FACTOR: f32 = 1.5;

/// A text that scripts read.
#[writ_export]
pub const HOST_NAME: &str = "host";

/// Something that counts.
#[derive(Clone, Debug, Default, WritType)]
#[writ(traits(HostNamed))]
pub struct HostCounter {
    /// What it is called.
    pub name: String,
    /// How much it has counted.
    pub count: i64,
    /// A part.
    pub share: f32,
    /// Whether it counts.
    pub active: bool,
    /// What it has seen.
    pub seen: Vec<i64>,
    /// Which it is.
    #[writ(readonly)]
    pub id: i32,
}

#[writ_export]
impl HostCounter {
    /// A counter of this name.
    pub fn new(name: &str) -> HostCounter {
        HostCounter { name: name.to_owned(), active: true, id: 7, ..HostCounter::default() }
    }

    /// Counts.
    pub fn add(&mut self, by: i64) -> i64 {
        self.count = self.count.wrapping_add(by);
        self.seen.push(by);
        self.seen.truncate(4);
        self.count
    }

    /// How it is.
    pub fn describe(&self) -> String {
        format!("{} {} {:?}", self.name, self.count, self.seen)
    }

    /// Adds what another one has counted.
    pub fn merge(&mut self, other: &HostCounter) -> i64 {
        self.count = self.count.wrapping_add(other.count);
        self.count
    }

    /// Whether it has counted more than another one.
    pub fn is_above(&self, other: &HostCounter) -> bool {
        self.count > other.count
    }

    /// Asks a script while it is changed.
    pub fn change(&mut self, writ: &mut Writ, by: Function<(i64,), i64>) -> Result<i64, RuntimeError> {
        self.count = by.call(writ, (self.count,))?;
        Ok(self.count)
    }

    /// Asks a script while it is looked at.
    pub fn ask(&self, writ: &mut Writ, what: Function<(Str,), bool>) -> Result<bool, RuntimeError> {
        what.call(writ, (Str::new(&self.name),))
    }

    /// Fails for what is negative.
    pub fn checked(&self, value: i64) -> Result<i64, RuntimeError> {
        if value < 0 { Err(RuntimeError::new(ErrorKind::HostError, format!("{value} is negative"))) } else { Ok(value) }
    }
}

/// Something with a name.
#[writ_export]
pub trait HostNamed {
    /// Its title.
    fn title(&self) -> String;
    /// Gives it another name; gives the one before.
    fn rename(&mut self, to: &str) -> String;
}

#[writ_export]
impl HostNamed for HostCounter {
    fn title(&self) -> String {
        format!("counter {}", self.name)
    }

    fn rename(&mut self, to: &str) -> String {
        std::mem::replace(&mut self.name, to.to_owned())
    }
}

/// A place on a board.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, WritType)]
#[writ(value, eq)]
pub struct HostCell {
    /// From the left.
    pub column: i32,
    /// From above.
    pub row: i32,
}

#[writ_export(value)]
impl HostCell {
    /// Moved to the right.
    pub fn moved(self, columns: i32) -> HostCell {
        HostCell { column: self.column.wrapping_add(columns), ..self }
    }

    /// Both together.
    pub fn sum(&self) -> i64 {
        i64::from(self.column) + i64::from(self.row)
    }

    /// One further down.
    pub fn step(&mut self) {
        self.row = self.row.wrapping_add(1);
    }
}

/// How something works.
#[derive(Clone, Copy, PartialEq, Debug, WritType)]
pub enum HostMode {
    /// Not.
    Off,
    /// Fully.
    On,
    /// In part.
    Part {
        /// How much.
        share: f32,
    },
}

/// The mode behind it.
#[writ_export]
pub fn host_next(mode: HostMode) -> HostMode {
    match mode {
        HostMode::Off => HostMode::On,
        HostMode::On => HostMode::Part { share: 0.5 },
        HostMode::Part { share } if share > 1.0 => HostMode::Off,
        HostMode::Part { share } => HostMode::Part { share: share * 2.0 },
    }
}

/// The sum.
#[writ_export]
pub fn host_add(a: i64, b: i64) -> i64 {
    a.wrapping_add(b)
}

/// The product, in the wider type.
#[writ_export]
pub fn host_scale(value: f32, by: f64) -> f64 {
    f64::from(value) * by
}

/// The same, in the narrower type.
#[writ_export]
pub fn host_narrow(value: i32, on: bool) -> i32 {
    if on { value.wrapping_mul(3) } else { value }
}

/// In capitals.
#[writ_export]
pub fn host_shout(text: &str) -> String {
    text.to_uppercase()
}

/// The sum.
#[writ_export]
pub fn host_sum(values: &[i64]) -> i64 {
    values.iter().fold(0, |sum, value| sum.wrapping_add(*value))
}

/// From the last to the first.
#[writ_export]
pub fn host_reversed(values: Vec<String>) -> Vec<String> {
    values.into_iter().rev().collect()
}

/// Adds an element; gives how many there are.
#[writ_export]
pub fn host_push(values: &mut Vec<i64>, more: i64) -> usize {
    values.push(more);
    values.truncate(8);
    values.len()
}

/// How often each letter is there, by letter.
#[writ_export]
pub fn host_letters(text: &str) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for letter in text.chars() {
        *counts.entry(letter.to_string()).or_insert(0) += 1;
    }
    counts
}

/// Adds an entry; gives how many there are.
#[writ_export]
pub fn host_mark(table: Dictionary<Str, i64>) -> i64 {
    table.insert(Str::new("marked"), table.len());
    table.len()
}

/// The half, if it is even.
#[writ_export]
pub fn host_half(value: i64) -> Option<i64> {
    (value % 2 == 0).then_some(value / 2)
}

/// The text, or a word for none.
#[writ_export]
pub fn host_or_none(text: Option<String>) -> String {
    text.unwrap_or_else(|| "none".to_owned())
}

/// The number that a text says.
#[writ_export]
pub fn host_parse(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

/// The other way round.
#[writ_export]
pub fn host_swap(pair: (i64, String)) -> (String, i64) {
    (pair.1, pair.0)
}

/// Calls a function twice.
#[writ_export]
pub fn host_twice(writ: &mut Writ, function: Function<(i64,), i64>, start: i64) -> Result<i64, RuntimeError> {
    let once = function.call(writ, (start,))?;
    function.call(writ, (once,))
}

/// Calls a function for the first elements.
#[writ_export]
pub fn host_each(writ: &mut Writ, values: Array<i64>, function: Function<(i64, i64), i64>) -> Result<i64, RuntimeError> {
    let mut sum = 0i64;
    // The function may take elements away: then the index is out of bounds.
    for index in 0..values.len().min(4) {
        sum = function.call(writ, (sum, values.get(index)?))?;
    }
    Ok(sum)
}

/// Calls a function with a text.
#[writ_export]
pub fn host_decorate(writ: &mut Writ, function: Function<(Str,), Str>, text: Str) -> Result<Str, RuntimeError> {
    function.call(writ, (text,))
}

/// Calls a function of floats.
#[writ_export]
pub fn host_at(writ: &mut Writ, function: Function<(f32,), f32>, place: f32) -> Result<f32, RuntimeError> {
    function.call(writ, (place,))
}

/// Fails for what is negative.
#[writ_export]
pub fn host_check(value: i64) -> Result<i64, RuntimeError> {
    if value < 0 { Err(RuntimeError::new(ErrorKind::InvalidArgument, format!("{value} is negative"))) } else { Ok(value) }
}

/// The one that has counted most.
#[writ_export]
pub fn host_best(writ: &mut Writ, counters: Vec<Ref<HostCounter>>) -> Option<Ref<HostCounter>> {
    let mut best: Option<Ref<HostCounter>> = None;
    for counter in counters {
        let count = counter.borrow(writ).count;
        if best.as_ref().is_none_or(|best| best.borrow(writ).count < count) {
            best = Some(counter);
        }
    }
    best
}
