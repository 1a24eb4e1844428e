"""Refusals about what organisations say of themselves."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kit.errors import Invalid, NotAllowed, NotFound


class NotASteward(NotAllowed):
    """Only a steward of the organisation speaks for it."""

    code: ClassVar[str] = "not_a_steward"


@dataclass(eq=False)
class RelationOffItsLine(Invalid):
    """This relation of production stands on another line."""

    code: ClassVar[str] = "relation_off_its_line"
    line: str
    relation: str


@dataclass(eq=False)
class MembersDoNotAddUp(Invalid):
    """Women, men and those whose gender is not recorded are all members together."""

    code: ClassVar[str] = "members_do_not_add_up"
    total: int
    women: int
    men: int
    unknown: int


@dataclass(eq=False)
class BadConsentEnd(Invalid):
    """A consent ends on a day in the future, at most five years ahead."""

    code: ClassVar[str] = "bad_consent_end"
    ends_on: date


class NoSuchPhoto(NotFound):
    """There is no such photo of this organisation."""

    code: ClassVar[str] = "no_such_photo"


class NoSuchConsent(NotFound):
    """There is no such consent of this organisation."""

    code: ClassVar[str] = "no_such_consent"


class ConsentNeedsPhoto(Invalid):
    """A consent to a photo names the photo, and one to a figure names none."""

    code: ClassVar[str] = "consent_needs_photo"
