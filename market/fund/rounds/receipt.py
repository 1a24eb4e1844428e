"""The secret that a voter alone holds, and the name of their ballot that is made from it."""

import hashlib
import re

from kit.ids import new_secret
from market.fund.rounds.errors import BallotRefused

_RECEIPT = re.compile(r"[A-Za-z0-9_-]{32,128}", re.ASCII)
_PSEUDONYM_DIGITS = 32


def new_receipt() -> str:
    return new_secret("bal")


def pseudonym_of(receipt: str) -> str:
    """The first 32 hex digits of the receipt's SHA-256: `printf %s RECEIPT | sha256sum`.

    Whoever reads it learns nothing of the receipt. Raises BallotRefused for what is too short to be a secret.
    """
    if _RECEIPT.fullmatch(receipt) is None:
        raise BallotRefused("receipt")
    return hashlib.sha256(receipt.encode()).hexdigest()[:_PSEUDONYM_DIGITS]
