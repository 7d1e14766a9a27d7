#!/usr/bin/env bash
# Runs the tests of the runtime, of linking and of host types, and all cases in the VM, under AddressSanitizer, which sees reads and writes outside of objects, after their end, and
# leaks. Needs a nightly toolchain. Arguments go to the runtime's tests: scripts/sanitize.sh collections
set -eu
cd "$(dirname "$0")/.."
export RUSTFLAGS="-Zsanitizer=address"
export LSAN_OPTIONS="suppressions=$PWD/scripts/leaks.txt:print_suppressions=0"
cargo +nightly test --target x86_64-unknown-linux-gnu -p writ-runtime --features glam --lib --test limits -- "$@"
# Objects that hold each other are not freed yet, and tests of reflection make some: no look for leaks here.
ASAN_OPTIONS=detect_leaks=0 cargo +nightly test --target x86_64-unknown-linux-gnu -p writ-runtime --features glam --test vm -- "$@"
cargo +nightly test --target x86_64-unknown-linux-gnu -p writ-linking-tests
# A panic of the host's leaves what the VM held when it came: no look for leaks here.
ASAN_OPTIONS=detect_leaks=0 cargo +nightly test --target x86_64-unknown-linux-gnu -p writ-host-tests
# Objects that hold each other are not freed yet, and cases make some: no look for leaks here.
ASAN_OPTIONS=detect_leaks=0 cargo +nightly test --target x86_64-unknown-linux-gnu -p writ-tests --test cases -- "[vm]"
