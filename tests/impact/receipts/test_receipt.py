"""A receipt says what the books say, and each transfer that was really made."""

from dataclasses import replace
from typing import Any

import pytest

from kit.ids import hash_secret
from market.impact.facts.rules import order_reference
from market.impact.forms.language import LANGUAGES
from market.impact.receipts.errors import NothingPaidYet
from market.impact.receipts.read_receipt import read_receipt
from market.impact.receipts.receipt_page import page_data, receipt_page
from market.impact.receipts.rules import MovementKind, Receipt
from market.impact.receipts.tell import tell
from market.orders.errors import NoSuchOrder
from market.orders.reach import Reach
from market.payments.refunds.plan import LineWish
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.return_payout import return_payout
from models.enums import PartKind, PayoutPurpose
from tests.impact.facts.following import follow
from tests.impact.forms.conftest import HOSTILE
from tests.pdf import inflated, structure_of
from tests.trade import Trade


def receipt_of(trade: Trade, order_id: str, lang: str = "en") -> Receipt:
    secret = f"the secret of {order_id}"
    trade.do("update customer_order set secret_hash = :hash where id = :id", hash=hash_secret(secret), id=order_id)
    with trade.database.reading() as session:
        return read_receipt(session, order_id=order_id, reach=Reach(None, secret), lang=lang)


def pay_out(trade: Trade) -> None:
    trade.mature()
    trade.run()
    trade.work()


def sent(receipt: Receipt, kind: PartKind, slug: str) -> int:
    return next(one.sent.minor for one in receipt.shares if one.kind is kind and one.party and one.party.slug == slug)


def test_at_first_everything_is_set_aside(trade: Trade) -> None:
    receipt = receipt_of(trade, trade.sell(trade.coffees(), trade.cocoas(), shipping=590))
    assert receipt.is_exact
    assert receipt.movements == ()
    told = tell(receipt, "en")
    assert told.moved == ("Nothing has been sent on yet. This receipt changes when it is.",)
    assert "26.24 EUR are set aside for Norandino, until the next payout." in told.waiting


def test_it_changes_when_the_transfer_is_made(trade: Trade) -> None:
    order = trade.sell(trade.coffees(), trade.cocoas())
    pay_out(trade)
    receipt = receipt_of(trade, order)
    assert sent(receipt, PartKind.PRODUCER, "norandino") == 2624
    assert sent(receipt, PartKind.PREMIUM, "norandino") == 88
    goods = [one for one in receipt.movements if one.purpose == PayoutPurpose.GOODS]
    assert {(one.kind, one.amount.minor, one.at) for one in goods} == {
        (MovementKind.SENT, 2624, trade.now),
        (MovementKind.SENT, 1887, trade.now),
    }
    told = tell(receipt, "en")
    assert "26.24 EUR for the goods went to Norandino on 4 December 2026, through Stripe." in told.moved
    assert not any("Norandino" in one for one in told.waiting)


def test_a_run_that_has_not_arrived_is_on_its_way(trade: Trade) -> None:
    order = trade.sell(trade.coffees())
    trade.mature()
    trade.run()
    told = tell(receipt_of(trade, order), "en")
    assert told.moved == ("Nothing has been sent on yet. This receipt changes when it is.",)
    assert "26.24 EUR are on their way to Norandino." in told.waiting


def test_two_orders_in_one_payout_are_told_apart(trade: Trade) -> None:
    first, second = trade.sell(trade.coffees()), trade.sell(trade.coffees(parts={PartKind.PRODUCER: 100}))
    pay_out(trade)
    assert sent(receipt_of(trade, first), PartKind.PRODUCER, "norandino") == 2624
    assert sent(receipt_of(trade, second), PartKind.PRODUCER, "norandino") == 100


def test_what_goes_back_before_the_payout_is_never_sent(trade: Trade) -> None:
    order = trade.sell(trade.coffees())
    trade.refund(order, LineWish(trade.line(order), 1))
    trade.work()
    pay_out(trade)
    receipt = receipt_of(trade, order)
    assert receipt.refunded.minor == 1494
    assert sent(receipt, PartKind.PRODUCER, "norandino") == 1312
    assert receipt.left.minor == receipt.total.minor - 1494
    assert sum(one.kept.minor for one in receipt.shares) == receipt.left.minor
    assert tell(receipt, "en").refunds == ("14.94 EUR went back to you on 24 November 2026.",)


def test_what_is_brought_back_for_a_refund_is_told(trade: Trade) -> None:
    order = trade.sell(trade.coffees())
    pay_out(trade)
    trade.refund(order, LineWish(trade.line(order), 2))
    trade.recover_all()
    trade.work()
    receipt = receipt_of(trade, order)
    assert sent(receipt, PartKind.PRODUCER, "norandino") == 0
    assert MovementKind.REVERSED in {one.kind for one in receipt.movements}
    told = tell(receipt, "en").moved
    assert "26.24 EUR came back from Norandino on 4 December 2026, for what went back to you." in told


def test_a_bank_that_did_not_take_it(trade: Trade) -> None:
    trade.pay_by_bank(trade.world.norandino_id)
    order = trade.sell(trade.coffees())
    pay_out(trade)
    (payout,) = [
        one
        for one in trade.list_payouts()
        if one.beneficiary_id == trade.world.norandino_id and one.purpose == PayoutPurpose.GOODS
    ]
    confirm(trade, payout.id)
    assert "by bank transfer." in " ".join(tell(receipt_of(trade, order), "en").moved)
    with trade.database.transaction() as session:
        return_payout(session, payout_id=payout.id, reason="account closed", now=trade.now)
    receipt = receipt_of(trade, order)
    assert sent(receipt, PartKind.PRODUCER, "norandino") == 0
    told = tell(receipt, "en")
    assert "26.24 EUR came back from the bank of Norandino on 4 December 2026; they are owed again." in told.moved
    assert "26.24 EUR are set aside for Norandino, until the next payout." in told.waiting


def confirm(trade: Trade, payout_id: str) -> None:
    with trade.database.transaction() as session:
        confirm_manual_payout(session, payout_id=payout_id, bank_reference="ref 1", now=trade.now)


def test_nobody_else_reads_it(trade: Trade) -> None:
    order = trade.sell(trade.coffees())
    assert receipt_of(trade, order).order_id == order
    for reach in (Reach(None, "another"), Reach(None, None), Reach("usr_somebody", None)):
        with pytest.raises(NoSuchOrder), trade.database.reading() as session:
            read_receipt(session, order_id=order, reach=reach, lang="en")
    with pytest.raises(NothingPaidYet):
        receipt_of(trade, trade.place(trade.coffees()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_a_tagged_pdf_that_says_it(trade: Trade, lang: str) -> None:
    order = trade.sell(trade.coffees(), trade.cocoas())
    pay_out(trade)
    trade.refund(order, LineWish(trade.line(order), 1))
    receipt = receipt_of(trade, order, lang)
    inside = inflated(receipt_page(receipt, lang=lang, now=trade.now, api_url="https://api.example"))
    assert b"pdfuaid" in inside and b"/Alt" in inside
    assert {"H1", "H2", "Table", "TH", "Figure"} <= structure_of(inside).keys()
    data: Any = page_data(receipt, lang=lang, now=trade.now, api_url="https://api.example")
    assert data["exact"] and data["moved"] and data["refunds"]
    assert (data["facts"], data["proofs"]) == ([], []), "nothing is followed yet"
    english: Any = page_data(receipt_of(trade, order), lang="en", now=trade.now, api_url="https://api.example")
    assert lang == "en" or not set(data["moved"]) & set(english["moved"])


def test_the_page_names_its_facts_and_where_they_are_proved(trade: Trade) -> None:
    order = trade.sell(trade.coffees())
    follow(trade.database)
    receipt = receipt_of(trade, order)
    data: Any = page_data(receipt, lang="en", now=trade.now, api_url="https://api.example")
    assert [row[2] for row in data["facts"]] == [fact.leaf.hex() for fact in receipt.facts] != []
    assert (data["proofs"], data["is_proved"]) == ([], False)
    proved = replace(receipt, facts=tuple(replace(fact, statement_id="imp_1") for fact in receipt.facts * 2))
    data = page_data(proved, lang="en", now=trade.now, api_url="https://api.example")
    assert data["proofs"] == [f"https://api.example/v1/statements/imp_1/inclusion?order={order_reference(order)}"]
    assert data["is_proved"] and order not in data["proofs"][0]
    assert receipt_page(proved, lang="pt", now=trade.now, api_url="https://api.example").startswith(b"%PDF-")


@pytest.mark.parametrize("name", HOSTILE[:6] + HOSTILE[7:])
def test_no_name_does_harm(trade: Trade, name: str) -> None:
    order = trade.sell(trade.coffees())
    trade.do("update organisation set name = :name where id = :id", name=name, id=trade.world.norandino_id)
    receipt = receipt_of(trade, order)
    assert receipt_page(receipt, lang="fr", now=trade.now, api_url="https://api.example").startswith(b"%PDF-")
    assert any(name in one for one in tell(receipt, "fr").waiting)


def test_it_says_for_whom_it_was_bought(trade: Trade) -> None:
    order = trade.sell(trade.coffees())
    assert receipt_of(trade, order).buyer is None
    trade.do(
        "update customer_order set buyer_organisation_id = :buyer where id = :id",
        buyer=trade.world.kuapa_id,
        id=order,
    )
    receipt = receipt_of(trade, order)
    data: Any = page_data(receipt, lang="fr", now=trade.now, api_url="https://api.example")
    assert (data["buyer"], data["words"]["bought_for"]) == ("Kuapa Kokoo", "Acheté pour")
    assert receipt_page(receipt, lang="fr", now=trade.now, api_url="https://api.example").startswith(b"%PDF-")
