"""Tell a producer about a week, and again when it has changed; nothing that was told is taken back silently."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.clock import IsoWeek
from market.accounts.errors import NoSuchOrganisation
from market.payouts.errors import StatementDiffersFromLedger
from market.payouts.statements import queries
from market.payouts.statements.queries import StatementFact
from market.payouts.statements.rules import digest, document_of


def build_statement(session: Session, *, organisation_id: str, period: IsoWeek, now: datetime) -> StatementFact:
    """The statement of a producer's week; a new version, naming the one it supersedes, only when the facts changed.

    Raises NoSuchOrganisation, and StatementDiffersFromLedger rather than state what the books do not.
    """
    queries.lock_statement(session, organisation_id, period)
    organisation = queries.find_organisation(session, organisation_id)
    if organisation is None:
        raise NoSuchOrganisation()
    payouts = queries.list_stated_payouts(session, organisation_id, period)
    if wrong := next((stated for stated in payouts if not stated.equals_books), None):
        raise StatementDiffersFromLedger(wrong.payout.id)
    document = document_of(organisation, period, payouts)
    sha256 = digest(document)
    newest = queries.find_newest(session, organisation_id, period)
    if newest is not None and newest.sha256 == sha256:
        return newest
    return queries.insert_statement(
        session,
        organisation_id=organisation_id,
        period=period,
        document=document,
        sha256=sha256,
        as_of=now,
        after=newest,
    )
