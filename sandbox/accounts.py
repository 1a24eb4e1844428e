"""Connected accounts: what they may do, what is still asked of them, and how onboarding changes that."""

from sandbox.config import SeedAccount
from sandbox.events import emit, emit_thin
from sandbox.ids import new_id
from sandbox.payouts import plan_automatic_payout
from sandbox.store import Body, Record
from sandbox.world import World

REQUIREMENTS = ("business_profile.url", "external_account", "individual.verification", "tos_acceptance.date")
_CURRENCIES = {"GB": "gbp", "US": "usd", "CH": "chf", "SE": "sek", "DK": "dkk", "NO": "nok", "PL": "pln", "CA": "cad"}


def add_account(world: World, params: Body, *, account_id: str | None = None, v2: Body | None = None) -> Record:
    """A connected account that still has to be onboarded. `v2` holds what only the v2 form shows."""
    id_ = account_id or new_id("account")
    country = params.get("country", "FR")
    body: Body = {
        "id": id_,
        "object": "account",
        "business_profile": _profile(params.get("business_profile", {})),
        "business_type": params.get("business_type"),
        "capabilities": dict.fromkeys(params.get("capabilities", {}), "inactive"),
        "charges_enabled": False,
        "controller": _controller(params.get("controller", {})),
        "country": country,
        "created": world.now,
        "default_currency": params.get("default_currency") or _CURRENCIES.get(country, "eur"),
        "details_submitted": False,
        "email": params.get("email"),
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/accounts/{id_}/external_accounts",
        },
        "future_requirements": _requirements([], None),
        "metadata": params.get("metadata", {}),
        "payouts_enabled": False,
        "requirements": _requirements(list(REQUIREMENTS), "requirements.past_due"),
        "settings": _settings(params),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": "none",
    }
    hidden: Body = {"payout_schedule": body["settings"]["payouts"]["schedule"]["interval"], "v2": v2}
    return world.store.add("account", id_, body, hidden=hidden)


def seed_account(world: World, seed: SeedAccount) -> None:
    """An onboarded account with a known id; left alone when it is there already."""
    if world.store.find("account", seed.id):
        return
    params: Body = {
        "country": seed.country,
        "default_currency": seed.currency.lower(),
        "capabilities": {"transfers": {"requested": True}},
    }
    account = add_account(world, params, account_id=seed.id)
    add_bank_account(world, account, {"country": seed.country, "currency": seed.currency.lower(), "last4": "3000"})
    account.body |= {"requirements": _requirements([], None), "details_submitted": True, "payouts_enabled": True}
    account.body["capabilities"] = {"transfers": "active"}
    account.body["tos_acceptance"]["date"] = world.now


def onboard(world: World, account: Record, *, holder: str, last4: str) -> None:
    """The account's owner has filled in the hosted form: everything asked is answered."""
    body = account.body
    bank = {"country": body["country"], "currency": body["default_currency"], "last4": last4, "holder": holder}
    add_bank_account(world, account, bank)
    body["business_profile"]["name"] = body["business_profile"]["name"] or holder
    body["tos_acceptance"]["date"] = world.now
    body["details_submitted"] = True
    set_standing(world, account, due=[], reason=None)


def set_standing(world: World, account: Record, *, due: list[str], reason: str | None) -> None:
    """What is still asked of an account decides its capabilities and payouts; changes are announced."""
    body = account.body
    body["requirements"] = _requirements(due, reason)
    was_enabled, body["payouts_enabled"] = body["payouts_enabled"], not due
    for name, status in list(body["capabilities"].items()):
        new = "inactive" if due else "active"
        if new != status:
            body["capabilities"][name] = new
            _announce_capability(world, account, name)
    world.store.touch(account)
    emit(world, "account.updated", account, account=account.id)
    if body["payouts_enabled"] and not was_enabled:
        plan_automatic_payout(world, account.id, world.now)


def request_capability(world: World, account: Record, name: str) -> None:
    """Ask for a capability; an onboarded account has it at once."""
    if name in account.body["capabilities"]:
        return
    account.body["capabilities"][name] = "inactive" if account.body["requirements"]["currently_due"] else "active"
    world.store.touch(account)
    _announce_capability(world, account, name)


def add_bank_account(world: World, account: Record, facts: Body) -> Record:
    """A bank account to be paid out to; the first one becomes the currency's default."""
    listed = account.body["external_accounts"]["data"]
    body: Body = {
        "id": new_id("bank_account"),
        "object": "bank_account",
        "account": account.id,
        "account_holder_name": facts.get("holder"),
        "account_holder_type": None,
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "SANDBOX BANK",
        "country": facts["country"],
        "currency": facts["currency"],
        "default_for_currency": not any(bank["currency"] == facts["currency"] for bank in listed),
        "fingerprint": "SandboxBank" + str(facts["last4"]),
        "future_requirements": {"currently_due": [], "errors": [], "past_due": [], "pending_verification": []},
        "last4": facts["last4"],
        "metadata": facts.get("metadata", {}),
        "requirements": {"currently_due": [], "errors": [], "past_due": [], "pending_verification": []},
        "routing_number": None,
        "status": "new",
    }
    bank = world.store.add("bank_account", body["id"], body, account=account.id)
    listed.append(body)
    world.store.touch(account)
    emit(world, "account.external_account.created", bank, account=account.id)
    return bank


def remove_bank_account(world: World, account: Record, bank: Record) -> None:
    external = account.body["external_accounts"]
    external["data"] = [listed for listed in external["data"] if listed["id"] != bank.id]
    world.store.remove(bank)
    world.store.touch(account)
    emit(world, "account.external_account.deleted", bank, account=account.id)


def deauthorize(world: World, account: Record) -> None:
    """The owner disconnects from the platform: nothing can be sent any more."""
    set_standing(world, account, due=["external_account"], reason="platform_paused")
    application: Body = {"id": "ca_SandboxApplication", "object": "application", "name": "Sandbox"}
    emit(world, "account.application.deauthorized", application, account=account.id)


def recipient_status(account: Record) -> str:
    """The v2 word for the transfers capability."""
    return "active" if account.body["capabilities"].get("transfers") == "active" else "restricted"


def capability_body(account: Record, name: str) -> Body:
    requirements = account.body["requirements"]
    return {
        "id": name,
        "object": "capability",
        "account": account.id,
        "future_requirements": _requirements([], None),
        "requested": name in account.body["capabilities"],
        "requested_at": account.body["created"],
        "requirements": {key: value for key, value in requirements.items() if key != "current_deadline"}
        | {"current_deadline": None},
        "status": account.body["capabilities"].get(name, "unrequested"),
    }


def _announce_capability(world: World, account: Record, name: str) -> None:
    if account.hidden.get("v2") is not None and name == "transfers":
        related = {"id": account.id, "type": "v2.core.account", "url": f"/v2/core/accounts/{account.id}"}
        type_ = "v2.core.account[configuration.recipient].capability_status_updated"
        emit_thin(world, type_, related=related, data={"updated_capability": "stripe_balance.stripe_transfers"})
    emit(world, "capability.updated", capability_body(account, name), account=account.id)


def _requirements(due: list[str], reason: str | None) -> Body:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": reason,
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": [],
    }


def _profile(given: Body) -> Body:
    keys = (
        "mcc",
        "name",
        "product_description",
        "support_address",
        "support_email",
        "support_phone",
        "support_url",
        "url",
    )
    return dict.fromkeys(keys) | {"minority_owned_business_designation": None} | given


def _controller(given: Body) -> Body:
    return {
        "type": "application",
        "is_controller": True,
        "fees": {"payer": given.get("fees", {}).get("payer", "application")},
        "losses": {"payments": given.get("losses", {}).get("payments", "application")},
        "requirement_collection": given.get("requirement_collection", "stripe"),
        "stripe_dashboard": {"type": given.get("stripe_dashboard", {}).get("type", "express")},
    }


def _settings(params: Body) -> Body:
    schedule = params.get("settings", {}).get("payouts", {}).get("schedule", {})
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_payments": {
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": params.get("business_profile", {}).get("name"), "timezone": "Etc/UTC"},
        "payments": {
            "statement_descriptor": None,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
        "payouts": {
            "debit_negative_balances": False,
            "schedule": {"delay_days": 2, "interval": schedule.get("interval", "daily")},
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }
