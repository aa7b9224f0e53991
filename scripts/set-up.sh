# Sourced by ./try-it and ./run-tests: a virtual environment of the project's own in .venv, nothing global.
#
# Sets PYTHON to the environment's interpreter. Says what the system lacks, with the line that installs it.
# RELAYSIM_PYTHON names another interpreter, RELAYSIM_VENV another place.

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

find_python() {
    for candidate in "${RELAYSIM_PYTHON:-}" python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# pip before 23.3 holds each file of a package index against every kind of wheel in turn: most of the time it takes.
quick_pip() { # quick_pip PYTHON
    "$1" -c 'import pip; raise SystemExit(tuple(map(int, pip.__version__.split(".")[:2])) >= (23, 3))' || return 0
    "$1" -m pip install --quiet --disable-pip-version-check --require-hashes -r scripts/pip.txt ||
        say "A newer pip could not be installed: this one is slower, no more."
}

set_up() { # set_up run|test
    here=$(pwd)
    venv=${RELAYSIM_VENV:-$here/.venv}
    base=$(find_python) || stop "relaysim needs Python 3.11, 3.12 or 3.13, and none was found. On Debian 12 or Ubuntu:
    sudo apt install python3 python3-venv
or name one: RELAYSIM_PYTHON=/path/to/python3.12 $0"
    version=$("$base" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$base" -c 'import venv, ensurepip' 2>/dev/null || stop "$base lacks the venv module. On Debian 12 or Ubuntu:
    sudo apt install python3-venv   (or python$version-venv)"
    lock=requirements/$1.txt
    stamp=$(cat pyproject.toml "$lock" | cksum)-$version-$here
    PYTHON=$venv/bin/python
    if [ -x "$PYTHON" ] && { [ "$(cat "$venv/.set-up-$1" 2>/dev/null)" = "$stamp" ]; }; then
        return 0
    fi
    if [ "$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" != "$version" ]; then
        say "Making a virtual environment in $venv (Python $version)"
        rm -rf "$venv"
        "$base" -m venv "$venv" || stop "The virtual environment could not be made in $venv: see the lines above."
    fi
    say "Installing what relaysim needs into it; a minute or two, once"
    quick_pip "$PYTHON"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
        stop "The packages could not be installed: see the lines above. A network, or a package index that pip knows, is needed once."
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --editable . ||
        stop "relaysim itself could not be installed: see the lines above."
    printf '%s' "$stamp" >"$venv/.set-up-$1"
}
