"""An open-data dump: exact, the same bytes for the same moment, and nothing of it personal or unproven."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import text

from gateways.parquet import write_parquet
from market.catalog.open_data.describe import Licence
from market.catalog.open_data.dump_open_data import DumpTerms, dump_open_data
from market.catalog.open_data.tables import TABLES
from models.certification import Scheme
from models.enums import AssuranceClass, ConsentSubject, SolidarityKind, SubjectKind
from models.organisations import SolidarityLink, Term
from tests.catalog.exporting.conftest import ADDRESSES, agree, sell
from tests.certification.registry import NOW, Registry
from tests.shop import Shop


def dump(registry: Registry | Shop, into: Path, at: datetime = NOW) -> dict[str, list[dict]]:
    dump_open_data(registry.database, into, DumpTerms("EUR", "FR", ADDRESSES, Licence.CC_BY, at))
    return {
        table.name: [json.loads(line) for line in (into / f"{table.name}.jsonl").read_text("utf-8").splitlines()]
        for table in TABLES
    }


def test_the_same_moment_is_the_same_bytes(registry: Registry, tmp_path: Path) -> None:
    sell(registry, "espresso", 1205)
    registry.verified("fairtrade", subjects=[(SubjectKind.PRODUCT, "espresso")])
    first, second = tmp_path / "first", tmp_path / "second"
    dump(registry, first, NOW + timedelta(hours=1))
    dump(registry, second, NOW + timedelta(hours=1))
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(
        [
            "README.md",
            "datapackage.json",
            *(f"{table.name}.{kind}" for table in TABLES for kind in ("jsonl", "parquet")),
        ]
    )
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_parquet_says_what_json_says(registry: Registry, tmp_path: Path) -> None:
    sell(registry, "espresso", 1205, barcode="4006381333931", net_quantity=Decimal("0.125"), net_unit="kg")
    rows = dump(registry, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        if resource["format"] != "parquet":
            continue
        table = rows[resource["title"]]
        found = duckdb.read_parquet(str(tmp_path / resource["path"]))
        assert found.columns == [field["name"] for field in resource["schema"]["fields"]]
        assert len(found.fetchall()) == len(table) == resource["rows"]
    [price] = rows["prices"]
    assert (price["net_quantity"], price["gtin"], price["is_in_stock"]) == ("0.125", "4006381333931", True)
    [[exact]] = duckdb.read_parquet(str(tmp_path / "prices.parquet")).project("net_quantity").fetchall()
    assert exact == Decimal("0.125")
    # A moment that names no zone is everybody's own; Parquet's column has none to name, and says UTC in its words.
    [[since]] = duckdb.read_parquet(str(tmp_path / "prices.parquet")).project("valid_from").fetchall()
    assert datetime.fromisoformat(price["valid_from"]) == since.replace(tzinfo=UTC)


def test_the_parts_sum_to_the_price(clean_database, tmp_path: Path) -> None:
    rows = dump(Shop.open(clean_database), tmp_path)
    assert len(rows["prices"]) == 2
    for price in rows["prices"]:
        parts = [part for part in rows["price_parts"] if part["variant_id"] == price["variant_id"]]
        assert [part["position"] for part in parts] == list(range(1, len(parts) + 1))
        assert sum(part["amount_minor"] for part in parts) == price["amount_minor"]
    assert {"producer", "vat", "market_fee"} <= {part["kind"] for part in rows["price_parts"]}


def test_claims_are_proven_and_of_the_moment(registry: Registry, tmp_path: Path) -> None:
    with registry.database.transaction() as session:
        session.get_one(Scheme, registry["organic"]).assurance_class = AssuranceClass.SELF_DECLARED
    fair = registry.verified("fairtrade", number="990552", subjects=[(SubjectKind.PRODUCT, "espresso")])
    registry.verified("organic", subjects=[(SubjectKind.PRODUCT, "espresso")])
    [claim] = dump(registry, tmp_path, NOW + timedelta(hours=1))["claims"]
    assert claim["proof_url"] == f"https://market.example/proof/{fair}"
    assert (claim["number"], claim["valid_to"]) == ("990552", "2027-06-30")
    assert dump(registry, tmp_path, NOW + timedelta(days=400))["claims"] == []


def test_nothing_personal_and_nothing_without_consent(registry: Registry, tmp_path: Path) -> None:
    with registry.database.transaction() as session:
        session.add(Term(code="secret", scheme="values", labels={"en": "Not told"}))
        session.flush()
        session.add(SolidarityLink(organisation_id=registry["coop"], kind=SolidarityKind.VALUES, term_code="secret"))
        session.execute(
            text(
                "update organisation set line = 'enterprise', relation = 'self_employed', place = 'Calle Sol 5', "
                "members_total = 9, members_women = 2, members_men = 7, members_unknown = 0, families_total = 5, "
                "families_on = '2026-11-01' where slug = 'coop'"
            )
        )
    rows = dump(registry, tmp_path)
    [coop] = [row for row in rows["organisations"] if row["slug"] == "coop"]
    assert (coop["place"], coop["members_total"], coop["values"]) == ("", None, ["shade"])
    assert coop["families_total"] is None
    agree(registry, "coop", ConsentSubject.MEMBERS_TOTAL, ConsentSubject.MEMBERS_BY_GENDER)
    agree(registry, "coop", ConsentSubject.FAMILIES_TOTAL)
    [coop] = [row for row in dump(registry, tmp_path)["organisations"] if row["slug"] == "coop"]
    assert (coop["members_total"], coop["members_women"], coop["families_total"]) == (9, None, 5)
    everything = "".join(path.read_text("utf-8") for path in tmp_path.glob("*.jsonl"))
    for word in ("Calle Sol", "secret", "farmer@example.org", "Lucia"):
        assert word not in everything


def test_a_wrong_value_stops_the_dump(registry: Registry, tmp_path: Path) -> None:
    """A value that does not fit its column is an error of ours, never a guess."""
    (tmp_path / "x.jsonl").write_text('{"n":"many"}\n')
    with pytest.raises(duckdb.Error):
        write_parquet(tmp_path / "x.jsonl", tmp_path / "x.parquet", {"n": "BIGINT"})
