"""`python -m bench.claims`: what the claims of a page of 24 products add to what its list costs.

The list's statement is asked with its claims and without them, in turns over the same connection, and the whole list of
the running API between them, so that how busy the machine is falls on all alike. What the claims cost is the difference
of the two statements; what the list costs without them is the answer's time less that. The goal: at most 30 % more,
with 100,000 products and 20,000 certificates. A tenth of these name a quantity that sales have used in part.
"""

import argparse
import asyncio
import time
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from statistics import median

from sqlalchemy import text

from bench.api import Line, get, running_api
from bench.product_list import _FILL, _PLAIN
from kit.clock import utc_now
from kit.database import Database
from kit.reads import Reads
from market.catalog.shelf.queries import statement as statement_of
from market.catalog.shelf.question import ShelfFilters, ShelfQuestion, Sort
from tests.services import running_services

_GOAL = 1.30
_WARMING = 6
_SCHEMES = 10
_CERTIFICATES = (
    """
    insert into scheme (id, code, name, owner, assurance_class, certifies, number_pattern, timezone, register_url,
                        sell_through, grace_days, is_confirmed, codes, note, proves, spoken_names, provisional, facts,
                        checklist, display)
    select 'std_b' || n, 'scheme' || n, 'Scheme ' || n, 'Owner', 'third_party', '{product}', '',
           (array['UTC', 'Europe/Berlin', 'America/Lima'])[1 + n % 3], '', 'none', 0, true, '{}', '', '{}', '{}', '{}',
           '{}', '[]', '{}'
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
_CLAIMS = "live_labels(s.label_set, {at})"
_NOTHING = (
    "(select null::text as certificate_id, null::text as scheme_id, null::text as covers, null::date as valid_to"
    " where false)"
)


@dataclass(frozen=True)
class _List:
    """One list of products: how the catalogue is asked, and how the API is."""

    question: ShelfQuestion
    query: str


_LISTS = {
    "popular": _List(_PLAIN, "sort=popular"),
    "newest": _List(replace(_PLAIN, sort=Sort.NEWEST), "sort=newest"),
    "one category": _List(replace(_PLAIN, filters=ShelfFilters(categories=("c7",))), "category=c7"),
    "search, one word": _List(
        replace(_PLAIN, sort=Sort.RELEVANCE, filters=ShelfFilters(words="coffee")), "q=coffee&sort=relevance"
    ),
    "facets of a category": _List(
        replace(_PLAIN, filters=ShelfFilters(categories=("c7",)), with_facets=True), "category=c7&include=facets"
    ),
}


def measure(*, products: int, certificates: int, seconds: float) -> bool:
    """Fill a database of its own, ask each list in turns for `seconds`, print a table; whether the goal is met."""
    with running_services() as services, services.clone() as database_url:
        _fill(database_url, products, certificates)
        with running_api(database_url) as port:
            return asyncio.run(_ask_all(database_url, port, products, certificates, seconds))


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


async def _ask_all(database_url: str, port: int, products: int, certificates: int, seconds: float) -> bool:
    reads = Reads(database_url, pool_size=1)
    print(f"{products} products, {certificates} certificates, pages of 24, one at a time; milliseconds")
    print(f"{'':22} {'':>7} {'statement':>20} {'':>7} {'whole list':>20}")
    print(
        f"{'list':22} {'claims':>7} {'without':>10} {'with':>9} {'added':>7} {'without':>10} {'with':>9} {'added':>7}"
    )
    is_met = True
    async with Line.to(port) as line:
        for name, each in _LISTS.items():
            taken = await _ask(reads, line, each, seconds)
            added = taken.with_claims - taken.bare
            without = taken.answer - added
            is_met = is_met and added <= (_GOAL - 1) * without
            print(
                f"{name:22} {taken.claims:7} {taken.bare * 1000:10.2f} {taken.with_claims * 1000:9.2f}"
                f" {added / taken.bare * 100:6.0f}% {without * 1000:10.2f} {taken.answer * 1000:9.2f}"
                f" {added / without * 100:6.0f}%"
            )
    await reads.close()
    print(f"The goal, at most {(_GOAL - 1) * 100:.0f} % more for the whole list, is {'met' if is_met else 'missed'}.")
    return is_met


@dataclass(frozen=True)
class _Taken:
    """Medians in seconds: of the statement without claims and with them, of the API's answer; and the page's claims."""

    bare: float
    with_claims: float
    answer: float
    claims: int


async def _ask(reads: Reads, line: Line, asked: _List, seconds: float) -> _Taken:
    # As the API asks: what runs out today is shown by both or by neither.
    sql, arguments = statement_of(replace(asked.question, at=utc_now()))
    claims = _CLAIMS.format(at="$3::timestamptz")
    assert claims in sql, "the list asks for claims in another way now"
    bare = sql.replace(claims, _NOTHING)
    call = get(f"/v1/products?limit=24&lang=fr&{asked.query}")
    taken: dict[str, list[float]] = {bare: [], sql: [], "answer": []}
    answer, shown = b"", 0
    # Each statement is prepared once, and planned for any argument after the fifth time.
    until = time.perf_counter() + seconds
    for turn in count():
        for statement in (bare, sql):
            begun = time.perf_counter()
            row = await reads.row(statement, *arguments)
            if turn > _WARMING:
                taken[statement].append(time.perf_counter() - begun)
            shown = str(row).count('"certificate_id"')
        begun = time.perf_counter()
        answer = await line.ask(call)
        if turn > _WARMING:
            taken["answer"].append(time.perf_counter() - begun)
        if turn > _WARMING and time.perf_counter() > until:
            break
    assert answer.count(b'"certificate_id"') == shown, "the API lists other claims"
    return _Taken(median(taken[bare]), median(taken[sql]), median(taken["answer"]), shown)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.claims", description=__doc__)
    parser.add_argument("--products", type=int, default=100_000, help="how many products the shelf holds")
    parser.add_argument("--certificates", type=int, default=20_000, help="how many certificates there are")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each list is asked")
    arguments = parser.parse_args()
    raise SystemExit(
        not measure(products=arguments.products, certificates=arguments.certificates, seconds=arguments.seconds)
    )
