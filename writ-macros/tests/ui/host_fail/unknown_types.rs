#![allow(unused)]

use writ_runtime::{WritType, writ_export};

struct Texture;

#[writ_export]
fn draw(texture: &Texture) {}

#[writ_export]
fn load() -> Texture {
    Texture
}

fn main() {}
