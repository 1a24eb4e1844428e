"""What stands in a federation's queue, by name."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from certification.pages.facts import Party
from models.enums import CertificateState


class QueueView(StrEnum):
    """Which part of the work: what waits for an answer, the renewals among it, what runs out, what to check again.

    STANDING is no work: all that is verified, suspended or still to end, to be found when something has
    happened to it.
    """

    WAITING = "waiting"
    RENEWALS = "renewals"
    ENDING = "ending"
    RECHECK = "recheck"
    STANDING = "standing"


WORK = (QueueView.WAITING, QueueView.RENEWALS, QueueView.ENDING, QueueView.RECHECK)


@dataclass(frozen=True)
class QueueFilter:
    """`within_days` bounds ENDING and RECHECK; a scheme is its code, a country that of the holder, both optional."""

    view: QueueView = QueueView.WAITING
    within_days: int = 90
    scheme: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Place:
    """A place in the queue: lines are ordered by moment, then by certificate."""

    at: datetime
    certificate_id: str


@dataclass(frozen=True)
class Waiting:
    """One line of a federation's queue.

    `due_on` is the last day before something is missing: of the certificate that a renewal follows, of the certificate
    itself where it runs out, of the recheck. `renewal_id` is what was handed in to follow this one.
    """

    id: str
    scheme_code: str
    scheme_name: str
    number: str
    holder: Party
    state: CertificateState
    valid_from: date
    valid_to: date
    submitted_at: datetime
    documents: int
    due_on: date | None
    renewal_id: str | None
    place: Place


@dataclass(frozen=True)
class QueueSummary:
    """How much each view of WORK holds, and the schemes (code and name) and countries found in any of them."""

    counts: dict[QueueView, int]
    schemes: list[tuple[str, str]]
    countries: list[str]
