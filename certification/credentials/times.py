"""Moments as documents write them."""

from datetime import UTC, datetime


def moment_text(moment: datetime) -> str:
    """An XML Schema dateTimeStamp in UTC, to the second: `2026-11-25T12:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
