#!/usr/bin/env bash
# Figures that no benchmark of the library gives: size of the binary, cold start to the first page, memory of the idle
# server, time of a clean build.
#
#   scripts/figures.sh BINARY         # on a fresh data folder; ten starts, the median and both ends
#   scripts/figures.sh BINARY DATA    # on a folder that is there, such as ./yihu-demo
#   scripts/figures.sh --build        # a release build from nothing, in a temporary target folder
set -euo pipefail
cd "$(dirname "$0")/.."
PORT=${YIHU_PORT:-8197}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

if [ "${1:-}" = --build ]; then
    began=$(date +%s)
    CARGO_TARGET_DIR="$place" cargo build --quiet --release --locked -p yihu
    echo "clean build: $(($(date +%s) - began)) s on $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
    ls -l "$place/release/yihu" | awk '{ printf "binary: %.1f MB\n", $5 / 1e6 }'
    exit
fi

binary=$1
data=${2:-$place/data}
[ -n "${2:-}" ] || "$binary" init --data "$data" >/dev/null
ls -lL "$binary" | awk '{ printf "binary: %.1f MB\n", $5 / 1e6 }'

page() { # the first line of the answer to GET /
    exec 3<>"/dev/tcp/127.0.0.1/$PORT" || return 1
    printf 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    IFS= read -r line <&3
    exec 3<&- 3>&-
    [[ $line == *" 200 "* ]]
}

starts=()
for n in 1 2 3 4 5 6 7 8 9 10; do
    began=$(date +%s%N)
    "$binary" serve --data "$data" --listen "127.0.0.1:$PORT" >"$place/log" 2>&1 &
    server=$!
    until page 2>/dev/null; do
        kill -0 "$server" 2>/dev/null || { cat "$place/log" >&2; exit 1; }
        sleep 0.005
    done
    starts+=($((($(date +%s%N) - began) / 1000000)))
    if [ "$n" = 10 ]; then
        sleep 5
        awk '/VmRSS/ { printf "idle server: %.0f MB resident\n", $2 / 1000 }' "/proc/$server/status"
    fi
    kill -INT "$server"
    wait "$server" || true
done
mapfile -t sorted < <(printf '%s\n' "${starts[@]}" | sort -n)
echo "cold start to the first page: ${sorted[5]} ms (${sorted[0]}..${sorted[9]}), load $(cut -d' ' -f1 /proc/loadavg)"
