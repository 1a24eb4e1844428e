"""What of a text tells of a person, and what stands in its place."""

from collections.abc import Sequence
from datetime import timedelta

# Whoever sends a parcel may forget to say that it has arrived.
IN_TRANSIT_AT_MOST = timedelta(days=30)
ERASED = "[erased]"
# Fields of Stripe's objects that hold what a buyer told. Ids, amounts and states stay: an event can be handled again.
_PERSONAL = frozenset(
    {
        "address",
        "billing_details",
        "collected_information",
        "customer_details",
        "customer_email",
        "custom_fields",
        "email",
        "evidence",
        "name",
        "phone",
        "receipt_email",
        "shipping",
        "shipping_details",
    }
)


def stand_in_address(person_id: str) -> str:
    """An e-mail address that no mail can reach (RFC 2606), one for each person."""
    return f"{person_id.lower()}@erased.invalid"


def without_person(told: object) -> object:
    """A JSON value with null in each field that tells of a person, at any depth."""
    if isinstance(told, dict):
        return {name: None if name in _PERSONAL else without_person(value) for name, value in told.items()}
    if isinstance(told, list):
        return [without_person(value) for value in told]
    return told


def worth_finding(words: Sequence[str]) -> list[str]:
    """Those of the words that say somebody's name, address or e-mail and are no part of others by chance; each once."""
    return sorted({word for word in (word.strip() for word in words) if len(word) >= _SHORTEST})


_SHORTEST = 5
