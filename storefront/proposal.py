"""A trade agreement as the fields of a form: from an earlier version to what stands in them, and back to what is asked.

Lines are numbered from 1, as people see them: `what-2` belongs to the second commitment. Lines without anything in them
are left out.
"""

from collections.abc import Mapping

from storefront.amounts import places, read_amount, read_percent
from storefront.shapes.agreements import Agreement
from storefront.shapes.base import Money

MOST_PARTIES = 6
MOST_LINES = 40
MOST_PACKAGES = 6
_FIRST_LINES = 3
_PACKAGE = ("title", "licence", "url", "sha256")
_COMMITMENT = ("what", "quantity", "unit", "value", "due_on", "answers")

Typed = Mapping[str, str]


def fits(agreement: Agreement) -> bool:
    """Whether the form has room for all of it."""
    lines = max(len(agreement.goods), len(agreement.commitments))
    return lines <= MOST_LINES and len(agreement.parties) <= MOST_PARTIES and len(agreement.packages) <= MOST_PACKAGES


def fields_of(agreement: Agreement) -> dict[str, str]:
    """What stands in the form that amends a version."""
    found = {
        "title": agreement.title,
        "body": agreement.body,
        "currency": agreement.currency,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "compensation": f"{agreement.compensation_bps / 100:g}" if agreement.compensation_bps else "",
        "fund": agreement.compensation_fund_id or "",
        "lines": str(max(len(agreement.goods), len(agreement.commitments)) + 1),
    }
    for number, party in enumerate(agreement.parties, start=1):
        found |= {f"party-{number}": party.id, f"means-{number}": str(party.means)}
    for number, good in enumerate(agreement.goods, start=1):
        code = f"product {good.product_id}" if good.product_id else f"category {good.category_code}"
        found |= {f"good-{number}": code, f"terms-{number}": good.terms}
    order = {one.id: number for number, one in enumerate(agreement.commitments, start=1)}
    for number, one in enumerate(agreement.commitments, start=1):
        answers = order.get(one.answers_id or "")
        found |= {
            f"giver-{number}": one.giver_id,
            f"receiver-{number}": one.receiver_id,
            f"what-{number}": one.what,
            f"quantity-{number}": one.quantity,
            f"unit-{number}": one.unit,
            f"value-{number}": plain_amount(one.value) if one.value else "",
            f"due_on-{number}": one.due_on,
            f"answers-{number}": str(answers) if answers else "",
        }
    for number, package in enumerate(agreement.packages, start=1):
        found[f"sharer-{number}"] = package.giver_id
        found |= {f"package_{name}-{number}": getattr(package, name) for name in _PACKAGE}
    return found


def lines_of(typed: Typed) -> int:
    """How many lines the form shows: what it had, or three more when somebody asked for more."""
    had = typed.get("lines", "")
    lines = int(had) if had.isascii() and had.isdecimal() and len(had) <= 2 else _FIRST_LINES
    return min(MOST_LINES, max(_FIRST_LINES, lines + (_FIRST_LINES if typed.get("act") == "more" else 0)))


def party_ids(typed: Typed) -> list[str]:
    return [typed[name] for name in (f"party-{number}" for number in range(1, MOST_PARTIES + 1)) if typed.get(name)]


def asked_of(typed: Typed) -> dict[str, object]:
    """What the API is asked. Raises NotAnAmount."""
    said: dict[str, object] = {name: typed.get(name, "") for name in ("title", "body", "starts_on", "ends_on")}
    currency = typed.get("currency", "").upper()
    said["currency"] = currency
    said["compensation_bps"] = read_percent(typed.get("compensation") or "0")
    said["parties"] = [
        {"organisation_id": typed[f"party-{number}"], "means": _whole(typed.get(f"means-{number}") or "1")}
        for number in range(1, MOST_PARTIES + 1)
        if typed.get(f"party-{number}")
    ]
    said["goods"] = [_good(typed, number) for number in _filled(typed, MOST_LINES, "good")]
    numbers = _filled(typed, MOST_LINES, *_COMMITMENT)
    said["commitments"] = [_commitment(typed, number, numbers, currency) for number in numbers]
    packages = _filled(typed, MOST_PACKAGES, *(f"package_{name}" for name in _PACKAGE))
    said["packages"] = [_package(typed, number) for number in packages]
    optional = {"amends": typed.get("amends"), "compensation_fund_id": typed.get("fund")}
    return said | {name: value for name, value in optional.items() if value}


def plain_amount(money: Money) -> str:
    """`12.50`, as one would type it."""
    decimals = places(money.currency)
    digits = str(money.amount).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def _good(typed: Typed, number: int) -> dict[str, object]:
    kind, _, code = typed[f"good-{number}"].partition(" ")
    return {"product_id" if kind == "product" else "category": code, "terms": typed.get(f"terms-{number}", "")}


def _commitment(typed: Typed, number: int, numbers: list[int], currency: str) -> dict[str, object]:
    def field(name: str) -> str:
        return typed.get(f"{name}-{number}", "")

    said: dict[str, object] = {
        "giver_id": field("giver"),
        "receiver_id": field("receiver"),
        "what": field("what"),
        "unit": field("unit"),
        "quantity": field("quantity").replace(",", "."),
        "due_on": field("due_on"),
    }
    if field("value"):
        said["value"] = read_amount(field("value"), currency).amount
    if field("answers"):
        answered = _whole(field("answers"))
        # The API counts from nought what is left of the lines; a line that is not there answers nothing that it knows.
        said["answers"] = numbers.index(answered) if answered in numbers else MOST_LINES
    return said


def _package(typed: Typed, number: int) -> dict[str, object]:
    said: dict[str, object] = {"giver_id": typed.get(f"sharer-{number}", "")}
    said |= {name: typed.get(f"package_{name}-{number}", "") for name in _PACKAGE}
    return {name: value for name, value in said.items() if value or name != "sha256"}


def _filled(typed: Typed, most: int, *names: str) -> list[int]:
    """The lines with something in them."""
    return [number for number in range(1, most + 1) if any(typed.get(f"{name}-{number}") for name in names)]


def _whole(text: str) -> int:
    """A whole number; 0, which the API refuses, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else 0
