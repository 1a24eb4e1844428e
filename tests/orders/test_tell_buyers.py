"""Who bought under a certificate that was withdrawn is told, once, and nobody else is."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from market.orders.place_order import place_order
from market.orders.reach import Reach
from market.orders.tell_buyers import tell_buyers
from market.orders.views import read_order
from tests.certifying import certify, withdraw
from tests.shop import BUYER, NOW, Shop

DAY = timedelta(days=1)


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


def certified(shop: Shop, code: str = "fairtrade") -> str:
    with shop.database.transaction() as session:
        return certify(session, shop.world, code=code)


def fall(shop: Shop, certificate_id: str, *, days: int = 1) -> None:
    with shop.database.transaction() as session:
        withdraw(session, certificate_id, NOW + days * DAY)
        session.execute(
            text("update certificate set public_reason = 'Decertified.' where id = :id"), {"id": certificate_id}
        )


def tell(shop: Shop, *, days: float = 1) -> int:
    with shop.database.transaction() as session:
        return tell_buyers(session, now=NOW + days * DAY)


def bought(shop: Shop, *variants: str) -> str:
    order_id = shop.place(dict.fromkeys(variants, 1)).order_id
    shop.settle(order_id)
    return order_id


def told(shop: Shop) -> list[tuple[str, str]]:
    with shop.database.reading() as session:
        rows = session.execute(text("select order_id, certificate_id from notice order by id"))
        return [(row.order_id, row.certificate_id) for row in rows]


def test_a_withdrawal_is_told_once_to_who_paid_under_it(shop: Shop) -> None:
    before = bought(shop, shop.coffee)
    certificate_id = certified(shop)
    with_claim = bought(shop, shop.coffee, shop.chocolate)
    bought(shop, shop.chocolate)
    shop.place({shop.coffee: 1})
    assert tell(shop) == 0, "nothing was withdrawn"
    fall(shop, certificate_id)
    assert (tell(shop), tell(shop)) == (1, 0)
    assert told(shop) == [(with_claim, certificate_id)]
    assert before != with_claim


def test_an_announced_withdrawal_is_told_when_it_counts(shop: Shop) -> None:
    certificate_id = certified(shop)
    bought(shop, shop.coffee)
    fall(shop, certificate_id, days=3)
    assert (tell(shop, days=2.99), tell(shop, days=3)) == (0, 1)


def test_who_pays_after_the_withdrawal_is_told_too(shop: Shop) -> None:
    certificate_id = certified(shop)
    order_id = shop.place({shop.coffee: 1}).order_id
    fall(shop, certificate_id, days=0)
    assert tell(shop) == 0
    shop.settle(order_id)
    assert tell(shop) == 1


def suspend(shop: Shop, certificate_id: str, *, months: int) -> None:
    """From NOW on, under a scheme that lets suspensions last so long."""
    with shop.database.transaction() as session:
        session.execute(
            text("update certificate set state = 'suspended', claim_until = :now where id = :id"),
            {"now": NOW, "id": certificate_id},
        )
        session.execute(text("update scheme set suspension_months = :months"), {"months": months})


def test_a_withdrawal_is_told_however_long_the_label_was_suspended_before(shop: Shop) -> None:
    certificate_id = certified(shop)
    bought(shop, shop.coffee)
    suspend(shop, certificate_id, months=9)
    fall(shop, certificate_id, days=150)
    assert tell(shop, days=149.9) == 0
    assert tell(shop, days=150) == 1
    assert notified(shop) == NOW + 150 * DAY


def test_a_suspension_that_outlasts_its_limit_is_told_as_the_withdrawal_that_it_is(shop: Shop) -> None:
    certificate_id = certified(shop)
    bought(shop, shop.coffee)
    suspend(shop, certificate_id, months=6)
    limit = datetime(2027, 5, 24, 12, tzinfo=UTC)
    with shop.database.transaction() as session:
        assert tell_buyers(session, now=limit - timedelta(seconds=1)) == 0
    with shop.database.transaction() as session:
        assert tell_buyers(session, now=limit) == 1
    assert notified(shop) == limit
    with shop.database.transaction() as session:
        assert tell_buyers(session, now=limit + 365 * DAY) == 0


def notified(shop: Shop) -> datetime:
    with shop.database.reading() as session:
        moment: datetime = session.execute(text("select effective_at from notice")).scalar_one()
    return moment


def test_every_certificate_is_told_of(shop: Shop) -> None:
    first, second = certified(shop), certified(shop, "organic")
    order_id = bought(shop, shop.coffee)
    fall(shop, first)
    assert tell(shop) == 1
    fall(shop, second, days=2)
    assert tell(shop, days=2) == 1
    assert told(shop) == [(order_id, first), (order_id, second)]


def test_the_order_says_it_and_keeps_what_was_shown(shop: Shop) -> None:
    certificate_id = certified(shop)
    with shop.database.transaction() as session:
        opened = shop.cart(session, {shop.coffee: 1, shop.chocolate: 1})
    with shop.database.transaction() as session:
        from_cart = place_order(
            session,
            cart_id=opened.cart.id,
            reach=Reach(None, opened.secret),
            buyer=BUYER,
            hold=timedelta(minutes=30),
            now=NOW,
        ).order_id
    shop.settle(from_cart)
    fall(shop, certificate_id)
    tell(shop)
    with shop.database.reading() as session:
        view = read_order(session, order_id=from_cart, reach=Reach(None, opened.secret))
    (notice,) = view.notices
    assert (notice.certificate_id, notice.code, notice.reason) == (certificate_id, "fairtrade", "Decertified.")
    assert notice.effective_at == NOW + DAY
    (line,) = [line for line in view.lines if line.claims]
    assert notice.lines == [line.id]
    assert [claim["certificate_id"] for claim in line.claims] == [certificate_id]


def test_a_notice_is_never_taken_back(shop: Shop) -> None:
    certificate_id = certified(shop)
    bought(shop, shop.coffee)
    fall(shop, certificate_id)
    tell(shop)
    with pytest.raises(Exception, match="append-only"), shop.database.transaction() as session:
        session.execute(text("delete from notice"))
