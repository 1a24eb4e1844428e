"""Refusals about passkeys. Whoever signs in is told `sign_in_refused`, whatever was wrong."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchPasskey(NotFound):
    """There is no such passkey of yours."""

    code: ClassVar[str] = "no_such_passkey"


class NoPasskeysHere(Conflict):
    """Passkeys belong to a name, and this market's shop is reached by a number."""

    code: ClassVar[str] = "no_passkeys_here"


class PasskeyRefused(Invalid):
    """What the device said is no new passkey for this challenge, or the challenge is none, used up or too old."""

    code: ClassVar[str] = "passkey_refused"


class PasskeyKnown(Conflict):
    """This passkey is there already."""

    code: ClassVar[str] = "passkey_known"


@dataclass(eq=False)
class TooManyPasskeys(Conflict):
    """You have as many passkeys as there may be; remove one first."""

    code: ClassVar[str] = "too_many_passkeys"
    most: int
