"""The whole way of a picture that lies on a server: guard, store, child process, sizes, and back out of the schema."""

import socket
from io import BytesIO

import pytest
from alembic import command
from PIL import ExifTags, Image
from sqlalchemy import text

from gateways.fetching import GuardedFetcher
from gateways.pictures import PicturesInChild
from market.catalog.pictures.make_picture import PictureDoors, make_picture
from models.enums import PictureRefusal, PictureState
from tests.catalog.pictures.conftest import Farm, photo
from tests.catalog.world import NOW
from tests.gateways.test_fetching import Talk, ok, redirect, server
from tests.migrations.test_migrations import configuration

SECRET = b"Casa de Rosa, Piura"


def located_photo() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET.decode()
    written = BytesIO()
    Image.new("RGB", (400, 300), "green").save(written, "JPEG", exif=exif)
    return written.getvalue()


def fetched(farm: Farm, talk: Talk, *, may_reach_loopback: bool = True) -> tuple[str, PictureState | None]:
    doors = PictureDoors(GuardedFetcher(may_reach_loopback=may_reach_loopback), PicturesInChild(), farm.files)
    with server(talk) as (port, _):
        (media_id,) = farm.want(f"http://127.0.0.1:{port}/coffee.jpg")
        return media_id, make_picture(farm.database, doors, media_id=media_id, now=NOW)


def test_a_photo_comes_in_and_its_place_does_not(farm: Farm) -> None:
    data = located_photo()
    assert SECRET in data
    media_id, state = fetched(farm, ok(data))
    assert state is PictureState.READY
    assert farm.face() == media_id
    with farm.database.reading() as session:
        paths = list(session.execute(text("select path from media_rendition")).scalars())
    assert len(paths) == 4
    assert not any(SECRET in farm.files.get(path) for path in paths)


@pytest.mark.parametrize(
    ("talk", "refusal"),
    [
        (redirect("http://169.254.169.254/latest/meta-data/"), PictureRefusal.ADDRESS_NOT_ALLOWED),
        (ok(b"<html>no picture</html>"), PictureRefusal.FORMAT_NOT_TAKEN),
        (ok(photo()[:700]), PictureRefusal.BROKEN),
    ],
)
def test_what_a_server_says_instead_is_refused(farm: Farm, talk: Talk, refusal: PictureRefusal) -> None:
    _, state = fetched(farm, talk)
    assert state is PictureState.REFUSED
    assert farm.own()[0].refusal is refusal


def test_an_installation_fetches_nothing_from_itself(farm: Farm) -> None:
    def talk(wire: socket.socket, _: bytes) -> None:
        raise AssertionError("nobody was to ask")

    _, state = fetched(farm, talk, may_reach_loopback=False)
    assert state is PictureState.REFUSED
    assert farm.own()[0].refusal is PictureRefusal.ADDRESS_NOT_ALLOWED


def test_an_older_schema_never_shows_what_was_brought(farm: Farm, fresh_database_url: str) -> None:
    """It knows one file per picture: the largest size has to be it, not the photo with its place."""
    ours = farm.bring(located_photo())
    theirs = farm.bring(located_photo(), product_id=farm.cocoa, person_id=farm.kofi)
    for media_id in (ours, theirs):
        assert farm.make(media_id) is PictureState.READY
    farm.want("https://farm.example/never.jpg", product_id=farm.tea)
    command.downgrade(configuration(fresh_database_url), "0028")
    with farm.database.reading() as session:
        kept = session.execute(text("select id, path, media_type from media")).all()
        faces = session.execute(text("select picture_id from product where picture_id is not null")).scalars().all()
    assert len(kept) == 1
    assert kept[0].media_type == "image/webp"
    assert SECRET not in farm.files.get(kept[0].path)
    assert faces == [kept[0].id] * 2
    command.upgrade(configuration(fresh_database_url), "head")
    with farm.database.reading() as session:
        assert session.execute(text("select count(*) from product_picture")).scalar_one() == 2
