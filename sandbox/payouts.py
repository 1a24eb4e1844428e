"""Payouts: a balance leaves Stripe for a bank, arrives there, or comes back."""

from sandbox.balances import add_transaction
from sandbox.currencies import payout_step
from sandbox.events import emit
from sandbox.ids import new_id
from sandbox.store import Body, Record
from sandbox.world import World


def plan_automatic_payout(world: World, account: str, available_on: int) -> None:
    """Let a connected account on the automatic schedule be paid out some time after money becomes available."""
    world.later("automatic_payout", at=available_on + world.config.payout_delay_seconds, once=True, account=account)


def pay_out_automatically(world: World, account: str) -> None:
    """Pay out all that is available, one payout per currency, if the account may be paid and has not chosen manual."""
    record = world.store.find("account", account)
    if record is None or not record.body["payouts_enabled"] or record.hidden.get("payout_schedule") == "manual":
        return
    for currency in world.balances.currencies(account):
        held = world.balances.available(account, currency, world.now)
        amount = held - held % payout_step(currency)
        if amount > 0:
            add_payout(world, account, {"amount": amount, "currency": currency}, is_automatic=True)


def add_payout(world: World, account: str, params: Body, *, is_automatic: bool) -> Record:
    """Book a payout that has been checked; it arrives later."""
    id_ = new_id("payout")
    arrival = world.now + world.config.payout_arrival_seconds
    body: Body = {
        "id": id_,
        "object": "payout",
        "amount": params["amount"],
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": arrival,
        "automatic": is_automatic,
        "balance_transaction": add_transaction(
            world,
            account=account,
            type_="payout",
            amount=-params["amount"],
            currency=params["currency"],
            source=id_,
            description="STRIPE PAYOUT",
        ),
        "created": world.now,
        "currency": params["currency"],
        "description": params.get("description"),
        "destination": _bank_of(world, account),
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress" if is_automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": params.get("statement_descriptor"),
        "status": "in_transit" if is_automatic else "pending",
        "trace_id": None,
        "type": "bank_account",
    }
    payout = world.store.add("payout", id_, body, account=account)
    emit(world, "payout.created", payout, account=account)
    world.later("payout_arrival", at=arrival, target=id_)
    return payout


def arrive(world: World, payout: Record) -> None:
    """The bank has answered: paid, or failed when a switch says so."""
    if payout.body["status"] not in {"pending", "in_transit"}:
        return
    if world.switches.fail_next_payouts > 0:
        world.switches.fail_next_payouts -= 1
        fail(world, payout)
        return
    payout.body["status"] = "paid"
    world.store.touch(payout)
    emit(world, "payout.updated", payout, account=payout.account)
    emit(world, "payout.paid", payout, account=payout.account)
    if payout.body["automatic"]:
        payout.body["reconciliation_status"] = "completed"
        emit(world, "payout.reconciliation_completed", payout, account=payout.account)


def fail(world: World, payout: Record) -> None:
    """The bank refuses the money, perhaps after it was called paid; it is on the balance again."""
    entry = _return_money(world, payout, "payout_failure")
    message = "The bank account has been closed."
    payout.body |= {"status": "failed", "failure_code": "account_closed", "failure_message": message}
    payout.body |= {"failure_balance_transaction": entry}
    world.store.touch(payout)
    emit(world, "payout.failed", payout, account=payout.account)


def cancel(world: World, payout: Record) -> None:
    """Stop a payout that is still pending."""
    payout.body |= {"failure_balance_transaction": _return_money(world, payout, "payout_cancel"), "status": "canceled"}
    world.store.touch(payout)
    emit(world, "payout.canceled", payout, account=payout.account)


def _return_money(world: World, payout: Record, type_: str) -> str:
    return add_transaction(
        world,
        account=payout.account,
        type_=type_,
        amount=payout.body["amount"],
        currency=payout.body["currency"],
        source=payout.id,
        reporting_category="payout_reversal",
    )


def _bank_of(world: World, account: str) -> str | None:
    for bank in world.store.all("bank_account", account=account):
        return bank.id
    return None
