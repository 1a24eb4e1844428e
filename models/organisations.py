"""Organisations, the networks they form, and the words they use for what they value."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from models.base import (
    ID,
    Table,
    check,
    json_object,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    text_list,
    words,
)
from models.enums import (
    ConsentSubject,
    MemberRole,
    OrganisationKind,
    ProductionLine,
    ProductionRelation,
    SolidarityKind,
    TaxStatus,
    TranslationOrigin,
)


class Organisation(Table, table=True):
    """A producer, a federation, a network of federations, or the market itself."""

    __tablename__ = "organisation"
    __table_args__ = (
        one_of("kind", OrganisationKind),
        one_of("line", ProductionLine),
        one_of("relation", ProductionRelation),
        one_of("tax_status", TaxStatus),
        Index("ix_organisation_market", "id", postgresql_where=text("kind = 'market'")),
        check("country_is_iso", "country ~ '^[A-Z]{2}$'"),
        check(
            "producer_has_line",
            "kind <> 'producer' or (line is not null and relation is not null)",
        ),
        check(
            "members_add_up",
            "members_women + members_men + members_unknown = members_total",
        ),
        check(
            "members_not_negative",
            "least(members_women, members_men, members_unknown) >= 0",
        ),
    )

    id: str = own_id("org")
    slug: str = words(unique=True)
    kind: OrganisationKind = words()
    name: str = words()
    legal_form: str | None = words(default=None, nullable=True)
    structure: str | None = words(default=None, nullable=True)
    line: ProductionLine | None = words(default=None, nullable=True)
    relation: ProductionRelation | None = words(default=None, nullable=True)
    country: str = words()
    region: str = words(default="")
    place: str = words(default="")
    languages: list[str] = text_list()
    sector: str = words(default="")
    founded_year: int | None = None
    members_total: int | None = None
    members_women: int | None = None
    members_men: int | None = None
    members_unknown: int | None = None
    families_total: int | None = None
    families_on: date | None = None
    self_identified_on: date | None = None
    tax_status: TaxStatus = words(default=TaxStatus.UNKNOWN)
    tax_number: str = words(default="")
    picture_id: str | None = Field(default=None, sa_type=ID)
    version: int = Field(default=1)
    created_at: datetime = made_at()
    archived_at: datetime | None = moment(default=None, nullable=True)


class Translation(Table, table=True):
    """One text of one thing in one language, and where it came from."""

    __tablename__ = "translation"
    __table_args__ = (one_of("origin", TranslationOrigin),)

    entity_id: str = Field(primary_key=True, sa_type=ID)
    field: str = words(primary_key=True)
    lang: str = words(primary_key=True)
    body: str = words()
    origin: TranslationOrigin = words()
    created_at: datetime = made_at()


class Membership(Table, table=True):
    """A person's role in an organisation, until it ends."""

    __tablename__ = "membership"
    __table_args__ = (
        one_of("role", MemberRole),
        Index(
            "uq_membership_open",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: str = own_id("mbr")
    person_id: str = ref("person.id", index=True)
    organisation_id: str = ref("organisation.id", index=True)
    role: MemberRole = words()
    created_at: datetime = made_at()
    ended_at: datetime | None = moment(default=None, nullable=True)


class NetworkMembership(Table, table=True):
    """An organisation belongs to a federation or network; both sides must have agreed. `is_invitation`: the network
    asked first, and the member has to accept; else the other way round."""

    __tablename__ = "network_membership"
    __table_args__ = (
        check("not_itself", "network_id <> member_id"),
        Index(
            "uq_network_membership_open",
            "network_id",
            "member_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: str = own_id("nmb")
    network_id: str = ref("organisation.id", index=True)
    member_id: str = ref("organisation.id", index=True)
    proposed_by: str | None = maybe_ref("person.id")
    is_invitation: bool = Field(default=True)
    created_at: datetime = made_at()
    accepted_by: str | None = maybe_ref("person.id")
    accepted_at: datetime | None = moment(default=None, nullable=True)
    ended_by: str | None = maybe_ref("person.id")
    ended_at: datetime | None = moment(default=None, nullable=True)


class Term(Table, table=True):
    """A value in a network's own words, linked to others that mean the same, nearly the same or more (SKOS).

    The links hold codes of other terms, or addresses of concepts elsewhere; `uri` is where this one is defined.
    """

    __tablename__ = "term"
    __table_args__ = (
        Index("uq_term_uri", "uri", unique=True, postgresql_where=text("uri is not null")),
        Index("ix_term_proposed_by", "proposed_by"),
    )

    code: str = words(primary_key=True)
    scheme: str = words()
    parent_code: str | None = words(default=None, nullable=True, foreign_key="term.code")
    labels: dict[str, str] = json_object()
    exact_match: list[str] = text_list()
    close_match: list[str] = text_list()
    broad_match: list[str] = text_list()
    uri: str | None = words(default=None, nullable=True)
    proposed_by: str | None = maybe_ref("organisation.id")
    adopted_on: date | None = None
    deprecated_on: date | None = None
    position: int = Field(default=0)
    version: int = Field(default=1)


class Consent(Table, table=True):
    """Somebody agreed that the public may see a figure or a photo, until a last day or until they take it back.

    `given_by` is who agreed, in words: most people in a photo have no account; `recorded_by` wrote it down.
    """

    __tablename__ = "consent"
    __table_args__ = (
        one_of("subject", ConsentSubject),
        check("photo_has_media", "(subject = 'photo') = (media_id is not null)"),
        check("giver_named", "btrim(given_by) <> ''"),
        Index(
            "uq_consent_figure_open",
            "organisation_id",
            "subject",
            unique=True,
            postgresql_where=text("withdrawn_at is null and media_id is null"),
        ),
        Index(
            "uq_consent_photo_open",
            "media_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null and media_id is not null"),
        ),
    )

    id: str = own_id("cns")
    organisation_id: str = ref("organisation.id")
    subject: ConsentSubject = words()
    media_id: str | None = maybe_ref("media.id", index=True)
    given_by: str = words()
    recorded_by: str | None = maybe_ref("person.id")
    given_at: datetime = moment()
    ends_on: date
    withdrawn_at: datetime | None = moment(default=None, nullable=True)
    withdrawn_by: str | None = maybe_ref("person.id")


class SolidarityLink(Table, table=True):
    """An organisation stands for a value, with evidence, self-identified and consented to."""

    __tablename__ = "solidarity_link"
    __table_args__ = (
        one_of("kind", SolidarityKind),
        UniqueConstraint("organisation_id", "kind", "term_code"),
        Index("ix_solidarity_link_term", "kind", "term_code", postgresql_where=text("consented_on is not null")),
    )

    id: str = own_id("sol")
    organisation_id: str = ref("organisation.id")
    kind: SolidarityKind = words()
    term_code: str = words(foreign_key="term.code")
    statement: str = words(default="")
    evidence_url: str | None = words(default=None, nullable=True)
    consented_on: date | None = None
    created_at: datetime = made_at()
