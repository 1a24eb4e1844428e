"""Which steps a payment can take. Pure."""

from collections.abc import Mapping

from models.enums import PaymentState

PAYMENT_STEPS: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.CREATED: frozenset(set(PaymentState) - {PaymentState.CREATED}),
    PaymentState.PENDING: frozenset(set(PaymentState) - {PaymentState.CREATED, PaymentState.PENDING}),
    PaymentState.PROCESSING: frozenset(set(PaymentState) - {PaymentState.CREATED, PaymentState.PROCESSING}),
    # The bank has refused in the end and the page is used up. Only news of money, or of the end, still counts.
    PaymentState.FAILED: frozenset(
        {PaymentState.PROCESSING, PaymentState.SUCCEEDED, PaymentState.SUSPENSE, PaymentState.CANCELLED}
    ),
    # Stripe says this last, but we may hear it first.
    PaymentState.CANCELLED: frozenset({PaymentState.SUCCEEDED, PaymentState.SUSPENSE}),
    PaymentState.SUCCEEDED: frozenset(),
    PaymentState.SUSPENSE: frozenset(),
}


def may_become(state: PaymentState, to: PaymentState) -> bool:
    """Whether a payment in this state can take this step; standing still is none."""
    return to in PAYMENT_STEPS[state]
