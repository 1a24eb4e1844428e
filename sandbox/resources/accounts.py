"""Connected accounts in their v1 form, account links, bank accounts."""

from sandbox.accounts import add_account, add_bank_account, capability_body, remove_bank_account, request_capability
from sandbox.config import PLATFORM_ID
from sandbox.errors import ApiError, malformed, missing
from sandbox.events import emit
from sandbox.ids import new_id
from sandbox.listing import listing, page
from sandbox.params import (
    Group,
    currency,
    either,
    email,
    flag,
    group,
    merge_metadata,
    metadata,
    text,
    url,
)
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.views import present

_LINK_SECONDS = 300
_REQUESTED = group("requested", requested=flag())
_BANK = group(
    "account_number",
    "country",
    object=text(one_of=("bank_account",)),
    account_number=text(longest=34),
    country=text(longest=2),
    currency=currency(),
    account_holder_name=text(),
    account_holder_type=text(one_of=("company", "individual")),
)
_COMMON = group(
    email=email(),
    business_type=text(one_of=("company", "government_entity", "individual", "non_profit")),
    business_profile=group(
        mcc=text(),
        name=text(),
        product_description=text(),
        support_email=email(),
        support_phone=text(),
        support_url=url(),
        url=url(),
    ),
    capabilities=group(transfers=_REQUESTED, card_payments=_REQUESTED),
    metadata=metadata(),
    settings=group(payouts=group(schedule=group(interval=text(one_of=("manual", "daily", "weekly", "monthly"))))),
)
_CREATE = _COMMON.with_fields(
    {
        "country": text(longest=2),
        "default_currency": currency(),
        "controller": group(
            fees=group(payer=text(one_of=("account", "application"))),
            losses=group(payments=text(one_of=("application", "stripe"))),
            requirement_collection=text(one_of=("application", "stripe")),
            stripe_dashboard=group(type=text(one_of=("express", "full", "none"))),
        ),
    }
)
_LINK = group(
    "account",
    "type",
    account=text(),
    type=text(one_of=("account_onboarding", "account_update")),
    refresh_url=url(),
    return_url=url(),
)


def _create(call: Call) -> Body:
    account = add_account(call.world, call.params)
    return present(call.world, account, call.expand)


def _retrieve(call: Call) -> Body:
    return present(call.world, find_account(call), call.expand)


def _retrieve_own(call: Call) -> Body:
    if call.account:
        return present(call.world, call.world.store.get("account", call.account))
    return {"id": PLATFORM_ID, "object": "account", "charges_enabled": True, "payouts_enabled": True, "country": "FR"}


def _list(call: Call) -> Body:
    return page(call.world, call.world.store.all("account"), call.params, url="/v1/accounts")


def _update(call: Call) -> Body:
    account, params = find_account(call), call.params
    body = account.body
    if "metadata" in params:
        body["metadata"] = merge_metadata(body["metadata"], params["metadata"])
    if "business_profile" in params:
        body["business_profile"].update(params["business_profile"])
    body.update({key: params[key] for key in ("email", "business_type") if key in params})
    schedule = params.get("settings", {}).get("payouts", {}).get("schedule", {})
    if "interval" in schedule:
        body["settings"]["payouts"]["schedule"]["interval"] = schedule["interval"]
        account.hidden["payout_schedule"] = schedule["interval"]
    for name, wish in params.get("capabilities", {}).items():
        if wish["requested"]:
            request_capability(call.world, account, name)
    call.world.store.touch(account)
    emit(call.world, "account.updated", account, account=account.id)
    return present(call.world, account, call.expand)


def _delete(call: Call) -> Body:
    account = find_account(call)
    balances, now = call.world.balances, call.world.now
    for money in balances.currencies(account.id):
        if balances.available(account.id, money, now) or balances.pending(account.id, money, now):
            raise ApiError(400, "This account cannot be deleted while it has a balance.", code="account_invalid")
    call.world.store.remove(account)
    return {"id": account.id, "object": "account", "deleted": True}


def _capability(call: Call) -> Body:
    account = find_account(call)
    if call.path["name"] not in {"transfers", "card_payments"}:
        raise missing("capability", call.path["name"])
    return capability_body(account, call.path["name"])


def _create_bank_account(call: Call) -> Body:
    account, given = find_account(call), call.params["external_account"]
    if isinstance(given, str):
        # Stripe's test token for a European account in good order.
        if given not in {"btok_fr", "btok_de", "btok_us_verified"}:
            raise malformed(f"No such token: '{given}'", code="resource_missing", param="external_account")
        given = {"account_number": "FR1420041010050500013M02606", "country": given[5:7].upper()}
    facts = {
        "country": given["country"],
        "currency": given.get("currency", account.body["default_currency"]),
        "last4": given["account_number"][-4:],
        "holder": given.get("account_holder_name"),
        "metadata": call.params.get("metadata", {}),
    }
    return present(call.world, add_bank_account(call.world, account, facts))


def _list_bank_accounts(call: Call) -> Body:
    account = find_account(call)
    records = call.world.store.all("bank_account", account=account.id)
    return page(call.world, records, call.params, url=f"/v1/accounts/{account.id}/external_accounts")


def _retrieve_bank_account(call: Call) -> Body:
    return present(call.world, _bank(call))


def _update_bank_account(call: Call) -> Body:
    bank, account = _bank(call), find_account(call)
    if "metadata" in call.params:
        bank.body["metadata"] = merge_metadata(bank.body["metadata"], call.params["metadata"])
    if "account_holder_name" in call.params:
        bank.body["account_holder_name"] = call.params["account_holder_name"]
    external = account.body["external_accounts"]
    external["data"] = [bank.body if listed["id"] == bank.id else listed for listed in external["data"]]
    call.world.store.touch(bank)
    call.world.store.touch(account)
    emit(call.world, "account.external_account.updated", bank, account=account.id)
    return present(call.world, bank)


def _delete_bank_account(call: Call) -> Body:
    bank = _bank(call)
    remove_bank_account(call.world, find_account(call), bank)
    return {"id": bank.id, "object": "bank_account", "deleted": True}


def _create_link(call: Call) -> Body:
    params = call.params
    link = add_link(call, params["account"], params.get("return_url"), params.get("refresh_url"))
    return {"object": "account_link"} | link


def add_link(call: Call, account_id: str, return_url: str | None, refresh_url: str | None) -> Body:
    """A link to the hosted onboarding form, good for some minutes: `created`, `expires_at` and `url`."""
    if call.world.store.find("account", account_id) is None:
        raise missing("account", account_id, "account")
    secret, now = new_id("_link"), call.world.now
    facts = {"account": account_id, "return_url": return_url, "refresh_url": refresh_url}
    call.world.store.add("_link", secret, facts | {"expires_at": now + _LINK_SECONDS})
    return {"created": now, "expires_at": now + _LINK_SECONDS, "url": f"{call.base_url}/onboarding/{secret}"}


def find_account(call: Call) -> Record:
    """The account that the path names. Raises 403 as Stripe does, which does not tell whether it exists."""
    account = call.world.store.find("account", call.path["account"])
    if account is None or call.account not in {"", account.id}:
        message = f"The provided key does not have access to account '{call.path['account']}' (or it does not exist)."
        raise ApiError(403, message, code="account_invalid")
    return account


def _bank(call: Call) -> Record:
    account = find_account(call)
    bank = call.world.store.find("bank_account", call.path["bank"])
    if bank is None or bank.account != account.id:
        raise missing("external account", call.path["bank"])
    return bank


_BANK_PATH = "/v1/accounts/{account}/external_accounts"
_EXTERNAL = Group(("external_account",), {"external_account": either(text(), _BANK), "metadata": metadata()})

OPERATIONS = [
    Operation("GET", "/v1/account", _retrieve_own),
    Operation("POST", "/v1/accounts", _create, _CREATE, is_platform_only=True),
    Operation("GET", "/v1/accounts", _list, listing()),
    Operation("GET", "/v1/accounts/{account}", _retrieve),
    Operation("POST", "/v1/accounts/{account}", _update, _COMMON),
    Operation("DELETE", "/v1/accounts/{account}", _delete),
    Operation("GET", "/v1/accounts/{account}/capabilities/{name}", _capability),
    Operation("POST", _BANK_PATH, _create_bank_account, _EXTERNAL),
    Operation("GET", _BANK_PATH, _list_bank_accounts, listing(object=text(one_of=("bank_account",)))),
    Operation("GET", _BANK_PATH + "/{bank}", _retrieve_bank_account),
    Operation(
        "POST", _BANK_PATH + "/{bank}", _update_bank_account, group(metadata=metadata(), account_holder_name=text())
    ),
    Operation("DELETE", _BANK_PATH + "/{bank}", _delete_bank_account),
    Operation("POST", "/v1/account_links", _create_link, _LINK, is_platform_only=True),
]
