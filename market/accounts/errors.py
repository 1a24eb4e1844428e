"""Refusals about accounts. They never say whether an address is known."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid, NotAuthenticated, NotFound


class SignInRefused(NotAuthenticated):
    """The e-mail and the password do not belong together, or the link, code or passkey is none, used up or too old."""

    code: ClassVar[str] = "sign_in_refused"


class NoSuchSession(NotFound):
    """There is no such session of yours."""

    code: ClassVar[str] = "no_such_session"


class NoSuchApiKey(NotFound):
    """There is no such API key of yours."""

    code: ClassVar[str] = "no_such_api_key"


class NoSuchOrganisation(NotFound):
    """There is no such organisation, or you are not in it."""

    code: ClassVar[str] = "no_such_organisation"


class WeakPassword(Invalid):
    """This password is among the first that anybody would try."""

    code: ClassVar[str] = "weak_password"


@dataclass(eq=False)
class UnknownScope(Invalid):
    """There is no such scope."""

    code: ClassVar[str] = "unknown_scope"
    scope: str


class BadExpiry(Invalid):
    """An API key expires after today and within a year."""

    code: ClassVar[str] = "bad_expiry"
