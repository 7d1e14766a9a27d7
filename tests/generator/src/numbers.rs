//! Literals of numbers, with the values where something goes wrong.

use crate::write::{Code, Level, Writer};

const INTS: [&str; 24] = [
    "0",
    "1",
    "2",
    "3",
    "7",
    "10",
    "-1",
    "-2",
    "100",
    "255",
    "-7",
    "63",
    "64",
    "1000",
    "32767",
    "0xFF",
    "0b1010",
    "1_000_000",
    "2147483647",
    "-2147483648",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "4611686018427387904",
];
const INT32S: [&str; 14] = ["0", "1", "2", "3", "-1", "7", "10", "-5", "31", "32", "255", "65536", "2147483647", "-2147483648"];
const FLOATS: [&str; 18] = [
    "0.0",
    "1.0",
    "0.5",
    "2.0",
    "-1.0",
    "1.5",
    "-0.0",
    "3.25",
    "0.1",
    "10.0",
    "100.0",
    "-2.5",
    "1.0e10",
    "2.5e-3",
    "1.0e-7",
    "16777216.0",
    "1.0e20",
    "3.0e38",
];

impl Writer<'_> {
    /// An `int`.
    pub fn int(&mut self) -> Code {
        let text = if self.choices.chance(25) { *self.choices.pick(&INTS) } else { INTS[self.choices.below(8)] };
        number(text)
    }

    /// What `int32` holds.
    pub fn int32(&mut self) -> Code {
        number(self.choices.pick::<&str>(&INT32S))
    }

    /// A `float`.
    pub fn float(&mut self) -> Code {
        number(self.choices.pick::<&str>(&FLOATS))
    }

    /// A small `int` that is not negative.
    pub fn small(&mut self, below: usize) -> Code {
        number(&self.choices.below(below).to_string())
    }
}

fn number(text: &str) -> Code {
    Code { literal: true, ..Code::new(text, Level::Unary) }
}
