#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[derive(Clone, WritType)]
#[writ(value)]
struct Cell {
    pub column: u8,
}

#[writ_export]
impl Cell {
    pub fn step(&mut self) {
        self.column += 1;
    }
}

fn main() {}
