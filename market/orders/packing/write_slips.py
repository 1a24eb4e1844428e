"""Packing slips as a tagged PDF: one parcel begins on a page of its own."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from babel.dates import format_date

from kit.catalogues import locale_of, spoken
from kit.pages import PageValue, make_page
from market.orders.packing.addressing import address_lines, receiver_lines, service_name, weight_text
from market.orders.packing.slip_queries import PackedLine, PackedParcel
from market.orders.packing.words import MISSING, PAGE, SLIP, SLIP_WORDS, SLIPS, THROUGH, say

_TEMPLATE = Path(__file__).with_name("slips.typ")


def write_slips(parcels: Sequence[PackedParcel], *, lang: str, storefront_url: str, now: datetime) -> bytes:
    """The file, each slip in its buyer's language with the words of `lang`, the packer's, beside. No price is in it."""
    lang = spoken(lang)
    data: dict[str, PageValue] = {
        "lang": lang,
        "title": say(SLIP if len(parcels) == 1 else SLIPS, lang),
        "slips": [slip_data(parcel, lang, storefront_url) for parcel in parcels],
    }
    return make_page(_TEMPLATE, data, made_at=now)


def slip_data(parcel: PackedParcel, lang: str, storefront_url: str) -> dict[str, PageValue]:
    """What stands on one of them, as texts."""
    theirs = spoken(parcel.locale)
    page = f"{storefront_url}/orders/{parcel.order_id}"
    fetched = parcel.fetched_at
    return {
        "lang": theirs,
        "words": {key: _both(text, theirs, lang) for key, text in SLIP_WORDS.items()},
        "page": say(PAGE, theirs),
        "order": parcel.order_id,
        "parcel": parcel.id,
        "paid": _day(parcel.paid_at, theirs),
        "service": service_name(parcel, theirs),
        "tracking": parcel.tracking,
        "weight": weight_text(parcel.weight_grams, theirs),
        "sender": address_lines(parcel.sender, theirs),
        "receiver": receiver_lines(parcel, lang),
        "fetched": [*address_lines(fetched, theirs), fetched.hours] if fetched else [],
        "lines": [_line(line, theirs) for line in parcel.lines],
        "pieces": str(sum(line.quantity for line in parcel.lines)),
        "missing": say(MISSING, theirs, {"address": page}),
    }


def _both(text: str, theirs: str, own: str) -> list[str]:
    """A word for the buyer, and for whoever packs where that is another one."""
    said, own_said = say(text, theirs), say(text, own)
    return [said, own_said if own_said != said else ""]


def _line(line: PackedLine, theirs: str) -> dict[str, PageValue]:
    return {
        "count": str(line.quantity),
        "name": ", ".join(filter(None, [line.name, line.variant_label])),
        "own": line.own_name if line.own_name != line.name else "",
        "sku": line.sku,
        "through": say(THROUGH, theirs, {"name": line.hub}) if line.hub else "",
    }


def _day(moment: datetime, lang: str) -> str:
    return str(format_date(moment.date(), format="long", locale=locale_of(lang)))
