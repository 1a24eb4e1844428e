"""A receipt in sentences of a language: what was sent, what waits, what goes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from market.impact.forms.language import say
from market.impact.forms.writing import day_text, money_text
from market.impact.receipts import words
from market.impact.receipts.rules import PURPOSES, Movement, MovementKind, Party, Receipt, Refunded, Share
from models.enums import PayoutPurpose


@dataclass(frozen=True)
class Told:
    """`moved` in the order in which it was; each of `waiting` about one party's part; `refunds` about the buyer."""

    moved: tuple[str, ...]
    waiting: tuple[str, ...]
    refunds: tuple[str, ...]


def tell(receipt: Receipt, lang: str) -> Told:
    names = {share.party.id: share.party.name for share in receipt.shares if share.party}
    moved = tuple(_movement(one, names.get(one.party_id, ""), lang) for one in receipt.movements)
    return Told(
        moved=moved or (say(words.NOT_MOVED_YET, lang),),
        waiting=tuple(_waiting(receipt, lang)),
        refunds=tuple(_refund(one, lang) for one in receipt.refunds),
    )


def _movement(one: Movement, name: str, lang: str) -> str:
    text = words.SENT[one.purpose] if one.kind is MovementKind.SENT else words.CAME_BACK[one.kind]
    return _said(text, one.amount, one.at, lang, name=name, road=say(words.ROADS[one.rail], lang))


def _waiting(receipt: Receipt, lang: str) -> Iterator[str]:
    """One sentence for each party and purpose of which something has not been sent."""
    for (party, _), shares in _by_purpose(receipt).items():
        kept = sum((share.kept for share in shares), start=Money(0, receipt.total.currency))
        left = kept - shares[0].sent
        if left.minor > 0:
            text = words.ON_ITS_WAY if any(share.is_on_its_way for share in shares) else words.WAITING
            yield say(text, lang, {"amount": money_text(left, lang), "name": party.name})


def _by_purpose(receipt: Receipt) -> dict[tuple[Party, PayoutPurpose], list[Share]]:
    """Goods and a top-up to their minimum price are sent as one."""
    grouped: dict[tuple[Party, PayoutPurpose], list[Share]] = {}
    for share in receipt.shares:
        purpose = PURPOSES.get(share.kind)
        if share.party is not None and purpose is not None and purpose is not PayoutPurpose.FUND:
            grouped.setdefault((share.party, purpose), []).append(share)
    return grouped


def _refund(one: Refunded, lang: str) -> str:
    at = one.settled_at or one.created_at
    if one.came_back:
        return _said(words.BACK_NOT_TAKEN, one.amount, at, lang)
    return _said(words.BACK_TO_YOU if one.settled_at else words.BACK_ON_ITS_WAY, one.amount, at, lang)


def _said(text: str, amount: Money, at: datetime, lang: str, **facts: str) -> str:
    written = {"amount": money_text(amount, lang), "day": day_text(at.date(), lang), **facts}
    return say(text, lang, written)
