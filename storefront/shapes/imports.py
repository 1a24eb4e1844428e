"""A producer's files: how far each has come and what became of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class RowProblem:
    """Something about one cell."""

    code: str
    severity: str = "fault"
    row: int = 0
    column: str = ""
    value: str = ""
    detail: str = ""


@dataclass(frozen=True)
class ImportChange:
    """Something that becomes other than it was; prices are in the currency's smallest units."""

    what: str
    variant: str = ""
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class ImportRow:
    """One product of the file."""

    row: int
    outcome: str
    handle: str = ""
    name: str = ""
    changes: tuple[ImportChange, ...] = ()
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True)
class ImportFailure:
    problem: str
    detail: str = ""


@dataclass(frozen=True)
class CatalogueImport:
    """A catalogue file, what it would do (`dry_run`) or did."""

    id: str
    state: str
    dry_run: bool
    rows_total: int
    created: int
    updated: int
    unchanged: int
    refused: int
    currency: str = "EUR"
    format: str = ""
    file_name: str = ""
    rows_done: int = 0
    products_done: int = 0
    failure: ImportFailure | None = None
    columns: tuple[str, ...] = ()
    column_fields: dict[str, str] = field(default_factory=dict)
    samples: tuple[tuple[str, ...], ...] = ()
    decimal_mark: str = "."
    created_at: str | None = None

    @property
    def is_moving(self) -> bool:
        return self.state in {"queued", "running"}

    def count(self, outcome: str) -> int:
        """How many products this became of."""
        counts = {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }
        return counts.get(outcome, 0)
