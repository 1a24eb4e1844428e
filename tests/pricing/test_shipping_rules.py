"""Which way a parcel travels, and what is said when it is not as it was shown. Without a database."""

from market.pricing.shipping.rules import (
    ChosenService,
    ParcelShipping,
    Pickup,
    ShippingChange,
    ShippingChoice,
    shipping_changes,
)
from models.enums import ShippingKind

PLACE = Pickup("pup_1", "Halle 3", "3 quai", "étage 2", "69002", "Lyon", "FR", "9–12")


def way(service: str, minor: int, kind: ShippingKind = ShippingKind.DELIVERY) -> ShippingChoice:
    return ShippingChoice(service, kind, service.title(), 1, 3, f"shp_{service}", 2000, "FR", minor)


def parcel(
    *choices: ShippingChoice, shown: dict[str, int] | None = None, chosen: ChosenService | None = None
) -> ParcelShipping:
    return ParcelShipping(choices, tuple((shown or {}).items()), chosen, None)


def changes(found: ParcelShipping) -> list[ShippingChange]:
    return list(shipping_changes(found))


def test_the_standard_way_is_taken_until_another_is_chosen() -> None:
    choices = (way("express", 900), way("standard", 500))
    assert parcel(*choices).taken == choices[1]
    assert parcel(*choices, chosen=ChosenService("express", None)).taken == choices[0]
    assert parcel(*choices, chosen=ChosenService("boat", None)).taken is None
    assert parcel(choices[0]).taken is None


def test_a_parcel_is_fetched_only_where_a_place_still_serves() -> None:
    fetched = way("pickup", 0, ShippingKind.PICKUP)
    there = parcel(fetched, chosen=ChosenService("pickup", PLACE))
    assert (there.taken, there.pickup) == (fetched, PLACE)
    assert parcel(fetched, chosen=ChosenService("pickup", None)).taken is None
    assert parcel(fetched).pickup is None


def test_a_price_that_differs_from_what_was_shown_is_told_with_both() -> None:
    standard = way("standard", 500)
    assert changes(parcel(standard, shown={"standard": 500})) == []
    assert changes(parcel(standard)) == [], "nothing was shown"
    assert changes(parcel(standard, shown={"express": 400})) == []
    assert changes(parcel(standard, shown={"standard": 450})) == [ShippingChange("shipping_changed", "450", "500")]


def test_a_chosen_way_that_is_gone_is_told_and_a_parcel_that_never_had_one_is_not() -> None:
    assert changes(parcel(chosen=ChosenService("express", None))) == [ShippingChange("shipping_gone", "express", "")]
    assert changes(parcel()) == []


def test_what_is_kept_of_a_place_and_of_a_rate() -> None:
    assert PLACE.snapshot() == {
        "id": "pup_1",
        "name": "Halle 3",
        "line1": "3 quai",
        "line2": "étage 2",
        "postal_code": "69002",
        "city": "Lyon",
        "country": "FR",
        "hours": "9–12",
    }
    assert way("express", 900).note == "express, one parcel up to 2000 g, to FR"
