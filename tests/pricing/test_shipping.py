"""The ways a parcel may travel: the most particular destination, the lightest class that holds it, by the day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.errors import NoTaxRate
from market.pricing.shipping.queries import list_parcel_shipping, list_pickup_points
from market.pricing.shipping.rules import (
    ChosenService,
    ParcelFacts,
    ParcelShipping,
    Pickup,
    ShippingChoice,
    shipping_changes,
)
from models.enums import ShippingKind
from models.orders import Cart, CartParcel
from models.pricing import PickupPoint, ShippingRate, ShippingService, ShippingZone
from tests.catalog.world import World

TODAY = date(2026, 11, 24)
BEFORE = date(2024, 1, 1)


class Roads:
    """One producer in Peru whose parcels travel."""

    def __init__(self, session: Session):
        self.session = session
        self.world = World(session).build()

    def rate(self, destination: str, grams: int, amount: int, **columns: Any) -> None:
        self.session.add(
            ShippingRate(
                **{
                    "origin_country": "PE",
                    "destination": destination,
                    "max_grams": grams,
                    "currency": "EUR",
                    "amount_minor": amount,
                    "valid_from": BEFORE,
                    **columns,
                }
            )
        )
        self.session.flush()

    def parcel(
        self,
        grams: int = 500,
        *,
        country: str = "FR",
        on: date = TODAY,
        shown_on: date | None = None,
        cart_id: str | None = None,
        lang: str = "en",
    ) -> ParcelShipping:
        producer = self.world.norandino_id
        return list_parcel_shipping(
            self.session,
            [ParcelFacts(producer, "PE", grams)],
            country=country,
            currency="EUR",
            lang=lang,
            on=on,
            shown_on=shown_on,
            cart_id=cart_id,
        )[producer]

    def price(self, grams: int = 500, country: str = "FR", on: date = TODAY) -> int | None:
        taken = self.parcel(grams, country=country, on=on).taken
        return None if taken is None else taken.amount_minor


@pytest.fixture
def roads(session: Session) -> Roads:
    return Roads(session)


def test_the_lightest_class_that_holds_it_and_the_most_particular_destination(roads: Roads) -> None:
    roads.session.execute(text("insert into tax_rate values ('tax_de','DE','standard',1900,'2024-01-01',null,'')"))
    roads.session.execute(text("insert into tax_rate values ('tax_ch','CH','standard',810,'2024-01-01',null,'')"))
    roads.session.add_all([ShippingZone(code="EU", country="FR"), ShippingZone(code="EU", country="DE")])
    for destination, grams, amount in (
        ("*", 1000, 900),
        ("*", 5000, 1900),
        ("EU", 1000, 700),
        ("EU", 2000, 1500),
        ("FR", 1000, 690),
        ("FR", 3000, 1150),
    ):
        roads.rate(destination, grams, amount)
    roads.rate("FR", 1000, 1, currency="USD")
    roads.rate("FR", 1000, 2, origin_country="GH")
    assert [roads.price(1000), roads.price(1001), roads.price(3001), roads.price(5001)] == [690, 1150, 1900, None]
    assert [roads.price(1, "DE"), roads.price(1500, "DE"), roads.price(2001, "DE")] == [700, 1500, 1900]
    assert roads.price(1, "CH") == 900


def test_a_rate_from_anywhere_serves_where_the_origin_has_none(roads: Roads) -> None:
    roads.rate("FR", 5000, 1200, origin_country="*")
    assert roads.price() == 1200
    roads.rate("FR", 5000, 800)
    assert roads.price() == 800


def test_a_rate_holds_from_its_first_day_to_its_last(roads: Roads) -> None:
    roads.rate("FR", 1000, 690, valid_to=TODAY)
    roads.rate("FR", 1000, 720, valid_from=TODAY + timedelta(days=1))
    assert [roads.price(on=day) for day in (BEFORE - timedelta(days=1), TODAY, TODAY + timedelta(days=1))] == [
        None,
        690,
        720,
    ]


def test_every_service_is_a_choice_in_the_readers_language(roads: Roads) -> None:
    roads.session.add(
        ShippingService(
            code="express", labels={"en": "Express", "fr": "Express, vite"}, days_min=2, days_max=4, position=1
        )
    )
    roads.session.add(ShippingService(code="donkey", labels={}, position=2))
    roads.session.flush()
    roads.rate("FR", 1000, 690)
    roads.rate("FR", 1000, 1900, service="express")
    roads.rate("FR", 1000, 90, service="donkey")
    parcel = roads.parcel(lang="fr")
    assert [(choice.service, choice.label, choice.amount_minor) for choice in parcel.choices] == [
        ("standard", "Standard", 690),
        ("express", "Express, vite", 1900),
        ("donkey", "donkey", 90),
    ]
    assert (parcel.choices[1].days_min, parcel.choices[1].days_max) == (2, 4)
    assert parcel.choices[0].note == "standard, one parcel up to 1000 g, to FR"
    assert parcel.taken == parcel.choices[0]
    assert parcel.tax is not None and parcel.tax.rate_bps == 2000


def test_who_fetches_it_does_so_from_an_open_place_in_the_country_it_is_bought_for(roads: Roads) -> None:
    roads.rate("*", 5000, 0, service="pickup")
    assert roads.parcel().choices == ()
    for place_id, country, closed in (
        ("pup_lyon", "FR", None),
        ("pup_berlin", "DE", None),
        ("pup_paris", "FR", datetime(2026, 1, 1, tzinfo=UTC)),
    ):
        roads.session.add(
            PickupPoint(
                id=place_id,
                organisation_id=roads.world.norandino_id,
                name=place_id,
                line1="1 rue",
                postal_code="1",
                city="x",
                country=country,
                closed_at=closed,
            )
        )
    roads.session.flush()
    assert [choice.kind for choice in roads.parcel().choices] == [ShippingKind.PICKUP]
    assert roads.parcel(country="IT").choices == ()
    places = list_pickup_points(roads.session, [roads.world.norandino_id, roads.world.kuapa_id], country="FR")
    assert {producer: [place.id for place in some] for producer, some in places.items()} == {
        roads.world.norandino_id: ["pup_lyon"]
    }


def test_the_cart_says_how_it_travels_and_where_it_is_fetched(roads: Roads) -> None:
    roads.rate("FR", 5000, 690)
    roads.rate("FR", 5000, 100, service="pickup")
    place = PickupPoint(
        organisation_id=roads.world.norandino_id,
        name="Café",
        line1="1 rue",
        postal_code="69004",
        city="Lyon",
        country="FR",
        hours="Mo–Fr",
    )
    cart = Cart(secret_hash=b"x", currency="EUR", country="FR")
    roads.session.add_all([place, cart])
    roads.session.flush()
    roads.session.add(
        CartParcel(cart_id=cart.id, producer_id=roads.world.norandino_id, service="pickup", pickup_point_id=place.id)
    )
    roads.session.flush()
    parcel = roads.parcel(cart_id=cart.id)
    assert parcel.taken is not None and parcel.taken.amount_minor == 100
    assert parcel.pickup is not None and parcel.pickup.snapshot()["city"] == "Lyon"
    roads.session.execute(text("update pickup_point set closed_at = now()"))
    gone = roads.parcel(cart_id=cart.id)
    assert gone.taken is None
    assert [change.code for change in shipping_changes(gone)] == ["shipping_gone"]


def test_what_it_cost_when_the_cart_was_last_put_together(roads: Roads) -> None:
    roads.rate("FR", 1000, 690, valid_to=TODAY - timedelta(days=1))
    roads.rate("FR", 1000, 720, valid_from=TODAY)
    changed = roads.parcel(shown_on=TODAY - timedelta(days=3))
    assert [(change.code, change.was, change.now) for change in shipping_changes(changed)] == [
        ("shipping_changed", "690", "720")
    ]
    assert list(shipping_changes(roads.parcel())) == []
    new_then = roads.parcel(shown_on=BEFORE - timedelta(days=9))
    assert list(shipping_changes(new_then)) == []


def test_a_destination_whose_tax_is_not_known_is_refused(roads: Roads) -> None:
    roads.rate("*", 1000, 900)
    with pytest.raises(NoTaxRate):
        roads.parcel(country="JP")
    assert list_parcel_shipping(roads.session, [], country="FR", currency="EUR", lang="en", on=TODAY) == {}


def test_a_service_that_is_not_to_be_had_is_not_taken() -> None:
    choice = ShippingChoice("pickup", ShippingKind.PICKUP, "", None, None, "shr_1", 1000, "FR", 0)
    place = Pickup("pup_1", "", "", "", "", "", "FR", "")
    assert ParcelShipping((choice,), (), None, None).taken is None
    assert ParcelShipping((choice,), (), ChosenService("pickup", None), None).taken is None
    assert ParcelShipping((choice,), (), ChosenService("pickup", place), None).taken == choice
    assert ParcelShipping((choice,), (), ChosenService("express", None), None).taken is None
    assert list(shipping_changes(ParcelShipping((), (), None, None))) == []
