#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[derive(WritType)]
struct Dog;

#[writ_export]
impl Dog {
    pub fn bark(&self) {}
}

#[writ_export]
impl Dog {
    pub fn sleep(&self) {}
}

fn main() {}
