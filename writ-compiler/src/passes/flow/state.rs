//! What is known at one point of a function.

/// A set of small numbers. Numbers beyond its end are not in it.
#[derive(Clone, Default, Debug)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Whether `n` is in it.
    pub fn has(&self, n: usize) -> bool {
        self.0.get(n / 64).is_some_and(|word| word >> (n % 64) & 1 == 1)
    }

    /// Puts `n` into it.
    pub fn add(&mut self, n: usize) {
        if self.0.len() <= n / 64 {
            self.0.resize(n / 64 + 1, 0);
        }
        self.0[n / 64] |= 1 << (n % 64);
    }

    /// Takes `n` out of it.
    pub fn remove(&mut self, n: usize) {
        if let Some(word) = self.0.get_mut(n / 64) {
            *word &= !(1 << (n % 64));
        }
    }

    /// What is in `self`, but not in `other`.
    pub fn without(&self, other: &Bits) -> Vec<usize> {
        (0..self.0.len() * 64).filter(|n| self.has(*n) && !other.has(*n)).collect()
    }

    fn intersect(&mut self, other: &Bits) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    fn unite(&mut self, other: &Bits) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }
}

/// What is known at one point. Locals are numbered as those that are declared without a value.
#[derive(Clone, Debug)]
pub struct State {
    /// Whether any path comes here. If not, the sets mean nothing.
    pub reachable: bool,
    /// Assigned on every path.
    pub assigned: Bits,
    /// Assigned on some path.
    pub maybe: Bits,
}

impl State {
    /// At the start of a function.
    pub fn start() -> State {
        State { reachable: true, assigned: Bits::default(), maybe: Bits::default() }
    }

    /// Where no path comes.
    pub fn nowhere() -> State {
        State { reachable: false, ..State::start() }
    }

    /// Where two paths meet.
    pub fn join(mut self, other: &State) -> State {
        if !self.reachable {
            return other.clone();
        }
        if other.reachable {
            self.assigned.intersect(&other.assigned);
            self.maybe.unite(&other.maybe);
        }
        self
    }
}
