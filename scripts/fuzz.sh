#!/usr/bin/env bash
# Runs the fuzz targets under AddressSanitizer, each for some minutes:
#
#   scripts/fuzz.sh                        10 minutes each, one after the other
#   scripts/fuzz.sh 60                     an hour each
#   scripts/fuzz.sh 60 front_end vm        only these
#   scripts/fuzz.sh --parallel 60          all at the same time, one process each
#   scripts/fuzz.sh --minimize             only makes the corpora small
#
# Needs a nightly toolchain, cargo-fuzz and a C++ compiler. What the targets do is in `tests/fuzzing`. A target works in `fuzz/work/TARGET`, which is not
# in the repository; what reaches something new there is kept, minimized, in `fuzz/corpus/TARGET`, which is. If something is found the script ends with 1
# and says how to run it again.
set -eu
cd "$(dirname "$0")/.."

# One input may take so many seconds, all of it so many megabytes.
TIMEOUT=20
MEMORY=2048
# What is kept in the repository of each target.
KEPT_FILES=250
KEPT_BYTES=400000

parallel=no minimize=no
while [ $# -gt 0 ]; do
    case "$1" in
    --parallel) parallel=yes ;;
    --minimize) minimize=yes ;;
    *) break ;;
    esac
    shift
done
minutes=${1:-10}
[ $# -gt 0 ] && shift
targets=${*:-front_end vm host_api}

missing=no
if ! cargo +nightly --version >/dev/null 2>&1; then
    echo "a nightly toolchain is missing: rustup toolchain install nightly" >&2
    missing=yes
fi
if ! cargo fuzz --version >/dev/null 2>&1; then
    echo "cargo-fuzz is missing: cargo install cargo-fuzz" >&2
    missing=yes
fi
[ $missing = no ] || exit 2

# Seeds: each case becomes an input of raw bytes for the front end. For the other targets an input says what is done, so theirs is the corpus alone.
seed() {
    mkdir -p "fuzz/work/$1" "fuzz/corpus/$1"
    [ "$1" = front_end ] || return 0
    mkdir -p fuzz/seeds/front_end
    find tests/cases tests/programs tests/ui -name '*.writ' -size -12k | while read -r script; do
        name=$(printf '%s' "$script" | tr '/' '-')
        # The first byte says that the rest is text.
        { printf '\0'; cat "$script"; } >"fuzz/seeds/front_end/$name"
    done
}

# Runs one target; its last lines go to fuzz/work/TARGET.log.
run() {
    local target=$1 folders="fuzz/work/$1 fuzz/corpus/$1"
    [ -d "fuzz/seeds/$target" ] && folders="$folders fuzz/seeds/$target"
    # shellcheck disable=SC2086
    cargo +nightly fuzz run --dev "$target" $folders -- \
        -max_total_time=$((minutes * 60)) -timeout=$TIMEOUT -rss_limit_mb=$MEMORY -malloc_limit_mb=$MEMORY -detect_leaks=1 -max_len=4096 \
        -dict=fuzz/writ.dict -print_final_stats=1 >"fuzz/work/$target.log" 2>&1
}

# What of the work reaches something new, the smallest first, goes to the repository, up to the limits.
keep() {
    local target=$1 folder=fuzz/work/$1.min
    rm -rf "$folder"
    mkdir -p "$folder"
    # Merging into an empty folder takes as few inputs as cover all, smaller ones first.
    cargo +nightly fuzz run --dev "$target" "$folder" "fuzz/corpus/$target" "fuzz/work/$target" -- -merge=1 -timeout=$TIMEOUT -rss_limit_mb=$MEMORY >"fuzz/work/$target.merge.log" 2>&1
    rm -rf "fuzz/corpus/$target"
    mkdir -p "fuzz/corpus/$target"
    local files=0 bytes=0
    find "$folder" -type f -printf '%s %p\n' | sort -n | while read -r size path; do
        files=$((files + 1)) bytes=$((bytes + size))
        if [ $files -gt $KEPT_FILES ] || [ $bytes -gt $KEPT_BYTES ]; then break; fi
        cp "$path" "fuzz/corpus/$target/"
    done
    rm -rf "$folder"
}

cargo +nightly fuzz build --dev
found=no
if [ $minimize = no ]; then
    for target in $targets; do
        seed "$target"
        if [ $parallel = no ]; then
            run "$target" || found=yes
        fi
    done
    if [ $parallel = yes ]; then
        jobs=
        for target in $targets; do
            run "$target" &
            jobs="$jobs $!"
        done
        for job in $jobs; do
            wait "$job" || found=yes
        done
    fi
fi
for target in $targets; do
    echo "== $target"
    grep -a -E '^(stat::|==[0-9]+== ERROR|SUMMARY|artifact_prefix)' "fuzz/work/$target.log" 2>/dev/null || true
    for artifact in fuzz/artifacts/"$target"/*; do
        if [ "${artifact##*/slow-unit-}" != "$artifact" ]; then
            # Within the limit, but slow.
            echo "slow: $artifact"
        elif [ -e "$artifact" ]; then
            echo "found: $artifact; again with: cargo +nightly fuzz run --dev $target $artifact"
            found=yes
        fi
    done
done
if [ $found = yes ]; then
    echo "something was found; the logs are fuzz/work/TARGET.log" >&2
    exit 1
fi
for target in $targets; do
    keep "$target"
done
