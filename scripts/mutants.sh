#!/usr/bin/env bash
# Mutation test of the law: would the tests of `law` and `hotline` notice a wrong rule? What it found stands in
# docs/mutation-testing.md, how the tests are built for it in .cargo/mutants.toml.
#
#   scripts/mutants.sh law             # every mutant of a crate
#   scripts/mutants.sh hotline 0/12    # a sample: each twelfth mutant, the first of them
#
# Further arguments go to `cargo mutants`. Its tool is installed through cargo where it is missing. The report is left in
# ./mutants.out, or in YIHU_MUTANTS_OUT.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-mutants >/dev/null 2>&1 || cargo install --locked cargo-mutants

crate=${1:?which crate: law or hotline}
shift
sample=()
if [[ ${1:-} == */* ]]; then
    sample=(--shard "$1" --sharding round-robin)
    shift
fi
# The model checker takes longer than all other tests together and is the last word, not the first.
tests=()
if [ "$crate" = hotline ]; then
    tests=(-- --lib)
    for file in crates/hotline/tests/*.rs; do
        tests+=(--test "$(basename "$file" .rs)")
    done
fi
exec cargo mutants --package "$crate" --jobs 1 --output "${YIHU_MUTANTS_OUT:-.}" "${sample[@]}" "$@" "${tests[@]}"
