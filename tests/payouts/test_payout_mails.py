"""A payout that left is told by mail: to the organisation's stewards, in their language, once."""

from datetime import timedelta

from sqlalchemy import text

from gateways.fakes.post import FakePost
from gateways.mail import Message
from market.mails.send_mail import MailTerms, send_mail
from market.payouts.confirm_manual_payout import confirm_manual_payout
from models.accounts import Person
from models.enums import MemberRole, PayoutPurpose
from models.organisations import Membership
from tests.payouts.conftest import DUE, Till

TERMS = MailTerms("https://shop.example", keeps_secrets=False)


def join(
    till: Till,
    organisation_id: str,
    name: str,
    locale: str,
    roles: tuple[MemberRole, ...] = (MemberRole.MEMBER, MemberRole.STEWARD),
) -> str:
    """A new person in an organisation."""
    with till.database.transaction() as session:
        person = Person(email=f"{name.lower()}@example.org", full_name=name, locale=locale)
        session.add(person)
        session.flush()
        for role in roles:
            session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=role))
        return person.id


def deliver(till: Till) -> dict[str, Message]:
    """Send every mail about payouts; each by its address."""
    post = FakePost()
    with till.database.reading() as session:
        ids = session.execute(text("select id from mail where kind = 'paid_out' order by id")).scalars().all()
    for mail_id in ids:
        assert send_mail(till.database, post, mail_id=mail_id, terms=TERMS, now=DUE + timedelta(days=9)) == "sent"
    assert len({message.address for message in post.taken}) == len(post.taken)
    return {message.address: message for message in post.taken}


def test_a_transfer_is_told_to_every_steward_once(till: Till) -> None:
    join(till, till.stripe_producer, "Rosa", "es")
    join(till, till.stripe_producer, "Paul", "fr")
    left = join(till, till.stripe_producer, "Left", "en")
    join(till, till.stripe_producer, "Member", "en", (MemberRole.MEMBER,))
    closed = join(till, till.stripe_producer, "Closed", "en")
    till.do(f"update membership set ended_at = now() where person_id = '{left}'")
    till.do(f"update person set disabled_at = now() where id = '{closed}'")
    till.run()
    operation = str(till.scalar("select id from stripe_operation where parameters ->> 'purpose' = 'goods'"))
    for _ in range(2):
        till.send(operation)
    told = deliver(till)
    assert set(told) == {"rosa@example.org", "paul@example.org"}
    (payout,) = (
        one
        for one in till.payouts()
        if one.beneficiary_id == till.stripe_producer and one.purpose is PayoutPurpose.GOODS
    )
    amount = f"{payout.money.minor / 100:.2f} EUR".replace(".", ",")
    rosa = told["rosa@example.org"]
    assert rosa.subject == f"{amount} para Norandino"
    assert f"El 1 de diciembre de 2026 el mercado envió {amount} a Norandino, por Stripe." in rosa.text
    assert "Hola, Rosa:" in rosa.text and f"Por la mercancía{amount:>24}" in rosa.text
    assert f"https://shop.example/desk/{till.stripe_producer}/money" in rosa.text
    assert told["paul@example.org"].subject == f"{amount} pour Norandino"


def test_a_bank_transfer_is_told_when_it_is_confirmed(till: Till) -> None:
    join(till, till.bank_producer, "Akosua", "en", (MemberRole.MEMBER,))
    till.run()
    (payout,) = (
        one for one in till.payouts() if one.beneficiary_id == till.bank_producer and one.purpose is PayoutPurpose.GOODS
    )
    assert deliver(till) == {}
    for _ in range(2):
        with till.database.transaction() as session:
            confirm_manual_payout(session, payout_id=payout.id, bank_reference="SEPA <7>", now=DUE)
    message = deliver(till)["akosua@example.org"]
    assert "to Kuapa Kokoo, by bank transfer." in message.text
    assert "Week: 2026-W49\nReference: SEPA <7>" in message.text
    assert "SEPA &lt;7&gt;" in message.html


def test_what_was_kept_back_is_told(till: Till) -> None:
    join(till, till.bank_producer, "Akosua", "en")
    till.run()
    (payout,) = (
        one for one in till.payouts() if one.beneficiary_id == till.bank_producer and one.purpose is PayoutPurpose.GOODS
    )
    with till.database.transaction() as session:
        confirm_manual_payout(session, payout_id=payout.id, bank_reference="SEPA", now=DUE)
    netted(till, payout.id, 100)
    try:
        words = deliver(till)["akosua@example.org"].text
    finally:
        netted(till, payout.id, -100)
    assert "Kept for what was owed to the market" in words and "-1.00 EUR" in words


def netted(till: Till, payout_id: str, minor: int) -> None:
    """As if so much more had been kept of a payout; past the guards, since the books know nothing of it."""
    till.do(
        "set local session_replication_role = replica; update payout set gross_minor = gross_minor + "
        f"{minor}, netted_minor = netted_minor + {minor} where id = '{payout_id}'"
    )
