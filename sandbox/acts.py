"""What an operator of the sandbox may bring about, from the dashboard or under /_sandbox. Refusals are ApiErrors."""

from sandbox.accounts import deauthorize, seed_account, set_standing
from sandbox.balances import add_transaction
from sandbox.checkout import follow_intent
from sandbox.disputes import OPEN, REASONS, close_dispute, open_dispute, warn_of_fraud
from sandbox.due import tick
from sandbox.errors import missing, refused
from sandbox.events import resend, sync_configured_endpoints
from sandbox.payments import receive_result
from sandbox.payouts import fail as payout_fails
from sandbox.refunds import add_refund
from sandbox.refunds import fail as refund_fails
from sandbox.store import Body, Record
from sandbox.transfers import reverse
from sandbox.views import present
from sandbox.world import World

__all__ = [
    "REASONS",
    "add_movement",
    "advance",
    "change_standing",
    "deauthorize_account",
    "decide_dispute",
    "decide_payment",
    "dispute_charge",
    "fail_payout",
    "fail_refund",
    "prepare",
    "refund_charge",
    "resend_event",
    "reset",
    "reverse_transfer",
    "suspect_fraud",
]


def prepare(world: World) -> None:
    """What a sandbox has from the first moment: seeded accounts and the configured endpoints."""
    with world.change():
        world.is_muted = True
        for seed in world.config.seed_accounts:
            seed_account(world, seed)
        world.is_muted = False
        sync_configured_endpoints(world)


def reset(world: World) -> None:
    """Back to the first moment."""
    world.clear()
    prepare(world)


def advance(world: World, seconds: float) -> None:
    """Move the clock and let what is due happen."""
    world.advance(seconds)
    tick(world)


def resend_event(world: World, event_id: str) -> int:
    event = world.store.find("event", event_id) or world.store.find("v2.core.event", event_id)
    if event is None:
        raise missing("event", event_id)
    return resend(world, event)


def refund_charge(world: World, charge_id: str, amount: int | None) -> Body:
    charge = _of(world, "charge", charge_id)
    left = charge.body["amount"] - charge.body["amount_refunded"]
    if charge.body["status"] != "succeeded" or not charge.body["captured"] or charge.body["disputed"]:
        raise refused("This charge cannot be refunded.")
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise refused(f"Between 1 and {left} can be refunded.")
    return present(world, add_refund(world, charge, wanted, reason="requested_by_customer"))


def reverse_transfer(world: World, transfer_id: str, amount: int | None) -> Body:
    """A reversal from the dashboard: as from the API, refused when the account has no such money."""
    transfer = _of(world, "transfer", transfer_id)
    left = transfer.body["amount"] - transfer.body["amount_reversed"]
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise refused(f"Between 1 and {left} can be reversed.")
    account, money = transfer.body["destination"], transfer.body["currency"]
    held = world.balances.available(account, money, world.now) + world.balances.pending(account, money, world.now)
    if wanted > held:
        raise refused(f"The connected account has only {held} {money} left.", code="balance_insufficient")
    return present(world, reverse(world, transfer, wanted, {}, None))


def add_movement(world: World, params: Body) -> Body:
    """A balance transaction of any type, out of the blue: what Stripe charges, reserves, pays out or has never done."""
    created = params.get("created", world.now)
    if created > world.now:
        raise refused("A movement cannot lie in the future of the sandbox's clock.", param="created")
    id_ = add_transaction(
        world,
        account="",
        type_=params["type"],
        amount=params["amount"],
        currency=params["currency"],
        source=params.get("source"),
        fee=params.get("fee", 0),
        created=created,
        available_on=created + params.get("available_in_seconds", 0),
        reporting_category=params.get("reporting_category", ""),
        description=params.get("description"),
        exchange_rate=params.get("exchange_rate"),
    )
    return present(world, world.store.get("balance_transaction", id_))


def decide_payment(world: World, intent_id: str, *, is_paid: bool) -> Body:
    """The bank answers a payment that is processing, now."""
    intent = _of(world, "payment_intent", intent_id)
    if intent.body["status"] != "processing":
        raise refused(f"This PaymentIntent is not processing but {intent.body['status']}.")
    receive_result(world, intent, is_paid=is_paid)
    follow_intent(world, intent)
    return present(world, intent)


def dispute_charge(world: World, charge_id: str, *, reason: str, is_inquiry: bool, amount: int | None) -> Body:
    charge = _of(world, "charge", charge_id)
    left = charge.body["amount"] - charge.body["amount_refunded"]
    if charge.body["status"] != "succeeded" or charge.body["disputed"] or left <= 0:
        raise refused("Only a succeeded charge that is not yet disputed or refunded can be disputed.")
    if amount is not None and amount > left:
        raise refused(f"At most {left} can be disputed.")
    return present(world, open_dispute(world, charge, reason=reason, is_inquiry=is_inquiry, amount=amount))


def decide_dispute(world: World, dispute_id: str, *, is_won: bool) -> Body:
    dispute = _of(world, "dispute", dispute_id)
    if dispute.body["status"] not in OPEN:
        raise refused("This dispute is closed already.", code="dispute_closed")
    close_dispute(world, dispute, is_won=is_won)
    return present(world, dispute)


def suspect_fraud(world: World, charge_id: str) -> Body:
    return present(world, warn_of_fraud(world, _of(world, "charge", charge_id)))


def fail_refund(world: World, refund_id: str) -> Body:
    refund = _of(world, "refund", refund_id)
    if refund.body["status"] not in {"pending", "succeeded"}:
        raise refused(f"A refund with status {refund.body['status']} cannot fail any more.")
    refund_fails(world, refund)
    return present(world, refund)


def fail_payout(world: World, payout_id: str) -> Body:
    payout = _of(world, "payout", payout_id)
    if payout.body["status"] not in {"pending", "in_transit", "paid"}:
        raise refused(f"A payout with status {payout.body['status']} cannot fail any more.")
    payout_fails(world, payout)
    return present(world, payout)


def change_standing(world: World, account_id: str, *, due: list[str], reason: str) -> Body:
    """Ask more of an account, which stops its transfers and payouts, or (with nothing due) let it work."""
    account = _of(world, "account", account_id)
    set_standing(world, account, due=due, reason=reason if due else None)
    return present(world, account)


def deauthorize_account(world: World, account_id: str) -> Body:
    account = _of(world, "account", account_id)
    deauthorize(world, account)
    return present(world, account)


def _of(world: World, kind: str, id_: str) -> Record:
    record = world.store.find(kind, id_)
    if record is None:
        raise missing(kind, id_)
    return record
