"""Refusals about receipts."""

from typing import ClassVar

from kit.errors import Conflict


class NothingPaidYet(Conflict):
    """The order has not been paid, so nobody got anything."""

    code: ClassVar[str] = "nothing_paid_yet"
