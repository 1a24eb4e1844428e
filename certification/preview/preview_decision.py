"""Tell a verifier what would change: which listings lose or gain the claim, who is told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.errors import NoSuchCertificate
from certification.pages.in_charge import federations_in_charge
from certification.preview import queries
from models.enums import VerificationDecision

_ENDS = frozenset({VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW})
_BEGINS = frozenset({VerificationDecision.VERIFY, VerificationDecision.LIFT, VerificationDecision.REINSTATE})


@dataclass(frozen=True)
class Preview:
    """What a decision that counts at once would do. `listings_keep_scheme` and `listings_left_bare` are among
    `listings_lose`; `buyers_told` are those who paid under the claim, told when it is withdrawn."""

    decision: VerificationDecision
    listings_lose: int
    listings_keep_scheme: int
    listings_left_bare: int
    listings_gain: int
    open_carts: int
    orders: int
    buyers_told: int

    @property
    def sentence(self) -> str:
        """The same in words."""
        if self.decision in _BEGINS:
            return f"{_counted(self.listings_gain, 'listing gains', 'listings gain')} the claim."
        if self.decision not in _ENDS:
            return "No listing changes, and nobody is told."
        lose = f"{_counted(self.listings_lose, 'listing loses', 'listings lose')} the claim"
        return f"{lose}, {_counted(self.buyers_told, 'buyer is', 'buyers are')} told."


def preview_decision(
    session: Session,
    *,
    certificate_id: str,
    decision: VerificationDecision,
    federation_ids: Collection[str],
    now: datetime,
) -> Preview:
    """Count what the decision would change now, for a federation in charge. Raises NoSuchCertificate.

    Whether the decision may be taken is judged when it is taken.
    """
    if not federations_in_charge(session, certificate_ids=[certificate_id], federation_ids=federation_ids, now=now):
        raise NoSuchCertificate()
    found = queries.find_what_hangs_on(session, certificate_id=certificate_id, at=now)
    ends = decision in _ENDS
    return Preview(
        decision=decision,
        listings_lose=found.showing if ends else 0,
        listings_keep_scheme=found.keep_scheme if ends else 0,
        listings_left_bare=found.left_bare if ends else 0,
        listings_gain=found.in_scope - found.showing if decision in _BEGINS else 0,
        open_carts=found.open_carts if ends else 0,
        orders=found.orders if ends else 0,
        buyers_told=found.buyers if decision is VerificationDecision.WITHDRAW else 0,
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
