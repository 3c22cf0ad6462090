#!/bin/sh
# Makes .venv from requirements.lock and puts this project into it; does nothing when that is done.
# Uses uv where it is present, else python3 with its own venv and pip.
set -eu
cd "$(dirname "$0")/.."

python=.venv/bin/python
stamp=.venv/.complete

fail() {
    echo "Set-up failed: $*" >&2
    exit 1
}

# What a finished .venv was made from, and where: an environment does not survive being moved.
recipe() {
    pwd -P
    cat requirements.lock pyproject.toml tools/setup.sh | cksum
}

is_done() {
    [ "$(cat "$stamp" 2>/dev/null)" = "$(recipe)" ] && "$python" -c '' 2>/dev/null
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Prints the first Python that is recent and passes the given test. PYTHON=… rules out all others.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$1" "$PYTHON"
    else
        set -- "$1" python3 python3.14 python3.13 python3.12 python3.11 python
    fi
    test=$1
    shift
    for candidate; do
        if is_recent "$candidate" && "$test" "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

no_python() {
    name=${PYTHON:-python3}
    found=$("$name" --version 2>&1) || found="not there"
    fail "Python 3.11 or newer is needed, and $name is $found." \
        "Install one, or name it: make lab PYTHON=/path/to/python3.12"
}

with_uv() {
    # Without a Python that will do, uv may know one or bring one of its own.
    base=$(find_python true) || base=${PYTHON:+none}
    [ "$base" != none ] || no_python
    rm -rf .venv
    uv venv --quiet --python "${base:-3.12}" .venv &&
        uv pip sync --quiet --python "$python" --require-hashes requirements.lock &&
        uv pip install --quiet --python "$python" --no-deps --no-build-isolation --editable .
}

with_pip() {
    base=$(find_python has_venv) || {
        base=$(find_python true) || no_python
        fail "$base has no venv or ensurepip module. Install it" \
            "(Debian and Ubuntu: apt install python3-venv) or install uv, then try again."
    }
    rm -rf .venv
    "$base" -m venv .venv &&
        "$python" -m pip install -qq --disable-pip-version-check \
            --require-hashes --requirement requirements.lock &&
        "$python" -m pip install -qq --disable-pip-version-check \
            --no-deps --no-build-isolation --editable .
}

if is_done; then
    exit 0
fi

# Whatever is there now is unfinished, outdated or from another place, and is made anew.
if command -v uv >/dev/null 2>&1; then
    echo "Setting up .venv with uv (once; some seconds)"
    with_uv || fail "uv could not do it; its message is above."
else
    echo "Setting up .venv with pip (once; about a minute)"
    with_pip || fail "pip could not do it; its message is above."
fi
"$python" -c 'import casestudy' || fail "the package was installed but cannot be imported."

# Last and in one move, so that an interrupted set-up is never taken for a finished one.
recipe >"$stamp.part"
mv "$stamp.part" "$stamp"
