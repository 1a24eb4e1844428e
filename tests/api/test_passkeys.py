"""Passkeys: what they open, to whom, and what a stranger, a false page or a copied key gets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.tools import Tools
from certification.audit.verify_audit import verify_audit
from kit.clock import utc_now
from market.accounts.codes.queries import prove_address
from market.accounts.passkeys.queries import lock_owner, lock_passkey
from market.accounts.passkeys.rules import MOST
from market.accounts.sign_in import start_session
from market.mails.forget_mails import forget_mails
from market.mails.send_mail import MailTerms, send_mail
from tests.api.device import PRESENT, VERIFIED, Device, Json, encoded
from tests.api.people import People, Somebody
from tests.rivals import wait_until_somebody_waits

ORIGIN, PARTY = "http://localhost:8100", "localhost"


def run(people: People, sql: str, **values: object) -> None:
    with people.shop.database.transaction() as session:
        session.execute(text(sql), values)


def ask(people: People, sql: str, **values: object) -> list[object]:
    with people.shop.database.reading() as session:
        return list(session.execute(text(sql), values).scalars())


def asked_to_add(client: TestClient, somebody: Somebody) -> dict:
    answer = client.post("/v1/me/passkey-challenges", headers=somebody.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def keep(client: TestClient, somebody: Somebody, asked: dict, credential: Json, name: str = "My phone"):
    body = {"challenge_token": asked["challenge_token"], "name": name, "credential": credential}
    return client.post("/v1/me/passkeys", json=body, headers=somebody.headers)


def add(client: TestClient, somebody: Somebody) -> tuple[Device, str]:
    """A device with a passkey of theirs, and the passkey's id."""
    made = Device(ORIGIN, PARTY)
    asked = asked_to_add(client, somebody)
    answer = keep(client, somebody, asked, made.create(asked["public_key"]))
    assert answer.status_code == 201, answer.text
    return made, str(answer.json()["id"])


def asked_to_sign_in(client: TestClient) -> dict:
    answer = client.post("/v1/passkey-challenges")
    assert answer.status_code == 201, answer.text
    return answer.json()


def proof(asked: dict, credential: Json) -> Json:
    return {"passkey": {"challenge_token": asked["challenge_token"], "credential": credential}}


def sign_in(client: TestClient, device: Device):
    asked = asked_to_sign_in(client)
    return client.post("/v1/sessions", json=proof(asked, device.get(asked["public_key"])))


def is_refused(answer) -> bool:
    return (answer.status_code, answer.json().get("code")) == (401, "sign_in_refused")


def whose(client: TestClient, signed_in) -> str:
    headers = {"Authorization": f"Bearer {signed_in.json()['token']}"}
    return str(client.get("/v1/me", headers=headers).json().get("id"))


def test_a_passkey_signs_in_without_an_address(client: TestClient, people: People) -> None:
    asked = asked_to_add(client, people.consumer)
    options = asked["public_key"]
    assert options["rp"]["id"] == PARTY and options["user"]["name"] == "camille@example.org"
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert len(options["excludeCredentials"]) == 1, "the one that is there"
    device = Device(ORIGIN, PARTY)
    kept = keep(client, people.consumer, asked, device.create(options))
    assert kept.status_code == 201 and kept.json()["last_used_at"] is None
    request = asked_to_sign_in(client)["public_key"]
    assert request["userVerification"] == "required" and request["allowCredentials"] == []
    signed_in = sign_in(client, device)
    assert signed_in.status_code == 201, signed_in.text
    assert whose(client, signed_in) == people.consumer.person_id
    listed = client.get("/v1/me/passkeys", headers=people.consumer.headers).json()["data"]
    assert [one["name"] for one in listed] == ["Lost phone", "My phone"]
    assert listed[1]["last_used_at"] is not None
    assert ask(people, "select action from audit_event where action like 'passkey%'") == ["passkey.create"]


def test_whoever_has_the_account_is_told_in_words_that_nobody_typed(client: TestClient, people: People) -> None:
    asked = asked_to_add(client, people.consumer)
    kept = keep(
        client, people.consumer, asked, Device(ORIGIN, PARTY).create(asked["public_key"]), "Win at evil.example"
    )
    path = f"/v1/me/passkeys/{kept.json()['id']}"
    assert client.delete(path, headers=people.consumer.headers).status_code == 204
    run(people, "update person set full_name = 'Win at evil.example', locale = 'fr'")
    terms = MailTerms("https://shop.example", keeps_secrets=False)
    for mail_id in ask(people, "select id from mail where kind like 'passkey%' order by id"):
        send_mail(people.shop.database, None, mail_id=str(mail_id), terms=terms, now=utc_now())
    sql = "select kind || ' ' || address || ' ' || text || html from mail where kind like 'passkey%' order by id"
    added, removed = map(str, ask(people, sql))
    assert added.startswith("passkey_added camille@example.org ")
    assert removed.startswith("passkey_removed camille@example.org ")
    for words in (added, removed):
        assert "evil" not in words and "https://shop.example/account" in words


def test_only_hashes_and_public_halves_are_stored(client: TestClient, people: People) -> None:
    asked = asked_to_sign_in(client)
    (row,) = ask(people, "select to_jsonb(c) from passkey_challenge c")
    assert asked["challenge_token"] not in str(row) and asked["public_key"]["challenge"] not in str(row)
    assert asked["public_key"]["challenge"] not in asked["challenge_token"]


def test_another_page_signs_nobody_in_and_adds_nothing(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    device.origin = "https://localhost.evil.example"
    assert is_refused(sign_in(client, device))
    other = Device(device.origin, PARTY)
    asked = asked_to_add(client, people.consumer)
    refused = keep(client, people.consumer, asked, other.create(asked["public_key"]))
    assert (refused.status_code, refused.json()["code"]) == (422, "passkey_refused")
    other.origin = ORIGIN
    again = keep(client, people.consumer, asked, other.create(asked["public_key"]))
    assert again.json()["code"] == "passkey_refused", "the challenge is used up"


def test_what_has_no_shape_is_told_so(client: TestClient, people: People) -> None:
    for change in ({"signature": "a b"}, {"clientDataJSON": "\0"}, {"authenticatorData": "A" * 5000}):
        asked = asked_to_sign_in(client)
        told = Device(ORIGIN, PARTY, handle=b"x").get(asked["public_key"])
        told["response"] |= change
        assert client.post("/v1/sessions", json=proof(asked, told)).status_code == 422
    for name in ("", "a\0b", "x" * 61):
        asked = asked_to_add(client, people.consumer)
        refused = keep(client, people.consumer, asked, Device(ORIGIN, PARTY).create(asked["public_key"]), name)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")


def test_a_signature_that_was_changed_signs_nobody_in(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    stranger = Device(ORIGIN, PARTY, credential_id=device.credential_id, handle=device.handle)
    assert is_refused(sign_in(client, stranger)), "another key under the same name"
    asked = asked_to_sign_in(client)
    told = device.get(asked["public_key"])
    told["response"] |= {"signature": encoded(bytes(70))}
    assert is_refused(client.post("/v1/sessions", json=proof(asked, told)))


def test_a_challenge_counts_once(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    asked = asked_to_sign_in(client)
    said = proof(asked, device.get(asked["public_key"]))
    assert client.post("/v1/sessions", json=said).status_code == 201
    assert is_refused(client.post("/v1/sessions", json=said))


def test_a_wrong_try_uses_the_challenge_up(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    asked = asked_to_sign_in(client)
    device.flags = PRESENT
    assert is_refused(client.post("/v1/sessions", json=proof(asked, device.get(asked["public_key"]))))
    device.flags = PRESENT | VERIFIED
    assert is_refused(client.post("/v1/sessions", json=proof(asked, device.get(asked["public_key"]))))


def test_a_challenge_counts_for_whoever_asked(client: TestClient, people: People) -> None:
    """What was signed for one token opens nothing with another, nor a challenge of one kind the other."""
    device, _ = add(client, people.consumer)
    mine, theirs = asked_to_sign_in(client), asked_to_sign_in(client)
    assert is_refused(client.post("/v1/sessions", json=proof(theirs, device.get(mine["public_key"]))))
    to_add = asked_to_add(client, people.consumer)
    assert is_refused(client.post("/v1/sessions", json=proof(to_add, device.get(to_add["public_key"]))))
    new = Device(ORIGIN, PARTY)
    foreign = keep(client, people.other_consumer, to_add, new.create(to_add["public_key"]))
    assert foreign.json()["code"] == "passkey_refused"
    assert keep(client, people.consumer, to_add, new.create(to_add["public_key"])).status_code == 201, "still theirs"


def test_a_token_that_is_none_opens_nothing(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    for token in ("", "sol_pkc_nonsense", "x" * 128):
        asked = asked_to_sign_in(client)
        body = proof({"challenge_token": token}, device.get(asked["public_key"]))
        assert is_refused(client.post("/v1/sessions", json=body))


def test_after_five_minutes_it_opens_nothing_and_is_forgotten(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    asked = asked_to_sign_in(client)
    run(people, "update passkey_challenge set expires_at = clock_timestamp()")
    assert is_refused(client.post("/v1/sessions", json=proof(asked, device.get(asked["public_key"]))))
    later = utc_now() + timedelta(days=2)
    with people.shop.database.transaction() as session:
        forget_mails(session, mails_before=later - timedelta(days=700), codes_before=later - timedelta(days=1))
    assert ask(people, "select id from passkey_challenge") == []


def test_a_count_that_goes_back_signs_nobody_in_and_is_written_down(client: TestClient, people: People) -> None:
    device, passkey_id = add(client, people.consumer)
    device.count = 7
    assert sign_in(client, device).status_code == 201
    for count in (7, 6, 0):
        device.count = count
        assert is_refused(sign_in(client, device))
    written = "select detail ->> 'told_count' from audit_event where action = 'passkey.copied' and object_id = :id"
    assert sorted(map(str, ask(people, written, id=passkey_id))) == ["0", "6", "7"]
    assert ask(people, "select sign_count from passkey where id = :id", id=passkey_id) == [7]
    with people.shop.database.reading() as session:
        assert verify_audit(session).altered is None


def test_a_device_that_does_not_count_signs_in_again(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    assert [sign_in(client, device).status_code for _ in range(2)] == [201, 201]


def test_a_passkey_says_whose_it_is(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    device.handle = people.other_consumer.person_id.encode()
    assert is_refused(sign_in(client, device))


def test_a_removed_passkey_opens_nothing_and_what_it_opened_ends(client: TestClient, people: People) -> None:
    device, passkey_id = add(client, people.consumer)
    opened = {"Authorization": f"Bearer {sign_in(client, device).json()['token']}"}
    assert client.get("/v1/me", headers=opened).status_code == 200
    path = f"/v1/me/passkeys/{passkey_id}"
    foreign = client.delete(path, headers=people.other_consumer.headers)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "no_such_passkey")
    assert client.get("/v1/me", headers=opened).status_code == 200
    kept = {"Authorization": f"Bearer {sign_in(client, device).json()['token']}"}
    assert client.delete(path, headers=kept).status_code == 204
    assert client.get("/v1/me", headers=kept).status_code == 200, "whoever removes it stays"
    assert client.get("/v1/me", headers=opened).status_code == 401
    assert client.get("/v1/me", headers=people.consumer.headers).status_code == 200
    assert is_refused(sign_in(client, device))
    assert client.delete(path, headers=people.consumer.headers).status_code == 404
    sql = "select detail ->> 'refused' from audit_event where action = 'passkey.delete' order by sequence"
    assert ask(people, sql) == ["no_such_passkey", None, "no_such_passkey"]


@pytest.mark.parametrize("is_proving", [False, True], ids=["removed", "taken away"])
def test_who_signs_in_while_it_goes_is_signed_out(client: TestClient, people: People, is_proving: bool) -> None:
    device, passkey_id = add(client, people.consumer)
    database, owner = people.shop.database, people.consumer

    def take_away() -> bool:
        if not is_proving:
            return client.delete(f"/v1/me/passkeys/{passkey_id}", headers=owner.headers).status_code == 204
        with database.transaction() as session:
            return prove_address(session, owner.person_id, now=utc_now())

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            assert lock_passkey(session, device.credential_id)
            taking = other.submit(take_away)
            wait_until_somebody_waits(session)
            opened = start_session(session, person_id=owner.person_id, agent="", now=utc_now(), passkey_id=passkey_id)
        assert taking.result()
    assert client.get("/v1/me", headers={"Authorization": f"Bearer {opened.token}"}).status_code == 401
    assert ask(people, "select id from passkey where id = :id", id=passkey_id) == []


@pytest.mark.parametrize("column", ["disabled_at", "erased_at"])
def test_whoever_is_locked_out_or_erased_is_not_signed_in(client: TestClient, people: People, column: str) -> None:
    device, _ = add(client, people.consumer)
    also = ", disabled_at = now()" if column == "erased_at" else ""
    run(people, f"update person set {column} = now(){also} where id = :id", id=people.consumer.person_id)
    assert is_refused(sign_in(client, device))


def test_whoever_is_locked_out_meanwhile_adds_nothing(people: People) -> None:
    run(people, "update person set disabled_at = now() where id = :id", id=people.consumer.person_id)
    with people.shop.database.transaction() as session:
        assert not lock_owner(session, people.consumer.person_id)
        assert lock_owner(session, people.other_consumer.person_id)


def test_an_old_sign_in_or_a_key_adds_none(client: TestClient, people: People) -> None:
    run(people, "update sign_in_session set authenticated_at = now() - interval '16 minutes'")
    for path, body in (("/v1/me/passkey-challenges", None), ("/v1/me/passkeys", {})):
        refused = client.post(path, json=body, headers=people.consumer.headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "fresh_sign_in_needed")


def test_a_passkey_proves_it_again(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    for somebody, status in ((people.other_consumer, 401), (people.consumer, 200)):
        asked = asked_to_sign_in(client)
        said = proof(asked, device.get(asked["public_key"]))
        assert client.post("/v1/sessions/confirm", json=said, headers=somebody.headers).status_code == status


def test_the_same_passkey_is_kept_once(client: TestClient, people: People) -> None:
    device, _ = add(client, people.consumer)
    for somebody in (people.consumer, people.other_consumer):
        asked = asked_to_add(client, somebody)
        refused = keep(client, somebody, asked, device.create(asked["public_key"]))
        assert (refused.status_code, refused.json()["code"]) == (409, "passkey_known")


def test_there_may_be_so_many(client: TestClient, people: People) -> None:
    asked = asked_to_add(client, people.consumer)
    run(people, "insert into passkey (id, person_id, credential_id, public_key, sign_count, name) "
        "select 'psk_' || n, :id, cast('credential ' || n as bytea), 'x', 0, 'x' from generate_series(2, :most) n",
        id=people.consumer.person_id, most=MOST)  # fmt: skip
    refused = client.post("/v1/me/passkey-challenges", headers=people.consumer.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_passkeys")
    refused = keep(client, people.consumer, asked, Device(ORIGIN, PARTY).create(asked["public_key"]))
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_passkeys")


def test_who_proves_the_address_takes_passkeys_away(client: TestClient, people: People) -> None:
    """Somebody opened an account with an address that is not theirs, and left a passkey in it."""
    device, _ = add(client, people.consumer)
    assert sign_in(client, device).status_code == 201
    with people.shop.database.transaction() as session:
        assert prove_address(session, people.consumer.person_id, now=utc_now())
    assert is_refused(sign_in(client, device))
    assert ask(people, "select id from passkey where person_id = :id", id=people.consumer.person_id) == []


@pytest.mark.usefixtures("in_one_minute")
def test_challenges_are_counted_like_sign_ins(client: TestClient) -> None:
    answers = [client.post("/v1/passkey-challenges").status_code for _ in range(11)]
    assert answers == [201] * 10 + [429]


def test_a_shop_without_a_name_has_none(client: TestClient, people: People, tools: Tools) -> None:
    numbered = tools.settings.model_copy(update={"storefront_url": "http://127.0.0.1:8100"})
    object.__setattr__(tools, "settings", numbered)
    refused = client.post("/v1/passkey-challenges")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_passkeys_here")
    assert client.post("/v1/me/passkey-challenges", headers=people.consumer.headers).status_code == 409
