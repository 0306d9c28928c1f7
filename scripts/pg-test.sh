#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests: a fresh cluster in a temporary folder, reached through a socket in it only.
#
#   source scripts/pg-test.sh         # starts it, exports YIHU_TEST_PG, stops and removes it when the shell ends
#   scripts/pg-test.sh start          # starts it and prints two lines: YIHU_TEST_PG=... and YIHU_TEST_PG_DIR=...
#   scripts/pg-test.sh stop DIR       # stops it and removes DIR
#   scripts/pg-test.sh run CMD ...    # runs CMD with YIHU_TEST_PG set and stops it afterwards
#
# PostgreSQL is installed with apt-get where it is missing (Debian, as root). YIHU_TEST_PG_DURABLE=1 keeps fsync on, for
# benchmarks; tests do without it.

yihu_pg_bin() {
    local found
    found=$(find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    [ -n "$found" ] && dirname "$found"
}

yihu_pg_install() {
    [ -n "$(yihu_pg_bin)" ] && return 0
    if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
        echo "PostgreSQL is not installed: please install the package postgresql (initdb, pg_ctl)." >&2
        return 1
    fi
    echo "installing postgresql ..." >&2
    # Debian would start a cluster of its own at once; nobody needs it here.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } >&2
}

# initdb and the server refuse to be root; anybody else runs them as they are.
yihu_pg_as() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups -- env HOME=/tmp "$@"
    else
        "$@"
    fi
}

yihu_pg_start() {
    local bin dir durable
    yihu_pg_install || return 1
    bin=$(yihu_pg_bin)
    dir=$(mktemp -d "${TMPDIR:-/tmp}/yihu-pg.XXXXXX") || return 1
    chmod 755 "$dir"
    [ "$(id -u)" = 0 ] && chown postgres:postgres "$dir"
    durable="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    [ -n "${YIHU_TEST_PG_DURABLE:-}" ] && durable="-c fsync=on -c synchronous_commit=on"
    (
        cd "$dir" || exit 1
        yihu_pg_as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --lc-collate=C --lc-ctype=C.UTF-8 \
            --no-instructions >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
        yihu_pg_as "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 \
            -o "-c listen_addresses='' -c unix_socket_directories='$dir' -c max_connections=400 -c shared_buffers=64MB $durable" \
            start >"$dir/pg_ctl.log" 2>&1 || { cat "$dir/pg_ctl.log" "$dir/server.log" >&2; exit 1; }
    ) || { rm -rf "$dir"; return 1; }
    YIHU_TEST_PG_DIR=$dir
    YIHU_TEST_PG="postgres://postgres@${dir//\//%2F}/postgres"
}

yihu_pg_stop() {
    local dir=${1:-${YIHU_TEST_PG_DIR:-}}
    [ -n "$dir" ] && [ -d "$dir/data" ] || return 0
    (cd "$dir" && yihu_pg_as "$(yihu_pg_bin)/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1)
    rm -rf "$dir"
}

if [ "${BASH_SOURCE[0]}" != "$0" ]; then
    yihu_pg_start || return 1
    export YIHU_TEST_PG YIHU_TEST_PG_DIR
    trap yihu_pg_stop EXIT
else
    case "${1:-}" in
    start)
        yihu_pg_start || exit 1
        echo "YIHU_TEST_PG=$YIHU_TEST_PG"
        echo "YIHU_TEST_PG_DIR=$YIHU_TEST_PG_DIR"
        ;;
    stop)
        yihu_pg_stop "${2:-}"
        ;;
    run)
        shift
        yihu_pg_start || exit 1
        export YIHU_TEST_PG
        trap yihu_pg_stop EXIT
        "$@"
        ;;
    *)
        sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
    esac
fi
