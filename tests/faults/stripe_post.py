"""Deliver Stripe's events ourselves: as signed as Stripe's own, as often and as many at once as a test wants."""

import asyncio
import hashlib
import hmac
import json
import random
from collections import Counter
from typing import Any

import httpx2
import requests

from kit.clock import utc_now
from tests.faults.shaken import Shaken

_HOOKS = {
    False: ("/v1/hooks/stripe", "SOLIFAIR_STRIPE_WEBHOOK_SECRETS"),
    True: ("/v1/hooks/stripe-connect", "SOLIFAIR_STRIPE_CONNECT_WEBHOOK_SECRETS"),
}
_AT_ONCE = 100


def signed(market: Shaken, payload: str, *, is_connected: bool = False) -> dict[str, str]:
    """The headers of a delivery."""
    secret = market.environment[_HOOKS[is_connected][1]]
    at = int(utc_now().timestamp())
    digest = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={at},v1={digest}", "Content-Type": "application/json"}


def undelivered(market: Shaken) -> list[dict[str, Any]]:
    """What has happened at Stripe, to the market or to an account of its producers, and is not stored here; oldest
    first."""
    accounts = ["", *market.sandbox_state()["accounts"]]
    found = [event for account in accounts for event in _events(market, account)]
    known = {(row[0], row[1]) for row in market.rows("select account, id from stripe_event")}
    return [event for event in reversed(found) if (event.get("account", ""), event["id"]) not in known]


def deliver(market: Shaken, events: list[dict[str, Any]], *, times: int) -> Counter[int]:
    """Each event so many times, all mixed up, a hundred calls at once; how many of each status came back."""
    return asyncio.run(_deliver(market, events * times))


async def _deliver(market: Shaken, events: list[dict[str, Any]]) -> Counter[int]:
    random.shuffle(events)
    limits = httpx2.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)
    async with httpx2.AsyncClient(base_url=market.api_url, timeout=60, limits=limits, trust_env=False) as client:

        async def post(event: dict[str, Any]) -> int:
            payload, is_connected = json.dumps(event), "account" in event
            headers = signed(market, payload, is_connected=is_connected)
            return (await client.post(_HOOKS[is_connected][0], content=payload, headers=headers)).status_code

        return Counter(await asyncio.gather(*(post(event) for event in events)))


def _events(market: Shaken, account: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {market.environment['SOLIFAIR_STRIPE_API_KEY']}"}
    if account:
        headers["Stripe-Account"] = account
    listed: list[dict[str, Any]] = []
    while True:
        after = {"starting_after": listed[-1]["id"]} if listed else {}
        asked = {"limit": "100", **after}
        answer = requests.get(f"{market.sandbox_url}/v1/events", params=asked, headers=headers, timeout=60)
        answer.raise_for_status()
        page = answer.json()
        listed += page["data"]
        if not page["has_more"]:
            return listed
