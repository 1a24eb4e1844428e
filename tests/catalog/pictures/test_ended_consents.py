"""A consent's last day ends without anybody writing anything; what is kept of the catalogue must not outlive it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from market.catalog.pictures.agree_to_photo import PhotoConsent
from market.catalog.pictures.sweep_pictures import sweep_pictures
from tests.catalog.pictures.conftest import Farm, photo
from tests.catalog.world import NOW

LAST = date(2026, 11, 30)


def state(farm: Farm, at: datetime) -> str | None:
    return farm.one("select s.state from catalogue_state(:at) s", at=at)


@pytest.mark.parametrize(
    ("at", "is_told"),
    [
        (datetime(2026, 11, 30, 23, 59, 50, tzinfo=UTC), False),
        (datetime(2026, 12, 1, 0, 0, 5, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 0, 9, 50, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 0, 10, 5, tzinfo=UTC), False),
    ],
)
def test_kept_answers_are_told_in_the_minutes_after_the_last_day(farm: Farm, at: datetime, is_told: bool) -> None:
    """Also of a picture that is not the face, whose end changes no row."""
    face = farm.bring(photo())
    behind = farm.bring(photo(colour="blue"), consent=PhotoConsent("Rosa Quispe", LAST))
    for media_id in (face, behind):
        farm.make(media_id)
    with farm.database.transaction() as session:
        session.execute(text("update consent set given_at = :at"), {"at": NOW})
    before = state(farm, at)
    with farm.database.transaction() as session:
        sweep_pictures(session, now=at)
    assert farm.face() == face
    assert (state(farm, at) != before) == is_told
