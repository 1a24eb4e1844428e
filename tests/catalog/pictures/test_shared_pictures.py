"""One picture on two products, and somebody changes each of them at the same moment."""

from datetime import date
from threading import Thread

from sqlalchemy import text

from market.catalog.pictures.agree_to_photo import PhotoConsent
from market.catalog.pictures.queries import lock_placed
from market.catalog.pictures.sweep_pictures import sweep_pictures
from market.catalog.pictures.withdraw_photo import withdraw_photo
from tests.catalog.pictures.conftest import Farm, photo
from tests.catalog.world import NOW

LAST = date(NOW.year + 1, 1, 1)


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
