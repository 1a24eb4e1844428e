"""What is cut from prices, since when and until when; changes of it, and what they would have changed."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import STORABLE, WRITTEN_OUT, In, MoneyOut, Out, money_out
from api.schemas.orders import PartyOut
from market.pricing.changes.preview_fees import FeePreview
from market.pricing.changes.preview_own_fees import OwnFees
from market.pricing.changes.preview_queries import Cut, ProducerTried, TotalTried, Tried
from market.pricing.changes.queries import FeeTaxView, GoodsTaxView, ScheduleView
from market.pricing.changes.rules import Shares, state_of
from models.enums import FeeChangeState, FeeKind, TaxStatus, VatClass
from models.pricing import FeeChange

_Bps = Annotated[int, Field(ge=0, le=5000, description="Hundredths of a per cent of the goods", examples=[800])]
_Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=500), STORABLE]


class SharesOut(Out):
    """Hundredths of a per cent of the goods, that is of the price without tax and premium."""

    market_fee_bps: int = Field(examples=[800])
    dues_bps: int = Field(examples=[100])
    solidarity_bps: int = Field(examples=[50])


class ScheduleOut(Out):
    """What is cut from goods sold from `valid_from` to `valid_to`, both days included (UTC)."""

    id: str
    version: int
    shares: SharesOut
    valid_from: date
    valid_to: date | None
    is_in_force: bool
    reason: str | None = Field(description="As it was announced; none for what came with the market's first rules")
    announced_at: datetime | None

    @classmethod
    def of(cls, view: ScheduleView, *, today: date) -> "ScheduleOut":
        return cls(
            id=view.id,
            version=view.version,
            shares=SharesOut.model_validate(view),
            valid_from=view.valid_from,
            valid_to=view.valid_to,
            is_in_force=view.valid_from <= today and (view.valid_to is None or today <= view.valid_to),
            reason=view.reason,
            announced_at=view.announced_at,
        )


class FeeTaxOut(Out):
    """VAT on what a producer of this tax status is charged."""

    fee: FeeKind
    market_country: str
    tax_status: TaxStatus
    is_domestic: bool
    rate_bps: int
    legal_note: str
    is_confirmed: bool
    valid_from: date
    valid_to: date | None


class GoodsTaxOut(Out):
    """VAT inside the price of goods of a class that are sent to a country."""

    country: str
    vat_class: VatClass
    rate_bps: int
    source: str
    valid_from: date
    valid_to: date | None


class PricePolicyOut(Out):
    """Every rule of shares and taxes: that was, is in force, and is announced. Newest first within each of its kind."""

    today: date
    notice_days: int = Field(description="Days between the announcement of new shares and their first", examples=[30])
    schedules: list[ScheduleOut]
    fee_taxes: list[FeeTaxOut]
    goods_taxes: list[GoodsTaxOut]

    @classmethod
    def of(
        cls,
        schedules: list[ScheduleView],
        fee_taxes: list[FeeTaxView],
        goods_taxes: list[GoodsTaxView],
        *,
        today: date,
        notice_days: int,
    ) -> "PricePolicyOut":
        return cls(
            today=today,
            notice_days=notice_days,
            schedules=[ScheduleOut.of(one, today=today) for one in schedules],
            fee_taxes=[FeeTaxOut.model_validate(one) for one in fee_taxes],
            goods_taxes=[GoodsTaxOut.model_validate(one) for one in goods_taxes],
        )


class FeeChangeIn(In):
    """New shares, from a day on, and why: producers will read the reason."""

    market_fee_bps: _Bps
    dues_bps: _Bps
    solidarity_bps: _Bps
    valid_from: Annotated[date, WRITTEN_OUT] = Field(strict=False, description="Their first day, in UTC")
    reason: _Reason = Field(examples=["Our payment service charges more from January on."])

    def shares(self) -> Shares:
        """Raises FeesTooHigh."""
        return Shares(self.market_fee_bps, self.dues_bps, self.solidarity_bps)


class FeeChangeOut(Out):
    """A change of shares and how far it has come."""

    id: str
    state: FeeChangeState
    shares: SharesOut
    valid_from: date
    reason: str
    proposed_by: str
    proposed_at: datetime
    announced_by: str | None
    announced_at: datetime | None
    schedule_id: str | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, change: FeeChange, *, today: date) -> "FeeChangeOut":
        state = state_of(
            valid_from=change.valid_from,
            announced_at=change.announced_at,
            withdrawn_at=change.withdrawn_at,
            today=today,
        )
        return cls(
            id=change.id,
            state=state,
            shares=SharesOut.model_validate(change),
            valid_from=change.valid_from,
            reason=change.reason,
            proposed_by=change.proposed_by,
            proposed_at=change.proposed_at,
            announced_by=change.announced_by,
            announced_at=change.announced_at,
            schedule_id=change.schedule_id,
            withdrawn_by=change.withdrawn_by,
            withdrawn_at=change.withdrawn_at,
        )


class CutOut(Out):
    """How goods are shared; all but the top-up sum to the goods."""

    producer: MoneyOut
    minimum_price_topup: MoneyOut = Field(description="What the market puts in for the producer, beside the goods")
    market_fee: MoneyOut
    fee_vat: MoneyOut
    federation_dues: MoneyOut
    solidarity: MoneyOut

    @classmethod
    def of(cls, cut: Cut, currency: str) -> "CutOut":
        return cls(
            producer=money_out(cut.producer, currency),
            minimum_price_topup=money_out(cut.topup, currency),
            market_fee=money_out(cut.market_fee, currency),
            fee_vat=money_out(cut.fee_vat, currency),
            federation_dues=money_out(cut.dues, currency),
            solidarity=money_out(cut.solidarity, currency),
        )


class TriedOut(Out):
    """Goods that were sold, how they were shared, and how they would have been."""

    goods: MoneyOut
    lines: int
    left_out: int = Field(description="Lines in no figure: a rule is missing, or less than nothing would be left")
    was: CutOut
    would_be: CutOut
    change: MoneyOut = Field(description="What producers would have had more; below zero, less")

    @classmethod
    def of(cls, tried: Tried) -> "TriedOut":
        return cls(
            goods=money_out(tried.goods, tried.currency),
            lines=tried.lines,
            left_out=tried.left_out,
            was=CutOut.of(tried.was, tried.currency),
            would_be=CutOut.of(tried.would_be, tried.currency),
            change=money_out(tried.change, tried.currency),
        )


class TotalTriedOut(Out):
    """All orders of one currency, and for how many producers it would have been more, less or the same."""

    gaining: int
    losing: int
    unchanged: int
    together: TriedOut

    @classmethod
    def of(cls, total: TotalTried) -> "TotalTriedOut":
        return cls(
            gaining=total.gaining,
            losing=total.losing,
            unchanged=total.unchanged,
            together=TriedOut.of(total.tried),
        )


class ProducerTriedOut(Out):
    """One producer's orders of one currency."""

    producer: PartyOut
    orders: int
    tried: TriedOut

    @classmethod
    def of(cls, one: ProducerTried) -> "ProducerTriedOut":
        party = PartyOut(id=one.producer_id, slug=one.slug, name=one.name, country=one.country)
        return cls(producer=party, orders=one.orders, tried=TriedOut.of(one.tried))


class FeePreviewOut(Out):
    """New shares on the orders that were paid in a month, as these were placed. `producers` is one page, who would lose
    most first; the totals are of all."""

    month: str = Field(examples=["2026-10"])
    totals: list[TotalTriedOut]
    producers: list[ProducerTriedOut]
    has_more: bool
    next_cursor: str | None = None

    @classmethod
    def of(cls, found: FeePreview, *, limit: int, next_cursor: str | None) -> "FeePreviewOut":
        return cls(
            month=str(found.month),
            totals=[TotalTriedOut.of(one) for one in found.totals],
            producers=[ProducerTriedOut.of(one) for one in found.producers[:limit]],
            has_more=next_cursor is not None,
            next_cursor=next_cursor,
        )


class OwnTriedOut(Out):
    """One's own orders of one currency."""

    orders: int
    tried: TriedOut


class OwnFeePreviewOut(Out):
    """The shares that are announced and begin next, on one's own orders that were paid in a month, as they were placed.

    `coming` is null and `tried` empty while nothing is announced.
    """

    month: str = Field(examples=["2026-10"])
    coming: ScheduleOut | None
    tried: list[OwnTriedOut] = Field(description="By currency; empty when no order was paid in the month")

    @classmethod
    def of(cls, found: OwnFees, *, today: date) -> "OwnFeePreviewOut":
        return cls(
            month=str(found.month),
            coming=None if found.coming is None else ScheduleOut.of(found.coming, today=today),
            tried=[OwnTriedOut(orders=one.orders, tried=TriedOut.of(one.tried)) for one in found.tried],
        )
