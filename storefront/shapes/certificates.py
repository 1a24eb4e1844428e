"""A certificate as its holder works with it, and what was said and objected about it."""

from dataclasses import dataclass

from storefront.shapes.base import Named, SchemeName
from storefront.shapes.proof import Covered, Evidence, Quantity, Scheme, Step, stands
from storefront.shapes.verifying import Decision, Permission


@dataclass(frozen=True)
class HeldCertificate:
    """`renewed_by` is to take this one's place; `can_appeal`: its last decision can be objected to now."""

    id: str
    scheme: Scheme
    number: str
    holder: Named
    state: str
    is_shown: bool = False
    why_not_shown: str | None = None
    statement: str | None = None
    issued_by: str | None = None
    audit_on: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    public_reason: str | None = None
    renewed_by: str | None = None
    can_appeal: bool = False
    permission: Permission | None = None
    covers: tuple[Covered, ...] = ()
    traceability: str | None = None
    quantity: Quantity | None = None
    evidence: tuple[Evidence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    history: tuple[Step, ...] = ()

    @property
    def stands(self) -> str:
        """Its state as people see it."""
        return stands(self.state, self.why_not_shown)

    @property
    def verified(self) -> Decision | None:
        """The last decision that verified it; the API names the last first."""
        return next((one for one in self.decisions if one.decision == "verify"), None)


@dataclass(frozen=True)
class Reminder:
    """A certificate's last day comes near; `days_left` is negative once it is over."""

    certificate_id: str
    scheme: SchemeName
    number: str
    days_left: int
    valid_to: str


@dataclass(frozen=True)
class Reminders:
    data: tuple[Reminder, ...] = ()


@dataclass(frozen=True)
class Spoken:
    """One thing that was said about a certificate; without a federation its holder speaks."""

    id: str
    body: str
    sent_at: str
    federation_id: str | None = None


@dataclass(frozen=True)
class Conversation:
    data: tuple[Spoken, ...] = ()


@dataclass(frozen=True)
class Appeal:
    """An objection to one decision. Without an outcome nobody has decided yet."""

    id: str
    reason: str
    filed_at: str
    outcome: str | None = None
    decided_at: str | None = None
    answer: str = ""


@dataclass(frozen=True)
class Appeals:
    data: tuple[Appeal, ...] = ()
