"""A fund's money goes nowhere that its screens keep it from; a refusal names the screen."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from market.prefinance.errors import ScreenedOut
from market.prefinance.screens import queries
from market.prefinance.screens.rules import first_refusal
from models.enums.prefinance import ScreenUse


def require_supplier_passes(session: Session, *, fund_id: str, organisation_id: str) -> None:
    """Raises ScreenedOut when the fund may not prefinance this organisation."""
    terms = queries.list_terms_of_supplier(session, organisation_id)
    _require_passes(session, fund_id, ScreenUse.PREFINANCE, terms)


def require_place_passes(session: Session, *, fund_id: str, terms: Collection[str]) -> None:
    """Raises ScreenedOut when the fund's idle money may not sit in a place with these terms."""
    _require_passes(session, fund_id, ScreenUse.PLACEMENT, terms)


def _require_passes(session: Session, fund_id: str, use: ScreenUse, terms: Collection[str]) -> None:
    screens = queries.list_in_force(session, fund_id=fund_id, use=use)
    refusal = first_refusal(screens, terms)
    if refusal is not None:
        raise ScreenedOut(refusal.id, use, refusal.side, refusal.term, refusal.reason)
