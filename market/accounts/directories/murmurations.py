"""An organisation as a Murmurations profile, `organizations_schema-v1.0.0` of MurmurationsNetwork/MurmurationsLibrary.

Nothing of a person is in it: no address, no telephone number, no contact.
"""

from dataclasses import dataclass
from urllib.parse import quote

from market.accounts.directories.organisations import DirectoryEntry
from market.accounts.directories.statements import Directory
from market.accounts.directories.vocabulary import known, label_of

SCHEMA = "organizations_schema-v1.0.0"


@dataclass(frozen=True)
class Relationship:
    """How the organisation stands to another: a predicate and its object, both addresses."""

    predicate_url: str
    object_url: str


@dataclass(frozen=True)
class Profile:
    """The fields of the schema that we can fill; None is to be left out, for an empty one would not be valid."""

    linked_schemas: tuple[str, ...]
    name: str
    primary_url: str
    unique_id: str
    country_iso_3166: str
    description: str | None
    tags: tuple[str, ...] | None
    image: str | None
    relationships: tuple[Relationship, ...] | None


def murmurations_profile(entry: DirectoryEntry, directory: Directory) -> Profile:
    """A producer's profile; `tags` are its structure, legal form, proven qualifiers and the values it stands for."""
    concepts = (known("organisational-structure", entry.structure), known("legal-form", entry.legal_form))
    tags = dict.fromkeys([*(label_of(name) for name in concepts if name), *entry.qualifiers, *entry.values])
    networks = tuple(Relationship("https://schema.org/memberOf", directory.address(slug)) for slug in entry.networks)
    return Profile(
        linked_schemas=(SCHEMA,),
        name=entry.name,
        primary_url=f"{directory.storefront_url}/producers/{quote(entry.slug, safe='')}",
        unique_id=entry.id,
        country_iso_3166=entry.country,
        description=entry.short_line[0] if entry.short_line else None,
        tags=tuple(tags) or None,
        image=f"{directory.api_url}/v1/media/{entry.picture_id}" if entry.picture_id else None,
        relationships=networks or None,
    )
