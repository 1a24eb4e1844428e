"""No false success: what the API answered with 2xx is in the database; what it did not is there whole or not at all,
and asking again with the same key comes to the same."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from kit.ids import new_id
from tests.faults.shaken import Shaken, Victim, last_week
from tests.faults.stripe_post import signed
from tests.faults.truth import assert_right
from tests.journeys.market import BUYER

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_VICTIMS = (Victim.API, Victim.DATABASE)


def cut_off(market: Shaken, victim: Victim, call: Callable[[], requests.Response]) -> int | None:
    """Call, kill the victim once the market has come to the armed place, start it again; the status, if any came."""

    def called() -> int | None:
        try:
            return call().status_code
        except requests.ConnectionError:
            return None

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(called)
        market.eventually("the place is reached", lambda: not market.is_waited_for() and not market.faults_left())
        market.kill(victim)
        market.let_go()
        answer = asked.result()
    market.restart(victim)
    return answer


@pytest.mark.parametrize("victim", _VICTIMS)
def test_a_run_asked_for(market: Shaken, victim: Victim) -> None:
    order_id = market.sell()
    headers = {"Idempotency-Key": f"run-{order_id}"}
    body = {"period": str(last_week())}

    def run() -> requests.Response:
        return market.call("POST", "/v1/payout-runs", by="operator", json=body, headers=headers)

    market.arm("run.claimed")
    assert cut_off(market, victim, run) in {None, 503}
    assert market.scalar("select count(*) from payout_item c join payable_item i on i.id = c.payable_item_id "
                         "where i.order_id = :id", id=order_id) == 0  # fmt: skip
    first = market.eventually("it is answered", lambda: (answer := run()).status_code == 201 and answer)
    assert first.json()["new_run_id"] is not None
    again = run()
    assert again.headers["Idempotent-Replayed"] == "true" and again.content == first.content
    market.heal()
    assert set(market.payouts_of(first.json()["new_run_id"]).values()) == {"paid"}
    assert_right(market)


@pytest.mark.parametrize("victim", _VICTIMS)
def test_a_checkout(market: Shaken, victim: Victim) -> None:
    """The order is committed, Stripe's page is asked for, and nobody hears of it: asked again, it is the same order and
    the same page."""
    cart = market.post("/v1/carts", {"country": "FR"})
    secret = {"Cart-Secret": cart["secret"]}
    path = f"/v1/carts/{cart['id']}"
    put = market.call("PUT", f"{path}/lines/{market.things[0]}", headers=secret, json={"quantity": 1})
    assert put.status_code == 200, put.text

    def check_out() -> requests.Response:
        headers = {**secret, "Idempotency-Key": cart["id"]}
        return market.call("POST", f"{path}/checkout", json=BUYER, headers=headers)

    market.fault("POST /v1/checkout/sessions", "apply_then_hang", seconds=2)
    assert cut_off(market, victim, check_out) in {None, 201, 503}
    done = market.eventually("it is answered", lambda: (answer := check_out()).status_code == 201 and answer).json()
    assert check_out().json() == done
    assert market.scalar("select count(*) from customer_order where cart_id = :id", id=cart["id"]) == 1
    pages = [page for page in market.sandbox_state()["checkout_sessions"] if page["metadata"].values() and
             done["order_id"] in page["metadata"].values()]  # fmt: skip
    assert len(pages) == 1
    method = {"method": "pm_card_bypassPending"}
    paid = requests.post(done["checkout_url"], data=method, allow_redirects=False, timeout=60)
    assert paid.status_code in {302, 303}, paid.text
    market.wait_until_paid({"order_id": done["order_id"], "secret": cart["secret"]})
    market.heal()
    assert_right(market)


@pytest.mark.parametrize("victim", _VICTIMS)
@pytest.mark.parametrize("place", ["intake.storing", "intake.stored"])
def test_an_event(market: Shaken, place: str, victim: Victim) -> None:
    """Told that we have not got it, or told nothing, Stripe brings it again: it is there, and its effect once."""
    event = {
        "id": new_id("evt").replace("evt_", "evt_test"),
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "data": {"object": {"id": "ba_nobody", "object": "balance"}},
        "livemode": False,
        "type": "balance.available",
    }

    def deliver() -> requests.Response:
        payload = json.dumps(event)
        return market.call("POST", "/v1/hooks/stripe", data=payload, headers=signed(market, payload))

    stored = "select count(*) from stripe_event where id = :id"
    # No event of what was sold before may come to the place first.
    market.heal()
    market.arm(place)
    answer = cut_off(market, victim, deliver)
    if answer == 200:
        assert place == "intake.stored" and victim is Victim.DATABASE
    else:
        assert answer in {None, 503}
    expected = 1 if place == "intake.stored" else 0
    assert market.scalar(stored, id=event["id"]) == expected
    market.eventually("it is taken", lambda: deliver().status_code == 200)
    assert market.scalar(stored, id=event["id"]) == 1
    market.heal()
    assert_right(market)
