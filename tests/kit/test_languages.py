"""Which codes are languages."""

import pytest

from kit.languages import is_language


@pytest.mark.parametrize(
    "code", ["en", "es", "pt", "fr", "de", "zh", "qu", "ay", "gn", "sw", "quc", "arn", "quz", "ayr", "quy", "mam"]
)
def test_what_somebody_speaks_is_a_language(code: str) -> None:
    assert is_language(code)


@pytest.mark.parametrize(
    "code", ["xx", "zz", "", "FR", "fr-CA", "fr_CA", "und", "mul", "mis", "zxx", "xxx", "qaa", "english"]
)
def test_what_nobody_speaks_is_none(code: str) -> None:
    assert not is_language(code)
