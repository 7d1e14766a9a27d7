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
        named::<Monster>("Monster")
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
        named::<Cell>("Cell")
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
        let crossing = Crossing::new((&raw mut *arguments).cast(), result.as_mut_ptr().cast());
        thunk(writ, depth, crossing)?;
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

// ---- in the VM ----

#[cfg(feature = "vm")]
mod vm {
    use super::*;
    use crate::Error;

    impl Describe for Monster {
        fn describe() -> TypeRecord {
            TypeRecord {
                name: "Monster",
                doc: "Bites.",
                kind: TypeKind::Class(<Monster as Class>::shape),
                properties: &[PropertyRecord {
                    name: "health",
                    doc: "",
                    ty: <f32 as Exposed>::type_name,
                    get: |writ, depth, crossing| cross::<(&'static Monster,), f32>(writ, depth, crossing, Monster::__writ_get_health),
                    set: None,
                    place: None,
                    file: "tests.rs",
                    line: 1,
                }],
                traits: &[],
                group: "",
                file: "tests.rs",
                line: 1,
            }
        }
        fn functions() -> Vec<FunctionRecord> {
            vec![
                FunctionRecord {
                    name: "bite",
                    doc: "",
                    kind: FunctionKind::Method,
                    reenters: false,
                    parameters: &[("other", <Monster as Borrowed>::type_name)],
                    result: <f32 as Exposed>::type_name,
                    thunk: |writ, depth, crossing| {
                        cross::<(&'static mut Monster, &'static Monster), f32>(writ, depth, crossing, Monster::__writ_bite)
                    },
                    group: "",
                    file: "tests.rs",
                    line: 2,
                },
                FunctionRecord {
                    name: "callBack",
                    doc: "",
                    kind: FunctionKind::Method,
                    reenters: true,
                    parameters: &[("other", <Monster as Borrowed>::type_name)],
                    result: <() as Exposed>::type_name,
                    thunk: |writ, depth, crossing| {
                        cross::<(&'static mut Monster, Ref<Monster>), ()>(writ, depth, crossing, Monster::__writ_call_back)
                    },
                    group: "",
                    file: "tests.rs",
                    line: 2,
                },
            ]
        }
    }

    impl Describe for Cell {
        fn describe() -> TypeRecord {
            TypeRecord {
                name: "Cell",
                doc: "",
                kind: TypeKind::Struct(&[
                    FieldRecord { name: "column", doc: "", ty: <u8 as Exposed>::type_name, public: true },
                    FieldRecord { name: "row", doc: "", ty: <u8 as Exposed>::type_name, public: true },
                ]),
                properties: &[],
                traits: &[],
                group: "",
                file: "tests.rs",
                line: 1,
            }
        }
        fn functions() -> Vec<FunctionRecord> {
            vec![FunctionRecord {
                name: "step",
                doc: "",
                kind: FunctionKind::Mutating,
                reenters: false,
                parameters: &[("by", <u8 as Exposed>::type_name)],
                result: <() as Exposed>::type_name,
                thunk: |writ, depth, crossing| cross_place::<Cell, (u8,), ()>(writ, depth, crossing, Cell::__writ_step),
                group: "",
                file: "tests.rs",
                line: 1,
            }]
        }
    }

    fn writ() -> Writ {
        let mut writ = Writ::new();
        writ.register_type::<Monster>().unwrap().register_type::<Cell>().unwrap();
        writ.register_fn("spawn", |name: &str| Monster { health: 8.0, name: name.to_owned() }).unwrap();
        writ.register_fn("corner", || Cell { column: 3, row: 4 }).unwrap();
        writ.register_fn("add", |a: i64, b: f32, c: bool| if c { a as f32 + b } else { b }).unwrap();
        writ.register_fn("narrow", |a: i32, b: Option<u8>| (a, b)).unwrap();
        writ.register_fn("twice", |writ: &mut Writ, f: crate::Function<(i64,), i64>| -> Result<i64, crate::RuntimeError> {
            let once = f.call(writ, (1,))?;
            f.call(writ, (once,))
        })
        .unwrap();
        writ.register_global("gravity", 9.5f32).unwrap();
        writ
    }

    fn run(writ: &mut Writ, source: &str) -> String {
        match writ.run(source) {
            Ok(value) => value.to_string(),
            Err(Error::Runtime(error)) => error.to_string(),
            Err(other) => format!("{other}"),
        }
    }

    #[test]
    fn scripts_use_the_host() {
        let mut writ = writ();
        for (source, shown) in [
            ("return add(1, 2.5, true) + gravity", "13.0"),
            ("let a = spawn(\"rat\")\nlet b = spawn(\"cat\")\nreturn (a.bite(b), a.health, b.health)", "(6.0, 6.0, 8.0)"),
            ("let a = spawn(\"rat\")\nreturn a.bite(a)", "6.0"),
            ("return corner()", "Cell(column: 3, row: 4)"),
            (
                "var c = corner()\nc.step(2)\nvar list = [c]\nlist[0].step(1)\nreturn (c, list)",
                "(Cell(column: 5, row: 4), [Cell(column: 6, row: 4)])",
            ),
            ("let i: int32 = -7\nreturn [narrow(i, 3), narrow(i, null)]", "[(-7, 3), (-7, null)]"),
            ("return twice((x) => x * 10)", "100"),
            ("let f = spawn\nlet g: any = f(\"x\")\nreturn \"$g ${g is Monster} ${(g as Monster).health}\"", "<Monster> true 8.0"),
            ("return [1, 2, 3].map((x) => add(x, 0.5, true))", "[1.5, 2.5, 3.5]"),
        ] {
            assert_eq!(run(&mut writ, source), shown, "{source}");
        }
    }

    #[test]
    fn mistakes_end_in_errors_with_a_trace() {
        let mut writ = writ();
        for (source, error) in [
            ("narrow(1, 300)", "error[InvalidArgument]: 300 does not fit `u8`, which holds 0 to 255\n  at <module> (<script>:1)"),
            (
                "let a = spawn(\"rat\")\na.callBack(a)",
                "error[BorrowConflict]: this `Monster` is in use by a function of the host\n  at <module> (<script>:2)",
            ),
            ("func down(x: int) -> int { return twice(down) }\nreturn down(1)", "error[StackOverflow]: too many nested calls"),
        ] {
            let text = run(&mut writ, source);
            assert!(text.starts_with(error), "{text}");
        }
        assert_eq!(run(&mut writ, "return add(1, 1.0, true)"), "2.0");
    }

    #[test]
    fn a_name_is_registered_once() {
        let mut writ = writ();
        let error = writ.register_fn("spawn", || 1i64).err().unwrap();
        assert_eq!(error.to_string(), "`spawn` is registered already");
        assert_eq!(writ.register_fn("let", || 1i64).err().unwrap().to_string(), "`let` is no name that scripts can write");
        assert!(writ.host_api().declarations().contains("native func add(a: int, b: float, c: bool) -> float"));
    }

    #[test]
    fn modules_can_be_denied() {
        let mut writ = Writ::new();
        let mut files = HostModule::new("files");
        files.function("readFile", |path: String| -> Result<String, String> { Ok(path) }).unwrap();
        writ.register_module(files).unwrap();
        writ.deny("files");
        let text = run(&mut writ, "return readFile(\"a\")");
        assert!(text.contains("there is no `readFile` here") && text.contains("it belongs to `files` of the host"), "{text}");
        let program = {
            let mut other = Writ::new();
            let mut files = HostModule::new("files");
            files.function("readFile", |path: String| -> Result<String, String> { Ok(path) }).unwrap();
            other.register_module(files).unwrap();
            other.compile("print(readFile(\"a\"))").unwrap()
        };
        let error = writ.load_compiled(&program).unwrap_err();
        assert!(matches!(error, Error::Host(_)), "{error}");
        writ.allow("files");
        assert_eq!(run(&mut writ, "return readFile(\"a\")"), "Success(\"a\")");
    }

    #[test]
    fn a_function_of_another_instance_is_refused() {
        let (mut one, mut other) = (Writ::new(), Writ::new());
        one.run("func add(x: int) -> int { return x + 1 }").unwrap();
        other.run("func use(f: (int) -> int) -> int { return f(1) }\nfunc own(x: int) -> int { return x + 2 }").unwrap();
        let add: crate::Function<(i64,), i64> = one.function("add").unwrap();
        let own: crate::Function<(i64,), i64> = other.function("own").unwrap();
        assert_eq!(other.call::<i64>("use", (own,)).unwrap(), 3);
        let error = other.call::<i64>("use", (add.clone(),)).unwrap_err();
        assert!(matches!(error, Error::Host(_)), "{error}");
        assert_eq!(add.call(&mut other, (1,)).unwrap_err().kind, ErrorKind::HostError);
        let host = crate::Function::<(i64,), i64>::from_fn(|_, (x,)| Ok(x * 5));
        assert_eq!(other.call::<i64>("use", (host,)).unwrap(), 5);
    }

    #[test]
    fn objects_that_were_destroyed_say_so() {
        let mut writ = writ();
        run(
            &mut writ,
            "let kept = spawn(\"rat\")\nlet weak: Weak<Monster> = kept\nfunc look() -> float { return kept.health }\nfunc held() -> Monster { return kept }",
        );
        let kept: Ref<Monster> = writ.call("held", ()).unwrap();
        writ.bind_owner_id(&kept, 5);
        assert_eq!(writ.destroy_owned(5).unwrap(), 1);
        assert_eq!(run(&mut writ, "return look()").lines().next().unwrap(), "error[HostError]: Monster was destroyed");
        assert_eq!(run(&mut writ, "return weak.get() == null"), "true");
        assert_eq!(run(&mut writ, "return \"$kept\""), "<Monster>");
    }
}
