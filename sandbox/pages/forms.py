"""Rendering, and reading small forms."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sandbox.errors import ApiError
from sandbox.params import decode_form

_MOST_BYTES = 20_000
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, status: int = 200, **facts: object) -> HTMLResponse:
    return HTMLResponse(_pages.get_template(template).render(facts), status_code=status)


async def read_form(request: Request) -> dict[str, str]:
    """The flat fields of a posted form; raises ApiError when it is not one."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise ApiError(413, "The form is too large.")
    fields = decode_form(body.decode("utf-8", "replace"))
    return {key: value for key, value in fields.items() if isinstance(value, str)}


def allow_form_targets(request: Request, *origins: str) -> None:
    """Other origins to which this page's form may end up being redirected (browsers check the whole chain)."""
    request.state.form_targets = origins
