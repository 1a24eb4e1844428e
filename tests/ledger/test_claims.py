"""A whole run's entries, written by the database, are those that the rule would make one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit.database import Database
from kit.ids import new_id
from kit.money import Money
from market.ledger.accounts import STRIPE_AVAILABLE, account_of_purpose, receivable
from market.ledger.entry import Entry, credit, debit
from market.ledger.invariants import QUESTIONS
from market.ledger.post import post_many
from market.ledger.post_claims import post_claims
from market.ledger.rules.payouts import PayoutFacts, payout_claimed
from models.enums import JournalKind, PayoutAccountState, PayoutPurpose, PayoutRail
from models.payouts import Payout, PayoutAccount, PayoutRun
from tests.ledger.conftest import Owners
from tests.ledger.makers import NOON


@dataclass(frozen=True)
class Written:
    """An entry as it stands in the database; `legs` with the account's kind, owner and guard."""

    key: str
    input_hash: bytes
    kind: str
    order_id: str | None
    subject_id: str | None
    reverses_id: str | None
    effective_at: datetime
    note: str
    detail: dict[str, object]
    legs: list[list[object]]


def written(session: Session) -> Iterator[Written]:
    rows = session.execute(
        text(
            """
            select j.idempotency_key, j.input_hash, j.kind, j.order_id, j.subject_id, j.reverses_id, j.effective_at,
                   j.note, j.detail, jsonb_agg(jsonb_build_array(a.code, p.currency, p.amount_minor, a.kind, a.owner_id,
                                                                 a.is_guarded) order by a.code, p.currency) as legs
            from journal j join posting p on p.journal_id = j.id join ledger_account a on a.id = p.account_id
            where j.kind = 'payout_claimed' group by j.id order by j.idempotency_key
            """
        )
    )
    for row in rows:
        yield Written(*row)


def as_written(entry: Entry) -> Written:
    return Written(
        entry.key,
        entry.input_hash(),
        entry.kind,
        entry.order_id,
        entry.subject_id,
        entry.reverses_id,
        entry.effective_at,
        entry.note,
        dict(entry.detail),
        [
            [
                leg.account.code,
                leg.money.currency,
                leg.money.minor,
                leg.account.kind,
                leg.account.owner_id,
                leg.account.is_guarded,
            ]
            for leg in entry.legs
        ],
    )


def payouts_of(session: Session, owners: Owners) -> tuple[str, list[PayoutFacts]]:
    """A run that pays everybody for everything, on both rails, in three currencies, some with a part kept back."""
    run = PayoutRun(period="2026-W48", sequence=1, as_of=NOON, triggered_by="test")
    session.add(run)
    session.flush()
    facts = []
    for number, organisation_id in enumerate((owners.coffee, owners.cocoa, owners.federation)):
        for currency in ("EUR", "JPY", "TND"):
            rail = PayoutRail.MANUAL_BANK if currency == "JPY" else PayoutRail.STRIPE_CONNECT
            account = PayoutAccount(
                organisation_id=organisation_id,
                rail=rail,
                currency=currency,
                country="PE",
                state=PayoutAccountState.ACTIVE,
                stripe_account_id=new_id("acct") if rail is PayoutRail.STRIPE_CONNECT else None,
            )
            session.add(account)
            session.flush()
            for purpose in PayoutPurpose:
                amount, netted = 10**number * 1003 + len(purpose), number * 17
                payout = Payout(
                    run_id=run.id,
                    beneficiary_id=organisation_id,
                    payout_account_id=account.id,
                    rail=rail,
                    purpose=purpose,
                    currency=currency,
                    gross_minor=amount + netted,
                    netted_minor=netted,
                    amount_minor=amount,
                )
                session.add(payout)
                session.flush()
                money, kept = Money(amount, currency), Money(netted, currency)
                facts.append(PayoutFacts(payout.id, organisation_id, purpose, rail, money, kept))
    return run.id, facts


def earned(facts: PayoutFacts) -> Entry:
    """What a payout will claim, and what will be kept of it, is there."""
    owed, back = (
        account_of_purpose(facts.purpose, facts.beneficiary_id),
        receivable(facts.purpose, facts.beneficiary_id),
    )
    legs = (credit(owed, facts.gross), debit(back, facts.netted), debit(STRIPE_AVAILABLE, facts.money))
    return Entry(JournalKind.CORRECTION, f"earned:{facts.payout_id}", NOON, legs)


def test_the_database_writes_what_the_rule_says(database: Database, owners: Owners) -> None:
    with database.transaction() as session:
        run_id, payouts = payouts_of(session, owners)
        post_many(session, [earned(facts) for facts in payouts], now=NOON)
    with database.transaction() as session:
        post_claims(session, run_id=run_id, at=NOON)
    expected = sorted((payout_claimed(facts, at=NOON) for facts in payouts), key=lambda entry: entry.key)
    with database.reading() as session:
        assert list(written(session)) == [as_written(entry) for entry in expected]
        for question in QUESTIONS:
            if question.name in {"payout_without_claim", "netting_not_booked", "in_transit_is_not_the_payouts"}:
                assert session.connection().exec_driver_sql(question.sql, {"now": None}).all() == []
    with database.transaction() as session:
        said_again = post_many(session, expected, now=NOON)
        assert not any(journal.is_new for journal in said_again), "the same fact under the same hash"


def test_a_run_of_nobody_books_nothing(database: Database, owners: Owners) -> None:
    with database.transaction() as session:
        post_claims(session, run_id="run_none", at=NOON)
        assert list(written(session)) == []


def one_cent_less(facts: PayoutFacts) -> Entry:
    return earned(replace(facts, money=facts.money - Money(1, facts.money.currency)))


@pytest.mark.parametrize("short", [[], [one_cent_less]], ids=["nothing is owed", "a cent is missing"])
def test_a_claim_on_more_than_is_owed_takes_the_whole_run_down(
    database: Database, owners: Owners, short: list[Callable[[PayoutFacts], Entry]]
) -> None:
    """The run leaves out what the books do not cover; should it ever forget to, nothing is booked at all."""
    with database.transaction() as session:
        run_id, payouts = payouts_of(session, owners)
        covered = [make(payouts[0]) for make in short] + [earned(facts) for facts in payouts[1:]]
        post_many(session, covered, now=NOON)
    with pytest.raises(IntegrityError), database.transaction() as session:
        post_claims(session, run_id=run_id, at=NOON)
    with database.reading() as session:
        assert list(written(session)) == []
