"""Credentials over HTTP, and at the shell without any network."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.limits import Limiter
from api.tools import Tools
from certification.credentials.errors import CredentialRefused
from certification.credentials.verify_credential import Finding, verify_credential
from cli.credential import app
from gateways.fakes import FakeStripe
from kit.clock import utc_now
from kit.reads import Reads
from kit.settings import Mode, Settings
from models.enums import OrganisationKind, VerificationDecision
from models.organisations import Organisation
from tests.certification.registry import NOTHING, Registry

NOW = utc_now()
TODAY = NOW.date()


@pytest.fixture
def http(fresh_database_url: str, registry: Registry, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(
        mode=Mode.TEST,
        database_url=fresh_database_url,
        redis_url="redis://127.0.0.1:1/0",
        secret_key="a key that is only for tests, 0123456789",
        stripe_api_key="sk_test_x",
        files_dir=tmp_path,
        api_url="http://127.0.0.1:8101",
    )
    tools = Tools(
        settings=settings,
        database=registry.database,
        reads=Reads(fresh_database_url),
        stripe=FakeStripe(),
        files=registry.files,
        limiter=Limiter(None),
    )
    with TestClient(create_app(tools), base_url="http://api.test", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def certificate_id(registry: Registry) -> str:
    return registry.verified(
        valid_from=TODAY - timedelta(days=30), valid_to=TODAY + timedelta(days=300), now=NOW - timedelta(hours=1)
    )


def path_of(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8101")


def everything(http: TestClient, credential: dict) -> tuple[dict, dict]:
    """The issuer's document and the lists, by the addresses in the credential alone."""
    method, _, rest = credential["issuer"]["id"].partition("did:web:localhost%3A8101:")
    assert method == ""
    did = http.get("/" + rest.replace(":", "/") + "/did.json")
    assert did.headers["content-type"] == "application/did+json"
    lists = {}
    for entry in credential["credentialStatus"]:
        answer = http.get(path_of(entry["statusListCredential"]))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc")
        assert answer.headers["cache-control"] == "public, no-cache"
        lists[entry["statusListCredential"]] = answer.json()
    return did.json(), lists


def test_what_is_fetched_verifies_and_a_withdrawal_shows_at_once(
    http: TestClient, registry: Registry, certificate_id: str
) -> None:
    answer = http.get(f"/v1/certificates/{certificate_id}/credential")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc")
    credential = answer.json()
    assert path_of(credential["id"]) == f"/v1/certificates/{certificate_id}/credential"
    did, lists = everything(http, credential)
    assert verify_credential(credential, issuer_document=did, status_lists=lists, at=utc_now()) == []
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=utc_now())
    did, lists = everything(http, credential)
    found = verify_credential(credential, issuer_document=did, status_lists=lists, at=utc_now())
    assert found == [Finding.REVOKED]


def test_the_same_as_a_token(http: TestClient, certificate_id: str) -> None:
    path = f"/v1/certificates/{certificate_id}/credential"
    document = http.get(path, headers={"Accept": "application/vc+jwt, application/vc;q=0.5"}).json()
    did, lists = everything(http, document)
    for answer in (http.get(path, headers={"Accept": "application/vc+jwt"}), http.get(f"{path}.jwt")):
        assert answer.headers["content-type"] == "application/vc+jwt"
        assert "Accept" in answer.headers["vary"].split(", ")
        assert verify_credential(answer.text, issuer_document=did, status_lists=lists, at=utc_now()) == []
        payload = jwt.decode(answer.text, options={"verify_signature": False})
        assert payload["credentialSubject"] == document["credentialSubject"]
    address = path_of(document["credentialStatus"][0]["statusListCredential"])
    assert http.get(address, headers={"Accept": "application/vc+jwt"}).headers["content-type"] == "application/vc+jwt"


def test_what_is_not_public_is_not_found(http: TestClient, registry: Registry) -> None:
    for path, code in (
        (f"/v1/certificates/{registry.submitted()}/credential", "no_such_certificate"),
        (f"/v1/certificates/{NOTHING}/credential", "no_such_certificate"),
        (f"/v1/certificates/{NOTHING}/credential.jwt", "no_such_certificate"),
        ("/v1/status-lists/stl_1", "no_such_status_list"),
        (f"/v1/organisations/{registry['coop']}/did.json", "no_such_issuer"),
        ("/.well-known/did.json", "no_such_issuer"),
    ):
        answer = http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, code), path
    with registry.database.transaction() as session:
        session.add(Organisation(slug="market", kind=OrganisationKind.MARKET, name="Market", country="FR"))
    assert http.get("/.well-known/did.json").json()["id"] == "did:web:localhost%3A8101"


@pytest.fixture
def shell(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    for name, value in (
        ("MODE", "test"),
        ("DATABASE_URL", fresh_database_url),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("SECRET_KEY", "a key that is only for tests, 0123456789"),
        ("STRIPE_API_KEY", "sk_test_x"),
        ("FILES_DIR", str(tmp_path)),
        ("API_URL", "http://127.0.0.1:8101"),
    ):
        monkeypatch.setenv(f"SOLIFAIR_{name}", value)
    return CliRunner()


def test_a_credential_is_checked_from_files(
    http: TestClient, registry: Registry, certificate_id: str, shell: CliRunner, tmp_path: Path
) -> None:
    for options in ([], ["--jwt"]):
        shown = shell.invoke(app, ["show", certificate_id, *options])
        assert shown.exit_code == 0, shown.output
        (tmp_path / "credential").write_text(shown.stdout)
        credential = http.get(f"/v1/certificates/{certificate_id}/credential").json()
        did, lists = everything(http, credential)
        (tmp_path / "did.json").write_text(json.dumps(did))
        words = ["verify", str(tmp_path / "credential"), "--did", str(tmp_path / "did.json")]
        without = shell.invoke(app, words)
        assert "status_unknown" in str(without.exception)
        for place, listed in enumerate(lists.values()):
            (tmp_path / f"list-{place}").write_text(json.dumps(listed))
            words += ["--status", str(tmp_path / f"list-{place}")]
        verdict = shell.invoke(app, words)
        assert (verdict.exit_code, verdict.output[:6]) == (0, "holds:"), verdict.exception
    content = (tmp_path / "credential").read_text()
    (tmp_path / "credential").write_text(content[:-20] + "A" * 20)
    assert "bad_signature" in str(shell.invoke(app, words).exception)


@pytest.mark.parametrize("content", [b"\xdd\x00", b"hello", b"a.b.c", b"{", b"[]", b'{"a":' * 5000, b"", b"{}"])
def test_a_file_that_is_no_document_is_refused_not_a_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "strange").write_bytes(content)
    (tmp_path / "empty.json").write_text("{}")
    strange, empty = str(tmp_path / "strange"), str(tmp_path / "empty.json")
    for words in ([strange, "--did", empty], [empty, "--did", strange], [empty, "--did", empty, "--status", strange]):
        answer = CliRunner().invoke(app, ["verify", *words])
        assert answer.exit_code == 2 or isinstance(answer.exception, CredentialRefused), (words, answer.exception)


def test_a_key_is_rotated_at_the_shell(
    http: TestClient, registry: Registry, certificate_id: str, shell: CliRunner
) -> None:
    path = f"/v1/certificates/{certificate_id}/credential"
    before = http.get(path).json()
    rotated = shell.invoke(app, ["rotate-key", registry["andes"]])
    assert rotated.exit_code == 0, rotated.output
    assert http.get(path).json()["proof"]["verificationMethod"] == rotated.stdout.strip()
    did, lists = everything(http, before)
    assert verify_credential(before, issuer_document=did, status_lists=lists, at=utc_now()) == []
    shell.invoke(app, ["rotate-key", registry["andes"], "--compromised"])
    did, lists = everything(http, before)
    assert verify_credential(before, issuer_document=did, status_lists=lists, at=utc_now()) == []
    first = before["proof"]["verificationMethod"]
    words = ["rotate-key", registry["andes"], "--key", first]
    assert shell.invoke(app, words).exit_code == 2
    assert shell.invoke(app, [*words, "--compromised"]).stdout.strip() == first
    did, lists = everything(http, before)
    assert verify_credential(before, issuer_document=did, status_lists=lists, at=utc_now()) == [Finding.UNKNOWN_KEY]
    nobody = shell.invoke(app, ["rotate-key", registry["coop"]])
    assert "only the market and its federations" in str(nobody.exception)
