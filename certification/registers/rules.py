"""Does a register say what the certificate says? No clock, no session."""

from dataclasses import dataclass
from datetime import date

from models.enums import RegisterOutcome


@dataclass(frozen=True)
class Claimed:
    """What the certificate says of itself."""

    number: str
    holder: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Registered:
    """What the register says; what it does not tell is empty."""

    number: str
    holder: str
    status: str
    valid_from: date | None
    valid_to: date | None
    source_url: str

    def words(self) -> dict[str, str]:
        """As it is kept: only what the register told."""
        told = {
            "number": self.number,
            "holder": self.holder,
            "status": self.status,
            "valid_from": self.valid_from.isoformat() if self.valid_from else "",
            "valid_to": self.valid_to.isoformat() if self.valid_to else "",
            "source_url": self.source_url,
        }
        return {name: word for name, word in told.items() if word}


def compare(claimed: Claimed, registered: Registered | None) -> tuple[RegisterOutcome, dict[str, str]]:
    """The outcome, and each fact in which the two differ, with the register's word for it.

    A name that is written otherwise is a difference for a person to judge; the status is shown and never judged here:
    each register has its own words for it.
    """
    if registered is None:
        return RegisterOutcome.NOT_FOUND, {}
    differences: dict[str, str] = {}
    if registered.holder and _plain(registered.holder) != _plain(claimed.holder):
        differences["holder"] = registered.holder
    if registered.valid_from is not None and registered.valid_from != claimed.valid_from:
        differences["valid_from"] = registered.valid_from.isoformat()
    if registered.valid_to is not None and registered.valid_to != claimed.valid_to:
        differences["valid_to"] = registered.valid_to.isoformat()
    return (RegisterOutcome.DIFFERS if differences else RegisterOutcome.AGREES), differences


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
