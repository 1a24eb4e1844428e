"""The API over a registry, and the people who call it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Limiter
from api.tools import Tools
from gateways.fakes import FakeStripe
from kit.clock import utc_now
from kit.ids import hash_secret, new_secret
from kit.reads import Reads
from kit.settings import Mode, Settings
from models.accounts import SignInSession
from tests.certification.registry import PDF, REASON, REASON_CODES, Registry

TODAY = utc_now().date()
DRAFT = {
    "scheme": "fairtrade",
    "number": "990552",
    "valid_from": (TODAY - timedelta(days=30)).isoformat(),
    "valid_to": (TODAY + timedelta(days=300)).isoformat(),
    "statement": "Small producer organisation",
    "subjects": [{"kind": "category", "ref": "coffee"}],
}


@dataclass
class Api:
    """A running API over the registry."""

    http: TestClient
    registry: Registry
    tokens: dict[str, str]

    def __call__(self, person: str | None, method: str, path: str, **options):
        headers = {"Authorization": f"Bearer {self.tokens[person]}"} if person else {}
        return self.http.request(method, path, headers=headers | options.pop("headers", {}), **options)

    def ok(self, person: str | None, method: str, path: str, status: int = 200, **options):
        answer = self(person, method, path, **options)
        assert answer.status_code == status, answer.text
        return answer.json()

    def refused(self, person: str | None, method: str, path: str, status: int, code: str, **options) -> dict:
        answer = self(person, method, path, **options)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.json()

    def path(self, organisation: str, rest: str) -> str:
        return f"/v1/organisations/{self.registry[organisation]}/{rest}"

    def draft(self, **changes) -> str:
        path = self.path("coop", "certificates")
        return self.ok("farmer", "POST", path, 201, json=DRAFT | changes)["id"]

    def upload(self, person: str, certificate_id: str, data: bytes = PDF, title: str = "Certificate"):
        return self(
            person,
            "POST",
            f"/v1/certificates/{certificate_id}/evidence",
            files={"file": ("../../etc/passwd.html", data, "text/html")},
            data={"title": title},
        )

    def decision(self, decision: str, **changes) -> dict:
        code = next((code for known, code in REASON_CODES.items() if known == decision), None)
        return {
            "federation_id": self.registry["andes"],
            "decision": decision,
            "method": "register_lookup",
            "reason": REASON,
            "reason_code": code.value if code else None,
        } | changes

    def submitted(self, **changes) -> str:
        certificate_id = self.draft(**changes)
        assert self.upload("farmer", certificate_id).status_code == 201
        self.ok("farmer", "POST", f"/v1/certificates/{certificate_id}/submit")
        return certificate_id

    def verified(self, **changes) -> str:
        certificate_id = self.submitted(**changes)
        path = f"/v1/certificates/{certificate_id}/verifications"
        self.ok("lucia", "POST", path, 201, json=self.decision("verify"))
        return certificate_id


@contextmanager
def served(database_url: str, registry: Registry, files_dir: Path) -> Iterator[Api]:
    """Everybody signed in, a moment ago."""
    tokens = {}
    with registry.database.transaction() as session:
        for person in ("farmer", "stranger", "lucia", "marta", "kwame", "ama"):
            tokens[person] = new_secret("ses")
            session.add(
                SignInSession(
                    token_hash=hash_secret(tokens[person]),
                    person_id=registry[person],
                    agent="test",
                    authenticated_at=utc_now(),
                    last_seen_at=utc_now(),
                    expires_at=utc_now() + timedelta(days=1),
                )
            )
    settings = Settings(
        mode=Mode.TEST,
        database_url=database_url,
        redis_url="redis://127.0.0.1:1/0",
        secret_key="a key that is only for tests, 0123456789",
        stripe_api_key="sk_test_x",
        files_dir=files_dir,
        api_url="http://api.test",
    )
    tools = Tools(
        settings=settings,
        database=registry.database,
        reads=Reads(database_url),
        stripe=FakeStripe(),
        files=registry.files,
        limiter=Limiter(None),
    )
    app = create_app(tools)
    with TestClient(app, base_url="http://api.test", raise_server_exceptions=False) as http:
        yield Api(http, registry, tokens)
