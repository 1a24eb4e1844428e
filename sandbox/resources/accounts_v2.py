"""Connected accounts in their v2 form: recipients of transfers. Bodies are JSON; most fields are shown on `include`."""

from sandbox.accounts import add_account, recipient_status, request_capability
from sandbox.errors import ApiError, malformed
from sandbox.events import emit_thin, rfc3339
from sandbox.params import currency, email, flag, group, integer, items, merge_metadata, metadata, text, url
from sandbox.resources.accounts import add_link
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record

_REQUESTED = group("requested", requested=flag())
_RECIPIENT = group(
    capabilities=group(stripe_balance=group(stripe_transfers=_REQUESTED)),
)
_INCLUDE = items(
    text(
        one_of=(
            "configuration.customer",
            "configuration.merchant",
            "configuration.recipient",
            "defaults",
            "future_requirements",
            "identity",
            "requirements",
        )
    )
)
_FIELDS = group(
    configuration=group(recipient=_RECIPIENT),
    contact_email=email(),
    contact_phone=text(longest=30),
    dashboard=text(one_of=("express", "full", "none")),
    defaults=group(
        currency=currency(),
        locales=items(text()),
        responsibilities=group(
            "fees_collector",
            "losses_collector",
            fees_collector=text(one_of=("application", "stripe")),
            losses_collector=text(one_of=("application", "stripe")),
        ),
    ),
    display_name=text(longest=100),
    identity=group(
        country=text(longest=2),
        entity_type=text(one_of=("company", "government_entity", "individual", "non_profit")),
        business_details=group(registered_name=text(longest=100)),
    ),
    include=_INCLUDE,
    metadata=metadata(),
)
_USE_CASE = group(
    "refresh_url",
    refresh_url=url(),
    return_url=url(),
    collection_options=group(
        fields=text(one_of=("currently_due", "eventually_due")), future_requirements=text(one_of=("include", "omit"))
    ),
)
_LINK = group(
    "account",
    "use_case",
    account=text(),
    use_case=group(
        "type",
        type=text(one_of=("account_onboarding", "account_update")),
        account_onboarding=_USE_CASE,
        account_update=_USE_CASE,
    ),
)


def _create(call: Call) -> Body:
    params = call.params
    identity = params.get("identity", {})
    if "country" not in identity and params.get("configuration"):
        raise ApiError(
            400, "identity.country is required to request this configuration.", code="identity_country_required"
        )
    responsibilities = params.get("defaults", {}).get("responsibilities", {})
    v1 = {
        "country": identity.get("country", "fr").upper(),
        "default_currency": params.get("defaults", {}).get("currency"),
        "email": params.get("contact_email"),
        "business_type": identity.get("entity_type"),
        "business_profile": {"name": params["display_name"]} if "display_name" in params else {},
        "controller": {
            "fees": {"payer": "application" if responsibilities.get("fees_collector") == "application" else "account"},
            "losses": {"payments": responsibilities.get("losses_collector", "stripe")},
            "stripe_dashboard": {"type": params.get("dashboard", "none")},
        },
        "metadata": merge_metadata({}, params.get("metadata", {})),
    }
    shown = {key: params.get(key) for key in ("contact_phone", "dashboard", "defaults", "display_name", "identity")}
    account = add_account(call.world, v1, v2=shown)
    _request(call, account)
    return _v2_body(account, params.get("include", []))


def _retrieve(call: Call) -> Body:
    return _v2_body(_account(call), call.params.get("include", []))


def _list(call: Call) -> Body:
    """The newest accounts; the sandbox gives them all on one page."""
    accounts = sorted(call.world.store.all("account"), key=lambda account: account.seq, reverse=True)
    limit = call.params.get("limit", 20)
    return {
        "data": [_v2_body(account, []) for account in accounts[:limit]],
        "next_page_url": None,
        "previous_page_url": None,
    }


def _update(call: Call) -> Body:
    account, params = _account(call), call.params
    shown = account.hidden["v2"] = account.hidden.get("v2") or {}
    shown.update({key: params[key] for key in ("contact_phone", "dashboard", "display_name") if key in params})
    for key in ("defaults", "identity"):
        if key in params:
            shown[key] = {**(shown.get(key) or {}), **params[key]}
    if "contact_email" in params:
        account.body["email"] = params["contact_email"]
    if "metadata" in params:
        account.body["metadata"] = merge_metadata(account.body["metadata"], params["metadata"])
    _request(call, account)
    call.world.store.touch(account)
    related = {"id": account.id, "type": "v2.core.account", "url": f"/v2/core/accounts/{account.id}"}
    emit_thin(call.world, "v2.core.account.updated", related=related)
    return _v2_body(account, params.get("include", []))


def _request(call: Call, account: Record) -> None:
    balance = (
        call.params.get("configuration", {}).get("recipient", {}).get("capabilities", {}).get("stripe_balance", {})
    )
    if balance.get("stripe_transfers", {}).get("requested"):
        request_capability(call.world, account, "transfers")


def _create_link(call: Call) -> Body:
    params = call.params
    use_case = params["use_case"]
    if use_case["type"] not in use_case:
        raise malformed(f"Missing required param: use_case.{use_case['type']}.")
    wish = use_case[use_case["type"]]
    link = add_link(call, params["account"], wish.get("return_url"), wish.get("refresh_url"))
    return {
        "object": "v2.core.account_link",
        "account": params["account"],
        "created": rfc3339(link["created"]),
        "expires_at": rfc3339(link["expires_at"]),
        "livemode": False,
        "url": link["url"],
        "use_case": use_case,
    }


def _account(call: Call) -> Record:
    account = call.world.store.find("account", call.path["account"])
    if account is None:
        raise ApiError(404, f"Account {call.path['account']} was not found.", code="not_found")
    return account


def _v2_body(account: Record, include: list[str]) -> Body:
    """The v2 form. What `include` does not name is null, as Stripe documents."""
    v1, v2 = account.body, account.hidden.get("v2") or {}
    is_recipient = "transfers" in v1["capabilities"]
    body: Body = {
        "id": account.id,
        "object": "v2.core.account",
        "applied_configurations": ["recipient"] if is_recipient else [],
        "closed": False,
        "configuration": None,
        "contact_email": v1["email"],
        "contact_phone": v2.get("contact_phone"),
        "created": rfc3339(v1["created"]),
        "dashboard": v2.get("dashboard") or v1["controller"]["stripe_dashboard"]["type"],
        "defaults": None,
        "display_name": v2.get("display_name") or v1["business_profile"]["name"],
        "future_requirements": None,
        "identity": None,
        "livemode": False,
        "metadata": v1["metadata"],
        "requirements": None,
    }
    if "configuration.recipient" in include:
        body["configuration"] = {"customer": None, "merchant": None, "recipient": _recipient(account, is_recipient)}
    if "defaults" in include:
        body["defaults"] = {
            "currency": v1["default_currency"],
            "locales": None,
            "profile": None,
            "responsibilities": {
                "fees_collector": "application" if v1["controller"]["fees"]["payer"] == "application" else "stripe",
                "losses_collector": v1["controller"]["losses"]["payments"],
                "requirements_collector": "stripe",
            },
        }
    if "identity" in include:
        identity = v2.get("identity") or {}
        body["identity"] = {"country": v1["country"].lower(), "entity_type": v1["business_type"], **identity}
    if "requirements" in include:
        body["requirements"] = _requirements(v1["requirements"]["currently_due"])
    return body


def _recipient(account: Record, is_recipient: bool) -> Body:
    status = recipient_status(account)
    details = [] if status == "active" else [{"code": "requirements_past_due", "resolution": "provide_info"}]
    paid = "active" if account.body["payouts_enabled"] else "restricted"
    balance = {
        "payouts": {"status": paid, "status_details": details if paid != "active" else []},
        "stripe_transfers": {"status": status, "status_details": details},
    }
    return {
        "applied": is_recipient,
        "capabilities": {"stripe_balance": balance} if is_recipient else None,
        "default_outbound_destination": None,
    }


def _requirements(due: list[str]) -> Body:
    entries = [
        {
            "awaiting_action_from": "user",
            "description": name,
            "errors": [],
            "impact": {"restricts_capabilities": []},
            "minimum_deadline": {"status": "past_due"},
            "requested_reasons": [{"code": "routine_onboarding"}],
        }
        for name in due
    ]
    return {
        "collector": "stripe",
        "entries": entries,
        "summary": {"minimum_deadline": {"status": "past_due"}} if due else None,
    }


OPERATIONS = [
    Operation("POST", "/v2/core/accounts", _create, _FIELDS, is_platform_only=True),
    Operation("GET", "/v2/core/accounts", _list, group(limit=integer(least=1, most=20))),
    Operation("GET", "/v2/core/accounts/{account}", _retrieve, group(include=_INCLUDE)),
    Operation("POST", "/v2/core/accounts/{account}", _update, _FIELDS),
    Operation("POST", "/v2/core/account_links", _create_link, _LINK, is_platform_only=True),
]
