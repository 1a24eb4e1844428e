"""The labels that this market knows: what each stands on, and who answers for it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, visitor_of

# Side by side by who checks; none ranks above another.
CLASSES = (
    "public_authority",
    "third_party",
    "mixed_peer_audit",
    "participatory",
    "second_party",
    "self_declared",
)


async def labels(request: Request) -> Response:
    schemes = (await visitor_of(request).api.schemes()).data
    return page(
        request,
        "labels.html",
        is_public=True,
        classes=[(code, [one for one in schemes if one.assurance_class == code]) for code in CLASSES],
    )


ROUTES = [Route("/labels", labels)]
