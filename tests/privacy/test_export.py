"""One file with everything about oneself, and with nothing about anybody else."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from market.privacy.export_queries import SECTIONS, columns_that_name
from models import metadata
from models.enums import TallyRule
from models.enums.rounds import BallotKind, Electorate, VotesBy
from models.rounds import FundRound, RoundBallot, RoundVoter
from tests.api.people import People, Somebody
from tests.privacy.test_erasure import run


def export(client: TestClient, somebody: Somebody) -> dict[str, list[dict]]:
    answer = client.get("/v1/me/export", headers=somebody.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="about-me.json"'
    assert answer.headers["cache-control"] == "private, no-store"
    told: dict[str, list[dict]] = json.loads(answer.text)
    return told


def test_everything_of_ones_own_is_in_it(client: TestClient, people: People) -> None:
    buyer = people.consumer
    told = export(client, buyer)
    assert set(told) == {"made_at", *SECTIONS, "named_in"}
    (person,) = told["person"]
    assert (person["id"], person["email"], person["full_name"]) == (buyer.person_id, "camille@example.org", "Camille")
    assert [one["id"] for one in told["sessions"]] == [buyer.session_id]
    assert [one["id"] for one in told["api_keys"]] == [buyer.key_id]
    assert buyer.cart_id in [one["id"] for one in told["carts"]]
    (order,) = told["orders"]
    assert order["id"] == buyer.order_id
    assert order["shipping_address"]["line1"] == "12 rue de la Soie"
    assert sum(line["amount_minor"] for line in order["lines"]) == order["goods_minor"]
    assert (order["payment"]["state"], len(order["parcels"])) == ("succeeded", 2)
    (returned,) = told["returns"]
    assert (returned["id"], returned["reason"]) == (buyer.return_id, "It melted.")
    assert returned["lines"] == [{"order_line_id": buyer.sent_line_id, "quantity": 1}]
    assert {one["kind"] for one in told["mails"]} >= {"receipt"}


def test_nothing_of_anybody_else_and_no_secret_is_in_it(client: TestClient, people: People) -> None:
    for somebody in people.all().values():
        file = client.get("/v1/me/export", headers=somebody.headers).text
        for other in people.all().values():
            if other is not somebody:
                for theirs in (other.person_id, other.session_id, other.order_id, other.cart_id, other.key_id):
                    assert theirs not in file
        for secret in ("password_hash", "token_hash", "secret", somebody.token):
            assert secret not in file


def test_what_was_done_in_ones_name_is_named(client: TestClient, people: People) -> None:
    told = export(client, people.producer)
    assert {"where": "certificate.submitted_by", "row": people.producer.submitted_id} in told["named_in"]
    (membership,) = told["memberships"]
    assert membership["organisation_id"] == people.producer.organisation_id


def test_of_a_vote_only_that_one_voted(client: TestClient, people: People) -> None:
    voter, now = people.consumer, utc_now()
    with people.shop.database.transaction() as session:
        held = FundRound(
            fund_id=session.execute(text("select id from fund limit 1")).scalar_one(),
            title="What to build",
            budget_minor=100_000,
            currency="EUR",
            ballot_kind=BallotKind.APPROVAL,
            max_choices=3,
            rule=TallyRule.EQUAL_SHARES,
            utility="cost",
            completion="none",
            electorate=Electorate.BUYERS,
            votes_by=VotesBy.PERSON,
            bought_from=now - timedelta(days=30),
            bought_until=now,
            proposals_open_at=now - timedelta(days=3),
            voting_opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=1),
            appeal_hours=24,
            created_by=people.producer.person_id,
        )
        session.add(held)
        session.flush()
        session.add(RoundVoter(round_id=held.id, voter_id=voter.person_id))
        session.add(RoundBallot(round_id=held.id, pseudonym="abcdef012345", choices=[1]))
    told = export(client, voter)
    assert told["ballots"] == [{"round_id": held.id, "round": "What to build", "voted": True}]
    assert "abcdef012345" not in json.dumps(told)
    assert export(client, people.other_consumer)["ballots"] == []


def test_it_comes_in_pages_and_each_row_once(client: TestClient, people: People) -> None:
    run(people, "insert into refusal_count (person_id, action, hour_at, times) select :id, 'act.' || n % 7, "
        "timestamptz '2026-01-01' + n * interval '1 hour', 1 from generate_series(1, 450) n",
        id=people.consumer.person_id)  # fmt: skip
    told = export(client, people.consumer)["refused_acts"]
    assert len({(one["action"], one["hour_at"]) for one in told}) == len(told) == 450


@pytest.mark.usefixtures("in_one_minute")
def test_too_many_at_once_are_refused(client: TestClient, people: People) -> None:
    answers = [client.get("/v1/me/export", headers=people.consumer.headers).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_no_column_that_names_a_person_is_forgotten() -> None:
    """Told whole by a section, or looked through by itself."""
    naming = {
        table.name
        for table in metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    sections = " ".join(str(section) for section in SECTIONS.values())
    looked_through = {one.table for one in columns_that_name()}
    assert naming
    assert {table for table in naming - looked_through if f"from {table} " not in sections} == set()
