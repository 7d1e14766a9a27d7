#![allow(unused)]

use writ_runtime::WritType;

#[derive(Clone, WritType)]
#[writ(value, mul = "f32", display)]
struct Point {
    pub x: f32,
}

#[derive(Clone, WritType)]
#[writ(eq = "f32", index, iterator, add = "&Size", neg = "f32")]
struct Size {
    pub x: f32,
}

fn main() {}
