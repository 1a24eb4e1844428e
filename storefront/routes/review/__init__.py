"""A verifier's pages: what a federation has to look at, what it decides, what is objected to, its year."""

from starlette.routing import BaseRoute

from storefront.routes.review import certificate, objections, queue, year

# What lies beside a certificate comes before it: its address would take theirs.
ROUTES: list[BaseRoute] = [*queue.ROUTES, *objections.ROUTES, *year.ROUTES, *certificate.ROUTES]
