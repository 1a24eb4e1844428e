"""A consent's last day ends without anybody writing anything; what is kept of the catalogue must not outlive it."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from market.catalog.pictures.agree_to_photo import PhotoConsent
from market.catalog.pictures.sweep_pictures import sweep_pictures
from tests.catalog.pictures.conftest import Farm, photo
from tests.catalog.world import NOW

LAST = date(2026, 11, 30)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)


def state(farm: Farm, at: datetime) -> str | None:
    return farm.one("select s.state from catalogue_state(:at) s", at=at)


def test_nothing_kept_outlives_the_last_day_and_nothing_else_is_forgotten(farm: Farm) -> None:
    """Also of a picture that is not the face, whose end changes no row."""
    face = farm.bring(photo())
    behind = farm.bring(photo(colour="blue"), consent=PhotoConsent("Rosa Quispe", LAST))
    for media_id in (face, behind):
        farm.make(media_id)
    with farm.database.transaction() as session:
        session.execute(text("update consent set given_at = :at"), {"at": NOW})
    before, after = (state(farm, at) for at in (MIDNIGHT - timedelta(microseconds=1), MIDNIGHT))
    assert before != after
    with farm.database.transaction() as session:
        sweep_pictures(session, now=MIDNIGHT + timedelta(seconds=5))
    assert farm.face() == face
    assert state(farm, MIDNIGHT + timedelta(minutes=5)) == after
