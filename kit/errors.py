"""The six kinds of refusal. A kind carries no status code: `api/problems.py` alone knows HTTP.

An area's `errors.py` subclasses a kind as a dataclass with typed facts, a stable `code`, and a one-line docstring that
becomes the problem's title. Not frozen: Python writes the traceback onto an exception while it travels.

    @dataclass(eq=False)
    class OutOfStock(Conflict):
        \"\"\"Less is left than was asked for.\"\"\"

        code: ClassVar[str] = "out_of_stock"
        variant_id: str
        asked: int
        left: int
"""

from dataclasses import dataclass, fields
from enum import Enum
from typing import ClassVar


@dataclass(eq=False)
class DomainError(Exception):
    """Something the caller asked for cannot be done."""

    code: ClassVar[str] = "error"

    @property
    def title(self) -> str:
        """The first line of the class's docstring."""
        return (self.__doc__ or self.code).strip().splitlines()[0]

    @property
    def facts(self) -> dict[str, object]:
        """What the caller may know of the refusal, by field name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={_written(value)}" for name, value in self.facts.items())
        return f"{self.title} ({facts})" if facts else self.title


def _written(fact: object) -> str:
    """As somebody would type it, who knows nothing of our classes."""
    match fact:
        case Enum():
            return repr(fact.value)
        case list() | tuple():
            return f"[{', '.join(map(_written, fact))}]"
        case _:
            return repr(fact)


class NotFound(DomainError):
    """There is no such thing, or it is not yours to see."""

    code: ClassVar[str] = "not_found"


class NotAuthenticated(DomainError):
    """Nobody knows who you are."""

    code: ClassVar[str] = "not_authenticated"


class NotAllowed(DomainError):
    """You may not do this."""

    code: ClassVar[str] = "not_allowed"


class Conflict(DomainError):
    """This does not fit the present state."""

    code: ClassVar[str] = "conflict"


class Invalid(DomainError):
    """What was sent cannot be right."""

    code: ClassVar[str] = "invalid"


class Unavailable(DomainError):
    """Something this depends on does not answer; trying again later may help."""

    code: ClassVar[str] = "unavailable"
