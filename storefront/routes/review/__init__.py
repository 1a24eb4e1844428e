"""A verifier's pages: what a federation has to look at, what it decides, objections, its year, networks."""

from starlette.routing import BaseRoute

from storefront.routes.review import certificate, networks, objections, queue, year

# What lies beside a certificate comes before it: its address would take theirs.
ROUTES: list[BaseRoute] = [*queue.ROUTES, *objections.ROUTES, *year.ROUTES, *networks.ROUTES, *certificate.ROUTES]
