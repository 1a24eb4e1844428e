"""Say what tells the variants of a product apart, and what each of them answers."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from market.catalog.authoring import queries
from market.catalog.authoring.errors import NoSuchOwnVariant, OptionsDoNotFit, VariantExists
from market.catalog.authoring.rules.products import repeated, require_options, variant_label
from models.catalog import Product


def set_options(
    session: Session, product: Product, *, names: Sequence[str], values: Mapping[str, Sequence[str]]
) -> bool:
    """Options of a locked product, at most three, with the values of every variant by its id.

    Labels that were derived follow. Variants in the archive keep theirs, and come back only while they fit. False for
    no change. Raises OptionsDoNotFit, NoSuchOwnVariant, VariantExists.
    """
    if repeated(names):
        raise OptionsDoNotFit(list(names), [])
    variants = queries.list_variants(session, product.id)
    if not values.keys() <= {variant.id for variant in variants}:
        raise NoSuchOwnVariant()
    wanted = {variant.id: list(values.get(variant.id, [])) for variant in variants}
    for answers in wanted.values():
        require_options(names, answers)
    if names and (twin := repeated(" / ".join(answers) for answers in wanted.values())):
        raise VariantExists(twin)
    if list(names) == product.option_names and all(each.option_values == wanted[each.id] for each in variants):
        return False
    labels = {}
    for variant in variants:
        derived = variant_label(variant.option_values, variant.net_quantity, variant.net_unit)
        renamed = variant_label(wanted[variant.id], variant.net_quantity, variant.net_unit)
        labels[variant.id] = renamed if variant.label == derived else variant.label
    if twin := repeated(labels.values()):
        raise VariantExists(twin)
    # Two variants may change places: nobody stands in the way of the other meanwhile.
    for variant in variants:
        variant.label, variant.option_values = variant.id, []
    session.flush()
    product.option_names = list(names)
    for variant in variants:
        variant.label, variant.option_values = labels[variant.id], wanted[variant.id]
    session.flush()
    return True
