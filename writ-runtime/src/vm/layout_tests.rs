//! Values lie in memory as rustc lays the Rust types out that compiled code has for them, and keys hash alike.

use super::bytecode::Layouts;
use super::interp::memory::element_layout;
use crate::function::Boxed;
use crate::object::{ElementLayout, hash_of, live_objects};
use crate::text::Str;
use std::fmt::Debug;
use std::hash::Hash;
use writ_compiler::ir::Program;
use writ_compiler::loader::Memory;
use writ_compiler::{Options, Session};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
enum Opt<T> {
    None = 0,
    Some(T) = 1,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
enum Res<T> {
    Error(Str) = 0,
    Success(T) = 1,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(C)]
struct Pair<A, B>(A, B);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(C)]
struct Mixed {
    flag: bool,
    small: i32,
    name: Str,
    alive: bool,
    count: i64,
    last: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(C)]
struct Empty {
    hidden: u8,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(C)]
struct Nested {
    maybe: Opt<i64>,
    result: Res<bool>,
    empty: Empty,
    small: Opt<bool>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(i32)]
enum Plain {
    A,
    B,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(i32)]
enum Alone {
    A { text: Str, id: i32 },
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(i32)]
#[allow(dead_code)] // The names are the script's.
enum Many {
    None,
    Small { a: bool, b: i32 },
    Text { s: Str, n: bool, t: Str },
    Deep { m: Mixed, p: Plain },
    Maybe { x: Opt<i32>, y: Option<Str> },
    Numbers { x: i64, y: i32, z: i64 },
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[repr(i32)]
enum List {
    End,
    Node { value: i64, rest: Boxed<List> },
}

const SOURCE: &str = "
struct Mixed { flag: bool\n small: int32\n name: string\n alive: bool\n count: int\n last: bool }
struct Empty { func f() -> int { return 1 } }
struct Nested { maybe: int?\n result: Result<bool>\n empty: Empty\n small: bool? }
enum Plain { A, B }
enum Alone { A(text: string, id: int32) }
enum Many {
    None, Small(a: bool, b: int32), Text(s: string, n: bool, t: string), Deep(m: Mixed, p: Plain), Maybe(x: int32?, y: string?), Numbers(x: int, y: int32, z: int)
}
enum List { End, Node(value: int, rest: List) }
func all(a0: Mixed, a1: Empty, a2: Nested, a3: Plain, a4: Alone, a5: Many, a6: List, a7: int?, a8: Result<Many>, a9: string?,
    b0: (bool, Many), b1: (Many, bool), b2: Result<string>, b3: Result<bool>, b4: Nested?, b5: (bool, (int32, bool)), b6: (Empty, int), b7: bool,
    b8: (bool, Plain?), b9: List?) {}
";

struct Types {
    program: Session,
    layouts: Layouts,
    next: usize,
}

impl Types {
    /// Compares the next parameter's type with a Rust type, by values of it. Whether it can be a key.
    fn same<T: Clone + PartialEq + Eq + Hash + Debug>(&mut self, values: &[T], key: bool) {
        let program: &Program = self.program.program();
        let all = program.functions.iter().find(|function| &*function.name == "all").unwrap();
        let ty = all.locals[all.parameters[self.next].0 as usize].ty;
        let what = format!("parameter {}", self.next);
        self.next += 1;
        let layout = element_layout(&self.layouts.of(program, ty).layout, 0);
        assert_eq!((layout.size, layout.align), (size_of::<T>(), align_of::<T>()), "{what}");
        for value in values {
            // SAFETY: the layout is that of the type, which is what this tests.
            unsafe { through(layout, value, &what) };
            let hash = layout.key.unwrap().hash;
            if key {
                // SAFETY: as above.
                assert_eq!(unsafe { hash(layout, std::ptr::from_ref(value).cast()) }, hash_of(value), "{what} {value:?}");
            }
            for other in values {
                let eq = layout.key.unwrap().eq;
                // SAFETY: as above.
                let same = unsafe { eq(layout, std::ptr::from_ref(value).cast(), std::ptr::from_ref(other).cast()) };
                assert_eq!(same, value == other, "{what} {value:?} {other:?}");
            }
        }
    }
}

/// To slots and back, copied and dropped by the layout.
unsafe fn through<T: Clone + PartialEq + Debug>(layout: &ElementLayout, value: &T, what: &str) {
    let mut slots = vec![u64::MAX; layout.slots];
    let mut copy = std::mem::MaybeUninit::<T>::uninit();
    let mut back = std::mem::MaybeUninit::<T>::uninit();
    // SAFETY: the caller's promise. The copy owns its references and gives them, by way of the slots, to `back`.
    unsafe {
        copy.as_mut_ptr().cast::<u8>().write_bytes(0xaa, size_of::<T>());
        back.as_mut_ptr().cast::<u8>().write_bytes(0x55, size_of::<T>());
        layout.clone_values(std::ptr::from_ref(value).cast(), copy.as_mut_ptr().cast(), 1);
        assert_eq!(copy.assume_init_ref(), value, "{what}");
        layout.load_slots(copy.as_ptr().cast(), slots.as_mut_ptr());
        layout.store_slots(slots.as_ptr(), back.as_mut_ptr().cast());
        assert_eq!(back.assume_init_ref(), value, "{what}");
        layout.drop_values(back.as_mut_ptr().cast(), 1);
    }
}

#[test]
fn memory_is_what_rustc_makes_of_the_types() {
    let before = live_objects();
    let mut session = Session::new(Options::default());
    let loaded = session.eval(&Memory::default(), "test.writ", SOURCE);
    assert!(loaded.module.is_some(), "{:?}", loaded.diagnostics);
    let mut types = Types { program: session, layouts: Layouts::default(), next: 0 };
    let text = |text: &str| Str::new(text);
    let long = || Str::new("a text that lies on the heap");
    let mixed = |name| Mixed { flag: true, small: -3, name, alive: false, count: i64::MIN, last: true };
    let nested = |maybe| Nested { maybe, result: Res::Error(long()), empty: Empty { hidden: 0 }, small: Opt::Some(true) };
    let many = || {
        [
            Many::None,
            Many::Small { a: true, b: -7 },
            Many::Text { s: long(), n: true, t: text("") },
            Many::Deep { m: mixed(long()), p: Plain::B },
            Many::Maybe { x: Opt::Some(-1), y: Some(long()) },
            Many::Maybe { x: Opt::None, y: None },
            Many::Numbers { x: -1, y: i32::MIN, z: 5 },
        ]
    };
    let node = |value, rest| List::Node { value, rest: Boxed::new(rest) };
    types.same(&[mixed(text("a")), mixed(long())], true);
    types.same(&[Empty { hidden: 0 }], true);
    types.same(&[nested(Opt::None), nested(Opt::Some(-5))], false);
    types.same(&[Plain::A, Plain::B], true);
    types.same(&[Alone::A { text: long(), id: 4 }, Alone::A { text: long(), id: -4 }], true);
    types.same(&many(), false);
    types.same(&[List::End], true);
    types.same(&[Opt::Some(i64::MAX), Opt::None], false);
    let results: Vec<Res<Many>> = many().into_iter().map(Res::Success).chain([Res::Error(long()), Res::Error(text(""))]).collect();
    types.same(&results, false);
    types.same(&[Some(long()), None, Some(text(""))], false);
    types.same(&many().map(|many| Pair(true, many)), false);
    types.same(&many().map(|many| Pair(many, false)), false);
    types.same(&[Res::Success(long()), Res::Error(long()), Res::Error(text("x"))], false);
    types.same(&[Res::Success(true), Res::Success(false), Res::Error(long())], false);
    types.same(&[Opt::Some(nested(Opt::Some(1))), Opt::None], false);
    types.same(&[Pair(true, Pair(i32::MIN, true))], true);
    types.same(&[Pair(Empty { hidden: 0 }, 7i64)], true);
    types.same(&[true, false], true);
    types.same(&[Pair(true, Opt::Some(Plain::B)), Pair(true, Opt::None)], false);
    let list = || node(1, node(2, List::End));
    // A box of compiled code hides what is in it, so lists are compared by their layout only.
    types.same::<Opt<List>>(&[], false);
    drop((list(), results, types));
    assert_eq!(live_objects(), before);
}
