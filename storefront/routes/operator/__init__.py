"""The operators' pages: whether the money is right, what has to be seen to, and what they can do about it."""

from starlette.routing import BaseRoute

from storefront.routes.operator import (
    alerts,
    audit,
    board,
    disputes,
    events,
    fees,
    funds,
    health,
    holds,
    mails,
    mandates,
    orders,
    payouts,
    people,
    reconciliation,
    refunds,
    tasks,
)

ROUTES: list[BaseRoute] = [
    *board.ROUTES,
    *alerts.ROUTES,
    *orders.ROUTES,
    *refunds.ROUTES,
    *holds.ROUTES,
    *mails.ROUTES,
    *disputes.ROUTES,
    *payouts.ROUTES,
    *mandates.ROUTES,
    *funds.ROUTES,
    *reconciliation.ROUTES,
    *fees.ROUTES,
    *events.ROUTES,
    *tasks.ROUTES,
    *audit.ROUTES,
    *people.ROUTES,
    *health.ROUTES,
]
