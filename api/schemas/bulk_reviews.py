"""One decision about several certificates."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.base import In, Out, Text
from api.schemas.certification import AnswersIn, Day
from certification.bulk.review_certificates import Reviewed
from models.enums import CertificateState, ReasonCode, VerificationDecision, VerificationMethod


class BulkReviewIn(In):
    """Verify, ask or reject up to a hundred certificates of one scheme, with one reason and one set of answers."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "certificate_ids": ["crt_01kb3v6c2ve6r8x7q4p1zt9m5n"],
                    "decision": "ask",
                    "method": "document",
                    "reason_code": "document_missing",
                    "reason": "Please add the annex that names the products.",
                }
            ]
        },
    )

    certificate_ids: Annotated[
        list[Annotated[Text, StringConstraints(max_length=64)]], Field(min_length=1, max_length=100)
    ]
    decision: Annotated[VerificationDecision, Field(strict=False)]
    method: Annotated[VerificationMethod, Field(strict=False)]
    reason_code: Annotated[ReasonCode, Field(strict=False)] | None = None
    reason: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=2000)]
    recheck_due_on: Day | None = None
    answers: AnswersIn = Field(default_factory=dict)


class RefusedOut(Out):
    """Why nothing changed: the code and title that the decision would have been refused with alone, and its facts."""

    code: str
    title: str
    facts: dict[str, object]


class ReviewedOut(Out):
    """What became of one certificate: `state` is what it reached, `refused` why it stayed what it was.

    What your federation is not in charge of has neither number nor holder.
    """

    certificate_id: str
    number: str | None
    holder: str | None
    state: CertificateState | None
    refused: RefusedOut | None

    @classmethod
    def of(cls, reviewed: Reviewed) -> Self:
        refusal = reviewed.refusal
        return cls(
            certificate_id=reviewed.certificate_id,
            number=reviewed.name.number if reviewed.name else None,
            holder=reviewed.name.holder if reviewed.name else None,
            state=reviewed.state,
            refused=RefusedOut(code=refusal.code, title=refusal.title, facts=refusal.facts) if refusal else None,
        )


class BulkReviewOut(Out):
    """One line per certificate, in the order of their ids."""

    decided: int
    refused: int
    data: list[ReviewedOut]

    @classmethod
    def of(cls, reviewed: list[Reviewed]) -> Self:
        refused = sum(one.refusal is not None for one in reviewed)
        return cls(decided=len(reviewed) - refused, refused=refused, data=[ReviewedOut.of(one) for one in reviewed])
