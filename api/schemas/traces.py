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


class TracedLineOut(Out):
    """A line that can be given back, and how many of its units have been."""

    id: str
    parcel_id: str
    name: str
    variant_label: str
    quantity: int
    units_back: int
    amount: MoneyOut


class TracedParcelOut(Out):
    """A parcel whose shipping can be given back."""

    id: str
    producer: str
    state: str
    shipping: MoneyOut


class TraceOut(Out):
    """What was bought and who gets what of it, what happened, where it is now, and what the books say. `goods` and
    `parcels` name what a refund can be of."""

    order_id: str
    state: str
    total: MoneyOut
    lines: list[str]
    told: list[ToldOut]
    stands: list[str]
    entries: list[EntryOut]
    goods: list[TracedLineOut]
    parcels: list[TracedParcelOut]

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
            goods=[
                TracedLineOut(
                    id=line.id,
                    parcel_id=line.parcel_id,
                    name=line.name,
                    variant_label=line.variant_label,
                    quantity=line.quantity,
                    units_back=line.units_back,
                    amount=money_out(line.amount_minor, order.currency),
                )
                for line in told.facts.lines
            ],
            parcels=[
                TracedParcelOut(
                    id=parcel.id,
                    producer=parcel.producer,
                    state=parcel.state,
                    shipping=money_out(parcel.shipping_minor, order.currency),
                )
                for parcel in told.facts.parcels
            ],
        )
