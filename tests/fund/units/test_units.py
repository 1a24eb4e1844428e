"""Units of a labour investment fund: paid for, held, given back with notice; its liquidity; what it reports."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kit.clock import utc_now
from kit.ids import new_id
from kit.money import Money
from market.fund.money.errors import FundTooSmall
from market.fund.units.errors import NoticeRuns
from market.fund.units.rules import worth
from tests.fund.units.members import Members


def test_units_are_issued_once_when_they_are_paid(members: Members) -> None:
    first = members.issue(50)
    assert first["amount"] == {"amount": 50_000, "currency": "EUR", **_more(first["amount"])}
    assert members.issue(50) == first
    assert members.issue(51, status=409)["code"] == "units_issued_otherwise"
    members.issue(50, holder=members.people.other_producer.organisation_id, status=409)
    members.issue(30, holder=members.people.other_producer.organisation_id, reference="b2")
    assert sorted(members.held().values()) == [(30, 0), (50, 0)]
    found = members.client.get(f"/v1/funds/{members.fund_id}").json()
    assert found["balance"]["amount"] == 80_000
    assert members.is_in_order()


def _more(money: dict) -> dict:
    return {name: word for name, word in money.items() if name not in ("amount", "currency")}


def test_units_given_back_are_paid_after_their_notice(members: Members) -> None:
    members.issue(50)
    notice = members.notice(20)
    assert list(members.held().values()) == [(50, 20)], "its own until they are paid"
    told = ("id", "units", "payable_from")
    assert [[one[word] for word in told] for one in members.read()["notices"]] == [[notice[word] for word in told]]
    with pytest.raises(NoticeRuns):
        members.redeem(notice["id"], after=timedelta(days=89))
    paid = members.redeem(notice["id"])
    assert (paid.amount_minor, members.owed()) == (20_000, 20_000)
    assert members.redeem(notice["id"]).redeemed_at == paid.redeemed_at
    assert (members.owed(), list(members.held().values())) == (20_000, [(30, 0)])
    assert members.read()["notices"] == []
    book = members.client.get(f"/v1/funds/{members.fund_id}/book").json()
    assert {one["what"]: one["amount"]["amount"] for one in book["totals"]} == {
        "paid_in": 50_000,
        "redemption": -20_000,
    }
    assert members.is_in_order()


def test_of_one_member_only_its_own_is_told(members: Members) -> None:
    kuapa = members.people.other_producer
    members.issue(50)
    members.issue(30, holder=kuapa.organisation_id, reference="b2")
    members.notice(20)
    path = f"/v1/funds/{members.fund_id}/units"
    for name, units, notices in (
        (kuapa.organisation_id, [30], 0),
        (members.people.producer.organisation_id, [50], 1),
        ("norandino", [50], 1),
        ("nobody", [], 0),
    ):
        found = members.client.get(path, params={"holder": name}).json()
        assert ([one["units"] for one in found["holders"]], len(found["notices"])) == (units, notices), name
        assert (found["issued"], found["noticed"]["amount"]) == (80, 20_000), "of the whole fund"
    assert members.client.get(path, params={"holder": "a\0b"}).status_code == 422


def test_notice_with_a_key_is_given_once(members: Members) -> None:
    members.issue(50)
    path = f"/v1/funds/{members.fund_id}/unit-notices"
    rosa = members.people.producer
    headers = {**rosa.headers, "Idempotency-Key": "once"}
    answers = [
        members.client.post(path, json={"holder": rosa.organisation_id, "units": 5}, headers=headers) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert list(members.held().values()) == [(50, 5)]


def test_nobody_gives_back_more_than_it_has_or_what_another_has(members: Members) -> None:
    members.issue(50)
    members.notice(30)
    refused = members.notice(21, status=409)
    assert (refused["code"], refused["facts"]["has"]) == ("too_few_units", 20)
    other = members.people.other_producer
    assert members.notice(1, by=other, status=404)["code"] == "no_such_unit_holder"
    own = members.people.producer.organisation_id
    assert members.notice(1, by=other, holder=own, status=404)["code"] == "no_such_unit_holder"


def test_what_is_given_notice_of_is_invested_no_more(members: Members) -> None:
    members.issue(100)
    members.notice(50)
    with pytest.raises(FundTooSmall) as refused:
        members.invest(50_001)
    assert refused.value.most_minor == 50_000
    members.invest(50_000)


def test_the_liquidity_rule_keeps_a_part_for_who_gives_back(members: Members) -> None:
    members.issue(100)
    with pytest.raises(FundTooSmall):
        members.invest(80_001)
    members.invest(80_000)
    notice, more = members.notice(20), members.notice(1)
    assert members.redeem(notice["id"]).amount_minor == 20_000
    with pytest.raises(FundTooSmall):
        members.redeem(more["id"])
    assert list(members.held().values()) == [(80, 1)], "it waits until something comes back"


def test_a_loss_is_everybodys(members: Members) -> None:
    members.issue(100)
    cost = {"reference": "2026", "amount": 10_000, "currency": "EUR", "note": "The bank failed"}
    members.post(f"funds/{members.fund_id}/costs", cost, members.people.operator)
    notice = members.notice(50)
    assert members.read()["worth"]["amount"] == 900
    assert members.redeem(notice["id"]).amount_minor == 45_000
    assert members.read()["worth"]["amount"] == 900
    assert members.is_in_order()


@given(st.integers(1, 1000), st.integers(0, 10**6), st.lists(st.integers(1, 50), max_size=20))
def test_whoever_gives_back_first_takes_nothing_from_who_stays(issued: int, whole: int, wishes: list[int]) -> None:
    unit = Money(1000, "EUR")
    for units in wishes:
        if units > issued:
            continue
        before = worth(1, issued=issued, unit=unit, whole=Money(whole, "EUR"))
        whole -= worth(units, issued=issued, unit=unit, whole=Money(whole, "EUR")).minor
        issued -= units
        assert whole >= 0
        if issued:
            assert worth(1, issued=issued, unit=unit, whole=Money(whole, "EUR")).minor >= before.minor


def test_six_at_once_never_give_back_more_than_there_is(members: Members) -> None:
    members.issue(50)

    def attempt(_: int) -> int:
        body = {"holder": members.people.producer.organisation_id, "units": 20}
        path = f"/v1/funds/{members.fund_id}/unit-notices"
        return members.client.post(path, json=body, headers=members.people.producer.headers).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(attempt, range(6))) == [201, 201, 409, 409, 409, 409]
    assert list(members.held().values()) == [(50, 40)]


def test_the_database_itself_refuses_notice_of_what_is_not_held(members: Members) -> None:
    members.issue(50)
    with members.people.shop.database.transaction() as session, pytest.raises(IntegrityError):
        session.execute(text("update unit_holding set noticed = 51"))


@pytest.mark.parametrize(
    "change",
    [
        "update unit_issue set units = units",
        "update fund_year set year = year",
        "delete from unit_notice",
        "update unit_notice set units = units - 1",
        "update unit_notice set payable_from = given_at",
        "update fund set unit_minor = unit_minor + 1 where unit_minor > 0",
    ],
)
def test_the_database_keeps_what_was_said(members: Members, change: str) -> None:
    members.issue(50)
    members.notice(20)
    members.post(f"funds/{members.fund_id}/years", dict(YEAR), members.people.verifier)
    with members.people.shop.database.transaction() as session, pytest.raises(IntegrityError):
        session.execute(text(change))


def test_a_payment_that_the_books_know_as_a_gift_buys_no_units(members: Members) -> None:
    gift = {"reference": "units:b1", "amount": 50_000, "currency": "EUR", "note": "A gift"}
    members.post(f"funds/{members.fund_id}/payments-in", gift, members.people.operator)
    assert members.issue(50, status=409)["code"] == "ledger_key_reused"
    assert members.held() == {}


def test_verify_finds_units_that_nobody_paid_for(members: Members) -> None:
    members.issue(50)
    with members.people.shop.database.transaction() as session:
        session.execute(text("update unit_holding set units = 51"))
    assert not members.is_in_order()


def test_a_closed_fund_issues_nothing_and_gives_back(members: Members) -> None:
    members.issue(50)
    members.invest(10_000)
    with members.people.shop.database.transaction() as session:
        session.execute(text("update fund set closed_at = now() where id = :id"), {"id": members.fund_id})
    assert members.issue(1, reference="b2", status=409)["code"] == "fund_is_closed"
    back = {"reference": "r1", "amount": 10_000, "currency": "EUR", "note": "Came back", "is_repayment": True}
    members.post(f"funds/{members.fund_id}/payments-in", back, members.people.operator)
    refused = members.post(
        f"funds/{members.fund_id}/payments-in", {**back, "reference": "r2"}, members.people.operator, 409
    )
    assert (refused["code"], refused["facts"]["out_minor"]) == ("more_than_fund_has_out", 0)
    assert members.redeem(members.notice(50)["id"]).amount_minor == 50_000


def test_a_fund_of_another_kind_has_no_units(members: Members) -> None:
    with members.people.shop.database.reading() as session:
        other = session.execute(text("select id from fund where kind = 'solidarity'")).scalar_one()
    body = {"reference": "b1", "holder": members.people.producer.organisation_id, "units": 1}
    assert members.post(f"funds/{other}/units", body, members.people.operator, 409)["code"] == "fund_has_no_units"
    found = members.client.get(f"/v1/funds/{other}/units").json()
    assert (found["unit"], found["holders"], found["years"]) == (None, [], [])


def test_who_may_do_what(members: Members) -> None:
    people = members.people
    path = f"funds/{members.fund_id}/units"
    body = {"reference": "b1", "holder": people.producer.organisation_id, "units": 5}
    for who in (people.consumer, people.producer, people.verifier):
        members.post(path, body, who, 403)
    members.issue(5, holder="nobody", status=404)
    members.post(f"unit-notices/{new_id('unt')}/redeem", {}, people.operator, 404)
    members.issue(5)
    notice = members.notice(1)
    members.post(f"unit-notices/{notice['id']}/redeem", {}, people.producer, 403)
    early = members.client.post(f"/v1/unit-notices/{notice['id']}/redeem", headers=people.operator.headers)
    assert (early.status_code, early.json()["code"]) == (409, "unit_notice_runs")
    for wrong in ({"units": 0}, {"units": "5"}, {"units": 10**8}, {"reference": " "}, {"why": "x"}):
        members.post(path, {**body, **wrong}, people.operator, 422)


YEAR = {"year": 2024, "jobs_kept": 41, "jobs_created": 6, "evidence_url": "https://www.example.org/jobs-2024.pdf"}


def test_a_year_is_reported_and_put_right_by_the_owners_steward(members: Members) -> None:
    path, by = f"funds/{members.fund_id}/years", members.people.verifier
    members.post(path, dict(YEAR), by)
    found = members.post(path, {**YEAR, "jobs_kept": 40}, by)["years"]
    assert [(one["year"], one["jobs_kept"], one["evidence_url"]) for one in found] == [(2024, 40, YEAR["evidence_url"])]
    members.post(path, dict(YEAR), members.people.producer, 404)
    for wrong in ({"year": utc_now().year}, {"jobs_kept": -1}, {"evidence_url": "javascript:x"}, {"evidence_url": ""}):
        members.post(path, {**YEAR, **wrong}, by, 422)
