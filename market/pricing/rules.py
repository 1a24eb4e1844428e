"""The breakdown of a price: who gets what, to the last minor unit.

gross = unit price × quantity
premium = unit premium × quantity, never touched by fee, tax rounding, discount or promotion
discount = a share of gross − premium, half up, in steps that can be charged
split = gross − discount where the producer bears the promotion, gross where the market does
    vat = the tax inside split
    goods = split − vat − premium
    market fee, federation dues, solidarity = a share of goods each, rounded half up, and VAT on what is charged for
    producer = goods − those: the producer, not the market, has the odd cent
top-up = what the producer's part lacks of the minimum price; the market puts it in

The buyer pays gross − discount, and all parts sum to that: what the market puts in stands as a negative part. Who pays
a part (`payer`): the buyer the goods, the premium, VAT and shipping; the producer the shares that are cut from the
goods; the market what it puts in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kit.currencies import NotChargeable, currency_facts
from kit.money import BASIS_POINTS, ceiling, half_up, share_of, tax_inside
from market.pricing.errors import BadQuantity, PriceTooLow
from models.enums import PartKind, Payer


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
class FeeTaxFacts:
    """VAT on a service that is charged to a producer. `rule_id` is None only where nothing is charged for it."""

    rule_id: str | None
    market_country: str
    rate_bps: int
    valid_from: date | None
    legal_note: str


@dataclass(frozen=True)
class TaxFacts:
    """One country's rate for one class of goods. `rule_id` is None for the class that is zero by definition."""

    rule_id: str | None
    country: str
    vat_class: str
    rate_bps: int
    valid_from: date | None


@dataclass(frozen=True)
class FloorFacts:
    """The minimum price of one unit in minor units of the price's currency, exact; None where the scheme sets none."""

    rule_id: str
    unit_minimum: Fraction | None
    note: str


@dataclass(frozen=True)
class WaiverFacts:
    """A trade agreement between buyer and seller under which the market takes no fee of this."""

    agreement_id: str
    version: int
    title: str

    @property
    def note(self) -> str:
        return f"no market fee: trade agreement {self.title}, version {self.version}"


@dataclass(frozen=True)
class PromotionFacts:
    """A discount on goods. `producer_id` is None for everybody's goods."""

    id: str
    code: str
    producer_id: str | None
    is_borne_by_market: bool
    discount_bps: int

    @property
    def note(self) -> str:
        bearer = "the market" if self.is_borne_by_market else "the producer"
        return f"{per_cent(self.discount_bps)} off the goods, promotion {self.code}, borne by {bearer}"


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
    fee_tax: FeeTaxFacts
    dues_tax: FeeTaxFacts
    floor: FloorFacts | None = None
    waiver: WaiverFacts | None = None


@dataclass(frozen=True)
class Part:
    """One part of a price: who gets it, who pays it, which row of rules made it, and that rule in words.

    A waiver is a part of nothing that is said all the same.
    """

    kind: PartKind
    payer: Payer
    beneficiary_id: str | None
    amount_minor: int
    rule_id: str | None
    rule_note: str
    rule_version: int | None = None
    is_waiver: bool = False


@dataclass(frozen=True)
class Breakdown:
    """Parts that sum exactly to what the buyer pays; parts of nothing are left out, the first and waivers never.

    `floor_minor` is the minimum price of all units together, None where none is set; `tier_minor` what the buyer's tier
    adds to the fair price, below zero what the solidarity fund pays of it. Parts that do not sum cannot be
    made: AssertionError.
    """

    total_minor: int
    currency: str
    parts: tuple[Part, ...]
    discount_minor: int = 0
    tier_minor: int = 0
    floor_minor: int | None = None
    floor_rule_id: str | None = None
    floor_note: str = ""

    def __post_init__(self) -> None:
        kept = tuple(part for index, part in enumerate(self.parts) if part.amount_minor or index == 0 or part.is_waiver)
        object.__setattr__(self, "parts", kept)
        if sum(part.amount_minor for part in kept) != self.total_minor:
            raise AssertionError("the parts of a price must sum to it")

    def amount_of(self, kind: PartKind) -> int:
        """What goes to this kind of beneficiary, 0 when nothing does."""
        return sum(part.amount_minor for part in self.parts if part.kind is kind)


def per_cent(basis_points: int) -> str:
    """`550` is `5.5 %`."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + " %"


def without_fee(facts: Mapping[str, PriceFacts], waivers: Mapping[str, WaiverFacts]) -> dict[str, PriceFacts]:
    """The facts of each variant, with the agreement under which it is traded where there is one."""
    return {variant_id: replace(one, waiver=waivers.get(variant_id)) for variant_id, one in facts.items()}


def breakdown(facts: PriceFacts, quantity: int, promotion: PromotionFacts | None = None) -> Breakdown:
    """Who gets what of `quantity` units, with a promotion where one applies to this producer's goods.

    Raises BadQuantity below one, PriceTooLow when tax, premium and shares do not fit into the price, NotChargeable when
    the price is no multiple of the currency's smallest step, UnknownCurrency.
    """
    if quantity < 1:
        raise BadQuantity(quantity)
    if promotion is not None and promotion.producer_id not in {None, facts.producer_id}:
        promotion = None
    gross = _on_step(facts.unit_amount_minor, facts.currency) * quantity
    premium = facts.unit_premium_minor * quantity
    discount = _discount(gross - premium, facts.currency, promotion)
    is_subsidised = promotion is not None and promotion.is_borne_by_market
    split = _split(facts, gross if is_subsidised else gross - discount, premium)
    floor = facts.floor
    floor_minor = None if floor is None or floor.unit_minimum is None else ceiling(floor.unit_minimum * quantity)
    topup = max(0, (floor_minor or 0) - split.producer)
    parts = [*_cut_parts(facts, split, None if is_subsidised else promotion)]
    if floor is not None and topup:
        parts += _topup_parts(facts, floor, topup)
    if promotion is not None and is_subsidised:
        kind = PartKind.DISCOUNT_SUBSIDY
        parts.append(Part(kind, Payer.MARKET, facts.market_id, -discount, promotion.id, promotion.note))
    return Breakdown(
        gross - discount,
        facts.currency,
        tuple(parts),
        discount_minor=discount,
        floor_minor=floor_minor,
        floor_rule_id=None if floor is None else floor.rule_id,
        floor_note="" if floor is None else floor.note,
    )


def shipping_parts(
    amount_minor: int, currency: str, *, carrier_paid_by: str, tax: TaxFacts, rule_id: str | None, note: str
) -> Breakdown:
    """The parts of a parcel's shipping price, VAT included: the organisation that pays the carrier, and the tax.

    Raises NotChargeable, UnknownCurrency.
    """
    vat = tax_inside(_on_step(amount_minor, currency), tax.rate_bps)
    shipping = Part(PartKind.SHIPPING, Payer.BUYER, carrier_paid_by, amount_minor - vat, rule_id, note)
    return Breakdown(amount_minor, currency, (shipping, _vat_part(tax, vat)))


@dataclass(frozen=True)
class _Split:
    """What is cut from a price, in minor units; dues with the VAT on them, which the federation pays on."""

    vat: int
    premium: int
    market_fee: int
    fee_vat: int
    dues: int
    solidarity: int
    producer: int


def _split(facts: PriceFacts, amount: int, premium: int) -> _Split:
    """Raises PriceTooLow when what is to be cut is more than there is."""
    fees = facts.fees
    vat = tax_inside(amount, facts.tax.rate_bps)
    goods = amount - vat - premium
    if goods < 0 or premium < 0:
        raise PriceTooLow(facts.unit_amount_minor, facts.currency)
    market_fee = 0 if facts.waiver else share_of(goods, fees.market_fee_bps)
    fee_vat = share_of(market_fee, facts.fee_tax.rate_bps)
    dues = share_of(goods, fees.dues_bps) if facts.federation_id is not None else 0
    dues += share_of(dues, facts.dues_tax.rate_bps)
    solidarity = share_of(goods, fees.solidarity_bps)
    producer = goods - market_fee - fee_vat - dues - solidarity
    if producer < 0:
        raise PriceTooLow(facts.unit_amount_minor, facts.currency)
    return _Split(vat, premium, market_fee, fee_vat, dues, solidarity, producer)


def _discount(discountable: int, currency: str, promotion: PromotionFacts | None) -> int:
    if promotion is None:
        return 0
    step = currency_facts(currency).charge_step
    return step * half_up(Fraction(discountable * promotion.discount_bps, BASIS_POINTS * step))


def _on_step(amount_minor: int, currency: str) -> int:
    known = currency_facts(currency)
    if amount_minor % known.charge_step:
        raise NotChargeable(amount_minor, currency, known.charge_step, known.least_charge)
    return amount_minor


def _cut_parts(facts: PriceFacts, split: _Split, promotion: PromotionFacts | None) -> Iterator[Part]:
    fees = facts.fees
    given = "" if promotion is None else f"; {promotion.note}"

    def share(kind: PartKind, beneficiary_id: str | None, amount: int, basis_points: int, more: str = "") -> Part:
        note = f"{per_cent(basis_points)} of goods, {fees.name}{more}"
        return Part(kind, Payer.PRODUCER, beneficiary_id, amount, fees.id, note, fees.version)

    goods_note = f"the goods, after the shares below{given}"
    goods_rule = None if promotion is None else promotion.id
    yield Part(PartKind.PRODUCER, Payer.BUYER, facts.producer_id, split.producer, goods_rule, goods_note)
    yield Part(PartKind.PREMIUM, Payer.BUYER, facts.producer_id, split.premium, None, "fair-trade premium, whole")
    dues_vat = f", with VAT {per_cent(facts.dues_tax.rate_bps)}" if facts.dues_tax.rate_bps else ""
    yield share(PartKind.FEDERATION_DUES, facts.federation_id, split.dues, fees.dues_bps, dues_vat)
    yield share(PartKind.SOLIDARITY, facts.fund_owner_id, split.solidarity, fees.solidarity_bps)
    if facts.waiver is None:
        yield share(PartKind.MARKET_FEE, facts.market_id, split.market_fee, fees.market_fee_bps)
    else:
        yield _waived_part(facts.market_id, facts.waiver)
    yield _fee_vat_part(facts.fee_tax, split.fee_vat)
    yield _vat_part(facts.tax, split.vat)


def _waived_part(market_id: str | None, waiver: WaiverFacts) -> Part:
    return Part(
        PartKind.MARKET_FEE,
        Payer.PRODUCER,
        market_id,
        0,
        waiver.agreement_id,
        waiver.note,
        waiver.version,
        is_waiver=True,
    )


def _topup_parts(facts: PriceFacts, floor: FloorFacts, topup: int) -> tuple[Part, Part]:
    """The producer gets what the minimum price lacks, the market puts it in: together nothing."""
    return (
        Part(PartKind.MINIMUM_PRICE_TOPUP, Payer.MARKET, facts.producer_id, topup, floor.rule_id, floor.note),
        Part(PartKind.MINIMUM_PRICE_SUBSIDY, Payer.MARKET, facts.market_id, -topup, floor.rule_id, floor.note),
    )


def _fee_vat_part(tax: FeeTaxFacts, amount_minor: int) -> Part:
    note = f"VAT {tax.market_country} {per_cent(tax.rate_bps)} on the market fee{_since(tax.valid_from)}"
    because = f"; {tax.legal_note}" if tax.legal_note else ""
    return Part(PartKind.FEE_VAT, Payer.PRODUCER, None, amount_minor, tax.rule_id, note + because)


def _vat_part(tax: TaxFacts, amount_minor: int) -> Part:
    note = f"VAT {tax.country} {per_cent(tax.rate_bps)} inside the price{_since(tax.valid_from)}"
    return Part(PartKind.VAT, Payer.BUYER, None, amount_minor, tax.rule_id, note)


def _since(day: date | None) -> str:
    return f", rate of {day.isoformat()}" if day else ""
