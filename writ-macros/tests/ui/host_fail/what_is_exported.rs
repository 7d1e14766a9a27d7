#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[writ_export]
struct Monster;

#[writ_export]
static COUNT: i64 = 1;

#[derive(WritType)]
struct Dog;

#[writ_export]
impl Dog {
    #[writ(rename = "bark")]
    fn hidden(&self) {}
    pub fn say_it(&self) {}
    #[writ(rename = "sayIt")]
    pub fn say(&self) {}
}

fn main() {}
