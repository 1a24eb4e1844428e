"""What an import would change: the file against what is there. Pure; nothing is written here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from market.catalog.importing.products import FileProduct, FileVariant, Problem, Severity

PriceFaults = Mapping[tuple[str, str], Problem]
"""What is wrong with a price, by handle and label."""

Coach = Callable[[FileProduct, str | None], list[str]]
"""The words of a product, by the id it has if it is there, that promise what nothing proves."""


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class StoredVariant:
    """A variant as it is now; `amount_minor` is None while it has no price."""

    id: str
    label: str
    sku: str | None
    barcode: str | None
    net_quantity: Decimal
    net_unit: str
    weight_grams: int
    position: int
    amount_minor: int | None
    premium_minor: int
    on_hand: int | None
    reserved: int


@dataclass(frozen=True)
class StoredProduct:
    """A product as it is now, with the variants that are not archived."""

    id: str
    handle: str
    name: str
    description: str
    category_code: str
    version: int
    is_on_sale: bool
    variants: tuple[StoredVariant, ...]


@dataclass(frozen=True)
class VariantChange:
    """One variant to write: new when `stored` is None; `on_hand` is never below what checkout holds."""

    wanted: FileVariant
    stored: StoredVariant | None
    position: int
    on_hand: int

    @property
    def needs_price(self) -> bool:
        return self.stored is None or self.stored.amount_minor != self.wanted.amount_minor

    @property
    def needs_row(self) -> bool:
        return self.stored is None or self._row_facts(self.wanted, self.position) != self._row_facts(
            self.stored, self.stored.position
        )

    @property
    def needs_stock(self) -> bool:
        return self.stored is None or self.stored.on_hand != self.on_hand

    @staticmethod
    def _row_facts(variant: FileVariant | StoredVariant, position: int) -> tuple[object, ...]:
        return (
            variant.sku,
            variant.barcode,
            variant.net_quantity,
            variant.net_unit,
            variant.weight_grams,
            position,
        )


@dataclass(frozen=True)
class ProductPlan:
    """What becomes of one product of the file.

    Shelf and publication come from the file only when a product is new: later they are the producer's own decision.
    """

    product: FileProduct
    outcome: Outcome
    problems: tuple[Problem, ...]
    stored: StoredProduct | None = None
    category_code: str = ""
    is_published: bool = False
    changes: tuple[VariantChange, ...] = ()
    gone: tuple[StoredVariant, ...] = ()


def plan_import(
    products: Iterable[FileProduct],
    stored: Mapping[str, StoredProduct],
    *,
    default_category: str,
    price_faults: PriceFaults,
    coach: Coach,
) -> list[ProductPlan]:
    """One plan for each product of the file, in its order. `stored` is by handle."""
    return [_plan(product, stored.get(product.handle), default_category, price_faults, coach) for product in products]


def counted(plans: Iterable[ProductPlan]) -> dict[Outcome, int]:
    """How many products each outcome has."""
    counts = Counter(plan.outcome for plan in plans)
    return {outcome: counts[outcome] for outcome in Outcome}


def _plan(
    product: FileProduct,
    stored: StoredProduct | None,
    default_category: str,
    price_faults: PriceFaults,
    coach: Coach,
) -> ProductPlan:
    by_label = {variant.label: variant for variant in stored.variants} if stored else {}
    changes, problems = [], list(product.problems)
    for position, wanted in enumerate(product.variants):
        change, more = _variant_change(wanted, by_label.pop(wanted.label, None), position)
        changes.append(change)
        problems += more
        if (product.handle, wanted.label) in price_faults:
            problems.append(price_faults[product.handle, wanted.label])
    claims = _unprovable_claims(product, stored, coach)
    problems += claims
    if any(problem.severity is Severity.FAULT for problem in problems):
        return ProductPlan(product, Outcome.REFUSED, tuple(problems), stored)
    gone = tuple(by_label.values())
    problems += [
        Problem(product.row, "", "variant_archived", f"{variant.label} is not in the file any more", Severity.NOTE)
        for variant in gone
    ]
    category = stored.category_code if stored else product.category_code or default_category
    is_published = product.is_published and not claims
    is_same = stored is not None and _is_same(product, stored, changes, gone)
    outcome = Outcome.CREATED if stored is None else Outcome.UNCHANGED if is_same else Outcome.UPDATED
    return ProductPlan(product, outcome, tuple(problems), stored, category, is_published, tuple(changes), gone)


def _unprovable_claims(product: FileProduct, stored: StoredProduct | None, coach: Coach) -> list[Problem]:
    """What is on sale may not gain such words; what is not on sale stays a draft."""
    words = coach(product, stored.id if stored else None)
    if not words:
        return []
    is_fault = stored is not None and stored.is_on_sale
    detail = f"{'refused' if is_fault else 'kept as a draft'} until this is proven or gone: {', '.join(words)}"
    return [Problem(product.row, "", "unprovable_claim", detail, Severity.FAULT if is_fault else Severity.NOTE)]


def _variant_change(
    wanted: FileVariant, stored: StoredVariant | None, position: int
) -> tuple[VariantChange, list[Problem]]:
    problems = []
    on_hand = wanted.on_hand
    if stored is not None:
        if wanted.amount_minor <= stored.premium_minor:
            detail = f"the fair-trade premium inside this price is {stored.premium_minor} already"
            problems.append(Problem(wanted.row, "price", "price_below_premium", detail))
        if on_hand < stored.reserved:
            detail = f"{stored.reserved} are held by open checkouts"
            problems.append(Problem(wanted.row, "stock", "stock_held", detail, Severity.NOTE))
            on_hand = stored.reserved
    return VariantChange(wanted, stored, position, on_hand), problems


def _is_same(
    product: FileProduct,
    stored: StoredProduct,
    changes: list[VariantChange],
    gone: tuple[StoredVariant, ...],
) -> bool:
    return (
        (product.name, product.description) == (stored.name, stored.description)
        and not gone
        and not any(change.needs_price or change.needs_row or change.needs_stock for change in changes)
    )
