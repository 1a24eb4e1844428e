"""The words of slips and labels. English is the source; the others are in `locale/`."""

from collections.abc import Mapping
from pathlib import Path

from kit.catalogues import say_from

_CATALOGUES = Path(__file__).parent / "locale"


def N_(text: str) -> str:
    """Marks a text for the translators; it is said where it is shown."""
    return text


def say(text: str, lang: str, facts: Mapping[str, object] | None = None) -> str:
    """`text` in a language, or as it is where nobody has translated it. `facts` stand for `{name}` in it."""
    return say_from(_CATALOGUES, text, lang, facts)


SLIP = N_("Packing slip")
SLIPS = N_("Packing slips")
LABELS = N_("Address labels")

SLIP_WORDS: Mapping[str, str] = {
    "title": SLIP,
    "from": N_("From"),
    "to": N_("For"),
    "fetched": N_("To be fetched at"),
    "order": N_("Order"),
    "parcel": N_("Parcel"),
    "paid": N_("Paid on (UTC)"),
    "service": N_("Sent by"),
    "tracking": N_("Tracking number"),
    "weight": N_("Weight of the goods"),
    "packed": N_("Packed"),
    "count": N_("Number"),
    "what": N_("What"),
    "sku": N_("Article"),
    "pieces": N_("Pieces in all"),
}
PAGE = N_("Page")
THROUGH = N_("bought through {name}")
MISSING = N_("Is something missing or broken? Say so on the page of your order: {address}")
