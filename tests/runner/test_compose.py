"""`docker-compose.yml`: valid, without a default secret, and each of our services starts by its very command.

No container engine is needed, and none is used: what an image or a network would change is not tested here.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy.engine import make_url

from kit.child import last_lines, start_child, stop_child
from tests.ports import free_ports
from tests.runner.composed import ROOT, Unset, command_of, environment_of, filled, read_compose_file
from tests.services import Services

COMPOSE = read_compose_file()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "solifair:local"}

CHOSEN = {
    "SOLIFAIR_OWNER_PASSWORD": "ownerpassword",
    "SOLIFAIR_SERVICE_PASSWORD": "servicepassword",
    "SOLIFAIR_VALKEY_PASSWORD": "valkeypassword",
    "SOLIFAIR_SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKL",
    "SOLIFAIR_STRIPE_API_KEY": "sk_test_0123456789abcdef",
    "SOLIFAIR_STRIPE_WEBHOOK_SECRETS": "whsec_platform",
    "SOLIFAIR_STRIPE_CONNECT_WEBHOOK_SECRETS": "whsec_connect",
    "SOLIFAIR_API_URL": "https://api.example.org",
    "SOLIFAIR_STOREFRONT_URL": "https://shop.example.org",
}


def test_the_file_follows_the_specification() -> None:
    schema = json.loads((ROOT / "tests/fixtures/compose-spec/compose-spec.json").read_text())
    jsonschema.validate(COMPOSE, schema)


@pytest.mark.parametrize("missing", sorted(CHOSEN))
def test_no_secret_and_no_address_has_a_default(missing: str) -> None:
    given = {name: value for name, value in CHOSEN.items() if name != missing}
    with pytest.raises(Unset, match=missing):
        filled((ROOT / "docker-compose.yml").read_text(), given)


def test_no_secret_is_written_down() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if any(word in variable for word in ("PASSWORD", "SECRET", "API_KEY", "_URL")):
                assert "${" in str(value) or value == "http://api:8000", f"{name}: {variable}"


def test_every_container_is_confined() -> None:
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"] not in {"root", "0", 0}, name
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name
        assert name == "migrate" or "healthcheck" in service, name
        # A published port is for the TLS proxy of the same machine.
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_only_those_who_need_the_data_reach_it() -> None:
    assert COMPOSE["networks"]["data"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["data"]
    assert set(SERVICES["storefront"]["networks"]) == {"outside"}
    assert not any(
        word in variable for variable in SERVICES["storefront"]["environment"] for word in ("DATABASE", "SECRET", "KEY")
    )


def test_the_api_believes_the_shop_and_the_proxy_about_who_is_calling() -> None:
    [subnet] = COMPOSE["networks"]["outside"]["ipam"]["config"]
    shop = SERVICES["storefront"]["networks"]["outside"]["ipv4_address"]
    assert SERVICES["api"]["environment"]["SOLIFAIR_TRUSTED_PROXIES"] == f"{subnet['gateway']},{shop}"
    assert SERVICES["storefront"]["environment"]["FORWARDED_ALLOW_IPS"] == subnet["gateway"]


def test_the_broker_needs_a_password_and_forgets_nothing() -> None:
    [command] = [word for word in SERVICES["valkey"]["command"] if "valkey-server" in word]
    for promise in ("--requirepass", "--appendonly yes", "--maxmemory-policy noeviction"):
        assert promise in command


def test_the_database_holds_a_quarter_of_its_memory() -> None:
    told = filled((ROOT / "docker-compose.yml").read_text(), CHOSEN)
    assert "mem_limit: 2g" in told and '"shared_buffers=512MB"' in told


def test_the_image_holds_every_package_and_runs_as_nobody_special() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "tests"}
    for package in packages:
        assert f"COPY {package} {package}\n" in dockerfile, package
        assert f"!{package}" in allowed, package
    assert "USER 10001:10001" in dockerfile
    assert "--require-hashes" in dockerfile
    assert allowed[0] == "*"


@pytest.fixture(scope="module")
def addresses(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What differs from the containers: where things are. The database has the two logins that the file describes."""
    port = free_ports()
    with services.empty_database() as owner_url:
        login = f"solifair_compose_{os.getpid()}"
        with psycopg.connect(owner_url, autocommit=True) as connection:
            # Another worker's first migration may make it at the same moment.
            with suppress(errors.DuplicateObject, errors.UniqueViolation):
                connection.execute("create role solifair_app nologin")
            connection.execute(sql.SQL("create role {} login in role solifair_app").format(sql.Identifier(login)))
        yield {
            "SOLIFAIR_DATABASE_URL": make_url(owner_url).set(username=login).render_as_string(hide_password=False),
            "SOLIFAIR_DATABASE_OWNER_URL": owner_url,
            "SOLIFAIR_REDIS_URL": services.valkey_url,
            "SOLIFAIR_FILES_DIR": str(tmp_path_factory.mktemp("files")),
            "api": str(port),
            "storefront": str(port + 1),
        }
    with psycopg.connect(services.admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))


def run_environment(name: str, addresses: Mapping[str, str]) -> dict[str, str]:
    """The service's own environment, with only the addresses changed."""
    own = environment_of(OURS[name], CHOSEN)
    for variable in own:
        own[variable] = addresses.get(variable, own[variable])
    if name in addresses:
        own |= {"UVICORN_HOST": "127.0.0.1", "UVICORN_PORT": addresses[name]}
    if name == "storefront":
        own["SOLIFAIR_API_URL"] = f"http://127.0.0.1:{addresses['api']}"
    around = {variable: os.environ[variable] for variable in ("HOME", "LANG", "TZ") if variable in os.environ}
    return around | own | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def on_this_machine(words: list[str], name: str, addresses: Mapping[str, str]) -> list[str]:
    return [word.replace("127.0.0.1:8000", f"127.0.0.1:{addresses.get(name, 8000)}") for word in words]


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_each_service_starts_by_its_own_command_and_becomes_healthy(addresses: dict[str, str], tmp_path: Path) -> None:
    migration = subprocess.run(
        command_of(OURS["migrate"], CHOSEN),
        env=run_environment("migrate", addresses),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert migration.returncode == 0, migration.stderr
    started = {}
    try:
        for name in ("api", "worker", "relay", "beat", "storefront"):
            started[name] = start_child(
                command_of(OURS[name], CHOSEN),
                log=tmp_path / f"{name}.log",
                cwd=ROOT,
                env=run_environment(name, addresses),
                death_signal=signal.SIGKILL,
            )
        deadline = time.monotonic() + 120
        for name, child in started.items():
            check = on_this_machine(OURS[name]["healthcheck"]["test"][1:], name, addresses)
            environment = run_environment(name, addresses)
            while subprocess.run(check, env=environment, cwd=ROOT, check=False, capture_output=True).returncode != 0:
                told = last_lines(tmp_path / f"{name}.log", 30)
                assert child.poll() is None, (name, told)
                assert time.monotonic() < deadline, (name, told)
                time.sleep(0.2)
    finally:
        statuses = {name: stop_child(child, patience=20) for name, child in reversed(started.items())}
    # SIGTERM is what a container engine sends. Each obeys it; uvicorn says so by passing the signal on.
    assert set(statuses.values()) <= {0, -signal.SIGTERM}, statuses
