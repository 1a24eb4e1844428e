"""Refusals about series."""

from typing import ClassVar

from kit.errors import Conflict


class SeriesNotReady(Conflict):
    """The facts have not come as far as the books that this statement knows. Ask again in a minute."""

    code: ClassVar[str] = "series_not_ready"
