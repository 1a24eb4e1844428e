"""Funds, their books, and tiers: views into answers."""

from collections.abc import Sequence

from api.schemas.base import MoneyOut, money_out
from api.schemas.funds import BookLineOut, BookOut, BookTotalOut, FundOut, KeeperOut, TiersOut, VariantTiersOut, What
from market.fund.money.book_queries import BookLine, BookTotal, FundView
from market.pricing.tiers.queries import OfferedVariant, Pot
from market.pricing.tiers.rules import TierFacts, step_on_offer
from models.enums import Tier

_WORDS: dict[str, What] = {
    "solidarity": "solidarity",
    "contribution": "contribution",
    "tier_support": "tier_support",
    "tier_relief": "tier_relief",
    "paid_in": "paid_in",
    "given_back": "given_back",
    "grant": "grant",
    "investment": "investment",
    "repaid": "repaid",
    "interest": "interest",
    "admin": "admin",
    "redemption": "redemption",
    "correction": "correction",
}


def fund_out(fund: FundView) -> FundOut:
    sponsor = None
    if fund.sponsor_slug and fund.sponsor_name:
        sponsor = KeeperOut(slug=fund.sponsor_slug, name=fund.sponsor_name)
    return FundOut(
        id=fund.id,
        kind=fund.kind,
        name=fund.name,
        currency=fund.currency,
        mandate=fund.mandate,
        uses=sorted(fund.uses),
        bound_share_bps=fund.bound_share_bps,
        notice_days=fund.notice_days,
        admin_cap_bps=fund.admin_cap_bps,
        opened_on=fund.opened_on,
        closed_on=fund.closed_on,
        owner=KeeperOut(slug=fund.owner_slug, name=fund.owner_name),
        sponsor=sponsor,
        balance=money_out(fund.balance_minor, fund.currency),
        kept_aside=money_out(fund.kept_aside_minor, fund.currency),
        promised=money_out(fund.promised_minor, fund.currency),
        placed=money_out(fund.placed_minor, fund.currency),
    )


def book_out(fund: FundView, totals: Sequence[BookTotal], lines: Sequence[BookLine], *, most: int) -> BookOut:
    """`lines` may be one more than `most`: then there are older ones, and the last day, which may be cut, is left to
    the next answer unless it is all there is."""
    shown, next_until = list(lines[:most]), None
    if len(lines) > most:
        last = lines[most].day
        whole = [line for line in shown if line.day > last]
        shown, next_until = (whole, whole[-1].day) if whole else (shown, last)
    return BookOut(
        fund=fund_out(fund),
        totals=[
            BookTotalOut(what=_WORDS[one.what], amount=money_out(one.minor, fund.currency), times=one.times)
            for one in totals
        ],
        lines=[
            BookLineOut(
                what=_WORDS[line.what],
                amount=money_out(line.minor, fund.currency),
                times=line.times,
                on=line.day,
                organisation=line.organisation,
                note=line.note,
            )
            for line in shown
        ],
        next_until=next_until,
    )


def tiers_out(facts: TierFacts, offered: Sequence[OfferedVariant], pot: Pot | None) -> TiersOut:
    """What is to be had now: the solidarity price only while the fund can pay for a unit."""
    has_fund = pot is not None and pot.is_open

    def at(tier: Tier, one: OfferedVariant) -> MoneyOut | None:
        step = step_on_offer(tier, one.fair.minor, facts, one.fair.currency, has_fund=has_fund)
        if step is None or pot is None or (step < 0 and not pot.covers(-step)):
            return None
        return money_out(one.fair.minor + step, one.fair.currency)

    return TiersOut(
        product_id=facts.product_id,
        solidarity_bps=facts.solidarity_bps,
        supporter_bps=facts.supporter_bps,
        fund_id=pot.fund_id if pot else None,
        in_fund=money_out(pot.free.minor, pot.free.currency) if pot else None,
        variants=[
            VariantTiersOut(
                variant_id=one.variant_id,
                solidarity=at(Tier.SOLIDARITY, one),
                fair=money_out(one.fair.minor, one.fair.currency),
                supporter=at(Tier.SUPPORTER, one),
            )
            for one in offered
        ],
    )
