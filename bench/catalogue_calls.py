"""What shoppers ask of a catalogue, drawn the same each time: lists, pages further on, products, searches, facets."""

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import psycopg

from bench.api import Line, get
from bench.catalogue_fill import CATEGORIES, LANGUAGES, VALUES, WIDER_VALUES

_LISTS, _PRODUCTS, _SEARCHES, _FACETS = 4000, 12_000, 4000, 3000
# How many more come once each.
_OTHERS = 24_000
# How many reads of lists, of products and of searches come by Zipf's law.
_READS = 60_000
_PAGES_ON = 3
_SHARE_FURTHER_ON = 0.4
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Calls:
    """Paths of the API. Lists, products and searches come as often as Zipf's law has it; each search has a typing
    error. The others, and facets, are once each, and so many that few are asked twice; the other lists begin at the
    first page."""

    lists: tuple[str, ...]
    other_lists: tuple[str, ...]
    products: tuple[str, ...]
    other_products: tuple[str, ...]
    searches: tuple[str, ...]
    other_searches: tuple[str, ...]
    facets: tuple[str, ...]


def draw_calls(database_url: str, port: int) -> Calls:
    """Of what is in the database. Asks the API on `port` for the cursors of pages further on."""
    source = random.Random(11)
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select slug, name from product where state = 'published' order by md5(id) limit %s", [_PRODUCTS + _OTHERS]
        ).fetchall()
    pages = [f"/v1/products/{slug}?lang={source.choice(LANGUAGES)}" for slug, _ in rows]
    searches = list(dict.fromkeys(_searches([name for _, name in rows[: _SEARCHES + _OTHERS]], source)))
    lists = asyncio.run(_lists(port, source))
    other_lists, known = (_list(source) for _ in range(_OTHERS)), {*lists}
    # A shop of few products has few others.
    popular, sought = min(_PRODUCTS, len(pages) // 2), min(_SEARCHES, len(searches) // 2)
    return Calls(
        lists=tuple(_by_zipf(lists, source, _READS)),
        other_lists=tuple(dict.fromkeys(path for path in other_lists if path not in known)),
        products=tuple(_by_zipf(pages[:popular], source, _READS)),
        other_products=tuple(pages[popular:]),
        searches=tuple(_by_zipf(searches[:sought], source, _READS)),
        other_searches=tuple(searches[sought:]),
        facets=tuple(f"{_list(source)}&include=facets" for _ in range(_FACETS)),
    )


def _list(source: random.Random) -> str:
    filters = [("category", f"c{source.randrange(CATEGORIES)}")]
    filters += [("value", f"v{source.randrange(WIDER_VALUES, VALUES)}") for _ in range(source.randrange(3))]
    return "/v1/products?" + urlencode([*filters, ("limit", 24), ("lang", source.choice(LANGUAGES))])


async def _lists(port: int, source: random.Random) -> list[str]:
    """Pages of lists, of which two fifths are the second to the fourth, where there are so many."""
    first: list[str] = []
    further: list[str] = []
    async with Line.to(port) as line:
        while len(first) + len(further) < _LISTS:
            path = _list(source)
            if len(further) >= _SHARE_FURTHER_ON * (len(first) + len(further)):
                first.append(path)
                continue
            turned = path
            for _ in range(_PAGES_ON):
                cursor = json.loads(await line.ask(get(turned)))["next_cursor"]
                if cursor is None:
                    first.append(path)
                    break
                turned = f"{path}&cursor={quote(cursor)}"
                further.append(turned)
    pages = first + further
    source.shuffle(pages)
    return pages


def _searches(names: Sequence[str], source: random.Random) -> list[str]:
    """Two words of a product's name, or its only one, with one letter wrong in the longest."""
    asked = []
    for name in names:
        words = name.lower().split()
        picked = source.sample(words, min(2, len(words)))
        longest = max(picked, key=len)
        picked[picked.index(longest)] = mistyped(longest, source)
        query = urlencode([("q", " ".join(picked)), ("include", "facets"), ("lang", source.choice(LANGUAGES))])
        asked.append(f"/v1/products?{query}")
    return asked


def _by_zipf(paths: Sequence[str], source: random.Random, count: int) -> list[str]:
    return source.choices(paths, [1 / rank for rank in range(1, len(paths) + 1)], k=count)


def mistyped(word: str, source: random.Random) -> str:
    """Another letter, one too few, one too many, or two swapped; the first stays, as it mostly does."""
    place = source.randrange(1, len(word)) if len(word) > 1 else 0
    before, here, after = word[:place], word[place : place + 1], word[place + 1 :]
    return source.choice(
        (
            before + source.choice(_LETTERS) + after,
            before + after,
            before + source.choice(_LETTERS) + here + after,
            before[:-1] + here + before[-1:] + after,
        )
    )
