"""A certificate as its holder reads it."""

from datetime import date, datetime
from typing import Self

from api.schemas.base import Out
from api.schemas.certification import CoveredOut, EvidenceOut, HistoryOut, PartyOut, SchemeShortOut
from api.schemas.permissions import PermissionOut
from api.schemas.quantities import QuantityOut
from api.schemas.reviews import DecisionOut
from certification.pages.read_held import Held
from certification.rules import WhyNot
from models.enums import CertificateState, Traceability


class HeldCertificateOut(Out):
    """`renewed_by` is the newest certificate that is to take this one's place; `can_appeal` whether its last decision
    can be objected to now; `permission` the last to sell before it was issued, whether or not that still counts."""

    id: str
    scheme: SchemeShortOut
    number: str
    holder: PartyOut
    state: CertificateState
    is_shown: bool
    why_not_shown: WhyNot | None
    statement: str
    issued_by: str
    audit_on: date | None
    valid_from: date
    valid_to: date
    submitted_at: datetime | None
    public_reason: str | None
    supersedes_id: str | None
    renewed_by: str | None
    can_appeal: bool
    permission: PermissionOut | None
    covers: list[CoveredOut]
    traceability: Traceability | None
    quantity: QuantityOut | None
    evidence: list[EvidenceOut]
    decisions: list[DecisionOut]
    history: list[HistoryOut]

    @classmethod
    def of(cls, held: Held, lang: str) -> Self:
        face = held.face
        return cls(
            id=face.id,
            scheme=SchemeShortOut.of(face.scheme, lang),
            number=face.number,
            holder=PartyOut.model_validate(face.holder),
            state=held.state,
            is_shown=held.is_shown,
            why_not_shown=held.why_not_shown,
            statement=face.statement,
            issued_by=face.issued_by,
            audit_on=face.audit_on,
            valid_from=face.valid_from,
            valid_to=face.valid_to,
            submitted_at=face.submitted_at,
            public_reason=face.public_reason,
            supersedes_id=face.supersedes_id,
            renewed_by=held.renewed_by,
            can_appeal=held.can_appeal,
            permission=PermissionOut.of(held.permission) if held.permission else None,
            covers=[CoveredOut.model_validate(thing) for thing in held.covers],
            traceability=face.traceability,
            quantity=QuantityOut.of(held.quantity),
            evidence=[EvidenceOut.of(document) for document in held.evidence],
            decisions=[DecisionOut.of(decision, lang) for decision in held.decisions],
            history=[HistoryOut.of(entry) for entry in held.history],
        )
