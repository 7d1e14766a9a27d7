#!/usr/bin/env bash
# Breaks the engines at one place at a time and shows whether a test notices; see tests/mutants/README.md. What is known of a mutant is kept in the target folder:
# a run that was stopped goes on where it was, and one after new tests tries those again that survived.
# Arguments: scripts/mutants.sh --kind instructions --file step.rs --list
set -euo pipefail
cd "$(dirname "$0")/.."
exec nice -n 10 cargo run --quiet --package writ-mutants -- "$@"
