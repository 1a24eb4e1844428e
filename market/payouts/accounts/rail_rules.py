"""The rules that Solifair brings along for the regions where Stripe moves money between accounts.

A platform can transfer to connected accounts of its own region (Stripe's documentation of separate charges and
transfers). Between the United States, Canada, the United Kingdom, the European Economic Area and Switzerland there are
corridors; that is told by third parties and has to be looked up again before a market relies on it. Anywhere else a
market pays through a bank. Iceland belongs to the EEA, but Stripe opens no accounts there.
"""

from market.payouts.accounts.rules import ANYWHERE, RailRule
from models.enums import PayoutRail

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_REGIONS = (frozenset(_EEA.split()), frozenset({"GB"}), frozenset({"CH"}), frozenset({"US"}), frozenset({"CA"}))
_SAME_REGION = "https://docs.stripe.com/connect/separate-charges-and-transfers: platform and account in one region"
_CORRIDOR = "corridor between US, CA, UK, EEA and CH as third parties tell it; look it up again before relying on it"
_ELSEWHERE = "https://docs.stripe.com/connect/cross-border-payouts: for platforms in the US only, on request"


def built_in_rules(platform_country: str) -> list[RailRule]:
    """The rules for a market in this country, by country, `*` first."""
    region = next((region for region in _REGIONS if platform_country in region), None)
    rules = [RailRule(platform_country, ANYWHERE, PayoutRail.MANUAL_BANK, _ELSEWHERE, is_confirmed=True)]
    if region is None:
        return rules
    for country in sorted(frozenset().union(*_REGIONS)):
        is_same = country in region
        source = _SAME_REGION if is_same else _CORRIDOR
        rules.append(RailRule(platform_country, country, PayoutRail.STRIPE_CONNECT, source, is_confirmed=is_same))
    return rules
