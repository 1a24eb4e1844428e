"""What is answered again is what would be answered now: whatever changed, whoever wrote it, and when the clock does."""

import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import api.answers
from kit.clock import utc_now
from kit.reads import Reads
from tests.catalog.test_api import Shop, shop_in

_LIST, _FACETS = "/v1/products", "/v1/products?include=facets"
_PAGE = "/v1/products/cafe-piura"
_COFFEE = "(select id from product where slug = 'cafe-piura')"
_LARGE = f"(select v.id from variant v where v.position = 1 and v.product_id = {_COFFEE})"
_SMALL = _LARGE.replace("position = 1", "position = 0")


@pytest.fixture
def shop(fresh_database_url: str, tmp_path: Path) -> Iterator[Shop]:
    yield from shop_in(fresh_database_url, tmp_path)


def write(shop: Shop, *statements: str) -> None:
    with shop.database.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


def forget(shop: Shop) -> None:
    """As a process that has just started."""
    reads = shop.http.app.state.tools.reads  # type: ignore[attr-defined]
    reads.answers, reads.pieces = type(reads.answers)(), type(reads.pieces)()


# What is there before, what changes, and where it shows.
CHANGES = {
    "the other size costs as little": (
        (),
        f"update price set amount_minor = 1494 where variant_id = {_LARGE}",
        _LIST,
    ),
    "a premium": ((), f"update price set premium_minor = 60 where variant_id = {_LARGE}", _PAGE),
    "a price ends that was not the least": ((), f"delete from price where variant_id = {_LARGE}", _LIST),
    "a size that is counted for the first time": (
        (f"delete from price where variant_id = {_SMALL}", f"delete from stock where variant_id = {_LARGE}"),
        f"insert into stock (variant_id, on_hand, reserved) select {_LARGE}, 3, 0",
        _LIST,
    ),
    "what a size is called": ((), f"update variant set label = 'a sack' where id = {_LARGE}", _PAGE),
    "what a size holds": ((), f"update variant set net_quantity = 490 where id = {_LARGE}", _PAGE),
    "the size with a price is sold out": (
        (f"delete from price where variant_id = {_LARGE}",),
        f"update stock set reserved = on_hand where variant_id = {_SMALL}",
        _LIST,
    ),
    "what is said of a value": ((), "update product_value set statement = 'Under trees'", _PAGE),
    "a value above one that it has": (
        (),
        f"insert into product_value (product_id, term_code) values ({_COFFEE}, 'ecology')",
        _PAGE,
    ),
    "the value below": (
        (f"insert into product_value (product_id, term_code) values ({_COFFEE}, 'ecology')",),
        "delete from product_value where term_code = 'ecology'",
        _PAGE,
    ),
    "one more ingredient": (
        (
            f"insert into certificate_subject select id, 'product', {_COFFEE} from certificate",
            "insert into certificate_subject select id, 'ingredient', 'Sugar' from certificate",
        ),
        "insert into certificate_subject select id, 'ingredient', 'Milk' from certificate",
        _PAGE,
    ),
    "a new producer": (
        (),
        """insert into organisation (id, slug, kind, name, line, relation, country, region, place, languages, sector,
                                     tax_status, tax_number, version)
           select 'org_new', 'norte', kind, 'Norte', line, relation, country, '', '', '{}', '', tax_status, '', 1
           from organisation where slug = 'norandino'""",
        "/v1/suggestions?q=nor",
    ),
    "a solidarity fund": (
        (),
        """insert into fund (id, kind, owner_id, name, currency, account_code, mandate, uses, bound_share_bps,
                             notice_days, admin_cap_bps)
           select 'fnd_1', 'solidarity', id, 'Solidarity', 'EUR', 'solidarity:fund', '', '{}', 10000, 0, 0
           from organisation where slug = 'alianza'""",
        _PAGE,
    ),
    "the colour of a picture": (
        (
            """insert into media (id, state, path, media_type, sha256, width, height, widths, colour, attempts, alt,
                                  owner_id, size_bytes)
               select 'med_1', 'ready', 'a', 'image/webp', 'a', 9, 9, '{9}', '#000000', 0, '{}', id, 1
               from organisation where slug = 'norandino'""",
            f"update product set picture_id = 'med_1' where id = {_COFFEE}",
        ),
        "update media set colour = '#ffffff'",
        _LIST,
    ),
    "a word that is learnt": (
        ("delete from search_typo", "delete from search_word"),
        "select rebuild_search_words()",
        "/v1/products?q=scraf",
    ),
    "the market's country": ((), "update organisation set country = 'DE' where kind = 'market'", _PAGE),
    "what a category is called": ((), """update category set labels = '{"en": "Kawa"}' where code = 'coffee'""", _PAGE),
    "where the maker's parcels go": (
        (),
        """insert into shipping_rate (id, origin_country, destination, service, max_grams, currency, amount_minor,
                                      valid_from)
           values ('shr_1', 'PE', 'FR', 'standard', 5000, 'EUR', 590, '2026-01-01')""",
        _FACETS,
    ),
    "how a scheme may be shown": ((), """update scheme set display = '{"FR": "none"}'""", _FACETS),
    "whether the maker is open": ((), "update organisation set archived_at = now() where slug = 'norandino'", _FACETS),
    "that it is on sale": ((), f"update product set state = 'archived' where id = {_COFFEE}", _LIST),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_shows_with_the_next_read(shop: Shop, name: str) -> None:
    before, change, path = CHANGES[name]
    write(shop, *before)
    told = shop.get(path)
    write(shop, change)
    again = shop.get(path)
    forget(shop)
    fresh = shop.get(path)
    assert fresh.content != told.content, "nothing of it is shown"
    assert again.content == fresh.content


def card(shop: Shop) -> dict:
    return next(each for each in shop.get(_LIST).json()["data"] if each["slug"] == "cafe-piura")


def assert_gone_after(ends: float, look: Callable[[], object]) -> None:
    """Whoever asks half a second later sees nothing of it, however long an answer takes."""
    asked = time.monotonic()
    while look():
        assert asked < ends + 0.5
        time.sleep(0.05)
        asked = time.monotonic()


def test_prices_that_follow_each_other_show_by_the_clock_alone(shop: Shop) -> None:
    """Also the second, which is not the next thing to come when it is written, and before any job has run."""
    begun = time.monotonic()
    write(
        shop,
        f"delete from price where variant_id = {_LARGE}",
        "update price set valid_to = now() + interval '1 second' where amount_minor = 1494",
        *(
            f"""insert into price (id, variant_id, currency, amount_minor, premium_minor, valid_from, valid_to)
                select 'pri_{amount}', variant_id, currency, {amount}, 0, now() + interval '{begins} seconds',
                       now() + interval '{begins + 1} seconds'
                from price where amount_minor = 1494"""
            for amount, begins in ((1300, 1), (1200, 2), (1100, 3))
        ),
    )
    written = time.monotonic()
    seen = 0
    while seen != 1100:
        asked = time.monotonic() - written
        seen = card(shop)["price"]["amount"]
        answered = time.monotonic() - begun
        # Each counts for its second, and for the half that a reader may be behind.
        begins, ends = {1494: (0, 1.5), 1300: (1, 2.5), 1200: (2, 3.5), 1100: (3, math.inf)}[seen]
        assert begins <= answered and asked < ends, f"{seen} is shown"
        time.sleep(0.05)


def test_a_hubs_offer_ends_by_the_clock_alone(shop: Shop) -> None:
    write(
        shop,
        """insert into hub_grant (id, producer_id, hub_id, covers_all, may_set_stock, may_set_price, valid_from,
                                  valid_to, granted_by, accepted_at)
           select 'hgr_1', o.id, hub.id, true, false, false, now() - interval '1 day', now() + interval '2 seconds',
                  p.id, now()
           from organisation o, organisation hub, person p
           where o.slug = 'norandino' and hub.slug = 'alianza' and p.full_name = 'Vera'""",
    )
    ends = time.monotonic() + 2
    offer = "/v1/products?hub=alianza"
    assert len(shop.get(offer).json()["data"]) == 2 or time.monotonic() > ends
    assert_gone_after(ends, lambda: shop.get(offer).json()["data"])


def test_a_quantity_that_another_clock_says_is_sold_is_gone_when_that_moment_comes(shop: Shop) -> None:
    """The seller's clock is a second and a half ahead of the reader's."""
    write(
        shop,
        "alter table claim_use drop constraint fk_claim_use_order_id, drop constraint fk_claim_use_order_line_id",
        "alter table certificate disable trigger quantity_is_kept",
        "update certificate set quantity_grams = 300",
        "alter table certificate enable trigger quantity_is_kept",
    )
    write(
        shop,
        """insert into claim_use (id, certificate_id, order_id, order_line_id, grams, used_at)
           select 'use_1', id, 'ord_1', 'lin_1', 300, now() + interval '1.5 seconds' from certificate""",
        "insert into claim_balance (certificate_id, used_grams) select id, 300 from certificate",
    )
    sold = time.monotonic() + 1.5
    assert card(shop)["claims"] or time.monotonic() > sold
    assert_gone_after(sold, lambda: card(shop)["claims"])


def test_moments_that_are_long_over_are_forgotten(shop: Shop) -> None:
    write(
        shop,
        "delete from catalogue_edge where at <= now()",
        """insert into catalogue_edge
           select now() - ago * interval '1 hour' from (values (72), (48), (36), (1)) long_over (ago)""",
        "select tend_shelf()",
    )
    with shop.database.transaction() as session:
        hours = "select round(extract(epoch from now() - at) / 3600) from catalogue_edge where at <= now() order by 1"
        over = session.execute(text(hours)).scalars().all()
    # By the last of them the state of a day ago was called.
    assert over == [1, 36]


def test_what_could_not_be_counted_in_time_is_tried_again_after_a_minute(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while nothing changes in the catalogue."""
    with shop.database.transaction() as session:
        session.execute(text("insert into catalogue_change values (1)"))
    with shop.database.transaction() as session:
        session.execute(text("lock table shelf_written in access exclusive mode"))
        answers = [shop.get(_FACETS)]
    answers.append(shop.get(_FACETS))
    now = utc_now()
    monkeypatch.setattr(api.answers, "utc_now", lambda: now + timedelta(seconds=61))
    answers += [shop.get(_FACETS), shop.get(_FACETS)]
    assert [answer.json().get("facets") is None for answer in answers] == [True, True, False, False]


def kept(shop: Shop) -> int:
    return len(shop.http.app.state.tools.reads.answers)  # type: ignore[attr-defined]


def test_how_somebody_says_which_languages_they_read_makes_no_copies(shop: Shop) -> None:
    """Else whoever sends a new header each time drives out what everybody asks for."""
    told = {
        shop.get(_LIST, headers={"Accept-Language": wished}).content
        for wished in ("fr", "FR", "fr-CA, en", "xx, fr;q=0.3", "en;q=0.1, fr;q=0.9", "en;q=0, fr", "fr," + "x" * 7000)
    }
    assert len(told) == 1 and kept(shop) == 1
    assert b"Caf\xc3\xa9" in told.pop()
    assert (
        shop.get(_LIST, headers={"Accept-Language": "fr;q=0.1, en"}).json()["data"][0]["category"]["label"] == "Coffee"
    )
    assert kept(shop) == 2


def test_an_answer_belongs_to_one_question(shop: Shop) -> None:
    assert shop.get(f"{_PAGE}?lang=fr%3F").status_code == shop.get(f"{_PAGE}?lang=fr?").status_code == 200
    assert shop.get(f"{_PAGE}%3Flang=fr?").status_code == 404


def test_what_took_a_while_may_be_kept_for_so_much_less(shop: Shop) -> None:
    """Somebody holds what the list reads, and lets go a second before a window opens."""
    with shop.database.transaction() as session:
        opens_at = session.execute(
            text("insert into catalogue_edge values (clock_timestamp() + interval '3 seconds') returning at")
        ).scalar_one()
    with ThreadPoolExecutor(1) as beside:
        with shop.database.transaction() as session:
            session.execute(text("lock table organisation in access exclusive mode"))
            asked = beside.submit(shop.get, _LIST)
            time.sleep(2)
        answer = asked.result()
    seconds = int(answer.headers["CDN-Cache-Control"].rpartition("=")[2])
    assert utc_now() + timedelta(seconds=seconds) <= opens_at
    assert answer.status_code == 200


def test_those_who_ask_at_once_are_told_of_their_own_product(shop: Shop) -> None:
    """Also beside one that no product can be called."""
    asked = [_PAGE, "/v1/products/%00", f"{_PAGE}-2", _LIST, "/v1/products/" + "x" * 70] * 4
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(shop.get, asked))
    for path, answer in zip(asked, answers, strict=True):
        alone = shop.get(path)
        assert answer.status_code == alone.status_code
        if alone.status_code == 200:
            assert answer.content == alone.content
    assert [answer.status_code for answer in answers[:5]] == [200, 422, 404, 200, 422]


def test_what_is_kept_is_for_nobody_whose_token_is_refused(shop: Shop) -> None:
    assert shop.get(_PAGE).status_code == shop.get(_PAGE).status_code == 200
    assert shop.get(_PAGE, headers={"Authorization": "Bearer sol_ses_nobodys"}).status_code == 401


def test_a_state_that_cannot_be_read_is_a_problem_and_not_a_fault(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> None:
    monkeypatch.setattr(Reads, "statement_timeout_ms", 500)
    assert shop.get(_PAGE).status_code == 200
    with shop.database.transaction() as session:
        session.execute(text("lock table catalogue_change in access exclusive mode"))
        answer = shop.get(_PAGE)
    assert answer.status_code == 503
    assert answer.json()["code"] == "reads_unavailable" and answer.headers["Retry-After"] == "2"
    assert shop.get(_PAGE).status_code == 200
