"""What an organisation says of itself in numbers, and who agreed that everybody reads it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heads:
    """A head count; without one by gender the three are None."""

    total: int
    women: int | None = None
    men: int | None = None
    unknown: int | None = None


@dataclass(frozen=True)
class OwnFacts:
    """What an organisation says of itself, as far as it is asked here. `self_identified_on` is the head count's day."""

    version: int
    members: Heads | None = None
    self_identified_on: str | None = None
    families: int | None = None
    families_on: str | None = None


@dataclass(frozen=True)
class Consent:
    """`is_live` while the public sees what it is for."""

    id: str
    given_by: str
    ends_on: str
    is_live: bool
