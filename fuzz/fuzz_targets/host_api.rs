//! The fuzz target `host_api`: see `writ_fuzzing::host_api`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| writ_fuzzing::host_api(data));
