"""Units of labour investment funds, and what those report of a year, as the API shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.base import In, MoneyOut, Out, ShortText
from api.schemas.profile import WebAddress

_Units = Annotated[int, Field(ge=1, le=10_000_000)]
_Jobs = Annotated[int, Field(ge=0, le=10_000_000)]


class UnitsIn(In):
    """So many units were paid at the market's bank by a member, an organisation's id or slug. The same `reference` is
    written down once."""

    reference: ShortText
    holder: ShortText
    units: _Units


class UnitIssueOut(Out):
    id: str
    fund_id: str
    units: int
    amount: MoneyOut
    issued_at: datetime


class NoticeIn(In):
    """The member, an organisation's id or slug, gives so many units back."""

    holder: ShortText
    units: _Units


class NoticeOut(Out):
    """A notice: paid from `payable_from` on, with `amount` once it has been."""

    id: str
    fund_id: str
    units: int
    given_at: datetime
    payable_from: datetime
    redeemed_at: datetime | None
    amount: MoneyOut | None


class HolderOut(Out):
    """A member and its units; of `noticed` it gave notice."""

    slug: str
    name: str
    units: int
    noticed: int


class OpenNoticeOut(Out):
    """So many units that the member `slug` gives back, paid from `payable_from` on."""

    id: str
    slug: str
    units: int
    given_at: datetime
    payable_from: datetime


class YearIn(In):
    """What a fund says of a year that is over, and where anybody can read what shows it."""

    year: Annotated[int, Field(ge=1970, le=2200)]
    jobs_kept: _Jobs
    jobs_created: _Jobs
    evidence_url: WebAddress


class YearOut(Out):
    """As the fund reported it; nobody has measured it here."""

    year: int
    jobs_kept: int
    jobs_created: int
    evidence_url: str
    reported_at: datetime


class UnitsOut(Out):
    """Who holds a fund's units, and what it reports. A unit costs `unit`; who gives one back now is paid `worth`."""

    fund_id: str
    unit: MoneyOut | None
    worth: MoneyOut | None
    issued: int
    noticed: MoneyOut
    holders: list[HolderOut]
    notices: list[OpenNoticeOut]
    years: list[YearOut]
