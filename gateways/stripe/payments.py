"""Taking money: payment pages and PaymentIntents."""

from datetime import datetime
from typing import Literal

import stripe

from gateways.stripe.client import Caller, amount_of, at, charge_of, id_of, metadata_of, money_of
from gateways.stripe.facts import ORDER_KEY, BalanceFact, CheckoutFact, CheckoutLine, PaymentFact
from kit.money import Money

_WITH_BALANCE = ["latest_charge.balance_transaction"]


class Payments(Caller):
    """Checkout Sessions and PaymentIntents. Which payment methods are offered is decided in Stripe's dashboard."""

    def create_checkout(
        self,
        *,
        order_id: str,
        lines: list[CheckoutLine],
        email: str,
        success_url: str,
        cancel_url: str,
        expires_at: datetime,
        locale: str,
        idempotency_key: str,
    ) -> CheckoutFact:
        charge_of("create_checkout", _sum(lines))
        metadata = {ORDER_KEY: order_id}
        with self.calling("create_checkout"):
            session = self._client.v1.checkout.sessions.create(
                params={
                    "mode": "payment",
                    "client_reference_id": order_id,
                    "customer_email": email,
                    "locale": _page_language(locale),
                    "success_url": success_url,
                    "cancel_url": cancel_url,
                    "expires_at": int(expires_at.timestamp()),
                    "metadata": metadata,
                    "payment_intent_data": {"metadata": metadata, "transfer_group": order_id},
                    "line_items": [
                        {
                            "quantity": line.quantity,
                            "price_data": {
                                "currency": line.unit.currency.lower(),
                                "unit_amount": amount_of("create_checkout", line.unit),
                                "product_data": {"name": line.name[:250]},
                            },
                        }
                        for line in lines
                    ],
                },
                options={"idempotency_key": idempotency_key},
            )
            return _checkout_fact(session)

    def read_checkout(self, session_id: str) -> CheckoutFact:
        with self.calling("read_checkout"):
            return _checkout_fact(self._client.v1.checkout.sessions.retrieve(session_id))

    def find_checkout(self, *, order_id: str, made_after: datetime) -> CheckoutFact | None:
        with self.calling("find_checkout"):
            listed = self._client.v1.checkout.sessions.list(
                params={"created": {"gte": int(made_after.timestamp())}, "limit": 100}
            )
            for session in listed.auto_paging_iter():
                fact = _checkout_fact(session)
                if fact.order_id == order_id and fact.status != "expired":
                    return fact
        return None

    def expire_checkout(self, session_id: str) -> CheckoutFact:
        with self.calling("expire_checkout"):
            return _checkout_fact(self._client.v1.checkout.sessions.expire(session_id))

    def create_payment(self, *, order_id: str, money: Money, email: str, idempotency_key: str) -> PaymentFact:
        with self.calling("create_payment"):
            intent = self._client.v1.payment_intents.create(
                params={
                    "amount": charge_of("create_payment", money),
                    "currency": money.currency.lower(),
                    "receipt_email": email,
                    "metadata": {ORDER_KEY: order_id},
                    "transfer_group": order_id,
                },
                options={"idempotency_key": idempotency_key},
            )
            return _payment_fact(intent)

    def read_payment(self, payment_intent_id: str) -> PaymentFact:
        with self.calling("read_payment"):
            return _payment_fact(
                self._client.v1.payment_intents.retrieve(payment_intent_id, params={"expand": _WITH_BALANCE})
            )

    def find_payment(self, *, order_id: str, made_after: datetime) -> PaymentFact | None:
        with self.calling("find_payment"):
            listed = self._client.v1.payment_intents.list(
                params={"created": {"gte": int(made_after.timestamp())}, "limit": 100}
            )
            for intent in listed.auto_paging_iter():
                fact = _payment_fact(intent)
                if fact.order_id == order_id and fact.status != "canceled":
                    return fact
        return None

    def cancel_payment(self, payment_intent_id: str) -> PaymentFact:
        with self.calling("cancel_payment"):
            return _payment_fact(self._client.v1.payment_intents.cancel(payment_intent_id))


def _sum(lines: list[CheckoutLine]) -> Money:
    total = Money(0, lines[0].unit.currency)
    for line in lines:
        total += line.unit.times(line.quantity)
    return total


def _page_language(locale: str) -> Literal["auto", "en", "es", "fr", "pt"]:
    """The payment page speaks the buyer's language where we know that Stripe has it."""
    match locale:
        case "en" | "es" | "fr" | "pt":
            return locale
        case _:
            return "auto"


def _checkout_fact(session: "stripe.checkout.Session") -> CheckoutFact:
    return CheckoutFact(
        id=session.id,
        url=session.url,
        status=session.status or "open",
        payment_intent_id=id_of(session.payment_intent),
        order_id=metadata_of(session).get(ORDER_KEY),
    )


def _payment_fact(intent: stripe.PaymentIntent) -> PaymentFact:
    charge = intent.latest_charge
    balance = None
    if isinstance(charge, stripe.Charge) and isinstance(charge.balance_transaction, stripe.BalanceTransaction):
        entry = charge.balance_transaction
        balance = BalanceFact(
            id=entry.id,
            gross=money_of(entry.amount, entry.currency),
            fee=money_of(entry.fee, entry.currency),
            available_at=at(entry.available_on),
        )
    return PaymentFact(
        id=intent.id,
        status=intent.status,
        amount=money_of(intent.amount, intent.currency),
        received=money_of(intent.amount_received, intent.currency),
        order_id=metadata_of(intent).get(ORDER_KEY),
        is_livemode=intent.livemode,
        charge_id=id_of(charge),
        failure_code=intent.last_payment_error.code if intent.last_payment_error else None,
        balance=balance,
        client_secret=intent.client_secret,
    )
