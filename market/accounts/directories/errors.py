"""Refusals about lists of organisations and who they belong to."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class ListRefused(Invalid):
    """The file is no list of organisations that is read here."""

    code: ClassVar[str] = "list_refused"
    problem: str
    detail: str


class NoSuchListing(NotFound):
    """There is no such organisation in any list."""

    code: ClassVar[str] = "no_such_listing"


class NoSuchListingClaim(NotFound):
    """There is no such claim to a listed organisation, or it is not for you to decide."""

    code: ClassVar[str] = "no_such_listing_claim"


class ListingTaken(Conflict):
    """The organisation has been claimed already, or its claim is decided."""

    code: ClassVar[str] = "listing_taken"


class ListingCountryMissing(Invalid):
    """The list names no country of the organisation: say which one it is in."""

    code: ClassVar[str] = "listing_country_missing"


class ListingEvidenceMissing(Invalid):
    """Your e-mail address is not at the organisation's own site: add a document that shows that it is yours."""

    code: ClassVar[str] = "listing_evidence_missing"
