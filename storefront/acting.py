"""One act of a form: ask the API, and go on; or, refused, show the page again with the reason where it happened."""

from collections.abc import Awaitable, Callable, Mapping

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from storefront import forms
from storefront.forms import Refused
from storefront.pages import go, visitor_of
from storefront.shapes.catalog import ClaimFinding
from storefront.transport import ApiRefused

_FINDINGS: TypeAdapter[list[ClaimFinding]] = TypeAdapter(list[ClaimFinding])

Again = Callable[[Request, Refused], Awaitable[Response]]
"""Shows the page with what was refused on it."""


async def attempt(
    request: Request, asked: Awaitable[object], *, at: str, form: FormData, again: Again, then: Response
) -> Response:
    """`then`, or `again` with the API's refusal at the form `at`. A session that is over leads to the sign-in page."""
    try:
        await asked
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await again(request, refusal_of(request, error, at=at, given=forms.typed_texts(form)))
    return then


def done(path: str, said: str) -> Response:
    """On to a page at its notice: a browser would else stay where the form had stood."""
    return go(f"{path}#notice", said)


def refusal_of(request: Request, error: ApiRefused, *, at: str, given: Mapping[str, str]) -> Refused:
    """The API's refusal, in the visitor's words, with what it says of single fields."""
    visitor = visitor_of(request)
    found = forms.complaints(error, visitor.refusal(error), visitor.detail)
    return Refused(at, visitor.refusal_in_full(error), error.status, error.code, given, found.fields)


def wrong(request: Request, message: str, *, at: str, given: Mapping[str, str]) -> Refused:
    """Something that we can see ourselves. `message` is marked for translation where it is written."""
    return Refused(at, visitor_of(request).say(message), 422, "", given)


def findings_of(error: ApiRefused) -> list[ClaimFinding]:
    """What the claims coach found, out of a refusal; nothing where it is another refusal."""
    found = error.facts.get("findings")
    if error.code != "unprovable_claim" or not isinstance(found, list):
        return []
    try:
        return _FINDINGS.validate_python(found)
    except ValidationError:
        return []
