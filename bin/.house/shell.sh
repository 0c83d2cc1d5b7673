# Sourced by the scripts of bin/: where we are, how we say what we do, how .venv comes about. POSIX sh, no make.
set -eu

HOUSE=$(cd "$(dirname "$0")/.." && pwd)
VENV=$HOUSE/.venv
PYTHON=$VENV/bin/python
cd "$HOUSE"
export PYTHONPATH="$HOUSE/src${PYTHONPATH:+:$PYTHONPATH}"

BEGAN=$(date +%s)
STEP=0
STEPS=${STEPS:-0}

elapsed() { echo $(($(date +%s) - BEGAN)); }

# "2/5 Database … (3 s)": what is being done and how long all of it has taken so far.
step() {
    STEP=$((STEP + 1))
    printf '%s/%s %s (%s s)\n' "$STEP" "$STEPS" "$1" "$(elapsed)"
}

# A line that a terminal overwrites; nothing where there is no terminal.
progress() { if [ -t 1 ]; then printf '\r    %-60.60s' "$1"; fi; }
progress_done() { if [ -t 1 ]; then printf '\r%-66s\r' ''; fi; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# --- Debian packages: installed when we may, named when we may not ---------------------------------------------------

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

may_apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# apt_install PACKAGE…: 0 when installed; else says which command to type and returns 1.
apt_install() {
    if ! may_apt; then
        echo "    Missing: $*. To install: sudo apt-get install $*" >&2
        return 1
    fi
    echo "    Installing with apt: $* …"
    log=$(mktemp)
    if ! { [ -n "${APT_UPDATED:-}" ] || as_root apt-get update -q; } >"$log" 2>&1 ||
        ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        echo "    apt could not install: $*" >&2
        return 1
    fi
    rm -f "$log"
    APT_UPDATED=yes
}

# --- Python and its packages -----------------------------------------------------------------------------------------

# The first Python on PATH that is recent enough.
find_python() {
    for name in python3 python3.11 python3.12 python3.13 python3.14; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or later is needed. On Debian 12: sudo apt-get install python3 python3-venv"
}

make_venv() {
    python=$(find_python)
    # Debian ships venv without ensurepip until python3-venv is there.
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        apt_install "python3-venv" || fail "Python cannot make a virtual environment without it."
    fi
    "$python" -m venv --clear "$VENV"
}

# pip says what it collects; that is our progress.
count_collected() {
    total=$1
    collected=0
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$VENV/install.log"
        case $line in
            Collecting*) collected=$((collected + 1)) && progress "$collected of $total packages, $(elapsed) s" ;;
            Installing*) progress "unpacking $total packages, $(elapsed) s" ;;
        esac
    done
    progress_done
}

install_lock() {
    : >"$VENV/install.log"
    total=$(grep -c '^[A-Za-z0-9].*==' "$1")
    {
        "$PYTHON" -m pip install --disable-pip-version-check --no-input --no-compile --require-hashes -r "$1" 2>&1 ||
            touch "$VENV/failed"
    } | count_collected "$total"
    if [ -e "$VENV/failed" ]; then
        rm -f "$VENV/failed"
        tail -n 15 "$VENV/install.log" >&2
        fail "The packages of $1 could not be installed (the whole log: .venv/install.log)."
    fi
}

# Our own packages need no building: a path file makes them importable, four lines make the command.
install_ourselves() {
    site=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo "$HOUSE/src" >"$site/microcert.pth"
    printf '#!%s\nimport sys\nfrom credseal.cli import main\nsys.exit(main())\n' "$PYTHON" >"$VENV/bin/credseal"
    chmod +x "$VENV/bin/credseal"
}

# need_packages LOCK: .venv holds what the lock says. The stamp makes the second time instant.
need_packages() {
    stamp="$(sha256sum "$1" | cut -d ' ' -f 1) $HOUSE"
    if [ -x "$PYTHON" ] && grep -qxF "$stamp" "$VENV/stamps" 2>/dev/null; then return; fi
    [ -d "$VENV" ] || mkdir "$VENV"
    (
        # Two scripts started at once on a fresh machine take turns.
        flock 9
        if grep -qxF "$stamp" "$VENV/stamps" 2>/dev/null; then exit 0; fi
        if ! "$PYTHON" -m pip --version >/dev/null 2>&1; then make_venv; fi
        install_lock "$1"
        install_ourselves
        echo "$stamp" >>"$VENV/stamps"
        # The test lock holds everything of the other one, in the same versions (a house test says so).
        if [ "$1" = requirements-test.lock ]; then
            echo "$(sha256sum requirements.lock | cut -d ' ' -f 1) $HOUSE" >>"$VENV/stamps"
        fi
    ) 9>"${TMPDIR:-/tmp}/microcert-install-$(id -u).lock"
}

manage() { "$PYTHON" -m django "$@"; }
