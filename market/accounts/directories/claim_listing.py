"""Say that a listed organisation is one's own."""

from datetime import datetime

from certification.documents import type_of
from gateways.files import Files
from kit.database import Database
from market.accounts.directories import listing_queries
from market.accounts.directories.errors import ListingEvidenceMissing, ListingTaken, NoSuchListing
from market.accounts.directories.sites import is_site_address
from market.accounts.queries import get_person
from models.directories import ListingClaim


def claim_listing(
    database: Database,
    files: Files,
    *,
    listed_id: str,
    person_id: str,
    note: str,
    document: bytes | None,
    now: datetime,
) -> ListingClaim:
    """Keep the claim until an operator or a federation of that country decides; the same claim twice is one.

    It rests on a document, or on the person's proven e-mail address being at the organisation's own site. Raises
    NoSuchListing, ListingTaken, ListingEvidenceMissing, BadDocument, DocumentTooLarge.
    """
    found = None if document is None else type_of(document)
    stored = files.put(document, suffix=found.suffix) if document is not None and found is not None else None
    with database.transaction() as session:
        listed = listing_queries.lock_listing(session, listed_id)
        if listed is None:
            raise NoSuchListing()
        if listed.organisation_id is not None:
            raise ListingTaken()
        waiting = listing_queries.find_waiting(session, listed_id=listed_id, person_id=person_id)
        if waiting is not None:
            return waiting
        person = get_person(session, person_id)
        is_at_site = person.email_confirmed_at is not None and is_site_address(person.email, listed.website)
        if stored is None and not is_at_site:
            raise ListingEvidenceMissing()
        claim = ListingClaim(
            listed_id=listed_id,
            person_id=person_id,
            note=note,
            is_site_address=is_at_site,
            path=stored.path if stored else None,
            media_type=found.media_type if found else None,
            sha256=stored.sha256 if stored else None,
            created_at=now,
        )
        listing_queries.insert(session, claim)
        return claim
