"""Transfers to connected accounts and their reversals."""

from sandbox.currencies import check_step
from sandbox.errors import ApiError, missing, refused
from sandbox.events import emit
from sandbox.listing import listing, page
from sandbox.params import amount, currency, flag, group, merge_metadata, metadata, text
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.transfers import add_transfer, reverse
from sandbox.views import present

_CREATE = group(
    "amount",
    "currency",
    "destination",
    amount=amount(),
    currency=currency(),
    destination=text(),
    description=text(),
    metadata=metadata(),
    source_transaction=text(),
    source_type=text(one_of=("bank_account", "card", "fpx")),
    transfer_group=text(),
)
_REVERSE = group(amount=amount(), description=text(), metadata=metadata(), refund_application_fee=flag())


def _create(call: Call) -> Body:
    params = call.params
    check_step(params["amount"], params["currency"])
    account = call.world.store.find("account", params["destination"])
    if account is None:
        raise ApiError(
            400, f"No such destination: '{params['destination']}'", code="resource_missing", param="destination"
        )
    if account.body["capabilities"].get("transfers") != "active":
        message = (
            "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
            "crypto_transfers, legacy_payments"
        )
        raise refused(message, code="insufficient_capabilities_for_transfer", param="destination")
    if "source_transaction" in params:
        _check_source(call)
    else:
        held = call.world.balances.available("", params["currency"], call.world.now)
        if held < params["amount"]:
            message = (
                "You have insufficient available funds in your Stripe account. One likely reason you have insufficient "
                "funds is that your funds are automatically being paid out, or that they are still pending. "
                f"(sandbox: {held} {params['currency']} available)"
            )
            raise refused(message, code="balance_insufficient")
    transfer = add_transfer(call.world, params)
    if "source_transaction" in params:
        charge = call.world.store.get("charge", params["source_transaction"])
        charge.hidden["transferred"] = charge.hidden.get("transferred", 0) + params["amount"]
        call.world.store.touch(charge)
    return present(call.world, transfer, call.expand)


def _check_source(call: Call) -> None:
    """A transfer out of one charge: same currency, a charge that brought money, never more than it brought."""
    params = call.params
    charge = call.record("charge", params["source_transaction"], "source_transaction")
    if charge.body["status"] != "succeeded" or not charge.body["captured"] or not charge.body["balance_transaction"]:
        raise refused("The source_transaction charge has not succeeded.", param="source_transaction")
    entry = call.world.store.get("balance_transaction", charge.body["balance_transaction"]).body
    if entry["currency"] != params["currency"]:
        message = (
            f"The currency of source_transaction's balance transaction ({entry['currency']}) must be the same as "
            f"the transfer currency ({params['currency']})."
        )
        raise refused(message, param="currency")
    left = entry["amount"] - charge.hidden.get("transferred", 0)
    if params["amount"] > left:
        message = f"The transfers for this source_transaction add up to more than the charge; {left} is left."
        raise refused(message, param="amount")
    params.setdefault("transfer_group", charge.body["transfer_group"] or f"group_{charge.body['payment_intent']}")


def _retrieve(call: Call) -> Body:
    return present(call.world, _transfer(call), call.expand)


def _update(call: Call) -> Body:
    transfer, params = _transfer(call), call.params
    if "metadata" in params:
        transfer.body["metadata"] = merge_metadata(transfer.body["metadata"], params["metadata"])
    if "description" in params:
        transfer.body["description"] = params["description"]
    call.world.store.touch(transfer)
    emit(call.world, "transfer.updated", transfer)
    return present(call.world, transfer, call.expand)


def _list(call: Call) -> Body:
    params = call.params

    def fits(record: Record) -> bool:
        return all(record.body[key] == params[key] for key in ("destination", "transfer_group") if key in params)

    records = call.world.store.all("transfer", account=call.account)
    return page(call.world, records, params, url="/v1/transfers", fits=fits)


def _reverse(call: Call) -> Body:
    transfer, params = _transfer(call), call.params
    left = transfer.body["amount"] - transfer.body["amount_reversed"]
    wanted = params.get("amount", left)
    if left == 0:
        raise refused(f"Transfer {transfer.id} is already fully reversed.", code="transfer_already_reversed")
    if wanted > left:
        raise refused(
            f"Reversal amount ({wanted}) is greater than unreversed amount on transfer ({left}).", param="amount"
        )
    account, money = transfer.body["destination"], transfer.body["currency"]
    balances, now = call.world.balances, call.world.now
    held = balances.available(account, money, now) + balances.pending(account, money, now)
    if wanted > held:
        message = (
            f"The connected account {account} does not have enough balance for this reversal ({held} {money} left)."
        )
        raise refused(message, code="balance_insufficient")
    metadata_ = merge_metadata({}, params.get("metadata", {}))
    reversal = reverse(call.world, transfer, wanted, metadata_, params.get("description"))
    return present(call.world, reversal, call.expand)


def _reversal(call: Call) -> Record:
    transfer = _transfer(call)
    reversal = call.record("transfer_reversal", call.path["reversal"])
    if reversal.body["transfer"] != transfer.id:
        raise missing("transfer_reversal", reversal.id)
    return reversal


def _retrieve_reversal(call: Call) -> Body:
    return present(call.world, _reversal(call), call.expand)


def _update_reversal(call: Call) -> Body:
    reversal = _reversal(call)
    reversal.body["metadata"] = merge_metadata(reversal.body["metadata"], call.params.get("metadata", {}))
    call.world.store.touch(reversal)
    return present(call.world, reversal, call.expand)


def _list_reversals(call: Call) -> Body:
    transfer = _transfer(call)
    records = [call.world.store.get("transfer_reversal", id_) for id_ in transfer.hidden.get("reversals", [])]
    return page(call.world, records, call.params, url=f"/v1/transfers/{transfer.id}/reversals")


def _transfer(call: Call) -> Record:
    return call.record("transfer", call.path["transfer"], "transfer")


OPERATIONS = [
    Operation("POST", "/v1/transfers", _create, _CREATE, is_platform_only=True),
    Operation("GET", "/v1/transfers", _list, listing(destination=text(), transfer_group=text())),
    Operation("GET", "/v1/transfers/{transfer}", _retrieve),
    Operation("POST", "/v1/transfers/{transfer}", _update, group(metadata=metadata(), description=text())),
    Operation("POST", "/v1/transfers/{transfer}/reversals", _reverse, _REVERSE),
    Operation("GET", "/v1/transfers/{transfer}/reversals", _list_reversals, listing()),
    Operation("GET", "/v1/transfers/{transfer}/reversals/{reversal}", _retrieve_reversal),
    Operation("POST", "/v1/transfers/{transfer}/reversals/{reversal}", _update_reversal, group(metadata=metadata())),
]
