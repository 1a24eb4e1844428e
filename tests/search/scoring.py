"""How well a search finds what is meant: asked of the API's own statement, judged by the judged set."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from kit.reads import Reads
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, ShelfQuestion, Sort
from tests.search.goods import NOW, Good
from tests.search.judged import Judged

SHOWN = 10


@dataclass(frozen=True)
class Score:
    """What came of one query. `rank` counts from 1, None beyond the ten first; `shown` are slugs, best first.

    `share` is how many of those shown are meant, of as many as could be.
    """

    judged: Judged
    rank: int | None
    share: float
    shown: tuple[str, ...]

    @property
    def reciprocal(self) -> float:
        return 0.0 if self.rank is None else 1 / self.rank


def mean_reciprocal_rank(scores: Iterable[Score]) -> float:
    """MRR@10: 1 when what is meant always comes first, 0 when it is never among ten."""
    return mean(score.reciprocal for score in scores)


def score_all(database_url: str, goods: Sequence[Good], queries: Iterable[Judged]) -> list[Score]:
    """Ask every query in the language of its shopper. Raises ValueError when nothing on the shelf is meant."""
    return asyncio.run(_score_all(database_url, goods, queries))


async def _score_all(database_url: str, goods: Sequence[Good], queries: Iterable[Judged]) -> list[Score]:
    by_slug = {good.slug: good for good in goods}
    reads = Reads(database_url, pool_size=1)
    try:
        return [await _score(reads, judged, by_slug) for judged in queries]
    finally:
        await reads.close()


async def _score(reads: Reads, judged: Judged, goods: Mapping[str, Good]) -> Score:
    meant = sum(judged.means(good) for good in goods.values())
    if not meant:
        raise ValueError(f"nothing on the shelf is meant by {judged.query!r}")
    shown = await _ask(reads, judged)
    hits = [judged.means(goods[slug]) for slug in shown]
    return Score(judged, hits.index(True) + 1 if any(hits) else None, sum(hits) / min(meant, SHOWN), shown)


async def _ask(reads: Reads, judged: Judged) -> tuple[str, ...]:
    page = await read_shelf(
        reads,
        ShelfQuestion(
            filters=ShelfFilters(words=judged.query),
            sort=Sort.RELEVANCE,
            limit=SHOWN,
            lang=judged.lang,
            currency="EUR",
            at=NOW,
            media_url="",
            needs_public_scheme_for_logo=True,
        ),
    )
    return tuple(card["slug"] for card in json.loads(page.data))
