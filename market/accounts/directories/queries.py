"""SQL of lists of organisations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.ids import new_id
from market.accounts.directories.listing import Listing
from models.enums import ListingSource

_WRITE = text(
    """
    insert into listed_organisation as l (
        id, source, source_id, name, other_name, country, country_said, region, place, legal_form, structure,
        membership, activities, said, latitude, longitude, website, fingerprint, created_at, changed_at)
    values (
        :id, :source, :source_id, :name, :other_name, :country, :country_said, :region, :place, :legal_form, :structure,
        :membership, :activities, :said, :latitude, :longitude, :website, :fingerprint, :now, :now)
    on conflict (source, source_id) do update set
        name = excluded.name, other_name = excluded.other_name, country = excluded.country,
        country_said = excluded.country_said, region = excluded.region, place = excluded.place,
        legal_form = excluded.legal_form, structure = excluded.structure, membership = excluded.membership,
        activities = excluded.activities, said = excluded.said, latitude = excluded.latitude,
        longitude = excluded.longitude, website = excluded.website, fingerprint = excluded.fingerprint,
        changed_at = excluded.changed_at
    """
)
_FINGERPRINTS = text("select source_id, fingerprint from listed_organisation where source = :source")


def list_fingerprints(session: Session, source: ListingSource) -> dict[str, bytes]:
    """What is stored of a source: its ids with the fingerprints of what was read."""
    rows = session.execute(_FINGERPRINTS, {"source": source})
    return {row.source_id: bytes(row.fingerprint) for row in rows}


def write_listings(session: Session, listings: Sequence[Listing], *, now: datetime) -> None:
    """Insert what is new, overwrite what has changed; who claimed it stays."""
    if listings:
        session.execute(_WRITE, [_cells(listing, now) for listing in listings])


def _cells(listing: Listing, now: datetime) -> dict[str, object]:
    return {
        "id": new_id("lst"),
        "source": listing.source,
        "source_id": listing.source_id,
        "name": listing.name,
        "other_name": listing.other_name,
        "country": listing.country,
        "country_said": listing.country_said,
        "region": listing.region,
        "place": listing.place,
        "legal_form": listing.legal_form,
        "structure": listing.structure,
        "membership": listing.membership,
        "activities": list(listing.activities),
        "said": list(listing.said),
        "latitude": listing.latitude,
        "longitude": listing.longitude,
        "website": listing.website,
        "fingerprint": listing.fingerprint,
        "now": now,
    }
