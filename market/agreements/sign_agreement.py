"""Each party signs by its steward, or declines; when the last has signed, the version holds."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from market.agreements import page_queries, queries
from market.agreements.errors import AgreementAnswered, AnotherText, NoSuchAgreement
from market.agreements.rules import AgreementState
from models.agreements import TradeAgreement, TradeParty


def sign_agreement(
    session: Session, *, agreement_id: str, organisation_id: str, sha256: str, person_id: str, now: datetime
) -> TradeAgreement:
    """Sign for an organisation the text with this SHA-256 (hex).

    Raises NoSuchAgreement unless the person is a steward of a party, AgreementAnswered, AnotherText.
    """
    row = _require_open(session, agreement_id, organisation_id, person_id, now)
    if _own_side(session, row, organisation_id).signed_at is not None:
        raise AgreementAnswered(AgreementState.PROPOSED)
    if row.sha256.hex() != sha256.lower():
        raise AnotherText()
    sign(session, row, organisation_id=organisation_id, person_id=person_id, now=now)
    _audit(session, "agreement.sign", row, organisation_id, person_id, now)
    return row


def decline_agreement(
    session: Session, *, agreement_id: str, organisation_id: str, person_id: str, now: datetime
) -> TradeAgreement:
    """One party declines, or takes its signature back while another is missing: this version will not hold. An earlier
    one stays as it was.

    Raises NoSuchAgreement, AgreementAnswered.
    """
    row = _require_open(session, agreement_id, organisation_id, person_id, now)
    side = _own_side(session, row, organisation_id)
    side.signed_at = side.signed_by = None
    side.declined_at = now
    session.flush()
    _audit(session, "agreement.decline", row, organisation_id, person_id, now)
    return row


def end_agreement(
    session: Session, *, agreement_id: str, organisation_id: str, reason: str, person_id: str, now: datetime
) -> TradeAgreement:
    """One party ends what all signed, from now on, with a reason that everybody reads.

    Raises NoSuchAgreement, AgreementAnswered for what is not signed or is over.
    """
    row = _lock_own(session, agreement_id, organisation_id, person_id)
    page = page_queries.find_page(session, agreement_id, now=now)
    assert page is not None
    if page.state not in {AgreementState.SIGNED, AgreementState.IN_FORCE}:
        raise AgreementAnswered(page.state)
    row.ended_at, row.ended_for, row.end_reason = now, organisation_id, reason
    session.flush()
    _audit(session, "agreement.end", row, organisation_id, person_id, now)
    return row


def sign(session: Session, row: TradeAgreement, *, organisation_id: str, person_id: str, now: datetime) -> None:
    """Write one signature; with the last of them the version takes the place of the one before, on the first day
    of its own."""
    side = _own_side(session, row, organisation_id)
    side.signed_at, side.signed_by = now, person_id
    session.flush()
    if all(party.signed_at is not None for party in queries.list_party_rows(session, row.id)):
        queries.supersede_others(session, row, now=now)
        row.signed_at = now
        session.flush()


def _require_open(
    session: Session, agreement_id: str, organisation_id: str, person_id: str, now: datetime
) -> TradeAgreement:
    row = _lock_own(session, agreement_id, organisation_id, person_id)
    page = page_queries.find_page(session, agreement_id, now=now)
    assert page is not None
    if page.state is not AgreementState.PROPOSED:
        raise AgreementAnswered(page.state)
    return row


def _lock_own(session: Session, agreement_id: str, organisation_id: str, person_id: str) -> TradeAgreement:
    row = queries.lock_agreement(session, agreement_id)
    parties = queries.list_party_rows(session, agreement_id)
    is_party = any(party.organisation_id == organisation_id for party in parties)
    if row is None or not is_party or not is_steward(session, person_id=person_id, organisation_id=organisation_id):
        raise NoSuchAgreement()
    return row


def _own_side(session: Session, row: TradeAgreement, organisation_id: str) -> TradeParty:
    parties = queries.list_party_rows(session, row.id)
    return next(party for party in parties if party.organisation_id == organisation_id)


def _audit(
    session: Session, action: str, row: TradeAgreement, organisation_id: str, person_id: str, now: datetime
) -> None:
    detail = {"organisation": organisation_id, "sha256": row.sha256.hex()}
    record_audit(session, action=action, actor_id=person_id, object_id=row.id, detail=detail, now=now)
