"""SQL of what the columns of producers' own sheets hold."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.catalog.importing.formats import DecimalMark

_FIND = text(
    """
    select column_fields, decimal_mark from catalog_mapping
    where producer_id = :producer_id and fingerprint = :fingerprint
    """
)
_REMEMBER = text(
    """
    insert into catalog_mapping (producer_id, fingerprint, column_fields, decimal_mark, used_at)
    values (:producer_id, :fingerprint, cast(:fields as jsonb), :decimal_mark, :now)
    on conflict (producer_id, fingerprint) do update
    set column_fields = excluded.column_fields, decimal_mark = excluded.decimal_mark, used_at = excluded.used_at
    """
)


@dataclass(frozen=True)
class ColumnMapping:
    """What each column holds, by its title as the file writes it, and what stands before decimals."""

    fields: Mapping[str, str]
    decimal_mark: DecimalMark = DecimalMark.POINT


def find_mapping(session: Session, *, producer_id: str, fingerprint: bytes) -> ColumnMapping | None:
    """What this producer said of sheets with these columns."""
    row = session.execute(_FIND, {"producer_id": producer_id, "fingerprint": fingerprint}).one_or_none()
    return None if row is None else ColumnMapping(row.column_fields, DecimalMark(row.decimal_mark))


def remember_mapping(
    session: Session, mapping: ColumnMapping, *, producer_id: str, fingerprint: bytes, now: datetime
) -> None:
    """Sheets with these columns are read so from now on."""
    session.execute(
        _REMEMBER,
        {
            "producer_id": producer_id,
            "fingerprint": fingerprint,
            "fields": json.dumps(dict(mapping.fields)),
            "decimal_mark": mapping.decimal_mark,
            "now": now,
        },
    )
