"""An organisation of the market as its directory tells it."""

from dataclasses import dataclass

from models.enums import OrganisationKind

# A count of so few people may tell of one of them.
_FEWEST = 5


@dataclass(frozen=True)
class Members:
    """How many people belong to it; None for what nobody agreed to have told."""

    total: int
    women: int | None
    men: int | None
    unknown: int | None

    @property
    def may_be_divided(self) -> bool:
        """Whether the parts may be told, and none is so small that it tells of single people."""
        parts = (self.women, self.men, self.unknown)
        return all(part is not None and (part == 0 or part >= _FEWEST) for part in parts)


@dataclass(frozen=True)
class DirectoryEntry:
    """What is public of an organisation. `values` are those it consented to have told; `short_line` with its language.

    `qualifiers` are ESSGlobal's (`Fairtrade`, `Organic`) for which it has products with a live certificate of a third
    party. `networks` are slugs of those it belongs to now.
    """

    id: str
    slug: str
    kind: OrganisationKind
    name: str
    legal_form: str | None
    structure: str | None
    sector: str
    country: str
    region: str
    place: str
    languages: tuple[str, ...]
    founded_year: int | None
    members: Members | None
    picture_id: str | None
    short_line: tuple[str, str] | None
    values: tuple[str, ...]
    networks: tuple[str, ...]
    qualifiers: tuple[str, ...]
