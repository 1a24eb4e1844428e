"""Payouts by what organisations say of themselves: nothing leads back to few of them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.ids import new_id
from market.impact.self_identified.income_groups import COUNTRIES, IncomeGroup, income_group
from market.impact.self_identified.rules import Cell, Told, apart, told
from models.enums import OrganisationKind, ProductionLine, ProductionRelation, SolidarityKind
from models.organisations import Organisation, SolidarityLink
from tests.api.people import People
from tests.shop import Shop

GROUPS = (IncomeGroup.LOW, IncomeGroup.LOWER_MIDDLE, IncomeGroup.HIGH)
WRITTEN = [country for countries in COUNTRIES.values() for country in countries.split()]
PATH = "/v1/reports/self-identified?quarter=2026-Q3"


def tell(counts: tuple[int, ...]) -> Told[IncomeGroup, Cell]:
    cells = {group: Cell(count, 100 * count) for group, count in zip(GROUPS, counts, strict=True) if count}
    return told(cells, GROUPS)


def as_counts(told: Told[IncomeGroup, Cell]) -> tuple[object, ...]:
    """What a reader sees of the numbers of organisations."""
    shown: Mapping[IncomeGroup, Cell] = told.cells
    return (
        told.total and told.total.organisations,
        *(shown[group].organisations if group in shown else None for group in GROUPS),
    )


def others_told_alike(seen: tuple[object, ...]) -> Iterator[tuple[int, ...]]:
    """Every row that would be told just so. An untold cell is below five; a told one is what it is."""
    choices = [range(5) if count is None else [count] for count in seen[1:]]
    for counts in product(*choices):
        if as_counts(tell(counts)) == seen:  # type: ignore[arg-type]
            yield counts  # type: ignore[misc]


@settings(max_examples=300)
@given(st.tuples(*[st.integers(0, 12)] * len(GROUPS)))
def test_no_untold_cell_can_be_computed(counts: tuple[int, ...]) -> None:
    seen = as_counts(tell(counts))
    possible = list(others_told_alike(seen))
    assert counts in possible
    for place, count in enumerate(counts):
        if 0 < count < 5:
            assert seen[place + 1] is None
            assert len({other[place] for other in possible}) > 1, (counts, seen)
    for shown in seen:
        assert shown is None or int(str(shown)) >= 5


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ((0, 0, 0), (None, None, None, None)),
        ((4, 0, 0), (None, None, None, None)),
        ((9, 0, 0), (9, 9, None, None)),
        ((9, 5, 0), (14, 9, 5, None)),
        # With the total, four would be what is missing from it.
        ((9, 4, 0), (None, 9, None, None)),
        ((3, 2, 0), (5, None, None, None)),
        # Twelve in three cells of four at most: all three would be known.
        ((4, 4, 4), (None, None, None, None)),
    ],
)
def test_what_is_told(counts: tuple[int, ...], seen: tuple[object, ...]) -> None:
    assert as_counts(tell(counts)) == seen


Rows = Mapping[str, Mapping[IncomeGroup, set[str]]]


@st.composite
def overlapping_rows(draw: st.DrawFn) -> Rows:
    """What up to twenty organisations say of themselves; each has one country."""
    said = st.sets(st.integers(0, 19), max_size=16)
    rows: dict[str, dict[IncomeGroup, set[str]]] = {}
    for code in "abc":
        theirs = draw(said) | draw(st.sampled_from([set[int](), set(range(6)), set(range(20))]))
        rows[code] = {group: {f"org_{each:02}" for each in theirs if each % 3 == n} for n, group in enumerate(GROUPS)}
        rows[code] = {group: ids for group, ids in rows[code].items() if ids}
    return rows


def told_rows(rows: Rows) -> list[set[str]]:
    """Of whom the figures are that are told."""
    among = apart(rows)
    found = []
    for code, row in rows.items():
        cells = {group: Cell(len(ids), 0) for group, ids in row.items()}
        what = told(cells, GROUPS, among[code])
        found += [row[group] for group in what.cells]
        found += [set().union(*row.values())] if what.total else []
    return found


@settings(max_examples=300, deadline=None)
@given(overlapping_rows())
def test_no_rows_added_up_or_subtracted_are_of_few(rows: Rows) -> None:
    figures = told_rows(rows)[:7]
    for times in product((-1, 0, 1), repeat=len(figures)):
        left = Counter[str]()
        for ids, factor in zip(figures, times, strict=True):
            for each in ids:
                left[each] += factor
        remaining = [each for each, factor in left.items() if factor]
        assert not remaining or len(remaining) >= 5, (figures, times)


def test_a_row_with_one_more_is_not_told_beside_the_other() -> None:
    five = {f"org_{number}" for number in range(5)}
    low, other = IncomeGroup.LOW, IncomeGroup.HIGH
    assert told_rows({"a": {low: five}, "b": {low: five | {"org_x"}}}) == [five, five]
    assert told_rows({"a": {low: five}, "b": {low: five}}) == [five] * 4
    # A total alone is no way around it: beside the first row it would be of one.
    assert (
        told_rows({"a": {low: five}, "b": {low: {"org_0"}, other: {"org_x", "org_y", "org_z", "org_w"}}}) == [five] * 2
    )
    more = {f"org_{number}" for number in range(5, 8)}
    assert told_rows({"b": {low: more, other: {"org_x", "org_y"}}}) == [more | {"org_x", "org_y"}]


def test_income_groups_are_those_of_the_table() -> None:
    assert [income_group(country) for country in ("BF", "GH", "PE", "FR", "VE", "ZZ")] == [
        IncomeGroup.LOW,
        IncomeGroup.LOWER_MIDDLE,
        IncomeGroup.UPPER_MIDDLE,
        IncomeGroup.HIGH,
        IncomeGroup.UNKNOWN,
        IncomeGroup.UNKNOWN,
    ]


def test_every_country_is_in_one_group_and_each_group_as_large_as_the_world_bank_says() -> None:
    assert sorted(WRITTEN) == sorted(set(WRITTEN)), "a country twice"
    sizes = Counter(income_group(country) for country in WRITTEN)
    # Of 216 classified economies, the Channel Islands being two codes here.
    assert sizes == {
        IncomeGroup.LOW: 25,
        IncomeGroup.LOWER_MIDDLE: 50,
        IncomeGroup.UPPER_MIDDLE: 54,
        IncomeGroup.HIGH: 87 + 1,
    }
    assert income_group("ET") is income_group("VE") is IncomeGroup.UNKNOWN


@pytest.mark.parametrize(
    ("countries", "group"),
    [
        # All that changed in the fiscal years 2024, 2025 and 2026.
        ("GN ZM JO PS NA", IncomeGroup.LOWER_MIDDLE),
        ("SV ID DZ IR MN UA CV WS", IncomeGroup.UPPER_MIDDLE),
        ("AS GY BG PW RU CR", IncomeGroup.HIGH),
    ],
)
def test_what_changed_lately_is_as_it_is_since(countries: str, group: IncomeGroup) -> None:
    assert {income_group(country) for country in countries.split()} == {group}


def pay(shop: Shop, count: int, *, country: str = "GH", term: str = "women", consented: bool = True) -> list[str]:
    """So many organisations that say it of themselves, each paid ten euros in the quarter."""
    made = []
    with shop.database.transaction() as session:
        group = session.execute(
            text(
                "insert into impact_group (country, line, relation, structure, sector)"
                " values (:country, 'x', 'x', 'x', 'x') on conflict do nothing returning id"
            ),
            {"country": new_id("org")},
        ).scalar_one()
        for number in range(count):
            organisation = Organisation(
                slug=f"{term}-{country}-{number}".lower(),
                kind=OrganisationKind.PRODUCER,
                name=f"{term} {number}",
                country=country,
                line=ProductionLine.AGRARIAN,
                relation=ProductionRelation.FAMILY_FARMERS,
            )
            session.add(organisation)
            session.flush()
            session.add(
                SolidarityLink(
                    organisation_id=organisation.id,
                    kind=SolidarityKind.ANTI_OPPRESSION,
                    term_code=term,
                    consented_on=date(2026, 1, 1) if consented else None,
                )
            )
            session.flush()
            session.execute(
                text(
                    "insert into impact_fact (entry, ordinal, kind, booked_on, order_ref, organisation_id, producer,"
                    " group_id, currency, is_order, amounts, line, leaf)"
                    " select coalesce(max(entry), 0) + 1, 0, 'transfer', '2026-08-01', '', :id, 'x', :group, 'EUR',"
                    " false, '{\"goods\": 900, \"premium\": 100}', '{}', '' from impact_fact"
                ),
                {"id": organisation.id, "group": group},
            )
            made.append(organisation.id)
    return made


def test_what_was_paid_is_told_by_income_of_countries(client: TestClient, people: People) -> None:
    pay(people.shop, 5)
    pay(people.shop, 3, country="FR")
    pay(people.shop, 4, term="agroforestry")
    answer = client.get(PATH)
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert report["income_groups_year"] == 2024
    (row,) = report["data"]
    assert (row["code"], row["total"]) == ("women", None)
    groups = {each["income_group"]: each["told"] for each in row["groups"]}
    assert groups["lower_middle"] == {"organisations": 5, "paid": {"amount": 5000, "currency": "EUR"}}
    assert groups["high"] is None
    assert set(report) == {"quarter", "currency", "income_groups_source", "income_groups_year", "data"}, "no sum of all"


def test_women_are_counted_among_the_members_of_those_who_agree(client: TestClient, people: People) -> None:
    made = pay(people.shop, 7)

    def heads(*agreed: str) -> object:
        with people.shop.database.transaction() as session:
            session.execute(
                text(
                    "update organisation set members_total = 100, members_women = 60, members_men = 40,"
                    " members_unknown = 0 where id = any(:ids)"
                ),
                {"ids": made},
            )
            for organisation_id in agreed:
                for subject in ("members_total", "members_by_gender"):
                    session.execute(
                        text(
                            "insert into consent (id, organisation_id, subject, given_by, given_at, ends_on)"
                            " values (:id, :organisation, :subject, 'The assembly', '2026-01-01', '2099-01-01')"
                        ),
                        {"id": new_id("cns"), "organisation": organisation_id, "subject": subject},
                    )
        row = client.get(PATH).json()["data"][0]
        assert row["total"]["organisations"] == 7
        by_group = {each["income_group"]: each["heads"] for each in row["groups"]}
        assert by_group["lower_middle"] == row["total_heads"]
        return row["total_heads"]

    assert heads(*made[:4]) is None
    assert heads(made[4]) == {"organisations": 5, "members": 500, "women": 300}


def test_what_one_was_paid_is_not_the_difference_of_two_rows(client: TestClient, people: People) -> None:
    five = pay(people.shop, 5)
    pay(people.shop, 1, term="agroforestry")
    assert [row["code"] for row in client.get(PATH).json()["data"]] == ["women"]
    with people.shop.database.transaction() as session:
        for each in five:
            session.add(
                SolidarityLink(
                    organisation_id=each,
                    kind=SolidarityKind.ANTI_OPPRESSION,
                    term_code="agroforestry",
                    consented_on=date(2026, 1, 1),
                )
            )
    told = {row["code"]: row["total"] for row in client.get(PATH).json()["data"]}
    assert list(told) == ["women"] and told["women"]["organisations"] == 5


def test_who_takes_the_consent_back_is_in_no_later_answer(client: TestClient, people: People) -> None:
    first, *_ = pay(people.shop, 6)
    assert client.get(PATH).json()["data"][0]["total"]["organisations"] == 6
    with people.shop.database.transaction() as session:
        session.execute(
            text("update solidarity_link set consented_on = null where organisation_id = :id"), {"id": first}
        )
    assert client.get(PATH).json()["data"][0]["total"]["organisations"] == 5


def test_other_kinds_of_solidarity_are_not_mixed_in(client: TestClient, people: People) -> None:
    made = pay(people.shop, 4)
    more = pay(people.shop, 5, term="agroforestry", consented=False)
    with people.shop.database.transaction() as session:
        for kind, ids in ((SolidarityKind.VALUES, made), (SolidarityKind.VISION, more)):
            for id_ in ids:
                session.add(
                    SolidarityLink(organisation_id=id_, kind=kind, term_code="ecology", consented_on=date(2026, 1, 1))
                )
                session.flush()
    assert client.get(PATH).json()["data"] == []


@pytest.mark.parametrize("query", ["", "?quarter=2026-Q9", "?quarter=2999-Q1", "?quarter=now"])
def test_what_is_no_quarter_that_is_over_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/reports/self-identified{query}").status_code == 422
