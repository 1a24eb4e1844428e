"""Premium: four numbers, a vote for every use, and never more spent than was allocated, nor allocated than arrived."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from kit.money import Money
from market.fund.premium.allocate_premium import allocate_premium
from market.fund.premium.errors import MorePremiumThanThereIs, NoMajority, NotDecidedYet
from market.fund.premium.queries import PremiumNumbers, PremiumUse, get_numbers, list_uses
from market.fund.premium.rules import Vote
from market.fund.premium.spend_premium import spend_premium
from market.ledger.errors import LedgerKeyReused
from market.payments.refunds.plan import LineWish
from tests.api.people import People
from tests.trade import Trade

VOTE = Vote(date(2026, 10, 4), members=412, present=230, in_favour=201)


@pytest.fixture
def paid(trade: Trade) -> str:
    """An order whose premium has arrived: 88 at Norandino, 36 at Kuapa. Its id."""
    order = trade.sell(trade.coffees(2), trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    return order


def allocate(trade: Trade, minor: int, *, reference: str = "a", use: str = "quality", vote: Vote = VOTE) -> bool:
    with trade.database.transaction() as session:
        return allocate_premium(
            session,
            organisation_id=trade.world.norandino_id,
            amount=Money(minor, "EUR"),
            use=use,
            purpose="A drying floor",
            vote=vote,
            reference=reference,
            now=trade.now,
        ).is_new


def spend(trade: Trade, minor: int, *, reference: str = "s", use: str = "quality") -> bool:
    with trade.database.transaction() as session:
        return spend_premium(
            session,
            organisation_id=trade.world.norandino_id,
            amount=Money(minor, "EUR"),
            use=use,
            note="Cement",
            reference=reference,
            now=trade.now,
        ).is_new


def numbers(trade: Trade) -> PremiumNumbers:
    with trade.database.reading() as session:
        return get_numbers(session, trade.world.norandino_id, "EUR")


def test_four_numbers(trade: Trade, paid: str) -> None:
    assert numbers(trade) == PremiumNumbers("EUR", 88, 88, 0, 0)
    assert allocate(trade, 60)
    assert spend(trade, 25)
    assert numbers(trade) == PremiumNumbers("EUR", 88, 88, 60, 25)
    with trade.database.reading() as session:
        assert list_uses(session, trade.world.norandino_id) == [PremiumUse("quality", "EUR", 60, 25)]
    trade.assert_in_order()


def test_what_is_generated_has_not_arrived_and_what_is_refunded_was_not_generated(trade: Trade) -> None:
    order = trade.sell(trade.coffees(2))
    assert numbers(trade) == PremiumNumbers("EUR", 88, 0, 0, 0)
    with pytest.raises(MorePremiumThanThereIs):
        allocate(trade, 1)
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    assert numbers(trade).generated == 44


def test_a_refund_of_what_was_paid_out_takes_from_both(trade: Trade, paid: str) -> None:
    trade.refund(paid, LineWish(trade.line(paid), quantity=2))
    trade.work()
    assert numbers(trade) == PremiumNumbers("EUR", 0, 0, 0, 0)


def test_said_twice_it_is_written_once_and_otherwise_refused(trade: Trade, paid: str) -> None:
    assert (allocate(trade, 60), allocate(trade, 60)) == (True, False)
    assert (spend(trade, 60), spend(trade, 60)) == (True, False)
    with pytest.raises(LedgerKeyReused):
        allocate(trade, 10)


def test_no_more_than_there_is(trade: Trade, paid: str) -> None:
    with pytest.raises(MorePremiumThanThereIs) as refused:
        allocate(trade, 89)
    assert refused.value.left_minor == 88
    allocate(trade, 50)
    with pytest.raises(MorePremiumThanThereIs):
        spend(trade, 51)
    with pytest.raises(MorePremiumThanThereIs):
        spend(trade, 1, use="health")


@pytest.mark.parametrize(("present", "in_favour"), [(230, 115), (0, 0), (413, 300), (10, 11), (230, 0)])
def test_nothing_without_a_vote_that_carries_it(trade: Trade, paid: str, present: int, in_favour: int) -> None:
    with pytest.raises(NoMajority):
        allocate(trade, 5, vote=Vote(date(2026, 10, 4), 412, present, in_favour))
    assert numbers(trade).allocated == 0


def test_nobody_has_decided_tomorrow(trade: Trade, paid: str) -> None:
    vote = Vote(trade.now.date() + timedelta(days=2), 412, 230, 201)
    with pytest.raises(NotDecidedYet):
        allocate(trade, 5, vote=vote)
    assert allocate(trade, 5, vote=Vote(trade.now.date(), 412, 230, 201))


@pytest.mark.parametrize(("hour", "is_to_come"), [(9, True), (10, False)])
def test_a_day_begins_where_it_begins_first(hour: int, is_to_come: bool) -> None:
    vote = Vote(date(2026, 10, 5), 3, 3, 3)
    assert vote.is_still_to_come(datetime(2026, 10, 4, hour, 59 if is_to_come else 0, tzinfo=UTC)) is is_to_come


def test_ten_at_once_never_allocate_more_than_arrived(trade: Trade, paid: str) -> None:
    def attempt(number: int) -> bool:
        try:
            return allocate(trade, 30, reference=str(number))
        except MorePremiumThanThereIs:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 2
    assert numbers(trade).allocated == 60


BODY = {
    "reference": "assembly",
    "amount": 10,
    "currency": "EUR",
    "use": "quality",
    "purpose": "A drying floor",
    "decided_on": "2026-10-04",
    "members": 412,
    "present": 230,
    "in_favour": 201,
}


def test_members_write_down_their_own_and_everybody_reads(client: TestClient, people: People) -> None:
    own, other = people.producer, people.other_producer
    for who, status in ((own, 409), (other, 404)):
        path = f"/v1/organisations/{own.organisation_id}/premium"
        answer = client.post(f"{path}/allocations", json=BODY, headers=who.headers)
        assert answer.status_code == status, answer.text
        spent = {key: BODY[key] for key in ("reference", "amount", "currency", "use")} | {"note": "Cement"}
        assert client.post(f"{path}/spendings", json=spent, headers=who.headers).status_code == status
    assert client.get(f"/v1/producers/{own.organisation_id}/premium").json()["uses"] == []
    assert client.get("/v1/producers/nobody/premium").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 1.5},
        {"currency": "eur"},
        {"use": "yacht"},
        {"decided_on": 20261004},
        {"members": -1},
        {"reference": " "},
        {"more": 1},
        {"in_favour": 10},
    ],
)
def test_what_cannot_be_is_refused(client: TestClient, people: People, wrong: dict) -> None:
    path = f"/v1/organisations/{people.producer.organisation_id}/premium/allocations"
    answer = client.post(path, json={**BODY, **wrong}, headers=people.producer.headers)
    assert answer.status_code == 422, answer.text
