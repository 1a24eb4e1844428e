"""What is known of all that is counted: what it is called, what it belongs to, which labels stand.

Looked up once for as long as the catalogue is in one state, whoever asks and whatever for.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, cast

from kit.reads import Reads
from market.catalog.shelf.columns import Counts
from market.catalog.shelf.tally import Traits

# $1 language, $2 now
_WORDS = """
    select json_build_object(
        'parents', (select json_object_agg(k.code, k.parent_code) from category k),
        'category', (select json_object_agg(k.code, label_in(k.labels, $1::text)) from category k),
        'value', (select json_object_agg(t.code, label_in(t.labels, $1::text)) from term t),
        'country', (select json_object_agg(c.code, label_in(c.labels, $1::text)) from country c),
        'scheme', (select json_object_agg(s.id, json_build_array(s.code, s.name, s.assurance_class)) from scheme s),
        'ships_to', (
            select json_object_agg(r.origin_country, r.destinations)
            from (select r.origin_country, json_agg(r.destination order by r.destination) as destinations
                  from ships_to($2::timestamptz) r group by 1) r))
"""
# $1 ids
_MAKERS = """
    select o.id, o.slug, o.name, o.structure, o.line, o.relation, o.country
    from organisation o where o.id = any($1::text[])
"""
# $1 combinations of certificates, $2 now
_LIVE = "select l.label_set::text, l.scheme_id from live_schemes($1::text[]::int[], $2::timestamptz) l"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as facets show it."""

    code: str
    name: str
    assurance_class: str


class Kind(NamedTuple):
    """What a producer says of itself, None where it says nothing; and where it is."""

    structure: str | None
    line: str | None
    relation: str | None
    country: str


@dataclass(frozen=True, slots=True)
class Maker:
    """A producer as facets show it."""

    slug: str
    name: str


@dataclass(frozen=True)
class Words:
    """What is called how in one language, by its code; schemes by their id. `ships_to` is where goods from a country
    are sent."""

    parents: Mapping[str, str | None]
    categories: Mapping[str, str]
    values: Mapping[str, str]
    countries: Mapping[str, str | None]
    schemes: Mapping[str, Scheme]
    ships_to: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Names:
    """What was looked up so far: words by language, producers by id and of what kind they are, and of which schemes
    a combination of certificates has claims at this moment."""

    words: dict[str, Words] = field(default_factory=dict)
    makers: dict[str, Maker] = field(default_factory=dict)
    kinds: Traits[Kind] = field(default_factory=Traits)
    live: Traits[tuple[str, ...]] = field(default_factory=Traits)


class KeptNames:
    """The names in that state of the catalogue which was asked for last."""

    def __init__(self) -> None:
        self._state: str | None = None
        self._names = Names()

    def of(self, state: str | None) -> Names:
        """What is known so far; nothing where there is no state."""
        if state is None or state != self._state:
            self._state, self._names = state, Names()
        return self._names


async def look_up(reads: Reads, names: Names, counts: Counts, *, lang: str, at: datetime) -> None:
    """Add to `names` what it lacks to put these counts in this language. Raises as `Reads.rows`."""
    if lang not in names.words:
        [row] = await reads.rows(_WORDS, lang, at)
        names.words[lang] = _words(str(row[0]))
    producers = counts.counted_as("producer")
    if unknown := names.kinds.unknown(producers):
        kinds: dict[str, Kind] = {}
        for id_, slug, name, *said in await reads.rows(_MAKERS, unknown):
            names.makers[str(id_)] = Maker(str(slug), str(name))
            kinds[str(id_)] = Kind(*cast(list[str], said))
        names.kinds.learn(producers, kinds)
    labels = counts.counted_as("labels")
    if unjudged := names.live.unknown(labels):
        live: dict[str, tuple[str, ...]] = {}
        for combination, scheme in await reads.rows(_LIVE, unjudged, at):
            live[str(combination)] = (*live.get(str(combination), ()), str(scheme))
        names.live.learn(labels, live)


def _words(text: str) -> Words:
    said = json.loads(text)
    return Words(
        parents=said["parents"] or {},
        categories=said["category"] or {},
        values=said["value"] or {},
        countries=said["country"] or {},
        schemes={id_: Scheme(*facts) for id_, facts in (said["scheme"] or {}).items()},
        ships_to={origin: tuple(reached) for origin, reached in (said["ships_to"] or {}).items()},
    )
