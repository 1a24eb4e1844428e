"""What a question to the books is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """Something that must never be: its name, what it means, and the first of those it concerns."""

    name: str
    sentence: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A statement that selects the `id` of each offender. Sent as it is written: its colons are no parameters.

    Only `%(now)s` is one, in what asks how long something has waited: the moment asked for, or null for the database's
    own clock.
    """

    name: str
    sentence: str
    sql: str
