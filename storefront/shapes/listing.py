"""Organisations that others list, and who says that one is theirs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """What a list says; nobody here has checked it. `country` is None where the list names none."""

    id: str
    source: str
    name: str
    other_name: str = ""
    country: str | None = None
    country_said: str = ""
    region: str = ""
    place: str = ""
    website: str = ""
    organisation_id: str | None = None


@dataclass(frozen=True)
class ListingClaim:
    """Somebody says that a listed organisation is theirs; of one's own claims the claimant is not told."""

    id: str
    listed: Listing
    state: str
    note: str = ""
    has_document: bool = False
    is_site_address: bool = False
    reason: str = ""
    organisation_id: str | None = None
    claimant: str = ""
    claimant_email: str = ""
