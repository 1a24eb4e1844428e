"""How many producing families stand behind an organisation, and who agreed that everybody reads it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OwnFacts:
    """What an organisation says of itself, as far as it is asked here."""

    version: int
    families: int | None = None
    families_on: str | None = None


@dataclass(frozen=True)
class Consent:
    """`is_live` while the public sees what it is for."""

    id: str
    given_by: str
    ends_on: str
    is_live: bool
