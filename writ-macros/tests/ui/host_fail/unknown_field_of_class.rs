#![allow(unused)]

use writ_runtime::WritType;

#[derive(Clone)]
struct Texture;

#[derive(WritType)]
struct Monster {
    pub health: f32,
    #[writ(readonly)]
    pub texture: Texture,
}

fn main() {}
