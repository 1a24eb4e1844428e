"""A statement as JSON-LD: schema.org for the report and its figures, PROV-O for where it comes from, ESSGlobal for
how a price is composed. The context stands in the file, so that nothing has to be fetched to read it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from market.impact.forms.reading import Figure, Named, Reading
from market.impact.forms.split import find_figure
from market.impact.forms.writing import label_text

Node = str | bool | int | None | Sequence["Node"] | Mapping[str, "Node"]

CONTEXT: Mapping[str, Node] = {
    "id": "@id",
    "type": "@type",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "essglobal": "http://purl.org/essglobal/vocab/",
    "solifair": "urn:solifair:terms:",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "schema:value": {"@type": "xsd:decimal"},
    "schema:dateCreated": {"@type": "xsd:dateTime"},
    "schema:citation": {"@type": "@id"},
    "schema:url": {"@type": "@id"},
    "prov:generatedAtTime": {"@type": "xsd:dateTime"},
    "prov:wasRevisionOf": {"@type": "@id"},
    "prov:wasAttributedTo": {"@type": "@id"},
}
_SPLIT = "M3"


def jsonld_form(reading: Reading, sha256: str, *, lang: str, address: str) -> bytes:
    """The file. `address` is where the document is read; it names the statement."""
    return json.dumps(_statement(reading, sha256, lang, address), ensure_ascii=False, indent=1).encode()


def _statement(reading: Reading, sha256: str, lang: str, address: str) -> Node:
    header = reading.header
    base, _, _ = address.rpartition("/statements/")
    issuer = _organisation(header.issuer, base)
    last_day = date.fromisoformat(header.period.end) - timedelta(days=1)
    node: dict[str, Node] = {
        "@context": {**CONTEXT, "@language": lang},
        "id": address,
        "type": ["schema:Report", "prov:Entity"],
        "schema:identifier": _plain(header.statement),
        "schema:inLanguage": _plain(lang),
        "schema:dateCreated": header.generated_at,
        "schema:temporalCoverage": _plain(f"{header.period.start}/{last_day}"),
        "schema:publisher": issuer,
        "schema:about": _organisation(header.subject, base),
        "schema:url": address,
        "schema:abstract": list(reading.limits),
        "schema:hasPart": [_observation(figure, reading, lang, address) for figure in reading.figures],
        "prov:wasAttributedTo": issuer["id"],
        "prov:generatedAtTime": header.generated_at,
        "prov:wasDerivedFrom": {
            "type": "prov:Entity",
            "schema:sha256": _plain(reading.inputs_sha256),
            "schema:description": reading.scope.not_counted,
        },
        "prov:wasGeneratedBy": {"type": "prov:Activity", "schema:version": _plain(header.methodology)},
        "schema:sha256": _plain(sha256),
    }
    if header.supersedes:
        node["prov:wasRevisionOf"] = f"{base}/statements/{header.supersedes}/document"
    if composition := _composition(reading, lang, address):
        node["essglobal:hasCost"] = composition
    return node


def _organisation(party: Named, base: str) -> dict[str, Node]:
    return {
        "id": f"{base}/organisations/{party.slug}",
        "type": ["schema:Organization", "prov:Agent"],
        "schema:name": _plain(party.name),
    }


def _observation(figure: Figure, reading: Reading, lang: str, address: str) -> Node:
    """A figure. One that is withheld has no value, and says why."""
    node: dict[str, Node] = {
        "id": f"{address}#{figure.id}",
        "type": "schema:Observation",
        "schema:identifier": _plain(figure.id),
        "schema:name": figure.name,
        "schema:measurementMethod": " ".join(filter(None, [figure.method, figure.note])),
        "schema:measurementTechnique": figure.formula,
        "schema:observationPeriod": _plain(f"{reading.header.period.start}/{reading.header.period.end}"),
        "solifair:evidence": _plain(figure.evidence),
        **_unit(figure.unit),
    }
    if figure.value is not None:
        node["schema:value"] = figure.value
    if figure.withheld:
        node["solifair:withheld"] = figure.withheld
    if figure.comparators:
        node["schema:citation"] = sorted({one.source for one in figure.comparators})
    if figure.cells:
        node["schema:hasPart"] = [
            {
                "type": "schema:Observation",
                "schema:name": label_text(cell.label, lang),
                "schema:value": cell.value,
                **_unit(figure.unit),
            }
            for cell in figure.cells
        ]
    return node


def _unit(unit: str) -> dict[str, Node]:
    """UN/CEFACT has a code for per cent and for days; a currency is its ISO code; anything else is a word."""
    code = {"percent": "P1", "days": "DAY"}.get(unit)
    return {"schema:unitCode": _plain(code)} if code else {"schema:unitText": _plain(unit)}


def _composition(reading: Reading, lang: str, address: str) -> Node:
    """Who got what of the price, as ESSGlobal says it."""
    split = find_figure(reading, _SPLIT)
    if split is None or not split.cells:
        return None
    return {
        "id": f"{address}#composition",
        "type": "essglobal:CostComposition",
        "essglobal:isComposedBy": [
            {
                "type": "essglobal:Cost",
                "schema:name": label_text(cell.label, lang),
                "schema:value": cell.value,
                **_unit(split.unit),
            }
            for cell in split.cells
        ],
    }


def _plain(text: str) -> Node:
    """A text that is in no language."""
    return {"@value": text}
