#!/bin/sh
# run_fuzz.sh PROGRAM SECONDS CORPUS: runs a fuzz target from its corpus; what it finds new stays in a folder that vanishes.
set -eu
[ -x "$1" ] || {
    echo "skipped: $1 is not built (cmake --preset fuzz && cmake --build --preset fuzz --target fuzzers)"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/found"
corpus=
[ -d "$3" ] && corpus=$3
# shellcheck disable=SC2086 # empty where there is no corpus
"$1" -max_total_time="$2" -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 -artifact_prefix="$work/" "$work/found" $corpus
