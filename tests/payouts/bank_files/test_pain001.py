"""Lists of transfers: ISO 20022's schema takes them, the sums are right, and the same payouts give the same bytes."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.currencies import currency_facts
from kit.ids import new_id
from kit.money import Money
from market.payouts.bank_files.check_schema import check_schema
from market.payouts.bank_files.csv_list import csv_list
from market.payouts.bank_files.errors import BankFileInvalid
from market.payouts.bank_files.pain001 import NAMESPACE, pain001
from market.payouts.bank_files.rules import BankTransfer, Debtor, TransferList, in_groups, is_sepa
from models.enums import PayoutPurpose

DEBTOR = Debtor("Solifair, société coopérative", "FR1420041010050500013M02606", "BNPAFRPP")
SEPA = BankTransfer(
    payout_id="pyt_01m89rtbx9ertry0b1mkfa8fx0",
    purpose=PayoutPurpose.GOODS,
    money=Money(123456, "EUR"),
    holder_name="Olaria da Chaminé",
    account_number="PT50000201231234567890154",
    is_iban=True,
    bic="CGDIPTPL",
    bank_name="",
    country="PT",
    town="Évora",
)
ABROAD = replace(
    SEPA,
    payout_id="pyt_01m89rtbx9fa6br06cs3f41q2y",
    purpose=PayoutPurpose.PREMIUM,
    money=Money(44, "EUR"),
    holder_name="Cooperativa Norandino",
    account_number="00219300123456789012",
    is_iban=False,
    bic="BCPLPEPL",
    bank_name="Banco de Crédito del Perú",
    country="PE",
    town="",
)


def listed(*transfers: BankTransfer, currency: str = "EUR") -> TransferList:
    moment = datetime(2026, 11, 30, 0, 5, tzinfo=UTC)
    return TransferList("run_01m89rtbx9f4wrvfxwcffzys24", "2026-W48", 1, moment, currency, transfers)


def tree(data: bytes) -> Any:
    return ElementTree.fromstring(data)


def texts(data: bytes, tag: str) -> list[str]:
    return [element.text or "" for element in tree(data).iter(f"{{{NAMESPACE}}}{tag}")]


def test_the_schema_takes_a_list_of_both_kinds() -> None:
    data = pain001(listed(SEPA, ABROAD), DEBTOR)
    check_schema(data)
    assert texts(data, "NbOfTxs") == ["2", "1", "1"]
    assert texts(data, "CtrlSum") == ["1235.00", "1234.56", "0.44"]
    assert texts(data, "ChrgBr") == ["SLEV", "SHAR"]
    assert texts(data, "Cd") == ["SEPA"]
    assert texts(data, "IBAN") == [DEBTOR.iban, SEPA.account_number, DEBTOR.iban]
    assert texts(data, "BICFI") == ["BNPAFRPP", "CGDIPTPL", "BNPAFRPP", "BCPLPEPL"]
    assert texts(data, "EndToEndId") == ["01m89rtbx9ertry0b1mkfa8fx0", "01m89rtbx9fa6br06cs3f41q2y"]
    assert texts(data, "TwnNm") == ["Evora"]
    assert texts(data, "Ctry") == ["PT", "PE", "PE"]
    assert "Banco de Credito del Peru" in texts(data, "Nm")
    assert [amount.get("Ccy") for amount in tree(data).iter(f"{{{NAMESPACE}}}InstdAmt")] == ["EUR", "EUR"]
    assert texts(data, "Ustrd")[0] == "Solifair 2026-W48 goods 01m89rtbx9ertry0b1mkfa8fx0"
    assert texts(data, "Dt") == ["2026-11-30"] * 2


def test_a_bank_that_nobody_named_is_left_out() -> None:
    data = pain001(listed(replace(SEPA, bic=""), replace(ABROAD, bank_name="")), DEBTOR)
    check_schema(data)
    assert texts(data, "BICFI") == ["BNPAFRPP", "BNPAFRPP", "BCPLPEPL"]


def test_the_same_payouts_give_the_same_bytes_and_others_another_name() -> None:
    both, one = listed(SEPA, ABROAD), listed(SEPA)
    assert pain001(both, DEBTOR) == pain001(listed(SEPA, ABROAD), DEBTOR)
    assert both.message_id != one.message_id
    assert both.message_id != replace(both, currency="USD").message_id
    assert all(len(id_) <= 35 for id_ in (both.message_id, both.payment_id(1), both.payment_id(2)))
    assert len({both.message_id, both.payment_id(1), both.payment_id(2)}) == 3


@pytest.mark.parametrize(
    ("transfer", "debtor", "expected"),
    [
        (SEPA, DEBTOR, True),
        (ABROAD, DEBTOR, False),
        (replace(SEPA, money=Money(1, "USD")), DEBTOR, False),
        (replace(SEPA, account_number="PS92PALS000000000400123456702"), DEBTOR, False),
        (SEPA, replace(DEBTOR, iban="TN5910006035183598478831"), False),
    ],
)
def test_a_transfer_is_sepa_between_two_accounts_of_the_area_in_euros(
    transfer: BankTransfer, debtor: Debtor, expected: bool
) -> None:
    assert is_sepa(debtor, transfer) is expected


def test_nothing_is_grouped_where_there_is_nothing() -> None:
    assert in_groups(DEBTOR, [ABROAD]) == [(False, (ABROAD,))]
    assert in_groups(DEBTOR, []) == []


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["EUR", "JPY", "KWD", "USD"]),
    st.lists(
        st.tuples(st.integers(1, 10**10), st.text(max_size=200), st.text(max_size=60), st.booleans(), st.booleans()),
        min_size=1,
        max_size=5,
    ),
)
def test_whatever_names_there_are_the_schema_takes_it_and_the_sum_is_exact(
    currency: str, facts: list[tuple[int, str, str, bool, bool]]
) -> None:
    transfers = [
        replace(
            SEPA if is_iban else ABROAD,
            payout_id=new_id("pyt"),
            money=Money(minor, currency),
            holder_name=f"Coop {name}",
            bank_name=name,
            town=town,
            bic=SEPA.bic if has_bic else "",
        )
        for minor, name, town, is_iban, has_bic in facts
    ]
    data = pain001(listed(*transfers, currency=currency), DEBTOR)
    check_schema(data)
    total = Decimal(sum(minor for minor, *_ in facts)).scaleb(-currency_facts(currency).exponent)
    assert Decimal(texts(data, "CtrlSum")[0]) == total
    assert sum(Decimal(amount) for amount in texts(data, "InstdAmt")) == total


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"no xml", "XMLResource"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XMLResource"),
        (b"<Document/>", "/Document"),
        (
            pain001(listed(SEPA), replace(DEBTOR, iban="FR14-2004")),
            "/Document/CstmrCdtTrfInitn/PmtInf/DbtrAcct/Id/IBAN",
        ),
        (pain001(listed(replace(SEPA, country="Portugal")), DEBTOR), "PstlAdr/Ctry"),
    ],
)
def test_what_the_schema_does_not_allow_is_named_without_its_text(data: bytes, where: str) -> None:
    with pytest.raises(BankFileInvalid) as refused:
        check_schema(data)
    assert where in refused.value.where
    assert "2004" not in str(refused.value)


def test_the_table_for_people_runs_no_formula() -> None:
    evil = replace(ABROAD, holder_name="+Cooperativa", bank_name="=cmd|' /C calc'!A0")
    rows = list(csv.DictReader(io.StringIO(csv_list(listed(SEPA, evil)).decode())))
    assert [row["amount"] for row in rows] == ["1234.56", "0.44"]
    assert (rows[0]["account"], rows[0]["account_kind"]) == (SEPA.account_number, "IBAN")
    assert (rows[1]["account"], rows[1]["account_kind"]) == (ABROAD.account_number, "other")
    assert rows[1]["holder"] == "'+Cooperativa"
    assert rows[1]["bank"].startswith("'=")
    assert csv_list(listed(SEPA, evil)) == csv_list(listed(SEPA, evil))
