"""What an import would change: the file against what is there. Pure; nothing is written here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from market.catalog.importing.products import Availability, FileProduct, FileVariant, Problem, Severity
from models.enums import ImportOutcome

PriceFaults = Mapping[tuple[str, str], Problem]
"""What is wrong with a price, by handle and label."""

Coach = Callable[[FileProduct, str | None], list[str]]
"""The words of a product, by the id it has if it is there, that promise what nothing proves."""

_LONGEST_SHOWN = 200


class Part(StrEnum):
    """What of a product an import writes. Only one that writes words makes products and variants, or archives them."""

    WORDS = "words"
    PRICE = "price"
    STOCK = "stock"


ALL_PARTS = frozenset(Part)


def parts_to_write(only: Iterable[str]) -> frozenset[Part]:
    """These parts; all where none is named."""
    return frozenset(map(Part, only)) or ALL_PARTS


@dataclass(frozen=True, slots=True)
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
    option_values: tuple[str, ...]
    amount_minor: int | None
    premium_minor: int
    on_hand: int | None
    reserved: int


@dataclass(frozen=True, slots=True)
class ProductText:
    """A `name` or a `description` in another language than the product's own."""

    lang: str
    field: str
    body: str


@dataclass(frozen=True, slots=True)
class StoredProduct:
    """A product as it is now, with the variants that are not archived. `texts` are read for files that have such."""

    id: str
    handle: str
    name: str
    description: str
    language: str
    category_code: str
    version: int
    is_on_sale: bool
    option_names: tuple[str, ...]
    variants: tuple[StoredVariant, ...]
    texts: tuple[ProductText, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Something that becomes other than it was; `variant` is empty for what is of the whole product.

    Of a `price`, `before` and `after` are in the currency's smallest units.
    """

    variant: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class VariantChange:
    """One variant to write: new when `stored` is None; `on_hand` is never below what checkout holds."""

    wanted: FileVariant
    stored: StoredVariant | None
    position: int
    on_hand: int
    parts: frozenset[Part] = ALL_PARTS

    @property
    def needs_price(self) -> bool:
        return Part.PRICE in self.parts and (
            self.stored is None or self.stored.amount_minor != self.wanted.amount_minor
        )

    @property
    def needs_row(self) -> bool:
        return Part.WORDS in self.parts and (
            self.stored is None
            or self._row_facts(self.wanted, self.position) != self._row_facts(self.stored, self.stored.position)
            or self.needs_options
        )

    @property
    def needs_stock(self) -> bool:
        return Part.STOCK in self.parts and (self.stored is None or self.stored.on_hand != self.on_hand)

    @property
    def option_values(self) -> tuple[str, ...]:
        """What tells the variant from its siblings. What is known of one that is there is kept."""
        known = self.stored.option_values if self.stored else ()
        return known or tuple(option.value for option in self.wanted.options)

    @property
    def needs_options(self) -> bool:
        return self.stored is not None and self.stored.option_values != self.option_values

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


@dataclass(frozen=True, slots=True)
class ProductPlan:
    """What becomes of one product of the file.

    Shelf and publication come from the file only when a product is new: later they are the producer's own decision.
    """

    product: FileProduct
    outcome: ImportOutcome
    problems: tuple[Problem, ...]
    stored: StoredProduct | None = None
    category_code: str = ""
    is_published: bool = False
    option_names: tuple[str, ...] = ()
    has_new_words: bool = False
    new_texts: tuple[ProductText, ...] = ()
    variants: tuple[VariantChange, ...] = ()
    gone: tuple[StoredVariant, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """What becomes other than it was, of a product that is there already."""
        if self.stored is None or self.outcome is not ImportOutcome.UPDATED:
            return []
        found = []
        if self.has_new_words:
            texts = (
                ("name", self.stored.name, self.product.name),
                ("description", self.stored.description, self.product.description),
                ("options", ", ".join(self.stored.option_names), ", ".join(self.option_names)),
            )
            found += [
                Change("", what, before[:_LONGEST_SHOWN], after[:_LONGEST_SHOWN])
                for what, before, after in texts
                if before != after
            ]
        known = {(text.lang, text.field): text.body[:_LONGEST_SHOWN] for text in self.stored.texts}
        found += [
            Change("", "translation", known.get((text.lang, text.field)), text.body[:_LONGEST_SHOWN])
            for text in self.new_texts
        ]
        for change in self.variants:
            found += _variant_changes(change)
        return found + [Change(variant.label, "variant", variant.label, None) for variant in self.gone]


def plan_import(
    products: Iterable[FileProduct],
    stored: Mapping[str, StoredProduct],
    *,
    default_category: str,
    price_faults: PriceFaults,
    coach: Coach,
    parts: frozenset[Part] = ALL_PARTS,
) -> list[ProductPlan]:
    """One plan for each product of the file, in its order. `stored` is by handle."""
    if Part.WORDS not in parts:
        return [_plan_update(product, stored.get(product.handle), price_faults, parts) for product in products]
    return [_plan(product, stored.get(product.handle), default_category, price_faults, coach) for product in products]


def _plan(
    product: FileProduct,
    stored: StoredProduct | None,
    default_category: str,
    price_faults: PriceFaults,
    coach: Coach,
) -> ProductPlan:
    by_label = {variant.label: variant for variant in stored.variants} if stored else {}
    if stored and _has_labels_alone(stored, product):
        product = replace(product, variants=tuple(replace(each, options=()) for each in product.variants))
    changes, problems = [], list(product.problems)
    for position, wanted in enumerate(product.variants):
        change, more = _variant_change(wanted, by_label.pop(wanted.label, None), position, ALL_PARTS)
        changes.append(change)
        problems += more
        if (product.handle, wanted.label) in price_faults:
            problems.append(price_faults[product.handle, wanted.label])
    claims = _unprovable_claims(product, stored, coach)
    problems += claims
    if _has_fault(problems):
        return ProductPlan(product, ImportOutcome.REFUSED, tuple(problems), stored)
    gone = tuple(by_label.values())
    problems += [
        Problem(product.row, "", "variant_archived", f"{variant.label} is not in the file any more", Severity.NOTE)
        for variant in gone
    ]
    names = (stored.option_names if stored else ()) or _option_names(product)
    has_new_words = stored is not None and (
        (product.name, product.description, names) != (stored.name, stored.description, stored.option_names)
    )
    texts = _new_texts(product, stored)
    is_same = stored is not None and not has_new_words and not texts and not gone and not _is_any(changes)
    return ProductPlan(
        product=product,
        outcome=_outcome(stored, is_same=is_same),
        problems=tuple(problems),
        stored=stored,
        category_code=stored.category_code if stored else product.category_code or default_category,
        is_published=product.is_published and not claims,
        option_names=names,
        has_new_words=has_new_words,
        new_texts=texts,
        variants=tuple(changes),
        gone=gone,
    )


def _plan_update(
    product: FileProduct, stored: StoredProduct | None, price_faults: PriceFaults, parts: frozenset[Part]
) -> ProductPlan:
    """Prices and counts alone, of what is there; what the file does not name is left alone."""
    if stored is None:
        missing = Problem(product.row, "", "product_not_there", "only what is there already can be changed")
        return ProductPlan(product, ImportOutcome.REFUSED, (*product.problems, missing))
    by_label = {variant.label: variant for variant in stored.variants}
    changes, problems = [], list(product.problems)
    for wanted in product.variants:
        variant = by_label.get(wanted.label)
        if variant is None:
            detail = f"{wanted.label} is no variant of this product"
            problems.append(Problem(wanted.row, "", "variant_not_there", detail))
            continue
        change, more = _variant_change(wanted, variant, variant.position, parts)
        changes.append(change)
        problems += more
        if Part.PRICE in parts and (product.handle, wanted.label) in price_faults:
            problems.append(price_faults[product.handle, wanted.label])
    if _has_fault(problems):
        return ProductPlan(product, ImportOutcome.REFUSED, tuple(problems), stored)
    return ProductPlan(
        product=product,
        outcome=_outcome(stored, is_same=not _is_any(changes)),
        problems=tuple(problems),
        stored=stored,
        category_code=stored.category_code,
        variants=tuple(changes),
    )


def _unprovable_claims(product: FileProduct, stored: StoredProduct | None, coach: Coach) -> list[Problem]:
    """What is on sale may not gain such words; what is not on sale stays a draft."""
    words = coach(product, stored.id if stored else None)
    if not words:
        return []
    is_fault = stored is not None and stored.is_on_sale
    detail = f"{'refused' if is_fault else 'kept as a draft'} until this is proven or gone: {', '.join(words)}"
    return [Problem(product.row, "", "unprovable_claim", detail, Severity.FAULT if is_fault else Severity.NOTE)]


def _variant_change(
    wanted: FileVariant, stored: StoredVariant | None, position: int, parts: frozenset[Part]
) -> tuple[VariantChange, list[Problem]]:
    problems = []
    on_hand = _on_hand(wanted, stored)
    if stored is not None:
        if Part.PRICE in parts and wanted.amount_minor <= stored.premium_minor:
            detail = f"the fair-trade premium inside this price is {stored.premium_minor} already"
            problems.append(Problem(wanted.row, "price", "price_below_premium", detail))
        if Part.STOCK in parts and on_hand < stored.reserved:
            detail = f"{stored.reserved} are held by open checkouts"
            problems.append(Problem(wanted.row, "stock", "stock_held", detail, Severity.NOTE))
            on_hand = stored.reserved
    return VariantChange(wanted, stored, position, on_hand, parts), problems


def _on_hand(wanted: FileVariant, stored: StoredVariant | None) -> int:
    """The file's count; where it has none, what is known already."""
    if wanted.availability is Availability.COUNTED:
        return wanted.on_hand
    if wanted.availability is Availability.OUT_OF_STOCK or stored is None or stored.on_hand is None:
        return 0
    return stored.on_hand


def _new_texts(product: FileProduct, stored: StoredProduct | None) -> tuple[ProductText, ...]:
    """What the file says in other languages and is not there yet. What it does not say is left alone."""
    own = stored.language if stored else product.language
    known = stored.texts if stored else ()
    said = {
        (each.language, field): ProductText(each.language, field, body)
        for each in product.translations
        if each.language != own
        for field, body in (("name", each.name), ("description", each.description))
        if body
    }
    return tuple(text for text in said.values() if text not in known)


def _has_labels_alone(stored: StoredProduct, product: FileProduct) -> bool:
    """Whether its variants have no options but are called something, as the file calls them by one option.

    Every format of ours needs a name for what variants differ in; it is no news about a product that has none.
    """
    labels = {variant.label for variant in stored.variants}
    return (
        not stored.option_names
        and all(len(each.options) <= 1 for each in product.variants)
        and any(each.label in labels for each in product.variants)
    )


def _option_names(product: FileProduct) -> tuple[str, ...]:
    return tuple(option.name for option in product.variants[0].options) if product.variants else ()


def _has_fault(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.FAULT for problem in problems)


def _is_any(changes: Sequence[VariantChange]) -> bool:
    return any(change.needs_price or change.needs_row or change.needs_stock for change in changes)


def _outcome(stored: StoredProduct | None, *, is_same: bool) -> ImportOutcome:
    if stored is None:
        return ImportOutcome.CREATED
    return ImportOutcome.UNCHANGED if is_same else ImportOutcome.UPDATED


def _variant_changes(change: VariantChange) -> list[Change]:
    wanted, stored = change.wanted, change.stored
    if stored is None:
        return [Change(wanted.label, "variant", None, wanted.label)]
    found: list[tuple[str, object, object]] = []
    if change.needs_price:
        found.append(("price", stored.amount_minor, wanted.amount_minor))
    if change.needs_stock:
        found.append(("stock", stored.on_hand, change.on_hand))
    if change.needs_row:
        found += [
            ("sku", stored.sku, wanted.sku),
            ("barcode", stored.barcode, wanted.barcode),
            ("content", _content(stored), _content(wanted)),
            ("weight", stored.weight_grams, wanted.weight_grams),
            ("position", stored.position + 1, change.position + 1),
            ("options", ", ".join(stored.option_values), ", ".join(change.option_values)),
        ]
    return [
        Change(wanted.label, what, _shown(before), _shown(after)) for what, before, after in found if before != after
    ]


def _content(variant: FileVariant | StoredVariant) -> str:
    return f"{format(variant.net_quantity.normalize(), 'f')} {variant.net_unit}"


def _shown(value: object) -> str | None:
    return None if value is None else str(value)
