"""The dashboard at /."""

from starlette.routing import BaseRoute

from sandbox.world import World


def dashboard_routes(world: World) -> list[BaseRoute]:
    return []
