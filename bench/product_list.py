"""The list of products: 24 cards of many, by each order and filter, beside the cheapest statement there is.

The ratio to `select 1` over the same pool is what to compare between runs: it cancels how busy the machine is. Half of
the market's products carry a claim; a product has one to three variants, each with a price and a count.
"""

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import quantiles

from sqlalchemy import text

from kit.database import Database
from kit.reads import Reads
from market.catalog.shelf.memory_queries import ShelfInMemory
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, ShelfQuestion, Sort
from tests.services import running_services

_AT_ONCE = 8
_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

_FILL = (  # in order: each statement finds what it refers to
    """
    insert into organisation (id, slug, kind, name, line, relation, country, region, place, languages, sector,
                              tax_status, tax_number, version)
    select 'org_' || n, 'producer-' || n, 'producer', 'Producer ' || n, 'agrarian', 'agricultural_coop',
           (array['PE', 'GH', 'BO', 'IN', 'GT'])[1 + n % 5], '', 'Place ' || n, array['es'], '', '', '', 1
    from generate_series(1, greatest(1, :products / 20)) n
    """,
    """
    insert into category (code, labels, vat_class, position)
    select 'c' || n, jsonb_build_object('en', 'Category ' || n, 'fr', 'Catégorie ' || n), 'food', n
    from generate_series(0, 19) n
    """,
    """
    insert into term (code, scheme, labels, exact_match, position)
    select 'v' || n, 'bench', jsonb_build_object('en', 'Value ' || n), '{}', n from generate_series(0, 39) n
    """,
    """
    insert into product (id, slug, handle, producer_id, category_code, name, short_line, description, language,
                         origin_country, origin_region, state, popularity, version, published_at)
    select 'prod_' || n, 'product-' || n, 'product-' || n, 'org_' || (1 + n % greatest(1, :products / 20)),
           'c' || n % 20,
           initcap(w[1 + n % 40] || ' ' || w[1 + (n / 40) % 40]) || ' ' || n,
           'From ' || w[1 + (n * 7) % 40] || ' families',
           repeat(w[1 + (n * 3) % 40] || ' ' || w[1 + (n * 11) % 40] || ' and ' || w[1 + (n * 13) % 40] || '. ', 8),
           'en',
           (array['PE', 'GH', 'BO', 'IN', 'GT'])[1 + n % 5], '', 'published', (n * 7919) % 10007, 1,
           timestamptz '2026-01-01' + n * interval '1 minute'
    from generate_series(1, :products) n,
         (select regexp_split_to_array('coffee cocoa honey quinoa tea sugar vanilla pepper cotton basket soap oil rice '
             || 'banana mango cashew almond wool scarf bowl jam spice ginger cinnamon chocolate bar powder bean leaf '
             || 'nut butter cream candle blanket hammock panela maca chia sesame turmeric', '\\s+') as w) words
    """,
    """
    insert into product_value (product_id, term_code)
    select distinct 'prod_' || n, 'v' || (n * k) % 40 from generate_series(1, :products) n, generate_series(1, 3) k
    """,
    """
    insert into variant (id, product_id, label, net_quantity, net_unit, weight_grams, vat_class, floor_organic,
                         position)
    select 'var_' || n || '_' || k, 'prod_' || n, k * 250 || ' g', k * 250, 'g', k * 280, 'food', false, k
    from generate_series(1, :products) n, generate_series(1, 1 + n % 3) k
    """,
    """
    insert into price (id, variant_id, currency, amount_minor, premium_minor, valid_from)
    select 'prc_' || id, id, 'EUR', 300 + (hashtext(id) & 4095), 10, '2026-01-01' from variant
    """,
    "insert into stock (variant_id, on_hand, reserved) select id, 5, 0 from variant",
    """
    insert into person (id, email, full_name, locale, is_operator)
    values ('usr_1', 'v@example.org', 'Vera', 'en', false)
    """,
    """
    insert into organisation (id, slug, kind, name, country, region, place, languages, sector, tax_status,
                              tax_number, version)
    values ('org_f', 'federation', 'federation', 'Federation', 'FR', '', '', '{}', '', '', '', 1)
    """,
    """
    insert into scheme (id, code, name, owner, assurance_class, certifies, number_pattern, timezone, register_url,
                        sell_through, grace_days, is_confirmed, codes, note, proves, spoken_names, provisional, facts,
                        checklist, display, premium_earmark, premium_cash_cap)
    values ('std_1', 'organic', 'Organic', 'EU', 'public_authority', '{product}', '', 'UTC', '', 'none', 0, true, '{}',
            '', '{organic}', '{}', '{}', '{}', '[]', '{}', '{}', '{}')
    """,
    """
    insert into mandate (id, federation_id, scheme_id, countries, categories, granted_at)
    values ('man_1', 'org_f', 'std_1', '{}', '{}', '2026-01-01')
    """,
    """
    insert into certificate (id, scheme_id, number, holder_id, state, statement, issued_by, valid_from, valid_to,
                             claim_from, version)
    select 'crt_' || id, 'std_1', id, id, 'verified', '', '', '2026-01-01', '2027-12-31', '2026-01-01', 1
    from organisation where kind = 'producer' and hashtext(id) % 2 = 0
    """,
    """
    insert into verification (id, certificate_id, federation_id, mandate_id, verifier_id, method, decision, reason,
                              evidence_sha256, checked_at, answers)
    select 'ver_' || id, id, 'org_f', 'man_1', 'usr_1', 'document', 'verify', 'Read in full.', '', '2026-01-01', '{}'
    from certificate
    """,
    "select rebuild_search_words()",
)

_PLAIN = ShelfQuestion(
    filters=ShelfFilters(),
    sort=Sort.POPULAR,
    limit=24,
    lang="fr",
    currency="EUR",
    at=_NOW,
    media_url="http://localhost/v1/media/",
    needs_public_scheme_for_logo=True,
)


_QUESTIONS: dict[str, ShelfQuestion] = {
    "popular": _PLAIN,
    "newest": replace(_PLAIN, sort=Sort.NEWEST),
    "one category": replace(_PLAIN, filters=ShelfFilters(categories=("c7",))),
    "category and value": replace(_PLAIN, filters=ShelfFilters(categories=("c7",), values=("v14",))),
    "one scheme": replace(_PLAIN, filters=ShelfFilters(schemes=("organic",))),
    "search, one word": replace(_PLAIN, filters=ShelfFilters(words="coffee"), sort=Sort.RELEVANCE),
    "search, two words": replace(_PLAIN, filters=ShelfFilters(words="vanilla powder"), sort=Sort.RELEVANCE),
    "search, misspelt": replace(_PLAIN, filters=ShelfFilters(words="chocalate"), sort=Sort.RELEVANCE),
    "cheapest first": replace(_PLAIN, sort=Sort.PRICE),
    "facets of a category": replace(_PLAIN, filters=ShelfFilters(categories=("c7",)), with_facets=True),
    "facets of everything": replace(_PLAIN, with_facets=True),
}


@dataclass(frozen=True)
class Timing:
    """Seconds for one answer, and answers in a second, with several asked at once."""

    median: float
    p95: float
    per_second: float


def measure(*, products: int, seconds: float) -> None:
    """Fill a database of its own, ask every question for `seconds`, print a table."""
    with running_services() as services, services.clone() as database_url:
        started = time.perf_counter()
        _fill(database_url, products)
        print(f"{products} products written and indexed in {time.perf_counter() - started:.1f} s, {_AT_ONCE} at once")
        asyncio.run(_ask_all(database_url, seconds))


def _fill(database_url: str, products: int) -> None:
    database = Database(database_url, statement_timeout_ms=600_000)
    with database.transaction() as session:
        for statement in _FILL:
            session.execute(text(statement), {"products": products} if ":products" in statement else {})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    database.close()


async def _ask_all(database_url: str, seconds: float) -> None:
    reads, memory = Reads(database_url, pool_size=_AT_ONCE), ShelfInMemory(_PLAIN.currency)
    await memory.read_all(reads)
    print(f"{'question':24} {'median ms':>10} {'p95 ms':>8} {'per second':>11} {'× select 1':>11}")
    limit = await _time(reads, memory, None, seconds)
    for name, question in {"select 1": None, **_QUESTIONS}.items():
        timing = limit if question is None else await _time(reads, memory, question, seconds)
        ratio = limit.per_second / timing.per_second
        print(
            f"{name:24} {timing.median * 1000:10.2f} {timing.p95 * 1000:8.2f} {timing.per_second:11.0f} {ratio:11.1f}"
        )
    await reads.close()


async def _time(reads: Reads, memory: ShelfInMemory, question: ShelfQuestion | None, seconds: float) -> Timing:
    taken: list[float] = []

    async def ask() -> None:
        if question is None:
            await reads.row("select 1")
        else:
            await read_shelf(reads, question, memory=memory)

    async def ask_on(until: float) -> None:
        while time.perf_counter() < until:
            begun = time.perf_counter()
            await ask()
            taken.append(time.perf_counter() - begun)

    # Each connection prepares the statement once, and plans it for any argument after the fifth time.
    for _ in range(6):
        await asyncio.gather(*(ask() for _ in range(_AT_ONCE)))
    begun = time.perf_counter()
    await asyncio.gather(*(ask_on(begun + seconds) for _ in range(_AT_ONCE)))
    elapsed = time.perf_counter() - begun
    cuts = quantiles(taken, n=20) if len(taken) > 1 else [taken[0]] * 19
    return Timing(cuts[9], cuts[18], len(taken) / elapsed)
