"""Forms that take the fields they name, and no others."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.exceptions import RequestValidationError


def only_fields(*known: str) -> Callable[[Request], Awaitable[None]]:
    """The dependency that refuses other fields: `dry-run` for `dry_run` must not be left unheard."""

    async def check(request: Request) -> None:
        form = await request.form()
        unknown = sorted(set(form) - set(known))
        if unknown:
            raise RequestValidationError(
                [
                    {
                        "type": "extra_forbidden",
                        "loc": ("body", name),
                        "msg": "Extra inputs are not permitted",
                        "input": None,
                    }
                    for name in unknown
                ]
            )

    return check
