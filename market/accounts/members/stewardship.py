"""Who may say who belongs to an organisation."""

from sqlalchemy.orm import Session

from certification.networks.queries import is_steward
from market.accounts.errors import NoSuchOrganisation
from market.accounts.members import queries
from market.accounts.members.errors import LastSteward, RoleNotGiven
from market.accounts.profile.errors import NotASteward
from market.accounts.queries import is_member
from models.enums import MemberRole

GIVEN = frozenset({MemberRole.MEMBER, MemberRole.STEWARD})
"""A federation's verifiers sign what the public reads: the market names them, so that no steward makes one up."""


def lock_for_steward(session: Session, *, organisation_id: str, person_id: str) -> None:
    """The organisation, locked, for one of its stewards. Raises NoSuchOrganisation, also for who is not in it;
    NotASteward."""
    if not is_member(session, person_id=person_id, organisation_id=organisation_id):
        raise NoSuchOrganisation()
    queries.lock_organisation(session, organisation_id)
    if not is_steward(session, person_id=person_id, organisation_id=organisation_id):
        raise NotASteward()


def require_given(role: MemberRole) -> None:
    """Raises RoleNotGiven."""
    if role not in GIVEN:
        raise RoleNotGiven(role)


def require_other_steward(session: Session, *, organisation_id: str, person_id: str) -> None:
    """Raises LastSteward. The organisation is locked by who asks."""
    if not queries.has_other_steward(session, organisation_id=organisation_id, person_id=person_id):
        raise LastSteward()
