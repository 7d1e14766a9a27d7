#![allow(unused)]

use writ_runtime::exported;

mod sim {
    pub fn spawn() {}
}

fn main() {
    let _ = exported!(sim::spawn);
}
