"""Refusals about prefinance and about where a fund's money may go."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchPrefinance(NotFound):
    """There is no such prefinance that you may see."""

    code: ClassVar[str] = "no_such_prefinance"


class NoSuchLendingFund(NotFound):
    """There is no fund with this id that gives prefinance."""

    code: ClassVar[str] = "no_such_lending_fund"


class NoSuchBuyer(Invalid):
    """There is no such organisation that could be the buyer."""

    code: ClassVar[str] = "no_such_buyer"


@dataclass(eq=False)
class MoreThanTheShare(Invalid):
    """This is more than the fund sends ahead of an order of that size."""

    code: ClassVar[str] = "more_than_the_share"
    most_minor: int
    share_cap_bps: int


@dataclass(eq=False)
class InterestAboveCap(Invalid):
    """The interest is higher than the fund ever takes."""

    code: ClassVar[str] = "interest_above_cap"
    interest_cap_bps: int


class DueTooSoon(Invalid):
    """The whole is due on a day to come, within three years."""

    code: ClassVar[str] = "due_too_soon"


@dataclass(eq=False)
class NotInThatState(Conflict):
    """This was answered, or is over."""

    code: ClassVar[str] = "prefinance_answered"
    state: str


class NotSentYet(Conflict):
    """The money has not left: given up now, it would still be paid and never be owed."""

    code: ClassVar[str] = "prefinance_not_sent"


class NeedsAnotherPerson(Conflict):
    """Two people decide, neither of them the one who asked, and each only once."""

    code: ClassVar[str] = "needs_another_person"


@dataclass(eq=False)
class StillOwesPrefinance(Conflict):
    """The organisation still repays another prefinance; the next is granted when that is over."""

    code: ClassVar[str] = "still_owes_prefinance"
    prefinance_id: str


class NothingToRepayFrom(Conflict):
    """There is nothing to repay, or nothing earned that no payout has claimed."""

    code: ClassVar[str] = "nothing_to_repay_from"


@dataclass(eq=False)
class MoreThanOwed(Conflict):
    """Less than that is owed; nothing was booked."""

    code: ClassVar[str] = "more_than_owed"
    owed_minor: int


@dataclass(eq=False)
class BookedOtherwise(Conflict):
    """Another amount was booked for this bank reference."""

    code: ClassVar[str] = "repayment_booked_otherwise"
    booked_minor: int


@dataclass(eq=False)
class ScreenedOut(Conflict):
    """A screen of the fund keeps its money from this."""

    code: ClassVar[str] = "screened_out"
    screen_id: str
    use: str
    side: str
    term: str
    reason: str


class NoSuchScreen(NotFound):
    """There is no such screen of your fund that still holds."""

    code: ClassVar[str] = "no_such_screen"


class ScreenIsThere(Conflict):
    """The fund has this screen already."""

    code: ClassVar[str] = "screen_is_there"


class NoSuchPlace(NotFound):
    """There is no such place for money."""

    code: ClassVar[str] = "no_such_money_place"


class PlaceIsThere(Conflict):
    """There is a place with this name already."""

    code: ClassVar[str] = "money_place_is_there"


@dataclass(eq=False)
class MoreThanIdle(Conflict):
    """The fund has less idle money than that, or less of it in this place."""

    code: ClassVar[str] = "more_than_idle"
    idle_minor: int


class FundOfAnotherCurrency(NotAllowed):
    """The fund keeps its money in another currency."""

    code: ClassVar[str] = "fund_of_another_currency"
