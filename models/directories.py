"""Organisations as lists of others name them. None of them is in the market because it stands here."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index, LargeBinary, Numeric, UniqueConstraint, text
from sqlmodel import Field

from models.base import Table, check, made_at, maybe_ref, moment, one_of, own_id, ref, text_list, words
from models.enums import ListingClaimState, ListingSource


class ListedOrganisation(Table, table=True):
    """One row of somebody's list, unverified.

    `country` is empty where what the list says (`country_said`) names none. `legal_form`, `structure`, `membership` and
    `activities` are concepts of ESSGlobal such as `activities-ica/ICA10`. `latitude` and `longitude` are rounded to a
    tenth of a degree, about ten kilometres. `fingerprint` is of all that was read. `organisation_id` is set once its
    own people have claimed it.
    """

    __tablename__ = "listed_organisation"
    __table_args__ = (
        one_of("source", ListingSource),
        UniqueConstraint("source", "source_id"),
        check("name_not_blank", "btrim(name) <> ''"),
        check("country_is_iso", "country is null or country ~ '^[A-Z]{2}$'"),
        check("place_is_whole", "(latitude is null) = (longitude is null)"),
        check("on_earth", "latitude between -90 and 90 and longitude between -180 and 180"),
    )

    id: str = own_id("lst")
    source: ListingSource = words()
    source_id: str = words()
    name: str = words()
    other_name: str = words(default="")
    country: str | None = words(default=None, nullable=True)
    country_said: str = words(default="")
    region: str = words(default="")
    place: str = words(default="")
    legal_form: str | None = words(default=None, nullable=True)
    structure: str | None = words(default=None, nullable=True)
    membership: str | None = words(default=None, nullable=True)
    activities: list[str] = text_list()
    said: list[str] = text_list()
    latitude: Decimal | None = Field(default=None, sa_type=Numeric(4, 1))
    longitude: Decimal | None = Field(default=None, sa_type=Numeric(4, 1))
    website: str = words(default="")
    fingerprint: bytes = Field(sa_type=LargeBinary)
    organisation_id: str | None = maybe_ref("organisation.id", index=True)
    created_at: datetime = made_at()
    changed_at: datetime = moment()


class ListingClaim(Table, table=True):
    """Somebody says that a listed organisation is theirs. `path` is the document that shows it, if there is one.

    `is_site_address`: the person's e-mail address is at the organisation's own site.
    """

    __tablename__ = "listing_claim"
    __table_args__ = (
        one_of("state", ListingClaimState),
        check("has_evidence", "path is not null or is_site_address"),
        check("document_is_whole", "num_nulls(path, media_type, sha256) in (0, 3)"),
        check("decided_by_somebody", "(state = 'waiting') = (decided_at is null)"),
        check("approved_is_linked", "(state = 'approved') = (organisation_id is not null)"),
        Index(
            "uq_listing_claim_waiting",
            "listed_id",
            "person_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: str = own_id("lcl")
    listed_id: str = ref("listed_organisation.id")
    person_id: str = ref("person.id", index=True)
    state: ListingClaimState = words(default=ListingClaimState.WAITING)
    note: str = words(default="")
    is_site_address: bool = Field(default=False)
    path: str | None = words(default=None, nullable=True)
    media_type: str | None = words(default=None, nullable=True)
    sha256: bytes | None = Field(default=None, sa_type=LargeBinary)
    organisation_id: str | None = maybe_ref("organisation.id")
    reason: str = words(default="")
    decided_by: str | None = maybe_ref("person.id")
    decided_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = made_at()
