"""A steward of one party proposes an agreement, or another version of it; proposing signs for one's own side."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from kit.ids import new_id
from market.accounts.errors import NoSuchOrganisation
from market.agreements import page_queries, queries
from market.agreements.errors import (
    AgreementAnswered,
    AgreementNotSensible,
    AmendmentWaits,
    NoSuchAgreement,
    NoSuchCompensationFund,
    NoSuchGood,
    NoSuchParty,
)
from market.agreements.rules import AgreementState, Content, Nonsense, first_nonsense
from market.agreements.sign_agreement import Signatory, sign
from models.agreements import TradeAgreement


def propose_agreement(
    session: Session, content: Content, *, organisation_id: str, amends: str | None, person_id: str, now: datetime
) -> TradeAgreement:
    """Write a version. `amends` names a version of the agreement that it shall follow, also to renew it.

    Raises NoSuchOrganisation unless the person is a steward of a party, NoSuchAgreement, AgreementAnswered,
    AmendmentWaits, AgreementNotSensible, NoSuchParty, NoSuchGood, NoSuchCompensationFund.
    """
    parties = {party.organisation_id for party in content.parties}
    if not is_steward(session, person_id=person_id, organisation_id=organisation_id):
        raise NoSuchOrganisation()
    if problem := first_nonsense(content):
        raise AgreementNotSensible(problem)
    if organisation_id not in parties:
        raise AgreementNotSensible(Nonsense.PROPOSER_IS_NO_PARTY)
    _require_known(session, content)
    new = new_id("agr")
    series_id, version = _place(session, new, amends, organisation_id, now)
    row = TradeAgreement(
        id=new,
        series_id=series_id,
        version=version,
        title=content.title,
        body=content.body,
        currency=content.currency,
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        compensation_bps=content.compensation_bps,
        compensation_fund_id=content.compensation_fund_id,
        sha256=content.sha256(),
        proposed_for=organisation_id,
        proposed_by=person_id,
        proposed_at=now,
    )
    queries.insert_version(session, row, content)
    sign(session, row, Signatory(row.id, organisation_id, person_id, now))
    record_audit(
        session,
        action="agreement.propose",
        actor_id=person_id,
        object_id=row.id,
        detail={"organisation": organisation_id, "version": str(row.version), "sha256": row.sha256.hex()},
        now=now,
    )
    return row


def _require_known(session: Session, content: Content) -> None:
    strange = queries.find_strange_party(session, {party.organisation_id for party in content.parties})
    if strange is not None:
        raise NoSuchParty(strange)
    if queries.has_strange_good(session, content):
        raise NoSuchGood()
    fund_id = content.compensation_fund_id
    if fund_id is not None and not queries.is_fund_of_currency(session, fund_id, content.currency):
        raise NoSuchCompensationFund()


def _place(session: Session, new: str, amends: str | None, organisation_id: str, now: datetime) -> tuple[str, int]:
    """(series, version) of a new agreement, or of the next version of one that this party signed."""
    if amends is None:
        return new, 1
    earlier = queries.lock_agreement(session, amends)
    parties = queries.list_party_rows(session, amends)
    if earlier is None or organisation_id not in {party.organisation_id for party in parties}:
        raise NoSuchAgreement()
    page = page_queries.find_page(session, amends, now=now)
    assert page is not None
    if page.state not in {AgreementState.SIGNED, AgreementState.IN_FORCE, AgreementState.EXPIRED}:
        raise AgreementAnswered(page.state)
    if queries.find_waiting(session, earlier.series_id) is not None:
        raise AmendmentWaits()
    return earlier.series_id, queries.get_last_version(session, earlier.series_id) + 1
