"""Forms that take the fields they name, and no others."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError


class OnlyFields:
    """The dependency that refuses other fields: `dry-run` for `dry_run` must not be left unheard."""

    def __init__(self, *known: str):
        self.known = frozenset(known)

    async def __call__(self, request: Request) -> None:
        form = await request.form()
        unknown = sorted(set(form) - self.known)
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
