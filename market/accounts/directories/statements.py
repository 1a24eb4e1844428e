"""The directory as RDF statements in ESSGlobal's words: what Turtle and JSON-LD are both written from.

A legal form, structure, activity or qualifier is told where our data name exactly that concept, else left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from market.accounts.directories.organisations import DirectoryEntry
from market.accounts.directories.vocabulary import CONCEPTS, TERMS, known, labelled
from models.enums import OrganisationKind

PREFIXES = {
    "essglobal": TERMS,
    "gr": "http://purl.org/goodrelations/v1#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NETWORKS = {OrganisationKind.FEDERATION, OrganisationKind.NETWORK}


@dataclass(frozen=True)
class Directory:
    """Where the directory and the storefront are, without a slash at the end."""

    api_url: str
    storefront_url: str

    def address(self, slug: str) -> str:
        """What names an organisation."""
        return f"{self.api_url}/v1/directory#{quote(slug, safe='')}"


@dataclass(frozen=True)
class Address:
    """Something that has a name of its own."""

    iri: str


@dataclass(frozen=True)
class Words:
    """A literal: in a language, or of a datatype such as `xsd:gYear`, or neither."""

    text: str
    lang: str | None = None
    datatype: str | None = None


@dataclass(frozen=True)
class Statement:
    """`predicate` is prefixed: `gr:name`; `a` for a type."""

    subject: str
    predicate: str
    object: Address | Words


def statements_of(entry: DirectoryEntry, directory: Directory) -> Iterator[Statement]:
    """All that is told of one organisation, subject by subject."""
    subject = directory.address(entry.slug)
    place = f"{subject}-address"
    is_network = entry.kind in _NETWORKS

    def tell(predicate: str, *objects: Address | Words | None) -> Iterator[Statement]:
        return (Statement(subject, predicate, one) for one in objects if one is not None)

    yield from tell("a", _term("Network" if is_network else "SSEInitiative"))
    yield from tell("gr:name", Words(entry.name))
    if entry.short_line:
        yield from tell("dcterms:description", Words(entry.short_line[0], lang=entry.short_line[1]))
    yield from tell("essglobal:legalForm", _concept(known("legal-form", entry.legal_form)))
    yield from tell("essglobal:organisationalStructure", _concept(known("organisational-structure", entry.structure)))
    if not is_network:
        yield from tell("essglobal:economicSector", _concept(labelled("activities-ica", entry.sector)))
        if entry.members:
            yield from tell("essglobal:totalOfMembers", _count(entry.members.total))
            if entry.members.is_divided:
                yield from tell("essglobal:totalWomen", _count(entry.members.women))
                yield from tell("essglobal:totalMen", _count(entry.members.men))
    yield from tell("dcterms:language", *(Words(lang) for lang in sorted(set(entry.languages))))
    if entry.founded_year:
        yield from tell("schema:foundingDate", Words(f"{entry.founded_year:04d}", datatype="xsd:gYear"))
    yield from tell("schema:memberOf", *(Address(directory.address(slug)) for slug in entry.networks))
    yield from tell("schema:knowsAbout", *(Words(value) for value in sorted(set(entry.values))))
    if entry.kind is OrganisationKind.PRODUCER:
        page = f"{directory.storefront_url}/producers/{quote(entry.slug, safe='')}"
        yield from tell("foaf:page", Address(page))
    goods = [f"{subject}-{qualifier}" for qualifier in entry.qualifiers]
    yield from tell("essglobal:hasProductOrService", *(Address(one) for one in goods))
    yield from tell("essglobal:hasAddress", Address(place))
    yield Statement(place, "a", _term("Address"))
    yield Statement(place, "schema:addressCountry", Words(entry.country))
    for predicate, words in (("vcard:region", entry.region), ("vcard:locality", entry.place)):
        if words:
            yield Statement(place, predicate, Words(words))
    for one, qualifier in zip(goods, entry.qualifiers, strict=True):
        yield Statement(one, "a", _term("ProductOrService"))
        yield Statement(one, "essglobal:qualifier", Address(f"{CONCEPTS}qualifiers/{qualifier}"))


def _term(name: str) -> Address:
    return Address(f"{TERMS}{name}")


def _concept(name: str | None) -> Address | None:
    return None if name is None else Address(f"{CONCEPTS}{name}")


def _count(number: int | None) -> Words | None:
    return None if number is None else Words(str(number), datatype="xsd:integer")
