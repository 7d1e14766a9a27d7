//! The scheduler with frames that are written by hand, as generated code has them.

#![allow(unsafe_code)] // Frames of classes that share one payload.

mod cancel;
mod children;
mod host;
#[cfg(feature = "vm")]
mod mixed;
mod order;
mod owners;
mod waits;

use super::*;
use crate::depth::Depth;
use crate::error::{self, Fallible, FunctionInfo};
use crate::function::Function;
use crate::natives::coroutine as natives;
use crate::object::{AnyRef, Class, ClassShape, Fields, Object, Ref, Reference, Resume, drop_payload, live_objects, new_instance, payload};
use crate::text::Str;
use crate::writ::Writ;
use std::cell::RefCell;
use std::rc::Rc;

thread_local! {
    static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// What tests look at: things happen in some order.
fn say(text: impl Into<String>) {
    SAID.with_borrow_mut(|said| said.push(text.into()));
}

/// What was said since it was asked last.
fn said() -> String {
    SAID.take().join(" ")
}

/// Says its name when it is dropped.
struct Noisy(&'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        say(format!("-{}", self.0));
    }
}

/// What a frame does when it is resumed; the number is that of the state.
type Body = dyn Fn(&Ref<Walk>, &mut Writ, i32) -> Fallible<i64>;

/// The variables of a coroutine, the last one first.
#[derive(Default)]
#[expect(dead_code, reason = "they are heard when they are dropped")]
struct Locals {
    second: Option<Noisy>,
    first: Option<Noisy>,
}

/// The payload of a frame.
#[repr(C)]
struct Walk {
    state: i32,
    task: i32,
    receiver: Option<AnyRef>,
    result: i64,
    child: Option<Object>,
    things: Vec<Object>,
    locals: Locals,
    body: Option<Rc<Body>>,
}

const fn class(name: &'static str) -> ClassShape {
    ClassShape {
        shape: ClassShape::frame_shape(name),
        size: size_of::<Walk>(),
        align: align_of::<Walk>(),
        drop_payload: drop_payload::<Walk>,
        layout: None,
        ancestors: &[],
        fields: &[],
        traits: &[],
        table: std::ptr::null(),
        methods: &[],
        show: |_, _, _| Ok(Str::new("<Coroutine walk>")),
        equals: None,
        resume: Some(Resume::Compiled(resume)),
        slot_names: &[],
        host: false,
    }
}

static WALK: ClassShape = class("Coroutine walk");
static CHILD: ClassShape = class("Coroutine child");

impl Class for Walk {
    type Handle = Object;
    type Table = ();
    fn shape() -> &'static ClassShape {
        &WALK
    }
}

fn resume(frame: &Object, writ: &mut Writ, _: Depth) -> Fallible<i64> {
    let frame: Ref<Walk> = Reference::assume(frame.clone());
    let state = frame.get_field(|walk| &walk.state);
    assert!(state >= 0, "a cleared frame was resumed");
    frame.set_field(|walk| &mut walk.state, state + 1);
    let body = frame.get_field(|walk| &walk.body);
    let outcome = body.map_or(Ok(signal::ENDED), |body| body(&frame, writ, state));
    if matches!(outcome, Ok(signal::ENDED)) {
        end(&frame);
    }
    outcome
}

/// As a coroutine does at its end: ends its variables, the last one first.
fn end(frame: &Ref<Walk>) {
    frame.set_field(|walk| &mut walk.child, None);
    frame.set_field(|walk| &mut walk.things, Vec::new());
    frame.set_field(|walk| &mut walk.locals, Locals::default());
}

/// A new frame.
fn frame_of(writ: &Writ, class: &'static ClassShape, body: impl Fn(&Ref<Walk>, &mut Writ, i32) -> Fallible<i64> + 'static) -> Ref<Walk> {
    let object = new_instance(class, writ.instance());
    let walk = Walk {
        state: 0,
        task: 0,
        receiver: None,
        result: 0,
        child: None,
        things: Vec::new(),
        locals: Locals::default(),
        body: Some(Rc::new(body)),
    };
    // SAFETY: fresh memory; the payload of both classes is a `Walk`.
    unsafe {
        payload(object).cast::<Walk>().write(walk);
        Reference::assume(Object::from_raw(object))
    }
}

fn frame(writ: &Writ, body: impl Fn(&Ref<Walk>, &mut Writ, i32) -> Fallible<i64> + 'static) -> Ref<Walk> {
    frame_of(writ, &WALK, body)
}

/// Starts a new frame that nobody owns.
fn start(writ: &mut Writ, body: impl Fn(&Ref<Walk>, &mut Writ, i32) -> Fallible<i64> + 'static) -> Coroutine {
    let frame = frame(writ, body);
    start_frame(writ, &frame, None)
}

fn start_frame(writ: &mut Writ, frame: &Ref<Walk>, owner: Option<&Ref<Thing>>) -> Coroutine {
    let owner: Option<AnyRef> = owner.map(|owner| Object::upcast(owner.clone()));
    let started = natives::start(writ, frame, &owner, true).unwrap();
    Coroutine::from_object(started.into_object()).unwrap()
}

/// Says its name in each tick, forever.
fn endless(name: &'static str) -> impl Fn(&Ref<Walk>, &mut Writ, i32) -> Fallible<i64> {
    move |_, _, _| {
        say(name);
        Ok(signal::NEXT_TICK)
    }
}

/// Gives a frame two variables that are heard at their end.
fn locals(frame: &Ref<Walk>, first: &'static str, second: &'static str) {
    frame.set_field(|walk| &mut walk.locals, Locals { second: Some(Noisy(second)), first: Some(Noisy(first)) });
}

/// `yield f()`: what a frame does before it stops.
fn wait_for(frame: &Ref<Walk>, writ: &mut Writ, child: Ref<Walk>) -> Fallible<i64> {
    frame.set_field(|walk| &mut walk.child, Some(child.clone().into_object()));
    natives::r#await(writ, frame, &child)?;
    Ok(signal::WAITING)
}

/// What it does behind it.
fn result_of_child(frame: &Ref<Walk>, writ: &mut Writ, line: u32) -> Fallible<i64> {
    natives::check(writ).map_err(|error| at(error, line))?;
    let child: Ref<Walk> = Reference::assume(frame.get_field(|walk| &walk.child).unwrap());
    frame.set_field(|walk| &mut walk.child, None);
    Ok(child.get_field(|walk| &walk.result))
}

/// Adds a frame of a trace.
fn at(error: Box<error::RuntimeError>, line: u32) -> Box<error::RuntimeError> {
    static INFO: FunctionInfo = FunctionInfo { name: "walk", file: "main.writ" };
    error::At::at(Err::<(), _>(error), &INFO, line).unwrap_err()
}

/// An object that may own coroutines.
#[expect(dead_code, reason = "it is heard when it is dropped")]
struct Thing {
    name: Noisy,
}

static THING: ClassShape = ClassShape {
    shape: ClassShape::shape_of::<Thing>("Thing"),
    size: size_of::<Thing>(),
    align: align_of::<Thing>(),
    drop_payload: drop_payload::<Thing>,
    show: |_, _, _| Ok(Str::new("<Thing>")),
    resume: None,
    ..class("Thing")
};

impl Class for Thing {
    type Handle = Object;
    type Table = ();
    fn shape() -> &'static ClassShape {
        &THING
    }
}

fn thing(writ: &Writ, name: &'static str) -> Ref<Thing> {
    Ref::new(writ, Thing { name: Noisy(name) })
}

/// A frame of a method of an object.
fn method(writ: &Writ, object: &Ref<Thing>, body: impl Fn(&Ref<Walk>, &mut Writ, i32) -> Fallible<i64> + 'static) -> Ref<Walk> {
    let frame = frame(writ, body);
    frame.set_field(|walk| &mut walk.receiver, Some(Object::upcast(object.clone())));
    frame
}

/// Ticks; nothing may fail.
fn tick(writ: &mut Writ, delta: f64) -> String {
    let report = writ.tick(delta).unwrap();
    assert!(report.is_ok(), "{report}");
    said()
}

/// Runs a test and looks for what it left.
fn with_writ(test: impl FnOnce(&mut Writ)) {
    said();
    let before = live_objects();
    let mut writ = Writ::new();
    test(&mut writ);
    said();
    let count = writ.active_coroutine_count();
    assert_eq!(count == 0, writ.coroutines.state.borrow().is_empty());
    drop(writ);
    assert_eq!(live_objects(), before, "objects are left");
}
