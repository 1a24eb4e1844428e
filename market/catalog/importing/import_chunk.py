"""Import a few hundred products of a file in one transaction: plan, write what changes, keep the report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from kit.ids import new_id
from market.catalog.authoring.number_queries import list_number_holders
from market.catalog.authoring.queries import make_other_category
from market.catalog.errors import NoSuchProducer
from market.catalog.importing import queries, writing_queries
from market.catalog.importing.article_numbers import WholeFileWanted, find_taken, without_numbers
from market.catalog.importing.categories import OTHER
from market.catalog.importing.coaching import coach_for
from market.catalog.importing.declared import with_notes
from market.catalog.importing.declared_queries import find_scheme_words, write_declared
from market.catalog.importing.hear import Ears, hear
from market.catalog.importing.job_queries import ImportJob, Moved
from market.catalog.importing.plan import Part, ProductPlan, parts_to_write, plan_import
from market.catalog.importing.prices import check_prices
from market.catalog.importing.products import FileProduct, Problem
from market.catalog.importing.queries import ImportingProducer
from market.catalog.importing.report_queries import list_refused, write_report
from market.catalog.importing.translation_queries import list_texts, write_texts
from market.catalog.importing.writing_queries import PlacedChange
from market.catalog.pictures.want_pictures import WantedPicture, want_pictures
from market.catalog.queries import learn_words
from market.catalog.shelf.tending_queries import shelve_later, shelve_now
from models.enums import ImportOutcome


@dataclass(frozen=True)
class ImportTerms:
    """What this market decides about imports: prices are in its `currency`.

    In an EU market (`market_country`) a product whose words promise what nothing proves stays a draft.
    """

    currency: str
    market_country: str


def import_chunk(
    session: Session,
    job: ImportJob,
    *,
    products: Sequence[FileProduct],
    first: int,
    heard_with: Ears,
    notes: Iterable[Problem],
    terms: ImportTerms,
    now: datetime,
    handles_of_file: frozenset[str] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> Moved:
    """Import these products, the first of them being the file's number `first`; each wholly or not at all.

    While the job is rehearsing, nothing is written but the report. A tag that promises what only a certificate proves
    is kept as the producer's own word. Where `heard_with` is not what the market's schemes are called any more, the
    products are heard anew. `handles_of_file` names the products of the whole file that can be read; it is seldom
    needed, and then WholeFileWanted is raised where it is None. `meanwhile` is called before the database works for
    long. Raises NoSuchProducer.
    """
    parts = parts_to_write(job.only_parts)
    handles = [product.handle for product in products]
    if not job.is_rehearsing:
        queries.lock_products(session, producer_id=job.producer_id, handles=handles)
    producer = queries.lock_producer(session, job.producer_id)
    if producer is None:
        raise NoSuchProducer()
    stored = queries.list_stored(
        session,
        producer_id=job.producer_id,
        handles=handles,
        currency=terms.currency,
        is_locking=not job.is_rehearsing,
    )
    if any(product.translations for product in products):
        texts = list_texts(session, [product.id for product in stored.values()])
        stored = {handle: replace(product, texts=texts.get(product.id, ())) for handle, product in stored.items()}
    has_words = Part.WORDS in parts
    if has_words:
        ears = Ears(find_scheme_words(session), terms.market_country)
        products = [with_notes(each if ears == heard_with else hear(each, ears)) for each in products]
    plan = partial(
        plan_import,
        stored=stored,
        default_category=OTHER,
        price_faults=check_prices(session, products, stored, currency=terms.currency, now=now),
        coach=coach_for(session, products, producer_id=job.producer_id, stored=stored, at=now),
        parts=parts,
    )
    plans = plan(products)
    if has_words:
        skus = [variant.sku for product in products for variant in product.variants if variant.sku]
        holders = list_number_holders(session, producer_id=job.producer_id, skus=skus)

        def written_elsewhere(wanted: frozenset[str]) -> frozenset[str]:
            if handles_of_file is None:
                raise WholeFileWanted()
            written = wanted & handles_of_file
            return written - list_refused(session, job.id, handles=written, before=first)

        if taken := find_taken(plans, holders, written_elsewhere=written_elsewhere):
            plans = plan(without_numbers(products, taken))
    write_report(session, job.id, plans, first=first, notes=notes)
    if not job.is_rehearsing:
        shelve_later(session)
        product_ids = _apply(session, job.producer_id, plans, producer=producer, currency=terms.currency, now=now)
        if has_words:
            said = {
                product_ids[each.handle]: each.declared
                for each in products
                if each.tags is not None and each.handle in product_ids
            }
            write_declared(session, said, import_id=job.id, now=now)
            new_texts = {product_ids[plan.product.handle]: plan.new_texts for plan in plans if plan.new_texts}
            write_texts(session, new_texts)
            want_pictures(session, _pictures(products, product_ids), now=now)
        written = [
            product_ids[plan.product.handle]
            for plan in plans
            if plan.outcome in (ImportOutcome.CREATED, ImportOutcome.UPDATED)
        ]
        meanwhile()
        shelve_now(session, written)
        learn_words(session, written)
    return _moved(plans)


def _apply(
    session: Session,
    producer_id: str,
    plans: Sequence[ProductPlan],
    *,
    producer: ImportingProducer,
    currency: str,
    now: datetime,
) -> dict[str, str]:
    """Write what changes; the id of every product of the file that is there now and was not refused, by handle."""
    new = [plan for plan in plans if plan.outcome is ImportOutcome.CREATED]
    changed = [plan for plan in plans if plan.outcome is ImportOutcome.UPDATED]
    if any(plan.category_code == OTHER for plan in new):
        make_other_category(session)
    new_ids = writing_queries.insert_products(session, new, producer_id=producer_id, producer=producer, now=now)
    writing_queries.update_products(session, changed, now=now)
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
        for change in plan.variants
    ]
    writing_queries.write_variants(session, placed, currency=currency, now=now)
    return {
        **{
            plan.product.handle: plan.stored.id
            for plan in plans
            if plan.stored is not None and plan.outcome is not ImportOutcome.REFUSED
        },
        **{plan.product.handle: product_id for product_id, plan in zip(new_ids, new, strict=True)},
    }


def _pictures(products: Iterable[FileProduct], product_ids: dict[str, str]) -> list[WantedPicture]:
    return [
        WantedPicture(product_ids[product.handle], image.url, image.alt, position)
        for product in products
        if product.handle in product_ids
        for position, image in enumerate(product.images or (), start=1)
    ]


def _moved(plans: Sequence[ProductPlan]) -> Moved:
    def count(outcome: ImportOutcome) -> int:
        return sum(plan.outcome is outcome for plan in plans)

    return Moved(
        rows=sum(plan.product.row_count for plan in plans),
        created=count(ImportOutcome.CREATED),
        updated=count(ImportOutcome.UPDATED),
        unchanged=count(ImportOutcome.UNCHANGED),
        refused=count(ImportOutcome.REFUSED),
    )
