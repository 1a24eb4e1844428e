"""Read a SKOS vocabulary in RDF/XML, as ESSGlobal publishes its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kit.text import is_storable
from market.accounts.vocabulary.errors import VocabularyFileRefused
from market.accounts.vocabulary.rules import cycle_in, is_address, language_of

LARGEST_FILE = 5 * 1024 * 1024
_LONGEST_LABEL = 500
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_SKOS = "{http://www.w3.org/2004/02/skos/core#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True)
class Concept:
    """One value of a file; `uri` is where it is defined, `broader` and the matches are such addresses too."""

    uri: str
    labels: dict[str, str]
    broader: str | None = None
    exact: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    broad: tuple[str, ...] = ()


@dataclass(frozen=True)
class SkosProblem:
    """Something of the file that was not taken: `no_label`, `concept_twice`, `unknown_language`, `second_label`,
    `two_broader`, `bad_label`."""

    concept: str
    code: str
    detail: str


@dataclass(frozen=True)
class Vocabulary:
    """The concepts of a file in its order; `base` is the address they stand under."""

    base: str
    concepts: tuple[Concept, ...]
    problems: tuple[SkosProblem, ...]


def read_skos(data: bytes) -> Vocabulary:
    """Every concept that has a label in some language; of the rest the problems tell.

    Raises VocabularyFileRefused for what is no such file, is too large, declares entities, or has a concept that is
    wider than itself.
    """
    if len(data) > LARGEST_FILE:
        raise VocabularyFileRefused("too_large", f"{len(data)} bytes, at most {LARGEST_FILE}")
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise VocabularyFileRefused("not_xml", str(error)) from None
    base = root.get(f"{_XML}base", "")
    if root.tag != f"{_RDF}RDF" or not is_address(base):
        raise VocabularyFileRefused("not_skos", "an rdf:RDF element with an xml:base is expected")
    concepts: dict[str, Concept] = {}
    problems: list[SkosProblem] = []
    for element in root.iter(f"{_SKOS}Concept"):
        about = element.get(f"{_RDF}about", "").strip()
        uri = urljoin(base, about)
        if not about or not is_storable(uri):
            problems.append(SkosProblem(about, "no_label", "a concept without rdf:about"))
            continue
        if uri in concepts:
            problems.append(SkosProblem(uri, "concept_twice", "the first one is taken"))
            continue
        labels = _labels(element, uri, problems)
        if not labels:
            problems.append(SkosProblem(uri, "no_label", "no skos:prefLabel in any language"))
            continue
        broader = list(_links(element, "broader", base))
        if len(broader) > 1:
            problems.append(SkosProblem(uri, "two_broader", ", ".join(broader[1:])))
        concepts[uri] = Concept(
            uri,
            labels,
            broader=broader[0] if broader else None,
            exact=tuple(_links(element, "exactMatch", base)),
            close=tuple(_links(element, "closeMatch", base)),
            broad=tuple(_links(element, "broadMatch", base)),
        )
    if not concepts:
        raise VocabularyFileRefused("not_skos", "no skos:Concept with a label")
    if circle := cycle_in({uri: concept.broader for uri, concept in concepts.items()}):
        raise VocabularyFileRefused("wider_than_itself", circle)
    return Vocabulary(base, tuple(concepts.values()), tuple(problems))


def _labels(element: Element, uri: str, problems: list[SkosProblem]) -> dict[str, str]:
    labels: dict[str, str] = {}
    # Where a number or nothing stands for the name, as in ESSGlobal's products and services, the definition says it.
    has_name = any(not f"0{_text(label)}".isdigit() for label in element.iterfind(f"{_SKOS}prefLabel"))
    for label in element.iterfind(f"{_SKOS}prefLabel" if has_name else f"{_SKOS}definition"):
        tag, text = label.get(f"{_XML}lang", ""), _text(label)
        lang = language_of(tag)
        if not text:
            continue
        if lang is None:
            problems.append(SkosProblem(uri, "unknown_language", f"{tag!r}: {text[:80]}"))
        elif len(text) > _LONGEST_LABEL or not is_storable(text):
            problems.append(SkosProblem(uri, "bad_label", f"{tag}: {len(text)} characters"))
        elif lang in labels:
            problems.append(SkosProblem(uri, "second_label", f"{tag}: {text[:80]}"))
        else:
            labels[lang] = text
    return labels


def _text(element: Element) -> str:
    return " ".join((element.text or "").split())


def _links(element: Element, name: str, base: str) -> Iterator[str]:
    for link in element.iterfind(f"{_SKOS}{name}"):
        target = link.get(f"{_RDF}resource", "").strip()
        if target and is_storable(target):
            yield urljoin(base, target)
