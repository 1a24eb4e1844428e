"""`solifair openapi`: the API's own description, and the pages made from the code."""

import json
from pathlib import Path

import typer
from fastapi import FastAPI

from api.app import build_tools, create_app
from api.problems import all_problems, problem_status, problem_title
from cli.tools import complaints, console
from kit.settings import Mode, Settings
from market.impact.indicators.describe import as_markdown

app = typer.Typer(help="The API's description.", no_args_is_help=True)

_OPENAPI = Path("openapi.json")
_PROBLEMS = Path("docs/problems.md")
_INDICATORS = Path("docs/indicators.md")


def _app() -> FastAPI:
    """The application as it is described: no installation's settings are in it, and nothing is connected to."""
    settings = Settings(
        mode=Mode.TEST,
        database_url="postgresql://nobody@/none",
        redis_url="redis://localhost/0",
        secret_key="nothing is signed with this key at all",  # noqa: S106
        stripe_api_key="sk_test_none",
    )
    return create_app(build_tools(settings))


def openapi_text() -> str:
    """The OpenAPI document as it is committed; the address is left out, since it differs by installation."""
    document = _app().openapi()
    return json.dumps(document | {"servers": [{"url": "/"}]}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def problems_text() -> str:
    """`docs/problems.md`."""
    _app()
    rows = "\n".join(
        f"| `{problem.code}` | {problem_status(problem)} | {problem_title(problem)} |" for problem in all_problems()
    )
    return (
        "# Problems\n\n"
        "Every refusal of the API is an `application/problem+json` document (RFC 9457). `code` never changes its\n"
        "meaning; `facts` holds what you may act on. This page is made by `solifair openapi export`.\n\n"
        f"| code | status | meaning |\n|---|---|---|\n{rows}\n"
    )


@app.command()
def export() -> None:
    """Write openapi.json, docs/problems.md and docs/indicators.md."""
    _OPENAPI.write_text(openapi_text(), encoding="utf-8")
    _PROBLEMS.write_text(problems_text(), encoding="utf-8")
    _INDICATORS.write_text(as_markdown(), encoding="utf-8")
    console.print(f"Wrote {_OPENAPI}, {_PROBLEMS} and {_INDICATORS}.")


@app.command()
def check() -> None:
    """Exit 1 when the committed files are not what the code says."""
    stale = [
        str(path)
        for path, text in ((_OPENAPI, openapi_text()), (_PROBLEMS, problems_text()), (_INDICATORS, as_markdown()))
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if stale:
        complaints.print(f"Stale: {', '.join(stale)}. Run `solifair openapi export`.")
        raise typer.Exit(1)
    console.print("The committed description is the code's.")
