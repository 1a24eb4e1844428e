"""The stores of files: the same bytes once, whole or not at all, and no path but their own."""

import hashlib
import io
from pathlib import Path

import pytest

from gateways.files import FileMissing, Files, FilesInMemory, LocalFiles


@pytest.fixture(params=["local", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    return LocalFiles(tmp_path / "files") if request.param == "local" else FilesInMemory()


def test_a_stream_is_stored_as_its_bytes_are(files: Files) -> None:
    data = b"x" * 3_000_001
    stored = files.put_stream(io.BytesIO(data), suffix=".csv")
    assert stored == files.put(data, suffix=".csv")
    assert (stored.sha256, stored.size) == (hashlib.sha256(data).digest(), len(data))
    assert files.get(stored.path) == data
    with files.at_hand(stored.path) as path:
        assert path.read_bytes() == data


@pytest.mark.parametrize("path", ["../../etc/passwd", "aa/" + "a" * 64, ""])
def test_what_is_not_there_is_missing(files: Files, path: str) -> None:
    with pytest.raises(FileMissing), files.at_hand(path):
        pass


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the client has left")

    with pytest.raises(OSError):
        LocalFiles(tmp_path).put_stream(Broken(), suffix=".csv")
    assert list(tmp_path.iterdir()) == []
