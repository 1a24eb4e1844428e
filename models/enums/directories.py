"""Lists of organisations that others keep, and who says that one of them is theirs."""

from enum import StrEnum


class ListingSource(StrEnum):
    """A list that is read here."""

    ICA_YOUTH = "ica_youth"
    UK_WORKERS = "uk_workers"
    SUSY = "susy"


class ListingClaimState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
