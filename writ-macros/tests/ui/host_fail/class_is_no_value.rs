#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[derive(WritType)]
struct Monster {
    pub health: f32,
}

#[writ_export(value)]
impl Monster {
    pub fn heal(&mut self) {
        self.health += 1.0;
    }
}

fn main() {}
