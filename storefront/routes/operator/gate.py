"""Who may see the operators' pages."""

from starlette.exceptions import HTTPException
from starlette.requests import Request

from storefront.client import Api
from storefront.pages import visitor_of


async def operator_api(request: Request) -> Api:
    """The API for an operator. For others the page is not there: raises HTTPException 404."""
    api = visitor_of(request).api
    me = await api.me()
    if not me.is_operator:
        raise HTTPException(404)
    return api
