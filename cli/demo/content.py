"""Reads the demo market's content from its TOML files and refuses it unless everything fits together.

`load_content()` is the one thing to call. It returns frozen dataclasses (`cli.demo.content_types`) or raises
`ContentError`, whose message begins with the file to open.
"""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from certification.schemes.errors import SchemeFileRefused
from certification.schemes.read_schemes import read_schemes
from certification.schemes.rules import SchemeOnFile
from cli.demo.content_checks import Finding, check_market, check_producer, check_shared
from cli.demo.content_types import (
    Category,
    DemoContent,
    Federation,
    Network,
    Person,
    Producer,
    Value,
)
from cli.demo.market_types import Market

CONTENT_FOLDER = Path(__file__).parent / "content"
PICTURE_FOLDER = Path(__file__).parent / "pictures"

T = TypeVar("T")


class ContentError(ValueError):
    """A content file cannot be read or contradicts another; the message names the file first."""


def load_content(folder: Path = CONTENT_FOLDER) -> DemoContent:
    """Everything the seeder needs, typed and cross-checked.

    Raises ContentError for unreadable TOML, an unknown or missing field, a wrong type, or a reference to nothing.
    """
    content = DemoContent(
        market=_read(folder / "market.toml", TypeAdapter(Market)),
        schemes=tuple(_read_schemes(folder / "schemes")),
        values=_read(folder / "values.toml", TypeAdapter(tuple[Value, ...]), key="values"),
        categories=_read(folder / "categories.toml", TypeAdapter(tuple[Category, ...]), key="categories"),
        federations=_read(folder / "federations.toml", TypeAdapter(tuple[Federation, ...]), key="federations"),
        networks=_read(folder / "federations.toml", TypeAdapter(tuple[Network, ...]), key="networks"),
        producers=tuple(_read_producers(folder / "producers")),
        people=_read(folder / "people.toml", TypeAdapter(tuple[Person, ...]), key="people"),
    )
    _refuse(check_market(content))
    _refuse(check_shared(content))
    for producer in content.producers:
        _refuse(check_producer(content, producer))
    return content


def picture_of(slug: str) -> Path:
    """The drawing of a product; for a producer's place pass `org-` and the producer's slug."""
    return PICTURE_FOLDER / f"{slug}.svg"


def _read_schemes(folder: Path) -> Iterator[SchemeOnFile]:
    """Ours, and those that only the demo's producers have."""
    try:
        yield from read_schemes().values()
        yield from read_schemes(folder).values()
    except SchemeFileRefused as refused:
        raise ContentError(f"{refused.file}: {refused.problem}") from refused


def _read_producers(folder: Path) -> Iterator[Producer]:
    adapter = TypeAdapter(Producer)
    for file in sorted(folder.glob("*.toml")):
        producer = _read(file, adapter)
        if producer.slug != file.stem:
            raise ContentError(f"{file.name}: slug is {producer.slug!r}, the file name says {file.stem!r}")
        yield producer


def _read(file: Path, adapter: TypeAdapter[T], *, key: str | None = None) -> T:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{file.name}: {error}") from error
    try:
        return adapter.validate_python(table.get(key) if key else table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in ((key,) if key else ()) + first["loc"])
        raise ContentError(f"{file.name}: {where}: {first['msg']}") from error


def _refuse(findings: Iterable[Finding]) -> None:
    for finding in findings:
        raise ContentError(f"{finding.file}: {finding.what}")
