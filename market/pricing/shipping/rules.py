"""Which of the ways a parcel may travel is taken, and whether it is still as it was shown. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from market.pricing.rules import TaxFacts
from models.enums import ShippingKind

STANDARD = "standard"


@dataclass(frozen=True)
class ParcelFacts:
    """What a price of shipping depends on besides the day and the destination."""

    producer_id: str
    origin_country: str
    grams: int


@dataclass(frozen=True)
class ShippingChoice:
    """One way for one parcel to travel. `amount_minor` has VAT in it; `destination` is the country, zone or `*` of the
    rate."""

    service: str
    kind: ShippingKind
    label: str
    days_min: int | None
    days_max: int | None
    rule_id: str
    max_grams: int
    destination: str
    amount_minor: int

    @property
    def note(self) -> str:
        return f"{self.service}, one parcel up to {self.max_grams} g, to {self.destination}"


@dataclass(frozen=True)
class Pickup:
    """Where a parcel is fetched, as it was when it was chosen."""

    id: str
    name: str
    line1: str
    line2: str
    postal_code: str
    city: str
    country: str
    hours: str

    def snapshot(self) -> dict[str, str]:
        return {
            "id": self.id,
            "name": self.name,
            "line1": self.line1,
            "line2": self.line2,
            "postal_code": self.postal_code,
            "city": self.city,
            "country": self.country,
            "hours": self.hours,
        }


@dataclass(frozen=True)
class ChosenService:
    """What the buyer chose; `pickup` is None also for a place that does not serve any more."""

    service: str
    pickup: Pickup | None


@dataclass(frozen=True)
class ParcelShipping:
    """The ways one parcel may travel now, what they cost when the cart was last put together, and what was chosen."""

    choices: tuple[ShippingChoice, ...]
    shown_minor: tuple[tuple[str, int], ...]
    chosen: ChosenService | None
    tax: TaxFacts | None

    @property
    def taken(self) -> ShippingChoice | None:
        """The chosen way, by default the standard one; None when it is not to be had."""
        service = STANDARD if self.chosen is None else self.chosen.service
        found = next((choice for choice in self.choices if choice.service == service), None)
        if found is not None and found.kind is ShippingKind.PICKUP and self.pickup is None:
            return None
        return found

    @property
    def pickup(self) -> Pickup | None:
        return None if self.chosen is None else self.chosen.pickup


@dataclass(frozen=True)
class ShippingChange:
    """Shipping that is not as it was shown: `shipping_gone` (was: the service) or `shipping_changed` (amounts)."""

    code: str
    was: str
    now: str


def shipping_changes(parcel: ParcelShipping) -> Iterable[ShippingChange]:
    """What changed about the way that is taken since the cart was last put together."""
    taken = parcel.taken
    if taken is None:
        if parcel.chosen is not None:
            yield ShippingChange("shipping_gone", parcel.chosen.service, "")
        return
    shown = dict(parcel.shown_minor).get(taken.service)
    if shown is not None and shown != taken.amount_minor:
        yield ShippingChange("shipping_changed", str(shown), str(taken.amount_minor))
