"""Lists by id, newest first: where the page begins, and what the answer is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from api.deps import signer
from api.errors import BadCursor
from api.pages import Page, PageQueryIn
from api.schemas.base import Out
from kit.settings import Settings


class HasId(Protocol):
    """A row of a list by id."""

    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=HasId)
Item = TypeVar("Item", bound=Out)


@dataclass(frozen=True)
class IdList:
    """One page that was asked for of one list; the list's filters belong in its name."""

    settings: Settings
    name: str
    page: PageQueryIn

    @property
    def before(self) -> str | None:
        """The id that the page begins after; None for the first. Raises BadCursor."""
        match signer(self.settings, self.name).read(self.page.cursor):
            case None:
                return None
            case [str() as id_]:
                return id_
        raise BadCursor()

    @property
    def limit(self) -> int:
        """How many rows to read: one more than are shown, which tells whether there is more."""
        return self.page.limit + 1

    def shown(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows of this page."""
        return rows[: self.page.limit]

    def answer(self, rows: Sequence[Row], show: Callable[[Row], Item]) -> Page[Item]:
        """The page of what was read."""
        shown, has_more = self.shown(rows), len(rows) > self.page.limit
        cursor = signer(self.settings, self.name).write([shown[-1].id]) if has_more else None
        return Page(data=[show(row) for row in shown], has_more=has_more, next_cursor=cursor)
