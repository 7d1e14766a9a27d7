//! stub
use super::*;
/// stub
#[derive(Default)]
pub struct Vm;
impl Engine for Vm { fn name(&self) -> &'static str { "vm" } fn run(&mut self, s: &[Script]) -> Vec<Ran> { vec![Ran::Broken("no vm yet".into()); s.len()] } }
