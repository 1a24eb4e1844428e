"""What a network's members sold and were paid in a period, together."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.impact.facts.rules import SMALLEST_CELL
from market.impact.networks import queries
from market.impact.networks.queries import Asked


@dataclass(frozen=True)
class RollUp:
    """Minor units, all of them None where fewer than five orders stand behind them.

    `public_support` is what members put on record, by days; None also where it was to be left out.
    """

    orders: int | None
    gross: int | None
    producer_share: int | None
    premium: int | None
    dues: int | None
    solidarity: int | None
    goods_sent: int | None
    premium_sent: int | None
    public_support: int | None
    income: int | None

    @property
    def is_withheld(self) -> bool:
        return self.orders is None


_WITHHELD = RollUp(None, None, None, None, None, None, None, None, None, None)


def roll_up(session: Session, asked: Asked, *, is_support_counted: bool) -> RollUp:
    """The sum over the members, each once however many ways lead to it, on the days on which it belonged.

    `income` is what was theirs of the price, with the premium, and with public money where that is counted.
    """
    orders = queries.count_orders(session, asked)
    if orders < SMALLEST_CELL:
        return _WITHHELD
    measures = queries.list_measures(session, asked)

    def amount(measure: str) -> int:
        return measures.get(measure, 0)

    support = queries.sum_support(session, asked) if is_support_counted else None
    return RollUp(
        orders=orders,
        gross=amount("sale.gross"),
        producer_share=amount("sale.producer_share"),
        premium=amount("sale.premium"),
        dues=amount("sale.dues"),
        solidarity=amount("sale.solidarity"),
        goods_sent=amount("transfer.goods"),
        premium_sent=amount("transfer.premium"),
        public_support=support,
        income=amount("sale.producer_share") + amount("sale.premium") + (support or 0),
    )
