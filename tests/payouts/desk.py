"""The API over the books of a test: who may ask, and a client to ask with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Limiter
from api.tools import Tools
from gateways.fakes import FakeStripe
from gateways.files import FilesInMemory
from kit.clock import utc_now
from kit.database import Database
from kit.reads import Reads
from kit.settings import Mode, Settings
from market.accounts.sign_in import start_session
from models.accounts import Person
from models.enums import MemberRole
from models.organisations import Membership


@dataclass(frozen=True)
class Asker:
    """Somebody with a session."""

    token: str
    person_id: str
    session_id: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def sign_in(
    session: Session,
    name: str,
    *,
    organisation_id: str = "",
    role: MemberRole = MemberRole.STEWARD,
    is_operator: bool = False,
) -> Asker:
    """A person, what they are in an organisation, and a session of theirs that has just begun."""
    person = Person(email=f"{name}@example.org", full_name=name.title(), is_operator=is_operator)
    session.add(person)
    session.flush()
    if organisation_id:
        session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=role))
        session.flush()
    started = start_session(session, person_id=person.id, agent="tests", now=utc_now())
    return Asker(started.token, person.id, started.session.id)


@contextmanager
def api_client(url: str, database: Database, stripe: FakeStripe | None = None, **settings: str) -> Iterator[TestClient]:
    """The API in this process, over this database, with a Stripe in memory."""
    tools = Tools(
        settings=Settings(
            mode=Mode.TEST,
            database_url=url,
            redis_url="redis://localhost/0",
            secret_key="a secret key for tests, long enough",
            stripe_api_key="sk_test_x",
            **settings,  # type: ignore[arg-type]  # texts only
        ),
        database=database,
        reads=Reads(url, pool_size=2),
        stripe=stripe or FakeStripe(),
        files=FilesInMemory(),
        limiter=Limiter(None),
    )
    with TestClient(create_app(tools), raise_server_exceptions=False) as client:
        yield client
