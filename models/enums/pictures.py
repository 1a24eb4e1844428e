"""The words of pictures."""

from enum import StrEnum


class PictureState(StrEnum):
    """Brought or wanted; in all its sizes; or not to be had."""

    QUEUED = "queued"
    READY = "ready"
    REFUSED = "refused"


class PictureFormat(StrEnum):
    """What browsers are given."""

    AVIF = "avif"
    WEBP = "webp"


class PictureRefusal(StrEnum):
    """Why there will be no picture. The first six are of its bytes, then three of its address."""

    NOT_A_PICTURE = "not_a_picture"
    FORMAT_NOT_TAKEN = "format_not_taken"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    TOO_HARD = "too_hard"
    TOO_LARGE = "too_large"
    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    ADDRESS_REFUSES = "address_refuses"
    ADDRESS_DOES_NOT_ANSWER = "address_does_not_answer"
    OVER_QUOTA = "over_quota"
