"""What is said of what a person owns."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


PRIVACY_NOTICES: Mapping[str, str] = {
    "account-erased": N_("Your account is erased. Nothing here leads to you any more."),
}
PRIVACY_REFUSALS: Mapping[str, str] = {
    "orders_still_open": N_("One of your orders is not finished: goods or money are still under way."),
    "last_in_organisation": N_("Nobody else could act for an organisation of yours. Let somebody else in first."),
}
