"""Tables of minimum prices out of files: what can be read is taken, what cannot is told, and twice is once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.errors import NoMinimumPrice, RuleFileRefused
from market.pricing.queries import get_minimum_price
from market.pricing.tables.files import read_rule_file
from market.pricing.tables.import_prices import import_prices
from market.pricing.tables.price_rows import read_price_rows
from market.pricing.tables.report import RuleReport
from market.pricing.tables.rules import Outcome
from models.enums import PriceRowStatus

REAL = Path(__file__).parents[2] / "../shared/data/fairtrade/published_price_points.csv"
OURS = (
    "product,production,region,incoterm,unit,currency,minimum_price,premium,premium_earmark,valid_from,valid_to,source,"
    "note\n"
)
PUBLISHED = (
    "Product category;Product;Product form;Characteristic;Quality;Country/Region;Price level/Incoterm;"
    "Special-terms flag;Unit quantity;Unit;Currency;Minimum price;Premium;Relevant market price;Effective date\n"
)


def ours(*rows: str) -> bytes:
    return (OURS + "\n".join(rows)).encode()


def published(*rows: str) -> bytes:
    return ("\ufeff" + PUBLISHED + "\n".join(rows)).encode()


def take(session: Session, data: bytes, *, is_check: bool = False) -> RuleReport:
    return import_prices(session, data, is_check=is_check)


def outcomes(report: RuleReport) -> list[Outcome]:
    return [line.outcome for line in report.lines]


def rows(session: Session) -> list[tuple[object, ...]]:
    found = session.execute(
        text("select product, valid_from, valid_to, status, minimum from minimum_price order by product, valid_from")
    )
    return [tuple(row) for row in found]


WASHED_2011 = (
    "coffee_arabica_washed,conventional,worldwide,FOB,lb,USD,1.40,0.20,0.05,2011-04-01,,https://a,"
    "organic differential 0.30"
)
WASHED_2023 = (
    "coffee_arabica_washed,conventional,worldwide,FOB,lb,USD,1.80,0.20,,2023-08-01,,https://b,organic differential 0.40"
)
WASHED_2026 = "coffee_arabica_washed,conventional,worldwide,FOB,lb,USD,2.00,0.20,,2026-12-01,,https://c,UNCONFIRMED"


def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    data = ours(WASHED_2011, WASHED_2023, WASHED_2026)
    assert outcomes(take(session, data)) == [Outcome.NEW] * 3
    before = rows(session)
    assert outcomes(take(session, data)) == [Outcome.UNCHANGED] * 3
    assert rows(session) == before


def test_a_check_writes_nothing(session: Session) -> None:
    report = take(session, ours(WASHED_2011), is_check=True)
    assert (outcomes(report), report.is_check) == ([Outcome.NEW], True)
    assert report.document() == {
        "check": True,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "lines": [
            {
                "line": 2,
                "what": "coffee_arabica_washed conventional worldwide",
                "outcome": "new",
                "notes": ["organic differential 0.30 as the note says"],
            }
        ],
    }
    assert rows(session) == []


def test_a_new_row_ends_the_one_before_it_and_an_announced_one_ends_nothing(session: Session) -> None:
    take(session, ours(WASHED_2011))
    report = take(session, ours(WASHED_2023, WASHED_2026))
    assert "ends the row from 2011-04-01 on 2023-07-31" in report.lines[0].notes
    assert "unconfirmed: kept as announced, not applied" in report.lines[1].notes
    assert rows(session) == [
        ("coffee_arabica_washed", date(2011, 4, 1), date(2023, 7, 31), "confirmed", Decimal("1.4000")),
        ("coffee_arabica_washed", date(2023, 8, 1), None, "confirmed", Decimal("1.8000")),
        ("coffee_arabica_washed", date(2026, 12, 1), None, "announced", Decimal("2.0000")),
    ]


def test_whichever_comes_first_the_rows_follow_each_other(session: Session) -> None:
    report = take(session, ours(WASHED_2023, WASHED_2011))
    assert [row[2] for row in rows(session)] == [date(2023, 7, 31), None]
    assert "ends the row from 2011-04-01 on 2023-07-31" in report.lines[0].notes
    late = take(session, ours(WASHED_2011.replace("2011-04-01", "2020-01-01").replace("1.40", "1.50")))
    assert "ends on 2023-07-31: a row from 2023-08-01 is there" in late.lines[0].notes
    assert [row[2] for row in rows(session)] == [date(2019, 12, 31), date(2023, 7, 31), None]


def test_what_is_in_force_is_not_rewritten_and_what_was_announced_may_be(session: Session) -> None:
    take(session, ours(WASHED_2023, WASHED_2026))
    dearer = take(session, ours(WASHED_2023.replace("1.80", "1.90")))
    assert outcomes(dearer) == [Outcome.REFUSED]
    assert "is in force from that day and says otherwise" in dearer.lines[0].notes[-1]
    confirmed = take(session, ours(WASHED_2026.replace("2.00", "2.05").replace("UNCONFIRMED", "")))
    assert outcomes(confirmed) == [Outcome.CHANGED]
    assert [(row[2], row[3], row[4]) for row in rows(session)] == [
        (date(2026, 11, 30), "confirmed", Decimal("1.8000")),
        (None, "confirmed", Decimal("2.0500")),
    ]


def test_a_derived_row_can_become_sure(session: Session) -> None:
    take(session, ours(WASHED_2023.replace("organic", "derived row; organic")))
    assert rows(session)[0][3] == "derived"
    report = take(session, ours(WASHED_2023))
    assert (outcomes(report), report.lines[0].notes[-1]) == ([Outcome.CHANGED], "derived before, confirmed now")
    assert rows(session)[0][3] == "confirmed"


def test_one_file_says_one_thing_for_one_day(session: Session) -> None:
    report = take(session, ours(WASHED_2023, WASHED_2023, WASHED_2023.replace("1.80", "1.85")))
    assert outcomes(report) == [Outcome.NEW, Outcome.UNCHANGED, Outcome.REFUSED]
    assert "an earlier line of this file says otherwise for the same day" in report.lines[2].notes


def test_the_published_table_by_its_own_columns(session: Session) -> None:
    report = take(
        session,
        published(
            "Coffee;Arabica;Washed;Conventional;;Worldwide;FOB;;1;lb;USD;1.80;0.20;NYC;1 August 2023",
            "Cocoa;Cocoa beans;Beans;Organic;;Ghana*;FOB;;1;MT;USD;3900;240;London;2023-10-01",
            "Banana;Fresh;;Conventional;;Peru;FOB;*;18.14;kg;USD;13.10;1.00;;1 Jan 2026",
            "Herbs & spices;Ginger;Dried;Any;;Worldwide;;;;percent of commercial price;;;15 %;;2023-08-01",
            "Tea;Made tea;;Conventional;;SPP members;;;1;kg;USD;1.40;0.50;;2023-08-01",
        ),
    )
    assert outcomes(report) == [Outcome.NEW] * 6
    assert report.lines[0].notes == ("taken as coffee_arabica_washed, green",)
    found = session.execute(
        text(
            "select product, form, is_organic, region, unit, unit_quantity, currency, premium_bps, has_special_terms, "
            "note from minimum_price order by product, is_organic"
        )
    ).all()
    assert [tuple(row) for row in found] == [
        ("banana_fresh", "", False, "PE", "kg", Decimal("18.1400"), "USD", None, True, ""),
        ("cocoa_beans", "beans", True, "GH", "t", 1, "USD", None, True, "market price: London"),
        ("coffee_arabica_washed", "green", False, "worldwide", "lb", 1, "USD", None, False, "market price: NYC"),
        ("herbs_spices_ginger_dried", "", False, "worldwide", "price", 1, "", 1500, False, ""),
        ("herbs_spices_ginger_dried", "", True, "worldwide", "price", 1, "", 1500, False, ""),
        ("tea_made", "made", False, "SPP members", "kg", 1, "USD", None, False, ""),
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",conventional,worldwide,FOB,lb,USD,1.80,0.20,,2023-08-01,,,", "names no product"),
        ("coffee,fair,worldwide,FOB,lb,USD,1.80,0.20,,2023-08-01,,,", "neither conventional nor organic"),
        ("coffee,conventional,per origin,FOB,lb,USD,1.80,0.20,,2023-08-01,,,", "differs by origin"),
        ("coffee,conventional,,FOB,lb,USD,1.80,0.20,,2023-08-01,,,", "differs by origin"),
        ("coffee,conventional,worldwide,FOB,bag,USD,1.80,0.20,,2023-08-01,,,", "is no unit"),
        ("coffee,conventional,worldwide,FOB,1.23456 kg,USD,1.80,0.20,,2023-08-01,,,", "more than 4 decimals"),
        ("coffee,conventional,worldwide,FOB,lb,usd,1.80,0.20,,2023-08-01,,,", "is no currency"),
        ("coffee,conventional,worldwide,FOB,lb,,1.80,0.20,,2023-08-01,,,", "is no currency"),
        ('coffee,conventional,worldwide,FOB,lb,USD,"1,80",0.20,,2023-08-01,,,', "is no amount such as 1.80"),
        ("coffee,conventional,worldwide,FOB,lb,USD,-1.80,0.20,,2023-08-01,,,", "is no amount such as 1.80"),
        ("coffee,conventional,worldwide,FOB,lb,USD,1.80005,0.20,,2023-08-01,,,", "more than 4 decimals"),
        ("coffee,conventional,worldwide,FOB,lb,USD,,,,2023-08-01,,,", "neither a minimum price nor a premium"),
        ("coffee,conventional,worldwide,FOB,percent of price,USD,1.80,0.2,,2023-08-01,,,", "a premium in per cent"),
        ("coffee,conventional,worldwide,FOB,lb,USD,1.80,0.20,,2023,,,", "is no day such as 2023-08-01"),
        ("coffee,conventional,worldwide,FOB,lb,USD,1.80,0.20,,,,,", "names no day"),
        ("coffee,conventional,worldwide,FOB,lb,USD,1.80,0.20,,01/08/2023,,,", "is no day such as 2023-08-01"),
        ("coffee,conventional,worldwide,FOB,lb,USD,1.80,0.20,,2023-02-30,,,", "is no day such as 2023-08-01"),
        ("coffee,conventional,worldwide,FOB,lb,USD,1.80,0.20,,2023-08-01,2023-07-31,,", "ends before it begins"),
        (f"coffee,conventional,worldwide,FOB,lb,USD,1.80,0.20,,2023-08-01,,,{'x' * 2001}", "letters, at most"),
    ],
)
def test_what_cannot_be_read_is_told_and_not_guessed(session: Session, row: str, why: str) -> None:
    report = take(session, ours(row, WASHED_2023))
    assert outcomes(report) == [Outcome.REFUSED, Outcome.NEW]
    assert why in report.lines[0].notes[0]


def test_notes_say_only_what_they_say() -> None:
    header = OURS.strip() + ",scheme,status,organic_differential\n"
    read = read_price_rows(
        read_rule_file(
            (
                header + "cocoa_beans,conventional,worldwide,FOB,MT,USD,3500,,,2026-01-01,,,"
                "organic differential +50% (300->450),,,\n"
                "cocoa_beans,conventional,worldwide,FOB,MT,USD,2400,240,,2019-10-01,,,"
                '"organic = max(market,FMP)+300",,,\n'
                "coffee,organic,worldwide,FOB,lb,USD,2.20,,,2011-01-01,,,scheme SPP; organic differential 9,,derived,\n"
                "coffee,conventional,worldwide,FOB,lb,USD,2.20,,,2011-01-01,,,,SPP,announced,0.5\n"
                "coffee,conventional,worldwide,FOB,lb,USD,2.20,,,2011-01-01,,,,,perhaps,\n"
            ).encode()
        ),
        scheme="fairtrade",
    )
    known = [line.row for line in read]
    assert known[0] is not None and known[0].content.organic_differential is None
    assert "no differential can be read" in read[0].notes[0]
    assert known[1] is not None and known[1].content.organic_differential == 300
    assert known[2] is not None and known[2].key[0] == "spp" and known[2].content.organic_differential is None
    assert known[2].status is PriceRowStatus.DERIVED
    assert known[3] is not None and known[3].content.organic_differential == Decimal("0.5")
    assert (known[3].key[0], known[3].status) == ("spp", PriceRowStatus.ANNOUNCED)
    assert known[4] is None and "is no status" in read[4].notes[0]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"a,b\n1,2\n",
        b"product,region,unit,currency,valid_from\nx,y,z,USD,2023-01-01\n",
        b"product,product\n1,2\n",
        b'product,region\n"open',
        b"product\x00,region\n",
        b"x" * 20_000_001,
    ],
)
def test_a_file_that_is_no_price_table_is_refused_whole(session: Session, data: bytes) -> None:
    with pytest.raises(RuleFileRefused):
        take(session, data)


def test_the_nearest_region_the_day_of_the_contract_and_only_what_is_sure(session: Session) -> None:
    take(
        session,
        ours(
            WASHED_2011,
            WASHED_2023,
            WASHED_2026,
            WASHED_2023.replace("worldwide", "PE").replace("1.80", "1.90"),
            WASHED_2023.replace("worldwide", "highlands").replace("1.80", "1.85"),
            WASHED_2023.replace("FOB", "EXW").replace("1.80", "1.60"),
            WASHED_2023.replace("worldwide", "GT").replace("1.80", "9.90").replace("organic", "UNCONFIRMED; organic"),
        ),
    )

    def minimum(
        on: date, *, origin: str | None = None, region: str | None = None, incoterm: str | None = None
    ) -> Decimal | None:
        return get_minimum_price(
            session,
            on,
            product="coffee_arabica_washed",
            is_organic=False,
            form="green",
            origin=origin,
            region=region,
            incoterm=incoterm,
        ).minimum

    assert minimum(date(2023, 7, 31)) == Decimal("1.40")
    assert minimum(date(2023, 8, 1)) == Decimal("1.80")
    assert minimum(date(2027, 1, 1)) == Decimal("1.80")
    assert minimum(date(2024, 1, 1), origin="PE", region="highlands") == Decimal("1.90")
    assert minimum(date(2024, 1, 1), origin="BO", region="highlands") == Decimal("1.85")
    assert minimum(date(2024, 1, 1), origin="GT") == Decimal("1.80")
    assert minimum(date(2024, 1, 1), incoterm="EXW") == Decimal("1.60")
    with pytest.raises(NoMinimumPrice):
        minimum(date(2011, 3, 31))
    with pytest.raises(NoMinimumPrice):
        get_minimum_price(session, date(2024, 1, 1), product="honey", is_organic=False)


def test_organic_goods_have_a_row_of_their_own_or_a_differential_or_no_answer(session: Session) -> None:
    natural = WASHED_2023.replace("washed", "natural").replace("organic differential 0.40", "")
    own = "cocoa_beans,organic,worldwide,FOB,MT,USD,2300,200,,2011-01-01,,,"
    take(session, ours(WASHED_2023, natural, own))

    def row(product: str) -> tuple[bool, Decimal | None]:
        found = get_minimum_price(session, date(2024, 1, 1), product=product, is_organic=True)
        return found.is_organic, found.minimum

    assert row("coffee_arabica_washed") == (False, Decimal("1.80"))
    assert row("cocoa_beans") == (True, Decimal(2300))
    with pytest.raises(NoMinimumPrice):
        row("coffee_arabica_natural")
    with pytest.raises(NoMinimumPrice):
        get_minimum_price(session, date(2024, 1, 1), product="cocoa_beans", is_organic=False)


@pytest.mark.skipif(not REAL.exists(), reason="the real data are not here")
def test_the_real_price_points(session: Session) -> None:
    report = take(session, REAL.read_bytes())
    assert {line.line for line in report.lines if line.outcome is Outcome.REFUSED} == {12, 16, 22, 23, 24, 25}
    assert report.count(Outcome.NEW) == 21
    again = take(session, REAL.read_bytes())
    assert again.count(Outcome.UNCHANGED) == 21 and again.count(Outcome.NEW) == 0
