"""Which road money takes to an organisation's country, and on whose word."""

from sqlalchemy.orm import Session

from market.payouts.accounts import queries
from market.payouts.accounts.rules import RailChoice, choose_rail


def read_rail(session: Session, *, market_country: str, country: str) -> RailChoice:
    """The rail from a market in one country to an organisation in another."""
    rules = queries.list_rail_rules_for(session, platform_country=market_country, country=country)
    return choose_rail(rules, platform_country=market_country, country=country)
