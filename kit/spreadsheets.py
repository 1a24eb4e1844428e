"""Texts that a spreadsheet must not run (CWE-1236)."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula. Only texts need it: an amount is a number."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
