"""Address labels as a tagged PDF: A6 sheets of their own, or four on a sheet of A4."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from kit.catalogues import spoken
from kit.pages import PageValue, make_page
from market.orders.packing.addressing import address_lines, receiver_lines, service_name, weight_text
from market.orders.packing.slip_queries import PackedParcel
from market.orders.packing.words import LABELS, SLIP_WORDS, say

_TEMPLATE = Path(__file__).with_name("labels.typ")


class LabelPaper(StrEnum):
    """A6: one label on a page, for a label printer. A4: four on a page, to be cut."""

    A6 = "a6"
    A4 = "a4"


def write_labels(parcels: Sequence[PackedParcel], *, paper: LabelPaper, lang: str, now: datetime) -> bytes:
    """The file, in the language of whoever sends: carriers of their country read it first."""
    lang = spoken(lang)
    data: dict[str, PageValue] = {
        "lang": lang,
        "paper": paper,
        "title": say(LABELS, lang),
        "words": {key: say(text, lang) for key, text in SLIP_WORDS.items()},
        "labels": [label_data(parcel, lang) for parcel in parcels],
    }
    return make_page(_TEMPLATE, data, made_at=now)


def label_data(parcel: PackedParcel, lang: str) -> dict[str, PageValue]:
    """What stands on one of them, as texts. What is fetched goes to the place where it is fetched, with the name of
    whoever fetches it."""
    if parcel.fetched_at:
        receiver = [parcel.receiver.name, parcel.organisation, *address_lines(parcel.fetched_at, lang)]
    else:
        receiver = receiver_lines(parcel, lang)
    return {
        "sender": address_lines(parcel.sender, lang),
        "receiver": [line for line in receiver if line],
        "is_fetched": parcel.fetched_at is not None,
        "service": service_name(parcel, lang),
        "weight": weight_text(parcel.weight_grams, lang),
        "parcel": parcel.id,
        "tracking": parcel.tracking,
    }
