"""What a network's members sold and were paid in a period, together."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.impact.networks import queries
from market.impact.networks.queries import Asked
from market.networks.telling_rules import tellable

_SOLD = "sale.gross"


@dataclass(frozen=True)
class RollUp:
    """Minor units, None where too few organisations or orders stand behind a figure; without `gross` all of them.

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
    told = _told(session, asked)
    if not told.get(_SOLD):
        return _WITHHELD
    share, premium = told.get("sale.producer_share", 0), told.get("sale.premium", 0)
    support = queries.sum_support(session, asked) if is_support_counted else None
    return RollUp(
        orders=queries.count_orders(session, asked),
        gross=told[_SOLD],
        producer_share=share,
        premium=premium,
        dues=told.get("sale.dues", 0),
        solidarity=told.get("sale.solidarity", 0),
        goods_sent=told.get("transfer.goods", 0),
        premium_sent=told.get("transfer.premium", 0),
        public_support=support,
        income=None if share is None or premium is None else share + premium + (support or 0),
    )


def _told(session: Session, asked: Asked) -> Mapping[str, int | None]:
    """The measures, None for one that may not be told; what comes to nothing for every member is left out."""
    measures = queries.list_measures(session, asked)
    return {
        measure: measures.get(measure, 0) if asked.network_id in tellable(networks) else None
        for measure, networks in queries.list_holdings(session, asked).items()
        if asked.network_id in networks
    }
