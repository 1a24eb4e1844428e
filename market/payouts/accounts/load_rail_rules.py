"""Load the rules that say which road money takes to which country."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.payouts.accounts import queries
from market.payouts.accounts.errors import BadRailRules
from market.payouts.accounts.rules import ANYWHERE, RailRule
from models.enums import PayoutRail

COLUMNS = ("platform_country", "country", "rail", "source", "is_confirmed")
_COUNTRY = re.compile("^[A-Z]{2}$")
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True)
class Loaded:
    """How many rules are new, say something else than before, or stay as they were."""

    added: int
    changed: int
    unchanged: int


def load_rail_rules(session: Session, rules: Sequence[RailRule]) -> Loaded:
    """Write the rules; loaded twice, the second time changes nothing. Rules that are not named stay."""
    before = {(rule.platform_country, rule.country): rule for rule in queries.list_rail_rules(session)}
    wanted = {(rule.platform_country, rule.country): rule for rule in rules}
    added = [rule for place, rule in wanted.items() if place not in before]
    changed = [rule for place, rule in wanted.items() if place in before and before[place] != rule]
    queries.put_rail_rules(session, [*added, *changed])
    return Loaded(len(added), len(changed), len(wanted) - len(added) - len(changed))


def read_rail_rules(table: str) -> list[RailRule]:
    """The rules of a CSV table with the columns of COLUMNS. Raises BadRailRules naming the line."""
    reader = csv.DictReader(io.StringIO(table))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise BadRailRules(1, f"the columns are {','.join(COLUMNS)}")
    return [_rule(row, line) for line, row in enumerate(reader, 2)]


def _rule(row: dict[str, str], line: int) -> RailRule:
    # A short row has None in its last places, a long one a list under None.
    if None in row or None in row.values():
        raise BadRailRules(line, f"a row has {len(COLUMNS)} cells")
    cells = {name: cell.strip() for name, cell in row.items()}
    if _COUNTRY.match(cells["platform_country"]) is None:
        raise BadRailRules(line, "platform_country is a country's two capitals")
    if cells["country"] != ANYWHERE and _COUNTRY.match(cells["country"]) is None:
        raise BadRailRules(line, "country is a country's two capitals, or *")
    if cells["rail"] not in set(PayoutRail):
        raise BadRailRules(line, f"rail is one of {', '.join(PayoutRail)}")
    if not cells["source"]:
        raise BadRailRules(line, "source says where this is known from")
    if cells["is_confirmed"] not in _TRUTHS:
        raise BadRailRules(line, "is_confirmed is true or false")
    return RailRule(
        cells["platform_country"],
        cells["country"],
        PayoutRail(cells["rail"]),
        cells["source"],
        _TRUTHS[cells["is_confirmed"]],
    )
