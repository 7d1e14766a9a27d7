//! The same algorithms in hand-written Rust: what there is to win.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// See `scripts/fib.writ`.
pub fn fib(n: i64) -> i64 {
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

/// See `scripts/loop_sum.writ`.
pub fn loop_sum(n: i64) -> i64 {
    let mut sum = 0i64;
    for i in 0..n {
        sum = (sum ^ i) + 1;
    }
    sum
}

/// See `scripts/sieve.writ`.
pub fn sieve(n: i64) -> i64 {
    let n = n as usize;
    let mut prime = vec![true; n + 1];
    let mut count = 0;
    for i in 2..=n {
        if prime[i] {
            count += 1;
            let mut multiple = i * i;
            while multiple <= n {
                prime[multiple] = false;
                multiple += i;
            }
        }
    }
    count
}

#[derive(Clone, Copy)]
struct Body {
    x: f64,
    y: f64,
    z: f64,
    vx: f64,
    vy: f64,
    vz: f64,
    mass: f64,
}

const SOLAR_MASS: f64 = 39.47841760435743;
const DAYS: f64 = 365.24;

/// Positions, velocities per day, and masses in suns.
const PLANETS: [[f64; 7]; 4] = [
    [
        4.841_431_442_464_721,
        -1.160_320_044_027_428_4,
        -0.103_622_044_471_123_11,
        0.001_660_076_642_744_037,
        0.007_699_011_184_197_404,
        -0.000_069_046_001_697_206_3,
        0.000_954_791_938_424_326_6,
    ],
    [
        8.343_366_718_244_58,
        4.124_798_564_124_305,
        -0.403_523_417_114_321_4,
        -0.002_767_425_107_264_110_3,
        0.004_998_528_012_349_172,
        0.000_023_041_729_757_376_393,
        0.000_285_885_980_666_130_8,
    ],
    [
        12.894_369_562_139_131,
        -15.111_151_401_698_631,
        -0.223_307_578_892_655_73,
        0.002_964_601_375_647_616,
        0.002_378_471_739_594_809_5,
        -0.000_029_658_956_854_023_756,
        0.000_043_662_440_433_515_63,
    ],
    [
        15.379_697_114_850_917,
        -25.919_314_609_987_964,
        0.179_258_772_950_371_18,
        0.002_680_677_724_903_893_2,
        0.001_628_241_700_382_423,
        -0.000_095_159_225_451_971_59,
        0.000_051_513_890_204_661_145,
    ],
];

fn solar_system() -> Vec<Body> {
    let mut bodies = vec![Body { x: 0.0, y: 0.0, z: 0.0, vx: 0.0, vy: 0.0, vz: 0.0, mass: SOLAR_MASS }];
    bodies.extend(PLANETS.map(|[x, y, z, vx, vy, vz, mass]| Body {
        x,
        y,
        z,
        vx: vx * DAYS,
        vy: vy * DAYS,
        vz: vz * DAYS,
        mass: mass * SOLAR_MASS,
    }));
    for i in 0..bodies.len() {
        let body = bodies[i];
        bodies[0].vx -= body.vx * body.mass / SOLAR_MASS;
        bodies[0].vy -= body.vy * body.mass / SOLAR_MASS;
        bodies[0].vz -= body.vz * body.mass / SOLAR_MASS;
    }
    bodies
}

fn advance(bodies: &mut [Body], dt: f64) {
    let count = bodies.len();
    for i in 0..count {
        let a = bodies[i];
        let (mut vx, mut vy, mut vz) = (a.vx, a.vy, a.vz);
        for b in &mut bodies[i + 1..] {
            let (dx, dy, dz) = (a.x - b.x, a.y - b.y, a.z - b.z);
            let squared = dx * dx + dy * dy + dz * dz;
            let magnitude = dt / (squared * squared.sqrt());
            vx -= dx * b.mass * magnitude;
            vy -= dy * b.mass * magnitude;
            vz -= dz * b.mass * magnitude;
            b.vx += dx * a.mass * magnitude;
            b.vy += dy * a.mass * magnitude;
            b.vz += dz * a.mass * magnitude;
        }
        let body = &mut bodies[i];
        (body.vx, body.vy, body.vz) = (vx, vy, vz);
        body.x += dt * vx;
        body.y += dt * vy;
        body.z += dt * vz;
    }
}

fn energy(bodies: &[Body]) -> f64 {
    let mut sum = 0.0;
    for (i, a) in bodies.iter().enumerate() {
        sum += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz);
        for b in &bodies[i + 1..] {
            let (dx, dy, dz) = (a.x - b.x, a.y - b.y, a.z - b.z);
            sum -= a.mass * b.mass / (dx * dx + dy * dy + dz * dz).sqrt();
        }
    }
    sum
}

/// See `scripts/nbody.writ`.
pub fn nbody(steps: i64) -> f64 {
    let mut bodies = solar_system();
    for _ in 0..steps {
        advance(&mut bodies, 0.01);
    }
    energy(&bodies)
}

/// See `scripts/mandelbrot.writ`.
pub fn mandelbrot(size: i64, limit: i64) -> i64 {
    let mut total = 0;
    let scale = 2.0 / size as f64;
    for row in 0..size {
        let ci = row as f64 * scale - 1.0;
        for column in 0..size {
            let cr = column as f64 * scale - 1.5;
            let (mut zr, mut zi) = (0.0f64, 0.0f64);
            let mut steps = 0;
            while steps < limit && zr * zr + zi * zi <= 4.0 {
                let next = zr * zr - zi * zi + cr;
                zi = 2.0 * zr * zi + ci;
                zr = next;
                steps += 1;
            }
            total += steps;
        }
    }
    total
}

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

/// The numbers that the scripts take for random ones.
fn random(seed: &mut i64) -> i64 {
    *seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345) % 2_147_483_648;
    *seed
}

fn sort(items: &mut [i64], low: usize, high: usize) {
    let (mut i, mut j) = (low, high);
    let pivot = items[(low + high) / 2];
    while i <= j {
        while items[i] < pivot {
            i += 1;
        }
        while items[j] > pivot {
            j -= 1;
        }
        if i <= j {
            items.swap(i, j);
            i += 1;
            j = j.wrapping_sub(1);
            if j == usize::MAX {
                break;
            }
        }
    }
    if j != usize::MAX && low < j {
        sort(items, low, j);
    }
    if i < high {
        sort(items, i, high);
    }
}

/// See `scripts/quicksort.writ`.
pub fn quicksort(n: i64) -> i64 {
    let mut seed = 42;
    let mut items: Vec<i64> = Vec::new();
    for _ in 0..n {
        items.push(random(&mut seed));
    }
    sort(&mut items, 0, n as usize - 1);
    items.iter().fold(0, |sum, item| (sum * 31 + item) % 1_000_000_007)
}

/// See `scripts/dictionary.writ`.
pub fn dictionary(n: i64) -> i64 {
    let mut counts: HashMap<i64, i64> = HashMap::new();
    let mut seed = 42;
    for _ in 0..n {
        *counts.entry(random(&mut seed) % 10007).or_insert(0) += 1;
    }
    counts.iter().map(|(key, count)| key * count * count).sum()
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
struct Planet {
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

fn advance_objects(bodies: &[Rc<Planet>], dt: f64) {
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
    let bodies: Vec<Rc<Planet>> = solar_system()
        .iter()
        .map(|body| {
            Rc::new(Planet {
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
    let body = |planet: &Rc<Planet>| Body {
        x: planet.x.get(),
        y: planet.y.get(),
        z: planet.z.get(),
        vx: planet.vx.get(),
        vy: planet.vy.get(),
        vz: planet.vz.get(),
        mass: planet.mass.get(),
    };
    energy(&bodies.iter().map(body).collect::<Vec<_>>())
}
