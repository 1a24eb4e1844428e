"""The words of what organisations put on record of themselves."""

from enum import StrEnum


class Arena(StrEnum):
    """Where something is argued for."""

    CIVIL_SOCIETY = "civil_society"
    MARKET = "market"
    STATE = "state"


class TransitionWord(StrEnum):
    """How far an organisation has moved from how business is done to how it could be; no score, and no one-way road."""

    CONVENTIONAL = "conventional"
    CONVERTING = "converting"
    ALTERNATIVE = "alternative"


class ProgrammeKind(StrEnum):
    """What a commitment is made to."""

    FUND = "fund"
    CAMPAIGN = "campaign"
    TRADE_AGREEMENT = "trade_agreement"
