"""A label that fell is nowhere to be seen, from the first question after the commit; and a day that is over needs none.

Every surface is asked before, so that whatever keeps something has it; then the claim ends in each of the ways there
are, and each surface is asked again.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from certification.credentials.verify_credential import Finding, verify_credential
from kit.clock import utc_now
from tests.certifying import certify, withdraw
from tests.shop import ADDRESS, Shop

# What tells of the certificate, whatever the goods.
OF_CERTIFICATE = ("proof", "credential", "kept credential")
BUYER = {"email": "camille@example.org", "full_name": "Camille Roux", "shipping_address": ADDRESS}


@dataclass
class Surfaces:
    """Everywhere a claim can be seen, with a cart that was filled while it was shown."""

    client: TestClient
    shop: Shop
    certificate_id: str
    cart: str = ""
    secret: dict[str, str] = field(default_factory=dict)
    credential: dict[str, Any] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Any:
        """As a browser or a shared cache asks that keeps what it was given."""
        known = {"If-None-Match": self.etags[path]} if path in self.etags else {}
        answer = self.client.get(path, headers=known)
        assert "max-age" not in answer.headers["Cache-Control"], "nobody may show it without asking"
        assert answer.status_code in {200, 304}, answer.text
        return answer

    def keep(self) -> None:
        for path in ("/v1/products", "/v1/products/coffee", "/v1/producers/norandino"):
            self.etags[path] = self.get(path).headers["ETag"]
        self.credential = self.get_credential()

    def get_credential(self) -> dict[str, Any]:
        signed: dict[str, Any] = self.get(f"/v1/certificates/{self.certificate_id}/credential").json()
        return signed

    def holds(self, credential: dict[str, Any]) -> bool:
        """What somebody finds who has the credential, and asks its issuer and its lists alone."""
        lists = {entry["statusListCredential"] for entry in credential["credentialStatus"]}
        federation = credential["issuer"]["id"].rpartition(":")[2]
        findings = verify_credential(
            credential,
            issuer_document=self.client.get(f"/v1/organisations/{federation}/did.json").json(),
            status_lists={each: self.get(urlsplit(each).path).json() for each in lists},
            at=utc_now(),
        )
        assert set(findings) <= {Finding.REVOKED, Finding.SUSPENDED, Finding.EXPIRED}, findings
        return not findings

    def is_kept(self, path: str, claims: Callable[[dict], list]) -> bool:
        """Whether the claim is in what a cache would show now."""
        answer = self.get(path)
        return answer.status_code == 304 or bool(claims(answer.json()))

    def fill_cart(self) -> None:
        opened = self.client.post("/v1/carts", json={"country": "FR"}).json()
        self.cart, self.secret = f"/v1/carts/{opened['id']}", {"Cart-Secret": opened["secret"]}
        assert self.put(self.cart, self.secret)["parcels"][0]["lines"][0]["claims"]

    def put(self, cart: str, secret: Mapping[str, str]) -> dict:
        path = f"{cart}/lines/{self.shop.coffee}"
        return self.client.put(path, json={"quantity": 1}, headers=dict(secret)).json()

    def new_cart_shows(self) -> bool:
        opened = self.client.post("/v1/carts", json={"country": "FR"}).json()
        put = self.put(f"/v1/carts/{opened['id']}", {"Cart-Secret": opened["secret"]})
        return bool(put["parcels"][0]["lines"][0]["claims"])

    def open_cart_shows(self) -> bool:
        cart = self.client.get(self.cart, headers=self.secret).json()
        gone = "claim_gone" in {change["code"] for change in cart["changes"]}
        assert gone is not bool(cart["parcels"][0]["lines"][0]["claims"])
        return not gone

    def looks(self) -> dict[str, Callable[[], bool]]:
        """By name, whether the claim is there."""

        def facet() -> bool:
            counted = self.get("/v1/products?include=facets&limit=5").json()["facets"]["scheme"]
            return any(each["value"] == "fairtrade" and each["count"] for each in counted)

        return {
            "list": lambda: self.is_kept("/v1/products", _of_coffee),
            "search": lambda: bool(_of_coffee(self.get("/v1/products?q=coffee").json())),
            "filter": lambda: bool(self.get("/v1/products?scheme=fairtrade").json()["data"]),
            "facet": facet,
            "product": lambda: self.is_kept("/v1/products/coffee", lambda page: page["claims"]),
            "producer": lambda: self.is_kept("/v1/producers/norandino", lambda page: page["claims"]),
            "proof": lambda: self.client.get(f"/v1/certificates/{self.certificate_id}").json()["is_shown"],
            "credential": lambda: self.holds(self.get_credential()),
            "kept credential": lambda: self.holds(self.credential),
            "open cart": self.open_cart_shows,
            "new cart": self.new_cart_shows,
        }

    def shown(self) -> dict[str, bool]:
        return {name: look() for name, look in self.looks().items()}

    def check_out(self) -> Any:
        headers = {**self.secret, "Idempotency-Key": "one"}
        return self.client.post(f"{self.cart}/checkout", json=BUYER, headers=headers)


def _of_coffee(page: dict) -> list:
    return next((card["claims"] for card in page["data"] if card["slug"] == "coffee"), [])


@pytest.fixture
def surfaces(client: TestClient, shop: Shop) -> Iterator[Surfaces]:
    with shop.database.transaction() as session:
        certificate_id = certify(session, shop.world)
        session.execute(text("select rebuild_search_words()"))
    found = Surfaces(client, shop, certificate_id)
    found.keep()
    found.fill_cart()
    yield found


def suspend(session: Session, certificate_id: str) -> None:
    change(session, "update certificate set state = 'suspended', claim_until = :now where id = :id", certificate_id)


def surrender(session: Session, certificate_id: str) -> None:
    change(session, "update certificate set state = 'surrendered', claim_until = :now where id = :id", certificate_id)


def take_mandate_away(session: Session, certificate_id: str) -> None:
    change(session, "update mandate set withdrawn_at = :now where cast(:id as text) is not null", certificate_id)


def sell_out(session: Session, certificate_id: str) -> None:
    change(session, "insert into claim_balance select id, 10 from certificate where id = :id", certificate_id)


def move_elsewhere(session: Session, certificate_id: str) -> None:
    change(
        session,
        "insert into certificate_subject (certificate_id, kind, ref) values (:id, 'category', 'textiles')",
        certificate_id,
    )


def withdraw_now(session: Session, certificate_id: str) -> None:
    withdraw(session, certificate_id, utc_now())


def change(session: Session, sql: str, certificate_id: str) -> None:
    now = {"now": utc_now()} if ":now" in sql else {}
    session.execute(text(sql), {"id": certificate_id, **now})


@pytest.mark.parametrize("end", [withdraw_now, suspend, surrender, take_mandate_away, move_elsewhere])
def test_a_claim_is_gone_everywhere_with_the_first_question_after_the_commit(
    surfaces: Surfaces, end: Callable[[Session, str], None]
) -> None:
    everywhere = surfaces.shown()
    assert all(everywhere.values()), everywhere
    with surfaces.shop.database.transaction() as session:
        end(session, surfaces.certificate_id)
    for name, look in surfaces.looks().items():
        if name in OF_CERTIFICATE and end is move_elsewhere:
            continue  # the certificate stands, for other goods
        assert not look(), name
    # What the goods are no longer of, they have not lost.
    for of in ("products/coffee", "producers/norandino"):
        ended = surfaces.get(f"/v1/{of}/ended-claims").json()["data"]
        assert [one["certificate_id"] for one in ended] == ([] if end is move_elsewhere else [surfaces.certificate_id])
    refused = surfaces.check_out()
    assert (refused.status_code, refused.json()["code"]) == (409, "cart_changed")
    assert [(each["code"], each["was"]) for each in refused.json()["facts"]["changes"]] == [
        ("claim_gone", surfaces.certificate_id)
    ]


def test_whoever_asks_all_the_time_sees_nothing_of_it_after_the_commit(surfaces: Surfaces) -> None:
    """Readers that never pause, on connections that are warm, beside the one who withdraws."""
    # When whoever saw it last had asked.
    asked_last: dict[str, float] = {}
    names = ("list", "facet", "filter", "product", "open cart", "proof", "credential", "kept credential")
    over = time.monotonic() + 20

    def watch(name: str) -> None:
        look = surfaces.looks()[name]
        asked = time.monotonic()
        while look():
            assert asked < over, f"{name} still shows it"
            asked_last[name] = asked
            asked = time.monotonic()

    with ThreadPoolExecutor(len(names)) as readers:
        watching = [readers.submit(watch, name) for name in names]
        while asked_last.keys() != set(names):
            assert not any(each.done() for each in watching)
            time.sleep(0.05)
        with surfaces.shop.database.transaction() as session:
            withdraw_now(session, surfaces.certificate_id)
        committed = time.monotonic()
        for each in watching:
            each.result()
    late = {name: asked - committed for name, asked in asked_last.items() if asked > committed}
    assert not late, late


def test_the_last_day_ends_by_itself(surfaces: Surfaces) -> None:
    """Nothing runs and nothing is written: midnight comes to the scheme's own clock, seconds from now."""
    midnight = (utc_now() + timedelta(seconds=4)).replace(microsecond=0)
    with surfaces.shop.database.transaction() as session:
        today = session.execute(
            text("update scheme set timezone = :zone returning (cast(:soon as timestamptz) at time zone :zone)::date"),
            {"zone": _zone_with_midnight_at(midnight), "soon": midnight - timedelta(seconds=1)},
        ).scalar_one()
    with surfaces.shop.database.transaction() as session:
        unguarded(session, "disable")
        session.execute(
            text("update certificate set valid_to = :today where id = :id"),
            {"today": today, "id": surfaces.certificate_id},
        )
        unguarded(session, "enable")
    surfaces.credential = surfaces.get_credential()
    before = surfaces.shown()
    if utc_now() < midnight:
        assert all(before.values()), before
    while utc_now() < midnight:
        time.sleep(0.01)
    after = surfaces.shown()
    assert not any(after.values()), after
    assert surfaces.check_out().status_code == 409


def unguarded(session: Session, word: str) -> None:
    """Let a test write what a certificate keeps for good; what follows from the writing still follows."""
    for guard in ("certificate_is_kept", "quantity_is_kept"):
        session.execute(text(f"alter table certificate {word} trigger {guard}"))


def _zone_with_midnight_at(moment: datetime) -> str:
    """A POSIX timezone, as PostgreSQL reads it, whose clock shows 00:00:00 at this moment."""
    since = moment.astimezone(UTC) - moment.astimezone(UTC).replace(hour=0, minute=0, second=0)
    hours, rest = divmod(int(since.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    # Positive is west of Greenwich: at 21:05:30 UTC a clock 21:05:30 behind shows midnight.
    return f"XXX{hours:02}:{minutes:02}:{seconds:02}"


def test_a_quantity_that_is_sold_out_is_gone_everywhere(surfaces: Surfaces) -> None:
    with surfaces.shop.database.transaction() as session:
        unguarded(session, "disable")
        session.execute(
            text("update certificate set quantity_grams = 259 where id = :id"), {"id": surfaces.certificate_id}
        )
        unguarded(session, "enable")
    everywhere = surfaces.shown()
    assert all(everywhere.values()), everywhere
    with surfaces.shop.database.transaction() as session:
        sell_out(session, surfaces.certificate_id)
    after = surfaces.shown()
    assert all(after.pop(name) for name in OF_CERTIFICATE), "the certificate itself still stands"
    assert not any(after.values()), after
    assert surfaces.check_out().json()["code"] == "cart_changed"
