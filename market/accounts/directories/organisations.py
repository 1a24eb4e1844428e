"""An organisation of the market as its directory tells it."""

from dataclasses import dataclass

from models.enums import OrganisationKind


@dataclass(frozen=True)
class Members:
    """How many people belong to it; the parts are all None unless they may be told (`is_gender_shown`)."""

    total: int
    women: int | None
    men: int | None
    unknown: int | None

    @property
    def is_divided(self) -> bool:
        return self.women is not None


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
