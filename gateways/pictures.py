"""Where pictures are opened and made again in our own sizes: a child process per picture, see `picture_child`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kit.child import last_lines, start_child, stop_child
from kit.database import refuse_inside_transaction
from kit.log import get_log
from models.enums import PictureFormat, PictureRefusal

_MOST_BYTES = 768 * 1024 * 1024
_MOST_SECONDS = 60

_log = get_log("pictures")


@dataclass(frozen=True)
class MadeSize:
    """One size in one format."""

    format: PictureFormat
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class MadePicture:
    """All sizes, narrowest first; `media_type` is of what was brought, `colour` (#rrggbb) the commonest."""

    media_type: str
    colour: str
    sizes: tuple[MadeSize, ...]


@dataclass(eq=False)
class PictureNotMade(Exception):
    """These bytes give no picture, now or later."""

    why: PictureRefusal


class Pictures(Protocol):
    def make(self, data: bytes) -> MadePicture:
        """All sizes of a picture. Raises PictureNotMade."""
        ...


class _Answer(BaseModel):
    """What the child wrote; it has read hostile bytes, so it is not believed blindly."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    refusal: PictureRefusal | None = None
    media_type: str = Field(default="", pattern=r"^(image/[a-z]+)?$")
    colour: str = Field(default="", pattern=r"^(#[0-9a-f]{6})?$")
    sizes: list[tuple[int, int]] = []


class PicturesInChild:
    """Makes pictures in a process that may take 768 MiB and a minute, and takes nobody along when it dies."""

    def __init__(self, *, most_bytes: int = _MOST_BYTES, most_seconds: int = _MOST_SECONDS):
        self._most_bytes = most_bytes
        self._most_seconds = most_seconds

    def make(self, data: bytes) -> MadePicture:
        refuse_inside_transaction("a picture was opened")
        with tempfile.TemporaryDirectory(prefix="picture-") as name:
            folder = Path(name)
            source, log = folder / "source", folder / "log"
            source.write_bytes(data)
            arguments = (str(source), name, str(self._most_bytes), str(self._most_seconds))
            child = start_child([sys.executable, "-m", "gateways.picture_child", *arguments], log=log)
            try:
                child.wait(2 * self._most_seconds)
            except TimeoutExpired:
                pass
            finally:
                stop_child(child, patience=1.0)
            answer = _answer(folder / "made.json")
            if answer is None:
                _log.warning("picture_child_died", status=child.returncode, words=last_lines(log, 1))
                raise PictureNotMade(PictureRefusal.TOO_HARD)
            if answer.refusal is not None or not answer.sizes:
                raise PictureNotMade(answer.refusal or PictureRefusal.BROKEN)
            sizes = tuple(
                MadeSize(form, width, height, (folder / f"{width}.{form}").read_bytes())
                for width, height in answer.sizes
                for form in PictureFormat
            )
            return MadePicture(answer.media_type, answer.colour, sizes)


def _answer(path: Path) -> _Answer | None:
    try:
        return _Answer.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
