"""Each article number names one variant of its producer; in a file the first keeps it. Pure.

Spreadsheets find variants by their numbers, so one that two have would name none. The goods are taken all the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from market.catalog.authoring.number_queries import NumberHolder
from market.catalog.importing.plan import ProductPlan
from market.catalog.importing.products import FileProduct, FileVariant, Problem, Severity

Place = tuple[str, str]
"""A variant of a file: its product's handle and its own label."""


class WholeFileWanted(Exception):
    """Whether a number is given up depends on what else is in the file: nothing was written, ask again with that."""


def numbers_once(products: Iterable[FileProduct]) -> Iterator[FileProduct]:
    """The products in their order, without the numbers that came before in the file; a note tells of each."""
    seen: dict[str, Place] = {}
    for product in products:
        taken: dict[Place, Problem] = {}
        for variant in () if product.is_refused else product.variants:
            place = product.handle, variant.label
            if variant.sku and seen.setdefault(variant.sku, place) != place:
                taken[place] = _left_out(variant, *seen[variant.sku])
        yield _without(product, taken)


def find_taken(
    plans: Sequence[ProductPlan],
    holders: Mapping[str, NumberHolder],
    *,
    written_elsewhere: Callable[[frozenset[str]], frozenset[str]],
) -> dict[Place, Problem]:
    """The numbers that are another variant's, which the file does not take off it.

    What the plans take off is in them; `written_elsewhere` tells which of some products, by their handles, the file
    writes before or after these: in a file a number comes once, so they give theirs up. However the file is cut into
    chunks, and whether it is rehearsed or done, the answer is the same.
    """
    released = {variant.id for plan in plans for variant in plan.gone} | {
        change.stored.id
        for plan in plans
        for change in plan.variants
        if change.stored is not None and change.stored.sku != change.wanted.sku
    }
    held = [
        (plan, change, holder)
        for plan in plans
        for change in plan.variants
        if (holder := holders.get(change.wanted.sku or "")) is not None
        and holder.variant_id not in released
        and (change.stored is None or change.stored.id != holder.variant_id)
    ]
    elsewhere = {holder.handle for _, _, holder in held} - {plan.product.handle for plan in plans}
    given_up = written_elsewhere(frozenset(elsewhere)) if elsewhere else frozenset()
    return {
        (plan.product.handle, change.wanted.label): _left_out(change.wanted, holder.handle, holder.label)
        for plan, change, holder in held
        if holder.handle not in given_up
    }


def without_numbers(products: Iterable[FileProduct], taken: Mapping[Place, Problem]) -> list[FileProduct]:
    """The products without these numbers, and with what is told of them."""
    return [_without(product, taken) for product in products]


def _without(product: FileProduct, taken: Mapping[Place, Problem]) -> FileProduct:
    notes = [taken[place] for each in product.variants if (place := (product.handle, each.label)) in taken]
    if not notes:
        return product
    variants = tuple(
        replace(each, sku=None) if (product.handle, each.label) in taken else each for each in product.variants
    )
    return replace(product, variants=variants, problems=(*product.problems, *notes))


def _left_out(variant: FileVariant, handle: str, label: str) -> Problem:
    detail = f"left out: it is the number of {label} of {handle}"
    return Problem(variant.row, "sku", "duplicate_sku", detail, Severity.NOTE, (variant.sku or "")[:200], variant.line)
