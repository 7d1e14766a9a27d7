#![allow(unused)]

use std::borrow::Cow;
use writ_runtime::writ_export;

#[writ_export]
fn any_text(text: impl Into<String>) {}

#[writ_export]
fn shown(value: &dyn std::fmt::Display) {}

#[writ_export]
fn apply(action: fn(i64) -> i64) {}

#[writ_export]
fn pair((a, b): (i64, i64)) {}

#[writ_export]
fn text(text: Cow<'_, str>) {}

#[writ_export]
fn texts(texts: Vec<&str>) {}

#[writ_export]
fn result() -> impl std::fmt::Display {
    1
}

fn main() {}
