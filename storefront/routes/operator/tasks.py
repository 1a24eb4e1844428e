"""What workers have to do, did, and could not do."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.operator.gate import operator_api


async def tasks(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    found, waiting, failures = await asyncio.gather(
        api.tasks(), api.outbox(request.query_params.get("cursor")), api.task_failures()
    )
    return page(
        request,
        "operator_tasks.html",
        status=refused.status,
        tasks=found.data,
        waiting=waiting,
        failures=failures,
        refused=refused,
    )


async def again(request: Request) -> Response:
    form = await forms.read_form(request)
    failure_id = forms.text(form, "failure", 64)
    then = done("/operator/tasks", "task-again")
    asked = visitor_of(request).api.try_again(failure_id)
    return await attempt(request, asked, at=failure_id, form=form, again=_page, then=then)


ROUTES = [
    Route("/operator/tasks", tasks),
    Route("/operator/tasks", again, methods=["POST"]),
]
