"""An order's story, as the API tells it."""

from datetime import datetime

from api.schemas.base import MoneyOut, Out, money_out
from market.payouts.story.tell_order import ToldOrder


class ToldOut(Out):
    """One thing that happened; `about` is the id of what it happened to."""

    at: datetime
    sentence: str
    about: str


class LegOut(Out):
    """What an entry moves on one account; a debit is positive."""

    account: str
    amount: MoneyOut


class EntryOut(Out):
    """An entry in the books; its legs sum to nothing in each currency."""

    id: str
    kind: str
    at: datetime
    note: str
    legs: list[LegOut]


class TraceOut(Out):
    """What was bought and who gets what of it, what happened, where it is now, and what the books say."""

    order_id: str
    state: str
    total: MoneyOut
    lines: list[str]
    told: list[ToldOut]
    stands: list[str]
    entries: list[EntryOut]

    @classmethod
    def of(cls, told: ToldOrder) -> "TraceOut":
        order = told.facts.order
        return cls(
            order_id=order.id,
            state=order.state,
            total=money_out(order.total_minor, order.currency),
            lines=list(told.story.lines),
            told=[ToldOut.model_validate(one) for one in told.story.told],
            stands=list(told.story.stands),
            entries=[
                EntryOut(
                    id=entry.id,
                    kind=entry.kind,
                    at=entry.at,
                    note=entry.note,
                    legs=[LegOut(account=code, amount=MoneyOut.of(money)) for code, money in entry.legs],
                )
                for entry in told.facts.entries
            ],
        )
