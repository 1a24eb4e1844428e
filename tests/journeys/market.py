"""A whole market of real processes, small enough to know by heart: the API, a worker, beat, the relay, the storefront
and the simulated Stripe, over a database of its own and the run's Valkey."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import text
from sqlalchemy.orm import Session

from certification.grant_mandate import grant_mandate
from cli.market_runner import plan
from cli.market_runner.children import Children
from cli.market_runner.choices import ROOT, Choices
from cli.market_runner.ground import Ground, Secrets
from gateways.stripe import RealStripe
from kit.clock import utc_now
from kit.database import Database
from kit.embedded import ValkeyServer
from kit.settings import Mode, Settings
from market.accounts.sign_in import start_session
from models.accounts import Person
from models.certification import Scheme
from models.enums import AssuranceClass, FundKind, FundUse, MemberRole, PayoutAccountState, PayoutRail
from models.fund import Fund
from models.organisations import Membership
from models.payouts import PayoutAccount
from models.pricing import ShippingRate
from tests.catalog.world import BEFORE, World
from tests.ports import free_ports

_PATIENCE_S = 90.0


@dataclass
class Market:
    """The running market, and who is who in it. `tokens`: consumer, norandino, kuapa, verifier, operator."""

    api_url: str
    storefront_url: str
    sandbox_url: str
    environment: dict[str, str]
    children: Children
    database: Database
    world: World
    tokens: dict[str, str] = field(default_factory=dict)

    def call(
        self, method: str, path: str, *, by: str | None = None, headers: dict[str, str] | None = None, **options: Any
    ) -> requests.Response:
        """Ask the API, as somebody or as nobody."""
        all_headers = dict(headers or {})
        if by is not None:
            all_headers["Authorization"] = f"Bearer {self.tokens[by]}"
        return requests.request(method, self.api_url + path, headers=all_headers, timeout=60, **options)

    def get(self, path: str, *, by: str | None = None, **options: Any) -> Any:
        answer = self.call("GET", path, by=by, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object = None, *, by: str | None = None, **options: Any) -> Any:
        answer = self.call("POST", path, by=by, json=body, **options)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def solifair(self, *words: str, expect: int = 0) -> str:
        """Run the command line; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def sandbox_state(self) -> Any:
        return requests.get(f"{self.sandbox_url}/_sandbox/state", timeout=60).json()

    def transfers(self) -> list[dict[str, Any]]:
        """Every transfer that the simulated Stripe has made, newest first."""
        answer = requests.get(
            f"{self.sandbox_url}/v1/transfers",
            params={"limit": "100"},
            headers={"Authorization": f"Bearer {self.environment['SOLIFAIR_STRIPE_API_KEY']}"},
            timeout=60,
        )
        answer.raise_for_status()
        listed: list[dict[str, Any]] = answer.json()["data"]
        return listed

    def settle_funds(self) -> None:
        """Let three days pass at Stripe, so that what was paid can be used."""
        self.control("clock", {"advance_seconds": 3 * 86_400})

    def control(self, path: str, body: object) -> Any:
        answer = requests.post(f"{self.sandbox_url}/_sandbox/{path}", json=body, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def eventually(self, what: str, found: Callable[[], Any]) -> Any:
        """Wait until `found()` is true. Fails with `what` when it does not come true in time."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            if answer := found():
                return answer
            assert time.monotonic() < deadline, f"it never came true that {what}"
            self.children.require_alive()
            time.sleep(0.1)

    def buy(self, quantities: dict[str, int], *, method: str = "pm_card_visa") -> dict[str, str]:
        """A guest buys and pays; `{order_id, secret}`. Does not wait for the webhook."""
        cart = self.post("/v1/carts", {"country": "FR"})
        mine = {"Cart-Secret": cart["secret"]}
        for variant_id, quantity in quantities.items():
            put = self.call(
                "PUT", f"/v1/carts/{cart['id']}/lines/{variant_id}", headers=mine, json={"quantity": quantity}
            )
            assert put.status_code == 200, put.text
        done = self.post(
            f"/v1/carts/{cart['id']}/checkout", BUYER, headers={**mine, "Idempotency-Key": f"buy-{cart['id']}"}
        )
        paid = requests.post(done["checkout_url"], data={"method": method}, allow_redirects=False, timeout=60)
        assert paid.status_code in {302, 303}, paid.text
        return {"order_id": done["order_id"], "secret": cart["secret"]}

    def order(self, bought: dict[str, str]) -> Any:
        return self.get(f"/v1/orders/{bought['order_id']}", headers={"Order-Secret": bought["secret"]})

    def wait_until_paid(self, bought: dict[str, str]) -> Any:
        self.eventually("the order is paid", lambda: self.order(bought)["state"] == "paid")
        return self.order(bought)

    def scalar(self, sql: str, **values: object) -> Any:
        with self.database.reading() as session:
            return session.execute(text(sql), values).scalar_one()


BUYER = {
    "email": "camille@example.org",
    "full_name": "Camille Roux",
    "shipping_address": {"line1": "12 rue de la Soie", "postal_code": "69004", "city": "Lyon", "country": "FR"},
}


@contextmanager
def running_market(folder: Path, *, database_url: str, maturity_days: int = 0) -> Iterator[Market]:
    """Found a market and start its processes; they are all gone when the block ends."""
    choices = Choices(port=free_ports(), var=folder)
    ground, secrets = Ground(folder), Secrets.new()
    for directory in (ground.logs, ground.files, ground.sandbox):
        directory.mkdir(parents=True, exist_ok=True)
    # Sockets have short names, so they live in a directory of their own; tasks of two markets never meet.
    with (
        tempfile.TemporaryDirectory(prefix="solifair-valkey-") as run_dir,
        ValkeyServer(folder / "valkey", Path(run_dir), durable=False) as valkey,
    ):
        environment = dict(
            plan.environment(
                choices,
                ground,
                secrets,
                database_url=database_url,
                owner_url=database_url,
                redis_url=valkey.celery_url,
            )
        ) | {
            "SOLIFAIR_MODE": "test",
            "SOLIFAIR_PAYOUT_MATURITY_DAYS": str(maturity_days),
            "SOLIFAIR_PAYOUT_UNDELIVERED_DAYS": str(maturity_days),
        }
        children = Children(ground.logs, environment)
        database = Database(database_url, pool_size=4)
        try:
            yield _started(choices, ground, secrets, children, database)
        finally:
            children.stop(plan.STOP_ORDER)
            database.close()


def _started(choices: Choices, ground: Ground, secrets: Secrets, children: Children, database: Database) -> Market:
    stripe = plan.sandbox(choices, ground, secrets)
    children.start(stripe)
    children.await_answer([stripe], seconds=30)
    with database.transaction() as session:
        world = found_market(session)
        tokens = sign_people_in(session, world)
    open_payout_accounts(database, world, choices, secrets)
    answering = [plan.api(choices), plan.storefront(choices)]
    for program in (*answering, *plan.background()):
        children.start(program)
    children.await_answer(answering, seconds=150)
    market = Market(
        choices.api_url,
        choices.storefront_url,
        choices.sandbox_url,
        dict(children.environment),
        children,
        database,
        world,
        tokens,
    )
    market.eventually("the worker and the relay live", lambda: is_live(market))
    return market


def is_live(market: Market) -> bool:
    """Whether worker, relay and beat have been heard of."""
    checks = market.get("/readyz")["checks"]
    return all(checks[process] == "ok" for process in ("worker", "relay", "beat"))


def found_market(session: Session) -> World:
    """What a market needs before its first order: organisations, fees, shipping, a fund, a scheme with a mandate."""
    world = World(session).build()
    for origin in ("PE", "GH"):
        session.add(
            ShippingRate(
                origin_country=origin,
                destination="FR",
                max_grams=20_000,
                currency="EUR",
                amount_minor=590,
                valid_from=BEFORE.date(),
            )
        )
    session.add(
        Fund(
            kind=FundKind.SOLIDARITY,
            owner_id=world.market_id,
            name="Solidarity fund",
            currency="EUR",
            account_code="solidarity:fund",
            uses=[FundUse.TIER, FundUse.GRANT, FundUse.ADMIN],
        )
    )
    session.add(
        Scheme(
            code="spp",
            name="Small Producers' Symbol",
            owner="FUNDEPPO",
            assurance_class=AssuranceClass.THIRD_PARTY,
            certifies=["producer", "product"],
            number_pattern="^SPP-[0-9]{4}$",
            timezone="America/Lima",
        )
    )
    session.flush()
    grant_mandate(session, federation_id=world.federation_id, scheme="spp", granted_by=None, now=utc_now())
    return world


def sign_people_in(session: Session, world: World) -> dict[str, str]:
    """One person for each part to play; their tokens."""
    tokens = {}
    for name, organisation_id, role in (
        ("consumer", None, None),
        ("norandino", world.norandino_id, MemberRole.STEWARD),
        ("kuapa", world.kuapa_id, MemberRole.STEWARD),
        ("verifier", world.federation_id, MemberRole.VERIFIER),
        ("colleague", world.federation_id, MemberRole.VERIFIER),
        ("operator", None, None),
    ):
        person = Person(email=f"{name}@example.org", full_name=name.title(), is_operator=name == "operator")
        session.add(person)
        session.flush()
        if organisation_id is not None and role is not None:
            session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=role))
            session.flush()
        tokens[name] = start_session(session, person_id=person.id, agent="tests", now=utc_now()).token
    return tokens


def open_payout_accounts(database: Database, world: World, choices: Choices, secrets: Secrets) -> None:
    """Accounts at the simulated Stripe for both producers, ready to be paid."""
    stripe = RealStripe(
        Settings(
            mode=Mode.TEST,
            database_url="postgresql://nobody@/none",
            redis_url="redis://localhost/0",
            secret_key=secrets.secret_key,
            stripe_api_key=secrets.stripe_api_key,
            stripe_api_base=choices.sandbox_url,
        )
    )
    for organisation_id, country in ((world.norandino_id, "PE"), (world.kuapa_id, "GH")):
        account = stripe.create_recipient_account(
            organisation_id=organisation_id,
            country=country,
            email="money@example.org",
            name="A producer",
            idempotency_key=f"account/{organisation_id}",
        )
        requests.post(
            f"{choices.sandbox_url}/_sandbox/accounts/{account.id}/standing", json={}, timeout=10
        ).raise_for_status()
        with database.transaction() as session:
            session.add(
                PayoutAccount(
                    organisation_id=organisation_id,
                    rail=PayoutRail.STRIPE_CONNECT,
                    currency="EUR",
                    country=country,
                    state=PayoutAccountState.ACTIVE,
                    stripe_account_id=account.id,
                )
            )
