//! A program that checks, in the VM under limits: several times, with ticks.

use crate::cycles::can_make_cycles;
use crate::input::Input;
use crate::mutate;
use crate::programs::Kind;
use std::cell::RefCell;
use std::rc::Rc;
use writ_compiler::{Options, Session};
use writ_generator::{Choices, Generated, Settings, generate};
use writ_runtime::object::live_objects;
use writ_runtime::{CompiledProgram, Error, ErrorKind, Limits, Writ};

const INSTRUCTIONS: u64 = 20_000;
const HEAP_BYTES: usize = 4 << 20;
const CALL_DEPTH: u32 = 500;

/// What runs.
pub struct Plan {
    pub source: String,
    pub ticks: u32,
    pub seconds: f64,
    /// Nobody changed it behind the generator: it checks, and makes no objects that hold each other.
    is_generated: bool,
}

/// A program runs under limits.
///
/// # Panics
/// If something is found.
pub fn vm(data: &[u8]) {
    let plan = plan_of(data);
    if !plan.is_generated {
        // What can't be compiled is for the target `front_end`.
        let mut session = Session::new(Options::default());
        let loaded = session.eval(&writ_compiler::loader::NoFiles, "<script>", &plan.source);
        // What holds itself is not freed: the sanitizer would find it lost.
        if loaded.module.is_none() || can_make_cycles(session.program()) {
            return;
        }
    }
    let limits = Limits::new().instructions(INSTRUCTIONS).heap_bytes(HEAP_BYTES).call_depth(CALL_DEPTH);
    let program = match Writ::new().compile(&plan.source) {
        Ok(program) => program,
        Err(error) => panic!("it does not compile: {error}\n{}", plan.source),
    };
    let objects = live_objects();
    let first = run(&plan, &program, limits, true);
    assert_eq!(live_objects(), objects, "objects are left");
    let again = run(&plan, &program, limits, false);
    assert_eq!(first, again, "a second time it does something else");
    // What came before the instructions ran out is the same with more of them.
    if first.before_fuel < first.events.len() {
        let longer = run(&plan, &program, limits.instructions(INSTRUCTIONS * 3), false);
        let common = &first.events[..first.before_fuel];
        assert!(longer.events.starts_with(common), "with more instructions the start is another one:\n{common:#?}\n{:#?}", longer.events);
    }
    assert_eq!(live_objects(), objects, "objects are left");
}

/// The program that an input stands for.
pub fn plan_of(data: &[u8]) -> Plan {
    let mut input = Input::new(data);
    let first = input.byte();
    let lines = 10 + usize::from(first % 32) * 3;
    let settings = Settings { lines, host: false, ticks: true };
    match first / 32 {
        // Bytes that the generator uses up: small ones give small programs, and what reaches something new is found by changing them.
        0..3 => generated(&mut Choices::from_bytes(input.rest()), &settings),
        // A seed: all of a program at once.
        3..5 => {
            let seed = (0..4).fold(0u64, |seed, _| (seed << 16) | u64::from(input.word()));
            let plan = generated(&mut Choices::from_seed(seed), &settings);
            if input.is_empty() {
                return plan;
            }
            let mut source = plan.source;
            mutate::change_all(&mut input, &mut source, |script| script.kind == Kind::Runs);
            Plan { source, is_generated: false, ..plan }
        }
        _ => {
            let seconds = input.pick(&[0.1, 0.0, 1.0, 0.016, 1e9, 0.5]);
            let (script, source) = mutate::program(&mut input, |script| script.kind == Kind::Runs);
            Plan { source, ticks: (u32::from(first) % 16).min(script.ticks.0 + 2), seconds, is_generated: false }
        }
    }
}

fn generated(choices: &mut Choices, settings: &Settings) -> Plan {
    let Generated { source, ticks, seconds } = generate(choices, settings);
    Plan { source, ticks: ticks.min(30), seconds, is_generated: true }
}

/// What a run let see.
#[derive(PartialEq, Debug)]
struct Seen {
    /// What was printed, the value, and errors, in this order.
    events: Vec<String>,
    /// How many of these came before the instructions ran out for the first time.
    before_fuel: usize,
    /// Instructions that the program used.
    instructions: u64,
}

fn run(plan: &Plan, program: &CompiledProgram, limits: Limits, works_on: bool) -> Seen {
    let events = Rc::new(RefCell::new(Vec::new()));
    let sink = Rc::clone(&events);
    let mut writ = Writ::new();
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    writ.set_limits(limits);
    let allowed = limits.instructions.unwrap_or(u64::MAX);
    let mut before_fuel = usize::MAX;
    let mut ran_out = |error: &writ_runtime::RuntimeError, at: usize| {
        if error.kind == ErrorKind::OutOfFuel {
            before_fuel = before_fuel.min(at);
        }
    };
    let mut used = 0;
    match writ.load_compiled(program) {
        Ok(module) => events.borrow_mut().push(format!("value: {}", module.value())),
        Err(Error::Runtime(error)) => {
            ran_out(&error, events.borrow().len());
            events.borrow_mut().push(error.to_string());
        }
        // A function that is too large for bytecode.
        Err(error) => events.borrow_mut().push(error.to_string()),
    }
    check(&writ, &mut used, allowed);
    for _ in 0..plan.ticks {
        let before = events.borrow().len();
        let report = writ.tick(plan.seconds).expect("nothing runs that a tick could disturb");
        for failure in report.failures {
            ran_out(&failure.error, before);
            events.borrow_mut().push(failure.error.to_string());
        }
        check(&writ, &mut used, allowed);
    }
    // The instance works on, whatever ended before; of memory there may be none left.
    if works_on {
        let limits = limits.heap_bytes(None);
        let works = writ
            .with_limits(limits, |writ| writ.run("func afterwards(x: int) -> int { return x * 2 }\nreturn \"works ${afterwards(21)}\""));
        assert_eq!(works.expect("a small piece runs").to_string(), "works 42");
    }
    let events_end = events.borrow().len();
    drop(writ);
    assert_eq!(events.borrow().len(), events_end, "something is printed while the instance ends");
    let events = events.take();
    Seen { before_fuel: before_fuel.min(events.len()), events, instructions: used }
}

/// Nothing took more than it may.
fn check(writ: &Writ, used: &mut u64, allowed: u64) {
    let before = std::mem::replace(used, writ.instructions_used());
    assert!(*used - before <= allowed + ROUNDING, "{} instructions ran, {allowed} may", *used - before);
    assert!(writ.heap_bytes() <= HEAP_BYTES, "{} bytes of heap, {HEAP_BYTES} may be", writ.heap_bytes());
}

/// What runs out is noticed when the next piece of work is charged.
const ROUNDING: u64 = 0;
