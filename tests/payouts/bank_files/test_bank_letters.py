"""Names in the letters that banks take."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.payouts.bank_files.rules import Written, in_bank_letters

TAKEN = set(string.ascii_letters + string.digits + "/-?:().,'+ ")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ayllu K’intu Ñañakuna", "Ayllu K'intu Nanakuna"),
        ("Hatun ʼAllpa – Qhapaq Ñan", "Hatun 'Allpa - Qhapaq Nan"),
        ("Mba'ejára Tekoha Guaraní Ẽmba", "Mba'ejara Tekoha Guarani Emba"),
        ("جمعية رأس اللوز", "jmaya ras allwz"),
        ("شركة ٱلزيتون ـ بيت لحم", "shrka alzytwn byt lhm"),
        ("Øystein Łukasz Straße Æðelþryð", "Oystein Lukasz Strasse Aedelthryd"),
        ("Σ. Αθηνά Ωμέγα", "S. Athina Omega"),
        ("Юлия Щукина", "Iuliia Shchukina"),
        ("Ibrahim & Söhne_2", "Ibrahim + Sohne-2"),
        ("\tCooperativa\u00a0Agrária\n", "Cooperativa Agraria"),
        ("//Cacao//Kumasi/ /", "Cacao/Kumasi"),
        ("ΆΈ STRAẞE", "AE STRASSE"),
    ],
)
def test_a_name_is_written_as_a_bank_reads_it(name: str, written: str) -> None:
    assert in_bank_letters(name, 70) == Written(written, has_lost_letters=False)


@pytest.mark.parametrize(("name", "written"), [("東京 Coop", "Coop"), ("ብርሃን", ""), ("नेपाल 1", "1")])
def test_letters_that_cannot_be_written_are_told(name: str, written: str) -> None:
    assert in_bank_letters(name, 70) == Written(written, has_lost_letters=True)


def test_signs_that_are_no_letters_fall_away() -> None:
    assert in_bank_letters("Sol ☀ y Luna™ \u200d", 70) == Written("Sol y LunaTM", has_lost_letters=False)


def test_a_long_name_is_cut() -> None:
    assert in_bank_letters("a" * 69 + " bc", 70).text == "a" * 69


@given(st.text(max_size=100), st.integers(1, 140))
def test_whatever_is_written_can_be_read_by_every_bank(text: str, longest: int) -> None:
    written = in_bank_letters(text, longest).text
    assert set(written) <= TAKEN
    assert len(written) <= longest
    assert "//" not in written
    assert written == written.strip("/ ")
    assert in_bank_letters(written, longest) == Written(written, has_lost_letters=False)
