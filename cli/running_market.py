"""Let the command line work on the demo market that runs in this checkout, without any setting."""

import json
import os
from pathlib import Path

_VAR = Path(__file__).parents[1] / "var"
_FILE = "environment.json"


def adopt_running_market() -> None:
    """Take over the settings of the running demo market, unless the environment names a database itself.

    `SOLIFAIR_VAR` names the directory of a market that was started with `--var`.
    """
    if "SOLIFAIR_DATABASE_URL" in os.environ:
        return
    file = Path(os.environ.get("SOLIFAIR_VAR", _VAR)) / _FILE
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    for name, value in settings.items():
        os.environ.setdefault(name, value)
