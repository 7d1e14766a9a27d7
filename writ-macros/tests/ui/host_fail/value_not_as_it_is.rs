#![allow(unused)]

use writ_runtime::WritType;

#[derive(Clone, PartialEq, Debug, WritType)]
#[writ(value)]
struct Cell {
    pub column: u8,
}

#[derive(Clone, PartialEq, Debug, WritType)]
#[writ(value)]
#[repr(C)]
struct Tile {
    pub cell: Cell,
}

#[derive(Clone, WritType)]
#[writ(value)]
#[repr(C)]
struct Point {
    pub x: f32,
}

fn main() {}
