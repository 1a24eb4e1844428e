"""S9: a payout is called off, its producer suspended or the account swapped, while it is on its way and somebody dies.
It is called off or sent, never both, and never sent to another account than the one that was approved."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from requests import ConnectionError as HungUp
from sqlalchemy import text

from tests.faults.shaken import Shaken, Victim
from tests.faults.steps import Step, interrupt, place_of
from tests.faults.truth import assert_right, assert_right_and_the_rest_paid_later, states

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_STEPS = (Step.PUBLISHED, Step.CLAIMED, Step.SENT, Step.ANSWERED, Step.BOOKED)
_SENDERS = (Victim.WORKER, Victim.CHILD, Victim.DATABASE)


def by_name(step: Step) -> str:
    return f"{step[:2]}_{step.name.lower()}"


def call_off(market: Shaken, run_id: str) -> list[int]:
    """Ask for every payout of a run to be called off; the answers' statuses. What Stripe was asked for stays."""
    asked_before = {row[0] for row in market.rows("select subject_id from stripe_operation where attempts > 0")}
    statuses = []
    for payout in market.payouts_of(run_id):
        body = {"because": "The bank warned us."}
        answer = market.call("POST", f"/v1/payouts/{payout}/cancel", by="operator", json=body)
        assert answer.status_code == 409 or (answer.status_code == 200 and payout not in asked_before)
        if answer.status_code == 409:
            assert answer.json()["code"] in {"payout_may_have_left", "payout_not_in_transit"}
        statuses.append(answer.status_code)
    return statuses


def nobody_is_told(market: Shaken) -> str:
    """A run of three payouts whose tasks wait in the outbox, where the relay is stopped."""
    market.sell()
    market.arm("relay.taken")
    run_id = market.run_payouts()
    market.reached("relay.taken")
    return run_id


@pytest.mark.parametrize("victim", [None, *_SENDERS], ids=str)
def test_called_off_before_anybody_is_asked(market: Shaken, victim: Victim | None) -> None:
    run_id = nobody_is_told(market)
    assert call_off(market, run_id) == [200, 200, 200]
    if victim is not None:
        market.kill(victim)
    market.let_go()
    if victim is not None:
        market.restart(victim)
    market.heal()
    assert states(market, run_id) == ["cancelled"] * 3
    assert call_off(market, run_id) == [200, 200, 200]
    assert_right_and_the_rest_paid_later(market, run_id)


@pytest.mark.parametrize("how", ["killed", "committed"])
def test_called_off_while_a_worker_takes_it(market: Shaken, how: str) -> None:
    """The operator's request holds the lock, undecided: the worker does not wait for it, and does not send."""
    run_id = nobody_is_told(market)
    # Kuapa's, whose accounts the other two do not need.
    [(payout,)] = market.rows(
        "select id from payout where run_id = :run and beneficiary_id = :kuapa", run=run_id, kuapa=market.world.kuapa_id
    )
    operation = market.scalar("select id from stripe_operation where subject_id = :id", id=payout)
    market.arm("payout.cancelled")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(call_off_one, market, payout)
        market.reached("payout.cancelled")
        next(market.faultpoints.glob("relay.taken.*")).unlink()
        market.eventually("a worker has come by", lambda: f"operation={operation}" in market.log("worker"))
        market.eventually("the others are paid", lambda: states(market, run_id) == ["in_transit", "paid", "paid"])
        if how == "killed":
            market.kill(Victim.API)
        market.let_go()
        assert asked.result() == (None if how == "killed" else 200)
    if how == "killed":
        market.restart(Victim.API)
    market.heal()
    expected = "paid" if how == "killed" else "cancelled"
    assert market.payouts_of(run_id)[payout] == expected
    assert_right_and_the_rest_paid_later(market, run_id)


def call_off_one(market: Shaken, payout: str) -> int | None:
    try:
        path = f"/v1/payouts/{payout}/cancel"
        return market.call("POST", path, by="operator", json={"because": "The bank warned us."}).status_code
    except HungUp:
        return None


@pytest.mark.parametrize("victim", _SENDERS)
@pytest.mark.parametrize("step", [Step.CLAIMED, Step.ANSWERED], ids=by_name)
def test_called_off_too_late(market: Shaken, step: Step, victim: Victim) -> None:
    """Stripe may have been asked: nobody calls it off any more, however dead the one who asked."""
    market.sell()
    runs: list[str] = []
    interrupt(market, step, victim, "transfer", lambda: runs.append(market.run_payouts()))
    answers = call_off(market, runs[0])
    assert 409 in answers
    market.heal()
    assert states(market, runs[0]) == sorted("paid" if answer == 409 else "cancelled" for answer in answers)
    assert_right_and_the_rest_paid_later(market, runs[0])


@pytest.mark.nightly
@pytest.mark.parametrize("victim", _SENDERS)
@pytest.mark.parametrize("step", _STEPS, ids=by_name)
def test_called_off_at_any_step(market: Shaken, step: Step, victim: Victim) -> None:
    market.sell()
    runs: list[str] = []
    if step is Step.SENT:
        interrupt(market, step, victim, "transfer", lambda: runs.append(market.run_payouts()))
        answers = call_off(market, runs[0])
    else:
        market.arm(place_of(step, "transfer"))
        runs.append(market.run_payouts())
        pid = market.reached(place_of(step, "transfer"))
        answers = call_off(market, runs[0]) if step is not Step.BOOKED else []
        market.kill(victim, pid)
        market.let_go()
        market.restart(victim)
    market.heal()
    assert states(market, runs[0]).count("cancelled") == answers.count(200)
    assert_right_and_the_rest_paid_later(market, runs[0])


def suspended(market: Shaken, step: Step, victim: Victim) -> None:
    """Stripe stops a producer's account while their payout is under way, and tells us."""
    market.sell()
    market.arm(place_of(step, "transfer"))
    run_id = market.run_payouts()
    pid = market.reached(place_of(step, "transfer"))
    market.restrict(market.world.norandino_id)
    market.restrict(market.world.kuapa_id)
    market.kill(victim, pid)
    market.let_go()
    market.restart(victim)
    market.heal()
    assert set(states(market, run_id)) <= {"failed", "paid"}
    assert_right(market)
    market.readmit(market.world.kuapa_id)
    market.readmit(market.world.norandino_id)
    assert_right_and_the_rest_paid_later(market, run_id)


@pytest.mark.parametrize("step", [Step.PUBLISHED, Step.CLAIMED, Step.ANSWERED], ids=by_name)
def test_suspended(market: Shaken, step: Step) -> None:
    suspended(market, step, Victim.CHILD)


@pytest.mark.nightly
@pytest.mark.parametrize("victim", [victim for victim in Victim if victim is not Victim.CHILD])
@pytest.mark.parametrize("step", [Step.PUBLISHED, Step.CLAIMED, Step.ANSWERED], ids=by_name)
def test_suspended_and_another_is_killed(market: Shaken, step: Step, victim: Victim) -> None:
    suspended(market, step, victim)


def swapped(market: Shaken, step: Step, victim: Victim) -> None:
    """Norandino's account is replaced in the middle: what is under way goes where it was approved
    to go, what comes after goes to the new one."""
    approved = market.account_of(market.world.norandino_id)
    market.sell()
    market.arm(place_of(step, "transfer"))
    run_id = market.run_payouts()
    pid = market.reached(place_of(step, "transfer"))
    other = open_another_account(market, market.world.norandino_id)
    try:
        market.kill(victim, pid)
        market.let_go()
        market.restart(victim)
        market.heal()
        assert_right(market)
        went_to = {
            transfer["destination"]
            for transfer in market.transfers()
            if transfer["metadata"]["solifair_payout"] in market.payouts_of(run_id)
            and transfer["metadata"]["solifair_organisation"] == market.world.norandino_id
        }
        assert went_to == {approved}
        market.sell()
        later = market.run_payouts()
        market.heal()
        assert states(market, later) == ["paid"] * 3
        assert other in {transfer["destination"] for transfer in market.transfers()}
        assert_right(market)
    finally:
        back_to(market, approved)


@pytest.mark.parametrize("step", [Step.PUBLISHED, Step.CLAIMED], ids=by_name)
def test_account_swapped(market: Shaken, step: Step) -> None:
    swapped(market, step, Victim.CHILD)


@pytest.mark.nightly
@pytest.mark.parametrize("victim", [victim for victim in Victim if victim is not Victim.CHILD])
@pytest.mark.parametrize("step", [Step.PUBLISHED, Step.CLAIMED, Step.ANSWERED], ids=by_name)
def test_account_swapped_and_another_is_killed(market: Shaken, step: Step, victim: Victim) -> None:
    swapped(market, step, victim)


def open_another_account(market: Shaken, organisation_id: str) -> str:
    """Close an organisation's account and open another, at Stripe and here; its id at Stripe."""
    account = market.stripe.create_recipient_account(
        organisation_id=organisation_id,
        country="PE",
        email="money@example.org",
        name="A producer",
        idempotency_key=f"another/{len(market.sandbox_state()['accounts'])}",
    )
    market.control(f"accounts/{account.id}/standing", {})
    facts = {"organisation": organisation_id, "account": account.id}
    with market.database.transaction() as session:
        session.execute(_CLOSE, facts)
        session.execute(_OPEN, facts)
    return account.id


def back_to(market: Shaken, account: str) -> None:
    with market.database.transaction() as session:
        session.execute(_CLOSE, {"organisation": market.world.norandino_id})
        session.execute(
            text("update payout_account set closed_at = null where stripe_account_id = :id"), {"id": account}
        )


_CLOSE = text("update payout_account set closed_at = now() where organisation_id = :organisation and closed_at is null")
_OPEN = text(
    """
    insert into payout_account (id, organisation_id, rail, currency, country, state, attempt, stripe_account_id,
                                holder_name, account_number, is_iban, bic, bank_name, requirements)
    select make_id('pac'), organisation_id, rail, currency, country, 'active', 1, :account, '', '', false, '', '', '[]'
    from payout_account where organisation_id = :organisation and rail = 'stripe_connect' limit 1
    """
)
