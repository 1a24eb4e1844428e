"""Sums in, figures out: shares, quantiles, cells, and what is withheld rather than guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.impact.document import rules_sha256
from market.impact.facts.rules import POOLED, Group, Sum
from market.impact.indicators.catalogue import INDICATORS, VERSIONS
from market.impact.indicators.describe import described
from market.impact.indicators.figures import Books, Currency, Extent, Figure, decimal_text, figures_of, gather
from market.impact.indicators.formula import Classes, Part, Quantile, Share, Total, prefix_of, terms, terms_of
from market.impact.indicators.snapshot import RECORD_KINDS, NotARecord, Record, measures_of, read_record

EUR = Currency("EUR", 2)
PERU = Group("PE", "agrarian", "agricultural_coop", "OS90", "coffee")
GHANA = Group("GH", "agrarian", "family_farm", "OS10", "cocoa")
SALE = {
    "orders": 6,
    "shares": 6,
    "gross": 12_000,
    "vat": 2_000,
    "shipping": 600,
    "shipping_vat": 100,
    "producer_share": 6_000,
    "premium": 500,
    "market_fee": 2_000,
    "dues": 500,
    "solidarity": 1_000,
}


def sums(kind: str, measures: Mapping[str, int], group: Group = PERU, currency: str = "EUR") -> list[Sum]:
    return [Sum(f"{kind}.{name}", currency, group, amount) for name, amount in measures.items()]


def books(found: Sequence[Sum], records: Sequence[Record] = (), smallest_cell: int = 5) -> Books:
    return gather(found, records, EUR, Extent(1, smallest_cell, has_whole_orders=True))


def figures(found: Sequence[Sum], records: Sequence[Record] = (), smallest_cell: int = 5) -> dict[str, Figure]:
    return {figure.id: figure for figure in figures_of(books(found, records, smallest_cell))}


def test_the_figures_of_a_sale() -> None:
    found = figures(sums("sale", SALE))
    assert {name: found[name].value for name in ("M1", "M2", "M3", "I1a", "I2a", "I12a")} == {
        "M1": "6",
        "M2": "126.00",
        "M3": "126.00",
        "I1a": "65.00",
        "I2a": "5.00",
        "I12a": "10.00",
    }
    # 6500 of 10 500: without VAT, with shipping.
    assert found["I1b"].value == "61.90"
    assert (found["I1b"].numerator, found["I1b"].denominator) == ("6500", "10500")
    assert [cell.value for cell in found["M3"].cells] == ["60.00", "5.00", "20.00", "5.00", "10.00", "21.00", "5.00"]


def test_where_the_books_hold_nothing_there_is_a_reason_and_never_nought() -> None:
    for figure in figures([]).values():
        assert figure.value is None
        assert figure.withheld
        assert figure.cells == ()
    found = figures(sums("sale", SALE))
    assert found["I1c"].withheld == "nothing was transferred in the period"
    assert found["I2c"].withheld is not None
    assert found["I10a"].value == "0.00"  # something was sold, and nothing of it with a verified claim


def test_a_currency_does_not_run_into_another() -> None:
    found = figures([*sums("sale", SALE), *sums("sale", SALE, currency="USD")])
    assert found["M2"].value == "126.00"


def test_what_was_given_back_leaves_nothing_to_divide_by() -> None:
    found = figures(sums("sale", {"orders": 1, "gross": 0, "vat": 0}))
    assert (found["I1a"].value, found["I1a"].withheld) == (None, "there is nothing to divide by")


def test_days_are_the_nearest_rank() -> None:
    sent = {"goods": 900, "completed": 10, "days:7": 4, "days:14": 5, "days:90": 1}
    found = figures([*sums("sale", SALE | {"shares": 10}), *sums("transfer", sent)])
    assert (found["I5a"].value, found["I5b"].value) == ("14", "14")
    assert found["I5c"].value == "100.00"


def test_a_figure_that_covers_too_little_is_withheld() -> None:
    few = [*sums("sale", SALE | {"shares": 10}), *sums("transfer", {"completed": 4, "days:7": 4})]
    found = figures(few)["I5a"]
    assert found.value is None
    assert found.withheld == "covers too little: 40.00 %, where 50 % are asked for"
    assert found.coverage is not None
    assert found.coverage.value == "40.00"
    enough = figures([*few, *sums("transfer", {"completed": 1, "days:7": 1})])["I5a"]
    assert enough.value == "7"


def test_uplift_is_given_only_where_most_of_it_has_a_market_price() -> None:
    known = {"uplift": 700, "uplift_base": 2_999}
    assert figures(sums("sale", SALE | known))["I3"].value is None
    found = figures(sums("sale", SALE | known | {"uplift_base": 3_000}))["I3"]
    assert (found.value, found.evidence) == ("7.00", "estimated")


def test_cells_of_few_orders_are_summed_into_one() -> None:
    pooled = Group(*[POOLED] * 5)
    sent = [
        *sums("transfer", {"goods": 500, "completed": 5}),
        *sums("transfer", {"goods": 40, "completed": 4}, GHANA),
        *sums("transfer", {"goods": 3, "completed": 1}, pooled),
    ]
    found = figures(sent)["I7a"]
    assert found.value == "5.43"
    assert [(cell.label, cell.value, cell.orders) for cell in found.cells] == [
        ("PE", "5.00", 5),
        ("cells with fewer than 5 orders", "0.43", 5),
    ]
    assert {cell.label for cell in figures(sent, smallest_cell=1)["I7a"].cells} == {"PE", "GH", POOLED}


def test_claims_by_class_of_assurance() -> None:
    claimed = {"claimed": 5_000, "claimed:third_party": 5_000, "claimed:participatory": 200}
    found = figures(sums("sale", SALE | claimed))
    assert found["I10a"].value == "50.00"
    assert [(cell.label, cell.value) for cell in found["I10b"].cells] == [
        ("participatory", "2.00"),
        ("third_party", "50.00"),
    ]


def test_members_of_unknown_gender_stand_beside_and_are_spread_over_nobody() -> None:
    records = [
        Record("members", {"producer": "norandino"}, {"women": 30, "men": 50, "unknown": 20}),
        Record("members", {"producer": "kuapa"}, {"women": 20, "men": 0, "unknown": 0}),
    ]
    found = figures([], records)
    assert (found["I6a"].value, found["I6b"].value) == ("50.00", "16.67")
    assert found["I6a"].evidence == "reported"


def families(told: Sequence[int], unknown: int) -> list[Record]:
    known = [
        Record("families", {"producer": f"p{place}"}, {"families": number, "told": 1, "producers": 1})
        for place, number in enumerate(told)
    ]
    return [*known, Record("families", {"producer": ""}, {"families": 0, "told": 0, "producers": unknown})]


def test_families_of_too_few_producers_are_withheld_and_nobody_is_guessed() -> None:
    found = figures([], families([180, 20], 2))
    assert (found["I6c"].value, found["I6c"].unit, found["I6d"].value) == ("200", "families", "2")
    found = figures([], families([180, 20], 3))
    assert found["I6c"].withheld == "covers too little: 40.00 %, where 50 % are asked for"
    assert found["I6d"].value == "3"
    found = figures([], families([], 4))
    assert found["I6c"].value is found["I6d"].value is None
    assert figures([], families([180], 0))["I6d"].value == "0"


def test_a_version_keeps_its_figures() -> None:
    former, latest = (figures_of(books([]), version) for version in VERSIONS)
    assert {figure.id for figure in latest} - {figure.id for figure in former} == {"I6c", "I6d"}
    order = [figure.id for figure in latest]
    assert [figure.id for figure in former] == [name for name in order if name not in {"I6c", "I6d"}]
    digests = [rules_sha256([asdict(figure) for figure in found], "EUR") for found in (former, latest)]
    assert digests == [
        "cc0a2f106791175f0515e3b443f261696f6925ca937577cfeea02433b4b55697",
        "690c101d58c76b9d8ba951a009744e310af0fb8561c88edc30d37253670d41d9",
    ]


def test_votes_and_balances_come_from_what_stands() -> None:
    records = [
        Record("round", {"round": "a"}, {"eligible": 100, "voted": 40, "quorum_met": 1}),
        Record("round", {"round": "b"}, {"eligible": 100, "voted": 10, "quorum_met": 0}),
        Record("fund_balance", {"fund": "f", "currency": "EUR"}, {"amount": 700}),
        Record("fund_balance", {"fund": "g", "currency": "USD"}, {"amount": 900}),
    ]
    found = figures([], records)
    assert (found["I9a"].value, found["I9b"].value, found["I12e"].value) == ("25.00", "50.00", "7.00")


@given(st.dictionaries(st.sampled_from(sorted(SALE)), st.integers(-(10**9), 10**9)))
def test_the_parts_of_who_got_what_add_up_to_the_cent(measures: dict[str, int]) -> None:
    found = figures_of(books(sums("sale", measures | {"orders": 1})))
    parts = next(figure for figure in found if figure.id == "M3")
    assert parts.value is not None
    exact = sum(int(cell.value.replace(".", "")) for cell in parts.cells)
    assert exact == int(parts.value.replace(".", ""))


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 30)), min_size=1), st.sampled_from([1, 9]))
def test_a_quantile_is_that_of_the_values_written_out(counts: list[tuple[int, int]], tenths: int) -> None:
    part = Fraction(1, 2) if tenths == 1 else Fraction(9, 10)
    histogram: dict[str, int] = {}
    for days, count in counts:
        histogram[f"days:{days}"] = histogram.get(f"days:{days}", 0) + count
    values = sorted(days for days, count in counts for _ in range(count))
    rank = -(-len(values) * part.numerator // part.denominator)
    total = sum(histogram.values())
    found = figures([*sums("sale", SALE | {"shares": total}), *sums("transfer", histogram | {"completed": total})])
    assert found["I5a" if tenths == 1 else "I5b"].value == str(values[rank - 1])


@given(st.lists(st.tuples(st.sampled_from(["PE", "GH", "BO", "IN"]), st.integers(1, 9), st.integers(1, 500))))
def test_cells_sum_to_their_figure_and_none_is_small(facts: list[tuple[str, int, int]]) -> None:
    sent = [
        one
        for country, orders, goods in facts
        for one in sums("transfer", {"goods": goods, "completed": orders}, Group(country, "a", "b", "c", "d"))
    ]
    found = figures(sent)["I7a"]
    if not facts:
        return
    assert found.value is not None
    assert sum(int(cell.value.replace(".", "")) for cell in found.cells) == int(found.value.replace(".", ""))
    assert all(cell.orders is not None and cell.orders >= 5 for cell in found.cells if len(cell.label) == 2)


@pytest.mark.parametrize(
    ("scaled", "places", "text"),
    [(-1205, 2, "-12.05"), (5, 2, "0.05"), (0, 2, "0.00"), (7, 0, "7"), (-3, 3, "-0.003"), (123456, 3, "123.456")],
)
def test_amounts_as_decimal_text(scaled: int, places: int, text: str) -> None:
    assert decimal_text(scaled, places) == text


def test_every_definition_is_whole() -> None:
    assert len({indicator.id for indicator in INDICATORS}) == len(INDICATORS)
    families = {indicator.id.rstrip("abcde") for indicator in INDICATORS}
    assert families >= {f"I{number}" for number in range(1, 13)}
    for indicator in INDICATORS:
        assert indicator.when_absent
        assert indicator.source
        rule = indicator.rule
        assert terms_of(rule) or prefix_of(rule)
        if isinstance(rule, Share):
            assert indicator.denominator != "none"
        if isinstance(rule, Quantile):
            assert indicator.coverage is not None


def test_every_indicator_says_how_its_sums_are_found() -> None:
    for one in described():
        assert one.sql.startswith("select ")
        assert one.inputs
        assert one.since


@pytest.mark.parametrize(
    "found",
    [None, [], {"women": 1}, {"kind": 5}, {"kind": "members", "women": 1.5}, {"kind": "members", "women": True},
     {"kind": "members", "Women": 1}, {"kind": "members", "x": None}, {"kind": "m", "x": 2**60}, {"kind": "a-b"}],
)  # fmt: skip
def test_a_record_that_is_none_is_refused(found: object) -> None:
    with pytest.raises(NotARecord):
        read_record(found)


def test_a_record_reads_back() -> None:
    record = Record("members", {"producer": "norandino"}, {"women": 3})
    assert read_record(record.as_json()) == record
    assert measures_of([record, record], "EUR") == {"members.women": 6, "members.records": 2}
    assert record.kind in RECORD_KINDS


def test_terms_carry_their_signs() -> None:
    assert [term.text for term in terms("sale.gross", "-sale.vat")] == ["+sale.gross", "-sale.vat"]
    assert Total(terms("a.b")).as_json() == {"op": "total", "terms": ["+a.b"]}
    assert Classes("a.b:").as_json() == {"op": "classes", "prefix": "a.b:"}
    assert Part("x", terms("-a.b")).terms[0].sign == -1
