#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[derive(WritType)]
#[writ(valeu)]
struct Point {
    #[writ(redonly)]
    x: f32,
    #[writ(rename)]
    y: f32,
    #[writ(rename = "not a name")]
    z: f32,
    #[writ(skip, readonly)]
    w: f32,
}

#[writ_export(renamed = "x")]
fn one() {}

#[writ_export(value)]
fn two() {}

#[derive(WritType)]
#[writ(value, class, rename = "A", rename = "B")]
struct Both {}

#[derive(WritType)]
#[writ(crate = 7)]
struct Crate {}

fn main() {}
