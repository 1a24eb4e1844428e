"""Who may act for an organisation: asked in by a link, given a role, taken off, and never without a steward."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from kit.errors import DomainError
from market.accounts.issue_api_key import issue_api_key
from market.accounts.members.errors import LastSteward
from market.accounts.members.take_off import take_off
from market.privacy import erasure_queries
from models.enums import MemberRole
from models.organisations import Membership
from tests.api.people import People, Somebody


class Desk:
    """The producer's organisation, whose one person is made a steward."""

    def __init__(self, client: TestClient, people: People):
        self.client, self.people, self.rosa = client, people, people.producer
        self.path = f"/v1/organisations/{self.rosa.organisation_id}"
        with people.shop.database.transaction() as session:
            session.execute(
                text("update membership set role = 'steward' where person_id = :id"), {"id": self.rosa.person_id}
            )

    def call(self, method: str, path: str, by: Somebody, **body: object) -> Any:
        return self.client.request(method, path, headers=by.headers, json=body or None)

    def invite(self, role: str = "member", name: str = "Ana") -> str:
        """The secret of a link."""
        answer = self.call("POST", f"{self.path}/invitations", self.rosa, name=name, role=role)
        assert answer.status_code == 201, answer.text
        link, _, secret = answer.json()["link"].partition("?token=")
        assert link.endswith("/join")
        return str(secret)

    def join(self, by: Somebody, role: str = "member") -> None:
        answer = self.call("POST", "/v1/member-invitations/accept", by, token=self.invite(role))
        assert answer.json() == {"organisation_id": self.rosa.organisation_id}

    def members(self, by: Somebody | None = None) -> dict[str, list[str]]:
        found = self.call("GET", f"{self.path}/members", by or self.rosa).json()["data"]
        return {one["person_id"]: one["roles"] for one in found}

    def audited(self) -> list[tuple[str, str]]:
        with self.people.shop.database.reading() as session:
            rows = session.execute(
                text("select action, actor_id from audit_event where action like 'member.%' order by id")
            )
            return [(row.action, row.actor_id) for row in rows]

    def count(self) -> int:
        with self.people.shop.database.reading() as session:
            return int(session.execute(text("select count(*) from membership where ended_at is null")).scalar_one())


@pytest.fixture
def desk(client: TestClient, people: People) -> Desk:
    return Desk(client, people)


def test_somebody_joins_by_a_link_with_their_own_account(desk: Desk) -> None:
    ana, secret = desk.people.consumer, desk.invite("member", "Ana of the mill")
    offered = desk.call("POST", "/v1/member-invitations/read", ana, token=secret).json()
    assert (offered["role"], offered["invited_name"], offered["organisation_name"]) == (
        "member",
        "Ana of the mill",
        "Norandino",
    )
    assert [one["id"] for one in desk.call("GET", f"{desk.path}/members", desk.rosa).json()["invitations"]] == [
        offered["id"]
    ]
    assert desk.call("GET", f"{desk.path}/parcels", ana).status_code == 403
    assert desk.call("POST", "/v1/member-invitations/accept", ana, token=secret).status_code == 200
    assert desk.call("GET", f"{desk.path}/parcels", ana).status_code == 200
    assert desk.members(ana) == {desk.rosa.person_id: ["steward"], ana.person_id: ["member"]}
    again = desk.call("POST", "/v1/member-invitations/accept", desk.people.other_consumer, token=secret)
    assert (again.status_code, again.json()["code"]) == (404, "no_such_invitation")
    assert desk.audited() == [("member.invite", desk.rosa.person_id), ("member.join", ana.person_id)]


def test_a_link_signs_nobody_in_and_is_kept_as_a_hash(desk: Desk) -> None:
    secret = desk.invite()
    assert desk.client.post("/v1/sessions", json={"link_token": secret}).status_code in (401, 403, 422)
    assert desk.client.post("/v1/member-invitations/accept", json={"token": secret}).status_code == 401
    with desk.people.shop.database.reading() as session:
        row = session.execute(text("select i.*::text as told from member_invitation i")).scalar_one()
    assert secret not in str(row)


@pytest.mark.parametrize("sent", ["", "x" * 129, "\x00", "sol_inv_nobody"], ids=["empty", "long", "nul", "unknown"])
def test_what_is_no_link_opens_nothing(desk: Desk, sent: str) -> None:
    for act in ("read", "accept"):
        answer = desk.call("POST", f"/v1/member-invitations/{act}", desk.people.consumer, token=sent)
        assert answer.status_code in (404, 422)


def test_links_that_are_old_or_withdrawn_open_nothing(desk: Desk) -> None:
    ana = desk.people.consumer
    old, withdrawn = desk.invite(), desk.invite()
    with desk.people.shop.database.transaction() as session:
        session.execute(
            text("update member_invitation set expires_at = :now where id = (select min(id) from member_invitation)"),
            {"now": utc_now()},
        )
    (open_one,) = desk.call("GET", f"{desk.path}/members", desk.rosa).json()["invitations"]
    path = f"/v1/member-invitations/{open_one['id']}/withdraw"
    assert desk.call("POST", path, desk.people.other_producer).status_code == 404
    assert desk.call("POST", path, desk.rosa).status_code == 204
    assert desk.call("POST", path, desk.rosa).status_code == 404
    for secret in (old, withdrawn):
        assert desk.call("POST", "/v1/member-invitations/accept", ana, token=secret).status_code == 404
    assert ana.person_id not in desk.members()


def test_only_stewards_say_who_belongs_here(desk: Desk) -> None:
    ana, kofi = desk.people.consumer, desk.people.other_producer
    desk.join(ana)
    desk.invite()
    before = desk.count()
    body = {"name": "X", "role": "member"}
    assert desk.call("GET", f"{desk.path}/members", ana).json()["invitations"] == []
    assert desk.call("GET", f"{desk.path}/members", kofi).status_code == 404
    acts: list[tuple[str, str, dict[str, object]]] = [
        ("POST", f"{desk.path}/invitations", dict(body)),
        ("PUT", f"{desk.path}/members/{ana.person_id}", {"role": "steward"}),
        ("DELETE", f"{desk.path}/members/{desk.rosa.person_id}", {}),
    ]
    for method, path, sent in acts:
        refused = desk.call(method, path, ana, **sent)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_a_steward")
        assert desk.call(method, path, kofi, **sent).status_code == 404
    assert desk.count() == before


def test_a_member_becomes_a_steward_and_a_steward_a_member(desk: Desk) -> None:
    ana, path = desk.people.consumer, f"{desk.path}/members/{desk.people.consumer.person_id}"
    desk.join(ana)
    assert desk.call("PUT", path, desk.rosa, role="steward").status_code == 204
    assert desk.members()[ana.person_id] == ["steward"]
    same = desk.call("PUT", path, desk.rosa, role="steward")
    assert (same.status_code, same.json()["code"]) == (409, "has_that_role")
    verifier = desk.call("PUT", path, desk.rosa, role="verifier")
    assert (verifier.status_code, verifier.json()["code"]) == (422, "role_not_given")
    invited = desk.call("POST", f"{desk.path}/invitations", desk.rosa, name="V", role="verifier")
    assert (invited.status_code, invited.json()["code"]) == (422, "role_not_given")
    lower = desk.call("POST", "/v1/member-invitations/accept", ana, token=desk.invite("member"))
    assert (lower.status_code, lower.json()["code"]) == (409, "has_that_role")
    assert desk.call("PUT", path, ana, role="member").status_code == 204
    assert desk.members()[ana.person_id] == ["member"]
    foreign = desk.call("PUT", f"{desk.path}/members/{desk.people.other_producer.person_id}", desk.rosa, role="steward")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "no_such_member")


def test_whoever_is_taken_off_can_do_nothing_from_the_next_request_on(desk: Desk) -> None:
    ana = desk.people.consumer
    desk.join(ana, "steward")
    with desk.people.shop.database.transaction() as session:
        now = utc_now()
        expires_at = now + timedelta(days=1)
        key = issue_api_key(
            session, person_id=ana.person_id, label="till", scopes=["parcel:read"], known_scopes=["parcel:read"],
            expires_at=expires_at, now=now,
        )  # fmt: skip
    by_key = {"Authorization": f"Bearer {key.secret}"}
    made = desk.call("POST", f"{desk.path}/invitations", ana, name="Friend", role="steward").json()
    assert desk.client.get(f"{desk.path}/parcels", headers=by_key).status_code == 200
    assert desk.call("DELETE", f"{desk.path}/members/{ana.person_id}", desk.rosa).status_code == 204
    assert desk.client.get(f"{desk.path}/parcels", headers=by_key).status_code == 403
    assert desk.call("GET", f"{desk.path}/parcels", ana).status_code == 403
    secret = made["link"].partition("?token=")[2]
    assert desk.call("POST", "/v1/member-invitations/accept", ana, token=secret).status_code == 404
    assert desk.members() == {desk.rosa.person_id: ["steward"]}
    assert desk.audited()[-1] == ("member.take_off", desk.rosa.person_id)
    gone = desk.call("DELETE", f"{desk.path}/members/{ana.person_id}", desk.rosa)
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_member")


def test_a_member_may_leave_and_the_last_steward_may_not(desk: Desk) -> None:
    ana, rosa = desk.people.consumer, desk.rosa
    desk.join(ana)
    own = f"{desk.path}/members/{rosa.person_id}"
    for method, sent in (("DELETE", {}), ("PUT", {"role": "member"})):
        refused = desk.call(method, own, rosa, **sent)
        assert (refused.status_code, refused.json()["code"]) == (409, "last_steward")
    assert desk.call("DELETE", f"{desk.path}/members/{ana.person_id}", ana).status_code == 204
    assert desk.audited()[-1] == ("member.leave", ana.person_id)
    desk.join(ana, "steward")
    with desk.people.shop.database.transaction() as session:
        session.execute(text("update person set disabled_at = now() where id = :id"), {"id": ana.person_id})
    assert desk.call("DELETE", own, rosa).json()["code"] == "last_steward", "nobody else can sign in"
    with desk.people.shop.database.transaction() as session:
        session.execute(text("update person set disabled_at = null where id = :id"), {"id": ana.person_id})
    assert desk.call("DELETE", own, rosa).status_code == 204
    assert desk.members(ana) == {ana.person_id: ["steward"]}


def test_two_last_stewards_who_leave_at_once_do_not_both_go(desk: Desk) -> None:
    ana, rosa, database = desk.people.consumer, desk.rosa, desk.people.shop.database
    desk.join(ana, "steward")

    def leave(who: Somebody) -> type[DomainError] | None:
        try:
            with database.transaction() as session:
                take_off(
                    session, organisation_id=rosa.organisation_id, member_id=who.person_id, person_id=who.person_id,
                    now=utc_now(),
                )  # fmt: skip
        except DomainError as refused:
            return type(refused)
        return None

    with ThreadPoolExecutor(2) as both:
        said = list(both.map(leave, (ana, rosa)))
    assert sorted(said, key=str) == sorted([None, LastSteward], key=str)


def test_what_somebody_verifies_ends_with_their_part_and_is_not_changed_by_a_role(desk: Desk) -> None:
    ana = desk.people.consumer
    desk.join(ana)
    with desk.people.shop.database.transaction() as session:
        session.add(
            Membership(person_id=ana.person_id, organisation_id=desk.rosa.organisation_id, role=MemberRole.VERIFIER)
        )
    path = f"{desk.path}/members/{ana.person_id}"
    assert desk.call("PUT", path, desk.rosa, role="steward").status_code == 204
    assert desk.members()[ana.person_id] == ["steward", "verifier"]
    assert desk.call("DELETE", path, desk.rosa).status_code == 204
    assert ana.person_id not in desk.members()


def test_an_old_session_must_be_proved_again_and_no_more_than_twenty_links_are_open(desk: Desk) -> None:
    for _ in range(20):
        desk.invite()
    full = desk.call("POST", f"{desk.path}/invitations", desk.rosa, name="X", role="member")
    assert (full.status_code, full.json()["code"]) == (409, "too_many_invitations")
    with desk.people.shop.database.transaction() as session:
        session.execute(text("update sign_in_session set authenticated_at = now() - interval '1 hour'"))
    stale = desk.call("POST", f"{desk.path}/invitations", desk.rosa, name="X", role="member")
    assert stale.json()["code"] == "fresh_sign_in_needed"


def test_an_erased_account_leaves_no_open_link_and_no_name_behind(desk: Desk) -> None:
    ana, database = desk.people.consumer, desk.people.shop.database
    desk.join(ana, "steward")
    made = desk.call("POST", f"{desk.path}/invitations", ana, name="Friend", role="member").json()
    with database.transaction() as session:
        person = erasure_queries.lock_person(session, ana.person_id)
        erasure_queries.end_access(session, person, now=utc_now())
    secret = made["link"].partition("?token=")[2]
    kofi = desk.people.other_consumer
    assert desk.call("POST", "/v1/member-invitations/accept", kofi, token=secret).status_code == 404
    with database.reading() as session:
        names = session.execute(text("select invited_name from member_invitation order by id")).scalars()
        assert list(names) == ["[erased]", "Friend"]
