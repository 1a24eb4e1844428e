"""What keeps papers from being printed."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict


@dataclass(eq=False)
class NothingToPack(Conflict):
    """No parcel waits to be packed."""

    code: ClassVar[str] = "nothing_to_pack"
