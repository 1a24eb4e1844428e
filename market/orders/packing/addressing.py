"""An address as the lines that stand on paper."""

from kit.catalogues import locale_of
from market.orders.packing.slip_queries import PackedParcel, Place


def address_lines(place: Place, lang: str) -> list[str]:
    """Name, streets, place, country. The country is last and in capitals, in the language of whoever sends it: so the
    Universal Postal Union asks for what crosses a border."""
    country = str(locale_of(lang).territories.get(place.country, place.country)).upper()
    town = f"{place.postal_code} {place.city}".strip()
    return [line for line in (place.name, place.line1, place.line2, town, country) if line]


def receiver_lines(parcel: PackedParcel, lang: str) -> list[str]:
    """Whom it is for: the person, and the organisation that they bought it for."""
    first, *rest = address_lines(parcel.receiver, lang)
    return [first, parcel.organisation, *rest] if parcel.organisation else [first, *rest]


def service_name(parcel: PackedParcel, lang: str) -> str:
    """How it travels, in a language, else in English or in whatever there is."""
    labels = parcel.service_labels
    return labels.get(lang) or labels.get("en") or next(iter(labels.values()), "")


def weight_text(grams: int, lang: str) -> str:
    """`1.25 kg`"""
    mark = "." if lang == "en" else ","
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".").replace(".", mark) + " kg"
