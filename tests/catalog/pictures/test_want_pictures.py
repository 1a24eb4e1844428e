"""Pictures that files name by their addresses: wanted once, shared within a producer, refused when hopeless."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import Database
from market.catalog.pictures.want_pictures import WantedPicture, want_pictures
from tests.catalog.world import NOW, World

FACE = "https://farm.example/coffee.jpg"
BACK = "https://farm.example/back.jpg"


def rows(session: Session, sql: str) -> list[tuple]:
    return [tuple(row) for row in session.execute(text(sql))]


def pictures(session: Session) -> list[tuple]:
    return rows(
        session,
        """
        select p.slug, a.url, m.state, m.refusal, place.position from product_picture place
        join product p on p.id = place.product_id join media m on m.id = place.media_id
        join picture_address a on a.media_id = m.id and a.product_id = p.id
        order by p.slug, place.position
        """,
    )


def test_a_file_read_again_wants_nothing_new(database: Database) -> None:
    with database.transaction() as session:
        coffee = World(session).build().product("coffee", "Coffee of Piura")
        wanted = [WantedPicture(coffee, BACK, "The back", 2), WantedPicture(coffee, FACE, "", 1)]
        assert want_pictures(session, wanted, now=NOW) == 2
        assert pictures(session) == [("coffee", FACE, "queued", None, 1), ("coffee", BACK, "queued", None, 2)]
        assert rows(session, "select alt ->> 'en' from media order by 1") == [("Coffee of Piura",), ("The back",)]
        before = rows(session, "select id, alt from media order by id")
        assert want_pictures(session, wanted, now=NOW + timedelta(days=1)) == 0
        assert rows(session, "select id, alt from media order by id") == before


def test_a_picture_that_was_taken_off_does_not_come_back(database: Database) -> None:
    with database.transaction() as session:
        coffee = World(session).build().product("coffee", "Coffee")
        want_pictures(session, [WantedPicture(coffee, FACE, "", 1)], now=NOW)
        session.execute(text("delete from product_picture"))
        assert want_pictures(session, [WantedPicture(coffee, FACE, "", 1)], now=NOW) == 0
        assert rows(session, "select count(*) from product_picture") == [(0,)]


def test_products_of_one_producer_share_an_address_and_those_of_two_do_not(database: Database) -> None:
    with database.transaction() as session:
        world = World(session).build()
        coffee, tea = world.product("coffee", "Coffee"), world.product("tea", "Tea")
        cocoa = world.product("cocoa", "Cocoa", producer_id=world.kuapa_id)
        assert want_pictures(session, [WantedPicture(coffee, FACE, "", 1)], now=NOW) == 1
        assert (
            want_pictures(session, [WantedPicture(tea, FACE, "", 1), WantedPicture(cocoa, FACE, "", 1)], now=NOW) == 2
        )
        assert rows(session, "select count(*) from media") == [(2,)]
        assert [row[0] for row in pictures(session)] == ["cocoa", "coffee", "tea"]


def test_what_comes_later_stands_behind_what_is_there(database: Database) -> None:
    with database.transaction() as session:
        coffee = World(session).build().product("coffee", "Coffee")
        want_pictures(session, [WantedPicture(coffee, FACE, "", 1)], now=NOW)
        want_pictures(session, [WantedPicture(coffee, BACK, "", 1)], now=NOW)
        assert [(row[1], row[4]) for row in pictures(session)] == [(FACE, 1), (BACK, 2)]


def test_addresses_that_nobody_can_fetch_are_refused_at_once(database: Database) -> None:
    hopeless = [
        "ftp://farm.example/a.jpg",
        "file:///etc/passwd",
        "https://user:secret@farm.example/a.jpg",
        "https:///a.jpg",
        "https://farm.example:99999/a.jpg",
        "https://[::1/a.jpg",
        "https://farm.example/a b.jpg",
        "https://farm.example/\x00.jpg",
        "https://farm.example/\ud800.jpg",
        "https://farm.example/" + "é" * 2000,
        "",
    ]
    with database.transaction() as session:
        coffee = World(session).build().product("coffee", "Coffee")
        wanted = [WantedPicture(coffee, url, "", place) for place, url in enumerate(hopeless)]
        assert want_pictures(session, wanted, now=NOW) == len(hopeless) - 1  # two are kept as the same
        assert rows(session, "select distinct state, refusal from media") == [("refused", "address_not_allowed")]
