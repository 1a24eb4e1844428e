"""The demo as it is seeded: a real database, a real simulated Stripe, and books that agree with each other."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import text

from certification.chain import verify_event_chain
from certification.queries import list_events
from certification.reminders.remind_holders import remind_holders
from cli.demo.content import load_content
from cli.demo.links import open_entrances
from cli.demo.paper import one_page
from cli.demo.purchases import plan_purchases
from cli.demo.rounds import VOTERS
from cli.demo.sandbox import SandboxHasAPast
from cli.demo.seed import OnlyForDemos, Seeded, last_quarter, seed_demo
from gateways.errors import GatewayUnavailable
from gateways.files import FilesInMemory
from gateways.stripe import RealStripe
from kit.clock import IsoWeek, utc_now
from kit.database import Database
from kit.settings import STRIPE_ITSELF, Mode, Settings
from market.accounts.authenticate import authenticate
from market.accounts.sign_in import sign_in_with_link
from market.fund.premium.binding.read_binding import read_binding
from market.fund.premium.queries import get_numbers, list_uses
from market.impact.compare_with_books import compare_with_books
from market.impact.facts.follow_books import catch_up
from market.impact.networks.queries import Asked
from market.impact.networks.reconcile_network import reconcile_network
from market.impact.networks.roll_up import roll_up
from market.impact.self_identified.read_report import read_report
from market.impact.verifying.verify_document import verify_document
from market.ledger.invariants import verify_ledger
from market.mails.send_mail import send_mail
from market.networks.period import SETTLING
from market.networks.queries import list_networks
from market.networks.read_network import get_network
from market.networks.record.read_record import read_record
from market.networks.record.rules import Standing
from market.networks.rules import Quarter
from market.networks.tell_purchases import tell_purchases
from market.orders.tell_buyers import tell_buyers
from market.payouts.run_due_periods import run_due_periods
from market.payouts.run_payouts import run_payouts
from market.payouts.send_payout import send_payout
from models.enums import CertificateState, StripeOperationState
from sandbox.embedded import running_sandbox
from tests.services import Services
from workers.tools import Tools

CONTENT = load_content()


@dataclass
class Demo:
    """A seeded market, and what the seeding said."""

    tools: Tools
    seeded: Seeded

    @property
    def database(self) -> Database:
        return self.tools.database

    def scalar(self, sql: str, **values: object) -> Any:
        with self.database.reading() as session:
            return session.execute(text(sql), values).scalar_one()

    def column(self, sql: str) -> list[Any]:
        with self.database.reading() as session:
            return list(session.execute(text(sql)).scalars())

    def state(self) -> dict[str, Any]:
        """The whole truth of the simulated Stripe."""
        found: dict[str, Any] = requests.get(f"{self.tools.settings.stripe_api_base}/_sandbox/state", timeout=60).json()
        return found

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        tables = self.column("select tablename from pg_tables where schemaname = 'public' order by tablename")
        return {table: self.scalar(f'select count(*) from "{table}"') for table in tables}


@contextmanager
def tools_for(database_url: str, stripe_url: str, mode: Mode = Mode.DEMO) -> Iterator[Tools]:
    settings = Settings(
        mode=mode,
        database_url=database_url,
        redis_url="redis://:password@localhost/0",
        secret_key="a secret key for tests, long enough",
        stripe_api_key="sk_test_demo",
        stripe_api_base=stripe_url,
        stripe_webhook_secrets=("whsec_test",),
        api_url="https://api.test",
        storefront_url="https://shop.test",
    )
    database = Database(database_url, pool_size=5, statement_timeout_ms=60_000)
    try:
        yield Tools(settings, database, RealStripe(settings), FilesInMemory())
    finally:
        database.close()


@pytest.fixture(scope="module")
def demo(services: Services) -> Iterator[Demo]:
    """Read by every test; those that change it leave the books in order."""
    with services.clone() as url, running_sandbox() as sandbox, tools_for(url, sandbox.url) as tools:
        yield Demo(tools, seed_demo(tools, CONTENT))


def test_everything_of_the_content_is_there(demo: Demo) -> None:
    assert demo.seeded.has_new_ground
    assert demo.scalar("select count(*) from product where state = 'published'") == len(CONTENT.products)
    assert demo.scalar("select count(*) from organisation where kind = 'producer'") == len(CONTENT.producers)
    assert demo.scalar("select count(*) from certificate") == sum(len(one.certificates) for one in CONTENT.producers)
    assert demo.scalar("select count(*) from person") == len(CONTENT.people) + VOTERS
    assert demo.scalar("select count(*) from product where picture_id is null") == 0
    assert demo.scalar("select count(*) from product_picture") == demo.scalar("select count(*) from product")
    assert demo.scalar("select count(*) from shelf where words <> ''") == demo.scalar("select count(*) from product")
    assert demo.scalar("select count(*) from search_word") > 500
    # Orders of goods that the price tables know keep what was quoted when they were placed.
    assert demo.scalar("select count(*) from order_line where floor_rule_id is not null and market_minor is null") == 0
    assert demo.scalar("select count(*) from order_line where market_minor > 0") > 0


def test_the_books_are_in_order(demo: Demo) -> None:
    with demo.database.reading() as session:
        assert verify_ledger(session) == []


def test_the_books_say_of_stripe_what_stripe_says(demo: Demo) -> None:
    state = demo.state()
    ours = demo.scalar(
        "select sum(balance_minor) from ledger_account where code in ('stripe:pending', 'stripe:available')"
    )
    assert sum(state["platform"]["balance"]["eur"].values()) == ours
    assert demo.seeded.history is not None
    assert len(state["charges"]) == demo.seeded.history.orders
    paid = demo.scalar("select sum(amount_minor) from payout where rail = 'stripe_connect' and state = 'paid'")
    sent = [transfer for account in state["accounts"].values() for transfer in account["transfers"]]
    assert sum(transfer["amount"] for transfer in sent) == paid
    assert {transfer["id"] for transfer in sent} == set(
        demo.column("select transfer_id from payout where transfer_id is not null")
    )


def test_each_order_is_the_charge_that_stripe_knows(demo: Demo) -> None:
    charges = demo.state()["charges"]
    with demo.database.reading() as session:
        rows = session.execute(
            text("select charge_id, order_id, amount_minor, fee_minor, net_minor from payment")
        ).all()
    for row in rows:
        assert charges[row.charge_id]["amount"] == row.amount_minor == row.fee_minor + row.net_minor
        assert charges[row.charge_id]["metadata"]["solifair_order"] == row.order_id


def test_again_it_adds_nothing(demo: Demo) -> None:
    before, charges = demo.rows(), len(demo.state()["charges"])
    assert seed_demo(demo.tools, CONTENT) == Seeded(False, 0, None, 0)
    assert demo.rows() == before
    assert len(demo.state()["charges"]) == charges


def test_after_an_interruption_it_adds_what_is_missing(services: Services) -> None:
    with services.clone() as url, running_sandbox() as sandbox:
        with tools_for(url, "http://127.0.0.1:9") as tools, pytest.raises(GatewayUnavailable):
            seed_demo(tools, CONTENT)
        with tools_for(url, sandbox.url) as tools:
            seeded = seed_demo(tools, CONTENT)
            assert (seeded.has_new_ground, seeded.certificates, seeded.statements) == (False, 0, 3)
            assert seeded.history is not None
            with tools.database.reading() as session:
                assert verify_ledger(session) == []


def test_every_kind_of_certificate_can_be_seen(demo: Demo) -> None:
    states = demo.column("select distinct state from certificate")
    assert {"verified", "withdrawn", "submitted", "needs_info"} <= set(states)
    assert demo.scalar("select count(*) from certificate where state = 'verified' and valid_to < current_date") == 1
    assert demo.scalar("select count(*) from certificate where state = 'withdrawn' and public_reason is not null") == 1
    with demo.database.reading() as session:
        for row in session.execute(text("select id, state from certificate")).all():
            assert verify_event_chain(list_events(session, row.id), state=CertificateState(row.state)) is None
            evidence = session.execute(text("select path from evidence where certificate_id = :id"), {"id": row.id})
            assert demo.tools.files.get(evidence.scalar_one()).startswith(b"%PDF-")


def test_most_products_carry_a_claim_and_some_carry_none(demo: Demo) -> None:
    with_claims = demo.scalar(
        "select count(distinct product_id) from product_claims((select array_agg(id) from product), now())"
    )
    assert len(CONTENT.products) // 2 < with_claims < len(CONTENT.products)


def test_one_co_operative_is_a_hub_and_may_be_another_one(demo: Demo) -> None:
    hub = CONTENT.people[2].organisation
    offered = "select count(*) from organisation o, hub_products(o.id, now()) where o.slug = :hub"
    assert demo.scalar(offered, hub=hub) > 0
    assert demo.scalar("select count(*) from hub_grant where accepted_at is null") == 1


def test_a_producers_program_heard_of_sales_and_nothing_is_sent_to_it(demo: Demo) -> None:
    assert demo.column("select state || ' ' || disabled_reason from webhook_endpoint") == ["disabled owner"]
    of_sales = "select id from webhook_event where kind = 'order.paid'"
    states = f"select distinct state from webhook_delivery where event_id in ({of_sales})"
    assert demo.column(states) == ["delivered"]
    assert demo.scalar("select count(*) from webhook_attempt where status = 503") > 0
    foreign = """
        select count(*) from webhook_event e join parcel p on p.id = e.object_id
        where p.producer_id <> (select organisation_id from webhook_endpoint)
    """
    assert demo.scalar(foreign) == 0


def test_every_producer_is_paid_by_the_rail_of_its_country(demo: Demo) -> None:
    astray = """
        select count(*) from payout_account a
        where a.rail <> coalesce(
            (select r.rail from payout_rail_rule r where r.platform_country = 'FR' and r.country = a.country),
            (select r.rail from payout_rail_rule r where r.platform_country = 'FR' and r.country = '*'))
    """
    assert demo.scalar(astray) == 0
    assert set(demo.column("select bic from payout_account where rail = 'manual_bank'")) == {"DEMOPEPL", "DEMOPS22"}


def test_no_order_shows_a_label_from_before_it_was_verified(demo: Demo) -> None:
    early = """
        select count(*) from order_line l join customer_order o on o.id = l.order_id
        cross join lateral jsonb_array_elements(l.claims) claim
        join certificate c on c.id = claim->>'certificate_id'
        where c.claim_from > o.placed_at
    """
    assert demo.scalar(early) == 0
    assert demo.scalar("select count(*) from order_line where claims <> '[]'") > 100


def test_the_year_has_a_season_and_several_countries(demo: Demo) -> None:
    assert demo.scalar("select count(*) from customer_order where state = 'paid'") == 392
    assert demo.scalar("select count(distinct country) from customer_order") >= 6
    assert demo.scalar("select count(distinct date_trunc('month', paid_at)) from customer_order") >= 12
    # The oldest of its 53 weeks count no more for what sells.
    sold, counted = (
        demo.scalar("select sum(quantity) from order_line"),
        demo.scalar("select sum(popularity) from product"),
    )
    assert 0.9 * sold < counted <= sold
    assert demo.scalar("select count(*) from customer_order where person_id is not null") >= 10
    assert set(demo.column("select distinct state from parcel")) == {"to_pack", "shipped", "delivered"}


def test_statements_can_be_computed_again_and_stand_in_the_books(demo: Demo) -> None:
    documents = demo.column("select document from impact_statement where state = 'ready' order by subject_kind")
    assert len(documents) == 3
    with demo.database.reading() as session:
        for document in documents:
            assert verify_document(document) == []
            assert compare_with_books(session, document) == []
    market = json.loads(documents[0])
    assert market["scope"]["orders"] > 50
    figures = {figure["id"]: figure["value"] for figure in market["figures"]}
    assert 80 <= float(figures["I1c"]) <= 120
    assert 7 <= int(figures["I5a"]) <= 16


def test_the_links_and_tokens_open_the_doors(demo: Demo) -> None:
    with demo.database.transaction() as session:
        first = open_entrances(session, now=utc_now())
        second = open_entrances(session, now=utc_now())
    assert {link.role for link in first.links} == set(first.tokens) == {"consumer", "producer", "verifier", "operator"}
    assert not set(first.tokens.values()) & set(second.tokens.values())
    with demo.database.transaction() as session:
        for link in first.links:
            token = link.url_path.removeprefix("/sign-in/link?token=")
            started = sign_in_with_link(session, token=token, agent="test", now=utc_now())
            assert started.person.full_name == link.name
        operator = authenticate(session, token=first.tokens["operator"], now=utc_now())
        consumer = authenticate(session, token=first.tokens["consumer"], now=utc_now())
    assert operator is not None
    assert operator.is_operator
    assert consumer is not None
    assert not consumer.is_operator
    assert consumer.memberships == ()


def test_the_weeks_that_are_over_are_paid_and_this_week_has_something_to_pay(demo: Demo) -> None:
    """Beat finds nothing to catch up with; an operator finds this week's."""
    now = utc_now()
    assert run_due_periods(demo.database, now=now) == []
    with demo.database.transaction() as session:
        outcome = run_payouts(session, period=IsoWeek.of(now), now=now, triggered_by="test")
    assert outcome.new_run_id is not None
    assert outcome.shortfalls == ()
    assert outcome.payouts >= 6
    for operation_id in demo.column("select id from stripe_operation where state = 'pending'"):
        state = send_payout(demo.database, demo.tools.stripe, operation_id=operation_id, now=now)
        assert state is StripeOperationState.SUCCEEDED
    with demo.database.reading() as session:
        assert verify_ledger(session) == []


@pytest.mark.parametrize("now", [
    datetime(2026, 11, 23, 0, 5, tzinfo=UTC),
    datetime(2026, 11, 29, 23, 59, tzinfo=UTC),
    datetime(2027, 1, 1, 12, tzinfo=UTC),
    datetime(2028, 2, 29, 3, tzinfo=UTC),
])  # fmt: skip
def test_whatever_the_day_something_falls_due_this_week(now: datetime) -> None:
    purchases = plan_purchases(CONTENT, now=now)
    week = timedelta(weeks=1)
    due = [purchase for purchase in purchases if IsoWeek.of(now).starts_at - week < purchase.at <= now - week]
    assert len(due) >= 12
    assert all(purchase.at <= now for purchase in purchases)
    assert [purchase.at for purchase in purchases] == sorted(purchase.at for purchase in purchases)


def test_the_same_day_has_the_same_year_behind_it() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert plan_purchases(CONTENT, now=now) == plan_purchases(CONTENT, now=now)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        (datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)),
        (datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)),
        (datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)),
        (datetime(2027, 3, 31, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)),
    ],
)
def test_the_last_quarter_is_over(now: datetime, start: datetime) -> None:
    found, end = last_quarter(now)
    assert found == start
    assert end <= now


def test_it_refuses_production_and_the_real_stripe(fresh_database_url: str) -> None:
    for stripe_url, mode in (("http://127.0.0.1:9", Mode.PRODUCTION), (STRIPE_ITSELF, Mode.DEMO)):
        with tools_for(fresh_database_url, stripe_url, mode) as tools:
            with pytest.raises(OnlyForDemos):
                seed_demo(tools, CONTENT)
            with tools.database.reading() as session:
                assert session.execute(text("select count(*) from organisation")).scalar_one() == 0


def test_a_stripe_with_another_past_is_refused(demo: Demo, fresh_database_url: str) -> None:
    with tools_for(fresh_database_url, demo.tools.settings.stripe_api_base) as tools:
        with pytest.raises(SandboxHasAPast):
            seed_demo(tools, CONTENT)
        with tools.database.reading() as session:
            assert session.execute(text("select count(*) from customer_order")).scalar_one() == 0


def test_the_paper_is_a_pdf_whose_table_points_at_its_objects() -> None:
    paper = one_page(["A certificate (new)", "back\\slash", "হলুদ", "é"])
    start = int(re.findall(rb"startxref\n(\d+)\n", paper)[-1])
    assert paper[start:].startswith(b"xref\n0 6\n")
    offsets = [int(line) for line in re.findall(rb"(\d{10}) 00000 n", paper)]
    assert [paper[offset : offset + 7] for offset in offsets] == [b"%d 0 obj" % number for number in range(1, 6)]
    assert rb"(A certificate \(new\))" in paper
    assert b"\xe9" in paper


def test_a_vote_is_decided_and_another_is_open(demo: Demo) -> None:
    assert demo.scalar("select count(*) from fund_round where voided_at is null") == 2
    assert demo.scalar("select count(*) from fund_round where approved_at is not null and voted = 20") == 1
    assert demo.scalar("select count(*) from round_grant where paid_at is not null and journal_id is not null") > 0
    assert demo.scalar("select count(*) from round_grant where completed_at is not null") == 1
    assert demo.scalar("select count(*) from round_ballot") == 20


def test_members_buy_from_each_other_and_the_networks_figures_agree(demo: Demo) -> None:
    coop = str(demo.scalar("select id from organisation where slug = 'tres-quebradas'"))
    now = utc_now()
    today = now.date()
    with demo.database.transaction() as session:
        network = get_network(session, "common-ground")
        start, end = last_quarter(now)
        told = tell_purchases(session, network.slug, currency="EUR", now=now + SETTLING)
        assert any(quarter.share_bps for quarter in told)
        asked = Asked(network.id, start.date(), end.date(), "EUR", catch_up(session))
        found = reconcile_network(session, asked)
        assert (found.members, found.differences) == (15, ())
        networks = list_networks(session, today=today, before=None, limit=20)
        sold = [roll_up(session, replace(asked, network_id=each.id), is_support_counted=True) for each in networks]
        assert any(each.gross for each in sold) and any(each.is_withheld for each in sold)
        record = read_record(session, coop, today=today)
        assert [each.standing for each in record.commitments] == [Standing.LATE]
        assert [bool(each.withdrawn_at) for each in record.support] == [False, True]
        rows = read_report(session, Quarter.of(start.date()), currency="EUR", now=now + SETTLING)
        assert "women_led" in {row.code for row in rows}


def test_members_decided_on_their_premium_and_kept_what_is_bound(demo: Demo) -> None:
    coop = str(demo.scalar("select id from organisation where slug = 'tres-quebradas'"))
    with demo.database.reading() as session:
        numbers = get_numbers(session, coop, "EUR")
        uses = list_uses(session, coop)
        binding = read_binding(session, coop, numbers, uses)
    assert {use.use for use in uses} == {"quality", "education"}
    assert 0 < numbers.spent < numbers.allocated < numbers.transferred
    assert [(one.use, one.left, one.required > 0) for one in binding.earmarks] == [("quality", 0, True)]


def test_a_funds_members_hold_units_and_it_reports_its_years(demo: Demo) -> None:
    assert demo.scalar("select sum(units) from unit_holding") == 500
    assert demo.scalar("select sum(units) from unit_notice where redeemed_at is null") == 10
    assert demo.scalar("select count(*) from fund_year") == 2


def test_what_is_mailed_can_be_written_in_every_language(demo: Demo) -> None:
    """What the seeding asks for, and what the clock finds to tell at the first start."""
    now = demo.tools.now()
    with demo.database.transaction() as session:
        remind_holders(session, now=now)
        tell_buyers(session, now=now)
    ids = demo.column("select id from mail where state = 'waiting' order by id")
    assert len(ids) < 500
    for mail_id in ids:
        assert send_mail(demo.database, None, mail_id=mail_id, terms=demo.tools.mail_terms, now=now) == "kept"
    assert set(demo.column("select kind from mail where html <> ''")) >= {
        "receipt",
        "shipped",
        "paid_out",
        "certificate_ends",
    }
    assert len(demo.column("select distinct language from mail")) > 1
    assert demo.scalar("select count(*) from mail where text like '%{%' or text like '%%(%%)s%' or subject = ''") == 0
