"""Impact statements, as the API shows them."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from api.schemas.base import In, Out, Text
from market.impact.prove_inclusion import Included, Step
from market.impact.queries import Listed
from models.enums import StatementState, StatementStep, StatementSubject


class StatementIn(In):
    """Which statement to compute: of the whole market, a producer or a network (`organisation_id`), an order
    (`order_id`, without a period: from its payment to today) or all of one's own orders (`shopper`). Days in UTC, the
    last not included.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [{"subject": "market", "period_start": "2026-07-01", "period_end": "2026-10-01"}]
        },
    )

    subject: Annotated[StatementSubject, Field(strict=False)]
    organisation_id: Annotated[Text, StringConstraints(min_length=1, max_length=64)] | None = None
    order_id: Annotated[Text, StringConstraints(min_length=1, max_length=64)] | None = None
    period_start: Annotated[date, Field(strict=False)] | None = None
    period_end: Annotated[date, Field(strict=False)] | None = None


class SubjectOut(Out):
    id: str
    slug: str
    name: str
    country: str


class StatementShortOut(Out):
    """A statement in a list. `sha256` is over the exact bytes of its document, `step` what it has come to while it is
    being built, `generated_at` when the last entry of the books that it knows was posted. `order_id` names the order
    that it is about, to whose it is.
    """

    id: str
    subject: StatementSubject
    organisation: SubjectOut | None
    order_id: str | None
    period_start: date
    period_end: date
    currency: str
    methodology: str
    state: StatementState
    step: StatementStep | None
    generated_at: datetime | None
    sha256: str | None
    supersedes: str | None

    @classmethod
    def of(cls, listed: Listed) -> "StatementShortOut":
        statement, organisation = listed.statement, listed.organisation
        return cls(
            id=statement.id,
            subject=statement.subject_kind,
            organisation=SubjectOut.model_validate(organisation, extra="ignore") if organisation else None,
            order_id=statement.order_id,
            period_start=statement.period_start.astimezone(UTC).date(),
            period_end=statement.period_end.astimezone(UTC).date(),
            currency=statement.currency,
            methodology=statement.methodology,
            state=statement.state,
            step=statement.step,
            generated_at=statement.as_of,
            sha256=statement.sha256.hex() if statement.sha256 else None,
            supersedes=statement.supersedes_id,
        )


class StatementOut(StatementShortOut):
    """A statement with its document, once it is `ready`; `failure` says why it never will be."""

    failure: str | None
    superseded_by: str | None
    document: dict[str, JsonValue] | None


class StepOut(Out):
    """A leaf's place in a tree of `size` leaves, and its neighbours' hashes from the leaf up (RFC 6962)."""

    index: int
    size: int
    proof: list[str]

    @classmethod
    def of(cls, step: Step) -> "StepOut":
        return cls(index=step.index, size=step.size, proof=[one.hex() for one in step.proof])


class DayOut(Out):
    """A day of a statement's inputs, as its line holds it."""

    on: date
    facts: int
    root: str


class IncludedOut(Out):
    """A fact's line, its way to the root of its day, and the day's way to `inputs.root` of the statement."""

    line: str
    day: DayOut
    in_day: StepOut
    in_inputs: StepOut

    @classmethod
    def of(cls, found: Included) -> "IncludedOut":
        day = DayOut(on=found.day.on, facts=found.day.facts, root=found.day.root.hex())
        return cls(line=found.line, day=day, in_day=StepOut.of(found.in_day), in_inputs=StepOut.of(found.in_inputs))


class InclusionOut(Out):
    """Every fact of one order in a statement."""

    order: str
    data: list[IncludedOut]
