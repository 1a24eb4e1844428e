"""Methods of counting in the words of META: Pabulib's own `rule`, and keys of ours for what it leaves open."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from market.fund.tally.rules.method import (
    DEFAULT_TIE_BREAK,
    Completion,
    EqualShares,
    Greedy,
    Method,
    Misfit,
    Order,
    TieBreak,
    Utility,
)

_GREEDY, _EQUAL_SHARES, _ADD1 = "greedy", "equalshares", "equalshares/add1"

E = TypeVar("E", bound=StrEnum)


class UnknownMethod(ValueError):
    """The file says nothing, or something that is not counted here; the message says what."""


def words_of(method: Method) -> list[tuple[str, str]]:
    """The method as lines of META."""
    ties = ("tie_break", ",".join(method.tie_break))
    if isinstance(method, Greedy):
        return [("rule", _GREEDY), ("order", method.order), ("misfit", method.misfit), ties]
    rule = _ADD1 if method.completion.is_raised else _EQUAL_SHARES
    return [("rule", rule), ("utility", method.utility), ("completion", method.completion), ties]


def method_of(facts: Mapping[str, str]) -> Method:
    """The method that META names; what it leaves open is as is usual. Raises UnknownMethod."""
    rule = facts.get("rule", "unknown")
    written = facts.get("tie_break")
    ties = DEFAULT_TIE_BREAK if written is None else tuple(_one(TieBreak, word) for word in written.split(",") if word)
    if rule == _GREEDY:
        order = _one(Order, facts.get("order", Order.VOTES))
        return Greedy(order, _one(Misfit, facts.get("misfit", Misfit.SKIP)), ties)
    if rule in {_EQUAL_SHARES, _ADD1}:
        usual = Completion.ADD1 if rule == _ADD1 else Completion.NONE
        utility = _one(Utility, facts.get("utility", Utility.COST))
        return EqualShares(utility, _one(Completion, facts.get("completion", usual)), ties)
    raise UnknownMethod(f"the file's rule is {rule[:40]!r}")


def _one(kind: type[E], word: str) -> E:
    """Raises UnknownMethod."""
    try:
        return kind(word)
    except ValueError:
        raise UnknownMethod(f"{word[:40]!r} is none of {', '.join(kind)}") from None
