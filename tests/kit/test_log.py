"""What never stands in a log line."""

import pytest

from kit.log import _without_secrets


@pytest.mark.parametrize(
    "secret",
    [
        "sk_test_51Habcdefgh",
        "whsec_abcdef123",
        "camille@example.org",
        "FR1420041010050500013M02606",
        "FR14 2004 1010 0505 0001 3M02 606",
        "sol_ses_0123456789abcdefghij",
    ],
)
def test_secrets_and_account_numbers_are_taken_out(secret: str) -> None:
    line = _without_secrets(None, "info", {"event": f"refused ({secret}) at last", "count": 3})
    assert line == {"event": "refused ([removed]) at last", "count": 3}


@pytest.mark.parametrize("text", ["ord_01m89wpateeq2b7msw8b9tmy3g", "2026-W48", "EUR 1200", "AC04: account closed"])
def test_ids_and_words_stay(text: str) -> None:
    assert _without_secrets(None, "info", {"event": text}) == {"event": text}
