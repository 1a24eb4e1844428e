"""Files as their owners have them, and what a reader makes of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from market.catalog.importing.formats import FORMATS, Asked, DecimalMark, Source, detect_format
from tests.catalog.importing.formats.seen import Seen

CATEGORIES = frozenset({"coffee", "tea_infusions", "textiles", "home_ceramics", "honey_spreads", "oils", "other"})
Read = Callable[..., Seen]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(
        data: bytes | str,
        file_format: str | None = None,
        *,
        name: str = "catalogue.csv",
        currency: str = "EUR",
        exponent: int = 2,
        mapping: dict[str, str] | None = None,
        decimal_mark: DecimalMark = DecimalMark.POINT,
        producer_names: frozenset[str] = frozenset(),
    ) -> Seen:
        path = tmp_path / "file"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        source = Source(path, name)
        code = file_format or detect_format(source)
        assert code is not None
        asked = Asked(currency, exponent, CATEGORIES, mapping or {}, decimal_mark, producer_names)
        reading = FORMATS[code].read(source, asked)
        return Seen(list(reading), reading.rows_total, reading.notes)

    return read
