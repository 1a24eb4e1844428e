"""Whether all is well, check by check."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Out
from market.health.findings import Finding


class FindingOut(Out):
    """What one check found, in words, and what to do about it."""

    check: str = Field(examples=["outbox"])
    is_well: bool
    found: str
    remedy: str

    @classmethod
    def of(cls, finding: Finding) -> "FindingOut":
        return cls(check=finding.check, is_well=finding.is_well, found=finding.found, remedy=finding.remedy)


class HealthBoardOut(Out):
    """Every check at one moment."""

    at: datetime
    is_well: bool
    findings: list[FindingOut]
