//! Compiled coroutines as a host starts, ticks and ends them.

use super::coroutines::{line, tick, ticks, with};
use super::linked;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use writ_linking_tests::waits::{self, Actor, Held, Tells, Walks};
use writ_runtime::{Coroutine, Dyn, ErrorKind, Function, Ref, RuntimeError, Str, Writ};

#[test]
fn generated_functions_start_coroutines() {
    let (mut writ, lines) = linked();
    let tell = waits::tell(&mut writ, "a", 2).expect("it starts");
    let act = Actor::new(&mut writ, "b").expect("it is made").act(&mut writ, 1).expect("it starts");
    assert_eq!(format!("{tell:?} {act:?}"), "<Coroutine tell> <Coroutine act>");
    // It is queued for the next tick.
    assert!(tell.is_running(&writ) && lines.borrow().is_empty());
    assert_eq!(tick(&mut writ, &lines), "a0");
    tell.cancel(&mut writ);
    assert!(!tell.is_running(&writ));
    assert_eq!(tick(&mut writ, &lines), "");
}

#[test]
fn coroutines_count_while_they_run() {
    let (mut writ, lines) = linked();
    assert_eq!(writ.active_coroutine_count(), 0);
    let one = waits::count(&mut writ, 1).expect("it starts");
    let actor = Actor::new(&mut writ, "a").expect("it is made");
    // With the child for which it waits.
    let two = waits::perform(&mut writ, &actor, 1).expect("it starts");
    assert_eq!(writ.active_coroutine_count(), 2);
    assert_eq!((tick(&mut writ, &lines).as_str(), writ.active_coroutine_count()), ("", 3));
    assert_eq!((tick(&mut writ, &lines).as_str(), writ.active_coroutine_count()), ("", 0));
    assert!(!one.is_running(&writ) && !two.is_running(&writ));
}

#[test]
fn a_host_gives_coroutines_to_owners() {
    let (mut writ, lines) = linked();
    let one = waits::tell(&mut writ, "a", 9).expect("it starts");
    let two = waits::tell(&mut writ, "b", 9).expect("it starts");
    waits::tell(&mut writ, "c", 9).expect("it starts");
    one.set_owner_id(&mut writ, 7);
    two.set_owner_id(&mut writ, 7);
    assert_eq!(tick(&mut writ, &lines), "a0 b0 c0");
    two.set_owner_id(&mut writ, 8);
    assert_eq!((writ.cancel_coroutines_for_owner(7), writ.cancel_coroutines_for_owner(7)), (1, 0));
    assert_eq!(tick(&mut writ, &lines), "b1 c1");
    assert_eq!(writ.cancel_coroutines_for_owner(8), 1);
    assert_eq!((one.is_running(&writ), two.is_running(&writ), writ.active_coroutine_count()), (false, false, 1));
}

#[test]
fn objects_of_either_engine_belong_to_owners() {
    let (mut writ, lines) = with(
        "import { Actor } from \"waits\"
         class Loud extends Actor {
             func patrol() {
                 while true {
                     print(\"$name!\")
                     yield
                 }
             }
         }
         func loud(name: string) -> Actor { return Loud(name) }",
    );
    let quiet = Actor::new(&mut writ, "a").expect("it is made");
    let loud: Ref<Actor> = writ.call("loud", ("b",)).expect("it is made");
    writ.bind_owner_id(&quiet, 7);
    let early = quiet.guard(&mut writ).expect("it starts");
    loud.guard(&mut writ).expect("it starts");
    writ.bind_owner_id(&loud, 7);
    loud.patrol(&mut writ).expect("it starts");
    assert_eq!(tick(&mut writ, &lines), "a b! b!");
    assert_eq!((writ.cancel_coroutines_for_owner(7), early.is_running(&writ)), (3, false));
    assert_eq!(tick(&mut writ, &lines), "");
}

#[test]
fn calls_of_the_game_tick_by_a_source() {
    let (mut writ, lines) = linked();
    writ.set_tick_source(|| 0.5);
    waits::tell(&mut writ, "a", 9).expect("it starts");
    assert!(lines.borrow().is_empty());
    waits::nothing(&mut writ).expect("it runs");
    assert_eq!(lines.take().join(" "), "a0");
    let actor = Actor::new(&mut writ, "b").expect("it is made");
    assert_eq!(lines.take().join(" "), "a1");
    actor.patrol(&mut writ).expect("it starts");
    assert_eq!(lines.take().join(" "), "a2");
    waits::load(&mut writ).expect("it runs");
    assert_eq!(lines.take().join(" "), "a3 b");
    writ.clear_tick_source();
    waits::nothing(&mut writ).expect("it runs");
    assert!(lines.borrow().is_empty());
}

#[test]
fn no_time_passes_by_a_source_of_zero() {
    let (mut writ, lines) = linked();
    let delta = Rc::new(Cell::new(0.0));
    let source = Rc::clone(&delta);
    writ.set_tick_source(move || source.get());
    waits::sleep(&mut writ, 0.5).expect("it starts");
    waits::tell(&mut writ, "a", 2).expect("it starts");
    for _ in 0..10 {
        waits::nothing(&mut writ).expect("it runs");
    }
    assert_eq!(lines.take().join(" "), "a0 a1");
    delta.set(0.5);
    waits::nothing(&mut writ).expect("it runs");
    assert_eq!(lines.take().join(" "), "awake");
}

#[test]
fn failures_of_ticks_by_a_source_are_kept() {
    let (mut writ, _) = linked();
    writ.set_tick_source(|| 0.5);
    waits::divide(&mut writ, 0).expect("it starts");
    for _ in 0..3 {
        waits::nothing(&mut writ).expect("the failure is not that of the call");
    }
    let failures = writ.take_coroutine_failures();
    assert_eq!((failures.len(), failures[0].coroutine.as_str(), failures[0].error.kind), (1, "divide", ErrorKind::DivisionByZero));
    assert!(writ.take_coroutine_failures().is_empty());
}

#[test]
fn deltas_that_are_none_are_refused() {
    let (mut writ, lines) = linked();
    waits::tell(&mut writ, "a", 1).expect("it starts");
    for delta in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.1] {
        assert_eq!(writ.tick(delta).expect_err("it is no delta").kind, ErrorKind::InvalidArgument, "{delta}");
        writ.set_tick_source(move || delta);
        assert_eq!(waits::nothing(&mut writ).expect_err("it is no delta").kind, ErrorKind::InvalidArgument, "{delta}");
        assert_eq!(waits::tell(&mut writ, "b", 1).expect_err("it is no delta").kind, ErrorKind::InvalidArgument, "{delta}");
        writ.clear_tick_source();
    }
    // Nothing has happened.
    assert_eq!(tick(&mut writ, &lines), "a0");
}

/// A function of the host that ticks and calls in the middle of a script.
fn ticking() -> Function<(), Str> {
    Function::from_fn(|writ, ()| {
        let error = writ.tick(1.0).expect_err("a script runs");
        // A call in the middle does not tick either.
        waits::nothing(writ)?;
        Ok(Str::from(format!("{:?}: {}", error.kind, error.message)))
    })
}

const REFUSED: &str = "HostError: tick was called while a script runs";

#[test]
fn no_tick_in_the_middle_of_the_game() {
    let (mut writ, lines) = with("import { ask } from \"waits\"\nfunc through(f: () -> string) -> string { return ask(f) }");
    waits::tell(&mut writ, "a", 9).expect("it starts");
    assert_eq!(waits::ask(&mut writ, &ticking()).expect("it runs"), REFUSED);
    assert_eq!(writ.call::<String>("through", (ticking(),)).expect("it runs"), REFUSED);
    assert!(lines.borrow().is_empty());
    writ.set_tick_source(|| 0.5);
    assert_eq!(waits::ask(&mut writ, &ticking()).expect("it runs"), REFUSED);
    assert_eq!(lines.take().join(" "), "a0");
    writ.clear_tick_source();
    assert_eq!(tick(&mut writ, &lines), "a1");
}

#[test]
fn no_tick_in_the_middle_of_a_coroutine() {
    let (mut writ, lines) = linked();
    waits::later(&mut writ, &ticking()).expect("it starts");
    assert_eq!(ticks(&mut writ, &lines, 3), ["", REFUSED, "goes on"]);
}

struct Ticking;

impl Held for Ticking {
    fn label(&self, writ: &mut Writ) -> Result<String, Box<RuntimeError>> {
        let error = writ.tick(1.0).expect_err("a script runs");
        Ok(format!("{:?}: {}", error.kind, error.message))
    }

    fn part(&self, writ: &mut Writ, _: &str) -> Result<Dyn<dyn Held>, Box<RuntimeError>> {
        Ok(Dyn::new(writ, Ticking))
    }
}

#[test]
fn no_tick_in_a_method_of_the_host() {
    let (mut writ, lines) = linked();
    let held: Dyn<dyn Held> = Dyn::new(&mut writ, Ticking);
    assert_eq!(waits::label_of(&mut writ, &held).expect("it runs"), REFUSED);
    assert_eq!(tick(&mut writ, &lines), "");
}

#[test]
fn the_host_frees_owners_between_ticks() {
    let (mut writ, lines) = linked();
    let actor = Actor::new(&mut writ, "a").expect("it is made");
    let guard = actor.guard(&mut writ).expect("it starts");
    let patrol = actor.patrol(&mut writ).expect("it starts");
    let waiting = actor.once(&mut writ, 1).expect("it starts");
    assert_eq!((tick(&mut writ, &lines).as_str(), writ.active_coroutine_count()), ("a a", 4));
    drop(actor);
    assert_eq!(writ.active_coroutine_count(), 0);
    assert!(![guard, patrol, waiting].iter().any(|handle| handle.is_running(&writ)));
    assert_eq!(tick(&mut writ, &lines), "");
}

const LOUD: &str = "import { Actor } from \"waits\"
class Loud extends Actor {
    func act(n: int) -> int {
        print(\"$name acts\")
        yield
        return n
    }
    func patrol() {
        while true {
            print(\"$name!\")
            yield act(1)
        }
    }
}
func loud(name: string) -> Actor { return Loud(name) }";

#[test]
fn the_host_frees_owners_of_a_script() {
    let (mut writ, lines) = with(LOUD);
    let loud: Ref<Actor> = writ.call("loud", ("a",)).expect("it is made");
    let guard = loud.guard(&mut writ).expect("it starts");
    let once = loud.once(&mut writ, 1).expect("it starts");
    assert_eq!((tick(&mut writ, &lines).as_str(), writ.active_coroutine_count()), ("a! a acts a acts", 4));
    drop(loud);
    assert_eq!((writ.active_coroutine_count(), guard.is_running(&writ), once.is_running(&writ)), (0, false, false));
    assert_eq!(tick(&mut writ, &lines), "");
}

#[test]
fn a_yield_in_arguments_keeps_no_owner() {
    let (mut writ, lines) = with(LOUD);
    for owner in [writ.call("loud", ("a",)).expect("it is made"), Actor::new(&mut writ, "b").expect("it is made")] {
        let twice = owner.twice(&mut writ, 1).expect("it starts");
        tick(&mut writ, &lines);
        drop(owner);
        assert_eq!((writ.active_coroutine_count(), twice.is_running(&writ)), (0, false));
    }
}

#[test]
fn the_host_frees_owners_in_a_tick() {
    let (mut writ, lines) = with(LOUD);
    let loud: Ref<Actor> = writ.call("loud", ("b",)).expect("it is made");
    let quiet = Actor::new(&mut writ, "c").expect("it is made");
    let owners = Rc::new(RefCell::new(vec![loud, quiet]));
    let freed = Rc::clone(&owners);
    let free: Function<(), Str> = Function::from_fn(move |writ, ()| {
        freed.take();
        Ok(Str::from(format!("{} left", writ.active_coroutine_count())))
    });
    waits::later(&mut writ, &free).expect("it starts");
    for owner in &*owners.borrow() {
        owner.guard(&mut writ).expect("it starts");
    }
    // Those behind it in the tick have no turn any more.
    assert_eq!(ticks(&mut writ, &lines, 3), ["b! b acts c", "1 left", "goes on"]);
}

#[test]
fn traits_start_coroutines_for_the_host() {
    let (mut writ, lines) = with(
        "import { Walks } from \"waits\"
         class Hare with Walks {
             func speed() -> int { return 10 }
             func walk(times: int) -> int {
                 yield
                 print(\"walked $times\")
                 return times
             }
         }
         func hare() -> Walks { return Hare() }",
    );
    let hare: Dyn<dyn Walks> = writ.call("hare", ()).expect("it is made");
    let handle = hare.walk(&mut writ, 3).expect("it starts");
    assert!(handle.is_running(&writ));
    assert_eq!(ticks(&mut writ, &lines, 2), ["", "walked 3"]);
}

/// Walks as a trait's default does.
struct Walker(i64);

impl Walks for Walker {
    fn speed(&self, _: &mut Writ) -> Result<i64, Box<RuntimeError>> {
        Ok(self.0)
    }
}

#[test]
fn coroutines_of_a_trait_run_on_objects_of_the_host() {
    let (mut writ, lines) = with("import { Walks, race } from \"waits\"\nfunc run(walker: Walks) { print(yield race(walker, 2)) }");
    let walker: Dyn<dyn Walks> = Dyn::new(&mut writ, Walker(5));
    writ.call::<()>("run", (walker,)).expect("it starts");
    assert_eq!(ticks(&mut writ, &lines, 3), ["", "", "10"]);
}

/// Hands on a coroutine that runs already.
struct Lazy;

impl Walks for Lazy {
    fn speed(&self, _: &mut Writ) -> Result<i64, Box<RuntimeError>> {
        Ok(1)
    }

    fn walk(&self, writ: &mut Writ, times: i64) -> Result<Coroutine, Box<RuntimeError>> {
        Ok(waits::count(writ, times)?)
    }
}

#[test]
fn a_coroutine_of_the_host_that_runs_already_is_no_child() {
    let (mut writ, lines) = with("import { Walks, race } from \"waits\"\nfunc run(walker: Walks) {\n    print(yield race(walker, 2))\n}");
    let walker: Dyn<dyn Walks> = Dyn::new(&mut writ, Lazy);
    writ.call::<()>("run", (walker,)).expect("it starts");
    let expected = format!(
        "error[InvalidArgument]: this is not a coroutine that can be started
  at race (waits.writ:{}) [coroutine]
  at run (<script>:3) [coroutine]",
        line("yield one.walk(times)")
    );
    assert_eq!(tick(&mut writ, &lines), expected);
}

/// Hands on a coroutine that gives something else.
struct Liar;

impl Tells for Liar {}

impl Walks for Liar {
    fn speed(&self, _: &mut Writ) -> Result<i64, Box<RuntimeError>> {
        Ok(1)
    }

    fn walk(&self, writ: &mut Writ, _: i64) -> Result<Coroutine, Box<RuntimeError>> {
        self.tell(writ)
    }
}

#[test]
fn a_coroutine_of_the_host_gives_what_its_trait_says() {
    let (mut writ, lines) = with("import { Walks, race } from \"waits\"\nfunc run(walker: Walks) {\n    print(yield race(walker, 2))\n}");
    let walker: Dyn<dyn Walks> = Dyn::new(&mut writ, Liar);
    writ.call::<()>("run", (walker,)).expect("it starts");
    let failed = tick(&mut writ, &lines);
    assert!(failed.starts_with("error[CastFailed]"), "{failed}");
    assert_eq!(ticks(&mut writ, &lines, 2), ["", ""]);
}
