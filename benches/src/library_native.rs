//! What `scripts/library.writ` does, in hand-written Rust.

use std::collections::HashMap;
use std::fmt::Write;
use std::hint::black_box;

fn next(seed: &mut i64) -> i64 {
    *seed = (*seed * 1_103_515_245 + 12345) % 2_147_483_648;
    *seed
}

fn numbers(n: i64) -> Vec<i64> {
    let mut seed = 42;
    (0..n).map(|_| next(&mut seed)).collect()
}

fn ends(list: &[i64]) -> i64 {
    list[0] + list[list.len() / 2] + list[list.len() - 1]
}

pub fn sort(n: i64) -> i64 {
    let mut list = numbers(n);
    list.sort();
    ends(&list)
}

pub fn sort_by(n: i64) -> i64 {
    let mut list = numbers(n);
    list.sort_by(|a, b| b.cmp(a));
    ends(&list)
}

/// With an array after each step, as the script has it.
pub fn pipeline(n: i64) -> i64 {
    let factor = black_box(3);
    let mapped: Vec<i64> = numbers(n).iter().map(|x| x % 1000 * factor).collect();
    let kept: Vec<i64> = mapped.iter().copied().filter(|x| x % 2 == 0).collect();
    kept.iter().sum()
}

pub fn map_only(n: i64) -> i64 {
    let list = numbers(1000);
    (0..n / 1000).map(|round| list.iter().map(|x| x + round).collect::<Vec<i64>>()[(round % 1000) as usize]).sum()
}

pub fn filter_only(n: i64) -> i64 {
    let list = numbers(1000);
    (0..n / 1000).map(|round| list.iter().copied().filter(|x| x % 3 == round % 3).collect::<Vec<i64>>().len() as i64).sum()
}

pub fn reduce_only(n: i64) -> i64 {
    let list = numbers(1000);
    (0..n / 1000).map(|round| black_box(&list).iter().fold(round, |sum, x| sum + x)).sum()
}

pub fn build(n: i64) -> i64 {
    let mut text = String::new();
    for i in 0..n {
        let _ = write!(text, "piece {i}, ");
    }
    text.chars().count() as i64
}

pub fn split_join(n: i64) -> i64 {
    let pieces: Vec<String> = (0..n).map(|i| format!("word{}", i % 1000)).collect();
    let text = pieces.join(" ");
    let words: Vec<String> = text.split(' ').map(String::from).collect();
    words.iter().map(|word| word.chars().count() as i64).sum::<i64>() + words.len() as i64
}

pub fn int_keys(n: i64) -> i64 {
    let mut counts: HashMap<i64, i64> = HashMap::new();
    let mut seed = 42;
    for _ in 0..n {
        *counts.entry(next(&mut seed) % 10007).or_insert(0) += 1;
    }
    counts.len() as i64 + counts[&42]
}

pub fn string_keys(n: i64) -> i64 {
    let names: Vec<String> = (0..1000).map(|i| format!("the key {i}")).collect();
    let mut counts: HashMap<&str, i64> = HashMap::new();
    let mut seed = 42;
    for _ in 0..n {
        *counts.entry(&names[(next(&mut seed) % 1000) as usize]).or_insert(0) += 1;
    }
    counts.len() as i64 + counts["the key 42"]
}

pub fn vectors(n: i64) -> f64 {
    let add = |a: [f32; 3], b: [f32; 3]| [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
    let scaled = |a: [f32; 3], by: f32| [a[0] * by, a[1] * by, a[2] * by];
    let dot = |a: [f32; 3], b: [f32; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let (mut position, mut velocity) = ([0.0f32; 3], [1.0f32, 0.5, 0.25]);
    for _ in 0..n {
        velocity = add(velocity, [0.0, -0.001, 0.0]);
        position = add(position, scaled(velocity, 0.016));
        if dot(position, position) > 1000.0 {
            let length = dot(position, position).sqrt();
            position = [position[0] / length, position[1] / length, position[2] / length];
        }
    }
    f64::from(position[0] + position[1] + position[2])
}

/// `n` times the step from one sum to the next.
fn sums(n: i64, step: impl Fn(f32) -> f32) -> f64 {
    f64::from((0..n).fold(0.0, |sum, _| black_box(step(sum))))
}

pub fn plain_loop(n: i64) -> f64 {
    sums(n, |sum| sum + 1.5)
}

pub fn call_sqrt(n: i64) -> f64 {
    sums(n, |sum| sum + (sum + 1.5).sqrt())
}

pub fn call_clamp(n: i64) -> f64 {
    sums(n, |sum| sum + sum.clamp(0.5, 1.5))
}

pub fn call_len(n: i64) -> i64 {
    let list = vec![1, 2, 3];
    (0..n).map(|_| black_box(&list).len() as i64).sum()
}

pub fn call_push(n: i64) -> i64 {
    let mut list = Vec::new();
    for i in 0..n {
        list.push(i);
    }
    black_box(&list).len() as i64
}

pub fn call_get(n: i64) -> i64 {
    let table = HashMap::from([("one", 1), ("two", 2), ("three", 3)]);
    (0..n).map(|_| black_box(&table).get("two").copied().unwrap_or(0)).sum()
}

pub fn call_index_of(n: i64) -> i64 {
    let text = "a quick brown fox";
    (0..n).map(|_| black_box(text).find("brown").map_or(-1, |at| at as i64)).sum()
}

pub fn call_char_at(n: i64) -> i64 {
    let text = "a quick brown fox";
    (0..n).map(|i| black_box(text).chars().nth((i % 17) as usize).map_or(0, |c| c as i64)).sum()
}

pub fn call_to_upper(n: i64) -> i64 {
    let text = "fox";
    (0..n).map(|_| black_box(text).to_uppercase().len() as i64).sum()
}
