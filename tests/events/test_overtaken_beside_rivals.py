"""News of a refund or a dispute overtakes the news of its payment, while somebody else pays out or holds: nobody waits
in a circle."""

import threading
import time
from collections.abc import Callable

import pytest

from kit.clock import IsoWeek
from kit.database import Session
from market.earnings import queries as earnings
from market.earnings.hold import hold_organisation
from market.payouts.run_payouts import run_payouts
from models.enums import HoldReason
from tests.trade import Trade

Rival = Callable[[Trade, Session], object]


def pays_out(trade: Trade, session: Session) -> object:
    earnings.lock_items_alone(session)
    time.sleep(0.5)
    return run_payouts(
        session, period=IsoWeek.of(trade.now), now=trade.now, triggered_by="a person", terms=trade.payouts
    )


def holds(trade: Trade, session: Session) -> object:
    earnings.lock_holds(session)
    time.sleep(0.5)
    return hold_organisation(
        session,
        organisation_id=trade.world.norandino_id,
        reason=HoldReason.MANUAL,
        note="a visit",
        by=None,
        now=trade.now,
    )


def refunded(trade: Trade, order_id: str) -> str:
    fact = trade.pay(order_id)
    made = trade.stripe.add_refund(fact.id, fact.received)
    return trade.tell("refund.created", made.id)


def disputed(trade: Trade, order_id: str) -> str:
    fact = trade.pay(order_id)
    return trade.tell("charge.dispute.created", trade.stripe.open_dispute(fact).id)


@pytest.mark.parametrize("rival", [pays_out, holds])
@pytest.mark.parametrize("news", [refunded, disputed])
def test_nobody_waits_in_a_circle(trade: Trade, rival: Rival, news: Callable[[Trade, str], str]) -> None:
    trade.sell(trade.coffees(2))
    trade.mature()
    order_id = trade.place(trade.coffees(2))
    has_locked = threading.Event()
    failed: list[Exception] = []

    def act() -> None:
        try:
            with trade.database.transaction() as session:
                threading.Timer(0.1, has_locked.set).start()
                rival(trade, session)
        except Exception as error:
            failed.append(error)

    acting = threading.Thread(target=act)
    acting.start()
    has_locked.wait()
    outcome = news(trade, order_id)
    acting.join()
    assert failed == []
    assert not outcome.startswith("put off")
