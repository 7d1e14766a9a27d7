#![allow(unused)]

use writ_runtime::{Writ, WritType, writ_export};

#[writ_export]
fn late(a: i64, writ: &mut Writ) {}

#[writ_export]
fn shared(writ: &Writ) {}

#[derive(WritType)]
struct Monster;

#[writ_export]
impl Monster {
    pub fn late(&self, a: i64, writ: &mut Writ) {}
    pub fn boxed(self: Box<Self>) {}
}

fn main() {}
