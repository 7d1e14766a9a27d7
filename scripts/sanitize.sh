#!/usr/bin/env bash
# Runs the runtime's tests under AddressSanitizer, which sees reads and writes outside of objects, after their end, and leaks. Needs a nightly
# toolchain. Arguments go to the tests: scripts/sanitize.sh collections
set -eu
cd "$(dirname "$0")/.."
export RUSTFLAGS="-Zsanitizer=address"
exec cargo +nightly test --target x86_64-unknown-linux-gnu -p writ-runtime --lib -- "$@"
