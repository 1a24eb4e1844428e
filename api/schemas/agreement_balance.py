"""Who gave, ordered and owes what under a trade agreement."""

from datetime import date
from typing import Self

from api.schemas.agreements import plain
from api.schemas.base import MoneyOut, Out, money_out
from market.agreements.balance_queries import CompensationFact, GivenInKind, OpenCommitment, OrderedWithoutFee
from market.agreements.read_agreement import Balance, PartyBalance


class GivenOut(Out):
    """What one party gave another of one thing in the quarter that begins on `quarter`; `unvalued` deliveries are not
    in `value`."""

    quarter: date
    giver_id: str
    giver: str
    receiver_id: str
    receiver: str
    what: str
    unit: str
    quantity: str
    value: MoneyOut | None
    unvalued: int

    @classmethod
    def of(cls, one: GivenInKind, currency: str) -> Self:
        said = {name: value for name, value in vars(one).items() if name not in {"quantity", "value_minor"}}
        value = None if one.value_minor is None else money_out(one.value_minor, currency)
        return cls(**said, quantity=plain(one.quantity), value=value)


class OrderedOut(Out):
    """What one party, or members of it, ordered of another's in the quarter without a market fee. `goods` are at the
    fair price, without VAT and less what went back; they are in no other figure of the balance."""

    quarter: date
    buyer_id: str
    buyer: str
    producer_id: str
    producer: str
    orders: int
    goods: MoneyOut

    @classmethod
    def of(cls, one: OrderedWithoutFee) -> Self:
        said = {name: value for name, value in vars(one).items() if name not in {"currency", "goods_minor"}}
        return cls(**said, goods=money_out(one.goods_minor, one.currency))


class PartyBalanceOut(Out):
    """What a party gave and received, of what was valued."""

    organisation_id: str
    name: str
    given: MoneyOut
    received: MoneyOut

    @classmethod
    def of(cls, one: PartyBalance, currency: str) -> Self:
        return cls(
            organisation_id=one.organisation_id,
            name=one.name,
            given=money_out(one.given_minor, currency),
            received=money_out(one.received_minor, currency),
        )


class OpenOut(Out):
    """What is still to be given of a commitment."""

    id: str
    giver_id: str
    giver: str
    receiver_id: str
    receiver: str
    what: str
    unit: str
    quantity: str
    due_on: date
    is_late: bool

    @classmethod
    def of(cls, one: OpenCommitment, today: date) -> Self:
        said = {name: value for name, value in vars(one).items() if name != "quantity"}
        return cls(**said, quantity=plain(one.quantity), is_late=one.due_on < today)


class CompensationOut(Out):
    """What a party puts into the agreement's fund for one delivery. `rate_bps` is exact, perhaps a fraction."""

    id: str
    payer_id: str
    payer: str
    amount: MoneyOut
    rate_bps: str
    owed_on: date
    paid_on: date | None

    @classmethod
    def of(cls, one: CompensationFact) -> Self:
        return cls(
            id=one.id,
            payer_id=one.payer_id,
            payer=one.payer,
            amount=money_out(one.amount_minor, one.currency),
            rate_bps=one.rate,
            owed_on=one.owed_on,
            paid_on=one.paid_on,
        )


class BalanceOut(Out):
    """Who gave what to whom, and ordered what of whom without a fee, quarter by quarter; what is still to be given, and
    what of it is late today."""

    given: list[GivenOut]
    ordered: list[OrderedOut]
    parties: list[PartyBalanceOut]
    still_open: list[OpenOut]
    compensations: list[CompensationOut]

    @classmethod
    def of(cls, balance: Balance) -> Self:
        return cls(
            given=[GivenOut.of(one, balance.currency) for one in balance.given],
            ordered=[OrderedOut.of(one) for one in balance.ordered],
            parties=[PartyBalanceOut.of(one, balance.currency) for one in balance.parties],
            still_open=[OpenOut.of(one, balance.today) for one in balance.still_open],
            compensations=[CompensationOut.of(one) for one in balance.compensations],
        )
