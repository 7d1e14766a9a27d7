//! Functions and types for scripts that reach one thing by two ways.

#![allow(clippy::ptr_arg)] // Every form that a parameter can have.

use writ_runtime::{AnyRef, Array, Error, Function, Ref, RuntimeError, Str, WeakRef, Writ, WritType, writ_export};

/// Something that can be copied.
#[derive(Clone, Debug, Default, WritType)]
#[writ(display)]
pub struct Body {
    pub value: i64,
    pub items: Vec<i64>,
}

impl std::fmt::Display for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body {} {:?}", self.value, self.items)
    }
}

#[writ_export]
impl Body {
    pub fn new(value: i64) -> Body {
        Body { value, items: vec![value] }
    }

    /// Looks into both.
    pub fn dot(&self, other: &Body) -> i64 {
        self.value * other.value
    }

    /// Changes this one while the other one is looked into.
    pub fn merge(&mut self, other: &Body) -> usize {
        self.value += other.value;
        // With one object for both, this would not end, or read what was freed.
        for item in &other.items {
            self.items.push(*item);
        }
        self.items.len()
    }

    pub fn merge_both(&mut self, one: &Body, other: &Body) -> i64 {
        self.value = 0;
        self.value += one.value * 10 + other.value;
        self.value
    }

    /// Changes the other one.
    pub fn pour(&self, into: &mut Body) -> i64 {
        into.items.clear();
        into.items.extend(&self.items);
        into.value += self.value;
        self.value
    }

    pub fn exchange(&mut self, other: &mut Body) {
        std::mem::swap(self, other);
    }

    /// Asks a script while this is looked into.
    pub fn while_read(&self, writ: &mut Writ, ask: Function<(), i64>) -> Result<i64, RuntimeError> {
        let before = self.value;
        let answer = ask.call(writ, ())?;
        // Nobody changed it.
        Ok(answer * 100 + before - (self.value - before))
    }

    /// Asks a script while this is changed.
    pub fn while_changed(&mut self, writ: &mut Writ, ask: Function<(), i64>) -> Result<i64, RuntimeError> {
        self.value += 1;
        let before = self.value;
        let answer = ask.call(writ, ())?;
        assert_eq!(self.value, before, "a script changed what the host borrows");
        self.value += answer;
        Ok(self.value)
    }

    /// As above, and goes on when the script fails.
    pub fn while_changed_calm(&mut self, writ: &mut Writ, ask: Function<(), i64>) -> String {
        self.value += 1;
        match ask.call(writ, ()) {
            Ok(answer) => format!("{answer}"),
            Err(error) => format!("{:?}: {}", error.kind, error.message),
        }
    }

    pub fn read_with(&self, writ: &mut Writ, other: &Body, ask: Function<(), i64>) -> Result<i64, RuntimeError> {
        let answer = ask.call(writ, ())?;
        Ok(answer + self.value + other.value)
    }

    pub fn change_with(&mut self, writ: &mut Writ, other: &Body, ask: Function<(), i64>) -> Result<i64, RuntimeError> {
        let answer = ask.call(writ, ())?;
        self.value += answer + other.value;
        Ok(self.value)
    }

    pub fn change_both(&mut self, writ: &mut Writ, other: &mut Body, ask: Function<(), i64>) -> Result<i64, RuntimeError> {
        let answer = ask.call(writ, ())?;
        std::mem::swap(&mut self.value, &mut other.value);
        Ok(answer)
    }
}

/// Something that can't be copied.
#[derive(Debug, WritType)]
pub struct Lock {
    pub turns: i64,
}

#[writ_export]
impl Lock {
    pub fn new(turns: i64) -> Lock {
        Lock { turns }
    }

    pub fn same_as(&self, other: &Lock) -> bool {
        std::ptr::eq(self, other)
    }

    pub fn open_with(&mut self, key: &Lock) -> i64 {
        self.turns += key.turns;
        self.turns
    }

    pub fn exchange(&mut self, other: &mut Lock) {
        std::mem::swap(&mut self.turns, &mut other.turns);
    }

    pub fn open_while(&mut self, writ: &mut Writ, key: &Lock, ask: Function<(), i64>) -> Result<i64, RuntimeError> {
        self.turns += key.turns + ask.call(writ, ())?;
        Ok(self.turns)
    }
}

// ---- functions ----

#[writ_export]
pub fn swap_bodies(one: &mut Body, other: &mut Body) {
    std::mem::swap(one, other);
}

#[writ_export]
pub fn three_bodies(one: &Body, other: &mut Body, third: &mut Body) -> i64 {
    std::mem::swap(other, third);
    one.value + other.value
}

#[writ_export]
pub fn body_and_handle(one: &mut Body, other: Ref<Body>) -> Ref<Body> {
    one.value += 1;
    other
}

#[writ_export]
pub fn look_twice(one: &[i64], other: &[i64]) -> i64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

#[writ_export]
pub fn change_twice(one: &mut Vec<i64>, other: &mut Vec<i64>) {
    std::mem::swap(one, other);
}

#[writ_export]
pub fn look_and_change(one: &[i64], other: &mut Vec<i64>) -> usize {
    other.clear();
    one.len()
}

#[writ_export]
pub fn array_and_vec(one: Array<i64>, other: &mut Vec<i64>) -> i64 {
    // The elements are lent: whoever has the array too finds it empty, and what it adds is gone afterwards.
    let found = one.len();
    one.push(99);
    other.push(7);
    found
}

#[writ_export]
pub fn array_twice(one: Array<i64>, other: &[i64]) -> i64 {
    while one.pop().is_some() {}
    other.iter().sum()
}

#[writ_export]
pub fn sum_while(writ: &mut Writ, values: &[i64], ask: Function<(i64,), i64>) -> Result<i64, RuntimeError> {
    let mut sum = 0;
    for value in values {
        sum += ask.call(writ, (*value,))?;
    }
    Ok(sum)
}

#[writ_export]
pub fn change_while(writ: &mut Writ, values: &mut Vec<i64>, ask: Function<(i64,), i64>) -> Result<i64, RuntimeError> {
    values.push(1);
    ask.call(writ, (1,))
}

#[writ_export]
pub fn each_live(writ: &mut Writ, values: Array<i64>, act: Function<(i64,), ()>) -> Result<i64, RuntimeError> {
    let mut turns = 0;
    while turns < values.len() && turns < 20 {
        let value = values.get(turns).map_err(|error| *error)?;
        act.call(writ, (value,))?;
        turns += 1;
    }
    Ok(turns)
}

#[writ_export]
pub fn texts_while(writ: &mut Writ, text: &str, act: Function<(), ()>) -> Result<String, RuntimeError> {
    act.call(writ, ())?;
    Ok(text.to_owned())
}

// ---- handles ----

/// Ends a body: gives its value.
#[writ_export]
pub fn destroy_body(writ: &mut Writ, body: Ref<Body>) -> Result<i64, RuntimeError> {
    Ok(writ.destroy(&body)?.value)
}

#[writ_export]
pub fn bind(writ: &mut Writ, body: Ref<Body>, id: u64) {
    writ.bind_owner_id(&body, id);
}

#[writ_export]
pub fn destroy_bound(writ: &mut Writ, id: u64) -> Result<usize, RuntimeError> {
    writ.destroy_owned(id)
}

#[writ_export]
pub fn is_alive(body: WeakRef<Body>) -> bool {
    body.get().is_some()
}

/// What a host finds that looks into an object by its handle.
#[writ_export]
pub fn try_borrow(writ: &mut Writ, body: Ref<Body>) -> String {
    match body.try_borrow(writ) {
        Ok(body) => format!("{}", body.value),
        Err(error) => format!("{:?}: {}", error.kind, error.message),
    }
}

#[writ_export]
pub fn try_borrow_mut(writ: &mut Writ, body: Ref<Body>) -> String {
    match body.try_borrow_mut(writ) {
        Ok(body) => {
            body.value += 1;
            format!("{}", body.value)
        }
        Err(error) => format!("{:?}: {}", error.kind, error.message),
    }
}

#[writ_export]
pub fn any_same(one: AnyRef, other: AnyRef) -> bool {
    one == other
}

#[writ_export]
pub fn call_with(writ: &mut Writ, act: Function<(Ref<Body>,), Str>, body: Ref<Body>) -> Result<Str, RuntimeError> {
    act.call(writ, (body,))
}

// ---- what a host must not do inside ----

fn refused<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(Error::Runtime(error)) => format!("{:?}: {}", error.kind, error.message),
        Err(other) => format!("{other}"),
    }
}

#[writ_export]
pub fn run_inside(writ: &mut Writ) -> String {
    refused(writ.run("return 1"))
}

#[writ_export]
pub fn load_inside(writ: &mut Writ) -> String {
    refused(writ.load("basics"))
}

#[writ_export]
pub fn call_inside(writ: &mut Writ, name: &str) -> String {
    refused(writ.call::<String>(name, ()))
}

#[writ_export]
pub fn tick_inside(writ: &mut Writ) -> String {
    match writ.tick(0.1) {
        Ok(_) => "done".to_owned(),
        Err(error) => format!("{:?}: {}", error.kind, error.message),
    }
}

/// Exchanges the instance for a new one: the one that was there goes on where the script called, and nothing that it has may be lost.
#[writ_export]
pub fn exchange_inside(writ: &mut Writ) -> u16 {
    let mut other = Writ::new();
    std::mem::swap(writ, &mut other);
    let inside = writ.instance();
    std::mem::swap(writ, &mut other);
    u16::from(inside != writ.instance())
}

/// Binds any object.
#[writ_export]
pub fn bind_any(writ: &mut Writ, object: AnyRef, id: u64) {
    writ.bind_owner_id(&object, id);
}
