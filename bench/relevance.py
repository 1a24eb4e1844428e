"""`python -m bench.relevance`: how well the search finds what shoppers mean, and what it finds worst.

The judged set (tests/search) is asked over the demo's products and a register of 2,900 real ones. MRR@10 is the mean of
1 / (the place of the first product that is meant), 0 beyond ten; `share` is how many of the ten are meant, of as many
as could be. Nothing is timed.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import mean

from tests.search.goods import NAMES, Good, fill_shelf
from tests.search.judged import JUDGED
from tests.search.scoring import Score, mean_reciprocal_rank, score_all
from tests.services import running_services

_SHOWS = 3


def measure(*, worst: int, with_register: bool) -> None:
    """Fill a database of its own, ask every query, print the means and the worst queries."""
    if not with_register:
        print("Only the demo's products are searched, and only for what they can answer.")
    with running_services() as services, services.clone() as database_url:
        goods = fill_shelf(database_url, with_register=with_register)
        scores = score_all(database_url, goods, [judged for judged in JUDGED if with_register or judged.is_of_demo])
    print(f"{len(goods)} products, {len(scores)} queries")
    print(f"\n{'':22} {'queries':>8} {'MRR@10':>8} {'share':>8}")
    _print_means(scores, lambda score: score.judged.lang)
    _print_means(scores, lambda score: score.judged.kind)
    _print_means(scores, lambda _: "all")
    _print_worst(scores, {good.slug: good for good in goods}, worst)


def _print_means(scores: Sequence[Score], group_of: Callable[[Score], str]) -> None:
    groups: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        groups[group_of(score)].append(score)
    for name, group in groups.items():
        share = mean(score.share for score in group)
        print(f"{name:22} {len(group):8} {mean_reciprocal_rank(group):8.3f} {share:8.2f}")
    print()


def _print_worst(scores: Sequence[Score], goods: Mapping[str, Good], worst: int) -> None:
    print("The worst, and what came first instead:")
    for score in sorted(scores, key=lambda score: (score.reciprocal, score.share))[:worst]:
        if score.reciprocal == 1 and score.share == 1:
            break
        first = ", ".join(goods[slug].words.strip() for slug in score.shown[:_SHOWS]) or "nothing at all"
        judged = score.judged
        print(f"  {judged.lang} {judged.query!r} ({judged.kind}): {score.reciprocal:.2f}, {score.share:.1f}: {first}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.relevance", description=__doc__)
    parser.add_argument("--worst", type=int, default=20, help="how many of the worst queries are shown")
    parser.add_argument("--demo", action="store_true", help="search the demo alone, though the register is there")
    arguments = parser.parse_args()
    measure(worst=arguments.worst, with_register=NAMES.exists() and not arguments.demo)
