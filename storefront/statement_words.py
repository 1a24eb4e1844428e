"""The words of statements that are codes in their documents."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


STATEMENT_WORDS: Mapping[str, Mapping[str, str]] = {
    "statement_unit": {
        "orders": N_("orders"),
        "days": N_("days"),
        "order lines": N_("order lines"),
        "members": N_("members"),
        "rounds": N_("votes"),
    },
}
