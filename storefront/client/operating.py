"""What operators ask: is the money right, what left the house, what has to be seen to."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.operating import (
    Alert,
    Dispute,
    Hold,
    LedgerAccount,
    PayoutRun,
    PayoutRunDetail,
    Reconciliation,
    StartedRun,
    Trace,
    Violation,
)
from storefront.shapes.orders import Refund
from storefront.transport import Download


@dataclass(frozen=True)
class Operating(Asking):
    """The market's books, refunds, holds, disputes and payouts."""

    async def payout_runs(self, cursor: str | None) -> Page[PayoutRun]:
        return await self.transport.get(Page[PayoutRun], "/v1/payout-runs", {"cursor": cursor})

    async def payout_run(self, run_id: str) -> PayoutRunDetail:
        return await self.transport.get(PayoutRunDetail, f"/v1/payout-runs/{safe(run_id)}")

    async def start_payout_run(self, period: str, key: str) -> StartedRun:
        return await self.transport.send(StartedRun, "POST", "/v1/payout-runs", {"period": period}, key=key)

    async def bank_file(self, run_id: str, currency: str, written_as: str) -> Download:
        path = f"/v1/payout-runs/{safe(run_id)}/bank-file"
        return await self.transport.download(path, {"currency": currency, "format": written_as})

    async def confirm_payout(self, payout_id: str, bank_reference: str) -> None:
        path = f"/v1/payouts/{safe(payout_id)}/confirm"
        await self.transport.act("POST", path, {"bank_reference": bank_reference})

    async def return_payout(self, payout_id: str, because: str) -> None:
        await self.transport.act("POST", f"/v1/payouts/{safe(payout_id)}/return", {"because": because})

    async def cancel_payout(self, payout_id: str, because: str) -> None:
        await self.transport.act("POST", f"/v1/payouts/{safe(payout_id)}/cancel", {"because": because})

    async def ledger_accounts(self, cursor: str | None) -> Page[LedgerAccount]:
        return await self.transport.get(Page[LedgerAccount], "/v1/ledger/accounts", {"cursor": cursor, "limit": 50})

    async def ledger_violations(self) -> Page[Violation]:
        return await self.transport.get(Page[Violation], "/v1/ledger/violations")

    async def reconciliation(self, day: str) -> Reconciliation:
        return await self.transport.get(Reconciliation, f"/v1/reconciliations/{safe(day)}")

    async def alerts(self, cursor: str | None, *, with_resolved: bool = False) -> Page[Alert]:
        query = {"cursor": cursor, "include_resolved": "true" if with_resolved else None}
        return await self.transport.get(Page[Alert], "/v1/alerts", query)

    async def resolve_alert(self, alert_id: str, because: str) -> None:
        await self.transport.act("POST", f"/v1/alerts/{safe(alert_id)}/resolve", {"because": because})

    async def trace(self, order_id: str) -> Trace:
        return await self.transport.get(Trace, f"/v1/orders/{safe(order_id)}/trace")

    async def refund(self, order_id: str, body: Mapping[str, object], key: str) -> None:
        await self.transport.act("POST", f"/v1/orders/{safe(order_id)}/refunds", body, key=key)

    async def give_goodwill(self, order_id: str, amount: int, reason: str, key: str) -> None:
        path = f"/v1/orders/{safe(order_id)}/goodwill"
        await self.transport.act("POST", path, {"amount": amount, "reason": reason}, key=key)

    async def refunds(self, state: str, cursor: str | None) -> Page[Refund]:
        return await self.transport.get(Page[Refund], "/v1/refunds", {"state": state, "cursor": cursor})

    async def retry_refund(self, refund_id: str) -> None:
        await self.transport.act("POST", f"/v1/refunds/{safe(refund_id)}/retry")

    async def settle_refund(self, refund_id: str, reference: str) -> None:
        await self.transport.act("POST", f"/v1/refunds/{safe(refund_id)}/settle", {"reference": reference})

    async def disputes(self, cursor: str | None) -> Page[Dispute]:
        return await self.transport.get(Page[Dispute], "/v1/disputes", {"cursor": cursor})

    async def charge_dispute(self, dispute_id: str, to: str, reason: str) -> None:
        path = f"/v1/disputes/{safe(dispute_id)}/charge"
        await self.transport.act("POST", path, {"to": to, "reason": reason})

    async def holds(self, cursor: str | None, *, with_released: bool = False) -> Page[Hold]:
        query = {"cursor": cursor, "include_released": "true" if with_released else None}
        return await self.transport.get(Page[Hold], "/v1/holds", query)

    async def place_hold(self, subject: Mapping[str, str], note: str) -> None:
        """`subject`: `order_id` or `organisation_id`, one of the two."""
        await self.transport.act("POST", "/v1/holds", {**subject, "note": note})

    async def release_hold(self, hold_id: str, note: str) -> None:
        await self.transport.act("POST", f"/v1/holds/{safe(hold_id)}/release", {"note": note})
