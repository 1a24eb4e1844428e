"""What must hold across the demo's content files. Each check yields what is wrong.

Pure functions over `DemoContent`: no files, no clock. `cli.demo.content` turns the first finding into an error.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from certification.schemes.rules import SchemeOnFile
from cli.demo.content_types import (
    Certificate,
    DemoContent,
    Federation,
    Producer,
    Product,
)
from cli.demo.plain_types import Words

SHOP_LANGUAGES = ("en", "fr", "es")
SHORT_LINE_LIMIT = 120
STORY_WORDS = range(60, 121)

# Positions are parallel lines, not a ranking; each line has its own.
POSITIONS = {
    "agrarian": ("landless_workers", "family_farmers", "agricultural_coop"),
    "enterprise": (
        "self_employed",
        "small_local_business",
        "high_road_business",
        "worker_coop",
        "collective",
        "community_business",
    ),
    "indigenous_collective": ("indigenous_collectivist",),
}


@dataclass(frozen=True)
class Finding:
    """One thing wrong, and the file in which to put it right."""

    file: str
    what: str


def check_market(content: DemoContent) -> Iterator[Finding]:
    """Every country of origin has parcel prices in rising bands, every producer a rule of VAT on fees; no row stands
    twice."""
    market = content.market
    shipped = {row.origin for row in market.shipping if row.service == "standard"}
    missing = {producer.country for producer in content.producers} - shipped
    yield from _findings("market.toml", (f"no shipping from {country}" for country in sorted(missing)))
    known = {service.code for service in market.services}
    for code in sorted({row.service for row in market.shipping} - known):
        yield Finding("market.toml", f"unknown service {code!r}")
    taxed = {(fee, row.tax_status, row.domestic) for row in market.fee_taxes for fee in row.fees}
    for producer in content.producers:
        status, is_domestic = producer.payout.tax_status, producer.country == market.country
        for fee in ("market_fee", "federation_dues"):
            if (fee, status, is_domestic) not in taxed:
                yield Finding("market.toml", f"no VAT on the {fee} of {producer.slug}")
    slugs = {producer.slug for producer in content.producers}
    for point in market.pickup_points:
        if point.producer not in slugs:
            yield Finding("market.toml", f"{point.name}: unknown producer {point.producer!r}")
    for row in market.shipping:
        limits = [band.up_to_grams for band in row.bands]
        if limits != sorted(set(limits)):
            yield Finding("market.toml", f"weight bands from {row.origin} do not rise")
    yield from _twice("market.toml", "fee row", (f"{fee.kind} {fee.effective_from}" for fee in market.fees))
    priced = (f"{row.product} {row.valid_from}" for row in market.minimum_prices)
    yield from _twice("market.toml", "minimum price", priced)
    quoted = (f"{row.product} {row.form}" for row in market.market_prices)
    yield from _twice("market.toml", "market price", quoted)
    yield from _twice("market.toml", "VAT row", (f"{rate.country} {rate.effective_from}" for rate in market.vat))
    yield from _lacking("market.toml", "description", market.description, SHOP_LANGUAGES)


def check_shared(content: DemoContent) -> Iterator[Finding]:
    """Vocabularies, federations, networks and people refer to what exists and are unique."""
    yield from _check_trees(content)
    yield from _check_networks(content)
    schemes = {scheme.code for scheme in content.schemes}
    yield from _twice("schemes", "scheme", (scheme.code for scheme in content.schemes))
    for federation in content.federations:
        for code in sorted(set(federation.mandate.schemes) - schemes):
            yield Finding("federations.toml", f"{federation.slug}: mandate for unknown scheme {code!r}")
        yield from _short(f"{federation.slug}: short_line", "federations.toml", federation.short_line, SHOP_LANGUAGES)
    organisations = _organisations(content)
    yield from _twice("federations.toml", "organisation", organisations)
    yield from _twice("people.toml", "address", (person.email for person in content.people))
    for person in content.people:
        outsider = person.role in ("shopper", "operator")
        if outsider != (person.organisation is None):
            yield Finding("people.toml", f"{person.slug}: a {person.role} and organisation {person.organisation!r}")
        if person.organisation is not None and person.organisation not in organisations:
            yield Finding("people.toml", f"{person.slug}: unknown organisation {person.organisation!r}")
        if not person.email.endswith(("@example.org", ".example.org")):
            yield Finding("people.toml", f"{person.slug}: {person.email} could reach a real person")
    yield from _check_unique_across_files(content)


def check_producer(content: DemoContent, producer: Producer) -> Iterator[Finding]:
    """One producer's file: languages, sums, positions, products and certificates."""
    file = f"{producer.slug}.toml"
    languages = (*SHOP_LANGUAGES, producer.own_language)
    if producer.position not in POSITIONS[producer.line]:
        yield Finding(file, f"position {producer.position!r} is not on the line {producer.line!r}")
    if (producer.payout.rail == "manual_bank") != (producer.payout.bank is not None):
        yield Finding(file, "payout: the manual_bank rail, and no other, names a bank")
    counted = producer.members.women + producer.members.men + producer.members.unknown
    if counted != producer.members.total:
        yield Finding(file, f"members: {counted} counted, {producer.members.total} in total")
    federation = next((each for each in content.federations if each.slug == producer.federation), None)
    if federation is None:
        yield Finding(file, f"unknown federation {producer.federation!r}")
    yield from _short("short_line", file, producer.short_line, languages)
    yield from _lacking(file, "premium_use", producer.premium_use, languages)
    yield from _check_story(file, producer, languages)
    for product in producer.products:
        yield from _check_product(file, content, product, languages)
    for certificate in producer.certificates:
        yield from _check_certificate(file, content, producer, certificate)


def _check_story(file: str, producer: Producer, languages: Collection[str]) -> Iterator[Finding]:
    told = {story.lang: story for story in producer.story}
    yield from _lacking(file, "story", {lang: story.text for lang, story in told.items()}, languages)
    originals = [story.lang for story in producer.story if story.origin == "original"]
    if originals != [producer.own_language]:
        yield Finding(file, f"story: original in {originals}, the organisation writes {producer.own_language!r}")
    for story in producer.story:
        words = len(story.text.split())
        if words not in STORY_WORDS:
            yield Finding(file, f"story in {story.lang!r} has {words} words")


def _check_product(file: str, content: DemoContent, product: Product, languages: Collection[str]) -> Iterator[Finding]:
    leaves = {category.slug for category in content.categories if category.parent is not None}
    if product.category not in leaves:
        yield Finding(file, f"{product.slug}: unknown category {product.category!r}")
    narrower = {value.code for value in content.values if value.broader is not None}
    for code in sorted(set(product.values) - narrower):
        yield Finding(file, f"{product.slug}: unknown value {code!r}")
    yield from _lacking(file, f"{product.slug}: name", product.name, languages)
    yield from _lacking(file, f"{product.slug}: description", product.description, languages)
    yield from _lacking(file, f"{product.slug}: alt", product.alt, SHOP_LANGUAGES)
    floor = product.minimum_price
    if floor is not None and floor.reference not in {row.product for row in content.market.minimum_prices}:
        yield Finding(file, f"{product.slug}: no minimum price of {floor.reference!r}")
    for variant in product.variants:
        if variant.premium_minor >= variant.price_minor:
            yield Finding(file, f"{variant.sku}: the premium is not a part of the price")
        if product.minimum_price is not None and variant.net.unit not in ("g", "kg"):
            yield Finding(file, f"{variant.sku}: a minimum price needs a net weight")


def _check_certificate(
    file: str, content: DemoContent, producer: Producer, certificate: Certificate
) -> Iterator[Finding]:
    scheme = next((each for each in content.schemes if each.code == certificate.scheme), None)
    if scheme is None:
        yield Finding(file, f"{certificate.key}: unknown scheme {certificate.scheme!r}")
        return
    if re.fullmatch(str(scheme.value("number_pattern")), certificate.number) is None:
        yield Finding(file, f"{certificate.key}: {certificate.number!r} is no number of {scheme.code}")
    yield from _check_scope(file, producer, certificate, scheme)
    if certificate.from_days >= certificate.to_days:
        yield Finding(file, f"{certificate.key}: ends before it begins")
    if (certificate.state == "expired") != (certificate.to_days < 0):
        yield Finding(file, f"{certificate.key}: state {certificate.state!r} but it ends in {certificate.to_days} days")
    if (certificate.state == "withdrawn") != (certificate.withdrawal is not None):
        yield Finding(file, f"{certificate.key}: a withdrawal and only a withdrawal has a public reason")
    if (certificate.state == "needs_info") != (certificate.request_for_info is not None):
        yield Finding(file, f"{certificate.key}: needs_info and a question belong together")
    if (certificate.state in ("verified", "expired", "withdrawn")) != (certificate.verification is not None):
        yield Finding(file, f"{certificate.key}: state {certificate.state!r} does not fit its verification")
    yield from _check_verification(file, content, producer, certificate)


def _check_scope(file: str, producer: Producer, certificate: Certificate, scheme: SchemeOnFile) -> Iterator[Finding]:
    certifies = scheme.value("certifies")
    assert isinstance(certifies, list)
    used = {
        "product": certificate.scope_products,
        "category": certificate.scope_categories,
        "site": certificate.sites,
    }
    own = {product.slug for product in producer.products}
    for slug in sorted(set(certificate.scope_products) - own):
        yield Finding(file, f"{certificate.key}: covers {slug!r}, which this producer does not sell")
    sold = {product.category for product in producer.products}
    for code in sorted(set(certificate.scope_categories) - sold):
        yield Finding(file, f"{certificate.key}: covers category {code!r}, in which nothing is sold")
    for kind, subjects in used.items():
        if subjects and kind not in certifies:
            yield Finding(file, f"{certificate.key}: {scheme.code} does not certify a {kind}")


def _check_verification(
    file: str, content: DemoContent, producer: Producer, certificate: Certificate
) -> Iterator[Finding]:
    verification = certificate.verification
    if verification is None:
        return
    federation = next((each for each in content.federations if each.slug == verification.federation), None)
    if federation is None or not _may_decide(federation, producer, certificate):
        yield Finding(file, f"{certificate.key}: {verification.federation} has no mandate for it")
    verifiers = {person.slug: person.organisation for person in content.people if person.role == "verifier"}
    if verifiers.get(verification.verifier) != verification.federation:
        yield Finding(
            file, f"{certificate.key}: {verification.verifier} verifies nothing for {verification.federation}"
        )
    if not certificate.submitted_days <= verification.checked_days <= 0:
        yield Finding(file, f"{certificate.key}: checked before it was handed in, or in the future")


def _may_decide(federation: Federation, producer: Producer, certificate: Certificate) -> bool:
    mandate = federation.mandate
    return (
        certificate.scheme in mandate.schemes
        and producer.country in mandate.countries
        and producer.activity in mandate.activities
    )


def _check_unique_across_files(content: DemoContent) -> Iterator[Finding]:
    owners: dict[tuple[str, str], str] = {}
    for producer in content.producers:
        names = [("product", product.slug) for product in producer.products]
        names += [("sku", variant.sku) for product in producer.products for variant in product.variants]
        names += [("certificate key", certificate.key) for certificate in producer.certificates]
        for kind, name in names:
            if (kind, name) in owners:
                other = owners[kind, name]
                yield Finding(f"{producer.slug}.toml", f"{kind} {name!r} stands twice, first in {other}.toml")
            owners[kind, name] = producer.slug


def _check_trees(content: DemoContent) -> Iterator[Finding]:
    categories = {category.slug for category in content.categories}
    yield from _twice("categories.toml", "category", (category.slug for category in content.categories))
    for category in content.categories:
        yield from _lacking("categories.toml", category.slug, category.name, SHOP_LANGUAGES)
        if category.parent is not None and category.parent not in categories:
            yield Finding("categories.toml", f"{category.slug}: unknown parent {category.parent!r}")
    tops = {value.code for value in content.values if value.broader is None}
    yield from _twice("values.toml", "value", (value.code for value in content.values))
    for value in content.values:
        yield from _lacking("values.toml", value.code, value.label, SHOP_LANGUAGES)
        if value.broader is not None and value.broader not in tops:
            yield Finding("values.toml", f"{value.code}: {value.broader!r} is not a top concept")
        if (value.qualifier is None) != (value.match is None):
            yield Finding("values.toml", f"{value.code}: a qualifier and its match belong together")


def _check_networks(content: DemoContent) -> Iterator[Finding]:
    known = {each.slug for each in content.federations} | {each.slug for each in content.networks}
    for network in content.networks:
        for slug in sorted(set(network.members) - known):
            yield Finding("federations.toml", f"{network.slug}: unknown member {slug!r}")
        yield from _short(f"{network.slug}: short_line", "federations.toml", network.short_line, SHOP_LANGUAGES)
    try:
        TopologicalSorter({network.slug: network.members for network in content.networks}).prepare()
    except CycleError as error:
        yield Finding("federations.toml", f"networks contain each other: {' > '.join(error.args[1])}")


def _organisations(content: DemoContent) -> list[str]:
    return [
        *(producer.slug for producer in content.producers),
        *(federation.slug for federation in content.federations),
        *(network.slug for network in content.networks),
    ]


def _lacking(file: str, what: str, words: Words, languages: Iterable[str]) -> Iterator[Finding]:
    for language in languages:
        if language not in words:
            yield Finding(file, f"{what}: no text in {language!r}")


def _short(what: str, file: str, words: Words, languages: Iterable[str]) -> Iterator[Finding]:
    yield from _lacking(file, what, words, languages)
    for language, text in words.items():
        if len(text) > SHORT_LINE_LIMIT:
            yield Finding(file, f"{what} in {language!r} has {len(text)} characters, {SHORT_LINE_LIMIT} fit")


def _twice(file: str, what: str, names: Iterable[str]) -> Iterator[Finding]:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    yield from _findings(file, (f"{what} {name!r} stands twice" for name in repeated))


def _findings(file: str, texts: Iterable[str]) -> Iterator[Finding]:
    return (Finding(file, text) for text in texts)
