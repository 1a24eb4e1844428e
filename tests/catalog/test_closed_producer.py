"""What a producer made is not on sale any more once it is closed, wherever one looks."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from kit.clock import utc_now
from market.catalog.exporting.offers import Addresses
from market.catalog.open_data.describe import Licence
from market.catalog.open_data.dump_open_data import DumpTerms, dump_open_data
from tests.catalog.authoring.conftest import Desk, desk

__all__ = ["desk"]

LISTS = (
    "/v1/products?include=facets",
    "/v1/suggestions?q=coff",
    "/v1/feeds/google",
    "/v1/dfc/catalog",
    "/v1/products?hub=alianza",
)
PAGES = (
    "/v1/products/coffee",
    "/v1/products/coffee/linked-data",
    "/v1/variants/{coffee}/breakdown",
    "/v1/producers/norandino/feeds/google",
    "/v1/hubs/alianza",
)
CLOSE = "update organisation set archived_at = now() where slug = 'norandino'"
OPEN = "update organisation set archived_at = null where slug = 'norandino'"


def execute(desk: Desk, sql: str, **asked: object) -> None:
    with desk.database.transaction() as session:
        session.execute(text(sql), asked)


@pytest.fixture
def offered(desk: Desk) -> Desk:
    """Norandino's coffee, which its federation offers too."""
    execute(
        desk,
        """
        insert into hub_grant (id, hub_id, producer_id, covers_all, may_set_stock, may_set_price, valid_from,
                               granted_by, accepted_by, accepted_at)
        select 'hgr_1', hub.id, maker.id, true, false, false, '2026-01-01', rosa.id, rosa.id, '2026-01-01'
        from organisation hub, organisation maker, person rosa
        where hub.slug = 'alianza' and maker.slug = 'norandino' and rosa.email = 'rosa@example.org'
        """,
    )
    return desk


def statuses(desk: Desk) -> set[int]:
    return {desk.http.get(page.format(coffee=desk.shop.coffee)).status_code for page in PAGES}


def test_lists_and_pages_know_nothing_of_it_until_it_opens_again(offered: Desk) -> None:
    before = {path: offered.http.get(path).text for path in LISTS}
    assert all("Coffee of Piura" in body for body in before.values()), before
    assert statuses(offered) == {200}
    execute(offered, CLOSE)
    after = {path: offered.http.get(path).text for path in LISTS}
    assert not [path for path, body in after.items() if "Coffee of Piura" in body or "norandino" in body]
    assert statuses(offered) == {404}
    execute(offered, OPEN)
    assert {path: offered.http.get(path).text for path in LISTS} == before


def test_a_hub_that_is_closed_offers_nothing(offered: Desk) -> None:
    assert "Coffee of Piura" in offered.http.get("/v1/products?hub=alianza").text
    execute(offered, CLOSE.replace("norandino", "alianza"))
    assert offered.http.get("/v1/products?hub=alianza").json()["data"] == []
    assert offered.http.get("/v1/hubs/alianza").status_code == 404
    assert "Coffee of Piura" in offered.http.get("/v1/products").text, "its maker is there"


def test_open_data_has_no_row_of_it(offered: Desk, tmp_path: Path) -> None:
    execute(offered, CLOSE)
    addresses = Addresses("https://api.market.example", "https://market.example")
    now = utc_now()
    dump_open_data(offered.database, tmp_path, DumpTerms("EUR", "FR", addresses, Licence.CC_BY, now))
    rows = {
        file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for file in tmp_path.glob("*.jsonl")
    }
    assert rows["products"] and rows["prices"]
    own = {offered.one("select id from product where slug = 'coffee'"), offered.shop.coffee}
    assert not [name for name, them in rows.items() for row in them if own & set(map(str, row.values()))]
