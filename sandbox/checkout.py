"""Checkout Sessions: from open to complete or expired, following the PaymentIntent behind them."""

from sandbox.cards import TestMethod
from sandbox.events import emit
from sandbox.payments import add_intent, attempt
from sandbox.store import Body, Record
from sandbox.world import World


def pay(world: World, session: Record, method: TestMethod, *, base_url: str) -> None:
    """Pay an open session from its page. Does nothing once a payment is under way or made (a double submit)."""
    intent = _intent_of(world, session)
    if session.body["status"] != "open" or intent.body["status"] not in {"requires_payment_method"}:
        return
    attempt(
        world,
        intent,
        method,
        challenge_url=f"{base_url}/challenge/{intent.id}",
        return_url=success_url(session),
    )
    follow(world, session)


def follow(world: World, session: Record) -> None:
    """Move the session to where its PaymentIntent is, and say so."""
    body = session.body
    if body["payment_intent"] is None:
        return
    status = world.store.get("payment_intent", body["payment_intent"]).body["status"]
    if body["status"] == "open" and status in {"succeeded", "requires_capture", "processing"}:
        body |= {"status": "complete", "url": None, "payment_status": "paid" if status == "succeeded" else "unpaid"}
        body["customer_details"] = {
            "address": None,
            "business_name": None,
            "email": body["customer_email"],
            "individual_name": None,
            "name": None,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        }
        world.store.touch(session)
        emit(world, "checkout.session.completed", session)
    elif body["status"] == "complete" and body["payment_status"] == "unpaid" and status == "succeeded":
        body["payment_status"] = "paid"
        world.store.touch(session)
        emit(world, "checkout.session.async_payment_succeeded", session)
    elif body["status"] == "complete" and status == "requires_payment_method":
        emit(world, "checkout.session.async_payment_failed", session)


def follow_intent(world: World, intent: Record) -> None:
    """Let the session that made this intent, if any, follow it."""
    session_id = intent.hidden.get("session")
    if session_id:
        follow(world, world.store.get("checkout.session", session_id))


def expire(world: World, session: Record) -> None:
    """Close an open session. A payment that was begun and not made is cancelled with it."""
    if session.body["status"] != "open":
        return
    session.body |= {"status": "expired", "url": None}
    world.store.touch(session)
    if session.body["payment_intent"]:
        _abandon(world, world.store.get("payment_intent", session.body["payment_intent"]))
    emit(world, "checkout.session.expired", session)


def success_url(session: Record) -> str:
    return str(session.body["success_url"] or "").replace("{CHECKOUT_SESSION_ID}", session.id)


def _abandon(world: World, intent: Record) -> None:
    intent.body |= {
        "status": "canceled",
        "canceled_at": world.now,
        "cancellation_reason": "automatic",
        "next_action": None,
    }
    world.store.touch(intent)
    emit(world, "payment_intent.canceled", intent)


def _intent_of(world: World, session: Record) -> Record:
    """The session's PaymentIntent, made at the first attempt as Stripe does."""
    body = session.body
    if body["payment_intent"]:
        return world.store.get("payment_intent", body["payment_intent"])
    params: Body = {
        "amount": body["amount_total"],
        "currency": body["currency"],
        "receipt_email": body["customer_email"],
        **session.hidden["payment_intent_data"],
    }
    intent = add_intent(world, params)
    intent.hidden["session"] = session.id
    body["payment_intent"] = intent.id
    world.store.touch(session)
    return intent
