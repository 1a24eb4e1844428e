"""SQL of reports: what became of each product, and what was wrong with which cell."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from kit.database import copy_rows
from market.catalog.importing.plan import Change, ProductPlan
from market.catalog.importing.products import Problem, Severity
from market.catalog.importing.report import ReportProblem, ReportRow
from models.enums import ImportOutcome

_COPY_ROWS = "copy catalog_import_row (import_id, ordinal, row, handle, name, outcome, changes) from stdin"
_COPY_PROBLEMS = """
    copy catalog_import_problem (import_id, ordinal, number, row, line, column_title, value, code, detail, severity)
    from stdin
    """
_ROWS = text(
    """
    select ordinal, row, handle, name, outcome, changes
    from catalog_import_row
    where import_id = :import_id and ordinal > :after and (cast(:outcome as text) is null or outcome = :outcome)
    order by ordinal limit :limit
    """
)
_PROBLEMS_OF = text(
    """
    select p.ordinal, p.number, p.row, p.line, p.column_title, p.value, p.code, p.detail, p.severity,
           r.handle, r.outcome
    from catalog_import_problem p
    join catalog_import_row r on r.import_id = p.import_id and r.ordinal = p.ordinal
    where p.import_id = :import_id and p.ordinal = any(:ordinals)
    order by p.ordinal, p.number
    """
)
# What is about the file as a whole stands at no product.
_PROBLEMS = text(
    """
    select p.ordinal, p.number, p.row, p.line, p.column_title, p.value, p.code, p.detail, p.severity,
           coalesce(r.handle, '') as handle, r.outcome
    from catalog_import_problem p
    left join catalog_import_row r on r.import_id = p.import_id and r.ordinal = p.ordinal
    where p.import_id = :import_id and (p.ordinal, p.number) > (:after, :after_number)
      and (cast(:severity as text) is null or p.severity = :severity)
    order by p.ordinal, p.number limit :limit
    """
)
_REFUSED = text(
    """
    select handle from catalog_import_row
    where import_id = :import_id and ordinal < :before and outcome = 'refused' and handle = any(:handles)
    """
)
_FORGET_NOTES = text("delete from catalog_import_problem where import_id = :import_id and ordinal = 0")
_LONGEST = 1000


def list_refused(session: Session, import_id: str, *, handles: Collection[str], before: int) -> frozenset[str]:
    """Which of these products were refused, of those that come before the number `before` in the file."""
    if not handles:
        return frozenset()
    given = {"import_id": import_id, "handles": list(handles), "before": before}
    return frozenset(session.execute(_REFUSED, given).scalars())


def write_report(
    session: Session, import_id: str, plans: Sequence[ProductPlan], *, first: int, notes: Iterable[Problem] = ()
) -> None:
    """Keep what becomes of these products, the first of them being the file's number `first`.

    `notes` are about the file as a whole.
    """
    numbered = [(first + index, plan) for index, plan in enumerate(plans)]
    copy_rows(
        session,
        _COPY_ROWS,
        (
            (
                import_id,
                ordinal,
                plan.product.row,
                plan.product.handle[:_LONGEST],
                plan.product.name[:_LONGEST],
                plan.outcome.value,
                json.dumps([asdict(change) for change in changes]) if (changes := plan.changes) else "[]",
            )
            for ordinal, plan in numbered
        ),
    )
    problems = [(ordinal, plan.problems) for ordinal, plan in numbered if plan.problems]
    if notes := tuple(notes):
        # A worker may have died between these and the first products.
        session.execute(_FORGET_NOTES, {"import_id": import_id})
        problems.insert(0, (0, notes))
    if problems:
        copy_rows(
            session,
            _COPY_PROBLEMS,
            (
                (
                    import_id,
                    ordinal,
                    number,
                    problem.row,
                    problem.line,
                    problem.column[:_LONGEST],
                    problem.value[:_LONGEST],
                    problem.code,
                    problem.detail[:_LONGEST],
                    problem.severity.value,
                )
                for ordinal, found in problems
                for number, problem in enumerate(found, start=1)
            ),
        )


def list_rows(
    session: Session, import_id: str, *, outcome: ImportOutcome | None = None, after: int = 0, limit: int
) -> list[ReportRow]:
    """Products of the file in its order, each with what was wrong, from the one after `after` on."""
    asked = {"import_id": import_id, "outcome": outcome, "after": after, "limit": limit}
    rows = session.execute(_ROWS, asked).all()
    problems: dict[int, list[ReportProblem]] = {}
    if rows:
        for found in session.execute(_PROBLEMS_OF, {"import_id": import_id, "ordinals": [row.ordinal for row in rows]}):
            problems.setdefault(found.ordinal, []).append(_problem(found))
    return [
        ReportRow(
            ordinal=row.ordinal,
            row=row.row,
            handle=row.handle,
            name=row.name,
            outcome=ImportOutcome(row.outcome),
            changes=tuple(Change(**change) for change in row.changes),
            problems=tuple(problems.get(row.ordinal, ())),
        )
        for row in rows
    ]


def list_problems(
    session: Session, import_id: str, *, severity: Severity | None = None, after: tuple[int, int] = (-1, 0), limit: int
) -> list[ReportProblem]:
    """What was wrong, in the file's order, from the one after `after` (product and number) on."""
    asked = {
        "import_id": import_id,
        "severity": severity,
        "after": after[0],
        "after_number": after[1],
        "limit": limit,
    }
    return [_problem(row) for row in session.execute(_PROBLEMS, asked)]


def _problem(row: Row[tuple[object, ...]]) -> ReportProblem:
    return ReportProblem(
        ordinal=row.ordinal,
        number=row.number,
        handle=row.handle,
        outcome=ImportOutcome(row.outcome) if row.outcome else None,
        row=row.row,
        line=row.line,
        column=row.column_title,
        value=row.value,
        code=row.code,
        detail=row.detail,
        severity=Severity(row.severity),
    )
