"""`solifair pictures` from a shell."""

import os
import subprocess
import sys
from pathlib import Path

from tests.catalog.pictures.conftest import Farm, photo

ROOT = Path(__file__).parents[3]
FACE = "https://farm.example/coffee.jpg"


def test_refused_pictures_are_listed_and_tried_again(farm: Farm, fresh_database_url: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "COLUMNS": "200",
        "SOLIFAIR_MODE": "test",
        "SOLIFAIR_DATABASE_URL": fresh_database_url,
        "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "SOLIFAIR_SECRET_KEY": "a key that is only for tests, 0123456789",
        "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
        "SOLIFAIR_FILES_DIR": str(tmp_path),
    }

    def pictures(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "pictures", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "No picture is refused." in pictures("list")
    (media_id,) = farm.want(FACE)
    farm.make(media_id)
    listed = pictures("list", "--state", "refused")
    for word in (media_id, "norandino", "address_refuses", FACE):
        assert word in listed
    assert "0 pictures are queued again." in pictures("retry", "med_nothing")
    assert "1 picture is queued again." in pictures("retry")
    assert media_id in pictures("list", "--state", "queued")
    farm.internet.answers[FACE] = photo()
    assert farm.make(media_id) == "ready"
