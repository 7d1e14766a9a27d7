#![allow(unused)]

use writ_runtime::WritType;

#[derive(WritType)]
#[writ(class)]
enum Kind {
    One,
}

#[derive(WritType)]
enum Never {}

#[derive(WritType)]
enum Event {
    Hit(#[writ(skip)] i64),
}

#[derive(WritType)]
union Bits {
    one: i64,
}

fn main() {}
