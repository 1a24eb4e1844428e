"""Top-ups: the platform puts money of its own bank into its balance."""

from sandbox.balances import add_transaction
from sandbox.events import emit
from sandbox.ids import new_id
from sandbox.store import Body, Record
from sandbox.world import World


def add_topup(world: World, params: Body) -> Record:
    """Book a top-up; the bank sends it at once."""
    id_ = new_id("topup")
    body: Body = {
        "id": id_,
        "object": "topup",
        "amount": params["amount"],
        "balance_transaction": None,
        "created": world.now,
        "currency": params["currency"],
        "description": params.get("description"),
        "expected_availability_date": world.now,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "source": None,
        "statement_descriptor": params.get("statement_descriptor"),
        "status": "pending",
        "transfer_group": params.get("transfer_group"),
    }
    topup = world.store.add("topup", id_, body)
    emit(world, "topup.created", topup)
    body["balance_transaction"] = add_transaction(
        world, account="", type_="topup", amount=body["amount"], currency=body["currency"], source=id_
    )
    body["status"] = "succeeded"
    world.store.touch(topup)
    emit(world, "topup.succeeded", topup)
    return topup
