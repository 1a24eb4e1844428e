"""Each party signs by its steward, or declines; when the last has signed, the version holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from market.agreements import page_queries, queries
from market.agreements.errors import AgreementAnswered, AnotherText, NoSuchAgreement
from market.agreements.rules import AgreementState
from models.agreements import TradeAgreement, TradeParty


@dataclass(frozen=True)
class Signatory:
    """Who speaks for which party of a version, and when."""

    agreement_id: str
    organisation_id: str
    person_id: str
    now: datetime


def sign_agreement(session: Session, signatory: Signatory, *, sha256: str) -> TradeAgreement:
    """Sign for a party the text with this SHA-256 (hex).

    Raises NoSuchAgreement unless the person is a steward of a party, AgreementAnswered, AnotherText.
    """
    row = _require_state(session, signatory, {AgreementState.PROPOSED})
    if _own_side(session, row, signatory.organisation_id).signed_at is not None:
        raise AgreementAnswered(AgreementState.PROPOSED)
    if row.sha256.hex() != sha256.lower():
        raise AnotherText()
    sign(session, row, signatory)
    _audit(session, "agreement.sign", row, signatory)
    return row


def decline_agreement(session: Session, signatory: Signatory) -> TradeAgreement:
    """One party declines, or takes its signature back while another is missing: this version will not hold. An earlier
    one stays as it was.

    Raises NoSuchAgreement, AgreementAnswered.
    """
    row = _require_state(session, signatory, {AgreementState.PROPOSED})
    side = _own_side(session, row, signatory.organisation_id)
    side.signed_at = side.signed_by = None
    side.declined_at = signatory.now
    session.flush()
    _audit(session, "agreement.decline", row, signatory)
    return row


def end_agreement(session: Session, signatory: Signatory, *, reason: str) -> TradeAgreement:
    """One party ends what all signed, from now on, with a reason that everybody reads.

    Raises NoSuchAgreement, AgreementAnswered for what is not signed or is over.
    """
    row = _require_state(session, signatory, {AgreementState.SIGNED, AgreementState.IN_FORCE})
    row.ended_at, row.ended_for, row.end_reason = signatory.now, signatory.organisation_id, reason
    session.flush()
    _audit(session, "agreement.end", row, signatory)
    return row


def sign(session: Session, row: TradeAgreement, signatory: Signatory) -> None:
    """Write one signature; with the last of them the version takes the place of the one before, on the first day
    of its own."""
    side = _own_side(session, row, signatory.organisation_id)
    side.signed_at, side.signed_by = signatory.now, signatory.person_id
    session.flush()
    if all(party.signed_at is not None for party in queries.list_party_rows(session, row.id)):
        queries.supersede_others(session, row, now=signatory.now)
        row.signed_at = signatory.now
        session.flush()


def _require_state(session: Session, signatory: Signatory, states: Collection[AgreementState]) -> TradeAgreement:
    """The version, locked with its series, for a steward of a party. Raises NoSuchAgreement, AgreementAnswered."""
    row = queries.lock_agreement(session, signatory.agreement_id)
    parties = {party.organisation_id for party in queries.list_party_rows(session, signatory.agreement_id)}
    own = signatory.organisation_id
    if row is None or own not in parties or not is_steward(session, person_id=signatory.person_id, organisation_id=own):
        raise NoSuchAgreement()
    page = page_queries.find_page(session, row.id, now=signatory.now)
    assert page is not None
    if page.state not in states:
        raise AgreementAnswered(page.state)
    return row


def _own_side(session: Session, row: TradeAgreement, organisation_id: str) -> TradeParty:
    parties = queries.list_party_rows(session, row.id)
    return next(party for party in parties if party.organisation_id == organisation_id)


def _audit(session: Session, action: str, row: TradeAgreement, signatory: Signatory) -> None:
    detail = {"organisation": signatory.organisation_id, "sha256": row.sha256.hex()}
    record_audit(
        session, action=action, actor_id=signatory.person_id, object_id=row.id, detail=detail, now=signatory.now
    )
