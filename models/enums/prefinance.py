"""The words of prefinance and of what a fund's money may be used for."""

from enum import StrEnum


class PrefinanceState(StrEnum):
    """`granted`: the money is owed or out, and is being repaid."""

    REQUESTED = "requested"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    GRANTED = "granted"
    REPAID = "repaid"
    WRITTEN_OFF = "written_off"


class PrefinanceAct(StrEnum):
    """What two people of the fund decide together; one of them alone declines."""

    GRANT = "grant"
    DECLINE = "decline"
    WRITE_OFF = "write_off"


class RepaymentSource(StrEnum):
    """`payout`: the agreed share of what fell due; `early`: more of one's earnings; `bank`: sent to the market."""

    PAYOUT = "payout"
    EARLY = "early"
    BANK = "bank"


class ScreenSide(StrEnum):
    """A fund keeps out what has an excluded term, and lets in only what has one of the included, if it names any."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


class ScreenUse(StrEnum):
    """What a screen looks at: where idle money sits, or who gets prefinance."""

    PLACEMENT = "placement"
    PREFINANCE = "prefinance"
