"""A producer fills no store: so many pictures, and so many bytes of them, and every way in knows it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from market.catalog.pictures.bring_picture import BroughtPicture, bring_picture
from market.catalog.pictures.errors import PictureQuotaReached
from market.catalog.pictures.make_picture import PictureDoors, make_picture
from market.catalog.pictures.rules import PictureQuota
from market.catalog.pictures.want_pictures import WantedPicture, want_pictures
from models.enums import PictureRefusal, PictureState
from tests.catalog.pictures.conftest import Farm, photo
from tests.catalog.world import NOW

RED, GREEN, BLUE = photo(colour="#f00000"), photo(colour="#00f000"), photo(colour="#0000f0")
URL = "https://farm.example/{}.jpg"


def bring(farm: Farm, data: bytes, quota: PictureQuota) -> str:
    return bring_picture(
        farm.database,
        farm.files,
        product_id=farm.coffee,
        person_id=farm.rosa,
        brought=BroughtPicture(data, "A sack"),
        now=NOW,
        quota=quota,
    )


def want(farm: Farm, quota: PictureQuota, *names: str) -> None:
    wanted = [WantedPicture(farm.coffee, URL.format(name), "", place) for place, name in enumerate(names, start=1)]
    with farm.database.transaction() as session:
        want_pictures(session, wanted, now=NOW, quota=quota)


def refusals(farm: Farm) -> list[PictureRefusal | None]:
    return [picture.refusal for picture in farm.own()]


def test_one_picture_too_many_is_refused_and_not_stored(farm: Farm) -> None:
    two = PictureQuota(2, 10**9)
    first = bring(farm, RED, two)
    bring(farm, GREEN, two)
    with pytest.raises(PictureQuotaReached) as refused:
        bring(farm, BLUE, two)
    assert (refused.value.most_pictures, refused.value.pictures) == (2, 2)
    assert refused.value.size_bytes == len(RED) + len(GREEN)
    assert farm.one("select sum(size_bytes) from media") == str(len(RED) + len(GREEN))
    assert len(farm.files._files) == 2
    assert bring(farm, RED, two) == first, "what is here already needs no room"


def test_bytes_count_also_of_what_was_taken_off(farm: Farm) -> None:
    quota = PictureQuota(10, len(RED) + len(GREEN) - 1)
    bring(farm, RED, quota)
    with farm.database.transaction() as session:
        session.connection().exec_driver_sql("delete from product_picture")
    with pytest.raises(PictureQuotaReached):
        bring(farm, GREEN, quota)


def test_others_have_room_of_their_own(farm: Farm) -> None:
    one = PictureQuota(1, 10**9)
    bring(farm, RED, one)
    theirs = BroughtPicture(RED, "Cocoa")
    assert bring_picture(
        farm.database, farm.files, product_id=farm.cocoa, person_id=farm.kofi, brought=theirs, now=NOW, quota=one
    )


def test_two_at_once_do_not_share_the_last_place(farm: Farm) -> None:
    def try_it(data: bytes) -> bool:
        try:
            return bool(bring(farm, data, PictureQuota(1, 10**9)))
        except PictureQuotaReached:
            return False

    with ThreadPoolExecutor() as threads:
        assert sorted(threads.map(try_it, [RED, GREEN, BLUE])) == [False, False, True]
    assert farm.one("select count(*) from media") == "1"


def test_a_file_names_no_more_than_there_is_room_for(farm: Farm) -> None:
    want(farm, PictureQuota(2, 10**9), "a", "b", "c")
    assert refusals(farm) == [None, None, PictureRefusal.OVER_QUOTA]
    assert len(farm.asked_for()) == 2


def test_what_an_address_gives_is_not_kept_beyond_the_bytes(farm: Farm) -> None:
    farm.internet.answers = {URL.format("a"): RED, URL.format("b"): GREEN}
    quota = PictureQuota(10, len(RED))
    want(farm, quota, "a", "b")
    doors = PictureDoors(farm.internet, farm.pictures, farm.files)
    states = [make_picture(farm.database, doors, media_id=one.id, now=NOW, quota=quota) for one in farm.own()]
    assert states == [PictureState.READY, PictureState.REFUSED]
    assert refusals(farm) == [None, PictureRefusal.OVER_QUOTA]
    assert GREEN not in farm.files._files.values()
