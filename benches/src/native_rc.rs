//! The programs in which scripts share references, in Rust that shares them too: counted, and changed through cells.

use crate::host_items::Body;
use crate::native::{Planet, energy, random, solar_system};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// See `scripts/closures.writ`.
pub fn closures(n: i64) -> i64 {
    fn apply(f: Rc<dyn Fn(i64) -> i64>, x: i64) -> i64 {
        f(x)
    }
    let total = Rc::new(Cell::new(0i64));
    let shared = total.clone();
    let count: Rc<dyn Fn(i64) -> i64> = Rc::new(move |x| {
        shared.set(shared.get().wrapping_add(x));
        shared.get()
    });
    let mut last = 0;
    for i in 0..n {
        let add: Rc<dyn Fn(i64) -> i64> = Rc::new(move |x| x.wrapping_add(i));
        last = count(apply(add, 1));
    }
    last
}

trait Shape {
    fn area(&self, turn: i64) -> i64;
}

struct Square {
    size: Cell<i64>,
}

struct Rectangle {
    size: Cell<i64>,
    height: Cell<i64>,
}

struct Circle {
    size: Cell<i64>,
}

impl Shape for Square {
    fn area(&self, turn: i64) -> i64 {
        self.size.get() * self.size.get() + turn
    }
}

impl Shape for Rectangle {
    fn area(&self, turn: i64) -> i64 {
        self.size.get() * self.height.get() - turn
    }
}

impl Shape for Circle {
    fn area(&self, _: i64) -> i64 {
        self.size.get() * self.size.get() * 3
    }
}

/// See `scripts/virtual_calls.writ`.
pub fn virtual_calls(n: i64) -> i64 {
    let shapes: Vec<Rc<dyn Shape>> = vec![
        Rc::new(Square { size: Cell::new(3) }),
        Rc::new(Rectangle { size: Cell::new(2), height: Cell::new(5) }),
        Rc::new(Circle { size: Cell::new(4) }),
    ];
    (0..n).map(|i| shapes[(i % 3) as usize].area(i)).fold(0, i64::wrapping_add)
}

struct Tree {
    left: RefCell<Option<Rc<Tree>>>,
    right: RefCell<Option<Rc<Tree>>>,
}

impl Tree {
    fn count(&self) -> i64 {
        match (&*self.left.borrow(), &*self.right.borrow()) {
            (Some(left), Some(right)) => 1 + left.count() + right.count(),
            _ => 1,
        }
    }
}

fn build(depth: i64) -> Rc<Tree> {
    let child = || if depth == 0 { None } else { Some(build(depth - 1)) };
    let left = child();
    Rc::new(Tree { left: RefCell::new(left), right: RefCell::new(child()) })
}

/// See `scripts/binary_trees.writ`.
pub fn binary_trees(depth: i64) -> i64 {
    let long = build(depth);
    let mut sum = 0;
    for d in (4..=depth).step_by(2) {
        for _ in 0..1 << (depth - d + 4) {
            sum += build(d).count();
        }
    }
    sum + long.count()
}

/// A body that others share.
struct Shared {
    x: Cell<f64>,
    y: Cell<f64>,
    z: Cell<f64>,
    vx: Cell<f64>,
    vy: Cell<f64>,
    vz: Cell<f64>,
    mass: Cell<f64>,
}

fn add(field: &Cell<f64>, value: f64) {
    field.set(field.get() + value);
}

fn advance_objects(bodies: &[Rc<Shared>], dt: f64) {
    for (i, a) in bodies.iter().enumerate() {
        for b in &bodies[i + 1..] {
            let (dx, dy, dz) = (a.x.get() - b.x.get(), a.y.get() - b.y.get(), a.z.get() - b.z.get());
            let squared = dx * dx + dy * dy + dz * dz;
            let magnitude = dt / (squared * squared.sqrt());
            add(&a.vx, -(dx * b.mass.get() * magnitude));
            add(&a.vy, -(dy * b.mass.get() * magnitude));
            add(&a.vz, -(dz * b.mass.get() * magnitude));
            add(&b.vx, dx * a.mass.get() * magnitude);
            add(&b.vy, dy * a.mass.get() * magnitude);
            add(&b.vz, dz * a.mass.get() * magnitude);
        }
    }
    for body in bodies {
        add(&body.x, dt * body.vx.get());
        add(&body.y, dt * body.vy.get());
        add(&body.z, dt * body.vz.get());
    }
}

/// See `scripts/nbody_objects.writ`.
pub fn nbody_objects(steps: i64) -> f64 {
    let bodies: Vec<Rc<Shared>> = solar_system()
        .iter()
        .map(|body| {
            Rc::new(Shared {
                x: Cell::new(body.x),
                y: Cell::new(body.y),
                z: Cell::new(body.z),
                vx: Cell::new(body.vx),
                vy: Cell::new(body.vy),
                vz: Cell::new(body.vz),
                mass: Cell::new(body.mass),
            })
        })
        .collect();
    for _ in 0..steps {
        advance_objects(&bodies, 0.01);
    }
    let body = |body: &Rc<Shared>| Planet {
        x: body.x.get(),
        y: body.y.get(),
        z: body.z.get(),
        vx: body.vx.get(),
        vy: body.vy.get(),
        vz: body.vz.get(),
        mass: body.mass.get(),
    };
    energy(&bodies.iter().map(body).collect::<Vec<_>>())
}

/// See `scripts/dict_str.writ`.
pub fn dict_str(n: i64) -> i64 {
    let names: Vec<Rc<str>> = (0..10_000).map(|i| format!("key {i}").into()).collect();
    let mut counts: HashMap<Rc<str>, i64> = HashMap::new();
    let mut seed = 42;
    for _ in 0..n {
        let name = names[random(&mut seed) as usize % 10_000].clone();
        *counts.entry(name).or_insert(0) += 1;
    }
    names.iter().enumerate().map(|(i, name)| i as i64 * counts.get(name).copied().unwrap_or(0)).sum()
}

/// See `scripts/host_object.writ`.
pub fn host_object(n: i64) -> f64 {
    let body = Rc::new(RefCell::new(Body { mass: 2.0, speed: 0.0 }));
    let shared = std::hint::black_box(body.clone());
    let mut last = 0.0;
    for _ in 0..n {
        let mass = shared.borrow().mass;
        shared.borrow_mut().mass = mass + 1.0;
        last = shared.borrow_mut().push(0.5);
    }
    body.borrow().mass + last
}
