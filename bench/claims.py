"""`python -m bench.claims`: what the claims of a page of 24 products add to what its list costs.

The statement of the page's cards is asked with their claims and without them, in turns over the same connection, and
the whole list with nothing kept of it between them, so that how busy the machine is falls on all alike. What the claims
cost is the difference of the two statements; what the list costs without them is the whole list's time less that. The
goal: at most 30 % more, with 100,000 products and 20,000 certificates. A tenth of these name a quantity that sales have
used in part.
"""

import argparse
import asyncio
import json
import time
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from statistics import median

from sqlalchemy import text

from bench.product_list import _FILL, _PLAIN
from kit.clock import utc_now
from kit.database import Database
from kit.reads import Argument, Reads
from market.catalog.shelf.cards_queries import cards_statement
from market.catalog.shelf.memory_queries import ShelfInMemory
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, ShelfQuestion, Sort
from tests.services import running_services

_GOAL = 1.30
_WARMING = 6
_SCHEMES = 10
_CERTIFICATES = (
    """
    insert into scheme (id, code, name, owner, assurance_class, certifies, number_pattern, timezone, register_url,
                        sell_through, grace_days, is_confirmed, codes, note, proves, spoken_names, provisional, facts,
                        checklist, display, premium_earmark, premium_cash_cap)
    select 'std_b' || n, 'scheme' || n, 'Scheme ' || n, 'Owner', 'third_party', '{product}', '',
           (array['UTC', 'Europe/Berlin', 'America/Lima'])[1 + n % 3], '', 'none', 0, true, '{}', '', '{}', '{}', '{}',
           '{}', '[]', '{}', '{}', '{}'
    from generate_series(1, :schemes) n
    """,
    """
    insert into mandate (id, federation_id, scheme_id, countries, categories, granted_at)
    select 'man_b' || n, 'org_f', 'std_b' || n, '{}', '{}', '2026-01-01' from generate_series(1, :schemes) n
    """,
    """
    insert into certificate (id, scheme_id, number, holder_id, state, statement, issued_by, valid_from, valid_to,
                             claim_from, claim_until, version, quantity_grams)
    select 'crt_b' || n, 'std_b' || (1 + n % :schemes), n::text, 'org_' || (1 + n % greatest(1, :products / 20)),
           case when n % 20 = 0 then 'withdrawn' else 'verified' end, '', '', '2026-01-01',
           date '2026-11-01' + (n * 37) % 800, '2026-01-01', case when n % 20 = 0 then timestamptz '2026-10-01' end, 1,
           case when n % 10 = 1 then 12000000 end
    from generate_series(1, :certificates) n
    """,
    # A third covers all its holder makes, a third one category, a third some products by name.
    """
    insert into certificate_subject (certificate_id, kind, ref)
    select c.id, 'category', 'c' || c.number::int % 20
    from certificate c where c.id like 'crt_b%' and c.number::int % 3 = 1
    union all
    select c.id, 'product', p.id
    from certificate c join product p on p.producer_id = c.holder_id
    where c.id like 'crt_b%' and c.number::int % 3 = 2 and hashtext(p.id) % 2 = 0
    """,
    """
    insert into verification (id, certificate_id, federation_id, mandate_id, verifier_id, method, decision, reason,
                              evidence_sha256, checked_at, answers)
    select 'ver_b' || number, id, 'org_f', 'man_b' || substr(scheme_id, 6), 'usr_1', 'document', 'verify',
           'Read in full.', '', '2026-01-01', '{}'
    from certificate where id like 'crt_b%'
    """,
    "insert into claim_balance select id, 5000000 from certificate where quantity_grams is not null",
)
_CLAIMS = "live_labels(s.label_set, $4::timestamptz)"
_NOTHING = (
    "(select null::text as certificate_id, null::text as scheme_id, null::text as covers, null::date as valid_to"
    " where false)"
)


_LISTS = {
    "popular": _PLAIN,
    "newest": replace(_PLAIN, sort=Sort.NEWEST),
    "one category": replace(_PLAIN, filters=ShelfFilters(categories=("c7",))),
    "search, one word": replace(_PLAIN, sort=Sort.RELEVANCE, filters=ShelfFilters(words="coffee")),
    "facets of a category": replace(_PLAIN, filters=ShelfFilters(categories=("c7",)), with_facets=True),
}


def measure(*, products: int, certificates: int, seconds: float) -> bool:
    """Fill a database of its own, ask each list in turns for `seconds`, print a table; whether the goal is met."""
    with running_services() as services, services.clone() as database_url:
        _fill(database_url, products, certificates)
        return asyncio.run(_ask_all(database_url, products, certificates, seconds))


def _fill(database_url: str, products: int, certificates: int) -> None:
    sizes = {"products": products, "certificates": certificates, "schemes": _SCHEMES}
    with closing(Database(database_url, statement_timeout_ms=600_000)) as database:
        with database.transaction() as session:
            # The list's own certificates are left out: these take their place.
            for statement in (*(each for each in _FILL if "certificate" not in each), *_CERTIFICATES):
                given = {name: value for name, value in sizes.items() if f":{name}" in statement}
                session.execute(text(statement), given)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))


async def _ask_all(database_url: str, products: int, certificates: int, seconds: float) -> bool:
    reads, memory = Reads(database_url, pool_size=1), ShelfInMemory(_PLAIN.currency)
    await memory.read_all(reads)
    print(f"{products} products, {certificates} certificates, pages of 24, one at a time; milliseconds")
    print(f"{'':22} {'':>7} {'cards':>20} {'':>7} {'whole list':>20}")
    print(
        f"{'list':22} {'claims':>7} {'without':>10} {'with':>9} {'added':>7} {'without':>10} {'with':>9} {'added':>7}"
    )
    is_met = True
    for name, question in _LISTS.items():
        taken = await _ask(reads, memory, question, seconds)
        added = taken.with_claims - taken.bare
        without = taken.whole - added
        is_met = is_met and added <= (_GOAL - 1) * without
        print(
            f"{name:22} {taken.claims:7} {taken.bare * 1000:10.2f} {taken.with_claims * 1000:9.2f}"
            f" {added / taken.bare * 100:6.0f}% {without * 1000:10.2f} {taken.whole * 1000:9.2f}"
            f" {added / without * 100:6.0f}%"
        )
    await reads.close()
    print(f"The goal, at most {(_GOAL - 1) * 100:.0f} % more for the whole list, is {'met' if is_met else 'missed'}.")
    return is_met


@dataclass(frozen=True)
class _Taken:
    """Medians in seconds: of the cards without claims and with them, of the whole list with nothing kept of it; and the
    page's claims."""

    bare: float
    with_claims: float
    whole: float
    claims: int


async def cards_of(
    reads: Reads, question: ShelfQuestion, memory: ShelfInMemory | None = None
) -> tuple[str, str, list[Argument]]:
    """The statement of a page's cards, the same without claims, and the arguments of both."""
    page = await read_shelf(reads, question, memory=memory)
    cards, cards_arguments = cards_statement([card["id"] for card in json.loads(page.data)], question)
    assert _CLAIMS in cards, "the cards ask for claims in another way now"
    return cards, cards.replace(_CLAIMS, _NOTHING), cards_arguments


async def _ask(reads: Reads, memory: ShelfInMemory, asked: ShelfQuestion, seconds: float) -> _Taken:
    question = replace(asked, at=utc_now())
    sql, bare, arguments = await cards_of(reads, question, memory)
    taken: dict[str, list[float]] = {bare: [], sql: [], "whole": []}
    shown = 0
    # Each statement is prepared once.
    until = time.perf_counter() + seconds
    for turn in count():
        for statement in (bare, sql):
            begun = time.perf_counter()
            rows = await reads.rows(statement, *arguments)
            if turn > _WARMING:
                taken[statement].append(time.perf_counter() - begun)
            shown = str(rows).count('"certificate_id"')
        begun = time.perf_counter()
        whole = await read_shelf(reads, question, memory=memory)
        if turn > _WARMING:
            taken["whole"].append(time.perf_counter() - begun)
        if turn > _WARMING and time.perf_counter() > until:
            break
    assert whole.data.count('"certificate_id"') == shown, "the list shows other claims"
    return _Taken(median(taken[bare]), median(taken[sql]), median(taken["whole"]), shown)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.claims", description=__doc__)
    parser.add_argument("--products", type=int, default=100_000, help="how many products the shelf holds")
    parser.add_argument("--certificates", type=int, default=20_000, help="how many certificates there are")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each list is asked")
    arguments = parser.parse_args()
    raise SystemExit(
        not measure(products=arguments.products, certificates=arguments.certificates, seconds=arguments.seconds)
    )
