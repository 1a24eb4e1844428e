"""Which prices of a file cannot be set."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from kit.currencies import CurrencyFacts, currency_facts
from market.catalog.importing.plan import PriceFaults, StoredProduct
from market.catalog.importing.products import FileProduct, FileVariant, Problem
from market.pricing.check_price import find_price_faults


def check_prices(
    session: Session,
    products: Sequence[FileProduct],
    stored: Mapping[str, StoredProduct],
    *,
    currency: str,
    now: datetime,
) -> PriceFaults:
    """The problem with a price by handle and label: it cannot be charged, tax, premium and shares do not fit into it,
    or it is below the minimum price of goods that have one. A price that stays as it is is left alone."""
    known_currency = currency_facts(currency)
    faults: dict[tuple[str, str], Problem] = {}
    new: dict[str, tuple[tuple[str, str], FileVariant]] = {}
    for product in products:
        there = stored.get(product.handle)
        known = {variant.label: variant for variant in there.variants} if there else {}
        for wanted in product.variants:
            place = product.handle, wanted.label
            variant = known.get(wanted.label)
            if variant is not None and variant.amount_minor == wanted.amount_minor:
                continue
            if not known_currency.is_chargeable(wanted.amount_minor):
                faults[place] = Problem(wanted.row, "price", "price_not_chargeable", _why(known_currency, wanted))
            elif variant is not None and wanted.amount_minor > variant.premium_minor:
                new[variant.id] = place, wanted
    amounts = {variant_id: wanted.amount_minor for variant_id, (_, wanted) in new.items()}
    for variant_id, fault in find_price_faults(session, amounts, currency=currency, now=now).items():
        place, wanted = new[variant_id]
        faults[place] = Problem(wanted.row, "price", fault.code, fault.detail)
    return faults


def _why(currency: CurrencyFacts, wanted: FileVariant) -> str:
    if wanted.amount_minor < currency.least_charge:
        return f"the least that can be charged is {currency.least_charge} of the smallest units of {currency.code}"
    if wanted.amount_minor > currency.most_charge:
        return "nobody can be charged so much at once"
    return f"{currency.code} is charged in steps of {currency.charge_step} of its smallest units"
