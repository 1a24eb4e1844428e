"""Events that never came are fetched, once, and handled like any other."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.fakes import FakeStripe, no_answer
from kit.database import Database
from market.payments.catch_up_accounts import catch_up_accounts
from market.payments.catch_up_events import catch_up_events
from market.payments.events_queries import list_events
from market.payments.receive_event import receive_event
from models.enums import OrganisationKind, PayoutRail
from models.organisations import Organisation
from models.payouts import PayoutAccount
from tests.shop import NOW


@pytest.fixture
def stripe() -> FakeStripe:
    return FakeStripe(now=NOW)


def caught(database: Database, stripe: FakeStripe, *, after: timedelta = timedelta(0), live: bool = False) -> int:
    return catch_up_events(database, stripe, expects_livemode=live, now=NOW + after).missed


def requested(database: Database) -> list[str]:
    with database.reading() as session:
        return [row.dedupe_key for row in session.execute(text("select dedupe_key from outbox order by id"))]


def test_what_never_came_is_stored_and_work_is_asked_for(clean_database: Database, stripe: FakeStripe) -> None:
    first = stripe.announce("payment_intent.succeeded", "pi_1")
    with clean_database.transaction() as session:
        receive_event(session, first, now=NOW)
    second = stripe.announce("refund.failed", "re_1")
    assert caught(clean_database, stripe) == 1
    with clean_database.reading() as session:
        stored = {event.id: event for event in list_events(session)}
    assert set(stored) == {first.id, second.id}
    # What had come is not counted as delivered again.
    assert stored[first.id].deliveries == 1
    assert len(requested(clean_database)) == 2
    assert caught(clean_database, stripe) == 0
    assert len(requested(clean_database)) == 2


def test_the_first_time_three_days_are_read_then_what_is_new(clean_database: Database, stripe: FakeStripe) -> None:
    for hours in (80, 70, 2):
        stripe.now = NOW - timedelta(hours=hours)
        stripe.announce("charge.updated", f"ch_{hours}")
    assert caught(clean_database, stripe) == 2
    # Listed late, with a moment that lies before the last look.
    stripe.now = NOW - timedelta(minutes=50)
    stripe.announce("charge.updated", "ch_late")
    assert caught(clean_database, stripe, after=timedelta(minutes=5)) == 1


def test_after_a_long_outage_nothing_is_left_out(clean_database: Database, stripe: FakeStripe) -> None:
    caught(clean_database, stripe)
    stripe.now = NOW + timedelta(days=1)
    stripe.announce("charge.updated", "ch_1")
    assert caught(clean_database, stripe, after=timedelta(days=20)) == 1


def test_an_answer_that_fails_leaves_the_cursor_where_it_was(clean_database: Database, stripe: FakeStripe) -> None:
    stripe.announce("charge.updated", "ch_1")
    stripe.fail_before.append(no_answer("list_events"))
    with pytest.raises(GatewayUnavailable):
        caught(clean_database, stripe)
    with clean_database.reading() as session:
        assert session.execute(text("select count(*) from stripe_cursor")).scalar_one() == 0
    assert caught(clean_database, stripe) == 1


def test_an_event_of_the_other_mode_is_not_taken(clean_database: Database, stripe: FakeStripe) -> None:
    stripe.announce("charge.updated", "ch_1")
    assert caught(clean_database, stripe, live=True) == 0
    with clean_database.reading() as session:
        assert list_events(session) == []


def test_many_events_are_stored_by_the_hundred(clean_database: Database, stripe: FakeStripe) -> None:
    for number in range(450):
        stripe.announce("charge.updated", f"ch_{number}")
    assert caught(clean_database, stripe) == 450
    assert caught(clean_database, stripe) == 0


def test_events_are_listed_by_what_they_are(clean_database: Database, stripe: FakeStripe) -> None:
    for type_ in ("refund.failed", "refund.updated", "charge.updated", "chargeXupdated"):
        stripe.announce(type_, "x")
    caught(clean_database, stripe)
    with clean_database.transaction() as session:
        session.execute(text("update stripe_event set handled_at = now(), outcome = 'x' where type = 'refund.failed'"))

    def types(**wanted: object) -> set[str]:
        with clean_database.reading() as session:
            return {event.type for event in list_events(session, **wanted)}  # type: ignore[arg-type]

    assert types(type_="refund.*") == {"refund.failed", "refund.updated"}
    assert types(type_="refund.*", waiting_only=True) == {"refund.updated"}
    assert types(type_="charge.updated") == {"charge.updated"}
    assert types(type_="charge%") == set()
    assert types(since=NOW + timedelta(seconds=1)) == set()
    assert types(limit=1) != set() and len(types(limit=1)) == 1


def add_accounts(database: Database, *names: str) -> None:
    with database.transaction() as session:
        for name in names:
            organisation = Organisation(slug=name, kind=OrganisationKind.FEDERATION, name=name, country="FR")
            session.add(organisation)
            session.flush()
            session.add(
                PayoutAccount(
                    organisation_id=organisation.id,
                    rail=PayoutRail.STRIPE_CONNECT,
                    currency="EUR",
                    country="FR",
                    stripe_account_id=f"acct_{name}",
                    created_at=NOW,
                )
            )


def test_events_of_connected_accounts_are_fetched_too(clean_database: Database, stripe: FakeStripe) -> None:
    add_accounts(clean_database, "one", "two")
    stripe.announce("payout.failed", "po_1", account="acct_one")
    stripe.announce("payout.paid", "po_2", account="acct_two")
    stripe.announce("payout.paid", "po_3", account="acct_nobody")

    def missed(after: timedelta = timedelta(0)) -> list[int]:
        now = NOW + after
        return [one.missed for one in catch_up_accounts(clean_database, stripe, expects_livemode=False, now=now)]

    assert missed() == [1, 1]
    with clean_database.reading() as session:
        assert {(event.account, event.type) for event in list_events(session)} == {
            ("acct_one", "payout.failed"),
            ("acct_two", "payout.paid"),
        }
    # Read a moment ago: not again before some hours have passed.
    assert missed(timedelta(hours=1)) == []
    assert missed(timedelta(hours=7)) == [0, 0]


def test_an_account_that_is_closed_to_us_stops_no_other(clean_database: Database, stripe: FakeStripe) -> None:
    add_accounts(clean_database, "one", "two")
    stripe.announce("payout.failed", "po_2", account="acct_two")
    stripe.fail_before.append(GatewayRefused("list_events", "account_invalid", "No such account."))
    caught = catch_up_accounts(clean_database, stripe, expects_livemode=False, now=NOW)
    assert [one.missed for one in caught] == [1]
