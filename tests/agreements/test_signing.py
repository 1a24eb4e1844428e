"""An agreement is what all its parties signed, to the byte; an amendment is another version that all sign."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kit.ids import new_id
from tests.agreements.conftest import Json, Table, day


def test_it_holds_when_the_last_party_has_signed(table: Table) -> None:
    made = table.propose()
    assert (made["state"], made["version"]) == ("proposed", 1)
    assert [party["signed_at"] is not None for party in sorted(made["parties"], key=lambda one: one["means"])] == [
        False,
        True,
    ]
    table.call("GET", f"/agreements/{made['id']}", status=404)
    assert table.call("GET", "/agreements")["data"] == []
    signed = table.sign(made)
    assert signed["state"] == "in_force"
    public = table.call("GET", f"/agreements/{made['id']}")
    assert public["signed_version_id"] == made["id"]
    (head,) = table.call("GET", "/agreements")["data"]
    named = [(party["id"], party["name"]) for party in public["parties"]]
    assert (head["id"], list(zip(head["party_ids"], head["parties"], strict=True))) == (made["id"], named)
    assert public["packages"][0]["licence"] == "CC-BY-SA-4.0"
    assert public["commitments"][1]["answers_id"] == public["commitments"][0]["id"]


def test_only_parties_sign_and_only_what_they_have_read(table: Table) -> None:
    made = table.propose()
    assert table.sign(made, sha256="0" * 64, status=409)["code"] == "another_text"
    lucia = table.people.verifier
    missing = table.sign({**made, "id": new_id("agr")}, status=404)["code"]
    assert table.sign(made, by=lucia, status=404)["code"] == missing
    assert table.sign(made, organisation_id=table.rosa.organisation_id, status=404)["code"] == missing
    assert table.sign(made, by=table.rosa, status=409)["code"] == "agreement_answered"
    table.sign(made)
    assert table.sign(made, status=409)["code"] == "agreement_answered"


def test_a_party_declines(table: Table) -> None:
    made = table.propose()
    body = {"organisation_id": table.akosua.organisation_id}
    declined = table.call("POST", f"/agreements/{made['id']}/decline", table.akosua, body)
    assert declined["state"] == "declined"
    assert table.sign(made, status=409)["facts"]["state"] == "declined"
    table.call("GET", f"/agreements/{made['id']}", status=404)


def test_who_proposed_takes_it_back_while_a_signature_is_missing(table: Table) -> None:
    first = table.signed()
    slip = table.propose(amends=first["id"], title="Cofee for cocoa")
    body = {"organisation_id": table.rosa.organisation_id}
    assert table.call("POST", f"/agreements/{slip['id']}/decline", table.rosa, body)["state"] == "declined"
    assert table.sign(slip, status=409)["facts"]["state"] == "declined"
    assert table.signed(amends=first["id"])["version"] == 3, "nothing waits any more"
    assert table.call("POST", f"/agreements/{first['id']}/decline", table.rosa, body, status=409)


def test_an_amendment_takes_its_place_when_all_have_signed(table: Table) -> None:
    first = table.signed()
    second = table.propose(by=table.akosua, amends=first["id"], ends_on=day(600))
    assert (second["series_id"], second["version"]) == (first["id"], 2)
    assert table.call("GET", f"/agreements/{first['id']}")["state"] == "in_force"
    assert table.propose(amends=first["id"], status=409)["code"] == "amendment_waits"
    assert table.sign(second, by=table.rosa)["state"] == "in_force"
    before = table.call("GET", f"/agreements/{first['id']}")
    assert (before["state"], before["signed_version_id"]) == ("superseded", second["id"])
    assert [one["id"] for one in table.call("GET", "/agreements")["data"]] == [second["id"]]
    assert table.propose(amends=first["id"], status=409)["code"] == "agreement_answered"


def test_a_renewal_signed_ahead_leaves_in_force_what_holds_until_its_first_day(table: Table) -> None:
    first = table.signed()
    ahead = table.signed(amends=first["id"], starts_on=day(301), ends_on=day(600), commitments=[])
    assert ahead["state"] == "signed"
    assert table.call("GET", f"/agreements/{first['id']}")["state"] == "in_force"
    assert [one["id"] for one in table.call("GET", "/agreements")["data"]] == [ahead["id"], first["id"]]
    at_once = table.signed(amends=ahead["id"])
    assert at_once["state"] == "in_force"
    assert [one["id"] for one in table.call("GET", "/agreements")["data"]] == [at_once["id"]]


def test_it_ends_by_its_day_or_by_a_party(table: Table) -> None:
    over = table.signed(starts_on=day(-60), ends_on=day(-1), commitments=[])
    assert over["state"] == "expired"
    assert table.signed(amends=over["id"])["state"] == "in_force", "renewed by another version"
    made = table.signed(starts_on=day(10), commitments=[])
    assert made["state"] == "signed"
    body = {"organisation_id": table.akosua.organisation_id, "reason": "We have too little cocoa."}
    ended = table.call("POST", f"/agreements/{made['id']}/end", table.akosua, body)
    assert (ended["state"], ended["end_reason"]) == ("ended", "We have too little cocoa.")
    assert table.call("POST", f"/agreements/{made['id']}/end", table.akosua, body, status=409)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"ends_on": day(-30)}, "ends_before_it_begins"),
        ({"goods": [], "commitments": []}, "says_nothing"),
        ({"goods": [{}]}, "product_or_category"),
        ({"goods": [{"product_id": "prd_x", "category": "coffee"}]}, "product_or_category"),
        ({"compensation_bps": 100}, "compensation_needs_fund"),
    ],
)
def test_what_does_not_hold_together_is_refused(table: Table, changes: Json, problem: str) -> None:
    refused = table.propose(status=422, **changes)
    assert (refused["code"], refused["facts"]["problem"]) == ("agreement_not_sensible", problem)


def test_strangers_goods_and_funds_are_refused(table: Table) -> None:
    assert table.propose(goods=[{"category": "moon"}], status=422)["code"] == "no_such_good"
    assert table.propose(goods=[{"product_id": "prd_x"}], status=422)["code"] == "no_such_good"
    market = table.people.shop.world.market_id
    own = {"organisation_id": table.rosa.organisation_id}
    for stranger in (market, "org_x", ""):
        parties = [own, {"organisation_id": stranger}]
        refused = table.propose(parties=parties, commitments=[], packages=[], status=422)
        assert refused["code"] == "no_such_party"
    other = [
        {"organisation_id": table.akosua.organisation_id},
        {"organisation_id": table.people.verifier.organisation_id},
    ]
    refused = table.propose(parties=other, commitments=[], packages=[], status=422)
    assert refused["facts"]["problem"] == "proposer_is_no_party"
    fund: Json = {"compensation_bps": 100, "compensation_fund_id": "fnd_x"}
    assert table.propose(status=422, **fund)["code"] == "no_such_compensation_fund"


@pytest.mark.parametrize("quantity", ["-1", "1e9", "NaN", "1.0005", "", "1" * 12, "0"])
def test_a_quantity_is_a_plain_number_above_nothing(table: Table, quantity: str) -> None:
    commitment = {**table.content()["commitments"][0], "quantity": quantity}
    table.propose(commitments=[commitment], status=422)


def test_what_was_signed_cannot_be_changed_by_anybody(table: Table) -> None:
    made = table.propose()
    database = table.people.shop.database
    for sql in (
        "update trade_agreement set title = 'Other' where id = :id",
        "update trade_party set means = 1 where agreement_id = :id",
        "delete from trade_party where agreement_id = :id",
        "delete from trade_commitment where agreement_id = :id",
        "update knowledge_package set licence = 'none' where agreement_id = :id",
        "insert into trade_good (id, agreement_id, category_code, terms) values ('trg_1', :id, 'coffee', '')",
    ):
        with pytest.raises(IntegrityError), database.transaction() as session:
            session.execute(text(sql), {"id": made["id"]})


def test_two_signatures_at_once_are_one(table: Table) -> None:
    made = table.propose()
    body = {"organisation_id": table.akosua.organisation_id, "sha256": made["sha256"]}

    def attempt(_: int) -> int:
        path = f"/v1/agreements/{made['id']}/sign"
        return table.client.post(path, json=body, headers=table.akosua.headers).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(attempt, range(6))) == [200] + [409] * 5
