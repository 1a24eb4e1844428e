"""Refusals about credentials."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid, NotFound, Unavailable


class NoSuchIssuer(NotFound):
    """There is no such issuer: only the market and its federations sign credentials."""

    code: ClassVar[str] = "no_such_issuer"


class NoSuchStatusList(NotFound):
    """There is no such status list."""

    code: ClassVar[str] = "no_such_status_list"


class NoSuchSigningKey(NotFound):
    """This issuer never had such a key."""

    code: ClassVar[str] = "no_such_signing_key"


class SigningKeyUnreadable(Unavailable):
    """The issuer's key cannot be opened: the service's secret has changed since. Rotate the issuer's key."""

    code: ClassVar[str] = "signing_key_unreadable"


@dataclass(eq=False)
class CredentialRefused(Invalid):
    """The credential does not prove anything."""

    code: ClassVar[str] = "credential_refused"
    why: str
