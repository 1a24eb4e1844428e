"""Parquet files, written by DuckDB from JSON Lines with the columns that we say."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

_MEMORY = "256MB"


def write_parquet(lines: Path, into: Path, columns: Mapping[str, str]) -> None:
    """`lines` as Parquet, in the same order. `columns` are name to DuckDB's type; a value of another type is an error,
    nothing is guessed. What does not fit in 256 MiB is put beside `into` for the while."""
    with duckdb.connect(":memory:") as engine:
        engine.execute("set threads = 1")
        engine.execute("set memory_limit = ?", [_MEMORY])
        engine.execute("set temp_directory = ?", [str(into.parent / ".duckdb")])
        rows = engine.read_json(str(lines), format="newline_delimited", columns=dict(columns))
        rows.write_parquet(str(into), compression="zstd")
