#!/usr/bin/env bash
# Measures all engines in one table. It builds the benchmarks three times, since the Luas exclude one another in one build; needs a C compiler.
# Arguments go to the table: scripts/bench.sh fib sieve --engines vm,lua54,luajit-off
set -euo pipefail
cd "$(dirname "$0")/.."
builds="${CARGO_TARGET_DIR:-target}/benches"
mkdir -p "$builds"

# Name and features of a build.
build() {
    local path
    path=$(cargo bench --quiet -p writ-benches --no-run --features "$2" --message-format=json | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
    cp "$path" "$builds/$1"
}

build luajit luajit
build luau luau
build all lua,rhai,rune,koto,wasmi,roto
"$builds/all" --with "$builds/luajit" --with "$builds/luau" "$@"
