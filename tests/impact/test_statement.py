"""From the books to the published document and back: every row, every figure, once."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.ids import new_id
from market.accounts.errors import NoSuchOrganisation
from market.impact.build_statement import build_statement
from market.impact.compare_with_books import compare_with_books
from market.impact.document import canonical, inputs_hash, order_reference
from market.impact.errors import NoSuchStatement, PeriodCannotBe, SubjectUnclear
from market.impact.methodology import POOLED
from market.impact.request_statement import request_statement
from market.impact.verify_document import verify_document
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from models.enums import LiableParty, RefundKind, StatementState, StatementSubject
from tests.impact.conftest import END, LATER, PAID_OUT, START, Month
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


def test_figures_are_those_of_the_books(month: Month) -> None:
    month.pay_out()
    document = month.text()
    assert value(document, "M1") == "6"
    charged = scalar(month, "select sum(total_minor) from customer_order")
    assert value(document, "M2") == f"{charged / 100:.2f}"
    assert value(document, "I2a") == value(document, "I2b") == f"{(5 * (2 * 44 + 3 * 12) + 44) / 100:.2f}"
    booked = -scalar(month, "select balance_minor from ledger_account where code = 'solidarity:fund'")
    assert value(document, "I12a") == f"{booked / 100:.2f}"
    sent = scalar(month, "select sum(amount_minor) from payout where state = 'paid'")
    assert value(document, "I7a") == f"{sent / 100:.2f}"
    assert value(document, "I1c") == "100.00"
    assert value(document, "I5a") == value(document, "I5b") == str((PAID_OUT.date() - NOW.date()).days)


def test_the_document_carries_all_it_takes_to_compute_it_again(month: Month) -> None:
    statement = month.statement()
    assert statement.document is not None
    document = json.loads(statement.document)
    assert verify_document(statement.document) == []
    assert statement.sha256 == hashlib.sha256(statement.document.encode()).digest()
    assert canonical(document).decode() == statement.document
    assert document["inputs_sha256"] == inputs_hash(document["inputs"])
    assert document["header"]["period"] == {"start": "2026-11-01", "end": "2026-12-01", "end_is_included": False}
    assert document["scope"]["orders"] == 6
    assert all(figure["formula"] and figure["evidence"] for figure in document["figures"])


def test_nothing_in_the_document_leads_to_a_buyer(month: Month) -> None:
    document = month.text()
    assert not any(order_id in document for order_id in month.orders)
    assert not any(word in document for word in ("camille", "Camille", "69004", "Lyon"))


def test_a_buyer_finds_their_own_rows(month: Month) -> None:
    statement = month.statement()
    assert statement.document is not None
    mine = order_reference(statement.id, month.orders[0])
    rows = [row for row in json.loads(statement.document)["inputs"] if row["order"] == mine]
    assert {row["producer"] for row in rows} == {"norandino", "kuapa"}
    assert sum(row["gross"] + row["shipping"] for row in rows) == 2 * 1490 + 3 * 695 + 2 * 590


def test_the_same_rows_give_the_same_bytes(month: Month) -> None:
    month.pay_out()
    first, second = json.loads(month.text()), json.loads(month.text(now=LATER + timedelta(days=1)))
    assert canonical(first["figures"]) == canonical(second["figures"])
    assert second["header"]["supersedes"] == first["header"]["statement"]
    assert second["corrections"] == []


def test_a_newer_statement_says_which_figures_it_corrects(month: Month) -> None:
    before = month.text()
    month.pay_out()
    after = json.loads(month.text())
    changed = {correction["figure"]: correction for correction in after["corrections"]}
    assert set(changed) == {"I1c", "I2b", "I5a", "I5b", "I5c", "I7a", "I7b", "I7c"}
    assert changed["I1c"] == {"supersedes": json.loads(before)["header"]["statement"], "figure": "I1c", "was": "0.00",
                              "is": "100.00"}  # fmt: skip


def test_computing_twice_changes_nothing(month: Month) -> None:
    statement = month.statement()
    month.pay_out()
    with month.database.transaction() as session:
        again = build_statement(session, statement.id, now=LATER)
    assert again.sha256 == statement.sha256
    assert scalar(month, "select count(*) from impact_statement") == 1


def test_asking_twice_while_it_waits_is_asking_once(month: Month) -> None:
    ask: dict[str, Any] = {
        "subject": StatementSubject.MARKET,
        "organisation_id": None,
        "period_start": START,
        "period_end": END,
    }
    with month.database.transaction() as session:
        first = request_statement(session, **ask, currency="EUR", requested_by=None, now=LATER)
        second = request_statement(session, **ask, currency="EUR", requested_by=None, now=LATER)
    assert first.id == second.id
    assert first.state == StatementState.QUEUED
    waiting = "select arguments->>'statement_id' from outbox where task = 'build_impact_statement'"
    assert scalar(month, waiting) == first.id


def test_a_producers_statement_holds_their_rows_alone(month: Month) -> None:
    document = json.loads(month.text(month.shop.world.norandino_id))
    assert {row["producer"] for row in document["inputs"]} == {"norandino"}
    assert document["header"]["subject"] == {"kind": "producer", "slug": "norandino", "name": "Norandino"}
    assert document["scope"]["orders"] == 6
    assert verify_document(canonical(document).decode()) == []


def test_a_producer_with_few_orders_is_not_told_apart_in_the_markets_statement(month: Month) -> None:
    refund_line(month, month.orders[0], at=NOW + timedelta(days=2))
    with month.database.transaction() as session:
        # Leave kuapa four orders in the period: the fifth was paid a month earlier.
        session.execute(text("set local session_replication_role = replica"))
        session.execute(
            text("update journal set effective_at = :at where order_id = :id and kind = 'order_paid'"),
            {"at": START - timedelta(days=1), "id": month.orders[1]},
        )
    document = json.loads(month.text())
    assert {row["producer"] for row in document["inputs"]} == {"norandino", POOLED}
    assert "kuapa" not in json.dumps(document)
    assert document["scope"]["pooled"]["orders"] == 4


def test_a_refund_counts_in_the_period_in_which_it_was_booked(month: Month) -> None:
    november = value(month.text(), "M2")
    share = refund_line(month, month.orders[0], at=END + timedelta(days=3))
    assert value(month.text(), "M2") == november
    given_back = refund_line(month, month.orders[1], at=NOW + timedelta(days=2))
    document = month.text()
    assert share == given_back
    rows = [row for row in json.loads(document)["inputs"] if row["event"] == "refunded"]
    assert [row["producer_share"] for row in rows] == [-given_back]
    assert [row["gross"] for row in rows] == [-3 * 695]
    assert verify_document(document) == []


def test_the_books_bear_the_rows_out(month: Month) -> None:
    month.pay_out()
    document = month.text()
    with month.database.reading() as session:
        assert compare_with_books(session, document) == []


def test_what_happens_after_a_statement_does_not_make_it_wrong(month: Month) -> None:
    document = month.text()
    month.pay_out()
    with month.database.reading() as session:
        assert compare_with_books(session, document) == []


def test_a_changed_row_is_found_in_the_books_even_if_everything_is_computed_anew(month: Month) -> None:
    document = json.loads(month.text())
    document["inputs"][0]["entry"] += 1000
    document["inputs_sha256"] = inputs_hash(document["inputs"])
    forged = canonical(document).decode()
    assert verify_document(forged) == []
    with month.database.reading() as session:
        wrong = compare_with_books(session, forged)
    assert wrong[0] == "This is not the document that was published under this number."
    assert wrong[1].startswith("Row 1 ")


def test_books_that_contradict_the_frozen_prices_give_no_statement(month: Month) -> None:
    with month.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(
            text(
                "update breakdown_part set amount_minor = amount_minor + 1 where order_id = :id and kind = 'producer'"
            ),
            {"id": month.orders[0]},
        )
    statement = month.statement()
    assert (statement.state, statement.document) == (StatementState.FAILED, None)
    assert statement.failure == "the books and the frozen prices of 1 orders differ"


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
            subject=StatementSubject.MARKET,
            organisation_id=None,
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
            subject=subject,
            organisation_id=organisation_id,
            period_start=START,
            period_end=END,
            currency="EUR",
            requested_by=None,
            now=LATER,
        )


def test_building_what_nobody_asked_for_is_refused(shop: Shop) -> None:
    with pytest.raises(NoSuchStatement), shop.database.transaction() as session:
        build_statement(session, "imp_none", now=LATER)
