"""Decide whether a listed organisation is whose people say it is."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from certification.networks.queries import is_steward
from kit.database import Session
from market.accounts.directories import listing_queries
from market.accounts.directories.errors import ListingCountryMissing, ListingTaken, NoSuchListingClaim
from market.accounts.errors import NoSuchOrganisation
from market.accounts.profile.rules import require_line
from market.accounts.queries import find_organisation
from models.directories import ListedOrganisation, ListingClaim
from models.enums import (
    ListingClaimState,
    MemberRole,
    OrganisationKind,
    ProductionLine,
    ProductionRelation,
)
from models.organisations import Membership, Organisation

_NOT_OF_A_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Judge:
    """Who decides. `countries` are those of the federations that they verify for; None for an operator, who decides
    everywhere and alone may link to an organisation that is here already."""

    person_id: str
    countries: Collection[str] | None


@dataclass(frozen=True)
class Link:
    """It is this organisation of the market, by slug or id."""

    organisation: str


@dataclass(frozen=True)
class Found:
    """It becomes a producer of the market, at this place on its line. `country` where the list names none."""

    line: ProductionLine
    relation: ProductionRelation
    country: str | None = None


def decide_listing_claim(
    session: Session, *, claim_id: str, judge: Judge, approved_as: Link | Found | None, reason: str, now: datetime
) -> ListingClaim:
    """Approve as one or the other, or refuse for None. Approved, its claimant becomes a steward of the organisation.

    Raises NoSuchListingClaim, also for a claim of one's own or outside one's countries; ListingTaken for what is
    decided or somebody else's by now; NoSuchOrganisation for a link that leads nowhere; ListingCountryMissing;
    RelationOffItsLine.
    """
    claim = listing_queries.lock_claim(session, claim_id)
    listed = None if claim is None else listing_queries.lock_listing(session, claim.listed_id)
    if claim is None or listed is None or claim.person_id == judge.person_id or not _may_decide(judge, listed):
        raise NoSuchListingClaim()
    if claim.state != ListingClaimState.WAITING or (approved_as is not None and listed.organisation_id is not None):
        raise ListingTaken()
    organisation = None if approved_as is None else _organisation(session, listed, approved_as, judge)
    if organisation is not None:
        listed.organisation_id = organisation.id
        _appoint(session, claim.person_id, organisation.id, now)
    # All at once: the database takes no claim that is half decided.
    claim.organisation_id = organisation.id if organisation else None
    claim.state = ListingClaimState.APPROVED if organisation else ListingClaimState.REFUSED
    claim.decided_by, claim.decided_at, claim.reason = judge.person_id, now, reason
    session.flush()
    return claim


def _organisation(
    session: Session, listed: ListedOrganisation, approved_as: Link | Found, judge: Judge
) -> Organisation:
    if isinstance(approved_as, Link):
        return _linked(session, approved_as, judge)
    return _founded(session, listed, approved_as)


def _appoint(session: Session, person_id: str, organisation_id: str, now: datetime) -> None:
    if not is_steward(session, person_id=person_id, organisation_id=organisation_id):
        row = Membership(person_id=person_id, organisation_id=organisation_id, role=MemberRole.STEWARD, created_at=now)
        listing_queries.insert(session, row)


def _may_decide(judge: Judge, listed: ListedOrganisation) -> bool:
    return judge.countries is None or listed.country in judge.countries


def _linked(session: Session, link: Link, judge: Judge) -> Organisation:
    found = find_organisation(session, link.organisation) if judge.countries is None else None
    if found is None or found.archived_at is not None or found.kind == OrganisationKind.MARKET:
        raise NoSuchOrganisation()
    return found


def _founded(session: Session, listed: ListedOrganisation, found: Found) -> Organisation:
    require_line(found.line, found.relation)
    country = listed.country or found.country
    if country is None:
        raise ListingCountryMissing()
    organisation = Organisation(
        slug=_slug(session, listed),
        kind=OrganisationKind.PRODUCER,
        name=listed.name,
        legal_form=_code(listed.legal_form),
        structure=_code(listed.structure),
        line=found.line,
        relation=found.relation,
        country=country,
        region=listed.region,
        place=listed.place,
    )
    listing_queries.insert(session, organisation)
    return organisation


def _slug(session: Session, listed: ListedOrganisation) -> str:
    """Its name as an address, without accents; with the last letters of its id where somebody has that one."""
    bare = unicodedata.normalize("NFKD", listed.name.casefold()).encode("ascii", "ignore").decode()
    slug = _NOT_OF_A_SLUG.sub("-", bare)[:60].strip("-") or "organisation"
    return f"{slug}-{listed.id[-6:]}" if listing_queries.is_slug_taken(session, slug) else slug


def _code(concept: str | None) -> str | None:
    return concept.rpartition("/")[2] if concept else None
