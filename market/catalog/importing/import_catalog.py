"""Bring a producer's catalogue file in: read, plan, apply, report. The same file twice changes nothing."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from kit.ids import new_id
from market.catalog.errors import ImportFileRefused, NoSuchProducer
from market.catalog.importing import queries
from market.catalog.importing.categories import OTHER
from market.catalog.importing.coaching import coach_for
from market.catalog.importing.declared import read_declared, with_notes
from market.catalog.importing.declared_queries import find_tag_words, write_declared
from market.catalog.importing.plan import Outcome, ProductPlan, plan_import
from market.catalog.importing.prices import check_prices
from market.catalog.importing.queries import ImportingProducer, PlacedChange
from market.catalog.importing.report import ImportReport, make_report, report_document
from market.catalog.importing.shopify import FORMAT as SHOPIFY
from market.catalog.importing.shopify import read_shopify
from market.catalog.importing.table import read_table
from market.catalog.queries import learn_words
from models.catalog import CatalogImport
from models.enums import ImportState

_LONGEST_FILE_NAME = 200


def import_catalog(
    session: Session,
    *,
    producer_id: str,
    person_id: str | None,
    file_name: str,
    data: bytes,
    file_format: str = SHOPIFY,
    currency: str,
    market_country: str,
    is_dry_run: bool,
    is_all_or_nothing: bool = False,
    now: datetime,
) -> ImportReport:
    """Import what is right and report what is not; prices are in the market's `currency`.

    In an EU market (`market_country`) a product whose words promise what nothing proves stays a draft.

    A tag that promises what only a certificate proves is kept as the producer's own word.

    A dry run writes nothing but the report. `is_all_or_nothing` writes nothing else either when a product is refused.
    Raises ImportFileRefused when the file as a whole cannot be read, NoSuchProducer.
    """
    if file_format != SHOPIFY:
        raise ImportFileRefused("unknown_format", f"known: {SHOPIFY}")
    table = read_table(data)
    products = read_shopify(
        table,
        exponent=currency_facts(currency).exponent,
        known_categories=queries.list_category_codes(session),
    )
    producer = queries.lock_producer(session, producer_id)
    if producer is None:
        raise NoSuchProducer()
    stored = queries.list_stored(
        session,
        producer_id=producer_id,
        handles=[product.handle for product in products],
        currency=currency,
        is_locking=not is_dry_run,
    )
    words = find_tag_words(session)
    declared = {each.handle: read_declared(each.tags, words) for each in products if each.tags is not None}
    products = [with_notes(each, declared.get(each.handle, [])) for each in products]
    price_faults = check_prices(session, products, stored, currency=currency, now=now)
    coach = coach_for(session, producer_id=producer_id, stored=stored, market_country=market_country, at=now)
    plans = plan_import(products, stored, default_category=OTHER, price_faults=price_faults, coach=coach)
    is_refused = is_all_or_nothing and any(plan.outcome is Outcome.REFUSED for plan in plans)
    state = ImportState.REFUSED if is_refused else ImportState.CHECKED if is_dry_run else ImportState.APPLIED
    if state is ImportState.APPLIED:
        product_ids = _apply(session, plans, producer_id=producer_id, producer=producer, currency=currency, now=now)
    record = CatalogImport(
        id=new_id("cim"),
        producer_id=producer_id,
        person_id=person_id,
        file_name=_tidy(file_name),
        file_sha256=hashlib.sha256(data).digest(),
        format=file_format,
        state=state,
        report={},
        created_at=now,
    )
    report = make_report(record, plans, rows_total=len(table.lines), is_dry_run=is_dry_run, now=now)
    record.report = report_document(report)
    queries.insert_import(session, record)
    if state is ImportState.APPLIED:
        said = {product_ids[handle]: words for handle, words in declared.items() if handle in product_ids}
        write_declared(session, said, import_id=record.id, now=now)
    return report


def _apply(
    session: Session,
    plans: Sequence[ProductPlan],
    *,
    producer_id: str,
    producer: ImportingProducer,
    currency: str,
    now: datetime,
) -> dict[str, str]:
    """Write what changes; the id of every product of the file that is there now and was not refused, by handle."""
    new = [plan for plan in plans if plan.outcome is Outcome.CREATED]
    changed = [plan for plan in plans if plan.outcome is Outcome.UPDATED]
    if any(plan.category_code == OTHER for plan in new):
        queries.make_other_category(session)
    new_ids = queries.insert_products(session, new, producer_id=producer_id, producer=producer, now=now)
    queries.update_products(session, changed, now=now)
    vat_classes = queries.list_vat_classes(session)
    product_ids = [*new_ids, *(plan.stored.id for plan in changed if plan.stored is not None)]
    placed = [
        PlacedChange(
            product_id,
            change.stored.id if change.stored else new_id("var"),
            vat_classes[plan.category_code],
            change,
        )
        for product_id, plan in zip(product_ids, [*new, *changed], strict=True)
        for change in plan.changes
    ]
    queries.write_variants(session, placed, currency=currency, now=now)
    learn_words(session, product_ids)
    return {
        **{
            plan.product.handle: plan.stored.id
            for plan in plans
            if plan.stored is not None and plan.outcome is not Outcome.REFUSED
        },
        **{plan.product.handle: product_id for product_id, plan in zip(new_ids, new, strict=True)},
    }


def _tidy(file_name: str) -> str:
    name = file_name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(letter for letter in name if letter.isprintable())
    return printable[-_LONGEST_FILE_NAME:] or "catalogue.csv"
