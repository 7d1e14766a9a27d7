#![allow(unused)]

use writ_runtime::WritType;

#[derive(Clone, WritType)]
#[writ(value)]
struct Tile {
    #[writ(readonly)]
    pub height: f32,
    pub name: &'static str,
    pub call: fn(i64),
}

#[derive(WritType)]
struct Monster {
    #[writ(readonly, set)]
    pub health: f32,
    #[writ(get(1))]
    pub name: String,
}

fn main() {}
