"""Refusals about products and imports."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchProduct(NotFound):
    """There is no such product on sale."""

    code: ClassVar[str] = "no_such_product"


class NoSuchVariant(NotFound):
    """There is no such variant on sale."""

    code: ClassVar[str] = "no_such_variant"


class NoSuchProducer(NotFound):
    """There is no such producer."""

    code: ClassVar[str] = "no_such_producer"


@dataclass(eq=False)
class ProductNotReady(Invalid):
    """The product cannot be put on sale yet."""

    code: ClassVar[str] = "product_not_ready"
    missing: list[str]


@dataclass(eq=False)
class ProductStepRefused(Conflict):
    """A product in this state cannot go to that one."""

    code: ClassVar[str] = "product_step_refused"
    from_state: str
    to_state: str


@dataclass(eq=False)
class ImportFileRefused(Invalid):
    """The file cannot be read as a catalogue."""

    code: ClassVar[str] = "import_file_refused"
    problem: str
    detail: str


class NoSuchImport(NotFound):
    """There is no such import."""

    code: ClassVar[str] = "no_such_import"


@dataclass(eq=False)
class ImportStepRefused(Conflict):
    """An import in this state cannot be mapped, applied or called off."""

    code: ClassVar[str] = "import_step_refused"
    state: str


class ImportWaits(Conflict):
    """Another file of this producer is being imported; this one follows it."""

    code: ClassVar[str] = "import_waits"


@dataclass(eq=False)
class MappingRefused(Invalid):
    """The columns of the sheet cannot be read so."""

    code: ClassVar[str] = "mapping_refused"
    problem: str
    detail: str
