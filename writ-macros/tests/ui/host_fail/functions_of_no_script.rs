#![allow(unused)]

use writ_runtime::writ_export;

#[writ_export]
fn generic<T>(_value: T) {}

#[writ_export]
async fn later() {}

#[writ_export]
unsafe fn dangerous() {}

#[writ_export]
extern "C" fn foreign() {}

#[writ_export]
fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8, j: u8, k: u8, l: u8, m: u8) {}

fn main() {}
