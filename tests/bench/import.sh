#!/bin/sh
# Times the import of a file of purchases: five departments, two workers, PUB on, until payvand verify is clean.
# import.sh PROGRAMS FOLDER FILE [WORDS-OF-IMPORT...]; the words default to those of the CDNOW files.
set -eu

[ $# -ge 3 ] || {
    echo "usage: tests/bench/import.sh PROGRAMS FOLDER FILE [WORDS-OF-IMPORT...]" >&2
    exit 64
}
programs=$1 data=$2/data file=$3
shift 3
[ $# -gt 0 ] || set -- --map customer=customer_id --map date=date --map quantity=number_of_cds \
    --map amount=dollar_value --set currency=USD

rm -rf "$data"
mkdir -p "$data"
"$programs/payvand" up --data "$data" --detach
trap '"$programs/payvand" down --data "$data"; rm -rf "$data"' EXIT

now() { date +%s%N; }
start=$(now)
"$programs/payvand" import purchases "$file" --data "$data" "$@"
imported=$(now)
"$programs/payvand" verify --data "$data"
verified=$(now)

# What each process has cost so far, in seconds of processor time.
for pid in "$data"/run/*.pid; do
    [ -r "/proc/$(cat "$pid")/stat" ] || continue
    awk -v name="$(basename "$pid" .pid)" -v tick="$(getconf CLK_TCK)" \
        '{ sub(/.*\) /, ""); printf "  %-10s %6.1f s user %6.1f s system\n", name, $12 / tick, $13 / tick }' \
        "/proc/$(cat "$pid")/stat"
done
awk -v start="$start" -v imported="$imported" -v verified="$verified" -v rows="$(wc -l < "$file")" -v file="$file" 'BEGIN {
    all = (verified - start) / 1e9
    printf "Import of %s: %d rows; commands answered after %.1f s, verify clean after %.1f s (%.0f rows a second)\n",
        file, rows, (imported - start) / 1e9, all, rows / all
    printf "  below 30 seconds: %s\n", all < 30 ? "yes" : "no"
    exit all >= 30
}'
