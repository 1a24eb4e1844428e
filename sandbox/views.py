"""How a stored object is shown: computed fields, and ids replaced by objects where `expand` asks for it."""

import copy

from sandbox.errors import malformed
from sandbox.store import Body, Record
from sandbox.world import World

_EXPANDABLE: dict[str, frozenset[str]] = {
    "balance_transaction": frozenset({"source"}),
    "charge": frozenset(
        {"balance_transaction", "failure_balance_transaction", "payment_intent", "source_transfer", "transfer"}
    ),
    "checkout.session": frozenset({"line_items", "payment_intent"}),
    "dispute": frozenset({"charge", "payment_intent"}),
    "payment_intent": frozenset({"latest_charge", "payment_method"}),
    "payout": frozenset({"balance_transaction", "destination", "failure_balance_transaction"}),
    "radar.early_fraud_warning": frozenset({"charge", "payment_intent"}),
    "refund": frozenset({"balance_transaction", "charge", "failure_balance_transaction", "payment_intent"}),
    "topup": frozenset({"balance_transaction"}),
    "transfer": frozenset({"balance_transaction", "destination", "destination_payment", "source_transaction"}),
    "transfer_reversal": frozenset({"balance_transaction", "destination_payment_refund", "transfer"}),
}
_MAX_DEPTH = 4


def present(world: World, record: Record, expand: list[str] | None = None) -> Body:
    """A copy of the object as the API shows it now. Raises ApiError for a path that cannot be expanded."""
    body = _shown(world, record)
    for path in expand or []:
        _expand(world, body, path.split("."), path)
    return body


def _shown(world: World, record: Record) -> Body:
    body = copy.deepcopy(record.body)
    if record.kind == "balance_transaction":
        body["status"] = "available" if body["available_on"] <= world.now else "pending"
    elif record.kind == "transfer":
        body["reversals"] = _sublist(world, record, f"/v1/transfers/{record.id}/reversals")
    elif record.kind == "event":
        waiting = (world.store.get("_delivery", id_) for id_ in record.hidden.get("deliveries", []))
        body["pending_webhooks"] = sum(delivery.body["state"] != "delivered" for delivery in waiting)
    elif record.kind == "dispute":
        entries = [world.store.get("balance_transaction", id_) for id_ in body["balance_transactions"]]
        body["balance_transactions"] = [_shown(world, entry) for entry in entries]
    return body


def _sublist(world: World, transfer: Record, url: str) -> Body:
    reversals = [world.store.get("transfer_reversal", id_) for id_ in reversed(transfer.hidden.get("reversals", []))]
    return {
        "object": "list",
        "data": [copy.deepcopy(reversal.body) for reversal in reversals[:10]],
        "has_more": len(reversals) > 10,
        "url": url,
    }


def line_items(session: Record) -> Body:
    items = session.hidden["line_items"]
    url = f"/v1/checkout/sessions/{session.id}/line_items"
    return {"object": "list", "data": copy.deepcopy(items), "has_more": False, "url": url}


def _expand(world: World, body: Body, path: list[str], full: str) -> None:
    if len(path) > _MAX_DEPTH:
        raise malformed(f"You cannot expand more than {_MAX_DEPTH} levels of a property: {full}", param="expand")
    step, rest = path[0], path[1:]
    if step not in _EXPANDABLE.get(str(body.get("object")), frozenset()):
        raise malformed(f"This property cannot be expanded ({full}).", param="expand")
    if body.get("object") == "checkout.session" and step == "line_items":
        body["line_items"] = line_items(world.store.get("checkout.session", body["id"]))
        return
    if isinstance(body.get(step), str):
        found = world.store.find_anywhere(body[step])
        body[step] = _shown(world, found) if found else body[step]
    if rest and isinstance(body.get(step), dict):
        _expand(world, body[step], rest, full)
