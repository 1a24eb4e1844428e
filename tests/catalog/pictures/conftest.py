"""A farm with a product, a store, and an internet that holds what a test puts there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import text

from gateways.fetching import FetchFailed, FetchFault
from gateways.files import FilesInMemory
from gateways.pictures import MadePicture, PicturesInChild
from kit.database import Database
from kit.ids import new_id
from market.catalog.pictures.agree_to_photo import PhotoConsent
from market.catalog.pictures.bring_picture import BroughtPicture, bring_picture
from market.catalog.pictures.make_picture import PictureDoors, make_picture
from market.catalog.pictures.queries import OwnPicture, list_own_pictures
from market.catalog.pictures.want_pictures import WantedPicture, want_pictures
from models.accounts import Person
from models.enums import MemberRole, PictureState
from models.organisations import Membership
from tests.catalog.world import BEFORE, NOW, World


def photo(width: int = 400, height: int = 300, colour: str = "#804020", form: str = "JPEG") -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), colour).save(written, form)
    return written.getvalue()


@dataclass
class Internet:
    """Answers by address: bytes or a fault."""

    answers: dict[str, bytes | FetchFault] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str, *, largest: int) -> bytes:
        self.asked.append(url)
        answer = self.answers.get(url, FetchFault.REFUSES)
        if isinstance(answer, FetchFault):
            raise FetchFailed(answer)
        return answer


@dataclass
class CountedPictures:
    """The real maker of pictures; counts what it makes."""

    made: int = 0

    def make(self, data: bytes) -> MadePicture:
        self.made += 1
        return PicturesInChild().make(data)


@dataclass
class Farm:
    """A producer's people and products, and everything a picture passes through."""

    database: Database
    coffee: str
    tea: str
    cocoa: str
    rosa: str
    kofi: str
    files: FilesInMemory = field(default_factory=FilesInMemory)
    internet: Internet = field(default_factory=Internet)
    pictures: CountedPictures = field(default_factory=CountedPictures)

    def bring(
        self,
        data: bytes,
        *,
        product_id: str | None = None,
        person_id: str | None = None,
        alt: str = "A sack of coffee",
        consent: PhotoConsent | None = None,
        now: datetime = NOW,
    ) -> str:
        return bring_picture(
            self.database,
            self.files,
            product_id=product_id or self.coffee,
            person_id=person_id or self.rosa,
            brought=BroughtPicture(data, alt, consent),
            now=now,
        )

    def want(self, *urls: str, product_id: str | None = None) -> list[str]:
        """Want these addresses; the ids of the product's pictures in order."""
        wanted = [WantedPicture(product_id or self.coffee, url, "", place) for place, url in enumerate(urls, start=1)]
        with self.database.transaction() as session:
            want_pictures(session, wanted, now=NOW)
        return [picture.id for picture in self.own(product_id)]

    def make(self, media_id: str, *, now: datetime = NOW) -> PictureState | None:
        doors = PictureDoors(self.internet, self.pictures, self.files)
        return make_picture(self.database, doors, media_id=media_id, now=now)

    def own(self, product_id: str | None = None, *, now: datetime = NOW) -> list[OwnPicture]:
        with self.database.reading() as session:
            return list_own_pictures(session, product_id or self.coffee, now=now)

    def face(self, product_id: str | None = None) -> str | None:
        return self.one("select picture_id from product where id = :id", id=product_id or self.coffee)

    def one(self, sql: str, **values: object) -> str | None:
        with self.database.reading() as session:
            found = session.execute(text(sql), values).scalar_one_or_none()
            return None if found is None else str(found)

    def asked_for(self) -> list[Mapping[str, str]]:
        """The tasks that wait to be sent."""
        with self.database.reading() as session:
            rows = session.execute(text("select arguments from outbox where task = 'make_picture' order by id"))
            return [row.arguments for row in rows]


@pytest.fixture
def farm(clean_database: Database) -> Farm:
    with clean_database.transaction() as session:
        world = World(session).build()
        people = {name: new_id("usr") for name in ("rosa", "kofi")}
        for name, person_id in people.items():
            session.add(Person(id=person_id, email=f"{name}@farm.example", full_name=name.title()))
        session.flush()
        for name, organisation_id in (("rosa", world.norandino_id), ("kofi", world.kuapa_id)):
            session.add(
                Membership(
                    person_id=people[name], organisation_id=organisation_id, role=MemberRole.MEMBER, created_at=BEFORE
                )
            )
        coffee, tea = world.product("coffee", "Coffee"), world.product("tea", "Tea")
        cocoa = world.product("cocoa", "Cocoa", producer_id=world.kuapa_id)
    return Farm(clean_database, coffee, tea, cocoa, people["rosa"], people["kofi"])
