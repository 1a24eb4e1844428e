"""Change each rule of money in every small way, and see whether a test notices. `python -m tests.runner.mutants`

`[tool.mutmut]` in pyproject.toml says which files are changed and by which tests; mutmut works in `mutants/`.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LEAST_NOTICED = 85.0


def main() -> None:
    """Run all of it and print the share of changes that were noticed; exit code 1 below the limit."""
    folder = ROOT / "mutants"
    shutil.rmtree(folder, ignore_errors=True)
    mutmut = [sys.executable, "-m", "mutmut"]
    subprocess.run([*mutmut, "run", *sys.argv[1:]], cwd=ROOT, check=True)
    subprocess.run([*mutmut, "export-cicd-stats"], cwd=ROOT, check=True)
    counts = json.loads((folder / "mutmut-cicd-stats.json").read_text())
    total = counts["total"] - counts.get("skipped", 0)
    # A change that makes a test run for ever is noticed too.
    noticed = counts["killed"] + counts["timeout"]
    share = 100 * noticed / total
    print(f"{noticed} of {total} changes were noticed: {share:.1f} % (at least {_LEAST_NOTICED} %).")
    print("`python -m mutmut results` names the others, `python -m mutmut show NAME` shows one.")
    sys.exit(share < _LEAST_NOTICED)


if __name__ == "__main__":
    main()
