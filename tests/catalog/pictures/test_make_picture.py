"""From bytes or an address to sizes that are shown: once, with a reason when not, whoever dies meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from gateways.fetching import FetchFault
from gateways.pictures import MadePicture
from market.catalog.pictures.make_picture import PictureDoors, make_picture
from market.catalog.pictures.retry_pictures import retry_pictures
from market.catalog.pictures.rules import LARGEST_BYTES, LOST_AFTER, MOST_ATTEMPTS
from market.catalog.pictures.sweep_pictures import sweep_pictures
from models.enums import PictureRefusal, PictureState
from tests.catalog.pictures.conftest import Farm, photo
from tests.catalog.world import NOW

FACE = "https://farm.example/coffee.jpg"
BACK = "https://farm.example/back.jpg"


def test_what_was_brought_becomes_the_face_of_its_product(farm: Farm) -> None:
    media_id = farm.bring(photo(700, 350))
    assert farm.asked_for() == [{"media_id": media_id}]
    assert farm.face() is None
    assert farm.make(media_id) is PictureState.READY
    (own,) = farm.own()
    assert (own.state, own.width, own.height, own.widths) == (PictureState.READY, 700, 350, [320, 640, 700])
    assert own.alt == {"en": "A sack of coffee"}
    assert own.colour.startswith("#")
    assert farm.face() == media_id
    assert farm.one("select count(*) from media_rendition") == "6"


def test_a_task_that_comes_twice_does_nothing_the_second_time(farm: Farm) -> None:
    media_id = farm.bring(photo())
    farm.make(media_id)
    assert farm.make(media_id) is PictureState.READY
    assert farm.pictures.made == 1
    assert farm.make("med_nothing") is None


def test_two_workers_with_one_picture_make_it_once(farm: Farm) -> None:
    media_id = farm.bring(photo())

    class Slow:
        def make(self, data: bytes) -> MadePicture:
            made = farm.pictures.make(data)
            assert farm.make(media_id) is PictureState.READY  # the other one is quicker
            return made

    assert (
        make_picture(farm.database, PictureDoors(farm.internet, Slow(), farm.files), media_id=media_id, now=NOW)
        is PictureState.READY
    )
    assert farm.one("select count(*) from media_rendition") == "4"


def test_an_address_is_fetched_kept_and_made(farm: Farm) -> None:
    farm.internet.answers[FACE] = photo()
    (media_id,) = farm.want(FACE)
    assert farm.asked_for() == [{"media_id": media_id}]
    assert farm.make(media_id) is PictureState.READY
    assert farm.face() == media_id
    assert farm.own()[0].url == FACE


def test_two_addresses_of_one_picture_are_one_picture(farm: Farm) -> None:
    """As shops write them: `a.jpg?v=1` and `a.jpg?v=2`."""
    farm.internet.answers |= {FACE: photo(), f"{FACE}?v=2": photo()}
    first, second = farm.want(FACE, f"{FACE}?v=2")
    farm.make(first)
    assert farm.make(second) is None
    assert [own.id for own in farm.own()] == [first]
    assert farm.want(FACE, f"{FACE}?v=2") == [first]
    assert farm.want(f"{FACE}?v=2", product_id=farm.tea) == [first]
    assert farm.face(farm.tea) == first
    assert farm.internet.asked == [FACE, f"{FACE}?v=2"]


def test_the_same_bytes_of_two_producers_are_made_once(farm: Farm) -> None:
    ours, theirs = farm.bring(photo()), farm.bring(photo(), product_id=farm.cocoa, person_id=farm.kofi)
    assert ours != theirs
    assert farm.make(ours) is PictureState.READY
    assert farm.make(theirs) is PictureState.READY
    assert farm.pictures.made == 1
    assert farm.one("select count(*) from media_rendition where media_id = :id", id=theirs) == "4"
    assert farm.own()[0].widths == farm.own(farm.cocoa)[0].widths
    assert farm.face(farm.cocoa) == theirs


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (FetchFault.NOT_ALLOWED, PictureRefusal.ADDRESS_NOT_ALLOWED),
        (FetchFault.REFUSES, PictureRefusal.ADDRESS_REFUSES),
        (FetchFault.TOO_LARGE, PictureRefusal.TOO_LARGE),
        (b"x" * (LARGEST_BYTES + 1), PictureRefusal.TOO_LARGE),
        (b"<html>not found</html>", PictureRefusal.FORMAT_NOT_TAKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureRefusal.FORMAT_NOT_TAKEN),
        (b"", PictureRefusal.NOT_A_PICTURE),
        (photo()[:600], PictureRefusal.BROKEN),
    ],
)
def test_what_becomes_no_picture_says_why_and_is_left(
    farm: Farm, answer: bytes | FetchFault, refusal: PictureRefusal
) -> None:
    farm.internet.answers[FACE] = answer
    (media_id,) = farm.want(FACE)
    assert farm.make(media_id) is PictureState.REFUSED
    assert farm.own()[0].refusal is refusal
    assert farm.face() is None
    assert farm.make(media_id) is PictureState.REFUSED
    assert farm.internet.asked == [FACE]


def test_an_address_that_does_not_answer_is_asked_again_later_and_not_for_ever(farm: Farm) -> None:
    farm.internet.answers[FACE] = FetchFault.NO_ANSWER
    (media_id,) = farm.want(FACE)
    now, waits = NOW, []
    for _ in range(MOST_ATTEMPTS - 1):
        assert farm.make(media_id, now=now) is PictureState.QUEUED
        due = farm.one("select extract(epoch from ask_again_at - :now) from media", now=now)
        waits.append(round(float(due or 0)))
        now += timedelta(seconds=waits[-1])
    assert waits == [60, 600, 3600, 21600]
    assert farm.make(media_id, now=now) is PictureState.REFUSED
    assert farm.own()[0].refusal is PictureRefusal.ADDRESS_DOES_NOT_ANSWER


def test_a_lost_picture_is_found_by_the_sweep_and_not_asked_for_twice(farm: Farm) -> None:
    media_id = farm.bring(photo())
    with farm.database.transaction() as session:
        session.execute(text("update outbox set sent_at = now()"))  # and the broker lost it
    for after, found in ((timedelta(minutes=9), 0), (LOST_AFTER, 1), (LOST_AFTER, 0), (2 * LOST_AFTER, 1)):
        with farm.database.transaction() as session:
            assert sweep_pictures(session, now=NOW + after) == found
    assert farm.asked_for() == [{"media_id": media_id}] * 2
    assert farm.make(media_id) is PictureState.READY
    with farm.database.transaction() as session:
        assert sweep_pictures(session, now=NOW + timedelta(days=1)) == 0


def test_a_picture_that_kills_its_workers_is_given_up(farm: Farm) -> None:
    media_id = farm.bring(photo())

    class Deadly:
        def make(self, data: bytes) -> MadePicture:
            raise SystemExit("killed")

    doors = PictureDoors(farm.internet, Deadly(), farm.files)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            make_picture(farm.database, doors, media_id=media_id, now=NOW)
    assert make_picture(farm.database, doors, media_id=media_id, now=NOW) is PictureState.REFUSED
    assert farm.own()[0].refusal is PictureRefusal.TOO_HARD


def test_a_refused_picture_can_be_tried_again(farm: Farm) -> None:
    face, back = farm.want(FACE, BACK)
    farm.make(face)
    farm.make(back)
    farm.internet.answers[FACE] = photo()
    with farm.database.transaction() as session:
        assert retry_pictures(session, media_id=face, now=NOW) == 1
        assert retry_pictures(session, media_id="med_nothing", now=NOW) == 0
    assert farm.make(face) is PictureState.READY
    with farm.database.transaction() as session:
        assert retry_pictures(session, media_id=None, now=NOW) == 1
    assert farm.make(back) is PictureState.REFUSED


def test_the_first_picture_that_is_ready_is_the_face(farm: Farm) -> None:
    farm.internet.answers |= {BACK: photo(colour="blue")}
    face, back = farm.want(FACE, BACK)
    farm.make(back)
    assert farm.face() == back
    farm.internet.answers[FACE] = photo()
    farm.make(face)
    assert farm.face() == face
