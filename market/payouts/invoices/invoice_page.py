"""A commission invoice as a tagged PDF."""

from enum import StrEnum
from pathlib import Path

from kit.money import Money
from kit.pages import PageValue, make_page
from market.payouts.invoices.make_invoice import Invoice
from market.payouts.invoices.words import WORDS
from market.payouts.periods.rules.records import Json
from market.payouts.writing.rules import plain_amount


class InvoiceFormat(StrEnum):
    JSON = "json"
    PDF = "pdf"


_TEMPLATE = Path(__file__).with_name("invoice.typ")


def invoice_page(invoice: Invoice, *, lang: str) -> bytes:
    """The page in one of our languages, English for any other. The same invoice is the same file."""
    return make_page(_TEMPLATE, page_data(invoice, lang=lang), made_at=invoice.month.period.ends_at)


def page_data(invoice: Invoice, *, lang: str) -> dict[str, PageValue]:
    """Everything that stands on the page, as texts."""
    language = lang if lang in WORDS else "en"
    document, words = invoice.document, WORDS[language]
    return {
        "lang": language,
        "words": dict(words),
        "number": document["number"],
        "issued_on": document["issued_on"],
        "month": document["month"],
        "issuer": document["issuer"],
        "customer": document["customer"],
        "sha256": invoice.sha256.hex(),
        "currencies": [_in_currency(part, words["no_vat"]) for part in _objects(document["currencies"])],
    }


def _in_currency(part: dict[str, Json], no_vat: str) -> dict[str, PageValue]:
    currency = str(part["currency"])

    def written(thing: dict[str, Json], name: str) -> str:
        minor = thing[name]
        assert isinstance(minor, int)
        return plain_amount(Money(minor, currency))

    def amounts(thing: dict[str, Json]) -> list[str]:
        return [written(thing, "net"), written(thing, "vat")]

    return {
        "currency": currency,
        "charges": [
            [_note(charge["rule"], ""), str(charge["lines"]), *amounts(charge)] for charge in _objects(part["charges"])
        ],
        "credit_notes": [
            [str(credit["at"])[:10], str(credit["order"]), *amounts(credit)]
            for credit in _objects(part["credit_notes"])
        ],
        "vat": [[_note(vat["rule"], no_vat), *amounts(vat)] for vat in _objects(part["vat"])],
        "net_total": written(part, "net_total"),
        "vat_total": written(part, "vat_total"),
        "total": written(part, "total"),
        "kept": [[str(kept["name"]), written(kept, "amount")] for kept in _objects(part["kept_for_others"])],
    }


def _note(rule: Json, otherwise: str) -> str:
    """What a rule says of itself, else its id."""
    assert isinstance(rule, dict)
    return str(rule["note"] or rule["id"] or otherwise)


def _objects(things: Json) -> list[dict[str, Json]]:
    assert isinstance(things, list)
    return [thing for thing in things if isinstance(thing, dict)]
