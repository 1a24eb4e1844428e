"""The lists that are read, each with its columns: youth-led co-ops of the ICA, UK worker co-ops, SUSY's map."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from market.accounts.directories.countries import country_of
from market.accounts.directories.errors import ListRefused
from market.accounts.directories.listing import Listing, Row, coordinates, website_of
from market.accounts.directories.vocabulary import concept, labelled
from models.enums import ListingSource

LARGEST_LIST = 20 * 1024 * 1024
_LONGEST_NAME = 300

# What the ICA's list calls the kinds of co-operative, in its four languages.
_KINDS = {
    "work and employment cooperative": "OS60",
    "cooperativa de trabajo y empleo": "OS60",
    "cooperativa di lavoro": "OS60",
    "coopérative de travailleur.se.s": "OS60",
    "final consumer/user cooperative": "OS80",
    "cooperativa de consumo / usuario final": "OS80",
    "coopérative de consommateur.rice.s": "OS80",
    "producer cooperative": "OS90",
    "cooperativa de producción": "OS90",
    "coopérative de producteur.rice.s (dont agricole)": "OS90",
    "multi-stakeholder cooperative": "OS100",
    "cooperativa de múltiples actores": "OS100",
    "coopérative pluri-acteurs": "OS100",
}
# SUSY's `sr` is Slovakia (Slovenská republika): every place that it names lies there. ISO's SR is Suriname.
_SUSY_COUNTRIES = {"sr": "SK"}


@dataclass(frozen=True)
class Reading:
    """A row of a list: what was taken from it, if anything, and what is to be told about it."""

    row: Row
    listing: Listing | None


@dataclass(frozen=True)
class ListFile:
    """A list that was recognised, with its rows still to be read."""

    source: ListingSource
    rows: Iterator[Reading]


def read_list(data: bytes) -> ListFile:
    """The list in a file, by its columns. Raises ListRefused for what is no list that is known here."""
    if len(data) > LARGEST_LIST:
        raise ListRefused("too_large", f"at most {LARGEST_LIST // 1024 // 1024} MiB")
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ListRefused("not_utf8", "the file is not UTF-8 text") from None
    if "\x00" in words:
        raise ListRefused("not_text", "the file holds NUL")
    if words.lstrip().startswith("{"):
        return ListFile(ListingSource.SUSY, _read(_features(words), _susy))
    rows = _lines(words)
    header = next(rows, None)
    columns = set(header.cells) if header else set()
    if {"Organization Type", "Name", "Country", "Sector"} <= columns:
        return ListFile(ListingSource.ICA_YOUTH, _read(rows, _ica))
    if {"Identifier", "Name", "Organisational Structure", "Primary Activity", "Country ID"} <= columns:
        return ListFile(ListingSource.UK_WORKERS, _read(rows, _uk))
    raise ListRefused("unknown_list", "its columns are those of no list that is read here")


def _read(rows: Iterator[Row], take: Callable[[Row], Listing]) -> Iterator[Reading]:
    seen: dict[str, int] = {}
    for row in rows:
        listing = take(row)
        if not listing.name:
            row.refuse("Name", "no_name", "the row has no name")
        elif len(listing.name) > _LONGEST_NAME:
            row.refuse("Name", "too_long", f"{len(listing.name)} letters, at most {_LONGEST_NAME}")
        elif not listing.source_id:
            row.refuse("", "no_identifier", "the row has no identifier")
        elif listing.source_id in seen:
            row.refuse("", "twice", f"the same as line {seen[listing.source_id]}")
        seen.setdefault(listing.source_id, row.line)
        is_refused = any(problem.is_refused for problem in row.problems)
        yield Reading(row, None if is_refused else listing)


def _lines(words: str) -> Iterator[Row]:
    """The header as a row of column names, then the rows; the line of a row is the one that it begins on."""
    reader = csv.reader(io.StringIO(words, newline=""), strict=True)
    begins, columns = 1, None
    try:
        for cells in reader:
            if columns is None:
                columns = cells
                yield Row(begins, dict.fromkeys(cells, ""))
            elif any(cell.strip() for cell in cells):
                row = Row(begins, dict(zip(columns, cells, strict=False)))
                if len(cells) != len(columns):
                    row.refuse("", "cells", f"{len(cells)} cells, the header has {len(columns)}")
                yield row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ListRefused("broken_csv", f"line {begins}: {error}") from None


def _features(words: str) -> Iterator[Row]:
    try:
        document = json.loads(words)
        features = document["features"]
        rows = [
            Row(place, _plain_cells(feature["properties"], feature["geometry"]))
            for place, feature in enumerate(features, start=1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ListRefused("unknown_list", "it is no GeoJSON list of features with properties and a geometry") from None
    if not any("SSEDAS_PARTNER" in row.cells for row in rows):
        raise ListRefused("unknown_list", "its properties are those of no list that is read here")
    yield from rows


def _plain_cells(properties: Mapping[str, object], geometry: Mapping[str, object] | None) -> dict[str, str]:
    cells = {name: str(value) for name, value in properties.items() if isinstance(value, str | int)}
    place = geometry.get("coordinates") if geometry else None
    if isinstance(place, list) and len(place) >= 2:
        cells["longitude"], cells["latitude"] = str(place[0]), str(place[1])
    return cells


def _country(row: Row, column: str, also: Mapping[str, str]) -> str | None:
    said = row.cell(column)
    found = country_of(said, also) if said else None
    if said and found is None:
        row.note(column, "unknown_country", f"{said!r} names no country")
    return found


def _ica(row: Row) -> Listing:
    kind, sector = row.cell("Type"), row.cell("Sector")
    north, east = coordinates(row, row.cell("Latitude"), row.cell("Longitude"), "Latitude")
    structure = _KINDS.get(kind.casefold())
    activity = labelled("activities-ica", sector)
    if kind and structure is None:
        row.note("Type", "unknown_concept", f"{kind!r} is no structure of ESSGlobal")
    # The list has no identifiers. Beside `Name` it has a column `name`, which holds the sector or the kind.
    key = "\n".join(row.cell(column).casefold() for column in ("Name", "Country", "City"))
    return Listing(
        source=ListingSource.ICA_YOUTH,
        source_id=hashlib.sha256(key.encode()).hexdigest()[:32],
        line=row.line,
        name=row.cell("Name"),
        country=_country(row, "Country", {}),
        country_said=row.cell("Country"),
        region=row.cell("Region"),
        place=row.cell("City"),
        structure=structure and f"organisational-structure/{structure}",
        activities=(activity,) if activity else (),
        said=() if activity or not sector else (sector,),
        latitude=north,
        longitude=east,
        website=website_of(row, "Website"),
    )


def _uk(row: Row) -> Listing:
    north, east = coordinates(row, row.cell("Latitude"), row.cell("Longitude"), "Latitude")
    # The country of the register it stands in: its code, and its part of the United Kingdom where that is all it says.
    column = "Country ID" if row.cell("Country ID") else "UK Nation"
    activity = _concept(row, "Primary Activity", "activities-ica")
    name, registered = row.cell("Name"), row.cell("Organisation Name")
    return Listing(
        source=ListingSource.UK_WORKERS,
        source_id=row.cell("Identifier"),
        line=row.line,
        name=name,
        other_name="" if registered == name else registered,
        country=_country(row, column, {}),
        country_said=row.cell(column),
        region=row.cell("Region") or row.cell("UK Nation"),
        place=row.cell("Locality"),
        structure=_concept(row, "Organisational Structure", "organisational-structure"),
        membership=_concept(row, "Membership Type", "base-membership-type"),
        activities=(activity,) if activity else (),
        said=(row.cell("Sector"),) if row.cell("Sector") else (),
        latitude=north,
        longitude=east,
        website=website_of(row, "Website"),
    )


def _susy(row: Row) -> Listing:
    north, east = coordinates(row, row.cell("latitude"), row.cell("longitude"), "geometry")
    kinds = sorted({kind.strip() for kind in row.cell("type_of_initiative").split(";")} - {""})
    return Listing(
        source=ListingSource.SUSY,
        source_id=row.cell("_id"),
        line=row.line,
        name=row.cell("name"),
        country=_country(row, "addr:country", _SUSY_COUNTRIES),
        country_said=row.cell("addr:country"),
        place=row.cell("addr:city"),
        said=tuple(kinds),
        latitude=north,
        longitude=east,
        website=website_of(row, "website", "contact:website"),
    )


def _concept(row: Row, column: str, scheme: str) -> str | None:
    said = row.cell(column)
    found = concept(said) if said else None
    if said and (found is None or not found.startswith(f"{scheme}/")):
        row.note(column, "unknown_concept", f"{said!r} is no concept of {scheme}")
        return None
    return found
