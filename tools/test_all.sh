#!/bin/sh
# Runs the tests without a browser on each supported Python of this machine, each in a .venv of its
# own. SKIP="3.11" leaves out what another run has tested already; NEWEST=yes tests one version only.
set -u
cd "$(dirname "$0")/.."

# Those on the path, and those that pyenv keeps without putting them there.
candidates() {
    for version in 3.14 3.13 3.12 3.11; do
        command -v "python$version"
        ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python 2>/dev/null
    done
}

tested="" failed="" ran=""
for python in $(candidates); do
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case " $ran ${SKIP:-} " in *" $version "*) continue ;; esac
    [ -z "$ran" ] || [ -z "${NEWEST:-}" ] || continue
    ran="$ran $version"
    echo "== Python $version ($("$python" --version 2>&1))"
    if VENV=".venv-$version" PYTHON="$python" sh tools/setup.sh test &&
        VENV=".venv-$version" make --no-print-directory unit; then
        tested="$tested $version"
    else
        failed="$failed $version"
    fi
done

[ -z "${SKIP:-}" ] || echo "Left out:  Python ${SKIP}"
[ -z "$tested" ] || echo "Passed:    Python$tested"
if [ -n "$failed" ]; then
    echo "Failed:    Python$failed" >&2
    exit 1
fi
[ -n "$ran" ] || echo "No other supported Python (3.11 to 3.14) is on this machine"
