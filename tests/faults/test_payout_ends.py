"""S8: a payout that Stripe or a bank refuses, while somebody is killed. The money is owed again, once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlalchemy import text

from models.enums import PayoutRail
from tests.faults.shaken import Shaken, Victim
from tests.faults.steps import meet
from tests.faults.truth import assert_right, assert_right_and_the_rest_paid_later, states

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_SENDERS = (Victim.WORKER, Victim.CHILD, Victim.DATABASE)
_OTHERS = tuple(victim for victim in Victim if victim not in _SENDERS)


def refused_by_stripe(market: Shaken, victim: Victim) -> None:
    market.sell()
    market.lose_events("account.*", "capability.*", "v2.*")
    market.restrict(market.world.norandino_id)
    runs: list[str] = []
    meet(market, "operation.refused.transfer", victim, lambda: runs.append(market.run_payouts()))
    market.heal()
    assert states(market, runs[0]) == ["failed", "failed", "paid"]  # goods and premium of one, goods of the other
    assert_right_and_the_rest_paid_later(market, runs[0])


@pytest.mark.parametrize("victim", _SENDERS)
def test_refused_by_stripe(market: Shaken, victim: Victim) -> None:
    refused_by_stripe(market, victim)


@pytest.mark.nightly
@pytest.mark.parametrize("victim", _OTHERS)
def test_refused_by_stripe_and_another_is_killed(market: Shaken, victim: Victim) -> None:
    refused_by_stripe(market, victim)


def test_refused_although_it_was_sent_before(market: Shaken) -> None:
    """The first answers are lost, the second try is refused: nothing is given back before we have looked."""
    market.sell()
    market.lose_events("transfer.*", "account.*", "capability.*", "v2.*")
    for _ in range(6):  # three transfers, and the SDK's own second try for each
        market.fault("POST /v1/transfers", "apply_then_500")
    run_id = market.run_payouts()
    market.eventually("nobody is told", lambda: not market.faults_left())
    market.restrict(market.world.norandino_id)
    market.restrict(market.world.kuapa_id)
    market.control("switches", {"keys_kept_seconds": 0})
    market.heal()
    assert states(market, run_id) == ["paid"] * 3
    market.readmit(market.world.norandino_id)
    market.readmit(market.world.kuapa_id)
    assert_right_and_the_rest_paid_later(market, run_id)


def test_a_producers_bank_sends_it_back(market: Shaken) -> None:
    """The money waits in the producer's account at Stripe: our debt is settled, and a person is told."""
    market.sell()
    market.run_payouts()
    market.heal()
    account = market.account_of(market.world.norandino_id)
    paid_out = requests.post(
        f"{market.sandbox_url}/v1/payouts",
        data={"amount": "100", "currency": "eur"},
        headers={"Authorization": f"Bearer {market.environment['SOLIFAIR_STRIPE_API_KEY']}", "Stripe-Account": account},
        timeout=60,
    ).json()
    meet(
        market,
        "intake.storing",
        Victim.API,
        lambda: market.control(f"payouts/{paid_out['id']}/fail", {}),
    )
    told = "select count(*) from alert where kind = 'bank_payout_failed' and key = :key"
    market.eventually("a person is told", lambda: market.scalar(told, key=f"bank_payout:{paid_out['id']}") == 1)
    market.heal()
    assert_right(market)


def test_a_bank_sends_a_transfer_of_ours_back(market: Shaken) -> None:
    """Confirmed and returned by many clicks at once, and by a server that dies: each happens once."""
    producer = market.world.kuapa_id
    pay_by(market, producer, PayoutRail.MANUAL_BANK)
    try:
        market.sell()
        run_id = market.run_payouts()
        market.heal()
        payout = next(one for one, state in market.payouts_of(run_id).items() if state == "in_transit")
        confirmed = at_once(market, f"/v1/payouts/{payout}/confirm", {"bank_reference": f"E2E-{payout}"})
        assert set(confirmed) == {200}
        returned = at_once(market, f"/v1/payouts/{payout}/return", {"because": "AC04: account closed"})
        assert set(returned) == {200}
        assert market.payouts_of(run_id)[payout] == "returned"
        entries = "select count(*) from journal where subject_id = :id and kind in ('transfer_sent', 'payout_returned')"
        assert market.scalar(entries, id=payout) == 2
        market.heal()
        assert_right(market)
    finally:
        pay_by(market, producer, PayoutRail.STRIPE_CONNECT)
    again = market.run_payouts()
    market.heal()
    assert states(market, again) == ["paid"]
    assert_right(market)


def at_once(market: Shaken, path: str, body: object, times: int = 10) -> list[int]:
    with ThreadPoolExecutor(times) as pool:
        calls = [pool.submit(market.call, "POST", path, by="operator", json=body) for _ in range(times)]
        return [call.result().status_code for call in calls]


def pay_by(market: Shaken, organisation_id: str, rail: PayoutRail) -> None:
    """Open the organisation's account on this rail, and close the one on the other."""
    facts = {"id": organisation_id, "rail": rail}
    with market.database.transaction() as session:
        session.execute(_CLOSE, facts)
        if not session.execute(_REOPEN, facts).all():
            session.execute(_OPEN, facts)


_CLOSE = text(
    """
    update payout_account set closed_at = now()
    where organisation_id = :id and rail <> :rail and closed_at is null
    """
)
_REOPEN = text("update payout_account set closed_at = null where organisation_id = :id and rail = :rail returning id")
_OPEN = text(
    """
    insert into payout_account (id, organisation_id, rail, currency, country, state, attempt, holder_name,
                                account_number, is_iban, bic, bank_name, requirements)
    select make_id('pac'), organisation_id, :rail, currency, country, 'active', 1, 'Kuapa', '0123456789', false,
           'GHCBGHAC', 'A bank', '[]'
    from payout_account where organisation_id = :id limit 1
    """
)
