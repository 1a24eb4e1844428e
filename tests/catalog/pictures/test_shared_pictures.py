"""One picture on two products, and somebody changes each of them at the same moment."""

from datetime import date
from threading import Thread

from sqlalchemy import text

from market.catalog.pictures.agree_to_photo import PhotoConsent, agree_to_photo
from market.catalog.pictures.queries import lock_placed
from market.catalog.pictures.sweep_pictures import sweep_pictures
from market.catalog.pictures.withdraw_photo import withdraw_photo
from tests.catalog.pictures.conftest import Farm, photo
from tests.catalog.world import NOW

LAST = date(NOW.year + 1, 1, 1)
URL = "https://farm.example/coffee.jpg"


def test_a_consent_waits_for_nobody_who_changes_another_product_of_the_picture(farm: Farm) -> None:
    media_id = farm.bring(photo(), consent=PhotoConsent("Rosa Quispe", LAST))
    farm.bring(photo(), product_id=farm.tea)
    farm.make(media_id)
    assert (farm.face(), farm.face(farm.tea)) == (media_id, media_id)

    def withdraw() -> None:
        with farm.database.transaction() as session:
            session.execute(text("select id from product where id = :id for no key update"), {"id": farm.tea})
            picture = lock_placed(session, product_id=farm.tea, media_id=media_id)
            assert picture is not None
            withdraw_photo(session, picture, person_id=farm.rosa, now=NOW)

    withdrawing = Thread(target=withdraw)
    with farm.database.transaction() as session:
        session.execute(text("select id from product where id = :id for no key update"), {"id": farm.coffee})
        withdrawing.start()
        withdrawing.join(10)
        assert not withdrawing.is_alive(), "it waits, with the picture, for a product whose holder may want the picture"
    assert (farm.face(), farm.face(farm.tea)) == (media_id, None)
    with farm.database.transaction() as session:
        assert sweep_pictures(session, now=NOW) == 1
    assert farm.face() is None


def test_a_consent_that_was_taken_back_stays_on_record_when_two_pictures_turn_out_to_be_one(farm: Farm) -> None:
    first = farm.bring(photo(), consent=PhotoConsent("Rosa Quispe", LAST))
    farm.make(first)
    farm.internet.answers[URL] = photo()
    (second,) = farm.want(URL, product_id=farm.tea)
    with farm.database.transaction() as session:
        picture = lock_placed(session, product_id=farm.tea, media_id=second)
        assert picture is not None
        agree_to_photo(session, picture, consent=PhotoConsent("Ana", LAST), person_id=farm.rosa, now=NOW)
        withdraw_photo(session, picture, person_id=farm.rosa, now=NOW)
    farm.make(second)
    assert [one.id for one in farm.own(farm.tea)] == [first]
    told = "select string_agg(given_by || (withdrawn_at is null)::text, ' ' order by given_by) from consent"
    assert farm.one(f"{told} where media_id = :id", id=first) == "Anafalse Rosa Quispetrue"
