"""Whoever asks is answered in the first of their languages that the shop is written in."""

import pytest

from api.languages import accepted_language, wished_language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es", "es"),
        ("es-PE", "es"),
        ("PT-br", "pt"),
        ("de", "en"),
        ("", "en"),
        ("fr_FR", "en"),
        ("e\u0301s", "en"),
        ("es;q=0", "en"),
        ("-" * 35, "en"),
        ("x\x00y", "en"),
    ],
)
def test_a_tag_asks_for_a_language(tag: str, language: str) -> None:
    assert [wished_language(tag), wished_language(tag)] == [language] * 2


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de, es;q=0.5", "es"),
        ("fr;q=0.2, pt-BR;q=0.9", "pt"),
        ("fr;q=0, *", "en"),
        ("es" + "," * 10_000, "es"),
        (" " * 200 + "es", "en"),
    ],
)
def test_a_header_says_what_somebody_reads(header: str, language: str) -> None:
    assert accepted_language(header) == language
