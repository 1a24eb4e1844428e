"""Charges and balance transactions: what was paid and what became of it."""

from sandbox.balances import balance_body
from sandbox.events import emit
from sandbox.listing import listing, page
from sandbox.params import email, group, merge_metadata, metadata, text
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.views import present


def _retrieve_charge(call: Call) -> Body:
    return present(call.world, call.record("charge", call.path["charge"], "charge"), call.expand)


def _list_charges(call: Call) -> Body:
    params = call.params

    def fits(record: Record) -> bool:
        return all(record.body[key] == params[key] for key in ("payment_intent", "transfer_group") if key in params)

    records = call.world.store.all("charge", account=call.account)
    return page(call.world, records, params, url="/v1/charges", fits=fits)


def _update_charge(call: Call) -> Body:
    charge, params = call.record("charge", call.path["charge"], "charge"), dict(call.params)
    params.pop("expand", None)
    if "metadata" in params:
        params["metadata"] = merge_metadata(charge.body["metadata"], params["metadata"])
    charge.body.update(params)
    call.world.store.touch(charge)
    emit(call.world, "charge.updated", charge, account=call.account)
    return present(call.world, charge, call.expand)


def _retrieve_entry(call: Call) -> Body:
    return present(call.world, call.record("balance_transaction", call.path["entry"]), call.expand)


def _list_entries(call: Call) -> Body:
    params = call.params
    in_payout = _entries_of_payout(call) if "payout" in params else None

    def fits(record: Record) -> bool:
        same = all(record.body[key] == params[key] for key in ("currency", "source", "type") if key in params)
        return same and (in_payout is None or record.id in in_payout)

    records = call.world.store.all("balance_transaction", account=call.account)
    return page(call.world, records, params, url="/v1/balance_transactions", fits=fits)


def _entries_of_payout(call: Call) -> set[str]:
    """What an automatic payout paid out: everything of its currency available since the one before, and itself."""
    payout = call.record("payout", call.params["payout"], "payout")
    earlier = [
        other.body["created"]
        for other in call.world.store.all("payout", account=call.account)
        if other.body["automatic"] and other.body["currency"] == payout.body["currency"] and other.seq < payout.seq
    ]
    since, until = max(earlier, default=-1), payout.body["created"]
    entries = {
        entry.id
        for entry in call.world.store.all("balance_transaction", account=call.account)
        if entry.body["currency"] == payout.body["currency"]
        and since < entry.body["available_on"] <= until
        and entry.body["type"] != "payout"
    }
    return (
        entries | {payout.body["balance_transaction"]}
        if payout.body["automatic"]
        else {payout.body["balance_transaction"]}
    )


def _balance(call: Call) -> Body:
    return balance_body(call.world, call.account)


_ENTRY_FILTERS = listing(currency=text(), payout=text(), source=text(), type=text())

OPERATIONS = [
    Operation("GET", "/v1/charges", _list_charges, listing(payment_intent=text(), transfer_group=text())),
    Operation("GET", "/v1/charges/{charge}", _retrieve_charge),
    Operation(
        "POST",
        "/v1/charges/{charge}",
        _update_charge,
        group(description=text(), metadata=metadata(), receipt_email=email(), transfer_group=text()),
    ),
    Operation("GET", "/v1/balance_transactions", _list_entries, _ENTRY_FILTERS),
    Operation("GET", "/v1/balance_transactions/{entry}", _retrieve_entry),
    Operation("GET", "/v1/balance", _balance),
]
