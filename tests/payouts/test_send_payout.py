"""A transfer leaves exactly once, wherever the sender dies and whatever Stripe answers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.fakes import FakeStripe, no_answer
from gateways.stripe import OPERATION_KEY, TransferFact
from kit.money import Money
from market.payments.errors import (
    AnswerDiffers,
    NoSuchOperation,
    OperationEndedOtherwise,
    OperationKeyReused,
)
from market.payments.operations import intend, queries, sweep_operations
from market.payments.operations.rules import LEASE
from market.payouts.errors import NoSuchPayout
from models.enums import StripeOperationKind, StripeOperationState
from tests.payouts.conftest import DUE, Till

DONE, UNKNOWN, FAILED = StripeOperationState.SUCCEEDED, StripeOperationState.UNKNOWN, StripeOperationState.FAILED
SOON = DUE + timedelta(seconds=10)
AFTER_LEASE = DUE + LEASE
A_DAY_LATER = DUE + timedelta(hours=25)


class Killed(BaseException):
    """The process is gone: nothing after this line runs, nothing is cleaned up."""


@pytest.fixture
def operation(till: Till) -> str:
    """The goods transfer of the producer that Stripe pays."""
    till.run()
    return str(till.scalar("select id from stripe_operation where parameters ->> 'purpose' = 'goods'"))


def sent(till: Till, operation: str) -> list[str]:
    """Transfers that Stripe made for this operation."""
    return [
        transfer.id for transfer in till.shop.stripe.transfers.values() if transfer.metadata[OPERATION_KEY] == operation
    ]


def payout_state(till: Till, operation: str) -> str:
    sql = f"select p.state from payout p join stripe_operation o on o.subject_id = p.id where o.id = '{operation}'"
    return str(till.scalar(sql))


def replayed_500() -> GatewayUnavailable:
    return GatewayUnavailable("create_transfer", "api_error", is_replayed_failure=True)


def refused() -> GatewayRefused:
    return GatewayRefused("create_transfer", "account_closed", "That account is closed.")


def test_sent_once_booked_once_told_once(till: Till, operation: str) -> None:
    assert till.send(operation) is DONE
    assert till.send(operation) is DONE
    (transfer_id,) = sent(till, operation)
    made = till.shop.stripe.transfers[transfer_id]
    assert made.destination == "acct_norandino"
    assert payout_state(till, operation) == "paid"
    assert till.scalar("select count(*) from journal where kind = 'transfer_sent'") == 1
    assert till.scalar("select count(*) from outbox where task = 'build_producer_statements'") == 1
    assert till.scalar("select transfer_id from payout where state = 'paid'") == transfer_id


def test_twenty_deliveries_of_one_task_send_once(till: Till, operation: str) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: till.send(operation), range(20)))
    assert till.send(operation) is DONE
    assert len(sent(till, operation)) == 1
    assert till.scalar(f"select attempts from stripe_operation where id = '{operation}'") == 1


@pytest.mark.parametrize("after", [False, True], ids=["before Stripe acted", "after Stripe acted"])
def test_an_unknown_outcome_is_asked_again_with_the_same_key(till: Till, operation: str, after: bool) -> None:
    till_stripe = till.shop.stripe
    (till_stripe.fail_after if after else till_stripe.fail_before).append(no_answer())
    assert till.send(operation) is UNKNOWN
    assert payout_state(till, operation) == "in_transit"
    assert till.send(operation) is UNKNOWN, "not before its time"
    assert till.send(operation, now=SOON) is DONE
    assert len(sent(till, operation)) == 1
    assert till.scalar(f"select idempotency_key like '%/1' from stripe_operation where id = '{operation}'") is True


def kill_before_send(stripe: FakeStripe) -> None:
    stripe.fail_before.append(Killed())  # type: ignore[arg-type]


def kill_after_send(stripe: FakeStripe) -> None:
    stripe.fail_after.append(Killed())  # type: ignore[arg-type]


@pytest.mark.parametrize("kill", [kill_before_send, kill_after_send])
def test_killed_around_the_call_the_next_worker_looks_first(
    till: Till, operation: str, kill: Callable[[FakeStripe], None]
) -> None:
    kill(till.shop.stripe)
    with pytest.raises(Killed):
        till.send(operation)
    assert till.send(operation, now=SOON) is StripeOperationState.SENDING, "somebody may still be sending"
    till.shop.stripe.by_key.clear()  # even if Stripe had forgotten the key
    assert till.send(operation, now=AFTER_LEASE) is DONE
    assert len(sent(till, operation)) == 1
    assert payout_state(till, operation) == "paid"


@pytest.mark.parametrize("table", ["journal", "outbox"])
def test_dead_while_recording_nothing_is_half_recorded(till: Till, operation: str, table: str) -> None:
    till.do(
        f"create function die() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$; "
        f"create trigger die before insert on {table} for each row execute function die()"
    )
    with pytest.raises(DBAPIError, match="power cut"):
        till.send(operation)
    till.do("drop function die cascade")
    assert payout_state(till, operation) == "in_transit"
    assert till.scalar("select count(*) from journal where kind = 'transfer_sent'") == 0
    assert till.send(operation, now=AFTER_LEASE) is DONE
    assert len(sent(till, operation)) == 1
    assert till.scalar("select count(*) from journal where kind = 'transfer_sent'") == 1


def test_after_a_day_stripe_may_have_forgotten_the_key_so_we_look(till: Till, operation: str) -> None:
    till.shop.stripe.fail_after.append(no_answer())
    assert till.send(operation) is UNKNOWN
    till.shop.stripe.by_key.clear()
    assert till.send(operation, now=A_DAY_LATER) is DONE
    assert len(sent(till, operation)) == 1


def test_not_being_able_to_look_is_not_finding_nothing(till: Till, operation: str) -> None:
    till.shop.stripe.fail_after.append(no_answer())
    till.send(operation)
    till.shop.stripe.by_key.clear()
    till.shop.stripe.fail_before.append(refused())
    assert till.send(operation, now=A_DAY_LATER) is UNKNOWN
    assert till.send(operation, now=A_DAY_LATER + timedelta(hours=1)) is DONE
    assert len(sent(till, operation)) == 1


def test_a_stored_500_is_left_behind_with_a_second_key(till: Till, operation: str) -> None:
    till.shop.stripe.fail_before += [no_answer(), replayed_500()]
    assert till.send(operation) is UNKNOWN
    assert till.send(operation, now=SOON) is UNKNOWN
    assert till.send(operation, now=DUE + timedelta(minutes=2)) is DONE
    assert len(sent(till, operation)) == 1
    assert till.scalar(f"select idempotency_key like '%/2' from stripe_operation where id = '{operation}'") is True


def test_a_stored_500_for_something_that_worked_is_adopted(till: Till, operation: str) -> None:
    till.shop.stripe.fail_after += [no_answer(), replayed_500()]
    till.send(operation)
    assert till.send(operation, now=SOON) is UNKNOWN
    assert till.send(operation, now=DUE + timedelta(minutes=2)) is DONE
    assert len(sent(till, operation)) == 1
    assert till.scalar(f"select idempotency_key like '%/1' from stripe_operation where id = '{operation}'") is True


def test_a_refusal_gives_the_money_back_and_the_next_run_tries_anew(till: Till, operation: str) -> None:
    owed = till.shop.balances()
    till.shop.stripe.fail_before.append(refused())
    assert till.send(operation) is FAILED
    assert payout_state(till, operation) == "failed"
    assert till.scalar("select failure from payout where state = 'failed'") == "account_closed: That account is closed."
    assert f"producer:{till.stripe_producer}:payable" in till.shop.balances()
    assert f"producer:{till.stripe_producer}:payable" not in owed
    again = till.run()
    assert again.payouts == 1
    assert till.scalar("select max(sequence) from payout_run") == 2
    for other in till.operations():
        till.send(other)
    assert till.scalar("select count(*) from payout where state = 'paid'") == 2
    assert len(till.shop.stripe.transfers) == 2


def test_a_refusal_after_a_lost_success_pays_nothing_back(till: Till, operation: str) -> None:
    till.shop.stripe.fail_after.append(no_answer())
    till.send(operation)
    till.shop.stripe.fail_before.append(refused())
    assert till.send(operation, now=SOON) is DONE
    assert payout_state(till, operation) == "paid"


class Overtaken(FakeStripe):
    """A Stripe whose first call hangs until `meanwhile` is over, and then answers or raises."""

    def overtake(self, meanwhile: Callable[[], object], then: Exception | None) -> None:
        self.meanwhile: Callable[[], object] | None = meanwhile
        self.then = then

    def create_transfer(self, **asked: Any) -> TransferFact:
        if self.meanwhile is None:
            return super().create_transfer(**asked)
        meanwhile, then, self.meanwhile = self.meanwhile, self.then, None
        meanwhile()
        if then is not None:
            raise then
        return super().create_transfer(**asked)


@pytest.mark.parametrize("then", [None, no_answer(), refused()], ids=["answered", "no answer", "refused"])
def test_one_that_was_overtaken_changes_nothing_that_is_true(
    till: Till, operation: str, then: Exception | None
) -> None:
    """The first sender hangs for longer than its lease; the second sends, pays and is right."""
    slow = Overtaken(now=DUE)
    till.shop.stripe = slow
    slow.overtake(lambda: till.send(operation, now=AFTER_LEASE), then)
    assert till.send(operation) is DONE
    assert payout_state(till, operation) == "paid"
    assert len(sent(till, operation)) == 1
    assert till.scalar("select count(*) from journal where kind = 'transfer_sent'") == 1


@pytest.mark.parametrize("then", [no_answer(), refused()], ids=["no answer", "refused"])
def test_one_that_was_overtaken_leaves_the_operation_to_the_other(till: Till, operation: str, then: Exception) -> None:
    """The second sender is killed in turn: what the first hears afterwards decides nothing."""
    slow = Overtaken(now=DUE)
    till.shop.stripe = slow

    def second() -> None:
        kill_after_send(slow)
        with pytest.raises(Killed):
            till.send(operation, now=AFTER_LEASE)

    slow.overtake(second, then)
    assert till.send(operation) is StripeOperationState.SENDING
    assert payout_state(till, operation) == "in_transit"
    assert till.send(operation, now=AFTER_LEASE + LEASE) is DONE
    assert len(sent(till, operation)) == 1


def test_a_success_after_it_was_given_up_is_shouted(till: Till, operation: str) -> None:
    """The second sender looks, finds nothing, is refused for good and gives the money back; then the first arrives."""
    slow = Overtaken(now=DUE)
    till.shop.stripe = slow

    def second() -> None:
        slow.overtake(lambda: None, refused())
        assert till.send(operation, now=AFTER_LEASE) is FAILED

    slow.overtake(second, None)
    with pytest.raises(OperationEndedOtherwise):
        till.send(operation)


def test_a_transfer_that_is_not_what_was_asked_is_never_booked(till: Till, operation: str) -> None:
    till.shop.stripe.fail_after.append(Killed())  # type: ignore[arg-type]
    with pytest.raises(Killed):
        till.send(operation)
    (transfer_id,) = sent(till, operation)
    made = till.shop.stripe.transfers[transfer_id]
    till.shop.stripe.transfers[transfer_id] = replace(made, money=made.money + Money(1, "EUR"))
    with pytest.raises(AnswerDiffers):
        till.send(operation, now=AFTER_LEASE)
    assert payout_state(till, operation) == "in_transit"


def test_the_account_that_was_approved_gets_the_money(till: Till, operation: str) -> None:
    till.do("update payout_account set stripe_account_id = 'acct_stranger' where rail = 'stripe_connect'")
    till.send(operation)
    assert {transfer.destination for transfer in till.shop.stripe.transfers.values()} == {"acct_norandino"}


def test_the_sweep_asks_again_for_what_was_left(till: Till, operation: str) -> None:
    till.do("delete from outbox")
    first, second = till.operations()

    def swept(now: object) -> int:
        with till.database.transaction() as session:
            return sweep_operations(session, now=now)  # type: ignore[arg-type]

    assert swept(DUE) == 2, "the messages were lost"
    assert till.scalar("select count(*) from outbox where task = 'execute_stripe_operation'") == 2
    till.send(first)
    till.shop.stripe.fail_before.append(no_answer())
    till.send(second)
    assert swept(DUE) == 0
    assert swept(SOON) == 1
    kill_before_send(till.shop.stripe)
    with pytest.raises(Killed):
        till.send(second, now=SOON)
    assert swept(SOON) == 0
    assert swept(SOON + LEASE) == 1
    till.send(second, now=SOON + LEASE)
    assert swept(A_DAY_LATER) == 0


def test_no_call_to_stripe_inside_a_transaction(till: Till, operation: str) -> None:
    """The fake refuses a call while rows are locked, as the real door does; all tests above went through it."""
    with till.database.transaction(), pytest.raises(RuntimeError, match="inside an open transaction"):
        till.shop.stripe.read_account("acct_1")


def test_an_intention_is_one_per_business_key(till: Till) -> None:
    def mean(session: Session, amount: int) -> str:
        return intend(
            session,
            kind=StripeOperationKind.TRANSFER,
            business_key="tr:test",
            parameters={"amount_minor": amount},
            subject_id="pyt_test",
            now=DUE,
        ).id

    with till.database.transaction() as session:
        assert mean(session, 1) == mean(session, 1)
        with pytest.raises(OperationKeyReused):
            mean(session, 2)
        session.execute(text("update stripe_operation set state = 'failed', finished_at = now()"))
        operation = queries.find_operation(session, mean(session, 1))
    assert operation is not None
    assert operation.idempotency_key == "tr:test/1"


def test_a_key_that_stripe_refuses_is_told_and_nothing_is_given_back(till: Till, operation: str) -> None:
    till.shop.stripe.fail_before.append(GatewayUnavailable("create", "invalid_api_key", is_credential_refused=True))
    assert till.send(operation) is UNKNOWN
    assert payout_state(till, operation) == "in_transit"
    assert till.scalar("select kind from alert") == "stripe_refuses_us"
    assert till.send(operation, now=SOON) is DONE


def test_an_operation_without_its_payout_or_its_amount_is_no_transfer(till: Till) -> None:
    def mean(session: Session, subject: str, amount: object) -> str:
        asked: dict[str, object] = {
            "amount_minor": amount,
            "currency": "EUR",
            "destination": "acct_1",
            "transfer_group": "run_1",
            "payout_id": subject,
            "organisation_id": "org_1",
            "purpose": "goods",
        }
        return intend(
            session,
            kind=StripeOperationKind.TRANSFER,
            business_key=f"tr:{subject}",
            parameters=asked,
            subject_id=subject,
            now=DUE,
        ).id

    with till.database.transaction() as session:
        lost, odd = mean(session, "pyt_lost", 5), mean(session, "pyt_odd", "5")
    till.shop.stripe.fail_before.append(refused())
    with pytest.raises(NoSuchPayout):
        till.send(lost)
    with pytest.raises(TypeError, match="is no amount"):
        till.send(odd)


def test_an_unknown_operation_is_said_to_be_unknown(till: Till) -> None:
    with pytest.raises(NoSuchOperation):
        till.send("sop_none")
