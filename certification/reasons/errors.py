"""Refusals about reason codes."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid


@dataclass(eq=False)
class ReasonCodeNeeded(Invalid):
    """This decision names one of the reasons that it can have."""

    code: ClassVar[str] = "reason_code_needed"
    decision: str
    reason_codes: list[str]


@dataclass(eq=False)
class WrongReasonCode(Invalid):
    """This is no reason for this decision."""

    code: ClassVar[str] = "wrong_reason_code"
    decision: str
    reason_codes: list[str]
