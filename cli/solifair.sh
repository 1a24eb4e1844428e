#!/bin/sh
# `.venv/bin/solifair WORDS` from anywhere: the command line of the checkout that this environment belongs to.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd) || exit
PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}" exec "$root/.venv/bin/python" -m cli "$@"
