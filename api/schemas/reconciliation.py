"""A day of Stripe's movements beside the books."""

from datetime import date, datetime

from api.schemas.base import MoneyOut, Out, money_out
from market.payments.reconcile.compare_day import Reconciliation
from market.payments.reconcile.queries import TypeSum
from market.payments.reconcile.rules import Difference, Totals


class MovementsOut(Out):
    """All movements of one type and currency within the day. Amounts are signed as Stripe books them."""

    type: str
    count: int
    without_entry: int
    amount: MoneyOut
    fee: MoneyOut
    net: MoneyOut

    @classmethod
    def of(cls, kind: TypeSum) -> "MovementsOut":
        return cls(
            type=kind.type,
            count=kind.how_many,
            without_entry=kind.unmatched,
            amount=MoneyOut.of(kind.amount),
            fee=MoneyOut.of(kind.fee),
            net=MoneyOut.of(kind.net),
        )


class TotalsOut(Out):
    """One currency at the end of the day. `difference` is Stripe's sum less the books and what is under way: what one
    of the two writes on this side of midnight and the other on that."""

    stripe: MoneyOut
    books: MoneyOut
    under_way: MoneyOut
    difference: MoneyOut
    reserved: MoneyOut

    @classmethod
    def of(cls, line: Totals) -> "TotalsOut":
        return cls(
            stripe=money_out(line.stripe_minor, line.currency),
            books=money_out(line.books_minor, line.currency),
            under_way=money_out(line.under_way_minor, line.currency),
            difference=money_out(line.difference_minor, line.currency),
            reserved=money_out(line.reserved_minor, line.currency),
        )


class DifferenceOut(Out):
    """Something that Stripe and the books do not say alike, and the first of those concerned."""

    name: str
    sentence: str
    ids: list[str]

    @classmethod
    def of(cls, difference: Difference) -> "DifferenceOut":
        return cls(name=difference.name, sentence=difference.sentence, ids=list(difference.ids))


class ReconciliationOut(Out):
    """What the day came to. No differences: every movement has its entry, and every amount and every sum agrees."""

    day: date
    as_of: datetime
    is_well: bool
    movements: list[MovementsOut]
    totals: list[TotalsOut]
    differences: list[DifferenceOut]

    @classmethod
    def of(cls, found: Reconciliation) -> "ReconciliationOut":
        return cls(
            day=found.day,
            as_of=found.as_of,
            is_well=found.is_well,
            movements=[MovementsOut.of(kind) for kind in found.movements],
            totals=[TotalsOut.of(line) for line in found.totals],
            differences=[DifferenceOut.of(difference) for difference in found.differences],
        )
