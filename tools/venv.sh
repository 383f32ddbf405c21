#!/bin/sh
# Makes the locked virtual environment: venv.sh PYTHON FOLDER
set -eu
python=$1 venv=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later is needed; $python is $("$python" --version 2>&1). Try: make PYTHON=python3.12" >&2
    exit 1
}
if [ ! -x "$venv/bin/python" ]; then
    "$python" -m venv "$venv" 2>/dev/null || {
        # Debian keeps venv in a package of its own.
        rm -rf "$venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null
            "$python" -m venv "$venv"
        else
            echo "$python cannot make a virtual environment. Type:  sudo apt-get install python3-venv" >&2
            exit 1
        fi
    }
fi
if [ ! -x "$venv/bin/uv" ]; then
    "$venv/bin/python" -m ensurepip --upgrade >/dev/null 2>&1 || true
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check uv
fi
echo "Setting up $venv from uv.lock ..." >&2
# Byte code is compiled once, here: boxes see the packages read-only and would compile at each start.
# The system's certificates are obeyed: many campus networks have one of their own.
UV_SYSTEM_CERTS=1 UV_PROJECT_ENVIRONMENT=$venv "$venv/bin/uv" sync --frozen --all-packages --quiet --compile-bytecode
# nbgrader reads this file before a course's own; whoever has one there keeps it.
[ -e "$venv/etc/jupyter/nbgrader_config.py" ] ||
    install -D -m 644 autograder/front/environment_config.py "$venv/etc/jupyter/nbgrader_config.py"
