"""What a check finds."""

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What is asked. The words are for programs; pages have their own."""

    SCHEMA = "schema"
    CLOCK = "clock"
    PROCESSES = "processes"
    OUTBOX = "outbox"
    TASKS = "tasks"
    STRIPE_EVENTS = "stripe events"
    MAIL = "mail"
    LEDGER = "ledger"
    RECONCILIATION = "reconciliation"
    FEES = "fees"
    CERTIFICATES = "certificates"
    BACKUP = "backup"
    MARKET = "market"
    ALERTS = "alerts"


@dataclass(frozen=True)
class Finding:
    """One check: what was found, and what to do about it."""

    check: str
    is_well: bool
    found: str
    remedy: str = ""
