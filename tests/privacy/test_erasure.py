"""Erasing an account: nothing of the person is left in any column of any table, and everything else is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from certification.audit.verify_audit import verify_audit
from kit.clock import utc_now
from kit.errors import DomainError
from market.accounts.members.take_off import take_off
from market.accounts.passwords import hash_password
from market.ledger.invariants import verify_ledger
from market.mails.send_mail import MailTerms, send_mail
from market.privacy.erase_person import erase_person
from market.privacy.errors import LastInOrganisation
from models.enums import MailKind, MemberRole
from models.mail import Mail
from models.organisations import Membership
from tests.api.people import People, Somebody
from tests.rivals import wait_until_somebody_waits
from tests.shop import ADDRESS, BUYER

EMAIL, NAME, STREET = BUYER.email, BUYER.full_name, ADDRESS["line1"]


def run(people: People, sql: str, **values: object) -> None:
    with people.shop.database.transaction() as session:
        session.execute(text(sql), values)


def ask(people: People, sql: str, **values: object) -> list[object]:
    """The first column of what is found."""
    with people.shop.database.reading() as session:
        return list(session.execute(text(sql), values).scalars())


def finish_orders(people: People, somebody: Somebody) -> None:
    """Their parcels have come, what was to come back was kept."""
    asked = {"id": somebody.order_id}
    for sql in (
        "update parcel set state = 'shipped', shipped_at = now() where order_id = :id and state = 'to_pack'",
        "update parcel set state = 'delivered', delivered_at = now() where order_id = :id",
        "update return_request set state = 'withdrawn' where order_id = :id",
    ):
        run(people, sql, **asked)


def erase(client: TestClient, somebody: Somebody):
    return client.post("/v1/me/erasure", headers=somebody.headers)


def columns_with(people: People, *needles: str) -> list[str]:
    """Every `table.column` of the database that holds one of the texts, whatever its type."""
    with people.shop.database.reading() as session:
        columns = session.execute(
            text(
                "select table_name, column_name, data_type from information_schema.columns "
                "join information_schema.tables using (table_schema, table_name) where table_schema = 'public' "
                "and table_type = 'BASE TABLE'"
            )
        ).all()
        found = []
        for table, column, kind in columns:
            held = f"cast({column} as text)" if kind != "bytea" else f"encode({column}, 'escape')"
            for needle in needles:
                many = session.execute(
                    text(f"select count(*) from {table} where strpos(lower({held}), lower(:needle)) > 0"),
                    {"needle": needle},
                ).scalar_one()
                found += [f"{table}.{column}"] if many else []
    return sorted(set(found))


def tell_everywhere(client: TestClient, people: People) -> None:
    """Let the buyer's e-mail, name and street stand wherever the market writes them."""
    buyer, database = people.consumer, people.shop.database
    run(people, "update person set email = :email, full_name = :name where id = :id", **who(buyer))
    run(people, "update customer_order set email = :email, full_name = :name where person_id = :id", **who(buyer))
    for mail_id in ask(people, "select id from mail where person_id = :id", id=buyer.person_id):
        assert send_mail(
            database,
            None,
            mail_id=str(mail_id),
            terms=MailTerms("https://shop.example", keeps_secrets=True),
            now=utc_now(),
        )
    run(people, "update mail set address = :email where person_id = :id", **who(buyer))
    run(
        people,
        "insert into idempotency_record (scope, key, request_hash, status, body, headers) values "
        "(:id || ' POST /v1/carts/x/checkout', 'k', '', 201, :email, '{}'), ('guest:x POST /v1/accounts', 'k', '', 202,"
        " :name || ' ' || :email, '{}')",
        **who(buyer),
    )
    run(people, "update return_request set reason = :name || ' was out', answer = 'Dear ' || :name where order_id = :o",
        **who(buyer), o=buyer.order_id)  # fmt: skip
    run(people, "update parcel set tracking = 'T1' where order_id = :o", o=buyer.order_id)
    client.post("/v1/sign-in-codes", json={"email": EMAIL})
    database_event(people, buyer)


def who(somebody: Somebody) -> dict[str, str]:
    return {"email": EMAIL, "name": NAME, "id": somebody.person_id}


def database_event(people: People, somebody: Somebody) -> None:
    """Stripe's news of the payment, with what its page asked the buyer."""
    run(
        people,
        "insert into stripe_event (account, id, type, occurred_at, payload, received_at, deliveries, attempts, "
        "next_attempt_at, handled_at) values ('', 'evt_1', 'checkout.session.completed', now(), :payload, now(), 1, 1, "
        "now(), now())",
        payload='{"data": {"object": {"id": "cs_1", "metadata": {"order_id": "' + somebody.order_id + '"}, '
        f'"customer_details": {{"email": "{EMAIL}", "name": "{NAME}", "address": {{"line1": "{STREET}"}}}}}}}}}}',
    )


def test_no_column_of_any_table_tells_of_the_person(client: TestClient, people: People) -> None:
    buyer = people.consumer
    run(people, "update customer_order set email = 'else@example.org', full_name = 'Else', shipping_address = "
        "shipping_address || '{\"line1\": \"2 elsewhere\"}' where person_id <> :id", id=buyer.person_id)  # fmt: skip
    run(people, "delete from mail where person_id <> :id", id=buyer.person_id)
    tell_everywhere(client, people)
    finish_orders(people, buyer)
    before = columns_with(people, EMAIL, NAME, STREET)
    assert {
        "person.email", "person.full_name", "customer_order.email", "customer_order.full_name", "mail.text",
        "customer_order.shipping_address", "mail.address", "idempotency_record.body", "stripe_event.payload",
        "sign_in_code.email", "return_request.reason", "return_request.answer",
    } <= set(before)  # fmt: skip
    answer = erase(client, buyer)
    assert (answer.status_code, answer.json()["orders_kept"]) == (200, 1), answer.text
    assert columns_with(people, EMAIL, NAME, STREET) == []
    assert ask(people, "select payload::jsonb #>> '{data,object,id}' from stripe_event where id = 'evt_1'") == ["cs_1"]


def test_books_votes_and_the_log_stay_and_say_that_it_happened(client: TestClient, people: People) -> None:
    buyer = people.consumer
    finish_orders(people, buyer)
    booked = people.shop.balances()
    order = "select total_minor || ' ' || state || ' ' || country from customer_order where id = :id"
    kept = ask(people, order, id=buyer.order_id)
    lines = ask(people, "select count(*) from order_line where order_id = :id", id=buyer.order_id)
    assert erase(client, buyer).status_code == 200
    assert ask(people, order, id=buyer.order_id) == kept
    assert ask(people, "select count(*) from order_line where order_id = :id", id=buyer.order_id) == lines
    assert people.shop.balances() == booked
    with people.shop.database.reading() as session:
        assert verify_ledger(session) == []
        assert verify_audit(session).altered is None
    row = "select actor_kind || coalesce(actor_id, '') || coalesce(object_id, '') || detail from audit_event where "
    assert ask(people, row + "action = 'account.erase'") == ["system{}"]


def test_everything_that_opens_something_ends_at_once(client: TestClient, people: People) -> None:
    buyer = people.consumer
    finish_orders(people, buyer)
    issued = client.post(
        "/v1/api-keys",
        json={"label": "mine", "scopes": ["order:read"], "expires_in_days": 3},
        headers=buyer.headers,
    ).json()["secret"]
    run(people, "update person set password_hash = :hash where id = :id", hash=hash_password("a private phrase"),
        id=buyer.person_id)  # fmt: skip
    with people.shop.database.transaction() as session:
        waiting = Mail(
            kind=MailKind.RECEIPT,
            key="waiting",
            about=buyer.order_id,
            person_id=buyer.person_id,
            address="camille@example.org",
            language="en",
            next_try_at=utc_now(),
        )
        session.add(waiting)
    assert erase(client, buyer).status_code == 200
    for token in (buyer.token, issued):
        assert client.get("/v1/orders", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    signed_in = client.post("/v1/sessions", json={"email": "camille@example.org", "password": "a private phrase"})
    assert signed_in.status_code == 401
    assert ask(people, "select id from cart where person_id = :id and state = 'open'", id=buyer.person_id) == []
    for table in ("sign_in_session", "passkey", "passkey_challenge", "api_key", "single_use_token", "sign_in_code"):
        assert ask(people, f"select id from {table} where person_id = :id", id=buyer.person_id) == []
    mails = ask(people, "select state || address || text from mail where person_id = :id", id=buyer.person_id)
    assert set(mails) == {"given_up"}
    assert ask(people, "select given_up_at from mail where id = :id", id=waiting.id) != [None]
    terms = MailTerms("https://shop.example", keeps_secrets=True)
    assert send_mail(people.shop.database, None, mail_id=waiting.id, terms=terms, now=utc_now()) is None
    retried = client.post(f"/v1/mails/{waiting.id}/retry", headers=people.operator.headers)
    assert (retried.status_code, retried.json()["code"]) == (409, "mail_is_not_to_be_retried")


def test_the_address_is_free_for_a_new_account(client: TestClient, people: People) -> None:
    finish_orders(people, people.consumer)
    assert erase(client, people.consumer).status_code == 200
    new = {"email": "camille@example.org", "full_name": "Camille", "password": "a long and private phrase"}
    assert client.post("/v1/accounts", json=new).status_code == 202
    signed_in = client.post("/v1/sessions", json={"email": new["email"], "password": new["password"]}).json()
    headers = {"Authorization": f"Bearer {signed_in['token']}"}
    assert client.get("/v1/orders", headers=headers).json()["data"] == []


def test_an_old_sign_in_or_a_key_erases_nothing(client: TestClient, people: People) -> None:
    finish_orders(people, people.consumer)
    run(people, "update sign_in_session set authenticated_at = now() - interval '16 minutes'")
    refused = erase(client, people.consumer)
    assert (refused.status_code, refused.json()["code"]) == (403, "fresh_sign_in_needed")
    assert client.post("/v1/me/erasure").status_code == 401
    assert client.get("/v1/me", headers=people.consumer.headers).status_code == 200


OPEN = {
    "parcel_under_way": "update parcel set state = 'to_pack', shipped_at = null where id = :parcel",
    "return_open": "update return_request set state = 'requested' where order_id = :order",
    "unpaid": "update customer_order set state = 'placed', paid_at = null where id = :order",
}


@pytest.mark.parametrize("because", OPEN)
def test_open_orders_refuse_with_the_reason(client: TestClient, people: People, because: str) -> None:
    buyer = people.consumer
    finish_orders(people, buyer)
    # As if it had stopped one step earlier: the way back is none that the rules know.
    with people.shop.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text(OPEN[because]), {"parcel": buyer.sent_parcel_id, "order": buyer.order_id})
    refused = erase(client, buyer)
    assert (refused.status_code, refused.json()["code"]) == (409, "orders_still_open")
    assert refused.json()["facts"] == {"orders": [buyer.order_id], "because": [because]}
    assert client.get("/v1/me", headers=buyer.headers).json()["email"] == "camille@example.org"


def test_a_parcel_that_nobody_reported_counts_for_a_month(client: TestClient, people: People) -> None:
    buyer = people.consumer
    finish_orders(people, buyer)
    with people.shop.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text("update parcel set state = 'shipped' where order_id = :id"), {"id": buyer.order_id})
    assert erase(client, buyer).json()["code"] == "orders_still_open"
    run(people, "update parcel set shipped_at = :at where order_id = :id", at=utc_now() - timedelta(days=31),
        id=buyer.order_id)  # fmt: skip
    assert erase(client, buyer).status_code == 200


@pytest.mark.parametrize(
    ("role", "name"), [("producer", "Norandino"), ("verifier", "Alianza")], ids=["steward", "verifier"]
)
def test_the_last_of_an_organisation_stays(client: TestClient, people: People, role: str, name: str) -> None:
    somebody = people.all()[role]
    finish_orders(people, somebody)
    refused = erase(client, somebody)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_in_organisation")
    assert any(name in one for one in refused.json()["facts"]["organisations"])
    with people.shop.database.transaction() as session:
        session.add(
            Membership(
                person_id=people.other_consumer.person_id,
                organisation_id=somebody.organisation_id,
                role=MemberRole.STEWARD if role == "producer" else MemberRole.VERIFIER,
            )
        )
    assert erase(client, somebody).status_code == 200
    still = ask(people, "select id from membership where person_id = :id and ended_at is null", id=somebody.person_id)
    assert still == []


def test_of_two_last_stewards_one_leaves_and_the_other_is_not_erased(people: People) -> None:
    """The one has left, and not committed; the erasure of the other waits for that."""
    rosa, ana, database = people.producer, people.other_consumer, people.shop.database
    finish_orders(people, rosa)
    home = rosa.organisation_id
    with database.transaction() as session:
        session.add(Membership(person_id=ana.person_id, organisation_id=home, role=MemberRole.STEWARD))

    def erase_rosa() -> type[DomainError] | None:
        try:
            with database.transaction() as session:
                erase_person(session, person_id=rosa.person_id, now=utc_now())
        except DomainError as refused:
            return type(refused)
        return None

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            take_off(session, organisation_id=home, member_id=ana.person_id, person_id=ana.person_id, now=utc_now())
            said = other.submit(erase_rosa)
            wait_until_somebody_waits(session)
        assert said.result() is LastInOrganisation


def test_a_role_that_was_proposed_waits_no_longer(client: TestClient, people: People) -> None:
    buyer = people.consumer
    finish_orders(people, buyer)
    role = {"role": "operator", "reason": "Takes over in January."}
    path = f"/v1/people/{buyer.person_id}/role-proposals"
    assert client.post(path, json=role, headers=people.operator.headers).status_code == 201
    assert erase(client, buyer).status_code == 200
    assert client.get("/v1/role-proposals", headers=people.operator.headers).json()["data"] == []
    assert ask(people, "select declined_by from role_proposal") == [buyer.person_id]


def test_the_last_operator_stays(client: TestClient, people: People) -> None:
    finish_orders(people, people.operator)
    assert erase(client, people.operator).json()["code"] == "last_operator"
    run(people, "update person set is_operator = true where id = :id", id=people.other_consumer.person_id)
    assert erase(client, people.operator).status_code == 200


def test_guest_orders_go_once_the_address_is_proven(client: TestClient, people: People) -> None:
    buyer = people.consumer
    finish_orders(people, buyer)
    placed = people.shop.place({people.shop.coffee: 1})
    run(people, "update customer_order set state = 'expired', closed_at = now() where id = :id", id=placed.order_id)
    address = "select email from customer_order where id = :id"
    run(people, "update person set email_confirmed_at = now() where id = :id", id=buyer.person_id)
    answer = erase(client, buyer)
    assert (answer.status_code, answer.json().get("orders_kept")) == (200, 2), answer.text
    assert ask(people, address, id=placed.order_id) == [f"{buyer.person_id}@erased.invalid"]


def test_a_guests_orders_are_nobodys_who_only_typed_the_address(client: TestClient, people: People) -> None:
    finish_orders(people, people.consumer)
    placed = people.shop.place({people.shop.coffee: 1})
    assert erase(client, people.consumer).json()["orders_kept"] == 1
    assert ask(people, "select email from customer_order where id = :id", id=placed.order_id) == [EMAIL]


@pytest.mark.parametrize("is_proven", [True, False], ids=["proven", "typed"])
def test_a_guests_mails_go_with_an_address_that_was_proven(client: TestClient, people: People, is_proven: bool) -> None:
    """Also those that tell of a parcel, and where the address was typed in capitals."""
    finish_orders(people, people.consumer)
    run(people, "update person set email_confirmed_at = case when :is_proven then now() end where id = :id",
        is_proven=is_proven, id=people.consumer.person_id)  # fmt: skip
    with people.shop.database.transaction() as session:
        guests = Mail(
            kind=MailKind.SHIPPED,
            key="guests",
            about=people.consumer.sent_parcel_id or "",
            address=EMAIL.upper(),
            language="en",
            next_try_at=utc_now(),
        )
        session.add(guests)
    assert erase(client, people.consumer).status_code == 200
    assert ask(people, "select address from mail where id = :id", id=guests.id) == (
        ["" if is_proven else EMAIL.upper()]
    )
