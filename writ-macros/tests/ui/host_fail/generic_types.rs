#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[derive(WritType)]
struct Grid<T> {
    pub cells: Vec<T>,
}

#[derive(WritType)]
struct Name<'a> {
    pub text: &'a str,
}

#[writ_export]
impl<T> Grid<T> {
    pub fn new() {}
}

#[writ_export]
impl Grid<f32> {
    pub fn other() {}
}

fn main() {}
