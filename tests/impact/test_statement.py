"""From the books to the published document and back: every row, every figure, once."""

import hashlib
import json
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import select, text

from kit.database import Database
from kit.ids import new_id
from kit.money import Money
from market.accounts.errors import NoSuchOrganisation
from market.fund.money.charge_admin import charge_admin
from market.fund.money.pay_in import pay_in
from market.fund.premium.allocate_premium import allocate_premium
from market.fund.premium.rules import Vote
from market.fund.premium.spend_premium import spend_premium
from market.impact import queries
from market.impact.build_statement import build_statement
from market.impact.cancel_statement import cancel_statement
from market.impact.compare_with_books import compare_with_books
from market.impact.document import canonical
from market.impact.errors import NoSuchStatement, PeriodCannotBe, StatementFinished, SubjectUnclear
from market.impact.facts.check_rollups import check_rollups
from market.impact.facts.follow_books import catch_up
from market.impact.facts.rules import POOLED, Period, order_reference, read_fact
from market.impact.facts.stream_lines import stream_lines
from market.impact.indicators.catalogue import INDICATORS
from market.impact.indicators.queries import sums_sql
from market.impact.request_statement import About, request_statement
from market.impact.sign_statement import Signing
from market.impact.supersede_statements import supersede_statements
from market.impact.sweep_statements import sweep_statements
from market.impact.verifying.verify_document import Evidence, verify_document
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from models.certification import Certificate, Scheme
from models.enums import (
    AssuranceClass,
    CertificateState,
    ConsentSubject,
    LiableParty,
    RefundKind,
    StatementState,
    StatementSubject,
)
from models.fund import Fund
from models.impact import ImpactStatement
from models.organisations import Consent, NetworkMembership
from tests.impact import third_party_verifier
from tests.impact.conftest import END, LATER, PAID_OUT, SIGNING, START, WHOLE, Month
from tests.impact.held import Held
from tests.shop import NOW, Shop


def figure(document: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in json.loads(document)["figures"] if one["id"] == name)
    return found


def value(document: str, name: str) -> str | None:
    found: str | None = figure(document, name)["value"]
    return found


def scalar(month: Month, sql: str) -> Any:
    with month.database.reading() as session:
        return session.execute(text(sql)).scalar_one()


def refund_line(month: Month, order_id: str, *, at: Any) -> int:
    """Give one chocolate line of an order back; the producer's part of it."""
    with month.database.transaction() as session:
        line = session.execute(
            text("select id, quantity from order_line where order_id = :id and producer_id = :producer"),
            {"id": order_id, "producer": month.shop.world.kuapa_id},
        ).one()
        request_refund(
            session,
            order_id=order_id,
            key="test",
            lines=[LineWish(line.id, quantity=line.quantity)],
            kind=RefundKind.LINES,
            liable=LiableParty.PRODUCER,
            reason="broken",
            requested_by=None,
            now=at,
        )
        share = session.execute(
            text("select amount_minor from breakdown_part where order_line_id = :line and kind = 'producer'"),
            {"line": line.id},
        ).scalar_one()
    return int(share)


def lines_of(month: Month, statement: ImpactStatement) -> list[dict[str, Any]]:
    return [json.loads(line) for line in month.facts(statement)]


def wrong_with(month: Month, statement: ImpactStatement) -> list[str]:
    """What the offline check says of it, with everything at hand."""
    assert statement.document is not None, statement.failure
    return verify_document(statement.document, Evidence(month.facts(statement), public_key=month.public_key()))


def test_figures_are_those_of_the_books(month: Month) -> None:
    month.pay_out()
    november, december = month.text(), whole_life(month)
    assert value(november, "M1") == "6"
    charged = scalar(month, "select sum(total_minor) from customer_order")
    assert value(november, "M2") == value(november, "M3") == f"{charged / 100:.2f}"
    assert value(november, "I2a") == f"{(5 * (2 * 44 + 3 * 12) + 44) / 100:.2f}"
    booked = -scalar(month, "select balance_minor from ledger_account where code = 'solidarity:fund'")
    assert value(november, "I12a") == f"{booked / 100:.2f}"
    assert value(november, "I7a") is None  # all of it was sent in December
    sent = scalar(month, "select sum(amount_minor) from payout where state = 'paid'")
    assert value(december, "I7a") == f"{sent / 100:.2f}"
    assert value(december, "I1c") == "100.00"
    assert value(december, "I5a") == value(december, "I5b") == str((PAID_OUT.date() - NOW.date()).days)


def whole_life(month: Month) -> str:
    """A statement over both months."""
    asked = month.ask(end=END + timedelta(days=7))
    document = build_statement(month.database, asked, signing=SIGNING, now=LATER).document
    assert document is not None
    return document


def test_the_document_is_checked_from_its_facts_alone(month: Month) -> None:
    statement = month.statement()
    assert wrong_with(month, statement) == []
    assert statement.document is not None
    document = json.loads(statement.document)
    assert statement.sha256 == hashlib.sha256(statement.document.encode()).digest()
    assert canonical(document).decode() == statement.document
    assert document["header"]["period"] == {"start": "2026-11-01", "end": "2026-12-01", "end_is_included": False}
    assert document["scope"]["orders"] == 6
    assert document["inputs"]["facts"] == len(month.facts(statement))
    assert all(figure["formula"] and figure["evidence"] for figure in document["figures"])


def test_nothing_in_the_document_or_its_inputs_leads_to_a_buyer(month: Month) -> None:
    statement = month.statement()
    published = f"{statement.document}{month.facts(statement)}"
    assert not any(order_id in published for order_id in month.orders)
    assert not any(word in published for word in ("camille", "Camille", "69004", "Lyon"))


def test_a_buyer_finds_their_own_facts(month: Month) -> None:
    statement = month.statement()
    mine = [fact for fact in lines_of(month, statement) if fact["order"] == order_reference(month.orders[0])]
    paid = sum(fact["amounts"]["gross"] + fact["amounts"]["shipping"] for fact in mine)
    assert paid == 2 * 1490 + 3 * 695 + 2 * 590


def test_the_same_inputs_give_the_same_bytes(month: Month) -> None:
    """Whenever it is computed: no clock is in it."""
    with month.database.transaction() as session:
        as_of = session.execute(text("select max(posted_at) from journal")).scalar_one()
    first = month.statement()
    with month.database.transaction() as session:
        session.execute(
            text("update impact_statement set state = 'queued', document = null, sha256 = null, as_of_entry = null")
        )
    again = build_statement(month.database, first.id, signing=SIGNING, now=LATER + timedelta(days=400))
    assert again.document == first.document
    assert first.as_of is not None
    assert abs(first.as_of - as_of) < timedelta(seconds=1)


def test_a_newer_statement_says_which_figures_it_corrects(month: Month) -> None:
    before = json.loads(month.text())
    given_back = refund_line(month, month.orders[1], at=NOW + timedelta(days=2))
    after = json.loads(month.text())
    changed = {correction["figure"]: correction for correction in after["corrections"]}
    assert {"M2", "M3", "I1a", "I2a", "I12a"} <= set(changed)
    assert changed["M2"]["was"] == value(json.dumps(before), "M2")
    assert given_back
    assert after["header"]["supersedes"] == after["since"]["statement"] == before["header"]["statement"]
    assert after["since"]["entries"] == [{"kind": "refund", "count": 1}]


def test_computing_twice_changes_nothing(month: Month) -> None:
    statement = month.statement()
    month.pay_out()
    again = build_statement(month.database, statement.id, signing=SIGNING, now=LATER)
    assert again.sha256 == statement.sha256
    assert scalar(month, "select count(*) from impact_statement") == 1


def test_asking_twice_while_it_waits_is_asking_once(month: Month) -> None:
    assert month.ask() == month.ask()
    waiting = "select arguments->>'statement_id' from outbox where task = 'build_impact_statement'"
    assert scalar(month, waiting) == scalar(month, "select id from impact_statement where state = 'queued'")


def test_a_producers_statement_holds_their_facts_alone(month: Month) -> None:
    statement = month.statement(month.shop.world.norandino_id)
    assert wrong_with(month, statement) == []
    assert {fact["producer"] for fact in lines_of(month, statement)} <= {"norandino", POOLED}
    assert statement.document is not None
    document = json.loads(statement.document)
    assert document["header"]["subject"] == {"kind": "producer", "slug": "norandino", "name": "Norandino"}
    assert document["scope"]["orders"] == 6
    assert value(statement.document, "M1") is None  # an order of several is not told from one's share
    assert value(statement.document, "M1b") == "6"


def test_who_has_few_orders_is_not_told_apart(month: Month) -> None:
    producers = [fact["producer"] for fact in lines_of(month, month.statement())]
    assert set(producers[:8]) == {POOLED}  # the first four orders of two producers
    assert set(producers[8:]) == {"norandino", "kuapa"}


def test_who_is_named_is_counted_as_of_every_entry(month: Month) -> None:
    month.pay_out()
    refund_line(month, month.orders[0], at=LATER)
    last = month.statement().as_of_entry
    assert last is not None
    days = [START.date(), NOW.date(), NOW.date() + timedelta(days=1), END.date(), date(2026, 12, 20)]
    counts = set()
    with month.database.reading() as session:
        for start, end in combinations(days, 2):
            for as_of in range(last + 1):
                facts = [read_fact(line) for line in stream_lines(session, Period(start, end), as_of=as_of)]
                named = {fact.producer for fact in facts if fact.kind == "sale"} - {POOLED}
                counts.add(len(named))
                counted = queries.count_producers(
                    session, Period(start, end), as_of=as_of, currency="EUR", organisation_ids=None, network_id=None
                )
                assert counted == len(named)
    assert counts == {0, 1, 2}


def test_a_refund_after_the_period_stands_beside_it(month: Month) -> None:
    november = value(month.text(), "M2")
    refund_line(month, month.orders[0], at=END + timedelta(days=3))
    document = json.loads(month.text())
    assert value(json.dumps(document), "M2") == november
    assert value(json.dumps(document), "M4") == "20.85"
    assert document["since"]["entries"] == [{"kind": "refund", "count": 1}]
    later = [record for record in document["inputs"]["snapshot"] if record["kind"] == "given_back_later"]
    assert [(record["entry"], record["gross"], record["orders"]) for record in later] == [("refund", 3 * 695, 1)]


def test_the_books_bear_a_statement_out_also_later(month: Month) -> None:
    document = month.text()
    month.pay_out()
    with month.database.reading() as session:
        assert compare_with_books(session, document) == []


def test_a_day_that_is_otherwise_in_the_books_is_named(month: Month) -> None:
    document = json.loads(month.text())
    document["inputs"]["days"][0]["root"] = "00" * 32
    with month.database.reading() as session:
        wrong = compare_with_books(session, canonical(document).decode())
    assert wrong[0] == "This is not the document that was published under this number."
    assert wrong[1] == "The facts of 2026-11-24 are otherwise in the books."


def test_a_statement_is_superseded_where_something_came_to_its_period(month: Month) -> None:
    first = month.statement()
    own = month.statement(month.shop.world.norandino_id)
    with month.database.transaction() as session:
        assert supersede_statements(session, now=LATER) == []
    refund_line(month, month.orders[0], at=NOW + timedelta(days=2))
    follow(month)
    with month.database.transaction() as session:
        asked = supersede_statements(session, now=LATER)
        assert supersede_statements(session, now=LATER) == []  # it waits already
    assert len(asked) == 1  # norandino's is not touched: the chocolate was kuapa's
    newer = build_statement(month.database, asked[0], signing=SIGNING, now=LATER)
    assert (newer.subject_kind, newer.supersedes_id) == ("market", first.id)
    assert scalar(month, f"select document from impact_statement where id = '{first.id}'") == first.document
    assert own.id not in asked


def test_a_statement_of_a_period_that_runs_is_left_until_it_is_over(month: Month) -> None:
    month.statement(now=END - timedelta(days=1))
    refund_line(month, month.orders[0], at=NOW + timedelta(days=2))
    follow(month)
    with month.database.transaction() as session:
        assert supersede_statements(session, now=END - timedelta(hours=1)) == []
        assert len(supersede_statements(session, now=LATER)) == 1


def test_members_are_told_only_while_their_organisation_agrees(month: Month) -> None:
    with month.database.transaction() as session:
        session.execute(
            text("update organisation set members_total = 100, members_women = 30, members_men = 50,"
                 " members_unknown = 20 where slug in ('norandino', 'kuapa')")
        )  # fmt: skip
    agree(month, month.shop.world.norandino_id, ConsentSubject.MEMBERS_BY_GENDER)
    assert value(month.text(), "I6a") is None, "the whole is not told"
    agree(month, month.shop.world.norandino_id, ConsentSubject.MEMBERS_TOTAL)
    told = month.statement()
    assert told.document is not None
    assert (value(told.document, "I6a"), value(told.document, "I6b")) == ("37.50", "20.00")
    snapshot = json.loads(told.document)["inputs"]["snapshot"]
    members = [record for record in snapshot if record["kind"] == "members"]
    assert members == [{"kind": "members", "producer": "norandino", "women": 30, "men": 50, "unknown": 20}]
    assert wrong_with(month, told) == []
    counts = "update organisation set members_women = :few, members_men = 100 - :few, members_unknown = 0"
    for few, is_told in ((4, False), (5, True), (0, True)):
        with month.database.transaction() as session:
            session.execute(text(f"{counts} where members_women is not null"), {"few": few})
        assert (value(month.text(), "I6a") is not None) == is_told, few
    with month.database.transaction() as session:
        session.execute(text("update consent set withdrawn_at = :at where subject = 'members_total'"), {"at": LATER})
    after = month.text()
    assert value(after, "I6a") is None
    assert month.facts(told)


_FAMILIES = text("update organisation set families_total = :families, families_on = :day where slug = :slug")


def say_families(month: Month, slug: str, families: int) -> None:
    with month.database.transaction() as session:
        session.execute(_FAMILIES, {"families": families, "day": NOW.date(), "slug": slug})


def agree(month: Month, organisation_id: str, subject: ConsentSubject) -> None:
    with month.database.transaction() as session:
        session.add(
            Consent(
                organisation_id=organisation_id,
                subject=subject,
                given_by="The assembly",
                given_at=NOW,
                ends_on=LATER.date() + timedelta(days=30),
            )
        )


def test_families_are_told_with_a_consent_and_the_others_are_counted(month: Month) -> None:
    silent = json.loads(month.text())["inputs"]["snapshot"]
    (unknown,) = [record for record in silent if record["kind"] == "families"]
    sold = unknown["producers"]
    assert (unknown["producer"], unknown["families"], unknown["told"]) == ("", 0, 0)
    assert (value(month.text(), "I6c"), value(month.text(), "I6d")) == (None, None), "nothing is known"
    say_families(month, "norandino", 180)
    say_families(month, "kuapa", 4)
    assert value(month.text(), "I6d") is None, "nobody agreed"
    for organisation_id in (month.shop.world.norandino_id, month.shop.world.kuapa_id):
        agree(month, organisation_id, ConsentSubject.FAMILIES_TOTAL)
    told = month.statement()
    assert told.document is not None
    families = [record for record in json.loads(told.document)["inputs"]["snapshot"] if record["kind"] == "families"]
    assert sorted(families, key=lambda record: str(record["producer"])) == [
        {"kind": "families", "producer": "", "families": 0, "told": 0, "producers": sold - 1},
        {"kind": "families", "producer": "norandino", "families": 180, "told": 1, "producers": 1},
    ], "four families could be known by their number"
    assert sold == 2
    assert value(told.document, "I6c") == "180"
    assert value(told.document, "I6d") == str(sold - 1)
    assert wrong_with(month, told) == []
    say_families(month, "kuapa", 5)
    assert value(month.text(), "I6c") == "185"
    with month.database.transaction() as session:
        session.execute(text("update consent set withdrawn_at = :at"), {"at": LATER})
    assert value(month.text(), "I6c") is None


def test_a_certificate_that_was_withdrawn_for_the_past_makes_a_newer_statement(month: Month) -> None:
    first = month.statement()
    with month.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        scheme = Scheme(
            code="x", name="X", owner="them", assurance_class=AssuranceClass.THIRD_PARTY, certifies=["product"]
        )
        session.add(scheme)
        session.flush()
        certificate = Certificate(
            scheme_id=scheme.id,
            holder_id=month.shop.world.norandino_id,
            number="X-1",
            statement="Coffee",
            issued_by="Somebody",
            valid_from=START.date(),
            valid_to=END.date(),
            state=CertificateState.WITHDRAWN,
        )
        session.add(certificate)
        session.flush()
        session.execute(
            text("update order_line set claims = cast(:claims as jsonb) where producer_id = :producer"),
            {
                "claims": json.dumps(
                    [{"certificate_id": certificate.id, "scheme": "x", "assurance_class": "third_party"}]
                ),
                "producer": month.shop.world.norandino_id,
            },
        )
        certificate_id = certificate.id
    with month.database.transaction() as session:
        (asked,) = supersede_statements(session, now=LATER)
    newer = build_statement(month.database, asked, signing=SIGNING, now=LATER)
    assert newer.document is not None, newer.failure
    document = json.loads(newer.document)
    assert document["since"] == {"statement": first.id, "entries": [], "withdrawn": [certificate_id]}
    (record,) = document["claims"]["withdrawn_since"]
    assert (record["certificate"], record["lines"]) == (certificate_id, 6)
    assert value(newer.document, "I10c") == f"{record['value'] / 100:.2f}"
    assert wrong_with(month, newer) == []
    with month.database.transaction() as session:
        assert supersede_statements(session, now=LATER) == []


def test_a_networks_statement_counts_its_members_while_they_belonged(month: Month) -> None:
    network = month.shop.world.federation_id
    with month.database.transaction() as session:
        session.execute(text("delete from network_membership"))
        session.add(NetworkMembership(network_id=network, member_id=month.shop.world.kuapa_id, accepted_at=START))
    asked = month.ask(About(StatementSubject.NETWORK, network))
    statement = build_statement(month.database, asked, signing=SIGNING, now=LATER)
    own = month.statement(month.shop.world.kuapa_id)
    assert wrong_with(month, statement) == []
    assert month.facts(statement) == month.facts(own)
    assert statement.document is not None
    assert own.document is not None
    assert value(statement.document, "M2") == value(own.document, "M2")


def test_a_networks_statement_waits_for_its_last_day_to_be_over(month: Month) -> None:
    """Whoever joins or leaves later that day would change the facts of a statement that never changes."""
    network = About(StatementSubject.NETWORK, month.shop.world.federation_id)
    today = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    with pytest.raises(PeriodCannotBe):
        month.ask(network, now=NOW, end=today + timedelta(days=1))
    assert month.ask(network, now=NOW, end=today)
    assert month.ask(now=NOW, end=today + timedelta(days=1))


def test_the_sql_of_an_indicator_gives_the_sums_of_its_figure(month: Month) -> None:
    month.pay_out()
    document = json.loads(whole_life(month))
    sums = {figure["id"]: {one["measure"]: one["sum"] for one in figure["inputs"]} for figure in document["figures"]}
    for indicator in INDICATORS:
        sql = sums_sql(indicator)
        asked = {"start": START.date(), "end": (END + timedelta(days=7)).date(), "currency": "EUR",
                 "statement": document["header"]["statement"]}  # fmt: skip
        with month.database.reading() as session:
            rows = session.execute(text(sql), {name: asked[name] for name in asked if f":{name}" in sql}).mappings()
            found: dict[str, int] = {}
            for row in rows:
                if "measure" in row:
                    found[row["measure"]] = found.get(row["measure"], 0) + int(row["amount"])
        for measure, amount in found.items():
            assert sums[indicator.id][measure] == amount, indicator.id
        if "impact_rollup" in sql:
            assert {name for name, amount in sums[indicator.id].items() if amount} == {
                name for name, amount in found.items() if amount
            }


def follow(month: Month) -> None:
    with month.database.transaction() as session:
        catch_up(session)


def test_what_is_cancelled_is_not_computed(month: Month) -> None:
    asked = month.ask()
    with month.database.transaction() as session:
        statement = queries.find_statement(session, asked)
        assert statement is not None
        cancel_statement(session, statement)
    built = build_statement(month.database, asked, signing=SIGNING, now=LATER)
    assert (built.state, built.document) == (StatementState.CANCELLED, None)
    ready = month.statement()
    with pytest.raises(StatementFinished), month.database.transaction() as session:
        cancel_statement(session, ready)


def test_a_build_that_was_left_is_begun_again(month: Month) -> None:
    asked = month.ask()
    with month.database.transaction() as session:
        session.execute(
            text("update impact_statement set state = 'building', step = 'add_up', started_at = :at"), {"at": LATER}
        )
        assert sweep_statements(session, now=LATER + timedelta(minutes=5)) == 0
        assert sweep_statements(session, now=LATER + timedelta(minutes=11)) == 1
    assert build_statement(month.database, asked, signing=SIGNING, now=LATER).state == StatementState.READY


def test_a_key_that_cannot_be_opened_fails_the_statement_in_words(month: Month) -> None:
    month.statement()
    other = Signing(SIGNING.api_url, "another secret than the key was sealed with")
    failed = build_statement(month.database, month.ask(), signing=other, now=LATER)
    assert (failed.state, failed.failure) == (StatementState.FAILED, "the market's signing key cannot be opened")


def test_an_entry_being_written_is_not_passed_over(month: Month) -> None:
    """A transaction that has taken its number and not committed keeps the statement from claiming later ones."""
    engine = month.database.engine
    with engine.connect() as slow:
        insert = (
            "insert into journal (id, idempotency_key, input_hash, kind, effective_at, note, detail)"
            " values (:id, :id, '', 'suspense', now(), '', '{}') returning sequence"
        )
        taken = slow.execute(text(insert), {"id": new_id("led")}).scalar_one()
        month.sell({month.shop.coffee: 1})
        as_of = json.loads(month.text())["header"]["as_of"]["ledger_sequence"]
        slow.rollback()
    assert as_of < taken
    assert json.loads(month.text())["header"]["as_of"]["ledger_sequence"] > taken


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (END, START),
        (START, START),
        (START, LATER + timedelta(days=30)),
        (START + timedelta(hours=1), END),
        (START - timedelta(days=5000), END),
    ],
)
def test_a_period_that_cannot_be_is_refused(shop: Shop, start: Any, end: Any) -> None:
    with pytest.raises(PeriodCannotBe), shop.database.transaction() as session:
        request_statement(
            session,
            WHOLE,
            period_start=start,
            period_end=end,
            currency="EUR",
            requested_by=None,
            now=LATER,
        )


@pytest.mark.parametrize(
    ("subject", "organisation_id", "refusal"),
    [
        (StatementSubject.PRODUCER, None, SubjectUnclear),
        (StatementSubject.MARKET, "norandino", SubjectUnclear),
        (StatementSubject.PRODUCER, "alianza", NoSuchOrganisation),
    ],
)
def test_a_subject_that_cannot_be_is_refused(shop: Shop, subject: Any, organisation_id: Any, refusal: Any) -> None:
    with pytest.raises(refusal), shop.database.transaction() as session:
        request_statement(
            session,
            About(subject, organisation_id),
            period_start=START,
            period_end=END,
            currency="EUR",
            requested_by=None,
            now=LATER,
        )


def test_building_what_nobody_asked_for_is_refused(shop: Shop) -> None:
    with pytest.raises(NoSuchStatement):
        build_statement(shop.database, "imp_none", signing=SIGNING, now=LATER)


def decide_and_move(month: Month) -> None:
    """Members allocate and spend premium; the fund gets a gift and bears a cost."""
    who, vote = month.shop.world.norandino_id, Vote(START.date(), members=412, present=230, in_favour=201)
    with month.database.transaction() as session:
        allocate_premium(
            session,
            organisation_id=who,
            amount=Money(40, "EUR"),
            use="quality",
            purpose="A drying floor",
            vote=vote,
            reference="a",
            now=PAID_OUT,
        )
        spend_premium(
            session,
            organisation_id=who,
            amount=Money(15, "EUR"),
            use="quality",
            note="Cement",
            reference="s",
            now=PAID_OUT,
        )
        session.execute(text("update fund set admin_cap_bps = 500"))
        fund = session.execute(select(Fund)).scalar_one()
        pay_in(session, fund, amount=Money(5000, "EUR"), reference="b", now=NOW)
        charge_admin(session, fund, amount=Money(20, "EUR"), reference="c", note="Bank costs", now=NOW)


def test_premium_and_funds_are_told_as_soon_as_something_happened(month: Month) -> None:
    month.pay_out()
    absent = month.text()
    assert [value(absent, name) for name in ("I2c", "I2d")] == [None, None]
    decide_and_move(month)
    statement = build_statement(month.database, month.ask(end=END + timedelta(days=7)), signing=SIGNING, now=LATER)
    document = statement.document
    assert document is not None
    assert [value(document, name) for name in ("I2c", "I2d")] == ["0.40", "0.15"]
    assert [value(document, name) for name in ("I12a", "I12b", "I12c", "I12d", "I12e")] == [
        "1.27",
        "51.27",
        "0.00",
        "0.20",
        "51.07",
    ]
    lines = [line.rstrip(b"\n") for line in month.facts(statement)]
    held = Held(document, tuple(month.facts(statement)), month.public_key())
    assert third_party_verifier.verify(document.encode(), lines, held.did) == []
    assert check_rollups(month.database, now=LATER) == []


def test_what_a_member_did_before_it_belonged_is_nothing_of_the_networks(month: Month) -> None:
    """It joined between two sales; both are given back after the period, and one on the day before it joined."""
    network = About(StatementSubject.NETWORK, month.shop.world.federation_id)
    joined = NOW + timedelta(days=3)
    late = month.shop.place({month.shop.chocolate: 3})
    assert month.shop.settle(late.order_id, now=joined) == "paid"
    with month.database.transaction() as session:
        session.execute(text("delete from network_membership"))
        session.add(
            NetworkMembership(
                network_id=month.shop.world.federation_id,
                member_id=month.shop.world.kuapa_id,
                accepted_at=joined.replace(hour=0),
            )
        )
    first = build_statement(month.database, month.ask(network), signing=SIGNING, now=LATER)
    refund_line(month, month.orders[1], at=joined - timedelta(days=1))
    refund_line(month, month.orders[0], at=END + timedelta(days=3))
    follow(month)
    with month.database.transaction() as session:
        assert supersede_statements(session, now=LATER) == []
    refund_line(month, late.order_id, at=END + timedelta(days=3))
    follow(month)
    with month.database.transaction() as session:
        (asked,) = supersede_statements(session, now=LATER)
    newer = build_statement(month.database, asked, signing=SIGNING, now=LATER)
    assert newer.document is not None
    assert newer.supersedes_id == first.id
    assert value(newer.document, "M4") == "20.85"
    assert json.loads(newer.document)["since"]["entries"] == [{"kind": "refund", "count": 1}]
    assert wrong_with(month, newer) == []
