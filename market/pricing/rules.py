"""The breakdown of a price: who gets what, to the last minor unit.

gross = unit price × quantity
    vat = the tax inside gross
    premium = unit premium × quantity, never touched by fee, tax rounding or discount
    goods = gross − vat − premium
    market fee, federation dues, solidarity = a share of goods each, rounded half up
    producer = goods − those three: the producer, not the market, has the odd cent
"""

from dataclasses import dataclass
from datetime import date

from kit.money import share_of, tax_inside
from market.pricing.errors import BadQuantity, PriceTooLow
from models.enums import PartKind


@dataclass(frozen=True)
class FeeFacts:
    """One version of a fee schedule; shares of goods in basis points."""

    id: str
    code: str
    version: int
    valid_from: date
    market_fee_bps: int
    dues_bps: int
    solidarity_bps: int

    @property
    def name(self) -> str:
        return f"schedule {self.version} of {self.valid_from.isoformat()}"


@dataclass(frozen=True)
class TaxFacts:
    """One country's rate for one class of goods. `rule_id` is None for the class that is zero by definition."""

    rule_id: str | None
    country: str
    vat_class: str
    rate_bps: int
    valid_from: date | None


@dataclass(frozen=True)
class PriceFacts:
    """What one unit costs, VAT included, and every rule that cuts it. The premium is inside the price.

    `federation_id` is the federation the producer belongs to, `fund_owner_id` who holds the solidarity fund.
    """

    unit_amount_minor: int
    unit_premium_minor: int
    currency: str
    producer_id: str
    federation_id: str | None
    market_id: str | None
    fund_owner_id: str | None
    fees: FeeFacts
    tax: TaxFacts


@dataclass(frozen=True)
class Part:
    """One part of a price. `rule_id` names the row that made it; `rule_note` says it in words."""

    kind: PartKind
    beneficiary_id: str | None
    amount_minor: int
    rule_id: str | None
    rule_note: str


@dataclass(frozen=True)
class Breakdown:
    """Parts that sum exactly to the total; parts of nothing are left out, the producer's never."""

    total_minor: int
    currency: str
    parts: tuple[Part, ...]

    def amount_of(self, kind: PartKind) -> int:
        """What goes to this kind of beneficiary, 0 when nothing does."""
        return sum(part.amount_minor for part in self.parts if part.kind is kind)


def per_cent(basis_points: int) -> str:
    """`550` is `5.5 %`."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + " %"


def breakdown(facts: PriceFacts, quantity: int) -> Breakdown:
    """Who gets what of `quantity` units.

    Raises BadQuantity below one, PriceTooLow when tax, premium and shares do not fit into the price.
    """
    if quantity < 1:
        raise BadQuantity(quantity)
    fees, tax = facts.fees, facts.tax
    gross = facts.unit_amount_minor * quantity
    vat = tax_inside(gross, tax.rate_bps)
    premium = facts.unit_premium_minor * quantity
    goods = gross - vat - premium
    if goods < 0 or premium < 0:
        raise PriceTooLow(facts.unit_amount_minor, facts.currency)
    market_fee = share_of(goods, fees.market_fee_bps)
    dues = share_of(goods, fees.dues_bps) if facts.federation_id is not None else 0
    solidarity = share_of(goods, fees.solidarity_bps)
    producer = goods - market_fee - dues - solidarity
    if producer < 0:
        raise PriceTooLow(facts.unit_amount_minor, facts.currency)

    def share(kind: PartKind, beneficiary_id: str | None, amount: int, basis_points: int) -> Part:
        return Part(
            kind,
            beneficiary_id,
            amount,
            fees.id,
            f"{per_cent(basis_points)} of goods, {fees.name}",
        )

    parts = (
        Part(
            PartKind.PRODUCER,
            facts.producer_id,
            producer,
            None,
            "the goods, after the shares below",
        ),
        Part(
            PartKind.PREMIUM,
            facts.producer_id,
            premium,
            None,
            "fair-trade premium, whole",
        ),
        share(PartKind.FEDERATION_DUES, facts.federation_id, dues, fees.dues_bps),
        share(PartKind.SOLIDARITY, facts.fund_owner_id, solidarity, fees.solidarity_bps),
        share(PartKind.MARKET_FEE, facts.market_id, market_fee, fees.market_fee_bps),
        _vat_part(tax, vat),
    )
    return _sealed(gross, facts.currency, parts)


def shipping_parts(amount_minor: int, currency: str, *, carrier_paid_by: str, tax: TaxFacts, note: str) -> Breakdown:
    """The parts of a parcel's shipping price, VAT included: the organisation that pays the carrier, and the tax."""
    vat = tax_inside(amount_minor, tax.rate_bps)
    shipping = Part(PartKind.SHIPPING, carrier_paid_by, amount_minor - vat, None, note)
    return _sealed(amount_minor, currency, (shipping, _vat_part(tax, vat)))


def _vat_part(tax: TaxFacts, amount_minor: int) -> Part:
    since = f", rate of {tax.valid_from.isoformat()}" if tax.valid_from else ""
    note = f"VAT {tax.country} {per_cent(tax.rate_bps)} inside the price{since}"
    return Part(PartKind.VAT, None, amount_minor, tax.rule_id, note)


def _sealed(total_minor: int, currency: str, parts: tuple[Part, ...]) -> Breakdown:
    kept = tuple(part for index, part in enumerate(parts) if part.amount_minor != 0 or index == 0)
    if sum(part.amount_minor for part in kept) != total_minor:
        raise AssertionError("the parts of a price must sum to it")
    return Breakdown(total_minor, currency, kept)
