#![allow(unused)]

use writ_runtime::{WritType, writ_export};

pub struct Texture;

#[writ_export]
pub trait Drawn {
    fn draw(&self, with: Texture);
}

fn main() {}
