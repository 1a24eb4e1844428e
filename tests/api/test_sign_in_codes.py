"""Signing in by a code that is mailed: what it opens, to whom, how often, and what a stranger can learn."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.tools import Tools
from kit.clock import utc_now
from market.mails.forget_mails import forget_mails
from market.mails.mail_code import mail_code
from market.mails.send_mail import MailTerms, send_mail
from tests.api.people import People

UNKNOWN = "nobody@example.org"


@pytest.fixture
def email(people: People) -> str:
    """The consumer's address."""
    with people.shop.database.reading() as session:
        found = session.execute(
            text("select email from person where id = :id"), {"id": people.consumer.person_id}
        ).scalar_one()
    return str(found)


def ask(client: TestClient, email: str) -> str:
    answer = client.post("/v1/sign-in-codes", json={"email": email})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["code_token"])


def work(people: People, tools: Tools) -> int:
    """What the worker does with every code that was asked for; how many mails came of it."""
    database = people.shop.database
    with database.reading() as session:
        ids = list(session.execute(text("select id from sign_in_code order by id")).scalars())
    made = 0
    for code_id in ids:
        with database.transaction() as session:
            made += mail_code(
                session,
                code_id=code_id,
                secret_key=tools.settings.secret_key,
                storefront_url="https://shop.example",
                now=utc_now(),
            )
    return made


def digits(people: People) -> str:
    """As the newest mail has them."""
    with people.shop.database.reading() as session:
        words = session.execute(
            text("select text from mail where kind = 'sign_in_code' order by id desc limit 1")
        ).scalar_one()
    (found,) = re.findall(r"^ {4}([0-9]{6})$", words, re.MULTILINE)
    return str(found)


def enter(client: TestClient, token: str, code: str):
    return client.post("/v1/sessions", json={"mailed": {"code_token": token, "code": code}})


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def set_row(people: People, sql: str) -> None:
    with people.shop.database.transaction() as session:
        session.execute(text(sql))


def test_six_digits_sign_in_once(client: TestClient, people: People, tools: Tools, email: str) -> None:
    token = ask(client, f" {email.upper()} ".strip())
    assert enter(client, token, "000000").status_code == 401, "not made yet"
    assert work(people, tools) == 1
    assert work(people, tools) == 0, "made once"
    signed_in = enter(client, token, digits(people))
    assert signed_in.status_code == 201
    headers = {"Authorization": f"Bearer {signed_in.json()['token']}"}
    assert client.get("/v1/me", headers=headers).json()["id"] == people.consumer.person_id
    again = enter(client, token, digits(people))
    assert (again.status_code, again.json()["code"]) == (401, "sign_in_refused")


def test_a_stranger_learns_nothing(client: TestClient, people: People, tools: Tools, email: str) -> None:
    answers = [client.post("/v1/sign-in-codes", json={"email": one}) for one in (email, UNKNOWN)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert len({frozenset(answer.json()) for answer in answers}) == 1
    assert work(people, tools) == 1
    refusals = [enter(client, answer.json()["code_token"], other(digits(people))) for answer in answers]
    same = ("status", "code", "title", "type")
    assert len({tuple(refusal.json()[name] for name in same) for refusal in refusals}) == 1


def test_the_request_asks_for_the_same_work_whoever_it_is(client: TestClient, people: People, email: str) -> None:
    """Nothing is looked up before the answer: the database is asked the same for both."""
    counts = []
    for one in (email, UNKNOWN):
        ask(client, one)
        with people.shop.database.reading() as session:
            counts.append(
                session.execute(
                    text(
                        "select (select count(*) from sign_in_code), (select count(*) from mail where kind = "
                        "'sign_in_code'), (select count(*) from outbox where task = 'make_sign_in_code')"
                    )
                ).one()
            )
    assert [tuple(row) for row in counts] == [(1, 0, 1), (2, 0, 2)]


def test_it_counts_in_the_browser_that_asked_alone(
    client: TestClient, people: People, tools: Tools, email: str
) -> None:
    mine = ask(client, email)
    work(people, tools)
    code = digits(people)
    attackers = ask(client, email)
    assert enter(client, attackers, code).status_code == 401
    assert enter(client, "sol_cod_nonsense", code).status_code == 401
    assert enter(client, mine, code).status_code == 201


def test_five_wrong_tries_end_it(client: TestClient, people: People, tools: Tools, email: str) -> None:
    token = ask(client, email)
    work(people, tools)
    code = digits(people)
    for _ in range(5):
        assert enter(client, token, other(code)).status_code == 401
    assert enter(client, token, code).status_code == 401


def test_four_wrong_tries_do_not(client: TestClient, people: People, tools: Tools, email: str) -> None:
    token = ask(client, email)
    work(people, tools)
    for _ in range(4):
        enter(client, token, other(digits(people)))
    assert enter(client, token, digits(people)).status_code == 201


def test_after_ten_minutes_it_opens_nothing(client: TestClient, people: People, tools: Tools, email: str) -> None:
    token = ask(client, email)
    work(people, tools)
    set_row(people, "update sign_in_code set expires_at = clock_timestamp()")
    assert enter(client, token, digits(people)).status_code == 401


def test_what_was_asked_too_long_ago_is_not_mailed(
    client: TestClient, people: People, tools: Tools, email: str
) -> None:
    ask(client, email)
    set_row(people, "update sign_in_code set expires_at = clock_timestamp()")
    assert work(people, tools) == 0


def test_a_closed_account_gets_none(client: TestClient, people: People, tools: Tools, email: str) -> None:
    token = ask(client, email)
    work(people, tools)
    set_row(people, "update person set disabled_at = now()")
    assert enter(client, token, digits(people)).status_code == 401
    ask(client, email)
    assert work(people, tools) == 0


def test_a_code_that_worked_ends_the_others(client: TestClient, people: People, tools: Tools, email: str) -> None:
    first = ask(client, email)
    work(people, tools)
    of_first = digits(people)
    second = ask(client, email)
    work(people, tools)
    assert enter(client, second, digits(people)).status_code == 201
    assert enter(client, first, of_first).status_code == 401


def test_digits_are_stored_nowhere_but_in_the_mail(
    client: TestClient, people: People, tools: Tools, email: str
) -> None:
    ask(client, email)
    work(people, tools)
    with people.shop.database.reading() as session:
        row = session.execute(text("select * from sign_in_code")).one()
        mail = session.execute(
            text("select subject, useless_at = :until from mail where kind = 'sign_in_code'"), {"until": row.expires_at}
        ).one()
        outbox = session.execute(text("select string_agg(arguments::text, ' ') from outbox")).scalar_one()
    assert row.code_hash and len(row.code_hash) == 32 and len(row.token_hash) == 32
    assert digits(people) not in mail.subject and mail[1] is True
    assert digits(people) not in outbox and email not in outbox


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "١٢٣٤٥٦", "", " 12345"])
def test_what_is_no_code_is_told_so(client: TestClient, code: str) -> None:
    assert enter(client, "sol_cod_x", code).status_code == 422


@pytest.mark.parametrize("address", ["nobody", "a@b\r\nBcc: c@d.example", "", "x" * 250 + "@example.org"])
def test_what_is_no_address_is_told_so(client: TestClient, address: str) -> None:
    assert client.post("/v1/sign-in-codes", json={"email": address}).status_code == 422


@pytest.mark.usefixtures("in_one_minute")
def test_one_address_gets_three_in_a_minute(client: TestClient, email: str) -> None:
    for _ in range(3):
        ask(client, email)
    refused = client.post("/v1/sign-in-codes", json={"email": email.upper()})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert "retry-after" in refused.headers


def test_who_proves_the_address_takes_the_account_back(client: TestClient, people: People, tools: Tools) -> None:
    """Somebody opened an account with an address that is not theirs, to find its owner in it one day."""
    victim = "victim@example.org"
    planted = {"email": victim, "full_name": "Win at evil.example", "password": "the attacker's own phrase"}
    client.post("/v1/accounts", json=planted)
    by_password = {"email": victim, "password": planted["password"]}
    attacker = client.post("/v1/sessions", json=by_password).json()["token"]
    token = ask(client, victim)
    work(people, tools)
    with people.shop.database.reading() as session:
        words = session.execute(text("select text || html from mail where kind = 'sign_in_code'")).scalar_one()
    assert "evil" not in words, "nobody can write to others through the market"
    assert enter(client, token, digits(people)).status_code == 201
    assert client.get("/v1/me", headers={"Authorization": f"Bearer {attacker}"}).status_code == 401
    assert client.post("/v1/sessions", json=by_password).status_code == 401


def test_a_proven_address_keeps_its_password(client: TestClient, people: People, tools: Tools) -> None:
    mine = {"email": "mine@example.org", "full_name": "Me", "password": "a long and private phrase"}
    client.post("/v1/accounts", json=mine)
    set_row(people, "update person set email_confirmed_at = now() where email = 'mine@example.org'")
    token = ask(client, mine["email"])
    work(people, tools)
    assert enter(client, token, digits(people)).status_code == 201
    by_password = {"email": mine["email"], "password": mine["password"]}
    assert client.post("/v1/sessions", json=by_password).status_code == 201


def test_a_forgotten_password_is_replaced(client: TestClient, people: People, tools: Tools, email: str) -> None:
    token = ask(client, email)
    work(people, tools)
    new = {"Authorization": f"Bearer {enter(client, token, digits(people)).json()['token']}"}
    weak = client.put("/v1/me/password", json={"password": "password1"}, headers=new)
    assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
    phrase = "another private phrase"
    assert client.put("/v1/me/password", json={"password": phrase}, headers=new).status_code == 204
    assert client.get("/v1/me", headers=people.consumer.headers).status_code == 401, "every other session ends"
    assert client.get("/v1/me", headers=new).status_code == 200
    with people.shop.database.reading() as session:
        sql = "select detail ->> 'refused' from audit_event where action = 'password.update' order by sequence"
        assert list(session.execute(text(sql)).scalars()) == ["weak_password", None]
    assert client.post("/v1/sessions", json={"email": email, "password": phrase}).status_code == 201


def test_an_old_session_does_not_change_the_password(client: TestClient, people: People) -> None:
    set_row(people, "update sign_in_session set authenticated_at = now() - interval '16 minutes'")
    refused = client.put(
        "/v1/me/password", json={"password": "another private phrase"}, headers=people.consumer.headers
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "fresh_sign_in_needed")


def test_a_code_proves_it_again(client: TestClient, people: People, tools: Tools, email: str) -> None:
    set_row(people, "update person set email_confirmed_at = now()")
    token = ask(client, email)
    work(people, tools)
    proof = {"mailed": {"code_token": token, "code": digits(people)}}
    foreign = client.post("/v1/sessions/confirm", json=proof, headers=people.other_consumer.headers)
    assert foreign.status_code == 401
    token = ask(client, email)
    work(people, tools)
    proof = {"mailed": {"code_token": token, "code": digits(people)}}
    assert client.post("/v1/sessions/confirm", json=proof, headers=people.consumer.headers).status_code == 200


def test_the_market_writes_in_the_language_that_was_chosen(
    client: TestClient, people: People, tools: Tools, email: str
) -> None:
    headers = people.consumer.headers
    assert client.patch("/v1/me", json={"locale": "fr"}, headers=headers).status_code == 204
    assert client.get("/v1/me", headers=headers).json()["locale"] == "fr"
    assert client.patch("/v1/me", json={"locale": "fr-CA"}, headers=headers).status_code == 422
    ask(client, email)
    work(people, tools)
    with people.shop.database.reading() as session:
        subject = session.execute(text("select subject from mail where kind = 'sign_in_code'")).scalar_one()
    assert subject == "Votre code de connexion"


def test_old_codes_are_forgotten(client: TestClient, people: People, email: str) -> None:
    ask(client, email)
    for hours, left in ((0, 1), (25, 0)):
        now = utc_now() + timedelta(hours=hours)
        with people.shop.database.transaction() as session:
            forget_mails(session, mails_before=now - timedelta(days=700), codes_before=now - timedelta(days=1))
            assert session.execute(text("select count(*) from sign_in_code")).scalar_one() == left


def test_digits_that_are_too_late_are_deleted_like_those_that_left(
    client: TestClient, people: People, tools: Tools, email: str
) -> None:
    ask(client, email)
    assert work(people, tools) == 1
    with people.shop.database.reading() as session:
        mail_id = session.execute(text("select id from mail where kind = 'sign_in_code'")).scalar_one()
    terms = MailTerms("https://shop.example", keeps_secrets=False)
    late = utc_now() + timedelta(minutes=11)
    assert send_mail(people.shop.database, None, mail_id=mail_id, terms=terms, now=late) == "given_up"
    with people.shop.database.reading() as session:
        assert session.execute(text("select text || html from mail where id = :id"), {"id": mail_id}).scalar_one() == ""
