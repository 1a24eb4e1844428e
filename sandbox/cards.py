"""Test payment methods and how each behaves. Numbers and tokens are Stripe's own where it has one."""

from dataclasses import dataclass

from sandbox.ids import new_id
from sandbox.store import Body, Record
from sandbox.world import World


@dataclass(frozen=True)
class TestMethod:
    """One way to pay. At most one of the behaviours is set, apart from what comes after a success."""

    token: str
    number: str = ""
    """Card number without spaces; empty for the bank debit."""
    brand: str = "visa"
    decline: str = ""
    """Error code with which it is declined."""
    decline_code: str = ""
    message: str = ""
    needs_challenge: bool = False
    is_asynchronous: bool = False
    fails_later: bool = False
    dispute: str = ""
    """Reason for which the buyer disputes right after paying."""
    is_inquiry: bool = False
    has_fraud_warning: bool = False
    refund: str = ""
    """`fails`: refunds look good and then fail; `pends`: refunds stay pending for a while."""
    is_available_at_once: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:] if self.number else "3000"


_DECLINED = "Your card was declined."
_POOR = "Your card has insufficient funds."

METHODS = (
    TestMethod("pm_card_visa", "4242424242424242"),
    TestMethod("pm_card_mastercard", "5555555555554444", brand="mastercard"),
    TestMethod(
        "pm_card_chargeDeclined",
        "4000000000000002",
        decline="card_declined",
        decline_code="generic_decline",
        message=_DECLINED,
    ),
    TestMethod(
        "pm_card_chargeDeclinedInsufficientFunds",
        "4000000000009995",
        decline="card_declined",
        decline_code="insufficient_funds",
        message=_POOR,
    ),
    TestMethod(
        "pm_card_chargeDeclinedExpiredCard",
        "4000000000000069",
        decline="expired_card",
        message="Your card has expired.",
    ),
    TestMethod("pm_card_authenticationRequired", "4000002760003184", needs_challenge=True),
    TestMethod("pm_card_threeDSecure2Required", "4000000000003220", needs_challenge=True),
    TestMethod("pm_card_createDispute", "4000000000000259", dispute="fraudulent"),
    TestMethod("pm_card_createDisputeProductNotReceived", "4000000000002685", dispute="product_not_received"),
    TestMethod("pm_card_createDisputeInquiry", "4000000000001976", dispute="fraudulent", is_inquiry=True),
    TestMethod("pm_card_createIssuerFraudRecord", "4000000000005423", has_fraud_warning=True),
    TestMethod("pm_card_refundFail", "4000000000005126", refund="fails"),
    TestMethod("pm_card_pendingRefund", "4000000000007726", refund="pends"),
    TestMethod("pm_card_bypassPending", "4000000000000077", is_available_at_once=True),
    # Stripe has no ready-made token for a debit; these two are the sandbox's own.
    TestMethod("pm_sandbox_debit_success", is_asynchronous=True),
    TestMethod("pm_sandbox_debit_failure", is_asynchronous=True, fails_later=True),
)
_BY_TOKEN = {method.token: method for method in METHODS}
_BY_NUMBER = {method.number: method for method in METHODS if method.number}
# Stripe's newer spellings of the same cards.
_ALIASES = {
    "pm_card_visa_chargeDeclined": "pm_card_chargeDeclined",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "pm_card_chargeDeclinedInsufficientFunds",
    "pm_card_chargeCustomerFail": "pm_card_chargeDeclined",
}


def by_token(token: str) -> TestMethod | None:
    return _BY_TOKEN.get(_ALIASES.get(token, token))


def by_number(number: str) -> TestMethod | None:
    return _BY_NUMBER.get("".join(number.split()))


def card_details(method: TestMethod) -> Body:
    return {
        "brand": method.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "FR",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": "Sandbox" + method.last4.rjust(9, "0"),
        "funding": "credit",
        "last4": method.last4,
    }


def add_payment_method(world: World, method: TestMethod, email: str | None = None) -> Record:
    """A PaymentMethod object for this way to pay; its behaviour stays attached to it."""
    body: Body = {
        "id": new_id("payment_method"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing(email),
        "created": world.now,
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": "sepa_debit" if method.is_asynchronous else "card",
    }
    if method.is_asynchronous:
        body["sepa_debit"] = {
            "bank_code": "37040044",
            "branch_code": "",
            "country": "DE",
            "fingerprint": "SandboxDebit0001",
            "generated_from": None,
            "last4": method.last4,
        }
    else:
        body["card"] = card_details(method) | {
            "display_brand": method.brand,
            "generated_from": None,
            "networks": {"available": [method.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        }
    return world.store.add("payment_method", body["id"], body, hidden={"token": method.token})


def billing(email: str | None) -> Body:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {"address": address, "email": email, "name": None, "phone": None, "tax_id": None}
