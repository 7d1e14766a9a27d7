//! What the macros make, written by hand: a reference type, a value type, functions.

use super::*;
use crate::crossing::Crossing;
use crate::depth::Depth;
use crate::error::{ErrorKind, Fallible};
use crate::object::{Class, ClassShape, Object, Opt, Ref};
use crate::text::Str;
use crate::writ::Writ;

// ---- #[derive(WritType)] #[writ(name = "Monster")] struct Monster { health, name } ----

#[derive(Clone, Debug)]
struct Monster {
    health: f32,
    name: String,
}

impl Class for Monster {
    type Handle = Object;
    type Table = ();
    fn shape() -> &'static ClassShape {
        static SHAPE: ClassShape = host_shape::<Monster>("Monster", &[], &[], show_name);
        &SHAPE
    }
}

impl HostClass for Monster {
    fn try_clone(&self) -> Option<Monster> {
        #[allow(unused_imports)]
        use NoClones as _;
        Clones::<Monster>::copy(self)
    }
}

impl Exposed for Monster {
    type Script = Ref<Monster>;
    type Optional = Option<Ref<Monster>>;
    fn type_name() -> String {
        "Monster".into()
    }
}

impl IntoResult for Monster {
    fn into_result(self, writ: &mut Writ) -> Fallible<Ref<Monster>> {
        Ok(Ref::new(writ, self))
    }
}

impl Monster {
    fn __writ_get_health(writ: &mut Writ, _: Depth, arguments: (&Ref<Monster>,)) -> Fallible<f32> {
        enter::<(&'static Monster,), f32>(writ, arguments, |(this,)| this.health)
    }
    fn __writ_set_name(writ: &mut Writ, _: Depth, arguments: (&Ref<Monster>, &Str)) -> Fallible<()> {
        enter::<(&'static mut Monster, String), ()>(writ, arguments, |(this, value)| this.name = value)
    }
    fn __writ_bite(writ: &mut Writ, _: Depth, arguments: (&Ref<Monster>, &Ref<Monster>)) -> Fallible<f32> {
        enter::<(&'static mut Monster, &'static Monster), f32>(writ, arguments, |(this, other)| Monster::bite(this, other))
    }
    fn __writ_call_back(writ: &mut Writ, depth: Depth, arguments: (&Ref<Monster>, &Ref<Monster>)) -> Fallible<()> {
        reenter::<(&'static mut Monster, Ref<Monster>), Result<(), crate::RuntimeError>>(writ, depth, arguments, |(this, other), writ| {
            this.health += 1.0;
            Monster::__writ_bite(writ, depth, (&other, &other))?;
            Ok(())
        })
    }
    /// Loses as much health as the other one has.
    fn bite(&mut self, other: &Monster) -> f32 {
        self.health -= other.health / 4.0;
        self.health
    }
}

// ---- #[derive(WritType)] #[writ(value)] struct Cell { column: u8, row: u8 }: a value whose fields scripts have as ints ----

#[derive(Clone, Copy, PartialEq, Debug)]
struct Cell {
    column: u8,
    row: u8,
}

#[derive(Clone, Debug, PartialEq)]
#[repr(C)]
struct ScriptCell {
    column: i64,
    row: i64,
}

impl Exposed for Cell {
    type Script = ScriptCell;
    type Optional = Opt<ScriptCell>;
    fn type_name() -> String {
        "Cell".into()
    }
}

impl FromArgument for Cell {
    fn from_argument(value: &ScriptCell, writ: &Writ) -> Fallible<Cell> {
        Ok(Cell { column: FromArgument::from_argument(&value.column, writ)?, row: FromArgument::from_argument(&value.row, writ)? })
    }
}

impl IntoResult for Cell {
    fn into_result(self, writ: &mut Writ) -> Fallible<ScriptCell> {
        Ok(ScriptCell { column: self.column.into_result(writ)?, row: self.row.into_result(writ)? })
    }
}

crate::__by_copy!([] Cell;);

impl Cell {
    fn __writ_step(writ: &mut Writ, _: Depth, this: &mut ScriptCell, (by,): (&i64,)) -> Fallible<()> {
        let mut place = Cell::from_argument(this, writ)?;
        let result = enter::<(u8,), ()>(writ, (by,), |(by,)| Cell::step(&mut place, by));
        *this = place.into_result(writ)?;
        result
    }
    fn step(&mut self, by: u8) {
        self.column += by;
    }
}

// ---- the tests ----

fn monster(writ: &mut Writ) -> Ref<Monster> {
    Monster { health: 8.0, name: "rat".into() }.into_result(writ).unwrap()
}

/// Calls a thunk as the VM does.
fn through<A, R>(writ: &mut Writ, thunk: crate::object::Thunk, arguments: &mut A) -> Fallible<R> {
    let mut result = std::mem::MaybeUninit::<R>::uninit();
    let depth = writ.depth();
    // SAFETY: `arguments` is a struct of words; the thunk gives an `R`.
    unsafe {
        let mut crossing = Crossing::new((&raw mut *arguments).cast(), result.as_mut_ptr().cast());
        thunk(writ, depth, &mut crossing)?;
        Ok(result.assume_init())
    }
}

#[test]
fn fields_and_methods() {
    let mut writ = Writ::new();
    let (one, other) = (monster(&mut writ), monster(&mut writ));
    let depth = writ.depth();
    assert_eq!(Monster::__writ_bite(&mut writ, depth, (&one, &other)).unwrap(), 6.0);
    Monster::__writ_set_name(&mut writ, depth, (&one, &Str::new("a cat"))).unwrap();
    assert_eq!(Monster::__writ_get_health(&mut writ, depth, (&one,)).unwrap(), 6.0);
    assert_eq!(one.borrow(&writ).name, "a cat");
    let thunk: crate::object::Thunk =
        |writ, depth, crossing| cross::<(&'static mut Monster, &'static Monster), f32>(writ, depth, crossing, Monster::__writ_bite);
    let bitten: f32 = through(&mut writ, thunk, &mut (other, one)).unwrap();
    assert_eq!(bitten, 6.5);
}

#[test]
fn one_object_twice_is_a_copy() {
    let mut writ = Writ::new();
    let one = monster(&mut writ);
    let depth = writ.depth();
    assert_eq!(Monster::__writ_bite(&mut writ, depth, (&one, &one)).unwrap(), 6.0);
}

#[test]
fn what_is_borrowed_while_scripts_run_is_in_use() {
    let mut writ = Writ::new();
    let (one, other) = (monster(&mut writ), monster(&mut writ));
    let depth = writ.depth();
    Monster::__writ_call_back(&mut writ, depth, (&one, &other)).unwrap();
    let error = Monster::__writ_call_back(&mut writ, depth, (&one, &one)).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::BorrowConflict, "this `Monster` is in use by a function of the host"));
    // It is free again, and what was done stands.
    assert_eq!(one.borrow(&writ).health, 10.0);
}

#[test]
fn a_destroyed_object_says_so() {
    let mut writ = Writ::new();
    let one = monster(&mut writ);
    let weak = one.downgrade();
    assert_eq!(writ.destroy(&one).unwrap().health, 8.0);
    assert!(weak.get().is_none());
    let depth = writ.depth();
    let error = Monster::__writ_get_health(&mut writ, depth, (&one,)).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::HostError, "Monster was destroyed"));
    assert_eq!(writ.destroy(&one).unwrap_err().kind, ErrorKind::HostError);
    let bound = monster(&mut writ);
    writ.bind_owner_id(&bound, 7);
    assert_eq!((writ.destroy_owned(7).unwrap(), writ.is_destroyed(&bound), writ.destroy_owned(7).unwrap()), (1, true, 0));
}

#[test]
fn values_change_in_their_place() {
    let mut writ = Writ::new();
    let depth = writ.depth();
    let mut cell = ScriptCell { column: 1, row: 2 };
    Cell::__writ_step(&mut writ, depth, &mut cell, (&3,)).unwrap();
    assert_eq!(cell, ScriptCell { column: 4, row: 2 });
    let error = Cell::__writ_step(&mut writ, depth, &mut cell, (&300,)).unwrap_err();
    assert_eq!(error.message, "300 does not fit `u8`, which holds 0 to 255");
    let thunk: crate::object::Thunk = |writ, depth, crossing| cross_place::<Cell, (u8,), ()>(writ, depth, crossing, Cell::__writ_step);
    #[repr(C)]
    struct Arguments(ScriptCell, i64);
    let mut arguments = Arguments(cell, 5);
    through::<_, ()>(&mut writ, thunk, &mut arguments).unwrap();
    assert_eq!(arguments.0, ScriptCell { column: 9, row: 2 });
}

fn kind<M, F: HostFn<M>>(_: F) -> String {
    format!("({}) -> {}{}", F::parameter_types().join(", "), F::result_type(), if F::REENTERS { " reenters" } else { "" })
}

#[test]
fn closures_say_their_signature() {
    assert_eq!(kind(|| 1i64), "() -> int");
    assert_eq!(kind(|name: &str, at: f32| format!("{name}{at}")), "(string, float) -> string");
    assert_eq!(kind(|values: &[f64], more: &mut Vec<i64>| more.push(values.len() as i64)), "(Array<float64>, Array<int>) -> void");
    assert_eq!(kind(|_: &mut Writ, monster: &Monster, cell: Cell| (monster.health, cell)), "(Monster, Cell) -> (float, Cell) reenters");
    assert_eq!(kind(|text: Option<String>| -> Result<u8, String> { text.ok_or("none".into()).map(|_| 1) }), "(string?) -> Result<int>");
}

#[test]
fn arrays_are_lent_without_a_copy() {
    let mut writ = Writ::new();
    let array: crate::Array<f64> = vec![1.0, 2.0].into();
    let address = array.with_slice(|elements| elements.as_ptr().addr());
    let sum = |writ: &mut Writ, a: &crate::Array<f64>, b: &crate::Array<f64>| {
        enter::<(&'static [f64], &'static [f64]), (f64, i64)>(writ, (a, b), |(a, b)| {
            (a.iter().chain(b).sum(), i64::from(a.as_ptr().addr() == address))
        })
    };
    let other: crate::Array<f64> = vec![4.0].into();
    assert_eq!(sum(&mut writ, &array, &other).unwrap(), crate::object::Tuple2(7.0, 1));
    // Both are copies then.
    assert_eq!(sum(&mut writ, &array, &array).unwrap(), crate::object::Tuple2(6.0, 0));
    assert_eq!(array.to_vec(), [1.0, 2.0]);
    let extended = enter::<(&'static mut Vec<f64>, &'static [f64]), ()>(&mut writ, (&array, &array), |(to, from)| to.extend(from));
    extended.unwrap();
    assert_eq!(array.to_vec(), [1.0, 2.0, 1.0, 2.0]);
}
