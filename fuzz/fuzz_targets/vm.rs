//! The fuzz target `vm`: see `writ_fuzzing::vm`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| writ_fuzzing::vm(data));
