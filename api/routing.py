"""Our router. A route that names no policy cannot be written; one whose policy the table lacks stops the start."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import BaseRoute, compile_path

from api.access import gate
from api.answers import KeptPath, ReadState, in_a_state
from api.policy import TABLE, Policy
from api.query_models import reading_models

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

# Answers that any route may give besides its own; the documents are problem+json.
_PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
_COMMON_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": description, **_PROBLEM}
    for status, description in {
        400: "The request cannot be taken as it is",
        401: "Not signed in",
        403: "Not allowed",
        404: "No such thing, or not yours",
        409: "Does not fit the present state",
        412: "Changed since you read it",
        413: "Too large",
        422: "Cannot be right",
        428: "If-Match is missing",
        429: "Too many requests",
        503: "Try again later",
    }.items()
}


class UnknownPolicy(RuntimeError):
    """A route names a resource and action that the policy table does not have."""


class _StrictRequest(Request):
    """Refuses JSON that names a key twice (a proxy may have read the other one) or holds NaN or Infinity."""

    async def json(self) -> Any:
        body = await self.body()
        try:
            return json.loads(body, object_pairs_hook=_unique, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise json.JSONDecodeError("not JSON that we take", "", 0) from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key appears twice")
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


class _StrictRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Any]:
        documented = self.dependant
        self.dependant = reading_models(documented)
        handle = super().get_route_handler()
        self.dependant = documented

        async def handle_strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return handle_strictly


def _in_a_state(read: ReadState) -> type[APIRoute]:
    class InAState(_StrictRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            return in_a_state(read, super().get_route_handler())

    return InAState


class Routes:
    """The routes of one resource."""

    def __init__(self, *, prefix: str, tags: list[str]):
        self.router = APIRouter(
            prefix=prefix, tags=list(tags), route_class=_StrictRoute, generate_unique_id_function=operation_id
        )
        self.policies: dict[str, Policy] = {}
        self.kept: list[KeptPath] = []

    def _route(
        self, method: str, path: str, policy: Policy, options: dict[str, Any], *, state: ReadState | None = None
    ) -> Callable[[Endpoint], Endpoint]:
        def add(endpoint: Endpoint) -> Endpoint:
            label = f"{method} {self.router.prefix}{path}"
            if policy not in TABLE:
                raise UnknownPolicy(f"{label} names {policy[0]}:{policy[1]}, which api/policy.py does not know")
            self.policies[label] = policy
            if state:
                self.kept.append(KeptPath(compile_path(self.router.prefix + path)[0], state))
            names: set[str] = set()
            self.router.add_api_route(
                path,
                endpoint,
                methods=[method],
                route_class_override=_in_a_state(state) if state else None,
                dependencies=[Depends(gate(policy, names))],
                responses={**_COMMON_RESPONSES, **options.pop("responses", {})},
                openapi_extra={
                    "x-policy": f"{policy[0]}:{policy[1]}",
                    **options.pop("openapi_extra", {}),
                },
                **options,
            )
            names |= _query_names(self.router.routes[-1])
            return endpoint

        return add

    def get(
        self, path: str, *, policy: Policy, state: ReadState | None = None, **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        """With a `state`, what was answered in it is answered again (`api.answers`)."""
        return self._route("GET", path, policy, options, state=state)

    def post(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._route("POST", path, policy, options)

    def put(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._route("PUT", path, policy, options)

    def patch(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._route("PATCH", path, policy, options)

    def delete(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._route("DELETE", path, policy, options)


def _query_names(route: BaseRoute) -> set[str]:
    """The query parameters a route knows, through all its dependencies; `lang` is known everywhere."""
    assert isinstance(route, APIRoute)
    elsewhere = (params.Path, params.Header, params.Cookie)
    fields = get_flat_params(route.dependant)
    return {field.alias for field in fields if not isinstance(field.field_info, elsewhere)} | {"lang"}


def operation_id(route: APIRoute) -> str:
    """`carts_check_out`: the tag and the function, so that generated clients read well."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def include(app: FastAPI, resources: list[Routes]) -> dict[str, Policy]:
    """Mount every resource; answers all routes with their policies.

    The routes themselves, which know all that there is to know: `include_router` makes each anew when the first request
    comes, who waits a second for it.
    """
    policies: dict[str, Policy] = {}
    for routes in resources:
        app.router.routes.extend(routes.router.routes)
        policies |= routes.policies
    return policies
