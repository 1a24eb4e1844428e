"""What was given under an agreement: stated by one side, confirmed by the other, and balanced for everybody to see."""

from decimal import Decimal

from sqlalchemy import text

from models.enums import MemberRole
from models.organisations import Membership
from tests.agreements.conftest import Table, day


def fund_balance(table: Table) -> int:
    with table.people.shop.database.reading() as session:
        asked = text("select coalesce(-sum(balance_minor), 0) from ledger_account where code = :code")
        return int(session.execute(asked, {"code": f"fund:{table.fund_id}"}).scalar_one())


def test_it_counts_when_the_other_side_confirms(table: Table) -> None:
    made = table.signed()
    coffee, cocoa = made["commitments"]
    assert coffee["is_late"] and not cocoa["is_late"]
    seen = table.deliver(coffee, table.rosa, "60.5", 36_300)
    (stated,) = seen["deliveries"]
    assert seen["commitments"][0]["delivered"] == "0"
    assert table.answer(stated, table.rosa, status=409)["code"] == "delivery_answered"
    confirmed = table.answer(stated, table.akosua)
    assert (confirmed["commitments"][0]["delivered"], confirmed["commitments"][0]["is_late"]) == ("60.5", True)
    assert table.answer(stated, table.akosua, status=409)["code"] == "delivery_answered"
    refused = table.deliver(coffee, table.akosua, "39.5")["deliveries"][0]
    assert table.answer(refused, table.rosa, is_right=False)["commitments"][0]["delivered"] == "60.5"


def test_nobody_confirms_their_own_word_not_even_for_both_sides(table: Table) -> None:
    coffee = table.signed()["commitments"][0]
    rosa, kuapa = table.rosa, table.akosua.organisation_id
    with table.people.shop.database.transaction() as session:
        session.add(Membership(person_id=rosa.person_id, organisation_id=kuapa, role=MemberRole.STEWARD))
    (stated,) = table.deliver(coffee, rosa, "10")["deliveries"]
    assert table.answer(stated, rosa, status=409)["code"] == "delivery_answered"
    assert table.answer(stated, table.akosua)["commitments"][0]["delivered"] == "10"


def test_the_balance_says_who_gave_and_what_is_late(table: Table) -> None:
    made = table.signed()
    coffee, cocoa = made["commitments"]
    for commitment, giver, taker, quantity, value in (
        (coffee, table.rosa, table.akosua, "60", 36_000),
        (coffee, table.rosa, table.akosua, "15.5", None),
        (cocoa, table.akosua, table.rosa, "80.5", 20_000),
    ):
        newest = table.deliver(commitment, giver, quantity, value)["deliveries"][0]
        table.answer(newest, taker)
    balance = table.call("GET", f"/agreements/{made['id']}/balance")
    assert [(one["what"], one["quantity"], one["unvalued"]) for one in balance["given"]] == [
        ("Cocoa beans", "80.5", 0),
        ("Washed arabica", "75.5", 1),
    ]
    sides = {one["organisation_id"]: (one["given"]["amount"], one["received"]["amount"]) for one in balance["parties"]}
    assert sides == {
        table.rosa.organisation_id: (36_000, 20_000),
        table.akosua.organisation_id: (20_000, 36_000),
    }
    (left,) = balance["still_open"]
    assert (left["what"], left["quantity"], left["is_late"]) == ("Washed arabica", "24.5", True)
    earlier = table.call("GET", f"/agreements/{made['id']}/balance?end_day={day(0)}")
    assert earlier["given"] == [] and len(earlier["still_open"]) == 1
    table.call("GET", f"/agreements/{made['id']}/balance?first_day=20260101", status=422)


def test_the_side_with_more_means_pays_by_the_stated_formula(table: Table) -> None:
    made = table.signed(compensation_bps=1_000, compensation_fund_id=table.fund_id)
    coffee = made["commitments"][0]
    delivery = table.deliver(coffee, table.rosa, "10", 33_333)["deliveries"][0]
    table.answer(delivery, table.akosua)
    (owed,) = table.call("GET", f"/agreements/{made['id']}/balance")["compensations"]
    # 10 % × (1 − 100/400) = 7.5 % of 333.33.
    assert (owed["rate_bps"], owed["amount"]["amount"], owed["payer"]) == ("750", 2_500, "Norandino")
    path = f"/compensations/{owed['id']}/pay"
    table.call("POST", path, table.rosa, {"bank_reference": "TRX 1"}, status=403)
    for _ in range(2):
        table.call("POST", path, table.people.operator, {"bank_reference": "TRX 1"}, status=204)
    assert fund_balance(table) == 2_500
    refused = table.call("POST", path, table.people.operator, {"bank_reference": "TRX 2"}, status=409)
    assert refused["code"] == "compensation_paid"
    table.assert_in_order()


def test_equals_pay_nothing(table: Table) -> None:
    parties = [
        {"organisation_id": table.rosa.organisation_id, "means": 7},
        {"organisation_id": table.akosua.organisation_id, "means": 7},
    ]
    made = table.signed(compensation_bps=1_000, compensation_fund_id=table.fund_id, parties=parties)
    delivery = table.deliver(made["commitments"][0], table.rosa, "10", 33_333)["deliveries"][0]
    table.answer(delivery, table.akosua)
    assert table.call("GET", f"/agreements/{made['id']}/balance")["compensations"] == []


def test_nobody_else_states_or_answers(table: Table) -> None:
    made = table.signed()
    coffee = made["commitments"][0]
    lucia = table.people.verifier
    missing = {**coffee, "id": "trc_00000000000000000000000000"}
    assert table.deliver(coffee, lucia, "1", status=404)["code"] == "no_such_commitment"
    assert table.deliver(missing, table.rosa, "1", status=404)["code"] == "no_such_commitment"
    delivery = table.deliver(coffee, table.rosa, "1")["deliveries"][0]
    assert table.answer(delivery, lucia, status=404)["code"] == "no_such_delivery"
    body = {"organisation_id": table.rosa.organisation_id, "quantity": "1", "delivered_on": day(1)}
    path = f"/commitments/{coffee['id']}/deliveries"
    assert table.call("POST", path, table.rosa, body, status=422)["code"] == "delivery_not_sensible"
    proposed = table.propose(title="Another")
    assert table.deliver(proposed["commitments"][0], table.rosa, "1", status=404)["code"] == "no_such_commitment"


def test_units_are_added_exactly(table: Table) -> None:
    made = table.signed()
    coffee = made["commitments"][0]
    for _ in range(3):
        newest = table.deliver(coffee, table.rosa, "0.1")["deliveries"][0]
        table.answer(newest, table.akosua)
    seen = table.call("GET", f"/agreements/{made['id']}")
    assert Decimal(seen["commitments"][0]["delivered"]) == Decimal("0.3")
