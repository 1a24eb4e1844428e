"""The weekly payouts of the past: which item left in which run, on which rail, and when it arrived."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cli.demo.sandbox import PastTransfer
from gateways.stripe import OPERATION_KEY
from kit.clock import IsoWeek
from kit.ids import new_id
from kit.money import Money
from market.ledger.accounts import purpose_of_part
from market.ledger.rules.payouts import PayoutFacts
from models.enums import (
    PayableSource,
    PayoutPurpose,
    PayoutRail,
    PayoutState,
    StripeOperationKind,
    StripeOperationState,
)
from models.orders import BreakdownPart
from models.payments import StripeOperation
from models.payouts import PayableItem, Payout, PayoutAccount, PayoutItem, PayoutRun

_RUN_AFTER = timedelta(hours=6)
_STRIPE_TAKES, _BANK_TAKES = timedelta(minutes=2), timedelta(days=2)


@dataclass(frozen=True)
class PastPayout:
    """A payout with its claims; `arrived_at` is None while a bank transfer has not been confirmed."""

    row: Payout
    items: tuple[PayableItem, ...]
    claimed_at: datetime
    arrived_at: datetime | None
    destination: str | None
    operation_id: str

    @property
    def facts(self) -> PayoutFacts:
        return PayoutFacts(
            self.row.id,
            self.row.beneficiary_id,
            self.row.purpose,
            self.row.rail,
            Money(self.row.amount_minor, self.row.currency),
            Money(self.row.netted_minor, self.row.currency),
        )

    @property
    def claims(self) -> list[PayoutItem]:
        return [
            PayoutItem(payout_id=self.row.id, payable_item_id=item.id, amount_minor=item.amount_minor)
            for item in self.items
        ]

    def transfer(self) -> PastTransfer:
        """As Stripe is told of it."""
        assert self.destination is not None
        assert self.arrived_at is not None
        return PastTransfer(
            destination=self.destination,
            amount_minor=self.row.amount_minor,
            created=int(self.arrived_at.timestamp()),
            transfer_group=self.row.run_id,
            metadata={
                OPERATION_KEY: self.operation_id,
                "solifair_payout": self.row.id,
                "solifair_organisation": self.row.beneficiary_id,
                "solifair_purpose": self.row.purpose,
            },
        )

    def operation(self) -> StripeOperation:
        """The intention behind the transfer, fulfilled."""
        key = f"tr:{self.row.id}"
        return StripeOperation(
            id=self.operation_id,
            kind=StripeOperationKind.TRANSFER,
            business_key=key,
            idempotency_key=f"{key}/1",
            parameters={
                "amount_minor": self.row.amount_minor,
                "currency": self.row.currency,
                "destination": self.destination,
                "transfer_group": self.row.run_id,
                "payout_id": self.row.id,
                "organisation_id": self.row.beneficiary_id,
                "purpose": self.row.purpose,
            },
            subject_id=self.row.id,
            state=StripeOperationState.SUCCEEDED,
            attempts=1,
            first_sent_at=self.arrived_at,
            last_sent_at=self.arrived_at,
            next_attempt_at=self.claimed_at,
            stripe_id=self.row.transfer_id,
            created_at=self.claimed_at,
            finished_at=self.arrived_at,
        )


@dataclass(frozen=True)
class PastRuns:
    """Every run that has been, oldest first, and its payouts."""

    runs: list[PayoutRun]
    payouts: list[PastPayout]


def earned_items(
    parts: Iterable[BreakdownPart], *, currency: str, earned_at: datetime, eligible_at: datetime
) -> list[PayableItem]:
    """What an order earned: its producers by the line, for goods and premium; federations and the fund as a whole."""
    sums: dict[tuple[str, str | None, str, PayoutPurpose], int] = {}
    for part in parts:
        purpose = purpose_of_part(part.kind)
        if purpose is None or part.beneficiary_id is None or part.amount_minor <= 0:
            continue
        line_id = part.order_line_id if purpose in {PayoutPurpose.GOODS, PayoutPurpose.PREMIUM} else None
        place = (part.order_id, line_id, part.beneficiary_id, purpose)
        sums[place] = sums.get(place, 0) + part.amount_minor
    return [
        PayableItem(
            source=PayableSource.LINE if line_id else PayableSource.ORDER,
            order_id=order_id,
            order_line_id=line_id,
            beneficiary_id=beneficiary_id,
            purpose=purpose,
            currency=currency,
            amount_minor=minor,
            earned_at=earned_at,
            eligible_at=eligible_at,
        )
        for (order_id, line_id, beneficiary_id, purpose), minor in sums.items()
    ]


def past_runs(items: Sequence[PayableItem], accounts: Mapping[str, PayoutAccount], *, now: datetime) -> PastRuns:
    """Pay every item in the run of the week in which it fell due, for each week that is over.

    Who has no account is not paid. A bank takes two days; what it has not confirmed by `now` is in transit.
    """
    this_week = IsoWeek.of(now)
    grouped: dict[IsoWeek, dict[tuple[str, PayoutPurpose], list[PayableItem]]] = {}
    for item in items:
        assert item.eligible_at is not None
        week = IsoWeek.of(item.eligible_at)
        if week < this_week and item.beneficiary_id in accounts:
            grouped.setdefault(week, {}).setdefault((item.beneficiary_id, item.purpose), []).append(item)
    found = PastRuns([], [])
    for week in sorted(grouped):
        as_of = min(week.ends_at + _RUN_AFTER, now)
        run = PayoutRun(
            id=new_id("run", _milliseconds(as_of)),
            period=str(week),
            sequence=1,
            as_of=as_of,
            triggered_by="schedule",
            created_at=as_of,
        )
        found.runs.append(run)
        for (beneficiary_id, purpose), claimed in sorted(grouped[week].items()):
            found.payouts.append(_payout(run, purpose, claimed, accounts[beneficiary_id], now))
    return found


def _payout(
    run: PayoutRun, purpose: PayoutPurpose, items: list[PayableItem], account: PayoutAccount, now: datetime
) -> PastPayout:
    rail = PayoutRail(account.rail)
    is_bank = rail is PayoutRail.MANUAL_BANK
    arrives_at = run.as_of + (_BANK_TAKES if is_bank else _STRIPE_TAKES)
    arrived_at = arrives_at if arrives_at <= now else (None if is_bank else now)
    claimed = sum(item.amount_minor for item in items)
    payout = Payout(
        id=new_id("pyt", _milliseconds(run.as_of)),
        run_id=run.id,
        beneficiary_id=account.organisation_id,
        payout_account_id=account.id,
        rail=rail,
        purpose=purpose,
        currency=account.currency,
        gross_minor=claimed,
        amount_minor=claimed,
        state=PayoutState.PAID if arrived_at else PayoutState.IN_TRANSIT,
        bank_reference=f"DEMO-{run.period}-{purpose}" if is_bank and arrived_at else None,
        created_at=run.as_of,
        paid_at=arrived_at,
    )
    return PastPayout(payout, tuple(items), run.as_of, arrived_at, account.stripe_account_id, new_id("sop"))


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
