"""What an organisation says of itself, and the consents to it."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import STORABLE, In, LanguageCode, Out, ShortText
from api.schemas.certification import Day
from api.schemas.products import Line, TextOut
from market.accounts.profile.edit_facts import FactChanges
from market.accounts.profile.rules import Members, members
from market.accounts.profile.state_values import StatedValue
from models.enums import ConsentSubject, OrganisationKind, ProductionLine, ProductionRelation, SolidarityKind
from models.organisations import Consent, Organisation, SolidarityLink, Translation

_MOST_VALUES = 60
Code = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_.:-]{0,60}$")]
Heads = Annotated[int, Field(strict=True, ge=0, le=10_000_000)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]{3,480}$"), STORABLE]
Statement = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), STORABLE]


class MembersIn(In):
    """A head count. Who is counted neither as a woman nor as a man is unknown; leave both out where nobody counted."""

    total: Heads
    women: Heads | None = None
    men: Heads | None = None


class FactsIn(In):
    """What shall change; what is not named stays. `members` null takes the head count away, `families` null how many
    producing families stand behind the organisation.

    `structure` and `legal_form` are codes of ESSGlobal, as `OS60` and `L2`; empty takes them away. `relation` is where
    a producer stands on its `line`: the lines are parallel, and no place on them is a score.
    """

    structure: Code | None = None
    legal_form: Code | None = None
    line: ProductionLine | None = Field(default=None, strict=False)
    relation: ProductionRelation | None = Field(default=None, strict=False)
    region: Line | None = None
    place: Line | None = None
    languages: Annotated[list[LanguageCode], Field(min_length=1, max_length=10)] | None = None
    sector: Line | None = None
    founded_year: Annotated[int, Field(strict=True, ge=1500, le=2100)] | None = None
    members: MembersIn | None = None
    families: Annotated[int, Field(strict=True, ge=1, le=10_000_000)] | None = None

    @property
    def changes(self) -> FactChanges:
        count: Members | None = None
        if self.members is not None:
            count = members(self.members.total, women=self.members.women, men=self.members.men)
        return FactChanges(
            structure=self.structure,
            legal_form=self.legal_form,
            line=self.line,
            relation=self.relation,
            region=self.region,
            place=self.place,
            languages=tuple(self.languages) if self.languages else None,
            sector=self.sector,
            founded_year=self.founded_year,
            members=count,
            is_members_gone="members" in self.model_fields_set and count is None,
            families=self.families,
            is_families_gone="families" in self.model_fields_set and self.families is None,
        )


class OwnMembersOut(Out):
    """A head count; people whose gender is not recorded stay apart. Null where nobody counted."""

    total: int
    women: int | None
    men: int | None
    unknown: int | None


class OwnValueStatedOut(Out):
    """A value that the organisation stands for; the public sees it from `consented_on` on, never without."""

    kind: SolidarityKind
    code: str
    statement: str
    evidence_url: str | None
    consented_on: date | None

    @classmethod
    def of(cls, link: SolidarityLink) -> "OwnValueStatedOut":
        return cls(
            kind=link.kind,
            code=link.term_code,
            statement=link.statement,
            evidence_url=link.evidence_url,
            consented_on=link.consented_on,
        )


class FactsOut(Out):
    """All that an organisation says of itself, to its own people."""

    id: str
    slug: str
    kind: OrganisationKind
    name: str
    country: str
    structure: str | None
    legal_form: str | None
    line: ProductionLine | None
    relation: ProductionRelation | None
    region: str
    place: str
    languages: list[str]
    sector: str
    founded_year: int | None
    members: OwnMembersOut | None
    self_identified_on: date | None
    families: int | None
    families_on: date | None
    texts: list[TextOut]
    values: list[OwnValueStatedOut]
    version: int

    @classmethod
    def of(cls, organisation: Organisation, texts: list[Translation], links: list[SolidarityLink]) -> "FactsOut":
        count = None
        if organisation.members_total is not None:
            count = OwnMembersOut(
                total=organisation.members_total,
                women=organisation.members_women,
                men=organisation.members_men,
                unknown=organisation.members_unknown,
            )
        return cls(
            id=organisation.id,
            slug=organisation.slug,
            kind=organisation.kind,
            name=organisation.name,
            country=organisation.country,
            structure=organisation.structure,
            legal_form=organisation.legal_form,
            line=organisation.line,
            relation=organisation.relation,
            region=organisation.region,
            place=organisation.place,
            languages=organisation.languages,
            sector=organisation.sector,
            founded_year=organisation.founded_year,
            members=count,
            self_identified_on=organisation.self_identified_on,
            families=organisation.families_total,
            families_on=organisation.families_on,
            texts=[TextOut.of(text) for text in texts],
            values=[OwnValueStatedOut.of(link) for link in links],
            version=organisation.version,
        )


class StatedValueIn(In):
    """A value in one of three kinds, which are never added up. Only with `consent` does the public see it."""

    kind: SolidarityKind = Field(strict=False)
    code: Line
    statement: Statement = ""
    evidence_url: WebAddress | None = None
    consent: Annotated[bool, Field(strict=True)] = False

    @property
    def value(self) -> StatedValue:
        return StatedValue(self.kind, self.code, self.statement, self.evidence_url, self.consent)


class StatedValuesIn(In):
    """All that the organisation stands for."""

    values: list[StatedValueIn] = Field(max_length=_MOST_VALUES)


class ConsentIn(In):
    """Somebody agreed. `given_by` is who, in words; `media_id` names the photo, for a photo.

    `members_total` lets the public see how many members there are, `members_by_gender` how many are women and men,
    `families_total` how many families stand behind the organisation, where they are five or more.
    """

    subject: ConsentSubject = Field(strict=False)
    media_id: Annotated[str, StringConstraints(max_length=64)] | None = None
    given_by: ShortText
    ends_on: Day


class ConsentOut(Out):
    """A consent; `is_live` while the public sees what it is for."""

    id: str
    organisation_id: str
    subject: ConsentSubject
    media_id: str | None
    given_by: str
    given_at: datetime
    ends_on: date
    withdrawn_at: datetime | None
    is_live: bool

    @classmethod
    def of(cls, consent: Consent, *, today: date) -> "ConsentOut":
        return cls(
            id=consent.id,
            organisation_id=consent.organisation_id,
            subject=consent.subject,
            media_id=consent.media_id,
            given_by=consent.given_by,
            given_at=consent.given_at,
            ends_on=consent.ends_on,
            withdrawn_at=consent.withdrawn_at,
            is_live=consent.withdrawn_at is None and consent.ends_on >= today,
        )
