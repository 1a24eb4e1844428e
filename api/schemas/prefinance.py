"""Money of a fund ahead of a harvest, and where a fund's money may go."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas.base import WRITTEN_OUT, CountryCode, In, MoneyOut, Out, ShortText, Text, money_out
from market.prefinance.placements.queries import Placed
from market.prefinance.read_prefinance import PrefinanceView
from market.prefinance.screens.queries import ScreenFact
from models.enums.prefinance import PrefinanceAct, PrefinanceState, ScreenSide, ScreenUse
from models.prefinance import FundScreen, Place, PrefinanceTerms

Id = Annotated[Text, StringConstraints(max_length=64)]
Day = Annotated[date, WRITTEN_OUT]
Minor = Annotated[int, Field(strict=True, ge=1, le=99_999_999_999)]
Bps = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Term = Annotated[Text, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\s]+$")]


class PrefinanceIn(In):
    """How much ahead of an order worth `expected`, of what and by whom (`buyer`: an organisation's id; absent: the
    market's buyers). `repay_bps` of every payout of goods repays it, in hundredths of a per cent; `interest_bps` a
    year, simple, by the day, none after `due_on`."""

    fund_id: Id
    amount: Minor
    expected: Minor
    currency: Currency
    what: ShortText
    buyer_id: Id | None = None
    repay_bps: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    interest_bps: Bps = 0
    due_on: Annotated[Day, Field(strict=False)]


class RepaymentOut(Out):
    """What came back on a day, apart what of it was interest."""

    on: date
    principal: MoneyOut
    interest: MoneyOut


class PrefinanceOut(Out):
    """`owed` is what is left of the money itself, `owed_interest` what it has cost until today and is not paid;
    `most_interest` the most it can ever cost, known once the money has left on `sent_on`. `granting` and `giving_up`:
    how many of the two people have said so."""

    id: str
    fund_id: str
    fund_name: str
    organisation_id: str
    organisation_slug: str
    organisation_name: str
    buyer_id: str | None
    buyer_name: str | None
    what: str
    expected: MoneyOut
    amount: MoneyOut
    share_cap_bps: int
    repay_bps: int
    interest_bps: int
    interest_cap_bps: int
    due_on: date
    state: PrefinanceState
    granting: int
    giving_up: int
    owed: MoneyOut
    owed_interest: MoneyOut
    interest_paid: MoneyOut
    most_interest: MoneyOut | None
    requested_at: datetime
    granted_at: datetime | None
    sent_on: date | None
    ended_at: datetime | None
    repayments: list[RepaymentOut]

    @classmethod
    def of(cls, view: PrefinanceView) -> Self:
        fact = view.fact

        def money(minor: int) -> MoneyOut:
            return money_out(minor, fact.currency)

        return cls(
            id=fact.id,
            fund_id=fact.fund_id,
            fund_name=fact.fund_name,
            organisation_id=fact.organisation_id,
            organisation_slug=fact.organisation_slug,
            organisation_name=fact.organisation_name,
            buyer_id=fact.buyer_id,
            buyer_name=fact.buyer_name,
            what=fact.expected_what,
            expected=money(fact.expected_minor),
            amount=money(fact.amount_minor),
            share_cap_bps=fact.share_cap_bps,
            repay_bps=fact.repay_bps,
            interest_bps=fact.interest_bps,
            interest_cap_bps=fact.interest_cap_bps,
            due_on=fact.due_on,
            state=fact.state,
            granting=fact.granting,
            giving_up=fact.giving_up,
            owed=money(view.owed.principal_minor),
            owed_interest=money(view.owed.interest_minor),
            interest_paid=money(fact.interest_paid_minor),
            most_interest=None if view.most_interest_minor is None else money(view.most_interest_minor),
            requested_at=fact.requested_at,
            granted_at=fact.granted_at,
            sent_on=fact.sent_on,
            ended_at=fact.ended_at,
            repayments=[
                RepaymentOut(on=one.on, principal=money(one.principal_minor), interest=money(one.interest_minor))
                for one in view.came_back
            ],
        )


class DecisionIn(In):
    """`grant` and `write_off` need two people, one of them `decline`s. The reason is kept with the name."""

    act: Annotated[PrefinanceAct, Field(strict=False)]
    reason: ShortText


class EarlyRepaymentIn(In):
    """At most so many minor units of what is earned and not yet claimed by a payout; absent: all that is owed."""

    at_most: Minor | None = None


class BankRepaymentIn(In):
    """Money that came to the market's bank, in minor units, by the bank's own reference."""

    amount: Minor
    bank_reference: ShortText


class TermsIn(In):
    """The most of an expected order, and the most interest a year, in hundredths of a per cent."""

    share_cap_bps: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    interest_cap_bps: Bps


class TermsOut(Out):
    share_cap_bps: int
    interest_cap_bps: int
    set_at: datetime

    @classmethod
    def of(cls, terms: PrefinanceTerms) -> Self:
        return cls(share_cap_bps=terms.share_cap_bps, interest_cap_bps=terms.interest_cap_bps, set_at=terms.set_at)


class ScreenIn(In):
    """A term that keeps the fund's money out (`exclude`), or one of which at least one is needed (`include`).

    Of suppliers: `country:PE`, `line:…`, `relation:…`, `structure:OS90`, `sector:…`, `category:coffee`, or the code of
    a value it stands for. Of places: their own terms and `country:…`.
    """

    use: Annotated[ScreenUse, Field(strict=False)]
    side: Annotated[ScreenSide, Field(strict=False)]
    term: Term
    reason: ShortText


class ScreenOut(Out):
    id: str
    use: ScreenUse
    side: ScreenSide
    term: str
    reason: str
    set_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, screen: ScreenFact | FundScreen) -> Self:
        return cls(
            id=screen.id,
            use=ScreenUse(screen.use),
            side=ScreenSide(screen.side),
            term=screen.term,
            reason=screen.reason,
            set_at=screen.set_at,
            ended_at=screen.ended_at,
        )


class PlaceIn(In):
    """Somewhere money can sit, and the terms that say what it is."""

    name: ShortText
    country: CountryCode
    terms: Annotated[list[Term], Field(max_length=50)]
    url: Annotated[Text, StringConstraints(max_length=500, pattern="^(https://.*)?$")] = ""


class PlaceOut(Out):
    id: str
    name: str
    country: str
    terms: list[str]
    url: str

    @classmethod
    def of(cls, place: Place) -> Self:
        return cls(id=place.id, name=place.name, country=place.country, terms=list(place.terms), url=place.url)


class PlacementIn(In):
    """So many minor units into a place; below zero, so many back from there."""

    place_id: Id
    amount: Annotated[int, Field(strict=True, ge=-99_999_999_999, le=99_999_999_999)]
    currency: Currency


class PlacedOut(Out):
    """What of the fund's money sits there now."""

    place: PlaceOut
    amount: MoneyOut

    @classmethod
    def of(cls, placed: Placed) -> Self:
        place = PlaceOut(
            id=placed.place_id, name=placed.name, country=placed.country, terms=list(placed.terms), url=placed.url
        )
        return cls(place=place, amount=money_out(placed.amount_minor, placed.currency))


class LendingOut(Out):
    """By which terms a fund gives prefinance (null: it gives none), what it screens by, and where its money sits."""

    fund_id: str
    fund_name: str
    currency: str
    terms: TermsOut | None
    lent: MoneyOut
    screens: list[ScreenOut]
    placements: list[PlacedOut]


class PlacesOut(Out):
    data: list[PlaceOut]
