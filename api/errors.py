"""Refusals that only HTTP knows."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import DomainError, NotAuthenticated


class HttpRefusal(DomainError):
    """The request cannot be taken as it is."""

    code: ClassVar[str] = "bad_request"
    status: ClassVar[int] = 400


class Unauthenticated(NotAuthenticated):
    """Sign in first, or send a token that is valid."""

    code: ClassVar[str] = "unauthenticated"


class RoleNotAllowed(HttpRefusal):
    """None of your roles may do this."""

    code: ClassVar[str] = "role_not_allowed"
    status: ClassVar[int] = 403


@dataclass(eq=False)
class FreshSignInNeeded(HttpRefusal):
    """Prove again that it is you: for this your sign-in is too old, or an API key is not enough."""

    code: ClassVar[str] = "fresh_sign_in_needed"
    status: ClassVar[int] = 403
    within_minutes: int


@dataclass(eq=False)
class ScopeMissing(HttpRefusal):
    """This API key does not carry the scope that this needs."""

    code: ClassVar[str] = "scope_missing"
    status: ClassVar[int] = 403
    needs: str


@dataclass(eq=False)
class UnknownParameter(HttpRefusal):
    """There is no such query parameter here; a typing error must not silently return everything."""

    code: ClassVar[str] = "unknown_parameter"
    parameter: str
    known: list[str]


class BadCursor(HttpRefusal):
    """This cursor was not made by us for this list."""

    code: ClassVar[str] = "bad_cursor"


class RepeatedThing(HttpRefusal):
    """Something is named twice in this request: name it once, with all that is meant."""

    code: ClassVar[str] = "repeated_thing"
    status: ClassVar[int] = 422


class BadJson(HttpRefusal):
    """The body is not JSON, holds NaN or Infinity, or names a key twice."""

    code: ClassVar[str] = "bad_json"


class BadShape(HttpRefusal):
    """The request does not have the right shape; `errors` points at each place."""

    code: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 422


class OutOfRange(HttpRefusal):
    """A number is larger than can be stored."""

    code: ClassVar[str] = "out_of_range"
    status: ClassVar[int] = 422


class Busy(HttpRefusal):
    """Somebody else is changing the same thing at this moment; try again."""

    code: ClassVar[str] = "busy"
    status: ClassVar[int] = 409


class MethodNotAllowed(HttpRefusal):
    """This address does not take that method."""

    code: ClassVar[str] = "method_not_allowed"
    status: ClassVar[int] = 405


class Fault(HttpRefusal):
    """This is our mistake; please tell us the request id."""

    code: ClassVar[str] = "fault"
    status: ClassVar[int] = 500


@dataclass(eq=False)
class WrongIdType(HttpRefusal):
    """That is the id of another kind of thing."""

    code: ClassVar[str] = "id_wrong_type"
    status: ClassVar[int] = 404
    expected_prefix: str


class IdempotencyKeyRequired(HttpRefusal):
    """Send an Idempotency-Key, so that a retry cannot do it twice."""

    code: ClassVar[str] = "idempotency_key_required"


class BadIdempotencyKey(HttpRefusal):
    """An Idempotency-Key is 1 to 255 visible ASCII characters."""

    code: ClassVar[str] = "bad_idempotency_key"


class IdempotencyKeyReused(HttpRefusal):
    """This Idempotency-Key was used for another request."""

    code: ClassVar[str] = "idempotency_key_reused"
    status: ClassVar[int] = 422


class IdempotencyInProgress(HttpRefusal):
    """The first request with this Idempotency-Key is still at work."""

    code: ClassVar[str] = "idempotency_in_progress"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class PreconditionFailed(HttpRefusal):
    """Somebody changed this since you read it."""

    code: ClassVar[str] = "precondition_failed"
    status: ClassVar[int] = 412
    current: str


class PreconditionRequired(HttpRefusal):
    """Send If-Match with the ETag that you read."""

    code: ClassVar[str] = "precondition_required"
    status: ClassVar[int] = 428


@dataclass(eq=False)
class BodyTooLarge(HttpRefusal):
    """The body is larger than this takes."""

    code: ClassVar[str] = "body_too_large"
    status: ClassVar[int] = 413
    limit_bytes: int


@dataclass(eq=False)
class TooManyRequests(HttpRefusal):
    """Too many in too short a time."""

    code: ClassVar[str] = "too_many_requests"
    status: ClassVar[int] = 429
    retry_after_s: int


class BadStripeSignature(HttpRefusal):
    """This was not signed by Stripe for this endpoint, or not lately."""

    code: ClassVar[str] = "bad_signature"
