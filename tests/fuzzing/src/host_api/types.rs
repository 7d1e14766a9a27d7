//! What the host offers to scripts: a type, and functions that give and take what the host keeps, call back, and do what a host may do meanwhile.

use super::inside;
use super::pools::with_pools;
use writ_runtime::host::RegisterError;
use writ_runtime::{AnyRef, Array, Dictionary, Function, Ref, RuntimeError, Str, WeakRef, Writ, WritType, writ_export};

/// An object of the host's.
#[derive(Clone, Debug, Default, WritType)]
#[writ(display)]
pub struct Body {
    pub value: i64,
    pub items: Vec<i64>,
    /// A handle of the script's own array.
    pub shared: Array<i64>,
}

impl std::fmt::Display for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body {} {:?}", self.value, self.items)
    }
}

#[writ_export]
impl Body {
    pub fn new(value: i64) -> Body {
        Body { value, items: vec![value], shared: Array::new() }
    }

    pub fn dot(&self, other: &Body) -> i64 {
        self.value.wrapping_mul(other.value)
    }

    pub fn merge(&mut self, other: &Body) -> usize {
        self.items.truncate(100);
        self.items.extend(&other.items);
        self.items.len()
    }

    pub fn exchange(&mut self, other: &mut Body) {
        std::mem::swap(self, other);
    }

    pub fn while_read(&self, writ: &mut Writ, ask: Function<(i64,), i64>) -> Result<i64, RuntimeError> {
        let before = self.items.clone();
        let answer = ask.call(writ, (self.value,))?;
        assert_eq!(self.items, before, "a script changed what the host looks into");
        Ok(answer)
    }

    pub fn while_changed(&mut self, writ: &mut Writ, ask: Function<(i64,), i64>) -> Result<i64, RuntimeError> {
        self.items.push(1);
        let before = self.items.clone();
        let answer = ask.call(writ, (self.value,));
        assert_eq!(self.items, before, "a script changed what the host borrows");
        self.items.truncate(20);
        answer
    }
}

/// What is registered under names: each gives or takes something that the host keeps, which may be another instance's.
pub fn register(writ: &mut Writ) -> Result<(), RegisterError> {
    writ.register_type::<Body>()?;
    writ.register_fn("keepAny", |value: AnyRef| with_pools(|pools| pools.anys.keep(value)))?;
    writ.register_fn("keepBody", |body: Ref<Body>| with_pools(|pools| pools.bodies.keep(body)))?;
    writ.register_fn("keepWeak", |body: WeakRef<Body>| with_pools(|pools| pools.weaks.keep(body)))?;
    writ.register_fn("keepList", |list: Array<AnyRef>| with_pools(|pools| pools.lists.keep(list)))?;
    writ.register_fn("keepNumbers", |list: Array<i64>| with_pools(|pools| pools.numbers.keep(list)))?;
    writ.register_fn("keepTable", |table: Dictionary<Str, i64>| with_pools(|pools| pools.tables.keep(table)))?;
    writ.register_fn("keepFunction", |function: Function<(i64,), i64>| with_pools(|pools| pools.functions.keep(function)))?;
    writ.register_fn("keepText", |text: Str| with_pools(|pools| pools.texts.keep(text)))?;
    writ.register_fn("giveAny", |index: i64| with_pools(|pools| pools.anys.at(index)))?;
    writ.register_fn("giveBody", |index: i64| with_pools(|pools| pools.bodies.at(index)))?;
    writ.register_fn("giveWeak", |index: i64| with_pools(|pools| pools.weaks.at(index)))?;
    writ.register_fn("giveBodies", |_: i64| with_pools(|pools| Array::from_vec(pools.bodies.all())))?;
    writ.register_fn("giveBodyList", |_: i64| with_pools(|pools| pools.bodies.all()))?;
    writ.register_fn("giveList", |_: i64| with_pools(|pools| Array::from_vec(pools.anys.all())))?;
    writ.register_fn("giveKeptList", |index: i64| with_pools(|pools| pools.lists.at(index)))?;
    writ.register_fn("giveNumbers", |index: i64| with_pools(|pools| pools.numbers.at(index)))?;
    writ.register_fn("giveTable", |index: i64| with_pools(|pools| pools.tables.at(index)))?;
    writ.register_fn("giveFunction", |index: i64| with_pools(|pools| pools.functions.at(index)))?;
    writ.register_fn("giveFunctions", |_: i64| with_pools(|pools| Array::from_vec(pools.functions.all())))?;
    writ.register_fn("giveText", |index: i64| with_pools(|pools| pools.texts.at(index)))?;
    writ.register_fn("sum", |values: &[i64]| values.iter().fold(0i64, |sum, value| sum.wrapping_add(*value)))?;
    writ.register_fn("extend", |values: &mut Vec<i64>, more: &[i64]| {
        values.truncate(200);
        values.extend(more);
    })?;
    writ.register_fn("mapAll", |writ: &mut Writ, values: Array<i64>, f: Function<(i64,), i64>| -> Result<i64, RuntimeError> {
        let mut sum = 0i64;
        let mut index = 0;
        while index < values.len().min(50) {
            sum = sum.wrapping_add(f.call(writ, (values.get(index)?,))?);
            index += 1;
        }
        Ok(sum)
    })?;
    writ.register_fn("changeAll", |writ: &mut Writ, values: &mut Vec<i64>, f: Function<(i64,), i64>| -> Result<(), RuntimeError> {
        for value in values.iter_mut() {
            *value = f.call(writ, (*value,))?;
        }
        Ok(())
    })?;
    // Whatever a host may do while a script waits for it.
    writ.register_fn("act", |writ: &mut Writ, n: i64| inside::act(writ, n))?;
    writ.register_fn("twice", |writ: &mut Writ, f: Function<(i64,), i64>, x: i64| -> Result<i64, RuntimeError> {
        let once = f.call(writ, (x,))?;
        f.call(writ, (once,))
    })?;
    writ.register_fn("wrap", |f: Function<(i64,), i64>| -> Function<(i64,), i64> {
        Function::from_fn(move |writ, (x,): (i64,)| f.call(writ, (x.wrapping_add(1),)))
    })?;
    Ok(())
}
