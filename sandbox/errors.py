"""The API's refusals, in Stripe's envelope."""

from sandbox.store import Body


class ApiError(Exception):
    """A refusal. `is_executed` is False when it came before the endpoint began to act: those are not replayed."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type_: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        extra: Body | None = None,
        is_executed: bool = True,
    ):
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type_
        self.code = code
        self.param = param
        self.extra = extra or {}
        self.is_executed = is_executed

    def envelope(self, *, is_v2: bool = False) -> Body:
        error: Body = {"message": self.message}
        if not is_v2:
            error["type"] = self.type
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        elif is_v2:
            error["code"] = self.type
        if self.param and not is_v2:
            error["param"] = self.param
        return {"error": error | self.extra}


def refused(message: str, *, code: str | None = None, param: str | None = None) -> ApiError:
    """400: the request was understood, and the state of things forbids it."""
    return ApiError(400, message, code=code, param=param)


def malformed(message: str, *, code: str | None = None, param: str | None = None) -> ApiError:
    """400: the parameters are wrong in themselves, so nothing was executed."""
    return ApiError(400, message, code=code, param=param, is_executed=False)


def missing(kind: str, id_: str, param: str = "id") -> ApiError:
    return ApiError(404, f"No such {kind.replace('_', ' ')}: '{id_}'", code="resource_missing", param=param)


def card_error(
    code: str, message: str, *, decline_code: str | None, charge: str | None, intent: Body, method: Body
) -> ApiError:
    extra: Body = {"payment_intent": intent, "payment_method": method}
    if decline_code:
        extra["decline_code"] = decline_code
    if charge:
        extra["charge"] = charge
    return ApiError(402, message, type_="card_error", code=code, extra=extra)
