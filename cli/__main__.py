"""`python -m cli` is `solifair`."""

from cli.main import run

run()
