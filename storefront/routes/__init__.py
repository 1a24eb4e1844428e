"""Every page's address. A route reads the request, asks the API, renders one template."""

from starlette.routing import BaseRoute

from storefront.routes import (
    account,
    cart,
    catalogue,
    certificate,
    certificates,
    checkout,
    credential,
    desk,
    desk_money,
    home,
    impact,
    media,
    operator,
    orders,
    payout_account,
    proof,
    review,
)

ROUTES: list[BaseRoute] = [
    *home.ROUTES,
    *catalogue.ROUTES,
    *proof.ROUTES,
    *credential.ROUTES,
    *media.ROUTES,
    *cart.ROUTES,
    *checkout.ROUTES,
    *orders.ROUTES,
    *account.ROUTES,
    *desk.ROUTES,
    *desk_money.ROUTES,
    *payout_account.ROUTES,
    *certificates.ROUTES,
    *certificate.ROUTES,
    *review.ROUTES,
    *operator.ROUTES,
    *impact.ROUTES,
]
