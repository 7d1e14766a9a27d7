#!/usr/bin/env bash
# What Writ costs those who build with it, in seconds and bytes: the runtime built for the first time, 10,000 lines of script in a release build, and
# how large programs are. It builds packages as users have them (not in this workspace, whose profiles are other ones) in a folder of its own,
# everything anew; dependencies come from cargo's cache.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export CARGO_TARGET_DIR="$work/target"
# As in a terminal: a debug build keeps what the next one needs.
unset CARGO_INCREMENTAL RUSTFLAGS
cd "$root"

row() { printf '| %s | %s |\n' "$1" "$2"; }
# Runs a command quietly and prints how many seconds it takes.
seconds() {
    local begin end
    begin=$(date +%s.%N)
    "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    end=$(date +%s.%N)
    awk "BEGIN { printf \"%.1f\", $end - $begin }"
}
# A program with a script that is compiled in; `$2`: features of the runtime, `$3`: what the program does besides.
program() {
    mkdir -p "$work/$1/src" "$work/$1/scripts"
    cat >"$work/$1/Cargo.toml" <<END
[package]
name = "$1"
version = "0.0.0"
edition = "2024"
[dependencies]
writ-runtime = { path = "$root/writ-runtime", default-features = false, features = [$2] }
[build-dependencies]
writ-build = { path = "$root/writ-build" }
[profile.release]
strip = true
[workspace]
END
    echo 'fn main() { writ_build::compile("scripts/main.writ"); }' >"$work/$1/build.rs"
    echo 'export func one() -> int { return 1 }' >"$work/$1/scripts/main.writ"
    # In a library all functions are compiled, also those that the program does not call.
    echo 'writ_runtime::include_modules!();' >"$work/$1/src/lib.rs"
    printf 'fn main() {\n    let mut writ = writ_runtime::Writ::new();\n    println!("{:?}", %s::main::one(&mut writ));\n%s}\n' "${1//-/_}" "$3" >"$work/$1/src/main.rs"
    cp "$root/Cargo.lock" "$work/$1/Cargo.lock"
}
# A game that has the runtime and nothing else; `$1`: its features.
runtime() {
    mkdir -p "$work/runtime/src"
    cat >"$work/runtime/Cargo.toml" <<END
[package]
name = "runtime"
version = "0.0.0"
edition = "2024"
[dependencies]
writ-runtime = { path = "$root/writ-runtime", default-features = false, features = [$1] }
[workspace]
END
    echo 'fn main() {}' >"$work/runtime/src/main.rs"
    cp "$root/Cargo.lock" "$work/runtime/Cargo.lock"
}
# Builds it for the first time, in a profile.
cold() {
    rm -rf "$CARGO_TARGET_DIR"
    (cd "$work/runtime" && seconds cargo build --offline --profile "$1")
}
size() { awk "BEGIN { printf \"%.2f\", $(wc -c <"$CARGO_TARGET_DIR/release/$1") / 1048576 }"; }
build() { (cd "$work/$1" && cargo build --release --offline); }

cargo fetch >/dev/null 2>&1
echo '| building | s |'
echo '|---|--:|'
runtime ''
row 'runtime without `vm`, debug, cold' "$(cold dev)"
row 'runtime without `vm`, release, cold' "$(cold release)"
runtime '"vm"'
row 'runtime with `vm`, debug, cold' "$(cold dev)"
row 'runtime with `vm`, release, cold' "$(cold release)"
rm -rf "$CARGO_TARGET_DIR"

program compiled '' ''
program with-vm '"vm"' '    println!("{:?}", writ.run("return 2"));'
row 'a program with one line of script, release, cold' "$(seconds build compiled)"
compiled="$(size compiled)"
# What writes the lines is built where benchmarks are built anyway.
env -u CARGO_TARGET_DIR cargo bench --quiet -p writ-benches -- --source 10000 >"$work/long.writ"
{ echo 'export func one() -> int { return 1 }'; cat "$work/long.writ"; } >"$work/compiled/scripts/main.writ"
row 'the same with 10,000 lines more' "$(seconds build compiled)"
sed -i '0,/return total + (table/s//return total + 1 + (table/' "$work/compiled/scripts/main.writ"
row 'once more, one function changed' "$(seconds build compiled)"
row 'the same program with `vm`, release' "$(seconds build with-vm)"
echo
echo '| stripped program | MiB |'
echo '|---|--:|'
row 'one line of script compiled in' "$compiled"
row 'one line compiled in, and the VM' "$(size with-vm)"
