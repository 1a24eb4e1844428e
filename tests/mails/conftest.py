"""A market with a post office."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlmodel import col

from gateways.fakes.post import FakePost
from kit.database import Database
from market.mails.send_mail import MailTerms, send_mail
from models.enums import MailState
from models.mail import Mail
from tests.mails.smtp_server import SmtpServer
from tests.shop import NOW, Shop

TERMS = MailTerms("https://shop.example", keeps_secrets=False)


@dataclass
class PostRoom:
    """A small shop and whoever carries its mail."""

    shop: Shop
    post: FakePost = field(default_factory=FakePost)

    @property
    def database(self) -> Database:
        return self.shop.database

    def mails(self) -> list[Mail]:
        with self.database.reading() as session:
            return list(session.execute(select(Mail).order_by(col(Mail.id))).scalars())

    def mail(self) -> Mail:
        (found,) = self.mails()
        return found

    def send(self, mail_id: str, *, now: datetime = NOW) -> MailState | None:
        return send_mail(self.database, self.post, mail_id=mail_id, terms=TERMS, now=now)

    def change(self, **values: object) -> None:
        """Write into every mail."""
        with self.database.transaction() as session:
            for mail in session.execute(select(Mail)).scalars():
                for name, value in values.items():
                    setattr(mail, name, value)

    def buy(self, *, person_id: str | None = None) -> str:
        """Two bags of coffee and a chocolate, paid; the order's id."""
        order_id = self.shop.place({self.shop.coffee: 2, self.shop.chocolate: 1}, person_id=person_id).order_id
        assert self.shop.settle(order_id) == "paid"
        return order_id


@pytest.fixture
def room(clean_database: Database) -> PostRoom:
    return PostRoom(Shop.open(clean_database))


@pytest.fixture
def smtp() -> Iterator[Callable[..., SmtpServer]]:
    """Makes servers that speak SMTP on this machine; they are gone after the test."""
    made: list[SmtpServer] = []

    def make(**answers: str) -> SmtpServer:
        server = SmtpServer(answers)
        made.append(server)
        return server

    yield make
    for server in made:
        server.close()
