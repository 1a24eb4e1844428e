"""What verifiers and holders have before them: a decision's consequences, a year's work, ends that come near."""

from datetime import date, datetime
from typing import Self

from api.schemas.base import Out
from api.schemas.certification import SchemeNameOut
from certification.preview.preview_decision import Preview
from certification.reminders.queries import Reminder
from certification.yearly.queries import YearLine
from models.enums import VerificationDecision


class PreviewOut(Out):
    """What a decision would change if it counted now.

    `listings_keep_scheme` and `listings_left_bare` are among `listings_lose`: those that keep the scheme by another
    certificate, and those that would show no label at all.
    """

    decision: VerificationDecision
    listings_lose: int
    listings_keep_scheme: int
    listings_left_bare: int
    listings_gain: int
    open_carts: int
    orders: int
    buyers_told: int
    sentence: str

    @classmethod
    def of(cls, preview: Preview) -> Self:
        return cls(**vars(preview), sentence=preview.sentence)


class YearLineOut(Out):
    """Decisions of one kind about one scheme's certificates; days waited are null for what nobody waited for."""

    scheme: str
    scheme_name: str
    decision: VerificationDecision
    decisions: int
    certificates: int
    median_days: int | None
    longest_days: int | None

    @classmethod
    def of(cls, line: YearLine) -> Self:
        return cls(**vars(line))


class YearOut(Out):
    federation_id: str
    year: int
    data: list[YearLineOut]


class ReminderOut(Out):
    """A certificate whose last day comes near; `days_left` is negative once it is over."""

    certificate_id: str
    scheme: SchemeNameOut
    number: str
    days_left: int
    valid_to: date
    told_at: datetime

    @classmethod
    def of(cls, reminder: Reminder) -> Self:
        return cls(
            certificate_id=reminder.certificate_id,
            scheme=SchemeNameOut(code=reminder.scheme_code, name=reminder.scheme_name),
            number=reminder.number,
            days_left=reminder.days_left,
            valid_to=reminder.valid_to,
            told_at=reminder.created_at,
        )


class RemindersOut(Out):
    data: list[ReminderOut]
