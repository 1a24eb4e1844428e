"""Five hundred buyers at once for ten units, through HTTP: ten orders, everyone else is told so clearly.

Who is told that the market is busy (503, `Retry-After`), because the machine stood still meanwhile, asks again with the
same key, as the answer says; and so does whose idle connection was closed.
"""

import asyncio
import threading
import time
from collections import Counter
from dataclasses import dataclass

import httpx2
import pytest
import requests
from sqlalchemy import text

from models.enums import TaskName
from tests.faults.shaken import Shaken
from tests.faults.truth import assert_right
from tests.journeys.market import BUYER

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_BUYERS, _UNITS = 500, 10
_PATIENCE_S = 60.0
_FILLED_AT_ONCE = 16


@dataclass(frozen=True)
class Answer:
    """What one buyer was told."""

    status: int
    body: dict
    secret: str


class Rush:
    """Buyers, each with a cart and an address of their own, all checking out in the same moment."""

    def __init__(self, market: Shaken, variant: str):
        self._market = market
        self._variant = variant

    def run(self, buyers: int) -> list[Answer]:
        return asyncio.run(self._run(buyers))

    async def _run(self, buyers: int) -> list[Answer]:
        limits = httpx2.Limits(max_connections=buyers, max_keepalive_connections=buyers)
        async with httpx2.AsyncClient(
            base_url=self._market.api_url, timeout=120, limits=limits, trust_env=False
        ) as client:
            turnstile = asyncio.Semaphore(_FILLED_AT_ONCE)
            carts = await asyncio.gather(*(self._fill(client, turnstile, number) for number in range(buyers)))
            return await asyncio.gather(*(self._check_out(client, *cart) for cart in carts))

    async def _fill(self, client: httpx2.AsyncClient, turnstile: asyncio.Semaphore, number: int) -> tuple[str, dict]:
        async with turnstile:
            address = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
            cart = (await _ask(client, "POST", "/v1/carts", {"country": "FR"}, address)).raise_for_status().json()
            mine = {**address, "Cart-Secret": cart["secret"], "Idempotency-Key": cart["id"]}
            put = await _ask(client, "PUT", f"/v1/carts/{cart['id']}/lines/{self._variant}", {"quantity": 1}, mine)
            put.raise_for_status()
            return cart["id"], mine

    async def _check_out(self, client: httpx2.AsyncClient, cart_id: str, mine: dict) -> Answer:
        answer = await _ask(client, "POST", f"/v1/carts/{cart_id}/checkout", BUYER, mine)
        return Answer(answer.status_code, answer.json(), mine["Cart-Secret"])


async def _ask(client: httpx2.AsyncClient, method: str, path: str, body: dict, headers: dict) -> httpx2.Response:
    ends_at = time.monotonic() + _PATIENCE_S
    while True:
        try:
            answer = await client.request(method, path, json=body, headers=headers)
        except (httpx2.ReadError, httpx2.RemoteProtocolError):
            if time.monotonic() > ends_at:
                raise
            continue
        if answer.status_code != 503 or time.monotonic() > ends_at:
            return answer
        await asyncio.sleep(int(answer.headers["Retry-After"]))


class Watch:
    """Looks at the stock again and again, from outside."""

    def __init__(self, market: Shaken, variant: str):
        self.least = _UNITS
        self._market = market
        self._variant = variant
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(0.05):
            free = self._market.scalar("select on_hand - reserved from stock where variant_id = :id", id=self._variant)
            self.least = min(self.least, free)


def hot_product(market: Shaken) -> str:
    with market.database.transaction() as session:
        market.world.session = session
        slug = f"hot-{time.time_ns()}"
        product = market.world.product(slug, "The last ten bags", price=1200, premium=20, stock=_UNITS)
        found = session.execute(text("select id from variant where product_id = :id"), {"id": product})
        return str(found.scalar_one())


def pay(answer: Answer, method: str) -> None:
    paid = requests.post(answer.body["checkout_url"], data={"method": method}, allow_redirects=False, timeout=60)
    assert paid.status_code < 500


def wait_until_paid(market: Shaken, winners: list[Answer]) -> None:
    for winner in winners:
        market.wait_until_paid({"order_id": winner.body["order_id"], "secret": winner.secret})


def test_five_hundred_buyers_for_ten_units(market: Shaken) -> None:
    variant = hot_product(market)
    with Watch(market, variant) as watch:
        answers = Rush(market, variant).run(_BUYERS)
    told = Counter((answer.status, answer.body.get("code")) for answer in answers)
    assert {status for status, _ in told} == {201, 409}, told
    assert {code for status, code in told if status == 409} <= {"out_of_stock", "cart_changed"}, told
    winners = [answer for answer in answers if answer.status == 201]
    assert len(winners) == _UNITS
    # Three do not pay: one is refused by their bank, two never come back.
    for winner in winners[:7]:
        pay(winner, "pm_card_bypassPending")
    pay(winners[7], "pm_card_chargeDeclined")
    wait_until_paid(market, winners[:7])
    orders = [winner.body["order_id"] for winner in winners]
    with market.database.transaction() as session:
        session.execute(_TIME_IS_UP, {"orders": orders})
    market.ask_for(TaskName.EXPIRE_ORDERS)
    free = "select on_hand - reserved from stock where variant_id = :id"
    market.eventually("three units are free again", lambda: market.scalar(free, id=variant) == 3)
    # And are sold to the next who come.
    with Watch(market, variant) as second_watch:
        next_ones = [answer for answer in Rush(market, variant).run(50) if answer.status == 201]
    assert len(next_ones) == 3
    for winner in next_ones:
        pay(winner, "pm_card_bypassPending")
    wait_until_paid(market, next_ones)
    paid = (
        "select count(*) from customer_order o join order_line l on l.order_id = o.id "
        "where l.variant_id = :id and o.state = 'paid'"
    )
    assert market.scalar(paid, id=variant) == _UNITS
    assert watch.least == second_watch.least == 0
    market.heal()
    assert_right(market)


_TIME_IS_UP = text(
    """
    with late as (
        update customer_order set expires_at = now() - interval '1 minute'
        where id = any(:orders) and state = 'placed' returning id
    )
    update reservation r set expires_at = now() - interval '1 minute' from late where r.order_id = late.id
    """
)
