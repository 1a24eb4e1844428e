"""Is it up, what does it speak, what do its refusals mean."""

import html
from collections.abc import Mapping

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from api.policy import Action, Resource
from api.problems import all_problems, problem_status, problem_title
from api.routing import Routes
from api.tools import Tools, tools_of
from kit.clock import utc_now
from kit.database import schema_revisions
from kit.errors import NotFound
from market.requests.health import LATE_AFTER, read_heartbeats

routes = Routes(prefix="", tags=["service"])

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} · Solifair problems</title></head><body>{body}</body></html>"""


class NoSuchProblem(NotFound):
    """There is no problem of that name."""

    code = "no_such_problem"


@routes.get("/livez", policy=(Resource.SERVICE, Action.READ))
async def live() -> dict[str, str]:
    """The process answers. Touches nothing else."""
    return {"status": "live"}


@routes.get("/readyz", policy=(Resource.SERVICE, Action.READ))
async def ready(request: Request) -> JSONResponse:
    """Whether each thing this depends on answers; 503 when the API itself could not serve."""
    checks = await run_in_threadpool(_checks, tools_of(request))
    is_ready = checks["database"] == "ok" and checks["migrations"] == "ok"
    return JSONResponse(
        {"status": "ready" if is_ready else "unready", "checks": checks},
        200 if is_ready else 503,
    )


@routes.get("/healthz", policy=(Resource.SERVICE, Action.READ))
async def healthy(request: Request) -> JSONResponse:
    """`/readyz` without its details, for outsiders."""
    checks = await run_in_threadpool(_checks, tools_of(request))
    is_ready = checks["database"] == "ok" and checks["migrations"] == "ok"
    return JSONResponse({"status": "ok" if is_ready else "unavailable"}, 200 if is_ready else 503)


def _checks(tools: Tools) -> dict[str, str]:
    now = utc_now()
    try:
        with tools.database.reading() as session:
            heartbeats = read_heartbeats(session)
            in_database, in_code = schema_revisions(session)
    except SQLAlchemyError:
        return {"database": "does not answer", "migrations": "unknown"}
    checks = {
        "database": "ok",
        "migrations": "ok" if in_database == in_code else f"database at {in_database}, code at {in_code}",
    }
    for process in ("worker", "beat", "relay"):
        seen_at = heartbeats.get(process)
        if seen_at is None:
            checks[process] = "never seen"
        else:
            checks[process] = "ok" if now - seen_at < LATE_AFTER else f"last seen {seen_at.isoformat()}"
    return checks


@routes.get("/v1", policy=(Resource.SERVICE, Action.READ))
async def index(request: Request) -> Mapping[str, str]:
    """Where to begin."""
    address = tools_of(request).settings.api_url
    return {
        "products": f"{address}/v1/products",
        "producers": f"{address}/v1/producers",
        "schemes": f"{address}/v1/schemes",
        "statements": f"{address}/v1/statements",
        "documentation": f"{address}/docs",
        "openapi": f"{address}/openapi.json",
        "problems": f"{address}/problems",
    }


@routes.get("/problems", policy=(Resource.SERVICE, Action.READ), response_class=HTMLResponse)
async def list_problems() -> HTMLResponse:
    """Every problem code, with its status and meaning."""
    rows = "".join(
        f'<li><a href="/problems/{problem.code}"><code>{problem.code}</code></a> · {problem_status(problem)} · '
        f"{html.escape(problem_title(problem))}</li>"
        for problem in all_problems()
    )
    return HTMLResponse(_PAGE.format(title="All", body=f"<main><h1>Problems</h1><ul>{rows}</ul></main>"))


@routes.get(
    "/problems/{code}",
    policy=(Resource.SERVICE, Action.READ),
    response_class=HTMLResponse,
)
async def read_problem(code: str) -> HTMLResponse:
    """What one problem code means."""
    found = next((problem for problem in all_problems() if problem.code == code), None)
    if found is None:
        raise NoSuchProblem()
    text = html.escape((found.__doc__ or "").strip())
    body = (
        f"<main><h1><code>{found.code}</code></h1><p>HTTP {problem_status(found)}</p><p>{text}</p>"
        '<p><a href="/problems">All problems</a></p></main>'
    )
    return HTMLResponse(_PAGE.format(title=found.code, body=body))


@routes.get(
    "/.well-known/security.txt",
    policy=(Resource.SERVICE, Action.READ),
    response_class=PlainTextResponse,
)
async def security_txt(request: Request) -> Response:
    """Whom to tell about a weakness (RFC 9116)."""
    settings = tools_of(request).settings
    next_year = utc_now().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    expires = next_year.replace(year=next_year.year + 1)
    return PlainTextResponse(
        f"Contact: {settings.storefront_url}/contact\nExpires: {expires.isoformat()}\nPreferred-Languages: en, fr, es\n"
    )
