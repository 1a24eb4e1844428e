"""What changed since it was shown, what a parcel is, where the parts of a price are booked. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from models.enums import OrderState, ParcelState, Tier

LONGEST_CART = 100

ORDER_STEPS: Mapping[OrderState, frozenset[OrderState]] = {
    OrderState.PLACED: frozenset({OrderState.PAID, OrderState.CANCELLED, OrderState.EXPIRED}),
    OrderState.PAID: frozenset({OrderState.REFUNDED}),
    OrderState.CANCELLED: frozenset(),
    # Money can arrive for an order that has just run out of time; the goods may still be there.
    OrderState.EXPIRED: frozenset({OrderState.PAID}),
    OrderState.REFUNDED: frozenset(),
}

PARCEL_STEPS: Mapping[ParcelState, frozenset[ParcelState]] = {
    ParcelState.WAITING: frozenset({ParcelState.TO_PACK, ParcelState.CANCELLED}),
    ParcelState.TO_PACK: frozenset({ParcelState.SHIPPED, ParcelState.CANCELLED}),
    ParcelState.SHIPPED: frozenset({ParcelState.DELIVERED}),
    ParcelState.DELIVERED: frozenset(),
    ParcelState.CANCELLED: frozenset(),
}


@dataclass(frozen=True)
class Offer:
    """One variant as it can be bought now. Amounts are minor units of one unit, VAT included."""

    variant_id: str
    variant_label: str
    product_id: str
    product_slug: str
    product_name: str
    picture_id: str | None
    producer_id: str
    producer_slug: str
    producer_name: str
    producer_country: str
    weight_grams: int
    amount_minor: int
    available: int
    claims: tuple["ShownClaim", ...]
    net_grams: int


@dataclass(frozen=True)
class ShownClaim:
    """A label as it stood beside the price. `left_grams` is what its certificate still covers, None for no limit.

    Which class of assurance its scheme was of is frozen with it: a scheme may be put into another one later.
    """

    certificate_id: str
    scheme: str
    assurance_class: str
    name: str
    valid_until: str
    left_grams: int | None = None

    def snapshot(self) -> dict[str, str]:
        return {
            "certificate_id": self.certificate_id,
            "scheme": self.scheme,
            "assurance_class": self.assurance_class,
            "name": self.name,
            "valid_until": self.valid_until,
        }


@dataclass(frozen=True)
class Wanted:
    """A line of a cart: so many, at the price and with the labels that were shown, by the hub that offered it.

    `shown_tier_minor` is what the tier was shown to add to the price of one unit, below zero what it takes off.
    """

    variant_id: str
    quantity: int
    shown_amount_minor: int
    shown_claims: tuple[str, ...]
    hub_id: str | None = None
    tier: Tier = Tier.FAIR
    shown_tier_minor: int = 0


@dataclass(frozen=True)
class ClaimUsed:
    """So much of a certificate's quantity goes with one line."""

    certificate_id: str
    variant_id: str
    grams: int


def carried_claims(wanted: Iterable[Wanted], offers: Mapping[str, Offer]) -> dict[str, Offer]:
    """The offers with the claims that each line can be sold with.

    A certificate that names a quantity is used up line by line, in the order of the cart; a line that is not covered as
    a whole carries no claim of it.
    """
    found = dict(offers)
    left: dict[str, int] = {}
    for line in wanted:
        offer = offers.get(line.variant_id)
        if offer is None or all(claim.left_grams is None for claim in offer.claims):
            continue
        grams = line.quantity * offer.net_grams
        kept: list[ShownClaim] = []
        for claim in offer.claims:
            if claim.left_grams is not None:
                still = left.get(claim.certificate_id, claim.left_grams)
                if still < grams:
                    continue
                left[claim.certificate_id] = still - grams
            kept.append(claim)
        found[line.variant_id] = replace(offer, claims=tuple(kept))
    return found


def claims_used(wanted: Iterable[Wanted], carried: Mapping[str, Offer]) -> list[ClaimUsed]:
    """What these lines use up of certificates that name a quantity; `carried` as `carried_claims` gives it."""
    return [
        ClaimUsed(claim.certificate_id, line.variant_id, line.quantity * carried[line.variant_id].net_grams)
        for line in wanted
        if line.variant_id in carried
        for claim in carried[line.variant_id].claims
        if claim.left_grams is not None
    ]


@dataclass(frozen=True)
class Change:
    """One thing that is no longer as it was shown: of a line, of a producer's parcel, or of the cart as a whole."""

    variant_id: str
    code: str
    was: str
    now: str
    producer_id: str = ""

    def fact(self) -> dict[str, str]:
        about = {"variant_id": self.variant_id, "code": self.code, "was": self.was, "now": self.now}
        return about | ({"producer_id": self.producer_id} if self.producer_id else {})


def changes_since_shown(wanted: Iterable[Wanted], offers: Mapping[str, Offer]) -> list[Change]:
    """Everything in a cart that is not as it was shown: gone, dearer or cheaper, fewer left, a label lost."""
    found: list[Change] = []
    for line in wanted:
        offer = offers.get(line.variant_id)
        if offer is None:
            found.append(Change(line.variant_id, "no_longer_for_sale", str(line.quantity), "0"))
            continue
        if offer.amount_minor != line.shown_amount_minor:
            found.append(
                Change(line.variant_id, "price_changed", str(line.shown_amount_minor), str(offer.amount_minor))
            )
        if offer.available < line.quantity:
            found.append(Change(line.variant_id, "fewer_left", str(line.quantity), str(max(0, offer.available))))
        lost = set(line.shown_claims) - {claim.certificate_id for claim in offer.claims}
        found.extend(Change(line.variant_id, "claim_gone", certificate_id, "") for certificate_id in sorted(lost))
    return found


@dataclass(frozen=True)
class ParcelPlan:
    """What one producer sends."""

    producer_id: str
    producer_name: str
    origin_country: str
    lines: tuple[tuple[Wanted, Offer], ...]

    @property
    def weight_grams(self) -> int:
        return sum(line.quantity * offer.weight_grams for line, offer in self.lines)

    @property
    def goods_minor(self) -> int:
        return sum(line.quantity * offer.amount_minor for line, offer in self.lines)


def parcels_of(wanted: Sequence[Wanted], offers: Mapping[str, Offer]) -> list[ParcelPlan]:
    """The lines grouped by producer, in a fixed order; lines that are not for sale any more are left out."""
    lines = sorted(
        ((line, offers[line.variant_id]) for line in wanted if line.variant_id in offers),
        key=lambda pair: (pair[1].producer_id, pair[0].variant_id),
    )
    return [
        ParcelPlan(producer_id, group[0][1].producer_name, group[0][1].producer_country, tuple(group))
        for producer_id, grouped in groupby(lines, key=lambda pair: pair[1].producer_id)
        if (group := list(grouped))
    ]
