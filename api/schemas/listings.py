"""Shapes of organisations in lists that others keep, and of who says that one is theirs."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from api.schemas.base import In, Out, Text
from market.accounts.directories.decide_listing_claim import Found, Link
from models.directories import ListedOrganisation, ListingClaim
from models.enums import ListingClaimState, ListingSource, ProductionLine, ProductionRelation


class ListedOrganisationOut(Out):
    """What a list says: unverified, and no member of this market unless `organisation_id` is set.

    `country` is null where what the list says (`country_said`) names none. `structure`, `membership` and `activities`
    are concepts of ESSGlobal; `said` are the list's own words. The place is known to a tenth of a degree.
    """

    id: str
    source: ListingSource
    name: str
    other_name: str
    country: str | None
    country_said: str
    region: str
    place: str
    structure: str | None
    membership: str | None
    activities: list[str]
    said: list[str]
    latitude: Decimal | None
    longitude: Decimal | None
    website: str
    is_verified: Literal[False] = False
    organisation_id: str | None

    @classmethod
    def of(cls, row: ListedOrganisation) -> "ListedOrganisationOut":
        return cls.model_validate(row, from_attributes=True)


class ListingClaimOut(Out):
    """A claim to a listed organisation. `has_document`, `is_site_address`: what it rests on."""

    id: str
    listed: ListedOrganisationOut
    state: ListingClaimState
    note: str
    has_document: bool
    is_site_address: bool
    reason: str
    organisation_id: str | None
    created_at: datetime
    decided_at: datetime | None

    @classmethod
    def of(cls, claim: ListingClaim, listed: ListedOrganisation) -> "ListingClaimOut":
        return cls(
            id=claim.id,
            listed=ListedOrganisationOut.of(listed),
            state=claim.state,
            note=claim.note,
            has_document=claim.path is not None,
            is_site_address=claim.is_site_address,
            reason=claim.reason,
            organisation_id=claim.organisation_id,
            created_at=claim.created_at,
            decided_at=claim.decided_at,
        )


class WaitingListingClaimOut(ListingClaimOut):
    """The same with who says it."""

    claimant: str
    claimant_email: str


class ListingClaimsOut(Out):
    data: list[ListingClaimOut]


class WaitingListingClaimsOut(Out):
    """Oldest first, at most a hundred."""

    data: list[WaitingListingClaimOut]


class LinkIn(In):
    """It is an organisation of the market already; for operators alone."""

    organisation: Annotated[Text, Field(min_length=1, max_length=100, description="Slug or id")]

    def decided(self) -> Link:
        return Link(self.organisation)


class FoundIn(In):
    """It becomes a producer of the market."""

    line: Annotated[ProductionLine, Field(strict=False)]
    relation: Annotated[ProductionRelation, Field(strict=False)]
    country: Annotated[str | None, Field(pattern="^[A-Z]{2}$", description="Where the list names none")] = None

    def decided(self) -> Found:
        return Found(self.line, self.relation, self.country)


class ListingDecisionIn(In):
    """Approve as one or the other, or refuse by naming neither."""

    reason: Annotated[Text, Field(min_length=1, max_length=1000)]
    link: LinkIn | None = None
    found: FoundIn | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> "ListingDecisionIn":
        if self.link and self.found:
            raise ValueError("name one of link and found, or neither")
        return self
