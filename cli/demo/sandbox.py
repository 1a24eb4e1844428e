"""The simulated Stripe's own controls: a past to begin with, and producers whose onboarding is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import requests

from kit.database import refuse_inside_transaction
from kit.errors import Conflict, Unavailable

_TIMEOUT_S = (3, 30)


@dataclass(eq=False)
class SandboxUnavailable(Unavailable):
    """The simulated Stripe does not do what the demo needs of it."""

    code: ClassVar[str] = "sandbox_unavailable"
    address: str
    reason: str


@dataclass(eq=False)
class SandboxHasAPast(Conflict):
    """The simulated Stripe remembers payments that this market does not know; start both afresh."""

    code: ClassVar[str] = "sandbox_has_a_past"
    payments: int


@dataclass(frozen=True)
class PastTransfer:
    """Money that left for a producer. `created` is in seconds since 1970."""

    destination: str
    amount_minor: int
    created: int
    transfer_group: str
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class PastPayment:
    """A payment that was made and settled, and the transfers that are told along with it."""

    created: int
    amount_minor: int
    currency: str
    email: str
    metadata: Mapping[str, str]
    transfers: tuple[PastTransfer, ...] = ()


@dataclass(frozen=True)
class Settled:
    """What Stripe calls a past payment; `transfers` in the order in which they were told."""

    payment_intent: str
    charge: str
    balance_transaction: str
    fee_minor: int
    transfers: tuple[str, ...]


class Sandbox:
    """Speaks to `/_sandbox` at the address that the settings name as Stripe's."""

    def __init__(self, address: str):
        self._address = address

    def refuse_a_past(self) -> None:
        """Raises SandboxHasAPast when there have been payments."""
        charges = self._call("GET", "state")["charges"]
        assert isinstance(charges, dict)
        if charges:
            raise SandboxHasAPast(len(charges))

    def finish_onboarding(self, account_id: str) -> None:
        """The producer has told Stripe everything that it asks."""
        self._call("POST", f"accounts/{account_id}/standing", {"due": []})

    def add_history(self, payments: Sequence[PastPayment]) -> list[Settled]:
        """Let these payments have happened, without a single event."""
        told = self._call("POST", "history", {"payments": [_payment(payment) for payment in payments]})["data"]
        assert isinstance(told, list)
        return [
            Settled(
                answer["payment_intent"],
                answer["charge"],
                answer["balance_transaction"],
                answer["fee"],
                tuple(answer["transfers"]),
            )
            for answer in told
        ]

    def _call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, object]:
        refuse_inside_transaction("the simulated Stripe was called")
        try:
            answer = requests.request(method, f"{self._address}/_sandbox/{path}", json=body, timeout=_TIMEOUT_S)
        except requests.RequestException as error:
            raise SandboxUnavailable(self._address, type(error).__name__) from error
        if not answer.ok:
            raise SandboxUnavailable(self._address, f"{answer.status_code}: {answer.text[:300]}")
        told: dict[str, object] = answer.json()
        return told


def _payment(payment: PastPayment) -> dict[str, object]:
    return {
        "created": payment.created,
        "amount": payment.amount_minor,
        "currency": payment.currency.lower(),
        "receipt_email": payment.email,
        "metadata": dict(payment.metadata),
        "transfers": [
            {
                "destination": transfer.destination,
                "amount": transfer.amount_minor,
                "created": transfer.created,
                "transfer_group": transfer.transfer_group,
                "metadata": dict(transfer.metadata),
            }
            for transfer in payment.transfers
        ],
    }
