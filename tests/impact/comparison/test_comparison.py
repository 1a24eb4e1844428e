"""What producers get here, beside what others published, each with its source and its warning."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from market.impact.comparison.comparators import read_comparators
from market.impact.comparison.compare import Comparison, compare
from market.impact.comparison.keep_comparison import keep_comparison
from market.impact.comparison.rules import SMALLEST, Sold, shares_of, twelve_months_before
from market.impact.forms.language import LANGUAGES
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from models.enums import LiableParty, RefundKind
from tests.impact.conftest import Month
from tests.impact.forms.conftest import client as client
from tests.shop import NOW

AFTER = date(2026, 12, 8)


def test_a_year_is_twelve_months_that_are_over() -> None:
    assert twelve_months_before(date(2026, 12, 8)) == (date(2025, 12, 1), date(2026, 12, 1))
    assert twelve_months_before(date(2028, 2, 29)) == (date(2027, 2, 1), date(2028, 2, 1))


def test_a_category_with_few_orders_has_no_share_of_its_own() -> None:
    shares = shares_of([Sold("coffee", 6, 700, 1000), Sold("honey", 4, 1, 100)], 10)
    assert [(one.category, one.orders, one.share) for one in shares] == [
        (None, 10, "63.73"),
        ("coffee", 6, "70.00"),
        ("", 4, None),
    ]


@given(
    st.lists(
        st.builds(
            Sold, st.text(min_size=1, max_size=3), st.integers(1, 20), st.integers(0, 10**9), st.integers(0, 10**9)
        )
    )
)
def test_shares_are_percentages_or_nothing(sold: list[Sold]) -> None:
    for one in shares_of(sold, sum(each.orders for each in sold)):
        assert one.share is None or (Decimal(one.share) >= 0 and one.orders >= SMALLEST)


def kept(month: Month, currency: str = "EUR", today: date = AFTER) -> Comparison:
    """Added up now, and read."""
    with month.database.transaction() as session:
        keep_comparison(session, currency=currency, today=today)
    with month.database.reading() as session:
        return compare(session, currency=currency, today=today)


def test_the_share_is_that_of_the_books(month: Month) -> None:
    found = kept(month)
    with month.database.reading() as session:
        booked = session.execute(
            text(
                "select sum(amount_minor) filter (where kind in ('producer', 'premium')) as theirs, "
                "sum(amount_minor) filter (where kind <> 'vat') as net "
                "from breakdown_part where order_line_id is not null"
            )
        ).one()
    everything, *categories = found.shares
    assert everything.orders == 6
    assert everything.share is not None
    assert Decimal(everything.share) == round(100 * Decimal(booked.theirs) / Decimal(booked.net), 2)
    assert {(one.category, one.orders) for one in categories} == {("coffee", 6), ("chocolate", 5)}


def test_what_was_given_back_is_taken_off(month: Month) -> None:
    def share() -> str | None:
        return next(one.share for one in kept(month).shares)

    before = share()
    with month.database.transaction() as session:
        lines = session.execute(
            text("select id, order_id, quantity from order_line where name like 'Chocolate%'")
        ).all()
        for line in lines:
            request_refund(
                session,
                order_id=line.order_id,
                key=line.id,
                lines=[LineWish(line.id, line.quantity)],
                parcel_ids=(),
                kind=RefundKind.LINES,
                liable=LiableParty.PRODUCER,
                reason="melted",
                requested_by=None,
                restock=False,
                now=NOW,
            )
    coffee = next(one for one in kept(month).shares if one.category == "coffee")
    assert share() == coffee.share != before


def test_nothing_of_other_days_or_currencies_counts(month: Month) -> None:
    for currency, today in (("USD", AFTER), ("EUR", date(2026, 11, 24)), ("EUR", date(2028, 1, 1))):
        (nothing,) = kept(month, currency, today).shares
        assert (nothing.orders, nothing.share) == (0, None)


def test_what_was_kept_is_read_until_it_is_added_up_anew(month: Month) -> None:
    with month.database.reading() as session:
        (nothing,) = compare(session, currency="EUR", today=AFTER).shares
    assert (nothing.orders, nothing.share) == (0, None)
    found = kept(month)
    with month.database.reading() as session:
        assert compare(session, currency="EUR", today=date(2027, 1, 1)) == found
        assert compare(session, currency="EUR", today=date(2026, 11, 30)).shares == (nothing,)
    with month.database.transaction() as session:
        session.execute(text("update product set category_code = 'textiles' where category_code = 'chocolate'"))
    assert {one.category for one in kept(month).shares} == {None, "coffee", "textiles"}


def test_every_finding_is_cited_and_warned_of() -> None:
    found = read_comparators()
    assert {one.id for one in found} == {"naegele-2020", "naegele-2019", "durevall-2015", "durevall-2017"}
    for one in found:
        assert Decimal(one.least) <= Decimal(one.most)
        assert str(one.year) in one.id
        texts = [one.finding.text(lang) for lang in LANGUAGES] + [one.warning.text(lang) for lang in LANGUAGES]
        assert len(set(texts)) == len(texts) and all(texts)
        assert one.warning.text("qu") == one.warning.en


@pytest.mark.parametrize("lang", LANGUAGES)
def test_anybody_reads_it_in_their_language(client: TestClient, month: Month, lang: str) -> None:
    with month.database.transaction() as session:
        last_month = datetime(utc_now().year, utc_now().month, 1, tzinfo=NOW.tzinfo)
        session.execute(
            text("update customer_order set paid_at = cast(:at as timestamptz) - interval '3 days'"), {"at": last_month}
        )
    kept(month, today=utc_now().date())
    told = client.get(f"/v1/comparison?lang={lang}")
    assert told.status_code == 200
    assert "max-age" in told.headers["cache-control"]
    body = told.json()
    assert body["here"][0]["orders"] == 6
    assert body["here"][0]["percent"] is not None
    assert all(one["warning"] and one["source"].startswith("http") for one in body["elsewhere"])
    english = client.get("/v1/comparison?lang=en").json()
    assert lang == "en" or body["warning"] != english["warning"]
    assert client.get("/v1/comparison?since=2020").status_code == 400
