//! The fuzz target `front_end`: see `writ_fuzzing::front_end`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| writ_fuzzing::front_end(data));
