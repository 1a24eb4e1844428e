"""What lists are read from is at all times what writing it anew would give, whoever wrote what, in whatever order."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import Database
from tests.catalog.world import BEFORE, NOW, World

_SHELF = """
    select s.product_id, s.is_shown, s.in_stock, l.refs, l.lightest_grams, s.popularity, s.published_at, s.producer_id,
           s.category_code, s.origin_country, s.terms, s.prices, s.title::text, s.words::text
    from shelf s join label_set l on l.id = s.label_set order by s.product_id
"""
_PRICES = "select product_id, currency, least_minor, share_bps, until::text from shelf_price order by 1, 2"
_TERMS = "select category_code, term, popularity, product_id from shelf_term order by 1, 2, 3, 4"
_STANDING = """
    select certificate_id, scheme_id, starts_at, ends_at, valid_to, covers, producers, products, categories
    from certificate_standing order by 1
"""
_COUNTS = """
    select category_code, facet, case when facet = 'labels' then l.refs::text else value end, sum(n)
    from shelf_count c left join label_set l on c.facet = 'labels' and l.id::text = c.value
    group by 1, 2, 3 having sum(n) <> 0 order by 1, 2, 3
"""


_KEPT = {"shelf": _SHELF, "prices": _PRICES, "terms": _TERMS, "standing": _STANDING, "counts": _COUNTS}


def whole(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Everything that triggers keep."""
    return {name: [tuple(row) for row in session.execute(text(sql))] for name, sql in _KEPT.items()}


# What may happen in a market, each as one statement over products `p0` to `p3` of two producers.
ACTS = {
    "rename": "update product set name = name || ' again' where slug = :slug",
    "describe": "update product set description = 'Sun-dried' where slug = :slug",
    "move": "update product set category_code = case category_code when 'coffee' then 'textiles' else 'coffee' end"
    " where slug = :slug",
    "give away": "update product set producer_id = (select id from organisation where slug = 'kuapa')"
    " where slug = :slug",
    "withdraw": "update product set state = 'archived' where slug = :slug",
    "publish": "update product set state = 'published' where slug = :slug",
    "become popular": "update product set popularity = popularity + 7 where slug = :slug",
    "sell out": "update stock set reserved = on_hand where variant_id in"
    " (select v.id from variant v join product p on p.id = v.product_id where p.slug = :slug)",
    "come back": "update stock set reserved = 0 where variant_id in"
    " (select v.id from variant v join product p on p.id = v.product_id where p.slug = :slug)",
    "take a size out": "update variant set archived_at = :now where product_id = (select id from product"
    " where slug = :slug) and position = 0",
    "raise prices": "update price set amount_minor = amount_minor * 2 where variant_id in"
    " (select v.id from variant v join product p on p.id = v.product_id where p.slug = :slug)",
    "end prices": "update price set valid_to = :now where valid_to is null and variant_id in"
    " (select v.id from variant v join product p on p.id = v.product_id where p.slug = :slug)",
    "stand for": "insert into product_value select id, 'agroforestry' from product where slug = :slug"
    " on conflict do nothing",
    "stand for no more": "delete from product_value where product_id = (select id from product where slug = :slug)",
    "translate": "insert into translation (entity_id, field, lang, body, origin)"
    " select id, 'name', 'fr', 'Pièce', 'human' from product where slug = :slug"
    " on conflict (entity_id, field, lang) do update set body = 'Autre'",
    "forget translations": "delete from translation where entity_id = (select id from product where slug = :slug)",
    "call the maker otherwise": "update organisation set name = name || ' y Hijas'"
    " where id = (select producer_id from product where slug = :slug)",
    "be taxed otherwise": "update organisation set tax_status = 'vat_exempt_small_business', country = 'DE'"
    " where id = (select producer_id from product where slug = :slug)",
    "be of a season": "insert into product_window (id, product_id, kind, opens_on, closes_on)"
    " select 'win_' || (select count(*) from product_window) || p.id, p.id, 'dates', day, day + 1 from product p,"
    " (select current_date + 3 * (select count(*) from product_window)::int as day) season where p.slug = :slug",
    "move the season": "update product_window set opens_on = opens_on - 3, closes_on = closes_on - 3"
    " where product_id = (select id from product where slug = :slug)",
    "be of all seasons": "delete from product_window where product_id = (select id from product where slug = :slug)",
    "close the maker": "update organisation set archived_at = :now"
    " where id = (select producer_id from product where slug = :slug)",
    "open the maker again": "update organisation set archived_at = null"
    " where id = (select producer_id from product where slug = :slug)",
    "hang the shelf elsewhere": "update category set parent_code = case parent_code when 'home' then 'food' else 'home'"
    " end where code = 'textiles'",
    "call the shelf otherwise": 'update category set labels = labels || \'{"en": "Beans", "de": "Bohnen"}\''
    " where code = 'coffee'",
    "certify the maker": "select certify(array[:slug], 'organisation')",
    "certify the product": "select certify(array[:slug], 'product')",
    "certify its shelf": "select certify(array[:slug], 'category')",
    "suspend a label": "update certificate set state = 'suspended', claim_until = :now where id = (select min(id)"
    " from certificate where state = 'verified')",
    "end the mandate": "update mandate set withdrawn_at = :now where withdrawn_at is null",
    "name less": "delete from certificate_subject where (certificate_id, ref) = (select certificate_id, ref"
    " from certificate_subject order by 1, 2 limit 1)",
    "leave the network": "update network_membership set ended_at = :now where ended_at is null",
    "tend": "select tend_shelf()",
}

_CERTIFY = """
create function pg_temp.certify(slugs text[], what text) returns void language plpgsql as $$
declare
    made text := 'crt_' || (select count(*) from certificate);
    item product;
begin
    select * into item from product where slug = slugs[1];
    insert into certificate (id, scheme_id, number, holder_id, state, statement, issued_by, valid_from, valid_to,
                             claim_from, version)
    values (made, 'std_1', made,
            case when what = 'organisation' then (select id from organisation where slug = 'alianza')
                 else item.producer_id end,
            'verified', '', '', '2026-01-01', '2027-01-01', '2026-01-02', 1);
    insert into certificate_subject (certificate_id, kind, ref)
    values (made, what, case what when 'organisation' then item.producer_id when 'product' then item.id
                             else item.category_code end);
    insert into verification (id, certificate_id, federation_id, mandate_id, verifier_id, method, decision, reason,
                              evidence_sha256, checked_at, answers)
    select 'ver_' || made, made, id, 'man_1', 'usr_1', 'document', 'verify', 'Read in full.', '', '2026-01-01', '{}'
    from organisation where slug = 'alianza';
end $$
"""
_GROUND = (
    """
    insert into scheme (id, code, name, owner, assurance_class, certifies, number_pattern, timezone, register_url,
                        sell_through, grace_days, is_confirmed, codes, note, proves, spoken_names, provisional, facts,
                        checklist, display, premium_earmark, premium_cash_cap)
    values ('std_1', 'organic', 'Organic', 'EU', 'public_authority', '{product}', '', 'UTC', '', 'none', 0, true, '{}',
            '', '{organic}', '{}', '{}', '{}', '[]', '{}', '{}', '{}')
    """,
    """
    insert into person (id, email, full_name, locale, is_operator)
    values ('usr_1', 'v@example.org', 'Vera', 'en', false)
    """,
    """
    insert into mandate (id, federation_id, scheme_id, countries, categories, granted_at)
    select 'man_1', id, 'std_1', '{}', '{}', '2026-01-01' from organisation where slug = 'alianza'
    """,
)


@pytest.fixture(scope="module")
def market(services):
    """A market with four products; each example is undone."""
    with services.clone() as database_url:
        database = Database(database_url, pool_size=1)
        with database.transaction() as session:
            world = World(session).build()
            for number in range(4):
                world.product(
                    f"p{number}",
                    f"Thing number {number}",
                    price=(900 + number, 1500),
                    category=("coffee", "textiles")[number % 2],
                    producer_id=(world.norandino_id, world.kuapa_id)[number // 2],
                    published_at=BEFORE + timedelta(days=number),
                )
            for statement in _GROUND:
                session.execute(text(statement))
        yield database
        database.close()


_FIFTY_MORE = (
    """
    insert into product (id, slug, handle, producer_id, category_code, name, short_line, description, language,
                         origin_country, origin_region, state, option_names, popularity, version, published_at,
                         created_at, updated_at)
    select 'prod_more' || n, 'more' || n, 'more' || n, producer_id, category_code, 'More of it', '', '', language,
           origin_country, '', state, option_names, 0, 1, published_at, created_at, updated_at
    from product, generate_series(:first, :first + 49) n
    where slug = 'p0'
    """,
    """
    insert into variant (id, product_id, label, option_values, net_quantity, net_unit, weight_grams, vat_class,
                         floor_organic, position)
    select 'var_more' || n, 'prod_more' || n, 'one', '{}', 1, 'piece', 1, 'standard', false, 0
    from generate_series(:first, :first + 49) n
    """,
    """
    insert into stock (variant_id, on_hand, reserved)
    select 'var_more' || n, 1, 0 from generate_series(:first, :first + 49) n
    """,
)
_READ = "select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read) from pg_stat_xact_user_tables"


class Undone(Exception):
    """Ends an example."""


@given(acts=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(["p0", "p1", "p2", "p3"])), max_size=9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_triggers_keep_what_writing_it_anew_would_give(market, acts) -> None:
    with pytest.raises(Undone), market.transaction() as session:
        session.execute(text(_CERTIFY))
        for act, slug in acts:
            statement = ACTS[act].replace("certify(", "pg_temp.certify(")
            given_now = {name: value for name, value in (("slug", slug), ("now", NOW)) if f":{name}" in statement}
            session.execute(text(statement), given_now)
        kept = whole(session)
        session.execute(text("select rebuild_shelf()"))
        assert kept == whole(session)
        raise Undone


_SELL_OUT = """
    update stock set reserved = on_hand
    where variant_id in (select v.id from variant v join product p on p.id = v.product_id
                         where p.slug = 'p0' and v.position = any(:sizes))
"""
_IN_STOCK = "select s.in_stock from shelf s join product p on p.id = s.product_id where p.slug = 'p0'"


@pytest.mark.parametrize(
    ("first", "meanwhile"),
    [
        ([0], (_SELL_OUT, {"sizes": [1]})),
        ([0, 1], ("update product set popularity = 9 where slug = 'p0'", {})),
        ([0, 1], ("update price set amount_minor = 800 where amount_minor = 900", {})),
    ],
)
def test_what_sells_out_while_it_is_written_is_sold_out(building, fresh_database_url: str, first, meanwhile) -> None:
    """Two transactions, each of which cannot see what the other has written."""
    with building() as world:
        world.product("p0", "Thing", price=(900, 1500))
    database = Database(fresh_database_url, pool_size=2)
    statement, values = meanwhile

    def write_meanwhile() -> None:
        with database.transaction() as session:
            session.execute(text(statement), values)

    with ThreadPoolExecutor(1) as beside:
        with database.transaction() as session:
            session.execute(text(_SELL_OUT), {"sizes": first})
            writing = beside.submit(write_meanwhile)
            time.sleep(0.3)
        writing.result()
    with database.transaction() as session:
        assert session.execute(text(_IN_STOCK)).scalar_one() is False
    database.close()


def test_many_products_may_be_shelved_at_once(market) -> None:
    with pytest.raises(Undone), market.transaction() as session:
        session.execute(text("select shelve_later()"))
        session.execute(text("update product set name = 'Renamed ' || slug"))
        session.execute(text("update price set amount_minor = 700"))
        assert session.execute(text("select count(*) from shelf where prices ->> 'EUR' = '700'")).scalar_one() == 0
        session.execute(text("select shelve_now(array(select id from product))"))
        kept = whole(session)
        session.execute(text("select rebuild_shelf()"))
        assert kept == whole(session)
        assert session.execute(text("select count(*) from shelf where prices ->> 'EUR' = '700'")).scalar_one() == 4
        raise Undone


def test_shelving_reads_no_more_where_there_is_more(market) -> None:
    def read(session: Session) -> int:
        return session.execute(text(_READ)).scalar_one()

    with pytest.raises(Undone), market.transaction() as session:
        steps = []
        for first in range(0, 1000, 50):
            session.execute(text("select shelve_later()"))
            for statement in _FIFTY_MORE:
                session.execute(text(statement), {"first": first})
            before = read(session)
            session.execute(
                text("select shelve_now(array(select 'prod_more' || n from generate_series(:first, :first + 49) n))"),
                {"first": first},
            )
            steps.append(read(session) - before)
        assert session.execute(text("select count(*) from shelf where in_stock")).scalar_one() == 1004
        assert steps[-1] <= 2 * steps[0]
        raise Undone


def test_a_price_that_begins_by_the_clock_is_reckoned_when_the_shelf_is_tended(market) -> None:
    with pytest.raises(Undone), market.transaction() as session:
        session.execute(text("update shelf_price set least_minor = 1, until = now() - interval '1 minute'"))
        session.execute(text("select tend_shelf()"))
        assert session.execute(text("select min(least_minor) from shelf_price")).scalar_one() == 900
        raise Undone


def test_a_season_that_begins_or_ends_by_the_clock_is_seen_when_the_shelf_is_tended(market) -> None:
    with pytest.raises(Undone), market.transaction() as session:
        session.execute(
            text(
                """insert into product_window (id, product_id, kind, opens_on, closes_on)
                   select 'win_' || slug, id, 'dates', today + case slug when 'p0' then 0 else 2 end, today + 4
                   from product cross join lateral (select (now() at time zone 'UTC')::date as today) clock
                   where slug in ('p0', 'p1')"""
            )
        )
        seen = text(
            """select p.slug, s.in_stock, extract(day from c.until - date_trunc('day', now(), 'UTC'))::int
               from shelf s join product p on p.id = s.product_id join shelf_price c using (product_id)
               where p.slug in ('p0', 'p1') order by 1"""
        )
        told = [tuple(row) for row in session.execute(seen)]
        assert told == [("p0", True, 5), ("p1", False, 2)]
        # As it is a minute after one has ended and the other begun.
        session.execute(text("update shelf set in_stock = not in_stock"))
        session.execute(text("update shelf_price set until = now() - interval '1 minute'"))
        session.execute(text("select tend_shelf()"))
        assert [tuple(row) for row in session.execute(seen)] == told
        raise Undone


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("11-01", "02-28"), ("12-01", "02-29"), ("02-29", "03-05"), ("07-14", "07-14"), ("01-31", "12-30")],
)
def test_the_next_edge_is_the_next_day_on_which_a_season_begins_or_is_over(market, opens: str, closes: str) -> None:
    with pytest.raises(Undone), market.transaction() as session:
        asked = {"opens": opens, "closes": closes}
        session.execute(
            text(
                """insert into product_window (id, product_id, kind, opens_each, closes_each)
                   select 'win_1', id, 'yearly', :opens, :closes from product where slug = 'p0'"""
            ),
            asked,
        )
        days = session.execute(
            text(
                """select day::date, is_orderable(p.id, day::date),
                          (next_window_edge(p.id, day at time zone 'UTC') at time zone 'UTC')::date
                   from generate_series(timestamp '2023-01-01', '2026-12-31', interval '1 day') day, product p
                   where p.slug = 'p0' order by 1"""
            )
        ).all()
        is_open = {day: open_then for day, open_then, _ in days}
        for day, open_then, edge in days:
            if edge in is_open:
                between = [day + timedelta(days=n) for n in range((edge - day).days)]
                assert {is_open[each] for each in between} == {open_then}, day
                assert is_open[edge] != open_then, day
        raise Undone


def test_the_state_has_another_name_after_each_change_and_at_each_window(market) -> None:
    def state(session: Session, at=NOW) -> str:
        return session.execute(text("select state from catalogue_state(:at)"), {"at": at}).scalar_one()

    with pytest.raises(Undone), market.transaction() as session:
        session.execute(text(_CERTIFY))
        names = [state(session)]
        for act in ("rename", "raise prices", "certify the product", "suspend a label", "translate", "sell out"):
            statement = ACTS[act].replace("certify(", "pg_temp.certify(")
            given_now = {name: value for name, value in (("slug", "p1"), ("now", NOW)) if f":{name}" in statement}
            session.execute(text(statement), given_now)
            names.append(state(session))
        assert len(set(names)) == len(names)
        assert state(session) == state(session)
        session.execute(text("select pg_temp.certify(array['p2'], 'product')"))
        ends = session.execute(text("select max(ends_at) from certificate_standing")).scalar_one()
        assert ends.date() == date(2027, 1, 2)
        just_before = state(session, ends - timedelta(milliseconds=1)).rpartition("-")[0]
        assert just_before != state(session, ends).rpartition("-")[0]
        raise Undone
