"""Counts under their names: what lies above a category, what producers and labels have in common, what is gone."""

import json
from dataclasses import replace

import numpy as np

from market.catalog.shelf.columns import MADE_OF, Counts
from market.catalog.shelf.facets import tell_facets
from market.catalog.shelf.names_queries import KeptNames, Kind, Maker, Names, Scheme, Words
from market.catalog.shelf.tally import Tally, Traits

FAIR = Scheme("fair", "Fair", "independent")
ORGANIC = Scheme("organic", "Organic", "independent")
OWN = Scheme("own", "Own word", "self_declared")
NAMES = Names(
    words={
        "en": Words(
            parents={"food": None, "coffee": "food", "tea": "food"},
            categories={"food": "Food", "coffee": "Coffee", "tea": "Tea"},
            values={"women": "Women"},
            countries={"PE": "Peru", "GH": "Ghana", "FR": "France", "XK": None},
            schemes={"sch_1": FAIR, "sch_2": ORGANIC, "sch_3": OWN},
            ships_to={"PE": ("FR", "GH"), "GH": ("FR",)},
        )
    },
    makers={"org_1": Maker("coop", "Coop"), "org_2": Maker("family", "Alba"), "org_3": Maker("third", "Zen")},
)
KINDS = {
    "org_1": Kind("cooperative", "farming", "members", "PE"),
    "org_2": Kind(None, "farming", None, "GH"),
    "org_3": Kind("cooperative", "craft", None, "PE"),
}
LIVE = {"1": ("sch_1", "sch_2"), "2": ("sch_3",), "3": ()}
PRODUCERS, LABELS = [*KINDS, "org_9"], [*LIVE, "9"]


def tally(source: str, counts: dict[str, int]) -> Tally:
    """Of one column: all counts of it have their places among the same texts."""
    texts = {"producer": PRODUCERS, "labels": LABELS}.get(source)
    if texts is None:
        return Tally.of(counts)
    return Tally(texts, np.array([texts.index(text) for text in counts], dtype=np.intp), np.array([*counts.values()]))


def told(**counts: dict[str, int]) -> dict[str, list[tuple[str, str, int]]]:
    each = {source: tally(source, counts.get(source, {})) for source in MADE_OF.values()}
    alone = {name: tally(MADE_OF[name], counts[f"alone_{name}"]) for name in MADE_OF if f"alone_{name}" in counts}
    of_all, names = Counts(each, alone), replace(NAMES, kinds=Traits[Kind](), live=Traits[tuple[str, ...]]())
    names.kinds.unknown(of_all.counted_as("producer"))
    names.kinds.learn(of_all.counted_as("producer"), KINDS)
    names.live.unknown(of_all.counted_as("labels"))
    names.live.learn(of_all.counted_as("labels"), LIVE)
    facets = json.loads(tell_facets(of_all, names, "en"))
    return {name: [(one["value"], one["label"], one["count"]) for one in values] for name, values in facets.items()}


def test_a_category_has_what_lies_below_it() -> None:
    assert told(category={"coffee": 3, "tea": 2, "food": 1})["category"] == [
        ("food", "Food", 6),
        ("coffee", "Coffee", 3),
        ("tea", "Tea", 2),
    ]


def test_producers_come_by_number_then_by_name_and_are_told_of_by_what_they_say() -> None:
    facets = told(producer={"org_1": 2, "org_2": 2, "org_3": 5})
    assert facets["producer"] == [("third", "Zen", 5), ("family", "Alba", 2), ("coop", "Coop", 2)]
    assert facets["structure"] == [("cooperative", "cooperative", 7)]
    assert facets["line"] == [("craft", "craft", 5), ("farming", "farming", 4)]
    assert facets["relation"] == [("members", "members", 2)]
    assert facets["ships_to"] == [("FR", "France", 9), ("GH", "Ghana", 7)]


def test_two_claims_of_one_class_are_one_product_of_it() -> None:
    facets = told(labels={"1": 4, "2": 5, "3": 100})
    assert facets["scheme"] == [("own", "Own word", 5), ("fair", "Fair", 4), ("organic", "Organic", 4)]
    assert facets["assurance"] == [("self_declared", "self_declared", 5), ("independent", "independent", 4)]


def test_a_facet_that_is_filtered_by_is_told_without_its_own_filter() -> None:
    facets = told(producer={"org_1": 1}, alone_line={"org_1": 1, "org_3": 2})
    assert facets["line"] == [("craft", "craft", 2), ("farming", "farming", 1)]
    assert facets["producer"] == [("coop", "Coop", 1)]


def test_what_is_gone_since_it_was_counted_is_left_out() -> None:
    facets = told(category={"gone": 1}, producer={"org_9": 1}, labels={"9": 1}, value={"gone": 1, "women": 2})
    assert facets["value"] == [("women", "Women", 2)]
    assert not any(facets[name] for name in facets if name != "value")


def test_prices_come_by_their_height_and_stock_with_what_there_is_first() -> None:
    facets = told(price={"1000": 1, "200": 9}, stock={"false": 5, "true": 1}, origin={"XK": 1, "YY": 1})
    assert facets["price"] == [("200", "200", 9), ("1000", "1000", 1)]
    assert facets["stock"] == [("true", "true", 1), ("false", "false", 5)]
    assert facets["origin"] == [("XK", "XK", 1), ("YY", "YY", 1)]


def test_fifty_values_are_enough() -> None:
    assert len(told(origin={f"c{number}": number for number in range(70)})["origin"]) == 50


def test_names_are_known_for_one_state_and_never_without_one() -> None:
    kept = KeptNames()
    assert kept.of("one") is kept.of("one")
    assert kept.of("two") is not kept.of("one")
    assert kept.of(None) is not kept.of(None)


def test_those_with_the_most_come_with_all_that_have_as_many_as_the_last() -> None:
    counted = Tally.of({"a": 3, "b": 1, "c": 2, "d": 2})
    assert dict(counted.most(2).items()) == {"a": 3, "c": 2, "d": 2}
    assert dict(counted.most(4).items()) == dict(counted.items())


def test_a_trait_is_asked_for_once_and_places_of_another_column_are_not_taken_for_the_same() -> None:
    first, more = tally("producer", {"org_1": 2, "org_9": 1}), tally("producer", {"org_1": 5, "org_2": 1})
    kinds = Traits[Kind]()
    assert kinds.unknown([first]) == ["org_1", "org_9"]
    kinds.learn([first], KINDS)
    assert kinds.unknown([first, more]) == ["org_2"]
    assert kinds.by(more) == {KINDS["org_1"]: 5}
    other = Tally.of({"org_3": 4})
    assert kinds.by(other) == {}
    kinds.learn([other], KINDS)
    assert kinds.by(other) == {KINDS["org_3"]: 4}
