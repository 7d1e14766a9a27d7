//! The same algorithms in hand-written Rust: what there is to win. (`native_rc` shares references as the scripts do.)

use crate::host_items::{Body, mix};
use std::collections::HashMap;
use std::fmt::Write;
use std::hint::black_box;

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

/// A body of the solar system.
#[derive(Clone, Copy)]
pub struct Planet {
    pub x: f64,
    pub y: f64,
    pub z: f64,
    pub vx: f64,
    pub vy: f64,
    pub vz: f64,
    pub mass: f64,
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

/// Sun and planets, at rest as a whole.
pub fn solar_system() -> Vec<Planet> {
    let mut bodies = vec![Planet { x: 0.0, y: 0.0, z: 0.0, vx: 0.0, vy: 0.0, vz: 0.0, mass: SOLAR_MASS }];
    bodies.extend(PLANETS.map(|[x, y, z, vx, vy, vz, mass]| Planet {
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

fn advance(bodies: &mut [Planet], dt: f64) {
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

/// The energy of the whole, which hardly changes.
pub fn energy(bodies: &[Planet]) -> f64 {
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

/// The numbers that the scripts take for random ones; no product leaves the 53 bits that engines without 64-bit ints have.
pub fn random(seed: &mut i64) -> i64 {
    *seed = (*seed * 3877 + 29573) % 139_968;
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

/// See `scripts/spectral_norm.writ`.
pub fn spectral_norm(n: i64) -> f64 {
    fn cell(i: usize, j: usize) -> f64 {
        1.0 / ((i + j) * (i + j + 1) / 2 + i + 1) as f64
    }
    fn multiply(from: &[f64], to: &mut [f64], at: impl Fn(usize, usize) -> f64) {
        for (i, to) in to.iter_mut().enumerate() {
            *to = from.iter().enumerate().fold(0.0, |sum, (j, value)| sum + at(i, j) * value);
        }
    }
    fn both(from: &[f64], to: &mut [f64], between: &mut [f64]) {
        multiply(from, between, cell);
        multiply(between, to, |i, j| cell(j, i));
    }
    let n = n as usize;
    let (mut u, mut v, mut between) = (vec![1.0; n], vec![0.0; n], vec![0.0; n]);
    for _ in 0..10 {
        both(&u, &mut v, &mut between);
        both(&v, &mut u, &mut between);
    }
    let (mut uv, mut vv) = (0.0, 0.0);
    for (u, v) in u.iter().zip(&v) {
        uv += u * v;
        vv += v * v;
    }
    (uv / vv).sqrt()
}

/// See `scripts/fannkuch.writ`.
pub fn fannkuch(n: i64) -> i64 {
    let n = n as usize;
    let mut order: Vec<usize> = (0..n).collect();
    let mut flipped = order.clone();
    let mut counts = vec![0; n];
    let (mut most, mut sum, mut turn, mut r) = (0, 0, 0, n);
    loop {
        while r != 1 {
            counts[r - 1] = r;
            r -= 1;
        }
        flipped.copy_from_slice(&order);
        let mut flips = 0;
        while flipped[0] != 0 {
            let (mut i, mut j) = (0, flipped[0]);
            while i < j {
                flipped.swap(i, j);
                i += 1;
                j -= 1;
            }
            flips += 1;
        }
        most = most.max(flips);
        sum += if turn % 2 == 0 { flips } else { -flips };
        loop {
            if r == n {
                return sum * 100 + most;
            }
            let first = order[0];
            for i in 0..r {
                order[i] = order[i + 1];
            }
            order[r] = first;
            counts[r] -= 1;
            if counts[r] > 0 {
                break;
            }
            r += 1;
        }
        turn += 1;
    }
}

/// See `scripts/queens.writ`.
pub fn queens(n: i64) -> i64 {
    struct Board {
        columns: Vec<bool>,
        rising: Vec<bool>,
        falling: Vec<bool>,
    }
    fn place(board: &mut Board, row: usize, n: usize) -> i64 {
        if row == n {
            return 1;
        }
        let mut found = 0;
        for column in 0..n {
            let (rising, falling) = (row + column, row + n - column);
            if !board.columns[column] && !board.rising[rising] && !board.falling[falling] {
                board.columns[column] = true;
                board.rising[rising] = true;
                board.falling[falling] = true;
                found += place(board, row + 1, n);
                board.columns[column] = false;
                board.rising[rising] = false;
                board.falling[falling] = false;
            }
        }
        found
    }
    let n = n as usize;
    place(&mut Board { columns: vec![false; n], rising: vec![false; 2 * n], falling: vec![false; 2 * n + 1] }, 0, n)
}

/// See `scripts/binary_trees.writ`: each tree owns its branches.
pub fn binary_trees(depth: i64) -> i64 {
    struct Tree(Option<(Box<Tree>, Box<Tree>)>);
    fn build(depth: i64) -> Tree {
        Tree((depth != 0).then(|| (Box::new(build(depth - 1)), Box::new(build(depth - 1)))))
    }
    fn count(tree: &Tree) -> i64 {
        tree.0.as_ref().map_or(1, |(left, right)| 1 + count(left) + count(right))
    }
    let long = build(depth);
    let mut sum = 0;
    for d in (4..=depth).step_by(2) {
        for _ in 0..1 << (depth - d + 4) {
            sum += count(&build(d));
        }
    }
    sum + count(&long)
}

/// See `scripts/string_build.writ`.
pub fn string_build(n: i64) -> i64 {
    let mut text = String::new();
    for i in 0..n {
        let _ = write!(text, "item {i};");
    }
    black_box(&text).len() as i64
}

/// See `scripts/dict_int.writ`.
pub fn dict_int(n: i64) -> i64 {
    let mut counts: HashMap<i64, i64> = HashMap::new();
    let mut seed = 42;
    for _ in 0..n {
        *counts.entry(random(&mut seed) % 10_000).or_insert(0) += 1;
    }
    counts.iter().map(|(key, count)| key * count * count).sum()
}

/// See `scripts/dict_str.writ`.
pub fn dict_str(n: i64) -> i64 {
    let names: Vec<String> = (0..10_000).map(|i| format!("key {i}")).collect();
    let mut counts: HashMap<String, i64> = HashMap::new();
    let mut seed = 42;
    for _ in 0..n {
        let name = &names[random(&mut seed) as usize % 10_000];
        match counts.get_mut(name) {
            Some(count) => *count += 1,
            None => {
                counts.insert(name.clone(), 1);
            }
        }
    }
    names.iter().enumerate().map(|(i, name)| i as i64 * counts.get(name).copied().unwrap_or(0)).sum()
}

/// See `scripts/virtual_calls.writ`.
pub fn virtual_calls(n: i64) -> i64 {
    trait Shape {
        fn area(&self, turn: i64) -> i64;
    }
    struct Square(i64);
    struct Rectangle(i64, i64);
    struct Circle(i64);
    impl Shape for Square {
        fn area(&self, turn: i64) -> i64 {
            self.0 * self.0 + turn
        }
    }
    impl Shape for Rectangle {
        fn area(&self, turn: i64) -> i64 {
            self.0 * self.1 - turn
        }
    }
    impl Shape for Circle {
        fn area(&self, _: i64) -> i64 {
            self.0 * self.0 * 3
        }
    }
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Square(3)), Box::new(Rectangle(2, 5)), Box::new(Circle(4))];
    (0..n).map(|i| shapes[(i % 3) as usize].area(i)).fold(0, i64::wrapping_add)
}

/// See `scripts/closures.writ`: rustc inlines all of it.
pub fn closures(n: i64) -> i64 {
    fn apply(f: impl Fn(i64) -> i64, x: i64) -> i64 {
        f(x)
    }
    let mut total = 0i64;
    let mut count = |x| {
        total = total.wrapping_add(x);
        total
    };
    let mut last = 0;
    for i in 0..n {
        last = count(apply(|x| x + i, black_box(1)));
    }
    last
}

/// See `scripts/host_call.writ`.
pub fn host_call(n: i64) -> i64 {
    (0..n).fold(0, mix)
}

/// See `scripts/call_script.writ`.
pub fn call_script(n: i64) -> i64 {
    let plain: fn(i64) -> i64 = black_box(|x| x * 3 + 1);
    (0..n).fold(0, |sum, i| sum + plain(i))
}

/// See `scripts/host_object.writ`.
pub fn host_object(n: i64) -> f64 {
    let mut body = Body { mass: 2.0, speed: 0.0 };
    let mut last = 0.0;
    for _ in 0..n {
        let body = black_box(&mut body);
        body.mass += 1.0;
        last = body.push(0.5);
    }
    body.mass + last
}

/// See `scripts/switches.writ`: states as one writes them by hand, behind a table of functions.
pub fn switches(count: i64, rounds: i64) -> i64 {
    trait Resume {
        fn resume(&mut self, total: &mut i64) -> bool;
    }
    struct Worker {
        turn: i64,
        rounds: i64,
    }
    impl Resume for Worker {
        fn resume(&mut self, total: &mut i64) -> bool {
            if self.turn == self.rounds {
                return false;
            }
            *total += self.turn % 3;
            self.turn += 1;
            true
        }
    }
    let mut list: Vec<Box<dyn Resume>> = (0..count).map(|_| black_box(Box::new(Worker { turn: 0, rounds }) as Box<dyn Resume>)).collect();
    let mut total = 0;
    while !list.is_empty() {
        list.retain_mut(|one| one.resume(&mut total));
    }
    total
}
