"""A verifier's pages: what a federation has to look at, and what it decides about each certificate."""

from starlette.routing import BaseRoute

from storefront.routes.review import certificate, queue

ROUTES: list[BaseRoute] = [*queue.ROUTES, *certificate.ROUTES]
