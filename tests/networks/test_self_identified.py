"""Payouts by what organisations say of themselves: nothing leads back to few of them."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.ids import new_id
from market.impact.self_identified.income_groups import IncomeGroup, income_group
from market.impact.self_identified.rules import Cell, Told, told
from models.enums import OrganisationKind, ProductionLine, ProductionRelation, SolidarityKind
from models.organisations import Organisation, SolidarityLink
from tests.api.people import People
from tests.shop import Shop

GROUPS = (IncomeGroup.LOW, IncomeGroup.LOWER_MIDDLE, IncomeGroup.HIGH)
PATH = "/v1/reports/self-identified?quarter=2026-Q3"


def tell(counts: tuple[int, ...]) -> Told[IncomeGroup]:
    cells = {group: Cell(count, 100 * count) for group, count in zip(GROUPS, counts, strict=True) if count}
    return told(cells, GROUPS)


def as_counts(told: Told[IncomeGroup]) -> tuple[object, ...]:
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


def test_income_groups_are_those_of_the_table() -> None:
    assert [income_group(country) for country in ("BF", "GH", "PE", "FR", "VE", "ZZ")] == [
        IncomeGroup.LOW,
        IncomeGroup.LOWER_MIDDLE,
        IncomeGroup.UPPER_MIDDLE,
        IncomeGroup.HIGH,
        IncomeGroup.UNKNOWN,
        IncomeGroup.UNKNOWN,
    ]


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
