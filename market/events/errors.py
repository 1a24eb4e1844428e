"""Refusals about events of Stripe's."""

from typing import ClassVar

from kit.errors import NotFound


class NoSuchStripeEvent(NotFound):
    """No event of Stripe's with this id has come."""

    code: ClassVar[str] = "no_such_stripe_event"
