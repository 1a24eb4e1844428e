"""What is cut from every price, as it was, is and will be: for everybody."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, visitor_of


async def prices(request: Request) -> Response:
    policy = await visitor_of(request).api.price_policy()
    return page(request, "prices.html", is_public=True, policy=policy)


ROUTES = [Route("/prices", prices)]
