#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[writ_export]
pub trait Damageable {
    fn take_damage(&mut self, amount: f32);
}

pub trait Generic<T> {}

#[derive(WritType)]
struct Monster;

#[writ_export(value)]
impl Damageable for Monster {
    #[writ(rename = "hurt")]
    fn take_damage(&mut self, amount: f32) {}
}

#[writ_export]
impl Generic<f32> for Monster {}

#[writ_export]
impl<T> Damageable for Vec<T> {
    fn take_damage(&mut self, amount: f32) {}
}

#[writ_export]
impl Damageable for &'static str {
    fn take_damage(&mut self, amount: f32) {}
}

fn main() {}
