#!/bin/sh
# Makes .venv and puts this project into it; does nothing when that is done.
#     sh tools/setup.sh          what a learner needs, from requirements.lock
#     sh tools/setup.sh pdf      and the compiler for PDF files
#     sh tools/setup.sh book     and what makes the book, from requirements-book.lock
#     sh tools/setup.sh test     and all that the tests need, from requirements-more.lock
# Uses uv where it is present, else python3 with its own venv and pip. VENV=… is another folder.
set -eu
cd "$(dirname "$0")/.."

part=${1:-lab}
venv=${VENV:-.venv}
python=$venv/bin/python
stamp=$venv/.complete

fail() {
    echo "Set-up failed: $*" >&2
    exit 1
}

# What a finished .venv was made from, and where: an environment does not survive being moved.
recipe() {
    pwd -P
    cat requirements*.lock pyproject.toml tools/setup.sh | cksum
}

# A part is done when its stamp says so; `test` holds all others.
is_done() {
    for done_part in "$@"; do
        if [ "$(cat "$stamp-$done_part" 2>/dev/null)" = "$(recipe)" ] && "$python" -c '' 2>/dev/null
        then
            return 0
        fi
    done
    return 1
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

# Whether a part is asked for, or there already: uv takes away what stands in no list.
is_wanted() { [ "$part" = "$1" ] || is_done "$1"; }

# The lock files that a part needs; the compiler for PDF files stands among those for the tests.
locks() {
    echo requirements.lock
    if [ "$part" = test ]; then
        echo requirements-more.lock
        return
    fi
    if is_wanted pdf; then
        awk '/^[^ ]/ { wanted = /^typst==/ } wanted' requirements-more.lock >"$venv/pdf.lock"
        echo "$venv/pdf.lock"
    fi
    if is_wanted book; then
        echo requirements-book.lock
    fi
}

make_with_uv() {
    # Without a Python that will do, uv may know one or bring one of its own.
    base=$(find_python true) || base=${PYTHON:+none}
    [ "$base" != none ] || no_python
    rm -rf "$venv"
    uv venv --quiet --python "${base:-3.12}" "$venv"
}

install_with_uv() {
    locks | tr '\n' '\0' | xargs -0 uv pip sync --quiet --python "$python" --require-hashes &&
        uv pip install --quiet --python "$python" --no-deps --no-build-isolation --editable .
}

make_with_pip() {
    base=$(find_python has_venv) || {
        base=$(find_python true) || no_python
        fail "$base has no venv or ensurepip module. Install it" \
            "(Debian and Ubuntu: apt install python3-venv) or install uv, then try again."
    }
    rm -rf "$venv"
    "$base" -m venv "$venv"
}

# For tests what is imported is compiled then, as with uv: to compile all of it takes longer than
# to unpack it. A learner's first start should not wait for that.
install_with_pip() {
    [ "$part" = test ] && compile=--no-compile || compile=--compile
    locks | sed 's/^/--requirement=/' | tr '\n' '\0' |
        xargs -0 "$python" -m pip install -qq --disable-pip-version-check "$compile" \
            --require-hashes &&
        "$python" -m pip install -qq --disable-pip-version-check \
            --no-deps --no-build-isolation --editable .
}

case $part in
lab) is_done lab pdf book test && exit 0 ;;
pdf | book) is_done "$part" test && exit 0 ;;
test) is_done test && exit 0 ;;
*) fail "there is no part '$part'; there are lab, pdf, book and test" ;;
esac

# Two set-ups in one folder would break each other: the second waits, and then mostly finds the work
# done. The lock belongs to an open file, so that none is left behind however the first one ends.
if [ -z "${CASESTUDY_SETUP:-}" ] && base=$(find_python true); then
    CASESTUDY_SETUP=locked exec "$base" -c '
import fcntl, os, sys
lock = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR)
os.set_inheritable(lock, True)
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    print("Another set-up is at work here; waiting for it", flush=True)
    fcntl.flock(lock, fcntl.LOCK_EX)
os.execvp("sh", ["sh", *sys.argv[2:]])
' "$venv.lock" tools/setup.sh "$part"
fi

if command -v uv >/dev/null 2>&1; then
    with=uv time="some seconds"
else
    with=pip time="a minute or two"
fi
# What is there and is no finished set-up is unfinished, outdated or from another place: made anew.
# To a finished one more is only added.
if is_done lab pdf book test; then
    echo "Adding to $venv with $with what '$part' needs (once; $time)"
else
    echo "Setting up $venv with $with (once; $time)"
    "make_with_$with" || fail "$with could not do it; its message is above."
fi
"install_with_$with" || fail "$with could not do it; its message is above."
"$python" -c 'import casestudy' || fail "the package was installed but cannot be imported."

# Last and in one move, so that an interrupted set-up is never taken for a finished one.
recipe >"$stamp.part"
mv "$stamp.part" "$stamp-$part"
