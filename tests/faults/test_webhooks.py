"""A message has left, and whoever sent it dies before that is written down: it is sent again, as the same message."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from kit.clock import utc_now
from market.webhooks.sweep_deliveries import sweep_deliveries
from tests.faults.shaken import Shaken, Victim
from tests.webhooks.receiver import Receiver, receiving

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


def has_arrived(market: Shaken, delivery_id: str) -> bool:
    """Let the lease of whoever died be over, and ask again as the schedule does."""
    with market.database.transaction() as session:
        session.execute(_THE_LEASE_IS_OVER)
    with market.database.transaction() as session:
        sweep_deliveries(session, now=utc_now())
    return bool(market.scalar("select state = 'delivered' from webhook_delivery where id = :id", id=delivery_id))


_THE_LEASE_IS_OVER = text(
    """
    update webhook_endpoint set leased_until = null
    where leased_until < clock_timestamp() + interval '55 seconds'
    """
)


@pytest.mark.parametrize("victim", [Victim.CHILD, Victim.WORKER, Victim.DATABASE, Victim.BROKER])
def test_killed_between_sending_and_writing_it_down(market: Shaken, receiver: Receiver, victim: Victim) -> None:
    body = {"organisation_id": market.world.norandino_id, "url": receiver.url, "kinds": ["payout.paid"]}
    opened = market.post("/v1/webhooks", body, by="norandino")
    webhook_id = opened["webhook"]["id"]
    market.arm("webhook.sent")
    delivery = market.post(f"/v1/webhooks/{webhook_id}/test", by="norandino")
    pid = market.reached("webhook.sent")
    assert len(receiver.received) == 1
    market.kill(victim, pid if victim is Victim.CHILD else None)
    market.let_go()
    market.restart(victim)
    market.eventually("the message is delivered", lambda: has_arrived(market, delivery["id"]))
    market.heal()
    assert {each.id for each in receiver.received} == {delivery["event_id"]}
    assert all(each.is_signed_with(opened["secret"]) for each in receiver.received)
    # With the broker dead, its process lives and writes down what it sent.
    assert len(receiver.received) == (1 if victim is Victim.BROKER else 2)
    market.call("DELETE", f"/v1/webhooks/{webhook_id}", by="norandino")
