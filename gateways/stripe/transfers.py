"""Paying connected accounts, and bringing money back from them."""

from collections.abc import Mapping

import stripe

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe.client import Caller, amount_of, at, id_of, metadata_of, money_of
from gateways.stripe.facts import OPERATION_KEY, ReversalFact, TransferFact
from kit.money import Money

_NOTHING_THERE = "balance_insufficient"


class Transfers(Caller):
    """Transfers and their reversals."""

    def create_transfer(
        self,
        *,
        money: Money,
        destination: str,
        transfer_group: str,
        metadata: Mapping[str, str],
        idempotency_key: str,
    ) -> TransferFact:
        with self.calling("create_transfer"):
            transfer = self._client.v1.transfers.create(
                params={
                    "amount": amount_of("create_transfer", money),
                    "currency": money.currency.lower(),
                    "destination": destination,
                    "transfer_group": transfer_group,
                    "metadata": dict(metadata),
                },
                options={"idempotency_key": idempotency_key},
            )
            return _transfer_fact(transfer)

    def read_transfer(self, transfer_id: str) -> TransferFact:
        with self.calling("read_transfer"):
            return _transfer_fact(self._client.v1.transfers.retrieve(transfer_id))

    def find_transfer(self, *, transfer_group: str, operation_id: str) -> TransferFact | None:
        with self.calling("find_transfer"):
            listed = self._client.v1.transfers.list(params={"transfer_group": transfer_group, "limit": 100})
            for transfer in listed.auto_paging_iter():
                if metadata_of(transfer).get(OPERATION_KEY) == operation_id:
                    return _transfer_fact(transfer)
        return None

    def create_reversal(
        self, *, transfer_id: str, money: Money, metadata: Mapping[str, str], idempotency_key: str
    ) -> ReversalFact:
        try:
            return self._reverse(transfer_id, money, metadata, idempotency_key)
        except GatewayUnavailable as error:
            if error.reason != _NOTHING_THERE:
                raise
            # The account has paid the money out: waiting brings nothing back, later payouts are netted instead.
            raise GatewayRefused("create_reversal", error.reason, "the account's balance is too small") from error

    def _reverse(
        self, transfer_id: str, money: Money, metadata: Mapping[str, str], idempotency_key: str
    ) -> ReversalFact:
        with self.calling("create_reversal"):
            reversal = self._client.v1.transfers.reversals.create(
                transfer_id,
                params={"amount": amount_of("create_reversal", money), "metadata": dict(metadata)},
                options={"idempotency_key": idempotency_key},
            )
            return _reversal_fact(reversal)

    def list_reversals(self, transfer_id: str) -> list[ReversalFact]:
        with self.calling("list_reversals"):
            listed = self._client.v1.transfers.reversals.list(transfer_id, params={"limit": 100})
            return [_reversal_fact(reversal) for reversal in listed.auto_paging_iter()]


def _transfer_fact(transfer: stripe.Transfer) -> TransferFact:
    return TransferFact(
        id=transfer.id,
        money=money_of(transfer.amount, transfer.currency),
        destination=id_of(transfer.destination) or "",
        created_at=at(transfer.created),
        reversed=money_of(transfer.amount_reversed, transfer.currency),
        metadata=metadata_of(transfer),
    )


def _reversal_fact(reversal: stripe.TransferReversal) -> ReversalFact:
    return ReversalFact(
        id=reversal.id,
        transfer_id=id_of(reversal.transfer) or "",
        money=money_of(reversal.amount, reversal.currency),
        metadata=metadata_of(reversal),
    )
