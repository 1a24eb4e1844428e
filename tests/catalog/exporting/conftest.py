"""A registry whose espresso is on sale, and an API over it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Limiter
from api.tools import Tools
from gateways.fakes import FakeStripe
from kit.database import Database
from kit.reads import Reads
from kit.settings import Mode, Settings
from market.catalog.exporting.offers import Addresses, Audience
from models.catalog import Price, Stock, Variant
from models.enums import ConsentSubject, SolidarityKind, VatClass
from models.organisations import Consent, SolidarityLink, Term
from models.pricing import ShippingRate, ShippingService
from tests.certification.registry import LONG_AGO, NOW, Registry

ADDRESSES = Addresses("https://api.market.example", "https://market.example")


def audience(at=NOW, lang: str = "en") -> Audience:
    return Audience(lang, "EUR", 2, "FR", at)


def sell(registry: Registry, product: str, amount: int, label: str = "250 g", **facts) -> str:
    """A variant on sale; answers its id."""
    described = {"net_quantity": Decimal(250), "net_unit": "g", "weight_grams": 280, **facts}
    on_hand = described.pop("on_hand", 5)
    with registry.database.transaction() as session:
        variant = Variant(product_id=registry[product], label=label, vat_class=VatClass.FOOD, **described)
        session.add(variant)
        session.flush()
        session.add(Price(variant_id=variant.id, currency="EUR", amount_minor=amount, valid_from=LONG_AGO))
        session.add(Stock(variant_id=variant.id, on_hand=on_hand))
        return variant.id


def agree(registry: Registry, organisation: str, *subjects: ConsentSubject) -> None:
    """Somebody who may say so lets the public see these figures until the end of 2026."""
    with registry.database.transaction() as session:
        for subject in subjects:
            session.add(
                Consent(
                    organisation_id=registry[organisation],
                    subject=subject,
                    given_by="the assembly",
                    given_at=LONG_AGO,
                    ends_on=date(2026, 12, 31),
                )
            )


@pytest.fixture
def registry(clean_database: Database) -> Registry:
    registry = Registry(clean_database)
    with registry.database.transaction() as session:
        session.add(ShippingService(code="post", labels={"en": "Post"}))
        session.add(Term(code="shade", scheme="values", labels={"en": "Grown in shade"}))
        session.flush()
        session.add(
            ShippingRate(
                service="post",
                origin_country="PE",
                destination="FR",
                max_grams=1000,
                currency="EUR",
                amount_minor=590,
                valid_from=date(2026, 1, 1),
            )
        )
        for term, consented in (("shade", LONG_AGO.date()),):
            session.add(
                SolidarityLink(
                    organisation_id=registry["coop"],
                    kind=SolidarityKind.VALUES,
                    term_code=term,
                    consented_on=consented,
                )
            )
    return registry


@pytest.fixture
def http(fresh_database_url: str, registry: Registry, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(
        mode=Mode.TEST,
        database_url=fresh_database_url,
        redis_url="redis://127.0.0.1:1/0",
        secret_key="a key that is only for tests, 0123456789",
        stripe_api_key="sk_test_x",
        files_dir=tmp_path,
    )
    tools = Tools(
        settings=settings,
        database=registry.database,
        reads=Reads(fresh_database_url),
        stripe=FakeStripe(),
        files=registry.files,
        limiter=Limiter(None),
    )
    with TestClient(create_app(tools), base_url="http://api.test", raise_server_exceptions=False) as client:
        yield client
