"""The demo market's ground: who there is, what words they use, what is for sale, and the rules with dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from certification.schemes.queries import new_row
from cli.demo.content_types import Category as CategoryContent
from cli.demo.content_types import DemoContent, Federation, Network, Producer
from cli.demo.plain_types import Words
from cli.demo.rows import insert_rows
from cli.demo.terms import write_terms
from models.accounts import Person
from models.catalog import Category
from models.enums import (
    ConsentSubject,
    FundKind,
    FundUse,
    MemberRole,
    OrganisationKind,
    ProductionLine,
    ProductionRelation,
    TaxStatus,
    TranslationOrigin,
    VatClass,
)
from models.fund import Fund
from models.organisations import Consent, Membership, NetworkMembership, Organisation, Term, Translation

VOCABULARY = "solifair-values"
_ESSGLOBAL = "essglobal:"


@dataclass(frozen=True)
class Ground:
    """Ids by the names that the content uses."""

    market_id: str
    organisations: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


def lay_ground(session: Session, content: DemoContent, *, now: datetime) -> Ground:
    """Write everything that needs no file, no verb and no Stripe. Raises IntegrityError when it is there already."""
    market = Organisation(
        slug=content.market.slug,
        kind=OrganisationKind.MARKET,
        name=content.market.name,
        country=content.market.country,
        languages=list(content.market.description),
    )
    others = [
        *(_producer(producer, content.market.opened_on) for producer in content.producers),
        *(_federation(federation) for federation in content.federations),
        *(_network(network) for network in content.networks),
    ]
    for organisation in (market, *others):
        organisation.created_at = _opening(content)
    organisations = {organisation.slug: organisation.id for organisation in (market, *others)}
    insert_rows(session, [market, *others])
    insert_rows(session, _organisation_texts(content, organisations))
    people = _people(content)
    insert_rows(session, list(people.values()))
    ids = {slug: person.id for slug, person in people.items()}
    insert_rows(session, _memberships(content, organisations, ids))
    insert_rows(session, _belonging(content, organisations, now))
    insert_rows(session, _consents(content, organisations, now))
    _write_vocabulary(session, content)
    write_terms(session, content, organisations, now=now)
    fund = Fund(
        kind=FundKind.SOLIDARITY,
        owner_id=market.id,
        name="Solidarity fund",
        currency=content.market.currency,
        account_code="solidarity:fund",
        mandate="Shares of prices and what buyers add. It pays the difference when somebody takes the solidarity price "
        "and what the members of the producers' organisations vote for.",
        uses=[FundUse.TIER, FundUse.GRANT, FundUse.ADMIN],
        bound_share_bps=8_000,
        admin_cap_bps=500,
    )
    insert_rows(session, [fund])
    insert_rows(session, [new_row(scheme) for scheme in content.schemes])
    return Ground(market.id, organisations, ids)


def _opening(content: DemoContent) -> datetime:
    return datetime.combine(content.market.opened_on, datetime.min.time(), UTC)


def _producer(content: Producer, opened_on: date) -> Organisation:
    return Organisation(
        slug=content.slug,
        kind=OrganisationKind.PRODUCER,
        name=content.name,
        legal_form=content.legal_form,
        structure=content.structure,
        line=ProductionLine(content.line),
        relation=ProductionRelation(content.position),
        country=content.country,
        region=content.region,
        place=content.place,
        languages=list(content.languages),
        sector=content.sector,
        founded_year=content.founded,
        members_total=content.members.total,
        members_women=content.members.women,
        members_men=content.members.men,
        members_unknown=content.members.unknown,
        families_total=content.families,
        families_on=opened_on if content.families else None,
        tax_status=TaxStatus(content.payout.tax_status),
    )


def _federation(content: Federation) -> Organisation:
    return Organisation(
        slug=content.slug,
        kind=OrganisationKind.FEDERATION,
        name=content.name,
        country=content.country,
        region=content.region,
        languages=list(content.languages),
        legal_form=content.legal_form,
        structure=content.structure,
        founded_year=content.founded,
    )


def _network(content: Network) -> Organisation:
    return Organisation(slug=content.slug, kind=OrganisationKind.NETWORK, name=content.name, country=content.country)


def texts(entity_id: str, field_name: str, words: Words, original: str | None) -> list[Translation]:
    """One text in all its languages; the one in `original` is nobody's translation."""
    return [
        Translation(
            entity_id=entity_id,
            field=field_name,
            lang=lang,
            body=body,
            origin=TranslationOrigin.ORIGINAL if lang == original else TranslationOrigin.HUMAN,
        )
        for lang, body in words.items()
    ]


def _organisation_texts(content: DemoContent, ids: Mapping[str, str]) -> list[Translation]:
    rows = texts(ids[content.market.slug], "description", content.market.description, None)
    for producer in content.producers:
        own = producer.own_language
        rows += texts(ids[producer.slug], "short_line", producer.short_line, own)
        rows += texts(ids[producer.slug], "premium_use", producer.premium_use, own)
        rows += texts(ids[producer.slug], "story", {story.lang: story.text for story in producer.story}, own)
    for federation in content.federations:
        rows += texts(ids[federation.slug], "short_line", federation.short_line, None)
    for network in content.networks:
        rows += texts(ids[network.slug], "short_line", network.short_line, None)
    return rows


def _people(content: DemoContent) -> dict[str, Person]:
    """By slug. Nobody has a password: the demo's people come in by a link."""
    opened = datetime.combine(content.market.opened_on, datetime.min.time(), UTC)
    return {
        person.slug: Person(
            email=person.email.lower(),
            full_name=person.name,
            locale=person.locale.partition("-")[0],
            country=person.country,
            is_operator=person.role == "operator",
            email_confirmed_at=opened,
            created_at=opened,
        )
        for person in content.people
    }


def _memberships(content: DemoContent, organisations: Mapping[str, str], people: Mapping[str, str]) -> list[Membership]:
    roles = {"secretary": MemberRole.STEWARD, "member": MemberRole.STEWARD, "verifier": MemberRole.VERIFIER}
    return [
        Membership(
            person_id=people[person.slug],
            organisation_id=organisations[person.organisation],
            role=roles[person.role],
            created_at=_opening(content),
        )
        for person in content.people
        if person.organisation is not None
    ]


def _belonging(content: DemoContent, ids: Mapping[str, str], now: datetime) -> list[NetworkMembership]:
    opened = datetime.combine(content.market.opened_on, datetime.min.time(), UTC)
    return [
        *(
            NetworkMembership(network_id=ids[producer.federation], member_id=ids[producer.slug], accepted_at=opened)
            for producer in content.producers
        ),
        *(
            NetworkMembership(
                network_id=ids[network.slug],
                member_id=ids[member],
                accepted_at=now + timedelta(days=network.joined_days),
            )
            for network in content.networks
            for member in network.members
        ),
    ]


def _consents(content: DemoContent, ids: Mapping[str, str], now: datetime) -> list[Consent]:
    """Every producer lets the public see how many members it has, how many of them are women and men, and how many
    families stand behind it, where it says so."""
    return [
        Consent(
            organisation_id=ids[producer.slug],
            subject=subject,
            given_by=f"The members of {producer.name}",
            given_at=datetime.combine(content.market.opened_on, datetime.min.time(), UTC),
            ends_on=now.date() + timedelta(days=365),
        )
        for producer in content.producers
        for subject in (
            ConsentSubject.MEMBERS_TOTAL,
            ConsentSubject.MEMBERS_BY_GENDER,
            *([ConsentSubject.FAMILIES_TOTAL] if producer.families else []),
        )
    ]


def _write_vocabulary(session: Session, content: DemoContent) -> None:
    """Values and categories, each parent before its children."""
    terms = [
        Term(
            code=value.code,
            scheme=VOCABULARY,
            parent_code=value.broader,
            labels=dict(value.label),
            exact_match=[f"{_ESSGLOBAL}{value.qualifier}"] if value.qualifier and value.match == "exact" else [],
            adopted_on=content.market.opened_on,
            position=position,
        )
        for position, value in enumerate(content.values)
    ]
    insert_rows(session, [term for term in terms if term.parent_code is None])
    insert_rows(session, [term for term in terms if term.parent_code is not None])
    categories = [
        Category(
            code=category.slug,
            parent_code=category.parent,
            labels=dict(category.name),
            vat_class=_vat_class(content, category),
            position=position,
        )
        for position, category in enumerate(content.categories)
    ]
    insert_rows(session, [category for category in categories if category.parent_code is None])
    insert_rows(session, [category for category in categories if category.parent_code is not None])


def _vat_class(content: DemoContent, category: CategoryContent) -> VatClass:
    """What most of the category's products are taxed as; a group goes by its categories."""
    below = {category.slug} | {other.slug for other in content.categories if other.parent == category.slug}
    taxed = [product.vat for _, product in content.products if product.category in below]
    return VatClass.FOOD if taxed.count("food") * 2 > len(taxed) else VatClass.STANDARD
