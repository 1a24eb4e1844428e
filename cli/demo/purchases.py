"""A year of purchases, drawn with a fixed seed: the same year behind every day on which the demo is started."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cli.demo.content_types import DemoContent
from kit.clock import IsoWeek

_SEED = 20_251_102
_DAYS = 365
_PURCHASES = 380
_THIS_WEEKS_PURCHASES = 12
_HEAVIEST_GRAMS = 9_000
# Every so many purchases one is some organisation's, for its office, its canteen or its meetings.
_ORGANISATIONS_BUY = 11
# How busy each month is, against the others: gifts in December, few people at home in August.
_SEASON = (0.9, 0.9, 1.0, 1.05, 1.0, 0.9, 0.75, 0.65, 1.0, 1.15, 1.5, 1.9)
_COUNTRIES = {"FR": 45, "DE": 15, "BE": 11, "ES": 10, "IT": 8, "NL": 6, "PT": 3, "LU": 2}
LOCALES = {"FR": "fr", "BE": "fr", "LU": "fr", "ES": "es", "PT": "pt"}


@dataclass(frozen=True)
class Town:
    """Where parcels go to; the streets and the people are invented."""

    postal_code: str
    city: str
    street: str
    names: tuple[str, ...]


_TOWNS: Mapping[str, tuple[Town, ...]] = {
    "FR": (
        Town("69001", "Lyon", "rue des Canuts", ("Nadia Ferrand", "Paul Morel", "Jeanne Aubert")),
        Town("35000", "Rennes", "rue de la Monnaie", ("Erwan Le Goff", "Maud Kerbrat")),
        Town("13006", "Marseille", "cours Julien", ("Samia Benali", "Luc Pastor", "Inès Caruso")),
    ),
    "DE": (
        Town("04109", "Leipzig", "Nikolaistraße", ("Katrin Vogel", "Jonas Brandt")),
        Town("50667", "Köln", "Severinstraße", ("Aylin Kaya", "Peter Lenz")),
    ),
    "BE": (
        Town("1000", "Bruxelles", "rue Haute", ("Karim Dumont", "Els Peeters")),
        Town("9000", "Gent", "Veldstraat", ("Lotte Maes", "Bram Claes")),
    ),
    "ES": (
        Town("08012", "Barcelona", "carrer Verdi", ("Marta Soler", "Pau Ribas")),
        Town("48005", "Bilbao", "calle Somera", ("Ane Etxeberria", "Jon Urrutia")),
    ),
    "IT": (Town("40126", "Bologna", "via del Pratello", ("Giulia Neri", "Marco Fabbri", "Sara Conti")),),
    "NL": (Town("3511", "Utrecht", "Oudegracht", ("Sanne de Wit", "Youssef Amrani")),),
    "PT": (Town("4000", "Porto", "rua de Cedofeita", ("Rita Moura", "Tiago Seabra")),),
    "LU": (Town("1111", "Luxembourg", "rue du Fossé", ("Claire Weber",)),),
}


@dataclass(frozen=True)
class Purchase:
    """Somebody bought so many of each size. `person` is the slug of one of the demo's people, None for a guest;
    `organisation` that of the one whom they bought for."""

    at: datetime
    country: str
    person: str | None
    name: str
    email: str
    address: Mapping[str, str]
    quantities: Mapping[str, int]
    organisation: str | None = None


@dataclass(frozen=True)
class _Size:
    sku: str
    producer: str
    grams: int
    liking: float


def plan_purchases(content: DemoContent, *, now: datetime) -> list[Purchase]:
    """The purchases of the year before `now`, oldest first, at whole seconds.

    A dozen fall a week and a few days back, so that this week's payout run always finds something that is due.
    """
    chance = random.Random(_SEED)  # noqa: S311  # a story, not a secret
    sizes = _sizes(content, chance)
    moments = sorted(_moments(chance, now) + _due_this_week(chance, now))
    purchases = [_purchase(chance, moment, number, sizes) for number, moment in enumerate(moments)]
    return _for_organisations(content, _known_buyers(content, purchases))


def _sizes(content: DemoContent, chance: random.Random) -> list[_Size]:
    """Every size with how much it is liked: a taste for the producer, for the product, and less for what is dear."""
    producers = {producer.slug: chance.uniform(0.7, 1.5) for producer in content.producers}
    found: list[_Size] = []
    for producer, product in content.products:
        taste = producers[producer.slug] * chance.uniform(0.4, 1.8)
        found += [
            _Size(size.sku, producer.slug, size.weight_grams, taste * min(1.0, 1500 / size.price_minor))
            for size in product.variants
        ]
    return found


def _moments(chance: random.Random, now: datetime) -> list[datetime]:
    """Whole seconds of waking hours, more in the busy months, on weekends, and as the market grows."""
    first = (now - timedelta(days=_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [first + timedelta(days=number) for number in range(_DAYS)]
    weights = [
        _SEASON[day.month - 1] * (1.3 if day.weekday() >= 5 else 1.0) * (0.7 + 0.6 * number / _DAYS)
        for number, day in enumerate(days)
    ]
    return [
        day + timedelta(seconds=chance.randrange(7 * 3600, 22 * 3600))
        for day in chance.choices(days, weights, k=_PURCHASES)
    ]


def _due_this_week(chance: random.Random, now: datetime) -> list[datetime]:
    """Between a week before this week began and a week before now: what a run of this week may pay."""
    week = timedelta(weeks=1)
    began = IsoWeek.of(now).starts_at - week + timedelta(seconds=1)
    seconds = max(1, int((now - week - began).total_seconds()))
    return [began + timedelta(seconds=chance.randrange(seconds)) for _ in range(_THIS_WEEKS_PURCHASES)]


def _purchase(chance: random.Random, at: datetime, number: int, sizes: list[_Size]) -> Purchase:
    country = chance.choices(list(_COUNTRIES), list(_COUNTRIES.values()))[0]
    town = chance.choice(_TOWNS[country])
    name = chance.choice(town.names)
    return Purchase(
        at=at,
        country=country,
        person=None,
        name=name,
        email=f"buyer-{number + 1}@guests.example.org",
        address={
            "line1": f"{chance.randrange(1, 90)} {town.street}",
            "line2": "",
            "postal_code": town.postal_code,
            "city": town.city,
            "country": country,
        },
        quantities=_basket(chance, sizes),
    )


def _basket(chance: random.Random, sizes: list[_Size]) -> Mapping[str, int]:
    """A few sizes of one or two producers, each parcel light enough to be sent."""
    basket: dict[str, int] = {}
    grams: dict[str, int] = {}
    first = chance.choices(sizes, [size.liking for size in sizes])[0]
    others = chance.choices(sizes, [size.liking for size in sizes], k=chance.choice((0, 1, 2, 2, 3)))
    neighbours = [size for size in sizes if size.producer == first.producer]
    chosen = [first, *others[:1], *chance.sample(neighbours, min(len(neighbours), len(others[1:])))]
    for size in chosen:
        quantity = chance.choices((1, 2, 3, 4), (4, 4, 2, 1))[0]
        weight = grams.get(size.producer, 0) + quantity * size.grams
        if size.sku not in basket and weight <= _HEAVIEST_GRAMS:
            basket[size.sku] = quantity
            grams[size.producer] = weight
    return basket or {first.sku: 1}


def _known_buyers(content: DemoContent, purchases: list[Purchase]) -> list[Purchase]:
    """Give some of the purchases to the shoppers who can sign in: spread over the year, the last of a country too."""
    known = list(purchases)
    for person in content.people:
        if person.role != "shopper":
            continue
        # A shopper from where nothing is sent to has it sent to Belgium.
        country = person.country if person.country in _COUNTRIES else "BE"
        theirs = [number for number, purchase in enumerate(purchases) if purchase.country == country]
        for number in theirs[:: -max(1, len(theirs) // 7)]:
            known[number] = replace(known[number], person=person.slug, name=person.name, email=person.email.lower())
    return known


def _for_organisations(content: DemoContent, purchases: list[Purchase]) -> list[Purchase]:
    """Let the producers' people buy some of what guests bought, in turn, each for their organisation."""
    buyers = [person for person in content.people if person.role in ("secretary", "member")]
    known = list(purchases)
    for turn, number in enumerate(range(0, len(purchases), _ORGANISATIONS_BUY)):
        person = buyers[turn % len(buyers)]
        if known[number].person is None:
            known[number] = replace(
                known[number],
                person=person.slug,
                name=person.name,
                email=person.email.lower(),
                organisation=person.organisation,
            )
    return known
